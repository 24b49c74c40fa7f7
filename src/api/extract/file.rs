//! Bodies that are files: received piece by piece, so that memory stays as it is.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev, web::Payload};

use crate::api::{
    operation::{Describe, Documentation},
    problem::Problem,
};

/// A file on its way: the handler receives it with [`crate::api::body::spool`].
pub struct File(pub Payload);

impl FromRequest for File {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let payload = Payload::from_request(request, payload).into_inner();
        ready(payload.map(Self).map_err(|_| Problem::bad_request("the file cannot be read")))
    }
}

impl Describe for File {
    fn describe(operation: &mut Documentation) {
        operation.problems(&["bad-request", "too-large", "unsupported-media-type", "invalid", "internal-error"]);
    }
}
