//! `If-Match`: the revisions of the record that a write is about.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use utoipa::openapi::Required;

use crate::api::{
    operation::{Describe, Documentation, parameter},
    problem::{self, Problem},
    respond,
};

/// The revisions that `If-Match` names; none where it is not sent, or allows any.
pub struct IfMatch(pub Option<Vec<u64>>);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(respond::if_match(request.headers()).map(|revisions| Self(revisions.flatten())))
    }
}

/// The revisions that `If-Match` names, where it must be sent; none where it allows any. Without the header the request is
/// answered with 428.
pub struct RequiredIfMatch(pub Option<Vec<u64>>);

impl FromRequest for RequiredIfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = || {
            let detail = "send `If-Match` with the record's `ETag`, so that no newer change is overwritten";
            Problem::new(problem::PRECONDITION_REQUIRED, detail)
        };
        let given = respond::if_match(request.headers());
        ready(given.and_then(|revisions| revisions.ok_or_else(missing)).map(Self))
    }
}

impl Describe for IfMatch {
    fn describe(operation: &mut Documentation) {
        let about = "Refuse the request (412) if the record has changed since this `ETag`.";
        operation.request_header("If-Match", about, Required::False, parameter::text());
        operation.problems(&["bad-request", "stale"]);
    }
}

impl Describe for RequiredIfMatch {
    fn describe(operation: &mut Documentation) {
        let about = "The `ETag` of the record that the change is made to.";
        operation.request_header("If-Match", about, Required::True, parameter::text());
        operation.problems(&["bad-request", "stale", "precondition-required"]);
    }
}
