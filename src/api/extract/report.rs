//! Who reports on what: an office that answers for the record in the path.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use presence_core::may_report;
use presence_model::{Post, Presence, Subject};

use super::{Write, state};
use crate::api::{
    authorized::scope,
    operation::{Describe, Documentation},
    path::known_code,
    problem::Problem,
};

/// A record that offices report on.
pub trait Reported {
    /// The subject that the code in a path names.
    ///
    /// # Errors
    /// 404 for what is no code.
    fn subject(code: &str) -> Result<Subject, Problem>;
}

impl Reported for Presence {
    fn subject(code: &str) -> Result<Subject, Problem> {
        known_code("presence", code).map(Subject::Presence)
    }
}

impl Reported for Post {
    fn subject(code: &str) -> Result<Subject, Problem> {
        known_code("adviser post", code).map(Subject::Post)
    }
}

/// The write of an office that may report on the record in the path. Without a token the request is answered with 401,
/// where there is no such record with 404, where the office does not answer for it with 403: before the body is looked at.
pub struct Reporter<R> {
    /// The write.
    pub write: Write<scope::StatusWrite>,
    /// What is reported on.
    pub subject: Subject,
    record: PhantomData<R>,
}

impl<R: Reported> FromRequest for Reporter<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let reporter =
            Write::from_request(request, payload).into_inner().and_then(|write: Write<scope::StatusWrite>| {
                let subject = R::subject(request.match_info().get("code").unwrap_or_default())?;
                may_report(&state(request)?.store.now(), write.actor(), &subject)?;
                Ok(Self { write, subject, record: PhantomData })
            });
        ready(reporter)
    }
}

impl<R> Describe for Reporter<R> {
    fn describe(operation: &mut Documentation) {
        Write::<scope::StatusWrite>::describe(operation);
    }
}
