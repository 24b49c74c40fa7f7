//! How posts are covered: the worked example of docs/programme.md, figure by figure; what was answered then; scenarios
//! against the real thing.

use serde_json::{Value, json};

use crate::harness::{TestApp, on_both};

on_both! {
    the_worked_example_comes_out_as_computed_by_hand
    cover_is_told_as_it_was_known_then
    a_scenario_is_what_the_real_thing_would_be
    a_closed_fund_pays_nothing_after_its_closing
    questions_that_make_no_sense_are_refused
}

fn a_closed_fund_pays_nothing_after_its_closing(app: &mut TestApp) {
    let desk = app.desk();
    let post = |path: &str, body: Value| {
        let made = app.post(&desk, path, &body.to_string());
        assert_eq!(made.status, 201, "{}", made.text);
    };
    post("/v1/donors", json!({"code": "hrm-fund", "type": "pooled_fund", "name": "A fund", "closes_on": "2024-12-31"}));
    post(
        "/v1/standard-costs",
        json!({"code": "no-c", "grade": "NO-C", "annual_cost": 96_000_00, "valid_from": "2020-01-01"}),
    );
    assert_eq!(app.patch(&desk, "/v1/adviser-posts/ken-hra-1", "*", r#"{"grade": "NO-C"}"#).status, 200);
    post(
        "/v1/contributions",
        json!({"code": "fund-1", "donor": "hrm-fund", "stage": "received", "amount": 600_000_00,
        "currency": "USD", "from": "2024-01-01", "to": "2025-06-30",
        "earmark": {"scope": "posts", "posts": ["ken-hra-1"]}}),
    );
    let cover = |from: &str, to: &str| app.get(&format!("/v1/programme/coverage?from={from}&to={to}")).json;
    let (open, closed) = (cover("2024-01", "2024-12"), cover("2025-01", "2025-06"));
    assert_eq!(open["totals"]["covered"]["received"], 96_000_00);
    assert_eq!(closed["totals"]["covered"]["received"], 0, "{closed}");
    assert_eq!(closed["totals"]["gap"]["received"], 48_000_00);
    // A month's share is 33,333.33: 12 of them less the year's cost were left, and 6 fall on months after.
    assert_eq!(closed["lost"]["received"], 600_000_00 - 96_000_00);
    assert_eq!(open["lost"]["received"], 0, "it was open until then");
    let file = app.get("/v1/programme/coverage?from=2024-12&to=2024-12&group_by=month&format=csv").text;
    let lines: Vec<_> = file.lines().collect();
    assert!(lines[0].starts_with("month,cost (USD),covered.received (USD)"), "{file}");
    assert!(lines[1].starts_with("2024-12,8000.00,8000.00,"), "files for people are in dollars: {file}");
    let tagged = app.get("/v1/programme/coverage?from=2024-12&to=2024-12&group_by=month&format=hxl").text;
    let tags = tagged.lines().nth(1).unwrap();
    assert!(tags.contains("#value+usd+covered_received") && !tags.contains('.'), "{tags}");
    let body = json!({"from": "2024-01", "to": "2024-12", "changes": [{"type": "fund_closes", "donor": "hrm-fund", "on": "2024-03-31"}]});
    let earlier =
        app.send("POST", "/v1/programme/scenarios", &[("content-type", "application/json")], &body.to_string());
    assert_eq!(earlier.status, 200, "{}", earlier.text);
    assert_ne!(earlier.json["before"], earlier.json["after"], "{}", earlier.text);
}

const PAGE: &str = include_str!("../../docs/programme.md");
const QUARTER: &str = "/v1/programme/coverage?from=2024-07&to=2024-09";

/// The rows of the table of the document whose header begins so, without the header.
fn table(header: &str) -> Vec<Vec<&'static str>> {
    let mut lines = PAGE.lines().skip_while(|line| !line.starts_with(header)).skip(2);
    let rows = std::iter::from_fn(|| lines.next().filter(|line| line.starts_with('|')));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// Dollars as the document writes them, in cents.
fn cents(text: &str) -> i64 {
    text.replace(',', "").parse::<i64>().unwrap_or_else(|_| panic!("`{text}` is no amount")) * 100
}

fn levels(value: &Value) -> [i64; 3] {
    ["received", "with_commitments", "with_pledges"].map(|level| value[level].as_i64().unwrap())
}

pub fn create(app: &TestApp, desk: &str, path: &str, body: &Value) {
    let answer = app.post(desk, path, &body.to_string());
    assert_eq!(answer.status, 201, "{body}: {}", answer.text);
}

pub fn change(app: &TestApp, desk: &str, path: &str, patch: &Value) {
    let answer = app.patch(desk, path, "*", &patch.to_string());
    assert_eq!(answer.status, 200, "{patch}: {}", answer.text);
}

fn report(app: &TestApp, desk: &str, post: &str, status: &str, on: &str) {
    let body = json!({"status": status, "effective_on": on});
    create(app, desk, &format!("/v1/adviser-posts/{post}/status-updates"), &body);
}

/// The example of the document.
pub fn example(app: &TestApp, desk: &str) {
    for (code, grade, group, cost) in [
        ("p-4", "P-4", None, 240_000_00),
        ("p-4-c", "P-4", Some("C"), 300_000_00),
        ("p-3", "P-3", None, 180_000_00),
        ("no-c", "NO-C", None, 96_000_00),
    ] {
        let body = json!({"code": code, "grade": grade, "duty_station_group": group, "valid_from": "2024-01-01",
            "annual_cost": cost});
        create(app, desk, "/v1/standard-costs", &body);
    }
    for (post, grade, status) in [
        ("ken-hra-1", "P-4", "encumbered"),
        ("npl-hra-1", "P-4", "encumbered"),
        ("per-hra-1", "P-4", "encumbered"),
        ("zmb-hra-1", "P-3", "temporarily_filled"),
        ("bra-hra-1", "P-3", "vacant"),
        ("lka-hra-1", "P-3", "under_recruitment"),
        ("mwi-hra-1", "NO-C", ""),
        ("rwa-hra-1", "P-4", "frozen"),
        ("ury-hra-1", "P-4", "vacant"),
        ("zwe-hra-1", "P-4", ""),
    ] {
        change(app, desk, &format!("/v1/adviser-posts/{post}"), &json!({"grade": grade}));
        if !status.is_empty() {
            report(app, desk, post, status, "2024-01-01");
        }
    }
    change(app, desk, "/v1/adviser-posts/ken-hra-1", &json!({"duty_station_group": "C"}));
    change(app, desk, "/v1/adviser-posts/zwe-hra-1", &json!({"annual_cost": 120_000_00}));
    report(app, desk, "ury-hra-1", "abolished", "2024-09-01");
    for body in [
        json!({"code": "norway", "type": "state", "name": "Norway", "country": "NOR"}),
        json!({"code": "spain", "type": "state", "name": "Spain", "country": "ESP"}),
        json!({"code": "budget", "type": "regular_budget", "name": "Regular budget"}),
        json!({"code": "fund", "type": "pooled_fund", "name": "A fund", "closes_on": "2024-08-31"}),
    ] {
        create(app, desk, "/v1/donors", &body);
    }
    for body in [
        json!({"code": "norway-1", "donor": "norway", "stage": "received", "amount": 1_000_000_00, "currency": "NOK",
            "rate": {"usd": "0.09", "date": "2024-06-03"}, "from": "2024-07-01", "to": "2024-09-30",
            "earmark": {"scope": "posts", "posts": ["ken-hra-1", "zwe-hra-1"]}}),
        json!({"code": "budget-1", "donor": "budget", "stage": "received", "amount": 50_000_00, "currency": "USD",
            "from": "2024-07-01", "to": "2024-09-30", "earmark": {"scope": "country", "country": "ZMB"}}),
        json!({"code": "spain-1", "donor": "spain", "stage": "commitment", "amount": 60_000_00, "currency": "EUR",
            "rate": {"usd": "1.1", "date": "2024-06-03"}, "from": "2024-07-01", "to": "2024-08-31",
            "earmark": {"scope": "region", "region": "americas"}}),
        json!({"code": "fund-1", "donor": "fund", "stage": "received", "amount": 120_000_00, "currency": "USD",
            "from": "2024-07-01", "to": "2024-09-30"}),
        json!({"code": "norway-2", "donor": "norway", "stage": "pledge", "amount": 90_000_00, "currency": "USD",
            "from": "2024-08-01", "to": "2024-09-30"}),
    ] {
        create(app, desk, "/v1/contributions", &body);
    }
}

fn the_worked_example_comes_out_as_computed_by_hand(app: &mut TestApp) {
    example(app, &app.desk());
    let needs = table("| post | status | cost a month");
    assert_eq!(needs.len(), 10);
    let by_post = app.get(&format!("{QUARTER}&group_by=post,month")).json;
    let row = |post: &str, month: &str| {
        let rows = by_post["data"].as_array().unwrap();
        rows.iter().find(|row| row["post"] == post && row["month"] == month).cloned()
    };
    for need in &needs {
        let post = need[0].trim_matches('`');
        let cost = row(post, "2024-07").map_or(0, |row| row["cost"].as_i64().unwrap());
        assert_eq!(cost, cents(need[2]), "{post}");
    }
    let by_month = app.get(QUARTER).json;
    let results = table("| post | 2024-07");
    assert_eq!(results.len(), 10);
    for result in &results {
        for (at, month) in ["2024-07", "2024-08", "2024-09"].into_iter().enumerate() {
            let told = if result[0] == "all" { by_month["data"].get(at).cloned() } else { row(result[0], month) };
            let Some(told) = told else {
                assert_eq!(result[at + 1], "", "{} needs nothing in {month}", result[0]);
                continue;
            };
            let computed: Vec<_> = result[at + 1].split('·').map(|text| cents(text.trim())).collect();
            assert_eq!(levels(&told["covered"]).to_vec(), computed, "{} in {month}", result[0]);
        }
    }
    let totals = &by_month["totals"];
    for sum in table("| | received") {
        let told = |of: &dyn Fn(&str) -> i64| ["received", "with_commitments", "with_pledges"].map(of).to_vec();
        let months = |kind: &str| told(&|level| totals["post_months"][level][kind].as_i64().unwrap());
        let (told, unit) = match sum[0] {
            "covered" => (levels(&totals["covered"]).to_vec(), 100),
            "gap" => (levels(&totals["gap"]).to_vec(), 100),
            "post months funded" => (months("funded"), 1),
            "post months partly funded" => (months("partly"), 1),
            _ => (months("unfunded"), 1),
        };
        let computed: Vec<_> = sum[1..].iter().map(|text| cents(text) / 100 * unit).collect();
        assert_eq!(told, computed, "{}", sum[0]);
    }
    assert_eq!(totals["unknown_cost"], 34 * 3, "the other posts of the baseline");
    let at_risk = app.get("/v1/programme/at-risk?within=3m&on=2024-07-15").json;
    let known: Vec<_> = at_risk["data"].as_array().unwrap().iter().filter(|post| !post["needed"].is_null()).collect();
    let computed = table("| post | covered until");
    assert_eq!(known.len(), computed.len());
    for (post, line) in known.iter().zip(&computed) {
        assert_eq!(post["post"], line[0]);
        assert_eq!(post["covered_until"].as_str().unwrap_or(""), line[1]);
        assert_eq!(post["months"].to_string(), line[2]);
        assert_eq!(post["needed"], cents(line[3]));
    }
    assert_eq!((&at_risk["needed"], &at_risk["level"]), (&json!(143_000_00), &json!("with_commitments")));
    let csv = app.get(&format!("{QUARTER}&group_by=region&format=csv"));
    assert!(csv.text.starts_with("region,cost (USD),covered.received (USD)"), "{}", csv.text);
    assert!(csv.text.contains("\namericas,145000.00,40000.00,"), "{}", csv.text);
}

fn cover_is_told_as_it_was_known_then(app: &mut TestApp) {
    let desk = app.desk();
    example(app, &desk);
    let paths = [
        "/v1/programme/coverage?from=2024-07&to=2024-09&group_by=post,month",
        "/v1/programme/coverage?from=2024-01&to=2024-12&group_by=region",
        "/v1/programme/at-risk?within=24m&on=2024-07-15&level=received",
        "/v1/programme/demand?on=2024-07-15",
        "/v1/programme/years?on=2024-12-31",
    ];
    let mut then = Vec::new();
    let steps = [
        ("/v1/contributions/fund-1", json!({"amount": 60_000_00})),
        ("/v1/contributions/spain-1", json!({"cancelled": "the agreement was not signed"})),
        ("/v1/contributions/norway-2", json!({"stage": "received"})),
        ("/v1/standard-costs/p-4", json!({"annual_cost": 252_000_00})),
        ("/v1/donors/fund", json!({"closes_on": null})),
        ("/v1/adviser-posts/ken-hra-1", json!({"annual_cost": 1_00})),
    ];
    for (path, patch) in &steps {
        then.push((app.revision(), paths.map(|path| app.get(path).json)));
        change(app, &desk, path, patch);
    }
    for pair in then.windows(2) {
        assert_ne!(pair[0].1[0]["totals"], pair[1].1[0]["totals"], "each step changes the cover");
    }
    app.restart();
    for (revision, answers) in &then {
        for (path, answer) in paths.iter().zip(answers) {
            assert_eq!(&app.get(&format!("{path}&as_of={revision}")).json, answer, "{path} as of {revision}");
        }
    }
}

/// A change as a scenario has it, and the requests that make it real.
type Step = (Value, Vec<(&'static str, &'static str, Value)>);

fn a_scenario_is_what_the_real_thing_would_be(app: &mut TestApp) {
    let desk = app.desk();
    example(app, &desk);
    let post = json!({"code": "ken-hra-2", "presence": "ken-hra", "status": "vacant", "status_since": "2024-07-01",
        "title": "Human Rights Officer", "grade": "P-3"});
    let money = json!({"code": "spain-2", "donor": "spain", "stage": "received", "amount": 100_000_01,
        "currency": "USD", "from": "2024-07-01", "to": "2024-09-30"});
    let steps: Vec<Step> = vec![
        (json!({"type": "post_added", "post": post}), vec![("POST", "/v1/adviser-posts", post.clone())]),
        (
            json!({"type": "contribution_added", "contribution": money}),
            vec![("POST", "/v1/contributions", money.clone())],
        ),
        (
            json!({"type": "fund_closes", "donor": "fund", "on": "2024-07-31"}),
            vec![("PATCH", "/v1/donors/fund", json!({"closes_on": "2024-07-31"}))],
        ),
        (
            json!({"type": "costs_change", "percent": 5}),
            vec![
                ("PATCH", "/v1/standard-costs/p-4", json!({"annual_cost": 252_000_00})),
                ("PATCH", "/v1/standard-costs/p-4-c", json!({"annual_cost": 315_000_00})),
                ("PATCH", "/v1/standard-costs/p-3", json!({"annual_cost": 189_000_00})),
                ("PATCH", "/v1/standard-costs/no-c", json!({"annual_cost": 100_800_00})),
                ("PATCH", "/v1/adviser-posts/zwe-hra-1", json!({"annual_cost": 126_000_00})),
            ],
        ),
        (
            json!({"type": "post_abolished", "post": "npl-hra-1", "on": "2024-08-15"}),
            vec![(
                "POST",
                "/v1/adviser-posts/npl-hra-1/status-updates",
                json!({"status": "abolished", "effective_on": "2024-08-15"}),
            )],
        ),
        (
            json!({"type": "donor_leaves", "donor": "norway"}),
            vec![("PATCH", "/v1/contributions/norway-2", json!({"cancelled": "the donor leaves"}))],
        ),
    ];
    let funded = |rows: &Value, post: &Value| {
        let row = rows["data"].as_array().unwrap().iter().find(|row| row["post"] == *post).cloned()?;
        Some(["received", "with_commitments", "with_pledges"].map(|level| row["post_months"][level]["funded"].clone()))
    };
    let by_post = |app: &TestApp| app.get(&format!("{QUARTER}&group_by=post")).json;
    let start = by_post(app);
    let all: Vec<_> = steps.iter().map(|(imagined, _)| imagined.clone()).collect();
    let ask = |app: &TestApp, changes: Value| {
        let (before, ledger) = (app.revision(), app.get("/v1/changes?since=0&limit=1000").text);
        let body = json!({"from": "2024-07", "to": "2024-09", "changes": changes}).to_string();
        let answer = app.send("POST", "/v1/programme/scenarios", &[("content-type", "application/json")], &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(app.revision(), before, "nothing is stored");
        assert_eq!(app.get("/v1/changes?since=0&limit=1000").text, ledger);
        answer.json
    };
    let together = ask(app, Value::Array(all));
    for (imagined, real) in steps {
        let (outcome, before) = (ask(app, json!([imagined])), by_post(app));
        for (method, path, body) in real {
            if method == "POST" { create(app, &desk, path, &body) } else { change(app, &desk, path, &body) }
        }
        let after = by_post(app);
        assert_eq!((&outcome["before"], &outcome["after"]), (&before["totals"], &after["totals"]), "{imagined}");
        assert_ne!(outcome["before"], outcome["after"], "{imagined} makes a difference");
        for post in outcome["posts"].as_array().unwrap() {
            let told = |field: &str| {
                (!post[field].is_null())
                    .then(|| ["received", "with_commitments", "with_pledges"].map(|level| post[field][level].clone()))
            };
            assert_eq!(told("funded_before"), funded(&before, &post["post"]), "{imagined}: {post}");
            assert_eq!(told("funded_after"), funded(&after, &post["post"]), "{imagined}: {post}");
        }
    }
    let end = by_post(app);
    assert_eq!((&together["before"], &together["after"]), (&start["totals"], &end["totals"]), "all of it at once");
    let wrong = |changes: Value| {
        let body = json!({"changes": changes}).to_string();
        let answer = app.send("POST", "/v1/programme/scenarios", &[("content-type", "application/json")], &body);
        (answer.status, answer.json["errors"][0]["pointer"].clone(), answer.json["errors"][0]["code"].clone())
    };
    assert_eq!(
        wrong(json!([{"type": "costs_change", "percent": 1}, {"type": "donor_leaves", "donor": "nobody"}])),
        (422, json!("/changes/1/donor"), json!("unknown_code"))
    );
    assert_eq!(wrong(json!([{"type": "miracle"}])), (422, json!("/changes/0/type"), json!("unknown_code")));
    assert_eq!(
        wrong(json!([{"type": "costs_change", "percent": -100}])),
        (422, json!("/changes/0/percent"), json!("out_of_range"))
    );
    assert_eq!(
        wrong(json!([{"type": "contribution_added", "contribution": {"code": "x-1", "donor": "spain", "stage": "pledge", "amount": -1}}])).1,
        json!("/changes/0/contribution/amount")
    );
}

fn questions_that_make_no_sense_are_refused(app: &mut TestApp) {
    for path in [
        "/v1/programme/coverage?from=2024-13",
        "/v1/programme/coverage?from=2024-07&to=2024-06",
        "/v1/programme/coverage?from=2000-01&to=2024-06",
        "/v1/programme/coverage?group_by=colour",
        "/v1/programme/coverage?group_by=month,post,region",
        "/v1/programme/coverage?colour=red",
        "/v1/programme/at-risk?within=12",
        "/v1/programme/at-risk?within=0m",
        "/v1/programme/at-risk?within=61m",
        "/v1/programme/at-risk?level=hope",
        "/v1/programme/demand?from=2024",
        "/v1/programme/years?from=1066",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
    }
}
