//! The adviser programme: who pays, what posts cost, what is asked for. Money is in minor units (cents).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    codes::{ContributionStage, DonorType, EarmarkScope, Grade, Region, RequestStatus, RequesterType, StationGroup},
    identifiers::{Alpha3, RecordCode},
    language::Names,
    presence::Basis,
};

/// Who pays: a State, a foundation, a fund, the regular budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Donor {
    /// `norway`, `hrm-fund`.
    pub code: RecordCode,
    /// What kind of donor it is.
    #[serde(rename = "type")]
    pub kind: DonorType,
    /// Its name.
    pub name: Names,
    /// Of a State: which.
    pub country: Option<Alpha3>,
    /// Of a fund: the last day on which it pays.
    pub closes_on: Option<NaiveDate>,
}

/// What a unit of a currency was worth in US dollars, and on which date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rate {
    /// US dollars for one unit, as a decimal number in text: `0.0936`.
    #[schema(example = "0.0936")]
    pub usd: String,
    /// The date of the rate.
    pub date: NaiveDate,
}

/// For what a contribution may be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Earmark {
    /// The programme in general, a region, a country, or posts.
    pub scope: EarmarkScope,
    /// The region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The country that posts serve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Alpha3>,
    /// The posts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<RecordCode>,
}

/// Money for adviser posts. It moves from pledge to commitment to received; what arrives in part is a contribution of
/// its own, and the one that it came from is lowered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contribution {
    /// `norway-2024-1`.
    pub code: RecordCode,
    /// Who gives it.
    pub donor: RecordCode,
    /// How sure it is.
    pub stage: ContributionStage,
    /// How much, in minor units of the currency.
    #[schema(example = 15_000_000)]
    pub amount: i64,
    /// ISO 4217.
    #[schema(example = "NOK")]
    pub currency: String,
    /// What the currency was worth; none for US dollars.
    pub rate: Option<Rate>,
    /// How much that is in US cents. The registry computes it: half a cent is rounded up.
    pub usd_amount: i64,
    /// The first day that it covers.
    pub from: NaiveDate,
    /// The last day that it covers.
    pub to: NaiveDate,
    /// For what it may be used.
    pub earmark: Earmark,
    /// The donor's or the desk's reference: a document, an agreement's number.
    pub reference: Option<String>,
    /// Why it will not come after all; it counts no more then.
    pub cancelled: Option<String>,
}

/// What a post of a grade costs a year at duty stations of a group, from a date on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandardCost {
    /// `p-4-b-2024`.
    pub code: RecordCode,
    /// The grade.
    pub grade: Grade,
    /// The group; none for every group that has no cost of its own.
    pub duty_station_group: Option<StationGroup>,
    /// From when it holds, until a later one does.
    pub valid_from: NaiveDate,
    /// US cents a year.
    #[schema(example = 25_000_000)]
    pub annual_cost: i64,
}

/// What the desk writes in a section of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportText {
    /// The section: `introduction`, `achievements` …
    pub code: RecordCode,
    /// The text, in English and in other languages: paragraphs with an empty line between them. `{{posts.encumbered}}`
    /// stands for a figure.
    pub body: Names,
}

/// A request for a new post, by a State or a United Nations country team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PostRequest {
    /// `sen-2024-1`.
    pub code: RecordCode,
    /// Who asks.
    pub requester: RequesterType,
    /// Its name: the State's, the team's. Never a person's.
    pub requested_by: String,
    /// The country that the post is for.
    pub country: Alpha3,
    /// The grade that is asked for.
    pub grade: Option<Grade>,
    /// What for.
    pub purpose: String,
    /// The consent of the State concerned.
    pub consent: Option<Basis>,
    /// When it was received.
    pub received_on: NaiveDate,
    /// How far it is.
    pub status: RequestStatus,
    /// Since when.
    pub status_on: NaiveDate,
    /// The post that came of it.
    pub post: Option<RecordCode>,
}
