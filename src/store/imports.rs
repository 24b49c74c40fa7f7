//! Imports in the database: accepted, worked on part by part, finished, and read again.
//!
//! A small import is one transaction. The rows of a large one are kept first; a thread of its own then has the writer
//! take part after part, so that single updates pass in between. What a part brings about and its report are one
//! transaction, so after a crash the import goes on at the part that has no report. An atomic import is tried out
//! beside the writer, and only if every row is good does the writer take it whole.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::Duration,
};

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};
use serde::Serialize;
use tokio::sync::oneshot;

use super::{
    AnyConnection, DatabaseUrl, Idempotency, Refusal, Shared, Store, StoreError,
    counted::Held,
    schema::{idempotency_keys, import_parts, imports},
    seal::{self, seal},
    thread,
    writer::{Effect, Group, Job, Writer},
};
use crate::{
    model::{OfficeCode, Timestamp},
    registry::{
        Actor, Change, Snapshot,
        import::{Columns, Row, RowReport, Totals, carry_out},
    },
};

/// How many rows the writer takes at a time.
pub const PART: usize = 500;
/// Up to how many rows an import is answered at once.
pub const AT_ONCE: usize = 1000;
/// How often a process with nothing to do looks for imports that another one has left.
const TAKE_OVER: Duration = Duration::from_secs(15);
/// How often an atomic import is tried again when the registry moved on under it.
const TRIES: usize = 5;

/// An import, without its rows.
#[derive(Clone, Debug, PartialEq, Queryable, Insertable, Selectable, Serialize)]
#[diesel(table_name = imports)]
pub struct Import {
    /// A version 7 UUID: later imports sort behind earlier ones.
    pub id: String,
    /// The office that sent it.
    pub office: String,
    /// Its client.
    pub client: String,
    /// Its token.
    pub token: Option<String>,
    /// The request.
    pub request: Option<String>,
    /// `json`, `ndjson`, `csv` or `xlsx`.
    pub format: String,
    /// `atomic` or `partial`.
    pub mode: String,
    /// Whether it only says what would happen.
    pub dry_run: bool,
    /// Its columns, as JSON.
    pub layout: String,
    /// `running`, `completed`, `rejected` or `failed`.
    pub state: String,
    /// When it was received: microseconds since 1970.
    pub received_at: i64,
    /// When it was done.
    pub finished_at: Option<i64>,
    /// How many parts it has.
    pub parts: i32,
    /// Rows read.
    pub read: i32,
    /// Rows by outcome.
    pub created: i32,
    /// Rows by outcome.
    pub updated: i32,
    /// Rows by outcome.
    pub unchanged: i32,
    /// Rows by outcome.
    pub rejected: i32,
    /// Rows by outcome.
    pub skipped: i32,
    /// Why it failed.
    pub failure: Option<String>,
    /// The newest revision when it was done.
    pub revision: Option<i64>,
    /// The network that it came from.
    pub origin: Option<String>,
    /// The `traceparent` of the request.
    // Older rows were sealed without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl Import {
    /// An import by `actor`, of which nothing was done yet.
    #[must_use]
    pub fn new(actor: &Actor, format: &str, atomic: bool, dry_run: bool, columns: &Columns) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            office: actor.office.to_string(),
            client: actor.client.to_string(),
            token: actor.token.as_deref().map(str::to_owned),
            request: actor.request.as_deref().map(str::to_owned),
            format: format.to_owned(),
            mode: if atomic { "atomic" } else { "partial" }.to_owned(),
            dry_run,
            layout: serde_json::to_string(columns).expect("columns have text keys"),
            state: "running".to_owned(),
            received_at: Timestamp::now().0,
            finished_at: None,
            parts: 0,
            read: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            skipped: 0,
            failure: None,
            revision: None,
            origin: actor.origin.as_deref().map(str::to_owned),
            trace: actor.trace.as_deref().map(str::to_owned),
        }
    }

    fn actor(&self) -> Result<Actor, StoreError> {
        let office = OfficeCode::new(&self.office);
        Ok(Actor {
            office: office.ok_or_else(|| StoreError::Ledger(format!("import {} has a malformed office", self.id)))?,
            client: self.client.as_str().into(),
            token: self.token.as_deref().map(Arc::from),
            request: self.request.as_deref().map(Arc::from),
            origin: self.origin.as_deref().map(Arc::from),
            trace: self.trace.as_deref().map(Arc::from),
        })
    }

    fn columns(&self) -> Columns {
        serde_json::from_str(&self.layout).unwrap_or_default()
    }

    /// How many rows had which outcome, so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let count = |count: i32| u32::try_from(count).unwrap_or_default();
        Totals {
            read: count(self.read),
            created: count(self.created),
            updated: count(self.updated),
            unchanged: count(self.unchanged),
            rejected: count(self.rejected),
            skipped: count(self.skipped),
        }
    }

    fn count(&mut self, totals: Totals) {
        let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        self.created = count(totals.created);
        self.updated = count(totals.updated);
        self.unchanged = count(totals.unchanged);
        self.rejected = count(totals.rejected);
        self.skipped = count(totals.skipped);
    }

    fn finish(&mut self, state: &str) {
        state.clone_into(&mut self.state);
        self.finished_at = Some(Timestamp::now().0);
    }

    fn atomic(&self) -> bool {
        self.mode == "atomic"
    }
}

