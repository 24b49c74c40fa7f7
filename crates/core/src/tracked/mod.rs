//! A presence or a post with all that is known of it: its descriptions and its timeline, and the state they give.
//!
//! Two times are kept apart. *Versions* are ordered by when the registry learnt them (`as_of`); the *timeline* is
//! ordered by when things became true (`on`), then by when they were learnt. So late news about an earlier date
//! finds its place without overwriting a newer state.

mod described;
mod descriptions;
mod past;
mod rendered;
mod state;

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use imbl::{OrdMap, Vector};

use self::descriptions::Descriptions;
pub use self::rendered::Rendered;
use self::rendered::{ByContent, PartitionPoint as _, content_key};
pub use self::{
    described::{Described, Opening},
    state::{LastReport, State},
};
use super::{
    change::Actor,
    status_history::{EffectiveHistory, Phase, RecordedHistory},
    timeline_index::{Place as TimelinePlace, TimelineIndex},
};
use presence_model::{StatusUpdate, Timestamp};

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

/// A presence or a post with all that is known of it.
#[derive(Debug)]
pub struct Tracked<T: Described> {
    /// Descriptions, oldest first; never empty.
    pub versions: Vector<Arc<Version<T>>>,
    /// The description of the date that is shown, where that is not the newest.
    shown: Option<Arc<T>>,
    /// Every update, by [`StatusUpdate::place`].
    pub timeline: Vector<Arc<StatusUpdate>>,
    /// The same by id. None as long as they were recorded in the order of the timeline, as they mostly are: then what was
    /// known at a revision is its beginning.
    recorded: Option<Vector<Arc<StatusUpdate>>>,
    /// Ids of updates that a later one supersedes or takes into effect, each with that later one.
    pub superseded: OrdMap<u64, u64>,
    /// Updates of a decision that was still to take effect when they were recorded, by [`StatusUpdate::place`].
    decisions: OrdMap<TimelinePlace, Arc<StatusUpdate>>,
    /// The state at the end of the timeline, as far as it has come.
    pub state: State<T::Status>,
    /// When which state became known.
    pub by_revision: RecordedHistory<T::Status>,
    /// The date from which the registry had anything to say of it, when it was first recorded.
    recorded_from: NaiveDate,
    /// The newest report, by recorded time.
    pub last_report: Option<LastReport>,
    /// The newest revision that touched it.
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Its JSON in each language, made at the first read of this revision.
    pub json: Rendered,
    // The following are made when they are first needed.
    described: OnceLock<Arc<Descriptions<T>>>,
    by_effective_date: OnceLock<Arc<EffectiveHistory<T::Status>>>,
    index: OnceLock<TimelineIndex<T>>,
    by_content: OnceLock<ByContent>,
}

impl<T: Described> Clone for Tracked<T> {
    fn clone(&self) -> Self {
        Self {
            versions: self.versions.clone(),
            shown: self.shown.clone(),
            timeline: self.timeline.clone(),
            recorded: self.recorded.clone(),
            superseded: self.superseded.clone(),
            decisions: self.decisions.clone(),
            state: self.state.clone(),
            by_revision: self.by_revision.clone(),
            last_report: self.last_report.clone(),
            recorded_from: self.recorded_from,
            revision: self.revision,
            recorded_at: self.recorded_at,
            json: Rendered::default(),
            described: self.described.clone(),
            by_effective_date: self.by_effective_date.clone(),
            index: self.index.clone(),
            by_content: self.by_content.clone(),
        }
    }
}

impl<T: Described> Tracked<T> {
    /// A record with its first description.
    #[must_use]
    pub fn new(version: Version<T>) -> Self {
        let state = initial_state(&*version.record);
        let recorded_from = match &*version.actor.client {
            "baseline" => BASELINE_DATE,
            _ => version.recorded_at.date(),
        };
        let mut tracked = Self {
            revision: version.revision,
            recorded_from,
            recorded_at: version.recorded_at,
            versions: Vector::unit(Arc::new(version)),
            shown: None,
            timeline: Vector::new(),
            recorded: None,
            superseded: OrdMap::new(),
            decisions: OrdMap::new(),
            by_revision: RecordedHistory::new(state.clone(), recorded_from),
            state,
            last_report: None,
            json: Rendered::default(),
            described: OnceLock::new(),
            by_effective_date: OnceLock::new(),
            index: OnceLock::new(),
            by_content: OnceLock::new(),
        };
        tracked.learn_known_from(tracked.revision);
        tracked
    }

