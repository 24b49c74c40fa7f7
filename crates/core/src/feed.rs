//! The feed of changes: what each revision made of which record, in order. Whoever has read the lists at one revision
//! and takes every change since has the lists as they are now. What a post shows of its presence changes with the presence's
//! own change.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{
    change::{ProgrammeRecord, Record, Recorded, with_each},
    query::{Style, filters::serves, write_json},
    record_kind::RecordKind,
    snapshot::{Snapshot, TrackedMap},
    tracked::{Described, Tracked},
    view,
};
use presence_model::{
    Alpha3, Call, Contribution, Donor, OfficeCode, PostRequest, Presence, RecordCode, ReportText, StandardCost,
    StatusUpdate, Subject, Timestamp, WebhookFilters,
};

/// The kinds of record that the feed tells of. Credentials are not among them, nor are submissions: what the feed told
/// once it could not take back when one is withdrawn.
pub const KINDS: [&str; 10] = [
    "presence",
    "adviser_post",
    "office",
    "country",
    Donor::KIND,
    Contribution::KIND,
    StandardCost::KIND,
    PostRequest::KIND,
    Call::KIND,
    ReportText::KIND,
];

/// A change as the feed tells it.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeView<'a> {
    /// The revision: dense in the registry, but not every one is a change of a record.
    #[schema(example = 436)]
    pub revision: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The office that made it; `HQ` for the desk and for the baseline.
    pub office: OfficeCode,
    /// The kind of record: `presence`, `adviser_post`, `office` or `country`.
    #[schema(example = "presence")]
    pub kind: &'static str,
    /// The record's code.
    #[schema(example = "ken-hra")]
    pub code: &'a str,
    /// How it came about: `created`, `described` (by the desk), `relocated` (described in another country or city, a post
    /// with another presence), `status_update`, or `scheduled` (a decision that takes effect later).
    #[schema(example = "status_update")]
    pub event: &'static str,
    /// The status update, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_update: Option<view::UpdateView<'a>>,
    /// The record after the change, as its list shows it.
    #[schema(value_type = Object)]
    pub record: &'a RawValue,
}

/// Which changes are wanted; empty lists want all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedFilter {
    /// Changes made by these offices.
    pub offices: Vec<OfficeCode>,
    /// Changes of records that are in or cover these countries.
    pub countries: Vec<Alpha3>,
    /// Changes of these kinds of record: see [`KINDS`].
    pub kinds: Vec<&'static str>,
    /// Changes of these records.
    pub codes: Vec<String>,
}

impl FeedFilter {
    /// What a webhook wants.
    #[must_use]
    pub fn of(filters: &WebhookFilters) -> Self {
        let known = |name: &String| KINDS.into_iter().find(|kind| kind == name);
        Self {
            offices: filters.office.clone(),
            countries: filters.country.clone(),
            kinds: filters.kind.iter().filter_map(known).collect(),
            codes: filters.code.clone(),
        }
    }

    fn wants(&self, snapshot: &Snapshot, recorded: &Recorded) -> bool {
        let Some((kind, _, code)) = about(&recorded.record) else { return false };
        (self.offices.is_empty() || self.offices.contains(&recorded.office))
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.codes.is_empty() || self.codes.iter().any(|wanted| wanted == code))
            && (self.countries.is_empty() || self.countries.iter().any(|&country| is_in(snapshot, recorded, country)))
    }
}

/// The kind, the list and the code of the record that a change is about; `None` for what the feed does not tell. The list is
/// the part of its path below `/v1/`.
fn about(record: &Record) -> Option<(&'static str, &'static str, &str)> {
    Some(match record {
        Record::Country(record) => ("country", "countries", record.code.as_str()),
        Record::Office(record) => ("office", "offices", record.code.as_str()),
        Record::Presence(record) => ("presence", "presences", record.code.as_str()),
        Record::Post(record) => ("adviser_post", "adviser-posts", record.code.as_str()),
        Record::StatusUpdate(update) => match &update.subject {
            Subject::Presence(code) => ("presence", "presences", code.as_str()),
            Subject::Post(code) => ("adviser_post", "adviser-posts", code.as_str()),
        },
        Record::Programme(record) if !record.is_open() => return None,
        Record::Programme(record) => (record.kind(), record.list(), record.code()),
        Record::Client(_) | Record::Key(_) | Record::Revocation(_) | Record::Webhook(_) => return None,
    })
}

fn is_in(snapshot: &Snapshot, recorded: &Recorded, country: Alpha3) -> bool {
    let presence = |code: &RecordCode| snapshot.presences.get(code).is_some_and(|p| serves(p.record(), country));
    let post = |code: &RecordCode| {
        let post = snapshot.posts.get(code);
        post.is_some_and(|post| post.record().covers.contains(&country) || presence(&post.record().presence))
    };
    match &recorded.record {
        Record::Country(record) => record.code == country,
        Record::Office(record) => record.country == Some(country),
        Record::Presence(record) => serves(record, country),
        Record::Post(record) => post(&record.code),
        Record::StatusUpdate(update) => match &update.subject {
            Subject::Presence(code) => presence(code),
            Subject::Post(code) => post(code),
        },
        Record::Programme(ProgrammeRecord::Donor(donor)) => donor.country == Some(country),
        Record::Programme(ProgrammeRecord::Contribution(record)) => record.earmark.country == Some(country),
        Record::Programme(ProgrammeRecord::PostRequest(request)) => request.country == country,
        Record::Programme(_) | Record::Client(_) | Record::Key(_) | Record::Revocation(_) | Record::Webhook(_) => false,
    }
}

