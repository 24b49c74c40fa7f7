//! `/oauth/…` and `/.well-known/…`: tokens for clients by the client credentials grant (RFC 6749), introspection,
//! revocation, metadata and keys.

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{self, Data},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    caller,
    client_auth::{Authenticated, ClientCredentials, OAuthError, OAuthForm, required},
    operation::{Operations, declare},
    problem::Problem,
    respond::uncached,
    state::AppState,
};
use presence_auth::{Grant, Principal};
use presence_core::{Actor, Command};
use presence_model::{Client, KeyPurpose, OfficeCode, PublicKey, Revocation, Scope, Timestamp};
use presence_store::WriteRequest;

/// A token as RFC 6749 has it, section 5.1.
#[derive(Serialize, ToSchema)]
pub struct TokenResponse {
    /// The access token: a JWT (RFC 9068).
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// For how many seconds it holds.
    #[schema(example = 900)]
    expires_in: u64,
    /// What it allows: scopes, separated by spaces.
    #[schema(example = "presences:read status:write")]
    scope: String,
}

/// What `/oauth/token` is asked for. A client proves who it is by `Authorization: Basic`, by `client_id` and
/// `client_secret`, or by `client_assertion`.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// Scopes, separated by spaces; all that the client may have unless given.
    #[schema(nullable = false)]
    scope: Option<String>,
    #[serde(flatten)]
    credentials: ClientCredentials,
}

impl OAuthForm for TokenRequest {
    fn check(&self) -> Result<(), OAuthError> {
        if self.grant_type == "client_credentials" {
            return Ok(());
        }
        Err(OAuthError::new("unsupported_grant_type", "only `client_credentials` is given"))
    }

    fn credentials(&self) -> &ClientCredentials {
        &self.credentials
    }
}

/// What introspection and revocation are asked for; the client proves who it is as at `/oauth/token`.
#[derive(Deserialize, ToSchema)]
pub struct IntrospectionRequest {
    // That it is there is checked when the client has proved who it is.
    /// The token.
    #[serde(default)]
    #[schema(required = true)]
    token: String,
    /// `access_token`.
    #[expect(dead_code, reason = "there is one type of token")]
    #[schema(nullable = false)]
    token_type_hint: Option<String>,
    #[serde(flatten)]
    credentials: ClientCredentials,
}

impl OAuthForm for IntrospectionRequest {
    fn credentials(&self) -> &ClientCredentials {
        &self.credentials
    }
}

/// What a token is (RFC 7662, section 2.2).
#[derive(Default, Serialize, ToSchema)]
pub struct Introspection {
    /// Whether it holds; if not, nothing else is said.
    active: bool,
    /// Scopes, separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    /// The client.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// The same.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    /// Its office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<OfficeCode>)]
    office: Option<OfficeCode>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    /// Until when it holds: seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<u64>,
    /// When it was issued: seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<u64>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    /// For whom it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    /// Its own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

/// Get a token
///
/// The client credentials grant. Tokens hold for a short time; get a new one when it is over.
#[utoipa::path(post, path = "/oauth/token", tag = "Tokens", operation_id = "oauth_token",
    responses((status = 200, description = "The token.", body = TokenResponse)))]
pub async fn token(asked: Authenticated<TokenRequest>, state: Data<AppState>) -> Result<HttpResponse, OAuthError> {
    let Authenticated { client, form } = asked;
    let scopes = scopes(&client, form.scope.as_deref())?;
    let (access_token, grant) = issue(&state, &client, scopes, state.issuer.lifetime).await?;
    let (expires_in, scope) = (grant.lifetime.as_secs(), grant.scope());
    Ok(answer(&TokenResponse { access_token, token_type: "Bearer", expires_in, scope }))
}

/// Issues a token for a client that has proved who it is.
///
/// # Errors
/// When no token can be signed at present.
pub(crate) async fn issue(
    state: &Data<AppState>,
    client: &Client,
    scopes: Vec<Scope>,
    lifetime: Duration,
) -> Result<(String, Grant), OAuthError> {
    let unavailable = |error: presence_auth::KeyError| {
        log::error!("no token can be signed: {error}");
        OAuthError::new("temporarily_unavailable", "the registry cannot sign tokens at present")
    };
    let shared = state.clone();
    let key = web::block(move || shared.keyring.signing(&shared.store.now(), KeyPurpose::Token)).await;
    let key = key.map_err(|_| OAuthError::new("temporarily_unavailable", "try again"))?.map_err(unavailable)?;
    let grant = Grant { client: client.id.to_string(), office: client.office, scopes, lifetime };
    Ok((grant.issue(&key, &state.issuer.issuer, &state.issuer.audience), grant))
}

