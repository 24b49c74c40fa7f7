//! Submissions: their whole life, and that nothing of them reaches anybody who should not see it.

use diesel::{RunQueryDsl as _, sql_query};
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, on_both};

on_both! {
    a_submission_lives_from_call_to_withdrawal
    nothing_that_is_not_published_reaches_anybody
    nothing_that_was_withdrawn_can_be_had_from_the_past
    only_its_secret_opens_a_submission
    a_call_takes_submissions_until_its_deadline
    a_submission_that_was_sent_again_is_made_once_and_its_secret_told_once
    what_was_changed_behind_the_registrys_back_is_found
    an_address_can_be_erased
}

pub const CALL: &str = r#"{"code": "advisers-2024", "title": {"en": "Human rights advisers", "fr": "Conseillers"},
    "questions": [{"code": "achievements", "heading": "Key achievements"}, {"code": "vision", "heading": "Vision"}],
    "opens_on": "2024-06-01", "deadline": "2099-12-31", "languages": ["en", "fr"]}"#;
const INTAKE: &str = "/v1/calls/advisers-2024/submissions";
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nWHISPERED\nendobj\nstartxref\n9\n%%EOF\n";

pub struct Made {
    pub path: String,
    pub code: String,
    pub secret: String,
    pub tag: String,
}

/// A body whose every text would be known again.
pub fn body(text: &str) -> String {
    json!({
        "submitter": "civil_society", "organisation": "WHISPERED Network", "country": "KEN", "language": "en",
        "answers": [{"question": "achievements", "text": text}],
        "consent_to_publication": true, "contact": "whispered@example.org",
    })
    .to_string()
}

/// A server with an open call, on which tests may write as often as they like; the desk's token.
pub fn with_call(app: &mut TestApp) -> String {
    app.options = vec!["--limit-intake".to_owned(), "off".to_owned()];
    app.restart();
    let desk = app.desk();
    let made = app.post(&desk, "/v1/calls", CALL);
    assert_eq!(made.status, 201, "{}", made.text);
    desk
}

pub fn intake(app: &TestApp, headers: &[(&str, &str)], body: &str) -> Answer {
    let all = [&[("content-type", "application/json")], headers].concat();
    app.send("POST", INTAKE, &all, body)
}

