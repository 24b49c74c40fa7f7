//! Webhooks: tells receivers of changes, in order, again and again until they have taken each.
//!
//! [`follow`] wakes at every change and at the next due time, and lets each webhook that has something to be told be
//! told by a thread of its own, a bounded number at once. `Webhooks::tell` takes the webhook for this instance for a
//! while, sends one change after the other, and records how far it came. After a crash what was sent and not recorded
//! is sent again under the same `webhook-id`.

mod backoff;
mod dispatcher;
mod event;
mod manual;
mod sender;
mod signature;
pub mod ssrf;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rand_core::{OsRng, RngCore as _};
use tokio::sync::{Semaphore, watch};

pub use dispatcher::follow;
pub use manual::AtOnce;

use self::{
    event::Message,
    sender::{Answer, Sender},
};
use presence_auth::Keyring;
use presence_core::feed::{self, FeedFilter};
use presence_model::{RecordCode, Timestamp, Webhook, WebhookSecret};
use presence_store::{
    CachedSnapshot, SealedSecret, Store, WriteError,
    deliveries::{Delivery, State, Taken, Told},
};

/// How long an instance has a webhook to itself: longer than it ever tells it at a stretch.
const LEASE: Duration = Duration::from_secs(15);
/// How long a webhook is told at a stretch before that is recorded; the last answer may take longer.
const STRETCH: Duration = Duration::from_secs(1);
/// How many changes a webhook is told at a stretch.
const AT_A_STRETCH: usize = 100;
/// How many webhooks are told of something at once by request, outside the order.
const BY_REQUEST: usize = 16;
/// Up to where the changes that wait are counted.
pub const BACKLOG: usize = 1000;

/// How webhooks are told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether private addresses may be told, and without TLS.
    pub private: bool,
    /// The first pause after a failure; the others follow from it.
    pub first_pause: Duration,
    /// After how long a time of failures a webhook is disabled.
    pub give_up: Duration,
    /// How long the log of deliveries is kept.
    pub keep: Duration,
    /// The `source` of events.
    pub source: String,
}

/// Tells webhooks.
pub struct Webhooks {
    store: Arc<Store>,
    keyring: Arc<Keyring>,
    settings: Settings,
    /// What tells this process from the others on the same database.
    instance: String,
    /// Up to which revision there is nothing that a webhook was not told: by how far this instance has looked.
    seen: Mutex<BTreeMap<RecordCode, u64>>,
    by_request: Arc<Semaphore>,
}

/// Where telling a webhook has led.
struct Next {
    /// Everything up to this revision was told.
    told: u64,
    /// When to look again; none: when there is something.
    not_before: Option<Timestamp>,
}

impl Webhooks {
    /// Tells the webhooks of a store.
    #[must_use]
    pub fn new(store: Arc<Store>, keyring: Arc<Keyring>, settings: Settings) -> Self {
        let instance = uuid::Uuid::new_v4().to_string();
        let by_request = Arc::new(Semaphore::new(BY_REQUEST));
        Self { store, keyring, settings, instance, seen: Mutex::default(), by_request }
    }

    /// Checks an address as it is given.
    ///
    /// # Errors
    /// Why it may not be told.
    pub fn check(&self, url: &str) -> Result<(), String> {
        ssrf::check(url, self.settings.private)
    }

    /// A new secret of a webhook: as its receiver gets it, once; as the ledger knows it; as it is kept.
    #[must_use]
    pub fn make_secret(&self, webhook: &RecordCode) -> (String, WebhookSecret, SealedSecret) {
        let secret = signature::make();
        let id: Box<str> = uuid::Uuid::new_v4().simple().to_string()[..8].into();
        let name = format!("{webhook}/{id}");
        let (sealed, digest) = self.keyring.seal(&name, &secret);
        let known = WebhookSecret { id, sealed: digest.into(), created_at: Timestamp::now(), expires_at: None };
        (signature::text(&secret), known, SealedSecret { webhook: webhook.clone(), name, sealed })
    }

    /// How many changes wait, counted up to [`BACKLOG`].
    #[must_use]
    pub fn backlog(&self, webhook: &Webhook, state: Option<&State>) -> usize {
        let told = state.map_or(webhook.since, |state| state.told as u64).max(self.seen(&webhook.id));
        feed::wanted(&self.store.now(), &FeedFilter::of(&webhook.filters), told).take(BACKLOG).count()
    }

    fn seen(&self, id: &RecordCode) -> u64 {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied().unwrap_or_default()
    }

    /// How many changes wait for webhooks that are not disabled, each counted up to [`BACKLOG`].
    #[must_use]
    pub fn waiting(&self) -> usize {
        let moment = self.store.now();
        let told = moment.webhooks.values().filter(|listed| listed.record.disabled.is_none());
        told.map(|listed| self.backlog(&listed.record, None)).sum()
    }

    /// The secrets that sign at present, the newest last; `None` if that one cannot be read.
    fn secrets(&self, webhook: &Webhook) -> Option<Vec<Vec<u8>>> {
        let now = Timestamp::now();
        let signing = webhook.secrets.iter().filter(|secret| secret.signs(now));
        let open = |secret: &WebhookSecret| match self.keyring.unseal(&webhook.kept_as(&secret.id)) {
            Ok(secret) => Some(secret),
            Err(error) => {
                log::error!("a secret of webhook {} cannot be read: {error}", webhook.id);
                None
            }
        };
        let opened: Vec<_> = signing.map(open).collect();
        opened.last()?.is_some().then(|| opened.into_iter().flatten().collect())
    }

