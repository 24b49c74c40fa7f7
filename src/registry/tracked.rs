//! A presence or a post with all that is known of it: its descriptions and its timeline, and the state they give.
//!
//! Two times are kept apart. *Versions* are ordered by when the registry learnt them (`as_of`); the *timeline* is
//! ordered by when things became true (`on`), then by when they were learnt. So late news about an earlier date
//! finds its place without overwriting a newer state.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::NaiveDate;
use imbl::{OrdMap, Vector};

use super::{
    change::Actor,
    life::{Life, Phase},
};
use crate::model::{
    ClosureReason, Language, Lifecycle, OfficeCode, OperatingMode, Place, Post, PostStatus, Presence, PresenceStatus,
    RecordCode, Status, StatusUpdate, Timestamp,
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
    /// The status in an update, if it is of this kind.
    fn status_in(status: Status) -> Option<Self::Status>;
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
        self.initial_since.into_iter().chain(self.opened_on).min()
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

/// One description of the record, from one change of the desk.
#[derive(Debug)]
pub struct Version<T> {
    /// The revision of the change.
    pub revision: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub actor: Actor,
    /// The description.
    pub record: Arc<T>,
}

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

impl<S: Lifecycle> State<S> {
    fn then(&mut self, update: &StatusUpdate, status: Option<S>) {
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

/// A presence or a post with all that is known of it.
#[derive(Debug)]
pub struct Tracked<T: Described> {
    /// Descriptions, oldest first; never empty.
    pub versions: Vector<Arc<Version<T>>>,
    /// Every update, by [`StatusUpdate::place`].
    pub timeline: Vector<Arc<StatusUpdate>>,
    /// Whether updates were learnt in the order of the timeline, as they mostly are: then what was known at a revision is
    /// its beginning.
    in_order: bool,
    /// Ids of updates that a later one supersedes, each with that later one.
    pub superseded: OrdMap<u64, u64>,
    /// The state at the end of the timeline.
    pub state: State<T::Status>,
    /// When its status changed.
    pub life: Life<T::Status>,
    /// The newest report, by recorded time.
    pub last_report: Option<LastReport>,
    /// The newest revision that touched it.
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Its JSON in each language, made at the first read of this revision.
    pub json: Rendered,
}

/// JSON made once for a revision, one for each language; a copy of the record starts with none.
#[derive(Debug, Default)]
pub struct Rendered([OnceLock<Bytes>; 6]);

impl Rendered {
    /// The bytes in this language, made now if nobody asked before.
    pub fn get(&self, language: Language, make: impl FnOnce() -> Vec<u8>) -> &Bytes {
        self.0[language as usize].get_or_init(|| make().into())
    }
}

impl<T: Described> Clone for Tracked<T> {
    fn clone(&self) -> Self {
        Self {
            versions: self.versions.clone(),
            timeline: self.timeline.clone(),
            in_order: self.in_order,
            superseded: self.superseded.clone(),
            state: self.state.clone(),
            life: self.life.clone(),
            last_report: self.last_report.clone(),
            revision: self.revision,
            recorded_at: self.recorded_at,
            json: Rendered::default(),
        }
    }
}

impl<T: Described> Tracked<T> {
    /// A record with its first description.
    #[must_use]
    pub fn new(version: Version<T>) -> Self {
        let state = initial_state(&*version.record);
        Self {
            revision: version.revision,
            recorded_at: version.recorded_at,
            versions: Vector::unit(Arc::new(version)),
            timeline: Vector::new(),
            in_order: true,
            superseded: OrdMap::new(),
            life: Life::new((&state).into()),
            state,
            last_report: None,
            json: Rendered::default(),
        }
    }

    /// The newest description.
    #[must_use]
    pub fn record(&self) -> &T {
        &self.newest().record
    }

    /// The newest description with its revision and author.
    #[must_use]
    pub fn newest(&self) -> &Arc<Version<T>> {
        self.versions.last().expect("a tracked record has a description")
    }

    /// Takes a newer description.
    pub fn describe(&mut self, version: Version<T>) {
        self.touch(version.revision, version.recorded_at);
        self.versions.push_back(Arc::new(version));
        self.state = self.fold(self.timeline.iter());
    }

    /// Takes an update into its place in the timeline.
    pub fn report(&mut self, update: Arc<StatusUpdate>) {
        self.touch(update.id, update.recorded_at);
        self.last_report = Some(LastReport {
            update: update.id,
            office: update.office,
            recorded_at: update.recorded_at,
            effective_on: update.effective_on,
        });
        let at = self.timeline.partition_point(|earlier| earlier.place() < update.place());
        if at == self.timeline.len() && update.supersedes.is_none() {
            self.state.then(&update, update.status.and_then(T::status_in));
            let phase = Phase::from(&self.state);
            self.life.go_on(update.counts_from(), phase);
            self.life.learn(update.id, phase);
            self.timeline.push_back(update);
            return;
        }
        if let Some(wrong) = update.supersedes {
            self.superseded.insert(wrong, update.id);
        }
        let id = update.id;
        self.in_order &= at == self.timeline.len();
        self.timeline.insert(at, update);
        self.relive();
        self.life.learn(id, (&self.state).into());
    }

    /// Tells the course of the status anew, up to the state at its end: something found its place before that.
    fn relive(&mut self) {
        let mut state = initial_state(self.record());
        let standing = self.timeline.iter().filter(|update| !self.superseded.contains_key(&update.id));
        let phases = standing.map(|update| {
            state.then(update, update.status.and_then(T::status_in));
            (update.counts_from(), Phase::from(&state))
        });
        self.life.tell_anew(phases);
        self.state = state;
    }

    fn touch(&mut self, revision: u64, recorded_at: Timestamp) {
        self.revision = revision;
        self.recorded_at = recorded_at;
        self.json = Rendered::default();
    }

    /// The state after these updates, leaving out the superseded ones.
    pub fn fold<'a>(&self, updates: impl Iterator<Item = &'a Arc<StatusUpdate>>) -> State<T::Status> {
        let mut state = initial_state(self.record());
        for update in updates.filter(|update| !self.superseded.contains_key(&update.id)) {
            state.then(update, update.status.and_then(T::status_in));
        }
        state
    }

    /// The record as the registry knew it at this revision, or `None` if it did not know it yet.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Option<Self> {
        let known = self.versions.iter().take_while(|version| version.revision <= revision).count();
        let versions = self.versions.clone().slice(..known);
        let newest = versions.last()?.clone();
        let timeline = if self.in_order {
            let known = self.timeline.partition_point(|update| update.id <= revision);
            self.timeline.clone().slice(..known)
        } else {
            self.timeline.iter().filter(|update| update.id <= revision).cloned().collect()
        };
        let last = if self.in_order { timeline.last() } else { timeline.iter().max_by_key(|update| update.id) };
        let last_report = last.map(|update| LastReport {
            update: update.id,
            office: update.office,
            recorded_at: update.recorded_at,
            effective_on: update.effective_on,
        });
        let (touched, recorded_at) = match last {
            Some(update) if update.id > newest.revision => (update.id, update.recorded_at),
            _ => (newest.revision, newest.recorded_at),
        };
        let mut life = self.life.clone();
        life.forget_after(revision);
        let mut past = Self {
            state: initial_state(&*newest.record),
            life,
            versions,
            timeline,
            in_order: self.in_order,
            superseded: self
                .superseded
                .iter()
                .filter(|(_, right)| **right <= revision)
                .map(|(a, b)| (*a, *b))
                .collect(),
            last_report,
            revision: touched,
            recorded_at,
            json: Rendered::default(),
        };
        past.relive();
        Some(past)
    }

    /// Whether the record on this date is the record as it is: it existed, and nothing has happened since.
    #[must_use]
    pub fn stands_on(&self, date: NaiveDate) -> bool {
        match self.timeline.last() {
            Some(last) => last.counts_from() <= date,
            None => self.record().begins().is_none_or(|since| since <= date),
        }
    }

    /// The record with the status that it had on this date, or `None` if it did not exist then. A baseline status
    /// without a date is taken to hold from the beginning.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<Self> {
        let then = self.timeline.partition_point(|update| update.counts_from() <= date);
        if then == 0 && self.record().begins().is_some_and(|since| since > date) {
            return None;
        }
        let mut past = self.clone();
        past.state = self.fold(self.timeline.iter().take(then));
        Some(past)
    }

    /// The record as far as it is counted, on a date: without its timeline. `None` if it did not exist then.
    #[must_use]
    pub fn counted_on(&self, date: NaiveDate) -> Option<Self> {
        let reported = self.timeline.front().is_some_and(|first| first.counts_from() <= date);
        if !reported && self.record().begins().is_some_and(|since| since > date) {
            return None;
        }
        Some(self.glimpse(self.newest(), self.life.on(date), self.last_report.clone()))
    }

    /// The record as far as it is counted, as the registry knew it at a revision: without its timeline, and of its last
    /// report only whether there was one. `None` if it did not know it yet.
    #[must_use]
    pub fn counted_at(&self, revision: u64) -> Option<Self> {
        let known = self.versions.partition_point(|version| version.revision <= revision);
        let version = known.checked_sub(1).and_then(|last| self.versions.get(last))?;
        let reported = self.life.first_report.is_some_and(|first| first <= revision);
        Some(self.glimpse(version, self.life.known_at(revision), self.last_report.clone().filter(|_| reported)))
    }

    fn glimpse(&self, version: &Arc<Version<T>>, phase: Phase<T::Status>, last_report: Option<LastReport>) -> Self {
        let Phase { status, mode, reason } = phase;
        Self {
            versions: Vector::unit(version.clone()),
            timeline: Vector::new(),
            in_order: true,
            superseded: OrdMap::new(),
            state: State { status, since: None, mode, operating_from: None, reason, successor: None },
            life: Life::new(phase),
            last_report,
            revision: self.revision,
            recorded_at: self.recorded_at,
            json: Rendered::default(),
        }
    }
}

fn initial_state<T: Described>(record: &T) -> State<T::Status> {
    let (status, since, mode) = record.initial();
    State { status, since, mode, operating_from: None, reason: None, successor: None }
}

/// `partition_point` for the persistent vector.
trait PartitionPoint<A> {
    fn partition_point(&self, before: impl Fn(&A) -> bool) -> usize;
}

impl<A: Clone> PartitionPoint<A> for Vector<A> {
    fn partition_point(&self, before: impl Fn(&A) -> bool) -> usize {
        if self.last().is_none_or(&before) {
            return self.len();
        }
        self.binary_search_by(|item| if before(item) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater })
            .unwrap_or_else(|place| place)
    }
}
