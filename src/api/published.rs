//! `/v1/published-totals`: what OHCHR has published, beside what the registry knows by record.

use actix_web::Responder;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    extract::{NoParameters, Read, read::UndatedFigures},
    operation::{Operations, declare},
    problem::Problem,
    statistics::table,
};
use presence_core::published::{self, Compared};

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
pub async fn list(read: Read<UndatedFigures<NoParameters>>) -> Result<impl Responder, Problem> {
    read.figures("published totals have dates of their own", |moment, _, _| {
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

/// The operations on published totals.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list);
}
