//! The store: keeps the ledger and the tables in a database, and the newest snapshot in memory. No HTTP types.

pub mod audit;
mod baseline;
mod bulk;
mod connection;
mod credentials;
pub mod deliveries;
pub mod imports;
mod ledger;
mod moment;
mod schema;
mod seal;
mod submissions;
mod tables;
pub mod verify;
mod webhooks;
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

pub use self::{
    connection::{AnyConnection, DatabaseUrl, StoreError},
    credentials::{keep_private_key, private_key},
    moment::{Answer, Moment},
    submissions::{Beside, Keeper},
    webhooks::SealedSecret,
    writer::{Done, Idempotency, Order, Refusal},
};
use self::{
    moment::ByBytes,
    writer::{Group, Job, Writer},
};
use crate::{
    model::Timestamp,
    registry::{Actor, Command, Decision, Record, Rejection, Snapshot, decide},
};

/// How many commands may wait for the writer.
const QUEUE: usize = 10_000;
/// How often the writer looks whether another process has written.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);
/// How often it is asked whether another process has told that it has written.
const HEAR_EVERY: Duration = Duration::from_millis(10);
/// How many older moments are kept at hand.
const PAST: usize = 16;
/// How many bytes of the feed of changes are kept for those who follow it and lag behind: about 60,000 changes.
const PARTS: u64 = 128 << 20;
/// How many records a database is filled with in one transaction.
const FILL: usize = 100_000;

/// What the writer and the readers share.
pub(crate) struct Shared {
    now: ArcSwap<Moment>,
    /// The newest revision: wakes whoever waits for it.
    revision: watch::Sender<u64>,
    /// When the writer last had an answer from the database: microseconds since 1970.
    alive: AtomicI64,
    counted: Counted,
}

/// What the writer does, counted since the process began.
#[derive(Debug, Default)]
struct Counted {
    waiting: AtomicI64,
    commits: AtomicI64,
    commands: AtomicI64,
    commit_micros: AtomicI64,
}

/// A command that waits, also when nobody waits for its answer any more.
struct Waiting<'s>(&'s Counted);

impl<'s> Waiting<'s> {
    fn begin(counted: &'s Counted) -> Self {
        counted.waiting.fetch_add(1, Ordering::Relaxed);
        Self(counted)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the writer has done since the process began.
#[derive(Clone, Copy, Debug)]
pub struct Stats {
    /// Commands that wait.
    pub waiting: i64,
    /// Transactions.
    pub commits: i64,
    /// Commands in these transactions.
    pub commands: i64,
    /// How long the transactions took in all, in microseconds.
    pub commit_micros: i64,
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
    /// Parts of the feed of changes, each with the revision at which it was made.
    parts: Cache<String, (u64, Answer), ByBytes>,
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
        upgrade(&mut connection)?;
        load_baseline(&mut connection)?;
        let snapshot = ledger::replay(&mut connection)?;
        let now = ArcSwap::from_pointee(Moment::new(snapshot.clone()));
        let revision = watch::Sender::new(snapshot.revision());
        let (alive, counted) = (AtomicI64::new(Timestamp::now().0), Counted::default());
        let shared = Arc::new(Shared { now, revision, alive, counted });
        let (jobs, waiting) = mpsc::sync_channel(QUEUE);
        let writer = Writer::new(url.clone(), connection, snapshot, shared.clone(), keep_keys);
        let handle = thread("writer", move || writer.run(&waiting))?;
        let follower = jobs.clone();
        thread("follower", move || follow(&follower))?;
        let importer = imports::start(url, &jobs, &shared)?;
        let auditor = audit::start(&jobs)?;
        let (writer, reader) = (Mutex::new(Some(handle)), Mutex::new(None));
        let (past, parts) = (Cache::new(PAST), Cache::with_weighter(1024, PARTS, ByBytes));
        Ok(Self { shared, jobs, past, parts, writer, importer, auditor, url: url.clone(), reader })
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

    /// A part of the feed of changes that was made from an earlier moment, if this moment tells it the same.
    #[must_use]
    pub fn part(&self, moment: &Moment, key: &str) -> Option<Answer> {
        self.parts.get(key).filter(|(made, _)| moment.retold() <= *made).map(|(_, part)| part)
    }

    /// Keeps a part of the feed of changes for those who come to it at later moments.
    pub fn keep_part(&self, moment: &Moment, key: String, part: Answer) {
        self.parts.insert(key, (moment.revision(), part));
    }

    /// Carries out a command. Durable when this returns.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn carry_out(&self, order: Order) -> Result<Done, Refusal> {
        let _waiting = Waiting::begin(&self.shared.counted);
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

    /// What the writer has done since the process began.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let counted = &self.shared.counted;
        Stats {
            waiting: counted.waiting.load(Ordering::Relaxed),
            commits: counted.commits.load(Ordering::Relaxed),
            commands: counted.commands.load(Ordering::Relaxed),
            commit_micros: counted.commit_micros.load(Ordering::Relaxed),
        }
    }

    /// Has the writer do something in one transaction of its own.
    ///
    /// # Errors
    /// When the writer takes nothing at present. What the database says comes later.
    fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut AnyConnection, &mut Group) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Refusal>>, Refusal> {
        let (reply, answer) = oneshot::channel();
        let work = move |writer: &mut Writer| {
            let done = writer.transaction(work);
            if done.is_err() {
                writer.reconnect();
            }
            drop(reply.send(done.map_err(|error| {
                if error.is_constraint() { Refusal::Defect } else { Refusal::Unavailable(error.to_string()) }
            })));
        };
        let busy = "too many writes are waiting; this one was not carried out";
        self.jobs.try_send(Job::Work(Box::new(work))).map_err(|_| Refusal::Busy(busy))?;
        Ok(answer)
    }

