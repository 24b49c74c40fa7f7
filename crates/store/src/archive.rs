//! Archives: everything that a registry knows as lines of JSON, the same from SQLite and from PostgreSQL.
//!
//! ```text
//! {"archive":"presence-registry","version":1,"schema":"20241101000000","made_at":"2024-11-24T12:00:00.000000Z"}
//! {"table":"changes","row":{"revision":1,…}}
//! …
//! {"end":{"revision":434,"root":"5f…","rows":434,"sha256":"9c…"}}
//! ```
//!
//! The ledger comes first, then what stands beside it. What follows from the ledger, the typed tables, is not in an
//! archive: it is made anew. `root` is the ledger's Merkle root, `sha256` that of all lines before the last.

use std::io::{BufRead, Read as _, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use diesel::{
    backend::Backend,
    deserialize::{FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::ToSql,
    sql_types::{BigInt, Binary, Bool, Integer, Nullable, SqlType, Text, is_nullable::NotNull},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{
    connection::AnyConnection,
    error::StoreError,
    hex::hexadecimal,
    ledger,
    migrations::known_schema,
    schema::{Batch, Line},
    tables, verify,
};
use presence_core::{Snapshot, tree::Tree};
use presence_model::Timestamp;

/// The format. A program reads those up to its own.
const VERSION: u32 = 1;
/// How many rows are written at a time.
const BATCH: usize = 1000;
/// How many rows pass between two lines in the log.
const PROGRESS: u64 = 200_000;
/// No row is longer, in bytes: the largest have a document of a submission, or a part of an import.
const LONGEST: u64 = 96 << 20;
/// How many bytes of rows are held before they are written.
const BATCH_BYTES: usize = 32 << 20;

#[derive(Serialize, Deserialize)]
struct Begin {
    archive: String,
    version: u32,
    schema: String,
    made_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Last {
    end: End,
}

/// What an archive says of itself in its last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The newest revision.
    pub revision: u64,
    /// The root of the ledger, in hexadecimal.
    pub root: String,
    /// How many rows there are.
    pub rows: u64,
    /// The SHA-256 of all lines before, in hexadecimal.
    pub sha256: String,
}

/// How the values of a column stand in an archive.
pub(super) trait Kept {
    /// As Rust has them.
    type Value;
}

impl Kept for BigInt {
    type Value = i64;
}

impl Kept for Integer {
    type Value = i32;
}

impl Kept for Bool {
    type Value = bool;
}

impl Kept for Text {
    type Value = String;
}

impl Kept for Binary {
    type Value = Bytes;
}

impl<T: Kept + SqlType<IsNull = NotNull>> Kept for Nullable<T> {
    type Value = Option<T::Value>;
}

/// Bytes; Base64 in JSON.
#[derive(Debug, FromSqlRow, AsExpression)]
#[diesel(sql_type = Binary)]
pub(super) struct Bytes(pub Vec<u8>);

impl<DB: Backend> FromSql<Binary, DB> for Bytes
where
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        Vec::from_sql(bytes).map(Self)
    }
}

impl<DB: Backend> ToSql<Binary, DB> for Bytes
where
    Vec<u8>: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Defines tables that archives hold: what diesel needs, and from the same columns a `Line` of an archive and a `Batch`
/// of rows to be written.
macro_rules! archived {
    ($($table:ident ($($key:ident),+) { $($column:ident -> $type:ident $(<$of:ident>)?,)+ })+) => {
        $(diesel::table! { $table ($($key),+) { $($column -> $type $(<$of>)?,)+ } })+

        /// Rows of the tables that archives hold.
        pub(super) mod rows {
            $(pub(crate) mod $table {
                use diesel::sql_types::*;

                use crate::{archive::Kept, schema};

                #[derive(diesel::Queryable, diesel::Insertable, serde::Serialize, serde::Deserialize)]
                #[diesel(table_name = schema::$table)]
                #[serde(deny_unknown_fields)]
                pub(crate) struct Row {
                    $(pub(crate) $column: <$type $(<$of>)? as Kept>::Value,)+
                }
            })+
        }

        /// A line of an archive: one row of one table.
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(tag = "table", content = "row")]
        #[allow(non_camel_case_types)]
        pub(super) enum Line {
            $($table(rows::$table::Row),)+
        }

        impl Line {
            /// Reads all rows of all tables, those of a table by its key.
            pub(super) fn read_all(
                connection: &mut super::AnyConnection,
                each: &mut dyn FnMut(Line) -> Result<(), super::StoreError>,
            ) -> Result<(), super::StoreError> {
                use diesel::{QueryDsl as _, RunQueryDsl as _};
                use diesel::{connection::DefaultLoadingMode, pg::PgRowByRowLoadingMode};
                $(
                    let query = $table::table.order(($($table::$key,)+));
                    match connection {
                        super::AnyConnection::Sqlite(connection) => {
                            for row in query.load_iter::<rows::$table::Row, DefaultLoadingMode>(connection)? {
                                each(Line::$table(row?))?;
                            }
                        }
                        super::AnyConnection::Postgres(connection) => {
                            for row in query.load_iter::<rows::$table::Row, PgRowByRowLoadingMode>(connection)? {
                                each(Line::$table(row?))?;
                            }
                        }
                    }
                )+
                Ok(())
            }
        }

        /// Rows that are written together.
        #[derive(Default)]
        pub(super) struct Batch {
            $(pub(super) $table: Vec<rows::$table::Row>,)+
        }

        impl Batch {
            pub(super) fn push(&mut self, line: Line) {
                match line {
                    $(Line::$table(row) => self.$table.push(row),)+
                }
            }

            /// Writes these rows.
            pub(super) fn insert(self, connection: &mut super::AnyConnection) -> diesel::QueryResult<()> {
                use diesel::RunQueryDsl as _;
                $(
                    let rows = self.$table;
                    if !rows.is_empty() {
                        let insert = diesel::insert_into($table::table).values(&rows);
                        match connection {
                            super::AnyConnection::Sqlite(connection) => insert.execute(connection)?,
                            super::AnyConnection::Postgres(connection) => insert.execute(connection)?,
                        };
                    }
                )+
                Ok(())
            }
        }
    };
}
pub(super) use archived;

