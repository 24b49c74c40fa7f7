//! One connection type for both databases, so that every query is written once.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use diesel::{
    Connection as _, PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager as _},
    sql_query,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that writers on PostgreSQL take in turn: "presence" in ASCII.
const WRITER_LOCK: i64 = 0x7072_6573_656e_6365;

/// For how long a writer that has its turn may leave PostgreSQL waiting: a process that is held up must not hold up all
/// others. Between two statements of a large import there are some milliseconds.
const HELD_UP: &str = "10s";

/// The channel on which processes tell each other on PostgreSQL.
macro_rules! channel {
    () => {
        "presence_registry"
    };
}

/// Where the registry is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            return if file.is_empty() {
                Err("sqlite: needs a file, as in sqlite:registry.db".to_owned())
            } else {
                Ok(Self::Sqlite(file.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err("it must begin with sqlite: or postgres://".to_owned())
    }
}

impl DatabaseUrl {
    /// What it is, without a password.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("SQLite, {}", file.display()),
            Self::Postgres(url) => {
                let place =
                    url.rsplit_once('@').map_or_else(|| url.split("//").nth(1).unwrap_or(""), |(_, place)| place);
                format!("PostgreSQL, {}", place.split('?').next().unwrap_or(""))
            }
        }
    }
}

// A password in a URL must not reach a log by way of `{:?}`.
impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// To SQLite.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

/// Why the store cannot be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached.
    #[error("cannot open {database}: {source}")]
    Open {
        /// Which database.
        database: String,
        /// Why.
        source: diesel::ConnectionError,
    },
    /// There is nothing at this place yet.
    #[error("there is no registry in {0}; `presence-registry serve` makes one")]
    NoRegistry(String),
    /// A migration failed.
    #[error("cannot bring the database's schema up to date: {0}")]
    Migration(String),
    /// A statement failed.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    /// The ledger cannot be read back.
    #[error("the ledger is damaged: {0}")]
    Ledger(String),
    /// An atomic import met a newer state of the registry in which one of its rows is not possible.
    #[error("the registry moved on")]
    MovedOn,
    /// The registry met a defect of its own.
    #[error("the registry failed")]
    Defect,
    /// The data that the registry begins with cannot be read.
    #[error("the baseline cannot be loaded: {0}")]
    Baseline(String),
    /// A thread could not be started or a file not be made.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Whether a constraint of the schema refused: then nothing was committed, for certain.
    #[must_use]
    pub fn is_constraint(&self) -> bool {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        let Self::Database(Error::DatabaseError(kind, _)) = self else { return false };
        matches!(
            kind,
            Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::NotNullViolation | Kind::CheckViolation
        )
    }
}

impl AnyConnection {
    /// Opens a database; an SQLite file is made if it is not there.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open { database: url.describe(), source };
        match url {
            DatabaseUrl::Sqlite(file) => {
                let mut connection = SqliteConnection::establish(&sqlite_uri(file)).map_err(failed)?;
                // FULL: a commit is on the disk before it is answered. WAL: readers and the writer do not wait.
                connection.batch_execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;",
                )?;
                restrict(file)?;
                Ok(Self::Sqlite(connection))
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(url).map_err(failed)?;
                connection.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning")?;
                Ok(Self::Postgres(connection))
            }
        }
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

    /// Brings the schema up to date. Several processes may do so at once: one does, the others wait.
    ///
    /// # Errors
    /// When a migration fails.
    pub fn migrate(&mut self) -> Result<(), StoreError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
        match self {
            Self::Sqlite(connection) => connection.immediate_transaction(|connection| {
                connection.run_pending_migrations(SQLITE_MIGRATIONS).map(drop).map_err(failed)
            }),
            Self::Postgres(connection) => {
                sql_query(format!("SELECT pg_advisory_lock({WRITER_LOCK})")).execute(connection)?;
                let done = connection.run_pending_migrations(POSTGRES_MIGRATIONS).map(drop).map_err(failed);
                sql_query(format!("SELECT pg_advisory_unlock({WRITER_LOCK})")).execute(connection)?;
                done
            }
        }
    }

    /// Runs `work` in one transaction, as the only writer of the database. Durable when this returns.
    ///
    /// # Errors
    /// What `work` or the database says; nothing is written then.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin()?;
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
                let take = format!(
                    "SET LOCAL idle_in_transaction_session_timeout = '{HELD_UP}'; \
                     SELECT pg_advisory_xact_lock({WRITER_LOCK})"
                );
                connection.batch_execute(&take)
            }
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

/// A `file:` URI, so that no character of a path is taken for an option or a scheme.
fn sqlite_uri(file: &Path) -> String {
    let text = file.to_string_lossy();
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    if file.is_absolute() { format!("file://{escaped}") } else { format!("file:{escaped}") }
}

/// The database is for its owner only.
fn restrict(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, mode)
            .map_err(|source| StoreError::System { what: format!("cannot protect {}", file.display()), source })?;
    }
    Ok(())
}
