//! Client secrets: 32 random bytes with a prefix that scanners for leaks recognise, and a check sum. The registry keeps
//! a SHA-256 hash only: nobody tries out 2^256 of them, and a slow hash would let strangers keep the server busy. Earlier
//! versions kept Argon2id hashes; those are still read, and replaced when their secret is used.

use argon2::{Argon2, PasswordHash, PasswordVerifier as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::{OsRng, RngCore as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use presence_model::{Secret, Timestamp};

/// What every secret begins with.
pub const PREFIX: &str = "fprs_";
/// What the hash of a secret begins with.
const SHA256: &str = "sha256$";

/// Makes a secret: what the client gets, once, and what the registry keeps.
#[must_use]
pub fn make() -> (String, Secret) {
    let mut random = [0; 32];
    OsRng.fill_bytes(&mut random);
    let text = written(PREFIX, &random);
    let id = uuid::Uuid::new_v4().simple().to_string()[..8].into();
    let hash = hash(&text).into();
    (text, Secret { id, hash, created_at: Timestamp::now(), expires_at: None })
}

/// The hash that is kept of a secret.
#[must_use]
pub fn hash(text: &str) -> String {
    let hash = Sha256::new().chain_update(b"presence-registry client secret\0").chain_update(text).finalize();
    format!("{SHA256}{}", URL_SAFE_NO_PAD.encode(hash))
}

/// A secret as it is written.
pub(super) fn written(prefix: &str, random: &[u8; 32]) -> String {
    let body = URL_SAFE_NO_PAD.encode(random);
    format!("{prefix}{body}{}", check(&body))
}

/// Six characters by which a scanner tells a secret from a text that looks like one: the CRC-32 of the body.
fn check(body: &str) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(body.as_bytes());
    URL_SAFE_NO_PAD.encode(crc.sum().to_be_bytes())
}

/// Which of the secrets this is, at a point in time.
#[must_use]
pub fn find<'s>(text: &str, secrets: &'s [Secret], now: Timestamp) -> Option<&'s Secret> {
    let given = hash(text);
    let holds = |secret: &&Secret| secret.holds(now);
    // Every one is compared, so that time does not tell which one it was.
    let same = |secret: &Secret| match is_slow(secret) {
        false => bool::from(given.as_bytes().ct_eq(secret.hash.as_bytes())),
        true => PasswordHash::new(&secret.hash)
            .is_ok_and(|hash| Argon2::default().verify_password(text.as_bytes(), &hash).is_ok()),
    };
    secrets.iter().filter(holds).filter(|secret| same(secret)).fold(None, |_, secret| Some(secret))
}

/// Whether an earlier version made the hash: it takes 19 MiB and some milliseconds to compare with.
#[must_use]
pub fn is_slow(secret: &Secret) -> bool {
    !secret.hash.starts_with(SHA256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_again() {
        let ((text, secret), (other, _)) = (make(), make());
        let now = Timestamp::now();
        assert!(text.starts_with(PREFIX) && text.len() == PREFIX.len() + 49);
        assert_eq!(check(&text[PREFIX.len()..PREFIX.len() + 43]), text[PREFIX.len() + 43..]);
        assert!(!secret.hash.contains(&text) && !is_slow(&secret));
        assert_eq!(find(&text, std::slice::from_ref(&secret), now), Some(&secret));
        assert_eq!(find(&other, std::slice::from_ref(&secret), now), None);
        assert_eq!(find(&text, &[], now), None);
        let expired = Secret { expires_at: Some(now), ..secret };
        assert_eq!(find(&text, &[expired], now), None);
    }

    #[test]
    fn a_hash_of_an_earlier_version_is_read() {
        // Argon2id of `fprs_old`, with the parameters of that version.
        let hash = Argon2::default();
        let salt = argon2::password_hash::SaltString::from_b64("c29tZXNhbHRzb21lc2FsdA").unwrap();
        let hash = argon2::PasswordHasher::hash_password(&hash, b"fprs_old", &salt).unwrap().to_string();
        let old = Secret { hash: hash.into(), ..make().1 };
        assert!(is_slow(&old));
        assert!(find("fprs_old", std::slice::from_ref(&old), Timestamp::now()).is_some());
        assert!(find("fprs_new", std::slice::from_ref(&old), Timestamp::now()).is_none());
    }
}
