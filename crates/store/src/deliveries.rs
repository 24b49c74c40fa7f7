//! What webhooks were told: how far each is, which instance tells it at present, and a log of what was sent. Kept beside
//! the ledger, and sealed.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};
use serde::Serialize;
use tokio::sync::oneshot;

use super::{
    AnyConnection, Idempotency, Store, StoreError, WriteError, WriteRequest,
    row_checksums::seal,
    schema::{webhook_deliveries, webhook_states},
    writer::batch::{Batch, Effect},
};
use presence_core::{Actor, Command, Rejection, WebhookChange, snapshot::Listed};
use presence_model::{RecordCode, Timestamp, Webhook};

/// How many entries of the log a webhook has at most.
const LOG: i64 = 2000;

/// How far a webhook has been told.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize)]
#[diesel(table_name = webhook_states, treat_none_as_null = true)]
pub struct State {
    /// Which webhook.
    pub webhook: String,
    /// Every wanted change up to this revision was delivered.
    pub told: i64,
    /// The revision of the last change that was delivered.
    pub delivered: Option<i64>,
    /// The revision of the webhook that the troubles are of: once it is changed they are forgotten.
    pub described: i64,
    /// How often the change that is due was tried in vain.
    pub attempts: i32,
    /// When it is tried again.
    pub next_attempt: Option<i64>,
    /// When it began to fail.
    pub failing_since: Option<i64>,
    /// When the receiver last answered, or did not.
    pub answered_at: Option<i64>,
    /// The status of that answer.
    pub answer_status: Option<i32>,
    /// What was wrong instead.
    pub answer_error: Option<String>,
    /// The instance that tells it at present.
    pub lease_by: Option<String>,
    /// Until when no other does.
    pub lease_until: Option<i64>,
}

impl State {
    /// Of a webhook that was told nothing yet.
    fn new(webhook: &Webhook, revision: u64) -> Self {
        Self {
            webhook: webhook.id.to_string(),
            told: webhook.since as i64,
            delivered: None,
            described: revision as i64,
            attempts: 0,
            next_attempt: None,
            failing_since: None,
            answered_at: None,
            answer_status: None,
            answer_error: None,
            lease_by: None,
            lease_until: None,
        }
    }

    fn set(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        let sealed = webhook_states::seal.eq(seal(self));
        let known = webhook_states::table.find(&self.webhook);
        if diesel::update(known).set((self, sealed.clone())).execute(connection)? == 0 {
            diesel::insert_into(webhook_states::table).values((self, sealed)).execute(connection)?;
        }
        Ok(())
    }
}

/// Something that was sent to a webhook.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    /// A version 7 UUID: later ones sort behind earlier ones.
    pub id: String,
    /// To which webhook.
    pub webhook: String,
    /// Its `webhook-id`: the same whenever the same is sent.
    pub message: String,
    /// `change`, `ping` or `redelivery`.
    pub cause: String,
    /// The revision of the change; none: it was a ping.
    pub revision: Option<i64>,
    /// The number of consecutive failures.
    pub attempt: i32,
    /// When: microseconds since 1970.
    pub sent_at: i64,
    /// How long the answer took.
    pub duration_ms: Option<i64>,
    /// `pending`, `delivered` or `failed`.
    pub outcome: String,
    /// The status of the answer.
    pub status: Option<i32>,
    /// What was wrong instead.
    pub error: Option<String>,
}

impl Delivery {
    fn insert(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        let values = (self, webhook_deliveries::seal.eq(seal(self)));
        diesel::insert_into(webhook_deliveries::table).values(values).execute(connection).map(drop)
    }

    fn end(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        use webhook_deliveries::dsl;
        let values = (
            dsl::duration_ms.eq(self.duration_ms),
            dsl::outcome.eq(&self.outcome),
            dsl::status.eq(self.status),
            dsl::error.eq(&self.error),
            dsl::seal.eq(seal(self)),
        );
        diesel::update(webhook_deliveries::table.find(&self.id)).set(values).execute(connection).map(drop)
    }
}

/// Whether an instance may tell a webhook now.
pub enum Taken {
    /// There is nothing to tell it: it is disabled, or was told by another instance up to here.
    Idle(u64),
    /// Not before this moment.
    Later(Timestamp),
    /// Yes, until the lease is over.
    Yours(State, Arc<Listed<Arc<Webhook>>>),
}

