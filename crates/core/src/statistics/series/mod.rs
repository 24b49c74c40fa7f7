//! Counts over time, by effective date or by recorded time, and what changed from period to period.

mod course;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::course::Flows;
use self::course::{Course, Span};
use super::{Count, Counted, Grouping, Tallies, Totals};
use crate::{
    query::{BadParameter, Posts, Query},
    snapshot::Snapshot,
};
use presence_model::Timestamp;

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
