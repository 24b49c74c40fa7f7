//! The arguments of `serve`.

use std::{
    net::{SocketAddr, ToSocketAddrs as _},
    path::PathBuf,
    time::Duration,
};

use clap::Args;
use ipnet::IpNet;
use presence_client::settings::duration;
use presence_store::{CAPACITY, DatabaseUrl};

use super::{Issuer, StorageArgs};
use crate::api::rate_limit::RateLimit;

/// Settings of the server.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
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
    /// Maximum number of open streams (/v1/changes/stream) [default: 10000]
    #[arg(long, alias = "max-listeners", env = "PRESENCE_REGISTRY_MAX_STREAMS", value_name = "COUNT")]
    pub max_streams: Option<u32>,
    /// The name that `max_streams` had in the environment.
    #[arg(long, env = "PRESENCE_REGISTRY_MAX_LISTENERS", hide = true)]
    pub earlier_max_streams: Option<u32>,
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
    #[arg(long, alias = "webhooks-to-private", env = "PRESENCE_REGISTRY_WEBHOOK_ALLOW_PRIVATE")]
    pub webhook_allow_private: bool,
    /// The name that `webhook_allow_private` had in the environment.
    #[arg(long, env = "PRESENCE_REGISTRY_WEBHOOKS_TO_PRIVATE", hide = true)]
    pub earlier_webhook_allow_private: bool,
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

fn address(text: &str) -> Result<SocketAddr, String> {
    let mut addresses = text.to_socket_addrs().map_err(|_| "an address and a port are needed, like 127.0.0.1:8080")?;
    addresses.next().ok_or_else(|| "this name has no address".to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or("");
    let bare = !host.is_empty() && !host.contains(['/', '?', '#', '*', ' ']);
    bare.then(|| text.to_owned()).ok_or_else(|| "an origin is a scheme, a host and perhaps a port".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_no_url() {
        assert!(origin("https://dashboard.example.org:8443").is_ok());
        for wrong in ["*", "dashboard.example.org", "https://example.org/", "https://*.example.org"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
