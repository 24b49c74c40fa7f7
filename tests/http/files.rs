//! Files that were misread once: each is read as it is meant, or refused with the cell and what to do.

use serde_json::Value;

use crate::harness::{Answer, TestApp, on_both};

on_both! { every_case_has_its_right_answer a_small_workbook_takes_little_memory a_wide_file_is_refused_briefly formulas_never_get_out sheets_are_chosen open_documents_are_read }

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn send(app: &TestApp, token: &str, query: &str, bytes: &[u8]) -> Answer {
    let bearer = format!("Bearer {token}");
    app.send_bytes("POST", &format!("/v1/imports?{query}"), &[("authorization", &bearer)], bytes)
}

fn try_out(app: &TestApp, token: &str, name: &str) -> Answer {
    let format = name.rsplit('.').next().unwrap();
    send(app, token, &format!("dry_run=true&mode=partial&format={format}"), &fixture(name))
}

/// Each row: its cell, and what is wrong with it.
fn rows(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let rows = answer.json["rows"].as_array().unwrap_or_else(|| panic!("{}", answer.text)).iter();
    rows.map(|row| (text(&row["cell"]), row["problem"]["detail"].as_str().unwrap_or("").to_owned())).collect()
}

fn every_case_has_its_right_answer(app: &mut TestApp) {
    let (kenya, desk) = (app.office("KEN"), app.desk());
    let refused = |name: &str, status: u16, said: &str| {
        let answer = try_out(app, &kenya, name);
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        assert!(answer.text.contains(said), "{name}: {said} is not in {}", answer.text);
    };
    refused("unclosed-quote.csv", 422, "cell D2");
    refused("stray-quotes.csv", 422, "cell D2");
    refused("hxl-tag-twice.csv", 422, "twice");
    refused("header-only.csv", 400, "no rows");
    refused("readme-first.xlsx", 400, "sheet=");

    let read = |name: &str| {
        let answer = try_out(app, &kenya, name);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
        answer
    };
    let far = read("far-cell.xlsx");
    assert_eq!(far.json["totals"]["read"], 1, "a blank cell is none: {}", far.text);
    let hidden = read("hidden-first-sheet.xlsx");
    assert_eq!(hidden.json["sheet"], "New");
    assert!(!hidden.text.contains("suspended"), "{}", hidden.text);
    let formulas = rows(&read("formula-without-value.xlsx"));
    assert!(formulas[0].1.contains("cell D2 is a formula without a stored value"), "{formulas:?}");
    assert!(formulas[1].1.contains("cell C3"), "{formulas:?}");
    let errors = rows(&read("modern-error.xlsx"));
    for (row, cell) in errors.iter().zip(["C2", "B3", "D4"]) {
        assert!(row.1.contains(&format!("cell {cell} contains the error")), "{errors:?}");
    }
    assert_eq!(rows(&read("crlf-without-last-line-end.csv"))[1].0, "B3");
    for name in ["title-with-comma.csv", "code-with-rtl-mark.csv", "full-width.csv"] {
        let read = read(name);
        assert_eq!(read.json["totals"]["rejected"], 0, "{name}: {}", read.text);
    }
    let names = try_out(app, &desk, "name-and-name-fr.csv");
    assert_eq!(names.json["totals"]["updated"], 1, "{}", names.text);
    let thousands = rows(&try_out(app, &desk, "thousands.csv"));
    assert!(thousands[0].1.contains("120000") && thousands[0].1.contains("120,000"), "{thousands:?}");

    let city =
        "presence,status,effective_on,operating_mode,operating_from.city\nken-hra,active,2024-06-18,remote,Nairobi\n";
    let city = send(app, &kenya, "dry_run=true&format=csv", city.as_bytes());
    assert_eq!(city.json["rows"][0]["problem"]["errors"].as_array().unwrap().len(), 1, "{}", city.text);

    let first = send(app, &kenya, "format=csv", &fixture("note-lf.csv"));
    assert_eq!(first.json["totals"]["updated"], 1, "{}", first.text);
    let second = send(app, &kenya, "format=csv", &fixture("note-crlf.csv"));
    assert_eq!(second.json["totals"]["unchanged"], 1, "{}", second.text);
    let composed = "presence,status,effective_on,note\nken-hra,active,2022-05-02,caf\u{e9}\n";
    assert_eq!(send(app, &kenya, "format=csv", composed.as_bytes()).json["totals"]["updated"], 1);
    let decomposed = composed.replace('\u{e9}', "e\u{301}");
    assert_eq!(send(app, &kenya, "format=csv", decomposed.as_bytes()).json["totals"]["unchanged"], 1);
}

/// A workbook whose cells all name one shared text of a mebibyte.
fn shared_text(cells: usize) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        ),
    );
    part("xl/sharedStrings.xml", &format!("<sst xmlns=\"{main}\"><si><t>{}</t></si></sst>", "x".repeat(1 << 20)));
    let rows: String =
        (1..=cells).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    part("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"));
    archive.finish().unwrap().into_inner()
}

