//! Who is asking and what they may do: the signing key, tokens and scopes.

mod keys;
mod token;
mod verifier;

pub use keys::{KeyError, SigningKey};
pub use token::{Claims, Grant};
pub use verifier::{Principal, TokenError, Verifier};
