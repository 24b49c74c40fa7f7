//! The HTTP interface: one file a resource, and what they share. A handler parses, asks and answers.

mod address;
mod adviser_posts;
mod audit;
mod body;
mod caller;
mod changes;
pub mod clients;
mod countries;
mod docs;
mod format;
mod front;
mod health;
mod import_report;
mod import_template;
mod imports;
mod index;
mod ledger;
pub mod limits;
mod list_page;
mod oauth;
mod oauth_client;
mod offices;
pub mod openapi;
mod presences;
mod problem;
mod problems;
mod programme;
mod read;
mod reports;
mod requests;
mod respond;
mod server;
mod state;
mod statistics;
mod updates;
mod write;

use actix_web::{
    FromRequest, Handler, Resource, Responder, guard,
    web::{self, ServiceConfig},
};

pub use server::{run, tls};
pub use state::{Issuer, Limits, State};

/// A resource with its read, which also answers `HEAD`.
fn resource<F, Args>(path: &str, read: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(read.clone())).route(web::route().guard(guard::Head()).to(read))
}

/// Every route.
fn routes(config: &mut ServiceConfig) {
    index::routes(config);
    presences::routes(config);
    adviser_posts::routes(config);
    updates::routes(config);
    offices::routes(config);
    countries::routes(config);
    imports::routes(config);
    clients::routes(config);
    oauth::routes(config);
    programme::routes(config);
    reports::routes(config);
    statistics::routes(config);
    changes::routes(config);
    ledger::routes(config);
    audit::routes(config);
    problems::routes(config);
    health::routes(config);
    docs::routes(config);
}
