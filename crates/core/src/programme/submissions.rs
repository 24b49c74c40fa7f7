//! Submissions to calls: what a submitter says, and who may see it.

use std::sync::Arc;

use deserr::{Deserr, IntoValue, ValuePointerRef};
use serde_json::Value;
use utoipa::ToSchema;

use super::{ProgrammeRecord, calls::QUESTIONS, record};
use crate::{
    body::{self, Body, BoundedList, Faults, ReadOnly, SentFields, Text},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, SortValue, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{
    Alpha3, Answer, Code, Language, Moderation, ModerationStatus, RecordCode, Submission, SubmitterType, Timestamp,
};

type Item = Arc<Versioned<Submission>>;

/// The longest answer to one question, in characters.
pub const ANSWER: usize = 20_000;

/// A new submission.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"submitter": "civil_society", "organisation": "Example Network", "language": "en", "answers": [{"question": "achievements", "text": "The adviser has …"}], "consent_to_publication": true, "contact": "secretariat@example.org"}))]
pub struct NewSubmission {
    #[deserr(default, rename = "code")]
    #[schema(ignore)]
    _code: ReadOnly,
    #[deserr(default, rename = "call")]
    #[schema(ignore)]
    _call: ReadOnly,
    /// What kind of body submits.
    submitter: SubmitterType,
    /// Its name. Never a person's.
    #[schema(inline)]
    organisation: Text<300>,
    /// Its country: required of a State.
    #[deserr(default)]
    country: Option<Alpha3>,
    /// The language of all its texts.
    language: Language,
    /// What it says to the questions, one text at least.
    #[schema(value_type = Vec<Answer>, min_items = 1, max_items = 30)]
    answers: BoundedList<NewAnswer, QUESTIONS>,
    /// Whether it may be published.
    consent_to_publication: bool,
    /// An organisation's e-mail address, never a person's. Only the desk and the submitter see it; it can be erased.
    #[deserr(default)]
    #[schema(value_type = Option<String>, max_length = 254)]
    pub contact: Option<Contact>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct NewAnswer {
    question: RecordCode,
    text: Text<ANSWER>,
}

/// An organisation's e-mail address.
#[derive(Debug)]
pub struct Contact(pub String);

impl Deserr<Faults> for Contact {
    fn deserialize_from_value<V: IntoValue>(value: deserr::Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        match value {
            deserr::Value::String(text) if is_address(text.trim()) => Ok(Self(text.trim().to_owned())),
            _ => Err(Faults::at(place, "malformed", "an organisation's e-mail address is needed, never a person's")),
        }
    }
}

/// What a patch of a submission says of the address to write to.
#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ContactPatch {
    /// The address; none if there shall be none.
    pub contact: Option<Contact>,
}

/// Whether a text has the form of an e-mail address. It is not verified.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let Some((name, domain)) = text.split_once('@') else { return false };
    (3..=254).contains(&text.len())
        && !text.contains(odd)
        && !name.is_empty()
        && !domain.contains('@')
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

impl Body for NewSubmission {
    fn check(&self, given: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        if self.submitter == SubmitterType::State && !given.has("country") {
            faults.push(Fault::new("/country", "required", "a State is named by its country"));
        }
        if self.answers.0.is_empty() {
            faults.push(Fault::new("/answers", "empty", "a submission answers one question at least"));
        }
    }
}

impl NewSubmission {
    /// The submission that it makes.
    #[must_use]
    pub fn submission(self, code: RecordCode, call: RecordCode) -> Submission {
        let answers = self.answers.0.into_iter();
        Submission {
            code,
            call,
            submitter: self.submitter,
            organisation: self.organisation.into(),
            country: self.country,
            language: self.language,
            answers: answers.map(|NewAnswer { question, text }| Answer { question, text: text.into() }).collect(),
            attachment: None,
            consent_to_publication: self.consent_to_publication,
            moderation: Moderation::pending(),
            withdrawn: false,
        }
    }
}

impl RecordKind for Submission {
    type New = NewSubmission;
    const KIND: &'static str = "submission";
    const NAME: &'static str = "submission";
    const PATH: &'static str = "/v1/submissions";
    const OPEN: bool = false;
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "code",
        "call",
        "submitter",
        "organisation",
        "country",
        "language",
        "answers",
        "attachment",
        "consent_to_publication",
        "moderation",
        "withdrawn",
        "revision",
        "recorded_at",
        "links",
    ];
    const COMPUTED: &'static [&'static str] = &["call", "attachment", "moderation", "withdrawn"];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#activity+submission+code"),
        column("call", "#activity+call+code"),
        column("submitter", "#org+submitter+type"),
        column("organisation", "#org+submitter+name"),
        column("country", "#country+code"),
        column("language", "#meta+language"),
        column("attachment.name", "#meta+attachment+name"),
        column("attachment.sha256", "#meta+attachment+sha256"),
        column("moderation.status", "#status+moderation"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    /// What a submitter may set; the rest stays.
    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let known =
            known.ok_or_else(|| vec![Fault::new("", "not_applicable", "a submission is made by its intake")])?;
        let new = body::read::<NewSubmission>(body, now)?.submission(known.code.clone(), known.call.clone());
        let (attachment, moderation) = (known.attachment.clone(), known.moderation.clone());
        Ok(Self { attachment, moderation, withdrawn: known.withdrawn, ..new })
    }

    fn check(&self, snapshot: &Snapshot, _: Option<&Self>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let unknown = |country: &Alpha3| !snapshot.countries.contains_key(country);
        if let Some(country) = self.country.filter(unknown) {
            faults.push(Fault::new("/country", "unknown_code", format!("there is no country `{country}`")));
        }
        let Some(call) = snapshot.programme.calls.get(&self.call).map(|kept| kept.record()) else {
            let detail = format!("there is no call for input `{}`", self.call);
            return vec![Fault::new("/call", "unknown_code", detail)];
        };
        if !call.languages.contains(&self.language) {
            let allowed = call.languages.iter().map(|language| language.as_str().to_owned()).collect();
            let detail = format!("this call takes no submissions in `{}`", self.language.as_str());
            faults.push(Fault::new("/language", "not_taken", detail).allowing(allowed));
        }
        for (at, answer) in self.answers.iter().enumerate() {
            let pointer = format!("/answers/{at}/question");
            if call.questions.iter().all(|question| question.code != answer.question) {
                let allowed = call.questions.iter().map(|question| question.code.to_string()).collect();
                let detail = format!("the call does not ask `{}`", answer.question);
                faults.push(Fault::new(pointer, "unknown_code", detail).allowing(allowed));
            } else if self.answers[..at].iter().any(|other| other.question == answer.question) {
                faults.push(Fault::new(pointer, "repeated", "this question is answered already"));
            }
        }
        faults
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of submissions.", None),
            Filter {
                name: "call",
                about: "Codes of calls.",
                codes: None,
                build: |values| by::by_text(values, |_, s: &Item, value| s.record().call.as_str() == value),
            },
            Filter {
                name: "submitter",
                about: "Kinds of submitter.",
                codes: Some(SubmitterType::codes),
                build: |values| by::by_code(values, |_, s: &Item| Some(s.record().submitter)),
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of countries.",
                codes: None,
                build: |values| by::by_country(values, |_, s: &Item, country| s.record().country == Some(country)),
            },
            Filter {
                name: "language",
                about: "Languages of the texts.",
                codes: Some(Language::codes),
                build: |values| by::by_code(values, |_, s: &Item| Some(s.record().language)),
            },
            Filter {
                name: "moderation",
                about: "What the desk has decided. Everybody else sees what is published only.",
                codes: Some(ModerationStatus::codes),
                build: |values| by::by_code(values, |_, s: &Item| Some(s.record().moderation.status)),
            },
            Filter {
                name: "withdrawn",
                about: "Whether they were withdrawn. Everybody else sees those that were not only.",
                codes: Some(by::truths),
                build: |values| by::by_truth(values, |_, s: &Item| s.record().withdrawn),
            },
            Filter {
                name: "q",
                about: "Words to find in the organisation's name and the answers.",
                codes: None,
                build: |values| {
                    by::by_words(values, |_, s: &Item, say| {
                        say(&s.record().organisation);
                        s.record().answers.iter().for_each(|answer| say(&answer.text));
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "submitter", value: |_, s| by::place(s.record().submitter) },
            SortKey { name: "organisation", value: |_, s| by::text(&s.record().organisation) },
            SortKey { name: "recorded_at", value: |_, s| SortValue::Number(s.newest().recorded_at.0) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.submissions
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::Submission(Arc::new(self)))
    }
}

/// Whether everybody may see a submission in a snapshot of the past: it was public then, and it is now. Whatever was
/// withdrawn or taken back to moderation since is hidden in the past too.
#[must_use]
pub fn is_public(then: &Versioned<Submission>, now: &Snapshot) -> bool {
    let current = now.programme.submissions.get(then.record().code());
    then.record().is_public() && current.is_some_and(|kept| kept.record().is_public())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_look_like_addresses() {
        assert!(is_address("secretariat@nhri.example.org"));
        for wrong in
            ["", "@", "a@b", "a b@c.org", "a@b@c.org", "a@.org", "a@b.", "A <a@b.org>", "a@b.org\r\nBcc: c@d.org"]
        {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
