//! `/v1/statistics`: counts, counts over time, and which offices have not reported for a while.

mod count;
mod overdue;
mod series;

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    extract::query::{Several, Text, choices},
    operation::{Operations, parameter},
    problem::Problem,
    read::FigureParams,
};
use presence_core::{
    query::{BadParameter, Posts, Presences, Query, Resource},
    statistics::Counted,
};
use presence_formats::{Table, export::cell};

choices! {
    /// What is counted.
    pub enum Of { Presences = "presences", Posts = "adviser_posts", Contributions = "contributions" }
}

/// The name of a dimension: which there are depends on what is counted.
struct DimensionName;

impl PartialSchema for DimensionName {
    fn schema() -> RefOr<Schema> {
        let presences = Presences::dimensions().into_iter().map(|dimension| dimension.name);
        let mut names: Vec<_> = presences.collect();
        let posts = Posts::dimensions().into_iter().map(|dimension| dimension.name);
        let more: Vec<_> = posts.filter(|name| !names.contains(name)).collect();
        names.extend(more);
        parameter::codes(names.into_iter().map(str::to_owned)).into()
    }
}

impl ToSchema for DimensionName {}

fn joined(names: Several<Text>) -> String {
    names.0.into_iter().map(|name| name.0).collect::<Vec<_>>().join(",")
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
