//! Faults: what the disk, the clock, the system and the database can do to a registry. What was answered 201 is there
//! once, nothing else is, and it goes on by itself when the fault is over.

use std::{
    net::TcpStream,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use serde_json::Value;

use crate::harness::{ACTIVE, Engine, TestApp, on_both, on_postgres};

on_both! { a_process_that_stands_still_goes_on no_files_left_is_over_when_some_are_closed }

on_postgres! { reads_go_on_without_the_database a_database_that_hangs_does_not_hang_its_clients }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// The library that makes faults, compiled once.
fn library() -> &'static PathBuf {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let library = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/faults.c");
        let compiled =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).args([source, "-ldl"]).status();
        assert!(compiled.unwrap().success());
        library
    })
}

/// A registry whose clock is so many seconds behind.
pub fn behind(engine: Engine, seconds: i64) -> TestApp {
    let mut app = TestApp::stopped(engine, &[]);
    let faults = app.folder.path().join("faults");
    app.variables = vec![
        ("LD_PRELOAD".to_owned(), library().display().to_string()),
        ("FAULTS".to_owned(), faults.display().to_string()),
    ];
    std::fs::write(faults.with_extension("clock"), seconds.to_string()).unwrap();
    app.restart();
    app
}

/// Sets the clock right.
pub fn on_time(app: &TestApp) {
    std::fs::remove_file(app.folder.path().join("faults.clock")).unwrap();
}

/// A token that is made by the server's clock.
pub fn token(app: &TestApp, arguments: &[&str]) -> String {
    let mut token = app.command(&["token"]);
    let token = token.args(arguments).envs(app.variables.clone()).output().unwrap();
    String::from_utf8(token.stdout).unwrap().trim().to_owned()
}

/// A registry on SQLite whose disk and clock can fail.
struct Faulty {
    app: TestApp,
    token: String,
    written: u64,
}

impl Faulty {
    fn start() -> Self {
        // Its keys and a token are made an hour ago, so that they hold also when it is an hour ago again.
        let app = behind(Engine::Sqlite, 3600);
        let token = token(&app, &["--office", "KEN"]);
        on_time(&app);
        let mut faulty = Self { app, token, written: 0 };
        faulty.writes();
        faulty
    }

    fn begin(&self, fault: &str) {
        std::fs::write(self.app.folder.path().join(format!("faults.{fault}")), "").unwrap();
    }

    fn end(&self, fault: &str) {
        std::fs::remove_file(self.app.folder.path().join(format!("faults.{fault}"))).unwrap();
    }

