//! Opening a database: upgrading its schema, filling a new one with the baseline, reading what is recorded.

use diesel::{QueryDsl as _, RunQueryDsl as _};

use crate::{backfill, baseline, head, ledger, schema, writer};
use crate::{connection::AnyConnection, database_url::DatabaseUrl, error::StoreError, head::HeadCheck};
use presence_core::{Actor, Command, Decision, Record, Rejection, Snapshot, decide};
use presence_model::Timestamp;

/// How many records a database is filled with in one transaction.
const FILL: usize = 100_000;

/// Opens a database to serve it, brought up to date and with the baseline. If its disk takes no writes, a registry that is
/// there and up to date is opened to be read; then with the reason.
pub(crate) fn open_to_serve(url: &DatabaseUrl) -> Result<(AnyConnection, Option<String>), StoreError> {
    let open = || {
        let mut connection = AnyConnection::open(url)?;
        upgrade(&mut connection)?;
        load_baseline(&mut connection)?;
        Ok(connection)
    };
    let (error, file) = match (open(), url) {
        (Ok(connection), _) => return Ok((connection, None)),
        (Err(error @ (StoreError::Damaged(_) | StoreError::Newer(_))), _) => return Err(error),
        (Err(error), DatabaseUrl::Sqlite(file)) if file.exists() => (error, file),
        (Err(error), _) => return Err(error),
    };
    let to_read = || {
        let mut connection = AnyConnection::open_without_writing(file)?;
        let ready = connection.pending()?.is_empty() && !ledger::is_empty(&mut connection)?;
        Ok::<_, StoreError>(ready.then_some(connection))
    };
    match to_read() {
        Ok(Some(connection)) => Ok((connection, Some(error.cause()))),
        _ => Err(error),
    }
}

/// Brings a database that an earlier version has written up to date: its schema, and the ledger's hashes.
///
/// # Errors
/// When the database refuses.
pub fn upgrade(connection: &mut AnyConnection) -> Result<(), StoreError> {
    connection.migrate()?;
    backfill::fill_hashes(connection)
}

/// The steps that would bring a database up to date, the oldest first. Changes nothing.
///
/// # Errors
/// When there is no registry, it was written by a newer program, or it does not answer.
pub fn pending(url: &DatabaseUrl) -> Result<Vec<String>, StoreError> {
    let mut connection = match url {
        DatabaseUrl::Sqlite(file) if file.exists() => AnyConnection::open_to_read(file)?,
        _ => AnyConnection::open_existing(url)?,
    };
    connection.pending()
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
        snapshot = writer::batch::append(&mut connection, &snapshot, actor, |_| part)?;
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

/// Carries out one command directly, for the command line: `known` is what was replayed before, at whatever revision.
/// Works while a server runs, which follows.
///
/// # Errors
/// When the database does not answer; within, why the command was rejected.
pub fn execute(
    connection: &mut AnyConnection,
    known: &Snapshot,
    actor: &Actor,
    command: &Command,
) -> Result<Result<u64, Rejection>, StoreError> {
    // With another key the head would become one that the registry's own server refuses.
    let found = connection.view(|connection| {
        let tree = ledger::recount(connection)?.0;
        head::check(connection, &tree)
    })?;
    if let HeadCheck::Wrong(why) = found {
        return Err(StoreError::Ledger(why));
    }
    let mut rejected = None;
    let snapshot = writer::batch::append(connection, known, actor, |known| {
        match decide(known, actor, command, Timestamp::now().max(known.recorded_at())) {
            Ok(Decision::Change(record)) => vec![record],
            Ok(Decision::Several(records)) => records,
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
        snapshot = writer::batch::append(connection, &snapshot, &actor, |known| {
            if known.revision() == 0 { records } else { Vec::new() }
        })?;
        let (presences, posts) = (snapshot.presences.len(), snapshot.posts.len());
        log::info!("baseline loaded: {presences} presences, {posts} adviser posts");
    }
    Ok(())
}
