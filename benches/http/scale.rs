//! The same reads with 100,000 presences and 1,000,000 status updates, against 139 records; start-up and memory.

use std::{path::Path, sync::Arc, time::Duration};

use presence_registry::{
    model::{
        Alpha3, Confidence, Names, NoteVisibility, OfficeCode, Presence, PresenceStatus, PresenceType, Provenance,
        RecordCode, Region, ReportingLine, Status, StatusUpdate, Subject, Timestamp,
    },
    registry::{Actor, Record},
    store::{DatabaseUrl, Store, fill},
};

use super::{
    load::{self, get},
    server::Server,
    verdict,
};

const PRESENCES: u64 = 100_000;
const UPDATES: u64 = 1_000_000;
const TIME: Duration = Duration::from_millis(1500);

const CASES: [(&str, &str, &str); 3] = [
    ("one record", "/v1/presences/ken-hra", "/v1/presences/zz-0099999"),
    ("one page of 50", "/v1/presences", "/v1/presences"),
    ("one page of a timeline", "/v1/presences/ken-hra/status-updates", "/v1/presences/zz-0099999/status-updates"),
];

/// Measures and says whether every target is met.
pub fn run() -> bool {
    println!("{PRESENCES} presences and {UPDATES} status updates, against 139 records");
    let (small, large) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    seed(large.path());
    let (small, large) = (Server::start(small.path()), Server::start(large.path()));
    let mut met = verdict("start-up", large.started_in.as_secs_f64(), " s", 5.0, false);
    for (what, here, there) in CASES {
        let (here, there) = (get(here, ""), get(there, ""));
        let (ratio, many, few) = load::ratio(
            5,
            || load::rate(large.address, 32, TIME, 200, |_, _| there.clone()),
            || load::rate(small.address, 32, TIME, 200, |_, _| here.clone()),
        );
        println!("       {many:.0}/s, with 139 records {few:.0}/s");
        met &= verdict(&format!("cost of {what}"), 1.0 / ratio, " ×", 1.5, false);
    }
    met & verdict("memory", large.memory(), " MiB", 1024.0, false)
}

/// Fills a data folder; the ids of the updates follow the baseline and the presences.
fn seed(data: &Path) {
    let url = DatabaseUrl::Sqlite(data.join("registry.db"));
    let store = Store::open(&url, Duration::from_secs(3600)).expect("a store");
    let first = store.now().revision() + 1;
    store.close();
    let actor = Actor::registry("bench");
    let updates = (0..UPDATES).map(|number| update(first + PRESENCES + number, number));
    let batch = (0..PRESENCES).map(presence).chain(updates).collect();
    println!("       seeding …");
    fill(&url, &actor, batch).expect("the database takes the records");
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
        provenance: Provenance {
            source: "synthetic".to_owned(),
            as_of: "undated".to_owned(),
            confidence: Confidence::Doubtful,
            note: None,
        },
        initial_status: PresenceStatus::Active,
        initial_since: None,
        initial_mode: None,
    }))
}

fn update(id: u64, number: u64) -> Record {
    update_of(code(number % PRESENCES), id, number)
}

/// The nth update, of this presence: months apart, its status changes now and then.
pub fn update_of(presence: RecordCode, id: u64, number: u64) -> Record {
    let day = chrono::NaiveDate::from_ymd_opt(2014, 1, 1).expect("a date") + chrono::Days::new(number / 300);
    let statuses = [PresenceStatus::Active, PresenceStatus::Suspended];
    Record::StatusUpdate(Arc::new(StatusUpdate {
        id,
        recorded_at: Timestamp::now(),
        subject: Subject::Presence(presence),
        office: OfficeCode::desk(),
        status: Some(Status::Presence(statuses[(number / PRESENCES % 2) as usize])),
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
    }))
}
