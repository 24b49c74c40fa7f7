//! Writes tables: CSV and XLSX, with nothing that a spreadsheet takes for a formula.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::{Map, Value};

use presence_core::programme::money;

/// A table to be written: a header and rows of texts.
pub struct Table {
    /// The sheet's name.
    pub name: &'static str,
    /// The columns: their names, and what a cell may hold, if that is a closed list.
    pub columns: Vec<(Cow<'static, str>, Vec<String>)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// What a second sheet says of the table: where it comes from, of when it is. None without lines.
    pub about: Vec<(&'static str, String)>,
}

/// Columns that hold numbers.
const NUMBERS: &[&str] = &[
    "point.lat",
    "point.lon",
    "revision",
    "id",
    "count",
    "countries_hosting",
    "countries_served",
    "opened",
    "closed",
    "filled",
    "vacated",
    "abolished",
    "presence_closed",
    "became_known",
    "entered",
    "left",
    "net",
    "known",
    "unknown",
    "difference",
    "human_rights_advisers",
    "country_and_stand_alone_offices",
    "regional_offices",
    "mission_components",
    "other",
    "states_or_territories",
    "staff",
    "presences",
    "days",
    "supersedes",
    "superseded_by",
    "enacts",
    "amount",
    "months",
    "year",
    "created",
    "unfunded",
    "posts",
    "unknown_cost",
];

/// Figures in US cents. Files for people have them in dollars, and say so in the header.
const MONEY: [&str; 10] = [
    "annual_cost",
    "usd_amount",
    "cost",
    "needed",
    "covered.received",
    "covered.with_commitments",
    "covered.with_pledges",
    "gap.received",
    "gap.with_commitments",
    "gap.with_pledges",
];

/// Whether a column holds numbers.
fn is_number(name: &str) -> bool {
    NUMBERS.contains(&name) || MONEY.contains(&name)
}

/// What the header of a column says besides, in a file for people: there an amount is in units that people write.
pub(super) const UNITS: [&str; 2] = [" (USD)", " (in its currency)"];

/// The header of a column in a file for people.
pub(super) fn heading(name: &str) -> Cow<'_, str> {
    match name {
        "amount" => format!("{name}{}", UNITS[1]).into(),
        name if MONEY.contains(&name) => format!("{name}{}", UNITS[0]).into(),
        name => name.into(),
    }
}

/// A cell in a file for people; an amount in the currency of its row.
pub(super) fn shown<'c>(name: &str, cell: &'c str, currency: &str) -> Cow<'c, str> {
    match cell.parse::<i64>() {
        Ok(amount) if name == "amount" => money::major(amount, money::decimals(currency)).into(),
        Ok(cents) if MONEY.contains(&name) => money::major(cents, 2).into(),
        _ => cell.into(),
    }
}

impl Table {
    /// The currency of a row, if it has one.
    fn currency<'r>(&self, row: &'r [String]) -> &'r str {
        let at = self.columns.iter().position(|(name, _)| name == "currency");
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// What a text begins with that a spreadsheet takes for a formula, in full width too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula: an apostrophe before what looks like one, and before what looks like a
/// text with such an apostrophe, so that [`unguarded`] gives back every text as it was.
#[must_use]
pub fn guarded(text: &str) -> String {
    let risky = text.trim_start_matches('\'').starts_with(FORMULA) && text.parse::<f64>().is_err();
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] has made this of.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(FORMULA)).unwrap_or(text)
}

/// Writes a line of CSV (RFC 4180). A text with any list separator in it is quoted: where another one is in force, it
/// would be split, and its second half could be a formula.
pub fn csv_line<C: AsRef<str>>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = C>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', ';', '\t', '|', '"', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// The table as CSV (RFC 4180) in UTF-8.
#[must_use]
pub fn to_csv(table: &Table) -> Vec<u8> {
    write_csv(table, None)
}

