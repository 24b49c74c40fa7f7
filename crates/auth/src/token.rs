//! Access tokens: JWTs after RFC 9068.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{keys::SigningKey, verifier::seconds};
use presence_model::{OfficeCode, Scope};

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// For whom it is.
    pub aud: String,
    /// The client: a client record's id, or `cli:` and the office for tokens from the command line.
    pub sub: String,
    /// The same, as RFC 9068 has it.
    pub client_id: String,
    /// Its own id.
    pub jti: String,
    /// When it was issued: seconds since 1970.
    pub iat: u64,
    /// From when it holds.
    pub nbf: u64,
    /// Until when it holds.
    pub exp: u64,
    /// Scopes, separated by spaces.
    pub scope: String,
    /// The office that the client acts for.
    pub office: OfficeCode,
}

/// What a new token is to allow.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The client.
    pub client: String,
    /// Its office.
    pub office: OfficeCode,
    /// The scopes.
    pub scopes: Vec<Scope>,
    /// For how long.
    pub lifetime: Duration,
}

impl Grant {
    /// The scopes, separated by spaces.
    #[must_use]
    pub fn scope(&self) -> String {
        self.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Issues the token.
    #[must_use]
    pub fn issue(&self, key: &SigningKey, issuer: &str, audience: &str) -> String {
        let now = seconds();
        key.sign(&Claims {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            sub: self.client.clone(),
            client_id: self.client.clone(),
            jti: uuid::Uuid::new_v4().to_string(),
            iat: now,
            nbf: now,
            exp: now + self.lifetime.as_secs(),
            scope: self.scope(),
            office: self.office,
        })
    }
}
