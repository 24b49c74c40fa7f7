//! The audit trail: who did what, when and from where; and what was refused.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    harness::{ACTIVE, TestApp, on_both},
    oauth::signed_in,
};

on_both! {
    whoever_does_something_is_recorded
    filters_find_what_is_asked_for
    pages_cover_everything_once
    the_trail_can_be_exported
    it_is_for_whoever_may_read_it
    an_import_says_where_it_came_from
    old_events_are_removed_and_the_rest_still_verifies
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const PERU: &str = "/v1/presences/per-hra/status-updates";
const PLANNED: &str = r#"{"status": "planned", "effective_on": "2024-07-01"}"#;

fn trail(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.get_as(&app.desk(), &format!("/v1/audit?limit=1000&{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].as_array().unwrap().clone()
}

/// The entry of a request, as soon as it is there.
fn of_request(app: &TestApp, id: &str) -> Value {
    app.until(|| trail(app, "").into_iter().find(|entry| entry["request"] == id))
}

/// Sends a request with an id and perhaps a credential.
fn send(app: &TestApp, id: &str, method: &str, path: &str, credential: &str, body: &str) -> u16 {
    let kind = if path.starts_with("/oauth") { "application/x-www-form-urlencoded" } else { "application/json" };
    let mut headers = vec![("x-request-id", id), ("content-type", kind)];
    if !credential.is_empty() {
        headers.push(("authorization", credential));
    }
    app.send(method, path, &headers, body).status
}

fn whoever_does_something_is_recorded(app: &mut TestApp) {
    let (id, secret, token) = signed_in(app, &["--office", "KEN"]);
    let (bearer, desk) = (format!("Bearer {token}"), format!("Bearer {}", app.desk()));
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:fprs_guess")));
    let before = chrono::Utc::now();
    assert_eq!(send(app, "change-1", "POST", KENYA, &bearer, ACTIVE), 201);
    assert_eq!(send(app, "refused-422", "POST", KENYA, &bearer, PLANNED), 422);
    assert_eq!(send(app, "refused-403", "POST", PERU, &bearer, ACTIVE), 403);
    assert_eq!(send(app, "refused-401", "POST", KENYA, "", ACTIVE), 401);
    assert_eq!(send(app, "bad-token", "GET", "/v1/presences", &format!("Bearer {token}x"), ""), 401);
    assert_eq!(send(app, "bad-secret", "POST", "/oauth/token", &basic, "grant_type=client_credentials"), 401);
    assert_eq!(send(app, "credential", "POST", "/v1/clients", &desk, r#"{"name": "x", "office": "PER"}"#), 201);
    assert_eq!(send(app, "read", "GET", "/v1/presences/none", "", ""), 404);
    let token_id = jsonwebtoken::dangerous::insecure_decode_claims::<Value>(&token).unwrap()["jti"].clone();

    let expected = [
        ("change-1", "change", "status_update", Value::Null, "KEN"),
        ("refused-422", "refused", "POST /v1/presences/ken-hra/status-updates", json!(422), "KEN"),
        ("refused-403", "refused", "POST /v1/presences/per-hra/status-updates", json!(403), "KEN"),
        ("refused-401", "refused", "POST /v1/presences/ken-hra/status-updates", json!(401), ""),
        ("bad-token", "sign_in_failed", "GET /v1/presences", json!(401), ""),
        ("bad-secret", "sign_in_failed", "POST /oauth/token", json!(401), ""),
        ("credential", "change", "client", Value::Null, "HQ"),
    ];
    for (request, action, what, status, office) in expected {
        let entry = of_request(app, request);
        assert_eq!((&entry["action"], &entry["what"]), (&json!(action), &json!(what)), "{entry}");
        assert_eq!((&entry["status"], entry["office"].as_str().unwrap_or("")), (&status, office), "{entry}");
        assert_eq!(entry["origin"], "127.0.0.0/24", "{entry}");
        assert_eq!(entry["revision"].is_u64(), action == "change", "{entry}");
        let at: chrono::DateTime<chrono::Utc> = entry["at"].as_str().unwrap().parse().unwrap();
        assert!(at >= before - chrono::Duration::seconds(1) && at <= chrono::Utc::now(), "{entry}");
    }
    for request in ["change-1", "refused-422", "refused-403"] {
        let entry = of_request(app, request);
        assert_eq!((&entry["client"], &entry["token"]), (&json!(id), &token_id), "{entry}");
    }
    assert_eq!(of_request(app, "bad-secret")["client"], json!(id), "who it claimed to be");
    assert_eq!(of_request(app, "refused-422")["detail"], "Unprocessable Entity");
    assert!(trail(app, "client=cli:HQ").iter().any(|entry| entry["detail"] == json!(id)), "made by the command line");
    assert!(trail(app, "").iter().all(|entry| entry["request"] != "read"), "what is not there is no secret");

    let everything =
        app.get_as(&app.desk(), "/v1/audit?limit=1000").text + &std::fs::read_to_string(app.log_file()).unwrap();
    let signature = token.rsplit('.').next().unwrap();
    for hidden in [secret.as_str(), "fprs_", "argon2", signature, token.as_str(), basic.as_str()] {
        assert!(!everything.contains(hidden), "{hidden} is nowhere");
    }
}

fn filters_find_what_is_asked_for(app: &mut TestApp) {
    let (kenya, peru) = (format!("Bearer {}", app.office("KEN")), format!("Bearer {}", app.office("PER")));
    assert_eq!(send(app, "one", "POST", KENYA, &kenya, ACTIVE), 201);
    assert_eq!(send(app, "two", "POST", PERU, &kenya, ACTIVE), 403);
    of_request(app, "two");
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(send(app, "three", "POST", PERU, &peru, ACTIVE), 201);
    assert_eq!(send(app, "four", "GET", "/v1", "Bearer x", ""), 401);
    let (three, _) = (of_request(app, "three"), of_request(app, "four"));
    let found = |query: &str| {
        let entries = trail(app, query);
        let ids = entries.iter().filter_map(|entry| entry["request"].as_str());
        ids.filter(|id| ["one", "two", "three", "four"].contains(id)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found(""), ["four", "three", "two", "one"], "newest first");
    assert_eq!(found("office=KEN"), ["two", "one"]);
    assert_eq!(found("client=cli:PER"), ["three"]);
    assert_eq!(found("action=change"), ["three", "one"]);
    assert_eq!(found("action=refused"), ["two"]);
    assert_eq!(found("action=sign_in_failed"), ["four"]);
    assert_eq!(found("office=KEN&action=change"), ["one"]);
    let at = three["at"].as_str().unwrap();
    assert_eq!(found(&format!("since={at}")), ["four", "three"]);
    assert_eq!(found(&format!("until={at}")), ["two", "one"]);
    assert_eq!(found(&format!("since={at}&office=PER")), ["three"]);
    assert_eq!(found("office=DEU"), Vec::<String>::new());
    for bad in [
        "office=x",
        "since=yesterday",
        "until=",
        "action=read",
        "limit=0",
        "limit=1001",
        "cursor=x",
        "format=pdf",
        "x=1",
    ] {
        assert_eq!(app.get_as(&app.desk(), &format!("/v1/audit?{bad}")).status, 400, "{bad}");
    }
}

fn pages_cover_everything_once(app: &mut TestApp) {
    let desk = app.desk();
    let path = "/v1/audit?limit=7";
    // Many at once, changes and refusals mixed, so that times and numbers do not always agree.
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (app, desk) = (&*app, &desk);
            scope.spawn(move || {
                for number in 0..10 {
                    let body = if (thread + number) % 2 == 0 { ACTIVE } else { PLANNED };
                    send(app, &format!("{thread}-{number}"), "POST", KENYA, &format!("Bearer {desk}"), body);
                }
            });
        }
    });
    let is_ours = |entry: &Value| entry["request"].as_str().is_some_and(|id| id.contains('-') && id.len() == 3);
    app.until(|| (trail(app, "").iter().filter(|entry| is_ours(entry)).count() == 80).then_some(()));
    let (mut next, mut seen, mut pages) = (Some(path.to_owned()), Vec::new(), 0);
    while let Some(path) = next {
        let page = app.get_as(&desk, &path);
        let entries = page.json["data"].as_array().unwrap();
        assert!((1..=7).contains(&entries.len()));
        seen.extend(entries.iter().cloned());
        next = page.json["next"].as_str().map(str::to_owned);
        assert_eq!(page.header("link").contains("rel=\"next\""), next.is_some());
        pages += 1;
        // What comes later is not on later pages.
        if pages == 3 {
            send(app, "late", "POST", KENYA, &format!("Bearer {desk}"), ACTIVE);
        }
    }
    let all = trail(app, "");
    let expected: Vec<_> = all.iter().filter(|entry| entry["request"] != "late").collect();
    assert_eq!(seen.len(), expected.len());
    let texts: BTreeSet<String> = seen.iter().map(ToString::to_string).collect();
    assert_eq!(texts, expected.iter().map(ToString::to_string).collect());
    let revisions = seen.iter().filter(|entry| entry["action"] == "change").count() as u64;
    assert_eq!(revisions + 1, app.revision(), "the whole ledger, but for the late one");
}

fn the_trail_can_be_exported(app: &mut TestApp) {
    let (desk, basic) = (app.desk(), format!("Basic {}", STANDARD.encode("=cmd|x:fprs_guess")));
    assert_eq!(send(app, "one", "POST", KENYA, &format!("Bearer {desk}"), ACTIVE), 201);
    assert_eq!(send(app, "two", "POST", "/oauth/token", &basic, "grant_type=client_credentials"), 401);
    of_request(app, "two");
    let export = app.get_as(&desk, "/v1/audit?format=csv&limit=2");
    assert_eq!((export.status, export.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert!(export.header("link").contains("format=csv"), "the next page is CSV too");
    let lines: Vec<_> = export.text.lines().collect();
    assert_eq!(lines[0], "at,action,revision,what,detail,status,office,client,token,request,origin,repeated");
    assert_eq!(lines.len(), 3);
    assert!(lines[1].contains(",sign_in_failed,,POST /oauth/token,Unauthorized,401,,\"'=cmd|x\",,two,127.0.0.0/24"));
    assert!(lines[2].contains(",change,") && lines[2].contains(",status_update,") && lines[2].contains(",one,"));
    assert!(!export.text.contains("fprs_"));
}

fn it_is_for_whoever_may_read_it(app: &mut TestApp) {
    assert_eq!(app.get("/v1/audit").status, 401);
    assert_eq!(app.get_as(&app.office("KEN"), "/v1/audit").status, 403);
    let writer = app.token(&["--desk", "--scope", "status:write,records:write,clients:admin"]);
    assert_eq!(app.get_as(&writer, "/v1/audit").status, 403);
    let auditor = app.token(&["--desk", "--scope", "audit:read"]);
    let page = app.get_as(&auditor, "/v1/audit");
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert_eq!(page.json["data"].as_array().unwrap().len(), 100);
    assert_eq!(app.post(&auditor, KENYA, ACTIVE).status, 403);
}

fn an_import_says_where_it_came_from(app: &mut TestApp) {
    let bearer = format!("Bearer {}", app.office("KEN"));
    let row = r#"{"presence": "ken-hra", "status": "active", "effective_on": "2024-06-18"}"#;
    let few = format!("[{row}]");
    let arrived = |request: &str| {
        let entry = of_request(app, request);
        assert_eq!((&entry["action"], &entry["origin"]), (&json!("change"), &json!("127.0.0.0/24")), "{entry}");
    };
    assert_eq!(send(app, "few", "POST", "/v1/imports?format=json", &bearer, &few), 200);
    arrived("few");
    let rows: Vec<String> = (0..1200).map(|number| row.replace("2024-06-18", &day(number))).collect();
    let many = format!("[{}]", rows.join(","));
    assert_eq!(send(app, "many", "POST", "/v1/imports?format=json&mode=partial", &bearer, &many), 202);
    arrived("many");
}

fn day(number: u64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2018, 1, 1).unwrap() + chrono::Days::new(number)).to_string()
}

fn old_events_are_removed_and_the_rest_still_verifies(app: &mut TestApp) {
    let bearer = format!("Bearer {}", app.office("KEN"));
    for id in ["old-1", "old-2"] {
        assert_eq!(send(app, id, "POST", PERU, &bearer, ACTIVE), 403);
        of_request(app, id);
    }
    app.options = ["--keep-audit-events", "1s"].map(str::to_owned).to_vec();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    app.restart();
    // Writes remove what is too old.
    assert_eq!(send(app, "write", "POST", KENYA, &bearer, ACTIVE), 201);
    assert!(trail(app, "action=refused").is_empty(), "they are gone");
    assert_eq!(send(app, "new", "POST", PERU, &bearer, ACTIVE), 403);
    of_request(app, "new");
    app.kill();
    app.succeed(&["verify"]);
    let mut connection = app.connection();
    crate::harness::execute(&mut connection, "UPDATE audit_events SET id = id + 1").unwrap();
    assert!(!app.run(&["verify"]).status.success());
}
