//! The writer: one thread that takes all commands that are waiting, decides each against the newest state, and
//! commits what they bring about in one transaction. A command is answered only after that commit is durable.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering, mpsc},
    time::{Duration, Instant},
};

use diesel::{ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable};
use serde::Serialize;
use tokio::sync::oneshot;

use super::{
    Shared,
    connection::{AnyConnection, DatabaseUrl, StoreError},
    head, ledger,
    row_checksums::seal,
    schema::idempotency_keys,
    tables,
};
use presence_core::{Actor, Change, Command, Decision, Record, Rejection, Snapshot, decide};
use presence_model::Timestamp;

/// How many commands share a commit at most.
const GROUP: usize = 512;

/// How often it is tried whether a disk that took no writes at the start takes some.
const TRY_EVERY: Duration = Duration::from_secs(2);

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
pub struct WriteRequest {
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
pub enum WriteError {
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
pub(super) enum WriterMessage {
    /// Carry out a command.
    WriteRequest(Box<WriteRequest>, oneshot::Sender<Result<Done, WriteError>>),
    /// See whether others have written.
    Follow,
    /// Stop, once everything before this is done.
    Stop,
    /// Do something else that writes.
    Work(Box<dyn FnOnce(&mut Writer) + Send>),
}

#[derive(Insertable, Queryable, Selectable, Serialize)]
#[diesel(table_name = idempotency_keys)]
pub(super) struct KeyRow {
    pub client: String,
    pub key: String,
    fingerprint: String,
    revision: Option<i64>,
    import: Option<String>,
    // Older rows were sealed without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<String>,
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
    /// When it last tried to write to a database that was opened to be read only.
    tried: Instant,
}

pub(super) type Verdict = Result<Done, WriteError>;

/// What a request with an Idempotency-Key brought about.
pub(super) enum Effect {
    /// A change.
    Revision(u64),
    /// An import.
    Import(String),
    /// A delivery to a webhook.
    Delivery(String),
}

/// One transaction as far as it was decided.
pub(super) struct Group {
    before: Snapshot,
    /// The state that it leaves.
    pub(super) snapshot: Snapshot,
    changes: Vec<Change>,
    keys: Vec<KeyRow>,
    /// Whether it has recorded anything.
    wrote: bool,
}

impl Writer {
    pub(super) fn new(
        url: DatabaseUrl,
        connection: AnyConnection,
        snapshot: Snapshot,
        shared: Arc<Shared>,
        keep_keys: Duration,
    ) -> Self {
        Self { url, connection, snapshot, shared, keep_keys, pruned: None, tried: Instant::now() }
    }

    /// Works until it is told to stop or every sender is gone. Single updates go first, and between any two pieces of
    /// other work those that came meanwhile: however many imports wait, an update waits for one part of one of them.
    pub(super) fn run(mut self, jobs: &mpsc::Receiver<WriterMessage>) {
        let (mut stop, mut works) = (false, VecDeque::new());
        while !(stop && works.is_empty()) {
            let mut orders = Vec::new();
            let mut job = if works.is_empty() { jobs.recv().ok() } else { jobs.try_recv().ok() };
            if job.is_none() && works.is_empty() {
                return;
            }
            while let Some(next) = job {
                match next {
                    WriterMessage::WriteRequest(order, reply) => orders.push((order, reply)),
                    WriterMessage::Follow => {}
                    WriterMessage::Stop => stop = true,
                    WriterMessage::Work(work) => works.push_back(work),
                }
                let room = !stop && orders.len() < GROUP && works.len() < GROUP;
                job = if room { jobs.try_recv().ok() } else { None };
            }
            if orders.is_empty() && works.is_empty() {
                self.follow();
                continue;
            }
            let (orders, replies): (Vec<_>, Vec<_>) = orders.into_iter().unzip();
            let verdicts = if orders.is_empty() { Vec::new() } else { self.execute(&orders) };
            for (reply, verdict) in replies.into_iter().zip(verdicts) {
                // A client that went away does not wait for its answer; its command holds all the same.
                drop(reply.send(verdict));
            }
            if let Some(work) = works.pop_front() {
                work(&mut self);
            }
        }
    }

