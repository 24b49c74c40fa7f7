//! Settings: the command line over the environment over defaults. `--help` documents every one.

use std::{
    net::{SocketAddr, ToSocketAddrs as _},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;

use crate::api::rate_limit::RateLimit;
use presence_auth::{EncryptionKey, KeyError, NoteKey};
use presence_client::settings::{Pull, Push, Report, duration};
use presence_model::{KeyAlgorithm, OfficeCode, RecordCode, Scope};
use presence_store::{CAPACITY, DatabaseUrl};

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
pub struct Place {
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

impl Place {
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

/// Settings of the server.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where it is kept.
    #[command(flatten)]
    pub place: Place,
    /// Tokens.
    #[command(flatten)]
    pub issuer: Issuer,
    /// Address and port to listen on
    #[arg(long, env = "PRESENCE_REGISTRY_BIND", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = address)]
    pub bind: SocketAddr,
    /// Origins (like `https://dashboard.example.org`) whose pages may call the API, separated by commas [default: all]
    #[arg(long, env = "PRESENCE_REGISTRY_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS", value_parser = origin)]
    pub cors_origins: Vec<String>,
    /// Maximum size of a request body, in bytes
    #[arg(long, env = "PRESENCE_REGISTRY_BODY_LIMIT", default_value_t = 64 * 1024, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1024..=64 * 1024 * 1024))]
    pub body_limit: u32,
    /// Maximum size of an import's file, in bytes
    #[arg(long, env = "PRESENCE_REGISTRY_IMPORT_MAX_BYTES", default_value_t = 64 * 1024 * 1024, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1024..))]
    pub import_max_bytes: u32,
    /// Maximum number of rows of an import
    #[arg(long, env = "PRESENCE_REGISTRY_IMPORT_MAX_ROWS", default_value_t = 100_000, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub import_max_rows: u32,
    /// Maximum number of open streams (/v1/changes/stream)
    #[arg(long, env = "PRESENCE_REGISTRY_MAX_LISTENERS", default_value_t = 10_000, value_name = "COUNT")]
    pub max_listeners: u32,
    /// Maximum number of open streams per client IP or client
    #[arg(long, env = "PRESENCE_REGISTRY_MAX_STREAMS_PER_CLIENT", default_value_t = 100, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_streams_per_client: u32,
    /// Maximum number of connections per client IP; 0 for no limit. Loopback and trusted proxies are not limited
    #[arg(long, env = "PRESENCE_REGISTRY_MAX_CONNECTIONS_PER_ADDRESS", default_value_t = 256, value_name = "COUNT")]
    pub max_connections_per_address: u32,
    /// Memory limit of the response cache, in bytes
    #[arg(long, env = "PRESENCE_REGISTRY_RESPONSE_CACHE", default_value_t = CAPACITY, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1 << 20..))]
    pub response_cache: u64,
    /// Time-out for receiving a request; for an import, the longest pause
    #[arg(long, env = "PRESENCE_REGISTRY_REQUEST_TIMEOUT", default_value = "20s", value_name = "TIME", value_parser = duration)]
    pub request_timeout: Duration,
    /// Lifetime of tokens from `/oauth/token`
    #[arg(long, env = "PRESENCE_REGISTRY_TOKEN_LIFETIME", default_value = "15m", value_name = "TIME", value_parser = duration)]
    pub token_lifetime: Duration,
    /// Lifetime of a session in the browser
    #[arg(long, env = "PRESENCE_REGISTRY_SESSION_LIFETIME", default_value = "8h", value_name = "TIME", value_parser = duration)]
    pub session_lifetime: Duration,
    /// RateLimit limit per client IP, such as 3000/1m, or `off`
    #[arg(long, env = "PRESENCE_REGISTRY_LIMIT_ADDRESS", default_value = "3000/1m", value_name = "COUNT/TIME", value_parser = rate)]
    pub limit_address: Limit,
    /// RateLimit limit per API client, or `off`
    #[arg(long, env = "PRESENCE_REGISTRY_LIMIT_CLIENT", default_value = "6000/1m", value_name = "COUNT/TIME", value_parser = rate)]
    pub limit_client: Limit,
    /// RateLimit limit of /oauth/… and sign-in per client IP, or `off`
    #[arg(long, env = "PRESENCE_REGISTRY_LIMIT_SIGN_IN", default_value = "60/1m", value_name = "COUNT/TIME", value_parser = rate)]
    pub limit_sign_in: Limit,
    /// RateLimit limit of writes without an account (submissions, corrections, documents) per client IP, or `off`
    #[arg(long, env = "PRESENCE_REGISTRY_LIMIT_INTAKE", default_value = "20/1h", value_name = "COUNT/TIME", value_parser = rate)]
    pub limit_intake: Limit,
    /// Maximum number of submissions per call that await review; more are refused
    #[arg(long, env = "PRESENCE_REGISTRY_SUBMISSIONS_WAITING", default_value_t = 2000, value_name = "COUNT")]
    pub submissions_waiting: u32,
    /// Maximum size of a submission's document, in bytes
    #[arg(long, env = "PRESENCE_REGISTRY_ATTACHMENT_MAX_BYTES", default_value_t = 10 * 1024 * 1024, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1024..=64 * 1024 * 1024))]
    pub attachment_max_bytes: u32,
    /// Trusted proxies (CIDR, separated by commas) whose X-Forwarded-For is honoured
    #[arg(long, env = "PRESENCE_REGISTRY_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS", value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// JSON file with the identity providers whose tokens are accepted (docs/security.md)
    #[arg(long, env = "PRESENCE_REGISTRY_IDENTITY_PROVIDERS", value_name = "FILE")]
    pub identity_providers: Option<PathBuf>,
    /// Certificate chain for TLS, in PEM form
    #[arg(long, env = "PRESENCE_REGISTRY_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key for TLS, in PEM form
    #[arg(long, env = "PRESENCE_REGISTRY_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// How instances on one PostgreSQL notice each other's writes: `listen` (LISTEN/NOTIFY and polling), or `poll` (polling
    /// only: for engines without NOTIFY)
    #[arg(long, env = "PRESENCE_REGISTRY_DATABASE_NOTIFY", default_value = "listen", value_name = "listen|poll", value_parser = ["listen", "poll"])]
    pub database_notify: String,
    /// Number of instances that share the load; each applies its share of the rate limits
    #[arg(long, env = "PRESENCE_REGISTRY_INSTANCES", default_value_t = 1, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub instances: u32,
    /// Read replica for the audit trail and the ledger's entries
    #[arg(long, env = "PRESENCE_REGISTRY_DATABASE_READ_URL", hide_env_values = true, value_name = "URL")]
    pub database_read_url: Option<DatabaseUrl>,
    /// Interval between automatic backups [default: none]
    #[arg(long, env = "PRESENCE_REGISTRY_BACKUP_EVERY", value_name = "TIME", value_parser = duration)]
    pub backup_every: Option<Duration>,
    /// Number of automatic backups to keep
    #[arg(long, env = "PRESENCE_REGISTRY_BACKUP_KEEP", default_value_t = 14, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub backup_keep: u32,
    /// Folder for automatic backups; instances may share one [default: DATA_DIR/backups]
    #[arg(long, env = "PRESENCE_REGISTRY_BACKUP_DIR", value_name = "DIR")]
    pub backup_dir: Option<PathBuf>,
    /// Serve /metrics and health checks at this address instead, for the operators' network only
    #[arg(long, env = "PRESENCE_REGISTRY_METRICS_BIND", value_name = "ADDRESS:PORT", value_parser = address)]
    pub metrics_bind: Option<SocketAddr>,
    /// Allow webhooks to private addresses, and without TLS
    #[arg(long, env = "PRESENCE_REGISTRY_WEBHOOKS_TO_PRIVATE")]
    pub webhooks_to_private: bool,
    /// First retry delay of a failed webhook; it grows up to 17,280 times this, a day at most
    #[arg(long, env = "PRESENCE_REGISTRY_WEBHOOK_RETRY", default_value = "5s", value_name = "TIME", value_parser = duration)]
    pub webhook_retry: Duration,
    /// Disable a webhook after failing for this long
    #[arg(long, env = "PRESENCE_REGISTRY_WEBHOOK_GIVE_UP", default_value = "3d", value_name = "TIME", value_parser = duration)]
    pub webhook_give_up: Duration,
    /// Retention of the webhook delivery log
    #[arg(long, env = "PRESENCE_REGISTRY_KEEP_WEBHOOK_DELIVERIES", default_value = "30d", value_name = "TIME", value_parser = duration)]
    pub keep_webhook_deliveries: Duration,
    /// Retention of refused requests in the audit trail
    #[arg(long, env = "PRESENCE_REGISTRY_KEEP_AUDIT_EVENTS", default_value = "730d", value_name = "TIME", value_parser = duration)]
    pub keep_audit_events: Duration,
    /// Retention of idempotency keys
    #[arg(long, env = "PRESENCE_REGISTRY_KEEP_IDEMPOTENCY_KEYS", default_value = "7d", value_name = "TIME", value_parser = duration)]
    pub keep_idempotency_keys: Duration,
}

/// What to make a backup of.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where it is kept.
    #[command(flatten)]
    pub place: Place,
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
    pub place: Place,
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
    pub place: Place,
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
    pub place: Place,
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
    pub place: Place,
    /// Only show pending migrations
    #[arg(long)]
    pub check: bool,
}

/// For whom a token is.
#[derive(Debug, Args)]
pub struct Token {
    /// Where it is kept.
    #[command(flatten)]
    pub place: Place,
    /// Tokens.
    #[command(flatten)]
    pub issuer: Issuer,
    /// The office, by its country's alpha-3 code
    #[arg(long, value_name = "CODE", value_parser = office, required_unless_present_any = ["desk", "client"])]
    pub office: Option<OfficeCode>,
    /// The headquarters desk
    #[arg(long, conflicts_with = "office")]
    pub desk: bool,
    /// A client made with `client add`
    #[arg(long, value_name = "ID", value_parser = client_id, conflicts_with_all = ["office", "desk"])]
    pub client: Option<RecordCode>,
    /// Scopes, separated by commas [default: all that the office or client may have]
    #[arg(long, value_delimiter = ',', value_name = "SCOPES", value_parser = scope)]
    pub scope: Vec<Scope>,
    /// Lifetime of the token, such as 15m, 12h or 30d
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = duration)]
    pub expires_in: Duration,
}

