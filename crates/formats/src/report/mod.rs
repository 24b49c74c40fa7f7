//! The report as a document: JSON, HTML that prints well, and DOCX, which drafters edit.

mod docx;
mod html;
mod package;
mod svg;

pub use self::{docx::to_docx, html::to_html};
use presence_core::report::{Figure, Unit};

/// A format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// JSON.
    Json,
    /// A page.
    Html,
    /// A text document (ISO/IEC 29500).
    Docx,
}

impl Document {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Json, Self::Html, Self::Docx];

    /// Its name in `format=`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Docx => "docx",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// A figure's value as the API has it, with what it counts.
fn exact(figure: &Figure) -> String {
    let Some(value) = figure.value else { return "–".to_owned() };
    match figure.unit {
        Unit::Count => value.to_string(),
        Unit::UsdCents => format!("{value} US¢"),
        Unit::Days => format!("{value} d"),
        Unit::Percent => format!("{value} %"),
    }
}

/// A text between the tags of XML or HTML, or in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
