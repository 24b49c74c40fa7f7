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
pub(crate) mod client_auth;
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
mod offices;
pub mod openapi;
pub(crate) mod operation;
mod patches;
pub(crate) mod path;
mod presences;
pub(crate) mod problem;
mod problems;
mod programme;
mod published;
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

use self::operation::Operations;
pub use server::{run, tls};
pub use site::Site;
pub use state::{AppState, Issuer, Limits};

/// Every operation. Metrics may have an address of their own.
fn operations(metrics_apart: bool) -> Operations {
    let mut operations = Operations::default();
    for declare in [
        index::operations,
        presences::operations,
        adviser_posts::operations,
        updates::operations,
        offices::operations,
        countries::operations,
        imports::operations,
        clients::operations,
        oauth::operations,
        programme::operations,
        submissions::operations,
        reports::operations,
        statistics::operations,
        published::operations,
        changes::operations,
        webhooks::operations,
        ledger::operations,
        audit::operations,
        admin::operations,
        problems::operations,
        health::operations,
        openapi::serve::operations,
    ] {
        declare(&mut operations);
    }
    if !metrics_apart {
        metrics::route::operations(&mut operations);
    }
    operations
}

/// The OpenAPI document of every operation: JSON, indented.
#[must_use]
pub fn document() -> String {
    openapi::document_json(&operations(false))
}
