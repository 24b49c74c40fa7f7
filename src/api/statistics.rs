//! `/v1/statistics`: counts, counts over time, and which offices have not reported for a while.

use actix_web::Responder;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    extract::{
        Read,
        query::{Number, Several, Text, choices, choices_of, take},
        read::{Counts, Figures, UndatedFigures, refuse_date},
    },
    operation::{Operations, declare, parameter},
    problem::Problem,
    read::Asked,
};
use presence_core::{
    body::Faults,
    query::{BadParameter, Posts, Presences, Query, Resource, VersionedList},
    statistics::{
        self, By, Count, Counted, Grouping, Overdue, Period, Step, Totals,
        contributions::{self, ContributionSum},
    },
};
use presence_formats::{Table, export::cell};
use presence_model::Contribution;
use presence_store::Moment;

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

/// Counts over time.
#[derive(Serialize, ToSchema)]
pub struct Series {
    /// `presences` or `adviser_posts`.
    #[schema(example = "presences")]
    of: &'static str,
    /// The dimensions.
    group_by: Vec<&'static str>,
    /// `effective` or `recorded`.
    #[schema(example = "effective")]
    by: &'static str,
    /// The periods.
    data: Vec<Period>,
    /// The registry's revision.
    #[schema(example = 434)]
    revision: u64,
}

/// Offices that have not reported for a while.
#[derive(Serialize, ToSchema)]
pub struct OverdueOffices<'a> {
    /// For more than so many days.
    #[schema(example = 90)]
    days: i64,
    /// The offices, the longest silence first.
    data: Vec<Overdue<'a>>,
    /// How many offices host a presence that is not closed.
    #[schema(example = 44)]
    offices: usize,
    /// The registry's revision.
    #[schema(example = 434)]
    revision: u64,
    /// The date from which days are reckoned.
    reckoned_on: NaiveDate,
}

choices! {
    /// What is counted.
    pub enum Of { Presences = "presences", Posts = "adviser_posts", Contributions = "contributions" }
}

choices_of! {
    /// By which time is counted.
    ByName(By), [("effective", By::Effective), ("recorded", By::Recorded)];
    /// How long a period is.
    StepName(Step), Step::ALL;
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
    #[param(inline, value_type = Option<Vec<DimensionName>>, style = Form, explode = false)]
    group_by: Option<Several<Text>>,
}

/// Parameters of counts over time.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeriesParameters {
    /// What is counted.
    #[deserr(default)]
    #[param(inline)]
    of: Option<Of>,
    /// One or two dimensions.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<DimensionName>>, style = Form, explode = false)]
    group_by: Option<Several<Text>>,
    /// The first day; eleven months before the last unless given.
    #[deserr(default)]
    from: Option<NaiveDate>,
    /// The last day; today unless given.
    #[deserr(default)]
    to: Option<NaiveDate>,
    /// How long a period is; a month unless given.
    #[deserr(default)]
    #[param(inline, default = "month")]
    step: Option<StepName>,
    /// By which time.
    #[deserr(default)]
    #[param(inline)]
    by: Option<ByName>,
}

/// Parameters of overdue offices.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverdueParameters {
    /// Overdue for more than this number of days; 90 unless given.
    #[deserr(default)]
    #[param(inline, default = 90)]
    days: Option<Number<0, 36_500>>,
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
        let group_by = group_by.map(joined);
        match of.unwrap_or(Of::Presences) {
            Of::Presences => count(&Presences, moment, group_by, asked),
            Of::Posts => count(&Posts, moment, group_by, asked),
            Of::Contributions => money(moment, group_by, asked),
        }
    })
}

fn count<R: Counted>(
    resource: &R,
    moment: &Moment,
    group_by: Option<String>,
    asked: Asked,
) -> Result<(StatisticsAnswer, Table), Problem> {
    let grouping = Grouping::<R>::read(group_by.as_deref())?;
    let query = filters::<R>(&asked)?;
    let (data, totals) = statistics::count(resource, moment, &query, &grouping, asked.today);
    let group_by = grouping.names();
    let names = group_by.iter().copied().chain(COUNTS).collect();
    let table = table(names, &data);
    let (of, revision, on, reckoned_on) = (R::OF, moment.revision(), moment.on, asked.today);
    let counted = Statistics { of, group_by, data, totals, revision, on, reckoned_on };
    Ok((StatisticsAnswer::Records(counted), table))
}

fn money(moment: &Moment, group_by: Option<String>, asked: Asked) -> Result<(StatisticsAnswer, Table), Problem> {
    let group_by = contributions::dimensions(group_by.as_deref())?;
    let query = filters::<VersionedList<Contribution>>(&asked)?;
    let (data, totals) = contributions::sums(moment, &query, &group_by);
    let table = table(group_by.iter().copied().chain(["count", "usd_amount"]).collect(), &data);
    let (of, currency, revision, on) = (contributions::OF, "USD", moment.revision(), moment.on);
    Ok((StatisticsAnswer::Money(ContributionStatistics { of, group_by, data, totals, currency, revision, on }), table))
}