/// What to check.
#[derive(Debug, Args)]
pub struct Verify {
    /// Where it is kept.
    #[command(flatten)]
    pub place: Place,
    /// A backup or an archive to check instead of a database; it is not changed
    #[arg(value_name = "FILE", conflicts_with = "server")]
    pub file: Option<PathBuf>,
    /// Check what this server claims instead of a database; with a token that has the scope audit:read (as for `pull`)
    /// also every entry of its ledger
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// A checkpoint that was kept elsewhere: the ledger must begin with what it signs. With --server it is written anew
    /// when all is well, and made if there is none
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The key of checkpoints, as `/v1/ledger/key` gives it, kept elsewhere [default: the registry's own]
    #[arg(long, value_name = "KEY", value_parser = note_key)]
    pub key: Option<NoteKey>,
    /// File with the token for --server; else PRESENCE_REGISTRY_TOKEN, if it is set
    #[arg(long, value_name = "FILE", requires = "server")]
    pub token_file: Option<PathBuf>,
    /// Keep retrying a server that does not answer for this long
    #[arg(long, default_value = "1m", value_name = "TIME", value_parser = duration)]
    pub patience: Duration,
}

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Add a client of an office; prints its id and its secret, which is shown this once
    Add {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
        /// The office; HQ is the desk
        #[arg(long, value_name = "CODE", value_parser = office)]
        office: OfficeCode,
        /// Name of the program or machine; never a person's
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Scopes, separated by commas [default: those of its office]
        #[arg(long, value_delimiter = ',', value_name = "SCOPES", value_parser = scope)]
        scope: Vec<Scope>,
        /// File with a JWK or JWK set for signed assertions, instead of a secret
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Give a client a new secret; the old one stays valid for a grace period
    Rotate {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
        /// Its id
        #[arg(value_name = "ID", value_parser = client_id)]
        id: RecordCode,
        /// Grace period of the old secret
        #[arg(long, default_value = "7d", value_name = "TIME", value_parser = duration)]
        keep_old_for: Duration,
    },
    /// List clients
    List {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
    },
    /// Disable a client; its tokens are refused at once
    Disable {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
        /// Its id
        #[arg(value_name = "ID", value_parser = client_id)]
        id: RecordCode,
    },
}

/// What to do with the registry's own keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// List keys
    List {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
    },
    /// Make a new signing key; tokens signed by the others stay valid for a grace period
    Rotate {
        /// Where it is kept.
        #[command(flatten)]
        place: Place,
        /// Signature algorithm
        #[arg(long, default_value = "EdDSA", value_name = "EdDSA|ES256", value_parser = algorithm)]
        algorithm: KeyAlgorithm,
        /// Grace period of tokens signed by the other keys
        #[arg(long, default_value = "31d", value_name = "TIME", value_parser = duration)]
        keep: Duration,
        /// Revoke all tokens signed by older keys at once (key compromise)
        #[arg(long, conflicts_with = "keep")]
        now: bool,
    },
}

