//! Calls for input to the report, and what States and others submit to them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    codes::{ModerationStatus, SubmitterType},
    identifiers::{Alpha3, RecordCode},
    language::{Language, Names},
    time::{Timestamp, earliest_current_date, latest_effective_date},
};

/// A question of a call, under which answers stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// `good-practices`.
    pub code: RecordCode,
    /// The question.
    pub heading: Names,
}

/// A call for input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Call {
    /// `advisers-2024`.
    pub code: RecordCode,
    /// What it is about.
    pub title: Names,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The first day on which it takes submissions.
    pub opens_on: NaiveDate,
    /// The last day, until it has ended everywhere on Earth (UTC-12).
    pub deadline: NaiveDate,
    /// The languages in which submissions are taken.
    pub languages: Vec<Language>,
    /// Why it takes no submissions any more, if it was closed before its deadline.
    pub closed: Option<String>,
}

impl Call {
    /// Whether it takes submissions, and corrections of them, at this moment: from when its first day begins somewhere
    /// on Earth until its last has ended everywhere.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closed.is_none()
            && self.opens_on <= latest_effective_date(now)
            && earliest_current_date(now) <= self.deadline
    }
}

/// What a submission says to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// The question's code.
    pub question: RecordCode,
    /// The text, in the submission's language.
    #[schema(max_length = 20_000)]
    pub text: String,
}

/// A document that belongs to a submission. Its bytes are kept beside the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// The file's name.
    #[schema(example = "reply.pdf")]
    pub name: String,
    /// What it is, by its content.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// How the desk has decided on a submission as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Moderation {
    /// What was decided.
    pub status: ModerationStatus,
    /// Why it was rejected.
    pub reason: Option<String>,
}

impl Moderation {
    /// Nobody has decided yet.
    #[must_use]
    pub fn pending() -> Self {
        Self { status: ModerationStatus::Pending, reason: None }
    }
}

/// What a State, a team or an organisation submits to a call. The address to write to it is no part of it: that stands
/// beside the ledger, where it can be erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Submission {
    /// `sub-3f9a2c71`.
    pub code: RecordCode,
    /// The call that it answers.
    pub call: RecordCode,
    /// What kind of body submits.
    pub submitter: SubmitterType,
    /// Its name. Never a person's.
    pub organisation: String,
    /// Its country, where it has one.
    pub country: Option<Alpha3>,
    /// The language of all its texts.
    pub language: Language,
    /// What it says to the questions.
    pub answers: Vec<Answer>,
    /// A document, PDF or DOCX.
    pub attachment: Option<Attachment>,
    /// Whether the submitter consents to publication.
    pub consent_to_publication: bool,
    /// What the desk has decided.
    pub moderation: Moderation,
    /// Whether the submitter has withdrawn it.
    pub withdrawn: bool,
}

impl Submission {
    /// Whether everybody may read it as it is here.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.moderation.status == ModerationStatus::Published && self.consent_to_publication && !self.withdrawn
    }

    /// Whether the desk has still to decide on it.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.moderation.status == ModerationStatus::Pending && !self.withdrawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        let date = |text: &str| text.parse().unwrap();
        Call {
            code: RecordCode::new("advisers-2024").unwrap(),
            title: Names::english("Advisers".to_owned()),
            questions: Vec::new(),
            opens_on: date("2024-06-01"),
            deadline: date("2024-06-30"),
            languages: vec![Language::English],
            closed: None,
        }
    }

    #[test]
    fn a_deadline_holds_until_it_has_ended_everywhere() {
        let open = |moment: &str| call().is_open(Timestamp::parse(moment).unwrap());
        assert!(!open("2024-05-31T09:59:59Z"), "it is 31 May everywhere");
        assert!(open("2024-05-31T10:00:00Z"), "1 June has begun in Kiribati");
        assert!(open("2024-07-01T11:59:59Z"), "it is still 30 June on Baker Island");
        assert!(!open("2024-07-01T12:00:00Z"));
        let closed = Call { closed: Some("superseded".to_owned()), ..call() };
        assert!(!closed.is_open(Timestamp::parse("2024-06-15T12:00:00Z").unwrap()));
    }
}
