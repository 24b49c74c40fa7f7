//! Imports: one file, a report that names the cell, safe to send twice.

use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, on_both};

on_both! {
    every_format_is_read
    spreadsheets_are_read_as_people_write_them
    an_atomic_import_is_all_or_nothing
    a_partial_import_takes_the_good_rows
    a_dry_run_writes_nothing
    rows_see_the_rows_before_them
    the_same_file_twice_changes_nothing
    a_reference_is_recorded_once
    a_key_makes_an_import_safe_to_send_twice
    a_template_sent_back_changes_nothing
    the_desk_adds_and_describes_records
    an_office_cannot_touch_others
    files_that_cannot_be_read_are_refused_whole
    large_imports_go_on_by_themselves
    imports_belong_to_their_office
    an_id_tells_nothing_of_others
    reports_come_in_every_format
}

pub const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];

pub fn import(app: &TestApp, token: &str, query: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend(headers);
    app.send("POST", &format!("/v1/imports{query}"), &all, body)
}

/// The totals as `read created updated unchanged rejected skipped`.
fn totals(answer: &Answer) -> [u64; 6] {
    ["read", "created", "updated", "unchanged", "rejected", "skipped"]
        .map(|name| answer.json["totals"][name].as_u64().unwrap_or_else(|| panic!("{}", answer.text)))
}

fn every_format_is_read(app: &mut TestApp) {
    let token = app.office("KEN");
    let json = r#"[{"presence": "ken-hra", "status": "suspended", "effective_on": "2024-06-01"},
                   {"post": "ken-hra-1", "status": "vacant", "effective_on": "2024-06-01", "note": "é"}]"#;
    let done = import(app, &token, "", &[("content-type", "application/json")], json);
    assert_eq!((done.status, totals(&done)), (200, [2, 0, 2, 0, 0, 0]), "{}", done.text);
    let row = &done.json["rows"][0];
    assert_eq!((row["record"].as_str(), row["old_status"].as_str()), (Some("ken-hra"), Some("active")));
    assert_eq!((row["new_status"].as_str(), row["outcome"].as_str()), (Some("suspended"), Some("updated")));
    let revision = row["revision"].as_u64().unwrap();
    assert_eq!(app.get(&format!("/v1/status-updates/{revision}")).json["effective_on"], "2024-06-01");

    let lines = "{\"presence\": \"ken-hra\", \"status\": \"active\", \"effective_on\": \"2024-06-02\"}\n\n\
                 {\"post\": \"ken-hra-1\", \"status\": \"encumbered\", \"effective_on\": \"2024-06-02\"}";
    let done = import(app, &token, "", &[("content-type", "application/x-ndjson")], lines);
    assert_eq!(totals(&done), [2, 0, 2, 0, 0, 0], "{}", done.text);
    assert_eq!(done.json["rows"][1]["row"], 3, "lines are counted as an editor counts them");

    let csv =
        "post,status,effective_on,presence\r\nken-hra-1,frozen,2024-06-03,\r\n,drawing_down,2024-06-03,ken-hra\r\n";
    let done = import(app, &token, "", CSV, csv);
    assert_eq!(totals(&done), [2, 0, 2, 0, 0, 0], "{}", done.text);
    assert_eq!(app.get("/v1/presences/ken-hra").json["status"], "drawing_down");
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1").json["status"], "frozen");

    let mut book = rust_xlsxwriter::Workbook::new();
    let dates = rust_xlsxwriter::Format::new().set_num_format("d.m.yyyy");
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "Monthly status of Kenya", &rust_xlsxwriter::Format::new()).unwrap();
    for (at, name) in ["Presence", "Status", "Effective on", "Note", "Post"].iter().enumerate() {
        sheet.write_string(2, at as u16, *name).unwrap();
    }
    sheet.write_string(3, 0, "ken-hra").unwrap();
    sheet.write_formula(3, 1, rust_xlsxwriter::Formula::new("=\"active\"").set_result("active")).unwrap();
    let date = chrono::NaiveDate::from_ymd_opt(2024, 6, 4).unwrap();
    sheet.write_datetime_with_format(3, 2, date, &dates).unwrap();
    sheet.write_number(3, 3, 42).unwrap();
    sheet.write_string(4, 2, "2024-06-04").unwrap();
    sheet.write_string(4, 1, "nonsense").unwrap();
    sheet.write_string(4, 4, "ken-hra-1").unwrap();
    sheet.write_blank(9, 0, &dates).unwrap();
    book.add_worksheet().set_name("empty").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let done = send(app, &token, "?mode=partial&format=xlsx", &bytes);
    assert_eq!((done.status, totals(&done)), (200, [2, 0, 1, 0, 1, 0]), "{}", done.text);
    assert_eq!((done.json["rows"][1]["row"].as_u64(), done.json["rows"][1]["cell"].as_str()), (Some(5), Some("B5")));
    let update = &app.get_as(&token, "/v1/presences/ken-hra/status-updates").json["data"][0];
    assert_eq!((update["effective_on"].as_str(), update["note"].as_str()), (Some("2024-06-04"), Some("42")));
    let none = send(app, &token, "?format=xlsx&sheet=empty", &bytes);
    assert_eq!(none.status, 400, "{}", none.text);
    assert!(send(app, &token, "?format=xlsx&sheet=other", &bytes).json["detail"].as_str().unwrap().contains("empty"));
}

