//! New posts of human rights advisers, and what is said of them later.

use chrono::NaiveDate;
use deserr::Deserr;
use utoipa::ToSchema;

use super::headquarters;
use crate::body::{Amount, Body, Faults, UniqueList};
use presence_model::{Alpha3, Grade, Names, Post, PostStatus, Provenance, RecordCode, StationGroup, Timestamp};

/// A new adviser post.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "ken-hra-2", "presence": "ken-hra", "status": "proposed", "title": {"en": "Human Rights Officer"}, "grade": "P-3"}))]
pub struct NewPost {
    /// Its code.
    code: RecordCode,
    /// The adviser presence it belongs to.
    presence: RecordCode,
    /// Its first status; not_reported cannot be given.
    status: PostStatus,
    /// Since when it has it.
    #[deserr(default)]
    status_since: Option<NaiveDate>,
    /// Its title; a text stands for English.
    title: Names,
    /// Its grade.
    #[deserr(default)]
    grade: Option<Grade>,
    /// The countries it serves; those its presence covers unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<Alpha3>>, max_items = 300)]
    covers: Option<UniqueList<Alpha3>>,
    /// The last day its funding lasts.
    #[deserr(default)]
    funded_until: Option<NaiveDate>,
    /// The group of its duty station.
    #[deserr(default)]
    duty_station_group: Option<StationGroup>,
    /// What it costs a year in US cents, where that is known better than the standard cost.
    #[deserr(default)]
    #[schema(inline)]
    annual_cost: Option<Amount>,
    /// Who says so; the desk, today, unless given.
    #[deserr(default)]
    provenance: Option<Provenance>,
}

impl Body for NewPost {}

impl NewPost {
    /// The post that it makes.
    #[must_use]
    pub fn post(self, now: Timestamp) -> Post {
        Post {
            code: self.code,
            presence: self.presence,
            title: self.title,
            grade: self.grade,
            covers: self.covers.map_or_else(Vec::new, |covers| covers.0),
            funded_until: self.funded_until,
            duty_station_group: self.duty_station_group,
            annual_cost: self.annual_cost.map(Into::into),
            provenance: self.provenance.unwrap_or_else(|| headquarters(now)),
            initial_status: self.status,
            initial_since: self.status_since,
            edit: None,
        }
    }
}
