//! The pages, without a browser: figures, languages, escaping, sessions, forms, and who may do what.

use serde_json::json;

use crate::{
    harness::{ACTIVE, Answer, Engine, TestApp, on_both},
    oauth::signed_in,
};

on_both! {
    figures_are_those_of_the_api
    every_language_is_there
    what_is_unknown_is_refused
    what_offices_write_is_text_and_never_markup
    somebody_signs_in_and_out
    a_session_ends_with_its_client
    forms_from_elsewhere_are_refused
    a_form_reports_what_the_api_would_be_sent
    files_are_tried_out_and_sent
    everybody_may_do_what_is_his_and_nothing_else
}

const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// Somebody's browser, as far as it matters: a cookie.
pub struct Session {
    cookie: String,
}

impl Session {
    pub fn get(&self, app: &TestApp, path: &str) -> Answer {
        app.send("GET", path, &[HTML, ("cookie", &self.cookie)], "")
    }

    fn post(&self, app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        app.send("POST", path, &[HTML, FORM, ("cookie", &self.cookie)], &body)
    }

    /// Posts a form with the proof and the other hidden fields of the page that it is on.
    pub fn submit(&self, app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(app, path).text;
        let hidden = ["proof", "key", "revision"].map(|name| (name, hidden(&page, name)));
        let all = hidden.iter().map(|(name, value)| (*name, value.as_str())).chain(fields.iter().copied());
        let all: Vec<_> = all.collect();
        self.post(app, path, &all)
    }

