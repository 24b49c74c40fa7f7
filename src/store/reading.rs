//! Reads of what is not in the snapshot, beside the writer: imports, the audit trail, the ledger's entries.

use std::sync::{Mutex, PoisonError};

use diesel::{QueryDsl as _, RunQueryDsl as _};

use super::{
    Store,
    connection::{AnyConnection, DatabaseUrl, StoreError},
    schema::changes,
};

/// A connection that is kept open; a new one is made if it has gone.
pub(super) struct Reader {
    url: DatabaseUrl,
    connection: Mutex<Option<AnyConnection>>,
}

impl Reader {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        Self { url, connection: Mutex::new(None) }
    }

    fn read<T>(&self, read: impl Fn(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut kept = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut connection) = kept.take()
            && let Ok(done) = read(&mut connection)
        {
            *kept = Some(connection);
            return Ok(done);
        }
        let mut connection = AnyConnection::open_existing(&self.url)?;
        let done = read(&mut connection)?;
        *kept = Some(connection);
        Ok(done)
    }
}

impl Store {
    /// Reads what is much and old from this replica, as far as it keeps up.
    pub fn read_from(&mut self, replica: DatabaseUrl) {
        self.replica = Some(Reader::new(replica));
    }

    /// Reads from the database that is written to.
    pub(super) fn reading<T>(
        &self,
        read: impl Fn(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.reader.read(read)
    }

    /// Reads from the replica, if there is one and it has all that this process knows.
    pub(super) fn reading_far<T>(
        &self,
        read: impl Fn(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(replica) = &self.replica else { return self.reading(read) };
        let known = self.now().revision() as i64;
        let far = replica.read(|connection| {
            let newest: Option<i64> = changes::table.select(diesel::dsl::max(changes::revision)).first(connection)?;
            if newest.unwrap_or_default() < known { Ok(None) } else { read(connection).map(Some) }
        });
        match far {
            Ok(Some(done)) => Ok(done),
            Ok(None) => self.reading(read),
            Err(error) => {
                log::warn!("the replica does not answer, the database itself is asked: {error}");
                self.reading(read)
            }
        }
    }
}
