//! Operations that take no query parameters.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::api::{problem::Problem, query::parameters};

/// No query parameter is taken: one that is sent is answered with 400.
pub struct NoParameters;

impl FromRequest for NoParameters {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parameters(request, &[]).map(|_| Self))
    }
}
