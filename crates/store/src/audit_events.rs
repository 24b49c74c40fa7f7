//! The events of the audit trail: rows in a chain of hashes, whose end and beginning are sealed.

use std::time::Duration;

use diesel::{
    ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _, Queryable, RunQueryDsl as _, Selectable,
    SelectableHelper as _,
};
use sha2::{Digest as _, Sha256};

use super::{
    connection::AnyConnection,
    error::StoreError,
    head::{self, Found, Sealed},
    schema::audit_events,
};
use presence_model::Timestamp;

/// Something that was refused.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
pub struct Event {
    /// Its number in the trail, from 1.
    pub id: i64,
    /// When: microseconds since 1970.
    pub recorded_at: i64,
    /// `refused` or `sign_in_failed`.
    pub action: String,
    /// Method and path.
    pub target: String,
    /// The HTTP status of the answer.
    pub status: i32,
    /// The kind of problem.
    pub detail: String,
    /// The office, where it is known.
    pub office: Option<String>,
    /// The client, where it is known; at a failed sign-in the one that it claimed to be.
    pub client: Option<String>,
    /// The token's id.
    pub token: Option<String>,
    /// The request's id.
    pub request: Option<String>,
    /// The network that it came from.
    pub origin: Option<String>,
    /// How many refusals it stands for, if they were added up: it is the last of them.
    pub repeated: Option<i64>,
    /// SHA-256 of this and the chain before, in hexadecimal.
    pub chain: String,
}

impl Event {
    /// The link of the chain that this event makes after another.
    #[must_use]
    pub fn link(&self, before: &str) -> String {
        let known = (&self.action, &self.target, self.status, &self.detail);
        let who = (&self.office, &self.client, &self.token, &self.request, &self.origin);
        let event = (before, self.id, self.recorded_at, known, who);
        let text = match self.repeated {
            None => serde_json::to_string(&event),
            Some(repeated) => serde_json::to_string(&(event, repeated)),
        };
        Sha256::digest(text.expect("texts are JSON")).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Appends events to the trail.
pub(super) fn append(connection: &mut AnyConnection, events: Vec<Event>) -> Result<(), StoreError> {
    // All may have been removed because of their age.
    let (mut id, mut chain) = match last(connection)? {
        Some(last) => last,
        None => cut(connection)?.unwrap_or_default(),
    };
    for mut event in events {
        id += 1;
        event.id = id;
        event.chain = event.link(&chain);
        chain.clone_from(&event.chain);
        diesel::insert_into(audit_events::table).values(&event).execute(connection)?;
    }
    head::put(connection, Sealed::Audit, &place(id, &chain))
}

/// A place in the chain, as it is sealed.
fn place(id: i64, chain: &str) -> String {
    format!("{id} {chain}")
}

/// Removes the events that are older than they are kept. What the rest begins after is sealed.
pub(super) fn prune(connection: &mut AnyConnection, keep: Duration) -> Result<(), StoreError> {
    let oldest = Timestamp::now().0 - i64::try_from(keep.as_micros()).unwrap_or(i64::MAX / 2);
    let last: Option<(i64, String)> = audit_events::table
        .filter(audit_events::recorded_at.lt(oldest))
        .order(audit_events::id.desc())
        .select((audit_events::id, audit_events::chain))
        .first(connection)
        .optional()?;
    let Some((id, chain)) = last else { return Ok(()) };
    head::put(connection, Sealed::AuditCut, &place(id, &chain))?;
    diesel::delete(audit_events::table.filter(audit_events::id.le(id))).execute(connection)?;
    Ok(())
}

/// What the trail begins after: nothing, or what was removed because of its age. Without the key of the seal it is believed
/// what the first event says.
fn cut(connection: &mut AnyConnection) -> Result<Option<(i64, String)>, StoreError> {
    let first: Option<i64> = audit_events::table.select(diesel::dsl::min(audit_events::id)).first(connection)?;
    let sealed = match head::get(connection, Sealed::AuditCut)? {
        Found::Text(text) => text.split_once(' ').and_then(|(id, chain)| Some((id.parse().ok()?, chain.to_owned()))),
        Found::Nothing | Found::Foreign => None,
        Found::NoKey => return Ok(first.filter(|first| *first > 1).map(|first| (first - 1, String::new()))),
    };
    Ok(sealed)
}

/// Seals the end of the trail if it was not yet.
pub(super) fn seal_end(connection: &mut AnyConnection) -> Result<(), StoreError> {
    if !matches!(head::get(connection, Sealed::Audit)?, Found::Nothing) {
        return Ok(());
    }
    match last(connection)? {
        Some((id, chain)) => head::put(connection, Sealed::Audit, &place(id, &chain)),
        None => Ok(()),
    }
}

fn last(connection: &mut AnyConnection) -> Result<Option<(i64, String)>, StoreError> {
    let last = audit_events::table.order(audit_events::id.desc()).select((audit_events::id, audit_events::chain));
    Ok(last.first(connection).optional()?)
}

/// The first event that does not follow from those before, if there is one.
pub(super) fn broken(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    let known = cut(connection)?;
    // The link of an event that is not there any more is known by its seal only.
    let mut unknown = matches!(head::get(connection, Sealed::AuditCut)?, Found::NoKey) && known.is_some();
    let (mut after, mut chain) = known.unwrap_or_default();
    loop {
        let events: Vec<Event> = audit_events::table
            .filter(audit_events::id.gt(after))
            .order(audit_events::id)
            .limit(10_000)
            .select(Event::as_select())
            .load(connection)?;
        if events.is_empty() {
            let end = head::get(connection, Sealed::Audit)?;
            return Ok(match end {
                Found::Text(end) if end != place(after, &chain) => Some(after + 1),
                Found::Foreign => Some(after + 1),
                _ => None,
            });
        }
        for event in events {
            let linked = std::mem::take(&mut unknown) || event.chain == event.link(&chain);
            if event.id != after + 1 || !linked {
                return Ok(Some(after + 1));
            }
            (after, chain) = (event.id, event.chain);
        }
    }
}
