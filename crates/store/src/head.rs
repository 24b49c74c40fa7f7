//! The head of the ledger: its size and root, sealed with a key that is kept outside the database. Written with every
//! commit, so that somebody who can write to the database without the key can neither rewrite the ledger nor cut off its
//! end unnoticed. An older head that is put back together with the older ledger only an outside checkpoint finds.

use std::sync::OnceLock;

use diesel::{OptionalExtension, RunQueryDsl, sql_query, sql_types::Binary};

use super::{connection::AnyConnection, error::StoreError, hex::hexadecimal};
use presence_core::tree::Tree;

/// Seals a text so that only the owner of the key can have made it.
type Seal = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;
/// Opens what was sealed; `None` if it was not sealed with this key.
type Open = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

/// The code of a text that only the owner of the key can compute.
type Mac = Box<dyn Fn(&[u8]) -> [u8; 32] + Send + Sync>;

/// The key that seals heads and signs rows.
pub struct HeadKey {
    /// Seals.
    pub seal: Seal,
    /// Opens.
    pub open: Open,
    /// Signs.
    pub mac: Mac,
}

/// The key of this process: it works on one registry.
static KEY: OnceLock<HeadKey> = OnceLock::new();

/// Sets the key of this process, if none is set yet.
pub fn use_key(key: HeadKey) {
    drop(KEY.set(key));
}

impl std::fmt::Debug for HeadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeadKey")
    }
}

/// What is sealed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sealed {
    /// The size and root of the ledger.
    Ledger = 1,
    /// The last event of the audit trail: its number and link.
    Audit = 2,
    /// The last event that was removed from the beginning of the trail because of its age.
    AuditCut = 3,
    /// That the checksums of all rows beside the ledger are signed.
    Rows = 4,
}

/// What is found under a seal.
pub(super) enum Found {
    /// There is no key to open it with.
    NoKey,
    /// Nothing is sealed there.
    Nothing,
    /// It was not sealed with this key.
    Foreign,
    /// What was sealed.
    Text(String),
}

/// What a check of the head found.
#[derive(Debug, PartialEq, Eq)]
pub enum HeadCheck {
    /// It is that of this ledger.
    Right,
    /// There is no key to check it with.
    NoKey,
    /// There is none: the database is new or was restored, or somebody took it away.
    Missing,
    /// What is wrong.
    Wrong(String),
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

/// The head of a ledger with this tree.
fn text(tree: &Tree) -> String {
    let size = tree.len();
    format!("{size}\n{}", tree.root(size).map(|root| hexadecimal(&root)).unwrap_or_default())
}

/// Seals a text, in place of the one before.
pub(super) fn put(connection: &mut AnyConnection, what: Sealed, text: &str) -> Result<(), StoreError> {
    let Some(key) = KEY.get() else { return Ok(()) };
    let statement = format!(
        "INSERT INTO ledger_head (id, sealed) VALUES ({}, {}) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        what as i64,
        if matches!(connection, AnyConnection::Sqlite(_)) { "?" } else { "$1" },
    );
    sql_query(statement).bind::<Binary, _>((key.seal)(text.as_bytes())).execute(connection)?;
    Ok(())
}

/// The code of a text, if there is a key.
pub(super) fn mac(text: &[u8]) -> Option<[u8; 32]> {
    KEY.get().map(|key| (key.mac)(text))
}

/// Whether the checksums of all rows are known to be signed.
pub(super) fn rows_are_signed(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    Ok(matches!(get(connection, Sealed::Rows)?, Found::Text(_)))
}

/// Opens what was sealed last.
pub(super) fn get(connection: &mut AnyConnection, what: Sealed) -> Result<Found, StoreError> {
    let Some(key) = KEY.get() else { return Ok(Found::NoKey) };
    let row = sql_query(format!("SELECT sealed FROM ledger_head WHERE id = {}", what as i64));
    let row: Option<Row> = row.get_result(connection).optional()?;
    let Some(row) = row else { return Ok(Found::Nothing) };
    let text = (key.open)(&row.sealed).and_then(|text| String::from_utf8(text).ok());
    Ok(text.map_or(Found::Foreign, Found::Text))
}

/// Seals the head of a ledger with this tree, in the transaction that appends to it.
pub(super) fn write(connection: &mut AnyConnection, tree: &Tree) -> Result<(), StoreError> {
    put(connection, Sealed::Ledger, &text(tree))
}

/// Checks the head against a ledger with this tree; without a key nobody can say.
pub(super) fn check(connection: &mut AnyConnection, tree: &Tree) -> Result<HeadCheck, StoreError> {
    let known = match get(connection, Sealed::Ledger)? {
        Found::NoKey => return Ok(HeadCheck::NoKey),
        Found::Nothing => return Ok(HeadCheck::Missing),
        Found::Foreign => {
            let why = "ledger_head: it was not sealed with the key-encryption key that is given";
            return Ok(HeadCheck::Wrong(why.to_owned()));
        }
        Found::Text(known) => known,
    };
    if known == text(tree) {
        return Ok(if rows_are_signed(connection)? { HeadCheck::Right } else { HeadCheck::Missing });
    }
    let size = known.lines().next().unwrap_or_default();
    let why = format!(
        "ledger_head: the ledger was sealed with {size} entries and another root; it has {} now: entries were altered, \
         added or taken away by somebody without the key",
        tree.len()
    );
    Ok(HeadCheck::Wrong(why))
}
