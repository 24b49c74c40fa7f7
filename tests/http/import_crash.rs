//! A crash, or a stop, in the middle of a large import: after the restart it is finished, and every row is in once or not at all.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    harness::{Engine, TestApp},
    imports::{finished, many},
};

const ROWS: usize = 20_000;

/// An import whose instance dies is finished by another one.
#[test]
fn postgres_taken_over() {
    let mut app = TestApp::start(Engine::Postgres);
    let (other, token, before) = (app.elsewhere(), app.office("KEN"), app.revision());
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/csv")];
    let accepted = app.send("POST", "/v1/imports?mode=partial", &headers, &many(ROWS, None));
    assert_eq!(accepted.status, 202, "{}", accepted.text);
    app.kill();
    app.address.clone_from(&other.address);
    let begun = Instant::now();
    let done = loop {
        let shown = app.get_as(&token, accepted.header("location")).json;
        if shown["state"] != "running" {
            break shown;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{shown}");
        std::thread::sleep(Duration::from_millis(500));
    };
    assert_eq!((&done["state"], &done["totals"]["updated"]), (&"completed".into(), &ROWS.into()));
    assert_eq!(app.revision(), before + ROWS as u64);
    assert!(app.run(&["verify"]).status.success());
}

#[test]
fn sqlite_atomic() {
    survives(Engine::Sqlite, "atomic");
}

#[test]
fn sqlite_partial() {
    survives(Engine::Sqlite, "partial");
}

#[test]
fn postgres_atomic() {
    survives(Engine::Postgres, "atomic");
}

#[test]
fn postgres_partial() {
    survives(Engine::Postgres, "partial");
}

fn survives(engine: Engine, mode: &str) {
    let mut app = TestApp::start(engine);
    let (token, before) = (app.office("KEN"), app.revision());
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/csv")];
    let accepted = app.send("POST", &format!("/v1/imports?mode={mode}"), &headers, &many(ROWS, None));
    assert_eq!(accepted.status, 202, "{}", accepted.text);
    let mut killed_within = 0;
    for round in 0..5 {
        std::thread::sleep(Duration::from_millis(150 + 130 * round));
        let running = app.get_as(&token, accepted.header("location")).json["state"] == "running";
        let moved = app.revision() - before;
        assert!(mode == "partial" || moved == 0 || moved == ROWS as u64, "an atomic import is never seen half done");
        killed_within += u32::from(running);
        // Told to stop, or not even that.
        if round % 2 == 1 {
            assert!(app.terminate().success());
        } else {
            assert!(Command::new("kill").args(["-9", &app.pid().to_string()]).status().unwrap().success());
        }
        app.restart();
    }
    assert!(killed_within > 0, "the import was done before the first kill");
    let done = finished(&app, &token, accepted.header("location"));
    assert_eq!(
        (done.json["state"].as_str(), done.json["totals"]["updated"].as_u64()),
        (Some("completed"), Some(ROWS as u64))
    );
    assert_eq!(app.revision(), before + ROWS as u64);
    // The report says of each row at which revision it is, and there it is.
    let report = app.get_as(&token, &format!("{}/report", accepted.header("location"))).json;
    let rows = report["data"].as_array().unwrap();
    assert_eq!(rows.len(), ROWS);
    for row in rows.iter().step_by(997) {
        let update = app.get_as(&token, &format!("/v1/status-updates/{}", row["revision"])).json;
        assert_eq!(update["note"], format!("row {}", row["row"].as_u64().unwrap() - 2));
    }
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
