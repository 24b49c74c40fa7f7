//! Random courses of events: what offices and the desk might send, sensible or not.

use chrono::{Days, NaiveDate};
use presence_registry::{
    model::{Code as _, PostStatus, PresenceStatus, RecordCode, Subject, Timestamp},
    registry::{Actor, Command, input::StatusInput},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One event.
#[derive(Clone, Debug)]
pub enum Event {
    Status { subject: usize, status: usize, day: u64, reason: bool, supersedes: Option<usize>, mode: bool },
    Describe { subject: usize, city: u8 },
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
        1 => (0..SUBJECTS.len(), any::<u8>()).prop_map(|(subject, city)| Event::Describe { subject, city }),
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
            Self::Describe { subject: which, city } => {
                let patch = if SUBJECTS[*which].1 {
                    json!({"city": format!("City {city}")})
                } else {
                    json!({"title": {"fr": format!("Titre {city}")}})
                };
                Some(Command::Describe { subject: subject(SUBJECTS[*which]), patch, if_match: None })
            }
            Self::Status { subject: which, status, day, reason, supersedes, mode } => {
                let presence = SUBJECTS[*which].1;
                let status = if presence {
                    PresenceStatus::ALL[status % PresenceStatus::ALL.len()].as_str()
                } else {
                    PostStatus::ALL[status % 7].as_str()
                };
                let date = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(*day);
                let mut body = json!({"status": status, "effective_on": date});
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

fn read(body: &Value, subject: &Subject) -> Option<StatusInput> {
    StatusInput::read(body, subject, Timestamp::now()).ok()
}
