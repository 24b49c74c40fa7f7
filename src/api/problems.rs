//! `/problems`: what the `type` of a problem document leads to.

use actix_web::{HttpResponse, Responder, web::Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    extract::{NoParameters, Query},
    operation::{Operations, declare},
    path::Code,
    problem::{KINDS, Kind, Problem},
    read::not_found,
};

/// A kind of problem.
#[derive(Serialize, ToSchema)]
pub struct ProblemKind {
    /// The `type` of its problem documents.
    #[serde(rename = "type")]
    #[schema(example = "/problems/stale")]
    kind: String,
    /// What it is.
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 412)]
    status: u16,
    /// What to do about it.
    advice: &'static str,
}

/// Every kind of problem.
#[derive(Serialize, ToSchema)]
pub struct ProblemKinds {
    data: Vec<ProblemKind>,
}

fn describe(kind: &&Kind) -> ProblemKind {
    ProblemKind {
        kind: format!("/problems/{}", kind.code),
        title: kind.title,
        status: kind.status,
        advice: kind.advice,
    }
}

/// List the kinds of problem
#[utoipa::path(get, path = "/problems", tag = "Problems", operation_id = "list_problems",
    responses((status = 200, description = "Every kind.", body = ProblemKinds)))]
pub async fn list(_: Query<NoParameters>) -> impl Responder {
    HttpResponse::Ok().json(ProblemKinds { data: KINDS.iter().map(describe).collect() })
}

/// Show a kind of problem
#[utoipa::path(get, path = "/problems/{code}", tag = "Problems", operation_id = "show_problem",
    params(("code" = String, Path, description = "The last part of a problem's `type`.", example = "stale")),
    responses((status = 200, description = "The kind.", body = ProblemKind)))]
pub async fn show(_: Query<NoParameters>, path: Path<Code>) -> Result<impl Responder, Problem> {
    // As earlier versions called it.
    let code = if path.code == "defect" { "internal-error" } else { &path.code };
    let kind = KINDS.iter().find(|kind| kind.code == code);
    let kind = kind.ok_or_else(|| not_found("kind of problem", &path.code))?;
    Ok(HttpResponse::Ok().json(describe(kind)))
}

/// The operations on problems.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, show);
}