    /// One group: one transaction. If a constraint refuses it, nothing was committed: each command is then tried alone,
    /// so that none fails for a neighbour's sake. After any other failure the commit may have happened, and a second
    /// try might double it; the clients decide, with their idempotency keys.
    fn execute(&mut self, orders: &[Box<WriteRequest>]) -> Vec<Verdict> {
        let failed = match self.commit(orders) {
            Ok(verdicts) => return verdicts,
            Err(error) => error,
        };
        log::error!("a group of {} was not committed: {failed}", orders.len());
        self.reconnect();
        match (failed.is_constraint(), orders) {
            (true, [_]) => vec![Err(WriteError::Defect)],
            (true, _) => orders.iter().flat_map(|order| self.execute(std::slice::from_ref(order))).collect(),
            (false, _) => orders.iter().map(|_| Err(WriteError::Unavailable(failed.to_string()))).collect(),
        }
    }

    fn commit(&mut self, orders: &[Box<WriteRequest>]) -> Result<Vec<Verdict>, StoreError> {
        let (keep, prune, begun) = (self.keep_keys, self.prune_due(), Instant::now());
        let keep_audit = Duration::from_secs(self.shared.keep_audit.load(Ordering::Relaxed));
        let verdicts = self.transaction(|connection, group| {
            let verdicts = orders.iter().map(|order| group.decide(connection, order)).collect::<Result<Vec<_>, _>>()?;
            if prune {
                super::prune::prune(connection, keep)?;
                super::audit_events::prune(connection, keep_audit)?;
            }
            Ok(verdicts)
        })?;
        if prune {
            self.pruned = Some(Instant::now());
        }
        self.shared.counted.commit.observe(begun.elapsed().as_secs_f64());
        self.shared.counted.group.observe(orders.len() as f64);
        Ok(verdicts)
    }

    /// One transaction: what `work` does to the group is written, committed and published.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection, &mut Group) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (known, tells) = (&self.snapshot, self.shared.tells.load(Ordering::Relaxed));
        let written = take_turn(&mut self.connection, &self.shared).and_then(|()| {
            self.connection.write_begun(|connection| {
                let mut group = Group::open(connection, known)?;
                group.enact()?;
                let done = work(connection, &mut group)?;
                group.flush(connection)?;
                if group.wrote {
                    head::write(connection, &group.snapshot.log)?;
                    if tells {
                        connection.notify()?;
                    }
                }
                Ok::<_, StoreError>((done, group.snapshot))
            })
        });
        self.shared.committed(!matches!(&written, Err(error) if error.is_trouble()));
        let (done, snapshot) = written?;
        self.publish(snapshot);
        Ok(done)
    }

    fn prune_due(&self) -> bool {
        self.pruned.is_none_or(|last| last.elapsed() > Duration::from_secs(600))
    }

    /// Tries now and then whether a database that was opened to be read only takes writes again.
    fn try_to_write(&mut self) {
        if self.tried.elapsed() < TRY_EVERY || self.shared.read_only().is_none() {
            return;
        }
        if let Ok((connection, None)) = super::open_to_serve(&self.url) {
            self.connection = connection;
            *self.shared.read_only() = None;
            log::info!("the database takes writes again");
        }
        self.tried = Instant::now();
    }

    /// Takes over what other processes have written.
    fn follow(&mut self) {
        self.try_to_write();
        if self.shared.read_only().is_some() {
            return self.shared.alive();
        }
        let mut snapshot = self.snapshot.clone();
        match ledger::catch_up(&mut self.connection, &mut snapshot) {
            Ok(true) => {
                let lag = (Timestamp::now().0 - snapshot.recorded_at().0).max(0);
                self.shared.counted.lag.observe(lag as f64 / 1_000_000.0);
                self.publish(snapshot);
            }
            Ok(false) => self.shared.alive(),
            Err(error) => {
                log::warn!("the database does not answer: {error}");
                return self.reconnect();
            }
        }
        self.enact_due();
    }

