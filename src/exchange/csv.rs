//! Reads CSV: RFC 4180, with commas, semicolons or tabs, as spreadsheets write it.

use std::io::BufRead;

use super::{ReadError, Take, columns::Sheet};
use crate::registry::import::Columns;

const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) fn read(mut from: impl BufRead, take: &mut Take) -> Result<Columns, ReadError> {
    let begin = from.fill_buf()?;
    if begin.starts_with(b"PK\x03\x04") {
        return Err(ReadError::Malformed("this is a workbook, not CSV; send it as XLSX".to_owned()));
    }
    let delimiter = delimiter(begin.strip_prefix(BOM).unwrap_or(begin));
    if begin.starts_with(BOM) {
        from.consume(BOM.len());
    }
    // The last line counts as a line also when it does not end.
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(from.chain(&b"\n"[..]));
    let (mut sheet, mut record, mut number, mut line) = (Sheet::default(), csv::ByteRecord::new(), 0, 1);
    let mut cells = Vec::new();
    while reader.read_byte_record(&mut record).map_err(|error| ReadError::Malformed(error.to_string()))? {
        // A spreadsheet counts empty lines, and counts a cell of several lines once.
        let within: usize = record.iter().map(|cell| cell.iter().filter(|&&byte| byte == b'\n').count()).sum();
        let end = reader.position().line();
        let empty = (end - line).saturating_sub(1 + within as u64);
        number += 1 + u32::try_from(empty).unwrap_or(u32::MAX);
        line = end;
        cells.clear();
        for cell in &record {
            let text = std::str::from_utf8(cell).map_err(|_| {
                let detail = format!("row {number} is not UTF-8: save the file as \"CSV UTF-8\"");
                ReadError::Malformed(detail)
            })?;
            cells.push(text.trim().to_owned());
        }
        sheet.row(number, Ok(&cells), take)?;
    }
    sheet.end()
}

/// The delimiter that the first line with one has most of, outside quotes.
fn delimiter(begin: &[u8]) -> u8 {
    for line in begin.split(|&byte| byte == b'\n') {
        let (mut quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0)]);
        for byte in line {
            quoted ^= *byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == byte && !quoted) {
                *count += 1;
            }
        }
        let most = counts.iter().rev().max_by_key(|(_, count)| *count);
        if let Some((delimiter, 1..)) = most {
            return *delimiter;
        }
    }
    b','
}
