//! Reads bodies: the right type, not too large, not too slow, and JSON that says everything once.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    time::{Duration, Instant},
};

use actix_web::{HttpRequest, http::header, web::Payload};
use futures_util::StreamExt as _;
use serde_json::Value;

use super::{
    problem::{self, Problem},
    state::AppState,
};
use presence_formats as exchange;

/// How slowly a file may arrive, in bytes a second.
const SLOWEST: u64 = 16 << 10;

/// Reads a body whole.
///
/// # Errors
/// 415 for another type than these, 413 over the limit, 408 when it does not arrive in time, 400 when it does not arrive
/// whole.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    state: &AppState,
    types: &[&str],
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    essence(request, types)?;
    acceptable(request, limit)?;
    let late = |_| Problem::new(problem::TIMEOUT, format!("the body did not arrive within {:?}", state.limits.arrival));
    tokio::time::timeout(state.limits.arrival, collect(payload, limit)).await.map_err(late)?
}

/// The type of a body, if it is one of these.
///
/// # Errors
/// 415 for another.
pub fn essence<'t>(request: &HttpRequest, types: &[&'t str]) -> Result<&'t str, Problem> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = given.split(';').next().unwrap_or("").trim();
    types.iter().find(|known| known.eq_ignore_ascii_case(essence)).copied().ok_or_else(|| {
        let shown: String = essence.chars().take(80).collect();
        let detail = format!("`Content-Type` must be {}, not `{shown}`", types.join(" or "));
        let allowed = types.iter().map(ToString::to_string).collect();
        Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail).with(|problem| problem.allowed = allowed)
    })
}

fn too_large(limit: usize) -> Problem {
    Problem::new(problem::TOO_LARGE, format!("a body may have {limit} bytes at most"))
}

/// What the headers say of a body, before it is read.
fn acceptable(request: &HttpRequest, limit: usize) -> Result<(), Problem> {
    if request.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        let detail = "bodies are read as they are: send this one without `Content-Encoding`";
        return Err(Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(too_large(limit));
    }
    Ok(())
}

/// Receives a file: into a temporary file that has no name, so that memory stays as it is. `seen` sees every byte.
///
/// # Errors
/// 413 over the limit, 408 when nothing arrives for a while, 400 when the connection breaks before the end.
pub async fn spool(
    request: &HttpRequest,
    mut payload: Payload,
    state: &AppState,
    limit: usize,
    mut seen: impl FnMut(&[u8]),
) -> Result<File, Problem> {
    let timeout = state.limits.arrival;
    acceptable(request, limit)?;
    let end = Instant::now() + upload_time(timeout, limit);
    let no_room = |error: std::io::Error| {
        log::error!("a file was not received: {error}");
        Problem::new(problem::UNAVAILABLE, "the registry has no room for the file at present")
    };
    let mut file = BufWriter::with_capacity(1 << 16, tempfile::tempfile().map_err(no_room)?);
    let mut size = 0;
    loop {
        let late = |_| Problem::new(problem::TIMEOUT, format!("nothing of the file arrived for {timeout:?}"));
        let left = end.saturating_duration_since(Instant::now()).min(timeout);
        let chunk = match tokio::time::timeout(left, payload.next()).await.map_err(late)? {
            None => break,
            Some(chunk) => chunk.map_err(|_| incomplete())?,
        };
        size += chunk.len();
        if size > limit {
            return Err(too_large(limit));
        }
        seen(&chunk);
        file.write_all(&chunk).map_err(no_room)?;
    }
    file.into_inner().map_err(|error| no_room(error.into_error()))
}

async fn collect(mut payload: Payload, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| incomplete())?;
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// How long a whole file may take: a slow line is waited for, not a sender of a byte now and then.
pub fn upload_time(timeout: Duration, limit: usize) -> Duration {
    timeout + Duration::from_secs(limit as u64 / SLOWEST)
}

/// A part of a body is not a body, even if it can be read as one.
fn incomplete() -> Problem {
    Problem::new(problem::BAD_REQUEST, "the body did not arrive whole; nothing was recorded")
}

/// Reads JSON strictly: UTF-8, one value, no key twice.
///
/// # Errors
/// 400 with the line and column of what is wrong.
pub fn json(body: &[u8]) -> Result<Value, Problem> {
    exchange::json::strict(body).map_err(|detail| Problem::new(problem::BAD_JSON, detail))
}
