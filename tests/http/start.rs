//! The first start and the later ones.

use crate::harness::{ACTIVE, Engine, TestApp, on_both};

on_both! { the_baseline_is_there a_second_start_keeps_everything a_stop_finishes_what_was_accepted the_log_has_no_secrets }

fn the_baseline_is_there(app: &mut TestApp) {
    let index = app.get("/v1");
    assert_eq!(index.status, 200);
    assert_eq!(index.json["totals"]["presences"], 95);
    assert_eq!(index.json["totals"]["adviser_posts"], 44);
    assert_eq!(index.json["totals"]["status_updates"], 0);
    let desk = app.desk();
    for (name, link) in index.json["links"].as_object().unwrap() {
        let answer = app.get_as(&desk, link.as_str().unwrap());
        assert_eq!(answer.status, 200, "{name}");
    }
    let advisers = app.get("/v1/presences?type=human_rights_adviser&limit=200");
    assert_eq!(advisers.json["page"]["total"], 44);
    assert_eq!(advisers.json["page"]["next"], serde_json::Value::Null);
    assert_eq!(advisers.json["data"].as_array().unwrap().len(), 44);
    assert_eq!(app.get("/v1/adviser-posts?status=not_reported").json["page"]["total"], 44);
    assert_eq!(app.get("/v1/offices?kind=resident_coordinator_office").json["page"]["total"], 44);
    assert_eq!(app.get("/v1/countries").json["page"]["total"], 249);
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!(kenya["last_report"], serde_json::Value::Null, "the baseline is not an office's report");
    assert_eq!(kenya["provenance"]["confidence"], "assumed");
}

fn a_second_start_keeps_everything(app: &mut TestApp) {
    let token = app.office("KEN");
    assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    let before = app.get("/v1/presences?limit=200").text;
    app.restart();
    assert_eq!(app.get("/v1/presences?limit=200").text, before);
    assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201, "the key is the same");
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn a_stop_finishes_what_was_accepted(app: &mut TestApp) {
    let token = app.office("KEN");
    assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    assert!(app.terminate().success());
    app.restart();
    assert_eq!(app.get("/v1/presences/ken-hra/status-updates").json["page"]["total"], 1);
}

fn the_log_has_no_secrets(app: &mut TestApp) {
    let token = app.office("KEN");
    let id = "trace-me-4711";
    let path = "/v1/presences/ken-hra/status-updates";
    let answer = app.post_with(&token, path, &[("x-request-id", id)], ACTIVE);
    assert_eq!(answer.header("x-request-id"), id);
    assert!(app.terminate().success());
    std::thread::sleep(std::time::Duration::from_millis(200));
    let log = std::fs::read_to_string(app.log_file()).unwrap();
    let line = log.lines().find(|line| line.contains(id)).expect("a line for the request");
    for part in ["method=POST", "route=/v1/presences/{code}/status-updates", "status=201", "duration_us="] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(!log.contains(&token), "no token in the log");
    assert!(!log.contains("Office open."), "no note in the log");
}

#[test]
fn a_public_registry_knows_its_address() {
    let app = TestApp::stopped(Engine::Sqlite, &[]);
    for options in [["--bind", "0.0.0.0:0"], ["--trusted-proxies", "10.0.0.1"]] {
        let said = app.fail(&[&["serve"], &options[..]].concat());
        assert!(said.contains("--issuer https://"), "{said}");
        assert!(!app.data_dir().exists(), "nothing was made");
    }
}

#[test]
fn a_forged_host_is_not_believed() {
    let app = TestApp::start(Engine::Sqlite);
    let path = "/.well-known/oauth-authorization-server";
    for forged in [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")] {
        let told = app.send("GET", path, &[forged], "");
        assert!(!told.text.contains("evil"), "{}", told.text);
        assert_eq!((told.header("cache-control"), told.header("vary")), ("no-store", "Host"));
    }
}

#[test]
fn passwords_of_databases_are_never_printed() {
    let app = TestApp::stopped(Engine::Sqlite, &[]);
    for url in [
        "mysql://user:hunter2@host/db",
        "postgres://user:hunter2@127.0.0.1:1/db",
        "postgres://user:hun/ter2@127.0.0.1/db",
        "postgres://user:hunter2@127.0.0.1:port/db",
        "postgres://127.0.0.1:1/db?password=hunter2",
    ] {
        let output = std::process::Command::new(crate::harness::PROGRAM)
            .args(["serve", "--bind", "127.0.0.1:0", "--database-url", url, "--data-dir"])
            .arg(app.data_dir())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && !said.contains("hunter2") && !said.contains("ter2@"), "{url}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn the_data_folder_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::start(Engine::Sqlite);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&app.data_dir()), 0o700);
    assert_eq!(mode(&app.folder.path().join("registry.db-served")), 0o600);
}
