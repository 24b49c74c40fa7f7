//! The code of a record of the programme in a path.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use presence_core::record_kind::RecordKind;
use presence_model::RecordCode;

use crate::api::{
    operation::{Describe, Documentation},
    path::known_code,
    problem::Problem,
};

/// The code in the path of a record of this kind. What is no code is answered with 404.
pub struct CodeOf<T>(pub RecordCode, PhantomData<T>);

impl<T: RecordKind> FromRequest for CodeOf<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let code = known_code(T::NAME, request.match_info().get("code").unwrap_or_default());
        ready(code.map(|code| Self(code, PhantomData)))
    }
}

impl<T> Describe for CodeOf<T> {
    fn describe(operation: &mut Documentation) {
        operation.problems(&["not-found"]);
    }
}
