//! Counts by one or two dimensions, and sums of contributions.

use actix_web::Responder;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{COUNTS, CountDimension, filters, group_names, table};
use crate::api::{
    extract::{
        Read,
        query::{Several, Text, choices, take},
        read::{Counts, Figures},
    },
    operation::{Operations, declare},
    problem::Problem,
    read::FigureParams,
};
use presence_core::{
    body::Faults,
    query::{Posts, Presences, VersionedList},
    statistics::{
        self, Count, Counted, Grouping, Totals,
        contributions::{self, ContributionSum},
    },
};
use presence_formats::Table;
use presence_model::Contribution;
use presence_store::CachedSnapshot;

/// How many records there are, by group.
#[derive(Serialize, ToSchema)]
pub struct Statistics {
    /// `presences` or `adviser_posts`.
    #[schema(example = "presences")]
    of: &'static str,
    /// The dimensions.
    #[schema(example = json!(["region", "status"]))]
    group_by: Vec<&'static str>,
    /// The groups, each with its count; one without a dimension where none was asked for.
    data: Vec<Count>,
    /// How many there are in all.
    totals: Totals,
    /// The registry's revision that was counted.
    #[schema(example = 434)]
    revision: u64,
    /// The date whose statuses were counted, if one was asked for.
    on: Option<NaiveDate>,
    /// The date from which times since a report are reckoned.
    reckoned_on: NaiveDate,
}

/// What contributions are worth, by group.
#[derive(Serialize, ToSchema)]
pub struct ContributionStatistics {
    /// `contributions`.
    #[schema(example = "contributions")]
    of: &'static str,
    /// The dimensions.
    #[schema(example = json!(["donor", "year"]))]
    group_by: Vec<&'static str>,
    /// The groups.
    data: Vec<ContributionSum>,
    /// All of them, each counted once.
    totals: ContributionSum,
    /// Always `USD`: amounts are in cents.
    #[schema(example = "USD")]
    currency: &'static str,
    /// The registry's revision that was counted.
    #[schema(example = 460)]
    revision: u64,
    /// The date that was asked for, if one was.
    on: Option<NaiveDate>,
}

/// What is counted, or summed up.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum StatisticsAnswer {
    /// Presences or adviser posts.
    Records(Statistics),
    /// Contributions.
    Money(ContributionStatistics),
}

choices! {
    /// What is counted.
    enum Of { Presences = "presences", Posts = "adviser_posts", Contributions = "contributions" }
}

/// Parameters of counts.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CountParameters {
    /// What is counted.
    #[deserr(default)]
    #[param(inline)]
    of: Option<Of>,
    /// One or two dimensions.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<CountDimension>>, style = Form, explode = false)]
    group_by: Option<Several<Text>>,
}

/// Count presences or adviser posts, or sum up contributions
///
/// By one or two dimensions, with the filters of their lists; now, as the registry knew it (`as_of`), with the statuses
/// of a date (`on`). A country is counted once, however many presences it hosts or is served by. Contributions are summed
/// up by donor, donor_type, year, stage and scope, with the filters of their list.
#[utoipa::path(get, path = "/v1/statistics", tag = "Statistics", operation_id = "show_statistics",
    responses((status = 200, description = "The counts.", body = StatisticsAnswer)))]
pub async fn show(read: Read<Counts<Figures<CountParameters>, Presences, Posts>>) -> Result<impl Responder, Problem> {
    read.0.figures(|moment, mut asked| {
        let CountParameters { of, group_by } = take(&mut asked.pairs)?;
        let group_by = group_names(group_by.as_ref());
        match of.unwrap_or(Of::Presences) {
            Of::Presences => count(&Presences, moment, group_by, asked),
            Of::Posts => count(&Posts, moment, group_by, asked),
            Of::Contributions => money(moment, group_by, asked),
        }
    })
}

fn count<'n, R: Counted>(
    resource: &R,
    moment: &CachedSnapshot,
    group_by: impl Iterator<Item = &'n str>,
    asked: FigureParams,
) -> Result<(StatisticsAnswer, Table), Problem> {
    let grouping = Grouping::<R>::read(group_by)?;
    let query = filters::<R>(&asked)?;
    let (data, totals) = statistics::count(resource, moment, &query, &grouping, asked.today);
    let group_by = grouping.names();
    let names = group_by.iter().copied().chain(COUNTS).collect();
    let table = table(names, &data);
    let (of, revision, on, reckoned_on) = (R::OF, moment.revision(), moment.on, asked.today);
    let counted = Statistics { of, group_by, data, totals, revision, on, reckoned_on };
    Ok((StatisticsAnswer::Records(counted), table))
}

fn money<'n>(
    moment: &CachedSnapshot,
    group_by: impl Iterator<Item = &'n str>,
    asked: FigureParams,
) -> Result<(StatisticsAnswer, Table), Problem> {
    let group_by = contributions::dimensions(group_by)?;
    let query = filters::<VersionedList<Contribution>>(&asked)?;
    let (data, totals) = contributions::sums(moment, &query, &group_by);
    let table = table(group_by.iter().copied().chain(["count", "usd_amount"]).collect(), &data);
    let (of, currency, revision, on) = (contributions::OF, "USD", moment.revision(), moment.on);
    Ok((StatisticsAnswer::Money(ContributionStatistics { of, group_by, data, totals, currency, revision, on }), table))
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
