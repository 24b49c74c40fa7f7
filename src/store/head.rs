//! The head of the ledger: its size and root, sealed with a key that is kept outside the database. Written with every
//! commit, so that whoever can write to the database, but has not the key, can neither rewrite the ledger nor cut off its
//! end unnoticed. An older head that is put back together with the older ledger only an outside checkpoint finds.

use std::sync::OnceLock;

use diesel::{OptionalExtension, RunQueryDsl, sql_query, sql_types::Binary};

use super::{
    connection::{AnyConnection, StoreError},
    seal::hexadecimal,
};
use crate::registry::tree::Tree;

/// Seals a text so that only the owner of the key can have made it.
type Seal = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;
/// Opens what was sealed; `None` if it was not sealed with this key.
type Open = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

/// The key that seals heads.
pub struct HeadKey {
    /// Seals.
    pub seal: Seal,
    /// Opens.
    pub open: Open,
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

/// Writes the head of a ledger with this tree, in the transaction that appends to it.
pub(super) fn write(connection: &mut AnyConnection, tree: &Tree) -> Result<(), StoreError> {
    let Some(key) = KEY.get() else { return Ok(()) };
    let sealed = (key.seal)(text(tree).as_bytes());
    let statement = match connection {
        AnyConnection::Sqlite(_) => {
            "INSERT INTO ledger_head (id, sealed) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed"
        }
        AnyConnection::Postgres(_) => {
            "INSERT INTO ledger_head (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed"
        }
    };
    sql_query(statement).bind::<Binary, _>(sealed).execute(connection)?;
    Ok(())
}

/// Checks the head against a ledger with this tree; without a key nobody can say.
pub(super) fn check(connection: &mut AnyConnection, tree: &Tree) -> Result<HeadCheck, StoreError> {
    let Some(key) = KEY.get() else { return Ok(HeadCheck::NoKey) };
    let row: Option<Row> =
        sql_query("SELECT sealed FROM ledger_head WHERE id = 1").get_result(connection).optional()?;
    let Some(row) = row else { return Ok(HeadCheck::Missing) };
    let Some(known) = (key.open)(&row.sealed).and_then(|text| String::from_utf8(text).ok()) else {
        let why = "ledger_head: it was not sealed with the key-encryption key that is given";
        return Ok(HeadCheck::Wrong(why.to_owned()));
    };
    if known == text(tree) {
        return Ok(HeadCheck::Right);
    }
    let size = known.lines().next().unwrap_or_default();
    let why = format!(
        "ledger_head: the ledger was sealed with {size} entries and another root; it has {} now: entries were altered, \
         added or taken away by somebody without the key",
        tree.len()
    );
    Ok(HeadCheck::Wrong(why))
}
