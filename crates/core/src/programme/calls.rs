//! Calls for input: what is asked, in which languages, until when.

use std::sync::Arc;

use super::{ProgrammeRecord, record};
use crate::{
    change::Record,
    fault::Fault,
    fields::Fields,
    query::{Column, Filter, SortKey, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Call, Code, Language, Question, RecordCode, Timestamp};

type Item = Arc<Versioned<Call>>;

/// How many questions a call has at most.
pub const QUESTIONS: usize = 30;

impl RecordKind for Call {
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

    fn read(fields: &mut Fields, known: Option<&Self>, _: Timestamp) -> Option<Self> {
        let code = fields.code_or_known("code", known.map(|known| &known.code));
        let title = fields.names("title");
        let title = fields.require("title", title);
        let questions = fields.objects("questions", QUESTIONS, |fields| {
            let code = fields.record_code("code");
            let code = fields.require("code", code);
            let heading = fields.names("heading");
            let heading = fields.require("heading", heading);
            Some(Question { code: code?, heading: heading? })
        });
        let questions = fields.require("questions", questions);
        let (opens_on, deadline) = (fields.date("opens_on"), fields.date("deadline"));
        let (opens_on, deadline) = (fields.require("opens_on", opens_on), fields.require("deadline", deadline));
        let languages = fields.list("languages", "one of en, fr, es, ar, ru, zh", Language::from_code);
        let languages = languages.or_else(|| (!fields.has("languages")).then(|| Language::ALL.to_vec()));
        let closed = fields.text("closed", 500);
        if let (Some(opens), Some(deadline)) = (opens_on, deadline)
            && deadline < opens
        {
            fields.fault("deadline", "out_of_range", format!("it opens on {opens}"));
        }
        if languages.as_ref().is_some_and(Vec::is_empty) {
            fields.fault("languages", "empty", "a call takes one language at least");
        }
        if questions.as_ref().is_some_and(Vec::is_empty) {
            fields.fault("questions", "empty", "a call asks one question at least");
        }
        let questions = questions?;
        let twice = |(at, question): &(usize, &Question)| questions[..*at].iter().any(|q| q.code == question.code);
        if let Some((_, question)) = questions.iter().enumerate().find(twice) {
            fields.fault("questions", "repeated", format!("two questions have the code `{}`", question.code));
        }
        Some(Self {
            code: code?,
            title: title?,
            questions,
            opens_on: opens_on?,
            deadline: deadline?,
            languages: languages?,
            closed,
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
