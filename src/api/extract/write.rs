//! Writes: an authorised caller, and the key that makes the request safe to send twice.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::Method};
use presence_core::{Actor, Command, view::Audience};
use presence_model::{OfficeCode, Scope};
use presence_store::{Committed, Idempotency, SealedSecret, WriteRequest};
use sha2::{Digest as _, Sha256};

use utoipa::openapi::{HttpMethod, Required};

use super::{NoParameters, Query};
use crate::api::{
    authorized::{Authorized, RequiredScope},
    operation::{Describe, Documentation, HeaderScope, parameter},
    problem::{self, Problem},
    state::AppState,
};

/// The write of a caller whose token has the scope `S`. It takes no query parameters.
pub struct Write<S> {
    caller: Authorized<S>,
    /// The `Idempotency-Key`, and what the request is so far.
    key: Option<(String, Fingerprint)>,
    idempotency: Option<Idempotency>,
}

impl<S: RequiredScope> FromRequest for Write<S> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Authorized::from_request(request, payload).into_inner();
        ready(caller.and_then(|caller| {
            Query::<NoParameters>::from_request(request, payload).into_inner()?;
            // Only what creates something takes a key.
            let key = if request.method() == Method::POST { key(request)? } else { None };
            let key = key.map(|key| (key, Fingerprint::new(request, request.path())));
            Ok(Self { caller, key, idempotency: None })
        }))
    }
}

impl<S> Write<S> {
    /// Who acts, as the ledger names it.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// The caller's office.
    #[must_use]
    pub fn office(&self) -> OfficeCode {
        self.caller.actor.office
    }

    /// How the answer is rendered.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.caller.audience
    }

    /// Checks that the caller's token has every scope that it grants.
    ///
    /// # Errors
    /// 403 for the first one.
    pub fn require_grantable(&self, scopes: &[Scope]) -> Result<(), Problem> {
        match scopes.iter().find(|scope| !self.caller.scopes.contains(scope)) {
            Some(scope) => {
                let detail = format!("you cannot grant `{}`: your own token does not have it", scope.as_str());
                Err(Problem::new(problem::FORBIDDEN, detail))
            }
            None => Ok(()),
        }
    }

    /// Makes it safe to send twice with this body, if the client gave a key.
    #[must_use]
    pub fn once(mut self, body: &[u8]) -> Self {
        self.idempotency = self.key.take().map(|(key, mut fingerprint)| {
            fingerprint.update(body);
            fingerprint.with(key)
        });
        self
    }

    /// Carries out the command. Durable when this returns.
    ///
    /// # Errors
    /// What the rules or the database say.
    pub async fn execute(self, state: &AppState, command: Command) -> Result<Committed, Problem> {
        Ok(state.store.execute(self.request(command)).await?)
    }

    /// Carries out a command that gives a webhook a secret, which is stored in the same transaction.
    ///
    /// # Errors
    /// What the rules or the database say.
    pub async fn execute_with_secret(
        self,
        state: &AppState,
        command: Command,
        secret: SealedSecret,
    ) -> Result<Committed, Problem> {
        Ok(state.store.execute_with_secret(self.request(command), secret).await?)
    }

    fn request(self, command: Command) -> WriteRequest {
        WriteRequest { actor: self.caller.actor, command, idempotency: self.idempotency }
    }
}

/// The `Idempotency-Key` of a request.
///
/// # Errors
/// 400 for a malformed one.
fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let given = request.headers().get("idempotency-key").map(|value| value.to_str().unwrap_or(""));
    given.map(checked).transpose()
}

fn checked(key: &str) -> Result<String, Problem> {
    if !(1..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return Err(Problem::bad_request("an `Idempotency-Key` has 1 to 255 visible ASCII characters"));
    }
    Ok(key.to_owned())
}

/// What tells a request from others that have the same `Idempotency-Key`.
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
        Ok(key(request)?.map(|key| self.with(key)))
    }

    /// This key, which a form has sent, and this fingerprint.
    ///
    /// # Errors
    /// 400 for a malformed key.
    pub fn under(self, key: &str) -> Result<Idempotency, Problem> {
        Ok(self.with(checked(key)?))
    }

    fn with(self, key: String) -> Idempotency {
        let fingerprint = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Idempotency { key, fingerprint }
    }
}

impl<S: RequiredScope> Describe for Write<S> {
    fn describe(operation: &mut Documentation) {
        Authorized::<S>::describe(operation);
        if operation.method == HttpMethod::Post {
            describe_key(operation);
            operation.problems(&["bad-request", "invalid"]);
            // Only what stands by itself can be there already; the registry numbers what is added to a record.
            if !operation.path.contains('{') {
                operation.problems(&["conflict"]);
            }
        }
        operation.problems(&["bad-parameter"]);
        operation.header(HeaderScope::Success, "ETag", "The record's entity tag: its revision.");
        operation.header(HeaderScope::Success, "Cache-Control", "Always `no-store`.");
    }
}

/// Documents the `Idempotency-Key`.
pub fn describe_key(operation: &mut Documentation) {
    let about = "Makes the request safe to send twice: the same key and body bring the first answer again.";
    let key = parameter::text().min_length(Some(1)).max_length(Some(255));
    operation.request_header("Idempotency-Key", about, Required::False, key);
    operation.header(
        HeaderScope::Success,
        "Idempotency-Replayed",
        "`true` when this repeats the answer to an earlier sending.",
    );
    operation.problems(&["idempotency-key-reused"]);
}

/// The `Idempotency-Key` of a request without a body.
pub struct BodylessKey(pub Option<Idempotency>);

impl FromRequest for BodylessKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Fingerprint::new(request, request.path()).idempotency(request).map(Self))
    }
}

impl Describe for BodylessKey {
    fn describe(operation: &mut Documentation) {
        describe_key(operation);
        operation.problems(&["bad-request"]);
    }
}

/// The `Idempotency-Key` of a request whose handler receives the body itself.
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(key(request).map(Self))
    }
}

impl Describe for IdempotencyKey {
    fn describe(operation: &mut Documentation) {
        describe_key(operation);
        operation.problems(&["bad-request"]);
    }
}
