//! Everything at once for a minute: dashboards that poll, clients that follow the changes, single updates, and one import;
//! against the same dashboards alone.

use std::{
    cell::Cell,
    io::BufRead as _,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use presence_model::Timestamp;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::sleep_until,
};

use super::{
    engine::Engine,
    imports,
    load::{self, Connection, get, post},
    scale,
    server::{Server, token_at},
    verdict,
};

const DASHBOARDS: usize = 2000;
const LISTENERS: usize = 500;
const UPDATES_A_SECOND: u64 = 100;
const WRITERS: u64 = 20;
const ROWS: usize = 50_000;
/// How long the dashboards poll alone, and how long everything goes on.
const TIMES: (u64, u64) = (20, 60);
/// When the import is sent, in seconds from the beginning.
const IMPORT_AT: u64 = 20;
/// How long listeners may take to hear the last change, in seconds from the end.
const TIMEOUT: u64 = 240;

const POLLED: [&str; 12] = [
    "/v1/presences?limit=200",
    "/v1/presences?type=human_rights_adviser&region=africa",
    "/v1/presences?status=active&lang=fr&sort=city",
    "/v1/presences?q=kenya",
    "/v1/adviser-posts?limit=200",
    "/v1/status-updates?limit=20",
    "/v1/statistics?group_by=region,status",
    "/v1/statistics/series?from=2024-01-01&to=2024-12-31",
    "/v1/presences/ken-hra",
    "/v1/presences/col-co",
    "/v1/adviser-posts/ken-hra-1",
    "/v1/presences?format=geojson",
];

/// Measures and says whether every target is met.
pub fn run() -> bool {
    Engine::all().iter().fold(true, |met, engine| met & on(engine))
}

/// What was counted and timed, in seconds.
#[derive(Default)]
struct Seen {
    waits: Vec<f64>,
    failed: u64,
    unchanged: u64,
}

