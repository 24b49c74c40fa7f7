//! Clients that behave well: they send again under the same key until an answer comes, through whatever instance, and
//! write down what they saw.

use std::{
    io::{BufRead as _, BufReader},
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    Notes, Random, World,
    history::{Outcome, Words, Write},
};
use crate::harness::{Answer, agent, ask};

/// How long a client waits for an answer.
pub const TIMEOUT: Duration = Duration::from_secs(6);

/// Of which records the desk reports: few, so that clients meet.
const PRESENCES: [&str; 8] = ["ken-hra", "per-hra", "npl-hra", "mda-hra", "chl-ro", "afg-mc", "kor-co-dprk", "tcd-co"];

/// A client: it has its own dice, and its own notes.
pub struct Client<'w> {
    world: &'w World,
    name: String,
    dice: Random,
    agent: ureq::Agent,
    /// The newest revision that it knows of.
    seen: u64,
    number: u64,
    pub notes: Notes,
}

impl<'w> Client<'w> {
    pub fn new(world: &'w World, name: String) -> Self {
        let dice = Random::new(world.seed ^ name.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte)));
        Self { world, name, dice, agent: agent(TIMEOUT), seen: 0, number: 0, notes: Notes::default() }
    }

    /// Does something again and again until the time is up.
    pub fn work(mut self, pause: u64, mut step: impl FnMut(&mut Self)) -> Notes {
        while !self.world.over() {
            self.number += 1;
            step(&mut self);
            std::thread::sleep(Duration::from_millis(self.dice.below(pause)));
        }
        self.notes
    }

    fn fault(&mut self, what: String) {
        let at = self.world.begun.elapsed().as_secs_f64();
        self.notes.faults.push(format!("[{at:.1} s] {}: {what}", self.name));
    }

    fn instance(&mut self) -> usize {
        self.dice.below(self.world.instances.len() as u64) as usize
    }

    fn mark(&self) -> String {
        format!("{} {}", self.name, self.number)
    }

    /// Sends a request once. `None`: no answer came, or 503, which says when to try again.
    fn ask(&mut self, at: usize, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        let bearer = format!("Bearer {}", self.world.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        let (instance, begun) = (&self.world.instances[at], Instant::now());
        let (before, address) = (instance.troubles(), instance.address());
        let answer = ask(&self.agent, &address, method, path, &all, body.as_bytes());
        let undisturbed = before.is_multiple_of(2) && before == instance.troubles();
        // Whoever reads of memory is not held up by a database that is gone, nor by what others do.
        let plain = method == "GET" && !path.starts_with("/v1/imports") && headers.is_empty();
        match answer {
            Ok((answer, _)) if answer.status == 503 && !plain => {
                self.notes.count("answers 503", 1);
                if answer.header("retry-after").is_empty() {
                    self.fault(format!("503 without Retry-After: {}", answer.text));
                }
                None
            }
            Ok((answer, _)) if answer.status >= 500 => {
                self.fault(format!("{method} {path} at {at}: {} {}", answer.status, answer.text));
                None
            }
            Ok((answer, _)) => {
                if plain && undisturbed {
                    self.notes.slowest_read = self.notes.slowest_read.max(begun.elapsed());
                }
                Some(answer)
            }
            Err(error) => {
                self.notes.count("no answer", 1);
                if plain && undisturbed {
                    self.fault(format!("{method} {path} at {at}: {error} after {:?}", begun.elapsed()));
                }
                None
            }
        }
    }

    /// Sends the same again, through whatever instance, until there is an answer. Some clients give up: `None`.
    fn insist(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        let gives_up = self.dice.chance(10);
        loop {
            let at = self.instance();
            match self.ask(at, method, path, headers, body) {
                Some(answer) => return Some(answer),
                None if gives_up || self.world.too_late() => return None,
                None => self.notes.count("sent again", 1),
            }
            std::thread::sleep(Duration::from_millis(50 + self.dice.below(200)));
        }
    }

    /// Reads until there is an answer of at least the revision that this client knows of.
    fn read(&mut self, path: &str) -> Option<Answer> {
        let least = self.seen.to_string();
        let answer = self.insist("GET", path, &[("min-revision", &least)], "")?;
        if answer.status == 200 {
            return Some(answer);
        }
        self.fault(format!("GET {path}: {} {}", answer.status, answer.text));
        None
    }

    fn wrote(&mut self, mark: String, code: &str, upon: Option<u64>, outcome: Outcome) {
        if let Outcome::Done(revision) = outcome {
            self.seen = self.seen.max(revision);
            self.world.newest.fetch_max(revision, Ordering::Relaxed);
        }
        self.notes.writes.push(Write { mark, code: code.to_owned(), upon, outcome });
    }

    /// A status update with a key; now and then upon what the client has just read; now and then sent once more.
    pub fn report(&mut self) {
        let code = PRESENCES[self.dice.below(PRESENCES.len() as u64) as usize];
        let (path, mark) = (format!("/v1/presences/{code}/status-updates"), self.mark());
        let upon = if self.dice.chance(25) { self.read(&format!("/v1/presences/{code}")) } else { None };
        let upon = upon.and_then(|answer| answer.json["revision"].as_u64());
        let tag = upon.map(|revision| format!("\"{revision}\""));
        let mut headers = vec![("content-type", "application/json"), ("idempotency-key", mark.as_str())];
        headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
        let body = json!({"status": "active", "effective_on": "2024-06-18", "note": mark}).to_string();
        let answer = self.insist("POST", &path, &headers, &body);
        let outcome = match &answer {
            None => Outcome::Unknown,
            Some(answer) if answer.status == 201 => Outcome::Done(answer.json["id"].as_u64().unwrap_or_default()),
            Some(answer) => {
                if answer.status != 412 || upon.is_none() {
                    self.fault(format!("POST {path}: {} {}", answer.status, answer.text));
                }
                self.notes.count("answers 412", 1);
                Outcome::Refused
            }
        };
        if let (Outcome::Done(revision), Some(answer)) = (outcome, answer) {
            self.seen = self.seen.max(revision);
            if self.dice.chance(20)
                && let Some(again) = self.insist("POST", &path, &headers, &body)
                && (again.status, again.header("idempotency-replayed"), &again.text) != (201, "true", &answer.text)
            {
                self.fault(format!("{mark} again: {} {} after {}", again.status, again.text, answer.text));
            }
            if self.dice.chance(20)
                && let Some(shown) = self.read(&format!("/v1/status-updates/{revision}"))
                && shown.json["note"] != mark
            {
                self.fault(format!("{mark} is not read back: {}", shown.text));
            }
        }
        self.wrote(mark.clone(), code, upon, outcome);
    }

    /// The desk describes a presence anew, upon what it has just read, until nobody else was quicker.
    pub fn describe(&mut self) {
        let code = PRESENCES[self.dice.below(2) as usize];
        let path = format!("/v1/presences/{code}");
        for attempt in 0..20 {
            let Some(shown) = self.read(&path) else { return };
            let upon = shown.json["revision"].as_u64().unwrap_or_default();
            let (mark, tag) = (format!("{}/{attempt}", self.mark()), format!("\"{upon}\""));
            let headers = [("content-type", "application/merge-patch+json"), ("if-match", &*tag)];
            let at = self.instance();
            let outcome = match self.ask(at, "PATCH", &path, &headers, &json!({"city": mark}).to_string()) {
                Some(answer) if answer.status == 200 => {
                    Outcome::Done(answer.json["revision"].as_u64().unwrap_or_default())
                }
                Some(answer) => {
                    if answer.status != 412 {
                        self.fault(format!("PATCH {path}: {} {}", answer.status, answer.text));
                    }
                    self.notes.count("answers 412", 1);
                    Outcome::Refused
                }
                // Whether it was done is seen when the record is read again.
                None => Outcome::Unknown,
            };
            self.wrote(mark, code, Some(upon), outcome);
            if matches!(outcome, Outcome::Done(_)) || self.world.too_late() {
                return;
            }
        }
    }

    /// The desk sends a file of status updates, some of them wrong; now and then a large one, which goes on by itself.
    pub fn import(&mut self) {
        let large = self.number % 25 == 4 && self.name.ends_with('0');
        let rows = if large { 1001 + self.dice.below(200) } else { 2 + self.dice.below(30) };
        let (atomic, bad) = (self.dice.chance(50), self.dice.chance(30).then(|| self.dice.below(rows)));
        let (mut body, mut marks) = (String::new(), Vec::new());
        for row in 0..rows {
            let mark = format!("{} row {row}", self.mark());
            let code = PRESENCES[self.dice.below(PRESENCES.len() as u64) as usize];
            let status = if Some(row) == bad { "nonsense" } else { "active" };
            body +=
                &json!({"presence": code, "status": status, "effective_on": "2024-06-18", "note": mark}).to_string();
            body.push('\n');
            marks.push((mark, code));
        }
        let key = self.mark();
        let headers = [("content-type", "application/x-ndjson"), ("idempotency-key", key.as_str())];
        let path = format!("/v1/imports?mode={}", if atomic { "atomic" } else { "partial" });
        let accepted = self.insist("POST", &path, &headers, &body);
        if atomic {
            self.notes.groups.push(marks.iter().map(|(mark, _)| mark.clone()).collect());
        }
        let outcomes = accepted.and_then(|accepted| self.outcomes(&accepted, marks.len()));
        if outcomes.is_some() {
            self.notes.count("imports", 1);
            self.notes.count("imports of more than 1000 rows", u64::from(large));
        }
        for (row, (mark, code)) in marks.into_iter().enumerate() {
            let refused = bad.is_some_and(|bad| atomic || bad == row as u64);
            let known = outcomes.as_ref().map(|outcomes| outcomes[row]);
            if known.is_some_and(|known| refused != (known == Outcome::Refused)) {
                self.fault(format!("{mark}: {known:?}, but it was {}", if refused { "wrong" } else { "good" }));
            }
            let unknown = if refused { Outcome::Refused } else { Outcome::Unknown };
            self.wrote(mark, code, None, known.unwrap_or(unknown));
        }
    }

    /// Waits for the end of an import and reads its report: what became of each row.
    fn outcomes(&mut self, accepted: &Answer, rows: usize) -> Option<Vec<Outcome>> {
        let mut import = accepted.json.clone();
        if ![200, 202].contains(&accepted.status) {
            self.fault(format!("POST /v1/imports: {} {}", accepted.status, accepted.text));
            return None;
        }
        let path = import["links"]["self"].as_str()?.to_owned();
        while import["state"] == "running" {
            if self.world.too_late() {
                self.fault(format!("{path} does not end: {import}"));
                return None;
            }
            std::thread::sleep(Duration::from_millis(100));
            if let Some(answer) = self.read(&path) {
                import = answer.json;
            }
        }
        if !["completed", "rejected"].contains(&import["state"].as_str()?) {
            self.fault(format!("{path}: {import}"));
        }
        let mut report = None;
        while report.is_none() && !self.world.too_late() {
            report = self.read(&format!("{path}/report"));
        }
        let report = report?.json;
        let mut outcomes = Vec::new();
        let (mut updated, mut rejected, mut skipped) = (0, 0, 0);
        for (at, row) in report["data"].as_array()?.iter().enumerate() {
            let outcome = match (row["outcome"].as_str()?, row["revision"].as_u64()) {
                ("updated", Some(revision)) => Outcome::Done(revision),
                _ => Outcome::Refused,
            };
            match row["outcome"].as_str()? {
                "updated" => updated += 1,
                "rejected" => rejected += 1,
                _ => skipped += 1,
            }
            if row["row"] != at + 1 {
                self.fault(format!("{path}: {row} stands where row {} should be", at + 1));
            }
            outcomes.push(outcome);
        }
        let totals = json!({"read": rows, "created": 0, "updated": updated, "unchanged": 0, "rejected": rejected,
            "skipped": skipped});
        if import["totals"] != totals || outcomes.len() != rows {
            self.fault(format!("{path}: the totals are {}, the report has {totals}", import["totals"]));
            return None;
        }
        Some(outcomes)
    }

    /// Somebody who reads: never of the past of what he has seen, at whatever instance.
    pub fn look(&mut self) {
        let at = self.instance();
        match self.dice.below(8) {
            // Of memory: it needs no database, whatever happens to it.
            0..4 => {
                let path = ["/v1/presences", "/v1/presences/ken-hra", "/v1/statistics?group_by=region", "/healthz"];
                let path = path[self.dice.below(4) as usize];
                if let Some(answer) = self.ask(at, "GET", path, &[], "")
                    && answer.status != 200
                {
                    self.fault(format!("GET {path}: {} {}", answer.status, answer.text));
                }
                self.notes.count("plain reads", 1);
            }
            4 => self.pages(),
            5 => {
                // What a colleague tells.
                self.seen = self.seen.max(self.world.newest.load(Ordering::Relaxed));
            }
            _ => {
                let since = self.seen.saturating_sub(1);
                let path = [
                    "/v1".to_owned(),
                    "/v1/presences?limit=3".to_owned(),
                    format!("/v1/changes?since={since}&limit=1"),
                ];
                let (asked, path) = (self.seen, &path[self.dice.below(3) as usize]);
                if let Some(answer) = self.read(path) {
                    let shown = answer.json["revision"].as_u64().unwrap_or_default();
                    self.notes.reads.push((asked, shown));
                    self.seen = self.seen.max(shown);
                }
            }
        }
    }

    /// A list, page by page, each through another instance: all of one revision.
    fn pages(&mut self) {
        let Some(mut page) = self.read("/v1/presences?limit=40") else { return };
        let revision = page.json["revision"].clone();
        while let Some(next) = page.json["page"]["next"].as_str().map(str::to_owned) {
            // The client need not know that there are several instances: it only follows the link.
            let Some(answer) = self.insist("GET", &next, &[("accept", "application/json")], "") else { return };
            if answer.status != 200 || answer.json["revision"] != revision {
                self.fault(format!("GET {next} of revision {revision}: {} {}", answer.status, answer.text));
                return;
            }
            page = answer;
        }
        self.notes.count("lists read page by page", 1);
    }

    /// Follows the stream of changes to the end, through one instance after the other.
    pub fn follow(mut self, since: u64) -> Notes {
        let mut last = since;
        while !self.world.heard(last) {
            let at = self.instance();
            let address = self.world.instances[at].address();
            // A stream does not end by itself: it is cut after a while, wherever it is.
            let agent = agent(Duration::from_millis(500 + self.dice.below(3500)));
            let request =
                agent.get(format!("http://{address}/v1/changes/stream")).header("last-event-id", last.to_string());
            let Ok(mut response) = request.call() else {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            };
            if response.status() != 200 {
                let (status, text) = (response.status(), response.body_mut().read_to_string().unwrap_or_default());
                if status != 503 {
                    self.fault(format!("the stream after {last} at {at}: {status} {text}"));
                }
                continue;
            }
            self.notes.count("streams", 1);
            let (mut id, mut data) = (0, Value::Null);
            for line in BufReader::new(response.into_body().into_reader()).lines() {
                let Ok(line) = line else { break };
                if let Some(text) = line.strip_prefix("id: ") {
                    id = text.parse().unwrap_or_default();
                } else if let Some(text) = line.strip_prefix("data: ") {
                    data = serde_json::from_str(text).unwrap_or_default();
                } else if line.is_empty() && id > 0 {
                    // Only what is complete counts.
                    self.notes.heard.push((id, Words::of(&std::mem::take(&mut data))));
                    (last, id) = (id, 0);
                }
                if self.world.heard(last) {
                    break;
                }
            }
        }
        self.notes
    }
}
