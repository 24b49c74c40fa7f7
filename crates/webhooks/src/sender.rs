//! Sends one message and says what came of it. No redirects, no proxy, nothing of the answer's body is read.

use std::time::{Duration, Instant};

use ureq::{
    Agent, Error,
    http::{StatusCode, header},
    unversioned::transport::DefaultConnector,
};

use super::{
    backoff, event, signature,
    ssrf::{Guard, REFUSED},
};
use presence_model::Timestamp;

/// How long a receiver may take to answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an error is kept.
const LONGEST_ERROR: usize = 200;

/// What came of sending a message.
pub struct Answer {
    /// Whether it was delivered.
    pub delivered: bool,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// What was wrong.
    pub error: Option<String>,
    /// When the receiver wants to be told again.
    pub retry_after: Option<Duration>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How long it took.
    pub took: Duration,
}

impl Answer {
    /// Of a message that was not sent, for the registry cannot sign it.
    #[must_use]
    pub fn unsigned() -> Self {
        let error = Some("the registry cannot read the secret; give the webhook a new one".to_owned());
        let (sent_at, took) = (Timestamp::now(), Duration::ZERO);
        Self { delivered: false, status: None, error, retry_after: None, sent_at, took }
    }
}

/// Sends messages. Each has a connection of its own: the address of every one is resolved and checked anew.
pub struct Sender {
    agent: Agent,
    private: bool,
}

impl Sender {
    /// One that sends to the public internet only, unless `private` addresses are allowed.
    #[must_use]
    pub fn new(private: bool) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .max_idle_connections(0)
            .https_only(!private)
            .user_agent(concat!("presence-registry/", env!("CARGO_PKG_VERSION")));
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), Guard { private });
        Self { agent, private }
    }

    /// Sends a message, signed with these secrets.
    #[must_use]
    pub fn send(&self, url: &str, message: &event::Message, secrets: &[Vec<u8>]) -> Answer {
        let (begun, sent_at) = (Instant::now(), Timestamp::now());
        let seconds = sent_at.0.div_euclid(1_000_000);
        let request = self
            .agent
            .post(url)
            .header(header::CONTENT_TYPE, event::MEDIA_TYPE)
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature::sign(secrets, &message.id, seconds, &message.body));
        let request = match &message.trace {
            Some(trace) => request.header("traceparent", trace),
            None => request,
        };
        let answered = request.send(&message.body[..]);
        let took = begun.elapsed();
        let (status, error, retry_after) = match answered {
            Err(error) => (None, Some(what(&error, self.private)), None),
            Ok(response) => {
                let asked = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
                let asked = asked.and_then(|value| backoff::retry_after(value, sent_at));
                let status = response.status();
                let error = status.is_redirection().then(|| "redirects are not followed".to_owned());
                (Some(status), error, asked)
            }
        };
        Answer {
            delivered: status.is_some_and(|status| status.is_success()),
            status: status.map(|status: StatusCode| status.as_u16()),
            error,
            retry_after,
            sent_at,
            took,
        }
    }
}

/// An error in words for whoever looks after the receiver.
fn what(error: &Error, private: bool) -> String {
    let text = match error {
        Error::Timeout(_) => format!("no answer within {} s", TIMEOUT.as_secs()),
        // The same whether a name does not exist, or leads to an address that webhooks may not reach: else an office could
        // learn the names of an internal network.
        Error::HostNotFound => REFUSED.to_owned(),
        Error::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => REFUSED.to_owned(),
        Error::ConnectionFailed => "no connection".to_owned(),
        Error::Io(error) if private => error.to_string(),
        Error::Io(_) => "the connection failed".to_owned(),
        other => other.to_string(),
    };
    text.chars().take(LONGEST_ERROR).collect()
}