impl Seen {
    fn at(&mut self, share: f64) -> f64 {
        self.waits.sort_by(f64::total_cmp);
        self.waits.get((self.waits.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(f64::NAN) * 1e3
    }

    fn tell(&mut self, what: &str) {
        let (count, failed, half, most, all) =
            (self.waits.len(), self.failed, self.at(0.5), self.at(0.99), self.at(1.0));
        println!(
            "       {what}: {count}, {failed} failed; median {half:.1} ms, 99 % {most:.1} ms, longest {all:.1} ms"
        );
    }
}

fn on(engine: &Engine) -> bool {
    println!("everything at once, {}", engine.name());
    let place = engine.place();
    drop(Server::at(&place));
    engine.settle(&place);
    let codes = scale::active(&place);
    let server = Server::at(&place);
    let (address, token) = (server.address, token_at(&place));
    let mut alone = load::runtime().block_on(poll(address, TIMES.0));
    alone.tell("polls alone");
    let before = server.memory();
    let since = imports::counted(&server, "revision");
    let begun = Instant::now();
    let (mut polls, mut updates, imported, mut heard) = std::thread::scope(|scope| {
        let polls = scope.spawn(|| load::runtime().block_on(poll(address, TIMES.1)));
        let updates = scope.spawn(|| load::runtime().block_on(report(address, &token)));
        let import = scope.spawn(|| import(&server, &token, &codes));
        let heard = scope.spawn(|| load::runtime().block_on(follow(address, since)));
        let (polls, updates) = (polls.join().expect("the polls"), updates.join().expect("the updates"));
        (polls, updates, import.join().expect("the import"), heard.join().expect("the listeners"))
    });
    println!(
        "       in all {:.0} s; memory {before:.0} MiB, at the end {:.0} MiB",
        begun.elapsed().as_secs_f64(),
        server.memory()
    );
    polls.tell("polls");
    println!("       {:.0} % of them 304", 100.0 * polls.unchanged as f64 / polls.waits.len() as f64);
    updates.tell("updates");
    println!("       import of {ROWS} rows: {imported:.1} s");
    heard.quiet.tell("delivery of changes before the import");
    heard.busy.tell("delivery of changes from the import on");
    println!(
        "       {} listeners heard {} changes each, {} MiB in all; the last one {:.1} s after the end",
        LISTENERS,
        heard.changes,
        heard.bytes >> 20,
        heard.late
    );
    let failed = polls.failed + updates.failed + heard.quiet.failed;
    let told = UPDATES_A_SECOND * TIMES.1 + ROWS as u64;
    let mut met = verdict("requests and listeners that failed", failed as f64, "", 0.0, false);
    met &= verdict("changes that every listener heard in order", heard.changes as f64 / told as f64, " ×", 1.0, true);
    met & verdict("99 % of polls, against the same alone", polls.at(0.99) / alone.at(0.99), " ×", 50.0, false)
}

/// Dashboards, each with a connection of its own, that ask once a second whether something has changed.
async fn poll(address: SocketAddr, seconds: u64) -> Seen {
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let one = |number: usize| async move {
        let mut seen = Seen::default();
        let mut due = begun + Duration::from_secs(1) * number as u32 / DASHBOARDS as u32;
        let (path, mut tag) = (POLLED[number % POLLED.len()], None::<String>);
        // Every second one takes compressed answers.
        let accept = if (number / POLLED.len()).is_multiple_of(2) { "Accept-Encoding: gzip\r\n" } else { "" };
        let mut open = Connection::try_open(address).await.ok();
        while due < end {
            sleep_until(due.into()).await;
            let known = tag.as_ref().map_or(String::new(), |tag| format!("If-None-Match: {tag}\r\n"));
            let answer = match &mut open {
                Some(open) => open.try_ask(&get(path, &format!("{accept}{known}"))).await.ok(),
                None => None,
            };
            match (answer, &open) {
                (Some((200, head)), Some(open)) => {
                    tag = load::header(&open.buffer[..head], "etag").map(str::to_owned);
                }
                (Some((304, _)), _) => seen.unchanged += 1,
                (_, _) => {
                    seen.failed += 1;
                    open = Connection::try_open(address).await.ok();
                }
            }
            // From when it was due: a poll that another one holds up has waited too.
            seen.waits.push(due.elapsed().as_secs_f64());
            due += Duration::from_secs(1);
        }
        seen
    };
    together((0..DASHBOARDS).map(one)).await
}

async fn together(all: impl Iterator<Item = impl Future<Output = Seen>>) -> Seen {
    let mut sum = Seen::default();
    for seen in futures_util::future::join_all(all).await {
        sum.waits.extend(seen.waits);
        sum.failed += seen.failed;
        sum.unchanged += seen.unchanged;
    }
    sum
}

/// Single status updates, each with a key that makes it safe to send twice.
async fn report(address: SocketAddr, token: &str) -> Seen {
    let (begun, today) = (Instant::now(), chrono::Utc::now().date_naive());
    let one = |writer: u64| async move {
        let mut seen = Seen::default();
        let mut open = Connection::try_open(address).await.expect("the server listens");
        for number in (writer..UPDATES_A_SECOND * TIMES.1).step_by(WRITERS as usize) {
            let due = begun + Duration::from_secs(1) * number as u32 / UPDATES_A_SECOND as u32;
            sleep_until(due.into()).await;
            let code = ["ken-hra", "per-hra", "npl-hra", "mda-hra"][(number % 4) as usize];
            let body = format!("{{\"status\":\"active\",\"effective_on\":\"{today}\",\"note\":\"Report {number}.\"}}");
            let headers = format!("Content-Type: application/json\r\nIdempotency-Key: mixed-{number}\r\n");
            let request = post(&format!("/v1/presences/{code}/status-updates"), token, &headers, body.as_bytes());
            if !open.try_ask(&request).await.is_ok_and(|(status, _)| status == 201) {
                seen.failed += 1;
                open = Connection::try_open(address).await.expect("the server listens");
            }
            seen.waits.push(due.elapsed().as_secs_f64());
        }
        seen
    };
    together((0..WRITERS).map(one)).await
}

/// Seconds from sending an import to its last row.
fn import(server: &Server, token: &str, codes: &[String]) -> f64 {
    std::thread::sleep(Duration::from_secs(IMPORT_AT));
    let first: chrono::NaiveDate = "2021-01-01".parse().expect("a date");
    let line = |number: usize| {
        let (code, day) = (&codes[number % codes.len()], first + chrono::Days::new((number / codes.len()) as u64));
        format!(
            "{{\"presence\":\"{code}\",\"status\":\"active\",\"effective_on\":\"{day}\",\"note\":\"Monthly report.\"}}\n"
        )
    };
    let file: String = (0..ROWS).map(line).collect();
    let begun = Instant::now();
    let request = post("/v1/imports?format=ndjson&mode=partial", token, "", file.as_bytes());
    let answer = load::once(server.address, &request);
    assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
    let place = String::from_utf8(answer.body).expect("JSON");
    let (_, id) = place.split_once("\"id\":\"").expect("an id");
    let path = format!("/v1/imports/{}", &id[..id.find('"').expect("its end")]);
    let request = get(&path, &format!("Authorization: Bearer {token}\r\n"));
    loop {
        let answer = load::once(server.address, &request);
        let body = String::from_utf8_lossy(&answer.body);
        if !body.contains("\"state\":\"running\"") {
            assert!(body.contains(&format!("\"updated\":{ROWS}")), "{body}");
            return begun.elapsed().as_secs_f64();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What listeners have heard.
struct Heard {
    quiet: Seen,
    busy: Seen,
    /// How many changes the one with the fewest has heard in order.
    changes: u64,
    bytes: u64,
    /// Seconds from the end until the last one had heard the last change.
    late: f64,
}

async fn follow(address: SocketAddr, since: u64) -> Heard {
    let begun = Instant::now();
    let import_at = Timestamp::now().0 + IMPORT_AT as i64 * 1_000_000;
    let last = since + UPDATES_A_SECOND * TIMES.1 + ROWS as u64;
    let end = begun + Duration::from_secs(TIMES.1);
    let bytes = Rc::new(Cell::new(0));
    let one = |_| {
        let bytes = bytes.clone();
        async move {
            let mut listener = Listener { last: since, broken: false, waits: Vec::new(), line: Vec::new() };
            let hear = async {
                let mut stream = TcpStream::connect(address).await?;
                stream.write_all(&get(&format!("/v1/changes/stream?since={since}"), "")).await?;
                let mut part = vec![0; 64 * 1024];
                while listener.last < last && !listener.broken {
                    let read = stream.read(&mut part).await?;
                    bytes.set(bytes.get() + read as u64);
                    listener.hear(&part[..read], read == 0);
                }
                Ok::<_, std::io::Error>(())
            };
            let limit = end + Duration::from_secs(TIMEOUT);
            let failed = !matches!(tokio::time::timeout_at(limit.into(), hear).await, Ok(Ok(())));
            (listener, failed)
        }
    };
    let all = futures_util::future::join_all((0..LISTENERS).map(one)).await;
    let late = end.elapsed().as_secs_f64();
    let mut heard =
        Heard { quiet: Seen::default(), busy: Seen::default(), changes: u64::MAX, bytes: bytes.get(), late };
    for (listener, failed) in all {
        heard.changes = heard.changes.min(listener.last - since);
        heard.quiet.failed += u64::from(failed || listener.broken);
        for (at, wait) in listener.waits {
            if at < import_at { heard.quiet.waits.push(wait) } else { heard.busy.waits.push(wait) }
        }
    }
    heard
}

/// One that follows the changes.
struct Listener {
    last: u64,
    /// Whether a change was missing, out of order, or the stream ended.
    broken: bool,
    /// Of the first change in each part that arrived: when it was recorded, and how many seconds ago that was.
    waits: Vec<(i64, f64)>,
    /// A line of which the end has not arrived.
    line: Vec<u8>,
}

impl Listener {
    fn hear(&mut self, mut part: &[u8], ended: bool) {
        self.broken |= ended;
        let mut timed = false;
        while !part.is_empty() {
            let all = part;
            // Finds the end of the line fast; the lines are long.
            let length = part.skip_until(b'\n').expect("memory");
            let (piece, whole) = (&all[..length], all[length - 1] == b'\n');
            if !whole {
                // Only the beginning of a line says something here.
                self.line.extend_from_slice(&piece[..piece.len().min(128usize.saturating_sub(self.line.len()))]);
                return;
            }
            let kept = std::mem::take(&mut self.line);
            let joined;
            let line = if kept.is_empty() {
                piece
            } else {
                joined = [&kept[..], &piece[..piece.len().min(128usize.saturating_sub(kept.len()))]].concat();
                &joined
            };
            if let Some(id) = line.strip_prefix(b"id: ") {
                let id = std::str::from_utf8(id).ok().and_then(|id| id.trim().parse::<u64>().ok());
                self.broken |= id != Some(self.last + 1);
                self.last += 1;
            } else if !timed && line.starts_with(b"data: ") {
                timed = true;
                let text = String::from_utf8_lossy(&line[..line.len().min(128)]);
                let recorded = text.split_once("\"recorded_at\":\"").and_then(|(_, rest)| rest.split_once('"'));
                if let Some(at) = recorded.and_then(|(at, _)| Timestamp::parse(at)) {
                    self.waits.push((at.0, (Timestamp::now().0 - at.0) as f64 / 1e6));
                }
            }
        }
    }
}
