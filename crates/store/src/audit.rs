//! The audit trail: what was refused is kept in a chain of its own, beside the ledger of what was done; both are read as
//! one.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    time::Duration,
};

use diesel::{ExpressionMethods, QueryDsl, Queryable, RunQueryDsl, SelectableHelper};

pub use super::audit_events::Event;
use super::{
    AnyConnection, Store, StoreError,
    audit_events::append,
    refusals::Refusals,
    schema::{audit_events, changes},
    thread,
    writer::{Writer, WriterMessage},
};
use presence_model::{OfficeCode, RecordCode, Timestamp};

/// How many events wait at most for being recorded; more are counted only.
const WAITING: usize = 1000;
/// How often it is looked whether an hour of refusals is over.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// A change as the audit trail shows it, without the record.
#[derive(Clone, Debug, Queryable)]
pub struct RecordedChange {
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
pub struct AuditFilter {
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
    jobs: &mpsc::SyncSender<WriterMessage>,
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
fn recording(events: Vec<Event>) -> (WriterMessage, mpsc::Receiver<()>) {
    let (done, written) = mpsc::channel::<()>();
    let work = move |writer: &mut Writer| {
        if let Err(error) = writer.transaction(|connection, _| append(connection, events)) {
            log::error!("the audit trail was not written: {error}");
            writer.reconnect();
        }
        drop(done);
    };
    (WriterMessage::Work(Box::new(work)), written)
}

fn locked(refusals: &Mutex<Refusals>) -> MutexGuard<'_, Refusals> {
    refusals.lock().unwrap_or_else(PoisonError::into_inner)
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
    pub fn audit(&self, filter: &AuditFilter) -> Result<(Vec<RecordedChange>, Vec<Event>), StoreError> {
        self.reading_far(|connection| Ok((done(connection, filter)?, refused(connection, filter)?)))
    }
}

fn done(connection: &mut AnyConnection, filter: &AuditFilter) -> Result<Vec<RecordedChange>, StoreError> {
    if filter.action.as_ref().is_some_and(|action| action != "change") {
        return Ok(Vec::new());
    }
    let mut query = changes::table.into_boxed();
    if let Some(office) = &filter.office {
        query = query.filter(changes::office.eq(office.as_str()));
    }
    if let Some(client) = &filter.client {
        query = query.filter(changes::client.eq(client));
    }
    if let Some(since) = filter.since {
        query = query.filter(changes::recorded_at.ge(since.0));
    }
    if let Some(until) = filter.until {
        query = query.filter(changes::recorded_at.lt(until.0));
    }
    if let Some(revision) = filter.revision {
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
    Ok(query.order(changes::revision.desc()).limit(filter.limit).select(columns).load(connection)?)
}

fn refused(connection: &mut AnyConnection, filter: &AuditFilter) -> Result<Vec<Event>, StoreError> {
    let mut query = audit_events::table.into_boxed();
    match filter.action.as_deref() {
        Some("change") => return Ok(Vec::new()),
        Some(action) => query = query.filter(audit_events::action.eq(action.to_owned())),
        None => {}
    }
    if let Some(office) = &filter.office {
        query = query.filter(audit_events::office.eq(office.as_str()));
    }
    if let Some(client) = &filter.client {
        query = query.filter(audit_events::client.eq(client));
    }
    if let Some(since) = filter.since {
        query = query.filter(audit_events::recorded_at.ge(since.0));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_events::recorded_at.lt(until.0));
    }
    if let Some(event) = filter.event {
        query = query.filter(audit_events::id.lt(event));
    }
    let query = query.order(audit_events::id.desc()).limit(filter.limit);
    Ok(query.select(Event::as_select()).load(connection)?)
}
