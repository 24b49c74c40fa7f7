//! Bad input gets a precise problem, and nothing is written.

use std::time::Duration;

use serde_json::json;

use crate::harness::{ACTIVE, Engine, TestApp, on_both};

on_both! {
bodies_are_refused_precisely
every_fault_is_listed_at_once
faults_of_fields_and_of_fields_together_come_at_once
a_refusal_is_no_larger_than_its_cause
queries_are_refused_precisely odd_bytes_are_refused }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn bodies_are_refused_precisely(app: &mut TestApp) {
    let token = app.office("KEN");
    let before = app.revision();
    let cases = [
        (r#"{"status": "open", "effective_on": "2024-06-18"}"#, 422, "unknown_code"),
        (r#"{"status": "encumbered", "effective_on": "2024-06-18"}"#, 422, "unknown_code"),
        (r#"{"status": "agreed", "effective_on": "2024-06-18"}"#, 422, "transition_not_allowed"),
        (r#"{"status": "active", "effective_on": "2099-06-18"}"#, 422, "in_the_future"),
        (r#"{"status": "active", "effective_on": "2024-02-30"}"#, 422, "malformed"),
        (r#"{"status": "active", "effective_on": "18.6.2024"}"#, 422, "malformed"),
        (r#"{"status": "active", "effective_on": "0204-06-18"}"#, 422, "out_of_range"),
        (r#"{"status": "active", "effective_on": 20240618}"#, 422, "wrong_type"),
        (r#"{"status": "active"}"#, 422, "required"),
        (r#"{"effective_on": "2024-06-18"}"#, 422, "required"),
        (r#"{"status": "active", "effective_on": "2024-06-18", "note": "a\u0000b"}"#, 422, "control_character"),
        (r#"{"status": "active", "effective_on": "2024-06-18", "reason": "funding"}"#, 422, "not_applicable"),
        (r#"{"status": "active", "effective_on": "2024-06-18", "supersedes": -1}"#, 422, "wrong_type"),
        (r#"{"status": "active", "effective_on": "2024-06-18", "colour": "blue"}"#, 422, "unknown_field"),
        (
            r#"{"status": "active", "effective_on": "2024-06-18", "note": "Olá", "note_language": "Portuguese"}"#,
            422,
            "malformed",
        ),
        (r#"["active"]"#, 422, "not_an_object"),
        (r#"null"#, 422, "not_an_object"),
        (r#"{"status": "active", "status": "closed", "effective_on": "2024-06-18"}"#, 400, ""),
        (r#"{"status": "active", "#, 400, ""),
        ("", 400, ""),
        (r#"{"status": "\ud800", "effective_on": "2024-06-18"}"#, 400, ""),
    ];
    for (body, status, fault) in cases {
        let answer = app.post(&token, KENYA, body);
        assert_eq!((answer.status, answer.fault()), (status, fault), "{body}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json["instance"], answer.header("x-request-id"));
        assert_eq!(answer.json["status"], status);
        assert_eq!(app.get(answer.json["type"].as_str().unwrap()).status, 200, "the type is documented");
    }
    let long = json!({"status": "active", "effective_on": "2024-06-18", "note": "é".repeat(4001)});
    assert_eq!(app.post(&token, KENYA, &long.to_string()).fault(), "too_long");
    assert_eq!(app.post(&token, "/v1/presences/nowhere/status-updates", "{").status, 404);
    assert_eq!(app.post(&token, "/v1/presences/per-hra/status-updates", "{").status, 403);
    assert_eq!(app.post_with(&token, KENYA, &[("content-encoding", "gzip")], ACTIVE).status, 415);
    let typed =
        app.send("POST", KENYA, &[("authorization", &format!("Bearer {token}")), ("content-type", "text/csv")], ACTIVE);
    assert_eq!(typed.status, 415);
    assert_eq!(app.revision(), before, "nothing was written");
}

fn every_fault_is_listed_at_once(app: &mut TestApp) {
    let desk = app.desk();
    let body = json!({"code": "X", "type": "embassy", "status": "open", "name": {"en": "", "xx": "?"}, "country": "Kenya",
        "point": {"lat": 99, "lon": "east"}, "covers": ["KEN", "KEN", 7], "region": "moon", "extra": 1});
    let answer = app.post(&desk, "/v1/presences", &body.to_string());
    assert_eq!(answer.status, 422);
    let pointers: Vec<_> =
        answer.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    for expected in [
        "/code",
        "/type",
        "/status",
        "/name/en",
        "/name/xx",
        "/country",
        "/point/lat",
        "/point/lon",
        "/covers/1",
        "/covers/2",
        "/region",
        "/city",
        "/host_entity",
        "/extra",
    ] {
        assert!(pointers.contains(&expected), "{expected} in {pointers:?}");
    }
}

fn faults_of_fields_and_of_fields_together_come_at_once(app: &mut TestApp) {
    let token = app.office("KEN");
    let body = json!({"status": "closed", "effective_on": "2024-06-18", "note": "", "successor": "zmb-hra", "a/b": 1});
    let answer = app.post(&token, KENYA, &body.to_string());
    let mut pointers: Vec<_> =
        answer.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/a~1b", "/note", "/reason", "/successor"], "{}", answer.text);
    // What cannot be read is not said to be missing.
    let desk = app.desk();
    let body = json!({"code": "x-2024", "donor": "norway", "stage": "pledge", "amount": 1, "currency": "NOK", "rate": "0.1",
        "from": "2024-01-01", "to": "2024-12-31"});
    let answer = app.post(&desk, "/v1/contributions", &body.to_string());
    assert_eq!(
        (answer.fault(), answer.json["errors"].as_array().unwrap().len()),
        ("not_an_object", 1),
        "{}",
        answer.text
    );
}

fn a_refusal_is_no_larger_than_its_cause(app: &mut TestApp) {
    let fields: Vec<_> = (0..5_000).map(|at| format!("\"f{at}\":0")).collect();
    let body = format!("{{{}}}", fields.join(","));
    let answer = app.send("POST", "/v1/programme/scenarios", &[("content-type", "application/json")], &body);
    let errors = answer.json["errors"].as_array().unwrap();
    assert_eq!((answer.status, errors.len(), &answer.json["more_errors"]), (422, 21, &json!(null)), "{}", answer.text);
    let desk = app.desk();
    let patched = app.patch(&desk, "/v1/presences/ken-hra", "*", &body);
    assert_eq!((patched.status, patched.json["errors"].as_array().unwrap().len()), (422, 20));
    let row = format!("{{\"presence\":\"ken-hra\",\"status\":\"active\",{}}}\n", fields.join(","));
    let token = app.office("KEN");
    let imported =
        crate::imports::import(app, &token, "?mode=partial", &[("content-type", "application/x-ndjson")], &row);
    let errors = imported.json["rows"][0]["problem"]["errors"].as_array().unwrap();
    assert_eq!((imported.status, errors.len()), (200, 20), "{}", &imported.text[..300]);
}

fn queries_are_refused_precisely(app: &mut TestApp) {
    let cases = [
        ("/v1/presences?colour=blue", "colour"),
        ("/v1/presences?status=open", "status"),
        ("/v1/presences?limit=1&limit=2", "limit"),
        ("/v1/presences?as_of=1&as_of=2", "as_of"),
        ("/v1/presences?limit=0", "limit"),
        ("/v1/presences?limit=5000", "limit"),
        ("/v1/presences?sort=colour", "sort"),
        ("/v1/presences?fields=colour", "fields"),
        ("/v1/presences?country=Kenya", "country"),
        ("/v1/presences?cursor=x", "cursor"),
        ("/v1/presences?as_of=99999999", "as_of"),
        ("/v1/presences?as_of=yesterday", "as_of"),
        ("/v1/presences?on=2024-02-30", "on"),
        ("/v1/presences?lang=de", "lang"),
        ("/v1/presences?include=everything", "include"),
        ("/v1/presences?reported=maybe", "reported"),
        ("/v1/presences?q=", "q"),
        ("/v1/presences/ken-hra?status=active", "status"),
        ("/v1/status-updates?effective_from=June", "effective_from"),
        ("/v1/adviser-posts?grade=P-9", "grade"),
        ("/v1?x=1", "x"),
    ];
    for (path, parameter) in cases {
        let answer = app.get(path);
        assert_eq!(
            (answer.status, answer.json["parameter"].as_str()),
            (400, Some(parameter)),
            "{path}: {}",
            answer.text
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let first = app.get("/v1/presences?limit=10").json["page"]["next"].as_str().unwrap().to_owned();
    let overflow = first.replace(".10.", ".18446744073709551615.");
    assert_ne!(overflow, first);
    assert_eq!(app.get(&overflow).status, 200, "a forged offset harms nobody");
    let next = app.get("/v1/presences?limit=10&status=active").json["page"]["next"].as_str().unwrap().to_owned();
    let other = next.replace("status=active", "status=closed");
    assert_eq!(app.get(&other).json["parameter"], "cursor", "a cursor belongs to its list");
}

fn odd_bytes_are_refused(app: &mut TestApp) {
    let token = app.office("KEN");
    let before = app.revision();
    let post = |body: &[u8]| {
        let mut request = format!(
            "POST {KENYA} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        app.raw(&request, Duration::from_secs(5))
    };
    assert!(
        post(b"{\"status\": \"active\", \"effective_on\": \"2024-06-18\", \"note\": \"\xff\xfe\"}")
            .starts_with("HTTP/1.1 400")
    );
    assert!(post(&b"[".repeat(60_000)).starts_with("HTTP/1.1 400"));
    assert!(post(&vec![b' '; 10 << 20]).starts_with("HTTP/1.1 413"));
    assert!(app.raw(b"\x00\x01\x02\r\n\r\n", Duration::from_secs(5)).starts_with("HTTP/1.1 400"));
    for path in [
        "/v1/presences/%00",
        "/v1/presences/%ff",
        "/v1/presences/..%2f..%2fetc",
        "/v1/status-updates/99999999999999999999",
    ] {
        assert_eq!(app.get(path).status, 404, "{path}");
    }
    assert_eq!(app.get("/v1/presences?q=%ff%00").status, 200);
    assert_eq!(app.revision(), before);
    assert_eq!(app.get("/readyz").status, 200);
}

#[test]
fn a_slow_body_is_given_up() {
    let app = TestApp::with(Engine::Sqlite, &["--request-timeout", "1s"]);
    let token = app.office("KEN");
    let request = format!(
        "POST {KENYA} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{{\"status\""
    );
    let answer = app.raw(request.as_bytes(), Duration::from_secs(10));
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("/problems/timeout"));
    assert!(app.raw(b"GET /v1 HTTP/1.1\r\nHost:", Duration::from_secs(10)).starts_with("HTTP/1.1 408"));
}

#[test]
fn a_body_without_a_length_is_limited_too() {
    let app = TestApp::with(Engine::Sqlite, &["--body-limit", "2000"]);
    let token = app.office("KEN");
    let chunk = "x".repeat(1500);
    let request = format!(
        "POST {KENYA} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5dc\r\n{chunk}\r\n5dc\r\n{chunk}\r\n0\r\n\r\n"
    );
    let answer = app.raw(request.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("2000 bytes"));
}
