//! Random courses of events: what offices and the desk might send, sensible or not.

use chrono::{Days, NaiveDate};
use presence_core::{Actor, Command, input::StatusInput};
use presence_model::{Code as _, Grade, PostStatus, PresenceStatus, RecordCode, Region, Subject, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One event.
#[derive(Clone, Debug)]
pub enum Event {
    Status { subject: usize, status: usize, day: u64, reason: bool, supersedes: Option<usize>, mode: bool },
    Decide { subject: usize, status: usize, days: u64, supersedes: Option<usize> },
    Describe { subject: usize, city: u8, day: Option<u64> },
}

const SUBJECTS: [(&str, bool); 5] =
    [("ken-hra", true), ("per-hra", true), ("ven-fp", true), ("ken-hra-1", false), ("npl-hra-1", false)];

pub fn event() -> impl Strategy<Value = Event> {
    let status = (
        0..SUBJECTS.len(),
        0..7_usize,
        0..400_u64,
        any::<bool>(),
        proptest::option::weighted(0.3, 0..20_usize),
        any::<bool>(),
    );
    prop_oneof![
        8 => status.prop_map(|(subject, status, day, reason, supersedes, mode)| Event::Status {
            subject, status, day, reason, supersedes, mode
        }),
        2 => (0..SUBJECTS.len(), 0..7_usize, 3..400_u64, proptest::option::weighted(0.3, 0..20_usize)).prop_map(
            |(subject, status, days, supersedes)| Event::Decide { subject, status, days, supersedes }
        ),
        2 => (0..SUBJECTS.len(), any::<u8>(), proptest::option::of(0..400_u64))
            .prop_map(|(subject, city, day)| Event::Describe { subject, city, day }),
    ]
}

pub fn desk() -> Actor {
    Actor::registry("laws")
}

impl Event {
    /// The command; `recorded` are the ids of the updates so far. `None` if the input cannot even be read.
    pub fn command(&self, recorded: &[u64]) -> Option<Command> {
        let subject = |(code, presence): (&str, bool)| {
            let code = RecordCode::new(code).unwrap();
            if presence { Subject::Presence(code) } else { Subject::Post(code) }
        };
        match self {
            Self::Describe { subject: which, city, day } => {
                let mut patch = if SUBJECTS[*which].1 {
                    json!({"city": format!("City {city}"), "region": Region::ALL[usize::from(*city) % 5]})
                } else {
                    json!({"title": {"fr": format!("Titre {city}")}, "grade": Grade::ALL[usize::from(*city) % 5]})
                };
                if !SUBJECTS[*which].1 && city % 2 == 0 {
                    patch["presence"] = json!(["ken-hra", "per-hra", "npl-hra"][usize::from(*city) % 3]);
                }
                if let Some(day) = day {
                    patch["effective_on"] = json!(date(*day));
                }
                Some(Command::Describe { subject: subject(SUBJECTS[*which]), patch, if_match: None })
            }
            Self::Decide { subject: which, status, days, supersedes } => {
                let today = Timestamp::now().date();
                let mut body = json!({
                    "status": code(*which, *status),
                    "effective_on": today + Days::new(*days),
                    "decision": {"kind": "budget", "reference": "A/RES/79/258", "decided_on": today},
                });
                if body["status"] == "closed" {
                    body["reason"] = json!("funding");
                }
                if let Some(id) = supersedes.and_then(|which| recorded.get(which)) {
                    body["supersedes"] = json!(id);
                }
                let subject = subject(SUBJECTS[*which]);
                let input = read(&body, &subject)?;
                Some(Command::ReportStatus { subject, input: Box::new(input), if_match: None })
            }
            Self::Status { subject: which, status, day, reason, supersedes, mode } => {
                let (presence, status) = (SUBJECTS[*which].1, code(*which, *status));
                let mut body = json!({"status": status, "effective_on": date(*day)});
                if *reason || status == "closed" {
                    body["reason"] = json!("funding");
                }
                if *mode && presence {
                    body["operating_mode"] = json!("hybrid");
                }
                if let Some(id) = supersedes.and_then(|which| recorded.get(which)) {
                    body["supersedes"] = json!(id);
                }
                let subject = subject(SUBJECTS[*which]);
                let input = read(&body, &subject)?;
                Some(Command::ReportStatus { subject, input: Box::new(input), if_match: None })
            }
        }
    }
}

fn code(which: usize, status: usize) -> &'static str {
    if SUBJECTS[which].1 {
        PresenceStatus::ALL[status % PresenceStatus::ALL.len()].as_str()
    } else {
        PostStatus::ALL[status % 7].as_str()
    }
}

fn date(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(day)
}

fn read(body: &Value, subject: &Subject) -> Option<StatusInput> {
    StatusInput::read(body, subject, Timestamp::now()).ok()
}
