//! A country in JSON.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Display, Links};
use crate::snapshot::Listed;
use presence_model::{Alpha3, Country, Language, Names, Point, Timestamp, footnote};

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

/// A country in JSON.
#[must_use]
pub fn country(listed: &Listed<Arc<Country>>, language: Language) -> CountryView<'_> {
    let record = &listed.record;
    CountryView {
        code: record.code,
        iso2: &record.iso2,
        m49: record.m49.as_deref(),
        name: &record.name,
        display: Display {
            language,
            name: record.name.best(language),
            country: None,
            footnote: footnote(record.code, language),
        },
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
