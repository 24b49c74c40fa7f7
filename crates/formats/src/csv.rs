//! Reads CSV: RFC 4180, with commas, semicolons or tabs, as spreadsheets write it. Quotes that do not fit are refused,
//! never guessed at: rows between two stray quotes would vanish into a cell.

use std::io::BufRead;

use super::{
    Bounds, ReadError, Take,
    columns::{COLUMNS_MAX, Sheet, is_known},
    sniff,
};
use presence_core::import::{Columns, cell_name};

const BOM: &[u8] = b"\xef\xbb\xbf";
/// How many lines are looked at for the header when the delimiter is chosen.
const LOOK_AT: usize = 20;

pub(super) fn read(mut from: impl BufRead, bounds: Bounds, take: &mut Take) -> Result<Columns, ReadError> {
    let begin = from.fill_buf()?;
    if let Some(detail) = sniff::not_text(begin) {
        return Err(ReadError::Malformed(detail));
    }
    let delimiter = delimiter(begin.strip_prefix(BOM).unwrap_or(begin));
    if begin.starts_with(BOM) {
        from.consume(BOM.len());
    }
    let (mut rows, mut sheet) = (Rows::new(from, delimiter, bounds.cell), Sheet::default());
    while let Some(number) = rows.next()? {
        sheet.row(number, Ok(&rows.cells), take)?;
    }
    sheet.end()
}

/// The delimiter with which one of the first lines is a header; else the one that the first line with one has most of.
fn delimiter(begin: &[u8]) -> u8 {
    let lines = || begin.split(|byte| matches!(byte, b'\n' | b'\r')).take(LOOK_AT);
    let known = |delimiter: u8| {
        let names = |line: &[u8]| {
            let cells = line.split(|byte| *byte == delimiter);
            cells.filter(|cell| is_known(String::from_utf8_lossy(cell).trim().trim_matches('"'))).count()
        };
        lines().map(names).max().unwrap_or(0)
    };
    // In the order of preference where two are equal.
    let delimiters = [b'\t', b';', b','];
    let best = delimiters.into_iter().max_by_key(|delimiter| known(*delimiter)).unwrap_or(b',');
    if known(best) > 0 {
        return best;
    }
    let count = |line: &[u8], delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    let most = |line: &[u8]| delimiters.into_iter().max_by_key(|delimiter| count(line, *delimiter));
    lines().find_map(|line| most(line).filter(|delimiter| count(line, *delimiter) > 0)).unwrap_or(b',')
}

/// The rows of a file. A row is numbered as a spreadsheet does it: empty lines count, a cell of several lines counts once.
struct Rows<R> {
    from: R,
    delimiter: u8,
    /// The most characters of a cell.
    longest: usize,
    /// The number of the row that is read next.
    number: u32,
    cells: Vec<String>,
    cell: Vec<u8>,
}

/// Where in a cell the reader is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Start,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the cell ends, or the quote was doubled.
    Quote,
}

impl<R: BufRead> Rows<R> {
    fn new(from: R, delimiter: u8, longest: usize) -> Self {
        Self { from, delimiter, longest, number: 1, cells: Vec::new(), cell: Vec::new() }
    }

