//! A snapshot as it is served, and the responses that were already made from snapshots.
//!
//! A cached response belongs to one moment, so a new revision needs no invalidation: what is not asked for any more makes
//! room for what is.

use std::{
    hash::Hash,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use quick_cache::{Equivalent, Weighter, sync::Cache};

use presence_core::Snapshot;

/// A response made from a snapshot: the body, and what its headers need.
#[derive(Clone, Debug)]
pub struct CachedResponse {
    /// The body.
    pub body: Bytes,
    /// The path and query of the next page.
    pub next: Option<String>,
}

impl CachedResponse {
    /// A response that takes no more memory than it is long.
    #[must_use]
    pub fn new(body: Vec<u8>, next: Option<String>) -> Self {
        Self { body: body.into_boxed_slice().into(), next }
    }
}

/// What snapshots of the past take grows with the history that they share little of.
#[derive(Clone)]
pub(super) struct ByHistory;

impl<K> Weighter<K, Arc<CachedSnapshot>> for ByHistory {
    fn weight(&self, _: &K, moment: &Arc<CachedSnapshot>) -> u64 {
        13.max(moment.updates.len() as u64 / 100_000)
    }
}

/// How many bytes of responses are cached unless told otherwise.
pub const CAPACITY: u64 = 256 << 20;

/// The cached responses of all moments, in one budget.
pub struct Responses {
    cache: Cache<Key, Cached, ByBytes>,
    /// How many moments there were.
    moments: AtomicU64,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    /// Of which moment; 0 for what is the same for several.
    moment: u64,
    text: String,
}

#[derive(Hash)]
struct KeyRef<'k> {
    moment: u64,
    text: &'k str,
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.moment == key.moment && self.text == key.text
    }
}

#[derive(Clone)]
struct Cached {
    /// The revision that it was made at.
    made: u64,
    answer: CachedResponse,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Cached> for ByBytes {
    fn weight(&self, key: &Key, Cached { answer, .. }: &Cached) -> u64 {
        let next = answer.next.as_ref().map_or(0, String::capacity);
        // What the cache itself takes for an entry, about.
        let entry = 256;
        (key.text.capacity() + answer.body.len() + next + entry) as u64
    }
}

impl Default for Responses {
    fn default() -> Self {
        Self { cache: Cache::with_weighter(4096, CAPACITY, ByBytes), moments: AtomicU64::new(0) }
    }
}

impl Responses {
    /// Sets the budget, in bytes.
    pub fn set_capacity(&self, bytes: u64) {
        self.cache.set_capacity(bytes);
    }

    /// How many bytes are cached.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.cache.weight()
    }

    /// A response that is the same at several moments, and the revision that it was made at.
    pub(super) fn shared(&self, text: &str) -> Option<(u64, CachedResponse)> {
        self.cache.get(&KeyRef { moment: 0, text }).map(|cached| (cached.made, cached.answer))
    }

    pub(super) fn keep_shared(&self, text: String, made: u64, answer: CachedResponse) {
        self.cache.insert(Key { moment: 0, text }, Cached { made, answer });
    }
}

/// A snapshot and the responses made from it.
pub struct CachedSnapshot {
    snapshot: Snapshot,
    number: u64,
    responses: Arc<Responses>,
}

impl CachedSnapshot {
    /// A snapshot from which no response was made yet.
    #[must_use]
    pub fn new(snapshot: Snapshot, responses: &Arc<Responses>) -> Self {
        let number = responses.moments.fetch_add(1, Ordering::Relaxed) + 1;
        Self { snapshot, number, responses: responses.clone() }
    }

    /// The snapshot alone.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The response under this key, if it is cached.
    #[must_use]
    pub fn answer(&self, key: &str) -> Option<CachedResponse> {
        let cached = self.responses.cache.get(&KeyRef { moment: self.number, text: key });
        cached.map(|cached| cached.answer)
    }

    /// Caches a response.
    pub fn keep(&self, key: String, answer: CachedResponse) {
        let cached = Cached { made: self.revision(), answer };
        self.responses.cache.insert(Key { moment: self.number, text: key }, cached);
    }
}

impl Deref for CachedSnapshot {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.snapshot
    }
}
