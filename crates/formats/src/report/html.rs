//! The report as a page that prints well on A4: its own style, no script, nothing fetched.

use std::fmt::Write as _;

use super::{escaped, exact, svg};
use presence_core::report::{Block, Figure, Paragraph, Report, Section, Table};
use presence_i18n::{Catalogue, catalogue};

const STYLE: &str = "\
@page{size:A4;margin:22mm 20mm;@bottom-center{content:counter(page)}}\
body{font:11pt/1.45 Georgia,'Times New Roman',serif;color:#111;background:#fff;max-width:46em;margin:2em auto;padding:0 1em}\
h1{font-size:20pt;line-height:1.2;margin:0 0 .3em}h2{font-size:14pt;margin:1.6em 0 .5em;break-after:avoid}\
.subtitle{color:#444;margin:0 0 2em}p.n{margin:.6em 0}p.n>.no{display:inline-block;min-width:2.2em;color:#444}\
.original{color:#444;font-style:italic}a{color:#0b3c5d}\
table{border-collapse:collapse;width:100%;margin:1em 0;font:9pt/1.35 Arial,Helvetica,sans-serif}\
caption{text-align:start;font-weight:bold;padding:.3em 0;break-after:avoid}\
th,td{border-bottom:1px solid #999;padding:.25em .4em;text-align:start;vertical-align:top}\
thead th{border-bottom:2px solid #333}th.num,td.num{text-align:end;font-variant-numeric:tabular-nums}\
tbody th{font-weight:normal}thead{display:table-header-group}tr,table.short{break-inside:avoid}code{overflow-wrap:anywhere}\
figure{margin:1em 0;break-inside:avoid}figure>svg{width:100%;height:auto;font:10px Arial,Helvetica,sans-serif}\
figcaption{font:9pt Arial,Helvetica,sans-serif}svg.key{width:.8em;height:.8em}\
@media print{body{margin:0;max-width:none;padding:0}a{color:inherit;text-decoration:none}}";

/// Tables with so many rows at most are not broken over pages.
const SHORT: usize = 15;

/// The page.
#[must_use]
pub fn to_html(report: &Report) -> Vec<u8> {
    let t = catalogue(report.language);
    let mut page = Page { report, t, out: String::with_capacity(1 << 16) };
    page.put(format_args!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<header><h1>{title}</h1>\n<p class=\"subtitle\">{}</p></header>\n<main>\n",
        t.lang(),
        t.dir(),
        escaped(&report.subtitle),
        title = escaped(&report.title),
    ));
    for section in &report.sections {
        page.section(section);
    }
    page.sources();
    page.out.push_str("</main>\n</body>\n</html>\n");
    page.out.into_bytes()
}

struct Page<'r> {
    report: &'r Report,
    t: &'static Catalogue,
    out: String,
}

impl Page<'_> {
    fn put(&mut self, what: std::fmt::Arguments) {
        self.out.write_fmt(what).expect("a String takes everything");
    }

    fn section(&mut self, section: &Section) {
        let number = if section.number.is_empty() { String::new() } else { format!("{}. ", section.number) };
        let (code, heading) = (section.code, escaped(&section.heading));
        self.put(format_args!("<section aria-labelledby=\"{code}\">\n<h2 id=\"{code}\">{number}{heading}</h2>\n"));
        for block in &section.blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => self.out.push_str(&svg::chart(chart)),
            }
        }
        self.out.push_str("</section>\n");
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let number = paragraph.number;
        self.put(format_args!("<p class=\"n\" id=\"p{number}\"><span class=\"no\">{number}.</span> "));
        if paragraph.fallback {
            let mark = escaped(&self.t.text("report-fallback"));
            self.put(format_args!("<span class=\"original\">{mark}</span> <span lang=\"en\" dir=\"ltr\">"));
        }
        for run in &paragraph.runs {
            let text = escaped(&run.text).replace('\n', "<br>");
            let figure = self.report.figures.iter().find(|figure| Some(&figure.name) == run.figure.as_ref());
            match figure {
                Some(Figure { name, query, revision, .. }) => {
                    let (query, name) = (escaped(query), escaped(name));
                    let revision = escaped(&self.t.about("as-of-revision", revision));
                    self.put(format_args!("<a href=\"{query}\" title=\"{name}, {revision}\"><bdi>{text}</bdi></a>"));
                }
                None => self.out.push_str(&text),
            }
        }
        if paragraph.fallback {
            self.out.push_str("</span>");
        }
        self.out.push_str("</p>\n");
    }

    fn table(&mut self, table: &Table) {
        let caption = escaped(&table.caption);
        let short = if table.rows.len() <= SHORT { " class=\"short\"" } else { "" };
        self.put(format_args!("<table id=\"table-{}\"{short}>\n<caption>{caption}</caption>\n<thead><tr>", table.code));
        for column in &table.columns {
            let class = if column.number { " class=\"num\"" } else { "" };
            self.put(format_args!("<th scope=\"col\"{class}>{}</th>", escaped(&column.name)));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str("<tr>");
            for (at, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
                let cell = escaped(cell);
                match (at, column.number) {
                    (0, _) => self.put(format_args!("<th scope=\"row\">{cell}</th>")),
                    (_, true) => self.put(format_args!("<td class=\"num\">{cell}</td>")),
                    (_, false) => self.put(format_args!("<td>{cell}</td>")),
                }
            }
            self.out.push_str("</tr>\n");
        }
        let query = escaped(&table.query);
        self.put(format_args!(
            "</tbody>\n</table>\n<p><small><a href=\"{query}\"><code dir=\"ltr\">{query}</code></a></small></p>\n"
        ));
    }

    /// Every figure with the question that gives it.
    fn sources(&mut self) {
        let heading = escaped(&self.t.text("report-sources"));
        let heads = ["report-column-figure", "report-column-value", "report-column-query"];
        let heads = heads.map(|key| escaped(&self.t.text(key)));
        self.put(format_args!(
            "<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">{heading}</h2>\n<table>\n<caption>{}</caption>\n\
             <thead><tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"num\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
            escaped(&self.t.about("as-of-revision", self.report.revision)),
            heads[0],
            heads[1],
            heads[2],
        ));
        for figure in &self.report.figures {
            let value = exact(figure);
            let (name, query) = (escaped(&figure.name), escaped(&figure.query));
            self.put(format_args!(
                "<tr><th scope=\"row\">{name}</th><td class=\"num\">{value}</td><td><a href=\"{query}\"><code dir=\"ltr\">{query}</code></a></td></tr>\n"
            ));
        }
        self.out.push_str("</tbody>\n</table>\n</section>\n");
    }
}
