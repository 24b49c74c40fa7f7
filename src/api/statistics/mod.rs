//! `/v1/statistics`: counts, counts over time, and which offices have not reported for a while.

mod count;
mod overdue;
mod series;

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    extract::query::{Several, Text},
    operation::{Operations, parameter},
    problem::Problem,
    read::FigureParams,
};
use presence_core::{
    query::{BadParameter, Posts, Presences, Query, Resource},
    statistics::{Counted, contributions},
};
use presence_formats::{Table, export::cell};

/// The name of a dimension of counts: which there are depends on what is counted.
struct CountDimension;

impl PartialSchema for CountDimension {
    fn schema() -> RefOr<Schema> {
        names(records().chain(contributions::DIMENSIONS))
    }
}

impl ToSchema for CountDimension {}

/// The name of a dimension of series.
struct SeriesDimension;

impl PartialSchema for SeriesDimension {
    fn schema() -> RefOr<Schema> {
        names(records().filter(|name| *name != NOT_OVER_TIME))
    }
}

impl ToSchema for SeriesDimension {}

/// The dimension that a series does not have: how long ago a record was reported is known for now only.
const NOT_OVER_TIME: &str = "since_report";

/// The dimensions of presences and of posts.
fn records() -> impl Iterator<Item = &'static str> {
    let presences = Presences::dimensions().into_iter().map(|dimension| dimension.name);
    presences.chain(Posts::dimensions().into_iter().map(|dimension| dimension.name))
}

/// The schema of these names, each once.
fn names(all: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    let mut known = HashSet::new();
    parameter::codes(all.filter(|name| known.insert(*name)).map(str::to_owned)).into()
}

/// The names that `group_by` has.
fn group_names(given: Option<&Several<Text>>) -> impl Iterator<Item = &str> {
    given.into_iter().flat_map(|names| &names.0).map(|name| name.0.as_str())
}

/// What is left of the parameters are filters.
fn filters<R: Resource>(asked: &FigureParams) -> Result<Query<R::Item>, Problem> {
    let listing = ["limit", "cursor", "sort", "fields", "include"];
    if let Some((name, _)) = asked.pairs.iter().find(|(name, _)| listing.contains(&name.as_str())) {
        return Err(BadParameter::new(name, "is a parameter of lists, not of statistics").into());
    }
    Ok(Query::read::<R>(&asked.pairs, asked.style)?)
}

pub(super) fn table(names: Vec<&'static str>, rows: &[impl Serialize]) -> Table {
    let row = |row| {
        let row: Value = serde_json::to_value(row).unwrap_or_default();
        names.iter().map(|name| cell(&row, name)).collect()
    };
    let rows = rows.iter().map(row).collect();
    Table {
        name: "statistics",
        columns: names.iter().map(|name| ((*name).into(), Vec::new())).collect(),
        rows,
        about: Vec::new(),
    }
}

/// What files say of a group.
const COUNTS: [&str; 3] = ["count", "countries_hosting", "countries_served"];

/// The operations on statistics.
pub fn operations(operations: &mut Operations) {
    overdue::operations(operations);
    series::operations(operations);
    count::operations(operations);
}
