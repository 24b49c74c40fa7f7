//! A database that the first version made, kept in `tests/fixtures/first`, opens with nothing lost.

use std::{collections::BTreeSet, fs, sync::Barrier};

use diesel::{QueryableByName, RunQueryDsl as _, connection::SimpleConnection as _, sql_query, sql_types::Text};
use serde_json::{Value, json};

use crate::harness::{ACTIVE, Engine, TestApp, on_both};

on_both! {
    super::first_version =>
    every_answer_of_then_is_given_today notes_are_there_for_those_who_may_read_them clients_are_as_they_were
    a_request_of_then_is_not_carried_out_twice it_is_sound_and_goes_on
}

/// The newest revision that the first version recorded: that a client was disabled. So it is no record's own revision.
const LAST: u64 = 464;

/// One of the kept files.
fn kept(name: &str) -> Vec<u8> {
    let file = format!("{}/tests/fixtures/first/{name}.zst", env!("CARGO_MANIFEST_DIR"));
    zstd::decode_all(fs::File::open(&file).unwrap()).unwrap()
}

/// What the first version said, and what it was asked to do. The same on both engines, but for times and made-up ids.
fn then(app: &TestApp) -> Value {
    let name = if app.database.starts_with("sqlite:") { "sqlite.json" } else { "postgres.json" };
    serde_json::from_slice(&kept(name)).unwrap()
}

/// The first version's database, not yet opened by today's server.
fn put_in_place(engine: Engine) -> TestApp {
    // As long as can be set: the keys of then must not be too old to be kept.
    let app = TestApp::stopped(engine, &["--keep-idempotency-keys", "3650d"]);
    match app.database.strip_prefix("sqlite:") {
        Some(file) => fs::write(file, kept("registry.db")).unwrap(),
        None => app.connection().batch_execute(&String::from_utf8(kept("registry.sql")).unwrap()).unwrap(),
    }
    app
}

fn first_version(engine: Engine) -> TestApp {
    let mut app = put_in_place(engine);
    app.restart();
    app
}

/// Notes what of an answer is gone or different. New properties may have come; lists are as long as they were.
fn compare(then: &Value, now: &Value, place: &str, lost: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (name, value) in then {
                match now.get(name) {
                    Some(now) => compare(value, now, &format!("{place}/{name}"), lost),
                    None => lost.push(format!("{place}/{name} is gone")),
                }
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            for (index, (then, now)) in then.iter().zip(now).enumerate() {
                compare(then, now, &format!("{place}/{index}"), lost);
            }
        }
        _ if then == now => {}
        _ => lost.push(format!("{place} was {then}, is {now}")),
    }
}

/// What is expected of today's answer. Today's server records its own keys when it starts, so the registry's newest
/// revision is another, and nothing else: not that of a record, and not what was known at an earlier revision.
fn today(then: &Value, newest: &Value) -> Value {
    let mut expected = then.clone();
    if then["revision"] == LAST {
        expected["revision"] = newest["revision"].clone();
    }
    if then["totals"].is_object() {
        expected["recorded_at"] = newest["recorded_at"].clone();
    }
    // A cursor names the revision of the list that it continues.
    if let Some(next) = then["page"]["next"].as_str() {
        expected["page"]["next"] =
            next.replace(&format!("cursor={LAST}."), &format!("cursor={}.", newest["revision"])).into();
    }
    expected
}

