//! `/v1/statistics`: counts, counts over time, and which offices have not reported for a while.

use actix_web::{
    HttpRequest, Responder,
    web::{self, Data},
};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    problem::Problem,
    read::{Figures, Pairs, Reader},
    state::State,
};
use presence_core::{
    query::{BadParameter, Posts, Presences, Query, Resource, VersionedList},
    statistics::{
        self, By, Count, Counted, Grouping, Overdue, Period, Step, Totals,
        contributions::{self, ContributionSum},
    },
};
use presence_formats::{Table, export::cell};
use presence_model::{Contribution, DATE_FORM, parse_near_date};
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

/// What is counted.
pub const OF: [&str; 3] = [Presences::OF, Posts::OF, contributions::OF];

/// Count presences or adviser posts, or sum up contributions
///
/// By one or two dimensions, with the filters of their lists; now, as the registry knew it (`as_of`), with the statuses
/// of a date (`on`). A country is counted once, however many presences it hosts or is served by. Contributions are summed
/// up by donor, donor_type, year, stage and scope, with the filters of their list.
#[utoipa::path(get, path = "/v1/statistics", tag = "Statistics", operation_id = "show_statistics",
    responses((status = 200, description = "The counts.", body = StatisticsAnswer)))]
pub async fn show(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, mut asked| match of(&mut asked.pairs)? {
        "presences" => count(&Presences, moment, asked),
        "adviser_posts" => count(&Posts, moment, asked),
        _ => money(moment, asked),
    })
}

fn count<R: Counted>(resource: &R, moment: &Moment, mut asked: Figures) -> Result<(StatisticsAnswer, Table), Problem> {
    let grouping = Grouping::<R>::read(take(&mut asked.pairs, "group_by")?.as_deref())?;
    let query = filters::<R>(&asked)?;
    let (data, totals) = statistics::count(resource, moment, &query, &grouping, asked.today);
    let group_by = grouping.names();
    let names = group_by.iter().copied().chain(COUNTS).collect();
    let table = table(names, &data);
    let (of, revision, on, reckoned_on) = (R::OF, moment.revision(), moment.on, asked.today);
    let counted = Statistics { of, group_by, data, totals, revision, on, reckoned_on };
    Ok((StatisticsAnswer::Records(counted), table))
}

fn money(moment: &Moment, mut asked: Figures) -> Result<(StatisticsAnswer, Table), Problem> {
    let group_by = contributions::dimensions(take(&mut asked.pairs, "group_by")?.as_deref())?;
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
pub async fn series(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, mut asked| {
        if moment.on.is_some() {
            return Err(BadParameter::new("on", "a series has dates of its own: `from` and `to`").into());
        }
        match of(&mut asked.pairs)? {
            contributions::OF => {
                Err(BadParameter::new("of", "contributions have no series: group them by `year`").into())
            }
            "presences" => over_time::<Presences>(moment, asked),
            _ => over_time::<Posts>(moment, asked),
        }
    })
}

fn over_time<R: Counted>(moment: &Moment, mut asked: Figures) -> Result<(Series, Table), Problem> {
    let pairs = &mut asked.pairs;
    let grouping = Grouping::<R>::read(take(pairs, "group_by")?.as_deref())?;
    if grouping.names().contains(&"since_report") {
        return Err(BadParameter::new("group_by", "`since_report` is not counted over time").into());
    }
    let by = one_of(pairs, "by", &[("effective", By::Effective), ("recorded", By::Recorded)])?.unwrap_or(By::Effective);
    let step = one_of(pairs, "step", &Step::ALL)?.unwrap_or(Step::Month);
    let to = date(pairs, "to")?.unwrap_or(asked.today);
    let from = date(pairs, "from")?.unwrap_or_else(|| to - chrono::Months::new(11));
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
pub async fn overdue(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.figures(|moment, mut asked| {
        let days = take(&mut asked.pairs, "days")?.map_or(Ok(90), |days| {
            let known = days.parse::<i64>().ok().filter(|days| (0..=36_500).contains(days));
            known.ok_or_else(|| BadParameter::new("days", "a number from 0 to 36500 is needed"))
        })?;
        nothing_else(&asked.pairs, &["days"])?;
        let data = statistics::overdue(moment, days, asked.today, asked.style.language);
        let offices = statistics::overdue(moment, -1, asked.today, asked.style.language).len();
        let table = table(vec!["office", "name", "presences", "last_reported_at", "days"], &data);
        let figures = OverdueOffices { days, data, offices, revision: moment.revision(), reckoned_on: asked.today };
        Ok((serde_json::to_value(figures).unwrap_or_default(), table))
    })
}

/// What is to be counted.
fn of(pairs: &mut Pairs) -> Result<&'static str, Problem> {
    let known = OF.map(|name| (name, name));
    Ok(one_of(pairs, "of", &known)?.unwrap_or(OF[0]))
}

/// Takes out a parameter that may be there once.
pub(super) fn take(pairs: &mut Pairs, name: &str) -> Result<Option<String>, Problem> {
    let Some(at) = pairs.iter().position(|(known, _)| known == name) else { return Ok(None) };
    let (_, value) = pairs.remove(at);
    if pairs.iter().any(|(known, _)| known == name) {
        return Err(BadParameter::new(name, "takes one value only").into());
    }
    Ok(Some(value))
}

pub(super) fn one_of<T: Copy>(pairs: &mut Pairs, name: &str, known: &[(&str, T)]) -> Result<Option<T>, Problem> {
    let Some(value) = take(pairs, name)? else { return Ok(None) };
    let found = known.iter().find(|(code, _)| *code == value).map(|(_, found)| *found);
    let allowed = || known.iter().map(|(code, _)| (*code).to_owned()).collect();
    Ok(Some(found.ok_or_else(|| BadParameter::one_of(name, allowed()))?))
}

fn date(pairs: &mut Pairs, name: &str) -> Result<Option<NaiveDate>, Problem> {
    let Some(value) = take(pairs, name)? else { return Ok(None) };
    Ok(Some(parse_near_date(&value).ok_or_else(|| BadParameter::new(name, DATE_FORM))?))
}

/// What is left of the parameters are filters.
fn filters<R: Resource>(asked: &Figures) -> Result<Query<R::Item>, Problem> {
    let listing = ["limit", "cursor", "sort", "fields", "include"];
    if let Some((name, _)) = asked.pairs.iter().find(|(name, _)| listing.contains(&name.as_str())) {
        return Err(BadParameter::new(name, "is a parameter of lists, not of statistics").into());
    }
    Ok(Query::read::<R>(&asked.pairs, asked.style)?)
}

pub(super) fn nothing_else(pairs: &Pairs, known: &[&str]) -> Result<(), Problem> {
    let allowed = || known.iter().chain(&["lang", "as_of", "on", "format"]).map(|&name| name.to_owned()).collect();
    match pairs.first() {
        Some((name, _)) => {
            Err(BadParameter::new(name, "is not a parameter of this endpoint").allowing(allowed()).into())
        }
        None => Ok(()),
    }
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

/// The routes of statistics.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(super::resource("/v1/statistics", show))
        .service(super::resource("/v1/statistics/series", series))
        .service(super::resource("/v1/statistics/overdue", overdue));
}