    /// Reads a row into `cells`; its number, or `None` at the end.
    fn next(&mut self) -> Result<Option<u32>, ReadError> {
        self.cells.clear();
        let mut within = Within::Start;
        loop {
            let Some(byte) = self.byte()? else {
                if within == Within::Quoted {
                    return Err(self.wrong("the quote that begins it is never closed"));
                }
                if within == Within::Start && self.cells.is_empty() {
                    return Ok(None);
                }
                self.end_cell()?;
                return Ok(Some(self.number));
            };
            within = match (within, byte) {
                (Within::Quoted, b'"') => Within::Quote,
                (Within::Quoted, _) | (Within::Quote, b'"') => {
                    self.push(byte)?;
                    Within::Quoted
                }
                (_, b'\n' | b'\r') => {
                    if byte == b'\r' && self.from.fill_buf()?.first() == Some(&b'\n') {
                        self.from.consume(1);
                    }
                    self.end_cell()?;
                    self.number += 1;
                    return Ok(Some(self.number - 1));
                }
                (_, byte) if byte == self.delimiter => {
                    self.end_cell()?;
                    Within::Start
                }
                (Within::Start, b'"') => Within::Quoted,
                (Within::Quote, _) => {
                    return Err(self.wrong("something follows the closing quote; a quote within a cell is doubled"));
                }
                (_, b'"') => {
                    let why = "a quote stands inside an unquoted cell; put the cell in quotes and double the quote";
                    return Err(self.wrong(why));
                }
                _ => {
                    self.push(byte)?;
                    Within::Plain
                }
            };
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, ReadError> {
        let byte = self.from.fill_buf()?.first().copied();
        self.from.consume(usize::from(byte.is_some()));
        Ok(byte)
    }

    fn push(&mut self, byte: u8) -> Result<(), ReadError> {
        self.cell.push(byte);
        // A character has four bytes at most.
        if self.cell.len() > self.longest * 4 { Err(self.too_long()) } else { Ok(()) }
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        if self.cells.len() == COLUMNS_MAX {
            return Err(ReadError::too_many_columns());
        }
        let Ok(text) = std::str::from_utf8(&self.cell) else {
            let cell = cell_name(u32::try_from(self.cells.len()).unwrap_or(u32::MAX), self.number);
            return Err(ReadError::Malformed(format!("cell {cell} is not UTF-8: save the file as \"CSV UTF-8\"")));
        };
        if text.len() > self.longest && text.chars().count() > self.longest {
            return Err(self.too_long());
        }
        self.cells.push(text.trim().to_owned());
        self.cell.clear();
        Ok(())
    }

    fn too_long(&self) -> ReadError {
        self.wrong(&format!("it has more than {} characters", self.longest))
    }

    fn wrong(&self, why: &str) -> ReadError {
        let column = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        ReadError::Cell { cell: cell_name(column, self.number), why: why.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
        let mut rows = Rows::new(text.as_bytes(), b',', 100);
        let mut read = Vec::new();
        while let Some(number) = rows.next()? {
            read.push((number, rows.cells.clone()));
        }
        Ok(read)
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does_it() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "\"two\nlines\",x", "last,y"].join(end);
            for text in [text.clone(), text + end] {
                let read = rows(&text).unwrap();
                let numbers: Vec<_> = read.iter().map(|(number, _)| *number).collect();
                assert_eq!(numbers, [1, 2, 3, 4], "{text:?}");
                assert_eq!(read[2].1, ["two\nlines", "x"]);
                assert_eq!(read[3].1, ["last", "y"]);
            }
        }
        assert_eq!(rows("\"a \"\"b\"\"\",\n").unwrap()[0].1, ["a \"b\"", ""]);
        assert_eq!(rows("").unwrap(), []);
    }

    #[test]
    fn quotes_that_do_not_fit_are_named() {
        let wrong = |text: &str| match rows(text) {
            Err(ReadError::Cell { cell, .. }) => cell,
            other => panic!("{text:?}: {other:?}"),
        };
        assert_eq!(wrong("a,b\nc,\"open\nd,e\n"), "B2");
        assert_eq!(wrong("a,b\nc,5\" pipe\n"), "B2");
        assert_eq!(wrong("a,\"b\" c\n"), "B1");
        assert_eq!(wrong(&format!("a,{}", "x".repeat(101))), "B1");
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_header() {
        assert_eq!(delimiter(b"Monthly status, June 2024\npresence;status;effective_on\n"), b';');
        assert_eq!(delimiter(b"presence\tstatus\n"), b'\t');
        assert_eq!(delimiter(b"\"presence\",\"status\"\n"), b',');
        assert_eq!(delimiter(b"a;b\nc;d"), b';');
        assert_eq!(delimiter(b""), b',');
    }
}
