//! Bodies about calls for input and submissions.

use chrono::NaiveDate;
use utoipa::ToSchema;

use presence_model::{Alpha3, Answer, Language, ModerationStatus, Names, Question, RecordCode, SubmitterType};

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

/// Which submissions the desk rejects.
#[derive(ToSchema)]
#[schema(example = json!({"submissions": ["sub-3f9a2c71b0de"], "reason": "Not an answer to the call."}))]
pub struct NewRejections {
    /// Their codes.
    #[schema(max_items = 300)]
    submissions: Vec<RecordCode>,
    /// Why. The submitters read it.
    #[schema(max_length = 1000)]
    reason: Option<String>,
}
