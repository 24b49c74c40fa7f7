//! Versioned records: records without a timeline, of which the newest version holds and the older ones are retained.

use std::sync::Arc;

use imbl::{OrdMap, Vector};

use super::{
    change::Change,
    tracked::{Rendered, Version},
};
use presence_model::RecordCode;

/// Versioned records by code.
pub type VersionedMap<T> = OrdMap<RecordCode, Arc<Versioned<T>>>;

/// A record with all its versions.
#[derive(Debug)]
pub struct Versioned<T> {
    /// Oldest first; never empty.
    pub versions: Vector<Arc<Version<T>>>,
    /// Its JSON, made at the first read of this revision.
    pub json: Rendered,
}

impl<T> Clone for Versioned<T> {
    fn clone(&self) -> Self {
        Self { versions: self.versions.clone(), json: Rendered::default() }
    }
}

impl<T> Versioned<T> {
    /// The newest version.
    #[must_use]
    pub fn newest(&self) -> &Version<T> {
        self.versions.last().expect("a record has a version")
    }

    /// The record as it is.
    #[must_use]
    pub fn record(&self) -> &T {
        &self.newest().record
    }

    /// The record as it was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Option<Self> {
        let known = self.versions.iter().take_while(|version| version.revision <= revision).count();
        (known > 0).then(|| Self { versions: self.versions.clone().slice(..known), json: Rendered::default() })
    }
}

/// Takes a version of a record.
pub fn keep<T>(map: &mut VersionedMap<T>, code: &RecordCode, change: &Change, record: &Arc<T>) {
    let version = Arc::new(Version {
        revision: change.revision,
        recorded_at: change.recorded_at,
        actor: change.actor.clone(),
        record: record.clone(),
    });
    match map.get_mut(code) {
        Some(kept) => {
            let kept = Arc::make_mut(kept);
            kept.versions.push_back(version);
            kept.json = Rendered::default();
        }
        None => {
            let kept = Versioned { versions: Vector::unit(version), json: Rendered::default() };
            map.insert(code.clone(), Arc::new(kept));
        }
    }
}

/// The records as they were known at a revision.
#[must_use]
pub fn past<T>(map: &VersionedMap<T>, revision: u64) -> VersionedMap<T> {
    map.iter()
        .filter_map(|(code, kept)| {
            let same = kept.newest().revision <= revision;
            let then = if same { kept.clone() } else { Arc::new(kept.as_of(revision)?) };
            Some((code.clone(), then))
        })
        .collect()
}
