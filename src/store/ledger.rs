//! The ledger: how changes are written to and read back from the `changes` table.

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, Queryable, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};

use super::{
    bulk::{Bulk, bulk},
    connection::{AnyConnection, StoreError},
    schema::changes,
};
use crate::{
    model::{OfficeCode, Timestamp},
    registry::{Actor, Change, Record, Snapshot},
};

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
}

bulk!(NewRow into changes, revision: BigInt, recorded_at: BigInt, office: Text, client: Text, token: Nullable<Text>,
    request: Nullable<Text>, kind: Text, code: Text, record: Text, origin: Nullable<Text>);

#[derive(Queryable)]
struct Row {
    revision: i64,
    recorded_at: i64,
    office: String,
    client: String,
    kind: String,
    record: String,
}

/// How many changes are read at a time.
const CHUNK: i64 = 20_000;

/// Appends changes.
pub(super) fn append(connection: &mut AnyConnection, changes: &[Change]) -> QueryResult<()> {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| NewRow {
            revision: change.revision as i64,
            recorded_at: change.recorded_at.0,
            office: change.actor.office.as_str(),
            client: &change.actor.client,
            token: change.actor.token.as_deref(),
            request: change.actor.request.as_deref(),
            kind: change.record.kind(),
            code: change.record.code(),
            record: record_json(&change.record),
            origin: change.actor.origin.as_deref(),
        })
        .collect();
    NewRow::insert(connection, &rows)
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
        other => return Err(format!("unknown kind {other}")),
    };
    record.map_err(|error| error.to_string())
}

impl Row {
    fn change(self) -> Result<Change, StoreError> {
        let damaged = |why: String| StoreError::Ledger(format!("revision {}: {why}", self.revision));
        Ok(Change {
            revision: u64::try_from(self.revision).map_err(|_| damaged("not a positive number".to_owned()))?,
            recorded_at: Timestamp(self.recorded_at),
            actor: Actor {
                office: OfficeCode::new(&self.office).ok_or_else(|| damaged("malformed office".to_owned()))?,
                client: self.client.into(),
                token: None,
                request: None,
                origin: None,
            },
            record: read_record(&self.kind, &self.record).map_err(damaged)?,
        })
    }
}

fn read(connection: &mut AnyConnection, after: u64) -> QueryResult<Vec<Row>> {
    changes::table
        .filter(changes::revision.gt(after as i64))
        .order(changes::revision)
        .limit(CHUNK)
        .select((
            changes::revision,
            changes::recorded_at,
            changes::office,
            changes::client,
            changes::kind,
            changes::record,
        ))
        .load(connection)
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
        let rows = read(connection, snapshot.revision())?;
        let last = (rows.len() as i64) < CHUNK;
        for row in rows {
            apply(snapshot, &row.change()?)?;
        }
        if last {
            return Ok(snapshot.revision() > before);
        }
    }
}

/// Reads the whole ledger: one thread reads and parses, this one applies.
///
/// # Errors
/// When the database does not answer or the ledger is damaged.
pub(super) fn replay(connection: &mut AnyConnection) -> Result<Snapshot, StoreError> {
    let mut snapshot = Snapshot::default();
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel(2);
        scope.spawn(move || {
            let mut after = 0;
            loop {
                let rows = match read(connection, after) {
                    Ok(rows) => rows,
                    Err(error) => return drop(send.send(Err(error.into()))),
                };
                let last = (rows.len() as i64) < CHUNK;
                after = rows.last().map_or(after, |row| row.revision as u64);
                let changes = rows.into_iter().map(Row::change).collect::<Result<Vec<_>, _>>();
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

fn apply(snapshot: &mut Snapshot, change: &Change) -> Result<(), StoreError> {
    snapshot.apply(change).map_err(|error| StoreError::Ledger(error.to_string()))
}
