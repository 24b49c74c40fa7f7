//! One record over the periods of a series, and what changes in them.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::none;
use crate::{
    query::{Posts, Query},
    snapshot::Snapshot,
    statistics::{Counted, Grouping, Key, Standing, Tallies},
    tracked::Tracked,
};
use presence_model::{Code as _, PostStatus, Presence, PresenceStatus};

/// What changed within a period. The count at its end is that at the end of the one before and `net`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Flows {
    /// Presences that opened, for the first time or again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<usize>,
    /// Presences that closed; one of which nothing was known before also counts as having become known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<usize>,
    /// Posts that were created, or came back after they were abolished or their presence was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<usize>,
    /// Posts that were abolished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abolished: Option<usize>,
    /// Posts that ended with their presence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence_closed: Option<usize>,
    /// Posts in which somebody began to work, temporarily or not. They are no part of `net`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<usize>,
    /// Posts in which nobody works any more. They are no part of `net`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacated: Option<usize>,
    /// Records of which nothing was known before.
    pub became_known: usize,
    /// Records that came to belong here for another reason: another status, group or confidence.
    pub entered: usize,
    /// Records that belong here no more for another reason.
    pub left: usize,
    /// All that came less all that went.
    pub net: i64,
}

/// A period without its first moment.
#[derive(Clone, Copy)]
pub(super) enum Span {
    /// After one date, up to another.
    Effective(NaiveDate, NaiveDate),
    /// After one revision, up to another.
    Recorded(u64, u64),
}

impl Span {
    /// The moment before it.
    pub(super) fn start(self) -> At {
        match self {
            Self::Effective(after, _) => At::Date(after),
            Self::Recorded(after, _) => At::Revision(after),
        }
    }
}

/// A moment in a record's course.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Date(NaiveDate),
    Revision(u64),
}

/// What a record is at a moment.
pub(super) struct Seen<R: Counted> {
    /// Everything else, where its presence was otherwise at that moment.
    around: Option<Snapshot>,
    /// The record; none if it had not begun, or nothing is known.
    item: Option<R::Item>,
    /// The record as it was described, if nothing else is known of it.
    unknown: Option<R::Item>,
    /// Whether it exists.
    exists: bool,
    /// The group that it is counted in, if it is.
    counted: Option<Key>,
}

impl<R: Counted> Seen<R> {
    fn around<'s>(&'s self, now: &'s Snapshot) -> &'s Snapshot {
        self.around.as_ref().unwrap_or(now)
    }
}

/// Follows one record through the periods.
pub(super) struct Course<'a, R: Counted> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) query: &'a Query<R::Item>,
    pub(super) grouping: &'a Grouping<R>,
    pub(super) tracked: &'a R::Item,
    /// The presences that it has ever belonged to.
    pub(super) seats: Vec<&'a Arc<Tracked<Presence>>>,
    pub(super) today: NaiveDate,
}

