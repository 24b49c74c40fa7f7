//! The records of the adviser programme: written and read like all others, refused precisely, imported and exported.

use serde_json::{Value, json};

use crate::{
    coverage::{change, create, example},
    harness::{TestApp, on_both},
};

on_both! {
    records_are_added_changed_and_remembered
    what_is_wrong_is_said_and_nothing_is_written
    changes_need_the_tag_of_what_they_change
    exports_come_back_as_imports
    imports_add_and_change_records
    the_feed_tells_of_them
    requests_go_their_way
    years_tell_how_posts_came_and_went
}

/// A donor, a contribution, a standard cost and a request.
pub fn one_of_each(app: &TestApp, desk: &str) {
    let donor = json!({"code": "norway", "type": "state", "name": {"en": "Norway", "fr": "Norvège"}, "country": "NOR"});
    create(app, desk, "/v1/donors", &donor);
    create(app, desk, "/v1/contributions", &contribution());
    let cost = json!({"code": "p-4", "grade": "P-4", "valid_from": "2024-01-01", "annual_cost": 240_000_00});
    create(app, desk, "/v1/standard-costs", &cost);
    create(app, desk, "/v1/post-requests", &request());
    let text = json!({"code": "introduction", "body": {"en": "There are {{posts.total}} posts.", "fr": "Il y a {{posts.total}} postes."}});
    create(app, desk, "/v1/report-texts", &text);
}

fn contribution() -> Value {
    json!({"code": "norway-1", "donor": "norway", "stage": "pledge", "amount": 150_000_00, "currency": "NOK",
        "rate": {"usd": "0.0936", "date": "2024-06-03"}, "from": "2024-07-01", "to": "2025-06-30",
        "earmark": {"scope": "posts", "posts": ["per-hra-1", "ken-hra-1"]}})
}

fn request() -> Value {
    json!({"code": "sen-1", "requester": "state", "requested_by": "Senegal", "country": "SEN", "grade": "P-4",
        "purpose": "Advice on the national preventive mechanism", "received_on": "2024-05-02",
        "consent": {"reference": "Note verbale 12/2024", "date": "2024-05-01"}})
}

fn with(body: Value, field: &str, value: Value) -> Value {
    let mut body = body;
    body[field] = value;
    body
}

