//! Who may do what: every operation of the OpenAPI document by everybody. A new operation without an expectation fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! { everybody_may_do_what_is_his_and_nothing_else }

/// Who asks, in the order of the expectations: nobody; an office without the scope; another office; the office; the
/// desk; a client that was disabled; a token whose time is over.
const CALLERS: [&str; 7] = ["public", "wrong scope", "other office", "own office", "desk", "disabled", "expired"];

type Statuses = [u16; 7];

/// Open to all, but a bad token is told so.
const READ: Statuses = [200, 200, 200, 200, 200, 401, 401];
/// Open to all, without a look at tokens.
const OPEN: Statuses = [200; 7];
/// The office's own records.
const REPORT: Statuses = [401, 403, 403, 201, 201, 401, 401];
/// Bodies are empty: whoever gets 422 was let in.
const DESK_CREATES: Statuses = [401, 403, 403, 403, 422, 401, 401];
const DESK_CHANGES: Statuses = [401, 403, 403, 403, 200, 401, 401];
/// With `clients:admin`, which an office's token has when it asks for it.
const CLIENTS: Statuses = [401, 403, 200, 200, 200, 401, 401];
const OWN_CLIENT: Statuses = [401, 403, 404, 200, 200, 401, 401];
/// With `webhooks:write`, likewise.
const OWN_WEBHOOK: Statuses = [401, 403, 404, 200, 200, 401, 401];
/// With `audit:read`, which the desk has.
const AUDIT: Statuses = [401, 403, 403, 403, 200, 401, 401];
/// What the OAuth endpoints ask for is in their forms: here it is missing.
const FORM: Statuses = [400; 7];

