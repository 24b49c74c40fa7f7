//! Restricted notes: the public and clients see two renderings, and caches do not mix them.

use serde_json::{Value, json};

use crate::harness::{TestApp, on_both};

on_both! { a_note_is_restricted_unless_it_says_public }

fn a_note_is_restricted_unless_it_says_public(app: &mut TestApp) {
    let token = app.office("KEN");
    let path = "/v1/presences/ken-hra/status-updates";
    let secret =
        json!({"status": "active", "effective_on": "2024-06-01", "note": "For staff only.", "note_language": "en"});
    let open = json!({"status": "active", "effective_on": "2024-06-02", "note": "Para todos.", "note_language": "pt", "note_visibility": "public"});
    let secret = app.post(&token, path, &secret.to_string()).json["id"].clone();
    assert_eq!(app.post(&token, path, &open.to_string()).status, 201);
    for list in [path, "/v1/status-updates", "/v1/status-updates?office=KEN"] {
        // Twice, in both orders: the second answers come from what was kept.
        for _ in 0..2 {
            let public = app.get(list);
            let staff = app.get_as(&token, list);
            assert!(!public.text.contains("For staff only.") && public.text.contains("Para todos."), "{list}");
            assert!(staff.text.contains("For staff only."), "{list}");
            assert_ne!(public.header("etag"), staff.header("etag"));
            assert!(public.header("vary").contains("Authorization"));
            assert!(
                staff.header("cache-control").contains("private")
                    && !public.header("cache-control").contains("private")
            );
        }
    }
    let path = format!("/v1/status-updates/{secret}");
    assert_eq!(app.get(&path).json["note"], Value::Null);
    assert_eq!(app.get(&path).json["note_visibility"], "restricted");
    assert_eq!(app.get_as(&token, &path).json["note"], "For staff only.");
    assert_ne!(app.get(&path).header("etag"), app.get_as(&token, &path).header("etag"));
    let tag = app.get_as(&token, &path).header("etag").to_owned();
    assert_eq!(
        app.send("GET", &path, &[("if-none-match", &tag)], "").status,
        200,
        "the staff's tag is not the public's"
    );
    for public in [
        "/v1/presences/ken-hra/history",
        "/v1/presences/ken-hra",
        "/v1/presences?q=ken&include=posts",
        &format!("{path}?as_of={secret}"),
    ] {
        assert!(!app.get(public).text.contains("For staff only."), "{public}");
    }
    let reader = app.token(&["--office", "PER", "--scope", "status:write"]);
    assert!(!app.get_as(&reader, "/v1/status-updates").text.contains("For staff only."), "presences:read is needed");
}
