//! Field presences.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    codes::{Confidence, OperatingMode, PresenceStatus, PresenceType, Region, ReportingLine},
    identifiers::{Alpha3, OfficeCode, RecordCode},
    language::Names,
    partial_date::PartialDate,
};

/// A point on the map: city level, WGS 84, degrees. Never an address.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Point {
    /// Latitude, -90 to 90.
    #[schema(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// Longitude, -180 to 180.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: f64,
}

/// Where a presence works from while it is not (only) in its country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// Country.
    pub country: Alpha3,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// What a presence rests on: its mandate, or the consent of the host State.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Basis {
    /// The kind of basis, in words (`host-country agreement`, `Security Council mandate`).
    #[schema(min_length = 1, max_length = 500)]
    pub basis: String,
    /// The document (`S/RES/2719 (2023)`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub reference: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// Where a record's content comes from and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Provenance {
    /// The document, or the office that reported.
    #[schema(max_length = 1000)]
    pub source: String,
    /// For when the source speaks: a date, a year, `undated` or `unknown`.
    #[schema(max_length = 40)]
    pub as_of: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Remarks on the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// How a description came about that is not a record's first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// From when it holds; none: it was never otherwise, and what was said before was a mistake.
    pub effective_on: Option<NaiveDate>,
    /// Whether the desk gave that date. Otherwise it is the day on which it was recorded, and holds for what changes; what
    /// was not known before holds from the beginning.
    #[serde(default)]
    pub dated: bool,
    /// The fields that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Box<str>>,
    /// Why the desk insists on what looks like a mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insist: Option<Box<str>>,
}

/// A field presence, as the desk describes it. Its present state is the timeline's business: [`super::StatusUpdate`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presence {
    /// `ken-hra`.
    pub code: RecordCode,
    /// What kind of presence it is.
    #[serde(rename = "type")]
    pub kind: PresenceType,
    /// Its name.
    pub name: Names,
    /// Where it sits.
    pub country: Alpha3,
    /// The city it sits in.
    pub city: String,
    /// The city's centre.
    pub point: Option<Point>,
    /// Whom it serves; may leave out the country it sits in.
    pub covers: Vec<Alpha3>,
    /// Region of OHCHR's field operations.
    pub region: Region,
    /// Who hosts it (`UN Resident Coordinator's Office, Kenya`).
    pub host_entity: String,
    /// The registry's office that hosts it, if one does.
    pub host_office: Option<OfficeCode>,
    /// To whom it reports.
    pub reporting_lines: Vec<ReportingLine>,
    /// What it rests on.
    pub mandate: Option<Basis>,
    /// The host State's consent.
    pub host_consent: Option<Basis>,
    /// When it opened, as precisely as that is known.
    pub opened_on: Option<PartialDate>,
    /// Until when its mandate holds, if that has an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_until: Option<PartialDate>,
    /// Where this description comes from.
    pub provenance: Provenance,
    /// Its status before the first update.
    pub initial_status: PresenceStatus,
    /// Since when it had that status, if known.
    pub initial_since: Option<NaiveDate>,
    /// Its operating mode before the first update, if known.
    pub initial_mode: Option<OperatingMode>,
    /// How this description came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
}