    /// Posts a file.
    fn upload(&self, app: &TestApp, proof: &str, parts: &[(&str, &str, &str)]) -> Answer {
        let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"proof\"\r\n\r\n{proof}\r\n");
        body += &format!("--x\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n{}\r\n", uuid::Uuid::new_v4());
        for (name, file, content) in parts {
            let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
            body += &format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
        }
        body += "--x--\r\n";
        let kind = ("content-type", "multipart/form-data; boundary=x");
        app.send("POST", "/office/import", &[HTML, kind, ("cookie", &self.cookie)], &body)
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    field.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

fn sign_in(app: &TestApp, id: &str, secret: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs([("id", id), ("secret", secret)]).finish();
    app.send("POST", "/sign-in", &[HTML, FORM], &body)
}

/// A client that is signed in to the pages, and its id.
pub fn session(app: &TestApp, arguments: &[&str]) -> (Session, String) {
    let (id, secret, _) = signed_in(app, arguments);
    let answer = sign_in(app, &id, &secret);
    assert_eq!((answer.status, answer.header("location")), (303, "/office"), "{}", answer.text);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    (Session { cookie }, id)
}

/// The number that an element with this id holds.
fn number(page: &str, id: &str) -> u64 {
    let rest = page.split(&format!("id=\"{id}\">")).nth(1).unwrap_or_else(|| panic!("no {id} in {page}"));
    rest.split('<').next().unwrap().trim().parse().unwrap()
}

/// The numbers in the table of a chart.
fn chart(page: &str, id: &str) -> Vec<u64> {
    let table = page.split(&format!("id=\"{id}-table\"")).nth(1).unwrap().split("</table>").next().unwrap();
    let body = table.split("<tbody>").nth(1).unwrap();
    let cells = body.split("<td class=\"n\">").skip(1);
    cells.map(|cell| cell.split('<').next().unwrap().parse().unwrap()).collect()
}

fn counts(app: &TestApp, query: &str) -> Vec<u64> {
    let answer = app.get(&format!("/v1/statistics?{query}"));
    let groups = answer.json["data"].as_array().unwrap_or_else(|| panic!("{}", answer.text));
    groups
        .iter()
        .flat_map(|group| [group["count"].as_u64().unwrap(), group["countries_served"].as_u64().unwrap()])
        .collect()
}

fn figures_are_those_of_the_api(app: &mut TestApp) {
    let desk = app.desk();
    assert_eq!(app.post(&app.office("KEN"), KENYA, ACTIVE).status, 201);
    let post = json!({"status": "encumbered", "effective_on": "2024-06-01"}).to_string();
    assert_eq!(app.post(&desk, "/v1/adviser-posts/ken-hra-1/status-updates", &post).status, 201);
    let remote = json!({"operating_mode": "remote", "effective_on": "2024-06-01"}).to_string();
    assert_eq!(app.post(&desk, "/v1/presences/per-hra/status-updates", &remote).status, 201);
    for filter in ["", "region=africa", "country=KEN,UGA", "type=human_rights_adviser&region=americas", "reported=true"]
    {
        let page = app.get(&format!("/?{filter}")).text;
        let totals = &app.get(&format!("/v1/statistics?{filter}")).json["totals"];
        assert_eq!(number(&page, "total-presences"), totals["count"], "{filter}");
        assert_eq!(number(&page, "total-countries"), totals["countries_served"], "{filter}");
        let shared: Vec<_> =
            filter.split('&').filter(|pair| pair.starts_with("region") || pair.starts_with("country")).collect();
        let shared = shared.join("&");
        let posts = &app.get(&format!("/v1/statistics?of=adviser_posts&{shared}")).json["totals"];
        assert_eq!(number(&page, "total-posts"), posts["count"], "{filter}");
        let reported =
            app.get(&format!("/v1/presences?{filter}{}reported=true", if filter.is_empty() { "" } else { "&" }));
        if !filter.contains("reported") {
            assert_eq!(number(&page, "total-confirmed"), reported.json["page"]["total"], "{filter}");
        }
        for (id, by) in [
            ("chart-type", "type"),
            ("chart-region", "region"),
            ("chart-status", "status"),
            ("chart-since", "since_report"),
        ] {
            assert_eq!(chart(&page, id), counts(app, &format!("group_by={by}&{filter}")), "{filter} {by}");
        }
        assert_eq!(chart(&page, "chart-posts"), counts(app, &format!("of=adviser_posts&group_by=status&{shared}")));
        assert!(page.contains(&format!("Revision {}", app.revision())));
    }
    let overdue = app.get("/v1/statistics/overdue?days=90").json;
    let (late, offices) = (overdue["data"].as_array().unwrap().len(), &overdue["offices"]);
    let home = app.get("/").text;
    assert!(home.contains(&format!("{late} offices of {offices} have not reported")), "{late} of {offices}");
    assert_eq!((number(&home, "total-presences"), number(&home, "total-posts")), (95, 44));
    // Posts whose funding ends soon, as the API lists them; and the newest reports.
    let soon = (chrono::Utc::now().date_naive() + chrono::Days::new(100)).to_string();
    let funded = app.patch(&desk, "/v1/adviser-posts/ken-hra-1", "*", &json!({"funded_until": soon}).to_string());
    assert_eq!(funded.status, 200, "{}", funded.text);
    let later = json!({"funded_until": "2199-01-01"}).to_string();
    assert_eq!(app.patch(&desk, "/v1/adviser-posts/per-hra-1", "*", &later).status, 200);
    let home = app.get("/").text;
    let part = |name: &str| {
        let part = home.split(&format!("data-part=\"{name}\"")).nth(1).unwrap();
        part.split("</section>").next().unwrap().to_owned()
    };
    let ending = part("ending");
    assert!(ending.contains("ken-hra-1") && ending.contains(&soon) && !ending.contains("per-hra-1"), "{ending}");
    let list = ending.split("href=\"/v1/").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let list = list.replace("&amp;format=csv", "");
    assert_eq!(app.get(&format!("/v1/{list}")).codes(), ["ken-hra-1"]);
    assert_eq!(part("news").matches("<li>").count(), 3);
    // The table in its order, page after page.
    let codes = |page: &str| -> Vec<String> {
        let body = page.split("id=\"presences\"").nth(1).unwrap().split("<tbody>").nth(1).unwrap();
        body.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let all: Vec<_> = (1..=4).flat_map(|page| codes(&app.get(&format!("/?sort=-city&page={page}")).text)).collect();
    assert_eq!(all, app.get("/v1/presences?sort=-city&limit=200").codes());
    // The files of the view.
    let csv = "/v1/presences?region=africa&#38;sort=city&#38;format=csv\"";
    assert!(app.get("/?region=africa&sort=city").text.contains(csv));
    // What was known before it began.
    let past = app.get("/?as_of=2020-01-01");
    assert_eq!((past.status, number(&past.text, "total-presences")), (200, 0), "{}", past.text);
    let then = app.get("/?as_of=430").text;
    assert!(then.contains("Revision 430") && !then.contains("data-live"));
    // Baseline is marked, and a report takes the mark away.
    assert!(app.get("/presences/per-co").status == 404 && home.contains("baseline, not confirmed by an office"));
    let marks = |code: &str| app.get(&format!("/?code={code}")).text.matches("class=\"badge\"").count();
    assert_eq!((marks("ken-hra"), marks("uga-co")), (0, usize::from(app.get("/v1/presences/uga-co").status == 200)));
}

fn every_language_is_there(app: &mut TestApp) {
    let pages = ["/", "/presences/ken-hra", "/sign-in"];
    for (language, dir, word) in [
        ("en", "ltr", "Adviser posts"),
        ("fr", "ltr", "Postes de conseiller"),
        ("es", "ltr", "Puestos de asesor"),
        ("ar", "rtl", "وظائف المستشارين"),
        ("ru", "ltr", "Должности советников"),
        ("zh", "ltr", "顾问员额"),
    ] {
        for path in pages {
            let chosen = app.send("GET", &format!("{path}?lang={language}"), &[HTML], "");
            let html = format!("<html lang=\"{language}\" dir=\"{dir}\">");
            assert!(chosen.status == 200 && chosen.text.contains(&html), "{language} {path}");
            assert!(!chosen.text.contains("??"));
            assert_eq!(chosen.header("content-language"), language);
            let preferred = app.send("GET", path, &[HTML, ("accept-language", language)], "");
            assert!(preferred.text.contains(&html), "{language} {path}");
        }
        let home = app.get(&format!("/?lang={language}")).text;
        assert!(home.contains(word), "{language}");
        assert!(home.contains(&format!("/presences/ken-hra?lang={language}")) || home.contains("page=2"), "{language}");
    }
    assert!(app.get("/?lang=fr&country=KEN").text.contains("Kenya"));
    assert!(app.get("/?lang=ru&country=KEN").text.contains("Кения"));
}

fn what_is_unknown_is_refused(app: &mut TestApp) {
    for query in [
        "colour=blue",
        "status=open",
        "page=0",
        "page=1&page=2",
        "limit=5",
        "format=csv",
        "sort=colour",
        "lang=xx",
        "as_of=999999",
        "on=today",
    ] {
        let page = app.send("GET", &format!("/?{query}"), &[HTML], "");
        assert_eq!(page.status, 400, "{query}");
        assert!(page.header("content-type").starts_with("text/html"), "{query}: {}", page.text);
        let program = app.get(&format!("/?{query}"));
        assert_eq!((program.status, program.header("content-type")), (400, "application/problem+json"), "{query}");
    }
    let tidied = app.raw(
        b"GET /?q=&type=other&on= HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        std::time::Duration::from_secs(5),
    );
    assert!(
        tidied.starts_with("HTTP/1.1 303") && tidied.to_lowercase().contains("location: /?type=other\r\n"),
        "{tidied}"
    );
    let missing = app.send("GET", "/presences/xxx-hra?lang=fr", &[HTML], "");
    assert!(missing.status == 404 && missing.text.contains("Cette page n’existe pas"), "{}", missing.text);
    assert_eq!(app.send("GET", "/nothing", &[HTML], "").header("content-type"), "text/html; charset=utf-8");
    let api = app.send("GET", "/v1/nothing", &[HTML], "");
    assert_eq!((api.status, api.header("content-type")), (404, "application/problem+json"));
    let method = app.send("POST", "/", &[HTML], "");
    assert_eq!((method.status, method.header("content-type")), (405, "text/html; charset=utf-8"));
    for path in ["/", "/presences/ken-hra", "/sign-in", "/nothing"] {
        let page = app.send("GET", path, &[HTML], "");
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("script-src 'self';")
                && policy.contains("frame-ancestors 'none'"),
            "{path} {policy}"
        );
        assert!(
            !policy.contains("unsafe") && !page.text.contains("style=\"") && !page.text.contains(" onclick"),
            "{path}"
        );
        assert_eq!((page.header("referrer-policy"), page.header("x-content-type-options")), ("same-origin", "nosniff"));
    }
    // Kept like the API's answers.
    let first = app.get("/");
    let again = app.send("GET", "/", &[("if-none-match", first.header("etag"))], "");
    assert_eq!((again.status, again.text.len()), (304, 0));
    assert_eq!(app.send("HEAD", "/", &[], "").status, 200);
}

fn what_offices_write_is_text_and_never_markup(app: &mut TestApp) {
    let desk = app.desk();
    let evil = "<script>alert(1)</script>\"'><img src=x>";
    let body = json!({
        "code": "ken-xss", "type": "other", "name": {"en": evil, "ar": evil}, "country": "KEN", "city": evil,
        "covers": ["KEN"], "region": "africa", "host_entity": evil, "status": "active",
        "provenance": {"source": evil, "as_of": "2024", "confidence": "sourced", "note": evil},
    });
    let made = app.post(&desk, "/v1/presences", &body.to_string());
    assert_eq!(made.status, 201, "{}", made.text);
    let note = |visibility: &str, note: &str| {
        json!({"status": "active", "effective_on": "2024-06-18", "note": note, "note_visibility": visibility})
            .to_string()
    };
    let path = "/v1/presences/ken-xss/status-updates";
    assert_eq!(app.post(&desk, path, &note("public", &format!("open {evil}"))).status, 201);
    assert_eq!(app.post(&desk, path, &note("restricted", "between us")).status, 201);
    for path in ["/?country=KEN", "/presences/ken-xss", "/presences/ken-xss?lang=ar"] {
        let page = app.get(path);
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(!page.text.contains("<script>alert") && !page.text.contains("<img"), "{path}");
        assert!(page.text.contains("&#60;script&#62;alert") || page.text.contains("&lt;script&gt;alert"), "{path}");
    }
    let page = app.get("/presences/ken-xss").text;
    assert!(page.contains("open ") && !page.contains("between us"), "a restricted note is not public");
    assert!(!app.get(&format!("/?q={}", "%3Cscript%3E%22")).text.contains("<script>\""));
    let (session, _) = session(app, &["--office", "KEN"]);
    let form = session.get(app, "/office/presences/ken-xss").text;
    assert!(form.contains("between us") && !form.contains("<script>alert"));
}

fn somebody_signs_in_and_out(app: &mut TestApp) {
    let (id, secret, _) = signed_in(app, &["--office", "KEN"]);
    let to_sign_in = app.raw(
        b"GET /office?lang=fr HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        std::time::Duration::from_secs(5),
    );
    assert!(to_sign_in.contains("location: /sign-in?next=%2Foffice&lang=fr"), "{to_sign_in}");
    for (id, secret) in [(id.as_str(), "fprs_wrong"), ("ken-00000000", secret.as_str()), ("", "")] {
        let wrong = sign_in(app, id, secret);
        assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""), "{id}");
        assert!(wrong.text.contains("The client is not known, or the secret is wrong."));
    }
    let answer = sign_in(app, &id, &secret);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "this connection is not https: {cookie}");
    let session = Session { cookie: cookie.split(';').next().unwrap().to_owned() };
    let office = session.get(app, "/office");
    assert_eq!((office.status, office.header("cache-control")), (200, "no-store"));
    assert!(office.text.contains("/office/presences/ken-hra") && office.text.contains("/office/posts/ken-hra-1"));
    assert!(!office.text.contains("per-hra"), "another office's");
    // The cookie is for the pages only.
    let cookie = session.cookie.clone();
    let api = app.send("POST", KENYA, &[("cookie", &cookie), ("content-type", "application/json")], ACTIVE);
    assert_eq!(api.status, 401);
    assert_eq!(app.send("GET", "/v1/imports", &[("cookie", &cookie)], "").status, 401);
    // Failures are in the audit trail.
    let desk = app.desk();
    app.until(|| {
        let trail = app.get_as(&desk, "/v1/audit?limit=50").text;
        (trail.contains("sign_in_failed") && trail.contains("POST /sign-in") && !trail.contains("fprs_")).then_some(())
    });
    let out = session.submit(app, "/office", &[]);
    assert_eq!(out.status, 405, "{}", out.text);
    let proof = hidden(&session.get(app, "/office").text, "proof");
    assert_eq!(session.post(app, "/sign-out", &[("proof", "x")]).status, 403);
    let out = session.post(app, "/sign-out", &[("proof", &proof)]);
    assert_eq!((out.status, out.header("location")), (303, "/"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(session.get(app, "/office").status, 303, "the token is revoked, too");
    // Attempts are slowed down as at /oauth/token.
    let last = (0..15).map(|_| sign_in(app, &id, "fprs_guess")).find(|answer| answer.status != 401).unwrap();
    assert_eq!(last.status, 429, "{}", last.text);
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1 && last.text.contains("too many attempts"));
    let token = crate::oauth::form(app, "/oauth/token", Some((&id, &secret)), &[("grant_type", "client_credentials")]);
    assert_eq!(token.status, 429, "one limit for both");
    app.options = ["--limit-sign-in", "5/1m", "--issuer", "https://registry.example.org"].map(str::to_owned).to_vec();
    app.restart();
    let (other, secret) = app.client(&["--office", "PER"]);
    let answer = app.until(|| Some(sign_in(app, &other, &secret)).filter(|answer| answer.status == 303));
    assert!(answer.header("set-cookie").contains("Secure"), "behind a proxy that speaks https");
}

