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
    web::Data,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    operation::{Operations, declare},
    problem::{self, Problem},
    respond::uncached,
    state::AppState,
};

/// For how long the database may not answer before the registry is not ready.
const SILENCE_MAX: Duration = Duration::from_secs(5);

/// For how long a failed write counts.
const FAILURE_COUNTS: Duration = Duration::from_secs(15);

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
fn silent(state: &AppState) -> Option<u64> {
    Some(state.store.silence()).filter(|silence| *silence > SILENCE_MAX).map(|silence| silence.as_secs())
}

/// Why the registry is not what it should be, if it is not.
pub fn degraded(state: &AppState) -> Option<String> {
    if let Some(why) = state.store.read_only() {
        return Some(format!("the disk takes no writes: {why}"));
    }
    let silent = silent(state).map(|seconds| format!("the database has not answered for {seconds} s"));
    // Whoever keeps writes away while they fail would never learn that they do not any more.
    let failing = || state.store.failing().filter(|ago| *ago < FAILURE_COUNTS);
    silent.or_else(|| failing().map(|ago| format!("a write failed {} s ago, and none was taken since", ago.as_secs())))
}

/// Says of an answer from memory that the database does not answer: it may lie behind what others have written (RFC 9111,
/// section 5.1, and RFC 7234, section 5.5.1).
pub fn set_stale_warning(response: &mut ServiceResponse<impl MessageBody>) {
    let Some(seconds) = response.request().app_data::<Data<AppState>>().and_then(|state| silent(state)) else { return };
    if !response.status().is_success() && response.status() != StatusCode::NOT_MODIFIED {
        return;
    }
    let warning = format!("110 presence-registry \"the database has not answered for {seconds} s\"");
    response.headers_mut().insert(header::AGE, seconds.into());
    response.headers_mut().insert(header::WARNING, HeaderValue::from_str(&warning).expect("visible ASCII"));
}

fn ok(state: &AppState) -> HttpResponse {
    let health = Health { status: "ok", revision: state.store.now().revision() };
    uncached(StatusCode::OK).json(health)
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "Operations", operation_id = "healthz",
    responses((status = 200, description = "It does.", body = Health)))]
pub async fn healthz(state: Data<AppState>) -> impl Responder {
    ok(&state)
}

/// Whether the registry takes reads and writes
///
/// The database answers and the writer lives. Reads are served even when it is not ready.
#[utoipa::path(get, path = "/readyz", tag = "Operations", operation_id = "readyz",
    responses((status = 200, description = "It does.", body = Health)))]
pub async fn readyz(state: Data<AppState>) -> Result<impl Responder, Problem> {
    if let Some(why) = degraded(&state) {
        let detail = format!("degraded: {why}; reads go on from memory");
        return Err(Problem::new(problem::UNAVAILABLE, detail));
    }
    Ok(ok(&state))
}

/// The operations on health.
pub fn operations(operations: &mut Operations) {
    declare!(operations: healthz, readyz);
}