impl<R: Counted> Course<'_, R> {
    /// Counts what the record is at the end of the period, and what happened to it within; gives what it is at the end.
    pub(super) fn follow(&self, span: Span, mut seen: Seen<R>, tallies: &mut Tallies) -> Seen<R> {
        for at in self.moments(span) {
            let after = self.see(at);
            self.flow(&seen, &after, tallies);
            seen = after;
        }
        match &seen.item {
            None => {
                let described = |item| self.query.describes(seen.around(self.snapshot), item);
                tallies.totals.unknown += usize::from(seen.unknown.as_ref().is_some_and(described));
            }
            Some(item) if self.query.wants(seen.around(self.snapshot), item) => {
                let presence_closed = R::exists(item.state.status) && !seen.exists;
                let standing = Standing::of::<R>(item, self.query, presence_closed);
                let key = seen.counted.clone().unwrap_or_default();
                tallies.take::<R>(seen.around(self.snapshot), item, key, standing);
            }
            Some(_) => {}
        }
        seen
    }

    /// The moments of a period at which a status changes, its own or its presence's, or a description, and its end.
    fn moments(&self, span: Span) -> Vec<At> {
        let mut moments = match span {
            Span::Effective(after, upto) => {
                let own = self.tracked.by_effective_date().dates(after, upto);
                let others = self.seats.iter().flat_map(|seat| {
                    seat.by_effective_date().dates(after, upto).chain(seat.described_dates(after, upto))
                });
                let known = [self.tracked.known_from()].into_iter().filter(|from| (after < *from) && (*from <= upto));
                let described = self.tracked.described_dates(after, upto);
                own.chain(others).chain(known).chain(described).chain([upto]).map(At::Date).collect::<Vec<_>>()
            }
            Span::Recorded(after, upto) => {
                let own = self.tracked.by_revision.revisions(after, upto);
                let others = self.seats.iter().flat_map(|seat| seat.by_revision.revisions(after, upto));
                let first = self.tracked.versions.front().map(|first| first.revision);
                let known = first.into_iter().filter(|first| after < *first && *first <= upto);
                own.chain(others).chain(known).chain([upto]).map(At::Revision).collect::<Vec<_>>()
            }
        };
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    pub(super) fn see(&self, at: At) -> Seen<R> {
        let (item, unknown) = match at {
            At::Date(date) => {
                let item = self.tracked.counted_on(date);
                let unknown = item.is_none() && self.tracked.is_unknown_on(date);
                (item, unknown.then(|| self.tracked.unknown_on(date)))
            }
            At::Revision(revision) => {
                let item = self.tracked.counted_at(revision);
                let unknown = item.is_none().then(|| self.tracked.clone());
                (item, unknown)
            }
        };
        let item = item.map(Arc::new);
        let seat = R::presence(self.snapshot, item.as_ref().or(unknown.as_ref()).unwrap_or(self.tracked).record());
        let around = seat.and_then(|seat| match at {
            At::Date(date) => seat.was_otherwise_on(date).then(|| self.snapshot.with_presence_on(seat, date)),
            At::Revision(revision) => {
                seat.was_otherwise_at(revision).then(|| self.snapshot.with_presence_at(seat, revision))
            }
        });
        let snapshot = around.as_ref().unwrap_or(self.snapshot);
        let presence_closed = item.as_ref().is_some_and(|item| R::presence_closed(snapshot, item));
        let exists = item.as_ref().is_some_and(|item| R::exists(item.state.status)) && !presence_closed;
        let counted = item.as_ref().filter(|item| {
            self.query.wants(snapshot, item)
                && Standing::of::<R>(item, self.query, presence_closed) == Standing::Counted
        });
        let counted = counted.map(|item| self.grouping.key(snapshot, item, self.today));
        Seen { around, item, unknown, exists, counted }
    }

    /// Counts what happened between two moments.
    fn flow(&self, before: &Seen<R>, after: &Seen<R>, tallies: &mut Tallies) {
        if let (None, None) = (&before.counted, &after.counted) {
            // Its closing is the first thing that is known of it.
            let closed = after.item.as_ref().filter(|item| {
                before.unknown.is_some()
                    && item.state.status.as_str() == PresenceStatus::Closed.as_str()
                    && self.query.describes(after.around(self.snapshot), item)
                    && !self.query.filters_by("status")
            });
            if let Some(item) = closed {
                let key = self.grouping.key(self.snapshot, item, self.today);
                for flows in both::<R>(tallies, &key) {
                    flows.became_known += 1;
                    add(&mut flows.closed);
                }
            }
            return;
        }
        let worked = |seen: &Seen<R>| seen.item.as_ref().and_then(|item| R::worked(item.state.status));
        let (worked_before, works) = (worked(before).unwrap_or(false), worked(after).unwrap_or(false));
        let work = |flows: &mut Flows| {
            if works && !worked_before {
                add(&mut flows.filled);
            }
            if worked_before && !works {
                add(&mut flows.vacated);
            }
        };
        if before.counted == after.counted {
            if let Some(key) = &after.counted {
                both::<R>(tallies, key).into_iter().for_each(work);
            }
            return;
        }
        let within = before.counted.is_some() && after.counted.is_some();
        if let Some(key) = &before.counted {
            let [all, group] = both::<R>(tallies, key);
            for flows in std::iter::once(group).chain((!within).then_some(all)) {
                flows.went::<R>(after);
            }
        }
        if let Some(key) = &after.counted {
            let [all, group] = both::<R>(tallies, key);
            for flows in std::iter::once(group).chain((!within).then_some(all)) {
                flows.came::<R>(before);
            }
        }
        let key = after.counted.as_ref().or(before.counted.as_ref());
        if let Some(key) = key {
            both::<R>(tallies, key).into_iter().for_each(work);
        }
    }
}

/// The flows of all and those of a group.
fn both<'t, R: Counted>(tallies: &'t mut Tallies, key: &Key) -> [&'t mut Flows; 2] {
    let group = tallies.groups.entry(key.clone()).or_default();
    [tallies.all.flows.get_or_insert_with(none::<R>), group.flows.get_or_insert_with(none::<R>)]
}

fn add(slot: &mut Option<usize>) {
    *slot = Some(slot.unwrap_or(0) + 1);
}

impl Flows {
    fn came<R: Counted>(&mut self, before: &Seen<R>) {
        self.net += 1;
        match (before.exists, before.unknown.is_some()) {
            (true, _) => self.entered += 1,
            (_, true) => self.became_known += 1,
            _ if R::OF == Posts::OF => add(&mut self.created),
            _ => add(&mut self.opened),
        }
    }

    fn went<R: Counted>(&mut self, after: &Seen<R>) {
        self.net -= 1;
        let status = after.item.as_ref().map(|item| item.state.status);
        match status {
            Some(_) if after.exists => self.left += 1,
            Some(status) if R::exists(status) => add(&mut self.presence_closed),
            Some(status) if status.as_str() == PresenceStatus::Closed.as_str() => add(&mut self.closed),
            Some(status) if status.as_str() == PostStatus::Abolished.as_str() => add(&mut self.abolished),
            _ => self.left += 1,
        }
    }
}
