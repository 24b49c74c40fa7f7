//! The report on the adviser programme: sections, numbered paragraphs, tables, charts and figures, made from a snapshot
//! and nothing else. No clock is in it, so the same revision gives the same report. In which format it is written is
//! not known here.

pub mod figures;
mod sentences;
mod tables;
mod text;

use chrono::NaiveDate;
use presence_i18n::{Arguments, Catalogue, catalogue};
use serde::Serialize;
use utoipa::ToSchema;

use self::text::{Piece, pieces};
pub use self::{
    figures::{Figure, ReportSnapshot, Unit},
    tables::{Bar, Chart, Column, Table},
    text::NewReportText,
};
use super::{programme::coverage::Coverage, snapshot::Snapshot};
use presence_model::{Language, Timestamp, footnote};

/// The sections that the desk can write texts for, in their order; the annex has none.
pub const SECTIONS: [&str; 9] = [
    "summary",
    "introduction",
    "status",
    "achievements",
    "challenges",
    "vision",
    "submissions",
    "conclusions",
    "recommendations",
];
/// The numbers of those that are numbered and have something in them, in their order.
const NUMBERS: [&str; 8] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"];

/// The parts of a sentence that lists figures: the figure, and the message for it.
const CONFIRMED: (&str, &str) = ("presences.reported", "report-confidence-reported");
const CONFIDENCE: [(&str, &str); 4] = [
    ("presences.sourced", "report-confidence-sourced"),
    ("presences.assumed", "report-confidence-assumed"),
    ("presences.unverified", "report-confidence-unverified"),
    ("presences.doubtful", "report-confidence-doubtful"),
];
const OFFICES: [(&str, &str); 2] =
    [("offices.never_reported", "report-offices-never"), ("offices.overdue", "report-offices-overdue")];
const POSTS: [(&str, &str); 6] = [
    ("posts.encumbered", "report-posts-encumbered"),
    ("posts.temporarily_filled", "report-posts-temporarily_filled"),
    ("posts.vacant", "report-posts-vacant"),
    ("posts.under_recruitment", "report-posts-under_recruitment"),
    ("posts.frozen", "report-posts-frozen"),
    ("posts.not_reported", "report-posts-not_reported"),
];

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// The figure that it is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
}

/// A numbered paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Paragraph {
    /// Which part of a section it is: `paragraph`.
    #[serde(rename = "type")]
    #[schema(example = "paragraph")]
    pub part: &'static str,
    /// Its number: they go through the whole report.
    #[schema(example = 7)]
    pub number: usize,
    /// The language that it is in.
    pub language: Language,
    /// Whether it is in English because there is no text in the language that was asked for.
    pub fallback: bool,
    /// What it says.
    pub runs: Vec<Run>,
}

/// A part of a section; its `type` tells which.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Section {
    /// `introduction` …; `annex`.
    #[schema(example = "achievements")]
    pub code: &'static str,
    /// Its number; empty for the summary and the annex.
    #[schema(example = "III")]
    pub number: &'static str,
    /// Its heading.
    pub heading: String,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Under the title: as of when.
    pub subtitle: String,
    /// The language that was asked for.
    pub language: Language,
    /// The revision that it was made from.
    #[schema(example = 460)]
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The date whose statuses it shows, if one was asked for.
    pub on: Option<NaiveDate>,
    /// The date from which times are reckoned.
    pub reckoned_on: NaiveDate,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its figures, each with where it comes from.
    pub figures: Vec<Figure>,
}

