//! The report as DOCX: real headings, numbered paragraphs, tables, and a list of the questions that the figures answer.
//!
//! Written by hand over the archive that is a dependency already: what is needed of the format is little, and this way
//! the bytes depend on the report alone.

use std::fmt::Write as _;

use zip::result::ZipResult;

use super::{escaped, package::package};
use crate::{
    model::{Code as _, Language},
    registry::report::{Block, Chart, Column, Paragraph, Report, Table, say},
};

/// How wide the text is: A4 within its margins, in twentieths of a point.
const WIDTH: usize = 9_638;

/// The document.
///
/// # Errors
/// Never, in memory.
pub fn to_docx(report: &Report) -> ZipResult<Vec<u8>> {
    let mut body = Body { report, right_to_left: report.language == Language::Arabic, out: String::new() };
    body.text("Title", &report.title);
    body.text("Subtitle", &report.subtitle);
    for section in &report.sections {
        let number = if section.number.is_empty() { String::new() } else { format!("{}. ", section.number) };
        body.text("Heading1", &format!("{number}{}", section.heading));
        for block in &section.blocks {
            match block {
                Block::Paragraph(paragraph) => body.paragraph(paragraph),
                Block::Table(table) => body.table(table),
                Block::Chart(chart) => body.chart(chart),
            }
        }
    }
    body.sources();
    body.out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1247\" w:right=\"1134\" w:bottom=\"1247\" w:left=\"1134\" w:header=\"680\" w:footer=\"680\" w:gutter=\"0\"/></w:sectPr>",
    );
    package(report, &body.out, report.language.as_str())
}

struct Body<'r> {
    report: &'r Report,
    right_to_left: bool,
    out: String,
}

impl Body<'_> {
    fn put(&mut self, what: std::fmt::Arguments) {
        self.out.write_fmt(what).expect("a String takes everything");
    }

    fn begin(&mut self, style: &str, right_to_left: bool, more: &str) {
        let direction = if right_to_left { "<w:bidi/>" } else { "" };
        self.put(format_args!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{direction}{more}</w:pPr>"));
    }

    /// Words; a line end within them is one in the document too.
    fn run(&mut self, text: &str, language: Language, properties: &str) {
        let (direction, tag) = match language {
            Language::Arabic => ("<w:rtl/>", "<w:lang w:bidi=\"ar-SA\"/>"),
            Language::Chinese => ("", "<w:lang w:eastAsia=\"zh-CN\"/>"),
            Language::English => ("", "<w:lang w:val=\"en-GB\"/>"),
            Language::French => ("", "<w:lang w:val=\"fr-FR\"/>"),
            Language::Spanish => ("", "<w:lang w:val=\"es-ES\"/>"),
            Language::Russian => ("", "<w:lang w:val=\"ru-RU\"/>"),
        };
        self.put(format_args!("<w:r><w:rPr>{properties}{direction}{tag}</w:rPr>"));
        for (at, line) in text.split('\n').enumerate() {
            let end = if at > 0 { "<w:br/>" } else { "" };
            self.put(format_args!("{end}<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)));
        }
        self.out.push_str("</w:r>");
    }

    fn text(&mut self, style: &str, text: &str) {
        self.begin(style, self.right_to_left, "");
        self.run(text, self.report.language, "");
        self.out.push_str("</w:p>");
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.begin("Numbered", self.right_to_left && !paragraph.fallback, "");
        if paragraph.fallback {
            let mark = format!("{} ", say(self.report.language, "fallback"));
            self.run(&mark, self.report.language, "<w:i/><w:iCs/>");
        }
        for run in &paragraph.runs {
            self.run(&run.text, paragraph.language, "");
            let place = self.report.figures.iter().position(|figure| Some(&figure.name) == run.figure.as_ref());
            if let Some(place) = place {
                // As a note would be: the number of the figure in the list of sources.
                self.run(&format!("[{}]", place + 1), paragraph.language, "<w:vertAlign w:val=\"superscript\"/>");
            }
        }
        self.out.push_str("</w:p>");
    }

    fn table(&mut self, table: &Table) {
        self.text("Caption", &table.caption);
        let widths = widths(&table.columns, &table.rows);
        self.grid(&table.columns, &table.rows, &widths);
        self.text("Source", &table.query);
    }

    fn grid(&mut self, columns: &[Column], rows: &[Vec<String>], widths: &[usize]) {
        let direction = if self.right_to_left { "<w:bidiVisual/>" } else { "" };
        self.put(format_args!(
            "<w:tbl><w:tblPr>{direction}<w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblBorders>\
             <w:top w:val=\"single\" w:sz=\"8\" w:color=\"333333\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:color=\"333333\"/>\
             <w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        ));
        for width in widths {
            self.put(format_args!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.out.push_str("</w:tblGrid>");
        let names: Vec<_> = columns.iter().map(|column| column.name.clone()).collect();
        self.row(columns, &names, widths, true);
        for row in rows {
            self.row(columns, row, widths, false);
        }
        self.out.push_str("</w:tbl>");
    }

    fn row(&mut self, columns: &[Column], cells: &[String], widths: &[usize], head: bool) {
        // The head is repeated on every page, and no row is broken.
        let repeat = if head { "<w:tblHeader/>" } else { "" };
        let properties = if head { "<w:b/><w:bCs/>" } else { "" };
        self.put(format_args!("<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>"));
        for ((column, cell), width) in columns.iter().zip(cells).zip(widths) {
            self.put(format_args!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
            self.begin("Cell", self.right_to_left, if column.number { "<w:jc w:val=\"end\"/>" } else { "" });
            self.run(cell, self.report.language, properties);
            self.out.push_str("</w:p></w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    /// A chart is told: its figures stand in the table before it.
    fn chart(&mut self, _: &Chart) {}

    /// Every figure, with the question that gives it.
    fn sources(&mut self) {
        let language = self.report.language;
        self.text("Heading1", say(language, "sources"));
        self.text("Subtitle", &format!("{} {}", say(language, "revision"), self.report.revision));
        let column = |name: &str, number| Column { name: name.to_owned(), number };
        let columns = [
            column("", false),
            column(say(language, "figure"), false),
            column(say(language, "value"), true),
            column(say(language, "query"), false),
        ];
        let rows = self.report.figures.iter().enumerate().map(|(at, figure)| {
            let value = figure.value.map_or_else(|| "–".to_owned(), |value| value.to_string());
            vec![format!("[{}]", at + 1), figure.name.clone(), value, figure.query.clone()]
        });
        let rows: Vec<_> = rows.collect();
        self.grid(&columns, &rows, &[600, 2_638, 1_400, 5_000]);
        // A document does not end with a table.
        self.text("Source", &self.report.recorded_at.to_string());
    }
}

/// Columns as wide as what is in them needs, in proportion.
fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let longest = columns.iter().enumerate().map(|(at, column)| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        let words = column.name.split_whitespace().map(|word| word.chars().count() + 1);
        cells.chain(words).max().unwrap_or(0).clamp(7, 40)
    });
    let longest: Vec<_> = longest.collect();
    let all: usize = longest.iter().sum::<usize>().max(1);
    longest.into_iter().map(|length| WIDTH * length / all).collect()
}
