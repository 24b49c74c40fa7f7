//! Who is asking and what they may do: keys, tokens, secrets, assertions, scopes.

pub mod assertion;
mod claims;
mod discovery;
mod encryption;
mod error;
mod keys;
mod note;
mod principal;
mod provider;
pub mod secret;
pub mod submission_secret;
mod token;
mod verifier;

pub use claims::Claims;
pub use encryption::EncryptionKey;
pub use error::KeyError;
pub use keys::{Keyring, PrivateKey, thumbprint, verifying};
pub use note::{Checkpoint, NoteKey};
pub use principal::{Principal, TokenError};
pub use provider::{ProviderSettings, Providers, outside_key};
pub use token::Grant;
pub use verifier::Verifier;
