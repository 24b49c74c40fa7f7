//! No bytes make a reader of files panic, or go on without end.

use std::io::Write as _;

use presence_registry::{
    exchange::{Bounds, Format, Table, read, to_csv, to_xlsx},
    registry::import::Row,
};
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

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
