//! Lists and statistics as files: every format, by parameter and by `Accept`; and back in as an import.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::harness::{TestApp, on_both};

on_both! {
    formats_are_chosen files_have_the_whole_list sheets_are_typed_and_say_what_they_are
    nothing_is_taken_for_a_formula what_is_exported_can_be_sent_back long_lists_are_streamed
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn formats_are_chosen(app: &mut TestApp) {
    for (format, kind) in [
        ("json", "application/json"),
        ("ndjson", "application/x-ndjson"),
        ("csv", "text/csv; charset=utf-8"),
        ("hxl", "text/csv; charset=utf-8"),
        ("geojson", "application/geo+json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let answer = app.get(&format!("/v1/presences?format={format}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{format}");
        let name = answer.header("content-disposition");
        assert_eq!(name.starts_with("attachment; filename=\"presences-r"), format != "json", "{name}");
        let tag = answer.header("etag").to_owned();
        let again = app.send("GET", &format!("/v1/presences?format={format}"), &[("if-none-match", &tag)], "");
        assert_eq!(again.status, 304, "{format}");
    }
    let accept =
        |value: &str| app.send("GET", "/v1/presences", &[("accept", value)], "").header("content-type").to_owned();
    assert_eq!(accept("text/csv"), "text/csv; charset=utf-8");
    assert_eq!(accept("application/geo+json, */*;q=0.1"), "application/geo+json");
    assert_eq!(accept("text/html,application/xhtml+xml,*/*;q=0.8"), "application/json");
    let one = app.send("GET", "/v1/presences/ken-hra", &[("accept", "text/csv")], "");
    assert_eq!(one.header("content-type"), "application/json");
    assert!(one.header("vary").contains("Accept"));
    for wrong in
        ["/v1/status-updates?format=geojson", "/v1/presences?format=csv&format=csv", "/v1/presences/ken-hra?format=csv"]
    {
        assert_eq!(app.get(wrong).status, 400, "{wrong}");
    }
    assert_eq!(app.get("/v1/statistics?group_by=region&format=csv").text.lines().count(), 6);
}

fn files_have_the_whole_list(app: &mut TestApp) {
    assert_eq!(app.get("/v1/presences?format=csv").text.lines().count(), 96);
    assert_eq!(app.get("/v1/presences?format=hxl").text.lines().count(), 97);
    assert_eq!(app.get("/v1/presences?format=ndjson&type=human_rights_adviser").text.lines().count(), 44);
    let limited = app.get("/v1/presences?format=ndjson&limit=10");
    assert_eq!(limited.text.lines().count(), 10);
    let next = limited.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    let first: Value = serde_json::from_str(app.get(&next).text.lines().next().unwrap()).unwrap();
    assert_eq!(first["code"], app.get("/v1/presences?limit=11").json["data"][10]["code"]);
    let fields = app.get("/v1/presences?format=csv&fields=code,point&code=ken-hra").text;
    assert_eq!(fields, "code,point.lat,point.lon\r\nken-hra,-1.2833,36.8167\r\n");
    let map = app.get("/v1/presences?format=geojson").json;
    let features = map["features"].as_array().unwrap();
    let kenya = features.iter().find(|feature| feature["id"] == "ken-hra").unwrap();
    assert_eq!(
        (features.len(), &kenya["geometry"]),
        (95, &json!({"type": "Point", "coordinates": [36.8167, -1.2833]}))
    );
    assert!(kenya["properties"]["point"].is_null() && kenya["properties"]["status"] == "active");
}

fn sheet(bytes: Vec<u8>, name: &str) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn sheets_are_typed_and_say_what_they_are(app: &mut TestApp) {
    app.post(&app.office("KEN"), KENYA, r#"{"status": "suspended", "effective_on": "2024-06-18"}"#);
    let path = "/v1/presences?format=xlsx&country=KEN&fields=code,status_since,point,revision";
    let (_, bytes) = app.bytes(path);
    let rows = sheet(bytes.clone(), "records");
    let kenya = rows.iter().find(|row| row[0] == "ken-hra").unwrap();
    assert!(matches!(&kenya[1], Data::DateTime(_)), "{:?}", kenya[1]);
    assert!(matches!(kenya[2], Data::Float(_)) && matches!(kenya[4], Data::Float(_)));
    let about = sheet(bytes.clone(), "about");
    let says = |name: &str| about.iter().find(|row| row[0] == name).unwrap()[1].to_string();
    assert_eq!((says("query"), says("revision")), (path.to_owned(), app.revision().to_string()));
    assert_eq!(app.bytes(path).1, bytes, "the same revision makes the same bytes");
}

fn nothing_is_taken_for_a_formula(app: &mut TestApp) {
    let note = r#"{"status": "active", "effective_on": "2024-06-18", "note": "=HYPERLINK(\"http://x\")"}"#;
    let kenya = app.office("KEN");
    assert_eq!(app.post(&kenya, KENYA, note).status, 201);
    let csv = app.get_as(&kenya, "/v1/status-updates?format=csv").text;
    assert!(csv.contains("'=HYPERLINK") && !csv.contains(",=") && !csv.contains("\"="), "{csv}");
}

fn what_is_exported_can_be_sent_back(app: &mut TestApp) {
    let desk = app.desk();
    for date in ["2024-06-11", "2024-06-12"] {
        let body = format!(
            r#"{{"status": "suspended", "operating_mode": "remote", "operating_from": {{"country": "UGA"}},
               "effective_on": "{date}", "note": "=x, \"y\""}}"#
        );
        assert_eq!(app.post(&desk, KENYA, &body).status, 201);
    }
    let before = app.revision();
    for list in ["presences", "adviser-posts", "status-updates"] {
        for (format, read_as) in [("csv", "csv"), ("hxl", "csv"), ("ndjson", "ndjson"), ("xlsx", "xlsx")] {
            let bearer = format!("Bearer {desk}");
            let file =
                app.exchange("GET", &format!("/v1/{list}?format={format}"), &[("authorization", &bearer)], b"").1;
            let path = format!("/v1/imports?format={read_as}");
            let import = app.send_bytes("POST", &path, &[("authorization", &bearer)], &file);
            assert_eq!(import.json["state"], "completed", "{list} {format}: {}", import.text);
            assert_eq!(import.json["totals"]["read"], import.json["totals"]["unchanged"], "{list} {format}");
        }
    }
    assert_eq!(app.revision(), before);
    // What cannot be set is refused where it was changed.
    let changed = app.get("/v1/presences?format=csv&code=ken-hra").text.replace(",suspended,", ",active,");
    let headers = [("authorization", format!("Bearer {desk}")), ("content-type", "text/csv".to_owned())];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = app.send("POST", "/v1/imports", &headers, &changed);
    assert_eq!(refused.json["rows"][0]["problem"]["errors"][0]["code"], "read_only", "{}", refused.text);
    let update = app.get_as(&desk, "/v1/status-updates?format=csv").text.replace("2024-06-12", "2024-06-13");
    let refused = app.send("POST", "/v1/imports", &headers, &update);
    assert_eq!(refused.json["state"], "rejected", "a recorded update is never changed: {}", refused.text);
}

fn long_lists_are_streamed(app: &mut TestApp) {
    let kenya = app.office("KEN");
    let bearer = format!("Bearer {kenya}");
    let many = crate::imports::many(2500, None);
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/csv")];
    let accepted = app.send("POST", "/v1/imports", &headers, &many);
    crate::imports::finished(app, &kenya, accepted.header("location"));
    for format in ["csv", "ndjson"] {
        let answer = app.get_as(&kenya, &format!("/v1/status-updates?format={format}"));
        assert_eq!(answer.text.lines().count(), 2500 + usize::from(format == "csv"));
        assert_eq!(answer.header("content-length"), "", "made while it is sent");
    }
}