    /// The canonical bytes of so many changes after a revision.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn entries(&self, after: u64, limit: u64) -> Result<Vec<(u64, String)>, StoreError> {
        self.reading(|connection| ledger::entries(connection, after, limit))
    }

    /// Hears other processes on PostgreSQL tell that they have written, so that looking now and then is only what is left
    /// when a message is lost.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn hear(&self) -> Result<(), StoreError> {
        if let DatabaseUrl::Postgres(_) = &self.url {
            let (url, jobs) = (self.url.clone(), self.jobs.clone());
            thread("listener", move || hear(&url, &jobs))?;
        }
        Ok(())
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

/// Brings a database that an earlier version has written up to date: its schema, and the ledger's hashes.
///
/// # Errors
/// When the database refuses.
pub fn upgrade(connection: &mut AnyConnection) -> Result<(), StoreError> {
    connection.migrate()?;
    ledger::fill_hashes(connection)
}

/// Appends records to a database directly, for filling it before it is served: so many in a transaction that those which
/// wait to be written are never many. What was appended before one that does not fit stays. `told` hears the newest
/// revision after each transaction.
///
/// # Errors
/// When the database refuses or a record does not fit.
pub fn fill(
    url: &DatabaseUrl,
    actor: &Actor,
    records: impl IntoIterator<Item = Record>,
    mut told: impl FnMut(u64),
) -> Result<u64, StoreError> {
    let mut connection = AnyConnection::open(url)?;
    upgrade(&mut connection)?;
    let mut snapshot = ledger::replay(&mut connection)?;
    let mut records = records.into_iter();
    loop {
        let part: Vec<_> = records.by_ref().take(FILL).collect();
        if part.is_empty() {
            return Ok(snapshot.revision());
        }
        snapshot = writer::append(&mut connection, &snapshot, actor, |_| part)?;
        told(snapshot.revision());
    }
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

/// Has the writer look whenever another process tells that it has written. A connection that breaks is made again.
fn hear(url: &DatabaseUrl, jobs: &mpsc::SyncSender<Job>) {
    let listening = |connection: &mut AnyConnection| -> Result<bool, StoreError> {
        connection.listen()?;
        loop {
            if connection.heard()? && matches!(jobs.try_send(Job::Follow), Err(mpsc::TrySendError::Disconnected(_))) {
                return Ok(false);
            }
            std::thread::sleep(HEAR_EVERY);
        }
    };
    loop {
        match AnyConnection::open_existing(url).and_then(|mut connection| listening(&mut connection)) {
            Ok(_) => return,
            Err(error) => log::debug!("the listener begins again: {error}"),
        }
        std::thread::sleep(Duration::from_secs(1));
    }
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