/// What is answered otherwise today, on purpose: totals count what exists; what is known of a date is of that date, and
/// before a record is known nothing is.
const OTHERWISE: [&str; 13] = [
    "/v1/totals/presences was 96, is 94",
    "/v1/totals/adviser_posts was 45, is 43",
    "/v1/totals/countries_served was 173, is 171",
    "/v1/presences/ken-hra?on=2024-01-01&include=posts/provenance/",
    "/v1/presences/ken-hra?on=2024-01-01&include=posts/last_report ",
    "/v1/presences/ken-hra?on=2024-01-01&include=posts/posts ",
    "/v1/adviser-posts?limit=1000&on=2024-06-30&fields=code,status,status_since/data ",
    "/v1/adviser-posts?limit=1000&on=2024-06-30&fields=code,status,status_since/page/total was 45, is 44",
    "/v1/presences/ken-hra?on=2024-07-02/city was \"Mombasa\", is \"Nairobi\"",
    "/v1/presences/ken-hra?on=2024-07-02/covers was [\"KEN\",\"SOM\"], is [\"KEN\"]",
    "/v1/presences/ken-hra?on=2024-01-01&include=posts/city was \"Mombasa\", is \"Nairobi\"",
    "/v1/presences/ken-hra?on=2024-01-01&include=posts/covers was [\"KEN\",\"SOM\"], is [\"KEN\"]",
    "/v1/presences/ken-hra/history?limit=1000/data/1/event was \"described\", is \"relocated\"",
];

fn lost(app: &TestApp) -> Vec<String> {
    let (said, desk, newest) = (then(app), app.desk(), app.get("/v1").json);
    assert!(newest["recorded_at"].as_str() >= said["answers"]["/v1"]["recorded_at"].as_str());
    let mut lost = Vec::new();
    for (path, then) in said["answers"].as_object().unwrap() {
        let now = app.get_as(&desk, path);
        assert_eq!(now.status, 200, "{path}: {}", now.text);
        compare(&today(then, &newest), &now.json, path, &mut lost);
    }
    lost.retain(|line| !OTHERWISE.iter().any(|known| line.starts_with(known)));
    lost
}

fn every_answer_of_then_is_given_today(app: &mut TestApp) {
    let lost = lost(app);
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    // Whoever was in the middle of a list goes on where it was, with the list of then.
    let said = then(app);
    let answers = said["answers"].as_object().unwrap();
    let begun: Vec<_> = answers.values().filter_map(|answer| answer["page"]["next"].as_str()).collect();
    assert!(!begun.is_empty(), "the fixture has a list of several pages");
    for next in begun {
        let page = app.get_as(&app.desk(), next);
        assert_eq!((page.status, &page.json["revision"]), (200, &json!(LAST)), "{next}: {}", page.text);
    }
    // What the answers do not show one by one: every change.
    let mut revisions = BTreeSet::new();
    let mut next = "/v1/changes?since=0&limit=1000".to_owned();
    loop {
        let page = app.get_as(&app.desk(), &next).json;
        let found = page["data"].as_array().unwrap();
        revisions.extend(found.iter().map(|change| change["revision"].as_u64().unwrap()));
        if found.is_empty() {
            break;
        }
        page["next"].as_str().unwrap().clone_into(&mut next);
    }
    for update in answers["/v1/status-updates?limit=1000"]["data"].as_array().unwrap() {
        assert!(revisions.contains(&update["id"].as_u64().unwrap()), "the feed of changes has {}", update["id"]);
    }
}

fn notes_are_there_for_those_who_may_read_them(app: &mut TestApp) {
    let (said, desk) = (then(app), app.desk());
    let list = "/v1/status-updates?limit=1000";
    let (all, public) = (app.get_as(&desk, list), app.get(list));
    let mut seen = BTreeSet::new();
    for update in said["answers"][list]["data"].as_array().unwrap() {
        let Some(note) = update["note"].as_str() else { continue };
        let find = |answer: &Value| {
            let mut updates = answer["data"].as_array().unwrap().iter();
            updates.find(|one| one["id"] == update["id"]).unwrap()["note"].clone()
        };
        assert_eq!(find(&all.json), note);
        let open = update["note_visibility"] == "public";
        assert_eq!(find(&public.json), if open { json!(note) } else { Value::Null }, "a restricted note remains so");
        seen.insert(open);
    }
    assert_eq!(seen.len(), 2, "the fixture has public and restricted notes");
}

