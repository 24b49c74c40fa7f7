//! Offices that have not reported for a while.

use actix_web::Responder;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::table;
use crate::api::{
    extract::{Read, query::Number, read::Figures},
    operation::{Operations, declare},
    problem::Problem,
};
use presence_core::{
    body::Faults,
    statistics::{self, Overdue},
};

/// Offices that have not reported for a while.
#[derive(Serialize, ToSchema)]
pub struct OverdueOffices<'a> {
    /// For more than so many days.
    #[schema(example = 90)]
    days: i64,
    /// The offices, the longest silence first.
    data: Vec<Overdue<'a>>,
    /// How many offices host a presence that is not closed.
    #[schema(example = 44)]
    offices: usize,
    /// The registry's revision.
    #[schema(example = 434)]
    revision: u64,
    /// The date from which days are reckoned.
    reckoned_on: NaiveDate,
}

/// Parameters of overdue offices.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverdueParameters {
    /// Overdue for more than this number of days; 90 unless given.
    #[deserr(default)]
    #[param(inline, default = 90)]
    days: Option<Number<0, 36_500>>,
}

/// List offices that have not reported for a while
///
/// Offices that host a presence that is not closed and have reported nothing, on any record, for more than so many days.
#[utoipa::path(get, path = "/v1/statistics/overdue", tag = "Statistics", operation_id = "show_overdue",
    responses((status = 200, description = "The offices.", body = OverdueOffices)))]
pub async fn overdue(read: Read<Figures<OverdueParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, parameters, asked| {
        let days = parameters.days.map_or(90, |days| days.0 as i64);
        let data = statistics::overdue(moment, days, asked.today, asked.style.language);
        let offices = statistics::overdue(moment, -1, asked.today, asked.style.language).len();
        let table = table(vec!["office", "name", "presences", "last_reported_at", "days"], &data);
        let figures = OverdueOffices { days, data, offices, revision: moment.revision(), reckoned_on: asked.today };
        Ok((serde_json::to_value(figures).unwrap_or_default(), table))
    })
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: overdue);
}
