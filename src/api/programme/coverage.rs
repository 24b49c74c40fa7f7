//! `/v1/programme/coverage` and `/v1/programme/at-risk`: how posts are paid, and which are at risk.

use actix_web::Responder;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::{
    extract::{
        Read,
        query::{Several, Text, choices_of, name_of},
        read::Figures,
    },
    operation::{Operations, declare},
    problem::Problem,
    statistics::table,
};
use presence_core::{
    body::Faults,
    programme::coverage::{self, AtRisk, ByLevel, Cover, CoverRow, Coverage, Group, Level, Month},
    query::BadParameter,
};
use presence_model::parse_near_date;

/// How many months are looked at, at most.
const MONTHS_MAX: i32 = 240;

/// How posts are covered.
#[derive(Serialize, ToSchema)]
pub struct CoverageAnswer {
    /// The first month.
    #[schema(example = "2024-01")]
    from: String,
    /// The last month.
    #[schema(example = "2024-12")]
    to: String,
    /// By what the rows are grouped.
    group_by: Vec<&'static str>,
    /// The groups.
    data: Vec<CoverRow>,
    /// Everything in one.
    totals: Cover,
    /// What falls on these months of all contributions, in US cents: also what is for posts whose cost is not known, or for
    /// nobody who needs it.
    income: ByLevel<i64>,
    /// What is lost because its donor has closed by the end of the time, in US cents: what was left then, and what falls on
    /// months after.
    lost: ByLevel<i64>,
    /// Always `USD`: amounts are in cents.
    #[schema(example = "USD")]
    currency: &'static str,
    /// The registry's revision.
    #[schema(example = 460)]
    revision: u64,
}

/// Posts at risk.
#[derive(Serialize, ToSchema)]
pub struct AtRiskAnswer {
    /// The first month that was looked at.
    #[schema(example = "2024-07")]
    from: String,
    /// The last month.
    #[schema(example = "2025-06")]
    to: String,
    /// Which money counts.
    #[schema(example = "with_commitments")]
    level: &'static str,
    /// The posts, those whose cover ends first before the others.
    data: Vec<AtRisk>,
    /// What would cover all of them whose cost is known, in US cents.
    #[schema(example = 120_000_000)]
    needed: i64,
    /// Always `USD`.
    #[schema(example = "USD")]
    currency: &'static str,
    /// The registry's revision.
    #[schema(example = 460)]
    revision: u64,
}

/// A month, from `2024-06` or a date in it.
pub fn month(name: &str, text: &str) -> Result<Month, Problem> {
    let date = parse_near_date(text).or_else(|| parse_near_date(&format!("{text}-01")));
    let date = date.filter(|date| chrono::Datelike::year(date) >= 1945);
    Ok(Month::of(date.ok_or_else(|| BadParameter::new(name, "a month as YYYY-MM, from 1945 to 2200, is needed"))?))
}

/// The months from one to another; without them the twelve that begin with that of a date.
pub fn months(from: Option<&str>, to: Option<&str>, today: NaiveDate) -> Result<(Month, Month), Problem> {
    let first = from.map_or(Ok(Month::of(today)), |text| month("from", text))?;
    let last = to.map_or(Ok(first.plus(11)), |text| month("to", text))?;
    if last < first || last.since(first) >= MONTHS_MAX {
        let detail = format!("must not be before `from`, nor {MONTHS_MAX} months or more behind it");
        return Err(BadParameter::new("to", detail).into());
    }
    Ok((first, last))
}

/// Show how posts are covered
///
/// What posts cost and how much of it is covered, by month and post, region or country; with what was received only, with
/// commitments, with pledges. General money is spread by one rule, which docs/programme.md explains.
#[utoipa::path(get, path = "/v1/programme/coverage", tag = "Programme", operation_id = "show_coverage",
    responses((status = 200, description = "The cover.", body = CoverageAnswer)))]