fn send(app: &TestApp, token: &str, query: &str, body: &[u8]) -> Answer {
    app.send_bytes("POST", &format!("/v1/imports{query}"), &[("authorization", &format!("Bearer {token}"))], body)
}

fn spreadsheets_are_read_as_people_write_them(app: &mut TestApp) {
    let token = app.office("KEN");
    let files = [
        // Excel in a country where the comma is in numbers: a mark, semicolons, CRLF, empty rows at the end.
        "\u{feff}presence;status;effective_on;note\r\nken-hra;suspended;2024-06-01;\"says \"\"so\"\"; twice\"\r\n;;;\r\n;;;\r\n",
        // LibreOffice: tabs, a title, a note of two lines.
        "Status of June\t\t\t\nPRESENCE\tStatus \tEffective on\tnote\nken-hra\tactive\t2024-06-02\t\"one\ntwo\"\n",
        // HXL tags under headers in French.
        "Présence,Statut,Date,Mot\n#loc+presence+code,#status,#date+effective,#description+note\nken-hra,suspended,2024-06-03,\n",
    ];
    for file in files {
        let done = import(app, &token, "", CSV, file);
        assert_eq!((done.status, totals(&done)), (200, [1, 0, 1, 0, 0, 0]), "{file}: {}", done.text);
    }
    let updates = app.get_as(&token, "/v1/presences/ken-hra/status-updates").json;
    assert_eq!(updates["data"][1]["note"], "one\ntwo");
    assert_eq!(updates["data"][2]["note"], "says \"so\"; twice");
    let rows =
        "presence,status,effective_on,note\n\nken-hra,active,2024-06-04,\"a\nb\"\n\nken-hra,nonsense,2024-06-04,\n";
    let done = import(app, &token, "?mode=partial", CSV, rows);
    let numbers: Vec<_> =
        done.json["rows"].as_array().unwrap().iter().map(|row| row["row"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [3, 5], "rows are counted as a spreadsheet counts them");
    assert_eq!(done.json["rows"][1]["cell"], "B5");
    let latin = send(app, &token, "?format=csv", b"presence,status,note\nken-hra,active,caf\xe9\n");
    assert_eq!(latin.status, 400);
    assert!(latin.text.contains("UTF-8"), "{}", latin.text);
}

const MIXED: &str = "presence,post,status,effective_on\n\
    ken-hra,,suspended,2024-06-01\n\
    ,ken-hra-1,planned,2024-06-01\n\
    ken-hra,,active,2024-02-30\n";

fn an_atomic_import_is_all_or_nothing(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let done = import(app, &token, "", CSV, MIXED);
    assert_eq!((done.status, done.json["state"].as_str()), (200, Some("rejected")));
    assert_eq!((totals(&done), app.revision()), ([3, 0, 0, 0, 2, 1], before));
    let rows = done.json["rows"].as_array().unwrap();
    assert_eq!((rows[0]["outcome"].as_str(), &rows[0]["revision"]), (Some("skipped"), &Value::Null));
    assert_eq!((rows[1]["cell"].as_str(), rows[2]["cell"].as_str()), (Some("C3"), Some("D4")));
    // What is wrong with a row is what a single request is told.
    let single = app.post(
        &token,
        "/v1/adviser-posts/ken-hra-1/status-updates",
        r#"{"status": "planned", "effective_on": "2024-06-01"}"#,
    );
    let problem = &rows[1]["problem"];
    for field in ["type", "title", "status", "detail"] {
        assert_eq!(problem[field], single.json[field]);
    }
    assert_eq!(problem["errors"][0]["allowed"], single.json["errors"][0]["allowed"]);
    // A fault at any row, in any place, leaves nothing.
    for bad in 0..5 {
        let mut file = "presence,status,effective_on\n".to_owned();
        for row in 0..5 {
            let status = if row == bad { "nonsense" } else { ["active", "suspended"][row % 2] };
            file += &format!("ken-hra,{status},2024-06-{:02}\n", row + 1);
        }
        assert_eq!(import(app, &token, "", CSV, &file).json["state"], "rejected");
    }
    assert_eq!(app.revision(), before);
}

fn a_partial_import_takes_the_good_rows(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let done = import(app, &token, "?mode=partial", CSV, MIXED);
    assert_eq!((done.json["state"].as_str(), totals(&done)), (Some("completed"), [3, 0, 1, 0, 2, 0]));
    assert_eq!(app.revision(), before + 1);
}

fn a_dry_run_writes_nothing(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let trial = import(app, &token, "?mode=partial&dry_run=true", CSV, MIXED);
    assert_eq!((totals(&trial), app.revision()), ([3, 0, 1, 0, 2, 0], before));
    let done = import(app, &token, "?mode=partial", CSV, MIXED);
    assert_eq!(totals(&done), totals(&trial), "what it said is what happens");
}

fn rows_see_the_rows_before_them(app: &mut TestApp) {
    let token = app.desk();
    let file = "presence,status,effective_on,reason\n\
        per-hra,drawing_down,2024-05-01,funding\nper-hra,closed,2024-06-01,funding\nper-hra,drawing_down,2024-07-01,\n";
    let done = import(app, &token, "", CSV, file);
    let third = &done.json["rows"][2];
    assert_eq!(
        (third["outcome"].as_str(), third["old_status"].as_str()),
        (Some("rejected"), Some("closed")),
        "{third}"
    );
    assert_eq!(third["problem"]["errors"][0]["code"], "transition_not_allowed");
}

fn the_same_file_twice_changes_nothing(app: &mut TestApp) {
    let token = app.office("KEN");
    let file = "presence,post,status,effective_on,note\n\
        ken-hra,,suspended,2024-06-01,flood\nken-hra,,active,2024-06-10,\n,ken-hra-1,vacant,2024-06-01,\n\
        ,ken-hra-1,encumbered,2024-06-05,\nken-hra,,active,2024-06-30,monthly\n";
    assert_eq!(totals(&import(app, &token, "", CSV, file)), [5, 0, 5, 0, 0, 0]);
    let revision = app.revision();
    for mode in ["", "?mode=partial", "?dry_run=true"] {
        let again = import(app, &token, mode, CSV, file);
        assert_eq!((totals(&again), app.revision()), ([5, 0, 0, 5, 0, 0], revision), "{}", again.text);
    }
    // Nor does it undo a correction that was made in between.
    let updates = app.get("/v1/presences/ken-hra/status-updates?sort=id").json;
    let first = updates["data"][0]["id"].clone();
    let body = json!({"status": "drawing_down", "effective_on": "2024-06-01", "supersedes": first});
    let corrected = app.post(&token, "/v1/presences/ken-hra/status-updates", &body.to_string());
    assert_eq!(corrected.status, 201, "{}", corrected.text);
    assert_eq!(totals(&import(app, &token, "", CSV, file)), [5, 0, 0, 5, 0, 0]);
}

fn a_reference_is_recorded_once(app: &mut TestApp) {
    let token = app.office("KEN");
    let file = "presence,status,effective_on,reference\nken-hra,active,2024-06-30,KEN-06\n";
    let first = import(app, &token, "", CSV, file);
    assert_eq!(totals(&first), [1, 0, 1, 0, 0, 0]);
    // In another file, and as a single update: nothing is recorded twice.
    let other = "reference,presence,status,effective_on,note\nKEN-06,ken-hra,active,2024-06-30,\nKEN-07,ken-hra,active,2024-07-31,x\n";
    let second = import(app, &token, "", CSV, other);
    assert_eq!(totals(&second), [2, 0, 1, 1, 0, 0], "{}", second.text);
    assert_eq!(second.json["rows"][0]["revision"], first.json["rows"][0]["revision"]);
    let body = r#"{"status": "active", "effective_on": "2024-06-30", "reference": "KEN-06"}"#;
    let single = app.post(&token, "/v1/presences/ken-hra/status-updates", body);
    assert_eq!((single.status, single.header("idempotency-replayed")), (201, "true"));
    assert_eq!(single.json["id"], first.json["rows"][0]["revision"]);
    app.restart();
    let changed =
        import(app, &token, "", CSV, "presence,status,effective_on,reference\nken-hra,suspended,2024-06-30,KEN-06\n");
    assert_eq!(changed.json["rows"][0]["problem"]["errors"][0]["code"], "reference_used");
    assert_eq!(changed.json["rows"][0]["cell"], "D2");
    // Another office has references of its own.
    let desk =
        import(app, &app.desk(), "", CSV, "presence,status,effective_on,reference\nper-hra,active,2024-06-30,KEN-06\n");
    assert_eq!(totals(&desk), [1, 0, 1, 0, 0, 0]);
    assert_eq!(app.get("/v1/status-updates").json["data"][0]["reference"], Value::Null, "not for the public");
}

fn a_key_makes_an_import_safe_to_send_twice(app: &mut TestApp) {
    let token = app.office("KEN");
    let headers = [CSV[0], ("idempotency-key", "june")];
    let file = "presence,status,effective_on\nken-hra,suspended,2024-06-01\n";
    let first = import(app, &token, "", &headers, file);
    app.restart();
    let again = import(app, &token, "", &headers, file);
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, "true"));
    assert_eq!((again.text, again.headers.get("location")), (first.text.clone(), first.headers.get("location")));
    for (query, body) in [("", "presence,status,effective_on\nken-hra,active,2024-06-02\n"), ("?mode=partial", file)] {
        assert_eq!(import(app, &token, query, &headers, body).json["type"], "/problems/idempotency-key-reused");
    }
    let key = [("idempotency-key", "june")];
    let body = r#"{"status": "active", "effective_on": "2024-06-02"}"#;
    let other = app.post_with(&token, "/v1/presences/ken-hra/status-updates", &key, body);
    assert_eq!(other.json["type"], "/problems/idempotency-key-reused");
    // Two at once: one effect.
    let before = app.revision();
    let headers = [CSV[0], ("idempotency-key", "july")];
    let file = "presence,status,effective_on\nken-hra,active,2024-07-01\n";
    let app = &*app;
    let answers: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..8).map(|_| scope.spawn(|| import(app, &token, "", &headers, file))).collect();
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count(), 1);
    assert_eq!(app.revision(), before + 1);
}

