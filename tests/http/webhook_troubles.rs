//! Webhooks when something goes wrong: receivers that fail, processes that end, tables that are altered.

use std::time::Duration;

use diesel::{RunQueryDsl as _, sql_query};
use presence_store::AnyConnection;
use serde_json::{Value, json};

use crate::{
    harness::{TestApp, on_both, on_postgres},
    receiver::{Answer, Message, Receiver},
    webhooks::{KENYA, add, manager, prepare, report, until},
};

on_both! {
    what_failed_is_told_again_in_order
    who_fails_for_long_is_disabled
    who_is_gone_is_disabled_at_once
    a_receiver_says_when
    a_crash_leaves_nothing_out
    what_is_altered_is_found
}

on_postgres! { several_instances_tell_each_change_once }

fn ids(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(Message::id).collect()
}

fn what_failed_is_told_again_in_order(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    let (path, _) = add(app, &kenya, &receiver.url("/"), json!({}));
    receiver.next(&[Answer::Status(500), Answer::Cut, Answer::Status(301)]);
    let revisions = [report(app, &kenya, KENYA), report(app, &kenya, KENYA), report(app, &kenya, KENYA)];
    receiver.wait("/", 1);
    let shown = until(app, &kenya, &path, |shown| shown.json["state"] == "failing");
    assert_eq!((&shown.json["progress"]["backlog"], &shown.json["progress"]["delivered"]), (&json!(3), &Value::Null));
    assert!(shown.json["progress"]["next_attempt"].is_string() && shown.json["progress"]["failing_since"].is_string());
    receiver.wait("/", 2);
    until(app, &kenya, &format!("{path}/deliveries"), |log| log.json["data"].as_array().unwrap().len() == 2);
    // The third try is due 6 s after the second; a change of the webhook makes it now. The process ends before that.
    app.restart();
    assert_eq!(app.get_as(&kenya, &path).json["state"], "failing");
    assert_eq!(app.patch(&kenya, &path, "*", r#"{"name": "mended"}"#).status, 200);
    let told = receiver.wait("/", 3);
    assert_eq!(ids(&told), [told[0].id(); 3]);
    assert!(told[0].id().ends_with(&format!("-{}", revisions[0])));
    let told = receiver.wait("/", 6);
    assert_eq!(told[3..].iter().map(Message::revision).collect::<Vec<_>>(), revisions);
    let shown = until(app, &kenya, &path, |shown| shown.json["progress"]["delivered"] == json!(revisions[2]));
    assert_eq!((&shown.json["state"], &shown.json["progress"]["backlog"]), (&json!("working"), &json!(0)));
    let log = app.get_as(&kenya, &format!("{path}/deliveries?outcome=failed"));
    let statuses: Vec<_> = log.json["data"].as_array().unwrap().iter().map(|entry| entry["status"].clone()).collect();
    assert_eq!(json!(statuses), json!([301, null, 500]));
    assert!(app.run(&["verify"]).status.success());
}

fn who_fails_for_long_is_disabled(app: &mut TestApp) {
    prepare(app, &["--webhook-give-up", "2s"]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    receiver.usually(Answer::Status(503));
    let (path, _) = add(app, &kenya, &receiver.url("/"), json!({}));
    let revision = report(app, &kenya, KENYA);
    let shown = until(app, &kenya, &path, |shown| shown.json["disabled"] == true);
    assert!(shown.json["disabled_because"].as_str().unwrap().contains("at last: status 503"), "{}", shown.text);
    assert_eq!((&shown.json["state"], &shown.json["progress"]["backlog"]), (&json!("disabled"), &json!(1)));
    let trail = app.get_as(&app.desk(), "/v1/audit?client=webhooks");
    assert_eq!((&trail.json["data"][0]["what"], &trail.json["data"][0]["office"]), (&json!("webhook"), &json!("HQ")));
    let before = receiver.messages("/").len();
    assert!((2..=4).contains(&before), "{before}");
    report(app, &kenya, KENYA);
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(receiver.messages("/").len(), before, "nobody is told any more");
    receiver.usually(Answer::Status(200));
    let enabled = app.patch(&kenya, &path, shown.header("etag"), r#"{"disabled": false}"#);
    assert_eq!((enabled.status, &enabled.json["state"]), (200, &json!("working")));
    let told = receiver.wait("/", before + 2);
    assert_eq!(told[before].revision(), revision, "it goes on where it was");
    assert!(app.run(&["verify"]).status.success());
}

fn who_is_gone_is_disabled_at_once(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    receiver.next(&[Answer::Status(410)]);
    let (path, _) = add(app, &kenya, &receiver.url("/"), json!({}));
    report(app, &kenya, KENYA);
    let shown = until(app, &kenya, &path, |shown| shown.json["disabled"] == true);
    assert_eq!(shown.json["disabled_because"], "the receiver answered 410: it is gone");
    assert_eq!(receiver.messages("/").len(), 1);
}

fn a_receiver_says_when(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    receiver.next(&[Answer::With(429, "retry-after: 3600\r\n")]);
    let (path, _) = add(app, &kenya, &receiver.url("/"), json!({}));
    report(app, &kenya, KENYA);
    let shown = until(app, &kenya, &path, |shown| shown.json["progress"]["next_attempt"].is_string());
    let time = |value: &Value| presence_model::Timestamp::parse(value.as_str().unwrap()).unwrap().0;
    let wait = time(&shown.json["progress"]["next_attempt"]) - time(&shown.json["progress"]["failing_since"]);
    assert!((3_599..3_660).contains(&(wait / 1_000_000)), "{wait}");
}

fn a_crash_leaves_nothing_out(app: &mut TestApp) {
    prepare(app, &[]);
    let (desk, receiver) = (app.desk(), Receiver::start());
    let (path, _) = add(app, &desk, &receiver.url("/"), json!({}));
    let headers = [("authorization", &*format!("Bearer {desk}")), ("content-type", "text/csv")];
    let before = app.revision();
    // Each row says something new: the notes differ.
    let row = |row: usize| format!("{}-hra,active,2024-06-18,{row}\n", ["ken", "per"][row % 2]);
    let rows: String = (0..600).map(row).collect();
    let file = format!("presence,status,effective_on,note\n{rows}");
    let done = app.send("POST", "/v1/imports", &headers, &file);
    assert_eq!(done.json["totals"]["rejected"], 0, "{}", done.text);
    let last = app.revision();
    receiver.wait("/", 150);
    app.restart();
    // The lease of the process that is gone runs out first.
    receiver.wait("/", 600);
    until(app, &desk, &path, |shown| shown.json["progress"]["delivered"] == json!(last));
    let told = receiver.messages("/");
    let mut newest = before;
    for message in &told {
        assert!(message.revision() <= newest + 1, "{} before {}", message.revision(), newest + 1);
        newest = newest.max(message.revision());
    }
    let mut revisions: Vec<_> = told.iter().map(Message::revision).collect();
    revisions.sort_unstable();
    revisions.dedup();
    assert_eq!(revisions, (last - 599..=last).collect::<Vec<_>>());
    assert!(app.run(&["verify"]).status.success());
}

fn several_instances_tell_each_change_once(app: &mut TestApp) {
    prepare(app, &[]);
    let (mut second, address) = app.another();
    let (desk, receiver) = (app.desk(), Receiver::start());
    let first = app.address.clone();
    let (path, _) = add(app, &desk, &receiver.url("/"), json!({}));
    let mut revisions = Vec::new();
    for round in 0..10 {
        app.address = if round % 2 == 0 { first.clone() } else { address.clone() };
        revisions.push(report(app, &desk, KENYA));
    }
    let told = receiver.wait("/", 10);
    assert_eq!(told.iter().map(Message::revision).collect::<Vec<_>>(), revisions);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(receiver.messages("/").len(), 10, "once each");
    // Whoever is telling it ends in the middle; the other one takes over.
    app.address = first.clone();
    receiver.next(&[Answer::After(Duration::from_secs(8), 200)]);
    second.kill().unwrap();
    second.wait().unwrap();
    let last = report(app, &desk, KENYA);
    receiver.wait("/", 11);
    let (mut third, address) = app.another();
    app.kill();
    app.address = address;
    let told = receiver.wait("/", 12);
    assert_eq!((told[10].revision(), told[11].revision()), (last, last));
    assert_eq!(told[10].id(), told[11].id());
    until(app, &desk, &path, |shown| shown.json["progress"]["delivered"] == json!(last));
    third.kill().unwrap();
    third.wait().unwrap();
    assert!(app.run(&["verify"]).status.success());
}

fn what_is_altered_is_found(app: &mut TestApp) {
    prepare(app, &[]);
    let (kenya, receiver) = (manager(app, "KEN"), Receiver::start());
    let (path, _) = add(app, &kenya, &receiver.url("/"), json!({}));
    report(app, &kenya, KENYA);
    until(app, &kenya, &path, |shown| shown.json["progress"]["delivered"].is_u64());
    app.kill();
    assert!(app.run(&["verify"]).status.success());
    let mut connection = AnyConnection::open_existing(&app.database.parse().unwrap()).unwrap();
    for (statement, back, table) in [
        ("UPDATE webhook_states SET told = told + 1", "UPDATE webhook_states SET told = told - 1", "webhook_states"),
        (
            "UPDATE webhook_deliveries SET status = 500",
            "UPDATE webhook_deliveries SET status = 204",
            "webhook_deliveries",
        ),
        ("UPDATE webhooks SET name = 'x'", "UPDATE webhooks SET name = 'dashboard'", "webhooks"),
        ("UPDATE webhook_secrets SET created_at = created_at + 1", "SELECT 1", "webhook_secrets"),
    ] {
        sql_query(statement).execute(&mut connection).unwrap();
        let found = app.run(&["verify"]);
        assert!(!found.status.success() && String::from_utf8_lossy(&found.stdout).contains(table), "{statement}");
        sql_query(back).execute(&mut connection).unwrap();
    }
}
