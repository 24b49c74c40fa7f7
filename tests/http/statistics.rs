//! Statistics: counts by any dimension, over time, with the lists' filters, as of any moment.

use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    counts_are_those_of_the_lists counts_of_the_past_stay series_tell_what_was_and_what_was_known
    what_nobody_knows_is_unknown what_was_published_stands_beside_what_is_known what_was_closed_was_open_before
    what_closed_before_the_baseline_comes_in_with_one_push a_post_ends_with_its_presence
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
    for field in ["countries_hosting", "countries_served"] {
        assert_eq!(all["totals"][field], index["totals"][field], "95 is not a count of countries");
    }
    let confidence = json!({"reported": 0, "sourced": 1, "assumed": 83, "unverified": 5, "doubtful": 6});
    assert_eq!((&all["totals"]["confidence"], &all["totals"]["apart"]), (&confidence, &json!({})));
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
    app.post(&kenya, KENYA, r#"{"status": "suspended", "effective_on": "2024-07-01"}"#);
    let is = app.get(query).json;
    assert_ne!(was["data"], is["data"]);
    assert_eq!(app.get(&format!("{query}&as_of={before}")).json["data"], was["data"]);
    assert_eq!(app.get(&format!("{query}&on=2024-06-30")).json["data"], was["data"]);
    assert_eq!(app.get(&format!("{query}&on=2024-07-01")).json["data"], is["data"]);
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
        let mut groups = period["groups"].as_array().unwrap().clone();
        // What went within the period has a row of its own.
        groups.retain(|group| group["count"] != 0);
        groups.iter_mut().for_each(|group| drop(group.as_object_mut().unwrap().remove("flows")));
        assert_eq!(json!(groups), on.json["data"], "{}", period["to"]);
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
    let counts = |groups: &Value| -> Vec<(Value, Value)> {
        let groups = groups.as_array().unwrap().iter().filter(|group| group["count"] != 0);
        groups.map(|group| (group["status"].clone(), group["count"].clone())).collect()
    };
    let present = app.get("/v1/statistics?group_by=status&country=KEN").json;
    assert_eq!(counts(&last["groups"]), counts(&present["data"]));
    assert_eq!(last["revision"], json!(app.revision()));
}

fn what_nobody_knows_is_unknown(app: &mut TestApp) {
    let on = |date: &str| app.get(&format!("/v1/statistics?on={date}")).json["totals"].clone();
    // Eighteen of the baseline have an opening, and so are known not to have been before it.
    assert_eq!((&on("1950-01-01")["count"], &on("1950-01-01")["unknown"]), (&json!(0), &json!(77)));
    assert_eq!((&on("2023-12-31")["count"], &on("2023-12-31")["unknown"]), (&json!(18), &json!(77)));
    assert_eq!((&on("2024-06-18")["count"], &on("2024-06-18")["unknown"]), (&json!(95), &json!(0)));
    let kenya = app.get("/v1/presences/ken-hra").json;
    assert_eq!(
        (&kenya["known_from"], &kenya["opened_on"], &kenya["status_since"]),
        (&json!("2008-01-01"), &json!("2008"), &Value::Null)
    );
    assert_eq!(app.get("/v1/presences/per-hra").json["known_from"], "2024-06-18");
    assert_eq!(app.get("/v1/presences/per-hra?on=2024-01-01").status, 404);
    let posts = |date: &str| app.get(&format!("/v1/statistics?of=adviser_posts&on={date}")).json["totals"].clone();
    assert_eq!((&posts("2024-01-31")["count"], &posts("2024-01-31")["unknown"]), (&json!(0), &json!(44)));
    let years = app.get("/v1/programme/years?from=2022&on=2024-12-31").json["data"].clone();
    let of_years: Vec<_> = years.as_array().unwrap().iter().map(|year| year["posts"].clone()).collect();
    assert_eq!(json!(of_years), json!([0, 0, 44]));
    // What is known of a date is of that date: a report of June says nothing of January.
    assert_eq!(app.post(&app.office("KEN"), KENYA, ACTIVE).status, 201);
    let was = app.get("/v1/presences/ken-hra?on=2024-01-31").json;
    assert_eq!((&was["last_report"], &was["provenance"]["confidence"]), (&Value::Null, &json!("assumed")));
    assert_eq!(app.get("/v1/presences?reported=true&on=2024-01-31&limit=1").json["page"]["total"], 0);
    assert_eq!(app.get("/v1/presences?reported=true&limit=1").json["page"]["total"], 1);
    let series = app.get("/v1/statistics/series?from=2024-06-01&to=2024-06-30").json["data"][0].clone();
    assert_eq!((&series["totals"]["count"], &series["flows"]["became_known"]), (&json!(95), &json!(77)));
}

