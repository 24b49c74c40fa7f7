//! Counts: presences and posts by any of their dimensions, now, on a date, as known at a revision, and over time.

mod dimensions;
mod overdue;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use self::{
    dimensions::{Counted, Dimension, NEVER},
    overdue::{Overdue, overdue},
    series::{By, Flowing, Flows, Period, Step, series},
};
use super::{
    query::{BadParameter, Query},
    snapshot::Snapshot,
};
use crate::model::Alpha3;

/// How many dimensions a count may have.
const DIMENSIONS_MAX: usize = 2;

/// One group and how many records are in it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Count {
    /// The group: each dimension with its value; null where a record has none.
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    pub group: Map<String, Value>,
    /// How many records are in it.
    #[schema(example = 12)]
    pub count: usize,
    /// How many countries and areas these are in or cover, each counted once.
    #[schema(example = 15)]
    pub countries: usize,
}

/// How many there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = StatisticsTotals)]
pub struct Totals {
    /// Records.
    #[schema(example = 95)]
    pub count: usize,
    /// Countries and areas that they are in or cover, each counted once: not the same as `count`.
    #[schema(example = 128)]
    pub countries: usize,
}

/// By what records are grouped.
pub struct Grouping<R: Counted>(Vec<Dimension<R::Item>>);

impl<R: Counted> Grouping<R> {
    /// Reads names of dimensions, separated by commas.
    ///
    /// # Errors
    /// When one is unknown, or there are too many.
    pub fn read(names: Option<&str>) -> Result<Self, BadParameter> {
        let names: Vec<_> = names.into_iter().flat_map(|names| names.split(',')).collect();
        if names.len() > DIMENSIONS_MAX {
            return Err(BadParameter::new("group_by", format!("at most {DIMENSIONS_MAX} dimensions can be combined")));
        }
        let find = |name: &&str| {
            let known = R::dimensions().into_iter().find(|dimension| dimension.name == *name);
            known.ok_or_else(|| {
                let allowed = R::dimensions().iter().map(|dimension| dimension.name.to_owned()).collect();
                BadParameter::new("group_by", format!("`{name}` is no dimension")).allowing(allowed)
            })
        };
        names.iter().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// The names of the dimensions.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|dimension| dimension.name).collect()
    }

    fn key(&self, snapshot: &Snapshot, item: &R::Item, today: NaiveDate) -> Vec<Option<String>> {
        self.0.iter().map(|dimension| (dimension.value)(snapshot, item, today)).collect()
    }

    /// Where a group stands among the others: as in its vocabulary, else by its text; what has no value comes last.
    fn place(&self, key: &[Option<String>]) -> Vec<(bool, usize, Option<String>)> {
        let place = |(dimension, value): (&Dimension<R::Item>, &Option<String>)| {
            let codes = dimension.codes.map(|codes| codes()).unwrap_or_default();
            let known = value.as_ref().and_then(|value| codes.iter().position(|code| code == value));
            (value.is_none(), known.unwrap_or(usize::MAX), value.clone())
        };
        self.0.iter().zip(key).map(place).collect()
    }

    fn group(&self, key: Vec<Option<String>>) -> Map<String, Value> {
        let named = self.0.iter().zip(key);
        named.map(|(dimension, value)| (dimension.name.to_owned(), value.map_or(Value::Null, Value::String))).collect()
    }
}

/// Counts on the way.
#[derive(Default)]
struct Tally {
    count: usize,
    countries: BTreeSet<Alpha3>,
}

impl Tally {
    fn take<R: Counted>(&mut self, snapshot: &Snapshot, item: &R::Item) {
        self.count += 1;
        R::countries(snapshot, item, &mut |country| {
            self.countries.insert(country);
        });
    }
}

fn tally<'i, R: Counted>(
    snapshot: &Snapshot,
    items: impl Iterator<Item = &'i R::Item>,
    grouping: &Grouping<R>,
    today: NaiveDate,
) -> (Vec<Count>, Totals) {
    let mut groups = BTreeMap::<Vec<Option<String>>, Tally>::new();
    let mut all = Tally::default();
    for item in items {
        all.take::<R>(snapshot, item);
        groups.entry(grouping.key(snapshot, item, today)).or_default().take::<R>(snapshot, item);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(key, _)| grouping.place(key));
    let count = |(key, tally): (Vec<Option<String>>, Tally)| Count {
        group: grouping.group(key),
        count: tally.count,
        countries: tally.countries.len(),
    };
    let counts = groups.into_iter().map(count).collect();
    (counts, Totals { count: all.count, countries: all.countries.len() })
}

/// Counts the records that a query wants. `today` is the date from which the time since a report is reckoned.
pub fn count<R: Counted>(
    resource: &R,
    snapshot: &Snapshot,
    query: &Query<R::Item>,
    grouping: &Grouping<R>,
    today: NaiveDate,
) -> (Vec<Count>, Totals) {
    tally::<R>(snapshot, query.matching(resource, snapshot), grouping, today)
}