const EXPECTED: &[(&str, Statuses)] = &[
    ("GET /v1", READ),
    ("GET /v1/presences", READ),
    ("GET /v1/presences/{code}", READ),
    ("GET /v1/presences/{code}/history", READ),
    ("GET /v1/presences/{code}/status-updates", READ),
    ("GET /v1/adviser-posts", READ),
    ("GET /v1/adviser-posts/{code}", READ),
    ("GET /v1/adviser-posts/{code}/history", READ),
    ("GET /v1/adviser-posts/{code}/status-updates", READ),
    ("GET /v1/status-updates", READ),
    ("GET /v1/status-updates/{id}", READ),
    ("GET /v1/offices", READ),
    ("GET /v1/offices/{code}", READ),
    ("GET /v1/countries", READ),
    ("GET /v1/countries/{code}", READ),
    ("GET /problems", OPEN),
    ("GET /problems/{code}", OPEN),
    ("GET /healthz", OPEN),
    ("GET /readyz", OPEN),
    ("GET /metrics", OPEN),
    ("GET /openapi.json", OPEN),
    ("GET /.well-known/oauth-authorization-server", OPEN),
    ("GET /.well-known/jwks.json", OPEN),
    ("POST /v1/presences/{code}/status-updates", REPORT),
    ("POST /v1/adviser-posts/{code}/status-updates", REPORT),
    ("POST /v1/presences", DESK_CREATES),
    ("POST /v1/adviser-posts", DESK_CREATES),
    ("POST /v1/offices", DESK_CREATES),
    ("PATCH /v1/presences/{code}", DESK_CHANGES),
    ("PATCH /v1/adviser-posts/{code}", DESK_CHANGES),
    ("GET /v1/imports", [401, 403, 200, 200, 200, 401, 401]),
    ("POST /v1/imports", [401, 403, 200, 200, 200, 401, 401]),
    ("GET /v1/imports/{id}", [401, 403, 404, 200, 200, 401, 401]),
    ("GET /v1/imports/{id}/report", [401, 403, 404, 200, 200, 401, 401]),
    ("GET /v1/imports/template.{format}", OPEN),
    ("GET /v1/clients", CLIENTS),
    ("POST /v1/clients", [401, 403, 422, 422, 422, 401, 401]),
    ("GET /v1/clients/{id}", OWN_CLIENT),
    ("PATCH /v1/clients/{id}", OWN_CLIENT),
    ("POST /v1/clients/{id}/secrets", [401, 403, 404, 201, 201, 401, 401]),
    ("DELETE /v1/clients/{id}/secrets/{secret_id}", [401, 403, 404, 404, 404, 401, 401]),
    ("GET /v1/donors", READ),
    ("POST /v1/donors", DESK_CREATES),
    ("GET /v1/donors/{code}", READ),
    ("PATCH /v1/donors/{code}", DESK_CHANGES),
    ("GET /v1/donors/{code}/history", READ),
    ("GET /v1/contributions", READ),
    ("POST /v1/contributions", DESK_CREATES),
    ("GET /v1/contributions/{code}", READ),
    ("PATCH /v1/contributions/{code}", DESK_CHANGES),
    ("GET /v1/contributions/{code}/history", READ),
    ("GET /v1/standard-costs", READ),
    ("POST /v1/standard-costs", DESK_CREATES),
    ("GET /v1/standard-costs/{code}", READ),
    ("PATCH /v1/standard-costs/{code}", DESK_CHANGES),
    ("GET /v1/standard-costs/{code}/history", READ),
    ("GET /v1/post-requests", READ),
    ("POST /v1/post-requests", DESK_CREATES),
    ("GET /v1/post-requests/{code}", READ),
    ("PATCH /v1/post-requests/{code}", DESK_CHANGES),
    ("GET /v1/post-requests/{code}/history", READ),
    ("GET /v1/report-texts", READ),
    ("POST /v1/report-texts", DESK_CREATES),
    ("GET /v1/report-texts/{code}", READ),
    ("PATCH /v1/report-texts/{code}", DESK_CHANGES),
    ("GET /v1/report-texts/{code}/history", READ),
    ("GET /v1/reports/adviser-programme", READ),
    ("GET /v1/programme/coverage", READ),
    ("GET /v1/programme/at-risk", READ),
    ("GET /v1/programme/demand", READ),
    ("GET /v1/programme/years", READ),
    // Nothing is stored, so whoever may read may ask; the body is empty.
    ("POST /v1/programme/scenarios", [422, 422, 422, 422, 422, 401, 401]),
    ("GET /v1/statistics", READ),
    ("GET /v1/statistics/series", READ),
    ("GET /v1/statistics/overdue", READ),
    ("GET /v1/published-totals", READ),
    ("GET /v1/changes", READ),
    ("GET /v1/changes/stream", READ),
    ("GET /v1/webhooks", CLIENTS),
    ("POST /v1/webhooks", [401, 403, 422, 422, 422, 401, 401]),
    ("GET /v1/webhooks/{id}", OWN_WEBHOOK),
    ("PATCH /v1/webhooks/{id}", OWN_WEBHOOK),
    ("POST /v1/webhooks/{id}/secrets", [401, 403, 404, 201, 201, 401, 401]),
    ("POST /v1/webhooks/{id}/ping", OWN_WEBHOOK),
    ("GET /v1/webhooks/{id}/deliveries", OWN_WEBHOOK),
    ("POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver", OWN_WEBHOOK),
    ("GET /v1/admin/status", AUDIT),
    ("GET /v1/audit", AUDIT),
    ("GET /v1/ledger/entries", AUDIT),
    ("GET /v1/ledger/entries/{revision}", AUDIT),
    ("GET /v1/ledger/checkpoint", OPEN),
    ("GET /v1/ledger/key", OPEN),
    ("GET /v1/ledger/proofs/inclusion", [400; 7]),
    ("GET /v1/ledger/proofs/consistency", [400; 7]),
    ("POST /oauth/token", FORM),
    ("POST /oauth/introspect", [401; 7]),
    ("POST /oauth/revoke", [401; 7]),
    ("GET /v1/calls", READ),
    ("POST /v1/calls", DESK_CREATES),
    ("GET /v1/calls/{code}", READ),
    ("PATCH /v1/calls/{code}", DESK_CHANGES),
    ("GET /v1/calls/{code}/history", READ),
    ("POST /v1/calls/{code}/submissions", [422, 422, 422, 422, 422, 401, 401]),
    ("GET /v1/submissions", READ),
    ("GET /v1/submissions/{code}", READ),
    ("GET /v1/submissions/{code}/history", READ),
    ("GET /v1/submissions/{code}/attachment", READ),
    ("PATCH /v1/submissions/{code}", [401; 7]),
    ("POST /v1/submissions/{code}/attachment", [401, 401, 401, 401, 415, 401, 401]),
    ("DELETE /v1/submissions/{code}/contact", [401, 401, 401, 401, 204, 401, 401]),
    ("POST /v1/submissions/{code}/moderation", [401, 403, 403, 403, 422, 401, 401]),
    ("POST /v1/submissions/rejections", [401, 403, 403, 403, 422, 401, 401]),
    ("POST /v1/submissions/{code}/withdraw", [401, 401, 401, 401, 200, 401, 401]),
];

