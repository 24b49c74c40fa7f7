//! Texts of the report: kept by the desk, one a section, with placeholders for figures.

use std::sync::Arc;

use deserr::Deserr;
use serde_json::Value;
use utoipa::ToSchema;

use super::{SECTIONS, figures};
use crate::{
    body::{self, Body, Faults, InLanguages, SentFields},
    change::{ProgrammeRecord, Record},
    fault::Fault,
    programme::record,
    query::{Column, Filter, SortKey, columns::column},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Code as _, Language, Names, RecordCode, ReportText, Timestamp};

type Item = Arc<Versioned<ReportText>>;

/// How long a text may be in one language, in characters.
const LENGTH_MAX: usize = 50_000;

/// A piece of a text: as it stands, or a figure's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words.
    Words(&'t str),
    /// A placeholder.
    Figure(&'t str),
}

/// A text in pieces. Two opening braces that are never closed are words.
pub fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some((words, rest)) = text.split_once("{{") {
        let Some((name, after)) = rest.split_once("}}") else { break };
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Figure(name.trim()));
        text = after;
    }
    if !text.is_empty() {
        pieces.push(Piece::Words(text));
    }
    pieces
}

/// A new text of the report.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "achievements", "body": {"en": "Of {{posts.total}} posts {{posts.encumbered}} are encumbered.\n\nA second paragraph."}}))]
pub struct NewReportText {
    /// The section.
    code: RecordCode,
    /// The text: in English, and in other languages; 50,000 characters each at most. A plain text stands for English.
    #[schema(value_type = Names)]
    body: InLanguages<LENGTH_MAX>,
}

impl Body for NewReportText {
    // Six languages, four bytes a character.
    const LIMIT: usize = 6 * LENGTH_MAX * 4 + 4096;

    fn check(&self, _: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        if !SECTIONS.contains(&self.code.as_str()) {
            let fault = Fault::new("/code", "unknown_code", format!("the report has no section `{}`", self.code));
            faults.push(fault.allowing(SECTIONS.map(str::to_owned).to_vec()));
        }
    }
}

impl RecordKind for ReportText {
    type New = NewReportText;
    const KIND: &'static str = "report_text";
    const NAME: &'static str = "text of the report";
    const PATH: &'static str = "/v1/report-texts";
    const FIELDS: &'static [&'static str] = &["kind", "code", "body", "revision", "recorded_at", "links"];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#meta+section+code"),
        column("body.en", "#description+report+i_en"),
        column("body.fr", "#description+report+i_fr"),
        column("body.es", "#description+report+i_es"),
        column("body.ar", "#description+report+i_ar"),
        column("body.ru", "#description+report+i_ru"),
        column("body.zh", "#description+report+i_zh"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let body = body::with_code(body, known.map(|known| &known.code));
        let NewReportText { code, body } = body::read(&body, now)?;
        Ok(Self { code, body: body.0 })
    }

    fn check(&self, _: &Snapshot, _: Option<&Self>) -> Vec<Fault> {
        let mut names = Vec::new();
        let mut faults = Vec::new();
        for &language in Language::ALL {
            let text = self.body.exact(language).unwrap_or_default();
            for piece in pieces(text) {
                let Piece::Figure(name) = piece else { continue };
                if names.is_empty() {
                    names = figures::names();
                }
                if !names.iter().any(|known| known == name) {
                    let shown: String = name.chars().take(60).collect();
                    let detail = format!("there is no figure `{shown}`");
                    let fault = Fault::new(format!("/body/{}", language.as_str()), "unknown_placeholder", detail);
                    faults.push(fault.allowing(names.clone()));
                }
            }
        }
        faults.truncate(20);
        faults
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![record_kind::by_code("Sections.", Some(|| SECTIONS.map(str::to_owned).to_vec()))]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![record_kind::code_key()]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.texts
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::ReportText(Arc::new(self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_in_pieces() {
        use Piece::{Figure, Words};
        assert_eq!(pieces("{{a.b}} of {{ c }}."), [Figure("a.b"), Words(" of "), Figure("c"), Words(".")]);
        assert_eq!(pieces("no {{ end"), [Words("no {{ end")]);
        assert_eq!(pieces(""), []);
    }
}
