//! Who may do what.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    an_office_writes_only_what_it_answers_for the_desk_writes_everywhere forged_tokens_are_refused
    scopes_are_needed a_disabled_client_is_out
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn an_office_writes_only_what_it_answers_for(app: &mut TestApp) {
    let barbados = app.office("BRB");
    let before = app.revision();
    let foreign = app.post(&barbados, KENYA, ACTIVE);
    assert_eq!(foreign.status, 403);
    assert!(foreign.json["detail"].as_str().unwrap().contains("KEN"), "it says which office is needed");
    assert_eq!(
        app.post(
            &barbados,
            "/v1/adviser-posts/ken-hra-1/status-updates",
            r#"{"status":"vacant","effective_on":"2024-06-01"}"#
        )
        .status,
        403
    );
    assert_eq!(app.patch(&barbados, "/v1/presences/brb-hra", "*", r#"{"city": "X"}"#).status, 403);
    assert_eq!(app.revision(), before);
    assert_eq!(app.post(&barbados, "/v1/presences/brb-hra/status-updates", ACTIVE).status, 201);
    let argentina = app.office("ARG");
    assert_eq!(app.post(&argentina, "/v1/presences/chl-ro/status-updates", ACTIVE).status, 201, "it covers Argentina");
    let answers_for = app.get("/v1/presences?office=ARG");
    assert!(answers_for.codes().contains(&"chl-ro") && answers_for.codes().contains(&"arg-hra"));
}

fn the_desk_writes_everywhere(app: &mut TestApp) {
    let desk = app.desk();
    for path in [KENYA, "/v1/presences/col-co/status-updates", "/v1/presences/bel-ro/status-updates"] {
        assert_eq!(app.post(&desk, path, ACTIVE).status, 201);
    }
}

fn forged_tokens_are_refused(app: &mut TestApp) {
    let token = app.office("KEN");
    let parts: Vec<&str> = token.split('.').collect();
    let claims: serde_json::Value = serde_json::from_slice(&base64(parts[1])).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&base64(parts[0])).unwrap();
    assert_eq!((&header["alg"], &header["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
    for claim in ["iss", "aud", "exp", "nbf", "sub", "jti", "scope", "office"] {
        assert!(!claims[claim].is_null(), "{claim}");
    }
    let unsigned =
        |alg: &str| format!("{}.{}.", encoded(&json!({"alg": alg, "typ": "at+jwt", "kid": header["kid"]})), parts[1]);
    let mut confused = Header::new(Algorithm::HS256);
    confused.typ = Some("at+jwt".to_owned());
    confused.kid = header["kid"].as_str().map(str::to_owned);
    let pem = app.signing_pem(header["kid"].as_str().unwrap());
    let mut critical = Header::new(Algorithm::EdDSA);
    critical.typ = Some("at+jwt".to_owned());
    critical.kid = header["kid"].as_str().map(str::to_owned);
    critical.crit = Some(vec!["exp".to_owned()]);
    let own = presence_registry::auth::PrivateKey::generate(presence_registry::model::KeyAlgorithm::EdDSA);
    let (key, _) = own.sealed(
        &presence_registry::auth::EncryptionKey::read(&app.data_dir().join("key-encryption-key")).unwrap(),
        presence_registry::model::KeyPurpose::Token,
        true,
    );
    let embedded = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": key.id, "jwk": key.public});
    let mut office = claims.clone();
    office["office"] = json!("HQ");
    let mut foreign = claims.clone();
    foreign["iss"] = json!("elsewhere");
    let mut audience = claims.clone();
    audience["aud"] = json!("elsewhere");
    let mut expired = claims.clone();
    expired["exp"] = json!(1_700_000_000);
    let mut early = claims.clone();
    early["nbf"] = json!(4_000_000_000_u64);
    let signed = |claims: &serde_json::Value, typ: &str, kid: &str| {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(kid.to_owned());
        encode(&header, claims, &EncodingKey::from_ed_pem(&pem).unwrap()).unwrap()
    };
    let kid = header["kid"].as_str().unwrap();
    let forged = [
        ("no token at all", String::new()),
        ("not a token", "x".to_owned()),
        ("unsigned", unsigned("none")),
        ("unsigned, signing algorithm named", unsigned("EdDSA")),
        ("HS256 with what is public", encode(&confused, &claims, &EncodingKey::from_secret(&pem)).unwrap()),
        ("another office, signature kept", format!("{}.{}.{}", parts[0], encoded(&office), parts[2])),
        ("another issuer", signed(&foreign, "at+jwt", kid)),
        ("another audience", signed(&audience, "at+jwt", kid)),
        ("expired", signed(&expired, "at+jwt", kid)),
        ("not yet", signed(&early, "at+jwt", kid)),
        ("another type", signed(&claims, "JWT", kid)),
        ("another key id", signed(&claims, "at+jwt", "../../etc/passwd")),
        ("a critical extension", encode(&critical, &claims, &EncodingKey::from_ed_pem(&pem).unwrap()).unwrap()),
        ("a key of its own in the header", format!("{}.{}.{}", encoded(&embedded), parts[1], parts[2])),
        ("huge", "a".repeat(6000)),
    ];
    for (what, token) in &forged {
        let answer = app.post(token, KENYA, ACTIVE);
        assert_eq!(answer.status, 401, "{what}: {}", answer.text);
        assert!(answer.header("www-authenticate").starts_with("Bearer realm="), "{what}");
        assert_eq!(app.get_as(token, "/v1/presences").status, 401, "{what}, reading");
    }
    assert_eq!(app.post(&signed(&claims, "at+jwt", kid), KENYA, ACTIVE).status, 201, "the forger's tool works");
    let none = app.send("POST", KENYA, &[("content-type", "application/json")], ACTIVE);
    assert_eq!(none.status, 401);
    assert_eq!(none.header("www-authenticate"), "Bearer realm=\"presence-registry\"");
    let basic = app.send("POST", KENYA, &[("authorization", "Basic a2VuOmtlbg==")], ACTIVE);
    assert_eq!(basic.status, 401);
}

fn scopes_are_needed(app: &mut TestApp) {
    let reader = app.token(&["--office", "KEN", "--scope", "presences:read"]);
    let answer = app.post(&reader, KENYA, ACTIVE);
    assert_eq!(answer.status, 403);
    assert!(answer.header("www-authenticate").contains("insufficient_scope"));
    assert!(answer.json["detail"].as_str().unwrap().contains("status:write"), "it says which scope is needed");
    let greedy = app.run(&["token", "--office", "KEN", "--scope", "records:write"]);
    assert!(!greedy.status.success(), "an office gets no scope of the desk");
}

fn a_disabled_client_is_out(app: &mut TestApp) {
    let add = app.run(&["client", "add", "--office", "KEN", "--name", "month-end script"]);
    assert!(add.status.success(), "{}", String::from_utf8_lossy(&add.stderr));
    let id = String::from_utf8(add.stdout).unwrap().lines().next().unwrap().to_owned();
    let token = app.token(&["--client", &id]);
    let mut status = 0;
    for _ in 0..50 {
        status = app.post(&token, KENYA, ACTIVE).status;
        if status == 201 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(status, 201, "the running server learns of a new client");
    assert!(app.run(&["client", "disable", &id]).status.success());
    for _ in 0..50 {
        status = app.post(&token, KENYA, ACTIVE).status;
        if status == 401 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(status, 401, "a disabled client is out within 5 s");
    assert!(!app.run(&["token", "--client", &id]).status.success());
    let list = String::from_utf8(app.run(&["client", "list"]).stdout).unwrap();
    assert!(list.contains(&id) && list.contains("disabled") && list.contains("month-end script"));
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(text: &str) -> Vec<u8> {
    let bits: Vec<u32> = text.bytes().filter_map(|b| ALPHABET.iter().position(|a| *a == b)).map(|n| n as u32).collect();
    bits.chunks(4)
        .flat_map(|chunk| {
            let all = chunk.iter().fold(0, |all, bits| all << 6 | bits) << (6 * (4 - chunk.len()));
            [(all >> 16) as u8, (all >> 8) as u8, all as u8].into_iter().take(chunk.len() * 6 / 8)
        })
        .collect()
}

fn encoded(value: &serde_json::Value) -> String {
    let bytes = value.to_string().into_bytes();
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(all >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}
