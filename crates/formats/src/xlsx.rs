//! Reads workbooks cell by cell: the first visible sheet or a named one, dates as dates or as text, formulas by the values
//! that are stored with them. What a workbook claims (its dimensions, its counts) is never believed.

use std::{
    collections::BTreeMap,
    io::{self, Read, Seek},
};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    Bounds, ReadError, Take,
    columns::{COLUMNS_MAX, Sheet},
    ods,
    sniff::{self, Book},
};
use presence_core::import::{Columns, SheetRead, cell_name};

/// A sheet that Numbers puts before the others when it exports a workbook.
const NUMBERS_SUMMARY: &str = "Export Summary";

pub(super) fn read<R: Read + Seek>(
    mut from: R,
    sheet: Option<&str>,
    bounds: Bounds,
    take: &mut Take,
) -> Result<Columns, ReadError> {
    let book = sniff::book(&mut from).map_err(ReadError::Malformed)?;
    bounded(&mut from, bounds)?;
    if book == Book::Ods {
        return ods::read(from, sheet, bounds, take);
    }
    let mut book = Xlsx::new(from).map_err(|error| broken(&error))?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<_> = sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let chosen = choose(&sheets, sheet)?;
    let mut cells = book.worksheet_cells_reader(&chosen.name).map_err(|error| broken(&error))?;
    let mut rows = Rows::new(bounds);
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(None) => break,
            Ok(Some(cell)) => {
                let value = match text(&cell.value) {
                    Ok(text) if text.is_empty() && cell.formula.is_some() && cell.value == DataRef::Empty => {
                        Err("is a formula without a stored value: open the file, save it once and send it again".into())
                    }
                    value => value,
                };
                rows.cell(cell.pos, value, take)?;
            }
            // An error value that is newer than the reader knows; where it stands is known by the cell before.
            Err(XlsxError::CellError(error)) => rows.after_last(&format!("holds the error {error}")),
            Err(error) => return Err(broken(&error)),
        }
    }
    rows.end(take, chosen)
}

fn broken(error: &XlsxError) -> ReadError {
    ReadError::Malformed(format!("not a workbook that can be read: {error}"))
}

/// The sheet to read, of these names, each with whether it is visible.
pub(super) fn choose(sheets: &[(String, bool)], wanted: Option<&str>) -> Result<SheetRead, ReadError> {
    let visible = || sheets.iter().filter(|(_, visible)| *visible).map(|(name, _)| name);
    let name = match wanted {
        Some(wanted) => sheets.iter().map(|(name, _)| name).find(|name| *name == wanted).ok_or_else(|| {
            let names: Vec<_> = visible().map(String::as_str).collect();
            ReadError::Malformed(format!("there is no sheet `{wanted}`; the workbook has {}", names.join(", ")))
        })?,
        None => visible()
            .find(|name| *name != NUMBERS_SUMMARY)
            .or_else(|| visible().next())
            .ok_or_else(|| ReadError::Malformed("the workbook has no visible sheet".to_owned()))?,
    };
    let others = visible().filter(|other| *other != name).cloned().collect();
    Ok(SheetRead { name: name.clone(), others })
}

/// Puts the cells of a sheet together to rows, within bounds.
pub(super) struct Rows {
    bounds: Bounds,
    sheet: Sheet,
    /// The number of the row that is being read, from 1.
    number: u32,
    cells: BTreeMap<u32, String>,
    wrong: Option<String>,
}

