//! What one request may cost: strangers, half requests and clients that do not read neither stop the server nor fill it.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use serde_json::json;

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    made_up_methods_are_one_label
    head_never_streams
    streams_have_a_limit_for_each_address
    a_client_that_is_gone_is_noticed
    the_head_of_a_second_request_has_a_limit
    part_of_a_body_is_not_a_body
    responses_that_nobody_reads_take_little
    unread_streams_do_not_hold_up_a_stop
    query_strings_are_bounded
    dates_are_bounded
    faults_are_a_hundred_at_most
    cached_responses_keep_to_their_budget
    a_flood_of_refusals_is_added_up
    limits_see_the_path_that_is_routed
    an_unreadable_forwarded_address_is_limited
    every_operation_keeps_to_its_cost
    every_format_keeps_to_its_cost
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// A connection of its own; what it reads arrives within a minute or fails the test.
fn connect(app: &TestApp) -> TcpStream {
    let stream = TcpStream::connect(&app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// The head of the next response, and as much of its body as its length says.
fn response(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

/// Whether the server closes the connection; what it still sends does not matter.
fn ends(stream: &mut TcpStream) -> bool {
    loop {
        match stream.read(&mut [0; 4096]) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::ConnectionReset,
        }
    }
}

/// A number of `/metrics`.
fn metric(app: &TestApp, name: &str) -> f64 {
    let text = app.get("/metrics").text;
    let line = text.lines().find(|line| line.split(' ').next() == Some(&format!("presence_registry_{name}")));
    line.unwrap_or_else(|| panic!("{name}: {text}")).rsplit(' ').next().unwrap().parse().unwrap()
}

/// What the process takes, in bytes.
fn memory(app: &TestApp) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

fn made_up_methods_are_one_label(app: &mut TestApp) {
    let mut stream = connect(app);
    for number in 0..200 {
        let method = format!("Q{number}{}", "A".repeat(100));
        write!(stream, "{method} /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert!(response(&mut stream).0.starts_with("http/1.1 405"));
    }
    let text = app.get("/metrics").text;
    assert!(text.contains(r#"method="_OTHER""#) && !text.contains("AAAA"), "{text}");
}

fn head_never_streams(app: &mut TestApp) {
    let mut stream = connect(app);
    let paths =
        ["/v1/changes/stream", "/v1/changes/stream?since=0", "/v1/status-updates?format=ndjson&limit=1000", "/v1"];
    for path in paths {
        write!(stream, "HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&head));
    }
    app.until(|| (metric(app, "feed_listeners") == 0.0).then_some(()));
}

fn follow(app: &TestApp, from: &str) -> (TcpStream, String) {
    let mut stream = connect(app);
    write!(stream, "GET /v1/changes/stream HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {from}\r\n\r\n").unwrap();
    let (head, _) = response(&mut stream);
    (stream, head.lines().next().unwrap().to_owned())
}

fn streams_have_a_limit_for_each_address(app: &mut TestApp) {
    app.options = ["--trusted-proxies", "127.0.0.1", "--max-streams-per-client", "3"].map(str::to_owned).to_vec();
    app.options.extend(["--issuer", "http://127.0.0.1:8080"].map(str::to_owned));
    app.restart();
    let mut open: Vec<_> = (0..3).map(|_| follow(app, "203.0.113.1")).collect();
    assert!(open.iter().all(|(_, status)| status.contains("200")), "{open:?}");
    assert!(follow(app, "203.0.113.1").1.contains("429"));
    assert!(follow(app, "203.0.113.2").1.contains("200"), "others have their own");
    open.pop();
    app.until(|| follow(app, "203.0.113.1").1.contains("200").then_some(()));
}

fn a_client_that_is_gone_is_noticed(app: &mut TestApp) {
    let (stream, status) = follow(app, "203.0.113.1");
    assert!(status.contains("200"));
    assert_eq!(metric(app, "feed_listeners"), 1.0);
    stream.shutdown(Shutdown::Write).unwrap();
    app.until(|| (metric(app, "feed_listeners") == 0.0).then_some(()));
}

fn the_head_of_a_second_request_has_a_limit(app: &mut TestApp) {
    app.options = ["--request-timeout", "1s"].map(str::to_owned).to_vec();
    app.restart();
    let mut stream = connect(app);
    write!(stream, "GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(response(&mut stream).0.starts_with("http/1.1 200"));
    write!(stream, "GET /v1 HTTP/1.1\r\nHost:").unwrap();
    assert!(ends(&mut stream));
}

fn part_of_a_body_is_not_a_body(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let head = format!(
        "POST {KENYA} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: half\r\n"
    );
    // What has arrived is an update by itself.
    let halves = [
        format!("Content-Length: {}\r\n\r\n{ACTIVE}", ACTIVE.len() + 10),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{ACTIVE}\r\n", ACTIVE.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{ACTIVE}\r\nnonsense\r\n", ACTIVE.len()),
    ];
    for half in halves {
        for close in [Shutdown::Write, Shutdown::Both] {
            let mut stream = connect(app);
            write!(stream, "{head}{half}").unwrap();
            stream.shutdown(close).unwrap();
            assert!(ends(&mut stream), "{half}");
        }
    }
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(app.revision(), before, "nothing was recorded");
    let whole = app.post_with(&token, KENYA, &[("idempotency-key", "half")], ACTIVE);
    assert_eq!((whole.status, whole.header("idempotency-replayed")), (201, ""), "{}", whole.text);
}

fn responses_that_nobody_reads_take_little(app: &mut TestApp) {
    let path = "/v1/changes?limit=1000";
    let size = app.get(path).text.len() as u64;
    let before = memory(app);
    let count = 300;
    let unread: Vec<_> = (0..count)
        .map(|_| {
            let mut stream = connect(app);
            write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            stream
        })
        .collect();
    // The last one is answered after all others were begun.
    app.until(|| (app.get("/healthz").status == 200).then_some(()));
    std::thread::sleep(Duration::from_millis(500));
    let (taken, all) = (memory(app).saturating_sub(before), count * size);
    assert!(taken < all / 2 && taken < count * (128 << 10), "{taken} of {all} bytes");
    drop(unread);
}

fn unread_streams_do_not_hold_up_a_stop(app: &mut TestApp) {
    let token = app.office("KEN");
    let mut unread = connect(app);
    write!(unread, "GET /v1/changes/stream?since=0 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut download = connect(app);
    for _ in 0..50 {
        write!(download, "GET /v1/changes?limit=1000 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    }
    app.post(&token, KENYA, ACTIVE);
    let started = Instant::now();
    assert!(app.terminate().success());
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

fn query_strings_are_bounded(app: &mut TestApp) {
    let names: String = (0..4_000).map(|number| format!("&p{number}=1")).collect();
    for query in [names, "&a".repeat(65), format!("&q={}", "x".repeat(8200))] {
        let mut stream = connect(app);
        write!(stream, "GET /v1/presences?a=1{query} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let (head, body) = response(&mut stream);
        let body = String::from_utf8(body).unwrap();
        assert!(head.starts_with("http/1.1 400") && body.contains("bad-parameter"), "{head}{body}");
    }
    let fields = "code,".repeat(1500);
    let listed = app.get(&format!("/v1/presences?limit=1&fields={}", fields.trim_end_matches(',')));
    assert_eq!((listed.status, listed.header("link")), (400, ""));
}

fn dates_are_bounded(app: &mut TestApp) {
    for path in [
        "/v1/reports/adviser-programme?on=9999-12-31",
        "/v1/presences?on=9999-12-31",
        "/v1/statistics?on=1899-12-31",
        "/v1/statistics/series?from=0001-01-01&to=9999-12-31&step=year",
        "/v1/programme/coverage?from=9999-01",
        "/v1/programme/years?from=1",
    ] {
        let answer = app.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.json["detail"].as_str().unwrap().chars().any(|c| c.is_ascii_digit()), "{path}: {}", answer.text);
    }
    assert!(app.get("/v1/reports/adviser-programme?on=2200-12-31").text.len() < 1 << 20);
}

fn faults_are_a_hundred_at_most(app: &mut TestApp) {
    let fields: serde_json::Map<_, _> = (0..3000).map(|number| (format!("x{number}"), json!(1))).collect();
    let body = serde_json::Value::Object(fields).to_string();
    let answer = app.post(&app.office("KEN"), KENYA, &body);
    assert_eq!(answer.status, 422);
    assert!(answer.json["errors"].as_array().unwrap().len() <= 100);
    assert!(answer.text.len() < 4 * body.len());
}

fn cached_responses_keep_to_their_budget(app: &mut TestApp) {
    app.options = ["--response-cache", "4194304"].map(str::to_owned).to_vec();
    app.restart();
    for number in 0..200 {
        let revision = 420 + number % 14;
        let path = format!("/v1/presences?limit=200&as_of={revision}&q=a&min_revision={number}");
        assert_eq!(app.send("GET", &path, &[("accept-encoding", "gzip")], "").status, 200);
    }
    let cached = metric(app, "response_cache_bytes");
    assert!(cached > 0.0 && cached <= 4_194_304.0, "{cached}");
}

fn a_flood_of_refusals_is_added_up(app: &mut TestApp) {
    for _ in 0..200 {
        assert_eq!(app.send("POST", KENYA, &[("content-type", "application/json")], ACTIVE).status, 401);
    }
    // Recorded when the hour is over or the server stops.
    assert!(app.terminate().success());
    app.restart();
    let trail = app.get_as(&app.desk(), "/v1/audit?action=refused&limit=1000").json;
    let entries = trail["data"].as_array().unwrap();
    let counted: u64 = entries.iter().map(|entry| entry["repeated"].as_u64().unwrap_or(1)).sum();
    // A new hour may begin in between.
    assert!((11..=22).contains(&entries.len()), "{} entries", entries.len());
    assert_eq!(counted, 200);
    app.succeed(&["verify"]);
}

fn limits_see_the_path_that_is_routed(app: &mut TestApp) {
    app.options = ["--limit-sign-in", "3/1m"].map(str::to_owned).to_vec();
    app.restart();
    let paths = ["/oauth/token", "/%6fauth/token", "/oauth/%74oken", "/%6f%61uth/token"];
    let statuses = paths.map(|path| {
        app.send("POST", path, &[("content-type", "application/x-www-form-urlencoded")], "grant_type=x").status
    });
    assert_eq!(statuses, [400, 400, 400, 429]);
}

fn an_unreadable_forwarded_address_is_limited(app: &mut TestApp) {
    app.options = ["--limit-address", "5/1m", "--trusted-proxies", "127.0.0.1"].map(str::to_owned).to_vec();
    app.options.extend(["--issuer", "http://127.0.0.1:8080"].map(str::to_owned));
    app.restart();
    let mut statuses = Vec::new();
    for value in [&b"\xe9"[..], b"unknown", b"[::zz]:1", b"203.0.113.1;", b"", b"\xe9", b"x"] {
        let mut stream = connect(app);
        stream.write_all(b"GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: ").unwrap();
        stream.write_all(value).unwrap();
        stream.write_all(b"\r\n\r\n").unwrap();
        statuses.push(response(&mut stream).0.contains(" 429 "));
    }
    assert_eq!(statuses, [false, false, false, false, false, true, true], "they share the proxy's bucket");
}

/// How much memory a request may take beside its body, and how many bytes a refusal may have.
const MEMORY: u64 = 64 << 20;
const REFUSAL: usize = 1 << 20;

/// Sends a request and holds it to the rule: at most so much memory and 8 times its body, and a refusal of at most so much
/// and 4 times its body.
fn costs(app: &TestApp, name: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) {
    let before = memory(app);
    std::fs::write(format!("/proc/{}/clear_refs", app.process()), "5").unwrap();
    let answer = app.send_bytes(method, path, headers, body);
    let taken = app.peak_memory().saturating_sub(before);
    assert!(taken <= MEMORY + 8 * body.len() as u64, "{name} takes {taken} bytes for {}", body.len());
    if answer.status >= 400 {
        assert!(answer.text.len() <= REFUSAL + 4 * body.len(), "{name}: a refusal of {} bytes", answer.text.len());
    }
    assert!(answer.status < 500 || answer.status == 503, "{name}: {} {}", answer.status, answer.text);
}

/// Bodies that are worse than any real one, of about 60 kB each.
fn nasty_bodies() -> Vec<(&'static str, String)> {
    let fields: serde_json::Map<_, _> = (0..4000).map(|number| (format!("x{number}"), json!(null))).collect();
    vec![
        ("deep", "[".repeat(60_000)),
        ("nested", format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100))),
        ("many fields", serde_json::Value::Object(fields).to_string()),
        ("long text", json!({"note": "\u{1F600}".repeat(14_000), "name": "x".repeat(1000), "q": "x"}).to_string()),
        ("many items", format!("[{}]", vec!["{}"; 20_000].join(","))),
        (
            "wrong lists",
            json!({"covers": vec!["X"; 10_000], "scopes": vec!["x"; 5000], "keys": vec![json!({}); 500]}).to_string(),
        ),
        ("form", (0..6000).map(|number| format!("f{number}=%00&")).collect()),
    ]
}

fn every_operation_keeps_to_its_cost(app: &mut TestApp) {
    app.options = ["--limit-intake", "off", "--limit-sign-in", "off"].map(str::to_owned).to_vec();
    app.restart();
    let (document, bearer) = (app.get("/openapi.json").json, format!("Bearer {}", app.desk()));
    let query = format!("?{}", vec!["a=%C3%A9"; 60].join("&"));
    let bodies = nasty_bodies();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let method = method.to_uppercase();
            for value in ["ken-hra", &"x".repeat(2000)] {
                let target = path
                    .split('{')
                    .map(|part| part.split_once('}').map_or(part.to_owned(), |(_, rest)| format!("{value}{rest}")));
                let target = target.collect::<String>();
                if path.ends_with("/stream") {
                    continue;
                }
                let name = format!("{method} {path}");
                let auth = ("authorization", &*bearer);
                costs(app, &name, &method, &format!("{target}{query}"), &[auth, ("if-match", "*")], b"");
                let Some(content) = operation["requestBody"]["content"].as_object() else { continue };
                for kind in content.keys() {
                    for (body_name, body) in &bodies {
                        let name = format!("{name} with {body_name} as {kind}");
                        let headers = [auth, ("if-match", "*"), ("content-type", kind.as_str())];
                        costs(app, &name, &method, &target, &headers, body.as_bytes());
                    }
                }
            }
        }
    }
}

fn every_format_keeps_to_its_cost(app: &mut TestApp) {
    let bearer = format!("Bearer {}", app.office("KEN"));
    let folder = format!("{}/tests/fixtures/files", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap()))
        .collect();
    let row = "ken-hra,active,2024-06-18,x\n";
    files.extend(
        [
            ("wide.csv", format!("presence{}\n", ",x".repeat(100_000))),
            ("tagged.csv", format!("presence{0}\n#loc+presence+code{0}\n", ",#x+y".repeat(40_000))),
            ("quoted.csv", format!("presence,status\n\"{}", "x\n".repeat(500_000))),
            ("long.csv", format!("presence,status,effective_on,note\n{}", row.repeat(20_000))),
            ("empty.csv", "\n".repeat(1_000_000)),
            ("deep.json", "[".repeat(200_000)),
            ("many.json", format!("[{}]", vec!["{}"; 50_000].join(","))),
            ("many.ndjson", "{}\n".repeat(50_000)),
            ("line.ndjson", format!("{{\"note\":\"{}\"}}", "x".repeat(2_000_000))),
        ]
        .map(|(name, text)| (name.to_owned(), text.into_bytes())),
    );
    for (name, bytes) in &files {
        for format in ["csv", "xlsx", "json", "ndjson"] {
            let path = format!("/v1/imports?dry_run=true&mode=partial&format={format}");
            costs(app, &format!("{name} as {format}"), "POST", &path, &[("authorization", &bearer)], bytes);
        }
    }
}
