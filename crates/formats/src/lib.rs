//! File formats, in and out: rows of an import from JSON, NDJSON, CSV and XLSX; tables to CSV and XLSX.

mod columns;
pub mod content_sniffing;
mod csv;
pub mod export;
pub mod json;
mod ods;
pub mod report;
mod rows;
mod sniff;
mod tables;
mod xlsx;

use std::{
    fs::File,
    io::{BufReader, Seek as _},
};

pub use export::Output;
pub use tables::{Table, csv_line, guarded, to_csv, to_hxl, to_ndjson, to_xlsx, unguarded};

use presence_core::{
    Fault,
    import::{Columns, Row},
};

/// A format that rows are read from and written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// CSV (RFC 4180), in UTF-8; with commas, semicolons or tabs.
    Csv,
    /// A workbook: Office Open XML or OpenDocument.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Json, Self::Ndjson, Self::Csv, Self::Xlsx];

    /// Its name, which is also the ending of file names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// The format of this media type, without parameters.
    #[must_use]
    pub fn of_media_type(essence: &str) -> Option<Self> {
        let also = [
            ("application/ndjson", Self::Ndjson),
            ("application/jsonl", Self::Ndjson),
            ("application/csv", Self::Csv),
            ("application/vnd.oasis.opendocument.spreadsheet", Self::Xlsx),
        ];
        let own = Self::ALL.iter().map(|&format| (format.media_type(), format));
        own.chain(also).find(|(known, _)| known.eq_ignore_ascii_case(essence)).map(|(_, format)| format)
    }
}

/// Why a file cannot be read. What is wrong with a single row only is said in the report instead.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// It is not what it is said to be.
    #[error("{0}")]
    Malformed(String),
    /// Its columns are not those of an import.
    #[error("the columns cannot be used")]
    Columns(Vec<Fault>),
    /// A cell of it cannot be read.
    #[error("cell {cell}: {why}")]
    Cell {
        /// The cell's name, as spreadsheets have it.
        cell: String,
        /// What is wrong with it.
        why: String,
    },
    /// It has too many rows.
    #[error("an import may have {0} rows at most")]
    TooMany(u32),
    /// It unpacks to too many bytes.
    #[error("the workbook unpacks to more than {0} bytes")]
    TooLarge(u64),
}

impl ReadError {
    fn too_many_columns() -> Self {
        let detail = format!("a file may have {} columns at most", columns::COLUMNS_MAX);
        Self::Columns(vec![Fault::new("", "too_many_columns", detail)])
    }
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::Malformed(format!("the file cannot be read: {error}"))
    }
}

/// What bounds the reading of a file.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most rows.
    pub rows: u32,
    /// The most bytes that a workbook may unpack to.
    pub unpacked: u64,
    /// The most bytes that a part of it may unpack to that is held in memory, like its texts.
    pub kept: u64,
    /// The most characters of a cell: as many as a spreadsheet allows.
    pub cell: usize,
}

impl Bounds {
    /// The bounds for a file of this size, in bytes: what it takes grows with what was sent, not with what it claims.
    #[must_use]
    pub fn of(size: u64, rows: u32) -> Self {
        Self { rows, unpacked: (16 << 20).max(size * 20), kept: (16 << 20).max(size * 2), cell: 32_767 }
    }
}

/// Reads a file from its beginning and hands over its rows, one after the other; gives the columns of a sheet.
///
/// # Errors
/// When it cannot be read as a whole; rows may have been handed over before.
pub fn read(
    mut file: &File,
    format: Format,
    sheet: Option<&str>,
    bounds: Bounds,
    take: &mut dyn FnMut(Row),
) -> Result<Columns, ReadError> {
    file.rewind()?;
    let mut count = 0;
    let mut take = |row: Row| {
        count += 1;
        if count > bounds.rows {
            return Err(ReadError::TooMany(bounds.rows));
        }
        take(row);
        Ok(())
    };
    let reader = BufReader::with_capacity(1 << 16, file);
    match format {
        Format::Json => json::read_array(reader, &mut take).map(|()| Columns::default()),
        Format::Ndjson => json::read_lines(reader, &mut take).map(|()| Columns::default()),
        Format::Csv => csv::read(reader, bounds, &mut take),
        Format::Xlsx => xlsx::read(reader, sheet, bounds, &mut take),
    }
}

/// Takes rows until one is too many.
type Take<'a> = dyn FnMut(Row) -> Result<(), ReadError> + 'a;
