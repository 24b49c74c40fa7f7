//! Replaying the ledger gives the same as the typed tables, and the same as what the running store holds.

use std::time::Duration;

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use presence_store::{self, AnyConnection, DatabaseUrl, Idempotency, Store, WriteRequest, verify};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    events::{Event, desk, event},
    past::everything,
};

#[test]
fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..12 {
        holds(&DatabaseUrl::Sqlite(folder.path().join(format!("{round}.db"))), round);
    }
}

#[test]
fn postgres() {
    let cluster = std::env::var("PRESENCE_REGISTRY_TEST_POSTGRES").expect("run the tests with `bash tests/run.sh`");
    let mut admin = PgConnection::establish(&format!("{cluster}/postgres")).unwrap();
    for round in 0..6 {
        let name = format!("laws_{}_{round}", std::process::id());
        sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
        holds(&format!("{cluster}/{name}").parse().unwrap(), round);
        sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut admin).unwrap();
    }
}

fn holds(url: &DatabaseUrl, round: u32) {
    let mut runner = TestRunner::default();
    let events: Vec<Event> = proptest::collection::vec(event(), 5..60).new_tree(&mut runner).unwrap().current();
    let store = Store::open(url, Duration::from_secs(60)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let recorded: Vec<u64> = (434..460).collect();
        let orders = events.iter().enumerate().filter_map(|(number, event)| {
            let idempotency = (number % 3 == 0)
                .then(|| Idempotency { key: format!("{round}-{}", number % 9), fingerprint: "same".to_owned() });
            Some(WriteRequest { actor: desk(), command: event.command(&recorded)?, idempotency })
        });
        // All at once: they share commits.
        futures_util::future::join_all(orders.map(|order| store.execute(order))).await
    });
    let held = everything(&store.now());
    let revision = store.now().revision();
    store.close();
    let mut connection = AnyConnection::open_existing(url).unwrap();
    let replayed = presence_store::replay(&mut connection).unwrap();
    assert_eq!(replayed.revision(), revision);
    assert_eq!(everything(&replayed), held, "{events:?}");
    assert_eq!(verify::differences(&mut connection, &replayed).unwrap(), Vec::<String>::new(), "{events:?}");
}
