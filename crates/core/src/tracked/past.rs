//! A record as it was on a date, or as the registry knew it at a revision.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use imbl::{OrdMap, Vector};

use super::rendered::PartitionPoint as _;
use super::{Described, LastReport, Opening, Rendered, State, TimelinePlace, Tracked, Version};
use crate::status_history::{Phase, RecordedHistory};
use presence_model::StatusUpdate;

impl<T: Described> Tracked<T> {
    /// The record as the registry knew it at this revision, or `None` if it did not know it yet.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Option<Self> {
        let known = self.versions.partition_point(|version| version.revision <= revision);
        let reported = self.recorded().partition_point(|update| update.id <= revision);
        let recorded = self.recorded.as_ref().map(|recorded| recorded.clone().slice(..reported));
        let timeline = match &recorded {
            None => self.timeline.clone().slice(..reported),
            Some(_) => self.timeline.iter().filter(|update| update.id <= revision).cloned().collect(),
        };
        let superseded = self.superseded.iter().filter(|(_, right)| **right <= revision).map(|(a, b)| (*a, *b));
        Some(Self {
            versions: self.versions.clone().slice(..known),
            timeline,
            recorded,
            decisions: self.decided(|update| update.id <= revision),
            superseded: superseded.collect(),
            by_revision: self.by_revision.as_of(revision),
            ..self.known_at(revision)?
        })
    }

    /// The state of the record as the registry knew it at this revision, with the description of then, without the
    /// timeline: what it costs does not grow with that. `None` if it did not know the record yet.
    #[must_use]
    pub fn known_at(&self, revision: u64) -> Option<Self> {
        let known = self.versions.partition_point(|version| version.revision <= revision);
        let version = known.checked_sub(1).and_then(|last| self.versions.get(last))?;
        let reported = self.recorded().partition_point(|update| update.id <= revision);
        let last = reported.checked_sub(1).and_then(|last| self.recorded().get(last));
        let (touched, recorded_at) = match last {
            Some(update) if update.id > version.revision => (update.id, update.recorded_at),
            _ => (version.revision, version.recorded_at),
        };
        let mut reports = (0..reported).rev().map(|at| &self.recorded()[at]);
        let last_report = reports.find(|update| update.is_report()).map(|update| LastReport::from(&**update));
        let state = self.by_revision.state(revision).clone();
        Some(Self { revision: touched, recorded_at, ..self.glimpse(version, state, last_report, revision) })
    }

    /// Whether the record on this date is the record as it is: it existed, and nothing has happened since.
    #[must_use]
    pub fn stands_on(&self, date: NaiveDate) -> bool {
        self.known_from() <= date
            && self.opening().is_none_or(|opening| opening.until <= date)
            && self.timeline.last().is_none_or(|last| last.counts_from() <= date)
            && self.described_on(date).is_none()
            && self.scheduled().next().is_none()
    }

    /// The record with the description, the status and the last report that it had on this date, or `None` if nothing is
    /// known of it on that date.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<Self> {
        if date < self.known_from() {
            return None;
        }
        let then = self.timeline.partition_point(|update| update.counts_from() <= date);
        let mut past = self.clone();
        past.shown = self.described_on(date);
        past.decisions = self.decided(|update| update.is_ahead_on(date));
        past.state = match self.opening().filter(|opening| date < opening.until) {
            Some(Opening { status, from, .. }) => State { status, since: Some(from), ..State::of(status) },
            None => self.fold(self.timeline.iter().take(then)),
        };
        past.last_report = self.last_report_on(date);
        Some(past)
    }

    /// Whether it had another description or another status on a date than it has now, or is not known on it.
    #[must_use]
    pub fn was_otherwise_on(&self, date: NaiveDate) -> bool {
        date < self.known_from()
            || self.by_effective_date().on(date).status != self.state.status
            || self.described_on(date).is_some()
    }

    /// Whether the registry knew another description or another status at a revision than it knows now.
    #[must_use]
    pub fn was_otherwise_at(&self, revision: u64) -> bool {
        self.by_revision.state(revision).status != self.state.status || self.newest().revision > revision
    }

    /// The record with the description of a date on which its status is not known.
    #[must_use]
    pub(crate) fn unknown_on(self: &Arc<Self>, date: NaiveDate) -> Arc<Self> {
        match self.described_on(date) {
            None => self.clone(),
            shown => Arc::new(Self { shown, ..Self::clone(self) }),
        }
    }

    /// The record as far as it is counted, on a date: without its timeline. `None` if nothing is known of it on that date.
    #[must_use]
    pub fn counted_on(&self, date: NaiveDate) -> Option<Self> {
        if date < self.known_from() {
            return None;
        }
        let Phase { status, mode, reason } = self.by_effective_date().on(date);
        let state = State { mode, reason, ..State::of(status) };
        let mut counted = self.glimpse(self.newest(), state, self.last_report_on(date), u64::MAX);
        counted.shown = self.described_on(date);
        Some(counted)
    }

    /// The record as far as it is counted, as the registry knew it at a revision: without its timeline, and of its last
    /// report only whether there was one. `None` if it did not know it yet.
    #[must_use]
    pub fn counted_at(&self, revision: u64) -> Option<Self> {
        let known = self.versions.partition_point(|version| version.revision <= revision);
        let version = known.checked_sub(1).and_then(|last| self.versions.get(last))?;
        let reported = self.by_revision.first_report.is_some_and(|first| first <= revision);
        let state = self.by_revision.state(revision).clone();
        Some(self.glimpse(version, state, self.last_report.clone().filter(|_| reported), revision))
    }

    /// Those of the decisions that are wanted.
    fn decided(&self, wanted: impl Fn(&StatusUpdate) -> bool) -> OrdMap<TimelinePlace, Arc<StatusUpdate>> {
        let decided = self.decisions.iter().filter(|(_, update)| wanted(update));
        decided.map(|(place, update)| (*place, update.clone())).collect()
    }

    fn glimpse(
        &self,
        version: &Arc<Version<T>>,
        state: State<T::Status>,
        last_report: Option<LastReport>,
        revision: u64,
    ) -> Self {
        let replaced = |id| self.superseded.get(&id).is_some_and(|by| *by <= revision);
        Self {
            recorded_from: self.recorded_from,
            versions: Vector::unit(version.clone()),
            shown: None,
            timeline: Vector::new(),
            recorded: None,
            superseded: OrdMap::new(),
            decisions: self.decided(|update| update.id <= revision && !replaced(update.id)),
            by_revision: RecordedHistory::new(state.clone(), self.by_revision.known_from(revision)),
            state,
            last_report,
            revision: version.revision,
            recorded_at: version.recorded_at,
            json: Rendered::default(),
            described: OnceLock::new(),
            by_effective_date: OnceLock::new(),
            index: OnceLock::new(),
            by_content: OnceLock::new(),
        }
    }
}
