//! The arguments of `backup`, `restore`, `migrate`, `export`, `import` and `upgrade`.

use std::path::PathBuf;

use clap::Args;
use presence_store::DatabaseUrl;

use super::StorageArgs;

/// What to make a backup of.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// The file to make. Of SQLite a database, unless it ends in .ndjson or .ndjson.zst; of PostgreSQL an archive,
    /// compressed if it ends in .zst
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// What to restore.
#[derive(Debug, Args)]
pub struct Restore {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// The backup or archive
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// From where to where.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The database to read: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL")]
    pub from: DatabaseUrl,
    /// The database to write to, where no registry is yet
    #[arg(long, value_name = "URL")]
    pub to: DatabaseUrl,
}

/// What to export.
#[derive(Debug, Args)]
pub struct Export {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// Everything: the ledger and what stands beside it (single lists: see `pull`)
    #[arg(long, required = true)]
    pub all: bool,
    /// The file to make, compressed if it ends in .zst [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What to import.
#[derive(Debug, Args)]
pub struct Import {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// Everything that an export holds (rows of updates: see `push`)
    #[arg(long, required = true)]
    pub all: bool,
    /// The export
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// What to bring up to date.
#[derive(Debug, Args)]
pub struct Upgrade {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// Only show pending migrations
    #[arg(long)]
    pub check: bool,
}
