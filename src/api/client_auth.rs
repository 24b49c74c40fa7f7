//! How a client proves who it is at `/oauth/…` (RFC 6749, section 2.3; RFC 7523), and the errors of those endpoints.

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use std::{fmt, sync::Arc};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest, HttpResponse, ResponseError, dev,
    http::{StatusCode, header},
    web::{self, Data},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Map;
use utoipa::ToSchema;

use super::{
    body,
    client_ip::ClientIp,
    extract::state,
    operation::{Describe, Documentation, HeaderScope},
    problem::Problem,
    request_id::ClaimedClientId,
    state::AppState,
};
use presence_auth::{assertion, secret};
use presence_core::{Actor, ClientChange, Command};
use presence_model::{Client, RecordCode, Secret, Timestamp};
use presence_store::WriteRequest;

/// The type of assertion that is taken (RFC 7523, section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An error as OAuth 2.0 has it (RFC 6749, section 5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthError {
    /// `invalid_request`, `invalid_client`, `invalid_grant`, `unsupported_grant_type`, `invalid_scope` or
    /// `temporarily_unavailable`.
    #[schema(example = "invalid_client")]
    pub error: &'static str,
    /// What is wrong, for people.
    pub error_description: String,
    #[serde(skip)]
    pub(crate) status: StatusCode,
    #[serde(skip)]
    pub(crate) retry_after: Option<u64>,
}

impl OAuthError {
    pub fn new(error: &'static str, description: impl Into<String>) -> Self {
        let status = match error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { error, error_description: description.into(), status, retry_after: None }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.error_description)
    }
}

impl From<Problem> for OAuthError {
    fn from(problem: Problem) -> Self {
        let error =
            if problem.status >= 500 || problem.status == 429 { "temporarily_unavailable" } else { "invalid_request" };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, retry_after: problem.retry_after, ..Self::new(error, problem.detail.clone()) }
    }
}

impl ResponseError for OAuthError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"presence-registry\", charset=\"UTF-8\""));
        }
        let unavailable = (self.status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
        if let Some(seconds) = self.retry_after.or(unavailable) {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        response.json(self)
    }
}

/// What a form says of who the client is; nothing, if `Authorization` does.
#[derive(Deserialize, ToSchema)]
pub struct ClientCredentials {
    /// The client.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// Its secret.
    #[schema(nullable = false)]
    client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[schema(nullable = false)]
    client_assertion_type: Option<String>,
    /// A JWT signed with a key of the client (RFC 7523).
    #[schema(nullable = false)]
    client_assertion: Option<String>,
}

/// A form that a client sends.
pub trait OAuthForm: DeserializeOwned + ToSchema {
    /// Refuses a form that asks for something else, before its client is looked at.
    ///
    /// # Errors
    /// As RFC 6749 has them, section 5.2.
    fn check(&self) -> Result<(), OAuthError> {
        Ok(())
    }

    /// Who the client is.
    fn credentials(&self) -> &ClientCredentials;
}

/// Reads a form.
///
/// # Errors
/// `invalid_request` when a field is missing or there twice.
fn read<F: OAuthForm>(body: &[u8]) -> Result<F, OAuthError> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body).into_owned() {
        if fields.insert(name.clone(), value.into()).is_some() {
            return Err(OAuthError::new("invalid_request", format!("`{name}` is there twice")));
        }
    }
    // A field without a value counts as one that is not there (RFC 6749, section 3.2).
    fields.retain(|_, value| value != "");
    serde_json::from_value(fields.into()).map_err(|error| OAuthError::new("invalid_request", error.to_string()))
}

/// The refusal of a form that lacks a field.
pub(super) fn required(name: &str) -> OAuthError {
    OAuthError::new("invalid_request", format!("`{name}` is required"))
}

/// A client that has proved who it is, and the form that it sent.
pub struct Authenticated<F> {
    /// The client.
    pub client: Arc<Client>,
    /// The form.
    pub form: F,
}

impl<F: OAuthForm + 'static> FromRequest for Authenticated<F> {
    type Error = OAuthError;
    type Future = LocalBoxFuture<'static, Result<Self, OAuthError>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), web::Payload::from_request(request, payload).into_inner());
        async move {
            let payload = payload.map_err(|_| OAuthError::new("invalid_request", "the form cannot be read"))?;
            let state = state(&request)?;
            let body = body::read(&request, payload, state, &[FORM], state.limits.body).await?;
            let form: F = read(&body)?;
            form.check()?;
            let client = authenticate(&request, form.credentials(), state).await?;
            Ok(Self { client, form })
        }
        .boxed_local()
    }
}

impl<F: ToSchema> Describe for Authenticated<F> {
    fn describe(operation: &mut Documentation) {
        operation.body::<F>(&[FORM]);
        operation.add_security(Some("client"));
        operation.oauth = true;
        operation.header(HeaderScope::Success, "Cache-Control", "Always `no-store`.");
    }
}

/// The type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

enum Proof {
    Secret(String),
    Assertion(String),
}

