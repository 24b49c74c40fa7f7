//! What a document is, by its content: PDF or DOCX. What a sender calls it counts for nothing.

use std::io::{self, Cursor, Read as _};

/// What is taken as a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// PDF.
    Pdf,
    /// Office Open XML, without macros.
    Docx,
}

/// How many bytes a DOCX may unpack to, and how many parts it may have.
const UNPACKED: (u64, usize) = (128 << 20, 5000);
/// How much of a part that has to be looked into is read.
const PART: u64 = 4 << 20;
/// The main part of a document without macros. One with macros, or a template, has another.
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

impl Document {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Docx];

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// What its files' names end with.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }

    /// What these bytes are.
    ///
    /// # Errors
    /// Why they are neither.
    pub fn of(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with(b"%PDF-") {
            return pdf(bytes).map(|()| Self::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return docx(bytes).map(|()| Self::Docx);
        }
        Err("it is neither PDF nor DOCX".to_owned())
    }
}

/// Readers look for the trailer within the last kilobyte.
fn pdf(bytes: &[u8]) -> Result<(), String> {
    let end = &bytes[bytes.len().saturating_sub(1024)..];
    let has = |mark: &[u8]| end.windows(mark.len()).any(|window| window == mark);
    if has(b"startxref") && has(b"%%EOF") { Ok(()) } else { Err("it begins like a PDF but has no end".to_owned()) }
}

/// Some kilobytes can unpack to gigabytes, and what an archive says of its sizes may be a lie: what it unpacks to is
/// counted.
fn docx(bytes: &[u8]) -> Result<(), String> {
    let broken = |error: zip::result::ZipError| format!("it is an archive that cannot be read: {error}");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut rest, parts) = UNPACKED;
    if archive.len() > parts {
        return Err(format!("it has more than {parts} parts"));
    }
    let (mut types, mut main) = (None, false);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.to_ascii_lowercase();
        let unreadable = |error: io::Error| format!("its part {name} cannot be read: {error}");
        let mut looked_into = Vec::new();
        if name == "[content_types].xml" || name.ends_with("settings.xml.rels") {
            (&mut entry).take(PART).read_to_end(&mut looked_into).map_err(unreadable)?;
        }
        let more = io::copy(&mut entry.take(rest + 1), &mut io::sink()).map_err(unreadable)?;
        let size = looked_into.len() as u64 + more;
        let enough = || format!("it unpacks to more than {} bytes", UNPACKED.0);
        rest = rest.checked_sub(size).ok_or_else(enough)?;
        if more > 0 && !looked_into.is_empty() {
            return Err(format!("its part {name} is too long"));
        }
        let text = String::from_utf8_lossy(&looked_into).into_owned();
        if name.contains("vbaproject") || name.contains("vbadata") || name.contains("activex") {
            return Err("it contains macros or controls: send it without".to_owned());
        }
        if text.contains("attachedTemplate") && text.contains("External") {
            return Err("it fetches a template from elsewhere: send it without".to_owned());
        }
        main |= name == "word/document.xml";
        if name == "[content_types].xml" {
            types = Some(text);
        }
    }
    let types = types.filter(|_| main).ok_or("it is an archive, but no DOCX")?;
    if types.contains("macroEnabled") || types.contains("vbaProject") {
        return Err("it contains macros: send it without".to_owned());
    }
    if types.contains(MAIN) { Ok(()) } else { Err("it is not a DOCX file: its main part is something else".to_owned()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    const TYPES: &[u8] = br#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

    #[test]
    fn documents_are_known_by_their_content() {
        assert_eq!(Document::of(b"%PDF-1.7\n...\nstartxref\n9\n%%EOF\n"), Ok(Document::Pdf));
        let good = archive(&[("[Content_Types].xml", TYPES), ("word/document.xml", b"<w:document/>")]);
        assert_eq!(Document::of(&good), Ok(Document::Docx));
        let cut = &good[..good.len() - 40];
        for wrong in [b"", b"%PDF-1.7\n".as_slice(), b"<html>%PDF-1.7 startxref %%EOF", b"PK\x03\x04", cut] {
            assert!(Document::of(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn archives_that_are_something_else_are_refused() {
        let main = ("word/document.xml", b"<w:document/>".as_slice());
        let macros =
            String::from_utf8_lossy(TYPES).replace(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml");
        let remote = br#"<Relationship Type="http://x/attachedTemplate" Target="https://x" TargetMode="External"/>"#;
        let types = ("[Content_Types].xml", TYPES);
        for parts in [
            vec![main],
            vec![types],
            vec![("[Content_Types].xml", macros.as_bytes()), main],
            vec![types, main, ("word/vbaProject.bin", b"x")],
            vec![types, main, ("word/_rels/settings.xml.rels", remote)],
            vec![("[Content_Types].xml", b"<Types/>".as_slice()), main],
        ] {
            let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
            assert!(Document::of(&archive(&parts)).is_err(), "{names:?}");
        }
    }

    #[test]
    fn a_small_archive_that_unpacks_to_much_is_refused() {
        let zeros = vec![0; 65 << 20];
        let bomb =
            archive(&[("[Content_Types].xml", TYPES), ("word/document.xml", b"x"), ("a", &zeros), ("b", &zeros)]);
        assert!(bomb.len() < 1 << 20);
        assert!(Document::of(&bomb).unwrap_err().contains("unpacks"));
    }
}
