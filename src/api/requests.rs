//! The shapes of request bodies, for the documentation. [`crate::registry::input`] is what reads them.
#![allow(dead_code, reason = "these types are schemas: bodies are read field by field, so that all faults are found")]

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::model::{
    Alpha3, Answer, Basis, ClosureReason, ContributionStage, DonorType, Earmark, Grade, Language, LanguageTag,
    ModerationStatus, Names, NoteVisibility, OfficeCode, OperatingMode, Place, Point, PostStatus, PresenceStatus,
    PresenceType, Provenance, Question, Rate, RecordCode, Region, ReportingLine, RequestStatus, RequesterType, Scope,
    StationGroup, SubmitterType,
};
use crate::registry::view::AnyStatus;

/// A status update of a presence. It says a status, an operating mode, or both.
#[derive(ToSchema)]
#[schema(example = json!({"status": "active", "effective_on": "2024-06-18", "note": "Office open, full team."}))]
pub struct NewPresenceStatus {
    /// New status. See the lifecycle in the description of this document.
    status: Option<PresenceStatus>,
    /// New operating mode.
    operating_mode: Option<OperatingMode>,
    /// Where it works from, with operating mode remote or hybrid.
    operating_from: Option<Place>,
    /// When it became true. In the future only for planned and agreed.
    effective_on: NaiveDate,
    /// Why: required with closed, possible with suspended and drawing_down.
    reason: Option<ClosureReason>,
    /// The presence that takes over: required with reason converted.
    successor: Option<RecordCode>,
    /// The office's own words on the status. No names or other personal data.
    #[schema(max_length = 4000)]
    note: Option<String>,
    /// The language of the note.
    note_language: Option<LanguageTag>,
    /// Who may read the note; restricted unless given.
    note_visibility: Option<NoteVisibility>,
    /// The id of the update that this one corrects.
    #[schema(minimum = 1)]
    supersedes: Option<u64>,
    /// The office's own reference of this report: sent again with the same one, it is not recorded again.
    #[schema(max_length = 100)]
    reference: Option<String>,
}

/// A status update of an adviser post.
#[derive(ToSchema)]
#[schema(example = json!({"status": "encumbered", "effective_on": "2024-06-01"}))]
pub struct NewPostStatus {
    /// New status; not_reported cannot be reported.
    status: PostStatus,
    /// When it became true. In the future only for proposed.
    effective_on: NaiveDate,
    /// Why: possible with frozen and abolished.
    reason: Option<ClosureReason>,
    /// The office's own words on the status. No names or other personal data.
    #[schema(max_length = 4000)]
    note: Option<String>,
    /// The language of the note.
    note_language: Option<LanguageTag>,
    /// Who may read the note; restricted unless given.
    note_visibility: Option<NoteVisibility>,
    /// The id of the update that this one corrects.
    #[schema(minimum = 1)]
    supersedes: Option<u64>,
    /// The office's own reference of this report: sent again with the same one, it is not recorded again.
    #[schema(max_length = 100)]
    reference: Option<String>,
}

/// A new presence.
#[derive(ToSchema)]
#[schema(example = json!({"code": "sen-hra", "type": "human_rights_adviser", "status": "planned", "name": {"en": "Human Rights Adviser, Senegal"}, "country": "SEN", "city": "Dakar", "region": "africa", "host_entity": "UN Resident Coordinator's Office, Senegal"}))]
pub struct NewPresence {
    /// Its code.
    code: RecordCode,
    /// What kind of presence it is.
    r#type: PresenceType,
    /// Its first status.
    status: PresenceStatus,
    /// Since when it has it.
    status_since: Option<NaiveDate>,
    /// Its first operating mode.
    operating_mode: Option<OperatingMode>,
    /// Its name; a text stands for English.
    name: Names,
    /// Where it sits.
    country: Alpha3,
    /// The city it sits in.
    #[schema(max_length = 200)]
    city: String,
    /// The city's centre. Never an address.
    point: Option<Point>,
    /// Whom it serves; the country it sits in unless given.
    #[schema(min_items = 1, max_items = 300)]
    covers: Option<Vec<Alpha3>>,
    /// Region of OHCHR's field operations.
    region: Region,
    /// Who hosts it.
    #[schema(max_length = 300)]
    host_entity: String,
    /// The office in this registry that hosts it.
    host_office: Option<OfficeCode>,
    /// To whom it reports; the High Commissioner unless given.
    reporting_lines: Option<Vec<ReportingLine>>,
    /// What it rests on.
    mandate: Option<Basis>,
    /// The host State's consent.
    host_consent: Option<Basis>,
    /// When it opened.
    opened_on: Option<NaiveDate>,
    /// Who says so; the desk, today, unless given.
    provenance: Option<Provenance>,
}

