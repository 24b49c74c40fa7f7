//! Adviser posts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    codes::{Grade, PostStatus, StationGroup},
    identifiers::{Alpha3, RecordCode},
    language::Names,
    presence::{Edit, Provenance},
};

/// A post of a human rights adviser, apart from whoever holds it. Its present state is the timeline's business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// `ken-hra-1`.
    pub code: RecordCode,
    /// The presence it belongs to.
    pub presence: RecordCode,
    /// Its title.
    pub title: Names,
    /// Its grade, if known.
    pub grade: Option<Grade>,
    /// The countries it serves; empty means those its presence covers.
    pub covers: Vec<Alpha3>,
    /// The last day its funding lasts, if known.
    pub funded_until: Option<NaiveDate>,
    /// The group of its duty station, if known: with the grade it gives the standard cost.
    #[serde(default)]
    pub duty_station_group: Option<StationGroup>,
    /// What it costs a year, in US cents, where that is known better than the standard cost.
    #[serde(default)]
    pub annual_cost: Option<i64>,
    /// Where this description comes from.
    pub provenance: Provenance,
    /// Its status before the first update.
    pub initial_status: PostStatus,
    /// Since when it had that status, if known.
    pub initial_since: Option<NaiveDate>,
    /// How this description came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
}
