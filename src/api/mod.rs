//! The HTTP interface: one file a resource, and what they share. A handler parses, asks and answers.

pub(crate) mod accept;
mod admin;
mod adviser_posts;
mod audit;
mod authorized;
pub(crate) mod blocking;
pub(crate) mod body;
pub(crate) mod caller;
mod changes;
pub(crate) mod client_ip;
pub mod clients;
pub(crate) mod connection;
mod countries;
pub(crate) mod extract;
pub(crate) mod format;
mod health;
pub(crate) mod imports;
mod index;
mod ledger;
mod list_page;
pub mod metrics;
pub(crate) mod middleware;
pub(crate) mod oauth;
pub(crate) mod oauth_client;
mod offices;
pub mod openapi;
mod patches;
pub(crate) mod path;
mod presences;
pub(crate) mod problem;
mod problems;
mod programme;
mod published;
pub(crate) mod query;
pub mod rate_limit;
pub(crate) mod read;
mod reports;
pub(crate) mod request_id;
pub(crate) mod respond;
mod response_body;
mod server;
mod site;
pub(crate) mod state;
mod statistics;
pub mod streams;
mod submissions;
pub(crate) mod trace;
mod updates;
mod webhooks;
pub(crate) mod write;

use actix_web::{
    FromRequest, Handler, Resource, Responder, guard,
    web::{self, ServiceConfig},
};

pub use server::{run, tls};
pub use site::Site;
pub use state::{Issuer, Limits, State};

/// A resource with its read, which also answers `HEAD`.
pub(crate) fn resource<F, Args>(path: &str, read: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(read.clone())).route(web::route().guard(guard::Head()).to(read))
}

/// Every route. Metrics may have an address of their own.
fn routes(config: &mut ServiceConfig, metrics_apart: bool) {
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
    submissions::routes(config);
    reports::routes(config);
    statistics::routes(config);
    published::routes(config);
    changes::routes(config);
    webhooks::routes(config);
    ledger::routes(config);
    audit::routes(config);
    admin::routes(config);
    problems::routes(config);
    health::routes(config);
    if !metrics_apart {
        metrics::route::routes(config);
    }
    openapi::serve::routes(config);
}
