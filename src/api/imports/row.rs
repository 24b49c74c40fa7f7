//! What rows of imports have, for the documentation: rows are read one by one, from files of several formats.
#![allow(dead_code, reason = "only the schemas are used")]

use chrono::NaiveDate;
use utoipa::ToSchema;

use presence_core::view::AnyStatus;
use presence_model::{ClosureReason, FormalDecision, LanguageTag, NoteVisibility, OperatingMode, Place, RecordCode};

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
    /// The decision that it rests on; with one, `effective_on` may lie ahead.
    decision: Option<FormalDecision>,
    /// Of a presence or post that the desk adds or describes anew: its code. Its other fields as in single requests.
    code: Option<RecordCode>,
}

/// A file as it is.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct File(Vec<u8>);
