//! Writes: `parse, authorise -> command -> answer`, with If-Match and Idempotency-Key.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Payload};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    authorized::{Authorized, scope},
    body,
    problem::{self, Problem},
    respond,
    state::State,
};
use presence_core::{Actor, Command, Fault, Snapshot, may_report, view::Audience};
use presence_model::{OfficeCode, Scope, Subject, Timestamp};
use presence_store::{Done, Idempotency, SealedSecret, When, WriteRequest};

/// A write that was authorised.
pub struct Write {
    actor: Actor,
    /// How the answer is rendered.
    pub audience: Audience,
    idempotency: Option<Idempotency>,
    scopes: Vec<Scope>,
}

impl Write {
    /// The write of an authorised caller.
    #[must_use]
    pub fn new<S>(caller: Authorized<S>) -> Self {
        let Authorized { actor, audience, scopes, .. } = caller;
        Self { actor, audience, idempotency: None, scopes }
    }

    /// The caller's office.
    #[must_use]
    pub fn office(&self) -> OfficeCode {
        self.actor.office
    }

    /// Nobody gives a scope that he has not himself.
    ///
    /// # Errors
    /// 403 for the first one.
    pub fn may_give(&self, scopes: &[Scope]) -> Result<(), Problem> {
        match scopes.iter().find(|scope| !self.scopes.contains(scope)) {
            Some(scope) => {
                let detail = format!("you cannot grant `{}`: your own token does not have it", scope.as_str());
                Err(Problem::new(problem::FORBIDDEN, detail))
            }
            None => Ok(()),
        }
    }

    /// Whether the caller's office answers for a record: said before the body is looked at.
    ///
    /// # Errors
    /// 404 or 403.
    pub fn may_report(&self, state: &State, subject: &Subject) -> Result<(), Problem> {
        Ok(may_report(&state.store.now(), &self.actor, subject)?)
    }

    /// Makes it safe to send twice, if the client gave a key.
    ///
    /// # Errors
    /// 400 for a malformed key.
    pub fn once(mut self, request: &HttpRequest, body: &[u8]) -> Result<Self, Problem> {
        let mut fingerprint = Fingerprint::new(request, request.path());
        fingerprint.update(body);
        self.idempotency = fingerprint.idempotency(request)?;
        Ok(self)
    }

    /// Carries out a command that gives a webhook a secret, which is kept in the same transaction.
    ///
    /// # Errors
    /// What the rules or the database say.
    pub async fn execute_with_secret(
        self,
        state: &State,
        command: Command,
        secret: SealedSecret,
    ) -> Result<Done, Problem> {
        let order = WriteRequest { actor: self.actor, command, idempotency: self.idempotency };
        Ok(state.store.execute_with_secret(order, secret).await?)
    }

    /// Carries out the command. Durable when this returns.
    ///
    /// # Errors
    /// What the rules or the database say.
    pub async fn execute(self, state: &State, command: Command) -> Result<Done, Problem> {
        let order = WriteRequest { actor: self.actor, command, idempotency: self.idempotency };
        Ok(state.store.execute(order).await?)
    }
}

/// What tells a request from others that have the same Idempotency-Key.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Begins with the method and what is asked for.
    #[must_use]
    pub fn new(request: &HttpRequest, target: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(request.method().as_str());
        hash.update([0]);
        hash.update(target);
        hash.update([0]);
        Self(hash)
    }

    /// Takes more of the body.
    pub fn update(&mut self, body: &[u8]) {
        self.0.update(body);
    }

    /// The key of a request and this fingerprint, if it has a key.
    ///
    /// # Errors
    /// 400 for a malformed key.
    pub fn idempotency(self, request: &HttpRequest) -> Result<Option<Idempotency>, Problem> {
        let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
        self.under(value.to_str().unwrap_or("")).map(Some)
    }

    /// This key and this fingerprint.
    ///
    /// # Errors
    /// 400 for a malformed key.
    pub fn under(self, key: &str) -> Result<Idempotency, Problem> {
        if !(1..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            let detail = "an `Idempotency-Key` has 1 to 255 visible ASCII characters";
            return Err(Problem::new(problem::BAD_REQUEST, detail));
        }
        let fingerprint = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Idempotency { key: key.to_owned(), fingerprint })
    }
}