/// The rows of an import as they were read.
#[derive(Default)]
pub struct Rows {
    /// The first ones, as long as the import is small.
    pub first: Vec<Row>,
    /// The others, in compressed parts; then the first ones are in there too.
    pub parts: Vec<Vec<u8>>,
    /// How many there are.
    pub count: u32,
}

impl Rows {
    /// Takes one more row. Memory grows by some bytes a row only: what is not needed at once is compressed.
    pub fn push(&mut self, row: Row) {
        self.first.push(row);
        self.count += 1;
        if self.first.len() > AT_ONCE || (!self.parts.is_empty() && self.first.len() == PART) {
            self.pack();
        }
    }

    /// Says that this was the last row.
    pub fn end(&mut self) {
        if !self.parts.is_empty() && !self.first.is_empty() {
            self.pack();
        }
    }

    fn pack(&mut self) {
        self.parts.extend(self.first.chunks(PART).map(pack));
        self.first.clear();
    }
}

fn pack<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let json = serde_json::to_vec(rows).expect("rows have text keys");
    zstd::bulk::compress(&json, 1).expect("memory takes everything")
}

fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> Result<Vec<T>, StoreError> {
    let damaged = |error: String| StoreError::Ledger(format!("a part of an import: {error}"));
    let json = zstd::stream::decode_all(packed).map_err(|error| damaged(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))
}

/// An import that was accepted, now or at an earlier sending.
pub struct Accepted {
    /// Its id.
    pub id: String,
    /// Whether it was accepted at an earlier sending of the same request.
    pub replayed: bool,
}

impl Store {
    /// Accepts an import. A small one is done when this returns; a large one is kept, and goes on by itself.
    ///
    /// # Errors
    /// Why it was not accepted; nothing was written then.
    pub async fn import(
        &self,
        import: Import,
        rows: Rows,
        idempotency: Option<Idempotency>,
    ) -> Result<Accepted, Refusal> {
        let large = !rows.parts.is_empty();
        let (reply, answer) = oneshot::channel();
        let work = move |writer: &mut Writer| drop(reply.send(writer.accept(import, &rows, idempotency.as_ref())));
        let busy = "too many writes are waiting; this import was not accepted";
        self.jobs.try_send(Job::Work(Box::new(work))).map_err(|_| Refusal::Busy(busy))?;
        let accepted = super::answered(answer).await?;
        if !accepted.replayed {
            self.shared.counted.imports.inc();
        }
        if large && !accepted.replayed {
            drop(self.importer.send(accepted.id.clone()));
        }
        Ok(accepted)
    }

