//! The store: keeps the ledger and the tables in a database, and the newest snapshot in memory. No HTTP types.

mod archive;
pub mod audit;
mod audit_events;
mod backfill;
pub mod backup;
pub mod backups;
mod baseline;
mod bulk;
mod cached_snapshot;
mod connection;
mod credential_tables;
mod credentials;
mod database_url;
pub mod deliveries;
mod error;
mod expected;
mod follow;
pub mod head;
mod health;
mod hex;
pub mod imports;
mod ledger;
mod lock;
mod metrics;
mod migrations;
mod opening;
mod prune;
mod reader;
mod refusals;
mod row_checksums;
mod schema;
mod submissions;
mod tables;
pub mod verify;
mod verify_rows;
mod webhook_tables;
mod webhooks;
mod writer;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use chrono::NaiveDate;
use quick_cache::sync::Cache;
use tokio::sync::{oneshot, watch};

use self::{
    cached_snapshot::ByHistory,
    head::{HeadCheck, Sealed},
    lock::Lock,
    metrics::GaugeGuard,
    reader::Reader,
    refusals::Refusals,
    writer::{Writer, WriterMessage, batch::Batch},
};
pub use self::{
    cached_snapshot::{CAPACITY, CachedResponse, CachedSnapshot, Responses},
    connection::AnyConnection,
    credential_tables::{keep_private_key, private_key},
    database_url::DatabaseUrl,
    error::StoreError,
    metrics::StoreMetrics,
    migrations::known_schema,
    opening::{execute, fill, office_codes, pending, replay, upgrade},
    submissions::{Beside, Keeper},
    webhooks::SealedSecret,
    writer::{Committed, Idempotency, WriteError, WriteRequest},
};
use presence_core::Snapshot;

/// How many commands may wait for the writer.
const QUEUE: usize = 10_000;
/// How often it is looked whether the writer has ended.
const CLOSE_EVERY: Duration = Duration::from_millis(5);
/// For how long events of the audit trail are kept unless told otherwise: two years.
pub const KEEP_AUDIT: Duration = Duration::from_secs(730 * 86_400);
/// How much of older moments is kept at hand: sixteen of a small registry, two of one with ten million updates, of which
/// each takes hundreds of megabytes.
const PAST: u64 = 208;

/// What the writer and the readers share.
pub(crate) struct Shared {
    now: ArcSwap<CachedSnapshot>,
    /// The responses that were made from it, and from moments before.
    responses: Arc<Responses>,
    /// The newest revision: wakes whoever waits for it.
    revision: watch::Sender<u64>,
    /// Whether it tells other processes when it has written.
    tells: AtomicBool,
    /// When the process began: silence is measured by a clock that nobody sets.
    began: Instant,
    /// When the writer last had an answer from the database: microseconds since then.
    alive: AtomicU64,
    /// When it last failed to commit, if it has not committed anything since; else 0.
    failed: AtomicU64,
    /// For how long events of the audit trail are kept, in seconds.
    keep_audit: AtomicU64,
    /// Why the database was opened to be read only, as long as it takes no writes.
    read_only: Mutex<Option<String>>,
    counted: StoreMetrics,
}

impl Shared {
    fn publish(&self, snapshot: Snapshot) {
        let revision = snapshot.revision();
        self.now.store(Arc::new(CachedSnapshot::new(snapshot, &self.responses)));
        self.revision.send_replace(revision);
    }

    fn alive(&self) {
        self.alive.store(self.running(), Ordering::Relaxed);
    }

    /// Takes note of whether the last transaction was committed.
    fn committed(&self, done: bool) {
        self.failed.store(if done { 0 } else { self.running().max(1) }, Ordering::Relaxed);
    }

