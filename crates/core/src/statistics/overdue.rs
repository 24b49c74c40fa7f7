//! Which offices have not reported for a while.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::snapshot::Snapshot;
use presence_model::{Language, OfficeCode, PresenceStatus, Timestamp};

/// An office that hosts presences and has not reported for a while.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Overdue<'a> {
    /// The office.
    pub office: OfficeCode,
    /// Its name in the language asked for.
    pub name: &'a str,
    /// How many presences it hosts that are not closed.
    #[schema(example = 1)]
    pub presences: usize,
    /// When it last reported anything.
    pub last_reported_at: Option<Timestamp>,
    /// How many days ago that was.
    #[schema(example = 120)]
    pub days: Option<i64>,
}

/// The offices with presences that have not reported for more than so many days, or never: the longest silence first.
#[must_use]
pub fn overdue(snapshot: &Snapshot, days: i64, today: NaiveDate, language: Language) -> Vec<Overdue<'_>> {
    let mut hosted = std::collections::BTreeMap::<OfficeCode, usize>::new();
    for presence in snapshot.presences.values().filter(|presence| presence.state.status != PresenceStatus::Closed) {
        if let Some(office) = presence.record().host_office {
            *hosted.entry(office).or_default() += 1;
        }
    }
    let found = hosted.into_iter().filter_map(|(office, presences)| {
        let last = snapshot
            .updates_of
            .get(&office)
            .and_then(|updates| updates.iter().rev().find(|update| update.enacts.is_none()))
            .map(|last| last.recorded_at);
        let since = last.map(|last| (today - last.date()).num_days());
        if since.is_some_and(|since| since <= days) {
            return None;
        }
        let name = snapshot.offices.get(&office).map_or("", |office| office.record.name.best(language));
        Some(Overdue { office, name, presences, last_reported_at: last, days: since })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|office| (office.last_reported_at, office.office));
    found
}
