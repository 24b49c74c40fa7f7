//! What dashboards ask for: statistics and files against the bare server, idle listeners, reads while others write, and
//! statistics over a long history.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use presence_core::Actor;
use presence_store::{DatabaseUrl, Store, fill};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{
    bare::{Bare, Page},
    load::{self, get},
    scale,
    server::{Server, desk_token},
    verdict,
};

const CONNECTIONS: usize = 32;
const TIME: Duration = Duration::from_millis(1500);
const LISTENERS: usize = 5000;
const UPDATES: u64 = 1_000_000;

const CASES: [(&str, &str); 4] = [
    ("statistics by region and status", "/v1/statistics?group_by=region,status"),
    ("a series of twelve months", "/v1/statistics/series?from=2024-01-01&to=2024-12-31"),
    ("CSV of 95", "/v1/presences?format=csv"),
    ("GeoJSON of 95", "/v1/presences?format=geojson"),
];

/// Measures and says whether every target is met.
pub fn run() -> bool {
    println!("what dashboards ask for");
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let mut met = figures(&server);
    met &= beside_writes(&server, &desk_token(data.path()));
    drop(server);
    met &= listeners();
    met & long_history()
}

fn figures(server: &Server) -> bool {
    let answers = CASES.map(|(_, path)| load::once(server.address, &get(path, "")));
    let pages = answers.map(|answer| Page { status: 200, encoding: None, body: answer.body.into() });
    let bare = Bare::start(&pages);
    let mut met = true;
    for (number, (what, path)) in CASES.into_iter().enumerate() {
        let (ours, theirs) = (get(path, ""), get(&format!("/{number}"), ""));
        let (ratio, ..) = load::ratio(
            5,
            || load::rate(server.address, CONNECTIONS, TIME, 200, |_, _| ours.clone()),
            || load::rate(bare.address, CONNECTIONS, TIME, 200, |_, _| theirs.clone()),
        );
        met &= verdict(what, ratio, "", 0.6, true);
    }
    met
}

fn update(token: &str, number: u64) -> Vec<u8> {
    let code = ["ken-hra", "per-hra", "npl-hra", "mda-hra"][(number % 4) as usize];
    let body = r#"{"status": "active", "effective_on": "2024-06-18"}"#;
    format!(
        "POST /v1/presences/{code}/status-updates HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads while a thousand updates a second are written, against reads alone.
fn beside_writes(server: &Server, token: &str) -> bool {
    let read = get("/v1/presences/ken-hra", "");
    let rate = || load::rate(server.address, CONNECTIONS, TIME, 200, |_, _| read.clone());
    let writing = || {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (begun, mut sent) = (Instant::now(), 0_u64);
                while !stop.load(Ordering::Relaxed) {
                    // A tenth of a second's worth at a time, over ten connections.
                    load::burst(server.address, 10, 10, |number| update(token, sent + number));
                    sent += 100;
                    let due = Duration::from_millis(sent);
                    std::thread::sleep(due.saturating_sub(begun.elapsed()));
                }
            });
            let reads = rate();
            stop.store(true, Ordering::Relaxed);
            reads
        })
    };
    let (ratio, ..) = load::ratio(5, writing, rate);
    verdict("reads beside 1,000 updates/s", ratio, "", 0.8, true)
}

/// Many clients that follow the changes and hear nothing; then one change.
fn listeners() -> bool {
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(data.path());
    let token = desk_token(data.path());
    let before = server.memory();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut streams = Vec::new();
        for _ in 0..LISTENERS {
            let Ok(mut stream) = TcpStream::connect(server.address).await else { break };
            stream.write_all(&get("/v1/changes/stream", "")).await.expect("the server reads");
            let mut head = vec![0; 4096];
            while stream.read(&mut head).await.expect("the server answers") == 0 {}
            streams.push(stream);
        }
        let count = streams.len();
        let memory = server.memory() - before;
        println!("       {count} listeners");
        let begun = Instant::now();
        let address = server.address;
        std::thread::spawn(move || load::once(address, &update(&token, 0))).join().expect("an update");
        for stream in &mut streams {
            let (mut heard, mut part) = (Vec::new(), vec![0; 8192]);
            while !heard.windows(13).any(|window| window == b"event: change") {
                let read = stream.read(&mut part).await.expect("the server sends");
                heard.extend_from_slice(&part[..read]);
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        let met =
            verdict("memory of 5,000 idle listeners", memory * LISTENERS as f64 / count as f64, " MiB", 200.0, false);
        met & verdict("until a change has reached all of them", seconds, " s", 1.0, false)
    })
}

/// The same 139 records with a million updates, against none. Each answer is another, so none is kept.
fn long_history() -> bool {
    let (short, long) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let url = DatabaseUrl::Sqlite(long.path().join("registry.db"));
    let store = Store::open(&url, Duration::from_secs(3600)).expect("a store");
    let codes: Vec<_> = store.now().presences.keys().cloned().collect();
    let first = store.now().revision() + 1;
    store.close();
    println!("       seeding …");
    let updates = (0..UPDATES).map(|number| {
        let code = codes[(number % codes.len() as u64) as usize].clone();
        scale::update_of(code, first + number, scale::day(number, UPDATES), number / 100_000)
    });
    fill(&url, &Actor::registry("bench"), updates, |_| {}).expect("the database takes the records");
    let (short, long) = (Server::start(short.path()), Server::start(long.path()));
    let request = |number: u64| {
        let (from, to) = (1 + number % 28, 1 + number / 28 % 28);
        let lang = ["en", "fr", "es", "ar", "ru", "zh"][(number / 784 % 6) as usize];
        let mut types = ["country_office", "regional_office", "mission_component", "human_rights_adviser", "other"];
        types.rotate_left((number / 4704 % 5) as usize);
        let types = types.join(",");
        get(&format!("/v1/statistics/series?from=2020-01-{from:02}&to=2024-12-{to:02}&lang={lang}&type={types}"), "")
    };
    let cost = |server: &Server, round: u64| {
        let place = |connection: usize, number: u64| round * 4704 + connection as u64 * 1176 + number;
        load::rate(server.address, 4, TIME, 200, |connection, number| request(place(connection, number)))
    };
    let pairs: Vec<_> = (0..5).map(|round| (cost(&short, round), cost(&long, round))).collect();
    let mut ratios: Vec<_> = pairs.iter().map(|(short, long)| short / long).collect();
    ratios.sort_by(f64::total_cmp);
    verdict("a series over 1,000,000 updates, against none", ratios[2], " ×", 2.0, false)
}
