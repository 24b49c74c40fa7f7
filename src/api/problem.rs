//! Errors as RFC 9457 problem documents: one table of all kinds, and how the registry's errors become them.

use std::{fmt, ops::Deref};

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

use presence_core::{Fault, Rejection, query::BadParameter};
use presence_formats::ReadError;
use presence_store::{StoreError, WriteError};

/// A kind of problem: its code, status, title, and what to do about it.
pub struct Kind {
    /// Stable: the last part of the problem's `type`.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What it is.
    pub title: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

macro_rules! kinds {
    ($($name:ident $code:literal $status:literal $title:literal $advice:literal)+) => {
        $(#[doc = $title] pub const $name: &Kind =
            &Kind { code: $code, status: $status, title: $title, advice: $advice };)+
        /// Every kind of problem.
        pub const KINDS: &[&Kind] = &[$($name),+];
    };
}

kinds! {
    BAD_REQUEST "bad-request" 400 "The request cannot be read" "Correct the request; sending it again as it is will fail again."
    BAD_JSON "bad-json" 400 "The body is not JSON" "Send one JSON value in UTF-8, with no key twice in an object."
    BAD_PARAMETER "bad-parameter" 400 "A query parameter is wrong" "See `parameter` and `allowed`; unknown parameters are never ignored."
    UNAUTHORIZED "unauthorized" 401 "A valid token is needed" "Send `Authorization: Bearer TOKEN` with a token of this registry that has not expired."
    FORBIDDEN "forbidden" 403 "The token does not allow this" "`detail` says which scope or office is needed."
    NOT_FOUND "not-found" 404 "Not found" "Check the path and the code."
    METHOD_NOT_ALLOWED "method-not-allowed" 405 "The method is not possible here" "The `Allow` header lists the methods that are."
    TIMEOUT "timeout" 408 "The request took too long to arrive" "Send it again; use an `Idempotency-Key` with POST."
    CONFLICT "conflict" 409 "The record exists already" "Choose another code, or change the record that has it."
    STALE "stale" 412 "The record has changed since" "Read it again, and send the change again with the new `ETag` if it still makes sense."
    TOO_LARGE "too-large" 413 "The body is too large" "`detail` says what the limit is."
    UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" 415 "The body has a type that is not read here" "`detail` says which types are."
    INVALID "invalid" 422 "The body cannot be accepted" "`errors` lists every fault: where it is, what is wrong, what is allowed."
    KEY_REUSED "idempotency-key-reused" 422 "The Idempotency-Key belongs to another request" "Use a new key for a new request."
    PRECONDITION_REQUIRED "precondition-required" 428 "If-Match is required" "Send the `ETag` of the record that the change is made to."
    RATE_LIMITED "rate-limited" 429 "There were too many requests" "Wait as many seconds as `Retry-After` says; `RateLimit-Policy` says what is allowed."
    INTERNAL_ERROR "internal-error" 500 "Internal error" "Report it with the request id in `instance`. Nothing was written."
    UNAVAILABLE "unavailable" 503 "The registry cannot write at present" "Send it again after `Retry-After` seconds, with the same `Idempotency-Key`."
}

/// How many faults a problem lists at most.
const ERRORS_MAX: usize = 100;

/// A problem on its way to whoever caused it.
#[derive(Clone, Debug)]
pub struct Problem(Box<ProblemDocument>);

/// An RFC 9457 problem document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// The kind of problem: a URI reference that leads to its description.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid", format = "uri-reference")]
    pub kind: String,
    /// What kind of problem it is.
    #[schema(example = "The body cannot be accepted")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// The request's id, as in `X-Request-Id`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// The faults in the body: the first hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    /// How many more faults there are than `errors` lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_errors: Option<usize>,
    /// The query parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What would be allowed, where that can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The record's revision now, when it has moved on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_revision: Option<u64>,
    /// The `WWW-Authenticate` challenge.
    #[serde(skip)]
    pub challenge: Option<String>,
    /// `Retry-After`, in seconds.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemDocument {
            kind: format!("/problems/{}", kind.code),
            title: kind.title,
            status: kind.status,
            detail: detail.into(),
            instance: String::new(),
            errors: Vec::new(),
            more_errors: None,
            parameter: None,
            allowed: Vec::new(),
            current_revision: None,
            challenge: None,
            retry_after: None,
        }))
    }

    /// The same problem with more said about it.
    #[must_use]
    pub fn with(mut self, say: impl FnOnce(&mut ProblemDocument)) -> Self {
        say(&mut self.0);
        self
    }

    /// The problem that an HTTP status stands for.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        let kind = KINDS.iter().find(|kind| kind.status == status.as_u16()).copied();
        let fallback = if status.is_server_error() { INTERNAL_ERROR } else { BAD_REQUEST };
        let kind = kind.unwrap_or(fallback);
        Self::new(kind, kind.advice).with(|problem| problem.status = status.as_u16())
    }

    /// A request that cannot be understood.
    #[must_use]
    pub fn bad_request(detail: &str) -> Self {
        Self::new(BAD_REQUEST, detail)
    }

    /// A refusal for want of a valid token (RFC 6750).
    #[must_use]
    pub fn unauthorized(detail: &str, error: Option<&str>) -> Self {
        let error = error.map(|error| format!(", error=\"{error}\", error_description=\"{detail}\""));
        let challenge = format!("Bearer realm=\"presence-registry\"{}", error.unwrap_or_default());
        Self::new(UNAUTHORIZED, detail).with(|problem| problem.challenge = Some(challenge))
    }

    /// Its body.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("a problem has text keys only")
    }
}

