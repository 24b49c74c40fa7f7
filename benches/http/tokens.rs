//! What a token costs: the same cached reads with one and without, on the same server in the same run.

use std::time::Duration;

use super::{
    load::{self, get},
    server::{Server, desk_token},
    verdict,
};

const CONNECTIONS: usize = 32;
const TIME: Duration = Duration::from_millis(1500);
const ROUNDS: usize = 7;

/// Measures and says whether the target is met.
pub fn run() -> bool {
    println!("cached reads with a token, against the same without, {CONNECTIONS} connections");
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let bearer = format!("Authorization: Bearer {}\r\n", desk_token(data.path()));
    let mut met = true;
    for (what, path) in [("one presence", "/v1/presences/ken-hra"), ("list of 95", "/v1/presences?limit=200")] {
        let (with, without) = (get(path, &bearer), get(path, ""));
        let (ratio, ours, baseline) = load::ratio(
            ROUNDS,
            || load::rate(server.address, CONNECTIONS, TIME, 200, |_, _| with.clone()),
            || load::rate(server.address, CONNECTIONS, TIME, 200, |_, _| without.clone()),
        );
        println!("       {ours:.0}/s, without a token {baseline:.0}/s");
        met &= verdict(&format!("{what} with a token"), ratio, "", 0.95, true);
    }
    met
}