    /// A write that is taken.
    fn writes(&mut self) -> Value {
        self.written += 1;
        let note = format!(r#"{{"status": "active", "effective_on": "2024-06-18", "note": "{}"}}"#, self.written);
        let key = self.written.to_string();
        // As a client does that means it: the same again, until there is an answer.
        let answer = self.app.until(|| {
            let answer = self.app.post_with(&self.token, KENYA, &[("idempotency-key", &key)], &note);
            (answer.status != 503).then_some(answer)
        });
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json
    }

    /// A write that is not.
    fn refuses(&self) {
        let key = (self.written + 1).to_string();
        let note = format!(r#"{{"status": "active", "effective_on": "2024-06-18", "note": "{key}"}}"#);
        let answer = self.app.post_with(&self.token, KENYA, &[("idempotency-key", &key)], &note);
        assert_eq!((answer.status, answer.header("retry-after").is_empty()), (503, false), "{}", answer.text);
    }

    /// Everything that was answered is there once, in this process, in the next, and in the file.
    fn is_whole(&mut self) {
        for _ in 0..2 {
            let page = self.app.get_as(&self.token, &format!("{KENYA}?limit=1000")).json;
            let mut notes: Vec<u64> =
                page["data"].as_array().unwrap().iter().map(|u| u["note"].as_str().unwrap().parse().unwrap()).collect();
            notes.sort_unstable();
            assert_eq!(notes, (1..=self.written).collect::<Vec<_>>());
            self.app.restart();
        }
        self.app.kill();
        assert!(self.app.succeed(&["verify"]).contains("nothing was altered"));
    }
}

fn the_disk_fails(fault: &str) {
    let mut faulty = Faulty::start();
    faulty.writes();
    for _ in 0..2 {
        faulty.begin(fault);
        for _ in 0..3 {
            faulty.refuses();
        }
        assert_eq!(faulty.app.get("/v1/presences?limit=200").status, 200, "reads go on");
        let ready = faulty.app.get("/readyz");
        assert_eq!((ready.status, ready.text.contains("degraded")), (503, true), "{}", ready.text);
        faulty.end(fault);
        faulty.writes();
        assert_eq!(faulty.app.get("/readyz").status, 200);
    }
    // Killed while it fails: what comes after the start is no different.
    faulty.begin(fault);
    faulty.refuses();
    faulty.app.kill();
    faulty.end(fault);
    faulty.app.restart();
    faulty.writes();
    faulty.is_whole();
}

#[test]
fn a_full_disk_refuses_writes_and_loses_none() {
    the_disk_fails("full");
}

#[test]
fn a_disk_that_cannot_sync_refuses_writes_and_loses_none() {
    the_disk_fails("sync");
}

#[test]
fn a_read_only_file_system_refuses_writes_and_loses_none() {
    the_disk_fails("readonly");
}

#[test]
fn a_disk_that_is_full_at_the_start_is_said() {
    let app = TestApp::stopped(Engine::Sqlite, &[]);
    let faults = app.folder.path().join("faults");
    std::fs::write(faults.with_extension("full"), "").unwrap();
    let mut command = app.command(&["serve", "--bind", "127.0.0.1:0"]);
    let output = command.env("LD_PRELOAD", library()).env("FAULTS", faults).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("disk"), "{said}");
}

/// A registry that was there is served to be read, and takes writes again by itself.
fn the_disk_fails_at_the_start(fault: &str) {
    let mut faulty = Faulty::start();
    faulty.writes();
    // After a kill the write-ahead log is there; on a file system that is read-only SQLite opens it so that this process
    // cannot write any more, and only another start can.
    for killed in if fault == "full" { &[false, true][..] } else { &[false] } {
        if *killed {
            faulty.app.kill();
        } else {
            assert!(faulty.app.terminate().success());
        }
        faulty.begin(fault);
        faulty.app.restart();
        assert_eq!(faulty.app.get(KENYA).json["page"]["total"], faulty.written);
        faulty.refuses();
        let ready = faulty.app.get("/readyz");
        assert_eq!((ready.status, ready.text.contains("degraded")), (503, true), "{}", ready.text);
        faulty.end(fault);
        faulty.writes();
        faulty.app.until(|| (faulty.app.get("/readyz").status == 200).then_some(()));
    }
    faulty.is_whole();
}

#[test]
fn a_disk_that_is_full_at_the_start_lets_read() {
    the_disk_fails_at_the_start("full");
}

#[test]
fn a_disk_that_is_read_only_at_the_start_lets_read() {
    the_disk_fails_at_the_start("readonly");
}

#[test]
fn a_clock_that_is_set_back_turns_nothing_around() {
    let mut faulty = Faulty::start();
    let before = faulty.writes()["recorded_at"].as_str().unwrap().to_owned();
    faulty.begin("clock");
    std::thread::sleep(Duration::from_millis(500));
    let during = faulty.writes()["recorded_at"].as_str().unwrap().to_owned();
    assert!(during >= before, "{during} is before {before}");
    assert_eq!(faulty.app.get("/readyz").status, 200);
    let listed = faulty.app.get(&format!("/v1/presences?as_of={before}&limit=1"));
    assert_eq!(listed.status, 200, "{}", listed.text);
    faulty.app.restart();
    faulty.writes();
    faulty.end("clock");
    faulty.writes();
    assert_eq!(faulty.app.get("/readyz").status, 200, "an hour that was none is no silence");
    let history = faulty.app.get("/v1/presences/ken-hra/history?limit=1000").json;
    let times: Vec<_> =
        history["data"].as_array().unwrap().iter().map(|e| e["recorded_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted() || times.iter().rev().is_sorted(), "{times:?}");
    faulty.is_whole();
}

#[test]
fn damaged_pages_are_found_and_not_served() {
    let mut app = TestApp::start(Engine::Sqlite);
    assert_eq!(app.get("/healthz").status, 200);
    assert!(app.terminate().success());
    let file = app.folder.path().join("registry.db");
    let whole = std::fs::read(&file).unwrap();
    // Pages all over the file, one at a time.
    let pages = whole.len() / 4096;
    let mut found = 0;
    for page in (0..pages).step_by(pages / 12) {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0x5a);
        std::fs::write(&file, bytes).unwrap();
        let output = app.run(&["verify"]);
        found += usize::from(!output.status.success());
    }
    assert!(found >= 11, "{found} of 12 were found; a page that is not used may be any");
    let mut bytes = whole.clone();
    bytes[100..4096].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let said = app.fail(&["serve", "--bind", "127.0.0.1:0"]);
    assert!(said.contains("is damaged") && said.contains("restore"), "{said}");
    // A single letter, in the ledger: no page is damaged, and the hash tells.
    let place = whole.windows(8).rposition(|bytes| bytes == b"Nairobi\"").unwrap();
    let mut bytes = whole.clone();
    bytes[place] = b'M';
    std::fs::write(&file, bytes).unwrap();
    let output = app.run(&["verify"]);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let said = app.fail(&["serve", "--bind", "127.0.0.1:0"]);
    assert!(said.contains("not what was recorded"), "{said}");
    std::fs::write(&file, whole).unwrap();
    app.succeed(&["verify"]);
}

fn a_process_that_stands_still_goes_on(app: &mut TestApp) {
    let (token, pid) = (app.office("KEN"), app.pid().to_string());
    let signal = |name: &str| assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    signal("-STOP");
    let shared = &*app;
    let answer = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| shared.post(&token, KENYA, ACTIVE));
        std::thread::sleep(Duration::from_secs(3));
        signal("-CONT");
        waiting.join().unwrap()
    });
    assert_eq!(answer.status, 201);
    assert_eq!(app.get(KENYA).json["page"]["total"], 1);
    app.until(|| (app.get("/readyz").status == 200).then_some(()));
}

