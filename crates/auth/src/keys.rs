//! The registry's keys: made, kept encrypted, used. Ed25519 (RFC 8037) or ECDSA with P-256.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    Signer as _,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, spki::der::pem::LineEnding},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use rand_core::OsRng;
use sha2::{Digest as _, Sha256};

use super::{claims::Claims, encryption::EncryptionKey, error::KeyError};
use presence_core::Snapshot;
use presence_model::{Key, KeyAlgorithm, KeyPurpose, PublicKey, Timestamp};

/// How long a new key is known before it signs, in microseconds: other instances must know it by then.
const KNOWN_BEFORE: i64 = 5_000_000;

/// The private part of a key.
pub struct PrivateKey {
    algorithm: KeyAlgorithm,
    pem: String,
}

impl PrivateKey {
    /// A new one.
    #[must_use]
    pub fn generate(algorithm: KeyAlgorithm) -> Self {
        let pem = match algorithm {
            KeyAlgorithm::EdDSA => ed25519_dalek::SigningKey::generate(&mut OsRng).to_pkcs8_pem(LineEnding::LF),
            KeyAlgorithm::ES256 => p256::ecdsa::SigningKey::random(&mut OsRng).to_pkcs8_pem(LineEnding::LF),
        };
        Self { algorithm, pem: pem.expect("a new key can be encoded").to_string() }
    }

    fn read(pem: String) -> Option<Self> {
        let algorithm = if ed25519_dalek::SigningKey::from_pkcs8_pem(&pem).is_ok() {
            KeyAlgorithm::EdDSA
        } else {
            p256::ecdsa::SigningKey::from_pkcs8_pem(&pem).ok()?;
            KeyAlgorithm::ES256
        };
        Some(Self { algorithm, pem })
    }

    fn public(&self) -> PublicKey {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self.algorithm {
            KeyAlgorithm::EdDSA => {
                let key = ed25519_dalek::SigningKey::from_pkcs8_pem(&self.pem).expect("it was read before");
                let x = text(key.verifying_key().as_bytes());
                PublicKey { kty: "OKP".to_owned(), crv: "Ed25519".to_owned(), x, y: None }
            }
            KeyAlgorithm::ES256 => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_pem(&self.pem).expect("it was read before");
                let point = key.verifying_key().to_encoded_point(false);
                let (x, y) = (point.x().map(|x| text(x)), point.y().map(|y| text(y)));
                PublicKey { kty: "EC".to_owned(), crv: "P-256".to_owned(), x: x.unwrap_or_default(), y }
            }
        }
    }

    /// The key as the ledger names it, and its private part as the database keeps it. The first key of a purpose
    /// signs at once, later ones when every instance knows them.
    #[must_use]
    pub fn sealed(&self, with: &EncryptionKey, purpose: KeyPurpose, first: bool) -> (Key, Vec<u8>) {
        let public = self.public();
        let id = thumbprint(&public);
        let sealed = with.seal(&id, self.pem.as_bytes());
        let signs_from = Timestamp(Timestamp::now().0 + if first { 0 } else { KNOWN_BEFORE });
        let digest = digest(&sealed).into();
        let key = Key { id: id.into(), purpose, public, signs_from, verifies_until: None, sealed: digest };
        (key, sealed)
    }
}

/// SHA-256 in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The RFC 7638 thumbprint of a key: base64url of SHA-256.
#[must_use]
pub fn thumbprint(key: &PublicKey) -> String {
    let (crv, kty, x) = (&key.crv, &key.kty, &key.x);
    let y = key.y.as_ref().map(|y| format!(",\"y\":\"{y}\"")).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{{\"crv\":\"{crv}\",\"kty\":\"{kty}\",\"x\":\"{x}\"{y}}}")))
}

/// What verifies signatures of a key, and the only algorithm that they may have.
#[must_use]
pub fn verifying(key: &PublicKey) -> Option<(Algorithm, DecodingKey)> {
    match key.algorithm()? {
        KeyAlgorithm::EdDSA => {
            // Refuses points that are not on the curve, or of small order.
            let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(&key.x).ok()?.try_into().ok()?;
            let point = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok().filter(|point| !point.is_weak())?;
            Some((Algorithm::EdDSA, DecodingKey::from_ed_der(point.as_bytes())))
        }
        KeyAlgorithm::ES256 => {
            let coordinate = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 32);
            let (x, y) = (coordinate(&key.x)?, coordinate(key.y.as_deref()?)?);
            let point = [&[4], x.as_slice(), y.as_slice()].concat();
            p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?;
            Some((Algorithm::ES256, DecodingKey::from_ec_der(&point)))
        }
    }
}

/// A key that signs.
pub struct SigningKey {
    id: Box<str>,
    algorithm: Algorithm,
    encoding: EncodingKey,
    private: PrivateKey,
}

