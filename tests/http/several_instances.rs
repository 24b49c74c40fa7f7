//! Several processes on one database: writes are serialised, and each follows the others.

use crate::harness::{ACTIVE, Engine, TestApp, on_postgres};

on_postgres! { two_instances_share_one_ledger what_was_written_elsewhere_is_waited_for }

fn two_instances_share_one_ledger(app: &mut TestApp) {
    let (mut second, address) = app.another();
    let token = app.desk();
    let before = app.revision();
    let first = app.address.clone();
    let app = &mut *app;
    for round in 0..20 {
        app.address = if round % 2 == 0 { first.clone() } else { address.clone() };
        assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    }
    for address in [&first, &address] {
        app.address = address.clone();
        let mut total = 0;
        for _ in 0..50 {
            total = app.get("/v1/presences/ken-hra/status-updates?limit=100").json["page"]["total"].as_u64().unwrap();
            if total == 20 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(total, 20);
        assert_eq!(app.revision(), before + 20, "revisions are dense");
    }
    second.kill().unwrap();
    second.wait().unwrap();
    app.address = first;
    assert!(app.run(&["verify"]).status.success());
}

fn what_was_written_elsewhere_is_waited_for(app: &mut TestApp) {
    let (mut second, address) = app.another();
    let (token, first) = (app.desk(), app.address.clone());
    for _ in 0..20 {
        app.address = first.clone();
        let update = app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).json["id"].clone();
        app.address = address.clone();
        // At once, on the other instance.
        let seen = app.send("GET", "/v1/presences/ken-hra", &[("min-revision", &update.to_string())], "");
        assert_eq!((seen.status, &seen.json["revision"]), (200, &update), "{}", seen.text);
        let list = app.get(&format!("/v1/presences?code=ken-hra&min_revision={update}"));
        assert_eq!(list.json["data"][0]["revision"], update);
    }
    let (begun, newest) = (std::time::Instant::now(), app.revision());
    let later = app.get(&format!("/v1/presences?min_revision={}", newest + 1));
    assert_eq!((later.status, later.header("retry-after").is_empty()), (503, false), "{}", later.text);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(2));
    assert_eq!(app.get("/v1/presences?min_revision=x").status, 400);
    second.kill().unwrap();
    second.wait().unwrap();
    app.address = first;
}

#[test]
fn an_sqlite_file_is_served_once() {
    let mut app = TestApp::start(Engine::Sqlite);
    let second = app.run(&["serve", "--bind", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success());
    assert!(said.contains("another process serves SQLite") && said.contains("PostgreSQL"), "{said}");
    // The command line writes beside it, and whoever is killed leaves nothing locked.
    app.client(&["--office", "KEN"]);
    app.restart();
    assert_eq!(app.post(&app.office("KEN"), "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
}
