//! The same requests with 100,000 presences and a million status updates (`BENCH_UPDATES`: another number), against 139
//! records, on SQLite and on PostgreSQL: reads, writes, start-up, memory.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use presence_core::{Actor, Record};
use presence_model::{
    Alpha3, Confidence, Names, NoteVisibility, OfficeCode, Presence, PresenceStatus, PresenceType, Provenance,
    RecordCode, Region, ReportingLine, Status, StatusUpdate, Subject, Timestamp,
};
use presence_store::{Store, fill};

use super::{
    engine::{Engine, Place},
    imports,
    load::{self, get, post},
    server::{Server, token_at},
    verdict,
};

const PRESENCES: u64 = 100_000;
const UPDATES: u64 = 1_000_000;
const TIME: Duration = Duration::from_millis(1000);
const ROUNDS: usize = 5;
/// What is recorded together is about so many presences, ten reports of each: a presence's row in its table is then
/// brought up to date once for ten of them.
const TOGETHER: u64 = 10_000;
const FILTER: &str = "status=suspended&region=africa";
/// How many rows an import has, and of how many records.
const ROWS: (u64, u64) = (4000, 40);

/// Measures and says whether every target is met.
pub fn run() -> bool {
    let updates = std::env::var("BENCH_UPDATES").ok().map(|text| text.parse().expect("BENCH_UPDATES is a number"));
    let updates = updates.unwrap_or(UPDATES);
    let all = Engine::all();
    all.iter().fold(true, |met, engine| met & on(engine, updates))
}

/// A registry that is measured: with few records, or with many.
struct Side {
    server: Server,
    token: String,
    /// Records of which status updates are sent.
    codes: Vec<String>,
    /// A record that is read, and the newest revision of when a tenth of the history was still to come.
    code: &'static str,
    past: u64,
}

impl Side {
    fn start(place: &Place, codes: Vec<String>, code: &'static str) -> Self {
        let server = Server::at(place);
        let token = token_at(place);
        let past = imports::counted(&server, "revision") * 9 / 10;
        Self { server, token, codes, code, past }
    }

    fn rate(&self, connections: usize, status: u16, request: impl Fn(&Self, usize, u64) -> Vec<u8>) -> f64 {
        load::rate(self.server.address, connections, TIME, status, |connection, number| {
            request(self, connection, number)
        })
    }

    /// Seconds until an answer that was not made before.
    fn first(&self, request: &impl Fn(&Self, u64) -> Vec<u8>) -> f64 {
        let mut waits = load::waits(self.server.address, 2 * TIME, 200, |number| request(self, number));
        waits.sort_by(f64::total_cmp);
        waits[waits.len() / 2]
    }
}

fn on(engine: &Engine, updates: u64) -> bool {
    println!("{}: {PRESENCES} presences and {updates} status updates, against 139 records", engine.name());
    let (small, large) = (engine.place(), engine.place());
    seed(engine, &large, updates);
    drop(Server::at(&small));
    engine.settle(&large);
    let small = Side::start(&small, active(&small), "ken-hra");
    let many = (PRESENCES - 1000..PRESENCES).map(|number| code(number).to_string()).collect();
    let large = Side::start(&large, many, "zz-0000077");
    let millions = (updates as f64 / 1e6).max(1.0);
    let (began, memory) = (large.server.started_in.as_secs_f64(), large.server.memory());
    println!("       start-up with 139 records {:.2} s", small.server.started_in.as_secs_f64());
    let mut met = verdict("start-up", began, " s", 5.0 * millions, false);
    met &= verdict("memory at the start", memory, " MiB", 1024.0 * millions, false);
    met &= reads(&small, &large) & writes(&small, &large);
    first_answers(&small, &large);
    println!("       memory at the end {:.0} MiB", large.server.memory());
    met
}

