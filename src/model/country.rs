//! Countries and areas, as ISO 3166 and the United Nations' M49 standard have them.

use serde::{Deserialize, Serialize};

use super::{identifiers::Alpha3, language::Names, presence::Point};

/// A country or area. Reference data: loaded once, never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub code: Alpha3,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// M49 code, three digits as text; none for user-assigned codes.
    pub m49: Option<String>,
    /// Short names.
    pub name: Names,
    /// A point inside it, for maps.
    pub point: Option<Point>,
    /// M49 region (`Africa`).
    pub m49_region: String,
    /// M49 sub-region (`Eastern Africa`).
    pub m49_subregion: String,
}
