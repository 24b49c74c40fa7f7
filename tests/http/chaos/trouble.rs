//! What goes wrong, in an order that the dice give: every kind of trouble comes before one comes again.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use serde_json::json;

use super::{
    Notes, Random, World,
    clients::TIMEOUT,
    cluster::Cluster,
    history::{Outcome, Write},
};
use crate::{
    harness::{Answer, agent, ask},
    receiver::{self, Receiver},
};

/// How soon the registry must take writes again when the database is back.
const BACK: Duration = Duration::from_secs(10);
/// How long the database may be silent before an instance is not ready.
const SILENCE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// An instance ends at once, and is started again.
    Kill,
    /// All end at once.
    KillAll,
    /// An instance is held up for a while.
    Freeze,
    /// The database ends at once, and is started again.
    Database,
    /// The same; an instance ends meanwhile, and starts when the database is back.
    DatabaseAndKill,
    /// The database closes connections: of writers, of listeners, whichever they are.
    Connections,
    /// Receivers of webhooks fail.
    Receivers,
}

const ALL: [Trouble; 7] = [
    Trouble::Kill,
    Trouble::KillAll,
    Trouble::Freeze,
    Trouble::Database,
    Trouble::DatabaseAndKill,
    Trouble::Connections,
    Trouble::Receivers,
];

/// Makes trouble until the time is up, and leaves everything in order.
pub fn make(world: &World, cluster: &Cluster, receiver: &Receiver) -> Notes {
    let (mut dice, mut deck) = (Random::new(world.seed), Vec::new());
    let mut maker = Maker { world, cluster, notes: Notes::default(), probes: 0 };
    let long = world.long();
    while !world.over() {
        if deck.is_empty() {
            deck.extend(ALL);
        }
        let trouble = deck.swap_remove(dice.below(deck.len() as u64) as usize);
        let at = dice.below(world.instances.len() as u64) as usize;
        let some = |dice: &mut Random, from: u64, to: u64| Duration::from_millis(from + dice.below(to - from));
        match trouble {
            Trouble::Kill => maker.kill(&[at]),
            Trouble::KillAll => maker.kill(&[0, 1, 2]),
            Trouble::Freeze => {
                // Sometimes for longer than an instance has a webhook to itself.
                let time = if long && dice.chance(20) { 16_000..20_000 } else { 500..3000 };
                maker.freeze(at, some(&mut dice, time.start, time.end));
            }
            Trouble::Database => {
                let time = if long && dice.chance(20) { 6_000..9_000 } else { 500..2000 };
                maker.database(None, some(&mut dice, time.start, time.end));
            }
            Trouble::DatabaseAndKill => maker.database(Some(at), some(&mut dice, 300, 1000)),
            Trouble::Connections => maker.connections(&mut dice),
            Trouble::Receivers => {
                // Once only: pauses grow quickly, and a receiver that fails for long is told nothing for long.
                world.say("a receiver of webhooks fails");
                let answers = [receiver::Answer::Status(500), receiver::Answer::Status(301), receiver::Answer::Cut];
                receiver.only_next(answers[dice.below(3) as usize].clone());
            }
        }
        std::thread::sleep(some(&mut dice, 100, 1000));
    }
    maker.notes
}

struct Maker<'w> {
    world: &'w World,
    cluster: &'w Cluster,
    notes: Notes,
    probes: u64,
}

