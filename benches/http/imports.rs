//! Imports of 100,000 status updates over HTTP, as ratios to one prepared insert loop in one transaction into a table of
//! the same shape, and to single requests one after the other; on PostgreSQL as a ratio to its own COPY.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use diesel::{
    Connection as _, ExecuteCopyFromDsl as _, ExpressionMethods as _, PgConnection, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, dsl::sql, pg::CopyFormat, sql_types::Text,
};
use presence_store::{DatabaseUrl, Store, imports::AT_ONCE};

use super::{
    engine::{Engine, Place},
    load,
    server::{Server, desk_token, token_at},
    verdict,
};

const ROWS: u64 = 100_000;
const CODES: [&str; 8] = ["ken-hra", "mdg-hra", "per-hra", "lka-hra", "jor-hra", "col-co", "gtm-co", "pry-hra"];
const NOTE: &str = "Office open, full team.";

diesel::table! {
    rows (id) {
        id -> BigInt,
        recorded_at -> BigInt,
        presence -> Text,
        office -> Text,
        status -> Text,
        effective_on -> Date,
        note -> Text,
        note_visibility -> Text,
    }
}

fn day(number: u64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1960, 1, 1).expect("a date") + chrono::Days::new(number / CODES.len() as u64)
}

fn code(number: u64) -> &'static str {
    CODES[(number % CODES.len() as u64) as usize]
}

/// Measures and says whether the targets are met.
pub fn run() -> bool {
    println!("imports of {ROWS} status updates over HTTP, SQLite");
    let mut met = true;
    let single = single();
    for (format, file) in [("ndjson", ndjson()), ("csv", csv())] {
        let mut grown: f64 = 0.0;
        let (ratio, ours, baseline) = load::ratio(
            3,
            || {
                let (rate, memory) = import(&Engine::Sqlite, format, "partial", &file);
                grown = grown.max(memory);
                rate
            },
            inserts,
        );
        println!("       {format}: {ours:.0} rows/s, one insert loop {baseline:.0}/s, single requests {single:.0}/s");
        met &= verdict(&format!("{format} against one insert loop"), ratio, " ×", 0.3, true);
        met &= verdict(&format!("{format} against single requests"), ours / single, " ×", 3.0, true);
        println!("       memory grew by {grown:.0} MiB, the updates themselves included");
    }
    let (atomic, _) = import(&Engine::Sqlite, "ndjson", "atomic", &ndjson());
    println!("       atomic: {atomic:.0} rows/s; it holds up other writes for its last step");
    met &= one_record();
    met &= waits();
    for engine in Engine::all().iter().filter(|engine| matches!(engine, Engine::Postgres(_))) {
        engine.settle(&engine.place());
        let file = ndjson();
        let (ratio, ours, copied) =
            load::ratio(3, || import(engine, "ndjson", "partial", &file).0, || copy(&engine.place()));
        println!("       PostgreSQL: {ours:.0} rows/s, COPY {copied:.0}/s");
        met &= verdict("ndjson on PostgreSQL against COPY", ratio, " ×", 0.1, true);
    }
    met
}

fn ndjson() -> Vec<u8> {
    let line = |number| {
        let (code, day) = (code(number), day(number));
        format!("{{\"presence\":\"{code}\",\"status\":\"active\",\"effective_on\":\"{day}\",\"note\":\"{NOTE}\"}}\n")
    };
    (0..ROWS).flat_map(|number| line(number).into_bytes()).collect()
}

fn csv() -> Vec<u8> {
    let line = |number| format!("{},active,{},\"{NOTE}\"\r\n", code(number), day(number));
    let header = b"presence,status,effective_on,note\r\n".to_vec();
    header.into_iter().chain((0..ROWS).flat_map(|number| line(number).into_bytes())).collect()
}

/// Whether a row costs the same wherever it belongs: all about one record, every other on the same day, the rest on
/// earlier and earlier days, against rows about eight records in the order of their days.
fn one_record() -> bool {
    let line = |number: u64| {
        let day = if number.is_multiple_of(2) { day(ROWS) } else { day(ROWS - number) };
        format!(
            "{{\"presence\":\"ken-hra\",\"status\":\"active\",\"effective_on\":\"{day}\",\"note\":\"{NOTE} {number}\"}}\n"
        )
    };
    let one: Vec<u8> = (0..ROWS).flat_map(|number| line(number).into_bytes()).collect();
    let (ratio, ours, eight) = load::ratio(
        3,
        || import(&Engine::Sqlite, "ndjson", "partial", &one).0,
        || import(&Engine::Sqlite, "ndjson", "partial", &ndjson()).0,
    );
    println!("       rows about one record: {ours:.0} rows/s, about eight {eight:.0} rows/s");
    verdict("rows about one record in no order against rows about eight", ratio, " ×", 0.5, true)
}

fn import_of(token: &str, format: &str, mode: &str, file: &[u8]) -> Vec<u8> {
    load::post(&format!("/v1/imports?format={format}&mode={mode}"), token, "", file)
}

/// A number at the end of the list of status updates: their `total`, or the registry's `revision`.
pub fn counted(server: &Server, what: &str) -> u64 {
    let answer = load::once(server.address, &load::get("/v1/status-updates?limit=1", ""));
    let body = String::from_utf8(answer.body).expect("JSON");
    let (_, after) = body.rsplit_once(&format!("\"{what}\":")).expect("the list says it");
    after[..after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())].parse().expect("a number")
}

