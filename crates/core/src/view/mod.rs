//! How records look in JSON. The same shapes are the schemas of the API's documentation.

mod country;
mod kept;
mod office;
mod post;
mod presence;
mod update;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    country::{CountryView, country},
    kept::{KeptView, kept, kept_version},
    office::{OfficeView, office},
    post::{OF_PRESENCE, PostView, post},
    presence::{PresenceView, presence},
    update::{AnyStatus, ScheduledView, UpdateView, update},
};
use super::{snapshot::Snapshot, tracked::LastReport};
use presence_model::{Alpha3, Code as _, Confidence, Language, OfficeCode, Provenance, Timestamp, footnote};

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
    /// What has to be said where that country is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footnote: Option<&'static str>,
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

fn country_name(snapshot: &Snapshot, code: Alpha3, language: Language) -> Option<&str> {
    snapshot.countries.get(&code).map(|country| country.record.name.best(language))
}

/// The name of a country in a text for people, with an asterisk where there is a footnote to it.
#[must_use]
pub fn marked_country(snapshot: &Snapshot, code: Alpha3, language: Language) -> String {
    let mark = if footnote(code, language).is_some() { "*" } else { "" };
    format!("{}{mark}", country_name(snapshot, code, language).unwrap_or(code.as_str()))
}

/// The baseline is never shown as if an office had reported it, and a report is shown as what it is.
#[must_use]
pub fn provenance(snapshot: &Snapshot, described: &Provenance, last: Option<&LastReport>) -> Provenance {
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

/// The language with this code, or its primary subtag (`fr-CH`).
#[must_use]
pub fn language(tag: &str) -> Option<Language> {
    Language::from_code(&tag.split('-').next()?.to_ascii_lowercase())
}
