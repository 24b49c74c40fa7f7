//! `/metrics`.

use actix_web::{HttpResponse, Responder, http::header, web::Data};
use prometheus_client::encoding::text::encode;

use crate::api::{
    operation::{Operations, declare},
    problem::{self, Problem},
    state::AppState,
};

/// Show how the process does
///
/// In the text format of OpenMetrics, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Operations", operation_id = "metrics",
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain")))]
pub async fn show(state: Data<AppState>) -> Result<impl Responder, Problem> {
    let mut text = String::new();
    encode(&mut text, &state.metrics.registry).map_err(|error| {
        log::error!("metrics were not written: {error}");
        Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
    })?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// The operations on metrics.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
