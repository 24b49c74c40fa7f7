//! Reads at 139 records, each as a ratio to the bare server that returns the same bytes.

use std::time::Duration;

use super::{
    bare::{Bare, Page},
    load::{self, get},
    server::Server,
    verdict,
};

const CONNECTIONS: usize = 32;
const TIME: Duration = Duration::from_millis(1500);
const ROUNDS: usize = 5;

const CASES: [(&str, &str, &str, f64); 6] = [
    ("one presence", "/v1/presences/ken-hra", "", 0.8),
    ("list of 95", "/v1/presences?limit=200", "", 0.8),
    ("list of 95, gzip", "/v1/presences?limit=200", "Accept-Encoding: gzip\r\n", 0.8),
    ("filtered list", "/v1/presences?type=human_rights_adviser&region=africa&limit=200", "", 0.6),
    ("304 of one presence", "/v1/presences/ken-hra", "If-None-Match: ETAG\r\n", 0.8),
    ("304 of the list of 95", "/v1/presences?limit=200", "If-None-Match: ETAG\r\n", 0.8),
];

/// Measures and says whether every target is met.
pub fn run() -> bool {
    println!("reads at 139 records, {CONNECTIONS} connections");
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let mut requests = Vec::new();
    let mut pages = Vec::new();
    for (_, path, headers, _) in CASES {
        let etag = load::once(server.address, &get(path, "")).etag.expect("every read has a tag");
        let request = get(path, &headers.replace("ETAG", &etag));
        let answer = load::once(server.address, &request);
        pages.push(Page { status: answer.status, encoding: answer.encoding, body: answer.body.into() });
        requests.push(request);
    }
    let bare = Bare::start(&pages);
    let mut met = true;
    for (number, (what, _, headers, target)) in CASES.into_iter().enumerate() {
        let status = pages[number].status;
        let theirs = get(&format!("/{number}"), headers);
        let (ratio, ours, baseline) = load::ratio(
            ROUNDS,
            || load::rate(server.address, CONNECTIONS, TIME, status, |_, _| requests[number].clone()),
            || load::rate(bare.address, CONNECTIONS, TIME, status, |_, _| theirs.clone()),
        );
        println!("       {ours:.0}/s, bare {baseline:.0}/s, {} bytes", pages[number].body.len());
        met &= verdict(what, ratio, "", target, true);
    }
    met
}
