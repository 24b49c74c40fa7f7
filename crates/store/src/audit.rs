//! The audit trail: what was refused is kept in a chain of its own, beside the ledger of what was done; both are read as
//! one.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    time::Duration,
};

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};
use sha2::{Digest as _, Sha256};

use super::{
    AnyConnection, Store, StoreError,
    head::{self, Found, Sealed},
    refusals::Refusals,
    schema::{audit_events, changes},
    thread,
    writer::{Job, Writer},
};
use presence_model::{OfficeCode, RecordCode, Timestamp};

/// How many events wait at most for being recorded; more are counted only.
const WAITING: usize = 1000;
/// How often it is looked whether an hour of refusals is over.
const LOOK_EVERY: Duration = Duration::from_secs(60);

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

/// A change as the audit trail shows it, without the record.
#[derive(Clone, Debug, Queryable)]
pub struct Done {
    /// Its revision.
    pub revision: i64,
    /// When: microseconds since 1970.
    pub recorded_at: i64,
    /// The kind of record.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// The office.
    pub office: String,
    /// The client.
    pub client: String,
    /// The token's id.
    pub token: Option<String>,
    /// The request's id.
    pub request: Option<String>,
    /// The network that it came from.
    pub origin: Option<String>,
}

/// Which entries of the trail are wanted: newest first.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this office.
    pub office: Option<OfficeCode>,
    /// Of this client.
    pub client: Option<String>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// `change`, `refused` or `sign_in_failed`; none: all.
    pub action: Option<String>,
    /// Before this revision.
    pub revision: Option<i64>,
    /// Before this event.
    pub event: Option<i64>,
    /// So many.
    pub limit: i64,
}

/// Starts the thread that records what was refused, many at a time: nobody waits for it.
pub(super) fn start(
    jobs: &mpsc::SyncSender<Job>,
    refusals: &Arc<Mutex<Refusals>>,
) -> Result<mpsc::SyncSender<Event>, StoreError> {
    let (send, receive) = mpsc::sync_channel::<Event>(WAITING);
    let (jobs, refusals) = (jobs.clone(), refusals.clone());
    thread("auditor", move || {
        loop {
            let mut events = match receive.recv_timeout(LOOK_EVERY) {
                Ok(first) => std::iter::once(first).chain(receive.try_iter().take(WAITING)).collect(),
                Err(mpsc::RecvTimeoutError::Timeout) => Vec::new(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            };
            events.extend(locked(&refusals).turn(Timestamp::now().0));
            if events.is_empty() {
                continue;
            }
            let (work, written) = recording(events);
            if jobs.send(work).is_err() {
                return;
            }
            // Until this is written more may come together.
            written.recv().ok();
        }
    })?;
    Ok(send)
}

/// Has the writer record events; ends when it has.
fn recording(events: Vec<Event>) -> (Job, mpsc::Receiver<()>) {
    let (done, written) = mpsc::channel::<()>();
    let work = move |writer: &mut Writer| {
        if let Err(error) = writer.transaction(|connection, _| append(connection, events)) {
            log::error!("the audit trail was not written: {error}");
            writer.reconnect();
        }
        drop(done);
    };
    (Job::Work(Box::new(work)), written)
}

fn locked(refusals: &Mutex<Refusals>) -> MutexGuard<'_, Refusals> {
    refusals.lock().unwrap_or_else(PoisonError::into_inner)
}

fn append(connection: &mut AnyConnection, events: Vec<Event>) -> Result<(), StoreError> {
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

impl Store {
    /// Records that something was refused, soon. Those of unknown callers are added up when they are many.
    pub fn refused(&self, event: Event) {
        let record = match &event.office {
            Some(_) => vec![event],
            None => {
                let claimed = event.client.as_deref().and_then(RecordCode::new);
                let exists = claimed.is_some_and(|client| self.now().clients.contains_key(&client));
                locked(&self.refusals).add(event, exists)
            }
        };
        for event in record {
            if self.auditor.try_send(event).is_err() && self.counted().audit_dropped.inc() == 0 {
                log::warn!("audit queue full: events are being dropped (see audit_events_dropped in /metrics)");
            }
        }
    }

    /// Records what was added up, before the writer stops.
    pub(super) fn record_refusals(&self) {
        let events = locked(&self.refusals).take();
        if !events.is_empty() {
            drop(self.jobs.try_send(recording(events).0));
        }
    }

    /// Entries of the trail: what was done, and what was refused.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn audit(&self, wanted: &Wanted) -> Result<(Vec<Done>, Vec<Event>), StoreError> {
        self.reading_far(|connection| Ok((done(connection, wanted)?, refused(connection, wanted)?)))
    }
}

fn done(connection: &mut AnyConnection, wanted: &Wanted) -> Result<Vec<Done>, StoreError> {
    if wanted.action.as_ref().is_some_and(|action| action != "change") {
        return Ok(Vec::new());
    }
    let mut query = changes::table.into_boxed();
    if let Some(office) = &wanted.office {
        query = query.filter(changes::office.eq(office.as_str()));
    }
    if let Some(client) = &wanted.client {
        query = query.filter(changes::client.eq(client));
    }
    if let Some(since) = wanted.since {
        query = query.filter(changes::recorded_at.ge(since.0));
    }
    if let Some(until) = wanted.until {
        query = query.filter(changes::recorded_at.lt(until.0));
    }
    if let Some(revision) = wanted.revision {
        query = query.filter(changes::revision.lt(revision));
    }
    let columns = (
        changes::revision,
        changes::recorded_at,
        changes::kind,
        changes::code,
        changes::office,
        changes::client,
        changes::token,
        changes::request,
        changes::origin,
    );
    Ok(query.order(changes::revision.desc()).limit(wanted.limit).select(columns).load(connection)?)
}

fn refused(connection: &mut AnyConnection, wanted: &Wanted) -> Result<Vec<Event>, StoreError> {
    let mut query = audit_events::table.into_boxed();
    match wanted.action.as_deref() {
        Some("change") => return Ok(Vec::new()),
        Some(action) => query = query.filter(audit_events::action.eq(action.to_owned())),
        None => {}
    }
    if let Some(office) = &wanted.office {
        query = query.filter(audit_events::office.eq(office.as_str()));
    }
    if let Some(client) = &wanted.client {
        query = query.filter(audit_events::client.eq(client));
    }
    if let Some(since) = wanted.since {
        query = query.filter(audit_events::recorded_at.ge(since.0));
    }
    if let Some(until) = wanted.until {
        query = query.filter(audit_events::recorded_at.lt(until.0));
    }
    if let Some(event) = wanted.event {
        query = query.filter(audit_events::id.lt(event));
    }
    let query = query.order(audit_events::id.desc()).limit(wanted.limit);
    Ok(query.select(Event::as_select()).load(connection)?)
}