fn what_was_published_stands_beside_what_is_known(app: &mut TestApp) {
    let answer = app.get("/v1/published-totals").json;
    let totals = answer["data"].as_array().unwrap();
    let published: Vec<_> = totals.iter().map(|total| total["presences"].as_u64().unwrap_or(0)).collect();
    assert_eq!(published, [65, 60, 57, 71, 103, 103, 101, 95, 95, 0]);
    let of = |date: &str| totals.iter().find(|total| total["as_of"] == date).unwrap();
    let (early, now) = (of("2022-03-31"), of("2024-06-18"));
    assert_eq!((&early["known"], &early["unknown"], &early["difference"]), (&json!(18), &json!(77), &json!(85)));
    assert_eq!(early["explanation"], "published 103; the registry knows 18 of them by record");
    assert_eq!((&now["known"], &now["difference"], &now["human_rights_advisers"]), (&json!(95), &json!(0), &json!(44)));
    assert!(totals.iter().all(|total| total["source"].as_str().is_some_and(|source| !source.is_empty())));
    let file = app.get("/v1/published-totals?format=csv").text;
    assert!(file.starts_with("as_of,presences,human_rights_advisers,") && file.lines().count() == 11, "{file}");
    assert_eq!(app.get("/v1/published-totals?on=2024-01-01").status, 400);
    assert_eq!(app.get("/v1/published-totals?limit=1").status, 400);
}

