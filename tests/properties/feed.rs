//! Lists at one revision and the changes since make the lists as they are; what statistics count of a record on a date,
//! or as known at a revision, is what the record itself was.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use presence_core::{
    Change, Decision, Record, Snapshot, decide, feed,
    query::{Posts, Presences, Query, Resource, Style},
    tracked::{Described, Tracked},
    view::{Audience, OF_PRESENCE},
};
use presence_model::{Language, Timestamp};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    events::{Event, desk, event},
    past::baseline,
};

const STYLE: Style = Style { language: Language::English, audience: Audience::Public, with_posts: false };

fn list<R: Resource>(resource: &R, snapshot: &Snapshot) -> BTreeMap<String, Value> {
    let query = Query::read::<R>(&[("limit".to_owned(), "1000".to_owned())], STYLE).unwrap();
    let page: Value = serde_json::from_slice(&query.page(resource, snapshot, str::to_owned).body).unwrap();
    let records = page["data"].as_array().unwrap().iter();
    records.map(|record| (record["code"].as_str().unwrap().to_owned(), own(record))).collect()
}

/// A record without what it shows of its presence: that changes with the presence.
fn own(record: &Value) -> Value {
    let mut record = record.clone();
    if record.get("presence").is_some() {
        let shown = |field: &str| field == "display" || OF_PRESENCE.contains(&field);
        record.as_object_mut().unwrap().retain(|field, _| !shown(field));
    }
    record
}

fn lists(snapshot: &Snapshot) -> BTreeMap<String, Value> {
    list(&Presences, snapshot).into_iter().chain(list(&Posts, snapshot)).collect()
}

/// The snapshot after these events, and each one on the way.
pub fn lived(events: &[Event], start: Snapshot) -> Vec<Snapshot> {
    let (mut all, mut recorded) = (vec![start], Vec::new());
    for event in events {
        let mut now = all.last().unwrap().clone();
        let Some(command) = event.command(&recorded) else { continue };
        let time = Timestamp::now().max(now.recorded_at());
        let Ok(Decision::Change(record)) = decide(&now, &desk(), &command, time) else { continue };
        if let Record::StatusUpdate(update) = &record {
            recorded.push(update.id);
        }
        let change = Change { revision: now.revision() + 1, recorded_at: time, actor: desk(), record };
        now.apply(&change).unwrap();
        all.push(now);
    }
    all
}

fn counted_as_it_was<T: Described>(now: &Tracked<T>, then: Option<&Tracked<T>>, revision: u64) {
    let day = |number| NaiveDate::from_ymd_opt(2023, 12, 1).unwrap() + Days::new(number);
    for date in (0..500).step_by(9).map(day) {
        let (counted, was) = (now.counted_on(date), now.on(date));
        assert_eq!(counted.map(|it| (it.state.status, it.state.mode)), was.map(|it| (it.state.status, it.state.mode)));
    }
    let counted = now.counted_at(revision);
    assert_eq!(
        counted.map(|it| (it.state.status, it.state.mode, it.state.reason, it.last_report.is_some())),
        then.map(|it| (it.state.status, it.state.mode, it.state.reason, it.last_report.is_some()))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn changes_make_the_present_of_the_past(events in proptest::collection::vec(event(), 1..40), cut in 0..40_usize) {
        thread_local!(static BASELINE: Snapshot = baseline());
        let all = lived(&events, BASELINE.with(Clone::clone));
        let (then, now) = (&all[cut.min(all.len() - 1)], all.last().unwrap());
        let (mut mirror, mut since) = (lists(then), then.revision());
        loop {
            let part = feed::since(now, &feed::FeedFilter::default(), since, 3, STYLE);
            for (revision, json) in &part.changes {
                prop_assert!(*revision > since);
                let change: Value = serde_json::from_slice(json).unwrap();
                mirror.insert(change["code"].as_str().unwrap().to_owned(), own(&change["record"]));
            }
            since = part.last;
            if since == now.revision() {
                break;
            }
        }
        prop_assert_eq!(mirror, lists(now));
        for (code, tracked) in &now.presences {
            counted_as_it_was(tracked, then.presences.get(code).map(|it| &**it), then.revision());
        }
        for (code, tracked) in &now.posts {
            counted_as_it_was(tracked, then.posts.get(code).map(|it| &**it), then.revision());
        }
    }
}