/// Makes the report of a moment. Of submissions it lists those that were published then and, by `newest`, still are:
/// what was withdrawn is hidden as of earlier moments too.
#[must_use]
pub fn report(snapshot: &Snapshot, newest: &Snapshot, language: Language) -> Report {
    let today = snapshot.on.unwrap_or_else(|| snapshot.recorded_at().date());
    let moment = ReportSnapshot { snapshot, today };
    let coverage = moment.coverage();
    let figures = figures::figures(moment, &coverage);
    let t = catalogue(language);
    let mut writer = Writer { moment, newest, coverage, t, figures, paragraphs: 0 };
    let mut sections: Vec<_> = SECTIONS.iter().map(|code| writer.section(code)).collect();
    sections.retain(|section| !section.blocks.is_empty());
    let numbered = sections.iter_mut().filter(|section| section.code != "summary");
    numbered.zip(NUMBERS).for_each(|(section, number)| section.number = number);
    let mut annex: Vec<_> = tables::annex(moment, t).into_iter().map(Block::Table).collect();
    let footnote = snapshot.presences.values().find_map(|it| footnote(it.record().country, language));
    annex.extend(
        footnote.map(|text| writer.numbered(vec![Run { text: format!("* {text}"), figure: None }], language, false)),
    );
    sections.push(Section { code: "annex", number: "", heading: t.term("report-section", "annex"), blocks: annex });
    let revision = snapshot.revision();
    let mut named = Arguments::new();
    named.set("date", t.date(today));
    named.set("revision", revision);
    Report {
        title: t.text("report-title"),
        subtitle: t.format("report-subtitle", &named),
        language,
        revision,
        recorded_at: snapshot.recorded_at(),
        on: snapshot.on,
        reckoned_on: today,
        sections,
        figures: writer.figures,
    }
}

struct Writer<'s> {
    moment: ReportSnapshot<'s>,
    newest: &'s Snapshot,
    coverage: Coverage,
    t: &'static Catalogue,
    figures: Vec<Figure>,
    paragraphs: usize,
}