/// A limit, or none.
#[derive(Clone, Copy, Debug)]
pub struct Limit(pub Option<RateLimit>);

impl Limit {
    /// What one of so many instances allows; at least one request.
    #[must_use]
    pub fn share(self, instances: u32) -> Option<RateLimit> {
        let share = |count: std::num::NonZeroU32| count.get().div_ceil(instances).try_into().unwrap_or(count);
        self.0.map(|rate| RateLimit { count: share(rate.count), ..rate })
    }
}

fn rate(text: &str) -> Result<Limit, String> {
    if text == "off" {
        return Ok(Limit(None));
    }
    let wrong = || "a limit is like 60/1m, or off".to_owned();
    let (count, period) = text.split_once('/').ok_or_else(wrong)?;
    Ok(Limit(Some(RateLimit { count: count.parse().map_err(|_| wrong())?, period: duration(period)? })))
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address));
    text.parse().ok().or_else(address).ok_or_else(|| "a network is like 10.0.0.0/8 or 10.0.0.1".to_owned())
}

fn note_key(text: &str) -> Result<NoteKey, String> {
    NoteKey::parse(text).ok_or_else(|| "a key of checkpoints is like NAME+0123abcd+AW5…".to_owned())
}

fn algorithm(text: &str) -> Result<KeyAlgorithm, String> {
    KeyAlgorithm::parse(text).ok_or_else(|| "EdDSA or ES256".to_owned())
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let mut addresses = text.to_socket_addrs().map_err(|_| "an address and a port are needed, like 127.0.0.1:8080")?;
    addresses.next().ok_or_else(|| "this name has no address".to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or("");
    let bare = !host.is_empty() && !host.contains(['/', '?', '#', '*', ' ']);
    bare.then(|| text.to_owned()).ok_or_else(|| "an origin is a scheme, a host and perhaps a port".to_owned())
}

fn office(text: &str) -> Result<OfficeCode, String> {
    OfficeCode::new(text).ok_or_else(|| "an office's code is like KEN".to_owned())
}

fn client_id(text: &str) -> Result<RecordCode, String> {
    RecordCode::new(text).ok_or_else(|| "a client's id is like ken-3f9a2c71".to_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    Scope::parse(text).ok_or_else(|| format!("the scopes are {}", known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn an_origin_is_no_url() {
        assert!(origin("https://dashboard.example.org:8443").is_ok());
        for wrong in ["*", "dashboard.example.org", "https://example.org/", "https://*.example.org"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
