//! Refused requests of unknown callers, added up by network and hour: a flood of them neither fills the audit trail nor
//! drives out what matters.

use std::{
    collections::{HashMap, hash_map::Entry},
    mem,
};

use super::audit_events::Event;

/// An hour, in microseconds.
const HOUR: i64 = 3_600_000_000;
/// How many refusals of a kind are recorded one by one in an hour.
const SINGLY: u64 = 10;
/// How many kinds are told apart in an hour; the others are added up together.
const KINDS_MAX: usize = 4096;

/// What refusals have in common that are added up.
#[derive(PartialEq, Eq, Hash)]
struct Kind {
    network: Option<String>,
    action: String,
    status: i32,
    client: Option<String>,
}

/// The refusals of an hour.
#[derive(Default)]
pub(super) struct Refusals {
    hour: i64,
    /// How often each kind was seen, and the last one that was not recorded by itself.
    seen: HashMap<Kind, (u64, Option<Event>)>,
    /// Those of kinds that are too many.
    others: (u64, Option<Event>),
}

impl Refusals {
    /// Takes note of a refusal. Returns what is to be recorded: it, if it is one of the first of its kind; what was added
    /// up before, if a new hour has begun. Clients that do not exist can be made up without end: they are not told apart.
    pub(super) fn add(&mut self, event: Event, client_exists: bool) -> Vec<Event> {
        let mut record = self.turn(event.recorded_at);
        let kind = Kind {
            network: event.origin.clone(),
            action: event.action.clone(),
            status: event.status,
            client: event.client.clone().filter(|_| client_exists),
        };
        let full = self.seen.len() >= KINDS_MAX;
        let (count, last) = match self.seen.entry(kind) {
            Entry::Vacant(_) if full => {
                self.others.0 += 1;
                self.others.1 = Some(Event { origin: None, client: None, ..event });
                return record;
            }
            entry => entry.or_default(),
        };
        *count += 1;
        if *count > SINGLY {
            *last = Some(event);
        } else {
            record.push(event);
        }
        record
    }

    /// What was added up, if its hour is over at this time (microseconds since 1970).
    pub(super) fn turn(&mut self, now: i64) -> Vec<Event> {
        let hour = now / HOUR;
        if hour == self.hour {
            return Vec::new();
        }
        self.hour = hour;
        self.take()
    }

    /// What was added up so far.
    pub(super) fn take(&mut self) -> Vec<Event> {
        let added = |(count, last): (u64, Option<Event>), singly: u64| {
            let repeated = i64::try_from(count - singly.min(count)).ok();
            last.map(|event| Event { repeated, ..event })
        };
        let others = added(mem::take(&mut self.others), 0);
        let seen = mem::take(&mut self.seen).into_values().filter_map(|tally| added(tally, SINGLY));
        seen.chain(others).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, network: usize) -> Event {
        Event {
            id: 0,
            recorded_at: at,
            action: "refused".to_owned(),
            target: "POST /v1/presences".to_owned(),
            status: 401,
            detail: String::new(),
            office: None,
            client: None,
            token: None,
            request: None,
            origin: Some(format!("network {network}")),
            repeated: None,
            chain: String::new(),
        }
    }

    #[test]
    fn a_flood_becomes_one_event_an_hour() {
        let mut refusals = Refusals::default();
        let recorded: usize = (0..10_000).map(|at| refusals.add(event(HOUR + at, 1), false).len()).sum();
        assert_eq!(recorded, SINGLY as usize);
        let next = refusals.add(event(2 * HOUR, 1), false);
        assert_eq!(next.iter().map(|event| event.repeated).collect::<Vec<_>>(), [Some(10_000 - SINGLY as i64), None]);
        assert!(refusals.take().is_empty(), "the second hour had one only, which was recorded");
    }

    #[test]
    fn clients_that_are_made_up_are_one() {
        let mut refusals = Refusals::default();
        let claims = |client: usize| Event { client: Some(format!("made-up-{client}")), ..event(HOUR, 1) };
        let recorded: usize = (0..1000).map(|client| refusals.add(claims(client), false).len()).sum();
        assert_eq!(recorded, SINGLY as usize);
    }

    #[test]
    fn many_networks_do_not_take_more_memory() {
        let mut refusals = Refusals::default();
        (0..100_000).for_each(|network| drop(refusals.add(event(HOUR, network), false)));
        assert_eq!(refusals.seen.len(), KINDS_MAX);
        let rest = refusals.take();
        assert_eq!(rest.len(), 1);
        assert_eq!((rest[0].repeated, &rest[0].origin), (Some(100_000 - KINDS_MAX as i64), &None));
    }
}
