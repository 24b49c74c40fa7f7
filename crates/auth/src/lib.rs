//! Who is asking and what they may do: keys, tokens, secrets, assertions, scopes.

pub mod assertion;
mod discovery;
mod encryption;
mod keys;
mod note;
mod provider;
pub mod secret;
pub mod submission_secret;
mod token;
mod verifier;

pub use encryption::EncryptionKey;
pub use keys::{KeyError, Keyring, PrivateKey, thumbprint, verifying};
pub use note::{Checkpoint, NoteKey};
pub use provider::{ProviderSettings, Providers, outside_key};
pub use token::{Claims, Grant};
pub use verifier::{Principal, TokenError, Verifier};