/// What to change of a presence's description: fields that are left out stay, null takes a value away.
#[derive(ToSchema)]
#[schema(example = json!({"mandate": {"basis": "host-country agreement", "date": "2024-03-01"}}))]
pub struct PresencePatch {
    /// What kind of presence it is.
    r#type: Option<PresenceType>,
    /// Its name, language by language.
    name: Option<Names>,
    /// Where it sits.
    country: Option<Alpha3>,
    /// The city it sits in.
    city: Option<String>,
    /// The city's centre.
    point: Option<Point>,
    /// Whom it serves.
    covers: Option<Vec<Alpha3>>,
    /// Region of OHCHR's field operations.
    region: Option<Region>,
    /// Who hosts it.
    host_entity: Option<String>,
    /// The office in this registry that hosts it.
    host_office: Option<OfficeCode>,
    /// To whom it reports.
    reporting_lines: Option<Vec<ReportingLine>>,
    /// What it rests on.
    mandate: Option<Basis>,
    /// The host State's consent.
    host_consent: Option<Basis>,
    /// When it opened.
    opened_on: Option<NaiveDate>,
    /// Who says so.
    provenance: Option<Provenance>,
}

/// A new adviser post.
#[derive(ToSchema)]
#[schema(example = json!({"code": "ken-hra-2", "presence": "ken-hra", "status": "proposed", "title": {"en": "Human Rights Officer"}, "grade": "P-3"}))]
pub struct NewPost {
    /// Its code.
    code: RecordCode,
    /// The adviser presence it belongs to.
    presence: RecordCode,
    /// Its first status; not_reported cannot be given.
    status: PostStatus,
    /// Since when it has it.
    status_since: Option<NaiveDate>,
    /// Its title; a text stands for English.
    title: Names,
    /// Its grade.
    grade: Option<Grade>,
    /// The countries it serves; those its presence covers unless given.
    covers: Option<Vec<Alpha3>>,
    /// The last day its funding lasts.
    funded_until: Option<NaiveDate>,
    /// Who says so; the desk, today, unless given.
    provenance: Option<Provenance>,
}

/// What to change of a post's description: fields that are left out stay, null takes a value away.
#[derive(ToSchema)]
#[schema(example = json!({"grade": "P-4", "funded_until": "2025-12-31"}))]
pub struct PostPatch {
    /// Its title, language by language.
    title: Option<Names>,
    /// Its grade.
    grade: Option<Grade>,
    /// The countries it serves.
    covers: Option<Vec<Alpha3>>,
    /// The last day its funding lasts.
    funded_until: Option<NaiveDate>,
    /// Who says so.
    provenance: Option<Provenance>,
}

/// A new resident coordinator office.
#[derive(ToSchema)]
#[schema(example = json!({"country": "SEN", "name": {"en": "UN Resident Coordinator's Office, Senegal"}}))]
pub struct NewOffice {
    /// Its country, whose code becomes the office's.
    country: Alpha3,
    /// Its name; a text stands for English.
    name: Names,
}

