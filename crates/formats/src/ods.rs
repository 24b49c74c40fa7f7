//! Reads OpenDocument spreadsheets, cell by cell and within the same bounds as workbooks of Excel.

use std::io::{BufReader, Read, Seek};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    Bounds, ReadError, Take,
    rows::{Rows, choose},
};
use presence_core::import::Columns;

pub(super) fn read<R: Read + Seek>(
    from: R,
    sheet: Option<&str>,
    bounds: Bounds,
    take: &mut Take,
) -> Result<Columns, ReadError> {
    let mut archive = zip::ZipArchive::new(from).map_err(|error| broken(&error))?;
    let encrypted = match archive.by_name("META-INF/manifest.xml") {
        Ok(part) => {
            let mut manifest = String::new();
            part.take(bounds.kept).read_to_string(&mut manifest).map_err(|error| broken(&error))?;
            manifest.contains("encryption-data")
        }
        Err(_) => false,
    };
    if encrypted {
        let detail = "the workbook is protected by a password; save a copy without one and send that";
        return Err(ReadError::Malformed(detail.to_owned()));
    }
    let sheets = names(&mut reader(&mut archive)?)?;
    let chosen = choose(&sheets, sheet)?;
    let mut xml = reader(&mut archive)?;
    let (mut buffer, mut rows, mut here) = (Vec::new(), Rows::new(bounds), false);
    let (mut row, mut column, mut row_repeats) = (0_u32, 0_u32, 1);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Eof => break,
            Event::Start(start) if start.local_name().as_ref() == "table" => {
                here = attribute(&start, "table:name")?.as_deref() == Some(&chosen.name);
                row = 0;
            }
            Event::End(end) if end.local_name().as_ref() == "table" => here = false,
            Event::Start(start) if here && start.local_name().as_ref() == "table-row" => {
                (column, row_repeats) = (0, number(&start, "table:number-rows-repeated")?);
            }
            Event::Empty(start) if here && start.local_name().as_ref() == "table-row" => {
                row = row.saturating_add(number(&start, "table:number-rows-repeated")?);
            }
            Event::End(end) if here && end.local_name().as_ref() == "table-row" => {
                row = row.saturating_add(row_repeats)
            }
            Event::Empty(start) if here && is_cell(&start) => {
                let repeats = number(&start, "table:number-columns-repeated")?;
                column = cells(&mut rows, (row, row_repeats), (column, repeats), value(&start, "")?, take)?;
            }
            Event::Start(start) if here && is_cell(&start) => {
                let repeats = number(&start, "table:number-columns-repeated")?;
                let start = start.into_owned();
                let text = text_within(&mut xml, bounds.cell)?;
                column = cells(&mut rows, (row, row_repeats), (column, repeats), value(&start, &text)?, take)?;
            }
            _ => {}
        }
    }
    rows.end(take, chosen)
}

/// Takes a cell that may stand for several; the column that follows. Only empty ones may be many: a filled row that is
/// repeated would be rows that nobody sees.
fn cells(
    rows: &mut Rows,
    (row, row_repeats): (u32, u32),
    (column, repeats): (u32, u32),
    value: Result<String, String>,
    take: &mut Take,
) -> Result<u32, ReadError> {
    let next = column.saturating_add(repeats);
    if value.as_ref().is_ok_and(String::is_empty) {
        return Ok(next);
    }
    let value = if row_repeats > 1 { Err("is in a row that stands for several".to_owned()) } else { value };
    for column in column..next {
        // One too many ends it.
        rows.cell((row, column), value.clone(), take)?;
    }
    Ok(next)
}

type Xml<'a, R> = Reader<BufReader<zip::read::ZipFile<'a, R>>>;

fn reader<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Result<Xml<'_, R>, ReadError> {
    let part = archive.by_name("content.xml").map_err(|error| broken(&error))?;
    Ok(Reader::from_reader(BufReader::new(part)))
}

