//! Seals of rows that are not in the ledger: a hash of what a row says, by which `verify` finds one that was changed.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    connection::{AnyConnection, StoreError},
    imports::Import,
    schema::{client_uses, idempotency_keys, import_parts, imports, private_keys, used_assertions},
    writer::KeyRow,
};
use crate::registry::Snapshot;

/// SHA-256 in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The seal of what a row says.
pub(super) fn seal(row: &impl Serialize) -> String {
    digest(&serde_json::to_vec(row).expect("rows are JSON"))
}

/// The seal of a part of an import.
pub(super) fn of_part(import: &str, part: i32, source: Option<&[u8]>, report: Option<&[u8]>) -> String {
    seal(&(import, part, source.map(digest), report.map(digest)))
}

/// Rows whose seal is not theirs. Rows that are older than seals have none.
pub(super) fn broken(connection: &mut AnyConnection, snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let mut check = |what: String, holds: bool| {
        if !holds && found.len() < 100 {
            found.push(format!("{what}: the row was changed"));
        }
    };
    let rows: Vec<(Import, Option<String>)> =
        imports::table.select((Import::as_select(), imports::seal)).load(connection)?;
    for (row, sealed) in &rows {
        check(format!("imports {}", row.id), sealed.as_ref().is_none_or(|sealed| *sealed == seal(row)));
        parts(connection, &row.id, &mut check)?;
    }
    let rows: Vec<(KeyRow, Option<String>)> =
        idempotency_keys::table.select((KeyRow::as_select(), idempotency_keys::seal)).load(connection)?;
    for (row, sealed) in &rows {
        check(format!("idempotency_keys {}", row.key), sealed.as_ref().is_none_or(|sealed| *sealed == seal(row)));
    }
    let rows: Vec<(String, i64, Option<String>)> =
        client_uses::table.select((client_uses::client, client_uses::used_at, client_uses::seal)).load(connection)?;
    for (client, at, sealed) in &rows {
        let holds = sealed.as_ref().is_none_or(|sealed| *sealed == seal(&(client, at)));
        check(format!("client_uses {client}"), holds);
    }
    let rows: Vec<(String, String, i64, Option<String>)> = used_assertions::table.load(connection)?;
    for (client, assertion, until, sealed) in &rows {
        let holds = sealed.as_ref().is_none_or(|sealed| *sealed == seal(&(client, assertion, until)));
        check(format!("used_assertions {client} {assertion}"), holds);
    }
    let rows: Vec<(String, Vec<u8>)> = private_keys::table.load(connection)?;
    for key in snapshot.keys.values() {
        let kept = rows.iter().find(|(id, _)| **id == *key.id);
        check(format!("private_keys {}", key.id), kept.is_some_and(|(_, bytes)| digest(bytes) == *key.sealed));
    }
    super::submissions::broken(connection, snapshot, &mut check)?;
    Ok(found)
}

fn parts(connection: &mut AnyConnection, import: &str, check: &mut impl FnMut(String, bool)) -> Result<(), StoreError> {
    type Part = (i32, Option<Vec<u8>>, Option<Vec<u8>>, Option<String>);
    let columns = (import_parts::part, import_parts::source, import_parts::report, import_parts::seal);
    let rows: Vec<Part> =
        import_parts::table.filter(import_parts::import.eq(import)).select(columns).load(connection)?;
    for (part, source, report, sealed) in rows {
        let known = of_part(import, part, source.as_deref(), report.as_deref());
        check(format!("import_parts {import} {part}"), sealed.is_none_or(|sealed| sealed == known));
    }
    Ok(())
}
