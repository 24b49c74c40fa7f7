//! What is wrong with a request: faults in its fields, and why a command is rejected.

use serde::Serialize;
use utoipa::ToSchema;

/// One fault in a request's body, with what would have been allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where it is: an RFC 6901 JSON Pointer into the body.
    #[schema(example = "/status")]
    pub pointer: String,
    /// A stable code for programs.
    #[schema(example = "transition_not_allowed")]
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: String,
    /// What would be allowed, where that can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

impl Fault {
    /// A fault at a place in the body.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into(), allowed: Vec::new() }
    }

    /// The same fault with what would be allowed.
    #[must_use]
    pub fn allowing(mut self, allowed: Vec<String>) -> Self {
        self.allowed = allowed;
        self
    }
}

/// Why a command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No such record.
    #[error("there is no {kind} `{code}`")]
    NotFound {
        /// `presence`, `adviser post` …
        kind: &'static str,
        /// The code that was asked for.
        code: String,
    },
    /// The office does not answer for the record.
    #[error("{0}")]
    Forbidden(String),
    /// The record has moved on since the revision that `If-Match` names.
    #[error("the record is at revision {current} now")]
    Stale {
        /// Its revision now.
        current: u64,
    },
    /// A record with this code exists.
    #[error("there is already a {kind} `{code}`")]
    Exists {
        /// `presence`, `adviser post` …
        kind: &'static str,
        /// The code.
        code: String,
    },
    /// The body is well formed but cannot be accepted.
    #[error("{}", summary(.0))]
    Invalid(Vec<Fault>),
    /// A row of an import that is not a row.
    #[error("{0}")]
    Unreadable(String),
    /// There is no room for it at present.
    #[error("{0}")]
    Full(String),
    /// The idempotency key was used for another request.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
}

impl Rejection {
    /// The kind of problem that it is, as in the last part of a problem's `type`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::Forbidden(_) => "forbidden",
            Self::Stale { .. } => "stale",
            Self::Exists { .. } => "conflict",
            Self::Invalid(_) => "invalid",
            Self::Unreadable(_) => "bad-request",
            Self::Full(_) => "unavailable",
            Self::KeyReused => "idempotency-key-reused",
        }
    }
}

fn summary(faults: &[Fault]) -> String {
    match faults {
        [] => "the body cannot be accepted".to_owned(),
        [only] => only.detail.clone(),
        [first, rest @ ..] => format!("{} (and {} more)", first.detail, rest.len()),
    }
}