    fn read_only(&self) -> MutexGuard<'_, Option<String>> {
        self.read_only.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the process has run, in microseconds.
    fn running(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// The registry's store. Reads never wait for the database; writes go through the writer.
pub struct Store {
    shared: Arc<Shared>,
    jobs: mpsc::SyncSender<WriterMessage>,
    past: Cache<(u64, Option<NaiveDate>), Arc<CachedSnapshot>, ByHistory>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Wakes the thread that works on large imports.
    importer: mpsc::Sender<String>,
    /// Takes what was refused to the audit trail.
    auditor: mpsc::SyncSender<audit_events::Event>,
    refusals: Arc<Mutex<Refusals>>,
    url: DatabaseUrl,
    /// For reading what is not in the snapshot: imports.
    reader: Reader,
    /// Reads large, historical data from the replica: the ledger, the audit trail.
    replica: Option<Reader>,
    _lock: Lock,
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
        let lock = Lock::take(url)?;
        let (mut connection, read_only) = opening::open_to_serve(url)?;
        let snapshot = ledger::replay(&mut connection)?;
        if read_only.is_some() {
            // SQLite does not begin to write to a file as long as another connection has it open to read only.
            connection = AnyConnection::in_memory()?;
        }
        let responses = Arc::default();
        let now = ArcSwap::from_pointee(CachedSnapshot::new(snapshot.clone(), &responses));
        let revision = watch::Sender::new(snapshot.revision());
        let (began, alive, failed) = (Instant::now(), AtomicU64::default(), AtomicU64::default());
        let (tells, counted) = (AtomicBool::new(false), StoreMetrics::default());
        let (keep_audit, read_only) = (AtomicU64::new(KEEP_AUDIT.as_secs()), Mutex::new(read_only));
        let shared = Shared { now, responses, revision, tells, began, alive, failed, keep_audit, read_only, counted };
        let shared = Arc::new(shared);
        let (jobs, waiting) = mpsc::sync_channel(QUEUE);
        let writer = Writer::new(url.clone(), connection, snapshot, shared.clone(), keep_keys, opening::open_to_serve);
        let handle = thread("writer", move || writer.run(&waiting))?;
        let follower = jobs.clone();
        thread("follower", move || follow::follow(&follower))?;
        let importer = imports::start(url, &jobs, &shared)?;
        let refusals = Arc::default();
        let auditor = audit::start(&jobs, &refusals)?;
        let (writer, reader) = (Mutex::new(Some(handle)), Reader::new(url.clone(), Some(shared.clone())));
        let past = Cache::with_weighter(16, PAST, ByHistory);
        let (url, replica) = (url.clone(), None);
        Ok(Self { shared, jobs, past, writer, importer, auditor, refusals, url, reader, replica, _lock: lock })
    }

    /// The newest moment.
    #[must_use]
    pub fn now(&self) -> Arc<CachedSnapshot> {
        self.shared.now.load_full()
    }

    /// Follows the newest revision.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.shared.revision.subscribe()
    }

    /// Waits until the newest moment has this revision; `false` if it has not in this time.
    pub async fn reached(&self, revision: u64, timeout: Duration) -> bool {
        if self.now().revision() >= revision {
            return true;
        }
        self.look();
        let mut newest = self.watch();
        tokio::time::timeout(timeout, newest.wait_for(|newest| *newest >= revision))
            .await
            .is_ok_and(|seen| seen.is_ok())
    }

