//! Forgets what is older than it is kept.

use std::time::Duration;

use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};

use super::{
    connection::AnyConnection,
    error::StoreError,
    schema::{idempotency_keys, import_parts, imports},
};
use presence_model::Timestamp;

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
