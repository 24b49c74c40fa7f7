//! The lifecycles allow what really happened: the dated events that came with the baseline.

use std::collections::BTreeMap;

use presence_model::{Lifecycle as _, PresenceStatus};

const EVENTS: &str = include_str!("../../data/presence_events.csv");

/// The status that an event led to.
fn status(event: &str) -> Option<PresenceStatus> {
    Some(match event {
        "planned" => PresenceStatus::Planned,
        "agreement" => PresenceStatus::Agreed,
        "opened" | "deployed" | "redeployed" | "relocated" | "extended" => PresenceStatus::Active,
        "closing" | "non-renewal notified" => PresenceStatus::DrawingDown,
        "suspended" => PresenceStatus::Suspended,
        "closed" | "discontinued" | "closed/converted" => PresenceStatus::Closed,
        _ => return None,
    })
}

#[test]
fn what_happened_is_allowed() {
    let mut lives = BTreeMap::<String, Vec<(String, PresenceStatus)>>::new();
    for row in csv::Reader::from_reader(EVENTS.as_bytes()).records() {
        let row = row.unwrap();
        if row[1].is_empty() {
            continue; // A fund, not a presence.
        }
        let status = status(&row[2]).unwrap_or_else(|| panic!("what does `{}` lead to?", &row[2]));
        lives.entry(row[1].to_owned()).or_default().push((row[0].to_owned(), status));
    }
    assert!(lives.len() > 20);
    for (code, mut life) in lives {
        life.sort();
        for pair in life.windows(2) {
            assert!(pair[0].1.allows(pair[1].1), "{code}: {pair:?}");
        }
        // Those that closed and stand in the baseline came back.
        assert!(life.last().unwrap().1.allows(PresenceStatus::Active), "{code} could come back");
    }
}
