//! The course of a record's status: when it changed, by effective date and by when that was learnt. Statistics over time
//! need nothing else, so their cost does not grow with the number of updates.

use std::sync::Arc;

use chrono::NaiveDate;

use super::tracked::State;
use crate::model::{ClosureReason, OperatingMode};

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
pub struct Lived<S> {
    initial: Phase<S>,
    /// From which date each phase held.
    phases: Vec<(NaiveDate, Phase<S>)>,
}

impl<S: Copy + PartialEq> Lived<S> {
    /// Reads the phases from a timeline: from when each state holds, in order.
    pub fn new(initial: Phase<S>, states: impl Iterator<Item = (NaiveDate, Phase<S>)>) -> Self {
        let mut lived = Self { initial, phases: Vec::new() };
        states.for_each(|(date, phase)| lived.push(date, phase));
        lived
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

    /// Each change after one date, up to another: from what, to what.
    pub fn changes(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = (S, S)> {
        changes(self.initial.status, &self.phases, |phase| phase.status, after, upto)
    }
}

/// The newest state of a record by revision: what was known when. Copies share what has not changed.
#[derive(Clone, Debug)]
pub struct Learnt<S> {
    /// The state before the first update.
    pub initial: Arc<State<S>>,
    /// From which revision each state was the newest that was known.
    states: Arc<Vec<(u64, Arc<State<S>>)>>,
    /// The first report of an office.
    pub first_report: Option<u64>,
}

impl<S: Copy + PartialEq> Learnt<S> {
    /// A record of which nothing was reported yet.
    pub fn new(initial: State<S>) -> Self {
        Self { initial: Arc::new(initial), states: Arc::default(), first_report: None }
    }

    /// Records the newest state since this revision, in which an office reported.
    pub fn report(&mut self, revision: u64, state: &State<S>) {
        self.first_report.get_or_insert(revision);
        self.push(revision, state);
    }

    /// Records the newest state since this revision.
    pub fn push(&mut self, revision: u64, state: &State<S>) {
        if **self.states.last().map_or(&self.initial, |(_, last)| last) != *state {
            Arc::make_mut(&mut self.states).push((revision, Arc::new(state.clone())));
        }
    }

    /// What was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Self {
        let known = self.states.partition_point(|(since, _)| *since <= revision);
        let states =
            if known == self.states.len() { self.states.clone() } else { Arc::new(self.states[..known].to_vec()) };
        let first_report = self.first_report.filter(|first| *first <= revision);
        Self { initial: self.initial.clone(), states, first_report }
    }

    /// The newest state as it was known at a revision.
    pub fn state(&self, revision: u64) -> &State<S> {
        let upto = self.states.partition_point(|(since, _)| *since <= revision);
        upto.checked_sub(1).map_or(&self.initial, |last| &self.states[last].1)
    }

    /// Each change that was learnt after one revision, up to another: from what, to what.
    pub fn changes(&self, after: u64, upto: u64) -> impl Iterator<Item = (S, S)> {
        changes(self.initial.status, &self.states, |state| state.status, after, upto)
    }
}

fn changes<S: Copy, P: Ord + Copy, T>(
    initial: S,
    steps: &[(P, T)],
    status: fn(&T) -> S,
    after: P,
    upto: P,
) -> impl Iterator<Item = (S, S)> {
    let begin = steps.partition_point(|(since, _)| *since <= after);
    let end = steps.partition_point(|(since, _)| *since <= upto).max(begin);
    let mut from = begin.checked_sub(1).map_or(initial, |last| status(&steps[last].1));
    steps[begin..end].iter().map(move |(_, step)| {
        let to = status(step);
        (std::mem::replace(&mut from, to), to)
    })
}
