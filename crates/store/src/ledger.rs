//! The ledger: how changes are written to and read back from the `changes` table.

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    bulk::{Bulk, bulk},
    connection::AnyConnection,
    error::StoreError,
    schema::{changes, rows::changes::Row as Whole},
};
use presence_core::{
    Actor, Change, Record, Snapshot,
    change::ProgrammeRecord,
    record_kind::RecordKind as _,
    tree::{self, Hash, Tree},
};
use presence_model::{OfficeCode, Submission, Timestamp};

struct NewRow<'a> {
    revision: i64,
    recorded_at: i64,
    office: &'a str,
    client: &'a str,
    token: Option<&'a str>,
    request: Option<&'a str>,
    kind: &'static str,
    code: &'a str,
    record: String,
    origin: Option<&'a str>,
    hash: Vec<u8>,
    trace: Option<&'a str>,
}

bulk!(NewRow into changes, revision: BigInt, recorded_at: BigInt, office: Text, client: Text, token: Nullable<Text>,
    request: Nullable<Text>, kind: Text, code: Text, record: Text, origin: Nullable<Text>,
    hash: Binary, trace: Nullable<Text>);

/// How many changes are read at a time.
pub(super) const CHUNK: i64 = 20_000;

/// The canonical bytes of a change: these fields in this order as JSON without spaces, the record as it was written.
#[derive(Serialize)]
struct Entry<'a> {
    revision: i64,
    recorded_at: i64,
    office: &'a str,
    client: &'a str,
    token: Option<&'a str>,
    request: Option<&'a str>,
    origin: Option<&'a str>,
    // Older entries have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'a str>,
    kind: &'a str,
    code: &'a str,
    record: &'a RawValue,
}

impl Entry<'_> {
    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an entry is JSON")
    }
}

/// Appends changes, and their hashes to the tree.
pub(super) fn append(connection: &mut AnyConnection, changes: &[Change], log: &mut Tree) -> QueryResult<()> {
    let row = |change| {
        let row = new_row(change);
        if let Ok(hash) = row.hash.as_slice().try_into() {
            log.push(hash);
        }
        row
    };
    let rows: Vec<_> = changes.iter().map(row).collect();
    NewRow::insert(connection, &rows)
}

fn new_row(change: &Change) -> NewRow<'_> {
    let record = RawValue::from_string(record_json(&change.record)).expect("a record is JSON");
    let (actor, revision, recorded_at) = (&change.actor, change.revision as i64, change.recorded_at.0);
    let (office, client, kind, code) =
        (actor.office.as_str(), &*actor.client, change.record.kind(), change.record.code());
    let (token, request, origin) = (actor.token.as_deref(), actor.request.as_deref(), actor.origin.as_deref());
    let (trace, record) = (actor.trace.as_deref(), &*record);
    let entry = Entry { revision, recorded_at, office, client, token, request, origin, trace, kind, code, record };
    let hash = tree::leaf(&entry.bytes()).to_vec();
    let record = record.get().to_owned();
    NewRow { revision, recorded_at, office, client, token, request, kind, code, record, origin, hash, trace }
}

// A row with everything that its canonical bytes say.
impl Whole {
    /// The canonical bytes; what is not the JSON that was written any more stands as it is.
    fn entry(&self) -> Vec<u8> {
        // A reader of JSON passes over spaces around it, but they were not written.
        let record = serde_json::from_str::<&RawValue>(&self.record).ok();
        let Some(record) = record.filter(|record| record.get().len() == self.record.len()) else {
            return self.record.clone().into_bytes();
        };
        let (revision, recorded_at, token) = (self.revision, self.recorded_at, self.token.as_deref());
        let (office, client, kind, code) = (&*self.office, &*self.client, &*self.kind, &*self.code);
        let (request, origin, trace) = (self.request.as_deref(), self.origin.as_deref(), self.trace.as_deref());
        Entry { revision, recorded_at, office, client, token, request, origin, trace, kind, code, record }.bytes()
    }

    /// The hash that the entry has in the ledger's tree.
    pub(super) fn leaf(&self) -> Hash {
        tree::leaf(&self.entry())
    }

