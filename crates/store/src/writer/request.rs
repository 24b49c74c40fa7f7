//! What is asked of the writer, and what it answers.

use std::time::Duration;

use tokio::sync::oneshot;

use presence_core::{Actor, Command, Rejection};

/// How long a write waits for the database.
pub(crate) const WRITE_TIMEOUT: Duration = Duration::from_secs(20);

/// A key that makes a request safe to send twice, and a fingerprint of the request.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// SHA-256 of the request, in hexadecimal.
    pub fingerprint: String,
}

/// A command and who gives it.
#[derive(Clone, Debug)]
pub struct WriteRequest {
    /// Who.
    pub actor: Actor,
    /// What.
    pub command: Command,
    /// Whether it may be sent twice.
    pub idempotency: Option<Idempotency>,
}

/// What a command brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The revision of its change.
    pub revision: u64,
    /// Whether this is the answer to an earlier sending of the same request.
    pub replayed: bool,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WriteError {
    /// The rules say no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The database does not answer or cannot write; whether the command took effect is not known.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The writer does not take the command at present. Nothing was written.
    #[error("{0}")]
    Busy(&'static str),
    /// The command met a defect of the registry. Nothing was written.
    #[error("the registry failed at this command")]
    Defect,
}

/// What the writer answers. A database that hangs must not hang the client: it learns that it has to ask again.
pub(crate) async fn answered<T>(answer: oneshot::Receiver<Result<T, WriteError>>) -> Result<T, WriteError> {
    match tokio::time::timeout(WRITE_TIMEOUT, answer).await {
        Ok(answer) => answer.unwrap_or(Err(WriteError::Defect)),
        Err(_) => Err(no_answer()),
    }
}

pub(crate) fn no_answer() -> WriteError {
    WriteError::Unavailable("no answer in time; what was asked for may still happen".to_owned())
}

/// The result of a command.
pub(crate) type WriteResult = Result<Committed, WriteError>;
