//! Issues access tokens.

use std::time::Duration;

use super::{
    claims::{Claims, seconds},
    keys::SigningKey,
};
use presence_model::{OfficeCode, Scope};

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
