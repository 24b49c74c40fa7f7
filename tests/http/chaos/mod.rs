//! Chaos: three instances on one PostgreSQL, which are killed and held up at random, and the database with them, while
//! clients write and read through all of them. In the end the judge ([`history`]) compares what the clients saw with
//! what is there.
//!
//! Without more it takes half a minute; `tests/drills/chaos.sh` makes it longer, and shows what happens.

mod clients;
mod cluster;
mod history;
mod trouble;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use self::{
    clients::Client,
    cluster::Cluster,
    history::{Change, Faults, Outcome, Words, Write},
};
use crate::{
    harness::{Answer, TestApp, agent, ask},
    instances::Instance,
    oauth::form,
    receiver::{Message, Receiver},
    webhooks::add,
};

/// How long there is trouble, unless the environment says otherwise.
const SECONDS: u64 = 12;
/// How long clients wait at the end for what they still have to hear, and longer the longer it took.
const GRACE: Duration = Duration::from_secs(60);
/// What the marks of clients begin with: no record of the baseline does.
const WRITERS: [&str; 4] = ["reporter ", "desk ", "importer ", "probe "];

/// The webhooks: where each is told, and what it wants, as the feed has it.
const WEBHOOKS: [(&str, &str); 2] = [("/all", ""), ("/kenya", "&country=KEN")];
/// What all instances must show alike, byte for byte.
const SHOWN: [&str; 7] = [
    "/v1",
    "/v1/presences?limit=1000",
    "/v1/adviser-posts?limit=1000",
    "/v1/status-updates?limit=1000",
    "/v1/imports?limit=100",
    "/v1/statistics?group_by=region,status",
    "/v1/ledger/checkpoint",
];

/// Dice that fall the same for the same seed: SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number that is smaller.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// So many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// What a client saw.
#[derive(Default)]
pub struct Notes {
    pub writes: Vec<Write>,
    /// Marks of writes of which all must be there or none.
    pub groups: Vec<Vec<String>>,
    /// What was asked for, what was shown.
    pub reads: Vec<(u64, u64)>,
    /// The changes of a stream.
    pub heard: Vec<(u64, Words)>,
    /// What is wrong for certain.
    pub faults: Faults,
    pub counts: BTreeMap<&'static str, u64>,
    pub slowest_read: Duration,
}

impl Notes {
    pub fn count(&mut self, what: &'static str, more: u64) {
        *self.counts.entry(what).or_default() += more;
    }

    /// Adds what another saw, but for what he read: that is judged one by one.
    fn add(&mut self, other: Self) {
        self.writes.extend(other.writes);
        self.groups.extend(other.groups);
        self.faults.extend(other.faults);
        other.counts.into_iter().for_each(|(what, more)| self.count(what, more));
        self.slowest_read = self.slowest_read.max(other.slowest_read);
    }
}

/// What all share who take part.
pub struct World {
    pub app: TestApp,
    pub instances: Vec<Instance>,
    pub seed: u64,
    pub begun: Instant,
    /// The desk's.
    pub token: String,
    /// The newest revision that a write was answered with.
    pub newest: AtomicU64,
    time: Duration,
    /// The revision at which everything ends, once it is known.
    end: AtomicU64,
}

impl World {
    /// Whether clients begin nothing new.
    pub fn over(&self) -> bool {
        self.begun.elapsed() > self.time
    }

    /// Whether there is time for everything.
    pub fn long(&self) -> bool {
        self.time > Duration::from_secs(60)
    }

    /// Whether clients wait for nothing any more.
    pub fn too_late(&self) -> bool {
        self.begun.elapsed() > self.time + self.time / 4 + GRACE
    }

    /// Whether somebody who has heard of this revision has heard of all.
    pub fn heard(&self, revision: u64) -> bool {
        self.too_late() || revision >= self.end.load(Ordering::Relaxed)
    }

    pub fn say(&self, what: &str) {
        println!("[{:6.1} s] {what}", self.begun.elapsed().as_secs_f64());
    }

