//! `/healthz` and `/readyz`, for whatever watches the process.

use std::time::Duration;

use actix_web::{
    HttpResponse, Responder,
    body::MessageBody,
    dev::ServiceResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
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

/// For how long the database has not answered, if that is too long.
pub fn degraded(state: &State) -> Option<Duration> {
    Some(state.store.silence()).filter(|silence| *silence > SILENCE_MAX)
}

/// Says of an answer from memory that the database does not answer: it may lie behind what others have written (RFC 9111,
/// section 5.1, and RFC 7234, section 5.5.1).
pub fn say_stale(response: &mut ServiceResponse<impl MessageBody>) {
    let Some(silence) = response.request().app_data::<Data<State>>().and_then(|state| degraded(state)) else { return };
    if !response.status().is_success() && response.status() != StatusCode::NOT_MODIFIED {
        return;
    }
    let seconds = silence.as_secs();
    let warning = format!("110 presence-registry \"the database has not answered for {seconds} s\"");
    response.headers_mut().insert(header::AGE, seconds.into());
    response.headers_mut().insert(header::WARNING, HeaderValue::from_str(&warning).expect("visible ASCII"));
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
    if let Some(silence) = degraded(&state) {
        let detail = format!("degraded: the database has not answered for {} s; reads go on from memory", silence.as_secs());
        return Err(Problem::new(problem::UNAVAILABLE, detail));
    }
    Ok(ok(&state))
}

/// The routes of health.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/healthz", healthz)).service(super::resource("/readyz", readyz));
}
