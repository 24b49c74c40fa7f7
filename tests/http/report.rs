//! The report: its figures are those of the API, its texts those of the desk, and the same revision gives the same bytes.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::{
    coverage::{change, create, example},
    harness::{Answer, TestApp, on_both},
};

on_both! {
    every_figure_is_what_its_query_answers
    texts_are_filled_in_and_kept_by_version
    what_is_wrong_with_a_text_is_said
    the_same_revision_gives_the_same_bytes
    languages_fall_back_to_english_and_say_so
    formats_are_asked_for_by_name_or_by_accept
    nothing_in_a_text_becomes_markup
}

const REPORT: &str = "/v1/reports/adviser-programme";

fn filled(app: &TestApp) -> String {
    let desk = app.desk();
    example(app, &desk);
    for (code, country) in [("sen-1", "SEN"), ("tgo-1", "TGO")] {
        let request = json!({"code": code, "requester": "state", "requested_by": "A State", "country": country,
            "purpose": "Advice", "received_on": "2024-05-02"});
        create(app, &desk, "/v1/post-requests", &request);
    }
    let text = json!({"code": "achievements", "body": {
        "en": "Of {{posts.total}} posts, {{ posts.encumbered }} are encumbered.\n\nMoney: {{funding.received}}.",
        "fr": "Sur {{posts.total}} postes, {{posts.encumbered}} sont pourvus."}});
    create(app, &desk, "/v1/report-texts", &text);
    desk
}

/// A section's paragraphs, each as one text.
fn paragraphs(report: &Value, section: &str) -> Vec<String> {
    let found = report["sections"].as_array().unwrap().iter().find(|it| it["code"] == section).unwrap();
    let blocks = found["blocks"].as_array().unwrap().iter().filter(|block| block["type"] == "paragraph");
    blocks
        .map(|block| block["runs"].as_array().unwrap().iter().map(|run| run["text"].as_str().unwrap()).collect())
        .collect()
}

