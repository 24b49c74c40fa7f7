//! An office in JSON.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Display, Links, country_name};
use crate::snapshot::{Listed, Snapshot};
use presence_model::{Alpha3, Language, Names, Office, OfficeCode, OfficeKind, Timestamp, footnote};

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
            footnote: record.country.and_then(|country| footnote(country, language)),
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