/// The client that makes a request.
///
/// # Errors
/// `invalid_client`, the same for every reason, so that nobody learns which clients there are.
async fn authenticate(
    request: &HttpRequest,
    form: &ClientCredentials,
    state: &Data<AppState>,
) -> Result<Arc<Client>, OAuthError> {
    let (id, proof) = proof(request, form)?.ok_or_else(wrong)?;
    prove(request, state, id, proof).await
}

/// The client with this id, if this is its secret.
///
/// # Errors
/// As [`authenticate`].
pub async fn sign_in(
    request: &HttpRequest,
    state: &Data<AppState>,
    id: &str,
    secret: &str,
) -> Result<Arc<Client>, OAuthError> {
    prove(request, state, id.to_owned(), Proof::Secret(secret.to_owned())).await
}

fn wrong() -> OAuthError {
    OAuthError::new("invalid_client", "the client is not known, or its proof does not hold")
}

async fn prove(
    request: &HttpRequest,
    state: &Data<AppState>,
    id: String,
    proof: Proof,
) -> Result<Arc<Client>, OAuthError> {
    request.extensions_mut().insert(ClaimedClientId(id.clone()));
    if let Some(address) = ClientIp::from(request) {
        state.rates.attempt(address.counted(), &id)?;
    }
    let snapshot = state.store.now();
    let known = RecordCode::new(&id).and_then(|id| snapshot.clients.get(&id)).map(|client| client.record.clone());
    let known = known.filter(|client| !client.disabled);
    let (holds, assertion) = match proof {
        Proof::Secret(text) => {
            let secrets = known.as_ref().map(|client| client.secrets.clone()).unwrap_or_default();
            let found = if secrets.iter().any(secret::is_slow) {
                // Argon2id takes 19 MiB: only so many at a time.
                let turn = state.hashing.acquire().await.map_err(|_| wrong())?;
                let text = text.clone();
                let find = move || secret::find(&text, &secrets, Timestamp::now()).cloned();
                let found = web::block(find).await.unwrap_or_default();
                drop(turn);
                found
            } else {
                secret::find(&text, &secrets, Timestamp::now()).cloned()
            };
            if let (Some(client), Some(secret)) = (&known, found.as_ref().filter(|secret| secret::is_slow(secret))) {
                rehash(state, client, secret, &text).await;
            }
            (found.is_some(), None)
        }
        Proof::Assertion(text) => {
            let base = state.issuer.base(request);
            let audiences = [state.issuer.issuer.clone(), base.clone(), format!("{base}/oauth/token")];
            let verified = known.as_ref().and_then(|client| assertion::verify(&text, client, &audiences));
            (verified.is_some(), verified)
        }
    };
    let client = known.filter(|_| holds).ok_or_else(wrong)?;
    let used = state.store.use_credential(client.id.clone(), assertion).await;
    if used.map_err(Problem::from)? { Ok(client) } else { Err(wrong()) }
}

/// Replaces the slow hash that an earlier version made of a secret. If that fails, the next use tries again.
async fn rehash(state: &Data<AppState>, client: &Client, secret: &Secret, text: &str) {
    let change = ClientChange::Rehash { secret: secret.id.clone(), hash: secret::hash(text).into() };
    let command = Command::ChangeClient { id: client.id.clone(), change: Box::new(change), if_match: None };
    let order = WriteRequest { actor: Actor::registry("secrets"), command, idempotency: None };
    if let Err(refusal) = state.store.execute(order).await {
        log::warn!("the hash of a secret of client {} was not replaced: {refusal:?}", client.id);
    }
}

/// Who the client claims to be, and its proof; exactly one.
fn proof(request: &HttpRequest, form: &ClientCredentials) -> Result<Option<(String, Proof)>, OAuthError> {
    let mut proofs = Vec::new();
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let malformed = || OAuthError::new("invalid_client", "`Authorization` is not a valid Basic credential");
        let value = value.to_str().map_err(|_| malformed())?;
        let (scheme, encoded) = value.split_once(' ').ok_or_else(malformed)?;
        let decoded = STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let decoded = decoded.filter(|_| scheme.eq_ignore_ascii_case("basic")).ok_or_else(malformed)?;
        let (id, secret) = decoded.split_once(':').ok_or_else(malformed)?;
        proofs.push((decode(id), Proof::Secret(decode(secret))));
    }
    if let Some(secret) = &form.client_secret {
        let id = form.client_id.clone().ok_or_else(|| required("client_id"))?;
        proofs.push((id, Proof::Secret(secret.clone())));
    }
    if let Some(text) = &form.client_assertion {
        if form.client_assertion_type.as_deref().ok_or_else(|| required("client_assertion_type"))? != JWT_BEARER {
            return Err(OAuthError::new("invalid_request", format!("`client_assertion_type` must be {JWT_BEARER}")));
        }
        let claimed = assertion::claimed(text).filter(|id| form.client_id.as_ref().is_none_or(|given| given == id));
        proofs.push((claimed.unwrap_or_default(), Proof::Assertion(text.clone())));
    }
    if proofs.len() > 1 {
        return Err(OAuthError::new("invalid_request", "use exactly one client authentication method"));
    }
    Ok(proofs.pop())
}

/// Both parts of a Basic credential are form-encoded (RFC 6749, section 2.3.1).
fn decode(text: &str) -> String {
    let field = format!("x={}", text.replace('&', "%26"));
    form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