    /// Asks an instance that nobody disturbs any more.
    fn get(&self, at: usize, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let address = self.instances[at].address();
        let headers = [("authorization", bearer.as_str())];
        ask(&agent(Duration::from_secs(30)), &address, "GET", path, &headers, b"").unwrap().0
    }
}

fn setting(name: &str) -> Option<u64> {
    Some(std::env::var(name).ok()?.parse().expect("a number"))
}

#[test]
fn whatever_happens_nothing_is_lost() {
    let seed = setting("PRESENCE_REGISTRY_CHAOS_SEED").unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 32);
    let time = setting("PRESENCE_REGISTRY_CHAOS_SECONDS").unwrap_or(SECONDS);
    println!("seed {seed}, {time} s: repeat it with tests/drills/chaos.sh {time} {seed}");
    // Dropped last: the instances and the database's client go before.
    let cluster = Cluster::start();
    let options = ["--webhook-allow-private", "--webhook-retry", "1s", "--limit-client", "1000000/1m"];
    let app = TestApp::on(Some(&cluster.url()), &options);
    let instances: Vec<_> = (0..3).map(|_| Instance::start(&app)).collect();
    let mut world = World {
        token: app.token(&["--desk", "--expires-in", "30d"]),
        app,
        instances,
        seed,
        begun: Instant::now(),
        newest: AtomicU64::new(0),
        time: Duration::from_secs(time),
        end: AtomicU64::new(u64::MAX),
    };
    world.app.address = world.instances[0].address();
    let receiver = Receiver::keeping(shorten);
    add(&world.app, &world.token, &receiver.url("/all"), json!({}));
    add(&world.app, &world.token, &receiver.url("/kenya"), json!({"filters": {"country": ["KEN"]}}));
    let since = world.app.revision();
    let saw = run(&world, &cluster, &receiver, since);
    let mut notes = judge(&world, &receiver, saw);
    revoked_everywhere(&mut world, &mut notes.faults);
    let verified = world.app.run(&["verify"]);
    if !verified.status.success() {
        notes.faults.push(String::from_utf8_lossy(&verified.stdout).into_owned());
    }
    let log = std::fs::read_to_string(world.app.log_file()).unwrap();
    let panics = log.lines().filter(|line| line.contains("panicked at"));
    notes.faults.extend(panics.map(|line| format!("an instance {line}")));
    for (what, count) in &notes.counts {
        println!("{count:>9} {what}");
    }
    println!("{:>9} ms for the slowest read from memory", notes.slowest_read.as_millis());
    world.say(&format!("{} things are wrong", notes.faults.len()));
    let first: Vec<_> = notes.faults.iter().take(30).collect();
    assert!(first.is_empty(), "seed {seed}: {first:#?}");
}

/// What all clients saw; what each reader read; what the follower heard; and what webhooks were to be told.
struct Saw {
    notes: Notes,
    feeds: Vec<Vec<(u64, Words)>>,
    readers: Vec<Vec<(u64, u64)>>,
    heard: Vec<(u64, Words)>,
}

