//! `as_of` of any past revision equals what was known then; applying changes one by one or all at once is the same.

use presence_core::{
    Change, Decision, Record, Snapshot, decide,
    query::{History, Posts, Presences, Query, Resource, Style, Updates},
    view::Audience,
};
use presence_model::{Language, Lifecycle as _, Timestamp};
use presence_store::{self as store};
use proptest::prelude::*;

use crate::events::{desk, event};

/// Everything that can be read of a snapshot, as text.
pub fn everything(snapshot: &Snapshot) -> String {
    fn list<R: Resource>(resource: &R, snapshot: &Snapshot) -> String {
        let style = Style { language: Language::English, audience: Audience::Staff, with_posts: false };
        let query = Query::read::<R>(&[("limit".to_owned(), "1000".to_owned())], style).unwrap();
        String::from_utf8(query.page(resource, snapshot, str::to_owned).body).unwrap()
    }
    let mut all = [list(&Presences, snapshot), list(&Posts, snapshot), list(&Updates::All, snapshot)].concat();
    for tracked in snapshot.presences.values().filter(|tracked| tracked.revision > 433) {
        let subject = presence_model::Subject::Presence(tracked.record().code.clone());
        all += &list(&History::of(snapshot, &subject).unwrap(), snapshot);
        all += &list(&Updates::Of(subject), snapshot);
    }
    all
}

pub fn baseline() -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let url = store::DatabaseUrl::Sqlite(folder.path().join("registry.db"));
    let store = store::Store::open(&url, std::time::Duration::from_secs(60)).unwrap();
    let snapshot = (**store.now()).clone();
    store.close();
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_past_stays_as_it_was(events in proptest::collection::vec(event(), 1..30)) {
        thread_local!(static BASELINE: Snapshot = baseline());
        let start = BASELINE.with(Clone::clone);
        let mut now = start.clone();
        let mut changes = Vec::new();
        let mut then = vec![(now.revision(), everything(&now))];
        let mut recorded = Vec::new();
        for event in events {
            let Some(command) = event.command(&recorded) else { continue };
            let time = Timestamp::now().max(now.recorded_at());
            let Ok(Decision::Change(record)) = decide(&now, &desk(), &command, time) else { continue };
            if let Record::StatusUpdate(update) = &record {
                recorded.push(update.id);
            }
            let change = Change { revision: now.revision() + 1, recorded_at: time, actor: desk(), record };
            now.apply(&change).unwrap();
            changes.push(change);
            then.push((now.revision(), everything(&now)));
        }
        for (revision, known) in &then {
            prop_assert_eq!(&everything(&now.as_of(*revision)), known);
        }
        let mut replayed = start;
        for change in &changes {
            replayed.apply(change).unwrap();
        }
        prop_assert_eq!(everything(&replayed), everything(&now));
        // Whatever was accepted, in whatever order: each timeline is a possible life.
        for tracked in now.presences.values() {
            let mut status = tracked.record().initial_status;
            for update in tracked.timeline.iter().filter(|update| !tracked.superseded.contains_key(&update.id)) {
                if let Some(presence_model::Status::Presence(next)) = update.status {
                    prop_assert!(status.allows(next), "{} to {}", status, next);
                    status = next;
                }
            }
            let come = || tracked.timeline.iter().filter(|update| !update.is_scheduled());
            prop_assert!(tracked.scheduled().next().is_some() || status == tracked.state.status);
            // What is computed step by step is what reading the whole timeline gives.
            prop_assert_eq!(&tracked.state, &tracked.fold(come()));
            for update in &tracked.timeline {
                let upto = tracked.timeline.iter().take_while(|other| other.place() < update.place());
                prop_assert_eq!(tracked.index().state(update.place()), tracked.fold(upto));
            }
        }
    }
}
