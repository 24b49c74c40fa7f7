//! The writer: one thread that takes all commands that are waiting, decides each against the newest state, and
//! commits what they bring about in one transaction. A command is answered only after that commit is durable.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use diesel::{ExpressionMethods, Insertable, OptionalExtension, QueryDsl, RunQueryDsl};
use tokio::sync::oneshot;

use super::{
    Shared,
    connection::{AnyConnection, DatabaseUrl, StoreError},
    ledger,
    schema::idempotency_keys,
    tables,
};
use crate::{
    model::Timestamp,
    registry::{Actor, Change, Command, Record, Rejection, Snapshot, decide},
};

/// How many commands share a commit at most.
const GROUP: usize = 512;

/// A key that makes a request safe to send twice, and a fingerprint of the request.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The client's key.
    pub key: String,
    /// SHA-256 of the request, in hexadecimal.
    pub fingerprint: String,
}

/// A command and who gives it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Who.
    pub actor: Actor,
    /// What.
    pub command: Command,
    /// Whether it may be sent twice.
    pub idempotency: Option<Idempotency>,
}

/// What a command brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The revision of its change.
    pub revision: u64,
    /// Whether this is the answer to an earlier sending of the same request.
    pub replayed: bool,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// The rules say no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The database does not answer or cannot write; whether the command took effect is not known.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The writer does not take the command at present. Nothing was written.
    #[error("{0}")]
    Busy(&'static str),
    /// The command met a defect of the registry. Nothing was written.
    #[error("the registry failed at this command")]
    Defect,
}

/// What the writer is asked for.
pub(super) enum Job {
    /// Carry out a command.
    Order(Box<Order>, oneshot::Sender<Result<Done, Refusal>>),
    /// See whether others have written.
    Follow,
    /// Stop, once everything before this is done.
    Stop,
}

#[derive(Insertable)]
#[diesel(table_name = idempotency_keys)]
struct KeyRow<'a> {
    client: &'a str,
    key: &'a str,
    fingerprint: &'a str,
    revision: i64,
    created_at: i64,
}

/// The writer's own state.
pub(super) struct Writer {
    url: DatabaseUrl,
    connection: AnyConnection,
    snapshot: Snapshot,
    shared: Arc<Shared>,
    keep_keys: Duration,
    pruned: Option<Instant>,
}

type Verdict = Result<Done, Refusal>;

/// A group of commands as far as it was decided.
struct Group<'a> {
    snapshot: Snapshot,
    changes: Vec<Change>,
    keys: Vec<KeyRow<'a>>,
    verdicts: Vec<Verdict>,
}

impl Writer {
    pub(super) fn new(
        url: DatabaseUrl,
        connection: AnyConnection,
        snapshot: Snapshot,
        shared: Arc<Shared>,
        keep_keys: Duration,
    ) -> Self {
        Self { url, connection, snapshot, shared, keep_keys, pruned: None }
    }

    /// Works until every sender is gone.
    pub(super) fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        let mut stop = false;
        while !stop && let Ok(first) = jobs.recv() {
            let mut orders = Vec::new();
            for job in std::iter::once(first).chain(jobs.try_iter().take(GROUP - 1)) {
                match job {
                    Job::Order(order, reply) => orders.push((order, reply)),
                    Job::Follow => {}
                    Job::Stop => stop = true,
                }
            }
            if orders.is_empty() {
                self.follow();
                continue;
            }
            let (orders, replies): (Vec<_>, Vec<_>) = orders.into_iter().unzip();
            let verdicts = self.carry_out(&orders);
            for (reply, verdict) in replies.into_iter().zip(verdicts) {
                // A client that went away does not wait for its answer; its command holds all the same.
                drop(reply.send(verdict));
            }
        }
    }

    /// One group: one transaction. If a constraint refuses it, nothing was committed: each command is then tried alone,
    /// so that none fails for a neighbour's sake. After any other failure the commit may have happened, and a second
    /// try might double it; the clients decide, with their idempotency keys.
    fn carry_out(&mut self, orders: &[Box<Order>]) -> Vec<Verdict> {
        let failed = match self.commit(orders) {
            Ok(verdicts) => return verdicts,
            Err(error) => error,
        };
        log::error!("a group of {} was not committed: {failed}", orders.len());
        self.reconnect();
        match (failed.is_constraint(), orders) {
            (true, [_]) => vec![Err(Refusal::Defect)],
            (true, _) => orders.iter().flat_map(|order| self.carry_out(std::slice::from_ref(order))).collect(),
            (false, _) => orders.iter().map(|_| Err(Refusal::Unavailable(failed.to_string()))).collect(),
        }
    }

    fn commit(&mut self, orders: &[Box<Order>]) -> Result<Vec<Verdict>, StoreError> {
        let (known, keep, prune) = (&self.snapshot, self.keep_keys, self.prune_due());
        let group = self.connection.write(|connection| {
            let mut before = known.clone();
            ledger::catch_up(connection, &mut before)?;
            let mut group =
                Group { snapshot: before.clone(), changes: Vec::new(), keys: Vec::new(), verdicts: Vec::new() };
            for order in orders {
                let verdict = group.decide(connection, order)?;
                group.verdicts.push(verdict);
            }
            ledger::append(connection, &group.changes)?;
            tables::write(connection, &before, &group.snapshot, &group.changes)?;
            for key in &group.keys {
                diesel::insert_into(idempotency_keys::table).values(key).execute(connection)?;
            }
            if prune {
                prune_keys(connection, keep)?;
            }
            Ok::<_, StoreError>(group)
        })?;
        if prune {
            self.pruned = Some(Instant::now());
        }
        self.publish(group.snapshot);
        Ok(group.verdicts)
    }

    fn prune_due(&self) -> bool {
        self.pruned.is_none_or(|last| last.elapsed() > Duration::from_secs(600))
    }

    /// Takes over what other processes have written.
    fn follow(&mut self) {
        let mut snapshot = self.snapshot.clone();
        match ledger::catch_up(&mut self.connection, &mut snapshot) {
            Ok(true) => self.publish(snapshot),
            Ok(false) => self.shared.alive(),
            Err(error) => {
                log::warn!("the database does not answer: {error}");
                self.reconnect();
            }
        }
    }

    /// A connection on which something failed may be gone or in the middle of something: a new one is neither.
    fn reconnect(&mut self) {
        match AnyConnection::open_existing(&self.url) {
            Ok(connection) => self.connection = connection,
            Err(error) => log::warn!("{error}"),
        }
    }

    fn publish(&mut self, snapshot: Snapshot) {
        if snapshot.revision() > self.snapshot.revision() {
            self.snapshot = snapshot;
            self.shared.publish(self.snapshot.clone());
        }
        self.shared.alive();
    }
}

