//! Decisions for a later date: scheduled, counted on their date, taken into effect by the registry itself, withdrawn.

use serde_json::{Value, json};

use crate::{
    faults,
    harness::{Answer, Engine, TestApp, on_both},
    imports::{CSV, import},
    instances::Instance,
    pages::session,
};

on_both! {
    a_decision_is_scheduled_and_counted_on_its_date
    a_date_ahead_needs_a_decision
    a_decision_is_withdrawn_or_put_off_by_a_newer_update
    what_is_scheduled_stands_against_what_cannot_come_before_it
    decisions_come_in_files
    what_would_be_abolished_later_is_imagined
    a_presence_closes_with_its_posts
    a_presence_closes_and_its_posts_move
    the_form_takes_a_decision
}

mod on_its_day {
    #[test]
    fn sqlite() {
        super::it_takes_effect_by_itself_once(super::Engine::Sqlite);
    }
    #[test]
    fn postgres() {
        super::it_takes_effect_by_itself_once(super::Engine::Postgres);
    }
}

const KENYA: &str = "/v1/presences/ken-hra";
const UPDATES: &str = "/v1/presences/ken-hra/status-updates";

fn closing(on: &str) -> Value {
    json!({
        "status": "closed", "effective_on": on, "reason": "funding",
        "decision": {"kind": "budget", "reference": "A/RES/79/258", "decided_on": "2024-12-24"},
    })
}

fn ahead(days: i64) -> String {
    (chrono::Utc::now().date_naive() + chrono::TimeDelta::days(days)).to_string()
}

fn count(app: &TestApp, on: &str) -> u64 {
    app.get(&format!("/v1/statistics?on={on}")).json["totals"]["count"].as_u64().unwrap()
}

fn a_decision_is_scheduled_and_counted_on_its_date(app: &mut TestApp) {
    let (token, day, before) = (app.office("KEN"), ahead(60), ahead(59));
    let made = app.post(&token, UPDATES, &closing(&day).to_string());
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json["id"].as_u64().unwrap();
    assert_eq!(made.json["decision"]["reference"], "A/RES/79/258");

    let now = app.get(KENYA).json;
    assert_eq!(
        (&now["status"], &now["last_report"]),
        (&json!("active"), &Value::Null),
        "nobody has reported what is so"
    );
    let scheduled = json!([{"status_update": id, "status": "closed", "effective_on": day, "reason": "funding",
        "decision": {"kind": "budget", "reference": "A/RES/79/258", "decided_on": "2024-12-24"}}]);
    assert_eq!(now["scheduled"], scheduled);
    assert_eq!(app.get(&format!("{KENYA}?on={before}")).json["status"], "active");
    assert_eq!(app.get(&format!("{KENYA}?on={day}")).json["status"], "closed");
    assert_eq!(app.get(&format!("{KENYA}?on={day}")).json["scheduled"], json!([]));
    assert_eq!(app.get(&format!("{KENYA}?on=2024-12-01")).json["scheduled"], json!([]), "not decided yet then");
    assert_eq!(count(app, &before), count(app, &day) + 1);

    let codes = |query: &str| app.get(&format!("/v1/presences?{query}")).codes().join(" ");
    assert_eq!(codes(&format!("scheduled_before={}", ahead(61))), "ken-hra");
    assert_eq!(codes(&format!("scheduled_before={day}")), "");
    assert_eq!(app.get("/v1/status-updates?scheduled=true").json["page"]["total"], 1);
    let series = format!("/v1/statistics/series?of=presences&from={}&to={}&step=day&office=KEN", ahead(58), ahead(62));
    let series = app.get(&series).json;
    let closed: Vec<_> = series["data"].as_array().unwrap().iter().map(|it| it["flows"]["closed"].clone()).collect();
    assert_eq!(closed, [0, 0, 1, 0, 0].map(Value::from), "{series}");
    let history = app.get(&format!("{KENYA}/history")).json;
    assert_eq!(history["data"][0]["event"], "scheduled");
    let feed = app.get("/v1/changes?since=0&code=ken-hra").json;
    assert_eq!(feed["data"].as_array().unwrap().last().unwrap()["event"], "scheduled");
    let page = app.get("/presences/ken-hra").text;
    assert!(page.contains("A/RES/79/258") && page.contains("takes effect on this date"), "{page}");
    app.restart();
    assert_eq!(app.get(KENYA).json["scheduled"], scheduled, "after a restart");
    app.kill();
    app.succeed(&["verify"]);
}

