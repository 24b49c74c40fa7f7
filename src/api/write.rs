//! Answers to writes.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};

use super::{
    problem::{self, Problem},
    respond,
    state::AppState,
};
use presence_core::{Snapshot, input::client::NewSecret, snapshot::Listed};
use presence_model::{RecordCode, Timestamp};
use presence_store::{Committed, When};

/// For how long the secret before a new one may stay valid, in seconds.
const GRACE_PERIOD_MAX: u64 = 90 * 86_400;

/// Until when the secret before a new one stays valid; `default` is for how many seconds unless the request says.
#[must_use]
pub fn grace_period_end(new: &NewSecret, received: Timestamp, default: u64) -> Timestamp {
    let seconds = new.keep_old_for.map_or(default, Into::into).min(GRACE_PERIOD_MAX);
    Timestamp(received.0 + seconds as i64 * 1_000_000)
}

/// An answer to a write: never cached, with the tag of the record that it changed.
#[must_use]
pub fn answer(created: Option<String>, done: Committed, body: Vec<u8>) -> HttpResponse {
    let mut response = respond::uncached(if created.is_some() { StatusCode::CREATED } else { StatusCode::OK });
    response.insert_header((header::ETAG, respond::record_tag(done.revision)));
    response.insert_header((header::CONTENT_TYPE, "application/json"));
    if let Some(location) = created {
        response.insert_header((header::LOCATION, location));
    }
    respond::set_replayed_header(&mut response, done.replayed);
    response.body(body)
}

/// Shows the moment at which something was done, whatever was done since; so a replayed answer is that of the first time.
pub fn at(state: &AppState, done: Committed, show: impl FnOnce(&Snapshot)) {
    match state.store.at(When { as_of: Some(done.revision), on: None }) {
        Ok(then) => show(&then),
        Err(_) => show(&state.store.now()),
    }
}

/// The id of what an earlier sending of the same request added.
///
/// # Errors
/// When it is not there, which nothing takes away.
pub fn added_at<'s, T: 's>(
    all: impl IntoIterator<Item = (&'s RecordCode, &'s Arc<Listed<T>>)>,
    done: Committed,
) -> Result<RecordCode, Problem> {
    let added = all.into_iter().find(|(_, listed)| listed.added == done.revision);
    let missing = || Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice);
    added.map(|(id, _)| id.clone()).ok_or_else(missing)
}
