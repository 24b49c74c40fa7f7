//! Counts over time.

use actix_web::Responder;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{COUNTS, NOT_OVER_TIME, SeriesDimension, filters, group_names};
use crate::api::{
    extract::{
        Read,
        query::{Several, Text, choices, choices_of, take},
        read::{Counts, UndatedFigures, refuse_date},
    },
    operation::{Operations, declare},
    problem::Problem,
    read::FigureParams,
};
use presence_core::{
    body::Faults,
    query::{BadParameter, Posts, Presences},
    statistics::{self, By, Counted, Grouping, Period, Step},
};
use presence_formats::{Table, export::cell};
use presence_store::CachedSnapshot;

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

choices_of! {
    /// By which time is counted.
    ByName(By), [("effective", By::Effective), ("recorded", By::Recorded)];
    /// How long a period is.
    StepName(Step), Step::ALL;
}

choices! {
    /// What is counted over time. Contributions have a `year` instead.
    enum Of { Presences = "presences", Posts = "adviser_posts" }
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
    #[param(inline, value_type = Option<Vec<SeriesDimension>>, style = Form, explode = false)]
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
            Of::Presences => over_time::<Presences>(moment, parameters, asked),
            Of::Posts => over_time::<Posts>(moment, parameters, asked),
        }
    })
}

fn over_time<R: Counted>(
    moment: &CachedSnapshot,
    parameters: SeriesParameters,
    asked: FigureParams,
) -> Result<(Series, Table), Problem> {
    let SeriesParameters { of: _, group_by, from, to, step, by } = parameters;
    let grouping = Grouping::<R>::read(group_names(group_by.as_ref()))?;
    if grouping.names().contains(&NOT_OVER_TIME) {
        return Err(BadParameter::new("group_by", format!("`{NOT_OVER_TIME}` is not counted over time")).into());
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

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: series);
}
