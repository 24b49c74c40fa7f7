//! However a list of updates is split into imports, the state at the end is that of single updates in the same order.

use std::time::Duration;

use presence_core::{
    Actor, Command, Snapshot,
    import::{Columns, Content, Row},
    input::StatusInput,
};
use presence_model::{RecordCode, Subject, Timestamp};
use presence_store::{DatabaseUrl, Store, WriteRequest, imports};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Value, json};

const STATUSES: [&str; 6] = ["active", "suspended", "drawing_down", "closed", "planned", "nonsense"];
const CODES: [&str; 3] = ["ken-hra", "per-hra", "col-co"];

/// Updates that all differ, as reports do: what an office says twice in the same words counts once in an import.
fn updates() -> impl Strategy<Value = Vec<(usize, Value)>> {
    let update = (0..CODES.len(), 0..STATUSES.len(), 1..28_u32, any::<bool>());
    proptest::collection::vec(update, 1..60).prop_map(|updates| {
        let each = updates.into_iter().enumerate().map(|(number, (code, status, day, reason))| {
            let mut body = json!({"status": STATUSES[status], "effective_on": format!("2024-05-{day:02}")});
            body["note"] = format!("report {number}").into();
            if reason && STATUSES[status] == "closed" {
                body["reason"] = "funding".into();
            }
            (code, body)
        });
        each.collect()
    })
}

fn desk() -> Actor {
    Actor::registry("laws")
}

fn states(snapshot: &Snapshot) -> String {
    let of = |code: &&str| {
        let presence = &snapshot.presences[&RecordCode::new(code).unwrap()];
        let notes: Vec<_> = presence.timeline.iter().map(|update| update.note.clone()).collect();
        format!("{:?} {notes:?}", presence.state)
    };
    CODES.iter().map(of).collect()
}

#[test]
fn any_split_gives_the_state_of_single_updates() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::default();
    for round in 0..10 {
        let updates = updates().new_tree(&mut runner).unwrap().current();
        let split = proptest::collection::vec(1..20_usize, 60).new_tree(&mut runner).unwrap().current();
        let open = |name: &str| {
            let file = folder.path().join(format!("{round}-{name}.db"));
            Store::open(&DatabaseUrl::Sqlite(file), Duration::from_secs(60)).unwrap()
        };
        let (single, many) = (open("single"), open("many"));
        runtime.block_on(async {
            for (code, body) in &updates {
                let subject = Subject::Presence(RecordCode::new(CODES[*code]).unwrap());
                let Ok(input) = StatusInput::read(body, &subject, Timestamp::now()) else { continue };
                let command = Command::ReportStatus { subject, input: Box::new(input), if_match: None };
                drop(single.execute(WriteRequest { actor: desk(), command, idempotency: None }).await);
            }
            let mut rest = &updates[..];
            for size in split {
                let (now, later) = rest.split_at(size.min(rest.len()));
                rest = later;
                let mut rows = imports::Rows::default();
                for (number, (code, body)) in (1..).zip(now) {
                    let mut fields = body.as_object().unwrap().clone();
                    fields.insert("presence".to_owned(), CODES[*code].into());
                    rows.push(Row { number, content: Content::Fields(fields) });
                }
                let import = imports::Import::new(&desk(), "json", false, false, &Columns::default());
                many.import(import, rows, None).await.unwrap();
            }
        });
        assert_eq!(states(&many.now()), states(&single.now()), "{updates:?}");
        single.close();
        many.close();
    }
}