/// What an instance has told a webhook under its lease, which ends with it.
pub struct Told {
    /// Where that leaves it.
    pub state: State,
    /// What was sent.
    pub deliveries: Vec<Delivery>,
    /// Why the registry disables it.
    pub disable: Option<String>,
}

/// Waits for what the writer was asked to do, as long as a request would; for threads that may be held up.
fn wait<T>(mut answer: oneshot::Receiver<Result<T, WriteError>>) -> Result<T, WriteError> {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let (waker, end) =
        (Waker::from(Arc::new(Unpark(thread::current()))), Instant::now() + crate::writer::WRITE_TIMEOUT);
    loop {
        if let Poll::Ready(answer) = Pin::new(&mut answer).poll(&mut Context::from_waker(&waker)) {
            return answer.unwrap_or(Err(WriteError::Busy("the registry is stopping")));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(crate::writer::no_answer());
        }
        thread::park_timeout(left);
    }
}

impl Store {
    /// How far every webhook is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn webhook_states(&self) -> Result<BTreeMap<String, State>, StoreError> {
        let rows: Vec<State> =
            self.reading(|connection| Ok(webhook_states::table.select(State::as_select()).load(connection)?))?;
        Ok(rows.into_iter().map(|state| (state.webhook.clone(), state)).collect())
    }

    /// Takes a webhook to tell it of the change of the revision `due`, if no other instance does. Holds the thread up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn take_webhook(&self, id: &RecordCode, due: u64, by: &str, lease: Duration) -> Result<Taken, WriteError> {
        let (id, by) = (id.clone(), by.to_owned());
        let lease = i64::try_from(lease.as_micros()).unwrap_or_default();
        wait(self.in_turn(move |connection, group| {
            let listed = group.snapshot.webhooks.get(&id).filter(|listed| listed.record.disabled.is_none());
            let Some(listed) = listed.cloned() else { return Ok(Taken::Idle(0)) };
            let mut state = find(connection, &id)?.unwrap_or_else(|| State::new(&listed.record, listed.revision));
            if state.told as u64 >= due {
                return Ok(Taken::Idle(state.told as u64));
            }
            let now = Timestamp::now().0;
            let until = state.lease_until.filter(|until| *until > now);
            if let Some(until) = until.filter(|_| state.lease_by.as_ref() != Some(&by)) {
                return Ok(Taken::Later(Timestamp(until)));
            }
            if state.described != listed.revision as i64 {
                state.described = listed.revision as i64;
                (state.attempts, state.next_attempt, state.failing_since) = (0, None, None);
            }
            if let Some(next) = state.next_attempt.filter(|next| *next > now) {
                return Ok(Taken::Later(Timestamp(next)));
            }
            (state.lease_by, state.lease_until) = (Some(by), Some(now + lease));
            state.set(connection)?;
            Ok(Taken::Yours(state, listed))
        })?)
    }

    /// Records what a webhook was told. If another instance has taken it meanwhile, only the log grows: the other tells
    /// the same again. Holds the thread up.
    ///
    /// # Errors
    /// When the database does not answer; then the same is told again.
    pub fn told_webhook(&self, told: Told) -> Result<(), WriteError> {
        wait(self.in_turn(move |connection, group| {
            for delivery in &told.deliveries {
                delivery.insert(connection)?;
            }
            bound(connection, &told.state.webhook)?;
            let by = |state: &State| state.lease_by == told.state.lease_by;
            let known = RecordCode::new(&told.state.webhook).map(|id| find(connection, &id)).transpose()?.flatten();
            if known.as_ref().is_none_or(|known| !by(known)) {
                return Ok(());
            }
            if let Some(why) = &told.disable {
                disable(connection, group, &told.state, why)?;
            }
            State { lease_by: None, lease_until: None, ..told.state.clone() }.set(connection)?;
            Ok(())
        })?)
    }

    /// Accepts to send something at once, outside the order: its id, and whether an earlier sending of the same request
    /// has sent it.
    ///
    /// # Errors
    /// When the key was used for something else, or the database does not answer.
    pub async fn begin_delivery(
        &self,
        actor: Actor,
        idempotency: Option<Idempotency>,
        delivery: Delivery,
    ) -> Result<(String, bool), WriteError> {
        let answer = self.in_turn(move |connection, group| {
            if let Some(key) = &idempotency
                && let Some(earlier) = group.earlier(connection, &actor, key)?
            {
                return Ok(match earlier {
                    Ok(Effect::Delivery(id)) => Ok((id, true)),
                    Ok(_) => Err(Rejection::KeyReused),
                    Err(rejection) => Err(rejection),
                });
            }
            delivery.insert(connection)?;
            bound(connection, &delivery.webhook)?;
            if let Some(key) = &idempotency {
                group.remember(&actor, key, Effect::Delivery(delivery.id.clone()));
            }
            Ok(Ok((delivery.id, false)))
        })?;
        Ok(crate::writer::answered(answer).await??)
    }

    /// Records what came of it. Holds the thread up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn end_delivery(&self, delivery: Delivery) -> Result<(), WriteError> {
        wait(self.in_turn(move |connection, _| Ok(delivery.end(connection)?))?)
    }

    /// An entry of the log of a webhook.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn delivery(&self, webhook: &RecordCode, id: &str) -> Result<Option<Delivery>, StoreError> {
        self.reading(|connection| {
            let entry = webhook_deliveries::table.find(id).filter(webhook_deliveries::webhook.eq(webhook.as_str()));
            Ok(entry.select(Delivery::as_select()).first(connection).optional()?)
        })
    }

    /// The log of a webhook, newest first: so many before an entry.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn deliveries(
        &self,
        webhook: &RecordCode,
        outcome: Option<&str>,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.reading(|connection| {
            let mut log = webhook_deliveries::table
                .filter(webhook_deliveries::webhook.eq(webhook.as_str().to_owned()))
                .into_boxed();
            if let Some(outcome) = outcome {
                log = log.filter(webhook_deliveries::outcome.eq(outcome.to_owned()));
            }
            if let Some(before) = before {
                log = log.filter(webhook_deliveries::id.lt(before.to_owned()));
            }
            let log = log.order(webhook_deliveries::id.desc()).limit(limit);
            Ok(log.select(Delivery::as_select()).load(connection)?)
        })
    }

    /// Forgets entries of the log that are older than they are kept. Holds the thread up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn prune_deliveries(&self, keep: Duration) -> Result<(), WriteError> {
        let oldest = Timestamp::now().0 - i64::try_from(keep.as_micros()).unwrap_or(i64::MAX / 2);
        wait(self.in_turn(move |connection, _| {
            let old = webhook_deliveries::table.filter(webhook_deliveries::sent_at.lt(oldest));
            Ok(diesel::delete(old).execute(connection).map(drop)?)
        })?)
    }
}

