//! Reads workbooks: the first sheet or a named one, dates as dates or as text, formulas by their values.

use std::io::{self, Read, Seek};

use calamine::{Data, Reader as _, Xlsx};

use super::{ReadError, Take, columns::Sheet};
use crate::registry::import::Columns;

pub(super) fn read<R: Read + Seek>(
    mut from: R,
    sheet: Option<&str>,
    unpacked: u64,
    take: &mut Take,
) -> Result<Columns, ReadError> {
    bounded(&mut from, unpacked)?;
    from.rewind()?;
    let broken = |error: calamine::XlsxError| ReadError::Malformed(format!("not a workbook that can be read: {error}"));
    let mut book = Xlsx::new(from).map_err(broken)?;
    let names = book.sheet_names();
    let name = match sheet {
        None => names.first().ok_or_else(|| ReadError::Malformed("the workbook has no sheet".to_owned()))?,
        Some(wanted) => names.iter().find(|name| *name == wanted).ok_or_else(|| {
            ReadError::Malformed(format!("there is no sheet `{wanted}`; the workbook has {}", names.join(", ")))
        })?,
    };
    let range = book.worksheet_range(&name.clone()).map_err(broken)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let (mut rows, mut cells) = (Sheet::default(), Vec::new());
    for (number, row) in (first_row + 1..).zip(range.rows()) {
        cells.clear();
        // The range begins at the first cell that is filled; columns are counted from A.
        cells.resize(first_column as usize, String::new());
        let mut wrong = None;
        for (at, cell) in (first_column..).zip(row) {
            cells.push(text(cell).unwrap_or_else(|error| {
                let column = Columns([(String::new(), at)].into());
                wrong = Some(format!("cell {} {error}", column.cell("", number).unwrap_or_default()));
                String::new()
            }));
        }
        rows.row(number, wrong.map_or(Ok(&cells[..]), Err), take)?;
    }
    rows.end()
}

/// A workbook of some kilobytes can unpack to gigabytes: what it unpacks to is counted first.
fn bounded<R: Read + Seek>(from: &mut R, most: u64) -> Result<(), ReadError> {
    let broken = |error: String| ReadError::Malformed(format!("not a workbook: {error}"));
    let mut archive = zip::ZipArchive::new(from).map_err(|error| broken(error.to_string()))?;
    let mut rest = most;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        let size = io::copy(&mut entry.take(rest + 1), &mut io::sink()).map_err(|error| broken(error.to_string()))?;
        rest = rest.checked_sub(size).ok_or(ReadError::TooLarge(most))?;
    }
    Ok(())
}

fn text(cell: &Data) -> Result<String, String> {
    Ok(match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Bool(truth) => truth.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        // Dates from 1900 to 9999.
        Data::DateTime(date) if (0.0..2_958_466.0).contains(&date.as_f64()) => match date.as_datetime() {
            Some(moment) if moment.time() == chrono::NaiveTime::MIN => moment.date().to_string(),
            Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => return Err("holds a date that does not exist".to_owned()),
        },
        Data::DateTime(_) => return Err("holds a date that does not exist".to_owned()),
        Data::DateTimeIso(date) => date.strip_suffix("T00:00:00").unwrap_or(date).to_owned(),
        Data::DurationIso(_) => return Err("holds a duration".to_owned()),
        Data::Error(error) => return Err(format!("holds the error {error}")),
    })
}
