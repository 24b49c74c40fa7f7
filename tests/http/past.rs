//! The past: `as_of` is what was known then, `on` is what was so then.

use serde_json::{Value, json};

use crate::harness::{TestApp, on_both};

on_both! { every_read_answers_as_it_did_then times_and_dates_lead_to_revisions history_says_what_changed }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

const READS: [&str; 12] = [
    "/v1/presences?limit=200",
    "/v1/presences?status=suspended",
    "/v1/presences?sort=-status_since,code&limit=7",
    "/v1/presences/ken-hra",
    "/v1/presences/ken-hra?include=posts",
    "/v1/presences/ken-hra/history",
    "/v1/presences/ken-hra/status-updates",
    "/v1/adviser-posts?limit=200",
    "/v1/adviser-posts/ken-hra-1",
    "/v1/status-updates",
    "/v1/status-updates?office=KEN",
    "/v1",
];

/// The answer without the links to further pages, which name what was asked.
fn asked(app: &TestApp, path: &str) -> (u16, Value) {
    let mut answer = app.get(path);
    if let Some(page) = answer.json.get_mut("page") {
        page.as_object_mut().unwrap().remove("next");
    }
    (answer.status, answer.json)
}

fn every_read_answers_as_it_did_then(app: &mut TestApp) {
    let (kenya, desk) = (app.office("KEN"), app.desk());
    let mut then = Vec::new();
    let remember = |app: &TestApp, then: &mut Vec<_>| {
        let answers: Vec<_> = READS.iter().map(|path| asked(app, path)).collect();
        then.push((app.revision(), answers));
    };
    remember(app, &mut then);
    let steps = [
        (KENYA, json!({"status": "suspended", "effective_on": "2024-05-01"})),
        (KENYA, json!({"status": "drawing_down", "effective_on": "2024-04-01"})),
        ("/v1/adviser-posts/ken-hra-1/status-updates", json!({"status": "vacant", "effective_on": "2024-04-01"})),
        (KENYA, json!({"operating_mode": "hybrid", "effective_on": "2024-06-01"})),
    ];
    for (path, body) in &steps {
        assert_eq!(app.post(&kenya, path, &body.to_string()).status, 201);
        remember(app, &mut then);
    }
    let wrong = app.get(KENYA).json["data"][1]["id"].clone();
    let right = json!({"status": "active", "effective_on": "2024-05-02", "supersedes": wrong});
    assert_eq!(app.post(&kenya, KENYA, &right.to_string()).status, 201);
    remember(app, &mut then);
    assert_eq!(
        app.patch(&desk, "/v1/presences/ken-hra", "*", r#"{"city": "Mombasa", "covers": ["KEN", "SOM"]}"#).status,
        200
    );
    remember(app, &mut then);
    let post =
        json!({"code": "ken-hra-2", "presence": "ken-hra", "status": "proposed", "title": "Human Rights Officer"});
    assert_eq!(app.post(&desk, "/v1/adviser-posts", &post.to_string()).status, 201);
    remember(app, &mut then);
    app.restart();
    for (revision, answers) in &then {
        for (path, answer) in READS.iter().zip(answers) {
            let sign = if path.contains('?') { '&' } else { '?' };
            assert_eq!(&asked(app, &format!("{path}{sign}as_of={revision}")), answer, "{path} as of {revision}");
        }
    }
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-2?as_of=500").status, 400, "the future is not known");
    let first = then[0].0;
    assert_eq!(app.get(&format!("/v1/adviser-posts/ken-hra-2?as_of={first}")).status, 404, "nor was it then");
    assert_eq!(app.get("/v1/presences?as_of=0").json["page"]["total"], 0);
}

fn times_and_dates_lead_to_revisions(app: &mut TestApp) {
    let kenya = app.office("KEN");
    let first = app.post(&kenya, KENYA, r#"{"status": "suspended", "effective_on": "2024-05-01"}"#).json;
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(app.post(&kenya, KENYA, r#"{"status": "active", "effective_on": "2024-06-01"}"#).status, 201);
    let time = first["recorded_at"].as_str().unwrap();
    let then = app.get(&format!("/v1/presences/ken-hra?as_of={time}"));
    assert_eq!((then.json["status"].as_str(), &then.json["revision"]), (Some("suspended"), &first["id"]));
    let offset = time.replace('Z', "+00:00");
    assert_eq!(
        app.get(&format!("/v1/presences/ken-hra?as_of={offset}")).json,
        then.json,
        "an unescaped plus is understood"
    );
    assert_eq!(app.get("/v1/presences?as_of=2020-01-01").json["page"]["total"], 0);
    let today = chrono::Utc::now().date_naive();
    assert_eq!(app.get(&format!("/v1/presences/ken-hra?as_of={today}")).json["status"], "active");
    assert_eq!(app.get("/v1/presences?as_of=2100-01-01T00:00:00Z").status, 400);
    let both = app.get(&format!("/v1/presences/ken-hra?as_of={time}&on=2024-04-30")).json;
    assert_eq!(both["status"], "active", "what was known then of that date");
    assert_eq!(app.get("/v1/presences?on=2024-05-15&status=suspended").json["page"]["total"], 2);
    let opened = app.patch(&app.desk(), "/v1/presences/ven-fp", "*", r#"{"opened_on": "2019-06-01"}"#).json;
    assert_eq!(opened["status_since"], "2024-02-15", "it opened then; it was suspended later");
    assert_eq!(app.get("/v1/presences?on=2019-05-31&code=ven-fp").json["page"]["total"], 0, "it did not exist then");
    assert_eq!(app.get("/v1/presences?on=2019-06-01&code=ven-fp").json["page"]["total"], 1);
}

fn history_says_what_changed(app: &mut TestApp) {
    let (kenya, desk) = (app.office("KEN"), app.desk());
    assert_eq!(app.post(&kenya, KENYA, r#"{"status": "suspended", "effective_on": "2024-05-01"}"#).status, 201);
    assert_eq!(app.patch(&desk, "/v1/presences/ken-hra", "*", r#"{"city": "Mombasa"}"#).status, 200);
    let history = app.get("/v1/presences/ken-hra/history").json;
    let entries = history["data"].as_array().unwrap();
    let said: Vec<_> = entries.iter().map(|e| (e["event"].as_str().unwrap(), e["office"].as_str().unwrap())).collect();
    assert_eq!(said, [("relocated", "HQ"), ("status_update", "KEN"), ("baseline", "HQ")]);
    assert_eq!(entries[0]["changes"], json!([{"field": "city", "from": "Nairobi", "to": "Mombasa"}]));
    let status = entries[1]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "status").unwrap();
    assert_eq!(status, &json!({"field": "status", "from": "active", "to": "suspended"}));
    assert_eq!(entries[1]["effective_on"], "2024-05-01");
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1/history").json["data"][0]["event"], "baseline");
    assert_eq!(app.get("/v1/presences/nowhere/history").status, 404);
}
