//! Counts over time, by effective date or by recorded time, and what changed from period to period.

use std::sync::Arc;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Count, Counted, Grouping, Totals, tally};
use crate::{
    model::{PostStatus, PresenceStatus, Timestamp},
    registry::{
        query::{BadParameter, Query},
        snapshot::Snapshot,
        tracked::{Described, Tracked},
    },
};

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

/// What changed within a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Flows {
    /// Presences that became active, or began as such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<usize>,
    /// Presences that closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<usize>,
    /// Posts in which somebody began to work, temporarily or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<usize>,
    /// Posts in which nobody works any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacated: Option<usize>,
    /// Posts that were abolished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abolished: Option<usize>,
    /// Opened less closed; of posts, filled less vacated.
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

/// A kind of status of which it is known what it means that one follows another.
pub trait Flowing: Copy + PartialEq {
    /// Nothing has changed.
    fn none() -> Flows;
    /// Counts that one follows another, or that a record begins.
    fn count(flows: &mut Flows, from: Option<Self>, to: Self);
}

fn add(slot: &mut Option<usize>, one: bool) {
    *slot = Some(slot.unwrap_or(0) + usize::from(one));
}

impl Flowing for PresenceStatus {
    fn none() -> Flows {
        Flows { opened: Some(0), closed: Some(0), ..Flows::default() }
    }

    fn count(flows: &mut Flows, from: Option<Self>, to: Self) {
        let before = matches!(from, Some(Self::Active | Self::DrawingDown | Self::Suspended));
        let (opened, closed) =
            (to == Self::Active && !before, to == Self::Closed && from.is_some() && from != Some(Self::Closed));
        add(&mut flows.opened, opened);
        add(&mut flows.closed, closed);
        flows.net += i64::from(opened) - i64::from(closed);
    }
}

impl Flowing for PostStatus {
    fn none() -> Flows {
        Flows { filled: Some(0), vacated: Some(0), abolished: Some(0), ..Flows::default() }
    }

    fn count(flows: &mut Flows, from: Option<Self>, to: Self) {
        let worked = |status| matches!(status, Self::Encumbered | Self::TemporarilyFilled);
        let (before, after) = (from.is_some_and(worked), worked(to));
        add(&mut flows.filled, after && !before);
        add(&mut flows.vacated, before && !after);
        add(&mut flows.abolished, to == Self::Abolished && from != Some(Self::Abolished));
        flows.net += i64::from(after) - i64::from(before);
    }
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
    let mut periods = Vec::new();
    let mut begin = step.begin(from);
    while begin <= to {
        if periods.len() == PERIODS_MAX {
            return Err(BadParameter::new("step", format!("a series has {PERIODS_MAX} periods at most")));
        }
        let next = step.next(begin).ok_or_else(|| BadParameter::new("to", "is too far away"))?;
        periods.push(period::<R>(snapshot, query, grouping, (begin, (next - Days::new(1)).min(to)), by));
        begin = next;
    }
    if periods.is_empty() {
        return Err(BadParameter::new("to", "must not be before `from`"));
    }
    Ok(periods)
}

fn period<R: Counted>(
    snapshot: &Snapshot,
    query: &Query<R::Item>,
    grouping: &Grouping<R>,
    (from, to): (NaiveDate, NaiveDate),
    by: By,
) -> Period {
    let end_of = |day: NaiveDate| snapshot.revision_at(Timestamp::parse(&day.to_string()).unwrap_or(Timestamp(0)));
    let (before, revision) = (end_of(from - Days::new(1)), end_of(to));
    let mut flows = R::Status::none();
    let mut items = Vec::new();
    for tracked in R::map(snapshot).values() {
        let then = match by {
            By::Effective => tracked.counted_on(to),
            By::Recorded => tracked.counted_at(revision),
        };
        let Some(item) = then.map(Arc::new).filter(|item| query.wants(snapshot, item)) else { continue };
        match by {
            By::Effective => lived(tracked, (from, to), &mut flows),
            By::Recorded => tracked
                .learnt
                .changes(before, revision)
                .filter(|(from, to)| from != to)
                .for_each(|(from, to)| Flowing::count(&mut flows, Some(from), to)),
        }
        items.push(item);
    }
    let (groups, totals) = tally::<R>(snapshot, items.iter(), grouping, to);
    Period { from, to, revision: (by == By::Recorded).then_some(revision), totals, flows, groups }
}

/// What happened to a record from one date to another: its beginning is one of the things.
fn lived<T>(tracked: &Tracked<T>, (from, to): (NaiveDate, NaiveDate), flows: &mut Flows)
where
    T: Described,
    T::Status: Flowing,
{
    if tracked.record().begins().is_some_and(|begin| (from..=to).contains(&begin)) {
        Flowing::count(flows, None, tracked.learnt.initial.status);
    }
    let changes = tracked.lived().changes(from - Days::new(1), to).filter(|(from, to)| from != to);
    changes.for_each(|(from, to)| Flowing::count(flows, Some(from), to));
}
