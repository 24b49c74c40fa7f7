//! Who makes a request, and why a token is refused.

use std::sync::Arc;

use presence_model::{OfficeCode, Scope};

/// An identity provider outside whose keys sign tokens.
pub(super) trait Signer: std::fmt::Debug + Send + Sync {
    /// Whether it still has a key.
    fn has_key(&self, key: &str) -> bool;
}

/// How far clocks may differ, in seconds.
pub(super) const LEEWAY: u64 = 5;
/// The longest token that is looked at, in bytes.
pub(super) const TOKEN_MAX: usize = 4096;

/// Who makes a request.
#[derive(Debug)]
pub struct Principal {
    /// The office it acts for.
    pub office: OfficeCode,
    /// The client.
    pub client: Arc<str>,
    /// The token's id.
    pub token: Arc<str>,
    /// What signed it.
    pub(super) key: Box<str>,
    /// Whose key that is; none: the registry's own.
    pub(super) provider: Option<Arc<dyn Signer>>,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was issued: seconds since 1970.
    pub issued: u64,
    pub(super) from: u64,
    /// Until when the token holds: seconds since 1970.
    pub until: u64,
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
    /// It is revoked, its client is disabled, its key is retired, or the office is not known.
    #[error("the token is revoked, or its client or key is disabled or unknown")]
    Revoked,
    /// It is one of an outside provider, and its claims name no office here.
    #[error("the token's claims do not say for which office it is")]
    Unmapped,
}
