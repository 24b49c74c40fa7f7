//! Calls for input: what is asked, in which languages, until when.

use std::sync::Arc;

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::Value;
use utoipa::ToSchema;

use super::{ProgrammeRecord, record};
use crate::{
    body::{self, Body, BoundedList, Faults, SentFields, Text, UniqueList},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Call, Code, Language, Names, Question, RecordCode, Timestamp};

type Item = Arc<Versioned<Call>>;

/// How many questions a call has at most.
pub const QUESTIONS: usize = 30;

/// A new call for input.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "advisers-2024", "title": {"en": "Human rights advisers"}, "questions": [{"code": "achievements", "heading": {"en": "Key achievements"}}], "opens_on": "2024-06-01", "deadline": "2024-06-30"}))]
pub struct NewCall {
    /// Its code.
    code: RecordCode,
    /// What it is about; a text stands for English.
    title: Names,
    /// What is asked.
    #[schema(value_type = Vec<Question>, min_items = 1, max_items = 30)]
    questions: BoundedList<NewQuestion, QUESTIONS>,
    /// The first day on which it takes submissions.
    opens_on: NaiveDate,
    /// The last day, until it has ended everywhere on Earth (UTC-12).
    deadline: NaiveDate,
    /// The languages in which submissions are taken; all six unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<Language>>)]
    languages: Option<UniqueList<Language>>,
    /// Why it takes no submissions any more.
    #[deserr(default)]
    #[schema(inline)]
    closed: Option<Text<500>>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct NewQuestion {
    code: RecordCode,
    heading: Names,
}

impl Body for NewCall {
    fn check(&self, _: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        if self.deadline < self.opens_on {
            faults.push(Fault::new("/deadline", "out_of_range", format!("it opens on {}", self.opens_on)));
        }
        if self.languages.as_ref().is_some_and(|languages| languages.0.is_empty()) {
            faults.push(Fault::new("/languages", "empty", "a call takes one language at least"));
        }
        let questions = &self.questions.0;
        if questions.is_empty() {
            faults.push(Fault::new("/questions", "empty", "a call asks one question at least"));
        }
        let twice = |(at, question): &(usize, &NewQuestion)| questions[..*at].iter().any(|q| q.code == question.code);
        if let Some((_, question)) = questions.iter().enumerate().find(twice) {
            let detail = format!("two questions have the code `{}`", question.code);
            faults.push(Fault::new("/questions", "repeated", detail));
        }
    }
}

impl RecordKind for Call {
    type New = NewCall;
    const KIND: &'static str = "call";
    const NAME: &'static str = "call for input";
    const PATH: &'static str = "/v1/calls";
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "code",
        "title",
        "questions",
        "opens_on",
        "deadline",
        "languages",
        "closed",
        "revision",
        "recorded_at",
        "links",
    ];
    // The questions have no place in a sheet: they are in JSON and NDJSON.
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#activity+call+code"),
        column("title.en", "#activity+call+name+i_en"),
        column("title.fr", "#activity+call+name+i_fr"),
        column("title.es", "#activity+call+name+i_es"),
        column("title.ar", "#activity+call+name+i_ar"),
        column("title.ru", "#activity+call+name+i_ru"),
        column("title.zh", "#activity+call+name+i_zh"),
        column("opens_on", "#date+start"),
        column("deadline", "#date+end"),
        column("languages", "#meta+languages"),
        column("closed", "#description+closed"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let body = body::with_code(body, known.map(|known| &known.code));
        let new: NewCall = body::read(&body, now)?;
        let questions = new.questions.0.into_iter();
        Ok(Self {
            code: new.code,
            title: new.title,
            questions: questions.map(|NewQuestion { code, heading }| Question { code, heading }).collect(),
            opens_on: new.opens_on,
            deadline: new.deadline,
            languages: new.languages.map_or_else(|| Language::ALL.to_vec(), |languages| languages.0),
            closed: new.closed.map(Into::into),
        })
    }

    fn check(&self, snapshot: &Snapshot, known: Option<&Self>) -> Vec<Fault> {
        let gone = known.into_iter().flat_map(|known| &known.questions);
        let gone: Vec<_> = gone.filter(|known| self.questions.iter().all(|kept| kept.code != known.code)).collect();
        let answered = |question: &Question| {
            let mut submissions = snapshot.programme.submissions.values().map(|kept| kept.record());
            submissions.any(|s| s.call == self.code && s.answers.iter().any(|answer| answer.question == question.code))
        };
        let fault = |question: &&Question| {
            let detail = format!(
                "`{}` has answers: a question with answers cannot be removed; its text can be edited",
                question.code
            );
            answered(question).then(|| Fault::new("/questions", "in_use", detail))
        };
        gone.iter().filter_map(fault).collect()
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of calls.", None),
            Filter {
                name: "deadline_before",
                about: "With a deadline before this date.",
                codes: None,
                build: |values| by::by_date(values, |_, c: &Item, date| c.record().deadline < date),
            },
            Filter {
                name: "q",
                about: "Words to find in code and title.",
                codes: None,
                build: |values| {
                    by::by_words(values, |_, c: &Item, say| {
                        say(c.record().code.as_str());
                        c.record().title.all().for_each(say);
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "opens_on", value: |_, c| by::date(Some(c.record().opens_on)) },
            SortKey { name: "deadline", value: |_, c| by::date(Some(c.record().deadline)) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.calls
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::Call(Arc::new(self)))
    }
}
