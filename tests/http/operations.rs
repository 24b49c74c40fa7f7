//! What operators see: traces from the request to the webhook, log lines as JSON, metrics at an address of their own, the
//! desk's status.

use serde_json::{Value, json};

use crate::{
    harness::{ACTIVE, Engine, TestApp, execute, on_both},
    receiver::Receiver,
    webhooks::{add, prepare},
};

on_both! {
    a_trace_goes_from_the_request_to_the_webhook
    log_lines_are_json_where_that_is_wanted
    metrics_have_an_address_of_their_own
    the_desk_sees_how_an_instance_does
    what_is_much_and_old_is_read_from_a_replica_that_keeps_up
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn a_trace_goes_from_the_request_to_the_webhook(app: &mut TestApp) {
    prepare(app, &[]);
    let (desk, receiver) = (app.desk(), Receiver::start());
    let (path, _) = add(app, &desk, &receiver.url("/"), json!({}));
    app.post_with(&desk, KENYA, &[("traceparent", TRACE)], ACTIVE);
    app.post_with(&desk, KENYA, &[("traceparent", "nonsense")], ACTIVE);
    // The rows of an import belong to the trace of the import.
    let rows = r#"[{"presence": "per-hra", "status": "active", "effective_on": "2024-06-19"}]"#;
    assert_eq!(app.post_with(&desk, "/v1/imports?format=json", &[("traceparent", TRACE)], rows).status, 200);
    let told = receiver.wait("/", 3);
    let traces: Vec<_> = told.iter().map(|message| message.headers.get("traceparent").map(String::as_str)).collect();
    assert_eq!(traces, [Some(TRACE), None, Some(TRACE)]);
    assert_eq!(told[0].json["traceparent"], TRACE);
    assert!(told[1].json.get("traceparent").is_none());
    // It survives what the process does not, as soon as it is recorded what was sent.
    let sent = app.until(|| {
        let sent = app.get_as(&desk, &format!("{path}/deliveries")).json["data"].as_array()?.clone();
        (sent.len() == 3).then_some(sent)
    });
    app.restart();
    let first = sent.iter().min_by_key(|delivery| delivery["revision"].as_u64()).unwrap();
    let again = format!("{path}/deliveries/{}/redeliver", first["id"].as_str().unwrap());
    assert_eq!(app.post(&desk, &again, "").status, 200);
    assert_eq!(receiver.wait("/", 4)[3].headers["traceparent"], TRACE);
    app.kill();
    assert!(app.run(&["verify"]).status.success(), "the trace is part of what the ledger's hashes say");
}

fn log_lines_are_json_where_that_is_wanted(app: &mut TestApp) {
    app.options = vec!["--log-format".to_owned(), "json".to_owned()];
    app.restart();
    app.send("GET", "/v1/presences/ken-hra", &[("x-request-id", "r-1"), ("traceparent", TRACE)], "");
    app.send("GET", "/v1/presences/ken-hra", &[("x-request-id", "r-2")], "");
    let line = |id: &str| {
        app.until(|| {
            let log = std::fs::read_to_string(app.log_file()).ok()?;
            let mut lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            lines.find(|line| line["id"] == id)
        })
    };
    let first = line("r-1");
    assert_eq!(
        (&first["target"], &first["level"], &first["method"]),
        (&json!("access"), &json!("INFO"), &json!("GET"))
    );
    assert_eq!((&first["status"], &first["route"]), (&json!(200), &json!("/v1/presences/{code}")));
    assert_eq!(first["trace"], "0af7651916cd43dd8448eb211c80319c");
    assert!(first["duration_us"].is_u64() && first["time"].is_string(), "{first}");
    assert!(line("r-2").get("trace").is_none());
}

fn metrics_have_an_address_of_their_own(app: &mut TestApp) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    app.options = vec!["--metrics-bind".to_owned(), free.to_string()];
    app.restart();
    assert_eq!(app.get("/metrics").status, 404);
    assert_eq!(app.get("/readyz").status, 200);
    let public = std::mem::replace(&mut app.address, free.to_string());
    assert!(app.get("/metrics").text.contains("presence_registry_revision"));
    assert_eq!(app.get("/healthz").status, 200);
    assert_eq!(app.get("/v1/presences").status, 404);
    app.address = public;
    // Whoever takes an address that is taken learns it.
    let said = app.fail(&["serve", "--bind", "127.0.0.1:0", "--metrics-bind", &free.to_string()]);
    assert!(said.contains("cannot listen"), "{said}");
}

fn the_desk_sees_how_an_instance_does(app: &mut TestApp) {
    let desk = app.desk();
    app.post(&desk, KENYA, ACTIVE);
    let status = app.get_as(&desk, "/v1/admin/status");
    assert_eq!((status.status, status.header("cache-control")), (200, "no-store"));
    let status = status.json;
    assert_eq!((&status["state"], &status["revision"]), (&json!("ok"), &json!(app.revision())));
    assert_eq!((&status["writes_waiting"], &status["backups"]), (&json!(0), &Value::Null));
    assert!(status["database_silence"].as_f64().unwrap() < 5.0);
    let password =
        app.database.split(':').nth(2).and_then(|rest| rest.split('@').next()).filter(|_| app.database.contains('@'));
    assert!(password.is_none_or(|password| !status.to_string().contains(password)), "{status}");
}

fn what_is_much_and_old_is_read_from_a_replica_that_keeps_up(app: &mut TestApp) {
    let desk = app.desk();
    app.post(&desk, KENYA, ACTIVE);
    let (engine, backup) = (app.engine(), app.folder.path().join("backup"));
    app.succeed(&["backup", backup.to_str().unwrap()]);
    let replica = TestApp::stopped(engine, &[]);
    replica.succeed(&["restore", backup.to_str().unwrap()]);
    // So that one can tell which of the two was asked.
    execute(&mut replica.connection(), "UPDATE changes SET client = 'replica' WHERE revision = 1").unwrap();
    app.options = vec!["--database-read-url".to_owned(), replica.database.clone()];
    app.restart();
    let first = |app: &TestApp| app.get_as(&desk, "/v1/ledger/entries/1").text.contains("replica");
    assert!(first(app), "it has everything that the registry knows");
    assert_eq!(app.get_as(&desk, "/v1/audit?limit=1").status, 200);
    assert_eq!(app.post(&desk, KENYA, ACTIVE).status, 201);
    assert!(!first(app), "it lies behind");
    app.options[1] = match engine {
        Engine::Sqlite => "sqlite:/nowhere/registry.db".to_owned(),
        Engine::Postgres => "postgres://nobody@127.0.0.1:1/none".to_owned(),
    };
    app.restart();
    assert!(!first(app), "it is not there");
}
