//! The OpenAPI document says what the server does.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use crate::harness::{Engine, TestApp};

const CHECKED_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/presence-registry.json");

#[test]
fn the_checked_in_document_is_current() {
    let app = TestApp::start(Engine::Sqlite);
    let served = app.get("/openapi.json").text;
    let known = fs::read_to_string(CHECKED_IN).unwrap_or_default();
    assert!(known == served, "openapi/ is out of date: cargo run -- openapi > openapi/presence-registry.json");
}

#[test]
fn every_route_and_method_is_documented() {
    let app = TestApp::start(Engine::Sqlite);
    let document = app.get("/openapi.json").json;
    for (path, item) in document["paths"].as_object().unwrap() {
        let concrete = path.replace("{code}", "ken-hra").replace("{id}", "1");
        let documented: BTreeSet<_> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let answer = app.send("OPTIONS", &concrete, &[], "");
        let mut allowed: BTreeSet<_> = answer.header("allow").split(", ").map(str::to_owned).collect();
        allowed.retain(|method| method != "HEAD" && method != "OPTIONS");
        assert_eq!(documented, allowed, "{path}");
    }
    // And the other way round: what the sources route is in the document.
    for source in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api").as_ref()) {
        for path in source.split("resource(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let known = path.starts_with("/docs") || document["paths"].get(path).is_some();
            assert!(known, "{path} is not documented");
        }
    }
}

fn sources(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read =
        |path: std::path::PathBuf| if path.is_dir() { sources(&path) } else { vec![fs::read_to_string(path).unwrap()] };
    entries.flat_map(read).collect()
}

#[test]
fn every_parameter_works_as_documented() {
    let app = TestApp::start(Engine::Sqlite);
    let document = app.get("/openapi.json").json;
    let mut tried = 0;
    for path in ["/v1/presences", "/v1/adviser-posts", "/v1/offices", "/v1/countries", "/v1/status-updates"] {
        for parameter in document["paths"][path]["get"]["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let schema = &parameter["schema"];
            let codes = schema["enum"].as_array().or(schema["items"]["enum"].as_array());
            for code in codes.into_iter().flatten().filter_map(Value::as_str) {
                let answer = app.get(&format!("{path}?{name}={code}"));
                assert_eq!(answer.status, 200, "{path}?{name}={code}: {}", answer.text);
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn the_documented_dimensions_are_those_that_count() {
    let app = TestApp::start(Engine::Sqlite);
    let document = app.get("/openapi.json").json;
    let codes = |codes: &Value| -> BTreeSet<String> { serde_json::from_value(codes.clone()).unwrap() };
    for path in ["/v1/statistics", "/v1/statistics/series"] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let schema = |name: &str| &parameters.iter().find(|parameter| parameter["name"] == name).unwrap()["schema"];
        let documented = codes(&schema("group_by")["items"]["enum"]);
        let mut counted = BTreeSet::new();
        for of in codes(&schema("of")["enum"]) {
            let refusal = app.get(&format!("{path}?of={of}&group_by=shoe_size"));
            assert_eq!(refusal.status, 400, "{}", refusal.text);
            for name in codes(&refusal.json["allowed"]).union(&documented) {
                if app.get(&format!("{path}?of={of}&group_by={name}")).status == 200 {
                    counted.insert(name.clone());
                }
            }
        }
        assert_eq!(counted, documented, "{path}");
    }
}

#[test]
fn geojson_is_documented_as_the_json_that_it_is() {
    let app = TestApp::start(Engine::Sqlite);
    let document = app.get("/openapi.json").json;
    for path in ["/v1/presences", "/v1/countries"] {
        let schema = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/geo+json"]["schema"];
        let answer = app.get(&format!("{path}?format=geojson&limit=1")).text;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(schema["type"], "object", "{path}");
        for field in schema["required"].as_array().unwrap() {
            assert!(answer.get(field.as_str().unwrap()).is_some(), "{path}: {field}");
        }
        assert_eq!(schema["properties"]["type"]["enum"][0], answer["type"], "{path}");
    }
}

#[test]
fn the_reference_shows_every_operation_and_needs_no_network() {
    let app = TestApp::start(Engine::Sqlite);
    let page = app.get("/docs");
    assert_eq!((page.status, app.get("/docs/").text == page.text), (200, true));
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("script"),
        "{policy}"
    );
    assert!(!page.text.contains("<script"));
    for asset in page.text.split('"').filter(|part| part.starts_with("/assets/")) {
        assert_eq!(app.get(asset).status, 200, "{asset}");
    }
    let document = app.get("/openapi.json").json;
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    for id in operations.filter_map(|operation| operation["operationId"].as_str()) {
        assert!(page.text.contains(&format!("<article id=\"{id}\">")), "{id}");
    }
    for link in page.text.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(page.text.contains(&format!("id=\"{link}\"")), "nothing is called {link}");
    }
    assert_eq!(app.get("/docs/nothing.js").status, 404);
}

/// The requests of a page: method, path, and the lines under them.
fn requests(page: &str) -> Vec<(String, String, Vec<String>)> {
    let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
    for block in page.split("```http\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            match line.split_once(' ') {
                Some((method @ ("GET" | "POST" | "PATCH"), path)) => {
                    found.push((method.to_owned(), path.to_owned(), Vec::new()));
                }
                _ => found.last_mut().unwrap().2.push(line.to_owned()),
            }
        }
    }
    found
}

#[test]
fn the_resolution_is_answered_as_its_page_says() {
    let app = TestApp::start(Engine::Sqlite);
    let desk = app.desk();
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/resolution.md")).unwrap();
    let (mut asked, mut wrong) = (0, Vec::new());
    for (method, path, lines) in requests(&page) {
        let answer = match method.as_str() {
            "GET" => app.get(&path),
            "POST" => app.post(&desk, &path, &lines[0]),
            _ => app.patch(&desk, &path, "*", &lines[0]),
        };
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text);
        if method != "GET" {
            continue;
        }
        asked += 1;
        for line in lines {
            let (pointer, expected) = line.split_once(' ').unwrap();
            let expected: Value = serde_json::from_str(expected).unwrap();
            let found = answer.json.pointer(pointer);
            if found != Some(&expected) {
                wrong.push(format!("{path} {pointer}: {found:?}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((asked, page.matches("\n### ").count()), (22, 22));
}

#[test]
fn the_page_on_security_has_every_scope() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/security.md")).unwrap();
    let table = page.split("## Scopes").nth(1).unwrap().split("\n## ").next().unwrap();
    for scope in presence_model::Scope::ALL {
        assert!(table.contains(&format!("\n| `{}` |", scope.as_str())), "{}", scope.as_str());
    }
    assert_eq!(table.matches("\n| `").count(), presence_model::Scope::ALL.len());
}

#[test]
fn a_kind_of_problem_answers_under_its_old_name_too() {
    let app = TestApp::start(Engine::Sqlite);
    assert_eq!(app.get("/problems/defect").json, app.get("/problems/internal-error").json);
    assert_eq!(app.get("/problems/defect").json["status"], 500);
}
