//! Idempotency-Key: a retry never has a second effect.

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! { a_repeated_request_has_one_effect many_at_once_have_one_effect }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn a_repeated_request_has_one_effect(app: &mut TestApp) {
    let token = app.office("KEN");
    let key = [("idempotency-key", "month-end 2024-06")];
    let first = app.post_with(&token, KENYA, &key, ACTIVE);
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, ""));
    // Something happens in between, and the server starts anew.
    let correction =
        format!(r#"{{"status": "active", "effective_on": "2024-06-19", "supersedes": {}}}"#, first.json["id"]);
    assert_eq!(app.post(&token, KENYA, &correction).status, 201);
    app.restart();
    let again = app.post_with(&token, KENYA, &key, ACTIVE);
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again.text, first.text);
    assert_eq!((again.header("location"), again.header("etag")), (first.header("location"), first.header("etag")));
    let other = app.post_with(&token, KENYA, &key, r#"{"status": "suspended", "effective_on": "2024-06-20"}"#);
    assert_eq!((other.status, other.json["type"].as_str()), (422, Some("/problems/idempotency-key-reused")));
    let elsewhere = app.post_with(&app.office("PER"), "/v1/presences/per-hra/status-updates", &key, ACTIVE);
    assert_eq!((elsewhere.status, elsewhere.header("idempotency-replayed")), (201, ""), "a key is its client's own");
    assert_eq!(app.get(KENYA).json["page"]["total"], 2);
    let rejected = app.post_with(
        &token,
        KENYA,
        &[("idempotency-key", "k2")],
        r#"{"status": "agreed", "effective_on": "2024-06-20"}"#,
    );
    assert_eq!(rejected.status, 422);
    let mended = app.post_with(
        &token,
        KENYA,
        &[("idempotency-key", "k2")],
        r#"{"status": "suspended", "effective_on": "2024-06-20"}"#,
    );
    assert_eq!(mended.status, 201, "a rejected request uses no key up");
    assert_eq!(app.post_with(&token, KENYA, &[("idempotency-key", &"x".repeat(256))], ACTIVE).status, 400);
    let desk = app.desk();
    let office = r#"{"country": "SEN", "name": "UN Resident Coordinator's Office, Senegal"}"#;
    let made = app.post_with(&desk, "/v1/offices", &key, office);
    let twice = app.post_with(&desk, "/v1/offices", &key, office);
    assert_eq!((made.status, twice.status, twice.text == made.text), (201, 201, true));
}

fn many_at_once_have_one_effect(app: &mut TestApp) {
    let token = app.office("KEN");
    let app = &*app;
    let answers = std::thread::scope(|scope| {
        let send = || app.post_with(&token, KENYA, &[("idempotency-key", "same")], ACTIVE);
        let senders: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.text == answers[0].text));
    assert_eq!(answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count(), 1);
    assert_eq!(app.get(KENYA).json["page"]["total"], 1);
}