/// Changes after a revision.
pub struct Feed {
    /// Each change's revision and JSON.
    pub changes: Vec<(u64, Vec<u8>)>,
    /// The revision up to which this tells every wanted change.
    pub last: u64,
}

/// Whether there is a wanted change after a revision.
#[must_use]
pub fn any(snapshot: &Snapshot, wanted: &FeedFilter, since: u64) -> bool {
    snapshot.recorded_after(since).any(|(_, recorded)| wanted.wants(snapshot, recorded))
}

/// The wanted changes after a revision: their revisions.
pub fn wanted<'s>(snapshot: &'s Snapshot, wanted: &'s FeedFilter, since: u64) -> impl Iterator<Item = u64> + 's {
    let all = snapshot.recorded_after(since);
    all.filter(|(_, recorded)| wanted.wants(snapshot, recorded)).map(|(revision, _)| revision)
}

/// A single change.
pub struct Told {
    /// Where the record is: `presences/ken-hra`, below `/v1/`.
    pub place: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The change as the feed tells it: JSON.
    pub json: Vec<u8>,
}

/// The change of a revision; `None` if the feed does not tell it.
#[must_use]
pub fn told(snapshot: &Snapshot, revision: u64, style: Style) -> Option<Told> {
    let (_, recorded) = snapshot.recorded_after(revision.checked_sub(1)?).next()?;
    let (_, list, code) = about(&recorded.record)?;
    let json = change(snapshot, revision, recorded, style)?;
    Some(Told { place: format!("{list}/{code}"), recorded_at: snapshot.time_of(revision)?, json })
}

/// The wanted changes after a revision, so many at most.
#[must_use]
pub fn since(snapshot: &Snapshot, wanted: &FeedFilter, since: u64, limit: usize, style: Style) -> Feed {
    let mut feed = Feed { changes: Vec::new(), last: snapshot.revision().max(since) };
    for (revision, recorded) in snapshot.recorded_after(since).filter(|(_, it)| wanted.wants(snapshot, it)) {
        if feed.changes.len() == limit {
            feed.last = feed.changes.last().map_or(since, |(last, _)| *last);
            break;
        }
        if let Some(json) = change(snapshot, revision, recorded, style) {
            feed.changes.push((revision, json));
        }
    }
    feed
}

fn change(snapshot: &Snapshot, revision: u64, recorded: &Recorded, style: Style) -> Option<Vec<u8>> {
    let (kind, _, code) = about(&recorded.record)?;
    let update: Option<&StatusUpdate> = match &recorded.record {
        Record::StatusUpdate(update) => Some(update),
        _ => None,
    };
    let (record, described) = match &recorded.record {
        Record::Programme(record) => with_each!(record, record => kept_became(snapshot, &**record, revision))?,
        Record::Office(office) => {
            (json(&view::office(snapshot, snapshot.offices.get(&office.code)?, style.language)), "created")
        }
        Record::Country(country) => {
            (json(&view::country(snapshot.countries.get(&country.code)?, style.language)), "created")
        }
        _ if kind == "presence" => {
            became(&snapshot.presences, code, revision, |tracked| presence_json(snapshot, tracked, style))?
        }
        _ => became(&snapshot.posts, code, revision, |tracked| json(&view::post(snapshot, tracked, style.language)))?,
    };
    let record = RawValue::from_string(String::from_utf8(record).ok()?).ok()?;
    Some(json(&ChangeView {
        revision,
        recorded_at: snapshot.time_of(revision)?,
        office: recorded.office,
        kind,
        code,
        event: update.map_or(described, StatusUpdate::event),
        status_update: update.map(|update| view::update(snapshot, update, style.audience)),
        record: &record,
    }))
}

fn kept_became<T: RecordKind>(snapshot: &Snapshot, record: &T, revision: u64) -> Option<(Vec<u8>, &'static str)> {
    let kept = T::map(snapshot).get(record.code())?;
    let at = kept.versions.iter().position(|version| version.revision == revision)?;
    Some((json(&view::kept_version(&kept.versions[at])), if at == 0 { "created" } else { "described" }))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::with_capacity(2048);
    write_json(&mut out, value);
    out
}

fn presence_json(snapshot: &Snapshot, tracked: &Tracked<Presence>, style: Style) -> Vec<u8> {
    json(&view::presence(snapshot, tracked, style.language, false))
}

/// A record as it was at a revision, and what had happened if it was described.
fn became<T: Described>(
    map: &TrackedMap<T>,
    code: &str,
    revision: u64,
    write: impl Fn(&Tracked<T>) -> Vec<u8>,
) -> Option<(Vec<u8>, &'static str)> {
    let tracked = map.get(code)?;
    let at = tracked.versions.binary_search_by(|version| version.revision.cmp(&revision));
    let event = at.map_or("described", |at| tracked.description_event(at));
    if tracked.revision == revision {
        return Some((write(tracked), event));
    }
    Some((write(&tracked.as_of(revision)?), event))
}