    /// The newest description, or that of the date that is shown.
    #[must_use]
    pub fn record(&self) -> &T {
        self.shown.as_ref().unwrap_or(&self.newest().record)
    }

    /// The newest description with its revision and author.
    #[must_use]
    pub fn newest(&self) -> &Arc<Version<T>> {
        self.versions.last().expect("a tracked record has a description")
    }

    /// Takes a newer description.
    pub fn describe(&mut self, version: Version<T>) {
        self.touch(version.revision, version.recorded_at);
        let initial = self.record().initial();
        let revision = version.revision;
        self.versions.push_back(Arc::new(version));
        // Descriptions do not set it, so this does not happen to what clients send.
        if self.record().initial() != initial {
            self.index = OnceLock::new();
            self.state = self.index().state(self.come_so_far());
            self.by_revision.push(revision, &self.state);
        }
        self.described = OnceLock::new();
        self.by_effective_date = OnceLock::new();
        self.learn_known_from(revision);
    }

    /// Takes an update into its place in the timeline; `corrected` is the one that it replaces, if it does.
    pub fn report(&mut self, update: Arc<StatusUpdate>, corrected: Option<&StatusUpdate>) {
        self.touch(update.id, update.recorded_at);
        if let Some(known) = self.by_content.get_mut() {
            known.insert(content_key(&update), update.clone());
        }
        let last = self.timeline.last().is_none_or(|last| last.place() < update.place());
        let scheduled = update.is_scheduled();
        if let Some(corrected) = corrected {
            self.superseded.insert(corrected.id, update.id);
        }
        if scheduled {
            self.decisions.insert(update.place(), update.clone());
        }
        if last && corrected.is_none() && !scheduled {
            self.state.then(&update, update.status.and_then(T::status_in));
            if self.timeline.is_empty() {
                // What came before the first report may be known otherwise now.
                self.by_effective_date = OnceLock::new();
            } else if let Some(by_effective_date) = self.by_effective_date.get_mut() {
                Arc::make_mut(by_effective_date).push(update.counts_from(), (&self.state).into());
            }
            if let Some(index) = self.index.get_mut() {
                index.insert(&update);
            }
        } else {
            self.index();
            if let Some(index) = self.index.get_mut() {
                corrected.into_iter().for_each(|corrected| index.remove(corrected));
                index.insert(&update);
            }
            self.state = self.index().state(self.come_so_far());
            self.by_effective_date = OnceLock::new();
        }
        self.by_revision.push(update.id, &self.state);
        if update.is_report() {
            self.last_report = Some(LastReport::from(&*update));
            self.by_revision.first_report.get_or_insert(update.id);
        }
        if !last && self.recorded.is_none() {
            self.recorded = Some(self.timeline.clone());
        }
        if let Some(recorded) = &mut self.recorded {
            recorded.push_back(update.clone());
        }
        if last {
            self.timeline.push_back(update);
        } else {
            let at = self.timeline.partition_point(|earlier| earlier.place() < update.place());
            self.timeline.insert(at, update);
        }
        self.learn_known_from(self.revision);
    }

    /// Notes since when anything is known of the record, if that is another date now.
    fn learn_known_from(&mut self, revision: u64) {
        let reported = self.counting().next().map(|update| update.counts_from());
        let described = self.record().begins().or(self.record().initial().1);
        let known_from = reported.into_iter().chain(described).fold(self.recorded_from, NaiveDate::min);
        self.by_revision.push_known_from(revision, known_from);
    }