fn find(connection: &mut AnyConnection, id: &RecordCode) -> QueryResult<Option<State>> {
    webhook_states::table.find(id.as_str()).select(State::as_select()).first(connection).optional()
}

/// Keeps the log of a webhook from growing without end.
fn bound(connection: &mut AnyConnection, webhook: &str) -> QueryResult<()> {
    use webhook_deliveries::dsl;
    let of = webhook_deliveries::table.filter(dsl::webhook.eq(webhook));
    let oldest: Option<String> = of.order(dsl::id.desc()).offset(LOG).select(dsl::id).first(connection).optional()?;
    if let Some(oldest) = oldest {
        diesel::delete(of.filter(dsl::id.le(oldest))).execute(connection)?;
    }
    Ok(())
}

/// Disables a webhook in the ledger, unless somebody has changed it meanwhile, who looks after it then.
fn disable(connection: &mut AnyConnection, group: &mut Batch, state: &State, why: &str) -> Result<(), StoreError> {
    let Some(id) = RecordCode::new(&state.webhook) else { return Ok(()) };
    let change = Box::new(WebhookChange::Disable(why.to_owned()));
    let command = Command::ChangeWebhook { id, change, if_match: Some(vec![state.described as u64]) };
    let order = WriteRequest { actor: Actor::registry("webhooks"), command, idempotency: None };
    if group.decide(connection, &order)?.is_ok() {
        log::warn!("webhook {} is disabled: {why}", state.webhook);
    }
    Ok(())
}
