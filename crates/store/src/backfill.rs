//! What older databases lack: the hashes of the ledger's entries and the seals of rows.

use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, RunQueryDsl as _};

use super::{
    connection::AnyConnection,
    error::StoreError,
    ledger::{CHUNK, is_empty, whole},
    schema::changes,
    verify_rows,
};

/// Computes the hashes of changes, and the seals of rows, that were recorded before there were any: all of them, or
/// none if one change has a hash. A single one that is missing later was taken away.
pub(super) fn fill_hashes(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let hashed = changes::table.filter(changes::hash.is_not_null()).select(changes::revision).limit(1);
    let hashed: Option<i64> = hashed.first(connection).optional()?;
    if hashed.is_some() || is_empty(connection)? {
        return Ok(());
    }
    log::info!("computing the hashes of the ledger's entries, once");
    connection.write(|connection| {
        verify_rows::renew(connection)?;
        let mut after = 0;
        loop {
            let rows = whole(connection, after, CHUNK)?;
            for row in &rows {
                let hash = changes::hash.eq(Some(row.leaf().to_vec()));
                diesel::update(changes::table.find(row.revision)).set(hash).execute(connection)?;
            }
            match rows.last() {
                Some(last) => after = last.revision as u64,
                None => return Ok(()),
            }
        }
    })
}
