//! `/openapi.json` and `/docs`: the documentation, served without any network.

use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{self, Path},
};
use bytes::Bytes;
use utoipa_swagger_ui::{Config, SwaggerFile};

use super::{openapi, problem::Problem, read::not_found, respond};

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| openapi::document_json().into());
static UI: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("/openapi.json")));

/// Pages of the documentation run their own scripts and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The OpenAPI document
#[utoipa::path(get, path = "/openapi.json", tag = "Documentation", operation_id = "openapi",
    responses((status = 200, description = "This document.", body = Object)))]
pub async fn document(request: HttpRequest) -> impl Responder {
    let tag = respond::entity_tag(0, env!("CARGO_PKG_VERSION"), respond::Coding::Identity);
    if respond::not_modified(request.headers(), &tag) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0, must-revalidate"))
        .insert_header((header::ETAG, tag))
        .body(DOCUMENT.clone())
}

async fn to_docs() -> impl Responder {
    HttpResponse::Found().insert_header((header::LOCATION, "/docs/")).finish()
}

async fn page(path: Path<String>) -> Result<impl Responder, Problem> {
    let file = utoipa_swagger_ui::serve(&path, UI.clone()).ok().flatten();
    let SwaggerFile { bytes, content_type, .. } = file.ok_or_else(|| not_found("page", &path))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(bytes.into_owned()))
}

/// The routes of the documentation.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(super::resource("/openapi.json", document))
        .service(super::resource("/docs", to_docs))
        .service(super::resource("/docs/{file:.*}", page));
}
