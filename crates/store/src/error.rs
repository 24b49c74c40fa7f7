//! Errors of the store.

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
    /// The URL asks for TLS to PostgreSQL, and libpq is built without it.
    #[error(
        "cannot open {0}: this program is built without TLS to PostgreSQL. Build it with `--features postgres-tls`, or set \
         `sslmode=disable` on a network that you trust"
    )]
    NoTls(String),
    /// There is nothing at this place yet.
    #[error("there is no registry in {0}; `presence-registry serve` makes one")]
    NoRegistry(String),
    /// A migration failed.
    #[error("cannot bring the database's schema up to date: {0}")]
    Migration(String),
    /// A statement failed.
    #[error("the database refused: {0}")]
    Database(diesel::result::Error),
    /// The database's own pages are damaged.
    #[error(
        "the database is damaged ({0}); keep it for investigation, and restore a backup into a new place with `presence-registry \
         restore`"
    )]
    Damaged(String),
    /// The ledger cannot be read back.
    #[error("the ledger is damaged: {0}")]
    Ledger(String),
    /// An atomic import met a newer state of the registry in which one of its rows is not possible.
    #[error("concurrent modification; retry")]
    MovedOn,
    /// Another instance writes, and does not give the turn away.
    #[error("another instance has been writing for too long")]
    Busy,
    /// A database that must be empty is not.
    #[error("the database contains a registry already; it is not overwritten")]
    NotEmpty,
    /// A file that must not be there is there.
    #[error("{0} is there already; it is not overwritten")]
    Exists(String),
    /// The database was written by a newer program.
    #[error("the database was brought up to date by a newer program (schema {0}); use that one")]
    Newer(String),
    /// Another process serves this database.
    #[error(
        "another process serves {0}; stop it first, or keep the records in PostgreSQL, where many may serve them at once"
    )]
    Served(String),
    /// An archive or a backup cannot be used.
    #[error("the backup cannot be used: {0}")]
    Archive(String),
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

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        let text = error.to_string();
        // SQLITE_CORRUPT and SQLITE_NOTADB: diesel tells them by their words only.
        let damaged = ["malformed", "is not a database"].iter().any(|words| text.contains(words));
        if damaged { Self::Damaged(text) } else { Self::Database(error) }
    }
}

impl StoreError {
    /// What is wrong, without where the database is.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Open { source, .. } => source.to_string(),
            Self::System { source, .. } => source.to_string(),
            other => other.to_string(),
        }
    }

    /// Whether the database itself has failed, not what was asked of it.
    #[must_use]
    pub fn is_trouble(&self) -> bool {
        matches!(self, Self::Busy | Self::Database(_) | Self::Damaged(_) | Self::Open { .. } | Self::System { .. })
            && !self.is_constraint()
    }

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
