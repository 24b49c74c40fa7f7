//! `/v1/programme/demand` and `/v1/programme/years`: what is asked for, and how posts came and went.

use actix_web::{
    HttpRequest, Responder,
    web::{Data, ServiceConfig},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{
    problem::Problem,
    read::Reader,
    state::State,
    statistics::{nothing_else, table, take},
};
use presence_core::{
    programme::demand::{self, Demand, Year},
    query::BadParameter,
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
pub async fn show(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, asked| {
        nothing_else(&asked.pairs, &[])?;
        let demand = demand::demand(moment, asked.today);
        let table = table(vec!["status", "count"], &demand.by_status);
        Ok((demand, table))
    })
}

/// Show how posts came and went
///
/// Posts created, abolished, without money, and adviser presences closed, year by year.
#[utoipa::path(get, path = "/v1/programme/years", tag = "Programme", operation_id = "show_years",
    responses((status = 200, description = "The years.", body = Years)))]
pub async fn years(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, mut asked| {
        let from = take(&mut asked.pairs, "from")?.map_or(Ok(SINCE), |year| {
            let year = year.parse::<i32>().ok().filter(|year| (1990..=2200).contains(year));
            year.ok_or_else(|| BadParameter::new("from", "a year from 1990 on is needed"))
        })?;
        nothing_else(&asked.pairs, &["from"])?;
        let data = demand::years(moment, from, asked.today);
        let table =
            table(vec!["year", "created", "abolished", "presences_closed", "unfunded", "posts", "unknown"], &data);
        Ok((Years { data, revision: moment.revision() }, table))
    })
}

/// The routes of demand.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(crate::api::resource("/v1/programme/demand", show))
        .service(crate::api::resource("/v1/programme/years", years));
}
