//! Reads of what is not in the snapshot, beside the writer: imports, the audit trail, the ledger's entries.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::{QueryDsl as _, RunQueryDsl as _};

use super::{Shared, Store, connection::AnyConnection, database_url::DatabaseUrl, error::StoreError, schema::changes};

/// How many connections are kept open for the next read.
const IDLE: usize = 2;

/// Connections for reading. Each read has one for itself, so one that hangs does not hold up the others; how many reads
/// there are at once is for those who ask to bound.
pub(super) struct Reader {
    url: DatabaseUrl,
    idle: Mutex<Vec<AnyConnection>>,
    /// The state of the process, of the database that is written to.
    shared: Option<Arc<Shared>>,
}

impl Reader {
    pub(super) fn new(url: DatabaseUrl, shared: Option<Arc<Shared>>) -> Self {
        Self { url, idle: Mutex::default(), shared }
    }

    fn read<T>(&self, read: impl Fn(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        // One that has gone meanwhile is replaced.
        if let Some(mut connection) = idle
            && let Ok(done) = read(&mut connection)
        {
            self.keep(connection);
            return Ok(done);
        }
        let error = match AnyConnection::open_existing(&self.url) {
            Ok(mut connection) => {
                let done = read(&mut connection)?;
                self.keep(connection);
                return Ok(done);
            }
            Err(error) => error,
        };
        match &self.url {
            // Not kept: it does not see what is written once the disk takes writes again.
            DatabaseUrl::Sqlite(file) if error.is_trouble() => match AnyConnection::open_without_writing(file) {
                Ok(mut connection) => read(&mut connection),
                Err(_) => Err(error),
            },
            _ => Err(error),
        }
    }

    fn keep(&self, connection: AnyConnection) {
        // The connections of a process share SQLite's view of the write-ahead log. One that was opened while the disk took no
        // writes would keep the others from writing ever again.
        if self.shared.as_ref().is_some_and(|shared| shared.read_only().is_some()) {
            return;
        }
        let mut idle = self.idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<AnyConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Reads what is much and old from this replica, as far as it keeps up.
    pub fn read_from(&mut self, replica: DatabaseUrl) {
        self.replica = Some(Reader::new(replica, None));
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
