//! Bodies about the adviser programme.

use chrono::NaiveDate;
use utoipa::ToSchema;

use presence_model::{
    Alpha3, ContributionStage, DonorType, Earmark, Grade, Names, Rate, RecordCode, RequestStatus, RequesterType,
    StationGroup,
};

/// A new donor.
#[derive(ToSchema)]
#[schema(example = json!({"code": "norway", "type": "state", "name": {"en": "Norway"}, "country": "NOR"}))]
pub struct NewDonor {
    /// Its code.
    code: RecordCode,
    /// What kind of donor it is.
    r#type: DonorType,
    /// Its name; a text stands for English.
    name: Names,
    /// Of a State: which.
    country: Option<Alpha3>,
    /// Of a fund: the last day on which it pays.
    closes_on: Option<NaiveDate>,
}

/// A new contribution.
#[derive(ToSchema)]
#[schema(example = json!({"code": "norway-2024", "donor": "norway", "stage": "commitment", "amount": 500_000_000, "currency": "NOK", "rate": {"usd": "0.0936", "date": "2024-06-03"}, "from": "2024-07-01", "to": "2025-06-30"}))]
pub struct NewContribution {
    /// Its code.
    code: RecordCode,
    /// Who gives it.
    donor: RecordCode,
    /// How sure it is.
    stage: ContributionStage,
    /// How much, in minor units of the currency.
    #[schema(minimum = 1)]
    amount: i64,
    /// ISO 4217.
    #[schema(min_length = 3, max_length = 3)]
    currency: String,
    /// What the currency was worth: required, but for US dollars.
    rate: Option<Rate>,
    /// The first day that it covers.
    from: NaiveDate,
    /// The last day that it covers.
    to: NaiveDate,
    /// For what it may be used; the programme in general unless given.
    earmark: Option<Earmark>,
    /// The donor's or the desk's reference.
    #[schema(max_length = 300)]
    reference: Option<String>,
    /// Why it will not come after all.
    #[schema(max_length = 500)]
    cancelled: Option<String>,
}

/// A new standard cost.
#[derive(ToSchema)]
#[schema(example = json!({"code": "p-4-2024", "grade": "P-4", "valid_from": "2024-01-01", "annual_cost": 25_000_000}))]
pub struct NewStandardCost {
    /// Its code.
    code: RecordCode,
    /// The grade.
    grade: Grade,
    /// The group of duty stations; none for every group that has no cost of its own.
    duty_station_group: Option<StationGroup>,
    /// From when it holds.
    valid_from: NaiveDate,
    /// US cents a year.
    #[schema(minimum = 1)]
    annual_cost: i64,
}

/// The consent of a State.
#[derive(ToSchema)]
pub struct Consent {
    /// The kind of consent, in words.
    #[schema(max_length = 500)]
    basis: Option<String>,
    /// The document.
    #[schema(max_length = 500)]
    reference: Option<String>,
    /// Its date.
    date: Option<NaiveDate>,
}

/// A new request for a post.
#[derive(ToSchema)]
#[schema(example = json!({"code": "sen-2024-1", "requester": "state", "requested_by": "Senegal", "country": "SEN", "grade": "P-4", "purpose": "Advice to the national preventive mechanism", "received_on": "2024-05-02"}))]
pub struct NewPostRequest {
    /// Its code.
    code: RecordCode,
    /// Who asks.
    requester: RequesterType,
    /// Its name: the State's, the team's. Never a person's.
    #[schema(max_length = 300)]
    requested_by: String,
    /// The country that the post is for.
    country: Alpha3,
    /// The grade that is asked for.
    grade: Option<Grade>,
    /// What for.
    #[schema(max_length = 4000)]
    purpose: String,
    /// The consent of the State concerned.
    consent: Option<Consent>,
    /// When it was received.
    received_on: NaiveDate,
    /// How far it is; received unless given.
    status: Option<RequestStatus>,
    /// Since when.
    status_on: Option<NaiveDate>,
    /// The post that came of it: required with the status deployed.
    post: Option<RecordCode>,
}

/// A new text of the report.
#[derive(ToSchema)]
#[schema(example = json!({"code": "achievements", "body": {"en": "Of {{posts.total}} posts {{posts.encumbered}} are encumbered.\n\nA second paragraph."}}))]
pub struct NewReportText {
    /// The section.
    code: RecordCode,
    /// The text: in English, and in other languages; 50,000 characters each at most. A plain text stands for English.
    body: Names,
}

/// What to change of a record: fields that are left out stay, null takes a value away. The fields are those of a new one.
#[derive(ToSchema)]
#[schema(example = json!({"cancelled": "the donor has withdrawn its pledge"}))]
pub struct KeptPatch(serde_json::Map<String, serde_json::Value>);

/// A scenario.
#[derive(ToSchema)]
#[schema(example = json!({"changes": [{"type": "fund_closes", "donor": "hrm-fund", "on": "2024-12-31"}, {"type": "costs_change", "percent": 5}]}))]
pub struct Scenario {
    /// The first month that is looked at; this one unless given.
    #[schema(example = "2024-07")]
    from: Option<String>,
    /// The last month; the twelfth unless given.
    #[schema(example = "2025-06")]
    to: Option<String>,
    /// What would be otherwise: each with its `type` (`donor_leaves`, `fund_closes`, `costs_change`,
    /// `contribution_added`, `post_added`, `post_abolished`) and what that needs (`donor`, `on`, `percent`,
    /// `contribution`, `post`).
    #[schema(max_items = 100)]
    changes: Vec<serde_json::Map<String, serde_json::Value>>,
}