/// What the examples are about: all of it is Kenya's.
struct Examples {
    update: String,
    import: String,
    client: String,
    webhook: String,
    delivery: String,
    /// Published, with a document.
    submission: String,
}

fn everybody_may_do_what_is_his_and_nothing_else(app: &mut TestApp) {
    let every = "presences:read,status:write,imports:write,clients:admin,webhooks:write";
    let (id, _, disabled) = crate::oauth::signed_in(app, &["--office", "KEN"]);
    assert!(app.run(&["client", "disable", &id]).status.success());
    let expired = app.token(&["--office", "KEN", "--expires-in", "1s"]);
    let kenya = app.token(&["--office", "KEN", "--scope", every]);
    let tokens = [
        String::new(),
        // Each operation that needs a scope needs one of the others.
        String::new(),
        app.token(&["--office", "PER", "--scope", every]),
        kenya.clone(),
        app.desk(),
        disabled,
        expired,
    ];
    let update = app.post(&kenya, "/v1/presences/ken-hra/status-updates", ACTIVE);
    let import = app.send(
        "POST",
        "/v1/imports?format=json",
        &[("authorization", &format!("Bearer {kenya}"))],
        r#"[{"presence": "ken-hra", "status": "active", "effective_on": "2024-06-18"}]"#,
    );
    let client = app.post(&kenya, "/v1/clients", r#"{"name": "x"}"#);
    // Nobody is told anything there: the name has no address.
    let webhook = r#"{"name": "x", "url": "https://registry.invalid/"}"#;
    let webhook = app.post(&kenya, "/v1/webhooks", webhook);
    let webhook = webhook.json["id"].as_str().unwrap_or_else(|| panic!("{}", webhook.text));
    let delivery = app.post(&kenya, &format!("/v1/webhooks/{webhook}/ping"), "");
    let desk = app.desk();
    assert_eq!(app.post(&desk, "/v1/calls", crate::submissions::CALL).status, 201);
    let submission = crate::submissions::submit(app, "For everybody.");
    crate::submissions::attach(app, &submission, "application/pdf", "reply.pdf", crate::submissions::PDF);
    crate::submissions::publish(app, &desk, &submission);
    let examples = Examples {
        webhook: webhook.to_owned(),
        delivery: delivery.json["id"].as_str().unwrap_or_else(|| panic!("{}", delivery.text)).to_owned(),
        submission: submission.code,
        update: update.json["id"].to_string(),
        import: import.json["id"].as_str().unwrap_or_else(|| panic!("{}", import.text)).to_owned(),
        client: client.json["id"].as_str().unwrap_or_else(|| panic!("{}", client.text)).to_owned(),
    };
    crate::programme::one_of_each(app, &tokens[4]);
    app.until(|| (app.get_as(&tokens[5], "/v1").status == 401).then_some(()));
    app.until(|| (app.get_as(&tokens[6], "/v1").status == 401).then_some(()));

    let document = app.get("/openapi.json").json;
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let name = format!("{} {path}", method.to_ascii_uppercase());
            let expected = EXPECTED.iter().find(|(known, _)| *known == name);
            let (_, expected) = expected.unwrap_or_else(|| panic!("nobody said who may {name}"));
            let needed = scopes(operation);
            let statuses: Vec<u16> = (0..CALLERS.len())
                .map(|caller| {
                    let without = (caller == 1).then(|| token_without(app, &needed));
                    let token = without.as_deref().unwrap_or(&tokens[caller]);
                    ask(app, method, path, token, &examples)
                })
                .collect();
            if statuses != expected {
                wrong.push(format!("{name}: {statuses:?}, not {expected:?}"));
            }
            let documented = |status: &u16| !operation["responses"][status.to_string()].is_null();
            wrong.extend(statuses.iter().filter(|s| !documented(s)).map(|s| format!("{name}: {s} is not documented")));
            seen.insert(name);
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "callers: {CALLERS:?}");
    assert_eq!(seen.len(), EXPECTED.len(), "every expectation is of an operation that is there");
}

