//! What was rendered of a record, and lookups in its timeline.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::NaiveDate;
use imbl::{OrdMap, Vector};

use presence_model::{Language, StatusUpdate};

/// Status updates by effective date, hash of the content, and id.
pub(super) type ByContent = OrdMap<(NaiveDate, u64, u64), Arc<StatusUpdate>>;

pub(super) fn content_key(update: &StatusUpdate) -> (NaiveDate, u64, u64) {
    (update.effective_on, update.content_hash(), update.id)
}

/// JSON made once for a revision, one for each language; a copy of the record starts with none.
#[derive(Debug, Default)]
pub struct Rendered([OnceLock<(u64, Bytes)>; 6]);

impl Rendered {
    /// The bytes in this language, made now if nobody asked before. `with` is the revision of what else shows in them: with
    /// another one they are made again.
    pub fn get(&self, language: Language, with: u64, make: impl Fn() -> Vec<u8>) -> Bytes {
        let (known, json) = self.0[language as usize].get_or_init(|| (with, make().into()));
        if *known == with { json.clone() } else { make().into() }
    }
}

/// `partition_point` for the persistent vector.
pub(super) trait PartitionPoint<A> {
    fn partition_point(&self, before: impl Fn(&A) -> bool) -> usize;
}

impl<A: Clone> PartitionPoint<A> for Vector<A> {
    fn partition_point(&self, before: impl Fn(&A) -> bool) -> usize {
        if self.last().is_none_or(&before) {
            return self.len();
        }
        self.binary_search_by(|item| if before(item) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater })
            .unwrap_or_else(|place| place)
    }
}
