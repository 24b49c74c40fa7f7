//! `/v1/clients`: an office manages its own.

use serde_json::json;

use crate::{
    harness::{ACTIVE, TestApp, on_both},
    oauth::form,
};

on_both! { an_office_manages_its_clients nobody_gives_what_he_has_not clients_admin_alone_gains_nothing a_secret_changes_without_an_outage }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn admin(app: &TestApp, office: &str) -> String {
    app.token(&["--office", office, "--scope", "presences:read,status:write,imports:write,clients:admin"])
}

fn token(app: &TestApp, id: &str, secret: &str) -> Option<String> {
    form(app, "/oauth/token", Some((id, secret)), &[GRANT]).json["access_token"].as_str().map(str::to_owned)
}

fn an_office_manages_its_clients(app: &mut TestApp) {
    let (kenya, peru) = (admin(app, "KEN"), admin(app, "PER"));
    let body = r#"{"name": "month-end script"}"#;
    let made = app.post_with(&kenya, "/v1/clients", &[("idempotency-key", "one")], body);
    assert_eq!((made.status, &made.json["office"]), (201, &json!("KEN")), "{}", made.text);
    let (id, secret) = (made.json["id"].as_str().unwrap(), made.json["client_secret"].as_str().unwrap());
    assert!(secret.starts_with("fprs_") && made.header("location").ends_with(id));
    let again = app.post_with(&kenya, "/v1/clients", &[("idempotency-key", "one")], body);
    assert_eq!((again.status, &again.json["id"], again.header("idempotency-replayed")), (201, &json!(id), "true"));
    assert!(again.json["client_secret"].is_null(), "shown once");
    let path = format!("/v1/clients/{id}");
    assert_eq!(app.get_as(&kenya, "/v1/clients").json["data"].as_array().unwrap().len(), 1);
    assert_eq!(app.get_as(&peru, "/v1/clients").json["data"], json!([]));
    assert_eq!(app.get_as(&peru, &path).status, 404);
    assert_eq!(app.patch(&peru, &path, "*", r#"{"disabled": true}"#).status, 404);
    assert_eq!(app.get_as(&app.office("KEN"), &path).status, 403, "this needs a scope of its own");
    assert_eq!(app.get(&path).status, 401);
    let shown = app.get_as(&app.desk(), &path);
    assert_eq!((shown.status, shown.json["secrets"].as_array().unwrap().len()), (200, 1));
    assert!(!shown.text.contains("argon2"));

    let token = token(app, id, secret).unwrap();
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 201);
    assert_eq!(app.patch(&kenya, &path, "", r#"{"disabled": true}"#).status, 428);
    assert_eq!(app.patch(&kenya, &path, "\"1\"", r#"{"disabled": true}"#).status, 412);
    for bad in [r#"{"disabled": 1}"#, r#"{"office": "PER"}"#, r#"{"name": null}"#, r#"{"scopes": ["all"]}"#, "[]"] {
        assert_eq!(app.patch(&kenya, &path, "*", bad).status, 422, "{bad}");
    }
    let narrowed = app.patch(&kenya, &path, shown.header("etag"), r#"{"scopes": ["presences:read"]}"#);
    assert_eq!(narrowed.status, 200, "{}", narrowed.text);
    assert_eq!(app.post(&token, KENYA, ACTIVE).status, 401, "what is taken from the client is taken from its tokens");
    let disabled = app.patch(&kenya, &path, narrowed.header("etag"), r#"{"disabled": true}"#);
    assert_eq!((disabled.status, &disabled.json["disabled"]), (200, &json!(true)));
    assert_eq!(form(app, "/oauth/token", Some((id, secret)), &[GRANT]).status, 401);
}

fn clients_admin_alone_gains_nothing(app: &mut TestApp) {
    let (strong, _) = app.client(&["--office", "KEN"]);
    let path = format!("/v1/clients/{strong}");
    let weak = app.token(&["--office", "KEN", "--scope", "clients:admin"]);
    let secret = app.until(|| app.get_as(&weak, &path).json["secrets"][0]["id"].as_str().map(str::to_owned));
    let key = json!({"keys": [{"kid": "mine", "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    let tried = [
        app.post(&weak, &format!("{path}/secrets"), "{}"),
        app.patch(&weak, &path, "*", &key.to_string()),
        app.send("DELETE", &format!("{path}/secrets/{secret}"), &[("authorization", &format!("Bearer {weak}"))], ""),
    ];
    for answer in &tried {
        assert!(answer.status == 403 && !answer.text.contains("fprs_"), "{}", answer.text);
    }
    assert_eq!((tried[0].status, tried[2].status), (403, 403));
    // It may lock a client out, but not let it in again.
    assert_eq!(app.patch(&weak, &path, "*", r#"{"disabled": true}"#).status, 200);
    assert_eq!(app.patch(&weak, &path, "*", r#"{"disabled": false}"#).status, 403);
    assert_eq!(app.patch(&admin(app, "KEN"), &path, "*", r#"{"disabled": false}"#).status, 200);
    assert_eq!(app.post(&admin(app, "KEN"), &format!("{path}/secrets"), "{}").status, 201);
}

fn nobody_gives_what_he_has_not(app: &mut TestApp) {
    let kenya = admin(app, "KEN");
    let narrow = app.token(&["--office", "KEN", "--scope", "clients:admin"]);
    for (token, body) in [
        (&kenya, r#"{"name": "x", "office": "PER"}"#),
        (&kenya, r#"{"name": "x", "scopes": ["records:write"]}"#),
        (&narrow, r#"{"name": "x", "scopes": ["status:write"]}"#),
        (&narrow, r#"{"name": "x"}"#),
    ] {
        assert_eq!(app.post(token, "/v1/clients", body).status, 403, "{body}");
    }
    let made = app.post(&narrow, "/v1/clients", r#"{"name": "x", "scopes": ["clients:admin"]}"#);
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(app.post(&app.desk(), "/v1/clients", r#"{"name": "x", "office": "DEU"}"#).status, 404);
    for bad in ["{}", r#"{"name": ""}"#, r#"{"name": "x", "secret": "y"}"#, r#"{"name": "x", "keys": {}}"#] {
        assert_eq!(app.post(&kenya, "/v1/clients", bad).status, 422, "{bad}");
    }
}

fn a_secret_changes_without_an_outage(app: &mut TestApp) {
    let kenya = admin(app, "KEN");
    let made = app.post(&kenya, "/v1/clients", r#"{"name": "x"}"#);
    let (id, first) = (made.json["id"].as_str().unwrap(), made.json["client_secret"].as_str().unwrap());
    let path = format!("/v1/clients/{id}/secrets");
    let second = app.post(&kenya, &path, "{}");
    assert_eq!((second.status, second.json["secrets"].as_array().unwrap().len()), (201, 2), "{}", second.text);
    let second_text = second.json["client_secret"].as_str().unwrap();
    assert!(token(app, id, first).is_some() && token(app, id, second_text).is_some(), "both hold while it changes");
    assert!(second.json["secrets"][0]["expires_at"].is_string() && second.json["secrets"][1]["expires_at"].is_null());
    let third = app.post(&kenya, &path, r#"{"keep_old_for": 3600}"#);
    assert_eq!(third.json["secrets"].as_array().unwrap().len(), 2, "two at most");
    assert!(token(app, id, first).is_none() && token(app, id, second_text).is_some());
    let name = third.json["secrets"][0]["id"].as_str().unwrap();
    let bearer = format!("Bearer {kenya}");
    let ended = app.send("DELETE", &format!("{path}/{name}"), &[("authorization", &bearer)], "");
    assert_eq!((ended.status, ended.json["secrets"].as_array().unwrap().len()), (200, 1), "{}", ended.text);
    assert!(token(app, id, second_text).is_none());
    assert!(token(app, id, third.json["client_secret"].as_str().unwrap()).is_some());
    assert_eq!(app.send("DELETE", &format!("{path}/{name}"), &[("authorization", &bearer)], "").status, 404);
    for bad in [r#"{"keep_old_for": -1}"#, r#"{"keep_old_for": "1d"}"#, r#"{"keep": 1}"#] {
        assert_eq!(app.post(&kenya, &path, bad).status, 422, "{bad}");
    }
    assert!(app.run(&["client", "rotate", id]).status.success());
}
