//! Writes tables: CSV and XLSX, with nothing that a spreadsheet takes for a formula.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

/// A table to be written: a header and rows of texts.
pub struct Table {
    /// The sheet's name.
    pub name: &'static str,
    /// The columns: their names, and what a cell may hold, if that is a closed list.
    pub columns: Vec<(Cow<'static, str>, Vec<String>)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A text that no spreadsheet takes for a formula: an apostrophe before what looks like one.
#[must_use]
pub fn guarded(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// The table as CSV (RFC 4180) in UTF-8.
#[must_use]
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let header = table.columns.iter().map(|(name, _)| name.to_string()).collect();
    for row in std::iter::once(&header).chain(&table.rows) {
        csv.write_record(row.iter().map(|cell| guarded(cell))).expect("memory takes everything");
    }
    csv.into_inner().expect("memory takes everything")
}

/// The table as a workbook: a header that stays in sight, filters, dates as dates, lists to choose from.
///
/// # Errors
/// When it has more rows than a sheet can have.
pub fn to_xlsx(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, dates) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let sheet = book.add_worksheet().set_name(table.name)?;
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    for (at, (name, choices)) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, name.as_ref(), &bold)?;
        if !choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(choices)?;
            sheet.add_data_validation(1, at, last.max(1000), at, &list)?;
        }
        if name.ends_with("_on") || name.ends_with("_since") {
            sheet.set_column_format(at, &dates)?;
        }
    }
    for (number, row) in (1..).zip(&table.rows) {
        for (at, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<NaiveDate>() {
                Ok(date) => sheet.write_datetime_with_format(number, at, date, &dates)?,
                // A text cell is never taken for a formula.
                Err(_) => sheet.write_string(number, at, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(columns) = u16::try_from(table.columns.len()).ok().filter(|columns| *columns > 0) {
        sheet.autofilter(0, 0, last, columns - 1)?;
    }
    sheet.autofit();
    book.save_to_buffer()
}
