//! Who is asking and what they may do: keys, tokens, secrets, assertions, scopes.

pub mod assertion;
mod checkpoint;
mod claims;
mod discovery;
mod encryption;
mod error;
mod keys;
mod oidc;
mod principal;
pub mod secret;
pub mod submission_secret;
mod token;
mod verifier;

pub use checkpoint::{Checkpoint, NoteKey};
pub use claims::Claims;
pub use encryption::EncryptionKey;
pub use error::KeyError;
pub use keys::{Keyring, PrivateKey, thumbprint, verifying};
pub use oidc::{ProviderSettings, Providers, outside_key};
pub use principal::{Principal, TokenError};
pub use token::Grant;
pub use verifier::Verifier;
