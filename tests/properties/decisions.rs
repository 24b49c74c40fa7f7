//! A decision for a later date: what is said beforehand of its day is what comes about on that day, by itself and once.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use presence_core::{Actor, Change, Record, Snapshot};
use presence_model::Timestamp;
use proptest::prelude::*;

use crate::{
    events::event,
    feed::lived,
    past::{baseline, everything},
};

/// Moves on as the writer does on each day: whatever is due takes effect.
fn enact(now: &mut Snapshot, time: Timestamp) -> usize {
    let due: Vec<_> = now.due(time.date()).cloned().collect();
    for update in &due {
        let record = Record::StatusUpdate(Arc::new(update.enacted(now.revision() + 1, time)));
        let actor = Actor::registry("schedule");
        now.apply(&Change { revision: now.revision() + 1, recorded_at: time, actor, record }).unwrap();
    }
    due.len()
}

fn states(snapshot: &Snapshot) -> Vec<String> {
    let presences = snapshot.presences.iter().map(|(code, it)| format!("{code} {:?}", it.state));
    presences.chain(snapshot.posts.iter().map(|(code, it)| format!("{code} {:?}", it.state))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_comes_about(events in proptest::collection::vec(event(), 1..40)) {
        thread_local!(static BASELINE: Snapshot = baseline());
        let mut now = lived(&events, BASELINE.with(Clone::clone)).pop().unwrap();
        let (before, today) = (now.clone(), Timestamp::now().date());
        let known = (before.revision(), everything(&before));
        let scheduled = |snapshot: &Snapshot| {
            let presences = snapshot.presences.values().map(|it| it.scheduled().count()).sum::<usize>();
            presences + snapshot.posts.values().map(|it| it.scheduled().count()).sum::<usize>()
        };
        let decided = scheduled(&before);
        prop_assert_eq!(before.due(NaiveDate::MAX).count(), decided);
        let mut enacted = 0;
        for days in [0, 90, 200, 410] {
            let day = today + Days::new(days);
            enacted += enact(&mut now, Timestamp::parse(&day.to_string()).unwrap());
            prop_assert_eq!(states(&now), states(&before.on(day)), "on {}", day);
            prop_assert_eq!(states(&now.on(day)), states(&now));
        }
        prop_assert_eq!((enacted, scheduled(&now)), (decided, 0));
        prop_assert_eq!(&everything(&now.as_of(known.0)), &known.1);
    }
}
