//! How records look in JSON. The same shapes are the schemas of the API's documentation.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    snapshot::{Listed, Snapshot},
    tracked::{LastReport, Tracked},
};
use crate::model::{
    Alpha3, Basis, ClosureReason, Code, Confidence, Country, Grade, Language, LanguageTag, Names, NoteVisibility,
    Office, OfficeCode, OfficeKind, OperatingMode, Place, Point, Post, PostStatus, Presence, PresenceStatus,
    PresenceType, Provenance, RecordCode, Region, ReportingLine, Status, StatusUpdate, Subject, Timestamp,
};

/// Who reads: clients with a token see restricted notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Anybody.
    Public,
    /// Clients with a token that may read what is not public.
    Staff,
}

/// Texts in the language that the reader asked for, English where it is missing.
#[derive(Serialize, ToSchema)]
pub struct Display<'a> {
    /// The language asked for.
    pub language: Language,
    /// The record's name.
    pub name: &'a str,
    /// The name of the country it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<&'a str>,
}

/// The last report of an office on a record.
#[derive(Serialize, ToSchema)]
pub struct LastReportView {
    /// The office that reported.
    pub office: OfficeCode,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// From when it holds.
    pub effective_on: NaiveDate,
    /// The status update's id.
    #[schema(example = 435)]
    pub status_update: u64,
}

impl From<&LastReport> for LastReportView {
    fn from(last: &LastReport) -> Self {
        Self {
            office: last.office,
            recorded_at: last.recorded_at,
            effective_on: last.effective_on,
            status_update: last.update,
        }
    }
}

/// Where to go from a record: paths on this server.
#[derive(Serialize, ToSchema)]
pub struct Links {
    /// The record itself.
    #[serde(rename = "self")]
    #[schema(example = "/v1/presences/ken-hra")]
    pub this: String,
    /// Every version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<String>,
    /// Its timeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_updates: Option<String>,
    /// Its presence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<String>,
    /// Its posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<String>,
    /// Its post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// The office that hosts it, or that reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The presences it hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presences: Option<String>,
    /// The record that takes over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

impl Links {
    fn to(this: String) -> Self {
        Self {
            this,
            history: None,
            status_updates: None,
            presence: None,
            posts: None,
            post: None,
            office: None,
            presences: None,
            successor: None,
        }
    }
}

/// A field presence with its present state.
#[derive(Serialize, ToSchema)]
#[schema(as = Presence)]
pub struct PresenceView<'a> {
    /// Its code.
    pub code: &'a RecordCode,
    /// What kind of presence it is.
    #[serde(rename = "type")]
    pub kind: PresenceType,
    /// Its status.
    pub status: PresenceStatus,
    /// Since when, if known: baseline statuses have no date.
    pub status_since: Option<NaiveDate>,
    /// How it works, if known.
    pub operating_mode: Option<OperatingMode>,
    /// From where, while remote or hybrid.
    pub operating_from: Option<&'a Place>,
    /// Its name in up to six languages.
    pub name: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// Where it sits.
    pub country: Alpha3,
    /// The city it sits in.
    pub city: &'a str,
    /// The city's centre (GeoNames, CC BY 4.0).
    pub point: Option<Point>,
    /// Whom it serves; may leave out the country it sits in.
    pub covers: &'a [Alpha3],
    /// Region of OHCHR's field operations.
    pub region: Region,
    /// Who hosts it.
    pub host_entity: &'a str,
    /// The office in this registry that hosts it.
    pub host_office: Option<OfficeCode>,
    /// To whom it reports.
    pub reporting_lines: &'a [ReportingLine],
    /// What it rests on.
    pub mandate: Option<&'a Basis>,
    /// The host State's consent.
    pub host_consent: Option<&'a Basis>,
    /// When it opened, if known.
    pub opened_on: Option<NaiveDate>,
    /// When it closed, while it is closed.
    pub closed_on: Option<NaiveDate>,
    /// Why it closed, is drawn down or suspended.
    pub closure_reason: Option<ClosureReason>,
    /// The presence that took over, after a conversion.
    pub successor: Option<&'a RecordCode>,
    /// Who says so: a document until an office reports, then that office.
    pub provenance: Provenance,
    /// The last report; none while only the baseline knows it.
    pub last_report: Option<LastReportView>,
    /// The revision that last touched it; its `ETag`.
    #[schema(example = 312)]
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
    /// Its posts, with `include=posts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<Vec<PostView<'a>>>,
}

/// An adviser post with its present state.
#[derive(Serialize, ToSchema)]
#[schema(as = AdviserPost)]
pub struct PostView<'a> {
    /// Its code.
    #[schema(example = "ken-hra-1")]
    pub code: &'a RecordCode,
    /// The presence it belongs to.
    pub presence: &'a RecordCode,
    /// Its status; `not_reported` until an office reports.
    pub status: PostStatus,
    /// Since when, if known.
    pub status_since: Option<NaiveDate>,
    /// Why it is frozen or abolished, if that was said.
    pub reason: Option<ClosureReason>,
    /// Its title in up to six languages.
    pub title: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// Its grade, if known.
    pub grade: Option<Grade>,
    /// The countries it serves; empty: those its presence covers.
    pub covers: &'a [Alpha3],
    /// The last day its funding lasts, if known.
    pub funded_until: Option<NaiveDate>,
    /// Who says so.
    pub provenance: Provenance,
    /// The last report; none while only the baseline knows it.
    pub last_report: Option<LastReportView>,
    /// The revision that last touched it; its `ETag`.
    #[schema(example = 390)]
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
}