/// Answers that are at hand.
fn reads(small: &Side, large: &Side) -> bool {
    type Request = fn(&Side) -> String;
    let cases: [(&str, Request); 5] = [
        ("one record", |side| format!("/v1/presences/{}", side.code)),
        ("one page of 50", |_| "/v1/presences".to_owned()),
        ("one page of a filtered list", |_| format!("/v1/presences?{FILTER}")),
        ("one page as of an old revision", |side| format!("/v1/presences?as_of={}", side.past)),
        ("one page of a timeline", |side| format!("/v1/presences/{}/status-updates", side.code)),
    ];
    cases.into_iter().fold(true, |met, (what, path)| {
        let read = |side: &Side, _, _| get(&path(side), "");
        met & cost(what, ROUNDS, || large.rate(32, 200, read), || small.rate(32, 200, read))
    })
}

fn cost(what: &str, rounds: usize, many: impl FnMut() -> f64, few: impl FnMut() -> f64) -> bool {
    let (ratio, many, few) = load::ratio(rounds, many, few);
    println!("       {many:.0}/s, with 139 records {few:.0}/s");
    verdict(&format!("cost of {what}"), 1.0 / ratio, " ×", 1.5, false)
}

fn writes(small: &Side, large: &Side) -> bool {
    let update = |side: &Side, connection: usize, number: u64| {
        // Not the records of the imports.
        let code = &side.codes[ROWS.1 as usize + (connection + number as usize) % 8];
        let body = br#"{"status":"active","effective_on":"2024-06-18","note":"Office open, full team."}"#;
        let path = format!("/v1/presences/{code}/status-updates");
        post(&path, &side.token, "Content-Type: application/json\r\n", body)
    };
    let mut met = true;
    for (what, connections) in [("a single update", 1), ("an update, 64 at once", 64)] {
        met &= cost(what, ROUNDS, || large.rate(connections, 201, update), || small.rate(connections, 201, update));
    }
    let (mut here, mut there) = (0, 0);
    met & cost("one row of an import", ROUNDS, || import(large, &mut here), || import(small, &mut there))
}

/// Rows per second of an import, each about a later day than the last one's.
fn import(side: &Side, sent: &mut u64) -> f64 {
    let (rows, records) = ROWS;
    let line = |number: u64| {
        let (code, day) = (&side.codes[(number % records) as usize], date("2024-07-01") + days(number / records));
        format!("{{\"presence\":\"{code}\",\"status\":\"active\",\"effective_on\":\"{day}\"}}\n")
    };
    let file: String = (*sent..*sent + rows).map(line).collect();
    *sent += rows;
    let wanted = imports::counted(&side.server, "total") + rows;
    let started = Instant::now();
    let request = post("/v1/imports?format=ndjson&mode=partial", &side.token, "", file.as_bytes());
    assert_eq!(load::once(side.server.address, &request).status, 202);
    imports::settle(&side.server, wanted);
    rows as f64 / started.elapsed().as_secs_f64()
}

/// Answers that nobody asked for before at this revision, or of this one: what they cost grows with the records or with the
/// history, so they have no target.
fn first_answers(small: &Side, large: &Side) {
    let list = |query: String| get(&format!("/v1/presences?{query}"), "");
    let limit = |number: u64| 1 + number % 1000;
    told("a filtered list", small, large, |_, n| list(format!("{FILTER}&limit={}", limit(n))));
    told("a text search", small, large, |_, n| list(format!("q=synthetic+{}", 70_000 + n)));
    told("a sorted list", small, large, |_, n| list(format!("sort=-status_since&limit={}", limit(n))));
    told("statistics", small, large, |_, n| {
        get(&format!("/v1/statistics?group_by=region,status&q=synthetic+{}", 70_000 + n), "")
    });
    told("a page of an old revision", small, large, |side, n| list(format!("as_of={}", side.past - n % 40)));
    told("a record of an old revision", small, large, |side, n| {
        get(&format!("/v1/presences/{}?as_of={}", side.code, side.past - n % 40), "")
    });
    told("a page of an old date", small, large, |_, n| list(format!("on={}", date("2020-01-01") + days(n % 1000))));
    told("a filter on all status updates", small, large, |_, n| {
        get(&format!("/v1/status-updates?operating_mode=remote&limit={}", limit(n)), "")
    });
}

