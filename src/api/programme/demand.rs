//! `/v1/programme/demand` and `/v1/programme/years`: what is asked for, and how posts came and went.

use actix_web::Responder;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::{
    extract::{NoParameters, Read, query::Number, read::Figures},
    operation::{Operations, declare},
    problem::Problem,
    statistics::table,
};
use presence_core::{
    body::Faults,
    programme::demand::{self, Demand, Year},
};

/// The first year that is told of unless another is asked for: posts have been lost since.
const SINCE: i32 = 2022;

/// How adviser posts came and went.
#[derive(Serialize, ToSchema)]
pub struct Years {
    /// The years.
    data: Vec<Year>,
    /// The registry's revision.
    #[schema(example = 460)]
    revision: u64,
}

/// Show the demand for posts
///
/// Requests by status, how many are not met, and how long they wait.
#[utoipa::path(get, path = "/v1/programme/demand", tag = "Programme", operation_id = "show_demand",
    responses((status = 200, description = "The demand.", body = Demand)))]
pub async fn show(read: Read<Figures<NoParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, _, asked| {
        let demand = demand::demand(moment, asked.today);
        let table = table(vec!["status", "count"], &demand.by_status);
        Ok((demand, table))
    })
}

/// Parameters of the years.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct YearsParameters {
    /// The first year; 2022 unless given.
    #[deserr(default)]
    #[param(inline)]
    from: Option<Number<1990, 2200>>,
}

/// Show how posts came and went
///
/// Posts created, abolished, without money, and adviser presences closed, year by year.
#[utoipa::path(get, path = "/v1/programme/years", tag = "Programme", operation_id = "show_years",
    responses((status = 200, description = "The years.", body = Years)))]
pub async fn years(read: Read<Figures<YearsParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, parameters, asked| {
        let from = parameters.from.map_or(SINCE, |year| year.0 as i32);
        let data = demand::years(moment, from, asked.today);
        let table =
            table(vec!["year", "created", "abolished", "presences_closed", "unfunded", "posts", "unknown"], &data);
        Ok((Years { data, revision: moment.revision() }, table))
    })
}

/// The operations on demand.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show, years);
}
