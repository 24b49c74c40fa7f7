//! Statistics: counts by any dimension, over time, with the lists' filters, as of any moment.

use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    counts_are_those_of_the_lists counts_of_the_past_stay series_tell_what_was_and_what_was_known
    offices_that_do_not_report_are_found parameters_are_checked
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn count(answer: &Value, group: &[(&str, Value)]) -> u64 {
    let rows = answer["data"].as_array().unwrap();
    let found = rows.iter().find(|row| group.iter().all(|(name, value)| row[name] == *value));
    found.map_or(0, |row| row["count"].as_u64().unwrap())
}

fn counts_are_those_of_the_lists(app: &mut TestApp) {
    let all = app.get("/v1/statistics").json;
    assert_eq!((&all["totals"]["count"], &all["data"][0]["count"]), (&json!(95), &json!(95)));
    let index = app.get("/v1").json;
    assert_eq!(all["totals"]["countries"], index["totals"]["countries_served"], "95 is not a count of countries");
    for (of, list, dimension) in [
        ("presences", "presences", "type"),
        ("presences", "presences", "status"),
        ("presences", "presences", "region"),
        ("presences", "presences", "confidence"),
        ("adviser_posts", "adviser-posts", "status"),
        ("adviser_posts", "adviser-posts", "region"),
    ] {
        let counted = app.get(&format!("/v1/statistics?of={of}&group_by={dimension}")).json;
        let mut sum = 0;
        for row in counted["data"].as_array().unwrap() {
            let value = row[dimension].as_str().unwrap();
            let listed = app.get(&format!("/v1/{list}?limit=1&{dimension}={value}")).json["page"]["total"].clone();
            assert_eq!(row["count"], listed, "{of} {dimension} {value}");
            sum += row["count"].as_u64().unwrap();
        }
        assert_eq!(json!(sum), counted["totals"]["count"]);
    }
    let both = app.get("/v1/statistics?group_by=region,type&type=human_rights_adviser").json;
    assert_eq!(both["totals"]["count"], 44);
    let listed = app.get("/v1/presences?limit=1&region=africa&type=human_rights_adviser").json["page"]["total"].clone();
    assert_eq!(json!(count(&both, &[("region", json!("africa"))])), listed);
    app.post(&app.office("KEN"), KENYA, ACTIVE);
    let since = app.get("/v1/statistics?group_by=since_report").json;
    assert_eq!(count(&since, &[("since_report", json!("up_to_30_days"))]), 1);
    assert_eq!(count(&since, &[("since_report", json!("never"))]), 94);
    let modes = app.get("/v1/statistics?group_by=operating_mode").json;
    assert_eq!(
        count(&modes, &[("operating_mode", Value::Null)]),
        94 + u64::from(count(&modes, &[("operating_mode", json!("remote"))]) == 0)
    );
}

fn counts_of_the_past_stay(app: &mut TestApp) {
    let (kenya, before) = (app.office("KEN"), app.revision());
    let query = "/v1/statistics?group_by=status,region";
    let was = app.get(query).json;
    app.post(&kenya, KENYA, r#"{"status": "suspended", "effective_on": "2024-03-01"}"#);
    let is = app.get(query).json;
    assert_ne!(was["data"], is["data"]);
    assert_eq!(app.get(&format!("{query}&as_of={before}")).json["data"], was["data"]);
    assert_eq!(app.get(&format!("{query}&on=2024-02-29")).json["data"], was["data"]);
    assert_eq!(app.get(&format!("{query}&on=2024-03-01")).json["data"], is["data"]);
}

fn series_tell_what_was_and_what_was_known(app: &mut TestApp) {
    let kenya = app.office("KEN");
    for (status, date) in [("suspended", "2024-03-10"), ("active", "2024-05-20"), ("closed", "2024-06-30")] {
        let reason = if status == "closed" { r#", "reason": "funding""# } else { "" };
        let body = format!(r#"{{"status": "{status}", "effective_on": "{date}"{reason}}}"#);
        assert_eq!(app.post(&kenya, KENYA, &body).status, 201);
    }
    let post = "/v1/adviser-posts/ken-hra-1/status-updates";
    for (status, date) in [("encumbered", "2024-01-15"), ("vacant", "2024-04-01")] {
        let body = format!(r#"{{"status": "{status}", "effective_on": "{date}"}}"#);
        assert_eq!(app.post(&kenya, post, &body).status, 201);
    }
    let query = "/v1/statistics/series?from=2024-01-01&to=2024-07-31&country=KEN";
    let series = app.get(&format!("{query}&group_by=status")).json;
    let periods = series["data"].as_array().unwrap();
    assert_eq!(periods.len(), 7);
    for period in periods {
        let on = app.get(&format!("/v1/statistics?group_by=status&country=KEN&on={}", period["to"].as_str().unwrap()));
        assert_eq!(period["groups"], on.json["data"], "{}", period["to"]);
        assert_eq!(period["totals"], on.json["totals"]);
    }
    let flows = |at: usize| (&periods[at]["flows"]["opened"], &periods[at]["flows"]["closed"]);
    assert_eq!(flows(5), (&json!(0), &json!(1)), "June: closed");
    assert_eq!(flows(4), (&json!(0), &json!(0)), "active again after a suspension is no opening");
    let posts = app.get(&format!("{query}&of=adviser_posts")).json;
    assert_eq!((&posts["data"][0]["flows"]["filled"], &posts["data"][3]["flows"]["vacated"]), (&json!(1), &json!(1)));
    // By recorded time nothing was known before today.
    let known = app.get(&format!("{query}&by=recorded&group_by=status&step=quarter")).json;
    assert!(known["data"].as_array().unwrap().iter().all(|period| period["totals"]["count"] == 0));
    let now = app.get("/v1/statistics/series?by=recorded&group_by=status&country=KEN&step=day").json;
    let last = now["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["groups"], app.get("/v1/statistics?group_by=status&country=KEN").json["data"]);
    assert_eq!(last["revision"], json!(app.revision()));
}

fn offices_that_do_not_report_are_found(app: &mut TestApp) {
    let offices = || app.get("/v1/statistics/overdue").json["data"].as_array().unwrap().clone();
    let before = offices();
    assert!(before.iter().any(|office| office["office"] == "KEN" && office["days"].is_null()));
    app.post(&app.office("KEN"), KENYA, ACTIVE);
    assert_eq!(offices().len(), before.len() - 1);
    let strict = app.get("/v1/statistics/overdue?days=0&lang=fr").json;
    assert!(strict["data"].as_array().unwrap().iter().all(|office| office["office"] != "KEN"), "it reported today");
    assert_eq!(app.get("/v1/statistics/overdue?as_of=433").json["data"].as_array().unwrap().len(), before.len());
}

fn parameters_are_checked(app: &mut TestApp) {
    for wrong in [
        "?of=clients",
        "?group_by=colour",
        "?group_by=region,status,type",
        "?limit=3",
        "?sort=code",
        "?unknown=1",
        "?format=geojson",
        "?format=pdf",
        "/series?from=2024-02-01&to=2024-01-01",
        "/series?from=1900-01-01&to=2200-01-01&step=day",
        "/series?on=2024-01-01",
        "/series?step=hour",
        "/series?group_by=since_report",
        "/overdue?days=-1",
        "/overdue?region=africa",
    ] {
        let answer = app.get(&format!("/v1/statistics{wrong}"));
        assert_eq!((answer.status, answer.json["type"].as_str()), (400, Some("/problems/bad-parameter")), "{wrong}");
    }
}
