//! The state that a timeline gives, and the last report.

use chrono::NaiveDate;

use presence_model::{ClosureReason, Lifecycle, OfficeCode, OperatingMode, Place, RecordCode, StatusUpdate, Timestamp};

/// The state that a timeline gives at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// The status.
    pub status: S,
    /// Since when, if known.
    pub since: Option<NaiveDate>,
    /// The operating mode, if known.
    pub mode: Option<OperatingMode>,
    /// From where, while remote or hybrid.
    pub operating_from: Option<Place>,
    /// Why it is in this status, if that asks for a reason.
    pub reason: Option<ClosureReason>,
    /// What took over, when converted.
    pub successor: Option<RecordCode>,
}

impl<S> State<S> {
    /// A status of which nothing else is known.
    pub(super) fn of(status: S) -> Self {
        Self { status, since: None, mode: None, operating_from: None, reason: None, successor: None }
    }
}

impl<S: Lifecycle> State<S> {
    pub(super) fn then(&mut self, update: &StatusUpdate, status: Option<S>) {
        if let Some(status) = status {
            if status != self.status {
                self.status = status;
                self.since = Some(update.counts_from());
                self.reason = None;
                self.successor = None;
            } else if self.since.is_none() {
                // A baseline status has no date; the first report gives it the earliest date that somebody vouched for.
                self.since = Some(update.counts_from());
            }
            if update.reason.is_some() {
                self.reason = update.reason;
                self.successor.clone_from(&update.successor);
            }
        }
        if let Some(mode) = update.operating_mode {
            self.mode = Some(mode);
            self.operating_from = update.operating_from.as_deref().cloned();
        }
    }
}

/// The last report of an office on a record.
#[derive(Clone, Debug, PartialEq)]
pub struct LastReport {
    /// The update's id.
    pub update: u64,
    /// The office.
    pub office: OfficeCode,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// From when it holds.
    pub effective_on: NaiveDate,
}

impl From<&StatusUpdate> for LastReport {
    fn from(update: &StatusUpdate) -> Self {
        Self {
            update: update.id,
            office: update.office,
            recorded_at: update.recorded_at,
            effective_on: update.effective_on,
        }
    }
}
