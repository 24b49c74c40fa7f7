//! The desk adds and describes records.

use serde_json::json;

use crate::harness::{TestApp, on_both};

on_both! { the_desk_adds_an_office_a_presence_and_a_post what_exists_or_does_not_fit_is_refused }

fn presence() -> serde_json::Value {
    json!({
        "code": "sen-hra", "type": "human_rights_adviser", "status": "planned", "status_since": "2024-05-01",
        "name": {"en": "Human Rights Adviser, Senegal", "fr": "Conseiller aux droits de l'homme, Sénégal"},
        "country": "SEN", "city": "Dakar", "point": {"lat": 14.69, "lon": -17.44}, "covers": ["SEN", "GMB"],
        "region": "africa", "host_entity": "UN Resident Coordinator's Office, Senegal", "host_office": "SEN",
        "reporting_lines": ["resident_coordinator", "high_commissioner"],
        "mandate": {"basis": "UNSDG framework", "reference": "2012", "date": "2012-10-01"},
        "host_consent": {"basis": "exchange of letters"}, "opened_on": "2024-05-01",
    })
}

fn the_desk_adds_an_office_a_presence_and_a_post(app: &mut TestApp) {
    let desk = app.desk();
    let office =
        app.post(&desk, "/v1/offices", r#"{"country": "SEN", "name": "UN Resident Coordinator's Office, Senegal"}"#);
    assert_eq!((office.status, office.header("location")), (201, "/v1/offices/SEN"), "{}", office.text);
    let made = app.post(&desk, "/v1/presences", &presence().to_string());
    assert_eq!((made.status, made.header("location")), (201, "/v1/presences/sen-hra"), "{}", made.text);
    let shown = app.get("/v1/presences/sen-hra");
    assert_eq!(shown.json, made.json);
    assert_eq!(shown.header("etag"), made.header("etag"));
    for (field, value) in presence().as_object().unwrap() {
        assert_eq!(&shown.json[field], value, "{field}");
    }
    let post = json!({"code": "sen-hra-1", "presence": "sen-hra", "status": "proposed", "title": {"en": "Human Rights Adviser"},
        "grade": "P-5", "funded_until": "2025-12-31", "covers": ["SEN"]});
    let post = app.post(&desk, "/v1/adviser-posts", &post.to_string());
    assert_eq!(post.status, 201, "{}", post.text);
    assert_eq!(app.get("/v1/adviser-posts?funded_until_before=2026-01-01").codes(), ["sen-hra-1"]);
    let patched = app.patch(
        &desk,
        "/v1/adviser-posts/sen-hra-1",
        post.header("etag"),
        r#"{"grade": "P-4", "funded_until": null}"#,
    );
    assert_eq!((&patched.json["grade"], &patched.json["funded_until"]), (&json!("P-4"), &json!(null)));
    let senegal = app.office("SEN");
    let update = r#"{"status": "active", "effective_on": "2024-06-18"}"#;
    assert_eq!(
        app.post(&senegal, "/v1/presences/sen-hra/status-updates", update).status,
        201,
        "the new office reports"
    );
    assert_eq!(app.get("/v1/presences?on=2024-04-30&code=sen-hra").json["page"]["total"], 0, "it did not exist then");
    app.restart();
    assert_eq!(app.get("/v1/adviser-posts/sen-hra-1").json, patched.json);
    let verified = app.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn what_exists_or_does_not_fit_is_refused(app: &mut TestApp) {
    let desk = app.desk();
    let before = app.revision();
    let mut known = presence();
    known["host_office"] = json!(null);
    known["code"] = json!("ken-hra");
    assert_eq!(app.post(&desk, "/v1/presences", &known.to_string()).status, 409);
    assert_eq!(app.post(&desk, "/v1/offices", r#"{"country": "KEN", "name": "Again"}"#).status, 409);
    let unknown = app.post(&desk, "/v1/presences", &presence().to_string());
    assert_eq!((unknown.status, unknown.fault()), (422, "unknown_code"), "there is no office SEN yet");
    let post = json!({"code": "col-co-1", "presence": "col-co", "status": "vacant", "title": "Adviser"});
    assert_eq!(app.post(&desk, "/v1/adviser-posts", &post.to_string()).json["errors"][0]["pointer"], "/presence");
    let kenya = app.office("KEN");
    assert_eq!(app.post(&kenya, "/v1/presences", &presence().to_string()).status, 403);
    assert_eq!(app.revision(), before, "nothing was written");
}
