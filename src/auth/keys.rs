//! The signing key: Ed25519 (RFC 8037), kept in a file that only its owner can read.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, spki::der::pem::LineEnding};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use sha2::{Digest as _, Sha256};

use super::token::Claims;

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("cannot use the signing key {}: {source}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not hold an Ed25519 key.
    #[error("{} does not hold an Ed25519 private key in PKCS#8 PEM form", .0.display())]
    Malformed(PathBuf),
}

/// The key that signs the registry's own tokens.
pub struct SigningKey {
    private: EncodingKey,
    public: DecodingKey,
    id: String,
}

impl SigningKey {
    /// Reads the key from a file.
    ///
    /// # Errors
    /// When there is no such file or it holds something else.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::File { file: file.to_owned(), source };
        let pem = std::fs::read_to_string(file).map_err(failed)?;
        let malformed = || KeyError::Malformed(file.to_owned());
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(&pem).map_err(|_| malformed())?;
        let public = key.verifying_key();
        Ok(Self {
            private: EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|_| malformed())?,
            public: DecodingKey::from_ed_der(public.as_bytes()),
            id: fingerprint(public.as_bytes()),
        })
    }

    /// Reads the key, or makes one if there is no such file. Of two processes that start together one makes it.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn read_or_make(file: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::File { file: file.to_owned(), source };
        if !file.exists() {
            let mut seed = [0; 32];
            rand_core::RngCore::fill_bytes(&mut rand_core::OsRng, &mut seed);
            let key = ed25519_dalek::SigningKey::from_bytes(&seed);
            let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Malformed(file.to_owned()))?;
            let draft = file.with_extension(format!("{}.new", std::process::id()));
            write_private(&draft, pem.as_bytes()).map_err(failed)?;
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

    /// Signs claims as an RFC 9068 access token.
    #[must_use]
    pub fn sign(&self, claims: &Claims) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(self.id.clone());
        encode(&header, claims, &self.private).expect("claims are JSON and the key is an Ed25519 key")
    }

    /// The key that verifies.
    #[must_use]
    pub fn public(&self) -> &DecodingKey {
        &self.public
    }

    /// The key's id: the beginning of the SHA-256 of the public key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

fn fingerprint(public: &[u8]) -> String {
    Sha256::digest(public)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
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