fn a_session_ends_with_its_client(app: &mut TestApp) {
    let (session, id) = session(app, &["--office", "KEN"]);
    assert_eq!(session.get(app, "/office/presences/ken-hra").status, 200);
    assert!(app.run(&["client", "disable", &id]).status.success());
    app.until(|| (session.get(app, "/office").status == 303).then_some(()));
}

fn forms_from_elsewhere_are_refused(app: &mut TestApp) {
    let (session, _) = session(app, &["--office", "KEN"]);
    let path = "/office/presences/ken-hra";
    let proof = hidden(&session.get(app, path).text, "proof");
    let fields = |proof: &str| {
        let fields = [("proof", proof), ("key", "k-1"), ("status", "active"), ("effective_on", "2024-06-18")];
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    };
    let before = app.revision();
    let (cookie, host) = (("cookie", session.cookie.as_str()), format!("http://{}", app.address));
    for (proof, origin, site) in [
        ("", host.as_str(), "same-origin"),
        ("x", &host, "same-origin"),
        (&proof[1..], &host, "same-origin"),
        (&proof, "https://example.org", ""),
        (&proof, "null", ""),
        (&proof, "", "cross-site"),
        (&proof, "", "same-site"),
    ] {
        let mut headers = vec![HTML, FORM, cookie];
        headers.extend([("origin", origin), ("sec-fetch-site", site)].iter().filter(|(_, value)| !value.is_empty()));
        assert_eq!(app.send("POST", path, &headers, &fields(proof)).status, 403, "{proof} {origin} {site}");
    }
    let foreign = [HTML, FORM, ("origin", "https://example.org")];
    assert_eq!(app.send("POST", "/sign-in", &foreign, "id=x&secret=y").status, 403);
    assert_eq!(session.upload(app, "x", &[("action", "", "try"), ("file", "a.csv", "presence\n")]).status, 403);
    assert_eq!(app.revision(), before, "nothing was written");
    let good = [HTML, FORM, cookie, ("origin", host.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(app.send("POST", path, &good, &fields(&proof)).status, 303);
}

fn a_form_reports_what_the_api_would_be_sent(app: &mut TestApp) {
    let (session, _) = session(app, &["--office", "KEN"]);
    let path = "/office/presences/ken-hra";
    let page = session.get(app, path).text;
    for code in ["active", "drawing_down", "suspended", "closed"] {
        assert!(page.contains(&format!("name=\"status\" value=\"{code}\"")), "{code}");
    }
    assert!(!page.contains("name=\"status\" value=\"planned\""), "active cannot become planned");
    assert!(page.contains("No personal data"));
    let fields = [
        ("proof", hidden(&page, "proof")),
        ("key", hidden(&page, "key")),
        ("revision", hidden(&page, "revision")),
        ("status", "suspended".to_owned()),
        ("effective_on", "2024-06-18".to_owned()),
        ("operating_mode", "remote".to_owned()),
        ("operating_from.country", "uga".to_owned()),
        ("operating_from.city", "Kampala".to_owned()),
        ("reason", "funding".to_owned()),
        ("successor", String::new()),
        ("note", "Ofisi imefungwa.".to_owned()),
        ("note_language", "sw".to_owned()),
        ("note_visibility", "public".to_owned()),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = session.post(app, path, &fields);
    assert_eq!(done.status, 303, "{}", done.text);
    let id = done.header("location").rsplit('=').next().unwrap().to_owned();
    let twice = session.post(app, path, &fields);
    assert_eq!((twice.status, twice.header("location")), (303, done.header("location")), "a double click is harmless");
    let update = app.get(&format!("/v1/status-updates/{id}")).json;
    for (field, value) in [
        ("status", json!("suspended")),
        ("effective_on", json!("2024-06-18")),
        ("operating_mode", json!("remote")),
        ("operating_from", json!({"country": "UGA", "city": "Kampala"})),
        ("reason", json!("funding")),
        ("note", json!("Ofisi imefungwa.")),
        ("note_language", json!("sw")),
        ("office", json!("KEN")),
    ] {
        assert_eq!(update[field], value, "{field}");
    }
    let seen = session.get(app, done.header("location")).text;
    assert!(seen.contains(&format!("recorded as update {id}")) && seen.contains("Ofisi imefungwa."));
    assert!(app.get("/presences/ken-hra").text.contains("Ofisi imefungwa."));
    // The same form again, of a record that has moved on.
    let mut stale: Vec<_> = fields.clone();
    stale[1] = ("key", "another");
    let moved = session.post(app, path, &stale);
    assert!(moved.status == 412 && moved.text.contains("has changed since this form was opened"), "{}", moved.text);
    // Faults are the API's, at their fields, and what was entered is still there.
    let wrong =
        [("status", "closed"), ("effective_on", "2999-01-01"), ("operating_from.country", "XX"), ("note", "kept")];
    let faulty = session.submit(app, path, &wrong);
    assert_eq!(faulty.status, 422, "{}", faulty.text);
    let body =
        json!({"status": "closed", "effective_on": "2999-01-01", "operating_from": {"country": "XX"}, "note": "kept"});
    let api = app.post(&app.office("KEN"), KENYA, &body.to_string());
    for fault in api.json["errors"].as_array().unwrap() {
        let field = fault["pointer"].as_str().unwrap()[1..].replace('/', ".");
        assert!(faulty.text.contains(&format!("id=\"fault-{field}\"")), "{field} {}", faulty.text);
    }
    assert!(faulty.text.contains(">kept</textarea>") && faulty.text.contains("value=\"closed\" checked"));
    let post = session.submit(app, "/office/posts/ken-hra-1", &[("status", "vacant"), ("effective_on", "2024-06-18")]);
    assert_eq!(post.status, 303, "{}", post.text);
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1").json["status"], "vacant");
    let french =
        session.submit(app, "/office/posts/ken-hra-1?lang=fr", &[("status", "not_reported"), ("effective_on", "")]);
    assert!(french.status == 422 && french.text.contains("Ce champ est obligatoire."), "{}", french.text);
}

fn files_are_tried_out_and_sent(app: &mut TestApp) {
    let (session, _) = session(app, &["--office", "KEN"]);
    let page = session.get(app, "/office/import").text;
    let proof = hidden(&page, "proof");
    let good = "presence,post,status,effective_on\nken-hra,,suspended,2024-07-02\n,ken-hra-1,vacant,2024-07-02\n";
    let before = app.revision();
    let trial = session.upload(app, &proof, &[("mode", "", "atomic"), ("action", "", "try"), ("file", "a.csv", good)]);
    assert_eq!(trial.status, 200, "{}", trial.text);
    assert!(trial.text.contains("nothing is written yet") && trial.text.contains("Suspended"), "{}", trial.text);
    assert_eq!(app.revision(), before);
    let held = hidden(&trial.text, "held");
    assert!(!held.is_empty());
    let sent = [("action", "", "send"), ("mode", "", "atomic"), ("format", "", "csv"), ("held", "", held.as_str())];
    let sent = session.upload(app, &proof, &sent);
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert!(sent.header("location").starts_with("/office/imports/"));
    assert_eq!(app.get("/v1/presences/ken-hra").json["status"], "suspended");
    let report = session.get(app, sent.header("location"));
    assert!(report.status == 200 && report.text.contains("ken-hra-1"), "{}", report.text);
    let bad = "presence,status,effective_on\nken-hra,planned,2024-07-03\nper-hra,active,2024-07-03\n";
    let trial = session.upload(app, &proof, &[("action", "", "try"), ("file", "b.csv", bad)]);
    assert_eq!(trial.status, 200);
    assert!(
        trial.text.contains("cannot become planned") && trial.text.contains("does not answer for"),
        "{}",
        trial.text
    );
    assert!(hidden(&trial.text, "held").is_empty(), "what is rejected is not sent");
    for (name, content, status) in [("a.pdf", "x", 415), ("a.csv", "colour\nblue\n", 400), ("", "", 400)] {
        let refused = session.upload(app, &proof, &[("action", "", "try"), ("file", name, content)]);
        assert_eq!(refused.status, status, "{name} {}", refused.text);
    }
    let (other, _) = self::session(app, &["--office", "PER"]);
    assert_eq!(other.get(app, sent.header("location")).status, 404);
}

fn everybody_may_do_what_is_his_and_nothing_else(app: &mut TestApp) {
    let (kenya, _) = session(app, &["--office", "KEN"]);
    let (peru, _) = session(app, &["--office", "PER"]);
    let (desk, _) = session(app, &["--office", "HQ"]);
    let (reader, _) = session(app, &["--office", "KEN", "--scope", "presences:read"]);
    let nobody = Session { cookie: "registry-session=x".to_owned() };
    // Whoever is not signed in is sent where he can.
    let report = [("status", "active"), ("effective_on", "2024-06-18")];
    for (path, expected) in [
        ("/", [200; 5]),
        ("/presences/ken-hra", [200; 5]),
        ("/office", [200, 200, 200, 200, 303]),
        ("/office/presences/ken-hra", [200, 403, 200, 403, 303]),
        ("/office/posts/ken-hra-1", [200, 403, 200, 403, 303]),
        ("/office/presences/xxx-hra", [404, 404, 404, 403, 303]),
        ("/office/colours/blue", [404; 5]),
        ("/office/import", [200, 200, 200, 403, 303]),
    ] {
        let statuses = [&kenya, &peru, &desk, &reader, &nobody].map(|session| session.get(app, path).status);
        assert_eq!(statuses, expected, "{path}");
    }
    let statuses = [&kenya, &peru, &desk, &reader, &nobody].map(|session| {
        let proof = hidden(&session.get(app, "/office").text, "proof");
        let fields = [&[("proof", proof.as_str()), ("key", "k-2")], &report[..]].concat();
        let answer = session.post(app, "/office/presences/ken-hra", &fields);
        (answer.status, answer.header("location").starts_with("/sign-in"))
    });
    assert_eq!(statuses, [(303, false), (403, false), (303, false), (403, false), (303, true)]);
    assert!(desk.get(app, "/office?q=peru").text.contains("per-hra"), "the desk sees all");
}

#[test]
fn the_first_load_is_small() {
    let app = TestApp::start(Engine::Sqlite);
    let mut sizes: Vec<(String, usize)> = Vec::new();
    let home = app.get("/?lang=ru").text;
    let files =
        home.split("\"/assets/").skip(1).map(|rest| format!("/assets/{}", rest.split(['"', '#']).next().unwrap()));
    for path in files.chain(["/?lang=ru".to_owned()]).collect::<std::collections::BTreeSet<_>>() {
        let answer = app.raw(
            format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n").as_bytes(),
            std::time::Duration::from_secs(10),
        );
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200") && head.to_lowercase().contains("content-encoding: gzip"), "{head}");
        if path.starts_with("/assets/") {
            assert!(head.contains("immutable"), "{head}");
        }
        // Bytes that are no UTF-8 count for more here than they are.
        sizes.push((path, body.len()));
    }
    assert!(sizes.len() >= 5, "{sizes:?}");
    let all: usize = sizes.iter().map(|(_, size)| size).sum();
    assert!(all < 150_000, "{all} bytes: {sizes:?}");
}
