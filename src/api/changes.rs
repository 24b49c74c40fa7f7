//! `/v1/changes`: every change in order, asked for, waited for, or sent as it happens.

use std::time::Duration;

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, Responder,
    http::header,
    web::{self, Data},
};
use bytes::Bytes;
use futures_util::stream;
use tokio::{sync::watch, time::Instant};
use utoipa::ToSchema;

use super::{
    caller::{self, Caller},
    client_ip::ClientIp,
    problem::Problem,
    read::{Pairs, Reader},
    state::State,
    streams::StreamSlot,
};
use presence_core::{
    feed::{self, ChangeView, Feed, Wanted},
    query::{BadParameter, Style, write_json},
};
use presence_store::{Answer, Moment};

/// How many changes an answer has unless told otherwise, and at most.
pub const LIMIT: (usize, usize) = (100, 1000);
/// The longest time that a request waits for a change, in seconds.
pub const WAIT_MAX: u64 = 60;
/// How often a stream without changes says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a client may take to read a part of the stream when it lags behind.
const SLOWEST: Duration = Duration::from_secs(30);
/// How many changes a stream sends at a time, at most.
const AT_ONCE: usize = 100;
/// How long a stream that lags behind pauses between two full parts, for each of those who follow. A large import is
/// told to all of them in the time that this takes, and what is asked meanwhile does not wait behind it.
const PACE: Duration = Duration::from_micros(400);

/// Changes in the order in which they were recorded.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only the schema is used: the answer is written change by change")]
pub struct Changes<'a> {
    /// The changes.
    data: Vec<ChangeView<'a>>,
    /// Up to which revision every wanted change is told: the next `since`.
    #[schema(example = 436)]
    last: u64,
    /// Whether there are more at once.
    more: bool,
    /// Path and query of what follows.
    #[schema(example = "/v1/changes?since=436")]
    next: String,
    /// The registry's newest revision.
    #[schema(example = 436)]
    revision: u64,
}

/// What is asked of the feed.
struct Asked {
    wanted: Wanted,
    since: Option<u64>,
    limit: usize,
    wait: u64,
}

impl Asked {
    fn read(pairs: Pairs) -> Result<Self, Problem> {
        let mut asked = Self { wanted: Wanted::default(), since: None, limit: LIMIT.0, wait: 0 };
        for (name, value) in pairs {
            let number = |least: u64, most: u64| {
                let read = value.parse::<u64>().ok().filter(|number| (least..=most).contains(number));
                let detail = || format!("a number from {least} to {most} is needed");
                read.ok_or_else(|| BadParameter::new(&name, detail()))
            };
            match name.as_str() {
                "since" => asked.since = Some(number(0, i64::MAX as u64)?),
                "limit" => asked.limit = number(1, LIMIT.1 as u64)? as usize,
                "wait" => asked.wait = number(0, WAIT_MAX)?,
                _ => asked.wanted.take(&name, &value)?,
            }
        }
        Ok(asked)
    }
}

fn pairs(request: &HttpRequest) -> Pairs {
    let all = form_urlencoded::parse(request.query_string().as_bytes()).into_owned();
    all.filter(|(name, _)| name != "lang" && name != "min_revision").collect()
}

/// List changes
///
/// Every change of a presence, post, office or country after a revision, in order: complete, and resumable with the
/// `last` of the answer before. Each brings the record as it became, so that whoever has read the lists at one revision
/// and takes every change since has the lists as they are. With `wait` the answer waits for a change.
#[utoipa::path(get, path = "/v1/changes", tag = "Changes", operation_id = "list_changes",
    responses((status = 200, description = "The changes.", body = Changes)))]
pub async fn list(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    let asked = Asked::read(pairs(&request))?;
    let since = asked.since.unwrap_or(0);
    known(&state, since).await?;
    if asked.wait > 0 {
        // A token that does not hold is told so at once.
        Reader::new(&request, &state)?;
        wait(&state, &asked, since).await;
    }
    Reader::new(&request, &state)?.answer(|moment, pairs, style| {
        let asked = Asked::read(pairs)?;
        let feed = feed::since(moment, &asked.wanted, since, asked.limit, style);
        Ok(body(&request, moment, &feed))
    })
}

