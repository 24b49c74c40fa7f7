//! Bodies about clients.

use serde::Deserialize;
use utoipa::ToSchema;

use presence_model::{OfficeCode, Scope};

/// A new API client.
#[derive(ToSchema)]
#[schema(example = json!({"name": "month-end script"}))]
pub struct NewClient {
    /// The office it acts for; the caller's unless given.
    office: Option<OfficeCode>,
    /// Which program or machine it is; never a person's name.
    #[schema(max_length = 200)]
    name: String,
    /// What its tokens may do at most; what its office may unless given.
    #[schema(value_type = Option<Vec<String>>)]
    scopes: Option<Vec<Scope>>,
    /// Public keys that it signs assertions with; without any it gets a secret.
    keys: Option<Vec<ClientJwk>>,
}

/// What changes of a client.
#[derive(ToSchema)]
#[schema(example = json!({"disabled": true}))]
pub struct ClientPatch {
    /// Which program or machine it is.
    #[schema(nullable = false)]
    name: Option<String>,
    /// What its tokens may do at most.
    #[schema(value_type = Vec<String>, required = false)]
    scopes: Option<Vec<Scope>>,
    /// Whether it is disabled.
    #[schema(nullable = false)]
    disabled: Option<bool>,
    /// Public keys that it signs assertions with.
    #[schema(nullable = false)]
    keys: Option<Vec<ClientJwk>>,
}

/// A public key (RFC 7517): Ed25519 or P-256.
#[derive(ToSchema)]
pub struct ClientJwk {
    /// Its id, as in the `kid` of assertions.
    kid: String,
    /// `OKP` or `EC`.
    kty: String,
    /// `Ed25519` or `P-256`.
    crv: String,
    /// The key, or its first coordinate: base64url.
    x: String,
    /// The second coordinate of an `EC` key.
    #[schema(nullable = false)]
    y: Option<String>,
}

/// A new secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    /// For how many seconds the secret before holds; a week unless given, 90 days at most.
    #[schema(nullable = false, maximum = 7_776_000)]
    pub keep_old_for: Option<u32>,
}
