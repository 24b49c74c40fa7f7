//! The course of a record's status: when it changed, by effective date and by when that was learnt. Statistics over time
//! need nothing else, so their cost does not grow with the number of updates.

use std::sync::Arc;

use chrono::NaiveDate;

use super::tracked::State;
use presence_model::{ClosureReason, OperatingMode};

/// The part of a state that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase<S> {
    /// The status.
    pub status: S,
    /// The operating mode, if known.
    pub mode: Option<OperatingMode>,
    /// Why, if that status asks for a reason.
    pub reason: Option<ClosureReason>,
}

impl<S: Copy> From<&State<S>> for Phase<S> {
    fn from(state: &State<S>) -> Self {
        Self { status: state.status, mode: state.mode, reason: state.reason }
    }
}

/// The phases of a record by effective date, as known now.
#[derive(Clone, Debug)]
pub struct EffectiveHistory<S> {
    initial: Phase<S>,
    /// From which date each phase held.
    phases: Vec<(NaiveDate, Phase<S>)>,
}

impl<S: Copy + PartialEq> EffectiveHistory<S> {
    /// Reads the phases from a timeline: from when each state holds, in order.
    pub fn new(initial: Phase<S>, states: impl Iterator<Item = (NaiveDate, Phase<S>)>) -> Self {
        let mut history = Self { initial, phases: Vec::new() };
        states.for_each(|(date, phase)| history.push(date, phase));
        history
    }

    /// Appends a phase.
    pub fn push(&mut self, date: NaiveDate, phase: Phase<S>) {
        if self.phases.last().map_or(self.initial, |(_, last)| *last) == phase {
            return;
        }
        match self.phases.last_mut() {
            // The phases before it on the same day do not count.
            Some((last, known)) if *last == date => *known = phase,
            _ => self.phases.push((date, phase)),
        }
    }

    /// The phase on a date.
    pub fn on(&self, date: NaiveDate) -> Phase<S> {
        let upto = self.phases.partition_point(|(since, _)| *since <= date);
        upto.checked_sub(1).map_or(self.initial, |last| self.phases[last].1)
    }

    /// The dates of changes after one date, up to another.
    pub fn dates(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        within(&self.phases, after, upto).iter().map(|(date, _)| *date)
    }

    /// Each change after one date, up to another: from what, to what.
    pub fn changes(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = (S, S)> {
        let mut from = self.on(after).status;
        within(&self.phases, after, upto).iter().map(move |(_, phase)| {
            let to = phase.status;
            (std::mem::replace(&mut from, to), to)
        })
    }
}

/// The newest state of a record by revision: what was known when. Copies share what has not changed.
#[derive(Clone, Debug)]
pub struct RecordedHistory<S> {
    /// The state before the first update.
    pub initial: Arc<State<S>>,
    /// From which revision each state was the newest that was known.
    states: Arc<Vec<(u64, Arc<State<S>>)>>,
    /// The first report of an office.
    pub first_report: Option<u64>,
    /// The first date of which anything was known, from which revision on. Never empty.
    known_from: Arc<Vec<(u64, NaiveDate)>>,
}

impl<S: Copy + PartialEq> RecordedHistory<S> {
    /// A record of which nothing was reported yet, and the first date of which anything is known.
    pub fn new(initial: State<S>, known_from: NaiveDate) -> Self {
        let known_from = Arc::new(vec![(0, known_from)]);
        Self { initial: Arc::new(initial), states: Arc::default(), first_report: None, known_from }
    }

    /// Records the newest state since this revision.
    pub fn push(&mut self, revision: u64, state: &State<S>) {
        if **self.states.last().map_or(&self.initial, |(_, last)| last) != *state {
            Arc::make_mut(&mut self.states).push((revision, Arc::new(state.clone())));
        }
    }

    /// Records the first date of which anything is known, since this revision.
    pub fn push_known_from(&mut self, revision: u64, date: NaiveDate) {
        if self.known_from(u64::MAX) != date {
            Arc::make_mut(&mut self.known_from).push((revision, date));
        }
    }

    /// The first date of which anything was known at a revision.
    #[must_use]
    pub fn known_from(&self, revision: u64) -> NaiveDate {
        let upto = self.known_from.partition_point(|(since, _)| *since <= revision);
        self.known_from[upto.max(1) - 1].1
    }

    /// What was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Self {
        let known = self.states.partition_point(|(since, _)| *since <= revision);
        let states =
            if known == self.states.len() { self.states.clone() } else { Arc::new(self.states[..known].to_vec()) };
        let first_report = self.first_report.filter(|first| *first <= revision);
        let upto = self.known_from.partition_point(|(since, _)| *since <= revision).max(1);
        let known_from = Arc::new(self.known_from[..upto].to_vec());
        Self { initial: self.initial.clone(), states, first_report, known_from }
    }

    /// The newest state as it was known at a revision.
    pub fn state(&self, revision: u64) -> &State<S> {
        let upto = self.states.partition_point(|(since, _)| *since <= revision);
        upto.checked_sub(1).map_or(&self.initial, |last| &self.states[last].1)
    }

    /// The revisions of changes that were learnt after one revision, up to another.
    pub fn revisions(&self, after: u64, upto: u64) -> impl Iterator<Item = u64> {
        within(&self.states, after, upto).iter().map(|(revision, _)| *revision)
    }
}

fn within<P: Ord + Copy, T>(steps: &[(P, T)], after: P, upto: P) -> &[(P, T)] {
    let begin = steps.partition_point(|(since, _)| *since <= after);
    let end = steps.partition_point(|(since, _)| *since <= upto).max(begin);
    &steps[begin..end]
}
