//! The report as DOCX: real headings, numbered paragraphs, tables, and a list of the questions that the figures answer.
//!
//! Written by hand over the archive that is a dependency already: what is needed of the format is little, and this way
//! the bytes depend on the report alone.

use std::fmt::Write as _;

use zip::result::ZipResult;

use super::{escaped, exact, package::package};
use presence_core::report::{Block, Chart, Column, Paragraph, Report, Table};
use presence_i18n::catalogue;
use presence_model::{Code as _, Language};

/// How wide the text is: A4 within its margins, in twentieths of a point.
const WIDTH: usize = 9_638;

/// Tables with so many rows at most are not broken over pages.
const SHORT: usize = 15;

/// The document.
///
/// # Errors
/// Never, in memory.
pub fn to_docx(report: &Report) -> ZipResult<Vec<u8>> {
    let mut body = Body { report, right_to_left: catalogue(report.language).dir() == "rtl", out: String::new() };
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

    fn begin(&mut self, style: &str, right_to_left: bool, align: &str) {
        self.begin_kept(style, false, right_to_left, align);
    }

    /// Begins a paragraph that stays on the page of the next one, if it is `kept`.
    fn begin_kept(&mut self, style: &str, kept: bool, right_to_left: bool, align: &str) {
        let kept = if kept { "<w:keepNext/>" } else { "" };
        let direction = if right_to_left { "<w:bidi/>" } else { "" };
        self.put(format_args!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{kept}{direction}{align}</w:pPr>"));
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
            let mark = format!("{} ", catalogue(self.report.language).text("report-fallback"));
            self.run(&mark, self.report.language, "<w:i/><w:iCs/>");
        }
        for run in &paragraph.runs {
            // A figure is written from left to right in every language, so that no line ends within it.
            let language = if run.figure.is_some() { Language::English } else { paragraph.language };
            self.run(&run.text, language, "");
            let place = self.report.figures.iter().position(|figure| Some(&figure.name) == run.figure.as_ref());
            if let Some(place) = place {
                // As a note would be: the number of the figure in the list of sources.
                self.run(&format!("[{}]", place + 1), Language::English, "<w:vertAlign w:val=\"superscript\"/>");
            }
        }
        self.out.push_str("</w:p>");
    }

    fn table(&mut self, table: &Table) {
        self.text("Caption", &table.caption);
        let widths = widths(&table.columns, &table.rows);
        self.grid(&table.columns, &table.rows, &widths);
        self.source(&table.query);
    }

    /// A question to the API or a time: from left to right in every language.
    fn source(&mut self, text: &str) {
        self.begin("Source", false, "");
        self.run(text, Language::English, "");
        self.out.push_str("</w:p>");
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
        let kept = rows.len() <= SHORT;
        self.row(columns, &names, widths, true, kept);
        for (at, row) in rows.iter().enumerate() {
            self.row(columns, row, widths, false, kept && at + 1 < rows.len());
        }
        self.out.push_str("</w:tbl>");
    }

    fn row(&mut self, columns: &[Column], cells: &[String], widths: &[usize], head: bool, kept: bool) {
        // The head is repeated on every page, and no row is broken.
        let repeat = if head { "<w:tblHeader/>" } else { "" };
        let properties = if head { "<w:b/><w:bCs/>" } else { "" };
        self.put(format_args!("<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>"));
        for ((column, cell), width) in columns.iter().zip(cells).zip(widths) {
            self.put(format_args!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
            // In text from right to left, `right` is the end of the line all the same.
            let align = if column.number { "<w:jc w:val=\"right\"/>" } else { "" };
            self.begin_kept("Cell", kept, self.right_to_left, align);
            self.run(cell, self.report.language, properties);
            self.out.push_str("</w:p></w:tc>");
        }
        self.out.push_str("</w:tr>");
    }

    /// A chart is told: its figures stand in the table before it.
    fn chart(&mut self, _: &Chart) {}

    /// Every figure, with the question that gives it.
    fn sources(&mut self) {
        let t = catalogue(self.report.language);
        self.text("Heading1", &t.text("report-sources"));
        self.text("Subtitle", &t.about("as-of-revision", self.report.revision));
        let column = |name: &str, number| Column { name: t.text(name), number };
        let columns = [
            Column { name: String::new(), number: false },
            column("report-column-figure", false),
            column("report-column-value", true),
            column("report-column-query", false),
        ];
        let rows = self.report.figures.iter().enumerate().map(|(at, figure)| {
            vec![format!("[{}]", at + 1), figure.name.clone(), exact(figure), figure.query.clone()]
        });
        let rows: Vec<_> = rows.collect();
        self.grid(&columns, &rows, &[600, 2_638, 1_800, 4_600]);
        // A document does not end with a table.
        self.source(&self.report.recorded_at.to_string());
    }
}

/// Columns wide enough for the longest word in them; what is left goes to those with long texts.
fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let texts = |at: usize| {
        let cells = rows.iter().filter_map(move |row| row.get(at)).map(String::as_str);
        cells.chain(columns.get(at).map(|column| column.name.as_str()))
    };
    let least = |at| {
        let words = texts(at).flat_map(str::split_whitespace).map(|word| word.chars().count());
        words.max().unwrap_or(0) * 105 + 200
    };
    let least: Vec<_> = (0..columns.len()).map(least).collect();
    let wanted = |at| texts(at).map(|text| text.chars().count()).max().unwrap_or(0).clamp(4, 40);
    let wanted: Vec<_> = (0..columns.len()).map(wanted).collect();
    let (taken, all) = (least.iter().sum::<usize>(), wanted.iter().sum::<usize>().max(1));
    if taken > WIDTH {
        return least.into_iter().map(|width| width * WIDTH / taken).collect();
    }
    least.into_iter().zip(wanted).map(|(width, wanted)| width + (WIDTH - taken) * wanted / all).collect()
}