/// Counts what is written and computes its hash.
struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    fn line(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let mut text = serde_json::to_vec(line).map_err(|error| StoreError::Archive(error.to_string()))?;
        text.push(b'\n');
        self.hash.update(&text);
        self.out.write_all(&text).map_err(unwritten)
    }
}

fn unwritten(source: std::io::Error) -> StoreError {
    StoreError::System { what: "the archive cannot be written".to_owned(), source }
}

/// The root of a ledger, in hexadecimal.
fn root(tree: &Tree) -> String {
    tree.root(tree.len()).map(|root| hexadecimal(&root)).unwrap_or_default()
}

/// Writes everything that a database holds, as of one moment, while others write.
///
/// # Errors
/// When the database does not answer or `out` takes nothing.
pub(super) fn dump(connection: &mut AnyConnection, out: impl Write) -> Result<End, StoreError> {
    let schema = connection.schema_version()?.unwrap_or_default();
    let mut out = Hashing { out, hash: Sha256::new() };
    let begin = Begin { archive: "presence-registry".to_owned(), version: VERSION, schema, made_at: Timestamp::now() };
    out.line(&begin)?;
    let (mut tree, mut rows) = (Tree::default(), 0);
    connection.view(|connection| {
        Line::read_all(connection, &mut |line| {
            if let Line::changes(row) = &line {
                tree.push(row.leaf());
            }
            rows += 1;
            if rows % PROGRESS == 0 {
                log::info!("{rows} rows so far");
            }
            out.line(&line)
        })
    })?;
    let sha256 = hexadecimal(&out.hash.clone().finalize());
    let end = End { revision: tree.len(), root: root(&tree), rows, sha256 };
    out.line(&Last { end: end.clone() })?;
    out.out.flush().map_err(unwritten)?;
    Ok(end)
}