fn a_template_sent_back_changes_nothing(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    for format in ["csv", "xlsx", "json", "ndjson"] {
        let (answer, bytes) = app.bytes(&format!("/v1/imports/template.{format}?office=KEN"));
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-disposition").contains(&format!("status-updates-KEN.{format}")));
        let done = send(app, &token, &format!("?format={format}"), &bytes);
        assert_eq!((done.status, done.json["state"].as_str()), (200, Some("completed")), "{format} {}", done.text);
        let [read, _, _, unchanged, ..] = totals(&done);
        assert!(read >= 2 && read == unchanged, "{format} {}", done.text);
    }
    let all = app.get("/v1/imports/template.csv").text;
    assert_eq!((all.lines().count(), app.revision()), (1 + 95 + 44, before));
    assert_eq!(app.get("/v1/imports/template.csv?office=XYZ").status, 400);
    assert_eq!(app.get("/v1/imports/template.pdf").status, 404);
}

fn the_desk_adds_and_describes_records(app: &mut TestApp) {
    let desk = app.desk();
    let file = "kind,code,type,status,name.en,name.fr,country,city,region,host_entity,covers,point.lat,point.lon,title,presence,grade\n\
        presence,sen-hra,human_rights_adviser,planned,Adviser,Conseiller,SEN,Dakar,africa,RCO,SEN GMB,14.69,-17.44,,,\n\
        ,sen-hra-1,,proposed,,,,,,,,,,Human Rights Adviser,sen-hra,P-4\n\
        ,ken-hra,,,,,,Nairobi City,,,,,,,,\n";
    let done = import(app, &desk, "", CSV, file);
    assert_eq!(totals(&done), [3, 2, 1, 0, 0, 0], "{}", done.text);
    let added = app.get("/v1/presences/sen-hra").json;
    assert_eq!(
        (added["name"]["fr"].as_str(), added["covers"].to_string()),
        (Some("Conseiller"), "[\"SEN\",\"GMB\"]".into())
    );
    assert_eq!(app.get("/v1/adviser-posts/sen-hra-1").json["grade"], "P-4");
    assert_eq!(app.get("/v1/presences/ken-hra").json["city"], "Nairobi City");
    let again = import(app, &desk, "", CSV, file);
    assert_eq!(totals(&again), [3, 0, 0, 3, 0, 0], "{}", again.text);
    let office = import(app, &app.office("KEN"), "", CSV, file);
    assert_eq!(office.json["rows"][2]["problem"]["status"], 403);
}

