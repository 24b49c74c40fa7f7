//! Checks the seals of all rows that are not in the ledger, and renews those of rows that are older than seals.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper};

use super::{
    connection::AnyConnection,
    deliveries::{Delivery, State},
    error::StoreError,
    hex::digest,
    imports::Import,
    row_checksums::{Seals, of_part, part_says, seal},
    schema::{
        client_uses, idempotency_keys, import_parts, imports, private_keys, used_assertions, webhook_deliveries,
        webhook_states,
    },
    writer::batch::KeyRow,
};
use presence_core::Snapshot;

/// Seals all rows anew: those that are older than seals, or than signed ones.
pub(super) fn renew(connection: &mut AnyConnection) -> QueryResult<()> {
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
    for row in webhook_states::table.select(State::as_select()).load(connection)? {
        let sealed = webhook_states::seal.eq(seal(&row));
        diesel::update(webhook_states::table.find(&row.webhook)).set(sealed).execute(connection)?;
    }
    for row in webhook_deliveries::table.select(Delivery::as_select()).load(connection)? {
        let sealed = webhook_deliveries::seal.eq(seal(&row));
        diesel::update(webhook_deliveries::table.find(&row.id)).set(sealed).execute(connection)?;
    }
    super::submissions::renew(connection)
}

/// Rows whose seal is not theirs.
pub(super) fn broken(connection: &mut AnyConnection, snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let seals = Seals::of(connection)?;
    let mut found = Vec::new();
    let mut check = |what: String, holds: bool| {
        if !holds && found.len() < 100 {
            found.push(format!("{what}: the row was changed"));
        }
    };
    let rows: Vec<(Import, Option<String>)> =
        imports::table.select((Import::as_select(), imports::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("imports {}", row.id), seals.hold(&row, sealed.as_deref()));
    }
    let imports: Vec<String> = import_parts::table.select(import_parts::import).distinct().load(connection)?;
    for import in imports {
        for Part { part, source, report, seal } in parts(connection, &import)? {
            let says = part_says(&import, part, source.as_deref(), report.as_deref());
            check(format!("import_parts {import} {part}"), seals.hold(&says, seal.as_deref()));
        }
    }
    let rows: Vec<(KeyRow, Option<String>)> =
        idempotency_keys::table.select((KeyRow::as_select(), idempotency_keys::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("idempotency_keys {}", row.key), seals.hold(&row, sealed.as_deref()));
    }
    let rows: Vec<(String, i64, Option<String>)> =
        client_uses::table.select((client_uses::client, client_uses::used_at, client_uses::seal)).load(connection)?;
    for (client, at, sealed) in rows {
        check(format!("client_uses {client}"), seals.hold(&(&client, at), sealed.as_deref()));
    }
    let rows: Vec<(String, String, i64, Option<String>)> = used_assertions::table.load(connection)?;
    for (client, assertion, until, sealed) in rows {
        let holds = seals.hold(&(&client, &assertion, until), sealed.as_deref());
        check(format!("used_assertions {client} {assertion}"), holds);
    }
    let rows: Vec<(String, Vec<u8>)> = private_keys::table.load(connection)?;
    for key in snapshot.keys.values() {
        let kept = rows.iter().find(|(id, _)| **id == *key.id).map(|(_, bytes)| digest(bytes));
        check(format!("private_keys {}", key.id), kept.as_deref() == Some(&*key.sealed));
    }
    for secret in snapshot.webhooks.values().flat_map(|webhook| {
        webhook.record.secrets.iter().map(|secret| (webhook.record.kept_as(&secret.id), &secret.sealed))
    }) {
        let kept = rows.iter().find(|(id, _)| *id == secret.0).map(|(_, bytes)| digest(bytes));
        check(format!("private_keys {}", secret.0), kept.as_deref() == Some(&**secret.1));
    }
    let rows: Vec<(State, String)> =
        webhook_states::table.select((State::as_select(), webhook_states::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("webhook_states {}", row.webhook), seals.hold(&row, Some(&sealed)));
    }
    let rows: Vec<(Delivery, String)> =
        webhook_deliveries::table.select((Delivery::as_select(), webhook_deliveries::seal)).load(connection)?;
    for (row, sealed) in rows {
        check(format!("webhook_deliveries {}", row.id), seals.hold(&row, Some(&sealed)));
    }
    super::submissions::broken(connection, snapshot, seals, &mut check)?;
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
