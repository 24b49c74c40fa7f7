//! One connection type for both databases, so that every query is written once.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use diesel::{
    Connection as _, PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager as _},
    sql_query,
};
use diesel_migrations::MigrationHarness;

use crate::database_url::{DatabaseUrl, sqlite_uri};
use crate::error::StoreError;
use crate::migrations::{POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS, migrations, refuse_newer, unmigrated};

/// The advisory lock that writers on PostgreSQL take in turn: "presence" in ASCII.
const WRITER_LOCK: i64 = 0x7072_6573_656e_6365;

/// For how long a writer that has its turn may leave PostgreSQL waiting: a process that is held up must not hold up all
/// others. Between two statements of a large import there are some milliseconds.
const HELD_UP: &str = "10s";

/// How long a writer on PostgreSQL waits for its turn before it looks whether the database still answers.
const TURN: Duration = Duration::from_secs(2);

/// The channel on which processes tell each other on PostgreSQL.
macro_rules! channel {
    () => {
        "presence_registry"
    };
}

// A password in a URL must not reach a log by way of `{:?}`.

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// To SQLite.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

impl AnyConnection {
    /// Opens a database; an SQLite file is made if it is not there.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let failed =
            |source: diesel::ConnectionError| match source.to_string().contains("SSL support is not compiled in") {
                true => StoreError::NoTls(url.describe()),
                false => StoreError::Open { database: url.describe(), source: url.without_secrets(source) },
            };
        match url {
            DatabaseUrl::Sqlite(file) => {
                let mut connection = SqliteConnection::establish(&sqlite_uri(file)).map_err(failed)?;
                // FULL: a commit is on the disk before it is answered. WAL: readers and the writer do not wait.
                connection.batch_execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF; \
                     PRAGMA journal_size_limit = 67108864;",
                )?;
                restrict(file)?;
                Ok(Self::Sqlite(connection))
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(&with_timeouts(url)).map_err(failed)?;
                connection.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning")?;
                Ok(Self::Postgres(connection))
            }
        }
    }

    /// Opens an empty SQLite database in memory.
    ///
    /// # Errors
    /// When there is no memory.
    pub(super) fn in_memory() -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open { database: "SQLite, in memory".to_owned(), source };
        SqliteConnection::establish(":memory:").map(Self::Sqlite).map_err(failed)
    }

    /// Opens a database that must be there already.
    ///
    /// # Errors
    /// When it is not there or cannot be opened.
    pub fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::Sqlite(file) if !file.exists() => Err(StoreError::NoRegistry(url.describe())),
            _ => Self::open(url),
        }
    }

    /// Opens an SQLite file that nothing must change.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        Self::open_read_only(file, "mode=ro")
    }

    /// Opens an SQLite file on a disk that takes no writes, not even those to the index of the write-ahead log.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open_without_writing(file: &Path) -> Result<Self, StoreError> {
        Self::open_read_only(file, "mode=ro&readonly_shm=1")
    }

    fn open_read_only(file: &Path, how: &str) -> Result<Self, StoreError> {
        // Without a log beside it nobody writes to it, and it may lie where not even a lock can be taken.
        let log = PathBuf::from(format!("{}-wal", file.display()));
        let how = if log.exists() { how } else { "mode=ro&immutable=1" };
        let connection = SqliteConnection::establish(&format!("{}?{how}", sqlite_uri(file)));
        let failed = |source| StoreError::Open { database: format!("SQLite, {}", file.display()), source };
        connection.map(Self::Sqlite).map_err(failed)
    }

    /// Whether the pages of an SQLite file fit together: what is wrong with them, one line each. PostgreSQL checks its own.
    pub(super) fn broken_pages(&mut self) -> QueryResult<Vec<String>> {
        #[derive(diesel::QueryableByName)]
        struct Found {
            #[diesel(sql_type = diesel::sql_types::Text)]
            integrity_check: String,
        }
        match self {
            Self::Sqlite(connection) => {
                let found: Vec<Found> = sql_query("PRAGMA integrity_check(20)").load(connection)?;
                Ok(found.into_iter().map(|found| found.integrity_check).filter(|line| line != "ok").collect())
            }
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Brings the schema up to date. Several processes may do so at once: one does, the others wait.
    ///
    /// # Errors
    /// When a migration fails, or a newer program was here.
    pub fn migrate(&mut self) -> Result<(), StoreError> {
        let has = self.schema_version()?;
        refuse_newer(has.as_ref())?;
        match self {
            Self::Sqlite(connection) => connection.immediate_transaction(|connection| {
                connection.run_pending_migrations(SQLITE_MIGRATIONS).map(drop).map_err(unmigrated)
            }),
            Self::Postgres(connection) => {
                sql_query(format!("SELECT pg_advisory_lock({WRITER_LOCK})")).execute(connection)?;
                let done = connection.run_pending_migrations(POSTGRES_MIGRATIONS).map(drop).map_err(unmigrated);
                sql_query(format!("SELECT pg_advisory_unlock({WRITER_LOCK})")).execute(connection)?;
                done
            }
        }
    }

    /// The newest migration that the database has; none: it is empty.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn schema_version(&mut self) -> Result<Option<String>, StoreError> {
        #[derive(diesel::QueryableByName)]
        struct Newest {
            #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
            version: Option<String>,
        }
        if !self.has_schema()? {
            return Ok(None);
        }
        let newest = sql_query("SELECT max(version) AS version FROM __diesel_schema_migrations");
        let newest: Newest = match self {
            Self::Sqlite(connection) => newest.get_result(connection)?,
            Self::Postgres(connection) => newest.get_result(connection)?,
        };
        Ok(newest.version)
    }

    /// The migrations that the database has not yet, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn pending(&mut self) -> Result<Vec<String>, StoreError> {
        let has = self.schema_version()?;
        refuse_newer(has.as_ref())?;
        Ok(migrations().into_iter().filter(|version| has.as_ref().is_none_or(|has| version > has)).collect())
    }

    /// Whether diesel's own table is there: asked without making it.
    fn has_schema(&mut self) -> QueryResult<bool> {
        #[derive(diesel::QueryableByName)]
        struct Found {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            found: i64,
        }
        let found: Found = match self {
            Self::Sqlite(connection) => {
                sql_query("SELECT count(*) AS found FROM sqlite_schema WHERE name = '__diesel_schema_migrations'")
                    .get_result(connection)?
            }
            Self::Postgres(connection) => {
                sql_query("SELECT count(to_regclass('__diesel_schema_migrations')) AS found").get_result(connection)?
            }
        };
        Ok(found.found > 0)
    }

    /// Runs `work` in one transaction, as the only writer of the database. Durable when this returns.
    ///
    /// # Errors
    /// What `work` or the database says; nothing is written then.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        while !self.take_turn()? {}
        self.write_begun(work)
    }

    /// Takes a turn as the only writer. `false` if another instance has kept it for [`TURN`] and the database answers: it
    /// is busy then, not gone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) fn take_turn(&mut self) -> QueryResult<bool> {
        let begun = Instant::now();
        let Err(error) = self.begin() else { return Ok(true) };
        let rolled_back = self.roll_back();
        let Self::Postgres(connection) = self else { return Err(error) };
        let answers = rolled_back.is_ok() && sql_query("SELECT 1").execute(connection).is_ok();
        if answers && begun.elapsed() >= TURN { Ok(false) } else { Err(error) }
    }

    /// Runs `work` in the transaction that [`AnyConnection::take_turn`] has begun.
    ///
    /// # Errors
    /// As [`AnyConnection::write`].
    pub(super) fn write_begun<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match work(self).and_then(|done| self.commit().map(|()| done).map_err(E::from)) {
            Ok(done) => Ok(done),
            Err(error) => {
                // The connection may be gone, and then the transaction is too.
                if let Err(also) = self.roll_back() {
                    log::debug!("rollback: {also}");
                }
                Err(error)
            }
        }
    }

    /// Runs `read` on the database as it is at one moment, whatever others write meanwhile.
    ///
    /// # Errors
    /// What `read` or the database says.
    pub fn view<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction(connection)?,
            Self::Postgres(connection) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                AnsiTransactionManager::begin_transaction_sql(connection, begin)?;
            }
        }
        let done = read(self);
        self.roll_back()?;
        done
    }

    /// Tells other processes that something was recorded, once it is committed. SQLite has no such thing: there they
    /// look.
    pub(super) fn notify(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => connection.batch_execute(concat!("NOTIFY ", channel!())),
        }
    }

    /// Begins to hear what other processes tell; `false` where they tell nothing.
    pub(super) fn listen(&mut self) -> QueryResult<bool> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(connection) => connection.batch_execute(concat!("LISTEN ", channel!())).map(|()| true),
        }
    }

    /// Whether others have told something since the last time.
    pub(super) fn heard(&mut self) -> QueryResult<bool> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(connection) => {
                let heard: Vec<_> = connection.notifications_iter().collect::<QueryResult<_>>()?;
                Ok(!heard.is_empty())
            }
        }
    }

    /// Takes the writer's place at once: a transaction that began by reading could find its view outdated.
    fn begin(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE"),
            Self::Postgres(connection) => {
                AnsiTransactionManager::begin_transaction(connection)?;
                // On engines like PostgreSQL whose advisory locks do nothing, the lock of the first entry is what
                // makes writers take turns.
                let take = format!(
                    "SET LOCAL idle_in_transaction_session_timeout = '{HELD_UP}'; \
                     SET LOCAL lock_timeout = {turn}; \
                     SELECT pg_advisory_xact_lock({WRITER_LOCK}); \
                     SELECT revision FROM changes WHERE revision = 1 FOR UPDATE; \
                     SET LOCAL lock_timeout TO DEFAULT",
                    turn = TURN.as_millis()
                );
                connection.batch_execute(&take)
            }
        }
    }

    /// Lets this transaction pause between two statements: who reads a whole registry from a file thinks for a while.
    pub(super) fn take_time(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => connection.batch_execute("SET LOCAL idle_in_transaction_session_timeout = 0"),
        }
    }

    fn commit(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::commit_transaction(connection),
            Self::Postgres(connection) => AnsiTransactionManager::commit_transaction(connection),
        }
    }

    fn roll_back(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::rollback_transaction(connection),
            Self::Postgres(connection) => AnsiTransactionManager::rollback_transaction(connection),
        }
    }
}

/// Waits for no machine that has gone without a word, unless the address says how long to wait.
fn with_timeouts(url: &str) -> String {
    let timeouts = [
        ("connect_timeout", "5"),
        ("keepalives_idle", "10"),
        ("keepalives_interval", "5"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "30000"),
    ];
    let mut url = url.to_owned();
    for (name, value) in timeouts {
        if !url.contains(&format!("{name}=")) {
            let joint = if url.contains('?') { '&' } else { '?' };
            url += &format!("{joint}{name}={value}");
        }
    }
    url
}

/// The database is for its owner only.
pub(super) fn restrict(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let failed = |source| StoreError::System { what: format!("cannot protect {}", file.display()), source };
        if std::fs::metadata(file).map_err(failed)?.permissions().mode() & 0o777 != 0o600 {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
        }
    }
    Ok(())
}
