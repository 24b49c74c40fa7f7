//! The writer: one thread that takes all commands that are waiting, decides each against the newest state, and
//! commits what they bring about in one transaction. A command is answered only after that commit is durable.

pub(crate) mod batch;
mod request;

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::Ordering, mpsc},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use self::batch::Batch;
pub use self::request::{Committed, Idempotency, WriteError, WriteRequest};
pub(crate) use self::request::{WRITE_TIMEOUT, WriteResult, answered, no_answer};
use super::{Shared, connection::AnyConnection, database_url::DatabaseUrl, error::StoreError, head, ledger};
use presence_core::Snapshot;
use presence_model::Timestamp;

/// How many commands share a commit at most.
const BATCH: usize = 512;

/// How often it is tried whether a disk that took no writes at the start takes some.
const TRY_EVERY: Duration = Duration::from_secs(2);

/// What the writer is asked for.
pub(super) enum WriterMessage {
    /// Carry out a command.
    WriteRequest(Box<WriteRequest>, oneshot::Sender<Result<Committed, WriteError>>),
    /// See whether others have written.
    Follow,
    /// Stop, once everything before this is done.
    Stop,
    /// Do something else that writes.
    Work(Box<dyn FnOnce(&mut Writer) + Send>),
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
    /// Opens the database again, for writing.
    open: Open,
}

/// Opens a database; with the reason if it takes no writes.
pub(super) type Open = fn(&DatabaseUrl) -> Result<(AnyConnection, Option<String>), StoreError>;

impl Writer {
    pub(super) fn new(
        url: DatabaseUrl,
        connection: AnyConnection,
        snapshot: Snapshot,
        shared: Arc<Shared>,
        keep_keys: Duration,
        open: Open,
    ) -> Self {
        Self { url, connection, snapshot, shared, keep_keys, pruned: None, tried: Instant::now(), open }
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
                let room = !stop && orders.len() < BATCH && works.len() < BATCH;
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
    fn execute(&mut self, orders: &[Box<WriteRequest>]) -> Vec<WriteResult> {
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

    fn commit(&mut self, orders: &[Box<WriteRequest>]) -> Result<Vec<WriteResult>, StoreError> {
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
        work: impl FnOnce(&mut AnyConnection, &mut Batch) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (known, tells) = (&self.snapshot, self.shared.tells.load(Ordering::Relaxed));
        let written = take_turn(&mut self.connection, &self.shared).and_then(|()| {
            self.connection.write_begun(|connection| {
                let mut group = Batch::open(connection, known)?;
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
        if let Ok((connection, None)) = (self.open)(&self.url) {
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
        if begun.elapsed() > crate::writer::WRITE_TIMEOUT {
            return Err(StoreError::Busy);
        }
    }
    Ok(())
}
