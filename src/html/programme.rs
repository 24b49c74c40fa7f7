//! `/programme`: how adviser posts are paid, which are at risk, what is asked for, what is said, and the report.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data},
};
use askama::Template;

use super::{
    assets::ASSETS,
    charts::{self, Bar},
    layout::{self, Frame},
    recent::FEW,
};
use crate::api::{
    AppState,
    problem::Problem,
    read::{FigureParams, ReadRequest},
};
use presence_core::{
    Snapshot,
    programme::{
        coverage::{self, Coverage, Group, Level, Month},
        demand,
    },
    published::{self, Compared},
    query::BadParameter,
};
use presence_model::Code as _;
use presence_store::CachedSnapshot;

/// How many months the page looks ahead.
const MONTHS: i32 = 12;
/// US cents in the unit of the chart and of the tables: a thousand dollars.
const THOUSAND: i64 = 100_000;

/// A month and how it is paid, in thousands of US dollars.
struct MonthRow {
    month: String,
    cost: i64,
    received: i64,
    committed: i64,
    pledged: i64,
    missing: i64,
}

/// A post whose cover ends.
struct Risk {
    code: String,
    name: String,
    url: String,
    status: &'static str,
    status_text: String,
    until: Option<String>,
    needed: Option<i64>,
    confirmed: bool,
}

/// A number of something.
struct Number {
    text: String,
    count: usize,
}

/// A call for input.
struct CallRow {
    title: String,
    url: String,
    deadline: String,
    published: usize,
}

#[derive(Template)]
#[template(path = "programme.html")]
struct Programme {
    frame: Frame,
    revision: u64,
    moment: String,
    cost: i64,
    received: i64,
    committed: i64,
    missing: i64,
    unknown: usize,
    chart: String,
    months: Vec<MonthRow>,
    risks: Vec<Risk>,
    at_risk: usize,
    demand: Vec<Number>,
    unmet: usize,
    longest: Option<usize>,
    calls: Vec<CallRow>,
    published: String,
    totals: Vec<Compared>,
    report: String,
    document: String,
}

async fn show(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let mut response = ReadRequest::public(&request, &state).cached_for_day(&ASSETS.version, |moment, asked| {
        let newest = state.store.now();
        Ok(layout::render(&programme(&request, &newest, moment, asked)?)?.into_bytes())
    })?;
    layout::guard(response.headers_mut());
    Ok(response)
}

fn programme(
    request: &HttpRequest,
    newest: &Snapshot,
    moment: &CachedSnapshot,
    asked: FigureParams,
) -> Result<Programme, Problem> {
    let FigureParams { pairs, today, style } = asked;
    if let Some((name, _)) = pairs.first() {
        return Err(BadParameter::new(name, "is not a parameter of this endpoint").into());
    }
    let frame = Frame::new(request, style.language, "programme");
    let t = frame.t;
    let first = Month::of(today);
    let coverage = Coverage::of(moment, first, first.plus(MONTHS - 1));
    let (total, months) = (coverage.total(), months(&coverage));
    let bars: Vec<_> = months.iter().map(bar).collect();
    let found = coverage::at_risk(moment, &coverage, Level::WithCommitments);
    let demand = demand::demand(moment, today);
    let lang = t.lang();
    let totals = published::compared(moment);
    let published: Vec<_> = totals.iter().filter_map(published_bar).collect();
    Ok(Programme {
        published: charts::bars(&published, t.dir() == "rtl"),
        totals,
        revision: moment.revision(),
        moment: layout::minute(moment.recorded_at()),
        cost: total.cost / THOUSAND,
        received: total.covered.received / THOUSAND,
        committed: total.covered.with_commitments / THOUSAND,
        missing: total.gap.with_commitments / THOUSAND,
        unknown: unknown(&coverage),
        chart: charts::bars(&bars, t.dir() == "rtl"),
        months,
        at_risk: found.len(),
        risks: found.iter().take(FEW).filter_map(|risk| risk_row(&frame, moment, risk)).collect(),
        unmet: demand.unmet.count,
        longest: demand.unmet.longest.and_then(|days| usize::try_from(days).ok()),
        demand: demand
            .by_status
            .iter()
            .map(|it| Number { text: t.term("request", it.status.as_str()), count: it.count })
            .collect(),
        calls: calls(newest, moment, style.language),
        report: format!("/v1/reports/adviser-programme?format=html&lang={lang}"),
        document: format!("/v1/reports/adviser-programme?format=docx&lang={lang}"),
        frame,
    })
}