fn clients_are_as_they_were(app: &mut TestApp) {
    let said = then(app);
    let list = String::from_utf8(app.run(&["client", "list"]).stdout).unwrap();
    let lines: Vec<_> = list.lines().collect();
    for line in said["clients"].as_array().unwrap() {
        assert!(lines.contains(&line.as_str().unwrap()), "{line} in {list}");
    }
    let refused = app.run(&["token", "--client", said["disabled"].as_str().unwrap()]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("disabled"));
    let token = app.token(&["--client", said["enabled"].as_str().unwrap()]);
    assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    assert_eq!(app.post(&token, "/v1/presences/per-hra/status-updates", ACTIVE).status, 403, "nor may it more");
}

fn a_request_of_then_is_not_carried_out_twice(app: &mut TestApp) {
    let (said, before) = (then(app), app.revision());
    for request in said["replays"].as_array().unwrap() {
        let text = |name: &str| request[name].as_str().unwrap();
        let token = match text("by") {
            by if by == text_of(&said, "disabled") => continue,
            by if by == text_of(&said, "enabled") => app.token(&["--client", by]),
            "HQ" => app.desk(),
            by => app.office(by),
        };
        let key = [("idempotency-key", text("key"))];
        let again = app.post_with(&token, text("path"), &key, text("body"));
        assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"), "{request}: {}", again.text);
        assert_eq!((again.header("location"), again.header("etag")), (text("location"), text("etag")));
        let mut lost = Vec::new();
        compare(&request["answer"], &again.json, text("path"), &mut lost);
        assert!(lost.is_empty(), "{}", lost.join("\n"));
        let other = app.post_with(&token, text("path"), &key, &text("body").replace('}', " }"));
        assert_eq!((other.status, other.json["type"].as_str()), (422, Some("/problems/idempotency-key-reused")));
    }
    assert_eq!(app.revision(), before);
}

fn text_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

