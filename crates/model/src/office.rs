//! Offices: resident coordinator offices and the headquarters desk.

use serde::{Deserialize, Serialize};

use super::{
    codes::OfficeKind,
    identifiers::{Alpha3, OfficeCode},
    language::Names,
};

/// An office: its clients report to the registry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// The country's alpha-3 code, or `HQ`.
    pub code: OfficeCode,
    /// Resident coordinator office or desk.
    pub kind: OfficeKind,
    /// Its name.
    pub name: Names,
    /// Where it is; none for the desk.
    pub country: Option<Alpha3>,
}