fn records_are_added_changed_and_remembered(app: &mut TestApp) {
    let desk = app.desk();
    one_of_each(app, &desk);
    let first = app.get("/v1/contributions/norway-1");
    assert_eq!(first.header("etag"), format!("\"{}\"", first.json["revision"]));
    assert_eq!(first.json["usd_amount"], 14_040_00);
    assert_eq!(first.json["iati_transaction_type"], "13");
    assert_eq!(first.json["earmark"], json!({"scope": "posts", "posts": ["ken-hra-1", "per-hra-1"]}), "in order");
    for (path, patch) in [
        ("/v1/donors/norway", json!({"closes_on": "2026-12-31"})),
        ("/v1/contributions/norway-1", json!({"stage": "received", "amount": 100_000_00})),
        ("/v1/standard-costs/p-4", json!({"annual_cost": 250_000_00})),
        ("/v1/post-requests/sen-1", json!({"status": "under_review", "status_on": "2024-05-20"})),
    ] {
        let before = app.get(path);
        let revision = app.revision();
        let answer = app.patch(&desk, path, before.header("etag"), &patch.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["revision"], revision + 1);
        for (field, value) in patch.as_object().unwrap() {
            assert_eq!(&answer.json[field], value, "{path}");
        }
        assert_eq!(app.get(&format!("{path}?as_of={revision}")).json, before.json, "{path} as it was known then");
        let history = app.get(&format!("{path}/history")).json;
        assert_eq!(history["data"].as_array().unwrap().len(), 2);
        assert_eq!((&history["data"][0]["record"], &history["data"][1]["record"]), (&answer.json, &before.json));
        assert_eq!(history["data"][0]["office"], "HQ");
        let list = path.rsplit_once('/').unwrap().0;
        assert_eq!(app.get(list).json["data"], json!([answer.json]));
        assert_eq!(app.get(&format!("{list}?as_of={revision}")).json["data"], json!([before.json]));
        assert_eq!(app.get(&format!("{list}?as_of=433")).json["page"]["total"], 0);
    }
    let received = app.get("/v1/contributions/norway-1").json;
    assert_eq!((&received["usd_amount"], &received["iati_transaction_type"]), (&json!(9_360_00), &json!("1")));
    assert_eq!(app.get("/v1/contributions?stage=received&post=ken-hra-1&donor=norway").json["page"]["total"], 1);
    assert_eq!(app.get("/v1/contributions?stage=pledge").json["page"]["total"], 0);
    assert_eq!(app.get("/v1/contributions?covers_on=2025-07-01").json["page"]["total"], 0);
    assert_eq!(app.get("/v1/donors?q=norvege").json["page"]["total"], 1);
    let kept = app.get("/v1/contributions").json;
    app.restart();
    assert_eq!(app.get("/v1/contributions").json, kept);
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

fn what_is_wrong_is_said_and_nothing_is_written(app: &mut TestApp) {
    let desk = app.desk();
    one_of_each(app, &desk);
    create(
        app,
        &desk,
        "/v1/donors",
        &json!({"code": "fund", "type": "pooled_fund", "name": "Fund", "closes_on": "2024-06-30"}),
    );
    let abolished = json!({"status": "abolished", "effective_on": "2024-06-01"});
    create(app, &desk, "/v1/adviser-posts/npl-hra-1/status-updates", &abolished);
    let revision = app.revision();
    let money = |field: &str, value: Value| {
        ("/v1/contributions", with(with(contribution(), "code", json!("x-1")), field, value))
    };
    let ask =
        |field: &str, value: Value| ("/v1/post-requests", with(with(request(), "code", json!("x-1")), field, value));
    let named = |post: &str| json!({"scope": "posts", "posts": ["ken-hra-1", post]});
    let cases = [
        (money("amount", json!(0)), "/amount", "wrong_type"),
        (money("amount", json!(-5)), "/amount", "wrong_type"),
        (money("amount", json!(1.5)), "/amount", "wrong_type"),
        (money("amount", json!(10_000_000_000_000_000_i64)), "/amount", "out_of_range"),
        (money("rate", Value::Null), "/rate", "required"),
        (money("rate", json!({"usd": "0", "date": "2024-06-03"})), "/rate/usd", "malformed"),
        (money("rate", json!({"usd": "0.1", "date": "2099-06-03"})), "/rate/date", "in_the_future"),
        (money("currency", json!("XYZ")), "/currency", "unknown_code"),
        (money("currency", json!("USD")), "/rate", "not_applicable"),
        (money("to", json!("2024-06-30")), "/to", "out_of_range"),
        (money("to", json!("2024-02-30")), "/to", "malformed"),
        (money("donor", json!("nobody")), "/donor", "unknown_code"),
        (money("donor", json!("fund")), "/from", "out_of_range"),
        (money("stage", json!("hoped_for")), "/stage", "unknown_code"),
        (money("earmark", named("npl-hra-1")), "/earmark/posts/1", "not_applicable"),
        (money("earmark", named("zzz-hra-1")), "/earmark/posts/1", "unknown_code"),
        (money("earmark", json!({"scope": "region"})), "/earmark/region", "required"),
        (money("earmark", json!({"scope": "programme", "country": "KEN"})), "/earmark/country", "not_applicable"),
        (money("earmark", json!({"scope": "country", "country": "XXX"})), "/earmark/country", "unknown_code"),
        (money("usd_amount", json!(5)), "/usd_amount", "unknown_field"),
        (money("colour", json!("red")), "/colour", "unknown_field"),
        (ask("status", json!("deployed")), "/post", "required"),
        (ask("post", json!("ken-hra-1")), "/post", "not_applicable"),
        (ask("country", json!("XXX")), "/country", "unknown_code"),
        (ask("received_on", json!("2099-01-01")), "/received_on", "in_the_future"),
        (ask("status_on", json!("2024-05-01")), "/status_on", "out_of_range"),
        (("/v1/donors", json!({"code": "x-1", "type": "state", "name": "X"})), "/country", "required"),
        (("/v1/donors", json!({"code": "X 1", "type": "other", "name": "X"})), "/code", "malformed"),
        (
            (
                "/v1/standard-costs",
                json!({"code": "x-1", "grade": "P-4", "valid_from": "2024-01-01", "annual_cost": 1}),
            ),
            "/valid_from",
            "repeated",
        ),
        (
            (
                "/v1/standard-costs",
                json!({"code": "x-1", "grade": "P-9", "valid_from": "2024-01-01", "annual_cost": 1}),
            ),
            "/grade",
            "unknown_code",
        ),
    ];
    for ((path, body), pointer, code) in cases {
        let answer = app.post(&desk, path, &body.to_string());
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        let faults = answer.json["errors"].as_array().unwrap();
        let found = faults.iter().any(|fault| fault["pointer"] == pointer && fault["code"] == code);
        assert!(found, "{pointer} {code} for {body}: {}", answer.text);
    }
    for (path, patch, pointer, code) in [
        (
            "/v1/post-requests/sen-1",
            json!({"status": "deployed", "post": "ken-hra-1"}),
            "/status",
            "transition_not_allowed",
        ),
        (
            "/v1/post-requests/sen-1",
            json!({"status": "under_review", "status_on": "2024-05-01"}),
            "/status_on",
            "out_of_range",
        ),
        ("/v1/contributions/norway-1", json!({"amount": 0}), "/amount", "wrong_type"),
        ("/v1/contributions/norway-1", json!({"usd_amount": 7}), "/usd_amount", ""),
        ("/v1/contributions/norway-1", json!({"code": "other"}), "/code", ""),
        (
            "/v1/contributions/norway-1",
            json!({"earmark": {"posts": ["npl-hra-1"]}}),
            "/earmark/posts/0",
            "not_applicable",
        ),
        ("/v1/contributions/norway-1", json!({"currency": "USD"}), "/rate", "not_applicable"),
        ("/v1/donors/norway", json!({"name": null}), "/name", "required"),
    ] {
        let answer = app.patch(&desk, path, "*", &patch.to_string());
        assert_eq!(answer.status, 422, "{patch}: {}", answer.text);
        let fault = &answer.json["errors"][0];
        assert_eq!(fault["pointer"], pointer, "{}", answer.text);
        assert!(code.is_empty() || fault["code"] == code, "{}", answer.text);
    }
    let refused = app.patch(&desk, "/v1/post-requests/sen-1", "*", r#"{"status": "deployed", "post": "ken-hra-1"}"#);
    assert_eq!(refused.json["errors"][0]["allowed"][0], "under_review", "{}", refused.text);
    assert_eq!(app.post(&desk, "/v1/donors", r#"{"code": "fund", "type": "other", "name": "X"}"#).status, 409);
    assert_eq!(app.post(&app.office("KEN"), "/v1/contributions", &contribution().to_string()).status, 403);
    assert_eq!(app.get("/v1/contributions/nothing").status, 404);
    assert_eq!(app.patch(&desk, "/v1/contributions/nothing", "*", "{}").status, 404);
    assert_eq!(app.revision(), revision, "nothing was written");
}

fn changes_need_the_tag_of_what_they_change(app: &mut TestApp) {
    let desk = app.desk();
    one_of_each(app, &desk);
    for path in ["/v1/donors/norway", "/v1/contributions/norway-1", "/v1/standard-costs/p-4", "/v1/post-requests/sen-1"]
    {
        let tag = app.get(path).header("etag").to_owned();
        assert_eq!(app.patch(&desk, path, "", "{}").status, 428);
        assert_eq!(app.patch(&desk, path, "\"1\"", "{}").status, 412);
        assert_eq!(app.patch(&desk, path, &tag, "{}").status, 200);
        assert_eq!(app.patch(&desk, path, &tag, "{}").status, 412, "it has moved on");
        let now = app.get(path).header("etag").to_owned();
        assert_eq!(app.send("GET", path, &[("if-none-match", &now)], "").status, 304);
    }
    let body = json!({"code": "once", "type": "other", "name": "Once"}).to_string();
    let first = app.post_with(&desk, "/v1/donors", &[("idempotency-key", "k")], &body);
    let again = app.post_with(&desk, "/v1/donors", &[("idempotency-key", "k")], &body);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text);
    assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &first.json));
}

/// What an import did: `read created updated unchanged rejected skipped`.
fn import(app: &TestApp, desk: &str, kind: &str, body: &[u8]) -> [u64; 6] {
    let bearer = format!("Bearer {desk}");
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    let answer = app.send_bytes("POST", "/v1/imports", &headers, body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    ["read", "created", "updated", "unchanged", "rejected", "skipped"]
        .map(|name| answer.json["totals"][name].as_u64().unwrap())
}

fn exports_come_back_as_imports(app: &mut TestApp) {
    let desk = app.desk();
    example(app, &desk);
    create(app, &desk, "/v1/post-requests", &request());
    let (revision, sheet) = (app.revision(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    for (list, count) in [("donors", 4), ("contributions", 5), ("standard-costs", 4), ("post-requests", 1)] {
        for (format, kind) in
            [("csv", "text/csv"), ("hxl", "text/csv"), ("xlsx", sheet), ("ndjson", "application/x-ndjson")]
        {
            let (answer, file) = app.bytes(&format!("/v1/{list}?format={format}"));
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(import(app, &desk, kind, &file), [count, 0, 0, count, 0, 0], "{list} as {format}");
        }
    }
    assert_eq!(app.revision(), revision);
}

fn imports_add_and_change_records(app: &mut TestApp) {
    let desk = app.desk();
    one_of_each(app, &desk);
    let rows = "kind,code,donor,stage,amount,currency,rate.usd,rate.date,from,to,earmark.scope,earmark.region\n\
        contribution,norway-1,norway,commitment,15000000,NOK,0.0936,2024-06-03,2024-07-01,2025-06-30,,\n\
        contribution,norway-2,norway,pledge,2500000,USD,,,2025-07-01,2026-06-30,region,africa\n\
        contribution,norway-3,norway,pledge,-1,USD,,,2025-07-01,2026-06-30,region,africa\n";
    let bearer = format!("Bearer {desk}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "text/csv")];
    let refused = app.send("POST", "/v1/imports", &headers, rows);
    assert_eq!(refused.json["rows"][2]["cell"], "E4", "{}", refused.text);
    assert_eq!(app.get("/v1/contributions/norway-2").status, 404, "all or nothing");
    let done = app.send("POST", "/v1/imports?mode=partial", &headers, rows);
    let totals = &done.json["totals"];
    assert_eq!(
        (&totals["created"], &totals["updated"], &totals["rejected"]),
        (&json!(1), &json!(1), &json!(1)),
        "{}",
        done.text
    );
    let changed = app.get("/v1/contributions/norway-1").json;
    assert_eq!((&changed["stage"], &changed["usd_amount"]), (&json!("commitment"), &json!(14_040_00)));
    assert_eq!(app.get("/v1/contributions/norway-2").json["earmark"], json!({"scope": "region", "region": "africa"}));
    let request = "kind,code,requester,requested_by,country,purpose,received_on\n\
        post_request,tgo-1,un_country_team,UNCT Togo,TGO,Early warning,2024-05-01\n";
    assert_eq!(import(app, &desk, "text/csv", request.as_bytes()), [1, 1, 0, 0, 0, 0]);
    assert_eq!(app.get("/v1/post-requests/tgo-1").json["status"], "received");
}

fn the_feed_tells_of_them(app: &mut TestApp) {
    let (desk, since) = (app.desk(), app.revision());
    one_of_each(app, &desk);
    change(app, &desk, "/v1/contributions/norway-1", &json!({"stage": "received"}));
    let feed = app.get(&format!("/v1/changes?since={since}")).json;
    let told: Vec<_> = feed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["kind"].as_str().unwrap(), c["event"].as_str().unwrap()))
        .collect();
    let created =
        ["donor", "contribution", "standard_cost", "post_request", "report_text"].map(|kind| (kind, "created"));
    assert_eq!(told, [&created[..], &[("contribution", "described")]].concat());
    assert_eq!(feed["data"][5]["record"], app.get("/v1/contributions/norway-1").json);
    let some = app.get(&format!("/v1/changes?since={since}&kind=post_request&country=SEN")).json;
    assert_eq!((some["data"].as_array().unwrap().len(), &some["data"][0]["code"]), (1, &json!("sen-1")));
}

fn requests_go_their_way(app: &mut TestApp) {
    let desk = app.desk();
    create(app, &desk, "/v1/post-requests", &request());
    let other = json!({"code": "tgo-1", "requester": "un_country_team", "requested_by": "UNCT Togo", "country": "TGO",
        "purpose": "Early warning", "received_on": "2024-06-01"});
    create(app, &desk, "/v1/post-requests", &other);
    let demand = |on: &str| app.get(&format!("/v1/programme/demand?on={on}")).json;
    let waits = demand("2024-06-11");
    assert_eq!(waits["unmet"], json!({"count": 2, "longest": 40, "median": 25}), "of two the mean");
    assert_eq!(waits["countries"], json!(["SEN", "TGO"]));
    let earlier = demand("2024-05-31");
    assert_eq!(earlier["unmet"], json!({"count": 1, "longest": 29, "median": 29}), "the other was not received yet");
    assert_eq!(demand("2024-01-01")["unmet"], json!({"count": 0, "longest": null, "median": null}));
    for (status, on) in [("under_review", "2024-05-20"), ("agreed_unfunded", "2024-06-10"), ("funded", "2024-07-01")] {
        change(app, &desk, "/v1/post-requests/sen-1", &json!({"status": status, "status_on": on}));
    }
    let deployed = json!({"status": "deployed", "status_on": "2024-08-10", "post": "ken-hra-1"});
    change(app, &desk, "/v1/post-requests/sen-1", &deployed);
    let met = demand("2024-08-30");
    assert_eq!((&met["unmet"]["count"], &met["countries"]), (&json!(1), &json!(["TGO"])));
    assert_eq!(met["deployed"], json!({"count": 1, "longest": 100, "median": 100}));
    let then = demand("2024-06-15");
    assert_eq!((&then["unmet"]["count"], &then["deployed"]["count"]), (&json!(2), &json!(0)), "its status of then");
    let of = |answer: &Value, status: &str| {
        let counts = answer["by_status"].as_array().unwrap();
        counts.iter().find(|count| count["status"] == status).unwrap()["count"].clone()
    };
    assert_eq!((of(&then, "agreed_unfunded"), of(&then, "deployed")), (json!(1), json!(0)));
    let by_status = met["by_status"].as_array().unwrap();
    assert_eq!(by_status.iter().find(|count| count["status"] == "deployed").unwrap()["count"], 1);
}

fn years_tell_how_posts_came_and_went(app: &mut TestApp) {
    let desk = app.desk();
    let post = json!({"code": "ken-hra-2", "presence": "ken-hra", "status": "vacant", "status_since": "2022-03-01",
        "title": "Human Rights Officer", "grade": "P-3", "annual_cost": 12_000_00});
    create(app, &desk, "/v1/adviser-posts", &post);
    create(
        app,
        &desk,
        "/v1/adviser-posts/npl-hra-1/status-updates",
        &json!({"status": "abolished", "effective_on": "2023-05-01"}),
    );
    let closed = json!({"status": "closed", "effective_on": "2023-09-30", "reason": "funding"});
    create(app, &desk, "/v1/presences/per-hra/status-updates", &closed);
    let years = app.get("/v1/programme/years?on=2024-06-30").json;
    let told: Vec<_> = years["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| {
            ["year", "created", "abolished", "presences_closed", "unfunded", "posts", "unknown"]
                .map(|name| year[name].as_i64().unwrap())
        })
        .collect();
    assert_eq!(told, [[2022, 1, 0, 0, 1, 1, 44], [2023, 0, 1, 1, 1, 1, 43], [2024, 0, 0, 0, 1, 44, 0]]);
}
