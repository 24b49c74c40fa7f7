//! The intake is open to all: floods, lies and nonsense.

use std::io::{Cursor, Write as _};

use serde_json::json;

use crate::{
    harness::{TestApp, on_both},
    submissions::{CALL, PDF, attach, body, correct, intake, own, submit, with_call},
};

on_both! {
   ten_thousand_submissions_from_one_address_fill_nothing
   submissions_wait_for_the_desk_up_to_a_number
   documents_are_what_they_say
   nonsense_is_refused_and_nothing_written
one_network_does_not_close_a_call }

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn ten_thousand_submissions_from_one_address_fill_nothing(app: &mut TestApp) {
    let desk = app.desk();
    assert_eq!(app.post(&desk, "/v1/calls", CALL).status, 201);
    let before = app.revision();
    let mut made = 0;
    for number in 0..10_000 {
        // The limit counts what is refused too: nonsense is no way around it.
        let answer = intake(app, &[], &if number % 7 == 3 { "{}".to_owned() } else { body("Again and again.") });
        match answer.status {
            201 => made += 1,
            422 => {}
            429 => assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0)),
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert!((15..=25).contains(&made), "{made} of 10,000 were taken");
    assert_eq!(app.revision(), before + made);
    let audit = app.get_as(&desk, "/v1/audit?limit=1000&action=refused");
    let refused = audit.json["data"].as_array().unwrap().len();
    assert!(refused <= 10, "{refused} entries in the audit trail");
    // What needs a secret is no way around it either.
    let typed = [("content-type", "application/json")];
    for end in ["withdraw", "attachment"] {
        assert_eq!(app.send("POST", &format!("/v1/submissions/sub-000000000000/{end}"), &typed, "{}").status, 429);
    }
    // A proxy's header is not believed unless the proxy is.
    assert_eq!(intake(app, &[("x-forwarded-for", "203.0.113.77")], &body("Elsewhere.")).status, 429);
    // Who reads, and who has a token, is not held up.
    assert_eq!(app.get("/v1/calls").status, 200);
    assert_eq!(app.post(&app.office("KEN"), "/v1/calls/advisers-2024/submissions", &body("A team's.")).status, 201);
}

