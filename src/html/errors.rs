//! Problems as small pages, for whoever asked for a page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;

use super::layout::{Frame, language, private, render};
use crate::api::{accept::media_type, problem::Problem};
use presence_model::Language;

/// Paths that are the API's, whoever asks.
const API: [&str; 8] = ["/v1", "/oauth", "/.well-known", "/openapi.json", "/healthz", "/readyz", "/problems", "/docs"];

#[derive(Template)]
#[template(path = "error.html")]
struct Page {
    frame: Frame,
    text: String,
    problem: Problem,
}

/// The page for a problem; `None` for programs and for the API's paths.
pub fn page(request: &HttpRequest, problem: &Problem) -> Option<HttpResponse> {
    let path = request.path();
    if API.iter().any(|api| path.strip_prefix(api).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))) {
        return None;
    }
    media_type(request, |kind| (kind == "text/html").then_some(()))?;
    let language = language(request).unwrap_or(Language::English);
    let frame = Frame::new(request, language, "");
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let known = super::message_keys::ERRORS.contains(&problem.status);
    let text = if known { frame.t.term("error", problem.status.to_string()) } else { problem.title.to_owned() };
    let html = render(&Page { frame, text, problem: problem.clone() }).ok()?;
    let mut response = private(status, language, html);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Some(response)
}
