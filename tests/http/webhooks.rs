//! Webhooks: who is told what, and by whom it is seen.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    harness::{ACTIVE, Answer, TestApp, on_both},
    receiver::{self, Receiver},
};

on_both! {
    changes_are_told_in_order_and_signed
    a_slow_receiver_holds_up_nobody
    a_secret_changes_without_an_outage
    messages_are_sent_by_request
    an_office_manages_its_own
    the_public_internet_only
}

pub const KENYA: &str = "/v1/presences/ken-hra/status-updates";
pub const PERU: &str = "/v1/presences/per-hra/status-updates";

/// Serves with receivers on this machine allowed, and quick to try again.
pub fn prepare(app: &mut TestApp, more: &[&str]) {
    let options = ["--webhook-allow-private", "--webhook-retry", "1s"];
    app.options = options.iter().chain(more).map(ToString::to_string).collect();
    app.restart();
}

/// Adds a webhook: its path and its secret.
pub fn add(app: &TestApp, token: &str, url: &str, more: Value) -> (String, String) {
    let mut body = json!({"name": "dashboard", "url": url});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = app.post(token, "/v1/webhooks", &body.to_string());
    assert_eq!(made.status, 201, "{}", made.text);
    let path = format!("/v1/webhooks/{}", made.json["id"].as_str().unwrap());
    assert_eq!(made.header("location"), path);
    (path, made.json["secret"].as_str().unwrap().to_owned())
}

pub fn manager(app: &TestApp, office: &str) -> String {
    app.token(&["--office", office, "--scope", "presences:read,status:write,webhooks:write"])
}

pub fn report(app: &TestApp, token: &str, path: &str) -> u64 {
    let made = app.post(token, path, ACTIVE);
    assert_eq!(made.status, 201, "{}", made.text);
    made.json["id"].as_u64().unwrap()
}

/// Waits until a webhook is as it should be.
pub fn until(app: &TestApp, token: &str, path: &str, right: impl Fn(&Answer) -> bool) -> Answer {
    app.until(|| Some(app.get_as(token, path)).filter(&right))
}