    /// Puts into effect what was decided for today or earlier.
    fn enact_due(&mut self) {
        if self.snapshot.due(Timestamp::now().date()).next().is_some()
            && let Err(error) = self.transaction(|_, _| Ok(()))
        {
            log::warn!("what is due today has not taken effect yet: {error}");
            self.reconnect();
        }
    }

    /// A connection on which something failed may be gone or in the middle of something: a new one is neither.
    pub(super) fn reconnect(&mut self) {
        match AnyConnection::open_existing(&self.url) {
            Ok(connection) => self.connection = connection,
            Err(error) => log::warn!("{error}"),
        }
    }

    /// Notes, within a long transaction, that the database has answered: a writer that is busy is not dead.
    pub(super) fn heartbeat(&self) -> impl Fn() + use<> {
        let shared = self.shared.clone();
        move || shared.alive()
    }

    fn publish(&mut self, snapshot: Snapshot) {
        if snapshot.revision() > self.snapshot.revision() {
            self.snapshot = snapshot;
            self.shared.publish(self.snapshot.clone());
        }
        self.shared.alive();
    }
}

/// Waits for the turn to write, as long as clients wait for their answers. Another instance may have it for a while: as
/// long as the database answers, it is busy, not dead.
fn take_turn(connection: &mut AnyConnection, shared: &Shared) -> Result<(), StoreError> {
    let begun = Instant::now();
    while !connection.take_turn()? {
        shared.alive();
        if begun.elapsed() > super::PATIENCE {
            return Err(StoreError::Busy);
        }
    }
    Ok(())
}

impl Group {
    fn open(connection: &mut AnyConnection, known: &Snapshot) -> Result<Self, StoreError> {
        let mut before = known.clone();
        ledger::catch_up(connection, &mut before)?;
        Ok(Self { snapshot: before.clone(), before, changes: Vec::new(), keys: Vec::new(), wrote: false })
    }

    /// Puts into effect what was decided for today or earlier. Every write begins with this, so it happens once, with any
    /// number of instances.
    fn enact(&mut self) -> Result<(), StoreError> {
        let now = self.now();
        let due: Vec<_> = self.snapshot.due(now.date()).cloned().collect();
        for update in due {
            let enacted = update.enacted(self.snapshot.revision() + 1, now);
            log::info!("update {} takes effect: `{}`", update.id, update.subject.code());
            self.take(&Actor::registry("schedule"), Record::StatusUpdate(Arc::new(enacted)), now)?;
        }
        Ok(())
    }

    /// Writes what was decided since the last time.
    pub(super) fn flush(&mut self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        ledger::append(connection, &self.changes, &mut self.snapshot.log)?;
        tables::write(connection, &self.before, &self.snapshot, &self.changes)?;
        for key in &self.keys {
            let values = (key, idempotency_keys::seal.eq(seal(key)));
            diesel::insert_into(idempotency_keys::table).values(values).execute(connection)?;
        }
        self.wrote |= !self.changes.is_empty();
        self.changes.clear();
        self.keys.clear();
        self.before = self.snapshot.clone();
        Ok(())
    }

    /// Forgets what was decided since the last [`Group::flush`].
    pub(super) fn forget(&mut self) {
        self.changes.clear();
        self.snapshot = self.before.clone();
    }

    /// Decides one command against the state that the earlier ones of the group leave.
    pub(super) fn decide(
        &mut self,
        connection: &mut AnyConnection,
        order: &WriteRequest,
    ) -> Result<Verdict, StoreError> {
        if let Some(idempotency) = &order.idempotency
            && let Some(effect) = self.earlier(connection, &order.actor, idempotency)?
        {
            return Ok(match effect {
                Ok(Effect::Revision(revision)) => Ok(Done { revision, replayed: true }),
                Ok(Effect::Import(_) | Effect::Delivery(_)) => Err(Rejection::KeyReused.into()),
                Err(rejection) => Err(rejection.into()),
            });
        }
        let now = self.now();
        let decided = catch_unwind(AssertUnwindSafe(|| decide(&self.snapshot, &order.actor, &order.command, now)));
        let done = match decided {
            Ok(Ok(Decision::Change(record))) => {
                self.take(&order.actor, record, now)?;
                Done { revision: self.snapshot.revision(), replayed: false }
            }
            Ok(Ok(Decision::Several(records))) => {
                let revision = self.snapshot.revision() + 1;
                for record in records {
                    self.take(&order.actor, record, now)?;
                }
                Done { revision, replayed: false }
            }
            // The office's own reference makes it safe to send twice, as a key does.
            Ok(Ok(Decision::Known(revision))) => Done { revision, replayed: true },
            Ok(Err(rejection)) => return Ok(Err(rejection.into())),
            Err(_) => return Ok(Err(WriteError::Defect)),
        };
        if let Some(idempotency) = &order.idempotency {
            self.remember(&order.actor, idempotency, Effect::Revision(done.revision));
        }
        Ok(Ok(done))
    }