/// A status update as a reader may see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusUpdate)]
pub struct UpdateView<'a> {
    /// Its id: the revision at which it was recorded.
    #[schema(example = 435)]
    pub id: u64,
    /// The presence it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<&'a RecordCode>,
    /// The post it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ken-hra-1")]
    pub post: Option<&'a RecordCode>,
    /// The office that reported.
    pub office: OfficeCode,
    /// The status it says, if it says one.
    #[schema(value_type = Option<AnyStatus>)]
    pub status: Option<Status>,
    /// The operating mode it says, if it says one.
    pub operating_mode: Option<OperatingMode>,
    /// From where.
    pub operating_from: Option<&'a Place>,
    /// When it became true.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<ClosureReason>,
    /// What takes over.
    pub successor: Option<&'a RecordCode>,
    /// The office's own words; null for readers who may not see them.
    pub note: Option<&'a str>,
    /// Their language.
    pub note_language: Option<&'a LanguageTag>,
    /// Who may read the note.
    pub note_visibility: NoteVisibility,
    /// The update that this one corrects.
    pub supersedes: Option<u64>,
    /// The update that corrects this one; it then counts no longer.
    pub superseded_by: Option<u64>,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// The same as `id`.
    #[schema(example = 435)]
    pub revision: u64,
    /// Where to go from here.
    pub links: Links,
}

/// A status of a presence or of a post.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only the schema is used: the JSON is that of `Status`")]
pub enum AnyStatus {
    /// Of a presence.
    Presence(PresenceStatus),
    /// Of a post.
    Post(PostStatus),
}

/// An office.
#[derive(Serialize, ToSchema)]
#[schema(as = Office)]
pub struct OfficeView<'a> {
    /// Its code.
    pub code: OfficeCode,
    /// Resident coordinator office or desk.
    pub kind: OfficeKind,
    /// Its name in up to six languages.
    pub name: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// Its country; none for the desk.
    pub country: Option<Alpha3>,
    /// The revision that last touched it.
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
}

/// A country or area. The designations imply no opinion on the legal status of any country, territory or area.
#[derive(Serialize, ToSchema)]
#[schema(as = Country)]
pub struct CountryView<'a> {
    /// ISO 3166-1 alpha-3.
    pub code: Alpha3,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "KE")]
    pub iso2: &'a str,
    /// M49 code: three digits.
    #[schema(example = "404")]
    pub m49: Option<&'a str>,
    /// M49 short names.
    pub name: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// A point inside it.
    pub point: Option<Point>,
    /// M49 region.
    pub m49_region: &'a str,
    /// M49 sub-region.
    pub m49_subregion: &'a str,
    /// The revision that last touched it.
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
}

fn country_name(snapshot: &Snapshot, code: Alpha3, language: Language) -> Option<&str> {
    snapshot.countries.get(&code).map(|country| country.record.name.best(language))
}

/// The baseline is never shown as if an office had reported it, and a report is shown as what it is.
fn provenance(snapshot: &Snapshot, described: &Provenance, last: Option<&LastReport>) -> Provenance {
    match last {
        None => described.clone(),
        Some(last) => Provenance {
            source: snapshot.offices.get(&last.office).map_or_else(
                || last.office.to_string(),
                |office| office.record.name.best(Language::English).to_owned(),
            ),
            as_of: last.effective_on.to_string(),
            confidence: Confidence::Reported,
            note: None,
        },
    }
}

/// A presence in JSON.
#[must_use]
pub fn presence<'a>(
    snapshot: &'a Snapshot,
    tracked: &'a Tracked<Presence>,
    language: Language,
    with_posts: bool,
) -> PresenceView<'a> {
    let (record, state) = (tracked.record(), &tracked.state);
    let code = &record.code;
    let closed_on = if state.status == PresenceStatus::Closed { state.since } else { None };
    PresenceView {
        code,
        kind: record.kind,
        status: state.status,
        status_since: state.since,
        operating_mode: state.mode,
        operating_from: state.operating_from.as_ref(),
        name: &record.name,
        display: Display {
            language,
            name: record.name.best(language),
            country: country_name(snapshot, record.country, language),
        },
        country: record.country,
        city: &record.city,
        point: record.point,
        covers: &record.covers,
        region: record.region,
        host_entity: &record.host_entity,
        host_office: record.host_office,
        reporting_lines: &record.reporting_lines,
        mandate: record.mandate.as_ref(),
        host_consent: record.host_consent.as_ref(),
        opened_on: record.opened_on,
        closed_on,
        closure_reason: state.reason,
        successor: state.successor.as_ref(),
        provenance: provenance(snapshot, &record.provenance, tracked.last_report.as_ref()),
        last_report: tracked.last_report.as_ref().map(Into::into),
        revision: tracked.revision,
        recorded_at: tracked.recorded_at,
        links: Links {
            history: Some(format!("/v1/presences/{code}/history")),
            status_updates: Some(format!("/v1/presences/{code}/status-updates")),
            posts: Some(format!("/v1/adviser-posts?presence={code}")),
            office: record.host_office.map(|office| format!("/v1/offices/{office}")),
            successor: state.successor.as_ref().map(|successor| format!("/v1/presences/{successor}")),
            ..Links::to(format!("/v1/presences/{code}"))
        },
        posts: with_posts.then(|| snapshot.posts_of(code).map(|tracked| post(snapshot, tracked, language)).collect()),
    }
}

