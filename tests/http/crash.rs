//! A crash: the registry is killed while a client writes as fast as it can. What was answered 201 is there once.

use std::{
    collections::BTreeSet,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use crate::harness::{Engine, TestApp};

const ROUNDS: u64 = 20;
const CODES: [&str; 4] = ["ken-hra", "per-hra", "npl-hra", "mda-hra"];

#[test]
fn sqlite() {
    survives(Engine::Sqlite);
}

#[test]
fn postgres() {
    survives(Engine::Postgres);
}

fn survives(engine: Engine) {
    let mut app = TestApp::start(engine);
    let token = app.desk();
    let mut answered = BTreeSet::new();
    for round in 0..ROUNDS {
        let stop = AtomicBool::new(false);
        let pid = app.pid();
        let shared = &app;
        let these: Vec<String> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|writer| {
                    scope.spawn({
                        let (stop, token) = (&stop, &token);
                        move || write(shared, token, round, writer, stop)
                    })
                })
                .collect();
            // The moment differs from round to round, and from run to run by the noise of the machine.
            std::thread::sleep(Duration::from_millis(20 + round * 37 % 200));
            assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
            stop.store(true, Ordering::Relaxed);
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        answered.extend(these);
        app.restart();
    }
    assert!(!answered.is_empty(), "something was written before a kill");
    let mut found = Vec::new();
    let mut path = "/v1/status-updates?limit=1000".to_owned();
    loop {
        let page = app.get_as(&token, &path);
        found.extend(page.json["data"].as_array().unwrap().iter().map(|u| u["note"].as_str().unwrap().to_owned()));
        match page.json["page"]["next"].as_str() {
            Some(next) => next.clone_into(&mut path),
            None => break,
        }
    }
    let once: BTreeSet<_> = found.iter().cloned().collect();
    assert_eq!(once.len(), found.len(), "none is there twice");
    let lost: Vec<_> = answered.difference(&once).collect();
    assert!(lost.is_empty(), "answered but lost: {lost:?}");
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// Writes until it is told to stop or the server is gone; gives the notes of all that was answered 201.
fn write(app: &TestApp, token: &str, round: u64, writer: usize, stop: &AtomicBool) -> Vec<String> {
    let mut answered = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let note = format!("{round}-{writer}-{number}");
        let body = format!(r#"{{"status": "active", "effective_on": "2024-06-18", "note": "{note}"}}"#);
        let path = format!("/v1/presences/{}/status-updates", CODES[writer]);
        // A retry with the same key after a lost answer must not double the update.
        match app.try_post(token, &path, &note, &body) {
            Some(201) => answered.push(note),
            Some(status) => panic!("status {status}"),
            None => break,
        }
    }
    answered
}
