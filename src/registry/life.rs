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

/// The phases of a record, from its initial one on. Copies share what has not changed.
#[derive(Clone, Debug)]
pub struct Life<S> {
    /// The first phase.
    pub initial: Phase<S>,
    /// From which date each phase held, as known now.
    lived: Arc<Vec<(NaiveDate, Phase<S>)>>,
    /// From which revision each phase was the newest that was known.
    learnt: Arc<Vec<(u64, Phase<S>)>>,
    /// The first report of an office.
    pub first_report: Option<u64>,
}

impl<S: Copy + PartialEq> Life<S> {
    /// A life that has its first phase only.
    pub fn new(initial: Phase<S>) -> Self {
        Self { initial, lived: Arc::default(), learnt: Arc::default(), first_report: None }
    }

    /// Goes on with a phase at the end.
    pub fn go_on(&mut self, date: NaiveDate, phase: Phase<S>) {
        if self.lived.last().map_or(self.initial, |(_, last)| *last) == phase {
            return;
        }
        let lived = Arc::make_mut(&mut self.lived);
        match lived.last_mut() {
            // The phases before it on the same day do not count.
            Some((last, known)) if *last == date => *known = phase,
            _ => lived.push((date, phase)),
        }
    }

    /// Tells the whole course anew.
    pub fn tell_anew(&mut self, phases: impl Iterator<Item = (NaiveDate, Phase<S>)>) {
        self.lived = Arc::default();
        phases.for_each(|(date, phase)| self.go_on(date, phase));
    }

    /// Remembers what the newest phase is since this revision.
    pub fn learn(&mut self, revision: u64, phase: Phase<S>) {
        self.first_report.get_or_insert(revision);
        if self.learnt.last().map_or(self.initial, |(_, last)| *last) != phase {
            Arc::make_mut(&mut self.learnt).push((revision, phase));
        }
    }

    /// Forgets what was learnt after this revision.
    pub fn forget_after(&mut self, revision: u64) {
        let known = self.learnt.partition_point(|(since, _)| *since <= revision);
        if known < self.learnt.len() {
            Arc::make_mut(&mut self.learnt).truncate(known);
        }
        self.first_report = self.first_report.filter(|first| *first <= revision);
    }

    /// The phase on a date.
    pub fn on(&self, date: NaiveDate) -> Phase<S> {
        let upto = self.lived.partition_point(|(since, _)| *since <= date);
        upto.checked_sub(1).map_or(self.initial, |last| self.lived[last].1)
    }

    /// The newest phase as it was known at a revision.
    pub fn known_at(&self, revision: u64) -> Phase<S> {
        let upto = self.learnt.partition_point(|(since, _)| *since <= revision);
        upto.checked_sub(1).map_or(self.initial, |last| self.learnt[last].1)
    }

    /// Each change after one date, up to another: from what, to what.
    pub fn changes_lived(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = (S, S)> {
        changes(self.initial, &self.lived, after, upto)
    }

    /// Each change that was learnt after one revision, up to another: from what, to what.
    pub fn changes_learnt(&self, after: u64, upto: u64) -> impl Iterator<Item = (S, S)> {
        changes(self.initial, &self.learnt, after, upto)
    }
}

fn changes<S: Copy, P: Ord + Copy>(
    initial: Phase<S>,
    phases: &[(P, Phase<S>)],
    after: P,
    upto: P,
) -> impl Iterator<Item = (S, S)> {
    let begin = phases.partition_point(|(since, _)| *since <= after);
    let end = phases.partition_point(|(since, _)| *since <= upto).max(begin);
    let before = begin.checked_sub(1).map_or(initial, |last| phases[last].1);
    let mut from = before.status;
    phases[begin..end].iter().map(move |(_, phase)| (std::mem::replace(&mut from, phase.status), phase.status))
}