/// The revisions that `If-Match` asks for, where it is required.
///
/// # Errors
/// 428 if it is missing, 400 if it cannot be read.
pub(super) fn required_if_match(request: &HttpRequest) -> Result<Option<Vec<u64>>, Problem> {
    respond::if_match(request.headers())?.ok_or_else(|| {
        let detail = "send `If-Match` with the record's `ETag`, so that no newer change is overwritten";
        Problem::new(problem::PRECONDITION_REQUIRED, detail)
    })
}

/// Creates what a body describes, for the desk: `read` gives its code and the command that makes it.
///
/// # Errors
/// What is wrong with the request, what the rules say, or that the database does not take writes.
pub async fn create<C>(
    caller: Authorized<scope::RecordsWrite>,
    request: &HttpRequest,
    state: &State,
    payload: Payload,
    read: impl FnOnce(&Value) -> Result<(C, Command), Vec<Fault>>,
) -> Result<(C, Done), Problem> {
    let write = Write::new(caller);
    let body = body::read(request, payload, state, JSON).await?;
    let (code, command) = read(&body::json(&body)?)?;
    Ok((code, write.once(request, &body)?.execute(state, command).await?))
}

/// Describes a presence or a post anew, for the desk.
///
/// # Errors
/// What is wrong with the request, what the rules say, or that the database does not take writes.
pub async fn describe(
    caller: Authorized<scope::RecordsWrite>,
    request: &HttpRequest,
    state: &State,
    payload: Payload,
    subject: Subject,
) -> Result<Done, Problem> {
    let write = Write::new(caller);
    let if_match = required_if_match(request)?;
    let patch = body::json(&body::read(request, payload, state, PATCH).await?)?;
    write.execute(state, Command::Describe { subject, patch, if_match }).await
}

/// For how long the secret before a new one may hold: in seconds.
const KEEP_OLD_MAX: u32 = 90 * 86_400;

/// Until when the secret before a new one holds: `said` takes from the body for how many seconds, else `unless_said`.
///
/// # Errors
/// 422 if the body is of another form.
pub fn old_secret_until<T: DeserializeOwned>(
    body: Value,
    said: impl FnOnce(T) -> Option<u32>,
    unless_said: u32,
) -> Result<Timestamp, Problem> {
    let body = serde_json::from_value(body).map_err(|error| {
        Problem::from(vec![Fault::new("", "malformed", format!("`keep_old_for` in seconds, or nothing: {error}"))])
    })?;
    let keep = i64::from(said(body).unwrap_or(unless_said).min(KEEP_OLD_MAX));
    Ok(Timestamp(Timestamp::now().0 + keep * 1_000_000))
}

/// An answer to a write: never cached, with the tag of the record that it changed.
#[must_use]
pub fn answer(created: Option<String>, done: Done, body: Vec<u8>) -> HttpResponse {
    let mut response = if created.is_some() { HttpResponse::Created() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, format!("\"{}\"", done.revision)));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((header::CONTENT_TYPE, "application/json"));
    if let Some(location) = created {
        response.insert_header((header::LOCATION, location));
    }
    respond::say_replayed(&mut response, done.replayed);
    response.body(body)
}

/// The body types that JSON is read from.
pub const JSON: &[&str] = &["application/json"];
/// The body types that a patch is read from.
pub(super) const PATCH: &[&str] = &["application/merge-patch+json", "application/json"];

/// Shows the moment at which something was done, whatever was done since; so a replayed answer is that of the first time.
pub fn at(state: &State, done: Done, show: impl FnOnce(&Snapshot)) {
    match state.store.at(When { as_of: Some(done.revision), on: None }) {
        Ok(then) => show(&then),
        Err(_) => show(&state.store.now()),
    }
}
