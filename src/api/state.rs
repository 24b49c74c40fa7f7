//! What every handler can reach.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use actix_web::{HttpRequest, http::header};
use ipnet::IpNet;
use tokio::sync::{Semaphore, watch};

use super::{
    metrics::Metrics,
    problem::{self, Problem},
    rate_limit::RateLimits,
    streams::Streams,
};
use presence_auth::{Keyring, Verifier};
use presence_store::{Store, backups::Backups};
use presence_webhooks::Webhooks;

/// How long a request waits for a revision that this instance has not seen yet.
pub const MIN_REVISION_TIMEOUT: Duration = Duration::from_secs(2);

/// What every handler can reach.
pub struct AppState {
    /// The registry.
    pub store: Arc<Store>,
    /// Who is who.
    pub verifier: Verifier,
    /// The registry's own keys.
    pub keyring: Arc<Keyring>,
    /// Who tells the webhooks.
    pub webhooks: Arc<Webhooks>,
    /// What its tokens say.
    pub issuer: Issuer,
    /// Limits and origins.
    pub limits: Limits,
    /// How many requests there may be.
    pub rates: RateLimits,
    /// Turns to compute with much memory.
    pub hashing: Semaphore,
    /// Whether the server is about to stop: streams end then.
    pub stopping: watch::Sender<bool>,
    /// The clients that follow the changes.
    pub streams: Arc<Streams>,
    /// How many requests are being worked on.
    pub active: AtomicUsize,
    /// What is counted as requests pass.
    pub metrics: Metrics,
    /// The backups that are made, if some are.
    pub backups: Option<Arc<Backups>>,
    /// Which database it is, without a password.
    pub database: String,
}

impl AppState {
    /// Whether there is a revision that a client names: one that another instance has shown comes here in a moment.
    ///
    /// # Errors
    /// 503 while the database does not answer: then nobody can say here.
    pub async fn knows(&self, revision: u64) -> Result<bool, Problem> {
        let reached = self.store.reached(revision, MIN_REVISION_TIMEOUT).await;
        // A database that answered in the second half of this wait was asked after the request came: it does not have the
        // revision. An answer from the first half may be older than the revision.
        if reached || self.store.silence() < MIN_REVISION_TIMEOUT / 2 {
            return Ok(reached);
        }
        let newest = self.store.now().revision();
        let detail = format!("the newest revision here is {newest}, and the database does not say whether that is all");
        Err(Problem::new(problem::UNAVAILABLE, detail))
    }
}

/// What tokens say of where they come from.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Their `iss`.
    pub issuer: String,
    /// Their `aud`.
    pub audience: String,
    /// Whether it was set: then it is the address that clients use.
    pub public: bool,
    /// Where this process listens.
    pub local: SocketAddr,
    /// Whether this process itself speaks TLS.
    pub tls: bool,
    /// For how long they hold.
    pub lifetime: Duration,
    /// For how long somebody who signs in to the pages is let in.
    pub session: Duration,
}

impl Issuer {
    /// The address that clients use, without a path: the issuer, or, where none is set, that of this machine. A request's
    /// `Host` counts only as another name of this machine: else anybody could make it up.
    #[must_use]
    pub fn base(&self, request: &HttpRequest) -> String {
        if self.public {
            return self.issuer.trim_end_matches('/').to_owned();
        }
        let scheme = if self.tls { "https" } else { "http" };
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let name = |host: &&str| {
            let name = host.strip_suffix(&format!(":{}", self.local.port()))?;
            ["127.0.0.1", "localhost", "[::1]"].into_iter().find(|known| *known == name)
        };
        match host.as_ref().and_then(name) {
            Some(name) => format!("{scheme}://{name}:{}", self.local.port()),
            None => format!("{scheme}://{}", self.local),
        }
    }

    /// Whether clients reach the registry by TLS only.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.tls || (self.public && self.issuer.starts_with("https://"))
    }
}

/// Limits of the HTTP interface.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest body, in bytes.
    pub body: usize,
    /// The largest file of an import, in bytes.
    pub import_bytes: usize,
    /// The most rows of an import.
    pub import_rows: u32,
    /// The largest document of a submission, in bytes.
    pub attachment: usize,
    /// How many submissions to a call may wait for the desk.
    pub waiting: usize,
    /// How long a request may take to arrive.
    pub arrival: Duration,
    /// Origins whose pages may call the API; none: every origin.
    pub origins: Vec<String>,
    /// How many connections one address may have; 0: any number.
    pub connections: usize,
    /// Proxies that are believed when they say where a request comes from.
    pub proxies: Vec<IpNet>,
}
