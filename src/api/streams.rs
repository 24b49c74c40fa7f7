//! How many clients follow the changes: in all, and of each address and client.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::problem::{self, Problem};

/// The streams that are open.
pub struct Streams {
    open: Arc<AtomicUsize>,
    by_key: Mutex<HashMap<Box<str>, usize>>,
    most: usize,
    most_each: usize,
}

impl Streams {
    /// No stream yet; at most `most` in all, and `most_each` of one address or one client. `open` counts them.
    #[must_use]
    pub fn new(open: Arc<AtomicUsize>, most: usize, most_each: usize) -> Self {
        Self { open, by_key: Mutex::default(), most, most_each }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// A slot for a stream of all these keys (its address, its client).
    ///
    /// # Errors
    /// 503 if the instance has too many streams, 429 if one of the keys has.
    pub fn open(self: &Arc<Self>, keys: Vec<Box<str>>) -> Result<StreamSlot, Problem> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if self.count() >= self.most {
            let detail =
                "too many clients follow the changes of this instance already; ask for them with `wait` instead";
            return Err(Problem::new(problem::UNAVAILABLE, detail));
        }
        if keys.iter().any(|key| by_key.get(key).is_some_and(|count| *count >= self.most_each)) {
            let detail = format!("one address or client may follow the changes {} times at once", self.most_each);
            return Err(Problem::new(problem::RATE_LIMITED, detail).with(|problem| problem.retry_after = Some(10)));
        }
        for key in &keys {
            *by_key.entry(key.clone()).or_default() += 1;
        }
        self.open.fetch_add(1, Ordering::Relaxed);
        Ok(StreamSlot { streams: self.clone(), keys })
    }
}

/// A stream's slot; given back when this is dropped.
pub struct StreamSlot {
    streams: Arc<Streams>,
    keys: Vec<Box<str>>,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut by_key = self.streams.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            if let Some(count) = by_key.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    by_key.remove(key);
                }
            }
        }
        self.streams.open.fetch_sub(1, Ordering::Relaxed);
    }
}
