//! Descriptions hold from a date on; what can hardly be true is refused, unless the desk says why it insists.

use serde_json::{Value, json};

use crate::{
    harness::{Answer, TestApp, on_both},
    imports::{CSV, import},
};

on_both! {
    a_presence_was_where_it_was_before_it_moved
    a_correction_holds_from_the_beginning
    what_was_not_known_holds_from_the_beginning
    what_was_said_last_holds_from_its_date_on
    a_post_had_the_grade_that_it_had
    a_post_is_counted_where_its_presence_was
    a_move_to_another_country_comes_with_its_city_and_point
    a_point_outside_the_country_needs_a_reason
    a_presence_with_posts_stays_an_advisers
    the_same_countries_in_another_order_are_no_change
    a_description_comes_in_a_file_with_its_date
}

const PERU: &str = "/v1/presences/per-hra";

fn patch(app: &TestApp, path: &str, body: &Value) -> Answer {
    app.patch(&app.desk(), path, "*", &body.to_string())
}

fn patched(app: &TestApp, path: &str, body: &Value) -> Value {
    let answer = patch(app, path, body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

fn send(app: &TestApp, file: &str) -> Answer {
    import(app, &app.desk(), "", CSV, file)
}

fn on(app: &TestApp, path: &str, date: &str, field: &str) -> Value {
    app.get(&format!("{path}?on={date}")).json[field].clone()
}

fn a_presence_was_where_it_was_before_it_moved(app: &mut TestApp) {
    let before = app.get(PERU).json["city"].clone();
    patched(
        app,
        PERU,
        &json!({"city": "Cusco", "point": {"lat": -13.53, "lon": -71.97}, "effective_on": "2025-03-01"}),
    );
    assert_eq!(app.get(PERU).json["city"], "Cusco");
    assert_eq!(on(app, PERU, "2025-02-28", "city"), before);
    assert_eq!(on(app, PERU, "2025-03-01", "city"), "Cusco");
    let list = app.get("/v1/presences?on=2025-02-28&code=per-hra").json;
    assert_eq!(list["data"][0]["city"], before);
    let history = app.get(&format!("{PERU}/history")).json;
    assert_eq!(
        (&history["data"][0]["event"], &history["data"][0]["effective_on"]),
        (&json!("relocated"), &json!("2025-03-01"))
    );
    let feed = app.get("/v1/changes?since=0&code=per-hra").json;
    assert_eq!(feed["data"].as_array().unwrap().last().unwrap()["event"], "relocated");
    // Without a date: from today on.
    patched(app, PERU, &json!({"city": "Arequipa"}));
    assert_eq!(on(app, PERU, "2025-03-02", "city"), "Cusco");
    assert_eq!(app.get(PERU).json["city"], "Arequipa");
    let later = (chrono::Utc::now().date_naive() + chrono::TimeDelta::days(9)).to_string();
    let refused = patch(app, PERU, &json!({"city": "Lima", "effective_on": later}));
    assert_eq!((refused.status, refused.fault()), (422, "in_the_future"));
    app.restart();
    assert_eq!(on(app, PERU, "2025-02-28", "city"), before, "after a restart");
    app.kill();
    app.succeed(&["verify"]);
}

fn a_correction_holds_from_the_beginning(app: &mut TestApp) {
    patched(app, PERU, &json!({"host_entity": "UN RCO, Peru", "effective_on": null}));
    assert_eq!(on(app, PERU, "2024-06-18", "host_entity"), "UN RCO, Peru");
}

fn what_was_not_known_holds_from_the_beginning(app: &mut TestApp) {
    let before = app.get(PERU).json["city"].clone();
    patched(
        app,
        PERU,
        &json!({"city": "Cusco", "mandate": {"basis": "UNSDG framework"}, "name": {"fr": "Conseiller"}}),
    );
    let then = app.get(&format!("{PERU}?on=2025-01-01")).json;
    assert_eq!(then["city"], before, "what changes holds from today");
    assert_eq!((&then["mandate"]["basis"], &then["name"]["fr"]), (&json!("UNSDG framework"), &json!("Conseiller")));
}

fn what_was_said_last_holds_from_its_date_on(app: &mut TestApp) {
    patched(app, PERU, &json!({"city": "Cusco", "effective_on": "2025-03-01"}));
    patched(app, PERU, &json!({"host_entity": "UNDP, Peru", "effective_on": "2024-09-01"}));
    let seen = |date| (on(app, PERU, date, "city"), on(app, PERU, date, "host_entity"));
    let (city, host) = seen("2024-08-31");
    assert_eq!(seen("2024-09-01"), (city.clone(), json!("UNDP, Peru")), "what it leaves as it was keeps its own date");
    assert_eq!(seen("2025-03-01"), (json!("Cusco"), json!("UNDP, Peru")));
    assert_ne!(host, "UNDP, Peru");
    // The same again, since an earlier date.
    patched(app, PERU, &json!({"city": "Cusco", "effective_on": "2025-01-01"}));
    assert_eq!((on(app, PERU, "2024-12-31", "city"), on(app, PERU, "2025-01-01", "city")), (city, json!("Cusco")));
}

fn a_post_had_the_grade_that_it_had(app: &mut TestApp) {
    let post = "/v1/adviser-posts/per-hra-1";
    patched(app, post, &json!({"grade": "P-4", "effective_on": "2024-06-18"}));
    patched(app, post, &json!({"grade": "P-5", "effective_on": "2025-07-01"}));
    assert_eq!(
        (on(app, post, "2025-06-30", "grade"), on(app, post, "2025-07-01", "grade")),
        (json!("P-4"), json!("P-5"))
    );
    let count = |date: &str| {
        let counted = app.get(&format!("/v1/statistics?of=adviser_posts&on={date}&group_by=grade")).json;
        let groups = counted["data"].as_array().unwrap().clone();
        groups.into_iter().find(|it| it["grade"] == "P-4").map_or(json!(0), |it| it["count"].clone())
    };
    assert_eq!((count("2025-06-30"), count("2025-07-01")), (json!(1), json!(0)));
}

fn a_post_is_counted_where_its_presence_was(app: &mut TestApp) {
    let moved = json!({"country": "CHL", "city": "Santiago", "point": {"lat": -33.45, "lon": -70.66},
        "region": "asia_pacific", "effective_on": "2025-03-01"});
    patched(app, PERU, &moved);
    let series = app.get(
        "/v1/statistics/series?of=adviser_posts&country=PER,CHL&group_by=region,country&from=2025-02-01&to=2025-03-31",
    );
    for period in series.json["data"].as_array().unwrap() {
        let on = period["to"].as_str().unwrap();
        let then = app.get(&format!("/v1/statistics?of=adviser_posts&country=PER,CHL&group_by=region,country&on={on}"));
        let mut groups = period["groups"].clone();
        groups.as_array_mut().unwrap().retain(|group| group["count"] != 0);
        groups.as_array_mut().unwrap().iter_mut().for_each(|it| drop(it.as_object_mut().unwrap().remove("flows")));
        assert_eq!(groups, then.json["data"], "{on}: {}", series.text);
    }
}

fn a_move_to_another_country_comes_with_its_city_and_point(app: &mut TestApp) {
    let refused = patch(app, PERU, &json!({"country": "BOL"}));
    assert_eq!(refused.status, 422);
    let faults: Vec<_> = refused.json["errors"].as_array().unwrap().iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(faults, ["/point", "/city", "/point"].map(Value::from), "{}", refused.text);
    assert!(refused.text.contains("insist"));
    let moved = json!({"country": "BOL", "city": "La Paz", "point": {"lat": -16.5, "lon": -68.15}});
    assert_eq!(patched(app, PERU, &moved)["country"], "BOL");
}

fn a_point_outside_the_country_needs_a_reason(app: &mut TestApp) {
    let swapped = json!({"point": {"lat": -77.03, "lon": -12.05}});
    let refused = patch(app, PERU, &swapped);
    assert_eq!((refused.status, refused.fault()), (422, "implausible"), "{}", refused.text);
    let mut insisted = swapped;
    insisted["insist"] = json!("a research station");
    patched(app, PERU, &insisted);
    let entry = app.get_as(&app.desk(), "/v1/ledger/entries?limit=1000").text;
    assert!(entry.contains("a research station"), "the reason is recorded");
    let new = json!({"code": "per-x", "type": "other", "status": "active", "name": {"en": "X"}, "country": "PER",
        "city": "Lima", "region": "americas", "host_entity": "X", "point": {"lat": 50.0, "lon": 8.0}});
    let refused = app.post(&app.desk(), "/v1/presences", &new.to_string());
    assert_eq!((refused.status, refused.fault()), (422, "implausible"));
}

fn a_presence_with_posts_stays_an_advisers(app: &mut TestApp) {
    let refused = patch(app, PERU, &json!({"type": "country_office"}));
    assert_eq!(
        (refused.status, refused.json["errors"][0]["pointer"].as_str()),
        (422, Some("/type")),
        "{}",
        refused.text
    );
    patched(app, PERU, &json!({"type": "country_office", "insist": "upgraded, the post goes on until June"}));
    patched(app, "/v1/presences/ven-fp", &json!({"type": "country_office"}));
}

fn the_same_countries_in_another_order_are_no_change(app: &mut TestApp) {
    patched(app, PERU, &json!({"covers": ["PER", "BOL", "ECU"]}));
    let row = "code,covers\nper-hra,ECU;PER;BOL\n";
    let sent = send(app, row);
    assert_eq!(sent.json["totals"]["unchanged"], 1, "{}", sent.text);
}

fn a_description_comes_in_a_file_with_its_date(app: &mut TestApp) {
    let before = app.get(PERU).json["city"].clone();
    let file = "code,city,effective_on\nper-hra,Cusco,2025-03-01\n";
    assert_eq!(send(app, file).json["totals"]["updated"], 1);
    assert_eq!((on(app, PERU, "2025-02-28", "city"), on(app, PERU, "2025-03-01", "city")), (before, json!("Cusco")));
    assert_eq!(send(app, file).json["totals"]["unchanged"], 1);
}
