//! When which webhook is told: at every change that it wants and whenever a new try is due. Without either nothing
//! happens.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{Next, Webhooks};
use presence_core::feed::{self, FeedFilter};
use presence_model::{RecordCode, Timestamp, Webhook};
use presence_store::CachedSnapshot;

/// How many webhooks are told at once. One that is slow keeps a thread, not the others.
const AT_ONCE: usize = 64;
/// When to try again after a failure of the registry's own, in microseconds.
const AGAIN: i64 = 5_000_000;
/// How often old entries of the log are forgotten.
const PRUNE_EVERY: Duration = Duration::from_secs(6 * 3600);

/// What is known of a webhook while it is followed.
struct Known {
    /// The revision of the webhook that this is of.
    revision: u64,
    wanted: FeedFilter,
    /// Up to here nothing is due.
    seen: u64,
    not_before: Option<Timestamp>,
    /// Of which revision of it a thread is telling.
    running: Option<u64>,
    /// When it was last told, in turns.
    turn: u64,
}

/// Tells webhooks until the registry stops.
pub async fn follow(webhooks: Arc<Webhooks>, mut stopping: watch::Receiver<bool>) {
    let mut newest = webhooks.store.watch();
    let mut known = begin(&webhooks).await;
    let mut telling = JoinSet::<(RecordCode, Option<Next>)>::new();
    let (mut turn, mut prune) = (0, tokio::time::interval(PRUNE_EVERY));
    while !*stopping.borrow() {
        newest.borrow_and_update();
        let moment = webhooks.store.now();
        let mut due: Vec<(u64, RecordCode, u64)> = Vec::new();
        let (mut wake, now) = (None::<Timestamp>, Timestamp::now());
        for listed in moment.webhooks.values().filter(|listed| listed.record.disabled.is_none()) {
            let entry = known.entry(listed.record.id.clone()).or_insert_with(|| Known::new(&listed.record));
            entry.update(&listed.record, listed.revision, &webhooks);
            if entry.running.is_some() {
                continue;
            }
            if let Some(when) = entry.not_before.filter(|when| *when > now) {
                wake = Some(wake.map_or(when, |wake| wake.min(when)));
                continue;
            }
            let first = entry.look(&moment);
            webhooks.saw(&listed.record.id, entry.seen);
            due.extend(first.map(|first| (entry.turn, listed.record.id.clone(), first)));
        }
        // Whoever has waited longest goes first.
        due.sort_unstable();
        for (_, id, first) in due.into_iter().take(AT_ONCE - telling.len().min(AT_ONCE)) {
            turn += 1;
            if let Some(entry) = known.get_mut(&id) {
                (entry.running, entry.turn) = (Some(entry.revision), turn);
            }
            let (webhooks, stopping) = (webhooks.clone(), stopping.clone());
            telling.spawn_blocking(move || {
                let next = webhooks.try_to_tell(&id, first, &stopping);
                (id, next)
            });
        }
        let pause = wake.map_or(PRUNE_EVERY, |wake| Duration::from_micros((wake.0 - now.0).unsigned_abs()));
        tokio::select! {
            moved = newest.changed() => if moved.is_err() { return },
            Some(Ok((id, next))) = telling.join_next() => {
                if let Some(entry) = known.get_mut(&id) {
                    entry.told(next);
                }
            }
            () = sleep(pause) => {}
            _ = prune.tick() => webhooks.prune(),
            _ = stopping.changed() => {}
        }
    }
    // What is being sent is sent, and recorded.
    while telling.join_next().await.is_some() {}
}

/// Begins where the database says that each webhook is.
async fn begin(webhooks: &Arc<Webhooks>) -> HashMap<RecordCode, Known> {
    let store = webhooks.store.clone();
    let states = tokio::task::spawn_blocking(move || store.webhook_states()).await;
    // Without them each webhook is looked at from its beginning; the database says then what was told.
    let states = states.ok().and_then(Result::ok).unwrap_or_default();
    let moment = webhooks.store.now();
    let entry = |webhook: &Webhook| {
        let told = states.get(webhook.id.as_str()).map_or(webhook.since, |state| state.told as u64);
        (webhook.id.clone(), Known { seen: told, ..Known::new(webhook) })
    };
    moment.webhooks.values().map(|listed| entry(&listed.record)).collect()
}

impl Known {
    fn new(webhook: &Webhook) -> Self {
        let wanted = FeedFilter::of(&webhook.filters);
        Self { revision: 0, wanted, seen: webhook.since, not_before: None, running: None, turn: 0 }
    }

    /// A webhook that was changed is looked at anew: from where the database says that it is.
    fn update(&mut self, webhook: &Webhook, revision: u64, webhooks: &Webhooks) {
        if self.revision == revision {
            return;
        }
        let wanted = FeedFilter::of(&webhook.filters);
        if wanted != self.wanted {
            (self.seen, self.wanted) = (webhook.since, wanted);
            webhooks.saw(&webhook.id, 0);
        }
        (self.revision, self.not_before) = (revision, None);
    }

    /// The first change that it was not told of; what lies before is not looked at again.
    fn look(&mut self, moment: &CachedSnapshot) -> Option<u64> {
        let first = feed::wanted(moment, &self.wanted, self.seen).next();
        self.seen = first.map_or_else(|| moment.revision().max(self.seen), |first| first - 1);
        first
    }

    /// Takes over where telling it has led; `None` if that failed for reasons of the registry's own.
    fn told(&mut self, next: Option<Next>) {
        let changed = self.running.take() != Some(self.revision);
        match next {
            Some(next) => {
                self.seen = self.seen.max(next.told);
                // What was changed meanwhile is tried again at once.
                self.not_before = next.not_before.filter(|_| !changed);
            }
            None => self.not_before = Some(Timestamp(Timestamp::now().0 + AGAIN)),
        }
    }
}

impl Webhooks {
    fn try_to_tell(&self, id: &RecordCode, due: u64, stopping: &watch::Receiver<bool>) -> Option<Next> {
        match catch_unwind(AssertUnwindSafe(|| self.tell(id, due, stopping))) {
            Ok(Ok(next)) => Some(next),
            Ok(Err(trouble)) => {
                log::warn!("webhook {id} waits: {trouble}");
                None
            }
            Err(_) => None,
        }
    }

    fn saw(&self, id: &RecordCode, seen: u64) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), seen);
    }

    fn prune(self: &Arc<Self>) {
        let webhooks = self.clone();
        drop(tokio::task::spawn_blocking(move || {
            if let Err(error) = webhooks.store.prune_deliveries(webhooks.settings.keep) {
                log::warn!("the log of deliveries was not pruned: {error}");
            }
        }));
    }
}