/// A revision that this instance has not seen is waited for; one that nobody has seen is wrong.
async fn known(state: &State, revision: u64) -> Result<(), Problem> {
    if state.knows(revision).await? {
        return Ok(());
    }
    let newest = state.store.now().revision();
    let detail = format!("revision {revision} does not exist yet; the newest is {newest}");
    Err(BadParameter::new("since", detail).into())
}

async fn wait(state: &State, asked: &Asked, since: u64) {
    let end = Instant::now() + Duration::from_secs(asked.wait);
    let (mut newest, mut stopping) = (state.store.watch(), state.stopping.subscribe());
    let mut seen = since;
    loop {
        let moment = state.store.now();
        if *stopping.borrow() || feed::any(&moment, &asked.wanted, seen) {
            return;
        }
        seen = seen.max(moment.revision());
        tokio::select! {
            _ = newest.wait_for(|newest| *newest > seen) => {}
            _ = stopping.changed() => return,
            () = tokio::time::sleep_until(end) => return,
        }
    }
}

fn body(request: &HttpRequest, moment: &Moment, feed: &Feed) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + feed.changes.iter().map(|(_, json)| json.len() + 1).sum::<usize>());
    out.extend_from_slice(b"{\"data\":[");
    for (at, (_, json)) in feed.changes.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(json);
    }
    let kept = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "since");
    let mut next = form_urlencoded::Serializer::new(String::new());
    next.append_pair("since", &feed.last.to_string()).extend_pairs(kept);
    let end = serde_json::json!({
        "last": feed.last,
        "more": feed.last < moment.revision(),
        "next": format!("{}?{}", request.path(), next.finish()),
        "revision": moment.revision(),
    });
    out.extend_from_slice(b"],");
    let mut rest = Vec::new();
    write_json(&mut rest, &end);
    out.extend_from_slice(&rest[1..]);
    out
}

/// Follow changes
///
/// Server-sent events: each change is an event `change` whose id is its revision and whose data is as in the list. A
/// client that comes back with `Last-Event-ID` (or `since`) misses nothing and gets nothing twice; without either the
/// stream begins now. A comment every 15 s says that the connection lives. With a token the stream ends when that does.
/// A client that lags behind and does not read for 30 s gets a last event `end` with `reason`
/// and `last`, from where it can begin again.
#[utoipa::path(get, path = "/v1/changes/stream", tag = "Changes", operation_id = "follow_changes",
    responses((status = 200, description = "The stream.", body = String, content_type = "text/event-stream")))]
pub async fn stream(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    let mut given = pairs(&request);
    if let Some(last) = request.headers().get("last-event-id") {
        let last = last.to_str().unwrap_or("").trim().to_owned();
        given.retain(|(name, _)| name != "since");
        given.push(("since".to_owned(), last));
    }
    if let Some((name, _)) = given.iter().find(|(name, _)| ["limit", "wait"].contains(&name.as_str())) {
        return Err(BadParameter::new(name, "is not a parameter of the stream").into());
    }
    let asked = Asked::read(given)?;
    let style = Reader::new(&request, &state)?.spoken()?;
    let since = asked.since.unwrap_or_else(|| state.store.now().revision());
    known(&state, since).await?;
    let slot = state.streams.open(stream_keys(&request))?;
    let listener = Listener {
        newest: state.store.watch(),
        stopping: state.stopping.subscribe(),
        token: caller::bearer(request.headers()).map(str::to_owned),
        key: format!("sse {:?} {} {:?}", style.audience, style.language as usize, asked.wanted),
        wanted: asked.wanted,
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
    state: Data<State>,
    newest: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    token: Option<String>,
    wanted: Wanted,
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
    fn events(&self, moment: &Moment) -> (Bytes, u64) {
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
            let answer = Answer::new(events, Some(feed.last.to_string()));
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

/// The routes of changes.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/v1/changes", list)).service(super::resource("/v1/changes/stream", stream));
}