fn a_date_ahead_needs_a_decision(app: &mut TestApp) {
    let (token, day) = (app.office("KEN"), ahead(60));
    let plain = json!({"status": "closed", "effective_on": day, "reason": "funding"});
    let refused = app.post(&token, UPDATES, &plain.to_string());
    assert_eq!((refused.status, refused.fault()), (422, "in_the_future"));
    assert!(refused.text.contains("decided_on"), "says how: {}", refused.text);
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut body = closing(&day);
        change(&mut body);
        let answer = app.post(&token, UPDATES, &body.to_string());
        (answer.status, answer.json["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned())
    };
    let ahead_of_it = ahead(5);
    assert_eq!(wrong(&|body| body["decision"]["kind"] = json!("rumour")), (422, "/decision/kind".into()));
    assert_eq!(wrong(&|body| body["decision"]["reference"] = json!("")), (422, "/decision/reference".into()));
    assert_eq!(
        wrong(&|body| body["decision"]["decided_on"] = json!(ahead_of_it)),
        (422, "/decision/decided_on".into())
    );
    assert_eq!(wrong(&|body| body["effective_on"] = json!(ahead(4000))), (422, "/effective_on".into()));
    let post = "/v1/adviser-posts/ken-hra-1/status-updates";
    let filled = json!({"status": "encumbered", "effective_on": day, "decision": closing(&day)["decision"]});
    let refused = app.post(&token, post, &filled.to_string());
    assert_eq!((refused.status, refused.fault()), (422, "not_applicable"), "nobody decides that a post is filled");
    let frozen = json!({"status": "frozen", "effective_on": day, "decision": closing(&day)["decision"]});
    assert_eq!(app.post(&token, post, &frozen.to_string()).status, 201);
    let past = json!({"status": "active", "effective_on": "2024-07-01", "decision": closing(&day)["decision"]});
    let made = app.post(&token, UPDATES, &past.to_string());
    assert_eq!(made.status, 201, "a decision that has taken effect already: {}", made.text);
    assert_eq!(app.get(KENYA).json["scheduled"], json!([]));
}

fn a_decision_is_withdrawn_or_put_off_by_a_newer_update(app: &mut TestApp) {
    let token = app.office("KEN");
    let id = |answer: Answer| {
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json["id"].as_u64().unwrap()
    };
    let first = id(app.post(&token, UPDATES, &closing(&ahead(60)).to_string()));
    let mut later = closing(&ahead(90));
    later["supersedes"] = json!(first);
    let second = id(app.post(&token, UPDATES, &later.to_string()));
    let scheduled = app.get(KENYA).json["scheduled"].clone();
    assert_eq!((scheduled.as_array().unwrap().len(), &scheduled[0]["status_update"]), (1, &json!(second)));
    let today = chrono::Utc::now().date_naive().to_string();
    let stays = json!({"status": "active", "effective_on": today, "supersedes": second});
    id(app.post(&token, UPDATES, &stays.to_string()));
    let now = app.get(KENYA).json;
    assert_eq!((&now["scheduled"], &now["status"]), (&json!([]), &json!("active")));
    assert_eq!(app.get(&format!("{KENYA}?on={}", ahead(400))).json["status"], "active");
    assert_eq!(app.get("/v1/status-updates?scheduled=true").json["page"]["total"], 0);
}

fn what_is_scheduled_stands_against_what_cannot_come_before_it(app: &mut TestApp) {
    let (token, today) = (app.office("KEN"), chrono::Utc::now().date_naive().to_string());
    let mut down = closing(&ahead(30));
    (down["status"], down["reason"]) = (json!("drawing_down"), Value::Null);
    assert_eq!(app.post(&token, UPDATES, &down.to_string()).status, 201);
    assert_eq!(app.post(&token, UPDATES, &closing(&ahead(60)).to_string()).status, 201);
    let closed = json!({"status": "closed", "effective_on": today, "reason": "funding"});
    let refused = app.post(&token, UPDATES, &closed.to_string());
    assert_eq!((refused.status, refused.fault()), (422, "conflicts_with_later_update"), "{}", refused.text);
    let suspended = json!({"status": "suspended", "effective_on": today});
    assert_eq!(app.post(&token, UPDATES, &suspended.to_string()).status, 201);
    assert_eq!(app.get(KENYA).json["status"], "suspended");
    assert_eq!(app.get(KENYA).json["scheduled"].as_array().unwrap().len(), 2);
}

fn decisions_come_in_files(app: &mut TestApp) {
    let (token, day) = (app.office("KEN"), ahead(60));
    let file = format!(
        "presence,status,effective_on,reason,decision.kind,decision.reference,decision.decided_on\n\
         ken-hra,closed,{day},agreement_not_renewed,host_state,Note verbale 12/2024,2024-12-01\n"
    );
    let first = import(app, &token, "", CSV, &file);
    assert_eq!(first.json["totals"]["updated"], 1, "{}", first.text);
    let again = import(app, &token, "", CSV, &file);
    assert_eq!(again.json["totals"]["unchanged"], 1, "{}", again.text);
    let listed = app.get("/v1/status-updates?format=csv").text;
    assert!(listed.contains("host_state,Note verbale 12/2024,2024-12-01"), "{listed}");
    let back = import(app, &token, "", CSV, &listed);
    assert_eq!((back.status, &back.json["totals"]["unchanged"]), (200, &json!(1)), "{}", back.text);
}

fn what_would_be_abolished_later_is_imagined(app: &mut TestApp) {
    let month = |days: i64| ahead(days)[..7].to_owned();
    let body = json!({"from": month(0), "to": month(365), "changes":
        [{"type": "post_abolished", "post": "ken-hra-1", "on": ahead(180)}]});
    let answer = app.post(&app.desk(), "/v1/programme/scenarios", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let months = |of: &str| answer.json[of]["unknown_cost"].as_u64().unwrap();
    assert!((6..=8).contains(&(months("before") - months("after"))), "{}", answer.text);
}

fn a_presence_closes_with_its_posts(app: &mut TestApp) {
    let token = app.office("KEN");
    let mut body = json!({"status": "closed", "effective_on": "2025-01-31", "reason": "funding"});
    let before = app.revision();
    body["posts"] = json!("abolish");
    let made = app.post(&token, UPDATES, &body.to_string());
    assert_eq!((made.status, &made.json["presence"]), (201, &json!("ken-hra")), "{}", made.text);
    assert_eq!(app.revision(), before + 2, "in one step");
    let post = app.get("/v1/adviser-posts/ken-hra-1").json;
    let seen = (&post["status"], &post["status_since"], &post["reason"]);
    assert_eq!(seen, (&json!("abolished"), &json!("2025-01-31"), &json!("funding")));
    body["status"] = json!("active");
    let refused = app.post(&token, UPDATES, &body.to_string());
    assert_eq!(refused.status, 422, "{}", refused.text);

    // Without it they stay as they are, and can be found.
    let closed = json!({"status": "closed", "effective_on": "2025-01-31", "reason": "funding"});
    assert_eq!(app.post(&app.desk(), "/v1/presences/npl-hra/status-updates", &closed.to_string()).status, 201);
    let outlived = app.get("/v1/adviser-posts?presence_status=closed&status=not_reported");
    assert_eq!(outlived.codes(), ["npl-hra-1"]);
    // Decided for later: the posts too.
    let mut decided = closing(&ahead(60));
    decided["posts"] = json!("vacant");
    let per = "/v1/presences/per-hra/status-updates";
    assert_eq!(app.post(&app.desk(), per, &decided.to_string()).status, 201);
    let post = app.get("/v1/adviser-posts/per-hra-1").json;
    assert_eq!((&post["status"], &post["scheduled"][0]["status"]), (&json!("not_reported"), &json!("vacant")));
    app.kill();
    app.succeed(&["verify"]);
}

fn a_presence_closes_and_its_posts_move(app: &mut TestApp) {
    let mut body = json!({"status": "closed", "effective_on": "2025-01-31", "reason": "funding", "posts": "move"});
    let refused = |token: &str, body: &Value| {
        let answer = app.post(token, UPDATES, &body.to_string());
        (answer.status, answer.json["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused(&app.desk(), &body), (422, "/posts_to".into()), "to where");
    for wrong in ["ken-hra", "ven-fp", "nowhere"] {
        body["posts_to"] = json!(wrong);
        assert_eq!(refused(&app.desk(), &body), (422, "/posts_to".into()), "{wrong}");
    }
    body["posts_to"] = json!("per-hra");
    assert_eq!(refused(&app.office("KEN"), &body), (422, "/posts_to".into()), "another office's");
    let mut later = closing(&ahead(60));
    later.as_object_mut().unwrap().extend([("posts".into(), json!("move")), ("posts_to".into(), json!("per-hra"))]);
    assert_eq!(refused(&app.desk(), &later), (422, "/posts".into()), "a move is recorded when it takes place");

    let before = app.revision();
    let made = app.post(&app.desk(), UPDATES, &body.to_string());
    assert_eq!((made.status, app.revision()), (201, before + 2), "{}", made.text);
    let post = "/v1/adviser-posts/ken-hra-1";
    let seat = |query: &str| {
        let post = app.get(&format!("{post}{query}")).json;
        (post["presence"].clone(), post["country"].clone())
    };
    assert_eq!(seat(""), (json!("per-hra"), json!("PER")));
    assert_eq!(seat("?on=2025-01-30"), (json!("ken-hra"), json!("KEN")));
    assert_eq!(seat(&format!("?as_of={before}")), (json!("ken-hra"), json!("KEN")));
    let posts = |path: &str| {
        let posts = app.get(path).json["data"][0]["posts"].as_array().unwrap().clone();
        posts.iter().map(|post| post["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let list = "/v1/presences?include=posts";
    assert_eq!(posts(&format!("{list}&code=per-hra")), "ken-hra-1 per-hra-1");
    assert_eq!(posts(&format!("{list}&code=per-hra&on=2025-01-30")), "per-hra-1");
    assert_eq!(posts(&format!("{list}&code=per-hra&as_of={before}")), "per-hra-1");
    assert_eq!(posts(&format!("{list}&code=ken-hra")), "");
    assert_eq!(app.get(&format!("{post}/history")).json["data"][0]["event"], "relocated");
    // It is counted where it was, and goes on to exist; the figures of a date and those of a series agree.
    let series = "/v1/statistics/series?of=adviser_posts&group_by=region&from=2024-12-01&to=2025-02-28&step=month";
    let series = app.get(series).json;
    let groups = |counted: &Value| {
        let group = |it: &Value| (it["region"].as_str().unwrap().to_owned(), it["count"].as_u64().unwrap());
        let groups: Vec<_> = counted.as_array().unwrap().iter().map(group).filter(|(_, count)| *count > 0).collect();
        groups
    };
    for period in series["data"].as_array().unwrap() {
        let on = period["to"].as_str().unwrap();
        let then = app.get(&format!("/v1/statistics?of=adviser_posts&group_by=region&on={on}")).json;
        assert_eq!(groups(&period["groups"]), groups(&then["data"]), "{on}");
    }
    let flows = |group: &str, flow: &str| {
        let groups = series["data"][1]["groups"].as_array().unwrap();
        groups.iter().find(|it| it["region"] == group).unwrap()["flows"][flow].clone()
    };
    assert_eq!((flows("africa", "left"), flows("americas", "entered")), (json!(1), json!(1)), "{series}");
    assert_eq!(series["data"][1]["flows"]["net"], 0);
    // Back again, by its description.
    let patched = app.patch(&app.desk(), post, "*", &json!({"presence": "npl-hra"}).to_string());
    assert_eq!((patched.status, &patched.json["presence"]), (200, &json!("npl-hra")), "{}", patched.text);
    let refused = app.patch(&app.desk(), post, "*", &json!({"presence": "ken-hra"}).to_string());
    assert_eq!((refused.status, refused.fault()), (422, "not_applicable"), "closed");
    app.kill();
    app.succeed(&["verify"]);
    app.restart();
    assert_eq!(app.get(post).json["presence"], "npl-hra");
}

fn the_form_takes_a_decision(app: &mut TestApp) {
    let (session, _) = session(app, &["--office", "KEN", "--scope", "status:write"]);
    let path = "/office/presences/ken-hra";
    let form = session.get(app, path).text;
    assert!(form.contains("decision.kind") && form.contains("name=\"posts\""), "{form}");
    let day = ahead(60);
    let sent = [
        ("status", "closed"),
        ("effective_on", day.as_str()),
        ("reason", "funding"),
        ("posts", "abolish"),
        ("decision.kind", "budget"),
        ("decision.reference", "A/RES/79/258"),
        ("decision.decided_on", "2024-12-24"),
    ];
    let answer = session.submit(app, path, &sent);
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(app.get(KENYA).json["scheduled"][0]["decision"]["kind"], "budget");
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1").json["scheduled"][0]["status"], "abolished");
    let wrong = session.submit(app, path, &[("status", "closed"), ("effective_on", &day), ("decision.kind", "budget")]);
    assert!(wrong.status == 422 && wrong.text.contains("fault-decision.reference"), "{}", wrong.text);
}

fn it_takes_effect_by_itself_once(engine: Engine) {
    // The clock is forty days behind, and then it is not: the server was down meanwhile.
    let mut app = faults::behind(engine, 40 * 86_400);
    let token = faults::token(&app, &["--office", "KEN"]);
    let made = app.post(&token, UPDATES, &closing(&ahead(-10)).to_string());
    assert_eq!(made.status, 201, "{}", made.text);
    let (id, revision) = (made.json["id"].as_u64().unwrap(), app.revision());
    let mut frozen = json!({"status": "frozen", "effective_on": ahead(0)});
    frozen["decision"] = closing("")["decision"].clone();
    let post = "/v1/adviser-posts/npl-hra-1/status-updates";
    assert_eq!(app.post(&faults::token(&app, &["--desk"]), post, &frozen.to_string()).status, 201);
    assert_eq!(app.get(KENYA).json["status"], "active");
    app.kill();
    faults::on_time(&app);
    app.restart();
    let another = (engine == Engine::Postgres).then(|| Instance::start(&app));
    let now = app.until(|| {
        let now = app.get(KENYA).json;
        (now["status"] == "closed").then_some(now)
    });
    assert_eq!((&now["scheduled"], &now["closed_on"]), (&json!([]), &json!(ahead(-10))));
    assert_eq!(app.until(|| (app.revision() >= revision + 3).then(|| app.revision())), revision + 3, "once each");
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(app.revision(), revision + 3, "and not again, with two instances");
    let updates = app.get(UPDATES).json;
    let enacted = updates["data"].as_array().unwrap().iter().find(|it| it["enacts"] == id).unwrap();
    assert_eq!((&enacted["office"], &enacted["effective_on"]), (&json!("KEN"), &json!(ahead(-10))));
    assert_eq!(app.get(&format!("/v1/status-updates/{id}")).json["superseded_by"], enacted["id"]);
    assert_eq!(now["last_report"], Value::Null, "no office has said that it is so");
    let feed = app.get(&format!("/v1/changes?since={}", revision + 1)).json;
    assert_eq!(feed["data"][0]["status_update"]["enacts"], id, "{feed}");
    assert_eq!(app.get("/v1/adviser-posts/npl-hra-1").json["status"], "frozen");
    drop(another);
    app.kill();
    app.succeed(&["verify"]);
}
