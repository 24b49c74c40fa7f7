//! An index of a record's timeline: the state at any place in it and what stands next to a place, in a time that grows
//! with the logarithm of its length. Without it each update about an earlier date would read the whole timeline.

use std::sync::Arc;

use chrono::NaiveDate;
use imbl::OrdMap;

use super::tracked::{Described, State};
use presence_model::StatusUpdate;

/// A place in a timeline: [`StatusUpdate::place`].
pub type Place = (NaiveDate, u64);

/// The updates of a timeline that are not superseded, by what they say. Copies are cheap.
#[derive(Debug)]
pub struct TimelineIndex<T: Described> {
    initial: Arc<State<T::Status>>,
    /// The status of each update that has one.
    statuses: OrdMap<Place, T::Status>,
    /// Those of them at which the status changes.
    changes: OrdMap<Place, T::Status>,
    /// Updates that give a reason for their status.
    reasons: OrdMap<Place, Arc<StatusUpdate>>,
    /// Updates with an operating mode.
    modes: OrdMap<Place, Arc<StatusUpdate>>,
}

impl<T: Described> Clone for TimelineIndex<T> {
    fn clone(&self) -> Self {
        Self {
            initial: self.initial.clone(),
            statuses: self.statuses.clone(),
            changes: self.changes.clone(),
            reasons: self.reasons.clone(),
            modes: self.modes.clone(),
        }
    }
}

impl<T: Described> TimelineIndex<T> {
    /// An index of the updates that count, after an initial state.
    pub fn new<'a>(initial: State<T::Status>, updates: impl Iterator<Item = &'a Arc<StatusUpdate>>) -> Self {
        let mut index = Self {
            initial: Arc::new(initial),
            statuses: OrdMap::new(),
            changes: OrdMap::new(),
            reasons: OrdMap::new(),
            modes: OrdMap::new(),
        };
        updates.for_each(|update| index.insert(update));
        index
    }

    /// Adds an update.
    pub fn insert(&mut self, update: &Arc<StatusUpdate>) {
        let place = update.place();
        if let Some(status) = update.status.and_then(T::status_in) {
            self.statuses.insert(place, status);
            self.mark_change(place);
            self.mark_change_after(place);
            if update.reason.is_some() {
                self.reasons.insert(place, update.clone());
            }
        }
        if update.operating_mode.is_some() {
            self.modes.insert(place, update.clone());
        }
    }

    /// Takes an update out: one that is superseded.
    pub fn remove(&mut self, update: &StatusUpdate) {
        let place = update.place();
        self.reasons.remove(&place);
        self.modes.remove(&place);
        self.changes.remove(&place);
        if self.statuses.remove(&place).is_some() {
            self.mark_change_after(place);
        }
    }

    fn mark_change_after(&mut self, place: Place) {
        if let Some((next, _)) = self.next(place) {
            self.mark_change(next);
        }
    }

    /// Notes whether the status at a place is another one than before it.
    fn mark_change(&mut self, place: Place) {
        let Some(status) = self.statuses.get(&place).copied() else { return };
        let before = self.statuses.range(..place).next_back().map_or(self.initial.status, |(_, status)| *status);
        if status == before {
            self.changes.remove(&place);
        } else {
            self.changes.insert(place, status);
        }
    }

    /// The status at a place, an update that is there included.
    pub fn status(&self, upto: Place) -> T::Status {
        self.statuses.range(..=upto).next_back().map_or(self.initial.status, |(_, status)| *status)
    }

    /// The first update after a place that has a status.
    pub fn next(&self, place: Place) -> Option<(Place, T::Status)> {
        let after = (place.0, place.1.saturating_add(1));
        self.statuses.range(after..).next().map(|(place, status)| (*place, *status))
    }

    /// The state that the updates before a place give: the same as taking them one after the other.
    pub fn state(&self, before: Place) -> State<T::Status> {
        let change = self.changes.range(..before).next_back().map(|(place, status)| (*place, *status));
        let begun = change.map_or((NaiveDate::MIN, 0), |(place, _)| place);
        // A baseline status has no date; the first report of it gives it one.
        let first = || self.statuses.range(..before).next().map(|((date, _), _)| *date);
        let reason = if begun < before { self.reasons.range(begun..before).next_back() } else { None };
        let mode = self.modes.range(..before).next_back().map(|(_, update)| update);
        State {
            status: change.map_or(self.initial.status, |(_, status)| status),
            since: change.map_or_else(|| self.initial.since.or_else(first), |((date, _), _)| Some(date)),
            mode: mode.map_or(self.initial.mode, |update| update.operating_mode),
            operating_from: match mode {
                Some(update) => update.operating_from.as_deref().cloned(),
                None => self.initial.operating_from.clone(),
            },
            reason: reason.and_then(|(_, update)| update.reason),
            successor: reason.and_then(|(_, update)| update.successor.clone()),
        }
    }
}
