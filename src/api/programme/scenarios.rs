//! `/v1/programme/scenarios`: what would be otherwise. Nothing is stored.

use actix_web::{Responder, http::StatusCode, web::Data};

use super::coverage::months;
use crate::api::{
    blocking,
    extract::{Json, NoParameters, Public, Query},
    operation::{Operations, declare},
    problem::Problem,
    respond::uncached,
    state::AppState,
};
use presence_core::{
    Fault,
    programme::scenario::{self, Outcome, Scenario},
};

/// Compute a scenario
///
/// Carries out changes on a copy of the registry, by the rules of real ones, and compares how posts are covered: a donor
/// leaves (what it has not paid will not come), a fund closes, costs change, a contribution or a post is added, a post is
/// abolished. Nothing is stored.
#[utoipa::path(post, path = "/v1/programme/scenarios", tag = "Programme", operation_id = "compute_scenario",
    responses((status = 200, description = "The difference.", body = Outcome)))]
pub async fn compute(
    _: Public,
    _: Query<NoParameters>,
    body: Json<Scenario>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let (moment, Scenario { from, to, changes }, now) = (state.store.now(), body.value, body.received);
    let (first, last) = months(from.as_deref(), to.as_deref(), now.date()).map_err(|problem| {
        let field = problem.parameter.clone().unwrap_or_default();
        vec![Fault::new(format!("/{field}"), "malformed", problem.detail.clone())]
    })?;
    let outcome = blocking::compute(move || {
        let simulated = scenario::simulate(&moment, &changes.0, now)?;
        Ok::<Outcome, Vec<Fault>>(scenario::compare(&moment, &simulated, first, last))
    });
    let outcome = outcome.await??;
    Ok(uncached(StatusCode::OK).json(outcome))
}

/// The operations on scenarios.
pub fn operations(operations: &mut Operations) {
    declare!(operations: compute);
}
