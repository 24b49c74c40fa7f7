//! `/`: the registry at a glance, what a director opens first. Every figure is one that the API gives, too.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data},
};
use askama::Template;
use chrono::{Days, Months, NaiveDate};

use super::{
    assets::ASSETS,
    charts::{self, Bar},
    frame::{self, Address, Frame},
    listing::{self, Listing, Select, office},
    map::{self, Mark},
};
use crate::{
    api::{
        self, State,
        problem::Problem,
        read::{Figures, Reader},
    },
    model::{Code as _, PostStatus, PresenceStatus, Subject},
    registry::{
        Snapshot,
        query::{Posts, Presences, Query, Updates},
        statistics::{self, Count, Counted, Grouping, Totals},
    },
    store::Moment,
};

/// After how many days without a report an office is overdue.
const OVERDUE: i64 = 90;
/// How many offices, updates and posts are shown before the API is pointed to.
const FEW: usize = 8;
/// How many presences the map shows at most.
const MARKS: usize = 2000;
/// What the filters for posts are called that presences have too, with the same meaning.
const SHARED: [&str; 3] = ["region", "country", "office"];

/// A chart and the table that says the same.
struct Chart {
    id: &'static str,
    title: String,
    svg: String,
    rows: Vec<Line>,
}

/// A line of a chart's table.
struct Line {
    text: String,
    url: Option<String>,
    count: usize,
    countries: usize,
}

/// A status update in short.
struct News {
    when: String,
    effective_on: String,
    name: String,
    url: String,
    status: Option<(&'static str, String)>,
    mode: Option<String>,
    office: String,
}

/// An office that has not reported for a while.
struct Silent {
    name: String,
    url: String,
    presences: usize,
    days: Option<usize>,
}

/// A post whose funding ends.
struct Ending {
    code: String,
    url: String,
    name: String,
    until: String,
    over: bool,
    status: &'static str,
    status_text: String,
    confirmed: bool,
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

async fn show(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    if let Some(tidied) = Address::of(&request).tidied() {
        return Ok(frame::see(&tidied));
    }
    let mut response = Reader::public(&request, &state)?.computed(&ASSETS.version, |moment, asked| {
        let newest = state.store.now();
        Ok(frame::render(&home(&request, &newest, moment, asked)?)?.into_bytes())
    })?;
    frame::guard(response.headers_mut());
    Ok(response)
}

fn home(request: &HttpRequest, newest: &Snapshot, moment: &Moment, mut asked: Figures) -> Result<Home, Problem> {
    let page = listing::take_page(&mut asked.pairs)?;
    let Figures { pairs, today, style } = asked;
    let mut frame = Frame::new(request, style.language, "home");
    let address = Address::of(request);
    let query = listing::query(&pairs, style)?;
    let (found, _) = query.records(&Presences, moment);
    let shared: Vec<_> = pairs.iter().filter(|(name, _)| SHARED.contains(&name.as_str())).cloned().collect();
    let of_posts = Query::read::<Posts>(&shared, style)?;
    let count = Counter { moment, today, address: &address, frame: &frame };
    let (_, totals) = statistics::count(&Presences, moment, &query, &Grouping::read(None)?, today);
    let (by_status, posts) = statistics::count(&Posts, moment, &of_posts, &Grouping::read(Some("status"))?, today);
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
    let (ending, ending_all, ending_url) = ending(&frame, moment, &shared, style, ends, today)?;
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
        moment: frame::minute(moment.recorded_at()),
        revision: moment.revision(),
        past: (!as_of.is_empty()).then(|| as_of.clone()),
        nothing_yet: (moment.revision() == 0).then_some(first_known),
        all: moment.presences.len(),
        confirmed: found.iter().filter(|presence| presence.last_report.is_some()).count(),
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
        news: news(&frame, moment, style)?,
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

/// Counts, for charts.
struct Counter<'a> {
    moment: &'a Moment,
    today: NaiveDate,
    address: &'a Address,
    frame: &'a Frame,
}

impl Counter<'_> {
    fn groups<R: Counted>(&self, resource: &R, query: &Query<R::Item>, by: &str) -> Result<Vec<Count>, Problem> {
        let (counts, _) = statistics::count(resource, self.moment, query, &Grouping::read(Some(by))?, self.today);
        Ok(counts)
    }

    /// A chart by one dimension, whose values have texts in a vocabulary.
    fn chart<R: Counted>(
        &self,
        resource: &R,
        query: &Query<R::Item>,
        by: &str,
        vocabulary: &str,
        id: &'static str,
    ) -> Result<Chart, Problem> {
        let t = self.frame.t;
        let (mut bars, mut rows) = (Vec::new(), Vec::new());
        for count in self.groups(resource, query, by)? {
            let code = count.group[by].as_str().unwrap_or_default().to_owned();
            let text = t.term(vocabulary, &code);
            // Posts have no table of their own here, and the time since a report is no filter.
            let url = (R::OF == Presences::OF && by != "since_report")
                .then(|| self.address.replaced(&[(by, &code), ("page", "")]));
            bars.push(Bar { label: text.clone(), parts: vec![(code, count.count)] });
            rows.push(Line { text, url, count: count.count, countries: count.countries });
        }
        Ok(Chart {
            id,
            title: t.term("chart", id.trim_start_matches("chart-")),
            svg: charts::bars(&bars, t.dir() == "rtl"),
            rows,
        })
    }