fn scopes(client: &Client, wanted: Option<&str>) -> Result<Vec<Scope>, OAuthError> {
    let Some(wanted) = wanted else { return Ok(client.scopes.clone()) };
    let mut scopes = Vec::new();
    for name in wanted.split(' ').filter(|name| !name.is_empty()) {
        let scope = Scope::parse(name).filter(|scope| client.scopes.contains(scope));
        let refused = || OAuthError::new("invalid_scope", format!("this client may not have the scope `{name}`"));
        let scope = scope.ok_or_else(refused)?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() {
        return Err(OAuthError::new("invalid_scope", "at least one scope is required"));
    }
    Ok(scopes)
}

/// The token that is asked about, if it holds and this client may ask: its own; for the desk, all.
fn known(form: &IntrospectionRequest, client: &Client, state: &AppState) -> Result<Option<Arc<Principal>>, OAuthError> {
    if form.token.is_empty() {
        return Err(required("token"));
    }
    let known = state.verifier.verify(&form.token, &state.store.now()).ok();
    Ok(known.filter(|token| *token.client == *client.id.as_str() || client.office.is_desk()))
}

/// Ask what a token is
///
/// A client may ask about its own tokens, clients of the desk about all.
#[utoipa::path(post, path = "/oauth/introspect", tag = "Tokens", operation_id = "oauth_introspect",
    responses((status = 200, description = "What it is.", body = Introspection)))]
pub async fn introspect(
    asked: Authenticated<IntrospectionRequest>,
    state: Data<AppState>,
) -> Result<HttpResponse, OAuthError> {
    let Authenticated { client, form } = asked;
    let Some(token) = known(&form, &client, &state)? else { return Ok(answer(&Introspection::default())) };
    let scope: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    Ok(answer(&Introspection {
        active: true,
        scope: Some(scope.join(" ")),
        client_id: Some(token.client.to_string()),
        sub: Some(token.client.to_string()),
        office: Some(token.office),
        token_type: Some("Bearer"),
        exp: Some(token.until),
        iat: Some(token.issued),
        iss: Some(state.issuer.issuer.clone()),
        aud: Some(state.issuer.audience.clone()),
        jti: Some(token.token.to_string()),
    }))
}

/// Revoke a token
///
/// From now on it is refused, by every instance. The answer is the same if there is no such token.
#[utoipa::path(post, path = "/oauth/revoke", tag = "Tokens", operation_id = "oauth_revoke",
    responses((status = 200, description = "It does not hold any more.")))]
pub async fn revoke(
    asked: Authenticated<IntrospectionRequest>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, OAuthError> {
    let Authenticated { client, form } = asked;
    if let Some(token) = known(&form, &client, &state)? {
        let revocation = Revocation { token: (&*token.token).into(), until: token.until };
        let actor = caller::by(&request, Actor::new(client.office, client.id.as_str()));
        let order = WriteRequest { actor, command: Command::Revoke(Box::new(revocation)), idempotency: None };
        state.store.execute(order).await.map_err(Problem::from)?;
    }
    Ok(uncached(StatusCode::OK).finish())
}

fn answer(value: &impl Serialize) -> HttpResponse {
    uncached(StatusCode::OK).json(value)
}

/// Show how tokens are got
///
/// RFC 8414. Where the issuer is not set, addresses are those of this machine.
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", tag = "Tokens", operation_id = "oauth_metadata",
    responses((status = 200, description = "The metadata.", body = serde_json::Value)))]
pub async fn metadata(request: HttpRequest, state: Data<AppState>) -> impl Responder {
    let base = state.issuer.base(&request);
    let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let document = json!({
        "issuer": state.issuer.issuer,
        "token_endpoint": format!("{base}/oauth/token"),
        "introspection_endpoint": format!("{base}/oauth/introspect"),
        "revocation_endpoint": format!("{base}/oauth/revoke"),
        "jwks_uri": format!("{base}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["EdDSA", "ES256"],
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "service_documentation": format!("{base}/docs"),
    });
    // Without an issuer the addresses depend on the request.
    let cache = if state.issuer.public { "public, max-age=300" } else { "no-store" };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, cache)).insert_header((header::VARY, "Host")).json(document)
}

/// A key of the registry (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct PublishedKey {
    /// The key.
    #[serde(flatten)]
    public: PublicKey,
    /// Its id, as in the `kid` of tokens.
    kid: String,
    /// `sig`.
    #[serde(rename = "use")]
    usage: &'static str,
    /// `EdDSA` or `ES256`.
    alg: &'static str,
}

/// The registry's keys.
#[derive(Serialize, ToSchema)]
pub struct KeySet {
    /// Those whose signatures are accepted.
    keys: Vec<PublishedKey>,
}

/// List the keys that sign tokens
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "Tokens", operation_id = "list_keys",
    responses((status = 200, description = "The keys (RFC 7517).", body = KeySet)))]
pub async fn jwks(state: Data<AppState>) -> impl Responder {
    let (snapshot, now) = (state.store.now(), Timestamp::now());
    let keys = snapshot.keys.values().filter(|key| key.purpose == KeyPurpose::Token && key.verifies(now));
    let keys = keys.filter_map(|key| {
        let alg = key.public.algorithm()?.as_str();
        Some(PublishedKey { public: key.public.clone(), kid: key.id.to_string(), usage: "sig", alg })
    });
    let set = KeySet { keys: keys.collect() };
    // Short: a key that was retired in a hurry must not live on in caches.
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=60")).json(set)
}

/// The operations on tokens.
pub fn operations(operations: &mut Operations) {
    declare!(operations: token, introspect, revoke, metadata, jwks);
}
