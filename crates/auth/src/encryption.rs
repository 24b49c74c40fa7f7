//! The key-encryption key: private keys are kept in the database, encrypted with this one, which is kept elsewhere.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    AeadCore as _, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use rand_core::OsRng;
use sha2::Sha256;

use super::error::KeyError;

/// The length of a nonce, in bytes.
const NONCE: usize = 24;

/// Encrypts private keys, and signs what stands in the database.
pub struct EncryptionKey {
    cipher: XChaCha20Poly1305,
    /// With a key that is derived from the other.
    mac: Hmac<Sha256>,
}

impl EncryptionKey {
    /// From its text: 32 bytes in base64.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = STANDARD.decode(text.trim()).ok().filter(|bytes| bytes.len() == 32);
        let bytes = bytes.ok_or(KeyError::NoEncryptionKey)?;
        let hmac =
            |key: &[u8]| <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
        let derived = hmac(&bytes).chain_update("presence registry: checksums of rows").finalize().into_bytes();
        Ok(Self { cipher: XChaCha20Poly1305::new(bytes.as_slice().into()), mac: hmac(&derived) })
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// When there is no such file or it holds something else.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::File { file: file.to_owned(), source };
        Self::parse(&std::fs::read_to_string(file).map_err(failed)?)
    }

    /// Reads it from a file, or makes one if there is none. Of two processes that start together one makes it.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn read_or_make(file: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::File { file: file.to_owned(), source };
        if !file.exists() {
            let key = XChaCha20Poly1305::generate_key(&mut OsRng);
            let draft = file.with_extension(format!("{}.new", std::process::id()));
            write_private(&draft, format!("{}\n", STANDARD.encode(key)).as_bytes()).map_err(failed)?;
            // A hard link appears whole or not at all, and does not replace another process's key.
            let linked = std::fs::hard_link(&draft, file);
            std::fs::remove_file(&draft).map_err(failed)?;
            if let Err(error) = linked
                && error.kind() != ErrorKind::AlreadyExists
            {
                return Err(failed(error));
            }
        }
        Self::read(file)
    }

    /// The HMAC-SHA256 of a text.
    #[must_use]
    pub fn mac(&self, text: &[u8]) -> [u8; 32] {
        self.mac.clone().chain_update(text).finalize().into_bytes().into()
    }

    /// Encrypts a secret that belongs to this name, and to no other.
    #[must_use]
    pub fn seal(&self, name: &str, secret: &[u8]) -> Vec<u8> {
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let sealed = self.cipher.encrypt(&nonce, Payload { msg: secret, aad: name.as_bytes() });
        [&nonce[..], &sealed.expect("memory takes everything")].concat()
    }

    /// Decrypts what was sealed under this name.
    ///
    /// # Errors
    /// When it was sealed with another key or under another name, or was altered.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let damaged = || KeyError::Sealed(name.to_owned());
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| damaged())
    }
}

fn write_private(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_under_the_same_name_only() {
        let one = EncryptionKey::parse(&STANDARD.encode([1; 32])).unwrap();
        let other = EncryptionKey::parse(&STANDARD.encode([2; 32])).unwrap();
        let sealed = one.seal("a", b"secret");
        assert_eq!(one.open("a", &sealed).unwrap(), b"secret");
        assert!(one.open("b", &sealed).is_err() && other.open("a", &sealed).is_err());
        for byte in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[byte] ^= 1;
            assert!(one.open("a", &altered).is_err());
        }
        assert!(one.open("a", b"short").is_err() && EncryptionKey::parse("AAAA").is_err());
    }
}
