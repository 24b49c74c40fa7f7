//! The feed of changes: complete, in order, resumable; asked for, waited for, streamed.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    time::{Duration, Instant},
};

use presence_core::view::OF_PRESENCE;
use serde_json::{Value, json};

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    lists_and_changes_give_the_present filters_choose_changes a_change_is_waited_for
    a_stream_resumes_where_it_was_cut a_stream_tells_what_the_list_tells notes_stay_with_those_who_may_read_them a_stop_ends_streams
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";
const PERU: &str = "/v1/presences/per-hra/status-updates";

/// A list as a client keeps it: by code.
fn list(app: &TestApp, path: &str) -> BTreeMap<String, Value> {
    let page = app.get(&format!("{path}?limit=1000")).json;
    let records = page["data"].as_array().unwrap().iter();
    records.map(|record| (record["code"].as_str().unwrap().to_owned(), own(record))).collect()
}

/// A record without what a post shows of its presence: that changes with the presence.
fn own(record: &Value) -> Value {
    let mut record = record.clone();
    if record.get("presence").is_some() {
        let shown = |field: &str| field == "display" || OF_PRESENCE.contains(&field);
        record.as_object_mut().unwrap().retain(|field, _| !shown(field));
    }
    record
}

fn lists_and_changes_give_the_present(app: &mut TestApp) {
    let desk = app.desk();
    let since = app.revision();
    let (mut presences, mut posts) = (list(app, "/v1/presences"), list(app, "/v1/adviser-posts"));
    for (path, body) in [
        (KENYA, r#"{"status": "suspended", "effective_on": "2024-06-18"}"#),
        (KENYA, r#"{"status": "drawing_down", "effective_on": "2024-05-01"}"#),
        (PERU, ACTIVE),
        ("/v1/adviser-posts/ken-hra-1/status-updates", r#"{"status": "vacant", "effective_on": "2024-06-01"}"#),
    ] {
        assert_eq!(app.post(&desk, path, body).status, 201, "{body}");
    }
    let wrong = app.revision();
    let body = format!(r#"{{"status": "frozen", "effective_on": "2024-06-01", "supersedes": {wrong}}}"#);
    assert_eq!(app.post(&desk, "/v1/adviser-posts/ken-hra-1/status-updates", &body).status, 201);
    assert_eq!(app.patch(&desk, "/v1/presences/npl-hra", "*", r#"{"city": "Patan"}"#).status, 200);
    let new = json!({"code": "sen-hra", "type": "human_rights_adviser", "status": "planned", "name": "Senegal",
        "country": "SEN", "city": "Dakar", "region": "africa", "host_entity": "RCO"});
    assert_eq!(app.post(&desk, "/v1/presences", &new.to_string()).status, 201);
    let mut next = format!("/v1/changes?since={since}&limit=2");
    let mut revisions = Vec::new();
    loop {
        let page = app.get(&next).json;
        for change in page["data"].as_array().unwrap() {
            revisions.push(change["revision"].as_u64().unwrap());
            let code = change["code"].as_str().unwrap().to_owned();
            match change["kind"].as_str().unwrap() {
                "presence" => presences.insert(code, own(&change["record"])),
                "adviser_post" => posts.insert(code, own(&change["record"])),
                other => panic!("{other}"),
            };
        }
        page["next"].as_str().unwrap().clone_into(&mut next);
        if page["more"] == false {
            assert_eq!(page["last"], page["revision"]);
            break;
        }
    }
    assert!(revisions.is_sorted() && revisions.len() == 7, "{revisions:?}");
    assert_eq!(presences, list(app, "/v1/presences"));
    assert_eq!(posts, list(app, "/v1/adviser-posts"));
    let nothing = app.get(&next);
    assert_eq!(nothing.json["data"], json!([]));
    let tag = nothing.header("etag").to_owned();
    assert_eq!(app.send("GET", &next, &[("if-none-match", &tag)], "").status, 304);
    // From the very beginning it is the whole registry.
    let mut all = BTreeMap::new();
    let mut next = "/v1/changes?since=0&limit=1000&kind=presence".to_owned();
    loop {
        let page = app.get(&next).json;
        for change in page["data"].as_array().unwrap() {
            all.insert(change["code"].as_str().unwrap().to_owned(), change["record"].clone());
        }
        page["next"].as_str().unwrap().clone_into(&mut next);
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(all, presences);
}

fn filters_choose_changes(app: &mut TestApp) {
    let since = app.revision();
    app.post(&app.office("KEN"), KENYA, ACTIVE);
    app.post(&app.office("PER"), PERU, ACTIVE);
    let codes = |query: &str| {
        let page = app.get(&format!("/v1/changes?since={since}&{query}")).json;
        assert_eq!(page["last"], page["revision"], "what is not wanted is not asked for again");
        let codes = page["data"].as_array().unwrap().iter().map(|change| change["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(codes("office=KEN"), ["ken-hra"]);
    assert_eq!(codes("country=PER"), ["per-hra"]);
    assert_eq!(codes("kind=adviser_post"), Vec::<String>::new());
    assert_eq!(codes("code=ken-hra,per-hra"), ["ken-hra", "per-hra"]);
    for wrong in
        ["kind=client", "office=x", "country=x", "limit=0", "wait=61", "since=-1", "since=999999", "as_of=3", "x=1"]
    {
        let answer = app.get(&format!("/v1/changes?{wrong}"));
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text);
    }
}

fn a_change_is_waited_for(app: &mut TestApp) {
    let since = app.revision();
    let (begun, kenya) = (Instant::now(), app.office("KEN"));
    let nothing = app.get(&format!("/v1/changes?since={since}&wait=1"));
    assert_eq!(nothing.json["data"], json!([]));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let shared = &*app;
    std::thread::scope(|scope| {
        let waiting = scope.spawn(move || shared.get(&format!("/v1/changes?since={since}&wait=30&country=PER")));
        std::thread::sleep(Duration::from_millis(300));
        shared.post(&kenya, KENYA, ACTIVE);
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished(), "what is not wanted does not wake");
        shared.post(&shared.office("PER"), PERU, ACTIVE);
        let answer = waiting.join().unwrap();
        assert_eq!(answer.json["data"][0]["code"], "per-hra");
    });
}

/// Events of a stream until there are so many: their ids and data.
fn events(app: &TestApp, path: &str, headers: &[(&str, &str)], count: usize) -> Vec<(u64, Value)> {
    let mut request = ureq::get(format!("http://{}{path}", app.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.call().unwrap();
    assert_eq!(response.headers().get("content-type").unwrap(), "text/event-stream");
    let (mut events, mut id) = (Vec::new(), 0);
    for line in BufReader::new(response.into_body().into_reader()).lines() {
        let line = line.unwrap();
        if let Some(text) = line.strip_prefix("id: ") {
            id = text.parse().unwrap();
        } else if let Some(data) = line.strip_prefix("data: ") {
            events.push((id, serde_json::from_str(data).unwrap()));
        }
        if events.len() == count {
            break;
        }
    }
    events
}

fn a_stream_resumes_where_it_was_cut(app: &mut TestApp) {
    let (since, kenya) = (app.revision(), app.office("KEN"));
    for _ in 0..5 {
        app.post(&kenya, KENYA, ACTIVE);
    }
    let first = events(app, &format!("/v1/changes/stream?since={since}"), &[], 2);
    assert_eq!(first.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [since + 1, since + 2]);
    let last = first[1].0.to_string();
    let rest = events(app, "/v1/changes/stream?since=0", &[("last-event-id", &last)], 3);
    assert_eq!(rest.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [since + 3, since + 4, since + 5]);
    let listed = app.get(&format!("/v1/changes?since={since}")).json["data"].clone();
    let streamed: Vec<_> = first.into_iter().chain(rest).map(|(_, data)| data).collect();
    assert_eq!(json!(streamed), listed);
    // What happens from now on, over another process on the same database too.
    let other = app.elsewhere();
    let shared = &*app;
    std::thread::scope(|scope| {
        let live = scope.spawn(move || events(shared, "/v1/changes/stream?country=KEN", &[], 1));
        std::thread::sleep(Duration::from_millis(400));
        let there =
            ureq::post(format!("http://{}{KENYA}", other.address)).header("authorization", format!("Bearer {kenya}"));
        there.content_type("application/json").send(ACTIVE).unwrap();
        assert_eq!(live.join().unwrap()[0].1["code"], "ken-hra");
    });
}

/// Whole parts of the stream are kept from one moment to the next, but not beyond a correction of what they tell.
fn a_stream_tells_what_the_list_tells(app: &mut TestApp) {
    let (since, kenya) = (app.revision(), app.office("KEN"));
    let same = |app: &TestApp, since: u64, count: usize| {
        let streamed: Vec<_> = events(app, &format!("/v1/changes/stream?since={since}"), &[], count)
            .into_iter()
            .map(|(_, it)| it)
            .collect();
        assert_eq!(json!(streamed), app.get(&format!("/v1/changes?since={since}&limit=1000")).json["data"]);
    };
    for _ in 0..230 {
        app.post(&kenya, KENYA, ACTIVE);
    }
    same(app, since, 230);
    same(app, since + 7, 223);
    app.post(&kenya, KENYA, ACTIVE);
    same(app, since, 231);
    let right = json!({"status": "active", "effective_on": "2024-05-01", "supersedes": since + 40}).to_string();
    assert_eq!(app.post(&kenya, KENYA, &right).status, 201);
    same(app, since, 232);
    let told = app.get(&format!("/v1/changes?since={}&limit=1", since + 39)).json["data"][0].clone();
    assert_eq!(told["status_update"]["superseded_by"], since + 232);
}

fn notes_stay_with_those_who_may_read_them(app: &mut TestApp) {
    let (since, kenya) = (app.revision(), app.office("KEN"));
    let bearer = format!("Bearer {kenya}");
    app.post(&kenya, KENYA, ACTIVE);
    let path = format!("/v1/changes/stream?since={since}");
    assert!(events(app, &path, &[], 1)[0].1["status_update"]["note"].is_null());
    let staff = events(app, &path, &[("authorization", &bearer)], 1);
    assert_eq!(staff[0].1["status_update"]["note"], "Office open.");
    assert!(events(app, &path, &[], 1)[0].1["status_update"]["note"].is_null(), "whoever asked before");
    // The stream ends when its token does.
    let short = app.token(&["--office", "KEN", "--expires-in", "1s"]);
    let request = ureq::get(format!("http://{}/v1/changes/stream", app.address));
    let stream = request.header("authorization", format!("Bearer {short}")).call().unwrap();
    std::thread::sleep(Duration::from_secs(7));
    app.post(&kenya, KENYA, ACTIVE);
    let text = stream.into_body().read_to_string().unwrap();
    assert!(!text.contains("event: change"), "{text}");
}

fn a_stop_ends_streams(app: &mut TestApp) {
    let stream = ureq::get(format!("http://{}/v1/changes/stream", app.address)).call().unwrap();
    let begun = Instant::now();
    assert!(app.terminate().success());
    assert!(begun.elapsed() < Duration::from_secs(15), "the server did not wait for streams");
    assert_eq!(stream.into_body().read_to_string().unwrap(), "retry: 3000\n\n");
}
