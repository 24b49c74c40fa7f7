//! OAuth 2.0 for clients: tokens, proofs, introspection, revocation, metadata.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use presence_auth::{EncryptionKey, PrivateKey};
use presence_model::{KeyAlgorithm, KeyPurpose};
use serde_json::{Value, json};

use crate::harness::{ACTIVE, Answer, TestApp, on_both};

on_both! {
    a_client_gets_a_token_the_standard_way
    what_is_wrong_is_said_as_the_standard_has_it
    a_client_proves_itself_with_a_key
    an_assertion_holds_once_and_for_nobody_else
    tokens_are_introspected_and_revoked
    keys_rotate_without_an_outage
    where_everything_is_can_be_found
    attempts_are_slowed_down
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub fn form(app: &TestApp, path: &str, basic: Option<(&str, &str)>, fields: &[(&str, &str)]) -> Answer {
    let credential = basic.map(|(id, secret)| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    if let Some(credential) = &credential {
        headers.push(("authorization", credential));
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    app.send("POST", path, &headers, &body)
}

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A client that the running server knows, and a token for it.
pub fn signed_in(app: &TestApp, arguments: &[&str]) -> (String, String, String) {
    let (id, secret) = app.client(arguments);
    let token = app.until(|| {
        let answer = form(app, "/oauth/token", Some((&id, &secret)), &[GRANT]);
        answer.json["access_token"].as_str().map(str::to_owned)
    });
    (id, secret, token)
}

fn a_client_gets_a_token_the_standard_way(app: &mut TestApp) {
    let (id, secret, token) = signed_in(app, &["--office", "KEN"]);
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201);
    assert_eq!(app.post(&token, "/v1/presences/per-hra/status-updates", ACTIVE).status, 403);
    let basic = form(app, "/oauth/token", Some((&id, &secret)), &[GRANT, ("scope", "status:write")]);
    assert_eq!((basic.status, basic.header("cache-control")), (200, "no-store"));
    assert_eq!((&basic.json["token_type"], &basic.json["scope"]), (&json!("Bearer"), &json!("status:write")));
    assert_eq!(basic.json["expires_in"], 900);
    let narrow = basic.json["access_token"].as_str().unwrap();
    assert_eq!(app.post(narrow, "/v1/imports?format=csv", "").status, 403, "less was asked for");
    let post = form(app, "/oauth/token", None, &[GRANT, ("client_id", &id), ("client_secret", &secret)]);
    assert_eq!(post.status, 200);
    let seen = app.get_as(&app.desk(), &format!("/v1/clients/{id}"));
    assert!(seen.json["last_used_at"].is_string(), "{}", seen.text);
    // The secret is nowhere but with the client.
    assert!(!std::fs::read_to_string(app.log_file()).unwrap().contains(&secret));
    if let Some(file) = app.database.strip_prefix("sqlite:") {
        let bytes: Vec<u8> = [file.to_owned(), format!("{file}-wal")]
            .iter()
            .flat_map(|file| std::fs::read(file).unwrap_or_default())
            .collect();
        let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(holds(id.as_bytes()) && holds(b"sha256$") && !holds(secret.as_bytes()));
        assert!(!holds(b"PRIVATE KEY"), "private keys are encrypted");
    }
}

fn what_is_wrong_is_said_as_the_standard_has_it(app: &mut TestApp) {
    let (id, secret, _) = signed_in(app, &["--office", "KEN"]);
    let basic = Some((id.as_str(), secret.as_str()));
    for (fields, error, status) in [
        (&[][..], "invalid_request", 400),
        (&[("grant_type", "password")], "unsupported_grant_type", 400),
        (&[GRANT, ("scope", "records:write")], "invalid_scope", 400),
        (&[GRANT, ("scope", "everything")], "invalid_scope", 400),
        (&[GRANT, GRANT], "invalid_request", 400),
        (&[GRANT, ("client_id", &id), ("client_secret", &secret)], "invalid_request", 400),
        (&[GRANT, ("client_assertion", "x"), ("client_assertion_type", "y")], "invalid_request", 400),
    ] {
        let answer = form(app, "/oauth/token", basic, fields);
        assert_eq!((answer.json["error"].as_str(), answer.status), (Some(error), status), "{fields:?} {}", answer.text);
        assert!(answer.json["error_description"].is_string() && answer.header("cache-control") == "no-store");
    }
    for wrong in [None, Some((id.as_str(), "fprs_wrong")), Some(("ken-00000000", secret.as_str())), Some(("../", ""))] {
        let answer = form(app, "/oauth/token", wrong, &[GRANT]);
        assert_eq!((answer.status, answer.json["error"].as_str()), (401, Some("invalid_client")), "{wrong:?}");
        assert!(answer.header("www-authenticate").starts_with("Basic "));
    }
    let json = app.send("POST", "/oauth/token", &[("content-type", "application/json")], "{}");
    assert_eq!((json.status, json.json["error"].as_str()), (415, Some("invalid_request")));
    assert_eq!(app.get("/oauth/token").status, 405);
    assert!(app.run(&["client", "disable", &id]).status.success());
    app.until(|| (form(app, "/oauth/token", basic, &[GRANT]).status == 401).then_some(()));
}

/// A key of a client: its private part in PEM form, and its JWK.
fn key(app: &TestApp, algorithm: KeyAlgorithm) -> (Vec<u8>, Value) {
    let with = EncryptionKey::read(&app.data_dir().join("key-encryption-key")).unwrap();
    let (key, sealed) = PrivateKey::generate(algorithm).sealed(&with, KeyPurpose::Token, true);
    let mut jwk = serde_json::to_value(&key.public).unwrap();
    jwk["kid"] = json!("one");
    jwk["alg"] = json!(algorithm.as_str());
    (with.open(&key.id, &sealed).unwrap(), jwk)
}

pub fn assertion(pem: &[u8], algorithm: Algorithm, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some("one".to_owned());
    let key = match algorithm {
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
        _ => EncodingKey::from_ec_pem(pem),
    };
    encode(&header, claims, &key.unwrap()).unwrap()
}

fn unique() -> String {
    uuid::Uuid::new_v4().to_string()
}

pub fn claims(app: &TestApp, id: &str) -> Value {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let audience = format!("http://{}/oauth/token", app.address);
    json!({"iss": id, "sub": id, "aud": audience, "jti": unique(), "iat": now, "exp": now + 60})
}

pub fn sign_in(app: &TestApp, assertion: &str) -> Answer {
    let fields = [GRANT, ("client_assertion_type", BEARER), ("client_assertion", assertion)];
    form(app, "/oauth/token", None, &fields)
}

pub fn with_key(app: &TestApp, algorithm: KeyAlgorithm) -> (Vec<u8>, String) {
    let (pem, jwk) = key(app, algorithm);
    let body = json!({"name": "a signer", "office": "KEN", "keys": [jwk]}).to_string();
    let made = app.post(&app.desk(), "/v1/clients", &body);
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.json["client_secret"].is_null() && made.json["secrets"] == json!([]));
    (pem, made.json["id"].as_str().unwrap().to_owned())
}

fn a_client_proves_itself_with_a_key(app: &mut TestApp) {
    for (known, algorithm) in [(KeyAlgorithm::EdDSA, Algorithm::EdDSA), (KeyAlgorithm::ES256, Algorithm::ES256)] {
        let (pem, id) = with_key(app, known);
        let signed = assertion(&pem, algorithm, &claims(app, &id));
        let answer = sign_in(app, &signed);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(app.post(answer.json["access_token"].as_str().unwrap(), KENYA, ACTIVE).status, 201);
        let again = sign_in(app, &signed);
        assert_eq!((again.status, again.json["error"].as_str()), (401, Some("invalid_client")), "used once");
    }
    let private = json!({"name": "x", "keys": [{"kid": "a", "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}]});
    let refused = app.post(&app.desk(), "/v1/clients", &private.to_string());
    assert_eq!((refused.status, refused.fault()), (422, "private"));
    let zeros = "A".repeat(43);
    let weak = json!({"name": "x", "keys": [{"kid": "a", "kty": "OKP", "crv": "Ed25519", "x": zeros}]});
    assert_eq!(app.post(&app.desk(), "/v1/clients", &weak.to_string()).status, 422);
}

fn an_assertion_holds_once_and_for_nobody_else(app: &mut TestApp) {
    let (pem, id) = with_key(app, KeyAlgorithm::EdDSA);
    let (_, other) = with_key(app, KeyAlgorithm::EdDSA);
    let good = claims(app, &id);
    let now = good["iat"].as_u64().unwrap();
    let but = |field: &str, value: Value| {
        let mut claims = good.clone();
        claims["jti"] = json!(unique());
        claims[field] = value;
        claims
    };
    let bad = [
        ("another audience", but("aud", json!("https://elsewhere.example"))),
        ("another issuer", but("iss", json!(other))),
        ("another client's name", but("sub", json!(other))),
        ("over", but("exp", json!(now - 60))),
        ("for too long", but("exp", json!(now + 86_400))),
        ("not yet", but("nbf", json!(now + 600))),
        ("without a name of its own", but("jti", json!(""))),
    ];
    for (what, claims) in &bad {
        let answer = sign_in(app, &assertion(&pem, Algorithm::EdDSA, claims));
        assert_eq!((answer.status, answer.json["error"].as_str()), (401, Some("invalid_client")), "{what}");
    }
    for garbage in ["", "x", "a.b.c", &"a".repeat(5000)] {
        assert!(matches!(sign_in(app, garbage).status, 400 | 401));
    }
    assert_eq!(sign_in(app, &assertion(&pem, Algorithm::EdDSA, &good)).status, 200, "the forger's tool works");
}

fn tokens_are_introspected_and_revoked(app: &mut TestApp) {
    let (id, secret, token) = signed_in(app, &["--office", "KEN"]);
    let second = app.elsewhere();
    let (other, other_secret, _) = signed_in(app, &["--office", "PER"]);
    let fields = [("token", token.as_str()), ("token_type_hint", "access_token"), ("a_field", "of tomorrow")];
    let ask = |id: &str, secret: &str| form(app, "/oauth/introspect", Some((id, secret)), &fields);
    let own = ask(&id, &secret);
    assert_eq!((own.status, &own.json["active"], &own.json["office"]), (200, &json!(true), &json!("KEN")));
    assert_eq!(own.json["client_id"], id.as_str());
    assert_eq!(
        ask(&other, &other_secret).json,
        json!({"active": false}),
        "another client's token is nobody's business"
    );
    assert_eq!(form(app, "/oauth/revoke", Some((&other, &other_secret)), &[("token", &token)]).status, 200);
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201, "and is not revoked by others");
    assert_eq!(form(app, "/oauth/revoke", Some((&id, &secret)), &[("token", &token)]).status, 200);
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 401);
    assert_eq!(ask(&id, &secret).json, json!({"active": false}));
    assert_eq!(form(app, "/oauth/revoke", Some((&id, &secret)), &[("token", "x")]).status, 200);
    app.until(|| {
        let elsewhere =
            ureq::get(format!("http://{}/v1", second.address)).header("authorization", format!("Bearer {token}"));
        let status = elsewhere.config().http_status_as_error(false).build().call().unwrap().status();
        (status == 401).then_some(())
    });
}

fn keys_rotate_without_an_outage(app: &mut TestApp) {
    let old = app.office("KEN");
    let rotate = app.run(&["keys", "rotate", "--algorithm", "ES256"]);
    assert!(rotate.status.success(), "{}", String::from_utf8_lossy(&rotate.stderr));
    let id = String::from_utf8(rotate.stdout).unwrap().trim().to_owned();
    let published = || app.get("/.well-known/jwks.json").json["keys"].as_array().unwrap().clone();
    app.until(|| published().iter().any(|key| key["kid"] == id.as_str() && key["alg"] == "ES256").then_some(()));
    assert_eq!(published().len(), 2, "both are published");
    let signed_by = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let new = app.until(|| Some(app.office("KEN")).filter(|token| signed_by(token) == id));
    assert_ne!(signed_by(&old), id);
    assert_eq!(app.post(&old, KENYA, ACTIVE).status, 201, "the old key's tokens hold until they are out");
    assert_eq!(app.post(&new, KENYA, ACTIVE).status, 201);
    assert!(app.run(&["keys", "rotate", "--now"]).status.success());
    // A key that is known to others is out at once: as soon as the server has seen that.
    for token in [&old, &new] {
        app.until(|| (app.post(token, KENYA, ACTIVE).status == 401).then_some(()));
    }
    assert_eq!(published().len(), 1);
    assert_eq!(app.post(&app.office("KEN"), KENYA, ACTIVE).status, 201);
    app.restart();
    assert_eq!(app.post(&app.office("KEN"), KENYA, ACTIVE).status, 201);
    let verify = app.run(&["verify"]);
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
}

fn where_everything_is_can_be_found(app: &mut TestApp) {
    let document = app.get("/.well-known/oauth-authorization-server");
    assert_eq!(document.json["token_endpoint"], format!("http://{}/oauth/token", app.address));
    for field in ["issuer", "jwks_uri", "introspection_endpoint", "revocation_endpoint", "scopes_supported"] {
        assert!(!document.json[field].is_null(), "{field}");
    }
    app.options = ["--issuer", "https://registry.example.org"].map(str::to_owned).to_vec();
    app.restart();
    let document = app.get("/.well-known/oauth-authorization-server");
    assert_eq!(document.json["token_endpoint"], "https://registry.example.org/oauth/token");
    assert_eq!(document.json["issuer"], "https://registry.example.org");
}

fn attempts_are_slowed_down(app: &mut TestApp) {
    let (id, secret, _) = signed_in(app, &["--office", "KEN"]);
    let guess = || form(app, "/oauth/token", Some((&id, "fprs_guess")), &[GRANT]);
    let last = (0..15).map(|_| guess()).find(|answer| answer.status != 401).unwrap();
    assert_eq!(last.status, 429, "{}", last.text);
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1);
    let other = form(app, "/oauth/token", Some(("per-00000000", "x")), &[GRANT]);
    assert_eq!(other.status, 401, "only this client is slowed down, and only for this address");
    assert_eq!(form(app, "/oauth/token", Some((&id, &secret)), &[GRANT]).status, 429);
    app.options = ["--limit-sign-in", "5/1m"].map(str::to_owned).to_vec();
    app.restart();
    let statuses: Vec<_> =
        (0..8).map(|n| form(app, "/oauth/token", Some((&format!("ken-{n:08}"), "x")), &[GRANT]).status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
}