/// The scopes that an operation needs.
fn scopes(operation: &Value) -> Vec<String> {
    let alternatives = operation["security"].as_array().into_iter().flatten();
    let needed = alternatives.flat_map(|one| one["token"].as_array().cloned().unwrap_or_default());
    needed.filter_map(|scope| scope.as_str().map(str::to_owned)).collect()
}

/// A token of the office with every scope but these.
fn token_without(app: &TestApp, needed: &[String]) -> String {
    let all = ["presences:read", "status:write", "imports:write", "clients:admin", "webhooks:write"];
    let others: Vec<_> = all.into_iter().filter(|scope| !needed.iter().any(|needed| needed == scope)).collect();
    app.token(&["--office", "KEN", "--scope", &others.join(",")])
}

fn ask(app: &TestApp, method: &str, path: &str, token: &str, examples: &Examples) -> u16 {
    let id = match path {
        _ if path.starts_with("/v1/clients") => &examples.client,
        _ if path.starts_with("/v1/webhooks") => &examples.webhook,
        _ if path.starts_with("/v1/imports") => &examples.import,
        _ => &examples.update,
    };
    let code = match path {
        _ if path.starts_with("/v1/presences") => "ken-hra",
        _ if path.starts_with("/v1/adviser-posts") => "ken-hra-1",
        _ if path.starts_with("/problems") => "invalid",
        _ if path.starts_with("/v1/calls") => "advisers-2024",
        _ if path.starts_with("/v1/submissions") => &examples.submission,
        _ if path.starts_with("/v1/donors") => "norway",
        _ if path.starts_with("/v1/contributions") => "norway-1",
        _ if path.starts_with("/v1/standard-costs") => "p-4",
        _ if path.starts_with("/v1/post-requests") => "sen-1",
        _ if path.starts_with("/v1/report-texts") => "introduction",
        _ => "KEN",
    };
    let target = path
        .replace("{id}", id)
        .replace("{code}", code)
        .replace("{secret_id}", "none")
        .replace("{delivery}", &examples.delivery)
        .replace("{format}", "csv")
        .replace("{revision}", "1");
    if path.ends_with("/stream") {
        return app.begin(path, token);
    }
    let post = path.starts_with("/v1/adviser-posts") && path.ends_with("status-updates");
    let (kind, body) = match (method, path) {
        ("post", "/v1/imports") => ("text/csv", "presence,status,effective_on\nken-hra,active,2024-06-18\n".to_owned()),
        ("post", path) if path.starts_with("/oauth") => ("application/x-www-form-urlencoded", String::new()),
        ("post", _) if post => {
            ("application/json", json!({"status": "vacant", "effective_on": "2024-06-01"}).to_string())
        }
        ("post", path) if path.ends_with("status-updates") => ("application/json", ACTIVE.to_owned()),
        ("get" | "delete", _) => ("", String::new()),
        _ => ("application/json", "{}".to_owned()),
    };
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("if-match", "*")];
    if !kind.is_empty() {
        headers.push(("content-type", kind));
    }
    if !token.is_empty() && !path.starts_with("/oauth") {
        headers.push(("authorization", &bearer));
    }
    if method == "get" {
        headers.retain(|(name, _)| *name != "if-match");
    }
    app.send(&method.to_ascii_uppercase(), &target, &headers, &body).status
}
