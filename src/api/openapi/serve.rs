//! `/openapi.json`: the OpenAPI document.

use std::sync::OnceLock;

use actix_web::{HttpRequest, Responder, http::StatusCode, web::Data};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::api::{
    accept,
    extract::{NoParameters, Query},
    operation::{Operations, declare},
    respond::{self, Outgoing},
};
use presence_core::view::Audience;

/// The document as it is served: made when it is first asked for.
pub struct Document {
    make: fn() -> String,
    text: OnceLock<(String, String)>,
    coded: [OnceLock<Bytes>; 4],
}

impl Document {
    /// The document that this makes.
    #[must_use]
    pub fn new(make: fn() -> String) -> Self {
        Self { make, text: OnceLock::new(), coded: [const { OnceLock::new() }; 4] }
    }

    /// Its JSON and its fingerprint.
    fn text(&self) -> &(String, String) {
        self.text.get_or_init(|| {
            let text = (self.make)();
            let fingerprint = format!("{:x}", Sha256::digest(text.as_bytes()));
            (text, fingerprint)
        })
    }
}

/// The OpenAPI document
#[utoipa::path(get, path = "/openapi.json", tag = "Documentation", operation_id = "openapi",
    responses((status = 200, description = "This document.", body = Object)))]
pub async fn document(_: Query<NoParameters>, request: HttpRequest, document: Data<Document>) -> impl Responder {
    let (coding, (text, fingerprint)) = (accept::coding(&request), document.text());
    let (variant, audience) = (fingerprint.clone(), Audience::Public);
    let outgoing = Outgoing { revision: 0, variant, audience, next: None, language: "en" };
    if respond::not_modified(request.headers(), &outgoing.tag(coding)) {
        return outgoing.not_modified(coding);
    }
    let body = document.coded[coding as usize].get_or_init(|| coding.encode(text.as_bytes()).into());
    outgoing.send(StatusCode::OK, coding, body.clone())
}

/// The operation.
pub fn operations(operations: &mut Operations) {
    declare!(operations: document);
}