fn told(what: &str, small: &Side, large: &Side, request: impl Fn(&Side, u64) -> Vec<u8>) {
    let (few, many) = (small.first(&request) * 1e3, large.first(&request) * 1e3);
    println!("       the first answer of {what}: {:.1} × ({many:.1} ms, with 139 records {few:.2} ms)", many / few);
}

/// Fills a place; the ids of the updates follow the baseline and the presences.
fn seed(engine: &Engine, place: &Place, updates: u64) {
    // Its first start makes its keys.
    let first = imports::counted(&Server::at(place), "revision") + 1;
    let update = |number: u64| {
        let (block, inside) = (number / 100_000, number % 100_000);
        let about = (block * TOGETHER + inside % TOGETHER) % PRESENCES;
        // Of the ten reports in a block, the second five differ from the first.
        update_of(code(about), first + PRESENCES + number, day(number, updates), inside / TOGETHER / 5)
    };
    let records = (0..PRESENCES).map(presence).chain((0..updates).map(update));
    let started = Instant::now();
    let (name, every) = (engine.name(), (updates / 10).max(100_000));
    fill(&place.database(), &Actor::registry("bench"), records, |revision| {
        if (revision - first + 1).is_multiple_of(every) {
            println!(
                "       seeding {name}: {} records, {:.0} s",
                revision - first + 1,
                started.elapsed().as_secs_f64()
            );
        }
    })
    .expect("the database takes the records");
    println!("       seeded in {:.0} s", started.elapsed().as_secs_f64());
}

/// Codes of presences of the baseline that are active.
pub fn active(place: &Place) -> Vec<String> {
    let store = Store::open(&place.database(), Duration::from_secs(3600)).expect("a store");
    let active = |code: &RecordCode| store.now().presences[code].state.status == PresenceStatus::Active;
    let codes = store.now().presences.keys().filter(|code| active(code)).map(ToString::to_string).collect();
    store.close();
    codes
}

fn date(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a date")
}

fn days(count: u64) -> chrono::Days {
    chrono::Days::new(count)
}

/// The day of the nth of so many updates: spread over nine years.
pub fn day(number: u64, of: u64) -> chrono::NaiveDate {
    date("2014-01-01") + days(number * 3333 / of)
}

fn code(number: u64) -> RecordCode {
    RecordCode::new(&format!("zz-{number:07}")).expect("a code")
}

fn presence(number: u64) -> Record {
    let country = Alpha3::new(["KEN", "PER", "NPL", "MDA", "JOR"][(number % 5) as usize]).expect("a country");
    Record::Presence(Arc::new(Presence {
        code: code(number),
        kind: PresenceType::Other,
        name: Names::english(format!("Synthetic presence {number}")),
        country,
        city: "City".to_owned(),
        point: None,
        covers: vec![country],
        region: Region::Africa,
        host_entity: "OHCHR".to_owned(),
        host_office: None,
        reporting_lines: vec![ReportingLine::HighCommissioner],
        mandate: None,
        host_consent: None,
        opened_on: None,
        mandate_until: None,
        provenance: Provenance {
            source: "synthetic".to_owned(),
            as_of: "undated".to_owned(),
            confidence: Confidence::Doubtful,
            note: None,
        },
        initial_status: PresenceStatus::Active,
        initial_since: None,
        initial_mode: None,
        edit: None,
    }))
}

/// An update of this presence; its status changes with every turn.
pub fn update_of(presence: RecordCode, id: u64, day: chrono::NaiveDate, turn: u64) -> Record {
    let statuses = [PresenceStatus::Active, PresenceStatus::Suspended];
    Record::StatusUpdate(Arc::new(StatusUpdate {
        id,
        recorded_at: Timestamp::now(),
        subject: Subject::Presence(presence),
        office: OfficeCode::desk(),
        status: Some(Status::Presence(statuses[(turn % 2) as usize])),
        operating_mode: None,
        operating_from: None,
        effective_on: day,
        reason: None,
        successor: None,
        note: Some("Monthly report: team complete, programme on course.".into()),
        note_language: None,
        note_visibility: NoteVisibility::Restricted,
        supersedes: None,
        reference: None,
        decision: None,
        enacts: None,
    }))
}
