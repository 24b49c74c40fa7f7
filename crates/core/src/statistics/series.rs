//! Counts over time, by effective date or by recorded time, and what changed from period to period.

use std::sync::Arc;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Count, Counted, Grouping, Key, Standing, Tallies, Totals};
use crate::{
    query::{BadParameter, Posts, Query},
    snapshot::Snapshot,
    tracked::Tracked,
};
use presence_model::{Code as _, PostStatus, Presence, PresenceStatus, Timestamp};

/// The most periods that a series has.
const PERIODS_MAX: usize = 600;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// Seven days, from a Monday on.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
}

impl Step {
    /// Every step by its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
    ];

    /// The first day of the period that a date is in.
    fn begin(self, date: NaiveDate) -> NaiveDate {
        let month = match self {
            Self::Day => return date,
            Self::Week => return date - Days::new(date.weekday().num_days_from_monday().into()),
            Self::Month => date.month(),
            Self::Quarter => (date.month0() / 3) * 3 + 1,
            Self::Year => 1,
        };
        NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)
    }

    fn next(self, begin: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => begin.checked_add_days(Days::new(1)),
            Self::Week => begin.checked_add_days(Days::new(7)),
            Self::Month => begin.checked_add_months(Months::new(1)),
            Self::Quarter => begin.checked_add_months(Months::new(3)),
            Self::Year => begin.checked_add_months(Months::new(12)),
        }
    }
}

/// By which time records are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// What was so, as the registry knows now.
    Effective,
    /// What the registry knew then.
    Recorded,
}

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

/// A period and what there was at its end.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Period {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day, at whose end is counted.
    pub to: NaiveDate,
    /// By recorded time: the newest revision at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// How many there were in all.
    pub totals: Totals,
    /// What changed within it.
    pub flows: Flows,
    /// How many were in each group; one group for all where none were asked for.
    pub groups: Vec<Count>,
}

/// Counts the records that a query wants, at the end of each period from one date to another.
///
/// # Errors
/// When there would be no period, or too many.
pub fn series<R: Counted>(
    snapshot: &Snapshot,
    query: &Query<R::Item>,
    grouping: &Grouping<R>,
    (from, to): (NaiveDate, NaiveDate),
    step: Step,
    by: By,
) -> Result<Vec<Period>, BadParameter> {
    let mut spans = Vec::new();
    let mut begin = step.begin(from);
    while begin <= to {
        if spans.len() == PERIODS_MAX {
            return Err(BadParameter::new("step", format!("a series has {PERIODS_MAX} periods at most")));
        }
        let next = step.next(begin).ok_or_else(|| BadParameter::new("to", "is too far away"))?;
        let (before, end) = (begin - Days::new(1), (next - Days::new(1)).min(to));
        let span = match by {
            By::Effective => Span::Effective(before, end),
            By::Recorded => Span::Recorded(revision_on(snapshot, before), revision_on(snapshot, end)),
        };
        spans.push((begin, end, span, Tallies::new()));
        begin = next;
    }
    if spans.is_empty() {
        return Err(BadParameter::new("to", "must not be before `from`"));
    }
    for tracked in R::map(snapshot).values() {
        let seats = R::seats(snapshot, tracked);
        let course = Course { snapshot, query, grouping, tracked, seats, today: to };
        let mut seen = course.see(spans[0].2.start());
        for (_, _, span, tallies) in &mut spans {
            seen = course.follow(*span, seen, tallies);
        }
    }
    let period = |(from, to, span, mut tallies): (NaiveDate, NaiveDate, Span, Tallies)| {
        for group in tallies.groups.values_mut() {
            group.flows.get_or_insert_with(none::<R>);
        }
        let flows = tallies.all.flows.unwrap_or_else(none::<R>);
        let revision = if let Span::Recorded(_, revision) = span { Some(revision) } else { None };
        let (groups, totals) = tallies.counts(grouping);
        Period { from, to, revision, totals, flows, groups }
    };
    Ok(spans.into_iter().map(period).collect())
}

/// The newest revision at the end of a day.
fn revision_on(snapshot: &Snapshot, day: NaiveDate) -> u64 {
    snapshot.revision_at(Timestamp::parse(&day.to_string()).unwrap_or(Timestamp(0)))
}

/// Nothing has changed.
fn none<R: Counted>() -> Flows {
    if R::OF == Posts::OF {
        let zero = Some(0);
        Flows { created: zero, abolished: zero, presence_closed: zero, filled: zero, vacated: zero, ..Flows::default() }
    } else {
        Flows { opened: Some(0), closed: Some(0), ..Flows::default() }
    }
}

/// A period without its first moment.
#[derive(Clone, Copy)]
enum Span {
    /// After one date, up to another.
    Effective(NaiveDate, NaiveDate),
    /// After one revision, up to another.
    Recorded(u64, u64),
}

impl Span {
    /// The moment before it.
    fn start(self) -> At {
        match self {
            Self::Effective(after, _) => At::Date(after),
            Self::Recorded(after, _) => At::Revision(after),
        }
    }
}

/// A moment in a record's course.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Date(NaiveDate),
    Revision(u64),
}

/// What a record is at a moment.
struct Seen<R: Counted> {
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
struct Course<'a, R: Counted> {
    snapshot: &'a Snapshot,
    query: &'a Query<R::Item>,
    grouping: &'a Grouping<R>,
    tracked: &'a R::Item,
    /// The presences that it has ever belonged to.
    seats: Vec<&'a Arc<Tracked<Presence>>>,
    today: NaiveDate,
}

impl<R: Counted> Course<'_, R> {
    /// Counts what the record is at the end of the period, and what happened to it within; gives what it is at the end.
    fn follow(&self, span: Span, mut seen: Seen<R>, tallies: &mut Tallies) -> Seen<R> {
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
                let own = self.tracked.lived().dates(after, upto);
                let others = self
                    .seats
                    .iter()
                    .flat_map(|seat| seat.lived().dates(after, upto).chain(seat.described_dates(after, upto)));
                let known = [self.tracked.known_from()].into_iter().filter(|from| (after < *from) && (*from <= upto));
                let described = self.tracked.described_dates(after, upto);
                own.chain(others).chain(known).chain(described).chain([upto]).map(At::Date).collect::<Vec<_>>()
            }
            Span::Recorded(after, upto) => {
                let own = self.tracked.learnt.revisions(after, upto);
                let others = self.seats.iter().flat_map(|seat| seat.learnt.revisions(after, upto));
                let first = self.tracked.versions.front().map(|first| first.revision);
                let known = first.into_iter().filter(|first| after < *first && *first <= upto);
                own.chain(others).chain(known).chain([upto]).map(At::Revision).collect::<Vec<_>>()
            }
        };
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    fn see(&self, at: At) -> Seen<R> {
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