/// The table as CSV with a row of HXL tags: figures are `#indicator`, dates `#date`, everything else is what it is of.
#[must_use]
pub fn to_hxl(table: &Table) -> Vec<u8> {
    let tag = |name: &str| match name {
        "from" => "#date+start".to_owned(),
        "to" => "#date+end".to_owned(),
        "type" => "#loc+presence+type".to_owned(),
        "status" => "#status".to_owned(),
        "region" => "#region+code".to_owned(),
        "country" => "#country+code".to_owned(),
        "office" => "#org+code".to_owned(),
        "name" | "host_entity" => format!("#org+{name}"),
        "last_reported_at" => "#date+reported".to_owned(),
        // An attribute has no dots.
        name if MONEY.contains(&name) => format!("#value+usd+{}", name.replace('.', "_")),
        name if is_number(name) => format!("#indicator+num+{name}"),
        name => format!("#meta+{}", name.replace('.', "_")),
    };
    write_csv(table, Some(table.columns.iter().map(|(name, _)| tag(name)).collect()))
}

/// The table as JSON objects, one a line: numbers as numbers, empty cells as null.
#[must_use]
pub fn to_ndjson(table: &Table) -> Vec<u8> {
    let value = |name: &str, cell: &str| match cell.parse::<i64>() {
        Ok(number) if is_number(name) => Value::from(number),
        _ if cell.is_empty() => Value::Null,
        _ => Value::from(cell),
    };
    let mut out = Vec::new();
    for row in &table.rows {
        let cells = table.columns.iter().zip(row);
        let object: Map<_, _> = cells.map(|((name, _), cell)| (name.to_string(), value(name, cell))).collect();
        serde_json::to_writer(&mut out, &object).expect("a Vec takes everything");
        out.push(b'\n');
    }
    out
}

fn write_csv(table: &Table, tags: Option<Vec<String>>) -> Vec<u8> {
    let mut out = Vec::new();
    csv_line(&mut out, table.columns.iter().map(|(name, _)| guarded(&heading(name))));
    if let Some(tags) = tags {
        csv_line(&mut out, tags);
    }
    for row in &table.rows {
        let (cells, currency) = (table.columns.iter().zip(row), table.currency(row));
        csv_line(&mut out, cells.map(|((name, _), cell)| guarded(&shown(name, cell, currency))));
    }
    out
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
        sheet.write_string_with_format(0, at, heading(name), &bold)?;
        if !choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(choices)?;
            sheet.add_data_validation(1, at, last.max(1000), at, &list)?;
        }
        if is_date(name) {
            sheet.set_column_format(at, &dates)?;
        }
    }
    for (number, row) in (1..).zip(&table.rows) {
        let currency = table.currency(row);
        for (at, cell) in (0_u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let column = &*table.columns[usize::from(at)].0;
            let cell = &*shown(column, cell, currency);
            // By the column: a note may look like a date, and stays a text.
            let date = is_date(column).then(|| cell.parse::<NaiveDate>().ok()).flatten();
            match (date, cell.parse::<f64>()) {
                (Some(date), _) => sheet.write_datetime_with_format(number, at, date, &dates)?,
                (_, Ok(value)) if is_number(column) => sheet.write_number(number, at, value)?,
                // A text cell is never taken for a formula.
                _ => sheet.write_string(number, at, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(columns) = u16::try_from(table.columns.len()).ok().filter(|columns| *columns > 0) {
        sheet.autofilter(0, 0, last, columns - 1)?;
    }
    sheet.autofit();
    if !table.about.is_empty() {
        about(&mut book, &table.about, &bold)?;
    }
    book.save_to_buffer()
}

/// Whether a column holds dates.
fn is_date(column: &str) -> bool {
    let name = column.rsplit('.').next().unwrap_or(column);
    let ends = ["_on", "_since", "_until", "_from", "_by"].iter().any(|end| name.ends_with(end));
    ends || matches!(name, "date" | "from" | "to" | "deadline" | "on")
}

/// The sheet that says what the table is. The same records make the same bytes, whenever they are asked for.
fn about(book: &mut Workbook, lines: &[(&'static str, String)], bold: &Format) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name("about")?;
    for (row, (name, text)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, *name, bold)?;
        sheet.write_string(row, 1, text)?;
    }
    sheet.autofit();
    let recorded = lines.iter().find(|(name, _)| *name == "recorded_at").map_or("", |(_, text)| text);
    let recorded = ExcelDateTime::parse_from_str(recorded.get(..19).unwrap_or("2000-01-01T00:00:00"))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&recorded));
    Ok(())
}