/// The names of the sheets. Whether one is hidden is said by its style.
fn names<R: Read + Seek>(xml: &mut Xml<R>) -> Result<Vec<(String, bool)>, ReadError> {
    let (mut buffer, mut hidden, mut style, mut sheets) = (Vec::new(), Vec::new(), None, Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Eof => return Ok(sheets),
            Event::Start(start) if start.local_name().as_ref() == "style" => style = attribute(&start, "style:name")?,
            Event::Start(start) | Event::Empty(start)
                if start.local_name().as_ref() == "table-properties"
                    && attribute(&start, "table:display")?.as_deref() == Some("false") =>
            {
                hidden.extend(style.take());
            }
            Event::Start(start) if start.local_name().as_ref() == "table" && sheets.len() < 1000 => {
                let style = attribute(&start, "table:style-name")?;
                let visible = style.is_none_or(|style| !hidden.contains(&style));
                sheets.push((attribute(&start, "table:name")?.unwrap_or_default(), visible));
            }
            _ => {}
        }
    }
}

fn is_cell(start: &BytesStart) -> bool {
    matches!(start.local_name().as_ref(), "table-cell" | "covered-table-cell")
}

/// The paragraphs of a cell, up to its end; notes on it are left out.
fn text_within<R: Read + Seek>(xml: &mut Xml<R>, longest: usize) -> Result<String, ReadError> {
    let (mut buffer, mut text, mut depth, mut paragraphs, mut note) = (Vec::new(), String::new(), 1, 0, 0);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Eof => return Err(ReadError::Malformed("not a workbook: it ends within a cell".to_owned())),
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    "annotation" => note = depth,
                    "p" if note == 0 => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    _ => {}
                }
            }
            Event::Empty(start) if note == 0 => match start.local_name().as_ref() {
                "s" => text.push(' '),
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                _ => {}
            },
            Event::Text(part) if note == 0 && depth > 1 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if note == 0 => {
                let entity = format!("&{};", &*part);
                text.push_str(&quick_xml::escape::unescape(&entity).map_err(|error| broken(&error))?);
            }
            Event::End(_) => {
                if note == depth {
                    note = 0;
                }
                depth -= 1;
                if depth == 0 {
                    return Ok(text.trim().to_owned());
                }
            }
            _ => {}
        }
        if text.len() > longest * 4 {
            return Err(ReadError::Malformed(format!("a cell has more than {longest} characters")));
        }
    }
}

/// What a cell holds: dates and numbers as they are stored, everything else as it is shown.
fn value(start: &BytesStart, shown: &str) -> Result<Result<String, String>, ReadError> {
    let stored = match attribute(start, "office:value-type")?.as_deref() {
        Some("date") => attribute(start, "office:date-value")?
            .map(|date| date.strip_suffix("T00:00:00").map(str::to_owned).unwrap_or(date)),
        Some("float" | "currency" | "percentage") => attribute(start, "office:value")?,
        Some("boolean") => attribute(start, "office:boolean-value")?,
        Some("string") => attribute(start, "office:string-value")?,
        _ => None,
    };
    let text = stored.unwrap_or_else(|| shown.to_owned());
    let formula = attribute(start, "table:formula")?.is_some();
    if formula && (shown.starts_with("Err:") || (shown.starts_with('#') && shown.ends_with(['!', '?', 'A']))) {
        return Ok(Err(format!("contains the error {shown}")));
    }
    if formula && text.is_empty() && attribute(start, "office:value-type")?.is_none() {
        return Ok(
            Err("is a formula without a stored value: open the file, save it once and send it again".to_owned()),
        );
    }
    Ok(Ok(text.trim().to_owned()))
}

fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, ReadError> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| broken(&error))?;
        if attribute.key.as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| broken(&error))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// How often something is repeated: once, unless it says so.
fn number(start: &BytesStart, name: &str) -> Result<u32, ReadError> {
    Ok(attribute(start, name)?.and_then(|text| text.parse().ok()).unwrap_or(1))
}

fn broken(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Malformed(format!("not a workbook that can be read: {error}"))
}