fn an_office_cannot_touch_others(app: &mut TestApp) {
    let before = app.revision();
    let file = "presence,status,effective_on\nken-hra,active,2024-06-01\nper-hra,suspended,2024-06-01\nnone-at-all,active,2024-06-01\n";
    let done = import(app, &app.office("KEN"), "", CSV, file);
    assert_eq!((totals(&done), app.revision()), ([3, 0, 0, 0, 2, 1], before));
    assert_eq!(done.json["rows"][1]["problem"]["status"], 403);
    assert_eq!(done.json["rows"][2]["problem"]["status"], 404);
    assert_eq!(import(app, "nonsense", "", CSV, file).status, 401);
    assert_eq!(app.send("POST", "/v1/imports", CSV, file).status, 401);
    for scope in ["status:write", "imports:write"] {
        let narrow = app.token(&["--office", "KEN", "--scope", scope]);
        assert_eq!(import(app, &narrow, "", CSV, file).status, 403);
    }
    let narrow = app.token(&["--desk", "--scope", "status:write,imports:write"]);
    assert_eq!(import(app, &narrow, "", CSV, "code,city\nken-hra,Mombasa\n").status, 403);
    assert_eq!(import(app, &narrow, "?dry_run=true", CSV, file).status, 200);
}

fn files_that_cannot_be_read_are_refused_whole(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let unknown = import(app, &token, "", CSV, "presence,colour\nken-hra,red\n");
    assert_eq!((unknown.status, unknown.fault()), (422, "unknown_column"));
    assert!(unknown.json["errors"][0]["allowed"].as_array().unwrap().contains(&json!("effective_on")));
    for (format, body, status) in [
        ("json", &b"{\"presence\": \"ken-hra\"}"[..], 400),
        ("json", b"[{\"presence\": \"ken-hra\"}", 400),
        ("json", b"[] []", 400),
        ("xlsx", b"presence,status\n", 400),
        ("xlsx", b"PK\x03\x04nonsense", 400),
        ("csv", b"", 400),
        ("csv", b"PK\x03\x04", 400),
        ("pdf", b"", 400),
    ] {
        let answer = send(app, &token, &format!("?format={format}"), body);
        assert_eq!(answer.status, status, "{format} {}", answer.text);
        assert!(!answer.json["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(send(app, &token, "?format=ndjson&mode=both", b"").status, 400);
    assert_eq!(send(app, &token, "?colour=red", b"").status, 400);
    assert_eq!(import(app, &token, "", &[("content-type", "text/html")], "").status, 415);
    // A row that cannot be read is a row of the report.
    let lines =
        "{\"presence\": \"ken-hra\", \"status\": \"active\"\n[]\n{\"presence\": 1}\n{\"a\": 1, \"a\": 2}\n{}\n\u{0}";
    let done = import(app, &token, "", &[("content-type", "application/x-ndjson")], lines);
    assert_eq!((done.status, totals(&done)), (200, [6, 0, 0, 0, 6, 0]), "{}", done.text);
    assert_eq!(app.revision(), before);
    app.options = ["--import-max-rows", "3", "--import-max-bytes", "1024"].map(str::to_owned).to_vec();
    app.restart();
    let many = "{}\n".repeat(4);
    let answer = import(app, &token, "", &[("content-type", "application/x-ndjson")], &many);
    assert_eq!((answer.status, answer.json["detail"].as_str().unwrap().contains('3')), (413, true));
    let answer = import(app, &token, "", CSV, &"x".repeat(2000));
    assert_eq!((answer.status, answer.json["detail"].as_str().unwrap().contains("1024")), (413, true));
}

/// Many updates of one presence, each a day after the other.
pub fn many(rows: usize, bad: Option<usize>) -> String {
    let begin = chrono::NaiveDate::from_ymd_opt(1960, 1, 1).unwrap();
    let mut file = "presence,status,effective_on,note\n".to_owned();
    for row in 0..rows {
        let day = begin + chrono::Days::new(row as u64);
        let status = if Some(row) == bad { "nonsense" } else { "active" };
        file += &format!("ken-hra,{status},{day},row {row}\n");
    }
    file
}

/// Waits until an import is done.
pub fn finished(app: &TestApp, token: &str, location: &str) -> Answer {
    for _ in 0..600 {
        let answer = app.get_as(token, location);
        assert_eq!(answer.status, 200, "{}", answer.text);
        if answer.json["state"] != "running" {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the import does not end");
}

fn large_imports_go_on_by_themselves(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let refused = import(app, &token, "", CSV, &many(1500, Some(1400)));
    assert_eq!((refused.status, refused.json["state"].as_str()), (202, Some("running")), "{}", refused.text);
    let ended = finished(app, &token, refused.header("location"));
    assert_eq!((ended.json["state"].as_str(), totals(&ended)), (Some("rejected"), [1500, 0, 0, 0, 1, 1499]));
    assert_eq!(app.revision(), before);
    let trial = import(app, &token, "?dry_run=true", CSV, &many(1500, None));
    assert_eq!(totals(&finished(app, &token, trial.header("location"))), [1500, 0, 1500, 0, 0, 0]);
    assert_eq!(app.revision(), before);
    let partial = import(app, &token, "?mode=partial", CSV, &many(1500, Some(700)));
    assert_eq!(totals(&finished(app, &token, partial.header("location"))), [1500, 0, 1499, 0, 1, 0]);
    let report = app.get_as(&token, &format!("{}/report?outcome=rejected", partial.header("location"))).json;
    assert_eq!((report["data"].as_array().unwrap().len(), report["data"][0]["cell"].as_str()), (1, Some("B702")));
    let whole = import(app, &token, "", CSV, &many(1500, None));
    assert_eq!(totals(&finished(app, &token, whole.header("location"))), [1500, 0, 1, 1499, 0, 0]);
    assert_eq!(app.revision(), before + 1500);
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn imports_belong_to_their_office(app: &mut TestApp) {
    let (kenya, peru, desk) = (app.office("KEN"), app.office("PER"), app.desk());
    let file = "presence,status,effective_on\nken-hra,active,2024-06-01\n";
    let places: Vec<_> =
        (0..3).map(|_| import(app, &kenya, "?dry_run=true", CSV, file).header("location").to_owned()).collect();
    for (token, status) in [(&kenya, 200), (&desk, 200), (&peru, 404)] {
        assert_eq!(app.get_as(token, &places[0]).status, status);
        assert_eq!(app.get_as(token, &format!("{}/report", places[0])).status, status);
    }
    assert_eq!(app.get(&places[0]).status, 401);
    assert_eq!(app.get("/v1/imports").status, 401);
    assert_eq!(app.get_as(&peru, "/v1/imports").json["page"]["total"], 0);
    let page = app.get_as(&desk, "/v1/imports?limit=2&office=KEN&state=completed,rejected").json;
    assert_eq!((page["page"]["total"].as_u64(), page["data"].as_array().unwrap().len()), (Some(3), 2));
    let rest = app.get_as(&desk, page["page"]["next"].as_str().unwrap()).json;
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["page"]["next"]), (1, &Value::Null));
    assert_eq!(rest["data"][0]["links"]["self"], places[0]);
    assert_eq!(app.get_as(&desk, "/v1/imports?state=asleep").status, 400);
}

fn reports_come_in_every_format(app: &mut TestApp) {
    let token = app.office("KEN");
    let file =
        "presence,status,effective_on,reference\nken-hra,suspended,2024-06-01,=1+1\nken-hra,nonsense,2024-06-01,\n";
    let place = import(app, &token, "?mode=partial", CSV, file).header("location").to_owned();
    let report = |format: &str| app.get_as(&token, &format!("{place}/report?format={format}"));
    assert_eq!(report("json").json["data"].as_array().unwrap().len(), 2);
    assert_eq!(report("ndjson").text.lines().count(), 2);
    let csv = report("csv");
    assert!(csv.text.contains("\r\n2,,status_update,ken-hra,'=1+1,updated,active,suspended,"), "{}", csv.text);
    assert!(csv.text.contains("\r\n3,B3,status_update,ken-hra,,rejected,"), "{}", csv.text);
    assert!(csv.header("content-disposition").contains("report.csv"));
    assert!(report("xlsx").text.starts_with("PK"));
    assert_eq!(report("pdf").status, 400);
}

fn an_id_tells_nothing_of_others(app: &mut TestApp) {
    let (kenya, peru) = (app.office("KEN"), app.office("PER"));
    let body = r#"{"status": "active", "effective_on": "2024-06-18", "note": "secret words"}"#;
    let id = app.post(&kenya, "/v1/presences/ken-hra/status-updates", body).json["id"].clone();
    let guess = |token: &str, presence: &str, note: &str| {
        let row = serde_json::json!([{"id": id, "presence": presence, "status": "active", "note": note}]);
        let answer = import(app, token, "?dry_run=true", &[("content-type", "application/json")], &row.to_string());
        (
            answer.status,
            answer.json["rows"][0]["problem"]["errors"][0]["code"].clone(),
            answer.json["rows"][0]["outcome"].clone(),
        )
    };
    assert_eq!(guess(&peru, "ken-hra", "secret words"), guess(&peru, "ken-hra", "wrong words"));
    assert_eq!(guess(&peru, "per-hra", "secret words"), guess(&peru, "per-hra", "wrong words"));
    let blind = app.token(&["--office", "KEN", "--scope", "status:write,imports:write"]);
    assert_eq!(guess(&blind, "ken-hra", "secret words").0, 403);
    assert_eq!(guess(&kenya, "ken-hra", "secret words").2, "unchanged");
}
