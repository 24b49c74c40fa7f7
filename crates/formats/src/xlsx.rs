//! Reads workbooks cell by cell: the first visible sheet or a named one, dates as dates or as text, formulas by the values
//! that are stored with them. What a workbook claims (its dimensions, its counts) is never believed.

use std::io::{self, Read, Seek};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    Bounds, ReadError, Take, ods,
    rows::{Rows, choose},
    sniff::{self, Book},
};
use presence_core::import::Columns;

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
            Err(XlsxError::CellError(error)) => rows.after_last(&format!("contains the error {error}")),
            Err(error) => return Err(broken(&error)),
        }
    }
    rows.end(take, chosen)
}

fn broken(error: &XlsxError) -> ReadError {
    ReadError::Malformed(format!("not a workbook that can be read: {error}"))
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
            None => return Err("contains a date that does not exist".to_owned()),
        },
        DataRef::DateTime(_) => return Err("contains a date that does not exist".to_owned()),
        DataRef::DateTimeIso(date) => date.strip_suffix("T00:00:00").unwrap_or(date).to_owned(),
        DataRef::DurationIso(_) => return Err("contains a duration".to_owned()),
        DataRef::Error(error) => return Err(format!("contains the error {error}")),
    })
}