/// A row of an import: a status update of a presence or a post. The desk may also send the fields of new or changed
/// presences and posts.
#[derive(ToSchema)]
#[schema(example = json!({"presence": "ken-hra", "status": "active", "effective_on": "2024-06-18", "reference": "KEN-2024-06-1"}))]
pub struct ImportRow {
    /// What the row is: status_update, presence or post; needed only where it is not plain.
    kind: Option<String>,
    /// The presence that a status update is about.
    presence: Option<RecordCode>,
    /// The post that a status update is about.
    post: Option<RecordCode>,
    /// The new status.
    #[schema(value_type = Option<AnyStatus>)]
    status: Option<String>,
    /// When it became true.
    effective_on: Option<NaiveDate>,
    /// New operating mode.
    operating_mode: Option<OperatingMode>,
    /// Where it works from, with operating mode remote or hybrid.
    operating_from: Option<Place>,
    /// Why.
    reason: Option<ClosureReason>,
    /// The presence that takes over.
    successor: Option<RecordCode>,
    /// The office's own words on the status. No names or other personal data.
    note: Option<String>,
    /// The language of the note.
    note_language: Option<LanguageTag>,
    /// Who may read the note; restricted unless given.
    note_visibility: Option<NoteVisibility>,
    /// The id of the update that this one corrects.
    supersedes: Option<u64>,
    /// The office's own reference of this report: sent again with the same one, in any file, it does nothing.
    reference: Option<String>,
    /// Of a presence or post that the desk adds or describes anew: its code. Its other fields as in single requests.
    code: Option<RecordCode>,
}

/// A file as it is.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only described")]
pub struct File(Vec<u8>);

/// A new API client.
#[derive(ToSchema)]
#[schema(example = json!({"name": "month-end script"}))]
pub struct NewClient {
    /// The office it acts for; the caller's unless given.
    office: Option<OfficeCode>,
    /// Which program or machine it is; never a person's name.
    #[schema(max_length = 200)]
    name: String,
    /// What its tokens may do at most; what its office may unless given.
    #[schema(value_type = Option<Vec<String>>)]
    scopes: Option<Vec<Scope>>,
    /// Public keys that it signs assertions with; without any it gets a secret.
    keys: Option<Vec<ClientJwk>>,
}

/// What changes of a client.
#[derive(ToSchema)]
#[schema(example = json!({"disabled": true}))]
pub struct ClientPatch {
    /// Which program or machine it is.
    #[schema(nullable = false)]
    name: Option<String>,
    /// What its tokens may do at most.
    #[schema(value_type = Vec<String>, required = false)]
    scopes: Option<Vec<Scope>>,
    /// Whether it is disabled.
    #[schema(nullable = false)]
    disabled: Option<bool>,
    /// Public keys that it signs assertions with.
    #[schema(nullable = false)]
    keys: Option<Vec<ClientJwk>>,
}

/// A public key (RFC 7517): Ed25519 or P-256.
#[derive(ToSchema)]
pub struct ClientJwk {
    /// Its id, as in the `kid` of assertions.
    kid: String,
    /// `OKP` or `EC`.
    kty: String,
    /// `Ed25519` or `P-256`.
    crv: String,
    /// The key, or its first coordinate: base64url.
    x: String,
    /// The second coordinate of an `EC` key.
    #[schema(nullable = false)]
    y: Option<String>,
}

/// A new secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    /// For how many seconds the secret before holds; a week unless given, 90 days at most.
    #[schema(nullable = false, maximum = 7_776_000)]
    pub keep_old_for: Option<u32>,
}

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

/// A new call for input.
#[derive(ToSchema)]
#[schema(example = json!({"code": "advisers-2024", "title": {"en": "Human rights advisers"}, "questions": [{"code": "achievements", "heading": {"en": "Key achievements"}}], "opens_on": "2024-06-01", "deadline": "2024-06-30"}))]
pub struct NewCall {
    /// Its code.
    code: RecordCode,
    /// What it is about; a text stands for English.
    title: Names,
    /// What is asked.
    #[schema(min_items = 1, max_items = 30)]
    questions: Vec<Question>,
    /// The first day on which it takes submissions.
    opens_on: NaiveDate,
    /// The last day, until it has ended everywhere on Earth (UTC-12).
    deadline: NaiveDate,
    /// The languages in which submissions are taken; all six unless given.
    languages: Option<Vec<Language>>,
    /// Why it takes no submissions any more.
    #[schema(max_length = 500)]
    closed: Option<String>,
}

