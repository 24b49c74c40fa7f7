//! Money by donor, kind of donor, year, stage or earmark. Cancelled contributions are left out.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    programme::coverage::{Month, part},
    query::{BadParameter, Query},
    snapshot::Snapshot,
    versioned::Versioned,
};
use presence_model::{Code as _, Contribution};

/// What is counted, in `of=`.
pub const OF: &str = "contributions";

/// What contributions are grouped by.
pub const DIMENSIONS: [&str; 5] = ["donor", "donor_type", "year", "stage", "scope"];

/// A group of contributions and what they are worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ContributionSum {
    /// The group: each dimension with its value.
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    pub group: Map<String, Value>,
    /// How many contributions are in it; one of several years is in each of them.
    #[schema(example = 3)]
    pub count: usize,
    /// What they are worth in US cents; by year, what falls on its months.
    #[schema(example = 83_000_000)]
    pub usd_amount: i64,
}

impl ContributionSum {
    fn take(&mut self, cents: i64) {
        self.count += 1;
        self.usd_amount += cents;
    }
}

/// Reads the names of dimensions.
///
/// # Errors
/// When one is unknown, or there are too many.
pub fn dimensions<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Vec<&'static str>, BadParameter> {
    super::dimensions(names, || DIMENSIONS.to_vec(), |name| name)
}

/// The contributions that a query wants, by group, and all of them.
#[must_use]
pub fn sums(
    snapshot: &Snapshot,
    query: &Query<Arc<Versioned<Contribution>>>,
    dimensions: &[&'static str],
) -> (Vec<ContributionSum>, ContributionSum) {
    let (mut groups, mut all) = (BTreeMap::<Vec<Option<String>>, ContributionSum>::new(), ContributionSum::default());
    for kept in snapshot.programme.contributions.values().filter(|kept| query.wants(snapshot, kept)) {
        let record = kept.record();
        if record.cancelled.is_some() {
            continue;
        }
        all.take(record.usd_amount);
        let years = if dimensions.contains(&"year") { by_year(record) } else { vec![(None, record.usd_amount)] };
        for (year, cents) in years {
            let value = |dimension: &&str| value(snapshot, record, dimension, year);
            groups.entry(dimensions.iter().map(value).collect()).or_default().take(cents);
        }
    }
    let named = |(key, sum): (Vec<Option<String>>, ContributionSum)| {
        let group = dimensions.iter().map(|name| (*name).to_owned()).zip(key.into_iter().map(Value::from)).collect();
        ContributionSum { group, ..sum }
    };
    (groups.into_iter().map(named).collect(), all)
}

fn value(snapshot: &Snapshot, record: &Contribution, dimension: &str, year: Option<i32>) -> Option<String> {
    match dimension {
        "donor" => Some(record.donor.to_string()),
        "donor_type" => {
            let donor = snapshot.programme.donors.get(&record.donor);
            donor.map(|donor| donor.record().kind.as_str().to_owned())
        }
        "stage" => Some(record.stage.as_str().to_owned()),
        "scope" => Some(record.earmark.scope.as_str().to_owned()),
        _ => year.map(|year| year.to_string()),
    }
}

/// What of a contribution falls on each year, spread evenly over its months.
fn by_year(record: &Contribution) -> Vec<(Option<i32>, i64)> {
    let (first, last) = (Month::of(record.from), Month::of(record.to));
    let months = i64::from(last.since(first)) + 1;
    let mut years = BTreeMap::<i32, i64>::new();
    for at in 0..months {
        let month = first.plus(i32::try_from(at).unwrap_or(i32::MAX));
        *years.entry(chrono::Datelike::year(&month.first())).or_default() += part(record.usd_amount, months, at);
    }
    years.into_iter().map(|(year, cents)| (Some(year), cents)).collect()
}