impl SigningKey {
    fn open(id: &str, sealed: &[u8], with: &EncryptionKey) -> Result<Self, KeyError> {
        let damaged = || KeyError::Sealed(id.to_owned());
        let pem = String::from_utf8(with.open(id, sealed)?).map_err(|_| damaged())?;
        let private = PrivateKey::read(pem).ok_or_else(damaged)?;
        let (algorithm, encoding) = match private.algorithm {
            KeyAlgorithm::EdDSA => (Algorithm::EdDSA, EncodingKey::from_ed_pem(private.pem.as_bytes())),
            KeyAlgorithm::ES256 => (Algorithm::ES256, EncodingKey::from_ec_pem(private.pem.as_bytes())),
        };
        Ok(Self { id: id.into(), algorithm, encoding: encoding.map_err(|_| damaged())?, private })
    }

    /// Signs claims as an RFC 9068 access token.
    #[must_use]
    pub fn sign(&self, claims: &Claims) -> String {
        let mut header = Header::new(self.algorithm);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(self.id.to_string());
        encode(&header, claims, &self.encoding).expect("claims are JSON and the key fits the algorithm")
    }

    /// Signs bytes with Ed25519; `None` if the key is of another kind.
    #[must_use]
    pub fn sign_bytes(&self, bytes: &[u8]) -> Option<[u8; 64]> {
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(&self.private.pem).ok()?;
        Some(key.sign(bytes).to_bytes())
    }
}

/// Where the encrypted private parts come from.
type Fetch = dyn Fn(&str) -> Result<Option<Vec<u8>>, String> + Send + Sync;

/// The registry's private keys, decrypted when they are first needed.
pub struct Keyring {
    with: EncryptionKey,
    fetch: Box<Fetch>,
    open: Mutex<HashMap<Box<str>, Arc<SigningKey>>>,
}

impl Keyring {
    /// Keys that `fetch` brings and `with` decrypts.
    pub fn new(
        with: EncryptionKey,
        fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, String> + Send + Sync + 'static,
    ) -> Self {
        Self { with, fetch: Box::new(fetch), open: Mutex::default() }
    }

    /// Encrypts a secret that is kept under this name: the encrypted secret, and its SHA-256 in hexadecimal.
    #[must_use]
    pub fn seal(&self, name: &str, secret: &[u8]) -> (Vec<u8>, String) {
        let sealed = self.with.seal(name, secret);
        let digest = digest(&sealed);
        (sealed, digest)
    }

    /// The secret that is kept under this name.
    ///
    /// # Errors
    /// When there is none or it cannot be decrypted.
    pub fn unseal(&self, name: &str) -> Result<Vec<u8>, KeyError> {
        let sealed = (self.fetch)(name).map_err(|why| KeyError::Unread(name.to_owned(), why))?;
        let none = || KeyError::Unread(name.to_owned(), "it is not there".to_owned());
        self.with.open(name, &sealed.ok_or_else(none)?)
    }

    /// The key that signs at present.
    ///
    /// # Errors
    /// When there is none or it cannot be decrypted.
    pub fn signing(&self, snapshot: &Snapshot, purpose: KeyPurpose) -> Result<Arc<SigningKey>, KeyError> {
        let key = snapshot.signing_key(purpose, Timestamp::now()).ok_or(KeyError::None)?;
        if let Some(known) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&key.id) {
            return Ok(known.clone());
        }
        let sealed = (self.fetch)(&key.id).map_err(|why| KeyError::Unread(key.id.to_string(), why))?;
        let opened = Arc::new(SigningKey::open(&key.id, &sealed.ok_or(KeyError::None)?, &self.with)?);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(key.id.clone(), opened.clone());
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        // RFC 8037, appendix A.3.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned();
        let key = PublicKey { kty: "OKP".to_owned(), crv: "Ed25519".to_owned(), x, y: None };
        assert_eq!(thumbprint(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn points_that_are_no_keys_are_refused() {
        let key = |x: &str, y: Option<&str>| {
            let (kty, crv) = if y.is_some() { ("EC", "P-256") } else { ("OKP", "Ed25519") };
            PublicKey { kty: kty.to_owned(), crv: crv.to_owned(), x: x.to_owned(), y: y.map(str::to_owned) }
        };
        let zeros = URL_SAFE_NO_PAD.encode([0; 32]);
        assert!(verifying(&key(&zeros, None)).is_none(), "a point of small order");
        assert!(verifying(&key(&zeros, Some(&zeros))).is_none(), "not on the curve");
        assert!(verifying(&key("AAAA", None)).is_none());
        for algorithm in [KeyAlgorithm::EdDSA, KeyAlgorithm::ES256] {
            assert!(verifying(&PrivateKey::generate(algorithm).public()).is_some());
        }
    }
}