/// Has clients work while there is trouble, and waits until they have heard of everything.
fn run(world: &World, cluster: &Cluster, receiver: &Receiver, since: u64) -> Saw {
    std::thread::scope(|scope| {
        let client = |name: String| Client::new(world, name);
        let follower = client("follower".to_owned());
        let follower = scope.spawn(move || follower.follow(since));
        // Who has long may take his time: the memory holds what is seen.
        let (mut working, calm) = (Vec::new(), if world.long() { 8 } else { 1 });
        for number in 0..4 {
            let (reporter, reader) = (client(format!("reporter {number}")), client(format!("reader {number}")));
            working.push(scope.spawn(move || reporter.work(30 * calm, Client::report)));
            working.push(scope.spawn(move || reader.work(30 * calm, Client::look)));
        }
        for number in 0..2 {
            let (desk, importer) = (client(format!("desk {number}")), client(format!("importer {number}")));
            working.push(scope.spawn(move || desk.work(60 * calm, Client::describe)));
            working.push(scope.spawn(move || importer.work(600 * calm, Client::import)));
        }
        let (mut notes, mut readers) = (trouble::make(world, cluster, receiver), Vec::new());
        for client in working {
            let mut saw = client.join().unwrap();
            readers.push(std::mem::take(&mut saw.reads));
            notes.add(saw);
        }
        world.say("no client writes any more");
        let end = settled(world, &mut notes.faults);
        world.end.store(end, Ordering::Relaxed);
        let mut saw = follower.join().unwrap();
        let heard = std::mem::take(&mut saw.heard);
        notes.add(saw);
        world.say(&format!("the stream has told everything up to {end}"));
        let feeds: Vec<_> = WEBHOOKS.iter().map(|(_, filter)| feed(world, since, filter)).collect();
        for ((path, _), feed) in WEBHOOKS.iter().zip(&feeds) {
            let last = feed.last().map_or(0, |(revision, _)| *revision);
            while !world.too_late() && receiver.newest(path) < last {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        world.say("the webhooks were told everything too");
        Saw { notes, feeds, readers, heard }
    })
}

/// Waits until nothing moves any more and every instance is where the others are: where that is.
fn settled(world: &World, faults: &mut Faults) -> u64 {
    let (mut before, mut same_since) = (Vec::new(), Instant::now());
    loop {
        let newest: Vec<_> =
            (0..world.instances.len()).map(|at| world.get(at, "/v1").json["revision"].as_u64().unwrap()).collect();
        // An import whose client has given up goes on all the same.
        let running = world.get(0, "/v1/imports?state=running").json["page"]["total"].as_u64();
        let still = running == Some(0) && newest.iter().all(|revision| *revision == newest[0]);
        if !still || newest != before {
            (before, same_since) = (newest, Instant::now());
        } else if same_since.elapsed() > Duration::from_secs(1) {
            return newest[0];
        }
        if world.too_late() {
            faults.push(format!("the instances are at {before:?} in the end, and {running:?} imports are running"));
            return before.into_iter().max().unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Every entry of the ledger, with the mark of its write.
fn ledger(world: &World) -> Vec<Change> {
    let mut changes = Vec::new();
    loop {
        let after = changes.last().map_or(0, |change: &Change| change.revision);
        let page = world.get(0, &format!("/v1/ledger/entries?after={after}")).text;
        if page.is_empty() {
            return changes;
        }
        changes.extend(page.lines().map(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            let mark = entry["record"][if entry["kind"] == "presence" { "city" } else { "note" }].as_str();
            let mark = mark.filter(|mark| WRITERS.iter().any(|writer| mark.starts_with(writer))).unwrap_or_default();
            let code = entry["code"].as_str().unwrap().to_owned();
            Change { revision: entry["revision"].as_u64().unwrap(), code, mark: mark.to_owned() }
        }));
    }
}

/// Every change after a revision, as the public sees it.
fn feed(world: &World, since: u64, filter: &str) -> Vec<(u64, Words)> {
    let (mut changes, mut next) = (Vec::new(), format!("/v1/changes?since={since}&limit=1000{filter}"));
    loop {
        let address = world.instances[0].address();
        let page = ask(&agent(Duration::from_secs(30)), &address, "GET", &next, &[], b"").unwrap().0.json;
        let these = page["data"].as_array().unwrap().iter();
        changes.extend(these.map(|change| (change["revision"].as_u64().unwrap(), Words::of(change))));
        if page["more"] == false {
            return changes;
        }
        page["next"].as_str().unwrap().clone_into(&mut next);
    }
}

/// Hours of messages would fill the memory: what each says is kept in short.
fn shorten(message: Message) -> Message {
    let said = &message.json["data"];
    let json = json!({"data": {"revision": said["revision"]}, "words": Words::of(said).0});
    Message { body: Vec::new(), json, ..message }
}

fn words(message: &Message) -> Words {
    Words(message.json["words"].as_u64().unwrap_or_default())
}

/// Compares what was seen with what is there.
fn judge(world: &World, receiver: &Receiver, saw: Saw) -> Notes {
    let Saw { mut notes, feeds, readers, heard } = saw;
    let (changes, newest) = (ledger(world), world.get(0, "/v1").json["revision"].as_u64().unwrap());
    let mut faults = history::dense(&changes, newest);
    faults.extend(history::kept(&changes, &notes.writes));
    faults.extend(history::nothing_overwritten(&changes, &notes.writes));
    faults.extend(history::whole(&changes, &notes.groups));
    for (number, reads) in readers.iter().enumerate() {
        faults.extend(history::forward(&format!("client {number}"), reads));
    }
    for path in SHOWN {
        let answers: Vec<_> = (0..world.instances.len()).map(|at| world.get(at, path)).collect();
        if answers.iter().any(|answer| answer.status != 200 || answer.text != answers[0].text) {
            faults.push(format!("the instances do not agree on {path}"));
        }
    }
    faults.extend(history::told("the follower", &heard, &feeds[0]));
    for ((path, _), feed) in WEBHOOKS.iter().zip(&feeds) {
        let messages = receiver.messages(path).into_iter();
        let messages: Vec<_> = messages.map(|m| (m.id().to_owned(), m.revision(), words(&m))).collect();
        notes.count("messages to webhooks", messages.len() as u64);
        let (first, repeated) = history::without_repetitions(messages);
        notes.count("of which first ones", first.len() as u64);
        faults.extend(repeated);
        faults.extend(history::told(path, &first, feed));
    }
    notes.faults.extend(faults);
    let of = |wanted: fn(&Outcome) -> bool| notes.writes.iter().filter(|write| wanted(&write.outcome)).count() as u64;
    let done = of(|outcome| matches!(outcome, Outcome::Done(_)));
    let (refused, unknown) = (of(|outcome| *outcome == Outcome::Refused), of(|outcome| *outcome == Outcome::Unknown));
    let reads = readers.iter().map(Vec::len).sum::<usize>() as u64;
    for (what, count) in [
        ("writes acknowledged", done),
        ("writes refused", refused),
        ("writes without an answer", unknown),
        ("reads with Min-Revision", reads),
        ("changes heard of by the stream", heard.len() as u64),
    ] {
        notes.count(what, count);
    }
    notes
}

/// A token that is revoked through one instance is refused by all a moment later.
fn revoked_everywhere(world: &mut World, faults: &mut Faults) {
    let (id, secret) = world.app.client(&["--office", "KEN"]);
    for at in 0..world.instances.len() {
        world.app.address = world.instances[at].address();
        let (app, basic) = (&world.app, Some((id.as_str(), secret.as_str())));
        let token = app.until(|| {
            let answer = form(app, "/oauth/token", basic, &[("grant_type", "client_credentials")]);
            answer.json["access_token"].as_str().map(str::to_owned)
        });
        let bearer = format!("Bearer {token}");
        let status = |other: &Instance| {
            let headers = [("authorization", bearer.as_str())];
            ask(&agent(Duration::from_secs(30)), &other.address(), "GET", "/v1", &headers, b"").unwrap().0.status
        };
        // The others learn of a new client a moment later.
        app.until(|| world.instances.iter().all(|other| status(other) == 200).then_some(()));
        let revoked = form(app, "/oauth/revoke", basic, &[("token", &token)]).status;
        let begun = Instant::now();
        while world.instances.iter().any(|other| status(other) != 401) && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // Nearly always far less; the machine may be busy.
        if revoked != 200 || begun.elapsed() > Duration::from_secs(2) {
            faults.push(format!("a token was revoked ({revoked}) and refused after {:?}", begun.elapsed()));
        }
    }
}