    /// Sends a message.
    fn send(sender: &Sender, webhook: &Webhook, message: &Message, secrets: Option<&[Vec<u8>]>) -> Answer {
        secrets.map_or_else(Answer::unsigned, |secrets| sender.send(&webhook.url, message, secrets))
    }

    /// The message that tells a change; without its trace if the database does not say.
    fn change(&self, webhook: &Webhook, moment: &CachedSnapshot, revision: u64) -> Option<Message> {
        let trace = self.store.trace(revision).unwrap_or_default();
        event::change(webhook, moment, revision, &self.settings.source, trace.as_deref())
    }

    /// Tells a webhook what is due, from the change of the revision `due` on.
    fn tell(&self, id: &RecordCode, due: u64, stopping: &watch::Receiver<bool>) -> Result<Next, WriteError> {
        let (mut state, listed) = match self.store.take_webhook(id, due, &self.instance, LEASE)? {
            Taken::Idle(told) => return Ok(Next { told, not_before: None }),
            Taken::Later(when) => return Ok(Next { told: 0, not_before: Some(when) }),
            Taken::Yours(state, listed) => (state, listed),
        };
        let webhook = &*listed.record;
        let (wanted, secrets) = (FeedFilter::of(&webhook.filters), self.secrets(webhook));
        let (sender, begun) = (Sender::new(self.settings.private), Instant::now());
        let (mut deliveries, mut disable) = (Vec::new(), None);
        loop {
            let moment = self.store.now();
            // Whatever it has become, it is told anew as that.
            if moment.webhooks.get(id).is_none_or(|now| now.revision != listed.revision) {
                break;
            }
            let told = state.told as u64;
            let Some(revision) = feed::wanted(&moment, &wanted, told).next() else {
                state.told = told.max(moment.revision()) as i64;
                break;
            };
            let Some(message) = self.change(webhook, &moment, revision) else {
                log::error!("revision {revision} cannot be told");
                state.told = revision as i64;
                continue;
            };
            let answer = Self::send(&sender, webhook, &message, secrets.as_deref());
            deliveries.push(delivery(webhook, &message, "change", state.attempts + 1, &answer));
            if !answer.delivered {
                disable = self.failed(&mut state, &answer);
                break;
            }
            answered(&mut state, &answer);
            (state.told, state.delivered) = (revision as i64, Some(revision as i64));
            (state.attempts, state.next_attempt, state.failing_since) = (0, None, None);
            if *stopping.borrow() || begun.elapsed() > STRETCH || deliveries.len() == AT_A_STRETCH {
                break;
            }
        }
        let next = Next { told: state.told as u64, not_before: state.next_attempt.map(Timestamp) };
        self.store.told_webhook(Told { state, deliveries, disable })?;
        Ok(next)
    }

    /// Says when to try again, or why not.
    fn failed(&self, state: &mut State, answer: &Answer) -> Option<String> {
        answered(state, answer);
        state.attempts = state.attempts.saturating_add(1);
        let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4);
        let since = *state.failing_since.get_or_insert(answer.sent_at.0);
        let (now, end) = (Timestamp::now().0, since + micros(self.settings.give_up));
        let pause = backoff::pause(self.settings.first_pause, state.attempts.unsigned_abs(), OsRng.next_u32());
        let pause = pause.max(answer.retry_after.unwrap_or_default());
        // The last try is when the time is up.
        state.next_attempt = Some((now + micros(pause)).min(end.max(now)));
        if answer.status == Some(410) {
            return Some("the receiver answered 410: it is gone".to_owned());
        }
        let last = answer.status.map(|status| format!("status {status}"));
        let last = last.or_else(|| answer.error.clone()).unwrap_or_default();
        if state.attempts == 1 {
            log::info!("webhook {} fails: {last}", state.webhook);
        }
        (now >= end).then(|| format!("nothing was delivered since {}; at last: {last}", Timestamp(since)))
    }
}

fn answered(state: &mut State, answer: &Answer) {
    state.answered_at = Some(answer.sent_at.0 + i64::try_from(answer.took.as_micros()).unwrap_or_default());
    state.answer_status = answer.status.map(i32::from);
    state.answer_error.clone_from(&answer.error);
}

/// An entry of the log.
fn delivery(webhook: &Webhook, message: &Message, cause: &str, attempt: i32, answer: &Answer) -> Delivery {
    Delivery {
        duration_ms: i64::try_from(answer.took.as_millis()).ok(),
        outcome: if answer.delivered { "delivered" } else { "failed" }.to_owned(),
        status: answer.status.map(i32::from),
        error: answer.error.clone(),
        sent_at: answer.sent_at.0,
        ..pending(webhook, &message.id, message.revision, cause, attempt)
    }
}

/// An entry of the log for something that has no answer yet.
fn pending(webhook: &Webhook, message: &str, revision: Option<u64>, cause: &str, attempt: i32) -> Delivery {
    Delivery {
        id: uuid::Uuid::now_v7().to_string(),
        webhook: webhook.id.to_string(),
        message: message.to_owned(),
        cause: cause.to_owned(),
        revision: revision.map(|revision| revision as i64),
        attempt,
        sent_at: Timestamp::now().0,
        duration_ms: None,
        outcome: "pending".to_owned(),
        status: None,
        error: None,
    }
}