fn a_small_workbook_takes_little_memory(app: &mut TestApp) {
    let token = app.office("KEN");
    let bomb = shared_text(12_000);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let refused = send(app, &token, "dry_run=true&format=xlsx", &bomb);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("A1") && refused.text.len() < 10_000, "{}", refused.text);
    let peak = app.peak_memory();
    assert!(peak < 512 << 20, "{peak} bytes");
}

fn a_wide_file_is_refused_briefly(app: &mut TestApp) {
    let token = app.office("KEN");
    for columns in [300, 20_000, 700_000] {
        for name in ["x", "#x"] {
            let wide = format!("presence,status{}\n", format!(",{name}").repeat(columns));
            let refused = send(app, &token, "dry_run=true&format=csv", wide.as_bytes());
            assert_eq!(refused.status, 422, "{}", refused.text);
            assert!(refused.text.contains("256 columns"), "{}", refused.text);
        }
    }
    let unknown = format!("presence,status{}\nken-hra,active\n", ",x".repeat(200));
    let refused = send(app, &token, "dry_run=true&format=csv", unknown.as_bytes());
    assert_eq!(
        (refused.json["errors"].as_array().unwrap().len(), refused.json["more_errors"].as_u64()),
        (100, Some(100))
    );
    assert!(refused.text.len() < 64 << 10, "{}", refused.text.len());
}

fn formulas_never_get_out(app: &mut TestApp) {
    let token = app.office("KEN");
    let notes = ["=1+1", "＝1+1", "＠x", "－1", "'=1", "''=1", "a;=cmd|' /C calc'!A0;b"];
    for (day, note) in (1..).zip(notes) {
        let body = serde_json::json!({"status": "active", "effective_on": format!("2024-06-{day:02}"), "note": note});
        let made = app.post(&token, "/v1/presences/ken-hra/status-updates", &body.to_string());
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let path = "/v1/presences/ken-hra/status-updates?format=csv&fields=presence,status,effective_on,note";
    let csv = app.get_as(&token, path).text;
    for risky in [",=", ",＝", ",＠", ",－", ";=cmd|' /C calc'!A0;b\r\n"] {
        assert!(!csv.contains(risky), "{risky}: {csv}");
    }
    // What was guarded comes back as it was.
    let back = send(app, &token, "dry_run=true&format=csv", csv.as_bytes());
    assert_eq!(back.json["totals"]["unchanged"], notes.len(), "{}", back.text);
}

fn sheets_are_chosen(app: &mut TestApp) {
    let token = app.office("KEN");
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["Jan", "Feb"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (at, title) in (0..).zip(["presence", "status", "effective_on"]) {
            sheet.write_string(0, at, title).unwrap();
        }
        let date = if name == "Jan" { "2024-01-31" } else { "2024-02-29" };
        for (at, cell) in (0..).zip(["ken-hra", "active", date]) {
            sheet.write_string(1, at, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let first = send(app, &token, "dry_run=true&format=xlsx", &bytes);
    assert_eq!((first.json["sheet"].as_str(), first.json["other_sheets"][0].as_str()), (Some("Jan"), Some("Feb")));
    let second = send(app, &token, "dry_run=true&format=xlsx&sheet=Feb", &bytes);
    assert_eq!(second.json["sheet"], "Feb", "{}", second.text);
    for (begin, said) in
        [(&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], ".xls"), (b"hello", ".xlsx"), (b"PK\x03\x04x", "workbook")]
    {
        let refused = send(app, &token, "format=xlsx", begin);
        assert!(refused.status == 400 && refused.text.contains(said), "{}", refused.text);
    }
}

fn open_documents_are_read(app: &mut TestApp) {
    let token = app.office("KEN");
    let read = send(app, &token, "mode=partial&format=xlsx", &fixture("calc.ods"));
    assert_eq!((read.status, &read.json["sheet"]), (200, &serde_json::json!("New")), "{}", read.text);
    assert_eq!(
        (&read.json["totals"]["updated"], &read.json["totals"]["rejected"]),
        (&1.into(), &1.into()),
        "{}",
        read.text
    );
    let wrong = &rows(&read)[1];
    assert!(wrong.1.contains("cell C5 is a formula without a stored value"), "{wrong:?}");
    assert_eq!(read.json["rows"][0]["row"], 4, "empty rows count");
    let update = &app.get_as(&token, "/v1/presences/ken-hra/status-updates").json["data"][0];
    assert_eq!((&update["effective_on"], &update["note"]), (&"2024-03-05".into(), &"one & two\nthree".into()));
    let bomb = send(app, &token, "dry_run=true&format=xlsx", &fixture("repeated.ods"));
    assert!(
        bomb.status == 422 || bomb.status == 200 && bomb.json["totals"]["rejected"] == bomb.json["totals"]["read"],
        "{}",
        bomb.text
    );
    assert!(app.peak_memory() < 512 << 20);
}
