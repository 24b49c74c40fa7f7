//! What a record was described as, by effective date.
//!
//! What a description changes holds from its date on, until a newer description changes it: what the desk said last holds.
//! What it leaves as it was keeps its own dates.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Described, Version};

/// The descriptions of a record.
#[derive(Debug)]
pub struct Descriptions<T> {
    /// From which date each holds; the first holds from the beginning.
    phases: Vec<(NaiveDate, Arc<T>)>,
}

impl<T: Described> Descriptions<T> {
    /// Reads versions, oldest first; there is one at least.
    pub(super) fn new<'a>(versions: impl Iterator<Item = &'a Version<T>>) -> Self
    where
        T: 'a,
    {
        let mut phases: Vec<(NaiveDate, Arc<T>)> = Vec::new();
        let mut before: Option<&Version<T>> = None;
        for version in versions {
            let Some(before) = before.replace(version) else {
                phases.push((NaiveDate::MIN, version.record.clone()));
                continue;
            };
            let (from, dated) = effective_on(version);
            let at = phases.partition_point(|(since, _)| *since < from);
            if phases.get(at).is_none_or(|(since, _)| *since > from) {
                let earlier = phases[at - 1].1.clone();
                phases.insert(at, (from, earlier));
            }
            for (place, (_, phase)) in phases.iter_mut().enumerate() {
                let phase = Arc::make_mut(phase);
                if place >= at {
                    phase.adopt(&before.record, &version.record);
                } else if !dated {
                    phase.fill(&before.record, &version.record);
                }
                phase.adopt_timeless(&version.record);
            }
        }
        Self { phases }
    }

    /// The description of a date; none where the newest holds.
    pub(super) fn on(&self, date: NaiveDate) -> Option<&Arc<T>> {
        let upto = self.phases.partition_point(|(since, _)| *since <= date);
        if upto == self.phases.len() { None } else { upto.checked_sub(1).map(|at| &self.phases[at].1) }
    }

    /// The dates of changes after one date, up to another.
    pub(super) fn dates(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let dates = self.phases.iter().map(|(since, _)| *since);
        dates.filter(move |since| after < *since && *since <= upto)
    }
}

/// From which date a description holds that is not the first, and whether the desk gave that date.
fn effective_on<T: Described>(version: &Version<T>) -> (NaiveDate, bool) {
    match version.record.edit() {
        Some(edit) => (edit.effective_on.unwrap_or(NaiveDate::MIN), edit.dated),
        // Before descriptions had dates: from the day on which they were recorded.
        None if &*version.actor.client == "baseline" => (NaiveDate::MIN, false),
        None => (version.recorded_at.date(), false),
    }
}
