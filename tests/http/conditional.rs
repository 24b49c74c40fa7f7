//! Conditional requests: nobody overwrites what they have not seen, and nobody downloads what they have.

use serde_json::json;

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    a_poll_that_finds_nothing_new_is_304 a_patch_needs_the_tag_of_what_it_changes of_two_offices_one_gets_412
    who_writes_is_shown_what_he_wrote
}

const KENYA: &str = "/v1/presences/ken-hra";

fn a_poll_that_finds_nothing_new_is_304(app: &mut TestApp) {
    let token = app.office("KEN");
    for path in
        [KENYA, "/v1/presences?limit=200", "/v1/presences?region=africa", "/v1", "/v1/offices/KEN", "/openapi.json"]
    {
        let first = app.get(path);
        let tag = first.header("etag");
        assert!(tag.starts_with('"'), "{path}: a strong tag");
        for tag in [tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*"] {
            let again = app.send("GET", path, &[("if-none-match", tag)], "");
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {tag}");
            assert_eq!(again.header("etag"), first.header("etag"));
        }
    }
    let tags: Vec<_> =
        [KENYA, "/v1/presences?limit=200"].map(|path| (path, app.get(path).header("etag").to_owned())).into();
    let packed = app.send("GET", "/v1/presences?limit=200", &[("accept-encoding", "gzip")], "");
    assert_ne!(packed.header("etag"), tags[1].1, "another coding has another tag");
    let french = app.send("GET", KENYA, &[("accept-language", "fr")], "");
    assert_ne!(french.header("etag"), tags[0].1, "another language has another tag");
    app.post(&token, &format!("{KENYA}/status-updates"), ACTIVE);
    for (path, tag) in tags {
        assert_eq!(app.send("GET", path, &[("if-none-match", &tag)], "").status, 200, "{path} has moved on");
    }
}

fn a_patch_needs_the_tag_of_what_it_changes(app: &mut TestApp) {
    let desk = app.desk();
    let before = app.get(KENYA);
    let missing = app.patch(&desk, KENYA, "", r#"{"city": "Nairobi"}"#);
    assert_eq!(missing.status, 428);
    let patch = json!({"mandate": {"basis": "UNSDG framework", "date": "2024-01-01"}, "name": {"fr": "Conseiller"}, "point": null});
    let done = app.patch(&desk, KENYA, before.header("etag"), &patch.to_string());
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(done.json["name"], json!({"en": "Human Rights Adviser, Kenya", "fr": "Conseiller"}));
    assert_eq!((&done.json["mandate"]["basis"], &done.json["point"]), (&json!("UNSDG framework"), &json!(null)));
    assert_eq!(done.header("etag"), app.get(KENYA).header("etag"));
    let stale = app.patch(&desk, KENYA, before.header("etag"), r#"{"city": "Mombasa"}"#);
    assert_eq!(stale.status, 412);
    assert_eq!(stale.json["current_revision"], done.json["revision"]);
    let tag = app.send("GET", KENYA, &[("accept-language", "fr")], "").header("etag").to_owned();
    assert_eq!(app.patch(&desk, KENYA, &tag, r#"{"city": "Mombasa"}"#).status, 200, "any representation's tag will do");
    for (body, fault) in [
        (r#"{"status": "closed"}"#, "read_only"),
        (r#"{"colour": null}"#, "unknown_field"),
        (r#"{"city": null}"#, "required"),
        (r#"{"covers": ["ZZZ"]}"#, "unknown_code"),
        (r#"{"covers": []}"#, "empty"),
        (r#"{"host_office": "XXX"}"#, "unknown_code"),
        (r#"[]"#, "not_an_object"),
    ] {
        let answer = app.patch(&desk, KENYA, "*", body);
        assert_eq!((answer.status, answer.fault()), (422, fault), "{body}: {}", answer.text);
    }
    assert_eq!(app.patch(&desk, KENYA, "435", "{}").status, 400, "a tag has quotes");
    assert_eq!(app.patch(&desk, "/v1/presences/nowhere", "*", "{}").status, 404);
}

fn of_two_offices_one_gets_412(app: &mut TestApp) {
    // Both answer for the regional office that covers their countries.
    let tokens = [app.office("ARG"), app.office("BRA")];
    let path = "/v1/presences/chl-ro/status-updates";
    let (mut won, mut lost) = (0, 0);
    for _ in 0..10 {
        let tag = app.get("/v1/presences/chl-ro").header("etag").to_owned();
        let app = &*app;
        let race = |token| app.post_with(token, path, &[("if-match", &tag)], ACTIVE).status;
        let statuses = std::thread::scope(|scope| {
            let racers: Vec<_> = tokens.iter().map(|token| scope.spawn(move || race(token))).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect::<Vec<_>>()
        });
        won += statuses.iter().filter(|status| **status == 201).count();
        lost += statuses.iter().filter(|status| **status == 412).count();
    }
    assert_eq!((won, lost), (10, 10));
    let without = std::thread::scope(|scope| {
        let app = &*app;
        let racers: Vec<_> =
            tokens.iter().map(|token| scope.spawn(move || app.post(token, path, ACTIVE).status)).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(without, [201, 201], "without If-Match both are recorded");
    assert_eq!(app.get(path).json["page"]["total"], 12, "nothing is lost");
}

fn who_writes_is_shown_what_he_wrote(app: &mut TestApp) {
    let desk = app.desk();
    let app = &*app;
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let desk = &desk;
            scope.spawn(move || {
                for round in 0..10 {
                    let city = format!("city {writer}.{round}");
                    let done = app.patch(desk, KENYA, "*", &json!({"city": city}).to_string());
                    // Also when others have described it anew since.
                    assert_eq!(done.json["city"], city);
                    assert_eq!(done.header("etag"), format!("\"{}\"", done.json["revision"]));
                }
            });
        }
    });
}