fn no_files_left_is_over_when_some_are_closed(app: &mut TestApp) {
    app.kill();
    app.files = Some(48);
    app.restart();
    let token = app.office("KEN");
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201);
    let connections: Vec<_> = (0..100).filter_map(|_| TcpStream::connect(&app.address).ok()).collect();
    std::thread::sleep(Duration::from_secs(1));
    drop(connections);
    app.until(|| app.try_post(&token, KENYA, "after", ACTIVE).filter(|status| *status == 201));
    assert_eq!(app.get(KENYA).json["page"]["total"], 2);
    app.kill();
    assert!(app.succeed(&["verify"]).contains("nothing was altered"));
}

/// The database lets nobody in, or again everybody.
fn admit(app: &TestApp, admitted: bool) {
    let (server, name) = app.database.rsplit_once('/').unwrap();
    let mut admin = PgConnection::establish(&format!("{server}/postgres")).unwrap();
    sql_query(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {admitted}")).execute(&mut admin).unwrap();
    if !admitted {
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        sql_query(end).execute(&mut admin).unwrap();
    }
}

fn reads_go_on_without_the_database(app: &mut TestApp) {
    let (kenya, desk) = (app.office("KEN"), app.desk());
    assert_eq!(app.post(&kenya, KENYA, ACTIVE).status, 201);
    let list = app.get("/v1/presences?limit=200");
    assert!(list.header("warning").is_empty() && list.header("age").is_empty());
    admit(app, false);
    let refused = app.post(&kenya, KENYA, ACTIVE);
    assert_eq!((refused.status, refused.header("retry-after").is_empty()), (503, false), "{}", refused.text);
    let ready = app.until(|| Some(app.get("/readyz")).filter(|ready| ready.status == 503));
    assert!(ready.text.contains("degraded"), "{}", ready.text);
    let stale =
        app.until(|| Some(app.get("/v1/presences?limit=200")).filter(|list| !list.header("warning").is_empty()));
    assert_eq!((stale.status, &stale.json), (200, &list.json));
    assert!(stale.header("warning").starts_with("110 "), "{}", stale.header("warning"));
    assert!(stale.header("age").parse::<u64>().unwrap() >= 5);
    assert_eq!(app.get("/healthz").status, 200);
    assert_eq!(app.get_as(&desk, "/v1/admin/status").json["state"], "degraded");
    let unchanged = app.send("GET", "/v1/presences?limit=200", &[("if-none-match", list.header("etag"))], "");
    assert_eq!(unchanged.status, 304);
    admit(app, true);
    app.until(|| (app.get("/readyz").status == 200).then_some(()));
    assert_eq!(app.post(&kenya, KENYA, ACTIVE).status, 201);
    assert!(app.get("/v1/presences?limit=200").header("warning").is_empty());
    assert_eq!(app.get(KENYA).json["page"]["total"], 2);
}

fn a_database_that_hangs_does_not_hang_its_clients(app: &mut TestApp) {
    let token = app.office("KEN");
    // Somebody has the writer's place and does not give it back.
    let mut connection = PgConnection::establish(&app.database).unwrap();
    sql_query("SELECT pg_advisory_lock(8102650225890321253)").execute(&mut connection).unwrap();
    let begun = Instant::now();
    let hung = app.post_with(&token, KENYA, &[("idempotency-key", "hung")], ACTIVE);
    assert_eq!((hung.status, hung.header("retry-after").is_empty()), (503, false), "{}", hung.text);
    assert!(begun.elapsed() < Duration::from_secs(40));
    assert_eq!(app.get("/v1/presences").status, 200);
    drop(connection);
    let again = app.until(|| {
        Some(app.post_with(&token, KENYA, &[("idempotency-key", "hung")], ACTIVE)).filter(|again| again.status != 503)
    });
    assert_eq!(again.status, 201);
    assert_eq!(app.get(KENYA).json["page"]["total"], 1, "once, though it was sent twice");
}
