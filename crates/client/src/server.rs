//! Talks to a registry: asks again with growing pauses while it does not answer.

use std::{
    cell::{Cell, RefCell},
    fs, io,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::settings::Remote;

/// The longest pause between two attempts.
const LONGEST: Duration = Duration::from_secs(30);

/// Why a command did not do what it was asked for: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A file or the terminal.
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// The connection broke each time that something was sent, though the server answers other requests.
    #[error("the connection broke each time while this was sent ({0}), though the server answers other requests")]
    Breaks(String),
    /// What was asked for is not possible.
    #[error("{0}")]
    Usage(String),
    /// The server did not answer in time.
    #[error("{server} does not answer ({why}); nothing is lost, run the same command again later")]
    Unreachable {
        /// The server.
        server: String,
        /// What happened last.
        why: String,
    },
    /// The server refused the request.
    #[error("the server says {status}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's own words.
        detail: String,
    },
    /// Rows are not in the registry.
    #[error("{0}")]
    NotIn(String),
}

/// A registry.
pub struct Server {
    agent: ureq::Agent,
    base: String,
    /// The token that is used; that of a client is got when it is needed, and again when it is over.
    token: RefCell<Option<String>>,
    client: Option<(String, String)>,
    timeout: Duration,
    /// How many connections may still break while a body is sent; none: as many as will.
    breaks: Cell<Option<u32>>,
}

/// An answer that came whole.
pub struct Answer {
    /// Its body.
    pub body: Vec<u8>,
    /// `Idempotency-Replayed`.
    pub replayed: bool,
}

impl Answer {
    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A request.
pub struct Request<'a> {
    /// Its method.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Its headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// Its body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// A read.
    pub fn get(target: &'a str) -> Self {
        Self { method: "GET", target, headers: &[], body: b"" }
    }
}

enum Failed {
    /// It may work later.
    Later(String, Option<Duration>),
    /// The connection broke before there was an answer.
    Broken(String),
    Refused(ClientError),
}

impl Server {
    /// The registry that the settings name.
    ///
    /// # Errors
    /// When the token's file cannot be read, or the address is none.
    pub fn new(remote: &Remote) -> Result<Self, ClientError> {
        let base = remote.server.trim_end_matches('/').to_owned();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            return Err(ClientError::Usage(format!("`{base}` is not a URL: it must begin with https:// or http://")));
        }
        let token = match &remote.token_file {
            Some(file) => {
                let failed = |error| ClientError::File(format!("cannot read the token in {}", file.display()), error);
                Some(fs::read_to_string(file).map_err(failed)?)
            }
            None => std::env::var("PRESENCE_REGISTRY_TOKEN").ok(),
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_send_body(Some(Duration::from_secs(900)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .timeout_recv_body(Some(Duration::from_secs(300)))
            .user_agent(concat!("presence-registry/", env!("CARGO_PKG_VERSION")));
        let token = token.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
        let client = if token.is_none() { credential()? } else { None };
        let agent = ureq::Agent::new_with_config(config.build());
        Ok(Self { agent, base, token: RefCell::new(token), client, timeout: remote.timeout, breaks: Cell::new(None) })
    }

    /// Whether it has a token, or a credential to get one.
    #[must_use]
    pub fn signs_in(&self) -> bool {
        self.client.is_some() || self.token.borrow().is_some()
    }

    /// Gets a token for the client (RFC 6749, section 4.4).
    fn sign_in(&self, id: &str, secret: &str) -> Result<String, Failed> {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let basic = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        let request =
            self.agent.post(format!("{}/oauth/token", self.base)).header("authorization", format!("Basic {basic}"));
        let sent = request.send_form([("grant_type", "client_credentials")]);
        let mut response = sent.map_err(|error| Failed::Later(error.to_string(), None))?;
        let status = response.status().as_u16();
        let later = |error: ureq::Error| Failed::Later(error.to_string(), None);
        let body = response.body_mut().read_to_vec().map_err(later)?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        match (status, answer["access_token"].as_str()) {
            (200, Some(token)) => Ok(token.to_owned()),
            (408 | 429 | 500.., _) => Err(Failed::Later(format!("status {status}"), None)),
            _ => {
                let detail = answer["error_description"].as_str().unwrap_or("no token was given").to_owned();
                Err(Failed::Refused(ClientError::Refused { status, detail }))
            }
        }
    }

    /// Bounds how many connections may break while a body is sent; after the last one, [`Server::ask`] returns
    /// [`ClientError::Breaks`].
    pub fn bound_breaks(&self, breaks: u32) {
        self.breaks.set(Some(breaks));
    }

    /// How many connections may still break.
    #[must_use]
    pub fn breaks_left(&self) -> u32 {
        self.breaks.get().unwrap_or(u32::MAX)
    }

    /// Sends a request until it is answered. Safe for reads, and for writes with an Idempotency-Key.
    ///
    /// # Errors
    /// When the server refuses, does not answer for as long as the settings say, or breaks off too often.
    pub fn ask(&self, request: &Request) -> Result<Answer, ClientError> {
        let (begun, mut pause) = (Instant::now(), Duration::from_millis(200));
        // Why the connection broke, until the server answers another request: only then was it not simply down.
        let mut broken: Option<String> = None;
        loop {
            let probe = Request::get("/healthz");
            let (why, after) = match self.once(if broken.is_some() { &probe } else { request }) {
                Ok(answer) => match broken.take() {
                    None => return Ok(answer),
                    Some(why) if self.breaks_left() == 0 => return Err(ClientError::Breaks(why)),
                    Some(why) => (why, None),
                },
                Err(Failed::Refused(error)) => return Err(error),
                Err(Failed::Broken(why)) if broken.is_none() && !request.body.is_empty() => {
                    if let Some(left) = self.breaks.get() {
                        self.breaks.set(Some(left.saturating_sub(1)));
                        broken = Some(why);
                        continue;
                    }
                    (why, None)
                }
                Err(Failed::Broken(why)) => (why, None),
                Err(Failed::Later(why, after)) => (why, after),
            };
            if begun.elapsed() + pause > self.timeout {
                return Err(ClientError::Unreachable { server: self.base.clone(), why });
            }
            log::debug!("{}: {why}; trying again", self.base);
            // Many offices lose the same connection at once; they should not all come back at once.
            let jitter = Duration::from_millis(u64::from(uuid::Uuid::new_v4().as_bytes()[0]));
            std::thread::sleep(after.unwrap_or(pause).min(LONGEST) + jitter);
            pause = (pause * 2).min(LONGEST);
        }
    }

    fn once(&self, request: &Request) -> Result<Answer, Failed> {
        let Some((id, secret)) = &self.client else { return self.send(request) };
        let known = self.token.borrow().is_some();
        if !known {
            let token = self.sign_in(id, secret)?;
            self.token.replace(Some(token));
        }
        match self.send(request) {
            // Its time is over: another one is tried once.
            Err(Failed::Refused(ClientError::Refused { status: 401, .. })) if known => {
                let token = self.sign_in(id, secret)?;
                self.token.replace(Some(token));
                self.send(request)
            }
            other => other,
        }
    }

    fn send(&self, request: &Request) -> Result<Answer, Failed> {
        let later = |error: &dyn std::fmt::Display| Failed::Later(error.to_string(), None);
        let url = format!("{}{}", self.base, request.target);
        let mut built = ureq::http::Request::builder().method(request.method).uri(&url);
        for (name, value) in request.headers {
            built = built.header(*name, *value);
        }
        if let Some(token) = self.token.borrow().as_deref() {
            built = built.header("authorization", format!("Bearer {token}"));
        }
        let wrong = |error: ureq::http::Error| Failed::Refused(ClientError::Usage(format!("{url}: {error}")));
        let sent = if request.body.is_empty() && request.method == "GET" {
            self.agent.run(built.body(()).map_err(wrong)?)
        } else {
            self.agent.run(built.body(request.body).map_err(wrong)?)
        };
        let mut response = match sent {
            Ok(response) => response,
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Tls(_))) => {
                return Err(Failed::Refused(ClientError::Usage(format!("{url}: {error}"))));
            }
            Err(error) if broke(&error) => return Err(Failed::Broken(error.to_string())),
            Err(error) => return Err(later(&error)),
        };
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (after, replayed) = (header("retry-after"), header("idempotency-replayed").is_some());
        let body = response.body_mut().with_config().limit(1 << 30).read_to_vec().map_err(|error| later(&error))?;
        match status {
            200..300 => Ok(Answer { body, replayed }),
            // Of a proxy: the connection to the server broke.
            502 => Err(Failed::Broken(format!("status {status}"))),
            408 | 425 | 429 | 503..=504 => {
                let after = after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
                Err(Failed::Later(format!("status {status}"), after))
            }
            _ => Err(Failed::Refused(ClientError::Refused { status, detail: detail(&body) })),
        }
    }