/// Waits until the registry has as many status updates.
pub fn settle(server: &Server, updates: u64) {
    while counted(server, "total") < updates {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Rows per second from the request to the last row, and by how many MiB the process grew.
fn import(engine: &Engine, format: &str, mode: &str, file: &[u8]) -> (f64, f64) {
    let place = engine.place();
    let server = Server::at(&place);
    let request = import_of(&token_at(&place), format, mode, file);
    let before = server.memory();
    let started = Instant::now();
    assert_eq!(load::once(server.address, &request).status, 202);
    settle(&server, ROWS);
    (ROWS as f64 / started.elapsed().as_secs_f64(), server.memory() - before)
}

/// The same rows through one prepared statement in one durable transaction.
fn inserts() -> f64 {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut connection = open(data.path());
    let started = Instant::now();
    connection
        .transaction(|connection| {
            for number in 0..ROWS {
                diesel::insert_into(rows::table)
                    .values((
                        rows::id.eq(number as i64),
                        rows::recorded_at.eq(number as i64),
                        rows::presence.eq(code(number)),
                        rows::office.eq("HQ"),
                        rows::status.eq("active"),
                        rows::effective_on.eq(day(number)),
                        rows::note.eq(NOTE),
                        rows::note_visibility.eq("restricted"),
                    ))
                    .execute(connection)?;
            }
            Ok::<_, diesel::result::Error>(())
        })
        .expect("the rows are taken");
    ROWS as f64 / started.elapsed().as_secs_f64()
}

/// The same rows by PostgreSQL's own COPY into a table of the same shape.
fn copy(place: &Place) -> f64 {
    drop(Store::open(&place.database(), Duration::from_secs(60)).expect("a registry"));
    let url = place.url.as_deref().expect("a URL of PostgreSQL");
    let mut connection = PgConnection::establish(url).expect("a database");
    connection
        .batch_execute(
            "CREATE TABLE rows (LIKE status_updates INCLUDING ALL); \
             ALTER TABLE rows ADD FOREIGN KEY (presence) REFERENCES presences (code), \
             ADD FOREIGN KEY (post) REFERENCES adviser_posts (code), ADD FOREIGN KEY (office) REFERENCES offices (code)",
        )
        .expect("a table");
    let line =
        |number: u64| format!("{number},{number},{},HQ,active,{},\"{NOTE}\",restricted\n", code(number), day(number));
    let lines: String = (0..ROWS).map(line).collect();
    let columns = (
        rows::id,
        rows::recorded_at,
        rows::presence,
        rows::office,
        rows::status,
        rows::effective_on,
        rows::note,
        rows::note_visibility,
    );
    let started = Instant::now();
    let copied = diesel::copy_from(rows::table)
        .from_raw_data(columns, |copy: &mut dyn std::io::Write| {
            copy.write_all(lines.as_bytes()).map_err(|error| diesel::result::Error::SerializationError(error.into()))
        })
        .with_format(CopyFormat::Csv)
        .execute(&mut connection);
    assert_eq!(copied.expect("the rows are taken"), ROWS as usize);
    ROWS as f64 / started.elapsed().as_secs_f64()
}

/// A registry's database with one more table of the shape of `status_updates`: its columns, checks, keys and indexes.
fn open(data: &Path) -> SqliteConnection {
    let file = data.join("registry.db");
    drop(Store::open(&DatabaseUrl::Sqlite(file.clone()), Duration::from_secs(60)).expect("a registry"));
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("a database");
    let made: String = sql::<Text>("SELECT sql FROM sqlite_schema WHERE name = 'status_updates'")
        .get_result(&mut connection)
        .expect("the registry's own table");
    let made = made.replacen("status_updates", "rows", 1).replace(" REFERENCES changes (revision)", "");
    connection
        .batch_execute(&format!(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; {made}; \
             CREATE UNIQUE INDEX rows_reference ON rows (office, reference) WHERE reference IS NOT NULL"
        ))
        .expect("a table");
    connection
}

fn update(token: &str, number: u64) -> Vec<u8> {
    let (code, day) = (code(number), day(number));
    let body = format!("{{\"status\":\"active\",\"effective_on\":\"{day}\",\"note\":\"{NOTE}\"}}");
    format!(
        "POST /v1/presences/{code}/status-updates HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Single requests of one client, one after the other, as a script would send them.
fn single() -> f64 {
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let token = desk_token(data.path());
    load::rate(server.address, 1, Duration::from_secs(3), 201, |_, number| update(&token, number))
}

/// How long single updates wait while a partial import of 50,000 rows is under way.
fn waits() -> bool {
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let token = desk_token(data.path());
    let file: Vec<_> = ndjson().split_inclusive(|&byte| byte == b'\n').take(50_000).flatten().copied().collect();
    assert!(file.len() > AT_ONCE);
    assert_eq!(load::once(server.address, &import_of(&token, "ndjson", "partial", &file)).status, 202);
    let mut waits = load::waits(server.address, Duration::from_millis(500), 201, |n| update(&token, 150_000 + n));
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize] * 1000.0;
    let (median, longest, count) = (at(0.5), at(1.0), waits.len());
    println!("       single updates beside an import: median {median:.1} ms, longest {longest:.1} ms of {count}");
    verdict("99 % of single updates beside an import of 50,000 rows", at(0.99), " ms", 50.0, false)
}
