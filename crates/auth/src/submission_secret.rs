//! Secrets of submissions: whoever has one may read, correct and withdraw the submission. 32 random bytes with a prefix
//! and a check sum, as those of clients have. They are not chosen by people, so a plain hash is enough to keep: nobody
//! tries out 2^256 of them, and a slow hash would let strangers keep the server busy.

use rand_core::{OsRng, RngCore as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::secret::written;

/// What every secret of a submission begins with.
pub const PREFIX: &str = "fprsub_";

/// Makes a secret: what the submitter gets, once, and the hash that is kept.
#[must_use]
pub fn make() -> (String, String) {
    let mut random = [0; 32];
    OsRng.fill_bytes(&mut random);
    let secret = written(PREFIX, &random);
    let hash = hash(&secret);
    (secret, hash)
}

fn hash(secret: &str) -> String {
    Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether this is the secret that a hash was kept of. Without a hash it takes as long.
#[must_use]
pub fn matches(text: &str, kept: Option<&str>) -> bool {
    let given = hash(text);
    let same: bool = given.as_bytes().ct_eq(kept.unwrap_or(&"0".repeat(64)).as_bytes()).into();
    same && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_again() {
        let ((secret, hash), (other, _)) = (make(), make());
        assert!(secret.starts_with(PREFIX) && hash.len() == 64 && !hash.contains(&secret));
        assert!(matches(&secret, Some(&hash)));
        assert!(!matches(&other, Some(&hash)) && !matches("", Some(&hash)) && !matches(&secret, None));
    }
}