impl Rows {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { bounds, sheet: Sheet::default(), number: 0, cells: BTreeMap::new(), wrong: None }
    }

    /// Takes a cell at a row and a column, both from 0: its text, or what is wrong with it. Empty cells count for nothing,
    /// wherever they stand.
    pub(super) fn cell(
        &mut self,
        (row, column): (u32, u32),
        value: Result<String, String>,
        take: &mut Take,
    ) -> Result<(), ReadError> {
        if value.as_ref().is_ok_and(String::is_empty) {
            return Ok(());
        }
        let cell = || cell_name(column, row + 1);
        let wrong = |why: &str| ReadError::Cell { cell: cell(), why: why.to_owned() };
        // Titles and empty rows count too.
        let last = self.bounds.rows.saturating_add(1000);
        if column as usize >= COLUMNS_MAX || row >= last {
            let (columns, rows) = (COLUMNS_MAX, last);
            return Err(wrong(&format!(
                "a sheet may have {columns} columns and {rows} rows at most; delete what is further"
            )));
        }
        if value.as_ref().is_ok_and(|text| text.len() > self.bounds.cell && text.chars().count() > self.bounds.cell) {
            return Err(wrong(&format!("it has more than {} characters", self.bounds.cell)));
        }
        if row + 1 < self.number {
            return Err(wrong("the rows of the sheet are out of order, or one is there twice"));
        }
        if row + 1 > self.number {
            self.flush(take)?;
            self.number = row + 1;
        }
        match value {
            Ok(text) => {
                if self.cells.insert(column, text).is_some() {
                    return Err(wrong("the cell is there twice"));
                }
            }
            Err(why) => {
                let why = format!("cell {} {why}", cell());
                self.wrong.get_or_insert(why);
            }
        }
        Ok(())
    }

    /// Takes a cell of which only is known that it follows the last one.
    fn after_last(&mut self, why: &str) {
        let place = match self.cells.last_key_value() {
            Some((column, _)) => format!("the cell after {} {why}", cell_name(*column, self.number)),
            None => format!("a cell of the row {why}"),
        };
        self.wrong.get_or_insert(place);
    }

    fn flush(&mut self, take: &mut Take) -> Result<(), ReadError> {
        let (cells, wrong) = (std::mem::take(&mut self.cells), self.wrong.take());
        if cells.is_empty() && wrong.is_none() {
            return Ok(());
        }
        let width = cells.last_key_value().map_or(0, |(column, _)| *column as usize + 1);
        let mut row = vec![String::new(); width];
        cells.into_iter().for_each(|(column, text)| row[column as usize] = text);
        self.sheet.row(self.number, wrong.map_or(Ok(&row[..]), Err), take)
    }

    pub(super) fn end(mut self, take: &mut Take, read: SheetRead) -> Result<Columns, ReadError> {
        self.flush(take)?;
        let columns = self.sheet.end().map_err(|error| match error {
            ReadError::Malformed(why) if !read.others.is_empty() => {
                let (name, others) = (&read.name, read.others.join("`, `"));
                ReadError::Malformed(format!("sheet `{name}`: {why}; name another sheet (`{others}`) with `sheet=`"))
            }
            other => other,
        })?;
        Ok(Columns { sheet: Some(read), ..columns })
    }
}

/// A workbook of some kilobytes can unpack to gigabytes: what it unpacks to is counted first.
fn bounded<R: Read + Seek>(from: &mut R, bounds: Bounds) -> Result<(), ReadError> {
    let broken = |error: String| ReadError::Malformed(format!("not a workbook: {error}"));
    let mut archive = zip::ZipArchive::new(from).map_err(|error| broken(error.to_string()))?;
    let mut rest = bounds.unpacked;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        let name = entry.name().map_err(|error| broken(error.to_string()))?.to_ascii_lowercase();
        // Sheets are read as they come; everything else is kept in memory.
        let streamed = name.starts_with("xl/worksheets/") || name == "content.xml";
        let most = if streamed { rest } else { rest.min(bounds.kept) };
        let size = io::copy(&mut entry.take(most + 1), &mut io::sink()).map_err(|error| broken(error.to_string()))?;
        if size > most {
            return Err(ReadError::TooLarge(most));
        }
        rest -= size;
    }
    Ok(())
}

fn text(cell: &DataRef) -> Result<String, String> {
    Ok(match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        // Dates from 1900 to 9999.
        DataRef::DateTime(date) if (0.0..2_958_466.0).contains(&date.as_f64()) => match date.as_datetime() {
            Some(moment) if moment.time() == chrono::NaiveTime::MIN => moment.date().to_string(),
            Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => return Err("holds a date that does not exist".to_owned()),
        },
        DataRef::DateTime(_) => return Err("holds a date that does not exist".to_owned()),
        DataRef::DateTimeIso(date) => date.strip_suffix("T00:00:00").unwrap_or(date).to_owned(),
        DataRef::DurationIso(_) => return Err("holds a duration".to_owned()),
        DataRef::Error(error) => return Err(format!("holds the error {error}")),
    })
}