impl<'a> Group<'a> {
    /// Decides one command against the state that the earlier ones of the group leave.
    fn decide(&mut self, connection: &mut AnyConnection, order: &'a Order) -> Result<Verdict, StoreError> {
        if let Some(idempotency) = &order.idempotency
            && let Some((fingerprint, revision)) = self.earlier(connection, &order.actor.client, &idempotency.key)?
        {
            let same = fingerprint == idempotency.fingerprint;
            return Ok(if same { Ok(Done { revision, replayed: true }) } else { Err(Rejection::KeyReused.into()) });
        }
        // The clock may step back; recorded times never do.
        let now = Timestamp::now().max(self.snapshot.recorded_at());
        let decided = catch_unwind(AssertUnwindSafe(|| decide(&self.snapshot, &order.actor, &order.command, now)));
        let record = match decided {
            Ok(Ok(record)) => record,
            Ok(Err(rejection)) => return Ok(Err(rejection.into())),
            Err(_) => return Ok(Err(Refusal::Defect)),
        };
        self.take(&order.actor, record, now)?;
        let revision = self.snapshot.revision();
        if let Some(idempotency) = &order.idempotency {
            self.keys.push(KeyRow {
                client: &order.actor.client,
                key: &idempotency.key,
                fingerprint: &idempotency.fingerprint,
                revision: revision as i64,
                created_at: now.0,
            });
        }
        Ok(Ok(Done { revision, replayed: false }))
    }

    fn take(&mut self, actor: &Actor, record: Record, now: Timestamp) -> Result<(), StoreError> {
        let change = Change { revision: self.snapshot.revision() + 1, recorded_at: now, actor: actor.clone(), record };
        self.snapshot.apply(&change).map_err(|error| StoreError::Ledger(error.to_string()))?;
        self.changes.push(change);
        Ok(())
    }

    /// What this client's key brought about before, in this group or in the database.
    fn earlier(
        &self,
        connection: &mut AnyConnection,
        client: &str,
        key: &str,
    ) -> Result<Option<(String, u64)>, StoreError> {
        if let Some(row) = self.keys.iter().find(|row| row.client == client && row.key == key) {
            return Ok(Some((row.fingerprint.to_owned(), row.revision as u64)));
        }
        let row: Option<(String, i64)> = idempotency_keys::table
            .filter(idempotency_keys::client.eq(client))
            .filter(idempotency_keys::key.eq(key))
            .select((idempotency_keys::fingerprint, idempotency_keys::revision))
            .first(connection)
            .optional()?;
        Ok(row.map(|(fingerprint, revision)| (fingerprint, revision as u64)))
    }
}

fn prune_keys(connection: &mut AnyConnection, keep: Duration) -> Result<(), StoreError> {
    let oldest = Timestamp::now().0 - i64::try_from(keep.as_micros()).unwrap_or(i64::MAX / 2);
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(oldest))).execute(connection)?;
    Ok(())
}

/// Appends records as changes of the registry itself: the baseline, test data. All or none.
pub(super) fn append(
    connection: &mut AnyConnection,
    known: &Snapshot,
    actor: &Actor,
    records: impl FnOnce(&Snapshot) -> Vec<Record>,
) -> Result<Snapshot, StoreError> {
    connection.write(|connection| {
        let mut before = known.clone();
        ledger::catch_up(connection, &mut before)?;
        let snapshot = before.clone();
        let mut group = Group { snapshot, changes: Vec::new(), keys: Vec::new(), verdicts: Vec::new() };
        let now = Timestamp::now().max(before.recorded_at());
        for record in records(&before) {
            group.take(actor, record, now)?;
        }
        ledger::append(connection, &group.changes)?;
        tables::write(connection, &before, &group.snapshot, &group.changes)?;
        Ok(group.snapshot)
    })
}
