//! `/v1/published-totals`: what OHCHR has published, beside what the registry knows by record.

use actix_web::{
    HttpRequest, Responder,
    web::{Data, ServiceConfig},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::Problem,
    read::Reader,
    state::State,
    statistics::{nothing_else, table},
};
use presence_core::{
    published::{self, Compared},
    query::BadParameter,
};

/// Published totals.
#[derive(Serialize, ToSchema)]
pub struct PublishedTotals {
    /// The totals, the oldest first.
    data: Vec<Compared>,
    /// The registry's revision.
    #[schema(example = 434)]
    revision: u64,
}

/// List published totals
///
/// What OHCHR has published as the number of its field presences, each with its source, beside the number of presences that
/// the registry knows by record to have existed on that date, and why the two differ.
#[utoipa::path(get, path = "/v1/published-totals", tag = "Statistics", operation_id = "list_published_totals",
    responses((status = 200, description = "The totals.", body = PublishedTotals)))]
pub async fn list(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, asked| {
        if moment.on.is_some() {
            return Err(BadParameter::new("on", "published totals have dates of their own").into());
        }
        nothing_else(&asked.pairs, &[])?;
        let data = published::compared(moment);
        let names = vec![
            "as_of",
            "presences",
            "human_rights_advisers",
            "country_and_stand_alone_offices",
            "regional_offices",
            "mission_components",
            "other",
            "states_or_territories",
            "staff",
            "source",
            "confidence",
            "known",
            "unknown",
            "difference",
            "explanation",
        ];
        let table = table(names, &data);
        Ok((PublishedTotals { data, revision: moment.revision() }, table))
    })
}

/// The routes of published totals.
pub fn routes(config: &mut ServiceConfig) {
    config.service(super::resource("/v1/published-totals", list));
}