impl Writer<'_> {
    fn section(&mut self, code: &'static str) -> Section {
        let mut blocks = Vec::new();
        let own = match code {
            "summary" => vec![self.summary()],
            "status" => self.status(),
            "challenges" => self.risk(),
            _ => Vec::new(),
        };
        for text in own {
            let runs = self.runs(&text, self.t.language, self.spelled(&text));
            blocks.push(self.numbered(runs, self.t.language, false));
        }
        if code == "submissions" {
            blocks.extend(self.submissions());
        }
        let texts = &self.moment.snapshot.programme.texts;
        if let Some(body) = texts.get(code).map(|kept| kept.record().body.clone()) {
            let own = body.exact(self.t.language);
            let fallback = own.is_none();
            let language = if fallback { Language::English } else { self.t.language };
            let whole = own.or(body.en.as_deref()).unwrap_or_default().replace("\r\n", "\n");
            for text in whole.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                let runs = self.runs(text, language, false);
                blocks.push(self.numbered(runs, language, fallback));
            }
        }
        if code == "status" {
            blocks.extend(tables::status(self.moment, &self.coverage, self.t));
        }
        Section { code, number: "", heading: self.t.term("report-section", code), blocks }
    }

    /// A sentence of the registry's own: its dates filled in, and a list.
    fn sentence(&self, key: &str, list: &str) -> String {
        let (first, last) = self.moment.months();
        let date = self.t.date(self.moment.today);
        let (from, to) = (self.t.month(first.first()), self.t.month(last.first()));
        let texts = [("date", &*date), ("from", &from), ("to", &to), ("list", list)];
        sentences::sentence(self.t, key, &self.figures, &texts)
    }

    /// A sentence with a list of those parts whose figure is not zero.
    fn listing(&self, key: &str, parts: &[(&str, &str)]) -> String {
        let there = parts.iter().filter(|(figure, _)| figure.is_empty() || self.value(figure) != 0);
        let there: Vec<_> = there.map(|(_, key)| self.sentence(key, "")).collect();
        self.sentence(key, &self.t.list(&there))
    }

    /// A figure; zero where nothing is known.
    fn value(&self, name: &str) -> i64 {
        self.figures.iter().find(|figure| figure.name == name).and_then(|figure| figure.value).unwrap_or(0)
    }

    fn summary(&self) -> String {
        let confirmed = self.value("presences.reported") + self.value("posts.reported") > 0;
        let sure = if confirmed { "report-confirmed" } else { "report-unconfirmed" };
        self.t.join("two-sentences", &self.sentence("report-summary", ""), &self.sentence(sure, ""))
    }

    fn status(&self) -> Vec<String> {
        let reported = if self.value("presences.reported") == 0 { ("", "report-confidence-none") } else { CONFIRMED };
        let confidence = [&[reported], &CONFIDENCE[..]].concat();
        let mut said = vec![self.sentence("report-presences", ""), self.listing("report-confidence", &confidence)];
        if self.value("presences.unknown") > 0 {
            said.push(self.sentence("report-unknown", ""));
        }
        if self.value("offices.total") > 0 {
            let (never, late) = (self.value("offices.never_reported"), self.value("offices.overdue"));
            let parts: &[_] = match never {
                0 if late == 0 => &[("", "report-offices-all")],
                never if never == self.value("offices.total") => &[("", "report-offices-none")],
                _ => &OFFICES,
            };
            said.push(self.listing("report-offices", parts));
        }
        said.push(match self.value("posts.total") {
            0 => self.sentence("report-posts-none", ""),
            total if total == self.value("posts.not_reported") => self.sentence("report-posts-unreported", ""),
            _ => self.listing("report-posts", &POSTS),
        });
        said.extend(self.funding());
        if self.value("demand.unmet") > 0 {
            said.push(self.sentence("report-demand", ""));
        }
        said
    }

    /// What is needed and what is missing, as far as costs are known.
    fn funding(&self) -> Vec<String> {
        if self.value("posts.total") == 0 {
            return Vec::new();
        }
        if self.value("funding.cost") == 0 {
            return vec![self.sentence("report-funding-unknown", "")];
        }
        let mut said = vec![self.sentence("report-funding", "")];
        if self.value("funding.unknown_cost_months") > 0 {
            said.push(self.sentence("report-funding-months", ""));
        }
        said
    }

    fn risk(&self) -> Vec<String> {
        // Where no cost is known, that has been said.
        let at_risk = self.value("posts.at_risk_12m") > 0 && self.value("funding.cost") > 0;
        at_risk.then(|| self.sentence("report-risk", "")).into_iter().collect()
    }

    /// Whether the figures of a sentence are written in words: if none is above nine. The highest decides for all.
    fn spelled(&self, text: &str) -> bool {
        let counts = pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Figure(name) => {
                self.figures.iter().find(|figure| figure.name == name && figure.unit != Unit::UsdCents)
            }
            Piece::Words(_) => None,
        });
        counts.into_iter().all(|figure| figure.value.is_some_and(|value| (0..10).contains(&value)))
    }

    /// The submissions that are published, each as its organisation and its answers; they are words of others, in which
    /// nothing is a placeholder.
    fn submissions(&mut self) -> Vec<Block> {
        let now = &self.newest.programme.submissions;
        let published = self.moment.snapshot.programme.submissions.values().map(|kept| kept.record());
        let published =
            published.filter(|it| it.is_public() && now.get(&it.code).is_some_and(|kept| kept.record().is_public()));
        let mut blocks = Vec::new();
        for submission in published {
            let said = submission.answers.iter().map(|answer| format!("{}: {}", submission.organisation, answer.text));
            blocks.extend(said.map(|text| self.numbered(vec![Run { text, figure: None }], submission.language, false)));
        }
        blocks
    }

    fn runs(&self, text: &str, language: Language, spelled: bool) -> Vec<Run> {
        let run = |piece| match piece {
            Piece::Words(words) => Run { text: words.to_owned(), figure: None },
            Piece::Figure(name) => {
                let figure = self.figures.iter().find(|figure| figure.name == name);
                let text = figure
                    .map_or_else(|| "…".to_owned(), |figure| sentences::shown(catalogue(language), figure, spelled));
                Run { text, figure: figure.map(|figure| figure.name.clone()) }
            }
        };
        pieces(text).into_iter().map(run).collect()
    }

    fn numbered(&mut self, runs: Vec<Run>, language: Language, fallback: bool) -> Block {
        self.paragraphs += 1;
        Block::Paragraph(Paragraph { part: "paragraph", number: self.paragraphs, language, fallback, runs })
    }
}
