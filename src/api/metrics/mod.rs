//! `/metrics`: how the process does, for Prometheus.

pub mod route;

use std::{
    fmt::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::http::Method;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _},
    metrics::{counter::Counter, family::Family, gauge::ConstGauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use presence_model::Timestamp;
use presence_store::{Store, StoreMetrics, backups::Backups};
use presence_webhooks::Webhooks;

/// The upper bounds of how long requests take, in seconds: a cached read takes some microseconds, a durable write
/// milliseconds.
const BUCKETS: [f64; 12] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// What is counted as requests pass.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Histogram>,
    rate_limited: Counter,
    failures: Counter,
}

impl Metrics {
    /// Counts from zero.
    #[must_use]
    pub fn new(sources: Sources) -> Self {
        let mut registry = Registry::with_prefix("presence_registry");
        let requests = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let (rate_limited, failures) = (Counter::default(), Counter::default());
        let about = "How long requests took, by route and status";
        registry.register_with_unit("http_request_duration", about, Unit::Seconds, requests.clone());
        registry.register("rate_limited", "Requests that were one too many", rate_limited.clone());
        registry.register("auth_failures", "Requests whose token or credential did not hold", failures.clone());
        let StoreMetrics { waiting, commit, group, lag, imports, importing, audit_dropped } =
            sources.store.counted().clone();
        registry.register("writer_queue", "Writes that wait for the writer", waiting);
        registry.register_with_unit("commit", "How long transactions of commands took", Unit::Seconds, commit);
        registry.register("commit_commands", "How many commands shared a transaction", group);
        let about = "How long after it was recorded a change of another process was seen";
        registry.register_with_unit("follower_lag", about, Unit::Seconds, lag);
        registry.register("imports", "Imports accepted", imports);
        registry.register("imports_running", "Large imports that this process works on", importing);
        let about = "Refused requests that the audit trail does not have: too many came at once";
        registry.register("audit_events_dropped", about, audit_dropped);
        registry.register_collector(Box::new(sources));
        Self { registry, requests, rate_limited, failures }
    }

    /// Counts a response.
    pub fn observe(&self, method: &'static str, route: Option<String>, status: u16, took: Duration) {
        match status {
            429 => drop(self.rate_limited.inc()),
            401 => drop(self.failures.inc()),
            _ => {}
        }
        // Paths that are no route are made up by clients: they would never end.
        let route = route.unwrap_or_else(|| "none".to_owned());
        self.requests.get_or_create(&Labels { method, route, status }).observe(took.as_secs_f64());
    }
}

/// A method's name as a label. Clients can make up methods without end: those are `_OTHER`.
#[must_use]
pub fn method_name(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

/// What is asked for when somebody looks.
pub struct Sources {
    /// The store.
    pub store: Arc<Store>,
    /// The webhooks.
    pub webhooks: Arc<Webhooks>,
    /// The backups, if some are made.
    pub backups: Option<Arc<Backups>>,
    /// How many clients follow the changes.
    pub listeners: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources")
    }
}

impl Collector for Sources {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), Error> {
        let snapshot = self.store.now();
        let ago = |at: Timestamp| (Timestamp::now().0 - at.0) as f64 / 1_000_000.0;
        let listeners = self.listeners.load(Ordering::Relaxed);
        let mut gauges = vec![
            ("revision", "The newest revision", snapshot.revision() as f64),
            ("snapshot_age_seconds", "How long ago the newest revision was recorded", ago(snapshot.recorded_at())),
            ("database_silence_seconds", "How long ago the database last answered", self.store.silence().as_secs_f64()),
            ("uptime_seconds", "How long the process has run", self.store.uptime().as_secs_f64()),
            ("feed_listeners", "Clients that follow the changes", listeners as f64),
            ("webhook_backlog", "Changes that wait for webhooks, up to 1,000 each", self.webhooks.waiting() as f64),
            ("response_cache_bytes", "What cached responses take", self.store.responses().bytes() as f64),
            ("presences", "Presences", snapshot.presences.len() as f64),
            ("adviser_posts", "Adviser posts", snapshot.posts.len() as f64),
        ];
        if let Some(backups) = &self.backups {
            gauges.push(("backup_failures", "Backups that were not made", backups.failures() as f64));
            // Without any backup the age would be one that nobody notices.
            let age = backups.last().map_or(f64::INFINITY, ago);
            gauges.push(("last_backup_age_seconds", "How old the newest backup is", age));
        }
        for (name, about, value) in gauges {
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, about, None, gauge.metric_type())?)?;
        }
        Ok(())
    }
}