impl std::error::Error for Problem {}

impl Deref for Problem {
    type Target = ProblemDocument;

    fn deref(&self) -> &ProblemDocument {
        &self.0
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.detail)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let detail = rejection.to_string();
        match rejection {
            Rejection::NotFound { .. } => Self::new(NOT_FOUND, detail),
            Rejection::Forbidden(_) => Self::new(FORBIDDEN, detail),
            Rejection::Stale { current } => {
                Self::new(STALE, detail).with(|problem| problem.current_revision = Some(current))
            }
            Rejection::Exists { .. } => Self::new(CONFLICT, detail),
            Rejection::Invalid(mut errors) => Self::new(INVALID, detail).with(|problem| {
                let more = errors.len().saturating_sub(ERRORS_MAX);
                errors.truncate(ERRORS_MAX);
                (problem.errors, problem.more_errors) = (errors, (more > 0).then_some(more));
            }),
            Rejection::Unreadable(_) => Self::new(BAD_REQUEST, detail),
            // The desk has to decide on others first: that takes longer than a moment.
            Rejection::Full(_) => Self::new(UNAVAILABLE, detail).with(|problem| problem.retry_after = Some(3600)),
            Rejection::KeyReused => Self::new(KEY_REUSED, detail),
        }
    }
}

impl From<Vec<Fault>> for Problem {
    fn from(faults: Vec<Fault>) -> Self {
        Rejection::Invalid(faults).into()
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let detail = error.to_string();
        match error {
            ReadError::Malformed(_) => Self::new(BAD_REQUEST, detail),
            ReadError::Columns(errors) => Rejection::Invalid(errors).into(),
            ReadError::Cell { cell, why } => {
                Rejection::Invalid(vec![Fault::new("", "unreadable_cell", format!("cell {cell}: {why}"))]).into()
            }
            ReadError::TooMany(_) | ReadError::TooLarge(_) => Self::new(TOO_LARGE, detail),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        log::error!("the database was not read: {error}");
        Self::new(UNAVAILABLE, "the database does not answer at present")
    }
}

impl From<BadParameter> for Problem {
    fn from(bad: BadParameter) -> Self {
        let detail = format!("`{}`: {}", bad.name, bad.detail);
        Self::new(BAD_PARAMETER, detail).with(|problem| {
            problem.parameter = Some(bad.name);
            problem.allowed = bad.allowed;
        })
    }
}

impl From<WriteError> for Problem {
    fn from(refusal: WriteError) -> Self {
        match refusal {
            WriteError::Rejected(rejection) => rejection.into(),
            WriteError::Unavailable(why) => {
                log::error!("a write was refused: {why}");
                Self::new(UNAVAILABLE, "the database does not take writes; the outcome of this request is not known")
            }
            WriteError::Busy(why) => Self::new(UNAVAILABLE, why),
            WriteError::Defect => Self::new(INTERNAL_ERROR, INTERNAL_ERROR.advice),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(challenge) = &self.challenge {
            response.insert_header((header::WWW_AUTHENTICATE, challenge.as_str()));
        }
        if let Some(seconds) = self.retry_after.or((self.status == UNAVAILABLE.status).then_some(2)) {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        response.body(self.to_json())
    }
}
