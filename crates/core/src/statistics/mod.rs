//! Counts: presences and posts by any of their dimensions, now, on a date, as known at a revision, and over time.

pub mod contributions;
mod dimensions;
mod overdue;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use self::{
    dimensions::{Counted, Dimension, NEVER, Standing},
    overdue::{Overdue, overdue},
    series::{By, Flows, Period, Step, series},
};
use super::{
    query::{BadParameter, Query, Style},
    snapshot::Snapshot,
    view::Audience,
};
use presence_model::{Alpha3, Code as _, Confidence, Language};

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
    /// How many countries and areas host these, each counted once.
    #[schema(example = 12)]
    pub countries_hosting: usize,
    /// How many countries and areas these cover, each counted once.
    #[schema(example = 15)]
    pub countries_served: usize,
    /// In a series: what changed within the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flows: Option<Flows>,
}

/// How many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = StatisticsTotals)]
pub struct Totals {
    /// Records that exist; with a filter by status, those with that status.
    #[schema(example = 95)]
    pub count: usize,
    /// Countries and areas that host these, each counted once: not the same as `count`.
    #[schema(example = 86)]
    pub countries_hosting: usize,
    /// Countries and areas that these cover, each counted once.
    #[schema(example = 128)]
    pub countries_served: usize,
    /// How sure the registry is of these, by confidence.
    #[schema(example = json!({"reported": 0, "sourced": 1, "assumed": 83, "unverified": 5, "doubtful": 6}))]
    pub confidence: BTreeMap<&'static str, usize>,
    /// Records that are not counted, by status: planned, closed, abolished …; `presence_closed` are posts whose presence is
    /// closed.
    #[schema(example = json!({"closed": 2}))]
    pub apart: BTreeMap<&'static str, usize>,
    /// Records of which nothing is known on the date that was asked for. They may have been or not.
    #[schema(example = 0)]
    pub unknown: usize,
}

/// The dimensions of these names, out of those that there are.
fn dimensions<'n, D>(
    names: impl IntoIterator<Item = &'n str>,
    known: impl Fn() -> Vec<D>,
    name: fn(&D) -> &'static str,
) -> Result<Vec<D>, BadParameter> {
    let names: Vec<_> = names.into_iter().collect();
    if names.len() > DIMENSIONS_MAX {
        return Err(BadParameter::new("group_by", format!("at most {DIMENSIONS_MAX} dimensions can be combined")));
    }
    let find = |wanted: &&str| {
        known().into_iter().find(|dimension| name(dimension) == *wanted).ok_or_else(|| {
            let allowed = known().iter().map(|dimension| name(dimension).to_owned()).collect();
            BadParameter::new("group_by", format!("`{wanted}` is not a dimension")).allowing(allowed)
        })
    };
    names.iter().map(find).collect()
}

/// By what records are grouped.
pub struct Grouping<R: Counted>(Vec<Dimension<R::Item>>);

impl<R: Counted> Grouping<R> {
    /// Reads names of dimensions.
    ///
    /// # Errors
    /// When one is unknown, or there are too many.
    pub fn read<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, BadParameter> {
        dimensions(names, R::dimensions, |dimension| dimension.name).map(Self)
    }

    /// The names of the dimensions.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|dimension| dimension.name).collect()
    }

    fn key(&self, snapshot: &Snapshot, item: &R::Item, today: NaiveDate) -> Key {
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

    fn group(&self, key: Key) -> Map<String, Value> {
        let named = self.0.iter().zip(key);
        named.map(|(dimension, value)| (dimension.name.to_owned(), value.map_or(Value::Null, Value::String))).collect()
    }
}

/// A group's place: the value of each dimension.
type Key = Vec<Option<String>>;

/// Counts on the way.
#[derive(Default)]
struct Tally {
    count: usize,
    hosting: BTreeSet<Alpha3>,
    served: BTreeSet<Alpha3>,
    flows: Option<Flows>,
}

impl Tally {
    fn take<R: Counted>(&mut self, snapshot: &Snapshot, item: &R::Item) {
        self.count += 1;
        self.hosting.extend(R::hosting(snapshot, item));
        self.served.extend(R::served(snapshot, item));
    }
}

/// What is counted at one moment.
struct Tallies {
    groups: BTreeMap<Key, Tally>,
    all: Tally,
    totals: Totals,
}

impl Tallies {
    fn new() -> Self {
        let confidence = Confidence::ALL.iter().map(|code| (code.as_str(), 0)).collect();
        let totals = Totals { confidence, ..Totals::default() };
        Self { groups: BTreeMap::new(), all: Tally::default(), totals }
    }

    /// Takes a record that the query wants; `standing` says whether it exists.
    fn take<R: Counted>(&mut self, snapshot: &Snapshot, item: &R::Item, key: Key, standing: Standing) {
        if let Standing::Apart(name) = standing {
            *self.totals.apart.entry(name).or_default() += 1;
            return;
        }
        self.all.take::<R>(snapshot, item);
        if let Some(confidence) = R::confidence(item) {
            *self.totals.confidence.entry(confidence.as_str()).or_default() += 1;
        }
        self.groups.entry(key).or_default().take::<R>(snapshot, item);
    }

    fn counts<R: Counted>(self, grouping: &Grouping<R>) -> (Vec<Count>, Totals) {
        let Tally { count, hosting, served, .. } = self.all;
        let totals = Totals { count, countries_hosting: hosting.len(), countries_served: served.len(), ..self.totals };
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_by_cached_key(|(key, _)| grouping.place(key));
        let count = |(key, tally): (Key, Tally)| Count {
            group: grouping.group(key),
            count: tally.count,
            countries_hosting: tally.hosting.len(),
            countries_served: tally.served.len(),
            flows: tally.flows,
        };
        (groups.into_iter().map(count).collect(), totals)
    }
}

/// What exists in all, or with one filter.
#[must_use]
pub fn totals<R: Counted + Default>(snapshot: &Snapshot, filter: Option<(&str, &str)>, today: NaiveDate) -> Totals {
    let style = Style { language: Language::English, audience: Audience::Public, with_posts: false };
    let pairs: Vec<_> = filter.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (Ok(query), Ok(grouping)) = (Query::read::<R>(&pairs, style), Grouping::<R>::read([])) else {
        return Totals::default();
    };
    count(&R::default(), snapshot, &query, &grouping, today).1
}

/// Counts the records that a query wants and that exist; of a query by status those with that status. `today` is the date
/// from which the time since a report is reckoned.
pub fn count<R: Counted>(
    resource: &R,
    snapshot: &Snapshot,
    query: &Query<R::Item>,
    grouping: &Grouping<R>,
    today: NaiveDate,
) -> (Vec<Count>, Totals) {
    let mut tallies = Tallies::new();
    for item in query.matching(resource, snapshot) {
        let standing = Standing::of::<R>(item, query, R::presence_closed(snapshot, item));
        tallies.take::<R>(snapshot, item, grouping.key(snapshot, item, today), standing);
    }
    tallies.totals.unknown = R::unknown(snapshot).values().filter(|item| query.describes(snapshot, item)).count();
    tallies.counts(grouping)
}