fn months(coverage: &Coverage) -> Vec<MonthRow> {
    let rows = coverage.rows(&[Group::Month]);
    rows.into_iter()
        .map(|row| {
            let (covered, cost) = (row.cover.covered, row.cover.cost / THOUSAND);
            let received = covered.received / THOUSAND;
            let committed = covered.with_commitments / THOUSAND - received;
            let pledged = covered.with_pledges / THOUSAND - received - committed;
            let missing = cost - received - committed - pledged;
            MonthRow { month: row.key.month.unwrap_or_default(), cost, received, committed, pledged, missing }
        })
        .collect()
}

/// What is sure first: the colours are those of statuses that are as sure.
fn bar(row: &MonthRow) -> Bar {
    let part = |code: &str, amount: i64| (code.to_owned(), usize::try_from(amount).unwrap_or(0));
    let parts = vec![
        part("active", row.received),
        part("agreed", row.committed),
        part("planned", row.pledged),
        part("vacant", row.missing),
    ];
    Bar { label: row.month.clone(), parts }
}

/// A published total: what of it is known by record, and the rest.
fn published_bar(total: &Compared) -> Option<Bar> {
    let count = total.published.presences?;
    let known = total.known.min(count);
    let parts = vec![("active".to_owned(), known), ("never".to_owned(), count - known)];
    Some(Bar { label: total.published.as_of.to_string(), parts })
}

/// How many posts need money in this time and have no known cost.
fn unknown(coverage: &Coverage) -> usize {
    let inputs = &coverage.inputs;
    let has = |month| move |need: &&coverage::Need| need.cost(month) == Some(None);
    inputs.needs.iter().filter(|need| inputs.window().any(|month| has(month)(need))).count()
}

fn risk_row(frame: &Frame, moment: &CachedSnapshot, risk: &coverage::AtRisk) -> Option<Risk> {
    let presence = moment.described(&risk.presence)?;
    let post = moment.posts.get(&risk.post)?;
    Some(Risk {
        code: risk.post.to_string(),
        name: presence.name.best(frame.t.language).to_owned(),
        url: frame.link(format!("/presences/{}", risk.presence)),
        status: risk.status.as_str(),
        status_text: frame.t.term("status", risk.status.as_str()),
        until: risk.covered_until.map(|day| day.to_string()),
        needed: risk.needed.map(|cents| cents / THOUSAND),
        confirmed: post.last_report.is_some(),
    })
}

/// Calls for input, the newest deadline first. Only what is public now is counted, also of the past.
fn calls(newest: &Snapshot, moment: &CachedSnapshot, language: presence_model::Language) -> Vec<CallRow> {
    let public = |call: &presence_model::RecordCode| {
        let then = moment.programme.submissions.values().map(|kept| kept.record());
        let now = |code| newest.programme.submissions.get(code).is_some_and(|kept| kept.record().is_public());
        then.filter(|it| it.call == *call && it.is_public() && now(&it.code)).count()
    };
    let mut calls: Vec<_> = moment.programme.calls.values().map(|kept| kept.record()).collect();
    calls.sort_by_key(|call| std::cmp::Reverse(call.deadline));
    let row = |call: &presence_model::Call| CallRow {
        title: call.title.best(language).to_owned(),
        url: format!("/v1/calls/{}", call.code),
        deadline: call.deadline.to_string(),
        published: public(&call.code),
    };
    calls.into_iter().take(FEW).map(row).collect()
}

/// The routes of the programme's page.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/programme", show));
}
