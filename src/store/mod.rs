//! The store: keeps the ledger and the tables in a database, and the newest snapshot in memory. No HTTP types.

pub mod audit;
mod baseline;
mod bulk;
mod connection;
mod credentials;
pub mod imports;
mod ledger;
mod moment;
mod schema;
mod seal;
mod submissions;
mod tables;
pub mod verify;
mod writer;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::Duration,
};

use arc_swap::ArcSwap;
use chrono::NaiveDate;
use diesel::{QueryDsl as _, RunQueryDsl as _};
use quick_cache::sync::Cache;
use tokio::sync::{oneshot, watch};

use self::writer::{Job, Writer};
pub use self::{
    connection::{AnyConnection, DatabaseUrl, StoreError},
    credentials::{keep_private_key, private_key},
    moment::{Answer, Moment},
    submissions::{Beside, Keeper},
    writer::{Done, Idempotency, Order, Refusal},
};
use crate::{
    model::Timestamp,
    registry::{Actor, Command, Decision, Record, Rejection, Snapshot, decide},
};

/// How many commands may wait for the writer.
const QUEUE: usize = 10_000;
/// How often the writer looks whether another process has written.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);
/// How many older moments are kept at hand.
const PAST: usize = 16;

/// What the writer and the readers share.
pub(crate) struct Shared {
    now: ArcSwap<Moment>,
    /// The newest revision: wakes whoever waits for it.
    revision: watch::Sender<u64>,
    /// When the writer last had an answer from the database: microseconds since 1970.
    alive: AtomicI64,
}

impl Shared {
    fn publish(&self, snapshot: Snapshot) {
        let revision = snapshot.revision();
        self.now.store(Arc::new(Moment::new(snapshot)));
        self.revision.send_replace(revision);
    }

    fn alive(&self) {
        self.alive.store(Timestamp::now().0, Ordering::Relaxed);
    }
}

/// The registry's store. Reads never wait for the database; writes go through the writer.
pub struct Store {
    shared: Arc<Shared>,
    jobs: mpsc::SyncSender<Job>,
    past: Cache<(u64, Option<NaiveDate>), Arc<Moment>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Wakes the thread that works on large imports.
    importer: mpsc::Sender<String>,
    /// Takes what was refused to the audit trail.
    auditor: mpsc::SyncSender<audit::Event>,
    url: DatabaseUrl,
    /// For reading what is not in the snapshot: imports.
    reader: Mutex<Option<AnyConnection>>,
}

/// What a reader asks for when it asks for the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct When {
    /// As the registry knew it at this revision.
    pub as_of: Option<u64>,
    /// With the statuses of this date.
    pub on: Option<NaiveDate>,
}

impl Store {
    /// Opens the store: brings the schema up to date, loads the baseline into an empty ledger, reads the ledger and
    /// starts the writer. Idempotency keys are kept for `keep_keys`.
    ///
    /// # Errors
    /// When the database cannot be opened or read.
    pub fn open(url: &DatabaseUrl, keep_keys: Duration) -> Result<Self, StoreError> {
        let mut connection = AnyConnection::open(url)?;
        connection.migrate()?;
        ledger::fill_hashes(&mut connection)?;
        load_baseline(&mut connection)?;
        let snapshot = ledger::replay(&mut connection)?;
        let now = ArcSwap::from_pointee(Moment::new(snapshot.clone()));
        let revision = watch::Sender::new(snapshot.revision());
        let shared = Arc::new(Shared { now, revision, alive: AtomicI64::new(Timestamp::now().0) });
        let (jobs, waiting) = mpsc::sync_channel(QUEUE);
        let writer = Writer::new(url.clone(), connection, snapshot, shared.clone(), keep_keys);
        let handle = thread("writer", move || writer.run(&waiting))?;
        let follower = jobs.clone();
        thread("follower", move || follow(&follower))?;
        let importer = imports::start(url, &jobs, &shared)?;
        let auditor = audit::start(&jobs)?;
        let (writer, reader) = (Mutex::new(Some(handle)), Mutex::new(None));
        Ok(Self { shared, jobs, past: Cache::new(PAST), writer, importer, auditor, url: url.clone(), reader })
    }

    /// The newest moment.
    #[must_use]
    pub fn now(&self) -> Arc<Moment> {
        self.shared.now.load_full()
    }