    /// Reads a JSON document.
    ///
    /// # Errors
    /// As [`Server::ask`].
    pub fn json(&self, target: &str) -> Result<Value, ClientError> {
        Ok(self.ask(&Request::get(target))?.json())
    }
}

/// Whether a connection that was there broke, other than one that could not be made.
fn broke(error: &ureq::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error {
        ureq::Error::Io(error) => {
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        }
        ureq::Error::Protocol(_) => true,
        _ => false,
    }
}

/// A client's id and secret, from the environment.
fn credential() -> Result<Option<(String, String)>, ClientError> {
    let set = |name| std::env::var(name).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let secret = match set("PRESENCE_REGISTRY_CLIENT_SECRET_FILE") {
        Some(file) => {
            let failed = |error| ClientError::File(format!("cannot read the client's secret in {file}"), error);
            Some(fs::read_to_string(&file).map_err(failed)?.trim().to_owned())
        }
        None => set("PRESENCE_REGISTRY_CLIENT_SECRET"),
    };
    match (set("PRESENCE_REGISTRY_CLIENT_ID"), secret) {
        (Some(id), Some(secret)) => Ok(Some((id, secret))),
        (None, None) => Ok(None),
        _ => Err(ClientError::Usage(
            "a client has an id (PRESENCE_REGISTRY_CLIENT_ID) and a secret (PRESENCE_REGISTRY_CLIENT_SECRET)"
                .to_owned(),
        )),
    }
}

/// What a problem document says, every fault with what would be allowed.
fn detail(body: &[u8]) -> String {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut text = problem["detail"].as_str().unwrap_or("no reason was given").to_owned();
    for fault in problem["errors"].as_array().into_iter().flatten() {
        let (detail, allowed) = (fault["detail"].as_str().unwrap_or(""), fault["allowed"].as_array());
        text += &format!("\n  {detail}");
        let allowed: Vec<_> = allowed.into_iter().flatten().filter_map(Value::as_str).collect();
        if !allowed.is_empty() {
            text += &format!(" (possible: {})", allowed.join(", "));
        }
    }
    text
}