/// A post in JSON.
#[must_use]
pub fn post<'a>(snapshot: &'a Snapshot, tracked: &'a Tracked<Post>, language: Language) -> PostView<'a> {
    let (record, state) = (tracked.record(), &tracked.state);
    let code = &record.code;
    PostView {
        code,
        presence: &record.presence,
        status: state.status,
        status_since: state.since,
        reason: state.reason,
        title: &record.title,
        display: Display { language, name: record.title.best(language), country: None },
        grade: record.grade,
        covers: &record.covers,
        funded_until: record.funded_until,
        provenance: provenance(snapshot, &record.provenance, tracked.last_report.as_ref()),
        last_report: tracked.last_report.as_ref().map(Into::into),
        revision: tracked.revision,
        recorded_at: tracked.recorded_at,
        links: Links {
            history: Some(format!("/v1/adviser-posts/{code}/history")),
            status_updates: Some(format!("/v1/adviser-posts/{code}/status-updates")),
            presence: Some(format!("/v1/presences/{}", record.presence)),
            ..Links::to(format!("/v1/adviser-posts/{code}"))
        },
    }
}

/// A status update in JSON, its note only for those who may read it.
#[must_use]
pub fn update<'a>(snapshot: &Snapshot, update: &'a StatusUpdate, audience: Audience) -> UpdateView<'a> {
    let shows_note = audience == Audience::Staff || update.note_visibility == NoteVisibility::Public;
    let (presence, post) = match &update.subject {
        Subject::Presence(code) => (Some(code), None),
        Subject::Post(code) => (None, Some(code)),
    };
    UpdateView {
        id: update.id,
        presence,
        post,
        office: update.office,
        status: update.status,
        operating_mode: update.operating_mode,
        operating_from: update.operating_from.as_deref(),
        effective_on: update.effective_on,
        reason: update.reason,
        successor: update.successor.as_ref(),
        note: update.note.as_deref().filter(|_| shows_note),
        note_language: update.note_language.as_ref().filter(|_| shows_note),
        note_visibility: update.note_visibility,
        supersedes: update.supersedes,
        superseded_by: snapshot.superseded_by(update),
        recorded_at: update.recorded_at,
        revision: update.id,
        links: Links {
            presence: presence.map(|code| format!("/v1/presences/{code}")),
            post: post.map(|code| format!("/v1/adviser-posts/{code}")),
            office: Some(format!("/v1/offices/{}", update.office)),
            ..Links::to(format!("/v1/status-updates/{}", update.id))
        },
    }
}

/// An office in JSON.
#[must_use]
pub fn office<'a>(snapshot: &'a Snapshot, listed: &'a Listed<Arc<Office>>, language: Language) -> OfficeView<'a> {
    let record = &listed.record;
    let code = record.code;
    OfficeView {
        code,
        kind: record.kind,
        name: &record.name,
        display: Display {
            language,
            name: record.name.best(language),
            country: record.country.and_then(|country| country_name(snapshot, country, language)),
        },
        country: record.country,
        revision: listed.revision,
        recorded_at: listed.recorded_at,
        links: Links {
            presences: Some(format!("/v1/presences?office={code}")),
            status_updates: Some(format!("/v1/status-updates?office={code}")),
            ..Links::to(format!("/v1/offices/{code}"))
        },
    }
}

/// A country in JSON.
#[must_use]
pub fn country(listed: &Listed<Arc<Country>>, language: Language) -> CountryView<'_> {
    let record = &listed.record;
    CountryView {
        code: record.code,
        iso2: &record.iso2,
        m49: record.m49.as_deref(),
        name: &record.name,
        display: Display { language, name: record.name.best(language), country: None },
        point: record.point,
        m49_region: &record.m49_region,
        m49_subregion: &record.m49_subregion,
        revision: listed.revision,
        recorded_at: listed.recorded_at,
        links: Links {
            presences: Some(format!("/v1/presences?country={}", record.code)),
            ..Links::to(format!("/v1/countries/{}", record.code))
        },
    }
}

/// The language with this code, or its primary subtag (`fr-CH`).
#[must_use]
pub fn language(tag: &str) -> Option<Language> {
    Language::from_code(&tag.split('-').next()?.to_ascii_lowercase())
}
