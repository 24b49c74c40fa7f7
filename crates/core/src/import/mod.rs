//! Imports: many rows in one file, and the report that says of each what became of it.

mod report;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use report::{Outcome, Refused, RowFault, RowReport, Totals};
pub use rows::execute;

/// Every column that an import may have; the fields of nested objects are written with dots.
pub const COLUMNS: &[&str] = &[
    "kind",
    "presence",
    "post",
    "status",
    "effective_on",
    "operating_mode",
    "operating_from.country",
    "operating_from.city",
    "reason",
    "successor",
    "note",
    "note_language",
    "note_visibility",
    "supersedes",
    "reference",
    "decision.kind",
    "decision.reference",
    "decision.decided_on",
    "insist",
    "code",
    "type",
    "status_since",
    "name",
    "name.en",
    "name.fr",
    "name.es",
    "name.ar",
    "name.ru",
    "name.zh",
    "country",
    "city",
    "point.lat",
    "point.lon",
    "covers",
    "region",
    "host_entity",
    "host_office",
    "reporting_lines",
    "mandate.basis",
    "mandate.reference",
    "mandate.date",
    "host_consent.basis",
    "host_consent.reference",
    "host_consent.date",
    "opened_on",
    "mandate_until",
    "title",
    "title.en",
    "title.fr",
    "title.es",
    "title.ar",
    "title.ru",
    "title.zh",
    "grade",
    "funded_until",
    "provenance.source",
    "provenance.as_of",
    "provenance.confidence",
    "provenance.note",
    "duty_station_group",
    "annual_cost",
    "closes_on",
    "donor",
    "stage",
    "amount",
    "currency",
    "rate.usd",
    "rate.date",
    "from",
    "to",
    "earmark.scope",
    "earmark.region",
    "earmark.country",
    "earmark.posts",
    "cancelled",
    "valid_from",
    "requester",
    "requested_by",
    "purpose",
    "consent.basis",
    "consent.reference",
    "consent.date",
    "received_on",
    "status_on",
    "opens_on",
    "deadline",
    "languages",
    "closed",
    "body.en",
    "body.fr",
    "body.es",
    "body.ar",
    "body.ru",
    "body.zh",
    // What exports have besides; it cannot be set.
    "iati_transaction_type",
    "usd_amount",
    "serves",
    "enacts",
    "id",
    "office",
    "superseded_by",
    "known_from",
    "closed_on",
    "closure_reason",
    "last_report.office",
    "last_report.recorded_at",
    "revision",
    "recorded_at",
];

/// A row as it was read from a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its number: of the row in a sheet (the header has one too), of the line in NDJSON, of the item in an array.
    pub number: u32,
    /// What it says.
    pub content: Content,
}

impl Row {
    /// Whether it is about a record itself, and not a status update.
    #[must_use]
    pub fn describes(&self) -> bool {
        let Content::Fields(fields) = &self.content else { return false };
        fields.contains_key("code") || fields.get("kind").is_some_and(|kind| kind != "status_update")
    }

    /// Whether it names an update that was recorded, with which it is compared.
    #[must_use]
    pub fn compares(&self) -> bool {
        matches!(&self.content, Content::Fields(fields) if fields.contains_key("id"))
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Its fields.
    Fields(Map<String, Value>),
    /// Why it cannot be read.
    Unreadable(String),
}

/// In which column of a sheet each field stands, by its JSON Pointer; A is 0. Empty for files without columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Columns {
    /// The column of each field.
    #[serde(flatten)]
    pub fields: BTreeMap<String, u32>,
    /// Which sheet of a workbook was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<SheetRead>,
}

/// The sheet of a workbook that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetRead {
    /// Its name.
    pub name: String,
    /// The other sheets that are visible.
    pub others: Vec<String>,
}

impl Columns {
    /// The cell of a field in a row, as spreadsheets name it: `C17`.
    #[must_use]
    pub fn cell(&self, pointer: &str, row: u32) -> Option<String> {
        let mut pointer = pointer;
        loop {
            if let Some(column) = self.fields.get(pointer) {
                return Some(cell_name(*column, row));
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

/// A cell as spreadsheets name it: column 2 of row 17 is `C17`.
#[must_use]
pub fn cell_name(column: u32, row: u32) -> String {
    format!("{}{row}", letters(column))
}

/// A column as spreadsheets name it: 27 is `AB`.
#[must_use]
pub fn letters(column: u32) -> String {
    let (mut column, mut letters) = (u64::from(column) + 1, String::new());
    while column > 0 {
        let digit = u8::try_from((column - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        column = (column - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_that_spreadsheets_give_them() {
        let fields = BTreeMap::from([("/status".to_owned(), 2), ("/covers".to_owned(), 27)]);
        let columns = Columns { fields, sheet: None };
        assert_eq!(columns.cell("/status", 17).as_deref(), Some("C17"));
        assert_eq!(columns.cell("/covers/3", 2).as_deref(), Some("AB2"));
        assert_eq!(columns.cell("/note", 2), None);
        assert_eq!(
            (letters(25), letters(26), letters(701), letters(702)),
            ("Z".into(), "AA".into(), "ZZ".into(), "AAA".into())
        );
    }
}
