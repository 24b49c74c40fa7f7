//! Submissions to calls: what a submitter says, and who may see it.

use std::sync::Arc;

use super::{ProgrammeRecord, record};
use crate::{
    change::Record,
    fault::Fault,
    fields::Fields,
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

impl RecordKind for Submission {
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

    /// What a submitter may set; the rest stays, or begins as that of a new submission.
    fn read(fields: &mut Fields, known: Option<&Self>, _: Timestamp) -> Option<Self> {
        let code = fields.code_or_known("code", known.map(|known| &known.code));
        let call = match known {
            Some(known) => Some(known.call.clone()),
            None => {
                let call = fields.record_code("call");
                fields.require("call", call)
            }
        };
        let submitter: Option<SubmitterType> = fields.code("submitter");
        let submitter = fields.require("submitter", submitter);
        let organisation = fields.text("organisation", 300);
        let organisation = fields.require("organisation", organisation);
        let country = fields.country("country");
        let language: Option<Language> = fields.code("language");
        let language = fields.require("language", language);
        let answers = fields.objects("answers", super::calls::QUESTIONS, |fields| {
            let question = fields.record_code("question");
            let question = fields.require("question", question);
            let text = fields.text("text", ANSWER);
            let text = fields.require("text", text);
            Some(Answer { question: question?, text: text? })
        });
        let answers = fields.require("answers", answers);
        let consent = fields.truth("consent_to_publication");
        let consent = fields.require("consent_to_publication", consent);
        if submitter == Some(SubmitterType::State) && !fields.has("country") {
            fields.fault("country", "required", "a State is named by its country");
        }
        if answers.as_ref().is_some_and(Vec::is_empty) {
            fields.fault("answers", "empty", "a submission answers one question at least");
        }
        Some(Self {
            code: code?,
            call: call?,
            submitter: submitter?,
            organisation: organisation?,
            country,
            language: language?,
            answers: answers?,
            attachment: known.and_then(|known| known.attachment.clone()),
            consent_to_publication: consent?,
            moderation: known.map_or_else(Moderation::pending, |known| known.moderation.clone()),
            withdrawn: known.is_some_and(|known| known.withdrawn),
        })
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