    /// The change that the entry tells.
    pub(super) fn change(&self) -> Result<Change, StoreError> {
        let mut change = change(self.revision, self.recorded_at, &self.office, &self.client, &self.kind, &self.record)?;
        // Of submissions it is counted by network how many wait.
        if self.kind == Submission::KIND {
            change.actor.origin = self.origin.as_deref().map(Into::into);
        }
        Ok(change)
    }
}

pub(super) fn whole(connection: &mut AnyConnection, after: u64, limit: i64) -> QueryResult<Vec<Whole>> {
    // What is larger than the database's numbers has nothing after it.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    changes::table.filter(changes::revision.gt(after)).order(changes::revision).limit(limit).load(connection)
}

/// The canonical bytes of so many changes after a revision.
pub(super) fn entries(
    connection: &mut AnyConnection,
    after: u64,
    limit: u64,
) -> Result<Vec<(u64, String)>, StoreError> {
    let rows = whole(connection, after, limit as i64)?;
    let text = |row: Whole| {
        let entry = String::from_utf8(row.entry()).map_err(|error| StoreError::Ledger(error.to_string()))?;
        Ok((row.revision as u64, entry))
    };
    rows.into_iter().map(text).collect()
}

/// The `traceparent` of the request that brought a change about.
pub(super) fn trace(connection: &mut AnyConnection, revision: u64) -> QueryResult<Option<String>> {
    let trace = changes::table.find(revision as i64).select(changes::trace);
    Ok(trace.first(connection).optional()?.flatten())
}

/// Reads the whole ledger and computes its tree from the canonical bytes. The first revision whose hash is not the one
/// that was recorded with it, if there is one, comes with it.
pub(super) fn recount(connection: &mut AnyConnection) -> Result<(Tree, Option<u64>), StoreError> {
    let (mut tree, mut wrong) = (Tree::default(), None);
    loop {
        let rows = whole(connection, tree.len(), CHUNK)?;
        let last = (rows.len() as i64) < CHUNK;
        for row in rows {
            let (expected, hash) = (tree.len() + 1, row.leaf());
            if row.revision as u64 != expected || row.hash.as_ref().is_none_or(|known| known.0 != hash) {
                wrong = wrong.or(Some(expected));
            }
            if row.revision as u64 != expected {
                return Ok((tree, wrong));
            }
            tree.push(hash);
        }
        if last {
            return Ok((tree, wrong));
        }
    }
}

fn record_json(record: &Record) -> String {
    let json = match record {
        Record::Country(record) => serde_json::to_string(record),
        Record::Office(record) => serde_json::to_string(record),
        Record::Presence(record) => serde_json::to_string(record),
        Record::Post(record) => serde_json::to_string(record),
        Record::StatusUpdate(record) => serde_json::to_string(record),
        Record::Client(record) => serde_json::to_string(record),
        Record::Key(record) => serde_json::to_string(record),
        Record::Revocation(record) => serde_json::to_string(record),
        Record::Programme(record) => record.json(),
        Record::Webhook(record) => serde_json::to_string(record),
    };
    json.expect("records have text keys only")
}

fn read_record(kind: &str, json: &str) -> Result<Record, String> {
    let record = match kind {
        "country" => serde_json::from_str(json).map(Record::Country),
        "office" => serde_json::from_str(json).map(Record::Office),
        "presence" => serde_json::from_str(json).map(Record::Presence),
        "post" => serde_json::from_str(json).map(Record::Post),
        "status_update" => serde_json::from_str(json).map(Record::StatusUpdate),
        "client" => serde_json::from_str(json).map(Record::Client),
        "key" => serde_json::from_str(json).map(Record::Key),
        "revocation" => serde_json::from_str(json).map(Record::Revocation),
        "webhook" => serde_json::from_str(json).map(Record::Webhook),
        other => match ProgrammeRecord::read(other, json) {
            Some(record) => record,
            None => return Err(format!("unknown kind {other}")),
        },
    };
    record.map_err(|error| error.to_string())
}

/// The change that an entry tells, and its hash, which must be the one that was recorded with it: what was altered, by
/// whomever or by the disk, is not served.
fn checked(row: &Whole) -> Result<(Change, Hash), StoreError> {
    let hash = row.leaf();
    if row.hash.as_ref().is_none_or(|known| known.0 != hash) {
        return Err(damaged(row.revision, "it is not what was recorded; `presence-registry verify` says more"));
    }
    Ok((row.change()?, hash))
}

