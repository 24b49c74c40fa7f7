//! `/v1/changes`: every change in order, asked for, waited for, or sent as it happens.

mod stream;

use std::time::Duration;

use actix_web::{HttpRequest, Responder, web::Data};
use deserr::Deserr;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::{
        Read,
        query::{self, Number, Revision, Several, Text, choices_of, nothing_else, pairs, take, url_with},
        read::ReadKind,
    },
    operation::{Documentation, Operations, declare},
    problem::Problem,
    read::ReadRequest,
    state::AppState,
};
use presence_core::{
    body::Faults,
    feed::{self, ChangeView, FeedFilter},
    query::{BadParameter, write_json},
};
use presence_model::{Alpha3, Language, OfficeCode};
use presence_store::CachedSnapshot;

/// How many changes an answer has unless told otherwise.
const LIMIT: usize = 100;

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

/// Which changes are asked for.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedParameters {
    /// Changes after this revision.
    #[deserr(default)]
    #[param(inline)]
    since: Option<Revision>,
    /// The language of display texts.
    #[deserr(default, rename = "lang")]
    #[param(rename = "lang")]
    _lang: Option<Language>,
    /// Codes of offices that made the change.
    #[deserr(default)]
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false)]
    office: Option<Several<OfficeCode>>,
    /// Alpha-3 codes of countries that the record is in or covers.
    #[deserr(default)]
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false)]
    country: Option<Several<Alpha3>>,
    /// Kinds of record.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<Kind>>, style = Form, explode = false)]
    kind: Option<Several<Kind>>,
    /// Codes of records.
    #[deserr(default)]
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false)]
    code: Option<Several<Text>>,
}

/// How many changes an answer has, and for how long it may wait for one.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WaitParameters {
    /// How many changes an answer has at most; 100 unless given.
    #[deserr(default)]
    #[param(inline, default = 100)]
    limit: Option<Number<1, 1000>>,
    /// For how many seconds to wait for a change, if there is none.
    #[deserr(default)]
    #[param(inline)]
    wait: Option<Number<0, 60>>,
}

choices_of! {
    /// The kind of a record, as in the feed.
    Kind(&'static str), feed::KINDS.map(|kind| (kind, kind));
}

impl FeedParameters {
    fn wanted(&self) -> FeedFilter {
        fn all<T: Clone>(values: Option<&Several<T>>) -> Vec<T> {
            values.map_or_else(Vec::new, |values| values.0.clone())
        }
        FeedFilter {
            offices: all(self.office.as_ref()),
            countries: all(self.country.as_ref()),
            kinds: all(self.kind.as_ref()).into_iter().map(|kind| kind.0).collect(),
            codes: all(self.code.as_ref()).into_iter().map(|code| code.0).collect(),
        }
    }
}

/// List changes
///
/// Every change of a presence, post, office or country after a revision, in order: complete, and resumable with the
/// `last` of the answer before. Each brings the record after the change, so that whoever has read the lists at one revision
/// and takes every change since has the lists as they are. With `wait` the answer waits for a change.
#[utoipa::path(get, path = "/v1/changes", tag = "Changes", operation_id = "list_changes",
    responses((status = 200, description = "The changes.", body = Changes)))]
pub async fn list(read: Read<Feed>, request: HttpRequest, state: Data<AppState>) -> Result<impl Responder, Problem> {
    let mut sent = pairs(&request);
    let parameters: FeedParameters = take(&mut sent)?;
    let WaitParameters { limit, wait: seconds } = take(&mut sent)?;
    nothing_else::<FeedParameters>(&sent, &["limit", "wait"])?;
    let (since, limit) = (parameters.since.map_or(0, |since| since.0), limit.map_or(LIMIT, |limit| limit.0 as usize));
    known(&state, since).await?;
    let wanted = parameters.wanted();
    let reader = match seconds {
        Some(Number(seconds)) if seconds > 0 => {
            wait(&state, &wanted, since, seconds).await;
            ReadRequest::new(&request, &state)?
        }
        _ => read.0,
    };
    reader.at_present(|moment, _, style| {
        let feed = feed::since(moment, &wanted, since, limit, style);
        Ok(body(&request, moment, &feed))
    })
}

/// A revision that this instance has not seen is waited for; one that nobody has seen is wrong.
async fn known(state: &AppState, revision: u64) -> Result<(), Problem> {
    if state.knows(revision).await? {
        return Ok(());
    }
    let newest = state.store.now().revision();
    let detail = format!("revision {revision} does not exist yet; the newest is {newest}");
    Err(BadParameter::new("since", detail).into())
}

async fn wait(state: &AppState, wanted: &FeedFilter, since: u64, seconds: u64) {
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut newest, mut stopping) = (state.store.watch(), state.stopping.subscribe());
    let mut seen = since;
    loop {
        let moment = state.store.now();
        if *stopping.borrow() || feed::any(&moment, wanted, seen) {
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

fn body(request: &HttpRequest, moment: &CachedSnapshot, feed: &feed::Feed) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + feed.changes.iter().map(|(_, json)| json.len() + 1).sum::<usize>());
    out.extend_from_slice(b"{\"data\":[");
    for (at, (_, json)) in feed.changes.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(json);
    }
    let end = serde_json::json!({
        "last": feed.last,
        "more": feed.last < moment.revision(),
        "next": url_with(request, "since", &feed.last.to_string()),
        "revision": moment.revision(),
    });
    out.extend_from_slice(b"],");
    let mut rest = Vec::new();
    write_json(&mut rest, &end);
    out.extend_from_slice(&rest[1..]);
    out
}

/// The feed of changes, asked for.
pub struct Feed;

impl ReadKind for Feed {
    const PRESENT: bool = true;

    fn describe(operation: &mut Documentation) {
        query::describe::<FeedParameters>(operation);
        query::describe::<WaitParameters>(operation);
    }
}

/// The operations on changes.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list);
    stream::operations(operations);
}
