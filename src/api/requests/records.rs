//! Bodies about presences, posts and offices.

use chrono::NaiveDate;
use utoipa::ToSchema;

use presence_model::{
    Alpha3, Basis, ClosureReason, FormalDecision, Grade, LanguageTag, Names, NoteVisibility, OfficeCode, OperatingMode,
    PartialDate, Place, Point, PostStatus, PostsOnClosing, PresenceStatus, PresenceType, Provenance, RecordCode,
    Region, ReportingLine, StationGroup,
};

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
    /// When it became true. In the future for planned and agreed, or with a `decision`.
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
    /// The decision that it rests on. With one, `effective_on` may lie up to ten years ahead: the update is scheduled, and
    /// takes effect by itself on that day (UTC). Supersede it to withdraw it.
    decision: Option<FormalDecision>,
    /// With closed: what becomes of the presence's posts, in the same step. Without it they stay as they are, and end with
    /// the presence.
    posts: Option<PostsOnClosing>,
    /// With posts move: the adviser presence that they belong to from then on.
    posts_to: Option<RecordCode>,
}

/// A status update of an adviser post.
#[derive(ToSchema)]
#[schema(example = json!({"status": "encumbered", "effective_on": "2024-06-01"}))]
pub struct NewPostStatus {
    /// New status; not_reported cannot be reported.
    status: PostStatus,
    /// When it became true. In the future for proposed, or with a `decision` for vacant, frozen and abolished.
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
    /// The decision that it rests on. With one, `effective_on` may lie up to ten years ahead: the update is scheduled, and
    /// takes effect by itself on that day (UTC). Supersede it to withdraw it.
    decision: Option<FormalDecision>,
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
    /// When it opened, as precisely as that is known.
    opened_on: Option<PartialDate>,
    /// Until when its mandate holds, if that has an end.
    mandate_until: Option<PartialDate>,
    /// Why the desk insists on a point outside the country.
    #[schema(max_length = 500)]
    insist: Option<String>,
    /// Who says so; the desk, today, unless given.
    provenance: Option<Provenance>,
}

/// What to change of a presence's description: fields that are left out stay, null takes a value away.
#[derive(ToSchema)]
#[schema(example = json!({"mandate": {"basis": "host-country agreement", "date": "2024-03-01"}}))]
pub struct PresencePatch {
    /// From when the description holds. Unless given: what changes holds from today, what was not known before from the
    /// beginning. `null`: it was never otherwise, what was said was a mistake.
    effective_on: Option<NaiveDate>,
    /// Why the desk insists on what is refused as implausible: a point outside the country, a move without its city.
    #[schema(max_length = 500)]
    insist: Option<String>,
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
    /// When it opened, as precisely as that is known.
    opened_on: Option<PartialDate>,
    /// Until when its mandate holds, if that has an end.
    mandate_until: Option<PartialDate>,
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
    /// The group of its duty station.
    duty_station_group: Option<StationGroup>,
    /// What it costs a year in US cents, where that is known better than the standard cost.
    #[schema(minimum = 0)]
    annual_cost: Option<i64>,
    /// Who says so; the desk, today, unless given.
    provenance: Option<Provenance>,
}

/// What to change of a post's description: fields that are left out stay, null takes a value away.
#[derive(ToSchema)]
#[schema(example = json!({"grade": "P-4", "funded_until": "2025-12-31"}))]
pub struct PostPatch {
    /// From when the description holds. Unless given: what changes holds from today, what was not known before from the
    /// beginning. `null`: it was never otherwise, what was said was a mistake.
    effective_on: Option<NaiveDate>,
    /// The adviser presence that it belongs to: it moves there.
    presence: Option<RecordCode>,
    /// Its title, language by language.
    title: Option<Names>,
    /// Its grade.
    grade: Option<Grade>,
    /// The countries it serves.
    covers: Option<Vec<Alpha3>>,
    /// The last day its funding lasts.
    funded_until: Option<NaiveDate>,
    /// The group of its duty station.
    duty_station_group: Option<StationGroup>,
    /// What it costs a year in US cents, where that is known better than the standard cost.
    #[schema(minimum = 0)]
    annual_cost: Option<i64>,
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