    /// What has happened with a description, in one word: for the history and the feed.
    #[must_use]
    pub fn description_event(&self, at: usize) -> &'static str {
        let Some(before) = at.checked_sub(1) else { return "created" };
        match (self.versions.get(before), self.versions.get(at)) {
            (Some(before), Some(after)) if after.record.is_elsewhere(&before.record) => "relocated",
            _ => "described",
        }
    }

    /// What it was described as, by effective date.
    fn descriptions(&self) -> &Descriptions<T> {
        self.described.get_or_init(|| Arc::new(Descriptions::new(self.versions.iter().map(|version| &**version))))
    }

    /// The dates of descriptions after one date, up to another.
    pub fn described_dates(&self, after: NaiveDate, upto: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let described = (self.versions.len() > 1).then(|| self.descriptions().dates(after, upto));
        described.into_iter().flatten()
    }

    /// The description of a date.
    #[must_use]
    pub fn record_on(&self, date: NaiveDate) -> Arc<T> {
        self.described_on(date).unwrap_or_else(|| self.newest().record.clone())
    }

    /// The description of a date, where that is not the newest.
    fn described_on(&self, date: NaiveDate) -> Option<Arc<T>> {
        if self.versions.len() == 1 { None } else { self.descriptions().on(date).cloned() }
    }

    /// What is decided and has not taken effect, the next first.
    pub fn scheduled(&self) -> impl Iterator<Item = &Arc<StatusUpdate>> {
        self.decisions.values().filter(|update| !self.superseded.contains_key(&update.id))
    }

    /// The place in the timeline up to which things have come about.
    fn come_so_far(&self) -> TimelinePlace {
        self.scheduled().next().map_or(END, |next| next.place())
    }

    fn counting(&self) -> impl Iterator<Item = &Arc<StatusUpdate>> {
        self.timeline.iter().filter(|update| !self.superseded.contains_key(&update.id))
    }

    /// The index of the timeline.
    pub fn index(&self) -> &TimelineIndex<T> {
        self.index.get_or_init(|| TimelineIndex::new(initial_state(self.record()), self.counting()))
    }

    /// The first date of which the registry knows anything of the record: its opening, its first dated status, or else when
    /// it was recorded (of the baseline: the baseline's date). What it was before, nobody knows.
    #[must_use]
    pub fn known_from(&self) -> NaiveDate {
        self.by_revision.known_from(u64::MAX)
    }

    /// Whether nobody knows what the record was on this date. What had not begun yet is known not to have been.
    #[must_use]
    pub fn is_unknown_on(&self, date: NaiveDate) -> bool {
        date < self.known_from() && self.record().begins().is_none()
    }

    /// What it was before the status of its first description, unless a report tells it.
    fn opening(&self) -> Option<Opening<T::Status>> {
        let reported = self.counting().next().map(|update| update.counts_from());
        self.record().opening().filter(|opening| reported.is_none_or(|reported| opening.until <= reported))
    }

    /// The last report, by when it was recorded, of those that tell of this date or earlier.
    fn last_report_on(&self, date: NaiveDate) -> Option<LastReport> {
        let then = self.timeline.partition_point(|update| update.counts_from() <= date);
        if then == self.timeline.len() {
            return self.last_report.clone();
        }
        let reports = (0..then).rev().map(|at| &self.timeline[at]).filter(|update| update.is_report());
        let last = match self.recorded {
            None => { reports }.next(),
            Some(_) => reports.max_by_key(|update| update.id),
        };
        last.map(|update| LastReport::from(&**update))
    }

    /// When its status changed, by effective date. Statistics over time need nothing else, so their cost does not grow
    /// with the number of updates.
    pub fn by_effective_date(&self) -> &EffectiveHistory<T::Status> {
        self.by_effective_date.get_or_init(|| {
            let mut state = initial_state(self.record());
            let described = Phase::from(&state);
            let opening = self.opening();
            let initial =
                opening.map_or(described, |opening| Phase { status: opening.status, mode: None, reason: None });
            let reported = self.counting().map(|update| {
                state.then(update, update.status.and_then(T::status_in));
                (update.counts_from(), Phase::from(&state))
            });
            Arc::new(EffectiveHistory::new(
                initial,
                opening.map(|opening| (opening.until, described)).into_iter().chain(reported),
            ))
        })
    }

    /// The newest update that says exactly what this one says, whether it was corrected since or not.
    #[must_use]
    pub fn said_before(&self, update: &StatusUpdate) -> Option<u64> {
        let by_content = self
            .by_content
            .get_or_init(|| self.timeline.iter().map(|update| (content_key(update), update.clone())).collect());
        let (date, hash, _) = content_key(update);
        let alike = by_content.range((date, hash, 0)..=(date, hash, u64::MAX)).rev();
        alike.map(|(_, known)| known).find(|known| known.says_the_same(update)).map(|known| known.id)
    }

    /// Every update by id, the first first.
    #[must_use]
    pub fn recorded(&self) -> &Vector<Arc<StatusUpdate>> {
        self.recorded.as_ref().unwrap_or(&self.timeline)
    }

    /// Drops the JSON: the next reader has it made again.
    pub fn forget_json(&mut self) {
        self.json = Rendered::default();
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
}

/// The date of the baseline: the first day of the Human Rights Council's fifty-sixth session.
pub const BASELINE_DATE: NaiveDate = NaiveDate::from_ymd_opt(2024, 6, 18).expect("a date");

/// Behind everything in a timeline.
const END: TimelinePlace = (NaiveDate::MAX, u64::MAX);

fn initial_state<T: Described>(record: &T) -> State<T::Status> {
    let (status, since, mode) = record.initial();
    State { since, mode, ..State::of(status) }
}
