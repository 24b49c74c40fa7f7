//! Who may do what.

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    an_office_writes_only_what_it_answers_for the_desk_writes_everywhere scopes_are_needed a_disabled_client_is_out
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn an_office_writes_only_what_it_answers_for(app: &mut TestApp) {
    let barbados = app.office("BRB");
    let before = app.revision();
    let foreign = app.post(&barbados, KENYA, ACTIVE);
    assert_eq!(foreign.status, 403);
    assert!(foreign.json["detail"].as_str().unwrap().contains("KEN"), "it says which office is needed");
    assert_eq!(
        app.post(
            &barbados,
            "/v1/adviser-posts/ken-hra-1/status-updates",
            r#"{"status":"vacant","effective_on":"2024-06-01"}"#
        )
        .status,
        403
    );
    assert_eq!(app.patch(&barbados, "/v1/presences/brb-hra", "*", r#"{"city": "X"}"#).status, 403);
    assert_eq!(app.revision(), before);
    assert_eq!(app.post(&barbados, "/v1/presences/brb-hra/status-updates", ACTIVE).status, 201);
    let argentina = app.office("ARG");
    assert_eq!(app.post(&argentina, "/v1/presences/chl-ro/status-updates", ACTIVE).status, 201, "it covers Argentina");
    let answers_for = app.get("/v1/presences?office=ARG");
    assert!(answers_for.codes().contains(&"chl-ro") && answers_for.codes().contains(&"arg-hra"));
}

fn the_desk_writes_everywhere(app: &mut TestApp) {
    let desk = app.desk();
    for path in [KENYA, "/v1/presences/col-co/status-updates", "/v1/presences/bel-ro/status-updates"] {
        assert_eq!(app.post(&desk, path, ACTIVE).status, 201);
    }
}

fn scopes_are_needed(app: &mut TestApp) {
    let reader = app.token(&["--office", "KEN", "--scope", "presences:read"]);
    let answer = app.post(&reader, KENYA, ACTIVE);
    assert_eq!(answer.status, 403);
    assert!(answer.header("www-authenticate").contains("insufficient_scope"));
    assert!(answer.json["detail"].as_str().unwrap().contains("status:write"), "it says which scope is needed");
    let greedy = app.run(&["token", "--office", "KEN", "--scope", "records:write"]);
    assert!(!greedy.status.success(), "an office gets no scope of the desk");
}

fn a_disabled_client_is_out(app: &mut TestApp) {
    let add = app.run(&["client", "add", "--office", "KEN", "--name", "month-end script"]);
    assert!(add.status.success(), "{}", String::from_utf8_lossy(&add.stderr));
    let id = String::from_utf8(add.stdout).unwrap().lines().next().unwrap().to_owned();
    let token = app.token(&["--client", &id]);
    let mut status = 0;
    for _ in 0..50 {
        status = app.post(&token, KENYA, ACTIVE).status;
        if status == 201 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(status, 201, "the running server learns of a new client");
    assert!(app.run(&["client", "disable", &id]).status.success());
    for _ in 0..50 {
        status = app.post(&token, KENYA, ACTIVE).status;
        if status == 401 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(status, 401, "a disabled client is out within 5 s");
    assert!(!app.run(&["token", "--client", &id]).status.success());
    let list = String::from_utf8(app.run(&["client", "list"]).stdout).unwrap();
    assert!(list.contains(&id) && list.contains("disabled") && list.contains("month-end script"));
}