fn it_is_sound_and_goes_on(app: &mut TestApp) {
    verified(app);
    let (said, desk, newest) = (then(app), app.desk(), app.revision());
    app.restart();
    assert_eq!(app.revision(), newest, "a second start has nothing to add");
    assert_eq!(lost(app), Vec::<String>::new());
    // Old records are corrected, described and reported on; new ones come beside them.
    let updates = said["answers"]["/v1/status-updates?limit=1000"]["data"].as_array().unwrap().iter();
    let mut of_kenya = updates.filter(|update| update["presence"] == "ken-hra" && update["superseded_by"].is_null());
    let wrong = of_kenya.find(|update| update["note"].is_string() && update["status"] == "active").unwrap();
    let correction = json!({"status": "active", "effective_on": wrong["effective_on"], "supersedes": wrong["id"]});
    let kenya = "/v1/presences/ken-hra/status-updates";
    let corrected = app.post(&app.office("KEN"), kenya, &correction.to_string());
    assert_eq!(corrected.status, 201, "{}", corrected.text);
    let senegal = app.office("SEN");
    let reported = app.post(&senegal, "/v1/presences/sen-hra/status-updates", ACTIVE);
    assert_eq!(reported.status, 201, "an office that the first version added reports: {}", reported.text);
    let tag = app.get("/v1/presences/xkx-mc").header("etag").to_owned();
    assert_eq!(app.patch(&desk, "/v1/presences/xkx-mc", &tag, r#"{"city": "Prizren"}"#).status, 200);
    let office = r#"{"country": "GHA", "name": "UN Resident Coordinator's Office, Ghana"}"#;
    assert_eq!(app.post(&desk, "/v1/offices", office).status, 201);
    assert!(!app.client(&["--office", "GHA"]).1.is_empty(), "clients have secrets today");
    app.restart();
    assert_eq!(app.get("/v1/presences/xkx-mc").json["city"], "Prizren");
    let superseded = app.get(&format!("/v1/status-updates/{}", wrong["id"])).json;
    assert_eq!(superseded["superseded_by"], corrected.json["id"]);
    let then = app.get_as(&desk, &format!("/v1/status-updates/{}?as_of={LAST}", wrong["id"]));
    assert_eq!(&then.json["note"], &wrong["note"], "the past is what it was");
    verified(app);
}

fn verified(app: &TestApp) {
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(app: &TestApp, sql: &str) -> Vec<String> {
    use presence_store::AnyConnection::{Postgres, Sqlite};
    let found: Vec<Line> = match &mut app.connection() {
        Sqlite(connection) => sql_query(sql).load(connection),
        Postgres(connection) => sql_query(sql).load(connection),
    }
    .unwrap();
    found.into_iter().map(|row| row.line).collect()
}

/// What the first version recorded, as it stands in the ledger.
fn ledger(app: &TestApp) -> Vec<String> {
    let columns = ["revision", "recorded_at", "office", "client", "token", "request", "kind", "code", "record"];
    let columns = columns.map(|column| format!("COALESCE(CAST({column} AS TEXT), '')")).join(" || '|' || ");
    lines(app, &format!("SELECT {columns} AS line FROM changes WHERE revision <= {LAST} ORDER BY revision"))
}

#[test]
fn the_ledger_is_kept_to_the_letter_on_sqlite() {
    the_ledger_is_kept_to_the_letter(Engine::Sqlite);
}

#[test]
fn the_ledger_is_kept_to_the_letter_on_postgres() {
    the_ledger_is_kept_to_the_letter(Engine::Postgres);
}

fn the_ledger_is_kept_to_the_letter(engine: Engine) {
    let mut app = put_in_place(engine);
    let before = ledger(&app);
    assert_eq!(before.len() as u64, LAST, "revisions are dense");
    app.restart();
    assert!(ledger(&app) == before);
}

/// Three instances are replaced at once: one brings the schema up to date, the others wait for it.
#[test]
fn three_instances_upgrade_one_database() {
    let mut app = put_in_place(Engine::Postgres);
    let start = Barrier::new(3);
    let mut started = std::thread::scope(|scope| {
        let shared = &app;
        let servers = [0, 1, 2].map(|_| {
            scope.spawn(|| {
                start.wait();
                shared.another()
            })
        });
        servers.map(|server| server.join().unwrap())
    });
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres")).unwrap();
    let expected: BTreeSet<_> = files.map(|file| migration(&file.unwrap().file_name().to_string_lossy())).collect();
    let done = lines(&app, "SELECT version AS line FROM __diesel_schema_migrations");
    assert_eq!(done.len(), expected.len(), "none ran twice: {done:?}");
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>(), expected);
    let alone = first_version(Engine::Postgres).revision();
    for (_, address) in &started {
        app.address.clone_from(address);
        assert_eq!(app.until(|| Some(app.revision()).filter(|revision| *revision == alone)), alone, "one set of keys");
        assert_eq!(lost(&app), Vec::<String>::new());
    }
    let token = app.office("KEN");
    for (_, address) in &started {
        app.address.clone_from(address);
        assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    }
    verified(&app);
    for (process, _) in &mut started {
        process.kill().unwrap();
        process.wait().unwrap();
    }
}

/// A migration's folder, as the table of migrations calls it.
fn migration(folder: &str) -> String {
    folder.split('_').next().unwrap().replace('-', "")
}

#[test]
fn what_an_upgrade_would_do_is_said_on_sqlite() {
    what_an_upgrade_would_do_is_said(Engine::Sqlite);
}

#[test]
fn what_an_upgrade_would_do_is_said_on_postgres() {
    what_an_upgrade_would_do_is_said(Engine::Postgres);
}

fn what_an_upgrade_would_do_is_said(engine: Engine) {
    let app = put_in_place(engine);
    let done = || lines(&app, "SELECT version AS line FROM __diesel_schema_migrations ORDER BY version");
    let before = done();
    for _ in 0..2 {
        let said = app.succeed(&["upgrade", "--check"]);
        let steps = said.lines().filter(|line| line.starts_with("  ")).count();
        assert!(steps > 0 && said.contains(&format!("{steps} steps of the schema would be taken")), "{said}");
        assert_eq!(done(), before, "nothing was done");
    }
    app.succeed(&["upgrade"]);
    assert!(done().len() > before.len());
    assert!(app.succeed(&["upgrade", "--check"]).contains("is up to date"));
    verified(&app);
}
