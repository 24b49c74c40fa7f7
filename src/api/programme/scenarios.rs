//! `/v1/programme/scenarios`: what would be otherwise. Nothing is stored.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{self, Data, Payload, ServiceConfig},
};
use serde_json::Value;

use super::coverage::months;
use crate::api::{blocking, body, caller, problem::Problem, state::State, write};
use presence_core::{
    Fault,
    programme::scenario::{self, Outcome},
    query::write_json,
};
use presence_model::Timestamp;

/// Compute a scenario
///
/// Carries out changes on a copy of the registry, by the rules of real ones, and compares how posts are covered: a donor
/// leaves (what it has not paid will not come), a fund closes, costs change, a contribution or a post is added, a post is
/// abolished. Nothing is stored.
#[utoipa::path(post, path = "/v1/programme/scenarios", tag = "Programme", operation_id = "compute_scenario",
    request_body(content = crate::api::requests::Scenario, content_type = "application/json"),
    responses((status = 200, description = "The difference.", body = Outcome)))]
pub async fn compute(request: HttpRequest, state: Data<State>, payload: Payload) -> Result<impl Responder, Problem> {
    let moment = state.store.now();
    caller::caller(&request, &state, &moment)?;
    let body = body::json(&body::read(&request, payload, &state, write::JSON).await?)?;
    let fields = body.as_object().ok_or_else(|| vec![Fault::new("", "not_an_object", "an object is needed")])?;
    let known = ["from", "to", "changes"];
    if let Some(field) = fields.keys().find(|field| !known.contains(&field.as_str())) {
        let shown: String = field.chars().take(60).collect();
        let fault = Fault::new("", "unknown_field", format!("there is no field `{shown}`"));
        return Err(vec![fault.allowing(known.map(str::to_owned).to_vec())].into());
    }
    let text = |field: &str| fields.get(field).and_then(Value::as_str);
    let now = Timestamp::now();
    let (first, last) = months(text("from"), text("to"), now.date()).map_err(|problem| {
        let field = problem.parameter.clone().unwrap_or_default();
        vec![Fault::new(format!("/{field}"), "malformed", problem.detail.clone())]
    })?;
    let changes = fields.get("changes").cloned().unwrap_or_default();
    let outcome = blocking::compute(move || {
        let imagined = scenario::imagine(&moment, &changes, now)?;
        Ok::<Outcome, Vec<Fault>>(scenario::compare(&moment, &imagined, first, last))
    });
    let outcome = outcome.await??;
    let mut out = Vec::new();
    write_json(&mut out, &outcome);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).content_type("application/json").body(out))
}

/// The routes of scenarios.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/v1/programme/scenarios").route(web::post().to(compute)));
}
