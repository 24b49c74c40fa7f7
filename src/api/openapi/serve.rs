//! `/openapi.json`: the OpenAPI document.

use std::sync::{LazyLock, OnceLock};

use actix_web::{HttpRequest, Responder, http::StatusCode, web};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::api::{
    accept, openapi,
    respond::{self, Outgoing},
};
use presence_core::view::Audience;

static DOCUMENT: LazyLock<String> = LazyLock::new(openapi::document_json);
static FINGERPRINT: LazyLock<String> = LazyLock::new(|| format!("{:x}", Sha256::digest(DOCUMENT.as_bytes())));
static CODED: [OnceLock<Bytes>; 4] = [const { OnceLock::new() }; 4];

/// The OpenAPI document
#[utoipa::path(get, path = "/openapi.json", tag = "Documentation", operation_id = "openapi",
    responses((status = 200, description = "This document.", body = Object)))]
pub async fn document(request: HttpRequest) -> impl Responder {
    let coding = accept::coding(&request);
    let outgoing =
        Outgoing { revision: 0, variant: FINGERPRINT.clone(), audience: Audience::Public, next: None, language: "en" };
    if respond::not_modified(request.headers(), &outgoing.tag(coding)) {
        return outgoing.not_modified(coding);
    }
    let body = CODED[coding as usize].get_or_init(|| coding.encode(DOCUMENT.as_bytes()).into());
    outgoing.send(StatusCode::OK, coding, body.clone())
}

/// The routes of the documentation.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(crate::api::resource("/openapi.json", document));
}
