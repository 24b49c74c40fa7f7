//! Verifies tokens. The signature of a token is checked once; its times and its client every time.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use quick_cache::sync::Cache;

use super::{keys::SigningKey, token::Claims};
use crate::{
    model::{OfficeCode, Scope, Timestamp},
    registry::Snapshot,
};

/// How far clocks may differ, in seconds.
const LEEWAY: u64 = 5;
/// The longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 4096;

/// Who makes a request.
#[derive(Debug)]
pub struct Principal {
    /// The office it acts for.
    pub office: OfficeCode,
    /// The client.
    pub client: Arc<str>,
    /// The token's id.
    pub token: Arc<str>,
    scopes: Vec<Scope>,
    from: u64,
    until: u64,
}

impl Principal {
    /// Whether it may do this.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of this registry: malformed, forged, unsigned, of another issuer or for another audience.
    #[error("the token is not one of this registry")]
    Invalid,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    NotYet,
    /// Its client is disabled, or the office is not known.
    #[error("the token's client is disabled or unknown")]
    Revoked,
}

/// Verifies tokens with one key. The algorithm is the key's, whatever a token says.
pub struct Verifier {
    key: SigningKey,
    validation: Validation,
    verified: Cache<String, Arc<Principal>>,
}

impl Verifier {
    /// A verifier of tokens of this issuer for this audience.
    #[must_use]
    pub fn new(key: SigningKey, issuer: &str, audience: &str) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "nbf", "sub"]);
        // Times are checked below, at every use.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { key, validation, verified: Cache::new(10_000) }
    }

    /// Who holds this token.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(&self, token: &str, snapshot: &Snapshot) -> Result<Arc<Principal>, TokenError> {
        let principal = match self.verified.get(token) {
            Some(principal) => principal,
            None => {
                let principal = Arc::new(self.check_signature(token)?);
                self.verified.insert(token.to_owned(), principal.clone());
                principal
            }
        };
        let now = u64::try_from(Timestamp::now().0 / 1_000_000).unwrap_or_default();
        if principal.until + LEEWAY <= now {
            return Err(TokenError::Expired);
        }
        if principal.from > now + LEEWAY {
            return Err(TokenError::NotYet);
        }
        let enabled = match principal.client.strip_prefix("cli:") {
            Some(_) => true,
            None => snapshot.clients.get(&*principal.client).is_some_and(|client| !client.disabled),
        };
        if !enabled || !snapshot.offices.contains_key(&principal.office) {
            return Err(TokenError::Revoked);
        }
        Ok(principal)
    }

    fn check_signature(&self, token: &str) -> Result<Principal, TokenError> {
        if token.len() > TOKEN_MAX {
            return Err(TokenError::Invalid);
        }
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let typed = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt"));
        if !typed || header.kid.as_deref() != Some(self.key.id()) {
            return Err(TokenError::Invalid);
        }
        let claims: Claims =
            decode(token, self.key.public(), &self.validation).map_err(|_| TokenError::Invalid)?.claims;
        Ok(Principal {
            office: claims.office,
            client: claims.sub.into(),
            token: claims.jti.into(),
            scopes: claims.scope.split(' ').filter_map(Scope::parse).collect(),
            from: claims.nbf,
            until: claims.exp,
        })
    }
}
