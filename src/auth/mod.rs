//! Who is asking and what they may do: keys, tokens, secrets, assertions, scopes.

pub mod assertion;
mod encryption;
mod keys;
pub mod secret;
mod token;
mod verifier;

pub use encryption::EncryptionKey;
pub use keys::{KeyError, Keyring, PrivateKey, thumbprint, verifying};
pub use token::{Claims, Grant};
pub use verifier::{Principal, TokenError, Verifier};