    /// The moment that is asked for. Older ones are made from the newest, and kept for a while.
    ///
    /// # Errors
    /// The newest revision, if the one asked for does not exist yet.
    pub fn at(&self, when: When) -> Result<Arc<CachedSnapshot>, u64> {
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
            let then = match when.on {
                Some(date) => then.on(date),
                None => then,
            };
            Ok::<_, u64>(Arc::new(CachedSnapshot::new(then, &self.shared.responses)))
        })
    }

    /// Keeps a moment at hand: later pages of a list show the one that the first page showed.
    pub fn keep(&self, moment: &Arc<CachedSnapshot>) {
        self.past.insert((moment.revision(), moment.on), moment.clone());
    }

    /// A part of the feed of changes that was made from an earlier moment, if this moment tells it the same.
    #[must_use]
    pub fn part(&self, moment: &CachedSnapshot, key: &str) -> Option<CachedResponse> {
        self.shared.responses.shared(key).filter(|(made, _)| moment.retold() <= *made).map(|(_, part)| part)
    }

    /// Keeps a part of the feed of changes for those who come to it at later moments.
    pub fn keep_part(&self, moment: &CachedSnapshot, key: String, part: CachedResponse) {
        self.shared.responses.keep_shared(key, moment.revision(), part);
    }

    /// Carries out a command. Durable when this returns.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn execute(&self, order: WriteRequest) -> Result<Committed, WriteError> {
        let _waiting = GaugeGuard::begin(&self.shared.counted.waiting);
        let (reply, answer) = oneshot::channel();
        let job = WriterMessage::WriteRequest(Box::new(order), reply);
        self.jobs.try_send(job).map_err(|error| {
            WriteError::Busy(match error {
                mpsc::TrySendError::Full(_) => "too many writes are waiting; this one was not carried out",
                mpsc::TrySendError::Disconnected(_) => "the registry is stopping; this write was not carried out",
            })
        })?;
        writer::answered(answer).await
    }

    /// Sets for how long events of the audit trail are kept.
    pub fn keep_audit(&self, keep: Duration) {
        self.shared.keep_audit.store(keep.as_secs(), Ordering::Relaxed);
    }

    /// The cached responses.
    #[must_use]
    pub fn responses(&self) -> &Responses {
        &self.shared.responses
    }

    /// What the store has counted.
    #[must_use]
    pub fn counted(&self) -> &StoreMetrics {
        &self.shared.counted
    }

    /// Has the writer do something in one transaction of its own.
    ///
    /// # Errors
    /// When the writer takes nothing at present. What the database says comes later.
    fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut AnyConnection, &mut Batch) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, WriteError>>, WriteError> {
        let (reply, answer) = oneshot::channel();
        let work = move |writer: &mut Writer| {
            let done = writer.transaction(work);
            if done.is_err() {
                writer.reconnect();
            }
            drop(reply.send(done.map_err(|error| {
                if error.is_constraint() { WriteError::Defect } else { WriteError::Unavailable(error.to_string()) }
            })));
        };
        let busy = "too many writes are waiting; this one was not carried out";
        self.jobs.try_send(WriterMessage::Work(Box::new(work))).map_err(|_| WriteError::Busy(busy))?;
        Ok(answer)
    }

    /// The canonical bytes of so many changes after a revision.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn entries(&self, after: u64, limit: u64) -> Result<Vec<(u64, String)>, StoreError> {
        self.reading_far(|connection| ledger::entries(connection, after, limit))
    }

    /// The `traceparent` of the request that brought a change about, if it had one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn trace(&self, revision: u64) -> Result<Option<String>, StoreError> {
        self.reading(|connection| Ok(ledger::trace(connection, revision)?))
    }

    /// Checks that the ledger is the one whose head was sealed; seals it if it has none yet.
    ///
    /// # Errors
    /// When it is another one, or the database does not answer.
    pub fn check_head(&self) -> Result<(), StoreError> {
        if self.read_only().is_some() {
            return Ok(());
        }
        let mut connection = AnyConnection::open_existing(&self.url)?;
        connection.write(|connection| {
            // In turn with other writers, so that ledger and head are of one commit.
            audit_events::seal_end(connection)?;
            let mut snapshot = self.now().snapshot().clone();
            ledger::catch_up(connection, &mut snapshot)?;
            match head::check(connection, &snapshot.log)? {
                HeadCheck::Right | HeadCheck::NoKey => Ok(()),
                HeadCheck::Wrong(why) => Err(StoreError::Ledger(why)),
                HeadCheck::Missing => {
                    log::warn!(
                        "the ledger has no sealed head; one is made now. If this database was neither made nor restored \
                         nor upgraded just now, check it: presence-registry verify --checkpoint FILE"
                    );
                    verify_rows::renew(connection)?;
                    head::put(connection, Sealed::Rows, "signed")?;
                    head::write(connection, &snapshot.log)
                }
            }
        })
    }

    /// Finishes what was accepted and stops the writer.
    pub fn close(&self) {
        if !self.close_within(Duration::MAX) {
            log::error!("the writer ended with a panic");
        }
    }

    /// The same, but waits no longer than this; `false` if the writer has not ended by then, or has panicked.
    pub fn close_within(&self, limit: Duration) -> bool {
        let begun = Instant::now();
        self.record_refusals();
        // The queue is first in, first out: what was accepted is done before the writer reads this.
        let mut told = self.jobs.try_send(WriterMessage::Stop);
        let Some(writer) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() else { return true };
        while !writer.is_finished() {
            if begun.elapsed() > limit {
                return false;
            }
            std::thread::sleep(CLOSE_EVERY);
            if let Err(mpsc::TrySendError::Full(stop)) = told {
                told = self.jobs.try_send(stop);
            }
        }
        writer.join().is_ok()
    }
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map_err(|source| StoreError::System { what: format!("cannot start the {name} thread"), source })
}
