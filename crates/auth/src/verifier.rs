//! Verifies tokens. The signature of a token is checked once; its times and its client every time.

use std::sync::Arc;

use jsonwebtoken::{Validation, decode, decode_header};
use quick_cache::sync::Cache;

use super::{
    claims::Claims,
    keys::verifying,
    oidc::Providers,
    principal::{LEEWAY, Principal, TOKEN_MAX, TokenError},
};
use presence_core::Snapshot;
use presence_model::{KeyPurpose, Scope, Timestamp};

/// Verifies tokens with the registry's keys, or with those of outside providers that are accepted. The algorithm is the key's, whatever a token says.
pub struct Verifier {
    issuer: String,
    audience: String,
    /// Outside providers.
    pub providers: Providers,
    verified: Cache<String, Arc<Principal>>,
}

impl Verifier {
    /// A verifier of tokens of this issuer for this audience.
    #[must_use]
    pub fn new(issuer: &str, audience: &str, providers: Providers) -> Self {
        let (issuer, audience) = (issuer.to_owned(), audience.to_owned());
        Self { issuer, audience, providers, verified: Cache::new(10_000) }
    }

    /// Who holds this token.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(&self, token: &str, snapshot: &Snapshot) -> Result<Arc<Principal>, TokenError> {
        let principal = match self.verified.get(token) {
            Some(principal) => principal,
            None => {
                let principal = Arc::new(self.check_signature(token, snapshot)?);
                self.verified.insert(token.to_owned(), principal.clone());
                principal
            }
        };
        let now = Timestamp::now();
        let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or_default();
        if principal.until + LEEWAY <= seconds {
            return Err(TokenError::Expired);
        }
        if principal.from > seconds + LEEWAY {
            return Err(TokenError::NotYet);
        }
        let signed = match &principal.provider {
            Some(provider) => provider.has_key(&principal.key),
            None => snapshot.keys.get(&*principal.key).is_some_and(|key| key.verifies(now)),
        };
        let enabled = match principal.client.strip_prefix("cli:") {
            _ if principal.provider.is_some() => true,
            Some(_) => true,
            None => snapshot.clients.get(&*principal.client).is_some_and(|client| {
                // What was taken from the client is taken from its tokens too.
                let may = |scope| client.record.scopes.contains(scope);
                !client.record.disabled && principal.scopes.iter().all(may)
            }),
        };
        let known = snapshot.offices.contains_key(&principal.office);
        if !signed || !enabled || !known || snapshot.revoked(&principal.token) {
            return Err(TokenError::Revoked);
        }
        Ok(principal)
    }

    fn check_signature(&self, token: &str, snapshot: &Snapshot) -> Result<Principal, TokenError> {
        if token.len() > TOKEN_MAX {
            return Err(TokenError::Invalid);
        }
        if let Some(provider) = self.providers.of(token) {
            return provider.check(token);
        }
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let typed = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt"));
        let key = header.kid.and_then(|kid| snapshot.keys.get(&*kid)).filter(|key| key.purpose == KeyPurpose::Token);
        let (Some(key), true, None) = (key, typed, header.crit) else { return Err(TokenError::Invalid) };
        let (algorithm, public) = verifying(&key.public).ok_or(TokenError::Invalid)?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "nbf", "sub"]);
        // Times are checked at every use.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims: Claims = decode(token, &public, &validation).map_err(|_| TokenError::Invalid)?.claims;
        Ok(Principal {
            office: claims.office,
            client: claims.sub.into(),
            token: claims.jti.into(),
            key: key.id.clone(),
            provider: None,
            scopes: claims.scope.split(' ').filter_map(Scope::parse).collect(),
            issued: claims.iat,
            from: claims.nbf,
            until: claims.exp,
        })
    }
}
