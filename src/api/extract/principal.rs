//! Callers of operations that need no token.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::state;
use crate::api::{
    caller,
    operation::{Describe, Documentation},
    problem::Problem,
};

/// Anybody: without a token, or with one that is valid. Any other token is answered with 401, so that a client learns at once
/// that its own has expired.
pub struct Public;

impl FromRequest for Public {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(state(request).and_then(|state| caller::caller(request, state, &state.store.now())).map(|_| Self))
    }
}

impl Describe for Public {
    fn describe(operation: &mut Documentation) {
        operation.add_security(None);
        operation.add_security(Some("token"));
        operation.problems(&["unauthorized"]);
    }
}