pub async fn show(read: Read<Figures<CoverageParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, CoverageParameters { from, to, group_by }, asked| {
        let text = |month: &Option<Text>| month.as_ref().map(|month| month.0.clone());
        let (first, last) = months(text(&from).as_deref(), text(&to).as_deref(), asked.today)?;
        let groups =
            group_by.map_or_else(|| vec![Group::Month], |groups| groups.0.iter().map(|group| group.0).collect());
        if groups.len() > 2 {
            return Err(BadParameter::new("group_by", "at most 2 can be combined").into());
        }
        let coverage = Coverage::of(moment, first, last);
        let data = coverage.rows(&groups);
        let group_by: Vec<_> = groups.iter().map(|group| name_of(GroupName(*group))).collect();
        let names = group_by.iter().copied().chain(FIGURES).collect();
        let table = table(names, &data);
        let (from, to, totals) = (first.to_string(), last.to_string(), coverage.total());
        let (income, lost, currency, revision) = (coverage.income(), coverage.lost(), "USD", moment.revision());
        let answer = CoverageAnswer { from, to, group_by, data, totals, income, lost, currency, revision };
        Ok((answer, table))
    })
}

/// The figures of a table.
const FIGURES: [&str; 8] = [
    "cost",
    "covered.received",
    "covered.with_commitments",
    "covered.with_pledges",
    "gap.received",
    "gap.with_commitments",
    "gap.with_pledges",
    "unknown_cost",
];

choices_of! {
    /// By what the cover is grouped.
    GroupName(Group), Group::ALL;
    /// Which money counts.
    LevelName(Level), Level::ALL;
}

/// Parameters of the cover.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageParameters {
    /// The first month, like 2024-01; this one unless given.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    from: Option<Text>,
    /// The last month; the twelfth unless given.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    to: Option<Text>,
    /// One or two; month unless given.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<GroupName>>, style = Form, explode = false)]
    group_by: Option<Several<GroupName>>,
}

/// Parameters of posts at risk.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AtRiskParameters {
    /// So many months from this one on, like 12m; that unless given.
    #[deserr(default)]
    #[param(value_type = Option<String>, default = "12m")]
    within: Option<Text>,
    /// Which money counts.
    #[deserr(default)]
    #[param(inline)]
    level: Option<LevelName>,
}

/// List posts at risk
///
/// Posts that need money and whose cover ends within a time; how much would keep them.
#[utoipa::path(get, path = "/v1/programme/at-risk", tag = "Programme", operation_id = "list_posts_at_risk",
    responses((status = 200, description = "The posts.", body = AtRiskAnswer)))]
pub async fn at_risk(read: Read<Figures<AtRiskParameters>>) -> Result<impl Responder, Problem> {
    read.figures(|moment, AtRiskParameters { within, level }, asked| {
        let within = within.map_or_else(|| "12m".to_owned(), |within| within.0);
        let level = level.map_or(Level::WithCommitments, |level| level.0);
        let count = within.strip_suffix('m').and_then(|count| count.parse::<i32>().ok());
        let count = count.filter(|count| (1..=60).contains(count));
        let count = count.ok_or_else(|| BadParameter::new("within", "a number of months from 1m to 60m is needed"))?;
        let first = Month::of(asked.today);
        let coverage = Coverage::of(moment, first, first.plus(count - 1));
        let data = coverage::at_risk(moment, &coverage, level);
        let names =
            ["post", "presence", "country", "region", "status", "covered_until", "funded_until", "months", "needed"];
        let table = table(names.to_vec(), &data);
        let needed = data.iter().filter_map(|post| post.needed).sum();
        let level = name_of(LevelName(level));
        let (from, to) = (first.to_string(), first.plus(count - 1).to_string());
        let answer = AtRiskAnswer { from, to, level, data, needed, currency: "USD", revision: moment.revision() };
        Ok((answer, table))
    })
}

/// The operations on coverage.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show, at_risk);
}
