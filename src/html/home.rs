//! `/`: the registry at a glance, what a director opens first. Every figure is one that the API gives, too.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data},
};
use askama::Template;
use chrono::{Days, Months, NaiveDate};

use super::{
    assets::ASSETS,
    figures::{Chart, Counter},
    layout::{self, Address, Frame},
    listing::{self, Listing, Select},
    map::{self, Mark},
    recent::{self, Ending, FEW, News},
};
use crate::api::{
    AppState,
    problem::Problem,
    read::{FigureParams, ReadRequest},
};
use presence_core::{
    Snapshot,
    query::{Posts, Presences, Query},
    statistics::{self, Count, Grouping, Totals},
};
use presence_model::{Code as _, Confidence, PostStatus, PresenceStatus};
use presence_store::CachedSnapshot;

/// After how many days without a report an office is overdue.
const OVERDUE: i64 = 90;
/// How many presences the map shows at most.
const MARKS: usize = 2000;
/// What the filters for posts are called that presences have too, with the same meaning.
const SHARED: [&str; 3] = ["region", "country", "office"];

/// An office that has not reported for a while.
struct Silent {
    name: String,
    url: String,
    presences: usize,
    days: Option<usize>,
}

/// The dates that the slider goes over.
struct Slider {
    first: String,
    last: String,
    days: u64,
    at: u64,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    moment: String,
    revision: u64,
    past: Option<String>,
    nothing_yet: Option<String>,
    totals: Totals,
    all: usize,
    confirmed: usize,
    posts: Totals,
    posts_filled: usize,
    selects: Vec<Select>,
    q: String,
    country: String,
    on: String,
    as_of: String,
    sort: String,
    kept: Vec<(String, String)>,
    filtered: bool,
    slider: Slider,
    marks: Vec<Mark>,
    marks_of: Option<usize>,
    legend: Vec<(&'static str, String)>,
    charts: Vec<Chart>,
    freshness: Chart,
    silent: Vec<Silent>,
    overdue: usize,
    offices: usize,
    news: Vec<News>,
    ending: Vec<Ending>,
    ending_all: usize,
    ending_url: String,
    listing: Listing,
    files: Vec<(&'static str, String)>,
    size: (u32, u32),
}

async fn show(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    if let Some(tidied) = Address::of(&request).tidied() {
        return Ok(layout::see(&tidied));
    }
    let mut response = ReadRequest::public(&request, &state).cached_for_day(&ASSETS.version, |moment, asked| {
        let newest = state.store.now();
        Ok(layout::render(&home(&request, &newest, moment, asked)?)?.into_bytes())
    })?;
    layout::guard(response.headers_mut());
    Ok(response)
}

fn home(
    request: &HttpRequest,
    newest: &Snapshot,
    moment: &CachedSnapshot,
    mut asked: FigureParams,
) -> Result<Home, Problem> {
    let page = listing::take_page(&mut asked.pairs)?;
    let FigureParams { pairs, today, style } = asked;
    let mut frame = Frame::new(request, style.language, "home");
    let address = Address::of(request);
    let query = listing::query(&pairs, style)?;
    let (found, _) = query.records(&Presences, moment);
    let shared: Vec<_> = pairs.iter().filter(|(name, _)| SHARED.contains(&name.as_str())).cloned().collect();
    let of_posts = Query::read::<Posts>(&shared, style)?;
    let count = Counter { moment, today, address: &address, frame: &frame };
    let (_, totals) = statistics::count(&Presences, moment, &query, &Grouping::read([])?, today);
    let (by_status, posts) = statistics::count(&Posts, moment, &of_posts, &Grouping::read(["status"])?, today);
    let worked = [PostStatus::Encumbered.as_str(), PostStatus::TemporarilyFilled.as_str()];
    let filled = |count: &&Count| count.group["status"].as_str().is_some_and(|status| worked.contains(&status));
    let posts_filled = by_status.iter().filter(filled).map(|count| count.count).sum();
    let charts = vec![
        count.chart::<Presences>(&Presences, &query, "type", "type", "chart-type")?,
        count.regions(&query)?,
        count.chart::<Presences>(&Presences, &query, "status", "status", "chart-status")?,
        count.chart::<Posts>(&Posts, &of_posts, "status", "status", "chart-posts")?,
    ];
    let freshness = count.chart::<Presences>(&Presences, &query, "since_report", "since", "chart-since")?;
    let silence = statistics::overdue(moment, OVERDUE, today, style.language);
    let offices = statistics::overdue(moment, -1, today, style.language).len();
    let ends = today + Months::new(12) + Days::new(1);
    let (ending, ending_all, ending_url) = recent::ending(&frame, moment, &shared, style, ends, today)?;
    let as_of = address.get("as_of").unwrap_or("").to_owned();
    let on = address.get("on").unwrap_or("").to_owned();
    frame.live = as_of.is_empty();
    let t = frame.t;
    let files = |format: &'static str| {
        let list = address.at("/v1/presences", |name| name != "page");
        // JSON comes in pages; files are whole.
        let limit = if format == "json" { "1000" } else { "" };
        list.replaced(&[("format", format), ("limit", limit)])
    };
    let offered = [("CSV", "csv"), ("HXL", "hxl"), ("XLSX", "xlsx"), ("GeoJSON", "geojson"), ("JSON", "json")];
    let selects = listing::selects(t, &address);
    let shown = |name: &str| {
        ["q", "country", "as_of", "on", "sort", "page", "lang"].contains(&name)
            || selects.iter().any(|select| select.name == name)
    };
    let kept = pairs.iter().filter(|(name, _)| !shown(name)).cloned().collect();
    let first_known = newest.time_of(1).map(|time| time.date().to_string()).unwrap_or_default();
    Ok(Home {
        moment: layout::minute(moment.recorded_at()),
        revision: moment.revision(),
        past: (!as_of.is_empty()).then(|| as_of.clone()),
        nothing_yet: (moment.revision() == 0).then_some(first_known),
        all: statistics::totals::<Presences>(moment, None, today).count,
        confirmed: totals.confidence.get(Confidence::Reported.as_str()).copied().unwrap_or(0),
        filtered: pairs.iter().any(|(name, _)| name != "sort") || !as_of.is_empty() || !on.is_empty(),
        slider: slider(newest, &as_of),
        marks: found.iter().take(MARKS).filter_map(|presence| mark(&frame, presence)).collect(),
        marks_of: (found.len() > MARKS).then_some(MARKS),
        legend: PresenceStatus::ALL.iter().map(|s| (s.as_str(), t.term("status", s.as_str()))).collect(),
        silent: silence
            .iter()
            .take(FEW)
            .map(|office| Silent {
                name: listing::office(t, moment, office.office),
                url: frame.link(format!("/?office={}", office.office)),
                presences: office.presences,
                days: office.days.and_then(|days| usize::try_from(days).ok()),
            })
            .collect(),
        overdue: silence.len(),
        offices,
        news: recent::news(&frame, moment, style)?,
        listing: listing::listing(&frame, moment, &found, page, &address),
        files: offered.into_iter().map(|(name, format)| (name, files(format))).collect(),
        q: address.get("q").unwrap_or("").to_owned(),
        country: address.all("country").join(","),
        sort: address.get("sort").unwrap_or("").to_owned(),
        size: map::SIZE,
        totals,
        posts,
        posts_filled,
        selects,
        on,
        as_of,
        kept,
        charts,
        freshness,
        ending,
        ending_all,
        ending_url,
        frame,
    })
}

fn mark(frame: &Frame, tracked: &presence_core::tracked::Tracked<presence_model::Presence>) -> Option<Mark> {
    let (record, status) = (tracked.record(), tracked.state.status.as_str());
    Some(Mark {
        at: map::project(record.point?),
        status,
        confirmed: tracked.last_report.is_some(),
        url: frame.link(format!("/presences/{}", record.code)),
        title: format!("{} – {}", record.name.best(frame.t.language), frame.t.term("status", status)),
    })
}

/// The slider goes from the day before the registry began to today.
fn slider(newest: &Snapshot, as_of: &str) -> Slider {
    let today = presence_model::Timestamp::now().date();
    let first = newest.time_of(1).map_or(today, presence_model::Timestamp::date) - Days::new(1);
    let days = |date: NaiveDate| u64::try_from((date - first).num_days()).unwrap_or(0);
    let at =
        presence_model::parse_date(as_of).or_else(|| presence_model::Timestamp::parse(as_of).map(|time| time.date()));
    let all = days(today);
    Slider { first: first.to_string(), last: today.to_string(), days: all, at: at.map_or(all, days).min(all) }
}

/// The routes of the overview.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/", show));
}
