//! Waits: what hangs, is full or takes long holds up itself only, and every wait has an end.

use std::{
    fs::File,
    io::Read as _,
    net::TcpListener,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};

use presence_store::AnyConnection;

use crate::{
    harness::{ACTIVE, Answer, Engine, TestApp, on_both, on_postgres},
    imports::import,
    oauth::form,
};

on_both! { an_import_about_one_record_keeps_nobody_waiting }

on_postgres! { reads_that_hang_end_and_so_does_a_stop }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const PERU: &str = "/v1/presences/per-hra/status-updates";

/// Enough that reading the whole history at each row would take long.
const ROWS: u64 = 6000;

/// Many rows about one record on one day, and as many on different days, the newest first: none is at the end of the
/// timeline.
fn about_one_record(rows: u64, note: &str) -> String {
    let last = chrono::NaiveDate::from_ymd_opt(2024, 5, 1).unwrap();
    let mut file = "presence,status,effective_on,note\n".to_owned();
    for row in 0..rows {
        let day = last - chrono::Days::new(if row % 2 == 0 { 0 } else { row / 2 });
        file += &format!("ken-hra,active,{day},{note} {row}\n");
    }
    file
}

fn an_import_about_one_record_keeps_nobody_waiting(app: &mut TestApp) {
    let (kenya, peru) = (app.office("KEN"), app.office("PER"));
    let mut single = 0;
    for mode in ["partial", "atomic"] {
        let file = about_one_record(ROWS, mode);
        let accepted = import(app, &kenya, &format!("?mode={mode}"), &[("content-type", "text/csv")], &file);
        assert_eq!(accepted.status, 202, "{}", accepted.text);
        loop {
            let ready = app.get("/readyz");
            assert_eq!(ready.status, 200, "a writer that is busy is not dead: {}", ready.text);
            let update = app.post(&peru, PERU, ACTIVE);
            assert_eq!(update.status, 201, "{}", update.text);
            single += 1;
            let import = app.get_as(&kenya, accepted.header("location"));
            if import.json["state"] != "running" {
                assert_eq!(import.json["totals"]["updated"], ROWS, "{}", import.text);
                break;
            }
        }
    }
    assert!(single > 4, "only {single} single updates while two imports were under way");
    // Sent again, each row is found again, whatever lies between.
    let again = import(app, &kenya, "?mode=partial", &[("content-type", "text/csv")], &about_one_record(900, "atomic"));
    assert_eq!((again.status, &again.json["totals"]["unchanged"]), (200, &900.into()), "{}", again.text);
}

fn is_refused(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after").is_empty()), (503, false), "{}", answer.text);
}

fn reads_that_hang_end_and_so_does_a_stop(app: &mut TestApp) {
    let (kenya, desk, (id, secret, _)) =
        (app.office("KEN"), app.desk(), crate::oauth::signed_in(app, &["--office", "KEN"]));
    // The first write of a process also removes old dry runs.
    assert_eq!(app.post(&kenya, KENYA, ACTIVE).status, 201);
    let mut holder = PgConnection::establish(&app.database).unwrap();
    let mut hold = |what: &str| sql_query(what).execute(&mut holder).unwrap();
    hold("BEGIN");
    hold("LOCK TABLE imports, webhook_states IN ACCESS EXCLUSIVE MODE");
    let (shared, reader) = (&*app, &desk);
    std::thread::scope(|scope| {
        let paths = ["/v1/imports", "/v1/webhooks"].repeat(30);
        let reads: Vec<_> = paths.into_iter().map(|path| scope.spawn(move || shared.get_as(reader, path))).collect();
        std::thread::sleep(Duration::from_secs(1));
        let begun = Instant::now();
        let token = form(shared, "/oauth/token", Some((&id, &secret)), &[("grant_type", "client_credentials")]);
        assert_eq!(token.status, 200, "{}", token.text);
        assert_eq!(shared.get("/v1/presences").status, 200);
        assert_eq!(shared.post(&kenya, KENYA, ACTIVE).status, 201);
        assert!(begun.elapsed() < Duration::from_secs(8), "signing in waits for what hangs");
        reads.into_iter().for_each(|read| is_refused(&read.join().unwrap()));
    });
    // Now nothing at all can be read or written.
    hold("LOCK TABLE changes IN ACCESS EXCLUSIVE MODE");
    std::thread::scope(|scope| {
        let entries = scope.spawn(|| shared.get_as(&desk, "/v1/ledger/entries"));
        let audit = scope.spawn(|| shared.get_as(&desk, "/v1/audit"));
        let webhook = r#"{"name": "a receiver", "url": "https://example.org/"}"#;
        let webhook = scope.spawn(|| shared.post(&desk, "/v1/webhooks", webhook));
        is_refused(&shared.post(&kenya, KENYA, ACTIVE));
        is_refused(&entries.join().unwrap());
        is_refused(&audit.join().unwrap());
        is_refused(&webhook.join().unwrap());
    });
    let begun = Instant::now();
    app.terminate();
    assert!(begun.elapsed() < Duration::from_secs(30), "it took {:?} to stop", begun.elapsed());
    drop(holder);
    app.restart();
    assert_eq!(app.post(&kenya, KENYA, ACTIVE).status, 201);
}

/// How much of the write-ahead log is in the database once it was folded as far as possible: all of it, unless somebody
/// still reads an old state.
#[derive(diesel::QueryableByName)]
struct Folded {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    log: i32,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    checkpointed: i32,
}

#[test]
fn an_export_that_nobody_reads_holds_up_no_log() {
    let mut app = TestApp::start(Engine::Sqlite);
    let token = app.office("KEN");
    let mut export = app.command(&["export", "--all"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut archive = export.stdout.take().unwrap();
    archive.read_exact(&mut [0; 1]).unwrap();
    for _ in 0..20 {
        assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201);
    }
    let AnyConnection::Sqlite(mut connection) = app.connection() else { panic!("SQLite was started") };
    let folded: Folded = sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(&mut connection).unwrap();
    assert!(folded.log > 0 && folded.checkpointed == folded.log, "{} of {}", folded.checkpointed, folded.log);
    let mut rest = String::new();
    archive.read_to_string(&mut rest).unwrap();
    assert!(export.wait().unwrap().success() && rest.trim_end().ends_with('}'));
    app.kill();
}

/// Starts a server whose log goes where the harness does not read it.
fn serve(app: &mut TestApp, log: Stdio) -> Child {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = app.command(&["serve", "--bind", &address]);
    let child = command.env("RUST_LOG", "trace").stderr(log).spawn().unwrap();
    app.until(|| std::net::TcpStream::connect(&address).ok());
    app.address = address;
    // The first answer comes when everything is there.
    assert_eq!(app.get("/readyz").status, 200);
    child
}

/// Whether a server answers many requests, takes a write and stops.
fn works(app: &TestApp, mut server: Child) {
    let token = app.office("KEN");
    for _ in 0..1500 {
        assert_eq!(app.get("/v1/presences/ken-hra").status, 200);
    }
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201);
    assert!(std::process::Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
    assert!(server.wait().unwrap().success());
}

#[test]
fn a_log_on_a_full_disk_stops_nothing() {
    let mut app = TestApp::stopped(Engine::Sqlite, &[]);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let server = serve(&mut app, full.into());
    works(&app, server);
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let mut app = TestApp::stopped(Engine::Sqlite, &[]);
    let mut server = serve(&mut app, Stdio::piped());
    let unread = server.stderr.take();
    works(&app, server);
    drop(unread);
}
