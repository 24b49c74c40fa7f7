//! How the store is: whether the database answers, and since when.

use std::{sync::atomic::Ordering, time::Duration};

use super::Store;

impl Store {
    /// How long ago the database last answered the writer.
    #[must_use]
    pub fn silence(&self) -> Duration {
        Duration::from_micros(self.shared.running().saturating_sub(self.shared.alive.load(Ordering::Relaxed)))
    }

    /// How long ago a write last failed, if none was committed since.
    #[must_use]
    pub fn failing(&self) -> Option<Duration> {
        let failed = self.shared.failed.load(Ordering::Relaxed);
        (failed > 0).then(|| Duration::from_micros(self.shared.running().saturating_sub(failed)))
    }

    /// Why the store takes no writes since it was opened, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<String> {
        self.shared.read_only().clone()
    }

    /// For how long the store has been open.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        self.shared.began.elapsed()
    }
}
