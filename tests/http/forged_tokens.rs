//! Tokens that somebody made up, altered, or took from elsewhere: none is accepted, whichever way it is done.

use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD as URL};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use presence_auth::PrivateKey;
use presence_model::{KeyAlgorithm, KeyPurpose};
use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    what_is_not_signed_is_refused
    what_another_key_has_signed_is_refused
    claims_that_do_not_fit_are_refused
    headers_that_do_not_fit_are_refused
    tokens_of_any_size_are_answered
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// A good token, taken apart, and the key that has signed it.
struct Forger {
    header: Value,
    claims: Value,
    signature: String,
    pem: Vec<u8>,
}

impl Forger {
    fn new(app: &TestApp) -> Self {
        let token = app.office("KEN");
        let parts: Vec<&str> = token.split('.').collect();
        let part = |text: &str| serde_json::from_slice::<Value>(&URL.decode(text).unwrap()).unwrap();
        let (header, claims) = (part(parts[0]), part(parts[1]));
        assert_eq!((&header["alg"], &header["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
        let pem = app.signing_pem(header["kid"].as_str().unwrap());
        let forger = Self { header, claims, signature: parts[2].to_owned(), pem };
        let again = forger.signed(&forger.header, &forger.claims);
        assert_eq!(app.post(&again, KENYA, ACTIVE).status, 201, "the forger's tool works");
        forger
    }

    fn kid(&self) -> &str {
        self.header["kid"].as_str().unwrap()
    }

    /// Signs with the registry's own key.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        signed(&self.pem, header, claims)
    }

    fn header(&self, changes: &Value) -> Value {
        with(&self.header, changes)
    }

    fn claims(&self, changes: &Value) -> Value {
        with(&self.claims, changes)
    }
}

/// A JSON object with some fields changed; those that are null are taken away.
fn with(object: &Value, changes: &Value) -> Value {
    let mut object = object.clone();
    for (name, value) in changes.as_object().unwrap() {
        object[name] = value.clone();
    }
    object.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    object
}

fn part(value: &Value) -> String {
    URL.encode(value.to_string())
}

/// Signs with Ed25519, whatever the header says.
fn signed(pem: &[u8], header: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", part(header), part(claims));
    format!("{text}.{}", signature(pem, &text))
}

fn signature(pem: &[u8], text: &str) -> String {
    let key = EncodingKey::from_ed_pem(pem).unwrap();
    jsonwebtoken::crypto::sign(text.as_bytes(), &key, Algorithm::EdDSA).unwrap()
}

fn refused(app: &TestApp, what: &str, token: &str) {
    let answer = app.post(token, KENYA, ACTIVE);
    assert_eq!(answer.status, 401, "{what}: {}", answer.text);
    assert!(answer.header("www-authenticate").starts_with("Bearer realm="), "{what}");
    assert_eq!(app.get_as(token, "/v1/presences").status, 401, "{what}, reading");
}

fn what_is_not_signed_is_refused(app: &mut TestApp) {
    let forger = Forger::new(app);
    let claims = part(&forger.claims);
    for algorithm in ["none", "None", "NONE", "nOnE", "", "EdDSA"] {
        let header = part(&forger.header(&json!({"alg": algorithm})));
        refused(app, algorithm, &format!("{header}.{claims}."));
        refused(app, algorithm, &format!("{header}.{claims}"));
        if algorithm != "EdDSA" {
            refused(app, algorithm, &format!("{header}.{claims}.{}", forger.signature));
        }
    }
    let desk = part(&forger.claims(&json!({"office": "HQ"})));
    refused(app, "another office, signature kept", &format!("{}.{desk}.{}", part(&forger.header), forger.signature));
    let zeros = URL.encode([0; 64]);
    refused(app, "a signature of zeros", &format!("{}.{claims}.{zeros}", part(&forger.header)));
    let doubled = format!("{}.{claims}.{}.{}", part(&forger.header), forger.signature, forger.signature);
    refused(app, "four parts", &doubled);
    for nothing in ["", "x", "..", "a.b.c", "~.~.~"] {
        refused(app, nothing, nothing);
    }
    let none = app.send("POST", KENYA, &[("content-type", "application/json")], ACTIVE);
    assert_eq!((none.status, none.header("www-authenticate")), (401, "Bearer realm=\"presence-registry\""));
    assert_eq!(app.send("POST", KENYA, &[("authorization", "Basic a2VuOmtlbg==")], ACTIVE).status, 401);
}

fn what_another_key_has_signed_is_refused(app: &mut TestApp) {
    let forger = Forger::new(app);
    let (own, sealed) =
        PrivateKey::generate(KeyAlgorithm::EdDSA).sealed(&app.encryption_key(), KeyPurpose::Token, true);
    let pem = app.encryption_key().open(&own.id, &sealed).unwrap();
    refused(app, "the forger's key under the registry's name", &signed(&pem, &forger.header, &forger.claims));
    let named = forger.header(&json!({"kid": own.id}));
    refused(app, "the forger's key under its own name", &signed(&pem, &named, &forger.claims));
    for header in [
        json!({"jwk": own.public}),
        json!({"jwk": own.public, "kid": own.id}),
        json!({"jwk": own.public, "kid": null}),
        json!({"jku": format!("http://{}/.well-known/jwks.json", app.address)}),
        json!({"jku": "https://forger.example/keys", "kid": own.id}),
        json!({"x5u": "https://forger.example/cert"}),
    ] {
        refused(app, &header.to_string(), &signed(&pem, &forger.header(&header), &forger.claims));
    }

    let keys = app.get("/.well-known/jwks.json").json["keys"].clone();
    let jwk = keys.as_array().unwrap().iter().find(|key| key["kid"] == forger.kid()).unwrap().clone();
    let public = URL.decode(jwk["x"].as_str().unwrap()).unwrap();
    let der = [&[0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0][..], &public].concat();
    let pem_text = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der));
    for secret in [public, der, pem_text.into_bytes(), jwk["x"].to_string().into_bytes(), jwk.to_string().into_bytes()]
    {
        let mut header = Header::new(Algorithm::HS256);
        (header.typ, header.kid) = (Some("at+jwt".to_owned()), Some(forger.kid().to_owned()));
        let confused = encode(&header, &forger.claims, &EncodingKey::from_secret(&secret)).unwrap();
        refused(app, "HS256 with what is public", &confused);
    }
    for algorithm in ["HS256", "ES256", "RS256", "PS256", "ES384"] {
        let header = forger.header(&json!({"alg": algorithm}));
        refused(app, algorithm, &forger.signed(&header, &forger.claims));
    }

