//! What the store counts since the process began, for whoever watches it.

use prometheus_client::metrics::{counter::Counter, gauge::Gauge, histogram::Histogram};

/// The upper bounds of how long a commit takes, in seconds: a fast disk syncs in a millisecond.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// The upper bounds of how many commands share a commit.
const COMMANDS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// What the store counts.
#[derive(Clone, Debug)]
pub struct StoreMetrics {
    /// Commands that wait for the writer.
    pub waiting: Gauge,
    /// How long transactions of commands took, in seconds.
    pub commit: Histogram,
    /// How many commands shared one.
    pub group: Histogram,
    /// How long after it was recorded a change of another process was seen, in seconds.
    pub lag: Histogram,
    /// Imports accepted.
    pub imports: Counter,
    /// Large imports that this process works on.
    pub importing: Gauge,
    /// Refusals that the audit trail does not have.
    pub audit_dropped: Counter,
}

impl Default for StoreMetrics {
    fn default() -> Self {
        Self {
            waiting: Gauge::default(),
            commit: Histogram::new(SECONDS),
            group: Histogram::new(COMMANDS),
            lag: Histogram::new(SECONDS),
            imports: Counter::default(),
            importing: Gauge::default(),
            audit_dropped: Counter::default(),
        }
    }
}

/// Something that is there as long as this is, also when nobody waits for it any more.
pub(super) struct GaugeGuard<'g>(&'g Gauge);

impl<'g> GaugeGuard<'g> {
    pub(super) fn begin(gauge: &'g Gauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for GaugeGuard<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}