    /// An import, if there is one with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn find_import(&self, id: &str) -> Result<Option<Import>, StoreError> {
        self.reading(|connection| find(connection, id))
    }

    /// The reports of a part's rows; `None` if there is no such part, or nothing was reported on it yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn import_report(&self, id: &str, part: i32) -> Result<Option<Vec<RowReport>>, StoreError> {
        let report: Option<Option<Vec<u8>>> = self.reading(|connection| {
            let part = import_parts::table.find((id, part)).select(import_parts::report);
            Ok(part.first(connection).optional()?)
        })?;
        report.flatten().map(|packed| unpack(&packed)).transpose()
    }

    /// Imports, newest first, and how many there are in all.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn imports(
        &self,
        office: Option<OfficeCode>,
        states: &[String],
        before: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Import>, usize), StoreError> {
        self.reading(|connection| {
            let wanted = || {
                let mut query = imports::table.into_boxed();
                if let Some(office) = &office {
                    query = query.filter(imports::office.eq(office.as_str().to_owned()));
                }
                if !states.is_empty() {
                    // An expression for both databases: `= ANY` is not.
                    let is = |state: &String| imports::state.eq(state.clone());
                    let mut either: Box<
                        dyn diesel::BoxableExpression<imports::table, _, SqlType = diesel::sql_types::Bool>,
                    > = Box::new(is(&states[0]));
                    for state in &states[1..] {
                        either = Box::new(diesel::BoolExpressionMethods::or(either, is(state)));
                    }
                    query = query.filter(either);
                }
                query
            };
            let total: i64 = wanted().count().get_result(connection)?;
            let mut page = wanted();
            if let Some(before) = before {
                page = page.filter(imports::id.lt(before.to_owned()));
            }
            let page = page.order(imports::id.desc()).limit(limit as i64);
            Ok((page.select(Import::as_select()).load(connection)?, usize::try_from(total).unwrap_or_default()))
        })
    }
}

fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<Import>, StoreError> {
    Ok(imports::table.find(id).select(Import::as_select()).first(connection).optional()?)
}

/// Forgets keys and dry runs that are older than they are kept.
pub(super) fn prune(connection: &mut AnyConnection, keep: Duration) -> Result<(), StoreError> {
    let oldest = Timestamp::now().0 - i64::try_from(keep.as_micros()).unwrap_or(i64::MAX / 2);
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(oldest))).execute(connection)?;
    let old: Vec<String> = imports::table
        .filter(imports::dry_run.eq(true))
        .filter(imports::finished_at.lt(oldest))
        .select(imports::id)
        .limit(1000)
        .load(connection)?;
    for id in old {
        diesel::delete(import_parts::table.filter(import_parts::import.eq(&id))).execute(connection)?;
        diesel::delete(imports::table.find(&id)).execute(connection)?;
    }
    Ok(())
}

impl Writer {
    fn accept(&mut self, import: Import, rows: &Rows, key: Option<&Idempotency>) -> Result<Accepted, Refusal> {
        let accepted = self.transaction(|connection, group| {
            let actor = import.actor()?;
            if let Some(key) = key
                && let Some(earlier) = group.earlier(connection, &actor, key)?
            {
                return Ok(match earlier {
                    Ok(Effect::Import(id)) => Ok(Accepted { id, replayed: true }),
                    Ok(Effect::Revision(_) | Effect::Delivery(_)) => Err(crate::registry::Rejection::KeyReused),
                    Err(rejection) => Err(rejection),
                });
            }
            let id = import.id.clone();
            if rows.parts.is_empty() {
                at_once(connection, group, import, &rows.first)?
            } else {
                keep(connection, import, rows)?
            }
            if let Some(key) = key {
                group.remember(&actor, key, Effect::Import(id.clone()));
            }
            Ok(Ok(Accepted { id, replayed: false }))
        });
        match accepted {
            Ok(accepted) => Ok(accepted?),
            Err(error) => {
                log::error!("an import was not accepted: {error}");
                self.reconnect();
                Err(if error.is_constraint() { Refusal::Defect } else { Refusal::Unavailable(error.to_string()) })
            }
        }
    }

    /// Takes one part of a partial import, unless that was done before.
    fn take_part(&mut self, id: &str, part: i32, rows: &[Row]) -> Result<(), StoreError> {
        self.transaction(|connection, group| {
            let Some(mut import) = find(connection, id)? else { return Ok(()) };
            let done: Option<Option<Vec<u8>>> =
                import_parts::table.find((id, part)).select(import_parts::source).first(connection).optional()?;
            if import.state != "running" || done.flatten().is_none() {
                return Ok(());
            }
            let reports = group.rows(&import.actor()?, &import.columns(), rows)?;
            let mut totals = import.totals();
            reports.iter().for_each(|row| totals.count(row));
            import.count(totals);
            if part + 1 == import.parts {
                import.finish("completed");
                import.revision = Some(group.snapshot.revision() as i64);
            }
            set_report(connection, id, part, pack(&reports))?;
            set(connection, &import)
        })
    }