fn changes_are_told_in_order_and_signed(app: &mut TestApp) {
    prepare(app, &[]);
    let (desk, kenya, receiver) = (app.desk(), manager(app, "KEN"), Receiver::start());
    let before = app.revision();
    let (all, secret) = add(app, &desk, &receiver.url("/all"), json!({}));
    let filters = json!({"filters": {"country": ["KEN"], "kind": ["presence"]}});
    let (own, _) = add(app, &kenya, &receiver.url("/own?a=b"), filters);
    let since = json!({"since": before, "filters": {"code": ["per-hra", "ken-hra-1"]}});
    add(app, &desk, &receiver.url("/peru"), since);
    let mut revisions = Vec::new();
    for round in 0..6 {
        let note = json!({"status": "active", "effective_on": "2024-06-18", "note": format!("secret {round}")});
        let path = if round == 3 { PERU } else { KENYA };
        revisions.push(app.post(&desk, path, &note.to_string()).json["id"].as_u64().unwrap());
    }
    let told = receiver.wait("/all", 6);
    let told_revisions = |told: &[receiver::Message]| told.iter().map(receiver::Message::revision).collect::<Vec<_>>();
    assert_eq!(told_revisions(&told), revisions);
    let feed = app.get(&format!("/v1/changes?since={before}"));
    for (message, change) in told.iter().zip(feed.json["data"].as_array().unwrap()) {
        assert_eq!(message.signed_by(&secret), [true]);
        assert_eq!(message.headers["content-type"], "application/cloudevents+json");
        let event = &message.json;
        assert_eq!(&event["data"], change, "as the public sees it");
        assert!(!String::from_utf8_lossy(&message.body).contains("secret"));
        assert_eq!((&event["specversion"], &event["id"]), (&json!("1.0"), &json!(change["revision"].to_string())));
        assert_eq!((&event["type"], &event["time"]), (&json!("presence-registry.change.v1"), &change["recorded_at"]));
        assert_eq!(event["subject"], json!(format!("presences/{}", change["code"].as_str().unwrap())));
        assert_eq!(event["source"], "http://127.0.0.1:8080/v1/changes");
        let age = presence_model::Timestamp::now().0 / 1_000_000
            - message.headers["webhook-timestamp"].parse::<i64>().unwrap();
        assert!((0..60).contains(&age));
    }
    let own_told = receiver.wait("/own?a=b", 5);
    assert_eq!(told_revisions(&own_told), [&revisions[..3], &revisions[4..]].concat());
    assert_eq!(told_revisions(&receiver.wait("/peru", 1)), [revisions[3]]);
    let shown = until(app, &kenya, &own, |shown| shown.json["progress"]["delivered"] == json!(revisions[5]));
    assert_eq!((&shown.json["state"], &shown.json["progress"]["backlog"]), (&json!("working"), &json!(0)));
    assert_eq!(shown.json["progress"]["last_answer"]["status"], 204);
    let log = app.get_as(&desk, &format!("{all}/deliveries?limit=4&outcome=delivered"));
    let logged: Vec<_> = log.json["data"].as_array().unwrap().iter().map(|entry| entry["revision"].clone()).collect();
    assert_eq!(json!(logged), json!(revisions.iter().rev().take(4).collect::<Vec<_>>()));
    let rest = app.get_as(&desk, log.json["next"].as_str().unwrap());
    assert_eq!((rest.json["data"].as_array().unwrap().len(), &rest.json["next"]), (2, &Value::Null));
    assert_eq!(receiver.messages("/all").len(), 6, "nothing twice");
    // What is told is not told of itself.
    assert_eq!(app.get("/v1/changes?since=0&limit=1000").text.matches("webhook").count(), 0);
    // A filter that is taken away.
    let patched = app.patch(&kenya, &own, "*", r#"{"filters": {"country": null, "kind": ["adviser_post"]}}"#);
    assert_eq!(patched.json["filters"], json!({"office": [], "country": [], "kind": ["adviser_post"], "code": []}));
    let post = r#"{"status": "vacant", "effective_on": "2024-06-01"}"#;
    app.post(&desk, "/v1/adviser-posts/per-hra-1/status-updates", post);
    assert_eq!(receiver.wait("/own?a=b", 6)[5].json["subject"], "adviser-posts/per-hra-1");
    let donor = r#"{"code": "norway", "type": "pooled_fund", "name": "Norway"}"#;
    assert_eq!(app.post(&desk, "/v1/donors", donor).status, 201);
    let subject = &receiver.wait("/all", 8)[7].json["subject"];
    assert_eq!(
        (subject, app.get(&format!("/v1/{}", subject.as_str().unwrap())).status),
        (&json!("donors/norway"), 200)
    );
    assert!(app.run(&["verify"]).status.success());
}

fn a_slow_receiver_holds_up_nobody(app: &mut TestApp) {
    prepare(app, &[]);
    let (desk, slow, quick) = (app.desk(), Receiver::start(), Receiver::start());
    slow.usually(receiver::Answer::After(Duration::from_secs(4), 200));
    for _ in 0..5 {
        add(app, &desk, &slow.url("/"), json!({}));
    }
    add(app, &desk, &quick.url("/"), json!({}));
    let begun = Instant::now();
    report(app, &desk, KENYA);
    report(app, &desk, KENYA);
    quick.wait("/", 2);
    slow.wait("/", 5);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    // What is being sent when the registry stops is sent, and not again.
    assert!(app.terminate().success());
    app.restart();
    slow.wait("/", 10);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(slow.messages("/").len(), 10);
}

fn a_secret_changes_without_an_outage(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    let (path, first) = add(app, &kenya, &receiver.url("/"), json!({}));
    let ping = |count: usize| {
        let sent = app.post(&kenya, &format!("{path}/ping"), "");
        assert_eq!((sent.status, &sent.json["outcome"]), (200, &json!("delivered")), "{}", sent.text);
        receiver.wait("/", count).pop().unwrap()
    };
    let secrets = format!("{path}/secrets");
    let made = app.post_with(&kenya, &secrets, &[("idempotency-key", "one")], "{}");
    assert_eq!((made.status, made.json["secrets"].as_array().unwrap().len()), (201, 2), "{}", made.text);
    let second = made.json["secret"].as_str().unwrap().to_owned();
    let again = app.post_with(&kenya, &secrets, &[("idempotency-key", "one")], "{}");
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert!(again.json["secret"].is_null(), "shown once");
    let message = ping(1);
    assert_eq!((message.signed_by(&first), message.signed_by(&second)), (vec![false, true], vec![true, false]));
    let third = app.post(&kenya, &secrets, r#"{"keep_old_for": 1}"#);
    assert_eq!(third.json["secrets"].as_array().unwrap().len(), 2);
    let third = third.json["secret"].as_str().unwrap();
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(ping(2).signed_by(third), [true]);
    assert_eq!(app.get_as(&kenya, &path).json["secrets"].as_array().unwrap().len(), 1);
    for bad in [r#"{"keep_old_for": -1}"#, r#"{"keep": 1}"#] {
        assert_eq!(app.post(&kenya, &secrets, bad).status, 422, "{bad}");
    }
    assert!(app.run(&["verify"]).status.success());
    app.kill();
    // Neither the log nor the database has a secret.
    let mut kept = std::fs::read_to_string(app.log_file()).unwrap();
    if let Some(file) = app.database.strip_prefix("sqlite:") {
        kept += &String::from_utf8_lossy(&std::fs::read(file).unwrap());
    }
    for secret in [&first, &second, third] {
        assert!(!kept.contains(secret.strip_prefix("whsec_").unwrap()));
    }
}

fn messages_are_sent_by_request(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    let (path, secret) = add(app, &kenya, &receiver.url("/"), json!({}));
    let ping = format!("{path}/ping");
    let sent = app.post_with(&kenya, &ping, &[("idempotency-key", "a")], "");
    assert_eq!((&sent.json["cause"], &sent.json["status"]), (&json!("ping"), &json!(204)), "{}", sent.text);
    let again = app.post_with(&kenya, &ping, &[("idempotency-key", "a")], "");
    assert_eq!((&again.json["id"], again.header("idempotency-replayed")), (&sent.json["id"], "true"));
    let message = &receiver.wait("/", 1)[0];
    assert_eq!((&message.json["type"], message.signed_by(&secret)), (&json!("presence-registry.ping.v1"), vec![true]));
    assert_eq!(
        app.post_with(&kenya, KENYA, &[("idempotency-key", "a")], ACTIVE).status,
        422,
        "a key is of one request"
    );
    let revision = report(app, &kenya, KENYA);
    let told = receiver.wait("/", 2)[1].clone();
    let log = until(app, &kenya, &format!("{path}/deliveries"), |log| log.json["data"][0]["cause"] == "change");
    let delivery = log.json["data"][0]["id"].as_str().unwrap();
    // The presence moves on; what is sent again is the change as it was.
    report(app, &kenya, KENYA);
    receiver.wait("/", 3);
    let again = app.post(&kenya, &format!("{path}/deliveries/{delivery}/redeliver"), "");
    assert_eq!((again.status, &again.json["cause"]), (200, &json!("redelivery")), "{}", again.text);
    assert_eq!((&again.json["revision"], &again.json["attempt"]), (&json!(revision), &json!(2)));
    let repeated = receiver.wait("/", 4)[3].clone();
    assert_eq!((repeated.id(), &repeated.body), (told.id(), &told.body));
    receiver.next(&[receiver::Answer::Status(500)]);
    assert_eq!(app.post(&kenya, &ping, "").json["outcome"], "failed");
    assert_eq!(app.get_as(&kenya, &path).json["state"], "working", "a ping is no change");
    let failed = app.get_as(&kenya, &format!("{path}/deliveries?outcome=failed"));
    assert_eq!(failed.json["data"].as_array().unwrap().len(), 1);
    let none = format!("{path}/deliveries/{}/redeliver", uuid::Uuid::new_v4());
    assert_eq!(app.post(&kenya, &none, "").status, 404);
    assert_eq!(app.get_as(&kenya, &format!("{path}/deliveries?outcome=lost")).status, 400);
    assert!(app.run(&["verify"]).status.success());
}

fn an_office_manages_its_own(app: &mut TestApp) {
    let (kenya, peru, desk) = (manager(app, "KEN"), manager(app, "PER"), app.desk());
    let body = r#"{"name": "x", "url": "https://registry.invalid/x"}"#;
    let made = app.post_with(&kenya, "/v1/webhooks", &[("idempotency-key", "one")], body);
    let again = app.post_with(&kenya, "/v1/webhooks", &[("idempotency-key", "one")], body);
    assert_eq!((again.status, &again.json["id"], &again.json["secret"]), (201, &made.json["id"], &Value::Null));
    let id = made.json["id"].as_str().unwrap();
    assert!(id.starts_with("ken-wh-") && made.json["secret"].as_str().unwrap().starts_with("whsec_"));
    let path = format!("/v1/webhooks/{id}");
    assert_eq!(app.get_as(&peru, "/v1/webhooks").json["data"], json!([]));
    assert_eq!(app.get_as(&desk, "/v1/webhooks").json["data"][0]["id"], json!(id));
    for (method, path) in [("GET", path.clone()), ("GET", format!("{path}/deliveries"))] {
        assert_eq!(app.send(method, &path, &[("authorization", &format!("Bearer {peru}"))], "").status, 404);
    }
    assert_eq!(app.patch(&peru, &path, "*", "{}").status, 404);
    assert_eq!(app.post(&peru, &format!("{path}/secrets"), "{}").status, 404);
    assert_eq!(app.post(&peru, &format!("{path}/ping"), "").status, 404);
    assert_eq!(app.get_as(&app.office("KEN"), &path).status, 403, "this needs a scope of its own");
    assert_eq!(app.get_as(&kenya, &format!("{path}?x=y")).status, 400);
    for (token, bad, status) in [
        (&kenya, r#"{"name": "x"}"#, 422),
        (&kenya, r#"{"name": "x", "url": "nonsense"}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "since": 99999999}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "since": -1}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "filters": {"kind": ["webhook"]}}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "filters": {"country": ["QQQ"]}}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "filter": {}}"#, 422),
        (&kenya, r#"{"name": "x", "url": "https://a.example/", "office": "PER"}"#, 403),
        (&desk, r#"{"name": "x", "url": "https://a.example/", "office": "DEU"}"#, 404),
    ] {
        assert_eq!(app.post(token, "/v1/webhooks", bad).status, status, "{bad}");
    }
    assert_eq!(app.patch(&kenya, &path, "", "{}").status, 428);
    assert_eq!(app.patch(&kenya, &path, "\"1\"", "{}").status, 412);
    for bad in [r#"{"disabled": null}"#, r#"{"office": "PER"}"#, r#"{"url": "http://a.example/"}"#, "[]"] {
        assert_eq!(app.patch(&kenya, &path, "*", bad).status, 422, "{bad}");
    }
    let disabled = app.patch(&desk, &path, made.header("etag"), r#"{"disabled": true}"#);
    assert_eq!((&disabled.json["state"], &disabled.json["disabled"]), (&json!("disabled"), &json!(true)));
    assert_eq!(disabled.json["disabled_because"], "disabled by the desk");
    let enabled = app.patch(&kenya, &path, disabled.header("etag"), r#"{"disabled": false, "name": "y"}"#);
    assert_eq!((&enabled.json["state"], &enabled.json["name"]), (&json!("working"), &json!("y")));
    for _ in 1..20 {
        assert_eq!(app.post(&kenya, "/v1/webhooks", body).status, 201);
    }
    assert_eq!(app.post(&kenya, "/v1/webhooks", body).fault(), "too_many");
}

fn the_public_internet_only(app: &mut TestApp) {
    let (desk, receiver) = (app.desk(), Receiver::start());
    let port = receiver.url("").rsplit(':').next().unwrap().to_owned();
    for url in
        ["https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://10.0.0.1/", "http://a.example/"]
    {
        let refused = app.post(&desk, "/v1/webhooks", &json!({"name": "x", "url": url}).to_string());
        assert_eq!((refused.status, refused.fault()), (422, "not_possible"), "{url}");
    }
    for host in ["localhost", "2130706433"] {
        let (path, _) = add(app, &desk, &format!("https://{host}:{port}/"), json!({}));
        let sent = app.post(&desk, &format!("{path}/ping"), "");
        assert_eq!((&sent.json["outcome"], &sent.json["status"]), (&json!("failed"), &Value::Null));
        assert_eq!(sent.json["error"], "the address is not one of the public internet", "{host}");
        report(app, &desk, KENYA);
        let shown = until(app, &desk, &path, |shown| shown.json["state"] == "failing");
        assert_eq!(shown.json["progress"]["last_answer"]["error"], sent.json["error"]);
    }
    assert!(receiver.messages("/").is_empty());
}
