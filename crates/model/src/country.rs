//! Countries and areas, as ISO 3166 and the United Nations' M49 standard have them.

use serde::{Deserialize, Serialize};

use super::{
    identifiers::Alpha3,
    language::{Language, Names},
    presence::Point,
};

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

/// What has to be said wherever a country or area is named, if anything.
#[must_use]
pub fn footnote(code: Alpha3, language: Language) -> Option<&'static str> {
    (code.as_str() == "XKX").then_some(match language {
        Language::English => {
            "References to Kosovo shall be understood to be in full compliance with Security Council resolution 1244 (1999) \
             and without prejudice to the status of Kosovo."
        }
        Language::French => {
            "Toute référence au Kosovo s’entend dans le plein respect de la résolution 1244 (1999) du Conseil de sécurité et \
             sans préjudice du statut du Kosovo."
        }
        Language::Spanish => {
            "Las referencias a Kosovo se entenderán en pleno cumplimiento de la resolución 1244 (1999) del Consejo de \
             Seguridad y sin perjuicio del estatuto de Kosovo."
        }
        Language::Arabic => "تفهم الإشارات إلى كوسوفو على أنها تتفق تماما مع قرار مجلس الأمن 1244 (1999) ولا تمس بوضع كوسوفو.",
        Language::Russian => {
            "Ссылки на Косово следует понимать в полном соответствии с резолюцией 1244 (1999) Совета Безопасности и без \
             ущерба для статуса Косово."
        }
        Language::Chinese => "凡提及科索沃之处，均应理解为完全符合安全理事会第1244（1999）号决议，且不影响科索沃的地位。",
    })
}
