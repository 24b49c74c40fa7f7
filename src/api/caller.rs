//! Who calls: reads the bearer token, and asks for scopes.

use std::sync::Arc;

use actix_web::{
    HttpMessage as _, HttpRequest,
    http::header::{self, HeaderMap},
};

use super::{
    problem::{self, Problem},
    request_id::RequestId,
    state::AppState,
    trace::Trace,
};
use presence_auth::{Principal, TokenError};
use presence_core::{Actor, Snapshot, view::Audience};
use presence_model::Scope;

/// Who calls, for the audit trail.
pub struct Caller(pub Arc<Principal>);

/// Who calls; `None` for the public.
///
/// # Errors
/// A token that is sent must be valid, also where none is needed: a client learns at once that it is out.
pub fn caller(request: &HttpRequest, state: &AppState, snapshot: &Snapshot) -> Result<Option<Arc<Principal>>, Problem> {
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let malformed = || Problem::unauthorized("a Bearer token is needed", Some("invalid_request"));
    let token = bearer(request.headers()).ok_or_else(malformed)?;
    let refused = |error: TokenError| Problem::unauthorized(&error.to_string(), Some("invalid_token"));
    let caller = state.verifier.verify(token, snapshot).map_err(refused)?;
    request.extensions_mut().insert(Caller(caller.clone()));
    state.rates.client(request, &caller.client)?;
    Ok(Some(caller))
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The rendering that a caller gets.
pub fn audience(caller: Option<&Principal>) -> Audience {
    if caller.is_some_and(|caller| caller.may(Scope::PresencesRead)) { Audience::Staff } else { Audience::Public }
}

/// The holder of a token that allows this.
///
/// # Errors
/// 401 without a valid token, 403 without the scope.
pub fn holder(request: &HttpRequest, state: &AppState, scope: Scope) -> Result<Arc<Principal>, Problem> {
    let caller = caller(request, state, &state.store.now())?;
    let caller = caller.ok_or_else(|| Problem::unauthorized("this needs a token", None))?;
    if caller.may(scope) {
        return Ok(caller);
    }
    let needed = scope.as_str();
    let challenge = format!("Bearer realm=\"presence-registry\", error=\"insufficient_scope\", scope=\"{needed}\"");
    let detail = format!("this operation requires the scope `{needed}`");
    Err(Problem::new(problem::FORBIDDEN, detail).with(|problem| problem.challenge = Some(challenge)))
}

/// Who acts, as the ledger names it.
pub fn actor(request: &HttpRequest, caller: &Principal) -> Actor {
    let actor = Actor::new(caller.office, &caller.client);
    by(request, Actor { token: Some(caller.token.clone()), ..actor })
}

/// That actor, by this request.
pub fn by(request: &HttpRequest, actor: Actor) -> Actor {
    let (id, origin, trace) = (RequestId::from(request), super::request_id::origin(request), Trace::from(request));
    Actor { request: id, origin, trace, ..actor }
}
