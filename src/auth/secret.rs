//! Client secrets: 32 random bytes with a prefix that scanners for leaks recognise, and a check sum. The registry keeps
//! an Argon2id hash only.

use std::sync::LazyLock;

use argon2::{
    Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _,
    password_hash::{SaltString, rand_core::OsRng},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::RngCore as _;

use crate::model::{Secret, Timestamp};

/// What every secret begins with.
pub const PREFIX: &str = "fprs_";

/// Makes a secret: what the client gets, once, and what the registry keeps.
#[must_use]
pub fn make() -> (String, Secret) {
    let mut random = [0; 32];
    OsRng.fill_bytes(&mut random);
    let text = written(PREFIX, &random);
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(text.as_bytes(), &salt);
    let id = uuid::Uuid::new_v4().simple().to_string()[..8].into();
    let hash = hash.expect("the parameters are the library's own").to_string().into();
    (text, Secret { id, hash, created_at: Timestamp::now(), expires_at: None })
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

/// Whether this is one of the secrets, at this moment. Takes as long whether there are any or not.
#[must_use]
pub fn matches(text: &str, secrets: &[Secret], now: Timestamp) -> bool {
    static NONE: LazyLock<String> = LazyLock::new(|| make().1.hash.to_string());
    let mut hashes: Vec<&str> = secrets.iter().filter(|secret| secret.holds(now)).map(|secret| &*secret.hash).collect();
    let known = !hashes.is_empty();
    if !known {
        hashes.push(&NONE);
    }
    let verified = |hash: &&str| {
        let hash = PasswordHash::new(hash);
        hash.is_ok_and(|hash| Argon2::default().verify_password(text.as_bytes(), &hash).is_ok())
    };
    // Every one is tried, so that time does not tell which one it was.
    let right = hashes.iter().filter(|hash| verified(hash)).count();
    known && right > 0
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
        assert!(secret.hash.starts_with("$argon2id$") && !secret.hash.contains(&text));
        assert!(matches(&text, std::slice::from_ref(&secret), now));
        assert!(!matches(&other, std::slice::from_ref(&secret), now) && !matches(&text, &[], now));
        let expired = Secret { expires_at: Some(now), ..secret };
        assert!(!matches(&text, &[expired], now));
    }
}