fn what_closed_before_the_baseline_comes_in_with_one_push(app: &mut TestApp) {
    // Its report is written beside it.
    let (token, file) = (app.folder.path().join("token"), app.folder.path().join("former_presences.csv"));
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/data/former_presences.csv"), &file).unwrap();
    std::fs::write(&token, app.desk()).unwrap();
    let push = |more: &[&str]| {
        let mut command = std::process::Command::new(crate::harness::PROGRAM);
        command.arg("push").arg(&file).args(["--yes", "--token-file"]).arg(&token);
        let output = command.args(["--server", &format!("http://{}", app.address)]).args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    push(&[]);
    let closed = app.get("/v1/presences?status=closed&limit=50&sort=code").json;
    assert_eq!(closed["page"]["total"], 11);
    let uganda = app.get("/v1/presences/uga-co").json;
    let told = ["opened_on", "closed_on", "closure_reason", "known_from"].map(|field| uganda[field].clone());
    assert_eq!(json!(told), json!(["2005", "2023-08-05", "agreement_not_renewed", "2005-01-01"]));
    let all = app.get("/v1/statistics").json["totals"].clone();
    assert_eq!((&all["count"], &all["apart"]), (&json!(95), &json!({"closed": 11})));
    let years = app.get("/v1/statistics/series?step=year&from=2012-01-01&to=2023-12-31").json["data"].clone();
    let flows = |at: usize| (years[at]["flows"]["closed"].clone(), years[at]["totals"]["count"].clone());
    assert_eq!(flows(0), (json!(2), json!(12)), "Nepal and Timor-Leste in 2012; Uganda was open");
    assert_eq!(flows(11).0, json!(2), "Uganda and MINUSMA in 2023");
    assert_eq!(app.get("/v1/presences/uga-co?on=2022-01-01").json["status"], "active");
    let report = app.get("/v1/reports/adviser-programme").json;
    let figure = |name: &str| {
        let figures = report["figures"].as_array().unwrap();
        figures.iter().find(|figure| figure["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!((figure("presences.total"), figure("presences.closed")), (json!(95), json!(11)));
    push(&["--json"]);
    assert_eq!(app.get("/v1/presences?limit=1").json["page"]["total"], 106, "the same file twice changes nothing");
}

fn what_was_closed_was_open_before(app: &mut TestApp) {
    let desk = app.desk();
    let closed = r#"{"code": "uga-co", "type": "country_office", "status": "closed", "status_since": "2023-08-05",
        "opened_on": "2006", "name": "Uganda", "country": "UGA", "city": "Kampala", "region": "africa",
        "host_entity": "OHCHR"}"#;
    let made = app.post(&desk, "/v1/presences", closed);
    assert_eq!(made.status, 201, "{}", made.text);
    let on = |date: &str| app.get(&format!("/v1/presences/uga-co?on={date}"));
    assert_eq!(on("2005-12-31").status, 404);
    for (date, status, since) in [
        ("2006-01-01", "active", "2006-01-01"),
        ("2023-08-04", "active", "2006-01-01"),
        ("2023-08-05", "closed", "2023-08-05"),
    ] {
        let was = on(date).json;
        assert_eq!((&was["status"], &was["status_since"]), (&json!(status), &json!(since)), "{date}");
    }
    let all = app.get("/v1/statistics").json["totals"].clone();
    assert_eq!((&all["count"], &all["apart"]), (&json!(95), &json!({"closed": 1})));
    assert_eq!(app.get("/v1/statistics?status=closed&group_by=region").json["data"][0]["count"], 1);
    assert_eq!(app.get("/v1").json["totals"]["presences"], 95);
    let query = "/v1/statistics/series?step=year&from=2005-01-01&to=2023-12-31&country=UGA";
    let series = app.get(query).json["data"].clone();
    let count = |at: usize| series[at]["totals"]["count"].clone();
    assert_eq!((count(0), count(1), count(17), count(18)), (json!(0), json!(1), json!(1), json!(0)));
    assert_eq!((&series[1]["flows"]["opened"], &series[18]["flows"]["closed"]), (&json!(1), &json!(1)));
}

fn a_post_ends_with_its_presence(app: &mut TestApp) {
    let kenya = app.office("KEN");
    let post = r#"{"status": "encumbered", "effective_on": "2024-06-20"}"#;
    assert_eq!(app.post(&kenya, "/v1/adviser-posts/ken-hra-1/status-updates", post).status, 201);
    let closed = r#"{"status": "closed", "effective_on": "2024-08-01", "reason": "funding"}"#;
    assert_eq!(app.post(&kenya, KENYA, closed).status, 201);
    let all = app.get("/v1/statistics?of=adviser_posts&group_by=status").json;
    assert_eq!((&all["totals"]["count"], &all["totals"]["apart"]), (&json!(43), &json!({"presence_closed": 1})));
    assert_eq!(
        all["data"],
        json!([{"status": "not_reported", "count": 43, "countries_hosting": 43, "countries_served": 55}])
    );
    let before = app.get("/v1/statistics?of=adviser_posts&on=2024-07-31&status=encumbered").json["totals"].clone();
    assert_eq!(before["count"], 1);
    let series = app.get("/v1/statistics/series?of=adviser_posts&from=2024-07-01&to=2024-08-31&status=encumbered").json;
    let flows = &series["data"][1]["flows"];
    assert_eq!(
        (&flows["presence_closed"], &flows["net"], &series["data"][1]["totals"]["count"]),
        (&json!(1), &json!(-1), &json!(0))
    );
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