impl Maker<'_> {
    fn kill(&mut self, which: &[usize]) {
        self.world.say(&format!("kill {which:?}"));
        self.notes.count("instances killed", which.len() as u64);
        which.iter().for_each(|at| self.world.instances[*at].kill());
        which.iter().for_each(|at| self.world.instances[*at].restart(&self.world.app));
    }

    fn freeze(&mut self, at: usize, time: Duration) {
        self.world.say(&format!("hold up {at} for {time:?}"));
        self.notes.count("instances held up", 1);
        self.world.instances[at].freeze();
        std::thread::sleep(time);
        self.world.instances[at].thaw();
    }

    fn connections(&mut self, dice: &mut Random) {
        self.world.say("close connections");
        let Ok(mut admin) = PgConnection::establish(&self.world.app.database) else { return };
        for _ in 0..10 {
            let close = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                         WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.4";
            self.notes.count("connections closed", sql_query(close).execute(&mut admin).unwrap_or_default() as u64);
            std::thread::sleep(Duration::from_millis(dice.below(200)));
        }
    }

    /// Reads go on, writes get 503, and all comes back by itself.
    fn database(&mut self, killed: Option<usize>, time: Duration) {
        self.world.say(&format!("stop the database for {time:?}, kill {killed:?}"));
        self.notes.count("database stopped", 1);
        self.cluster.stop();
        let stopped = Instant::now();
        if let Some(at) = killed {
            self.notes.count("instances killed", 1);
            self.world.instances[at].kill();
        }
        let others: Vec<_> = (0..self.world.instances.len()).filter(|at| Some(*at) != killed).collect();
        for at in &others {
            let read = self.ask(*at, "GET", "/v1/presences", "");
            if read.as_ref().is_none_or(|answer| answer.status != 200) {
                self.fault(format!("without a database a read of {at} gives {read:?}"));
            }
            let written = self.write(*at);
            let right = |answer: &Answer| answer.status == 503 && !answer.header("retry-after").is_empty();
            if !written.as_ref().is_some_and(right) {
                self.fault(format!("without a database a write at {at} gives {written:?}"));
            }
        }
        std::thread::sleep(time.saturating_sub(stopped.elapsed()));
        if stopped.elapsed() > SILENCE + Duration::from_secs(1) {
            for at in &others {
                let ready = self.ask(*at, "GET", "/readyz", "").map(|answer| answer.status);
                if ready != Some(503) {
                    self.fault(format!("without a database {at} says that it is ready: {ready:?}"));
                }
            }
        }
        self.cluster.begin();
        let begun = Instant::now();
        if let Some(at) = killed {
            self.world.instances[at].restart(&self.world.app);
        }
        for at in 0..self.world.instances.len() {
            while self.write(at).is_none_or(|answer| answer.status != 201) {
                if begun.elapsed() > BACK {
                    self.fault(format!("{at} does not take writes {BACK:?} after the database is back"));
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            let ready = self.ask(at, "GET", "/readyz", "").map(|answer| answer.status);
            if ready != Some(200) {
                self.fault(format!("{at} took a write and is not ready: {ready:?}"));
            }
        }
        self.world.say(&format!("all take writes {:?} after the database is back", begun.elapsed()));
    }

    /// A status update, sent once.
    fn write(&mut self, at: usize) -> Option<Answer> {
        self.probes += 1;
        let mark = format!("probe {}", self.probes);
        let body = json!({"status": "active", "effective_on": "2024-06-18", "note": mark}).to_string();
        let answer = self.ask(at, "POST", "/v1/presences/npl-hra/status-updates", &body);
        let outcome = match &answer {
            Some(answer) if answer.status == 201 => Outcome::Done(answer.json["id"].as_u64().unwrap_or_default()),
            Some(answer) if answer.status != 503 => {
                self.fault(format!("a write at {at}: {} {}", answer.status, answer.text));
                Outcome::Refused
            }
            _ => Outcome::Unknown,
        };
        if let Outcome::Done(revision) = outcome {
            self.world.newest.fetch_max(revision, Ordering::Relaxed);
        }
        self.notes.writes.push(Write { mark, code: "npl-hra".to_owned(), upon: None, outcome });
        answer
    }

    fn ask(&mut self, at: usize, method: &str, path: &str, body: &str) -> Option<Answer> {
        let bearer = format!("Bearer {}", self.world.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let address = self.world.instances[at].address();
        ask(&agent(TIMEOUT), &address, method, path, &headers, body.as_bytes()).ok().map(|(answer, _)| answer)
    }

    fn fault(&mut self, what: String) {
        self.world.say(&what);
        self.notes.faults.push(what);
    }
}
