//! No bytes make a reader of files panic, or go on without end.

use std::io::Write as _;

use presence_core::import::Row;
use presence_formats::{Bounds, Format, Table, read, to_csv, to_xlsx};
use proptest::prelude::*;

const BOUNDS: Bounds = Bounds { rows: 1000, unpacked: 4 << 20, kept: 1 << 20, cell: 32_767 };

/// Reads bytes as every format; what comes of it does not matter here, only that something does.
fn survive(bytes: &[u8]) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    for format in Format::ALL {
        let mut rows: Vec<Row> = Vec::new();
        drop(read(&file, *format, None, BOUNDS, &mut |row| rows.push(row)));
        assert!(rows.len() <= 1000);
    }
}

fn table() -> Table {
    let columns = ["presence", "status", "effective_on", "note"].map(|name| (name.into(), Vec::new())).to_vec();
    let row = |text: &str| ["ken-hra", "active", "2024-06-18", text].map(str::to_owned).to_vec();
    Table { name: "rows", columns, rows: ["", "a;b,c\"d\"", "=1+1", "é\nñ"].map(row).to_vec(), about: Vec::new() }
}

/// Changes some bytes of a file.
fn broken(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let places = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    (places, any::<prop::sample::Index>(), any::<bool>()).prop_map(move |(places, end, cut)| {
        let mut bytes = whole.clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

/// How many files of each kind are tried; `tests/drills/fuzz.sh` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400)
}

/// The files that were misread once.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = format!("{}/tests/fixtures/files", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&file).unwrap()))
        .collect();
    files.sort();
    files
}

/// Some bytes of a file, changed, left out and doubled: always the same for a seed.
fn changed(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut state = seed | 1;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..1 + next(6) {
        if bytes.is_empty() {
            break;
        }
        let (at, length) = (next(bytes.len()), 1 + next(24));
        let end = (at + length).min(bytes.len());
        match next(5) {
            0 => bytes[at] = next(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => drop(bytes.splice(at..end, b"4294967296".iter().copied())),
            _ => bytes[at..end].reverse(),
        }
    }
    bytes
}

fn repacked(book: &[u8], which: prop::sample::Index, seed: u64) -> Vec<u8> {
    use std::io::{Cursor, Read as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let which = which.index(archive.len());
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut content) = (part.name().unwrap().to_string(), Vec::new());
        part.read_to_end(&mut content).unwrap();
        let content = if index == which { changed(&content, seed) } else { content };
        packed.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        packed.write_all(&content).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        survive(&bytes);
    }

    #[test]
    fn text_that_looks_like_a_file(text in "(presence|status|note|#status|[;,\t\"'\r\n{}\\[\\]:=+@-]|[a-z0-9é\u{feff}]){0,200}") {
        survive(text.as_bytes());
    }

    #[test]
    fn broken_csv(bytes in broken(to_csv(&table()))) {
        survive(&bytes);
    }

    #[test]
    fn broken_fixtures(which in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let fixtures = fixtures();
        let (_, bytes) = which.get(&fixtures);
        survive(&changed(bytes, seed));
    }

    /// What is inside an archive is checked by its own sum: it is changed before it is packed.
    #[test]
    fn broken_parts_of_workbooks(which in any::<prop::sample::Index>(), part in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let books: Vec<_> = fixtures().into_iter().filter(|(name, _)| name.ends_with("xlsx") || name.ends_with("ods")).collect();
        survive(&repacked(&which.get(&books).1, part, seed));
    }

    #[test]
    fn broken_workbooks(bytes in broken(to_xlsx(&table()).unwrap())) {
        survive(&bytes);
    }
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let columns = vec![("note".into(), Vec::new())];
    let rows = (0..40_000).map(|number| vec![format!("{number} {}", "a".repeat(200))]).collect();
    let bytes = to_xlsx(&Table { name: "rows", columns, rows, about: Vec::new() }).unwrap();
    assert!(bytes.len() < 1 << 20, "small when packed: {}", bytes.len());
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let refused = read(&file, Format::Xlsx, None, BOUNDS, &mut |_| ()).unwrap_err();
    assert!(refused.to_string().contains("unpacks"), "{refused}");
}