fn submissions_wait_for_the_desk_up_to_a_number(app: &mut TestApp) {
    let desk = with_call(app);
    app.options.extend(["--submissions-waiting".to_owned(), "3".to_owned()]);
    app.restart();
    let made: Vec<_> = ["One.", "Two.", "Three."].map(|text| submit(app, text)).into();
    let full = intake(app, &[], &body("Four."));
    assert_eq!((full.status, full.header("retry-after")), (503, "3600"), "{}", full.text);
    let path = format!("{}/moderation", made[0].path);
    let decided = app.post_with(&desk, &path, &[("if-match", "*")], r#"{"status": "rejected"}"#);
    assert_eq!(decided.status, 200, "{}", decided.text);
    submit(app, "Four, at last.");
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn documents_are_what_they_say(app: &mut TestApp) {
    with_call(app);
    app.options.extend(["--attachment-max-bytes".to_owned(), "300000".to_owned()]);
    app.restart();
    let made = submit(app, "With a document.");
    let types = br#"<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let main = ("word/document.xml", b"<w:document/>".as_slice());
    let types = ("[Content_Types].xml", types.as_slice());
    let zeros = vec![0; 70 << 20];
    let good = archive(&[types, main]);
    let bomb = archive(&[types, main, ("word/a.xml", &zeros), ("word/b.xml", &zeros)]);
    assert!(bomb.len() < 300_000, "{}", bomb.len());
    let macros = archive(&[types, main, ("word/vbaProject.bin", b"x")]);
    let html = b"<!doctype html><script>alert(1)</script> startxref %%EOF";
    let before = app.revision();
    for (what, kind, name, bytes) in [
        ("PDF as DOCX", DOCX, "reply.docx", PDF),
        ("DOCX as PDF", "application/pdf", "reply.pdf", &*good),
        ("PDF with a DOCX's name", "application/pdf", "reply.docx", PDF),
        ("PDF with a page's name", "application/pdf", "reply.html", PDF),
        ("HTML as PDF", "application/pdf", "reply.pdf", html),
        ("HTML", "text/html", "reply.html", html),
        ("cut PDF", "application/pdf", "reply.pdf", &PDF[..20]),
        ("nothing", "application/pdf", "reply.pdf", b""),
        ("bomb", DOCX, "reply.docx", &bomb),
        ("macros", DOCX, "reply.docx", &macros),
        ("another archive", DOCX, "reply.docx", &archive(&[("a.txt", b"x")])),
        ("cut archive", DOCX, "reply.docx", &good[..good.len() - 30]),
    ] {
        let answer = attach(app, &made, kind, name, bytes);
        assert_eq!(answer.status, 415, "{what}: {}", answer.text);
    }
    let large = [PDF, &vec![b' '; 300_000]].concat();
    assert_eq!(attach(app, &made, "application/pdf", "large.pdf", &large).status, 413);
    assert_eq!(app.revision(), before, "nothing was written");
    let taken = attach(app, &made, DOCX, "réponse.docx", &good);
    assert_eq!(
        (taken.status, taken.json["attachment"]["name"].as_str()),
        (200, Some("réponse.docx")),
        "{}",
        taken.text
    );
    let sent = app.send("GET", &format!("{}/attachment", made.path), &[("submission-secret", &made.secret)], "");
    assert_eq!((sent.status, sent.header("content-type")), (200, DOCX));
    assert!(sent.header("content-disposition").contains("filename*=UTF-8''r%C3%A9ponse.docx"));
    let replaced = attach(app, &made, "application/pdf", "reply.pdf", PDF);
    assert_eq!(replaced.json["attachment"]["size"], PDF.len());
    assert!(app.run(&["verify"]).status.success());
}

fn nonsense_is_refused_and_nothing_written(app: &mut TestApp) {
    with_call(app);
    let made = submit(app, "Words.");
    let before = app.revision();
    let good: serde_json::Value = serde_json::from_str(&body("Words.")).unwrap();
    let long = "x".repeat(20_001);
    for (field, value, code, pointer) in [
        ("answers", json!([{"question": "mood", "text": "x"}]), "unknown_code", "/answers/0/question"),
        ("answers", json!([]), "empty", "/answers"),
        ("answers", json!([{"question": "vision", "text": " "}]), "empty", "/answers/0/text"),
        ("answers", json!([{"question": "vision", "text": long}]), "too_long", "/answers/0/text"),
        ("answers", json!([{"question": "vision", "text": "a\u{0}b"}]), "control_character", "/answers/0/text"),
        ("answers", json!([{"question": "vision", "text": "x", "html": "x"}]), "unknown_field", "/answers/0/html"),
        ("answers", json!("text"), "wrong_type", "/answers"),
        (
            "answers",
            json!([{"question": "vision", "text": "1"}, {"question": "vision", "text": "2"}]),
            "repeated",
            "/answers/1/question",
        ),
        ("language", json!(["en", "fr"]), "unknown_code", "/language"),
        ("language", json!("ar"), "not_taken", "/language"),
        ("language", json!("de"), "unknown_code", "/language"),
        ("country", json!("QQQ"), "unknown_code", "/country"),
        ("country", json!(7), "wrong_type", "/country"),
        ("submitter", json!("person"), "unknown_code", "/submitter"),
        ("consent_to_publication", json!("yes"), "wrong_type", "/consent_to_publication"),
        ("organisation", json!("x".repeat(301)), "too_long", "/organisation"),
        ("organisation", json!(null), "required", "/organisation"),
        ("contact", json!("Jane Doe"), "malformed", "/contact"),
        ("contact", json!("a@b.org\r\nBcc: c@d.org"), "malformed", "/contact"),
        ("moderation", json!({"status": "published"}), "unknown_field", "/moderation"),
        ("withdrawn", json!(true), "unknown_field", "/withdrawn"),
        ("code", json!("sub-mine"), "read_only", "/code"),
        ("call", json!("other-call"), "read_only", "/call"),
        ("attachment", json!({"name": "x"}), "unknown_field", "/attachment"),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let answer = intake(app, &[], &wrong.to_string());
        assert_eq!((answer.status, answer.fault()), (422, code), "{field}: {}", answer.text);
        assert_eq!(answer.json["errors"][0]["pointer"], pointer, "{}", answer.text);
        if !matches!(field, "code" | "call" | "moderation" | "withdrawn" | "attachment") {
            let patch = json!({ field: wrong[field] }).to_string();
            let patched = correct(app, &made, "*", &patch);
            assert_eq!((patched.status, patched.fault()), (422, code), "patch {field}: {}", patched.text);
        }
    }
    for field in ["code", "call", "moderation", "withdrawn", "attachment", "revision"] {
        let patched = correct(app, &made, "*", &json!({ field: "x" }).to_string());
        assert_eq!((patched.status, patched.fault()), (422, "read_only"), "{field}");
    }
    let state = json!({"submitter": "state", "organisation": "Ministry", "language": "en", "consent_to_publication": true,
        "answers": [{"question": "vision", "text": "x"}]});
    assert_eq!(intake(app, &[], &state.to_string()).json["errors"][0]["pointer"], "/country", "a State has a country");
    let json = [("content-type", "application/json")];
    let path = "/v1/calls/advisers-2024/submissions";
    let text = body("Words.");
    for (what, status, bytes) in [
        ("broken UTF-8", 400, [&text.as_bytes()[..20], b"\xff\xfe", &text.as_bytes()[20..]].concat()),
        ("half a body", 400, text.as_bytes()[..40].to_vec()),
        ("a list", 422, b"[]".to_vec()),
        ("nothing", 400, Vec::new()),
        ("a key twice", 400, br#"{"submitter": "state", "submitter": "academia"}"#.to_vec()),
        ("too much", 413, vec![b' '; 70_000]),
    ] {
        assert_eq!(app.send_bytes("POST", path, &json, &bytes).status, status, "{what}");
    }
    assert_eq!(app.send("POST", path, &[("content-type", "text/plain")], &text).status, 415);
    assert_eq!(intake(app, &[("idempotency-key", "")], &text).status, 400);
    assert_eq!(app.revision(), before, "nothing was written");
    assert_eq!(own(app, &made).json["answers"][0]["text"], "Words.");
}

fn one_network_does_not_close_a_call(app: &mut TestApp) {
    let desk = with_call(app);
    let more = ["--submissions-waiting", "40", "--trusted-proxies", "127.0.0.1", "--issuer", "http://127.0.0.1:8080"];
    app.options.extend(more.map(str::to_owned));
    app.restart();
    let flood = body("A flood.");
    let from = |address: &str| intake(app, &[("x-forwarded-for", address)], &flood);
    let codes: Vec<_> = (0..10)
        .map(|number| {
            let made = from(&format!("203.0.113.{number}"));
            assert_eq!(made.status, 201, "{}", made.text);
            made.json["code"].clone()
        })
        .collect();
    let refused = from("203.0.113.200");
    assert_eq!((refused.status, refused.header("retry-after")), (503, "3600"), "{}", refused.text);
    assert_eq!(from("198.51.100.1").status, 201, "another network");
    app.restart();
    let from = |address: &str| intake(app, &[("x-forwarded-for", address)], &flood);
    assert_eq!(from("203.0.113.201").status, 503, "it is known after a restart");
    let unknown = serde_json::json!("sub-000000000000");
    let all = [codes.clone(), vec![unknown.clone()]].concat();
    let rejected = app.post(&desk, "/v1/submissions/rejections", &serde_json::json!({"submissions": all}).to_string());
    assert_eq!((rejected.status, &rejected.json["rejected"]), (200, &serde_json::json!(codes)), "{}", rejected.text);
    assert_eq!(rejected.json["failed"][0]["code"], unknown);
    assert_eq!(from("203.0.113.202").status, 201, "there is room again");
}
