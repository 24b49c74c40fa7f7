//! Status updates: the timeline, late news, corrections.

use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    an_office_reports late_news_does_not_overwrite_a_newer_state a_correction_supersedes a_closure_has_a_reason
    a_post_is_reported_apart_from_its_presence plans_may_lie_ahead what_is_listed_can_be_filtered
    the_timeline_stays_a_possible_life modes_are_reported
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn report(app: &TestApp, token: &str, path: &str, body: Value) -> Value {
    let answer = app.post(token, path, &body.to_string());
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

fn an_office_reports(app: &mut TestApp) {
    let token = app.office("KEN");
    let answer = app.post(&token, KENYA, ACTIVE);
    assert_eq!(answer.status, 201);
    let id = answer.json["id"].as_u64().unwrap();
    assert_eq!(answer.header("location"), format!("/v1/status-updates/{id}"));
    assert_eq!(answer.header("etag"), format!("\"{id}\""));
    let kenya = app.get("/v1/presences/ken-hra");
    assert_eq!(kenya.header("etag"), answer.header("etag"), "the tag of the record that it changed");
    assert_eq!(kenya.json["status_since"], "2024-06-18");
    assert_eq!(kenya.json["revision"], id);
    assert_eq!(kenya.json["last_report"]["office"], "KEN");
    assert_eq!(kenya.json["last_report"]["status_update"], id);
    assert_eq!(kenya.json["provenance"]["confidence"], "reported");
    assert_eq!(kenya.json["provenance"]["source"], "UN Resident Coordinator's Office, Kenya");
    let shown = app.get_as(&token, answer.header("location"));
    assert_eq!(shown.json, answer.json);
}

fn late_news_does_not_overwrite_a_newer_state(app: &mut TestApp) {
    let token = app.office("KEN");
    report(app, &token, KENYA, json!({"status": "drawing_down", "effective_on": "2024-05-01"}));
    let late = report(app, &token, KENYA, json!({"status": "suspended", "effective_on": "2024-03-01"}));
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!(kenya["status"], "drawing_down");
    assert_eq!(kenya["status_since"], "2024-05-01");
    assert_eq!(kenya["revision"], late["id"], "it is a new version all the same");
    let timeline = app.get(KENYA).json;
    let dates: Vec<_> =
        timeline["data"].as_array().unwrap().iter().map(|u| u["effective_on"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2024-05-01", "2024-03-01"], "latest effective date first");
    assert_eq!(app.get("/v1/presences/ken-hra?on=2024-04-01").json["status"], "suspended");
    assert_eq!(app.get("/v1/presences/ken-hra?on=2024-02-01").json["status"], "active");
    let same_day = report(app, &token, KENYA, json!({"status": "active", "effective_on": "2024-05-01"}));
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!(kenya["status"], "active", "of one day the later report counts");
    assert_eq!(kenya["revision"], same_day["id"]);
}

fn a_correction_supersedes(app: &mut TestApp) {
    let token = app.office("KEN");
    let wrong = report(app, &token, KENYA, json!({"status": "suspended", "effective_on": "2024-05-01"}));
    let right = report(
        app,
        &token,
        KENYA,
        json!({"status": "active", "effective_on": "2024-05-01", "supersedes": wrong["id"]}),
    );
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!(kenya["status"], "active");
    assert_eq!(app.get("/v1/presences/ken-hra?on=2024-06-01").json["status"], "active");
    let shown = app.get(&format!("/v1/status-updates/{}", wrong["id"])).json;
    assert_eq!(shown["superseded_by"], right["id"]);
    let again = app.post(
        &token,
        KENYA,
        &json!({"status": "active", "effective_on": "2024-05-02", "supersedes": wrong["id"]}).to_string(),
    );
    assert_eq!((again.status, again.fault()), (422, "already_superseded"));
    let foreign = app.post(
        &token,
        KENYA,
        &json!({"status": "active", "effective_on": "2024-05-02", "supersedes": 1}).to_string(),
    );
    assert_eq!((foreign.status, foreign.fault()), (422, "unknown_update"));
    assert_eq!(app.get("/v1/status-updates?superseded=true").json["page"]["total"], 1);
}

fn a_closure_has_a_reason(app: &mut TestApp) {
    let desk = app.desk();
    let path = "/v1/presences/ven-fp/status-updates";
    let bare = app.post(&desk, path, r#"{"status": "closed", "effective_on": "2024-07-01"}"#);
    assert_eq!((bare.status, bare.fault()), (422, "required"));
    assert_eq!(bare.json["errors"][0]["pointer"], "/reason");
    assert!(bare.json["errors"][0]["allowed"].as_array().unwrap().contains(&json!("funding")));
    let lonely = app.post(&desk, path, r#"{"status": "closed", "effective_on": "2024-07-01", "reason": "converted"}"#);
    assert_eq!(lonely.json["errors"][0]["pointer"], "/successor");
    report(
        app,
        &desk,
        path,
        json!({"status": "closed", "effective_on": "2024-07-01", "reason": "converted", "successor": "pan-ro"}),
    );
    let closed = app.get("/v1/presences/ven-fp").json;
    assert_eq!(closed["closed_on"], "2024-07-01");
    assert_eq!(closed["closure_reason"], "converted");
    assert_eq!(closed["successor"], "pan-ro");
    report(app, &desk, path, json!({"status": "active", "effective_on": "2024-09-01"}));
    let reopened = app.get("/v1/presences/ven-fp").json;
    assert_eq!(reopened["status"], "active", "closed is not final");
    assert_eq!(
        (&reopened["closed_on"], &reopened["closure_reason"], &reopened["successor"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

fn a_post_is_reported_apart_from_its_presence(app: &mut TestApp) {
    let token = app.office("KEN");
    let path = "/v1/adviser-posts/ken-hra-1/status-updates";
    let update = report(app, &token, path, json!({"status": "vacant", "effective_on": "2024-06-01"}));
    assert_eq!(update["post"], "ken-hra-1");
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1").json["status"], "vacant");
    assert_eq!(app.get("/v1/presences/ken-hra").json["status"], "active");
    let back = app.post(&token, path, r#"{"status": "not_reported", "effective_on": "2024-06-02"}"#);
    assert_eq!((back.status, back.fault()), (422, "unknown_code"));
    let embedded = app.get("/v1/presences/ken-hra?include=posts").json;
    assert_eq!(embedded["posts"][0]["status"], "vacant");
}

fn plans_may_lie_ahead(app: &mut TestApp) {
    let desk = app.desk();
    let new = json!({"code": "sen-hra", "type": "human_rights_adviser", "status": "planned", "name": "Adviser, Senegal",
        "country": "SEN", "city": "Dakar", "region": "africa", "host_entity": "UN Resident Coordinator's Office, Senegal"});
    assert_eq!(app.post(&desk, "/v1/presences", &new.to_string()).status, 201);
    let path = "/v1/presences/sen-hra/status-updates";
    let ahead = chrono::Utc::now().date_naive() + chrono::Days::new(200);
    report(app, &desk, path, json!({"status": "planned", "effective_on": ahead}));
    let today = chrono::Utc::now().date_naive();
    report(app, &desk, path, json!({"status": "agreed", "effective_on": today}));
    assert_eq!(app.get("/v1/presences/sen-hra").json["status"], "agreed", "a plan does not outlast what is true today");
    let future = app.post(&desk, path, &json!({"status": "active", "effective_on": ahead}).to_string());
    assert_eq!((future.status, future.fault()), (422, "in_the_future"));
}

fn what_is_listed_can_be_filtered(app: &mut TestApp) {
    let (kenya, peru) = (app.office("KEN"), app.office("PER"));
    report(app, &kenya, KENYA, json!({"status": "active", "effective_on": "2024-06-01"}));
    report(
        app,
        &peru,
        "/v1/presences/per-hra/status-updates",
        json!({"status": "suspended", "effective_on": "2024-06-02"}),
    );
    report(
        app,
        &kenya,
        "/v1/adviser-posts/ken-hra-1/status-updates",
        json!({"status": "encumbered", "effective_on": "2024-06-03"}),
    );
    let total = |query: &str| app.get(&format!("/v1/status-updates?{query}")).json["page"]["total"].as_u64().unwrap();
    assert_eq!(total(""), 3);
    assert_eq!(total("office=KEN"), 2);
    assert_eq!(total("office=KEN,PER"), 3);
    assert_eq!(total("office=KEN&office=PER"), 3);
    assert_eq!(total("office=KEN&status=active"), 1);
    assert_eq!(total("presence=per-hra"), 1);
    assert_eq!(total("post=ken-hra-1"), 1);
    assert_eq!(total("effective_from=2024-06-02&effective_to=2024-06-02"), 1);
    assert_eq!(total("recorded_from=2100-01-01T00:00:00Z"), 0);
    let all = app.get("/v1/status-updates").json;
    assert_eq!(all["data"][0]["post"], "ken-hra-1", "newest first");
}

fn the_timeline_stays_a_possible_life(app: &mut TestApp) {
    let token = app.office("KEN");
    let forbidden = app.post(&token, KENYA, r#"{"status": "planned", "effective_on": "2024-06-01"}"#);
    assert_eq!((forbidden.status, forbidden.fault()), (422, "transition_not_allowed"));
    assert!(forbidden.json["errors"][0]["detail"].as_str().unwrap().contains("was active"));
    assert_eq!(forbidden.json["errors"][0]["allowed"], json!(["active", "drawing_down", "suspended", "closed"]));
    report(app, &token, KENYA, json!({"status": "suspended", "effective_on": "2024-06-01"}));
    let between = json!({"status": "closed", "reason": "funding", "effective_on": "2024-05-01"});
    let between = app.post(&token, KENYA, &between.to_string());
    assert_eq!(
        (between.status, between.fault()),
        (422, "conflicts_with_later_update"),
        "closed cannot become suspended"
    );
}

fn modes_are_reported(app: &mut TestApp) {
    let token = app.office("KEN");
    let remote = json!({"operating_mode": "remote", "operating_from": {"country": "UGA", "city": "Kampala"}, "effective_on": "2024-06-01"});
    report(app, &token, KENYA, remote);
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!((&kenya["operating_mode"], &kenya["operating_from"]["city"]), (&json!("remote"), &json!("Kampala")));
    assert_eq!(kenya["status"], "active");
    report(app, &token, KENYA, json!({"operating_mode": "in_country", "effective_on": "2024-07-01"}));
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!((&kenya["operating_mode"], &kenya["operating_from"]), (&json!("in_country"), &Value::Null));
    assert_eq!(app.get("/v1/presences?operating_mode=in_country").codes(), ["ken-hra"]);
}