    // The key of checkpoints is the registry's own, but it is for something else.
    let listed = String::from_utf8(app.run(&["keys", "list"]).stdout).unwrap();
    let ledger = listed.lines().find(|line| line.contains("\tledger\t")).unwrap().split('\t').next().unwrap();
    let header = forger.header(&json!({"kid": ledger}));
    refused(app, "the key of checkpoints", &signed(&app.signing_pem(ledger), &header, &forger.claims));
}

fn claims_that_do_not_fit_are_refused(app: &mut TestApp) {
    let forger = Forger::new(app);
    let now = forger.claims["iat"].as_u64().unwrap();
    for changes in [
        json!({"iss": "elsewhere"}),
        json!({"iss": ["elsewhere"]}),
        json!({"iss": ""}),
        json!({"aud": "elsewhere"}),
        json!({"aud": ["elsewhere"]}),
        json!({"aud": []}),
        json!({"exp": now - 60}),
        json!({"exp": 0}),
        json!({"exp": -1}),
        json!({"exp": "4000000000"}),
        json!({"exp": 1e300}),
        json!({"nbf": now + 600}),
        json!({"nbf": "0"}),
        json!({"office": "XYZ"}),
        json!({"office": "../"}),
        json!({"office": ["KEN", "HQ"]}),
        json!({"sub": "ken-00000000"}),
        json!({"iss": null}),
        json!({"aud": null}),
        json!({"exp": null}),
        json!({"nbf": null}),
        json!({"sub": null}),
        json!({"jti": null}),
        json!({"office": null}),
        json!({"scope": null}),
    ] {
        refused(app, &changes.to_string(), &forger.signed(&forger.header, &forger.claims(&changes)));
    }
    let mut latin1 = forger.claims(&json!({"jti": "?"})).to_string().into_bytes();
    latin1.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xe9);
    let text = format!("{}.{}", part(&forger.header), URL.encode(latin1));
    refused(app, "claims that are not UTF-8", &format!("{text}.{}", signature(&forger.pem, &text)));
    for other in [json!([]), json!("x"), json!(null), json!(1)] {
        refused(app, &other.to_string(), &forger.signed(&forger.header, &other));
    }
    let scopes = forger.signed(&forger.header, &forger.claims(&json!({"scope": "everything Status:Write"})));
    assert_eq!(app.post(&scopes, KENYA, ACTIVE).status, 403, "scopes that are not known allow nothing");
}

fn headers_that_do_not_fit_are_refused(app: &mut TestApp) {
    let forger = Forger::new(app);
    for changes in [
        json!({"typ": "JWT"}),
        json!({"typ": "dpop+jwt"}),
        json!({"typ": ""}),
        json!({"typ": null}),
        json!({"crit": ["exp"]}),
        json!({"crit": []}),
        json!({"crit": ["b64"], "b64": false}),
        json!({"kid": null}),
        json!({"kid": ""}),
        json!({"kid": "unknown"}),
        json!({"kid": "../../etc/passwd"}),
        json!({"kid": "/dev/null"}),
        json!({"kid": format!("{}/../{}", forger.kid(), forger.kid())}),
        json!({"kid": format!("{}\u{0}", forger.kid())}),
        json!({"kid": format!("{}' OR '1'='1", forger.kid())}),
        json!({"kid": "x' UNION SELECT 'AAAA' --"}),
        json!({"kid": "'; DROP TABLE signing_keys; --"}),
        json!({"kid": "| sleep 5"}),
        json!({"kid": ["a"]}),
        json!({"alg": null}),
        json!({"alg": ["EdDSA"]}),
    ] {
        refused(app, &changes.to_string(), &forger.signed(&forger.header(&changes), &forger.claims));
    }
}

fn tokens_of_any_size_are_answered(app: &mut TestApp) {
    let forger = Forger::new(app);
    let padded = |size: usize| forger.signed(&forger.header, &forger.claims(&json!({"pad": "x".repeat(size)})));
    assert_eq!(app.post(&padded(1000), KENYA, ACTIVE).status, 201);
    refused(app, "too long", &padded(4000));
    for size in [4097, 6000, 60_000] {
        refused(app, "huge", &"a".repeat(size));
        refused(
            app,
            "huge parts",
            &format!("{}.{}.{}", "a".repeat(size / 3), "a".repeat(size / 3), "a".repeat(size / 3)),
        );
    }
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    refused(app, "deep", &format!("{}.{}.x", part(&forger.header), URL.encode(deep)));
}