/// Reads an archive into a database that holds nothing yet, in one transaction: all of it, checked, or nothing.
///
/// # Errors
/// When the database holds something or refuses, or the archive is damaged, cut off, or of a newer program.
pub(super) fn load(connection: &mut AnyConnection, mut from: impl BufRead) -> Result<End, StoreError> {
    super::upgrade(connection)?;
    if !ledger::is_empty(connection)? {
        return Err(StoreError::NotEmpty);
    }
    let mut hash = Sha256::new();
    let begin: Begin = parse(&next(&mut from, &mut hash)?, 1)?;
    if begin.archive != "presence-registry" || begin.version > VERSION || begin.schema > known_schema() {
        let made = format!("version {}, schema {}", begin.version, begin.schema);
        return Err(StoreError::Archive(format!("it is of a newer program ({made}); use that one")));
    }
    connection.write(|connection| {
        connection.take_time()?;
        let mut loading = Loading::default();
        let end = loop {
            let before = hash.clone();
            let text = next(&mut from, &mut hash)?;
            if text.starts_with(br#"{"end""#) {
                let Last { end } = parse(&text, loading.rows + 2)?;
                if end.sha256 != hexadecimal(&before.finalize()) {
                    return Err(StoreError::Archive("its lines are not those that were written".to_owned()));
                }
                break end;
            }
            loading.take(connection, parse(&text, loading.rows + 2)?, text.len())?;
        };
        loading.write(connection)?;
        let found = verify::look(connection)?;
        if (found.tree.len(), root(&found.tree), loading.rows) != (end.revision, end.root.clone(), end.rows) {
            return Err(StoreError::Archive("its ledger is not the one that was written".to_owned()));
        }
        found.sound().map(|_| end)
    })
}

/// A line with its end.
fn next(from: &mut impl BufRead, hash: &mut Sha256) -> Result<Vec<u8>, StoreError> {
    let mut text = Vec::new();
    let read = from.take(LONGEST).read_until(b'\n', &mut text);
    read.map_err(|source| StoreError::System { what: "the archive cannot be read".to_owned(), source })?;
    if text.last() != Some(&b'\n') {
        return Err(StoreError::Archive("it is cut off: its last line is missing".to_owned()));
    }
    hash.update(&text);
    Ok(text)
}

fn parse<'t, T: Deserialize<'t>>(text: &'t [u8], number: u64) -> Result<T, StoreError> {
    serde_json::from_slice(text).map_err(|error| StoreError::Archive(format!("line {number}: {error}")))
}

/// What was read of an archive.
#[derive(Default)]
struct Loading {
    batch: Batch,
    waiting: usize,
    /// How long their lines were.
    bytes: usize,
    rows: u64,
    snapshot: Snapshot,
}

impl Loading {
    /// Takes a line that was so long.
    fn take(&mut self, connection: &mut AnyConnection, line: Line, bytes: usize) -> Result<(), StoreError> {
        self.batch.push(line);
        (self.waiting, self.rows, self.bytes) = (self.waiting + 1, self.rows + 1, self.bytes + bytes);
        if self.rows.is_multiple_of(PROGRESS) {
            log::info!("{} rows so far", self.rows);
        }
        if self.waiting == BATCH || self.bytes > BATCH_BYTES { self.write(connection) } else { Ok(()) }
    }

    fn write(&mut self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let mut beside = std::mem::take(&mut self.batch);
        let entries = std::mem::take(&mut beside.changes);
        let (before, mut changes) = (self.snapshot.clone(), Vec::with_capacity(entries.len()));
        (self.waiting, self.bytes) = (0, 0);
        for row in &entries {
            let change = row.change()?;
            self.snapshot.apply(&change).map_err(|error| StoreError::Ledger(error.to_string()))?;
            self.snapshot.log.push(row.leaf());
            changes.push(change);
        }
        // The tables refer to the ledger, and what stands beside it to the tables.
        Batch { changes: entries, ..Batch::default() }.insert(connection)?;
        tables::write(connection, &before, &self.snapshot, &changes)?;
        Ok(beside.insert(connection)?)
    }
}
