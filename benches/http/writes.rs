//! Single status updates, each durable before its answer, as a ratio to one transaction after the other.

use std::time::{Duration, Instant};

use presence_core::{Actor, Command, input::StatusInput};
use presence_model::{NoteVisibility, PresenceStatus, RecordCode, Status, Subject};
use presence_store::{DatabaseUrl, Store, WriteRequest};

use super::{
    load,
    server::{Server, desk_token},
    verdict,
};

const TIME: Duration = Duration::from_secs(3);
const CONNECTIONS: usize = 64;
const CODES: [&str; 8] = ["ken-hra", "mdg-hra", "per-hra", "lka-hra", "jor-hra", "col-co", "gtm-co", "pry-hra"];

/// Measures and says whether the target is met.
pub fn run() -> bool {
    println!("single status updates over HTTP, {CONNECTIONS} connections, SQLite");
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let token = desk_token(data.path());
    let (ratio, ours, baseline) = load::ratio(
        3,
        || load::rate(server.address, CONNECTIONS, TIME, 201, |connection, number| report(&token, connection, number)),
        one_after_the_other,
    );
    println!("       {ours:.0}/s, one transaction after the other {baseline:.0}/s");
    verdict("group commit over HTTP", ratio, " ×", 5.0, true)
}

fn report(token: &str, connection: usize, number: u64) -> Vec<u8> {
    let code = CODES[(connection + number as usize) % CODES.len()];
    let body = r#"{"status":"active","effective_on":"2024-06-18","note":"Office open, full team."}"#;
    format!(
        "POST /v1/presences/{code}/status-updates HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The same updates through the same store, without HTTP, each in a durable transaction of its own.
fn one_after_the_other() -> f64 {
    let data = tempfile::tempdir().expect("a temporary folder");
    let url = DatabaseUrl::Sqlite(data.path().join("registry.db"));
    let store = Store::open(&url, Duration::from_secs(3600)).expect("a store");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let started = Instant::now();
    let mut done = 0;
    while started.elapsed() < TIME {
        let order = WriteRequest {
            actor: Actor::registry("bench"),
            command: Command::ReportStatus {
                subject: Subject::Presence(RecordCode::new(CODES[done % CODES.len()]).expect("a code")),
                input: Box::new(StatusInput {
                    status: Some(Status::Presence(PresenceStatus::Active)),
                    operating_mode: None,
                    operating_from: None,
                    effective_on: "2024-06-18".parse().expect("a date"),
                    reason: None,
                    successor: None,
                    note: Some("Office open, full team.".to_owned()),
                    note_language: None,
                    note_visibility: NoteVisibility::Restricted,
                    supersedes: None,
                    reference: None,
                    decision: None,
                    posts: None,
                    posts_to: None,
                }),
                if_match: None,
            },
            idempotency: None,
        };
        runtime.block_on(store.execute(order)).expect("the update is taken");
        done += 1;
    }
    let rate = done as f64 / started.elapsed().as_secs_f64();
    store.close();
    rate
}
