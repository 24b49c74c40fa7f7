//! The feed of changes as it goes on: server-sent events.

use std::time::Duration;

use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, Responder, http::header, web::Data};
use bytes::Bytes;
use futures_util::stream;
use tokio::{sync::watch, time::Instant};
use utoipa::openapi::Required;

use super::{FeedParameters, known};
use crate::api::{
    caller::{self, Caller},
    client_ip::ClientIp,
    extract::{
        Read,
        query::{self, nothing_else, pairs, take},
        read::ReadKind,
    },
    operation::{Documentation, Operations, declare, parameter},
    problem::Problem,
    state::AppState,
    streams::StreamSlot,
};
use presence_core::{
    feed::{self, FeedFilter},
    query::Style,
};
use presence_store::{CachedResponse, CachedSnapshot};

/// How often a stream without changes says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long a client may take to read a part of the stream when it lags behind.
const SLOWEST: Duration = Duration::from_secs(30);

/// How many changes a stream sends at a time, at most.
const AT_ONCE: usize = 100;

/// How long a stream that lags behind pauses between two full parts, for each of those who follow. A large import is
/// told to all of them in the time that this takes, and what is asked meanwhile does not wait behind it.
const PACE: Duration = Duration::from_micros(400);

/// Follow changes
///
/// Server-sent events: each change is an event `change` whose id is its revision and whose data is as in the list. A
/// client that comes back with `Last-Event-ID` (or `since`) misses nothing and gets nothing twice; without either the
/// stream begins now. A comment every 15 s says that the connection lives. With a token the stream ends when that does.
/// A client that lags behind and does not read for 30 s gets a last event `end` with `reason`
/// and `last`, from where it can begin again.
#[utoipa::path(get, path = "/v1/changes/stream", tag = "Changes", operation_id = "follow_changes",
    responses((status = 200, description = "The stream.", body = String, content_type = "text/event-stream")))]
pub async fn stream(
    read: Read<Stream>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let mut sent = pairs(&request);
    let last = request.headers().get("last-event-id").map(|last| last.to_str().unwrap_or("").trim().to_owned());
    if let Some(last) = last {
        sent.retain(|(name, _)| name != "since");
        sent.push(("since".to_owned(), last));
    }
    let parameters: FeedParameters = take(&mut sent)?;
    nothing_else::<FeedParameters>(&sent, &[])?;
    let (style, wanted) = (read.0.style_of_present()?, parameters.wanted());
    let since = parameters.since.map_or_else(|| state.store.now().revision(), |since| since.0);
    known(&state, since).await?;
    let slot = state.streams.open(stream_keys(&request))?;
    let listener = Listener {
        newest: state.store.watch(),
        stopping: state.stopping.subscribe(),
        token: caller::bearer(request.headers()).map(str::to_owned),
        key: format!("sse {:?} {} {:?}", style.audience, style.language as usize, wanted),
        wanted,
        style,
        last: since,
        begun: false,
        ended: false,
        lags: false,
        sent: Instant::now(),
        _slot: slot,
        state,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(listener, |listener| async {
            let (events, listener) = listener.next().await?;
            Some((Ok::<_, actix_web::Error>(events), listener))
        })))
}

/// What a stream is counted by: its address, unless it is a program on this machine, and its client.
fn stream_keys(request: &HttpRequest) -> Vec<Box<str>> {
    let address = ClientIp::from(request).filter(|address| !address.local);
    let address = address.map(|address| address.counted().to_string().into());
    let client = request.extensions().get::<Caller>().map(|caller| format!("client {}", caller.0.client).into());
    address.into_iter().chain(client).collect()
}

/// Somebody who follows the changes.
struct Listener {
    state: Data<AppState>,
    newest: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    token: Option<String>,
    wanted: FeedFilter,
    style: Style,
    /// What tells its events from those of others.
    key: String,
    last: u64,
    begun: bool,
    ended: bool,
    /// Whether there was more than was sent: that is not urgent.
    lags: bool,
    /// When something was last sent.
    sent: Instant,
    _slot: StreamSlot,
}

impl Listener {
    /// What is sent next; `None` at the end.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if !self.begun {
            self.begun = true;
            return Some((Bytes::from_static(b"retry: 3000\n\n"), self));
        }
        if self.ended {
            return None;
        }
        // The next part is asked for when there is room for it: not while the client does not read.
        if self.lags && self.sent.elapsed() > SLOWEST {
            self.ended = true;
            let reason = format!("event: end\ndata: {{\"reason\":\"too_slow\",\"last\":{}}}\n\n", self.last);
            return Some((reason.into(), self));
        }
        if std::mem::take(&mut self.lags) {
            let streams = u32::try_from(self.state.streams.count()).unwrap_or(u32::MAX);
            tokio::time::sleep(PACE * streams).await;
        }
        loop {
            let moment = self.state.store.now();
            let valid = |token| self.state.verifier.verify(token, &moment).is_ok();
            if *self.stopping.borrow() || !self.token.as_deref().is_none_or(valid) {
                return None;
            }
            if self.last < moment.revision() {
                let (events, last) = self.events(&moment);
                (self.last, self.lags) = (last, last < moment.revision());
                if !events.is_empty() {
                    self.sent = Instant::now();
                    return Some((events, self));
                }
                continue;
            }
            let last = self.last;
            let moved = tokio::select! {
                changed = self.newest.wait_for(|newest| *newest > last) => changed.is_ok(),
                _ = self.stopping.changed() => return None,
                () = tokio::time::sleep(HEARTBEAT) => false,
            };
            if !moved {
                return Some((Bytes::from_static(b": alive\n\n"), self));
            }
        }
    }

    /// The events after the last one: made once for all who wait for the same. Parts end at the same revisions for all,
    /// wherever each began, and a full one does not change with what comes later: so those who lag behind, as during a
    /// large import, share them too.
    fn events(&self, moment: &CachedSnapshot) -> (Bytes, u64) {
        let key = format!("{} {}", self.key, self.last);
        let known = moment.answer(&key).or_else(|| self.state.store.part(moment, &key));
        known.and_then(|answer| Some((answer.body, answer.next?.parse().ok()?))).unwrap_or_else(|| {
            let room = AT_ONCE - self.last as usize % AT_ONCE;
            let feed = feed::since(moment, &self.wanted, self.last, room, self.style);
            let mut events = Vec::new();
            for (revision, json) in &feed.changes {
                events.extend_from_slice(format!("id: {revision}\nevent: change\ndata: ").as_bytes());
                events.extend_from_slice(json);
                events.extend_from_slice(b"\n\n");
            }
            let answer = CachedResponse::new(events, Some(feed.last.to_string()));
            let events = answer.body.clone();
            if feed.changes.len() == room {
                self.state.store.keep_part(moment, key, answer);
            } else {
                moment.keep(key, answer);
            }
            (events, feed.last)
        })
    }
}

/// The feed of changes, as it goes on.
pub struct Stream;

impl ReadKind for Stream {
    const PRESENT: bool = true;
    const CACHED: bool = false;

    fn describe(operation: &mut Documentation) {
        query::describe::<FeedParameters>(operation);
        let about = "The id of the last event that was received: the stream goes on behind it.";
        operation.request_header("Last-Event-ID", about, Required::False, parameter::number(0, u64::MAX));
    }
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: stream);
}