/// A new submission.
#[derive(ToSchema)]
#[schema(example = json!({"submitter": "civil_society", "organisation": "Example Network", "language": "en", "answers": [{"question": "achievements", "text": "The adviser has …"}], "consent_to_publication": true, "contact": "secretariat@example.org"}))]
pub struct NewSubmission {
    /// What kind of body submits.
    submitter: SubmitterType,
    /// Its name. Never a person's.
    #[schema(max_length = 300)]
    organisation: String,
    /// Its country: required of a State.
    country: Option<Alpha3>,
    /// The language of all its texts.
    language: Language,
    /// What it says to the questions, one text at least.
    #[schema(min_items = 1, max_items = 30)]
    answers: Vec<Answer>,
    /// Whether it may be published.
    consent_to_publication: bool,
    /// An organisation's e-mail address, never a person's. Only the desk and the submitter see it; it can be erased.
    #[schema(max_length = 254)]
    contact: Option<String>,
}

/// What to change of a submission: fields that are left out stay, null takes a value away. The fields are those of a new
/// one.
#[derive(ToSchema)]
#[schema(example = json!({"answers": [{"question": "achievements", "text": "Better said: …"}]}))]
pub struct SubmissionPatch(serde_json::Map<String, serde_json::Value>);

/// What the desk decides on a submission.
#[derive(ToSchema)]
#[schema(example = json!({"status": "published"}))]
pub struct NewModeration {
    /// `published`, `rejected`, or `pending` to take it back.
    status: ModerationStatus,
    /// Of `rejected`: why. The submitter reads it.
    #[schema(max_length = 1000)]
    reason: Option<String>,
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

/// A new webhook.
#[derive(ToSchema)]
#[schema(example = json!({"name": "dashboard", "url": "https://hooks.example.org/presences", "filters": {"kind": ["presence"]}}))]
pub struct NewWebhook {
    /// The office that it belongs to; the caller's unless given.
    office: Option<OfficeCode>,
    /// What receives there; never a person's name.
    #[schema(max_length = 200)]
    name: String,
    /// The address: https, and on the public internet. It is kept in the ledger, so it is not to hold a secret.
    #[schema(max_length = 2000, format = "uri")]
    url: String,
    /// Which changes it is told of; all unless given.
    filters: Option<NewWebhookFilters>,
    /// It is told of changes after this revision; from now on unless given.
    since: Option<u64>,
}

/// Which changes a webhook is told of; what is not given wants all.
#[derive(ToSchema)]
pub struct NewWebhookFilters {
    /// Changes made by these offices.
    #[schema(max_items = 300)]
    office: Option<Vec<OfficeCode>>,
    /// Changes of records that are in or cover these countries.
    #[schema(max_items = 300)]
    country: Option<Vec<crate::model::Alpha3>>,
    /// Changes of these kinds of record: `presence`, `adviser_post`, `office`, `country`.
    #[schema(max_items = 300)]
    kind: Option<Vec<String>>,
    /// Changes of these records.
    #[schema(max_items = 300)]
    code: Option<Vec<String>>,
}

/// What changes of a webhook.
#[derive(ToSchema)]
#[schema(example = json!({"disabled": false}))]
pub struct WebhookPatch {
    /// What receives there.
    #[schema(nullable = false, max_length = 200)]
    name: Option<String>,
    /// The address.
    #[schema(nullable = false, max_length = 2000, format = "uri")]
    url: Option<String>,
    /// Which changes it is told of; null takes a filter away, or all of them.
    filters: Option<NewWebhookFilters>,
    /// Whether it is disabled.
    #[schema(nullable = false)]
    disabled: Option<bool>,
}

/// A new secret of a webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhookSecret {
    /// For how many seconds the secret before signs too; a day unless given, 90 days at most.
    #[schema(nullable = false, maximum = 7_776_000)]
    pub keep_old_for: Option<u32>,
}
