//! Seals of rows that are not in the ledger: a hash of what a row says, by which `verify` finds one that was changed.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    connection::{AnyConnection, StoreError},
    deliveries::{Delivery, State},
    imports::Import,
    schema::{
        client_uses, idempotency_keys, import_parts, imports, private_keys, used_assertions, webhook_deliveries,
        webhook_states,
    },
    writer::KeyRow,
};
use crate::registry::Snapshot;

/// SHA-256 in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The seal of what a row says.
pub(super) fn seal(row: &impl Serialize) -> String {
    digest(&serde_json::to_vec(row).expect("rows are JSON"))
}

/// The seal of a part of an import.
pub(super) fn of_part(import: &str, part: i32, source: Option<&[u8]>, report: Option<&[u8]>) -> String {
    seal(&(import, part, source.map(digest), report.map(digest)))
}

/// Seals the rows that are older than seals.
pub(super) fn fill(connection: &mut AnyConnection) -> QueryResult<()> {
    for row in imports::table.select(Import::as_select()).load(connection)? {
        diesel::update(imports::table.find(&row.id)).set(imports::seal.eq(seal(&row))).execute(connection)?;
        for Part { part, source, report, .. } in parts(connection, &row.id)? {
            let sealed = import_parts::seal.eq(of_part(&row.id, part, source.as_deref(), report.as_deref()));
            diesel::update(import_parts::table.find((&row.id, part))).set(sealed).execute(connection)?;
        }
    }
    for row in idempotency_keys::table.select(KeyRow::as_select()).load(connection)? {
        let place = idempotency_keys::table.find((&row.client, &row.key));
        diesel::update(place).set(idempotency_keys::seal.eq(seal(&row))).execute(connection)?;
    }
    let rows: Vec<(String, i64)> =
        client_uses::table.select((client_uses::client, client_uses::used_at)).load(connection)?;
    for (client, at) in rows {
        let sealed = client_uses::seal.eq(seal(&(&client, at)));
        diesel::update(client_uses::table.find(&client)).set(sealed).execute(connection)?;
    }
    let rows: Vec<(String, String, i64, Option<String>)> = used_assertions::table.load(connection)?;
    for (client, assertion, until, _) in rows {
        let sealed = used_assertions::seal.eq(seal(&(&client, &assertion, until)));
        diesel::update(used_assertions::table.find((&client, &assertion))).set(sealed).execute(connection)?;
    }
    Ok(())
}

/// Rows whose seal is not theirs.
pub(super) fn broken(connection: &mut AnyConnection, snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let mut check = |what: String, sealed: Option<String>, known: String| {
        if sealed.as_ref() != Some(&known) && found.len() < 100 {
            found.push(format!("{what}: the row was changed"));
        }
    };
    let rows: Vec<(Import, Option<String>)> =
        imports::table.select((Import::as_select(), imports::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("imports {}", row.id), sealed, seal(&row));
    }
    let imports: Vec<String> = import_parts::table.select(import_parts::import).distinct().load(connection)?;
    for import in imports {
        for Part { part, source, report, seal } in parts(connection, &import)? {
            let known = of_part(&import, part, source.as_deref(), report.as_deref());
            check(format!("import_parts {import} {part}"), seal, known);
        }
    }
    let rows: Vec<(KeyRow, Option<String>)> =
        idempotency_keys::table.select((KeyRow::as_select(), idempotency_keys::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("idempotency_keys {}", row.key), sealed, seal(&row));
    }
    let rows: Vec<(String, i64, Option<String>)> =
        client_uses::table.select((client_uses::client, client_uses::used_at, client_uses::seal)).load(connection)?;
    for (client, at, sealed) in rows {
        check(format!("client_uses {client}"), sealed, seal(&(&client, at)));
    }
    let rows: Vec<(String, String, i64, Option<String>)> = used_assertions::table.load(connection)?;
    for (client, assertion, until, sealed) in rows {
        check(format!("used_assertions {client} {assertion}"), sealed, seal(&(&client, &assertion, until)));
    }
    let rows: Vec<(String, Vec<u8>)> = private_keys::table.load(connection)?;
    for key in snapshot.keys.values() {
        let kept = rows.iter().find(|(id, _)| **id == *key.id).map(|(_, bytes)| digest(bytes));
        check(format!("private_keys {}", key.id), kept, key.sealed.to_string());
    }
    for secret in snapshot.webhooks.values().flat_map(|webhook| {
        webhook.record.secrets.iter().map(|secret| (webhook.record.kept_as(&secret.id), &secret.sealed))
    }) {
        let kept = rows.iter().find(|(id, _)| *id == secret.0).map(|(_, bytes)| digest(bytes));
        check(format!("private_keys {}", secret.0), kept, secret.1.to_string());
    }
    let rows: Vec<(State, String)> =
        webhook_states::table.select((State::as_select(), webhook_states::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("webhook_states {}", row.webhook), Some(sealed), seal(&row));
    }
    let rows: Vec<(Delivery, String)> =
        webhook_deliveries::table.select((Delivery::as_select(), webhook_deliveries::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("webhook_deliveries {}", row.id), Some(sealed), seal(&row));
    }
    super::submissions::broken(connection, snapshot, &mut |what, holds| {
        check(what, holds.then(String::new), String::new());
    })?;
    Ok(found)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = import_parts)]
struct Part {
    part: i32,
    source: Option<Vec<u8>>,
    report: Option<Vec<u8>>,
    seal: Option<String>,
}

fn parts(connection: &mut AnyConnection, import: &str) -> QueryResult<Vec<Part>> {
    import_parts::table.filter(import_parts::import.eq(import)).select(Part::as_select()).load(connection)
}
