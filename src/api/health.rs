//! `/healthz` and `/readyz`, for whatever watches the process.

use std::time::Duration;

use actix_web::{
    HttpResponse, Responder,
    http::header,
    web::{self, Data},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{self, Problem},
    state::State,
};

/// For how long the database may not answer before the registry is not ready.
const SILENCE_MAX: Duration = Duration::from_secs(5);

/// How the process does.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`
    #[schema(example = "ok")]
    status: &'static str,
    /// The newest revision.
    #[schema(example = 434)]
    revision: u64,
}

fn ok(state: &State) -> HttpResponse {
    let health = Health { status: "ok", revision: state.store.now().revision() };
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(health)
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "Operations", operation_id = "healthz",
    responses((status = 200, description = "It does.", body = Health)))]
pub async fn healthz(state: Data<State>) -> impl Responder {
    ok(&state)
}

/// Whether the registry takes reads and writes
///
/// The database answers and the writer lives. Reads are served even when it is not ready.
#[utoipa::path(get, path = "/readyz", tag = "Operations", operation_id = "readyz",
    responses((status = 200, description = "It does.", body = Health)))]
pub async fn readyz(state: Data<State>) -> Result<impl Responder, Problem> {
    let silence = state.store.silence();
    if silence > SILENCE_MAX {
        let detail = format!("the database has not answered for {} s; reads go on", silence.as_secs());
        return Err(Problem::new(problem::UNAVAILABLE, detail));
    }
    Ok(ok(&state))
}

/// The routes of health.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/healthz", healthz)).service(super::resource("/readyz", readyz));
}