/// The same as it is, for whoever looks what is wrong.
fn unchecked(row: &Whole) -> Result<(Change, Hash), StoreError> {
    let hash = row.hash.as_ref().and_then(|hash| hash.0.as_slice().try_into().ok());
    Ok((row.change()?, hash.ok_or_else(|| damaged(row.revision, "it has no hash"))?))
}

fn damaged(revision: i64, why: &str) -> StoreError {
    StoreError::Ledger(format!("revision {revision}: {why}"))
}

/// What an entry tells. Who exactly told it, by which request, stays in the database.
fn change(
    revision: i64,
    recorded_at: i64,
    office: &str,
    client: &str,
    kind: &str,
    record: &str,
) -> Result<Change, StoreError> {
    let office = OfficeCode::new(office).ok_or_else(|| damaged(revision, "malformed office"))?;
    Ok(Change {
        revision: u64::try_from(revision).map_err(|_| damaged(revision, "not a positive number"))?,
        recorded_at: Timestamp(recorded_at),
        actor: Actor::new(office, client),
        record: read_record(kind, record).map_err(|why| damaged(revision, &why))?,
    })
}

/// Whether nothing was ever recorded.
pub(super) fn is_empty(connection: &mut AnyConnection) -> QueryResult<bool> {
    let newest: Option<i64> = changes::table.select(diesel::dsl::max(changes::revision)).first(connection)?;
    Ok(newest.is_none())
}

/// Applies the changes that a snapshot has not seen yet; says whether there were any.
///
/// # Errors
/// When the database does not answer or the ledger is damaged.
pub(super) fn catch_up(connection: &mut AnyConnection, snapshot: &mut Snapshot) -> Result<bool, StoreError> {
    let before = snapshot.revision();
    let newest: Option<i64> = changes::table.select(diesel::dsl::max(changes::revision)).first(connection)?;
    if newest.unwrap_or_default() as u64 == before {
        return Ok(false);
    }
    loop {
        let rows = whole(connection, snapshot.revision(), CHUNK)?;
        let last = (rows.len() as i64) < CHUNK;
        for row in rows {
            apply(snapshot, &checked(&row)?)?;
        }
        if last {
            return Ok(snapshot.revision() > before);
        }
    }
}

/// Reads the whole ledger and checks the hash of each entry.
///
/// # Errors
/// When the database does not answer or the ledger is damaged.
pub(super) fn replay(connection: &mut AnyConnection) -> Result<Snapshot, StoreError> {
    apply_all(connection, checked)
}

/// Reads the whole ledger as it is, altered or not.
///
/// # Errors
/// When the database does not answer or an entry cannot be read at all.
pub(super) fn replay_unchecked(connection: &mut AnyConnection) -> Result<Snapshot, StoreError> {
    apply_all(connection, unchecked)
}

/// One thread reads and parses, this one applies.
fn apply_all(
    connection: &mut AnyConnection,
    change: fn(&Whole) -> Result<(Change, Hash), StoreError>,
) -> Result<Snapshot, StoreError> {
    let mut snapshot = Snapshot::default();
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel(2);
        scope.spawn(move || {
            let mut after = 0;
            loop {
                let rows = match whole(connection, after, CHUNK) {
                    Ok(rows) => rows,
                    Err(error) => return drop(send.send(Err(error.into()))),
                };
                let last = (rows.len() as i64) < CHUNK;
                after = rows.last().map_or(after, |row| row.revision as u64);
                let changes = rows.iter().map(change).collect::<Result<Vec<_>, _>>();
                if send.send(changes).is_err() || last {
                    return;
                }
            }
        });
        for changes in receive {
            for change in &changes? {
                apply(&mut snapshot, change)?;
            }
            if snapshot.revision().is_multiple_of(100_000) && snapshot.revision() > 0 {
                log::info!("reading the ledger: {} changes so far", snapshot.revision());
            }
        }
        Ok(snapshot)
    })
}

fn apply(snapshot: &mut Snapshot, (change, hash): &(Change, Hash)) -> Result<(), StoreError> {
    snapshot.apply(change).map_err(|error| StoreError::Ledger(error.to_string()))?;
    snapshot.log.push(*hash);
    Ok(())
}