    /// Regions, each with its statuses.
    fn regions(&self, query: &Query<<Presences as crate::registry::query::Resource>::Item>) -> Result<Chart, Problem> {
        let t = self.frame.t;
        let mut bars: Vec<Bar> = Vec::new();
        let mut rows = Vec::new();
        for count in self.groups(&Presences, query, "region")? {
            let code = count.group["region"].as_str().unwrap_or_default();
            let text = t.term("region", code);
            let url = Some(self.address.replaced(&[("region", code), ("page", "")]));
            bars.push(Bar { label: text.clone(), parts: Vec::new() });
            rows.push(Line { text, url, count: count.count, countries: count.countries });
        }
        for count in self.groups(&Presences, query, "region,status")? {
            let label = t.term("region", count.group["region"].as_str().unwrap_or_default());
            let status = count.group["status"].as_str().unwrap_or_default().to_owned();
            if let Some(bar) = bars.iter_mut().find(|bar| bar.label == label) {
                bar.parts.push((status, count.count));
            }
        }
        let id = "chart-region";
        Ok(Chart {
            id,
            title: t.term("chart", id.trim_start_matches("chart-")),
            svg: charts::bars(&bars, t.dir() == "rtl"),
            rows,
        })
    }
}

fn mark(frame: &Frame, tracked: &crate::registry::tracked::Tracked<crate::model::Presence>) -> Option<Mark> {
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
    let today = crate::model::Timestamp::now().date();
    let first = newest.time_of(1).map_or(today, crate::model::Timestamp::date) - Days::new(1);
    let days = |date: NaiveDate| u64::try_from((date - first).num_days()).unwrap_or(0);
    let at = crate::model::parse_date(as_of).or_else(|| crate::model::Timestamp::parse(as_of).map(|time| time.date()));
    let all = days(today);
    Slider { first: first.to_string(), last: today.to_string(), days: all, at: at.map_or(all, days).min(all) }
}

/// The newest status updates.
fn news(frame: &Frame, moment: &Moment, style: crate::registry::query::Style) -> Result<Vec<News>, Problem> {
    let t = frame.t;
    let query = Query::read::<Updates>(&[("limit".to_owned(), FEW.to_string())], style)?;
    let (updates, _) = query.records(&Updates::All, moment);
    let news = updates.iter().map(|update| {
        let (presence, name) = match &update.subject {
            Subject::Presence(code) => (Some(code), None),
            Subject::Post(code) => {
                let post = moment.posts.get(code).map(|post| post.record());
                (post.map(|post| &post.presence), post.map(|post| post.title.best(t.language)))
            }
        };
        let of = presence.and_then(|code| moment.presences.get(code)).map(|presence| presence.record());
        let names = of.map(|presence| presence.name.best(t.language)).into_iter().chain(name);
        News {
            when: frame::minute(update.recorded_at),
            effective_on: update.effective_on.to_string(),
            name: names.collect::<Vec<_>>().join(" · "),
            url: presence.map(|code| frame.link(format!("/presences/{code}"))).unwrap_or_default(),
            status: update.status.map(|status| (status.as_str(), t.term("status", status.as_str()))),
            mode: update.operating_mode.map(|mode| t.term("mode", mode.as_str())),
            office: office(t, moment, update.office),
        }
    });
    Ok(news.collect())
}

/// The posts whose funding ends before a date, how many there are, and where the API lists them.
fn ending(
    frame: &Frame,
    moment: &Moment,
    shared: &[(String, String)],
    style: crate::registry::query::Style,
    before: NaiveDate,
    today: NaiveDate,
) -> Result<(Vec<Ending>, usize, String), Problem> {
    let t = frame.t;
    let mut pairs = shared.to_vec();
    pairs.push(("funded_until_before".to_owned(), before.to_string()));
    pairs.push(("sort".to_owned(), "funded_until".to_owned()));
    let (posts, _) = Query::read::<Posts>(&pairs, style)?.records(&Posts, moment);
    let url = form_urlencoded::Serializer::new("/v1/adviser-posts?".to_owned()).extend_pairs(&pairs).finish();
    let of = |post: &crate::model::Post| {
        let presence = moment.presences.get(&post.presence).map(|presence| presence.record());
        presence.map(|presence| presence.name.best(t.language).to_owned()).unwrap_or_default()
    };
    let shown = posts.iter().filter(|post| post.state.status != PostStatus::Abolished);
    let few = shown.take(FEW).map(|post| {
        let (record, status) = (post.record(), post.state.status.as_str());
        Ending {
            code: record.code.to_string(),
            url: frame.link(format!("/presences/{}#{}", record.presence, record.code)),
            name: of(record),
            until: record.funded_until.map(|date| date.to_string()).unwrap_or_default(),
            over: record.funded_until.is_some_and(|date| date < today),
            status,
            status_text: t.term("status", status),
            confirmed: post.last_report.is_some(),
        }
    });
    Ok((few.collect(), posts.len(), url))
}

/// The routes of the overview.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(api::resource("/", show));
}
