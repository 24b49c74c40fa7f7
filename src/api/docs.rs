//! `/openapi.json` and `/docs`: the documentation, served without any network.

use std::sync::{Arc, LazyLock, OnceLock};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{self, Path},
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use utoipa_swagger_ui::{Config, SwaggerFile};

use super::{
    openapi,
    problem::Problem,
    read::not_found,
    respond::{self, Coding, Outgoing},
};
use presence_core::view::Audience;

static DOCUMENT: LazyLock<String> = LazyLock::new(openapi::document_json);
static FINGERPRINT: LazyLock<String> = LazyLock::new(|| format!("{:x}", Sha256::digest(DOCUMENT.as_bytes())));
static CODED: [OnceLock<Bytes>; 4] = [const { OnceLock::new() }; 4];
static UI: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("/openapi.json")));

/// Pages of the documentation run their own scripts and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The OpenAPI document
#[utoipa::path(get, path = "/openapi.json", tag = "Documentation", operation_id = "openapi",
    responses((status = 200, description = "This document.", body = Object)))]
pub async fn document(request: HttpRequest) -> impl Responder {
    let coding = Coding::of(&request);
    let outgoing =
        Outgoing { revision: 0, variant: FINGERPRINT.clone(), audience: Audience::Public, next: None, language: "en" };
    if respond::not_modified(request.headers(), &outgoing.tag(coding)) {
        return outgoing.not_modified(coding);
    }
    let body = CODED[coding as usize].get_or_init(|| coding.encode(DOCUMENT.as_bytes()).into());
    outgoing.send(StatusCode::OK, coding, body.clone())
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
