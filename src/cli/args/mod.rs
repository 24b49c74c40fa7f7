//! The command line: its arguments over the environment over defaults. `--help` documents every one.

mod credentials;
mod maintenance;
mod serve;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use presence_auth::{EncryptionKey, KeyError};
use presence_client::settings::{Pull, Push, Report};
use presence_store::DatabaseUrl;

pub use self::{
    credentials::{Client, Keys, Token},
    maintenance::{Backup, Export, Import, Migrate, Restore, Upgrade},
    serve::{Limit, Serve},
    verify::Verify,
};

/// The registry of record for human rights field presences and adviser posts.
#[derive(Debug, Parser)]
#[command(version, after_help = "Log lines go to standard error; RUST_LOG sets what is logged (default: info).")]
pub struct Cli {
    /// Log format: `text`, or `json` with one object a line
    #[arg(long, global = true, env = "PRESENCE_REGISTRY_LOG_FORMAT", default_value = "text", value_name = "text|json", value_parser = ["text", "json"])]
    pub log_format: String,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the registry
    Serve(Box<Serve>),
    /// Print an access token for an office, the desk, or a client
    Token(Token),
    /// Manage API clients
    #[command(subcommand)]
    Client(Client),
    /// Manage the registry's own keys
    #[command(subcommand)]
    Keys(Keys),
    /// Verify the integrity of a database, a backup, or a server's ledger
    Verify(Verify),
    /// Make a backup; the server may be running
    Backup(Backup),
    /// Restore a backup or an archive into an empty data folder or database
    Restore(Restore),
    /// Copy a registry from one database to another: from SQLite to PostgreSQL, or back
    Migrate(Migrate),
    /// Export everything as lines of JSON
    Export(Export),
    /// Import an export into an empty data folder or database
    Import(Import),
    /// Migrate the database to this program's schema, as `serve` does when it starts
    Upgrade(Upgrade),
    /// Upload files of many updates: dry run, confirmation, progress, report
    Push(Push),
    /// Fetch records as CSV, XLSX, JSON or NDJSON
    Pull(Pull),
    /// Report one status from a shell
    Report(Report),
    /// Print the OpenAPI document
    Openapi,
}

/// Where the registry keeps its data.
#[derive(Clone, Debug, Args)]
pub struct StorageArgs {
    /// Data folder: the SQLite database, the key-encryption key, backups
    #[arg(long, env = "PRESENCE_REGISTRY_DATA_DIR", default_value = "registry-data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// Database: sqlite:FILE or postgres://… [default: sqlite:DATA_DIR/registry.db]
    #[arg(long, env = "PRESENCE_REGISTRY_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<DatabaseUrl>,
    /// File with the key that encrypts private keys in the database [default: DATA_DIR/key-encryption-key, made if
    /// missing]; or the key itself in PRESENCE_REGISTRY_KEY_ENCRYPTION_KEY
    #[arg(long, env = "PRESENCE_REGISTRY_KEY_ENCRYPTION_KEY_FILE", value_name = "FILE")]
    pub key_encryption_key_file: Option<PathBuf>,
}

impl StorageArgs {
    /// The database.
    #[must_use]
    pub fn database(&self) -> DatabaseUrl {
        self.database_url.clone().unwrap_or_else(|| DatabaseUrl::Sqlite(self.data_dir.join("registry.db")))
    }

    /// The file of the key that encrypts private keys.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.key_encryption_key_file.clone().unwrap_or_else(|| self.data_dir.join("key-encryption-key"))
    }

    /// The key that encrypts private keys; made if nobody gives one and there is none yet.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub fn encryption_key(&self) -> Result<EncryptionKey, KeyError> {
        if let Ok(text) = std::env::var("PRESENCE_REGISTRY_KEY_ENCRYPTION_KEY") {
            return EncryptionKey::parse(&text);
        }
        match &self.key_encryption_key_file {
            Some(file) => EncryptionKey::read(file),
            None => EncryptionKey::read_or_make(&self.key_file()),
        }
    }
}

/// The issuer where no other is set.
pub const ISSUER: &str = "http://127.0.0.1:8080";

/// What tokens say of where they come from and for whom they are.
#[derive(Clone, Debug, Args)]
pub struct Issuer {
    /// The `iss` of tokens: the address that clients use, like `https://registry.example.org` [default:
    /// http://127.0.0.1:8080]
    #[arg(long, env = "PRESENCE_REGISTRY_ISSUER", value_name = "URL")]
    pub issuer: Option<String>,
    /// The `aud` of tokens
    #[arg(long, env = "PRESENCE_REGISTRY_AUDIENCE", default_value = "presence-registry", value_name = "NAME")]
    pub audience: String,
}

impl Issuer {
    /// The issuer, set or not.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.issuer.as_deref().unwrap_or(ISSUER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    /// Scripts written for an earlier version go on working.
    #[test]
    fn earlier_names_of_flags_are_accepted() {
        for line in [
            "serve --max-listeners 5 --webhooks-to-private",
            "client rotate ken-3f9a2c71 --keep-old-for 1d",
            "verify --patience 1s --server registry.example.org",
            "push june.csv --patience 1s",
        ] {
            let words = ["presence-registry"].into_iter().chain(line.split(' '));
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{line}: {error}");
            }
        }
    }
}
