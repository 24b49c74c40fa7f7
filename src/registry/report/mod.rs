//! The report on the adviser programme: sections, numbered paragraphs, tables, charts and figures, made from a snapshot
//! and nothing else. No clock is in it, so the same revision gives the same report. In which format it is written is
//! not known here.

pub mod figures;
mod tables;
mod text;
mod words;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use self::text::{Piece, pieces};
pub use self::{
    figures::{Figure, Moment, Unit},
    tables::{Bar, Chart, Column, Table},
    words::say,
};
use super::{programme::coverage::Coverage, snapshot::Snapshot};
use crate::model::{Language, Timestamp};

/// The sections that the desk can write texts for, in their order; the annex has none.
pub const SECTIONS: [&str; 8] =
    ["summary", "introduction", "status", "achievements", "challenges", "vision", "submissions", "conclusions"];
/// The numbers that they have.
const NUMBERS: [&str; 8] = ["", "I", "II", "III", "IV", "V", "VI", "VII"];

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
    let moment = Moment { snapshot, today };
    let coverage = moment.coverage();
    let figures = figures::figures(moment, &coverage);
    let mut writer = Writer { moment, newest, coverage, language, figures, paragraphs: 0 };
    let mut sections: Vec<_> =
        SECTIONS.iter().zip(NUMBERS).map(|(code, number)| writer.section(code, number)).collect();
    let annex = tables::annex(moment, language).into_iter().map(Block::Table).collect();
    sections.push(Section { code: "annex", number: "", heading: say(language, "annex").to_owned(), blocks: annex });
    let revision = snapshot.revision();
    Report {
        title: say(language, "title").to_owned(),
        subtitle: writer.plain("subtitle"),
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
    moment: Moment<'s>,
    newest: &'s Snapshot,
    coverage: Coverage,
    language: Language,
    figures: Vec<Figure>,
    paragraphs: usize,
}

impl Writer<'_> {
    fn section(&mut self, code: &'static str, number: &'static str) -> Section {
        let mut blocks = Vec::new();
        let sentences: &[&str] = match code {
            "summary" => &["say.presences", "say.confidence", "say.unknown", "say.posts"],
            "status" => &[
                "say.presences",
                "say.confidence",
                "say.unknown",
                "say.offices",
                "say.posts",
                "say.funding",
                "say.demand",
            ],
            "challenges" => &["say.funding"],
            _ => &[],
        };
        let unknown = self.figures.iter().any(|it| it.name == "presences.unknown" && it.value != Some(0));
        for sentence in sentences.iter().filter(|sentence| unknown || **sentence != "say.unknown") {
            blocks.push(self.paragraph(&self.plain(sentence), self.language, false));
        }
        if code == "submissions" {
            blocks.extend(self.submissions());
        }
        let texts = &self.moment.snapshot.programme.texts;
        if let Some(body) = texts.get(code).map(|kept| kept.record().body.clone()) {
            let own = body.exact(self.language);
            let fallback = own.is_none();
            let language = if fallback { Language::English } else { self.language };
            let whole = own.or(body.en.as_deref()).unwrap_or_default().replace("\r\n", "\n");
            for text in whole.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                blocks.push(self.paragraph(text, language, fallback));
            }
        }
        if blocks.is_empty() {
            blocks.push(self.paragraph(say(self.language, "say.nothing"), self.language, false));
        }
        if code == "status" {
            blocks.extend(tables::status(self.moment, &self.coverage, self.language));
        }
        Section { code, number, heading: say(self.language, code).to_owned(), blocks }
    }

    /// A sentence of the registry's own, its dates filled in.
    fn plain(&self, key: &str) -> String {
        let (first, last) = self.moment.months();
        say(self.language, key)
            .replace("{date}", &self.moment.today.to_string())
            .replace("{revision}", &self.moment.snapshot.revision().to_string())
            .replace("{from}", &first.to_string())
            .replace("{to}", &last.to_string())
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
        if blocks.is_empty() {
            blocks.push(self.paragraph(say(self.language, "say.no_submissions"), self.language, false));
        }
        blocks
    }

    fn paragraph(&mut self, text: &str, language: Language, fallback: bool) -> Block {
        let run = |piece| match piece {
            Piece::Words(words) => Run { text: words.to_owned(), figure: None },
            Piece::Figure(name) => {
                let figure = self.figures.iter().find(|figure| figure.name == name);
                let text = figure.map_or_else(|| "…".to_owned(), |figure| words::shown(figure, language));
                Run { text, figure: figure.map(|figure| figure.name.clone()) }
            }
        };
        let runs = pieces(text).into_iter().map(run).collect();
        self.numbered(runs, language, fallback)
    }

    fn numbered(&mut self, runs: Vec<Run>, language: Language, fallback: bool) -> Block {
        self.paragraphs += 1;
        Block::Paragraph(Paragraph { part: "paragraph", number: self.paragraphs, language, fallback, runs })
    }
}