fn every_figure_is_what_its_query_answers(app: &mut TestApp) {
    filled(app);
    for asked in ["", "?on=2024-07-15", "?as_of=440"] {
        let report = app.get(&format!("{REPORT}{asked}")).json;
        let figures = report["figures"].as_array().unwrap();
        assert!(figures.len() > 45);
        for figure in figures {
            assert_eq!(figure["revision"], report["revision"]);
            let answer = app.get(figure["query"].as_str().unwrap());
            assert_eq!(answer.status, 200, "{figure}: {}", answer.text);
            let Some(at) = figure["at"].as_str() else { continue };
            let told = answer.json.pointer(at).unwrap_or_else(|| panic!("{figure}: {}", answer.text));
            let told = told.as_array().map_or_else(|| told.clone(), |list| json!(list.len()));
            assert_eq!(told, figure["value"], "{figure} of {asked}");
        }
    }
    let july = app.get(&format!("{REPORT}?on=2024-07-15")).json;
    let value = |name: &str| {
        let figures = july["figures"].as_array().unwrap();
        figures.iter().find(|figure| figure["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(value("funding.received"), 215_000_00, "as in the worked example");
    assert_eq!((value("posts.total"), value("presences.human_rights_advisers")), (json!(44), json!(44)));
    assert_eq!((value("demand.unmet"), value("demand.longest_wait")), (json!(2), json!(74)));
    // Vacant and under recruitment: bra, ury, lka; encumbered or temporarily filled: ken, npl, per, zmb.
    assert_eq!(value("posts.vacancy_rate"), 43);
    for section in july["sections"].as_array().unwrap() {
        for block in section["blocks"].as_array().unwrap().iter().filter(|block| block["query"].is_string()) {
            let answer = app.get(block["query"].as_str().unwrap());
            assert_eq!(answer.status, 200, "{}: {}", block["query"], answer.text);
        }
    }
}

fn texts_are_filled_in_and_kept_by_version(app: &mut TestApp) {
    let desk = filled(app);
    let before = app.revision();
    let first = app.get(&format!("{REPORT}?on=2024-07-15")).json;
    assert_eq!(paragraphs(&first, "achievements"), ["Of 44 posts, 3 are encumbered.", "Money: $215,000."]);
    let codes: Vec<_> = first["sections"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["summary", "status", "achievements", "challenges", "annex"]);
    let mut numbers = Vec::new();
    for section in first["sections"].as_array().unwrap() {
        let blocks = section["blocks"].as_array().unwrap().iter().filter(|block| block["type"] == "paragraph");
        numbers.extend(blocks.map(|block| block["number"].as_u64().unwrap()));
    }
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "numbered through");
    change(app, &desk, "/v1/report-texts/achievements", &json!({"body": {"en": "New."}}));
    create(
        app,
        &desk,
        "/v1/adviser-posts/ken-hra-1/status-updates",
        &json!({"status": "vacant", "effective_on": "2024-07-01"}),
    );
    assert_eq!(paragraphs(&app.get(REPORT).json, "achievements"), ["New."]);
    let then = app.get(&format!("{REPORT}?on=2024-07-15&as_of={before}"));
    assert_eq!(then.json, first, "as it was known then");
    assert_eq!(app.get("/v1/report-texts/achievements/history").json["data"].as_array().unwrap().len(), 2);
}

fn what_is_wrong_with_a_text_is_said(app: &mut TestApp) {
    let (desk, revision) = (app.desk(), app.revision());
    let refused = |body: Value| {
        let answer = app.post(&desk, "/v1/report-texts", &body.to_string());
        assert_eq!(answer.status, 422, "{}", answer.text);
        let fault = &answer.json["errors"][0];
        (
            fault["pointer"].as_str().unwrap().to_owned(),
            fault["code"].as_str().unwrap().to_owned(),
            fault["allowed"].clone(),
        )
    };
    let text = |fr: &str| json!({"code": "vision", "body": {"en": "Fine.", "fr": fr}});
    let (pointer, code, allowed) = refused(text("Il y a {{posts.happy}} postes."));
    assert_eq!((pointer.as_str(), code.as_str()), ("/body/fr", "unknown_placeholder"));
    assert!(allowed.as_array().unwrap().contains(&json!("posts.encumbered")), "{allowed}");
    assert_eq!(refused(text(&"x".repeat(50_001))).1, "too_long");
    assert_eq!(refused(json!({"code": "epilogue", "body": "x"})).0, "/code");
    assert_eq!(refused(json!({"code": "vision", "body": {"fr": "Rien"}})).0, "/body/en");
    assert_eq!(app.revision(), revision, "nothing was written");
    let long = json!({"code": "vision", "body": {"en": "x".repeat(50_000), "ar": "ح".repeat(50_000), "zh": "人".repeat(50_000)}});
    assert_eq!(app.post(&desk, "/v1/report-texts", &long.to_string()).status, 201);
    let wrong = app.patch(&desk, "/v1/report-texts/vision", "*", r#"{"body": {"en": "{{ }}"}}"#);
    assert_eq!((wrong.status, wrong.fault()), (422, "unknown_placeholder"));
    assert_eq!(app.post(&app.office("KEN"), "/v1/report-texts", &text("x").to_string()).status, 403);
}

fn the_same_revision_gives_the_same_bytes(app: &mut TestApp) {
    let desk = filled(app);
    let revision = app.revision();
    let all = |app: &TestApp, more: &str| {
        ["json", "html", "docx"].map(|format| app.bytes(&format!("{REPORT}?format={format}{more}")).1)
    };
    let first = all(app, "");
    app.restart();
    assert!(all(app, "") == first, "made anew");
    change(app, &desk, "/v1/donors/fund", &json!({"closes_on": null}));
    assert!(all(app, "") != first);
    assert!(all(app, &format!("&as_of={revision}")) == first, "made of the past");
    let tag = app.get(&format!("{REPORT}?as_of={revision}"));
    let again = app.send("GET", &format!("{REPORT}?as_of={revision}"), &[("if-none-match", tag.header("etag"))], "");
    assert_eq!(again.status, 304);
}

fn languages_fall_back_to_english_and_say_so(app: &mut TestApp) {
    filled(app);
    let english = app.get(&format!("{REPORT}?lang=en")).json;
    for lang in ["fr", "es", "ar", "ru", "zh"] {
        let report = app.get(&format!("{REPORT}?lang={lang}")).json;
        assert_eq!(report["language"], lang);
        for (one, other) in report["sections"].as_array().unwrap().iter().zip(english["sections"].as_array().unwrap()) {
            assert!(
                !one["heading"].as_str().unwrap().starts_with("report-")
                    && (one["heading"] != other["heading"] || lang == "fr"),
                "{}",
                one["heading"]
            );
        }
        let section = report["sections"].as_array().unwrap().iter().find(|it| it["code"] == "achievements").unwrap();
        let first = &section["blocks"][0];
        assert_eq!(first["fallback"], lang != "fr");
        assert_eq!(first["language"], if lang == "fr" { "fr" } else { "en" });
        let page = app.get(&format!("{REPORT}?lang={lang}&format=html"));
        assert_eq!(page.header("content-language"), lang);
        assert_eq!(page.text.contains("<span lang=\"en\" dir=\"ltr\">"), lang != "fr");
        let direction = if lang == "ar" { "rtl" } else { "ltr" };
        assert!(page.text.contains(&format!("<html lang=\"{lang}\" dir=\"{direction}\">")));
    }
    let french = app.send("GET", REPORT, &[("accept-language", "fr-CH")], "").json;
    assert_eq!(paragraphs(&french, "achievements"), ["Sur 43 postes, 3 sont pourvus."]);
    assert_eq!(app.get(&format!("{REPORT}?lang=de")).status, 400);
}

fn formats_are_asked_for_by_name_or_by_accept(app: &mut TestApp) {
    filled(app);
    let ask = |query: &str, accept: &str| -> Answer {
        app.send("GET", &format!("{REPORT}{query}"), &[("accept", accept)], "")
    };
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    for (query, accept, kind) in [
        ("", "*/*", "application/json"),
        ("", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("", docx, docx),
        ("?format=docx", "text/html", docx),
        ("?format=json", "text/html", "application/json"),
    ] {
        let answer = ask(query, accept);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{query} {accept}");
        assert!(answer.header("vary").contains("Accept"));
    }
    assert!(ask("?format=docx", "*/*").header("content-disposition").contains("adviser-programme-r"));
    assert!(ask("?format=html", "*/*").header("content-security-policy").starts_with("default-src 'none'"));
    for wrong in ["?format=pdf", "?format=json&format=html", "?colour=red", "?as_of=99999999", "?on=yesterday"] {
        assert_eq!(app.get(&format!("{REPORT}{wrong}")).status, 400, "{wrong}");
    }
}

fn nothing_in_a_text_becomes_markup(app: &mut TestApp) {
    let desk = app.desk();
    let text = "<script>alert(1)</script> & \"quotes\" ]]> </w:t>\u{200f} {{posts.total}}";
    create(app, &desk, "/v1/report-texts", &json!({"code": "introduction", "body": text}));
    let page = app.get(&format!("{REPORT}?format=html")).text;
    assert!(
        !page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;")
    );
    let (_, file) = app.bytes(&format!("{REPORT}?format=docx"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut document = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut document).unwrap();
    assert!(document.contains("&lt;script&gt;alert(1)") && document.contains("]]&gt; &lt;/w:t&gt;"));
    for name in
        ["[Content_Types].xml", "word/styles.xml", "word/numbering.xml", "word/footer1.xml", "docProps/core.xml"]
    {
        assert!(archive.by_name(name).is_ok(), "{name}");
    }
}
