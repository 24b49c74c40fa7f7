//! Recognises files that are not what they are said to be, and says what to do.

use std::io::{Read, Seek, SeekFrom};

/// The first bytes of a ZIP archive: workbooks of today are archives.
const ZIP: &[u8] = b"PK\x03\x04";
/// The first bytes of an OLE file: workbooks of old, and those with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How much of an OLE file is searched for the name of its encrypted part.
const SEARCHED: u64 = 1 << 20;

/// Why these first bytes are not text.
pub(super) fn not_text(begin: &[u8]) -> Option<String> {
    let what = if begin.starts_with(ZIP) {
        "this is a workbook, not CSV; send it as XLSX"
    } else if begin.starts_with(OLE) {
        "this is an Excel file, not CSV; save it as .xlsx or as CSV UTF-8"
    } else if begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff") {
        "this is UTF-16; save the file as \"CSV UTF-8\""
    } else {
        return None;
    };
    Some(what.to_owned())
}

/// What kind of workbook a file is.
#[derive(Debug, PartialEq)]
pub(super) enum Book {
    Xlsx,
    Ods,
}

/// What kind of workbook a file is; its position does not matter.
///
/// # Errors
/// What it is instead, and what to do.
pub(super) fn book<R: Read + Seek>(from: &mut R) -> Result<Book, String> {
    let mut begin = Vec::new();
    let read = from.seek(SeekFrom::Start(0)).and_then(|_| from.by_ref().take(SEARCHED).read_to_end(&mut begin));
    read.map_err(|error| format!("the file cannot be read: {error}"))?;
    if begin.starts_with(OLE) {
        // The directory of an OLE file has names in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = begin.windows(name.len()).any(|window| window == name);
        let what = if encrypted {
            "the workbook is protected by a password; save a copy without one and send that"
        } else {
            "this is an old Excel file (.xls); save it as .xlsx and send that"
        };
        return Err(what.to_owned());
    }
    if !begin.starts_with(ZIP) {
        return Err("not a workbook; save it as .xlsx, or send a text file as CSV".to_owned());
    }
    let archive = zip::ZipArchive::new(from).map_err(|error| format!("not a workbook that can be read: {error}"))?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        Ok(Book::Xlsx)
    } else if has("xl/workbook.bin") {
        Err("this is a binary Excel file (.xlsb); save it as .xlsx and send that".to_owned())
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        Ok(Book::Ods)
    } else if has("Index/Document.iwa") || has("Index.zip") {
        Err("this is a Numbers file; export it as Excel (.xlsx) or CSV and send that".to_owned())
    } else {
        Err("this is an archive, but no workbook; save it as .xlsx and send that".to_owned())
    }
}