    /// Takes a whole atomic import; `false` if a row was rejected, and then nothing was written.
    fn take_whole(&mut self, id: &str) -> Result<bool, StoreError> {
        let taken = self.transaction(|connection, group| {
            let Some(mut import) = find(connection, id)?.filter(|import| import.state == "running") else {
                return Ok(());
            };
            let (actor, columns, mut totals) = (import.actor()?, import.columns(), Totals::default());
            for part in 0..import.parts {
                let reports = group.rows(&actor, &columns, &source(connection, id, part)?)?;
                reports.iter().for_each(|row| totals.count(row));
                if totals.rejected > 0 {
                    return Err(StoreError::MovedOn);
                }
                group.flush(connection)?;
                set_report(connection, id, part, pack(&reports))?;
            }
            import.count(totals);
            import.finish("completed");
            import.revision = Some(group.snapshot.revision() as i64);
            set(connection, &import)
        });
        match taken {
            Ok(()) => Ok(true),
            Err(StoreError::MovedOn) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends an import that wrote nothing, with its report, unless another process has finished it meanwhile.
    fn end(&mut self, import: &Import, reports: &[Vec<u8>]) -> Result<(), StoreError> {
        self.transaction(|connection, _| {
            if find(connection, &import.id)?.is_none_or(|known| known.state != "running") {
                return Ok(());
            }
            for (part, report) in (0..).zip(reports) {
                set_report(connection, &import.id, part, report.clone())?;
            }
            set(connection, import)
        })
    }
}

impl Group {
    /// Carries out rows against the group's state.
    fn rows(&mut self, actor: &Actor, columns: &Columns, rows: &[Row]) -> Result<Vec<RowReport>, StoreError> {
        let now = self.now();
        let mut changes = Vec::new();
        let reports = try_rows(&mut self.snapshot, actor, columns, rows, now, |change| changes.push(change))?;
        changes.into_iter().for_each(|change| self.applied(change));
        Ok(reports)
    }
}

fn try_rows(
    snapshot: &mut Snapshot,
    actor: &Actor,
    columns: &Columns,
    rows: &[Row],
    now: Timestamp,
    mut changed: impl FnMut(Change),
) -> Result<Vec<RowReport>, StoreError> {
    let run = AssertUnwindSafe(|| {
        let report = |row| {
            let (report, change) = carry_out(snapshot, actor, columns, row, now);
            change.into_iter().for_each(&mut changed);
            report
        };
        rows.iter().map(report).collect()
    });
    catch_unwind(run).map_err(|_| StoreError::Defect)
}

/// A small import: one transaction for everything.
fn at_once(
    connection: &mut AnyConnection,
    group: &mut Group,
    mut import: Import,
    rows: &[Row],
) -> Result<(), StoreError> {
    let mut reports = group.rows(&import.actor()?, &import.columns(), rows)?;
    let rejected = reports.iter().any(|row| row.refused.is_some());
    let refused = import.atomic() && rejected;
    if refused || import.dry_run {
        group.forget();
        let as_it_is = if refused { RowReport::skipped } else { RowReport::without_revision };
        reports = reports.into_iter().map(as_it_is).collect();
    }
    import.parts = 1;
    import.read = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let mut totals = import.totals();
    reports.iter().for_each(|row| totals.count(row));
    import.count(totals);
    import.finish(if refused { "rejected" } else { "completed" });
    import.revision = Some(group.snapshot.revision() as i64);
    diesel::insert_into(imports::table).values((&import, imports::seal.eq(seal(&import)))).execute(connection)?;
    insert_part(connection, &import.id, 0, None, Some(pack(&reports)))
}

/// A large import: kept until its turn comes.
fn keep(connection: &mut AnyConnection, mut import: Import, rows: &Rows) -> Result<(), StoreError> {
    import.parts = i32::try_from(rows.parts.len()).unwrap_or(i32::MAX);
    import.read = i32::try_from(rows.count).unwrap_or(i32::MAX);
    diesel::insert_into(imports::table).values((&import, imports::seal.eq(seal(&import)))).execute(connection)?;
    for (part, source) in (0..).zip(&rows.parts) {
        insert_part(connection, &import.id, part, Some(source.clone()), None)?;
    }
    Ok(())
}

fn insert_part(
    connection: &mut AnyConnection,
    id: &str,
    part: i32,
    source: Option<Vec<u8>>,
    report: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    use import_parts::dsl;
    let sealed = dsl::seal.eq(seal::of_part(id, part, source.as_deref(), report.as_deref()));
    diesel::insert_into(import_parts::table)
        .values((dsl::import.eq(id), dsl::part.eq(part), dsl::source.eq(source), dsl::report.eq(report), sealed))
        .execute(connection)?;
    Ok(())
}

fn set_report(connection: &mut AnyConnection, id: &str, part: i32, report: Vec<u8>) -> Result<(), StoreError> {
    let sealed = import_parts::seal.eq(seal::of_part(id, part, None, Some(&report)));
    diesel::update(import_parts::table.find((id, part)))
        .set((import_parts::source.eq(None::<Vec<u8>>), import_parts::report.eq(Some(report)), sealed))
        .execute(connection)?;
    Ok(())
}

fn set(connection: &mut AnyConnection, import: &Import) -> Result<(), StoreError> {
    diesel::update(imports::table.find(&import.id))
        .set((
            imports::state.eq(&import.state),
            imports::finished_at.eq(import.finished_at),
            imports::created.eq(import.created),
            imports::updated.eq(import.updated),
            imports::unchanged.eq(import.unchanged),
            imports::rejected.eq(import.rejected),
            imports::skipped.eq(import.skipped),
            imports::failure.eq(&import.failure),
            imports::revision.eq(import.revision),
            imports::seal.eq(seal(import)),
        ))
        .execute(connection)?;
    Ok(())
}

fn source(connection: &mut AnyConnection, id: &str, part: i32) -> Result<Vec<Row>, StoreError> {
    let source: Option<Vec<u8>> =
        import_parts::table.find((id, part)).select(import_parts::source).first(connection)?;
    unpack(&source.unwrap_or_else(|| pack::<Row>(&[])))
}

/// Works on large imports, one after the other, on a thread of its own.
struct Importer {
    url: DatabaseUrl,
    jobs: mpsc::SyncSender<Job>,
    shared: Arc<Shared>,
}

/// Starts the thread that works on large imports; it begins with those that an earlier process did not finish.
pub(super) fn start(
    url: &DatabaseUrl,
    jobs: &mpsc::SyncSender<Job>,
    shared: &Arc<Shared>,
) -> Result<mpsc::Sender<String>, StoreError> {
    let (send, receive) = mpsc::channel();
    let importer = Importer { url: url.clone(), jobs: jobs.clone(), shared: shared.clone() };
    for id in importer.left()? {
        drop(send.send(id));
    }
    thread("importer", move || {
        loop {
            let waiting = match receive.recv_timeout(TAKE_OVER) {
                Ok(id) => vec![id],
                Err(mpsc::RecvTimeoutError::Timeout) => importer.left().unwrap_or_default(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            };
            for id in waiting {
                let _importing = Held::begin(&importer.shared.counted.importing);
                if !importer.finish(&id) {
                    return;
                }
            }
        }
    })?;
    Ok(send)
}

/// What came of trying to work on an import.
enum Ended {
    /// It is finished.
    Finished,
    /// The writer has stopped; the next process goes on.
    Stopped,
}

impl Importer {
    /// Imports that a process began and did not finish, or has not finished yet: two may work on the same one, for each
    /// part is taken once.
    fn left(&self) -> Result<Vec<String>, StoreError> {
        let running = imports::table.filter(imports::state.eq("running")).order(imports::id).select(imports::id);
        let left: Vec<String> = running.load(&mut AnyConnection::open_existing(&self.url)?)?;
        left.iter().for_each(|id| log::info!("import {id} goes on"));
        Ok(left)
    }

    /// Works on an import until it is finished, however often the database fails on the way; `false` when the
    /// registry stops.
    fn finish(&self, id: &str) -> bool {
        let mut pause = Duration::from_millis(200);
        loop {
            match self.work(id) {
                Ok(Ended::Finished) => return true,
                Ok(Ended::Stopped) => return false,
                Err(error) if error.is_constraint() || matches!(error, StoreError::Defect | StoreError::Ledger(_)) => {
                    log::error!("import {id} failed: {error}");
                    return self.fail(id, "the registry failed at this import; report it with its id").is_ok();
                }
                Err(error) => {
                    log::warn!("import {id} waits: {error}");
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_secs(10));
                }
            }
        }
    }

    fn work(&self, id: &str) -> Result<Ended, StoreError> {
        let mut connection = AnyConnection::open_existing(&self.url)?;
        let Some(import) = find(&mut connection, id)?.filter(|import| import.state == "running") else {
            return Ok(Ended::Finished);
        };
        if !import.dry_run && !import.atomic() {
            return self.partial(&mut connection, &import);
        }
        for _ in 0..TRIES {
            let (ended, reports) = self.rehearse(&mut connection, &import)?;
            if import.dry_run || ended.rejected > 0 {
                let Some(done) = self.ask(move |writer| writer.end(&ended, &reports)) else {
                    return Ok(Ended::Stopped);
                };
                return done.map(|()| Ended::Finished);
            }
            let id = import.id.clone();
            match self.ask(move |writer| writer.take_whole(&id)) {
                None => return Ok(Ended::Stopped),
                Some(Ok(false)) => {}
                Some(done) => return done.map(|_| Ended::Finished),
            }
        }
        let why = "other clients kept changing the same records; nothing was written, send it again";
        Ok(self.fail(id, why).map_or(Ended::Stopped, |()| Ended::Finished))
    }

    fn partial(&self, connection: &mut AnyConnection, import: &Import) -> Result<Ended, StoreError> {
        let mut rows = source(connection, &import.id, 0)?;
        for part in 0..import.parts {
            let (id, these) = (import.id.clone(), std::mem::take(&mut rows));
            // A part that has no source any more was done before.
            let taken = (!these.is_empty()).then(|| self.send(move |writer| writer.take_part(&id, part, &these)));
            // The next part is read while the writer takes this one.
            rows = if part + 1 < import.parts { source(connection, &import.id, part + 1)? } else { Vec::new() };
            match taken.map(Pending::wait) {
                Some(None) => return Ok(Ended::Stopped),
                Some(Some(done)) => done?,
                None => {}
            }
        }
        Ok(Ended::Finished)
    }

    /// Tries an import out beside the writer: the import as it would end, and its reports.
    fn rehearse(&self, connection: &mut AnyConnection, import: &Import) -> Result<(Import, Vec<Vec<u8>>), StoreError> {
        let mut snapshot = (**self.shared.now.load_full()).clone();
        let now = Timestamp::now().max(snapshot.recorded_at());
        let (actor, columns) = (import.actor()?, import.columns());
        let (mut totals, mut reports) = (Totals::default(), Vec::new());
        let run = |part: i32, snapshot: &mut Snapshot, connection: &mut AnyConnection| {
            let rows = source(connection, &import.id, part)?;
            try_rows(snapshot, &actor, &columns, &rows, now, drop)
        };
        for part in 0..import.parts {
            let rows = run(part, &mut snapshot, connection)?;
            rows.iter().for_each(|row| totals.count(row));
            reports.push(pack(&rows.into_iter().map(RowReport::without_revision).collect::<Vec<_>>()));
        }
        let mut ended = import.clone();
        let refused = import.atomic() && totals.rejected > 0;
        if refused {
            totals = Totals::default();
            for packed in &mut reports {
                let rows: Vec<_> = unpack(packed)?.into_iter().map(RowReport::skipped).collect();
                rows.iter().for_each(|row| totals.count(row));
                *packed = pack(&rows);
            }
        }
        ended.count(totals);
        ended.finish(if refused { "rejected" } else { "completed" });
        Ok((ended, reports))
    }

    fn fail(&self, id: &str, why: &str) -> Result<(), ()> {
        let (id, why) = (id.to_owned(), why.to_owned());
        let failed = self.ask(move |writer| {
            writer.transaction(|connection, _| {
                let running = find(connection, &id)?.filter(|import| import.state == "running");
                let Some(mut import) = running else { return Ok(()) };
                import.finish("failed");
                import.failure = Some(why);
                set(connection, &import)
            })
        });
        failed.ok_or(())?.map_err(|error| log::error!("{error}"))
    }

    /// Has the writer do something, and waits; `None` if it has stopped.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<Result<T, StoreError>> {
        self.send(work).wait()
    }

    /// Has the writer do something, without waiting.
    fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (reply, answer) = mpsc::channel();
        let work = move |writer: &mut Writer| {
            let done = work(writer);
            if matches!(&done, Err(error) if !matches!(error, StoreError::MovedOn)) {
                writer.reconnect();
            }
            drop(reply.send(done));
        };
        // If the writer has stopped, the work is dropped, and its end of the channel with it.
        drop(self.jobs.send(Job::Work(Box::new(work))));
        Pending(answer)
    }
}

/// Something that the writer was asked to do.
struct Pending<T>(mpsc::Receiver<Result<T, StoreError>>);

impl<T> Pending<T> {
    /// What came of it; `None` if the writer has stopped.
    fn wait(self) -> Option<Result<T, StoreError>> {
        self.0.recv().ok()
    }
}
