//! What a description says of a record before anybody reports.

use chrono::NaiveDate;

use crate::model::{
    Lifecycle, OperatingMode, PartialDate, Post, PostStatus, Presence, PresenceStatus, RecordCode, Status,
};

/// What presences and posts have in common.
pub trait Described: Sized {
    /// The vocabulary of its status.
    type Status: Lifecycle;
    /// Its code.
    fn code(&self) -> &RecordCode;
    /// Status, date and mode before the first update.
    fn initial(&self) -> (Self::Status, Option<NaiveDate>, Option<OperatingMode>);
    /// From when it existed, at least as a plan, if known.
    fn begins(&self) -> Option<NaiveDate>;
    /// What it was from its opening until the status of its first description, if that tells of a later time.
    fn opening(&self) -> Option<Opening<Self::Status>> {
        None
    }
    /// The status in an update, if it is of this kind.
    fn status_in(status: Status) -> Option<Self::Status>;
}

/// What a record was from its opening until a later date.
#[derive(Clone, Copy, Debug)]
pub struct Opening<S> {
    /// What it was.
    pub status: S,
    /// Its first day.
    pub from: NaiveDate,
    /// The day from which it was something else.
    pub until: NaiveDate,
}

/// Whether a presence with this status must have been active before.
fn ended(status: PresenceStatus) -> bool {
    matches!(status, PresenceStatus::DrawingDown | PresenceStatus::Suspended | PresenceStatus::Closed)
}

impl Described for Presence {
    type Status = PresenceStatus;
    fn code(&self) -> &RecordCode {
        &self.code
    }
    fn initial(&self) -> (PresenceStatus, Option<NaiveDate>, Option<OperatingMode>) {
        (self.initial_status, self.initial_since, self.initial_mode)
    }
    fn begins(&self) -> Option<NaiveDate> {
        // Of what was suspended or closed already, that is not when it began.
        let first = self.initial_since.filter(|_| !ended(self.initial_status));
        first.into_iter().chain(self.opened_on.map(PartialDate::first)).min()
    }
    fn opening(&self) -> Option<Opening<PresenceStatus>> {
        let (from, until) = (self.opened_on?.first(), self.initial_since?);
        (from < until && ended(self.initial_status)).then_some(Opening { status: PresenceStatus::Active, from, until })
    }
    fn status_in(status: Status) -> Option<PresenceStatus> {
        match status {
            Status::Presence(status) => Some(status),
            Status::Post(_) => None,
        }
    }
}

impl Described for Post {
    type Status = PostStatus;
    fn code(&self) -> &RecordCode {
        &self.code
    }
    fn initial(&self) -> (PostStatus, Option<NaiveDate>, Option<OperatingMode>) {
        (self.initial_status, self.initial_since, None)
    }
    fn begins(&self) -> Option<NaiveDate> {
        self.initial_since
    }
    fn status_in(status: Status) -> Option<PostStatus> {
        match status {
            Status::Post(status) => Some(status),
            Status::Presence(_) => None,
        }
    }
}