    /// The clock may step back; recorded times never do.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::now().max(self.snapshot.recorded_at())
    }

    fn take(&mut self, actor: &Actor, record: Record, now: Timestamp) -> Result<(), StoreError> {
        let change = Change { revision: self.snapshot.revision() + 1, recorded_at: now, actor: actor.clone(), record };
        self.snapshot.apply(&change).map_err(|error| StoreError::Ledger(error.to_string()))?;
        self.changes.push(change);
        Ok(())
    }

    /// Takes a change that was applied to the group's snapshot already.
    pub(super) fn applied(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Keeps what a key brought about, in the same transaction.
    pub(super) fn remember(&mut self, actor: &Actor, idempotency: &Idempotency, effect: Effect) {
        let (revision, import, delivery) = match effect {
            Effect::Revision(revision) => (Some(revision as i64), None, None),
            Effect::Import(id) => (None, Some(id), None),
            Effect::Delivery(id) => (None, None, Some(id)),
        };
        self.keys.push(KeyRow {
            client: actor.client.to_string(),
            key: idempotency.key.clone(),
            fingerprint: idempotency.fingerprint.clone(),
            revision,
            import,
            delivery,
            created_at: Timestamp::now().0,
        });
    }

    /// What this client's key brought about before, in this group or in the database; a rejection if that was for
    /// another request.
    pub(super) fn earlier(
        &self,
        connection: &mut AnyConnection,
        actor: &Actor,
        idempotency: &Idempotency,
    ) -> Result<Option<Result<Effect, Rejection>>, StoreError> {
        let (client, key) = (&*actor.client, idempotency.key.as_str());
        let here = self.keys.iter().find(|row| row.client == client && row.key == key);
        let row = match here {
            Some(row) => Some((row.fingerprint.clone(), row.revision, row.import.clone(), row.delivery.clone())),
            None => idempotency_keys::table
                .filter(idempotency_keys::client.eq(client))
                .filter(idempotency_keys::key.eq(key))
                .select((
                    idempotency_keys::fingerprint,
                    idempotency_keys::revision,
                    idempotency_keys::import,
                    idempotency_keys::delivery,
                ))
                .first(connection)
                .optional()?,
        };
        type Row = (String, Option<i64>, Option<String>, Option<String>);
        Ok(row.map(|(fingerprint, revision, import, delivery): Row| {
            if fingerprint != idempotency.fingerprint {
                return Err(Rejection::KeyReused);
            }
            let revision = || Effect::Revision(revision.unwrap_or_default() as u64);
            Ok(import.map(Effect::Import).or(delivery.map(Effect::Delivery)).unwrap_or_else(revision))
        }))
    }
}

/// Appends records as changes of the registry itself: the baseline, test data. All or none.
pub(super) fn append(
    connection: &mut AnyConnection,
    known: &Snapshot,
    actor: &Actor,
    records: impl FnOnce(&Snapshot) -> Vec<Record>,
) -> Result<Snapshot, StoreError> {
    connection.write(|connection| {
        let mut group = Group::open(connection, known)?;
        let now = group.now();
        for record in records(&group.before) {
            group.take(actor, record, now)?;
        }
        group.flush(connection)?;
        head::write(connection, &group.snapshot.log)?;
        Ok(group.snapshot)
    })
}
