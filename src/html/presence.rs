//! `/presences/{code}`: all that is public of one presence: what it is, who says so, its posts, its timeline, its history.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, Path},
};
use askama::Template;
use serde_json::Value;

use super::{
    assets::ASSETS,
    layout::{self, Address, Frame},
    listing::{last_report, whole_office},
};
use crate::api::{
    AppState,
    problem::Problem,
    read::{ReadRequest, not_found},
};
use presence_core::{
    Snapshot,
    query::{BadParameter, History, Query, Resource as _, Style, Updates},
    tracked::Tracked,
    view::{self, Audience, marked_country},
};
use presence_i18n::Catalogue;
use presence_model::{Alpha3, Basis, Code as _, FormalDecision, Presence, Provenance, Subject, footnote};
use presence_store::CachedSnapshot;

/// How many versions are shown before the API is pointed to.
const VERSIONS: usize = 20;

/// A name and what there is to say.
pub type Fact = (String, String);

/// A status update as a reader may see it.
pub struct Event {
    pub id: u64,
    pub effective_on: String,
    pub recorded: String,
    pub office: String,
    pub status: Option<(&'static str, String)>,
    pub mode: Option<String>,
    pub reason: Option<String>,
    /// What is decided and has not taken effect.
    pub scheduled: bool,
    /// Of a decision: who decided, the document and its date.
    pub decision: Option<String>,
    pub note: Option<String>,
    pub note_language: Option<String>,
    pub restricted: bool,
    pub superseded_by: Option<u64>,
}

/// A post of the presence.
pub struct PostLine {
    pub code: String,
    pub title: String,
    pub grade: Option<String>,
    pub status: &'static str,
    pub status_text: String,
    pub since: Option<String>,
    pub funded_until: Option<String>,
    pub last_report: Option<String>,
    pub confirmed: bool,
    pub timeline: Vec<Event>,
}

/// A version of the record.
struct Version {
    recorded: String,
    event: String,
    office: String,
    fields: Vec<String>,
}

#[derive(Template)]
#[template(path = "presence.html")]
struct Page {
    frame: Frame,
    moment: String,
    past: Option<String>,
    code: String,
    name: String,
    place: String,
    footnote: Option<&'static str>,
    status: (&'static str, String),
    confirmed: bool,
    source: String,
    source_url: Option<String>,
    facts: Vec<Fact>,
    says: Vec<Fact>,
    posts: Vec<PostLine>,
    timeline: Vec<Event>,
    versions: Vec<Version>,
    more_versions: usize,
}

#[derive(serde::Deserialize)]
struct Code {
    code: String,
}

async fn show(request: HttpRequest, state: Data<AppState>, path: Path<Code>) -> Result<HttpResponse, Problem> {
    if let Some(tidied) = Address::of(&request).tidied() {
        return Ok(layout::see(&tidied));
    }
    let mut response = ReadRequest::public(&request, &state).cached_for_day(&ASSETS.version, |moment, asked| {
        if let Some((name, _)) = asked.pairs.first() {
            return Err(BadParameter::new(name, "is not a parameter of this page").into());
        }
        Ok(layout::render(&page(&request, moment, &path.code, asked.style)?)?.into_bytes())
    })?;
    layout::guard(response.headers_mut());
    Ok(response)
}

fn page(request: &HttpRequest, moment: &CachedSnapshot, code: &str, style: Style) -> Result<Page, Problem> {
    let tracked = moment.presences.get(code).ok_or_else(|| not_found("presence", code))?;
    let mut frame = Frame::new(request, style.language, "home");
    let (t, record) = (frame.t, tracked.record());
    let seen = view::presence(moment, tracked, style.language, false);
    let address = Address::of(request);
    let past = address.get("as_of").or_else(|| address.get("on")).map(str::to_owned);
    frame.live = past.is_none();
    let subject = Subject::Presence(record.code.clone());
    let posts = moment.posts_of(&record.code).map(|post| {
        let (about, status) = (post.record(), post.state.status.as_str());
        PostLine {
            code: about.code.to_string(),
            title: about.title.best(t.language).to_owned(),
            grade: about.grade.map(|grade| t.term("grade", grade.as_str())),
            status,
            status_text: t.term("status", status),
            since: post.state.since.map(|date| date.to_string()),
            funded_until: about.funded_until.map(|date| date.to_string()),
            last_report: last_report(post),
            confirmed: post.last_report.is_some(),
            timeline: timeline(t, moment, &Subject::Post(about.code.clone()), Audience::Public),
        }
    });
    let (versions, more_versions) = versions(t, moment, &subject, style)?;
    let provenance = &record.provenance;
    Ok(Page {
        moment: layout::minute(moment.recorded_at()),
        code: record.code.to_string(),
        name: record.name.best(t.language).to_owned(),
        place: format!("{} · {}", record.city, marked_country(moment, record.country, t.language)),
        footnote: std::iter::once(&record.country).chain(&record.covers).find_map(|&code| footnote(code, t.language)),
        status: (seen.status.as_str(), t.term("status", seen.status.as_str())),
        confirmed: tracked.last_report.is_some(),
        source: provenance.source.clone(),
        source_url: provenance.source.starts_with("https://").then(|| provenance.source.clone()),
        facts: facts(t, moment, tracked),
        says: says(t, provenance, &seen.provenance),
        posts: posts.collect(),
        timeline: timeline(t, moment, &subject, Audience::Public),
        versions,
        more_versions,
        past,
        frame,
    })
}

/// What is known of the presence.
fn facts(t: &Catalogue, moment: &Snapshot, tracked: &Tracked<Presence>) -> Vec<Fact> {
    let (record, state) = (tracked.record(), &tracked.state);
    let countries = |codes: &[Alpha3]| {
        let names = codes.iter().map(|&code| marked_country(moment, code, t.language));
        names.collect::<Vec<_>>().join(", ")
    };
    let office = |code| whole_office(t, moment, code);
    let lines = record.reporting_lines.iter().map(|line| t.term("line", line.as_str())).collect::<Vec<_>>();
    let basis = |basis: &Basis| {
        let date = basis.date.map(|date| date.to_string());
        let parts = [Some(basis.basis.clone()), basis.reference.clone(), date];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let mode = state.mode.map(|mode| {
        let from = state.operating_from.as_ref().map(|place| {
            let city = place.city.iter().cloned();
            city.chain([marked_country(moment, place.country, t.language)]).collect::<Vec<_>>().join(", ")
        });
        let mode = t.term("mode", mode.as_str());
        from.map_or(mode.clone(), |from| format!("{mode} ({from})"))
    });
    let unknown = || Some(t.text("unknown"));
    let facts = [
        (t.text("kind"), Some(t.term("type", record.kind.as_str()))),
        (t.text("since"), state.since.map(|date| date.to_string()).or_else(unknown)),
        (t.text("mode"), mode.or_else(unknown)),
        (t.text("region"), Some(t.term("region", record.region.as_str()))),
        (t.text("covers"), Some(countries(&record.covers)).filter(|text| !text.is_empty())),
        (t.text("host"), Some(record.host_entity.clone())),
        (t.text("host-office"), record.host_office.map(office)),
        (t.text("reports-to"), Some(lines.join(", ")).filter(|text| !text.is_empty())),
        (t.text("mandate"), record.mandate.as_ref().map(basis)),
        (t.text("host-consent"), record.host_consent.as_ref().map(basis)),
        (t.text("opened-on"), record.opened_on.map(|date| date.to_string())),
        (t.text("mandate-until"), record.mandate_until.map(|date| date.to_string())),
        (t.text("reason"), state.reason.map(|reason| t.term("reason", reason.as_str()))),
        (t.text("successor"), state.successor.as_ref().map(ToString::to_string)),
        (t.text("last-report"), last_report(tracked)),
    ];
    facts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// Who says so: the document of the baseline, and an office once one has reported.
fn says(t: &Catalogue, described: &Provenance, now: &Provenance) -> Vec<Fact> {
    let mut says = Vec::new();
    if now != described {
        says.push((t.text("status-by"), format!("{} ({})", now.source, now.as_of)));
    }
    says.push((t.text("source-as-of"), described.as_of.clone()));
    says.push((t.text("confidence"), t.term("confidence", now.confidence.as_str())));
    says.extend(described.note.clone().map(|note| (t.text("remark"), note)));
    says
}

/// A record's timeline, the latest effective date first.
pub fn timeline(t: &Catalogue, snapshot: &Snapshot, subject: &Subject, audience: Audience) -> Vec<Event> {
    let updates = Updates::Of(subject.clone());
    let events = updates.scan(snapshot, None).take(100).map(|update| {
        let seen = view::update(snapshot, update, audience);
        Event {
            id: seen.id,
            effective_on: seen.effective_on.to_string(),
            recorded: layout::minute(seen.recorded_at),
            office: whole_office(t, snapshot, seen.office),
            status: seen.status.map(|status| (status.as_str(), t.term("status", status.as_str()))),
            mode: seen.operating_mode.map(|mode| t.term("mode", mode.as_str())),
            reason: seen.reason.map(|reason| t.term("reason", reason.as_str())),
            scheduled: update.is_scheduled() && seen.superseded_by.is_none(),
            decision: seen.decision.map(|decision| decided(t, decision)),
            note: seen.note.map(str::to_owned),
            note_language: seen.note_language.map(|language| language.as_str().to_owned()),
            restricted: seen.note_visibility == presence_model::NoteVisibility::Restricted,
            superseded_by: seen.superseded_by,
        }
    });
    events.collect()
}

/// Who decided, the document and its date.
fn decided(t: &Catalogue, decision: &FormalDecision) -> String {
    format!("{}: {}, {}", t.term("decision", decision.kind.as_str()), decision.reference, decision.decided_on)
}

fn versions(
    t: &Catalogue,
    moment: &Snapshot,
    subject: &Subject,
    style: Style,
) -> Result<(Vec<Version>, usize), Problem> {
    let history = History::of(moment, subject).ok_or_else(|| not_found("presence", subject.code().as_str()))?;
    let query = Query::read::<History>(&[("limit".to_owned(), VERSIONS.to_string())], style)?;
    let (entries, _) = query.records(&history, moment);
    let version = |entry: &<History as presence_core::query::Resource>::Item| {
        let mut json = Vec::new();
        query.write(&history, moment, entry, &mut json);
        let seen: Value = serde_json::from_slice(&json).ok()?;
        let changes = seen["changes"].as_array().into_iter().flatten();
        let first = matches!(seen["event"].as_str(), Some("baseline" | "created"));
        let fields = changes.filter(|_| !first).filter_map(|change| Some(change["field"].as_str()?.to_owned()));
        let revision = seen["revision"].as_u64()?;
        Some(Version {
            recorded: moment.time_of(revision).map(layout::minute).unwrap_or_default(),
            event: t.term("event", seen["event"].as_str()?),
            office: seen["office"].as_str()?.to_owned(),
            fields: fields.collect(),
        })
    };
    let all = history.count(moment);
    let versions: Vec<_> = entries.iter().filter_map(version).collect();
    Ok((versions, all.saturating_sub(VERSIONS)))
}

/// The routes of presences' pages.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/presences/{code}", show));
}