pub fn submit(app: &TestApp, text: &str) -> Made {
    let made = intake(app, &[], &body(text));
    assert_eq!(made.status, 201, "{}", made.text);
    let code = made.json["code"].as_str().unwrap().to_owned();
    let secret = made.json["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("fprsub_") && secret.len() > 50);
    assert_eq!(made.header("location"), format!("/v1/submissions/{code}"));
    assert_eq!(made.header("cache-control"), "no-store");
    Made { path: format!("/v1/submissions/{code}"), code, secret, tag: made.header("etag").to_owned() }
}

pub fn own(app: &TestApp, made: &Made) -> Answer {
    app.send("GET", &made.path, &[("submission-secret", &made.secret)], "")
}

pub fn correct(app: &TestApp, made: &Made, tag: &str, patch: &str) -> Answer {
    let mut headers = vec![("submission-secret", &*made.secret), ("content-type", "application/merge-patch+json")];
    if !tag.is_empty() {
        headers.push(("if-match", tag));
    }
    app.send("PATCH", &made.path, &headers, patch)
}

pub fn attach(app: &TestApp, made: &Made, kind: &str, name: &str, bytes: &[u8]) -> Answer {
    let name = format!("attachment; filename=\"{name}\"");
    let mut headers = vec![("submission-secret", &*made.secret), ("content-type", kind)];
    if name.len() > 30 || !name.contains("\"\"") {
        headers.push(("content-disposition", &name));
    }
    app.send_bytes("POST", &format!("{}/attachment", made.path), &headers, bytes)
}

fn moderate(app: &TestApp, desk: &str, made: &Made, tag: &str, body: &str) -> Answer {
    app.post_with(desk, &format!("{}/moderation", made.path), &[("if-match", tag)], body)
}

pub fn publish(app: &TestApp, desk: &str, made: &Made) {
    let tag = app.get_as(desk, &made.path).header("etag").to_owned();
    let published = moderate(app, desk, made, &tag, r#"{"status": "published"}"#);
    assert_eq!(published.status, 200, "{}", published.text);
}

fn withdraw(app: &TestApp, made: &Made) -> Answer {
    app.send("POST", &format!("{}/withdraw", made.path), &[("submission-secret", &made.secret)], "")
}

fn total(answer: &Answer) -> u64 {
    answer.json["page"]["total"].as_u64().unwrap_or_else(|| panic!("{}", answer.text))
}

fn verified(app: &TestApp) {
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn a_submission_lives_from_call_to_withdrawal(app: &mut TestApp) {
    let desk = with_call(app);
    assert_eq!(app.get("/v1/calls/advisers-2024?fields=title").json["title"]["fr"], "Conseillers");
    let made = submit(app, "The adviser helps.");

    // Nobody else sees it; its submitter and the desk do.
    assert_eq!((app.get(&made.path).status, total(&app.get("/v1/submissions"))), (404, 0));
    let seen = own(app, &made);
    assert_eq!((seen.status, &seen.json["moderation"]["status"]), (200, &json!("pending")));
    assert_eq!((&seen.json["contact"], seen.header("cache-control")), (&json!("whispered@example.org"), "no-store"));
    let list = app.get_as(&desk, "/v1/submissions?moderation=pending");
    assert_eq!((total(&list), list.header("cache-control")), (1, "private, no-cache"));
    assert!(!list.text.contains("@example.org"), "the address is shown on the single record only");
    assert_eq!(app.get_as(&desk, &made.path).json["contact"], "whispered@example.org");

    // It is corrected: with its tag, and a stale one is refused.
    let better = r#"{"answers": [{"question": "vision", "text": "More."}], "contact": "office@example.org"}"#;
    assert_eq!(correct(app, &made, "", better).status, 428);
    let corrected = correct(app, &made, &made.tag, better);
    assert_eq!((corrected.status, &corrected.json["answers"][0]["text"]), (200, &json!("More.")), "{}", corrected.text);
    assert_eq!(correct(app, &made, &made.tag, better).status, 412);
    assert_eq!(own(app, &made).json["contact"], "office@example.org");
    let same = correct(app, &made, corrected.header("etag"), better);
    assert_eq!((same.status, same.header("etag")), (200, corrected.header("etag")), "nothing new is no new version");
    let attached = attach(app, &made, "application/pdf", "reply.pdf", PDF);
    assert_eq!(
        (attached.status, &attached.json["attachment"]["name"]),
        (200, &json!("reply.pdf")),
        "{}",
        attached.text
    );

    // The desk decides on what it has read, and on nothing newer.
    assert_eq!(moderate(app, &desk, &made, corrected.header("etag"), r#"{"status": "published"}"#).status, 412);
    let path = format!("{}/moderation", made.path);
    assert_eq!(app.post(&desk, &path, r#"{"status": "published"}"#).status, 428);
    let why = r#"{"status": "rejected", "reason": "Names a person."}"#;
    let rejected = moderate(app, &desk, &made, attached.header("etag"), why);
    assert_eq!(rejected.status, 200, "{}", rejected.text);
    assert_eq!(
        (app.get(&made.path).status, own(app, &made).json["moderation"]["reason"].as_str()),
        (404, Some("Names a person."))
    );
    publish(app, &desk, &made);

    // Everybody reads it, without the address.
    let public = app.get(&made.path);
    assert_eq!((public.status, &public.json["organisation"]), (200, &json!("WHISPERED Network")));
    assert!(public.json.get("contact").is_none() && !public.text.contains("@example.org"));
    assert_eq!(app.send("GET", &made.path, &[("if-none-match", public.header("etag"))], "").status, 304);
    assert_eq!(app.get("/v1/submissions?call=advisers-2024&submitter=civil_society").codes(), [&made.code]);
    let history = app.get(&format!("{}/history", made.path));
    assert_eq!(history.json["data"].as_array().unwrap().len(), 1, "what came before was never published");
    assert_eq!(app.get_as(&desk, &format!("{}/history", made.path)).json["data"].as_array().unwrap().len(), 5);
    assert_eq!(history.json["data"][0]["office"], "HQ", "who published");
    let (answer, bytes) = app.bytes(&format!("{}/attachment", made.path));
    assert_eq!((answer.status, &*bytes, answer.header("content-type")), (200, PDF, "application/pdf"));
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"reply.pdf\""));
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!((answer.header("x-content-type-options"), answer.header("cache-control")), ("nosniff", "no-store"));

    // Corrected, it waits for the desk again.
    let tag = own(app, &made).header("etag").to_owned();
    assert_eq!(correct(app, &made, &tag, r#"{"organisation": "Network"}"#).status, 200);
    assert_eq!((app.get(&made.path).status, app.get(&format!("{}/history", made.path)).status), (404, 404));
    publish(app, &desk, &made);
    assert_eq!(app.get(&made.path).json["organisation"], "Network");

    // Without consent it is not published.
    let tag = own(app, &made).header("etag").to_owned();
    let without = correct(app, &made, &tag, r#"{"consent_to_publication": false}"#);
    assert_eq!((without.status, app.get(&made.path).status), (200, 404));
    assert_eq!(moderate(app, &desk, &made, without.header("etag"), r#"{"status": "published"}"#).fault(), "no_consent");

    // Withdrawn: gone for everybody, its document erased, and for good.
    let gone = withdraw(app, &made);
    assert_eq!((gone.status, &gone.json["withdrawn"]), (200, &json!(true)), "{}", gone.text);
    assert_eq!(withdraw(app, &made).status, 200, "again is no fault");
    let seen = own(app, &made);
    assert_eq!((seen.status, &seen.json["contact"]), (200, &Value::Null));
    assert_eq!(correct(app, &made, seen.header("etag"), r#"{"organisation": "X"}"#).fault(), "withdrawn");
    assert_eq!(moderate(app, &desk, &made, seen.header("etag"), r#"{"status": "pending"}"#).fault(), "withdrawn");
    let document = format!("{}/attachment", made.path);
    assert_eq!((app.get(&document).status, app.get_as(&desk, &document).status), (404, 404));
    assert_eq!(app.get_as(&desk, "/v1/submissions?withdrawn=true").codes(), [&made.code]);
    verified(app);
    app.restart();
    assert_eq!(own(app, &made).status, 200, "all of it is in the database");
}

/// Everywhere where the public could look.
fn roads(made: &Made) -> Vec<String> {
    let mut roads: Vec<String> =
        ["json", "ndjson", "csv", "hxl"].map(|f| format!("/v1/submissions?format={f}")).to_vec();
    roads.extend(
        [
            "/v1",
            "/v1/submissions",
            "/v1/submissions?q=whispered",
            "/v1/submissions?moderation=pending",
            "/v1/submissions?fields=answers,code",
            "/v1/submissions?sort=organisation&limit=1",
            "/v1/calls",
            "/v1/submissions?withdrawn=true",
            "/v1/submissions?lang=fr",
            "/v1/calls/advisers-2024",
            "/v1/calls/advisers-2024/history",
            "/v1/changes?since=400&limit=1000",
            "/v1/statistics",
            "/v1/programme/demand",
            "/v1/offices",
            "/v1/imports/template.csv",
            "/openapi.json",
        ]
        .map(str::to_owned),
    );
    roads.push(format!("/v1/changes?since=400&code={}", made.code));
    roads.push(format!("/v1/submissions?code={}", made.code));
    let single = ["", "?fields=answers", "?lang=fr", "/history", "/attachment", "/history?lang=fr"];
    roads.extend(single.map(|end| format!("{}{end}", made.path)));
    roads
}

/// Looks everywhere, as of each of these revisions too, and finds nothing.
fn nothing_anywhere(app: &TestApp, made: &Made, revisions: std::ops::RangeInclusive<u64>, tokens: &[&str]) {
    let mut all = roads(made);
    for revision in revisions {
        let end = format!("as_of={revision}");
        let paths = [made.path.clone(), format!("{}/history", made.path), "/v1/submissions".to_owned()];
        all.extend(paths.map(|path| format!("{path}?{end}")));
        all.push(format!("/v1/submissions?format=csv&{end}"));
    }
    for path in &all {
        for token in tokens {
            let bearer = format!("Bearer {token}");
            let headers = if token.is_empty() { vec![] } else { vec![("authorization", bearer.as_str())] };
            let answer = app.send("GET", path, &headers, "");
            let told = answer.text.to_lowercase();
            let leaks = told.contains("whispered") && !path.ends_with("q=whispered") || told.contains(&made.secret);
            assert!(!leaks, "{path}: {}", answer.text);
            let listed = path.starts_with("/v1/submissions?") || path == "/v1/submissions";
            if listed && !answer.json["page"].is_null() {
                assert_eq!(total(&answer), 0, "{path}");
            }
            if path.starts_with(&made.path) {
                assert_eq!(answer.status, 404, "{path}: {}", answer.text);
            } else {
                assert!(!told.contains(&made.code) || path.contains(&made.code), "{path}: {}", answer.text);
            }
        }
        let packed = app.send("GET", path, &[("accept-encoding", "gzip"), ("accept", "application/json")], "");
        assert!(packed.status == 404 || !packed.text.to_lowercase().contains("whispered"), "{path}");
    }
    let xlsx = app.bytes("/v1/submissions?format=xlsx");
    assert_eq!(xlsx.0.status, 200);
    assert_eq!(app.get("/v1/submissions?format=geojson").status, 400, "they are not on the map");
    assert_eq!(app.get("/v1/changes?kind=submission").status, 400, "the feed does not know them");
    let stream = "GET /v1/changes/stream?since=400 HTTP/1.1\r\nhost: x\r\n\r\n";
    let stream = app.raw(stream.as_bytes(), std::time::Duration::from_millis(700)).to_lowercase();
    assert!(stream.contains("event: change") && !stream.contains("whispered") && !stream.contains("sub-"), "{stream}");
}

fn nothing_that_is_not_published_reaches_anybody(app: &mut TestApp) {
    let desk = with_call(app);
    let made = submit(app, "WHISPERED text.");
    attach(app, &made, "application/pdf", "whispered.pdf", PDF);
    // Whatever is kept of answers is kept by those who may see all: by the desk first, and by the submitter.
    for path in roads(&made) {
        app.get_as(&desk, &path);
        app.send("GET", &path, &[("authorization", &format!("Bearer {desk}")), ("accept-encoding", "gzip")], "");
        if path.starts_with(&made.path) {
            app.send("GET", &path, &[("submission-secret", &made.secret)], "");
        }
    }
    assert!(app.get_as(&desk, "/v1/submissions").text.contains("WHISPERED text"), "the desk does see it");
    let office = app.office("KEN");
    let narrow = app.token(&["--desk", "--scope", "presences:read,records:write,imports:write,status:write"]);
    let newest = app.revision();
    nothing_anywhere(app, &made, newest - 2..=newest, &["", &office, &narrow]);

    // Neither decisions nor imports are open to others.
    let path = format!("{}/moderation", made.path);
    for token in [&office, &narrow] {
        assert_eq!(app.post_with(token, &path, &[("if-match", "*")], r#"{"status": "published"}"#).status, 403);
    }
    let rows = json!([{"kind": "submission", "code": made.code, "organisation": "X"}]).to_string();
    let import = app.post(&desk, "/v1/imports?mode=partial", &rows);
    assert_eq!(import.json["totals"]["rejected"], 1, "{}", import.text);
    assert!(!import.text.to_lowercase().contains("whispered"), "{}", import.text);

    // The ledger has the texts, for those who may read it; never the address, never the secret.
    let entries = app.get_as(&desk, &format!("/v1/ledger/entries?after={}", newest - 3));
    assert!(entries.text.contains("WHISPERED text") && entries.text.contains("public-intake"), "{}", entries.text);
    assert!(entries.text.contains("\\\"PUBLIC\\\"") || entries.text.contains("\"PUBLIC\""), "{}", entries.text);
    assert!(!entries.text.contains("@example.org") && !entries.text.contains(&made.secret));
    assert_eq!((app.get("/v1/ledger/entries").status, app.get_as(&office, "/v1/ledger/entries").status), (401, 403));
    let log = std::fs::read_to_string(app.log_file()).unwrap();
    assert!(!log.contains(&made.secret) && !log.to_lowercase().contains("whispered"), "{log}");
}

fn nothing_that_was_withdrawn_can_be_had_from_the_past(app: &mut TestApp) {
    let desk = with_call(app);
    let first = app.revision();
    let made = submit(app, "WHISPERED text.");
    attach(app, &made, "application/pdf", "whispered.pdf", PDF);
    publish(app, &desk, &made);
    let published = app.revision();
    // While it is public, as of a moment before it was not.
    let as_of = |revision: u64| app.get(&format!("{}?as_of={revision}", made.path)).status;
    assert_eq!((as_of(published - 1), as_of(published)), (404, 200));
    assert_eq!(total(&app.get(&format!("/v1/submissions?as_of={}", published - 1))), 0);
    // Every road is walked while it is public, so that whatever can be kept is kept.
    app.post(&desk, "/v1/presences/ken-hra/status-updates", crate::harness::ACTIVE);
    for path in roads(&made) {
        app.get(&path);
        let sign = if path.contains('?') { '&' } else { '?' };
        app.get(&format!("{path}{sign}as_of={published}"));
        app.send("GET", &path, &[("accept-encoding", "gzip")], "");
    }
    assert_eq!(total(&app.get(&format!("/v1/submissions?as_of={published}"))), 1);
    assert_eq!(withdraw(app, &made).status, 200);
    nothing_anywhere(app, &made, first..=app.revision(), &["", &app.office("KEN")]);
    assert_eq!(app.get_as(&desk, &format!("{}?as_of={published}", made.path)).json["withdrawn"], false);
    verified(app);
}

fn only_its_secret_opens_a_submission(app: &mut TestApp) {
    with_call(app);
    let (made, other) = (submit(app, "One."), submit(app, "Two."));
    let office = app.office("KEN");
    let none = "/v1/submissions/sub-000000000000";
    let wrong = ["", "x", &other.secret, &made.secret[..made.secret.len() - 1], &made.secret.to_uppercase()];
    for secret in wrong {
        for (method, end) in [
            ("GET", ""),
            ("GET", "/history"),
            ("GET", "/attachment"),
            ("PATCH", ""),
            ("POST", "/withdraw"),
            ("POST", "/attachment"),
            ("DELETE", "/contact"),
        ] {
            let headers =
                [("submission-secret", secret), ("if-match", "*"), ("content-type", "application/merge-patch+json")];
            let answers = [&made.path, none].map(|path| {
                let headers = if method == "GET" { &headers[..1] } else { &headers };
                app.send(method, &format!("{path}{end}"), headers, r#"{"organisation": "X"}"#)
            });
            assert_eq!(answers.each_ref().map(|answer| answer.status), [401, 401], "{method} {end} {secret}");
            assert_eq!(answers[0].json["detail"], answers[1].json["detail"], "it does not tell which there are");
        }
        // Whatever else is wrong: nothing of the request is looked at before.
        let bare = [("submission-secret", secret), ("content-type", "text/plain")];
        for (method, end) in [("PATCH", ""), ("POST", "/attachment")] {
            let answer = app.send(method, &format!("{}{end}", made.path), &bare, "{");
            assert_eq!(answer.status, 401, "{method} {end} {secret}: {}", answer.text);
        }
    }
    for (method, end) in [("PATCH", ""), ("POST", "/withdraw"), ("POST", "/attachment"), ("DELETE", "/contact")] {
        let path = format!("{}{end}", made.path);
        let bearer = format!("Bearer {office}");
        let typed = [("if-match", "*"), ("content-type", "application/json")];
        assert_eq!(app.send(method, &path, &typed, "{}").status, 401, "{method} {end}");
        let headers = [&typed[..], &[("authorization", &*bearer)]].concat();
        assert_eq!(app.send(method, &path, &headers, "{}").status, 401, "{method} {end} by an office");
    }
    assert_eq!(own(app, &made).json["organisation"], "WHISPERED Network");
    // The desk does not write what submitters say.
    assert_eq!(app.patch(&app.desk(), &made.path, "*", r#"{"organisation": "X"}"#).status, 401);
    assert_eq!(
        app.send(
            "OPTIONS",
            &made.path,
            &[
                ("origin", "https://example.org"),
                ("access-control-request-method", "PATCH"),
                ("access-control-request-headers", "submission-secret,if-match")
            ],
            ""
        )
        .status,
        200
    );
}

fn a_call_takes_submissions_until_its_deadline(app: &mut TestApp) {
    let desk = with_call(app);
    let made = submit(app, "In time.");
    let over = r#"{"deadline": "2024-06-30"}"#;
    assert_eq!(app.patch(&desk, "/v1/calls/advisers-2024", "*", over).status, 200);
    let late = intake(app, &[], &body("Late."));
    assert_eq!((late.status, late.fault()), (422, "not_open"), "{}", late.text);
    assert_eq!(correct(app, &made, "*", r#"{"organisation": "Late"}"#).fault(), "not_open");
    assert_eq!(attach(app, &made, "application/pdf", "late.pdf", PDF).fault(), "not_open");
    assert_eq!(own(app, &made).status, 200, "it can be read still");
    publish(app, &desk, &made);
    assert_eq!(withdraw(app, &made).status, 200, "and withdrawn");
    // Not yet open, and closed before its time.
    for not_open in [
        r#"{"opens_on": "2099-01-01", "deadline": "2099-12-31"}"#,
        r#"{"opens_on": "2024-06-01", "closed": "Postponed"}"#,
    ] {
        assert_eq!(app.patch(&desk, "/v1/calls/advisers-2024", "*", not_open).status, 200);
        assert_eq!(intake(app, &[], &body("Too soon.")).fault(), "not_open");
    }
    let unknown =
        app.send("POST", "/v1/calls/none-2024/submissions", &[("content-type", "application/json")], &body("x"));
    assert_eq!(unknown.status, 404, "{}", unknown.text);
    // An export of calls can be sent back; nothing has changed.
    let export = app.get("/v1/calls?format=ndjson").text;
    let headers = [("authorization", &*format!("Bearer {desk}")), ("content-type", "application/x-ndjson")];
    let back = app.send("POST", "/v1/imports", &headers, &export);
    assert_eq!((back.status, &back.json["totals"]["unchanged"]), (200, &json!(1)), "{}", back.text);
    let csv = app.get("/v1/calls?format=csv").text;
    let headers = [headers[0], ("content-type", "text/csv")];
    let back = app.send("POST", "/v1/imports", &headers, &csv);
    assert_eq!((back.status, &back.json["totals"]["unchanged"]), (200, &json!(1)), "{}", back.text);
    // A question that was answered stays.
    let questions = r#"{"questions": [{"code": "vision", "heading": "Vision"}]}"#;
    let patched = app.patch(&desk, "/v1/calls/advisers-2024", "*", questions);
    assert_eq!((patched.status, patched.fault()), (422, "in_use"));
}

fn a_submission_that_was_sent_again_is_made_once_and_its_secret_told_once(app: &mut TestApp) {
    let desk = with_call(app);
    let key = [("idempotency-key", "reply-1")];
    let first = intake(app, &key, &body("Once."));
    let again = intake(app, &key, &body("Once."));
    assert_eq!((first.status, again.status, again.header("idempotency-replayed")), (201, 201, "true"));
    assert_eq!((&again.json["code"], again.header("location")), (&first.json["code"], first.header("location")));
    assert!(first.json["secret"].is_string() && again.json.get("secret").is_none(), "{}", again.text);
    assert_eq!(intake(app, &key, &body("Other.")).status, 422, "another request needs another key");
    let secret = first.json["secret"].as_str().unwrap();
    assert_eq!(app.send("GET", first.header("location"), &[("submission-secret", secret)], "").status, 200);
    assert_eq!(total(&app.get_as(&desk, "/v1/submissions")), 1);
    // An office's key is its own, and the ledger says who sent it.
    let office = app.office("KEN");
    let third = app.post_with(&office, INTAKE, &key, &body("Of the team."));
    assert_eq!(third.status, 201, "{}", third.text);
    let history = app.get_as(&desk, &format!("{}/history", third.header("location")));
    assert_eq!(history.json["data"][0]["office"], "KEN");
    assert_eq!(app.post("nonsense", INTAKE, &body("x")).status, 401, "a bad token is told so");
    verified(app);
}

fn what_was_changed_behind_the_registrys_back_is_found(app: &mut TestApp) {
    with_call(app);
    let made = submit(app, "Words.");
    assert_eq!(attach(app, &made, "application/pdf", "reply.pdf", PDF).status, 200);
    verified(app);
    let url = app.database.parse().unwrap();
    let mut connection = presence_store::AnyConnection::open_existing(&url).unwrap();
    let mut tamper = |sql: &str, table: &str| {
        sql_query(sql).execute(&mut connection).unwrap();
        let output = app.run(&["verify"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(table), "{sql}: {said}");
    };
    tamper("UPDATE submission_keepers SET contact = 'me@example.org'", "submission_keepers");
    tamper("UPDATE submission_keepers SET contact = 'whispered@example.org', secret_hash = 'ab'", "submission_keepers");
    tamper("DELETE FROM submission_keepers", "submission_keepers");
    tamper("DELETE FROM submission_attachments", "submission_attachments");
    tamper(
        "INSERT INTO submission_attachments (submission, content) VALUES ('sub-1', 'x')",
        "submission_attachments sub-1",
    );
    tamper("UPDATE programme_records SET record = '{}' WHERE kind = 'submission'", "programme_records");
}

fn an_address_can_be_erased(app: &mut TestApp) {
    let desk = with_call(app);
    let (made, other) = (submit(app, "One."), submit(app, "Two."));
    let before = app.revision();
    let erase =
        |made: &Made, header: (&str, &str)| app.send("DELETE", &format!("{}/contact", made.path), &[header], "").status;
    assert_eq!(erase(&made, ("submission-secret", &made.secret)), 204);
    assert_eq!(erase(&other, ("authorization", &format!("Bearer {desk}"))), 204);
    for made in [&made, &other] {
        assert_eq!(own(app, made).json["contact"], Value::Null);
        assert_eq!(app.get_as(&desk, &made.path).json["contact"], Value::Null);
    }
    assert_eq!(app.revision(), before, "the ledger never knew it");
    let missing = Made {
        path: "/v1/submissions/sub-000000000000".to_owned(),
        code: String::new(),
        secret: String::new(),
        tag: String::new(),
    };
    assert_eq!(erase(&missing, ("authorization", &format!("Bearer {desk}"))), 404);
    verified(app);
}
