//! Keys: what others need to check what the registry, or a client, has signed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::time::Timestamp;

/// How a key signs (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Ed25519.
    EdDSA,
    /// ECDSA with P-256 and SHA-256.
    ES256,
}

impl KeyAlgorithm {
    /// As in the `alg` of a JWT.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDSA => "EdDSA",
            Self::ES256 => "ES256",
        }
    }

    /// The algorithm with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::EdDSA, Self::ES256].into_iter().find(|algorithm| algorithm.as_str() == text)
    }
}

/// A public key as a JWK (RFC 7517) of one of two kinds: `OKP` with `Ed25519`, `EC` with `P-256`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicKey {
    /// `OKP` or `EC`.
    #[schema(example = "OKP")]
    pub kty: String,
    /// `Ed25519` or `P-256`.
    #[schema(example = "Ed25519")]
    pub crv: String,
    /// The key, or its first coordinate: base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
    /// The second coordinate of an `EC` key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

impl PublicKey {
    /// How the key signs; `None` if it is of a kind that is not used here.
    #[must_use]
    pub fn algorithm(&self) -> Option<KeyAlgorithm> {
        match (self.kty.as_str(), self.crv.as_str(), &self.y) {
            ("OKP", "Ed25519", None) => Some(KeyAlgorithm::EdDSA),
            ("EC", "P-256", Some(_)) => Some(KeyAlgorithm::ES256),
            _ => None,
        }
    }
}

/// What a key of the registry signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Access tokens.
    Token,
    /// Checkpoints of the ledger.
    Ledger,
}

impl KeyPurpose {
    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Ledger => "ledger",
        }
    }
}

/// A key of the registry: its public part, and when it is used. The private part is kept elsewhere, encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// The RFC 7638 thumbprint of the public key.
    pub id: Box<str>,
    /// What it signs.
    pub purpose: KeyPurpose,
    /// The public part.
    pub public: PublicKey,
    /// From when it signs: a little after it is known everywhere.
    pub signs_from: Timestamp,
    /// Until when what it has signed is accepted.
    pub verifies_until: Option<Timestamp>,
    /// SHA-256 of the encrypted private part, in hexadecimal.
    pub sealed: Box<str>,
}

impl Key {
    /// Whether what it has signed is accepted at this moment.
    #[must_use]
    pub fn verifies(&self, now: Timestamp) -> bool {
        self.verifies_until.is_none_or(|until| now < until)
    }
}

/// A token that is refused before its time is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revocation {
    /// The token's `jti`.
    pub token: Box<str>,
    /// When its time would have been over: seconds since 1970.
    pub until: u64,
}
