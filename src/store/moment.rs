//! A snapshot as it is served: with the answers that were already made from it.
//!
//! Answers live and die with their snapshot, so a new revision needs no invalidation.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use quick_cache::{Weighter, sync::Cache};

use crate::registry::Snapshot;

/// An answer made from a snapshot: the body, and what its headers need.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The body.
    pub body: Bytes,
    /// The path and query of the next page.
    pub next: Option<String>,
}

#[derive(Clone)]
pub(super) struct ByBytes;

impl Weighter<String, Answer> for ByBytes {
    fn weight(&self, key: &String, answer: &Answer) -> u64 {
        (key.len() + answer.body.len() + 64) as u64
    }
}

impl Weighter<String, (u64, Answer)> for ByBytes {
    fn weight(&self, key: &String, (_, answer): &(u64, Answer)) -> u64 {
        self.weight(key, answer)
    }
}

/// What moments of the past take grows with the history that they share little of.
#[derive(Clone)]
pub(super) struct ByHistory;

impl<K> Weighter<K, Arc<Moment>> for ByHistory {
    fn weight(&self, _: &K, moment: &Arc<Moment>) -> u64 {
        13.max(moment.updates.len() as u64 / 100_000)
    }
}

/// How many bytes of answers a snapshot keeps.
const CAPACITY: u64 = 32 << 20;

/// A snapshot and the answers made from it.
#[derive(Default)]
pub struct Moment {
    snapshot: Snapshot,
    answers: OnceLock<Cache<String, Answer, ByBytes>>,
}

impl Moment {
    /// A snapshot from which no answer was made yet.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot, answers: OnceLock::new() }
    }

    /// The answer under this key, if one was kept.
    #[must_use]
    pub fn answer(&self, key: &str) -> Option<Answer> {
        self.answers.get()?.get(key)
    }

    /// Keeps an answer.
    pub fn keep(&self, key: String, answer: Answer) {
        // Made at the first answer: under many writes most snapshots are never read.
        self.answers.get_or_init(|| Cache::with_weighter(512, CAPACITY, ByBytes)).insert(key, answer);
    }
}

impl Deref for Moment {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.snapshot
    }
}