    /// Follows the newest revision.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.shared.revision.subscribe()
    }

    /// Waits until the newest moment has this revision; `false` if it has not in this time.
    pub async fn reached(&self, revision: u64, patience: Duration) -> bool {
        if self.now().revision() >= revision {
            return true;
        }
        self.look();
        let mut newest = self.watch();
        tokio::time::timeout(patience, newest.wait_for(|newest| *newest >= revision))
            .await
            .is_ok_and(|seen| seen.is_ok())
    }

    /// The moment that is asked for. Older ones are made from the newest, and kept for a while.
    ///
    /// # Errors
    /// The newest revision, if the one asked for does not exist yet.
    pub fn at(&self, when: When) -> Result<Arc<Moment>, u64> {
        let now = self.now();
        let revision = when.as_of.unwrap_or_else(|| now.revision());
        if revision > now.revision() {
            return Err(now.revision());
        }
        if when.on.is_none() && revision == now.revision() {
            return Ok(now);
        }
        self.past.get_or_insert_with(&(revision, when.on), || {
            let then = now.as_of(revision);
            Ok::<_, u64>(Arc::new(Moment::new(match when.on {
                Some(date) => then.on(date),
                None => then,
            })))
        })
    }

    /// Keeps a moment at hand: later pages of a list show the one that the first page showed.
    pub fn keep(&self, moment: &Arc<Moment>) {
        self.past.insert((moment.revision(), moment.on), moment.clone());
    }

    /// Carries out a command. Durable when this returns.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn carry_out(&self, order: Order) -> Result<Done, Refusal> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Order(Box::new(order), reply);
        self.jobs.try_send(job).map_err(|error| {
            Refusal::Busy(match error {
                mpsc::TrySendError::Full(_) => "too many writes are waiting; this one was not carried out",
                mpsc::TrySendError::Disconnected(_) => "the registry is stopping; this write was not carried out",
            })
        })?;
        answer.await.unwrap_or(Err(Refusal::Defect))
    }

    /// The canonical bytes of so many changes after a revision.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn entries(&self, after: u64, limit: u64) -> Result<Vec<(u64, String)>, StoreError> {
        self.reading(|connection| ledger::entries(connection, after, limit))
    }

    /// Looks at once whether another process has written.
    pub fn look(&self) {
        drop(self.jobs.try_send(Job::Follow));
    }

    /// How long ago the database last answered the writer.
    #[must_use]
    pub fn silence(&self) -> Duration {
        let since = Timestamp::now().0 - self.shared.alive.load(Ordering::Relaxed);
        Duration::from_micros(u64::try_from(since).unwrap_or_default())
    }

    /// Finishes what was accepted and stops the writer.
    pub fn close(&self) {
        // The queue is first in, first out: what was accepted is done before the writer reads this.
        drop(self.jobs.send(Job::Stop));
        if let Some(writer) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take()
            && writer.join().is_err()
        {
            log::error!("the writer ended with a panic");
        }
    }
}

/// Appends records to a database directly, all or none: for filling it before it is served.
///
/// # Errors
/// When the database refuses or a record does not fit.
pub fn fill(url: &DatabaseUrl, actor: &Actor, records: Vec<Record>) -> Result<u64, StoreError> {
    let mut connection = AnyConnection::open(url)?;
    connection.migrate()?;
    let snapshot = ledger::replay(&mut connection)?;
    writer::append(&mut connection, &snapshot, actor, |_| records).map(|snapshot| snapshot.revision())
}

/// Replays the whole ledger of a database.
///
/// # Errors
/// When the database does not answer or the ledger is damaged.
pub fn replay(connection: &mut AnyConnection) -> Result<Snapshot, StoreError> {
    ledger::replay(connection)
}

/// Carries out one command directly, for the command line. Works while a server runs, which follows.
///
/// # Errors
/// When the database does not answer; within, why the command was rejected.
pub fn carry_out(
    connection: &mut AnyConnection,
    actor: &Actor,
    command: &Command,
) -> Result<Result<u64, Rejection>, StoreError> {
    let snapshot = ledger::replay(connection)?;
    let mut rejected = None;
    let snapshot = writer::append(connection, &snapshot, actor, |known| {
        match decide(known, actor, command, Timestamp::now().max(known.recorded_at())) {
            Ok(Decision::Change(record)) => vec![record],
            Ok(Decision::Known(_)) => Vec::new(),
            Err(rejection) => {
                rejected = Some(rejection);
                Vec::new()
            }
        }
    })?;
    Ok(rejected.map_or_else(|| Ok(snapshot.revision()), Err))
}

/// The codes of all offices.
///
/// # Errors
/// When the database does not answer.
pub fn office_codes(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    Ok(schema::offices::table.select(schema::offices::code).order(schema::offices::code).load(connection)?)
}

fn load_baseline(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let records = baseline::records()?;
    let actor = Actor::registry("baseline");
    let mut snapshot = Snapshot::default();
    if ledger::is_empty(connection)? {
        // Asked again inside: two instances may find the same database empty.
        snapshot =
            writer::append(
                connection,
                &snapshot,
                &actor,
                |known| {
                    if known.revision() == 0 { records } else { Vec::new() }
                },
            )?;
        let (presences, posts) = (snapshot.presences.len(), snapshot.posts.len());
        log::info!("baseline loaded: {presences} presences, {posts} adviser posts");
    }
    Ok(())
}

/// Has the writer look, now and then, whether another process has written.
fn follow(jobs: &mpsc::SyncSender<Job>) {
    while !matches!(jobs.try_send(Job::Follow), Err(mpsc::TrySendError::Disconnected(_))) {
        std::thread::sleep(FOLLOW_EVERY);
    }
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|source| StoreError::System { what: format!("cannot start the {name} thread"), source })
}
