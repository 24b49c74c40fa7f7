//! Why a key cannot be used.

use std::path::PathBuf;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("cannot use the key-encryption key {}: {source}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no usable key-encryption key.
    #[error("a key-encryption key is 32 bytes in base64, as `openssl rand -base64 32` makes them")]
    NoEncryptionKey,
    /// A private key cannot be decrypted.
    #[error(
        "the key {0} was encrypted with another key-encryption key; give that one, or make new keys with \
         `keys rotate --now`"
    )]
    Sealed(String),
    /// There is no key that signs at present.
    #[error("there is no key to sign with; `presence-registry keys rotate` makes one")]
    None,
    /// The database does not give the key.
    #[error("cannot read the key {0}: {1}")]
    Unread(String, String),
}