/// Count over time
///
/// At the end of each period: by effective date, as it is known now to have been; or by recorded time, as it was known
/// then. With what changed within each period. By recorded time a record counts from when the registry learnt of it.
#[utoipa::path(get, path = "/v1/statistics/series", tag = "Statistics", operation_id = "show_statistics_series",
    responses((status = 200, description = "The counts of each period.", body = Series)))]
pub async fn series(
    read: Read<Counts<UndatedFigures<SeriesParameters>, Presences, Posts>>,
) -> Result<impl Responder, Problem> {
    read.0.figures(|moment, mut asked| {
        refuse_date(moment, "a series has dates of its own: `from` and `to`")?;
        let parameters: SeriesParameters = take(&mut asked.pairs)?;
        match parameters.of.unwrap_or(Of::Presences) {
            Of::Contributions => {
                Err(BadParameter::new("of", "contributions have no series: group them by `year`").into())
            }
            Of::Presences => over_time::<Presences>(moment, parameters, asked),
            Of::Posts => over_time::<Posts>(moment, parameters, asked),
        }
    })
}

fn over_time<R: Counted>(
    moment: &Moment,
    parameters: SeriesParameters,
    asked: Asked,
) -> Result<(Series, Table), Problem> {
    let SeriesParameters { of: _, group_by, from, to, step, by } = parameters;
    let grouping = Grouping::<R>::read(group_by.map(joined).as_deref())?;
    if grouping.names().contains(&"since_report") {
        return Err(BadParameter::new("group_by", "`since_report` is not counted over time").into());
    }
    let by = by.map_or(By::Effective, |by| by.0);
    let step = step.map_or(Step::Month, |step| step.0);
    let to = to.unwrap_or(asked.today);
    let from = from.unwrap_or_else(|| to - chrono::Months::new(11));
    if from > to {
        return Err(BadParameter::new("to", "must not be before `from`").into());
    }
    let query = filters::<R>(&asked)?;
    let data = statistics::series::<R>(moment, &query, &grouping, (from, to), step, by)?;
    let group_by = grouping.names();
    let table = series_table(&group_by, &data);
    let by = if by == By::Effective { "effective" } else { "recorded" };
    Ok((Series { of: R::OF, group_by, by, data, revision: moment.revision() }, table))
}

/// List offices that have not reported for a while
///
/// Offices that host a presence that is not closed and have reported nothing, on any record, for more than so many days.
#[utoipa::path(get, path = "/v1/statistics/overdue", tag = "Statistics", operation_id = "show_overdue",
    responses((status = 200, description = "The offices.", body = OverdueOffices)))]
pub async fn overdue(read: Read<Figures<OverdueParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, parameters, asked| {
        let days = parameters.days.map_or(90, |days| days.0 as i64);
        let data = statistics::overdue(moment, days, asked.today, asked.style.language);
        let offices = statistics::overdue(moment, -1, asked.today, asked.style.language).len();
        let table = table(vec!["office", "name", "presences", "last_reported_at", "days"], &data);
        let figures = OverdueOffices { days, data, offices, revision: moment.revision(), reckoned_on: asked.today };
        Ok((serde_json::to_value(figures).unwrap_or_default(), table))
    })
}

/// What is left of the parameters are filters.
fn filters<R: Resource>(asked: &Asked) -> Result<Query<R::Item>, Problem> {
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

/// A row for each group of each period, with what changed in it.
fn series_table(group_by: &[&'static str], periods: &[Period]) -> Table {
    let flows = [
        "opened",
        "closed",
        "created",
        "abolished",
        "presence_closed",
        "filled",
        "vacated",
        "became_known",
        "entered",
        "left",
        "net",
    ];
    let names = ["from", "to"].into_iter().chain(group_by.iter().copied()).chain(COUNTS);
    let mut rows = Vec::new();
    for period in periods {
        for group in &period.groups {
            let value = serde_json::to_value(group).unwrap_or_default();
            let mut row = vec![period.from.to_string(), period.to.to_string()];
            row.extend(group_by.iter().chain(&COUNTS).map(|name| cell(&value, name)));
            row.extend(flows.iter().map(|name| cell(&value["flows"], name)));
            rows.push(row);
        }
    }
    let columns = names.chain(flows).map(|name| (name.into(), Vec::new())).collect();
    Table { name: "series", columns, rows, about: Vec::new() }
}

/// The operations on statistics.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show, series, overdue);
}
