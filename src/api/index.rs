//! `/v1`: where everything is, and how much of it there is.

use actix_web::Responder;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    extract::{Read, read::Plain},
    operation::{Operations, declare},
    problem::Problem,
};
use presence_core::{
    Snapshot,
    query::{Posts, Presences, write_json},
    statistics,
};
use presence_model::Timestamp;

/// The registry at a glance.
#[derive(Serialize, ToSchema)]
pub struct Index {
    /// What this is.
    #[schema(example = "Field Presence Registry")]
    name: &'static str,
    /// The program's version.
    version: &'static str,
    /// The newest revision.
    #[schema(example = 434)]
    revision: u64,
    /// When it was recorded.
    recorded_at: Timestamp,
    /// How many records there are.
    totals: Totals,
    /// Where they are.
    links: IndexLinks,
}

/// How many records there are.
#[derive(Serialize, ToSchema)]
#[schema(as = IndexTotals)]
pub struct Totals {
    /// Presences that exist: active, drawing down or suspended. Not a count of countries.
    #[schema(example = 95)]
    presences: usize,
    /// Presences that are active.
    #[schema(example = 93)]
    presences_active: usize,
    /// Presences that are a human rights adviser.
    #[schema(example = 44)]
    human_rights_advisers: usize,
    /// Adviser posts that exist: not proposed or abolished, and their presence is not closed.
    #[schema(example = 44)]
    adviser_posts: usize,
    /// Countries and areas that host a presence.
    #[schema(example = 86)]
    countries_hosting: usize,
    /// Countries and areas that a presence covers.
    #[schema(example = 128)]
    countries_served: usize,
    /// Offices, the desk among them.
    #[schema(example = 45)]
    offices: usize,
    /// Status updates.
    #[schema(example = 0)]
    status_updates: usize,
}

/// Where things are: paths on this server.
#[derive(Serialize, ToSchema)]
pub struct IndexLinks {
    /// Presences.
    presences: &'static str,
    /// Adviser posts.
    adviser_posts: &'static str,
    /// Status updates.
    status_updates: &'static str,
    /// Files of many updates.
    imports: &'static str,
    /// Offices.
    offices: &'static str,
    /// Countries.
    countries: &'static str,
    /// Kinds of problem.
    problems: &'static str,
    /// The OpenAPI document.
    openapi: &'static str,
    /// The documentation, for people.
    docs: &'static str,
}

/// Show the index
///
/// Links, totals and the newest revision.
#[utoipa::path(get, path = "/v1", tag = "Index", operation_id = "show_index",
    responses((status = 200, description = "The registry at a glance.", body = Index)))]
pub async fn show(read: Read<Plain>) -> Result<impl Responder, Problem> {
    read.0.document(|snapshot| {
        let mut body = Vec::new();
        write_json(&mut body, &index(snapshot));
        Ok(body)
    })
}

fn index(snapshot: &Snapshot) -> Index {
    let today = snapshot.recorded_at().date();
    let presences = |filter| statistics::totals::<Presences>(snapshot, filter, today);
    let all = presences(None);
    Index {
        name: "Field Presence Registry",
        version: env!("CARGO_PKG_VERSION"),
        revision: snapshot.revision(),
        recorded_at: snapshot.recorded_at(),
        totals: Totals {
            presences: all.count,
            presences_active: presences(Some(("status", "active"))).count,
            human_rights_advisers: presences(Some(("type", "human_rights_adviser"))).count,
            adviser_posts: statistics::totals::<Posts>(snapshot, None, today).count,
            countries_hosting: all.countries_hosting,
            countries_served: all.countries_served,
            offices: snapshot.offices.len(),
            status_updates: snapshot.updates.len(),
        },
        links: IndexLinks {
            presences: "/v1/presences",
            adviser_posts: "/v1/adviser-posts",
            status_updates: "/v1/status-updates",
            imports: "/v1/imports",
            offices: "/v1/offices",
            countries: "/v1/countries",
            problems: "/problems",
            openapi: "/openapi.json",
            docs: "/docs",
        },
    }
}

/// The operations on the index.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
