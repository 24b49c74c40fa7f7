//! Status updates: what an office says of a presence or a post, and from when it holds.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::{
    codes::{ClosureReason, Code, DecisionKind, NoteVisibility, OperatingMode, PostStatus, PresenceStatus},
    identifiers::{OfficeCode, RecordCode},
    language::LanguageTag,
    lifecycle::Lifecycle as _,
    presence::Place,
    time::{Timestamp, latest_effective_date},
};

/// The status of a presence or of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Of a presence.
    Presence(PresenceStatus),
    /// Of a post.
    Post(PostStatus),
}

impl Status {
    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence(status) => status.as_str(),
            Self::Post(status) => status.as_str(),
        }
    }

    /// Whether it can be decided for a later date: an opening, an end, or less than before.
    #[must_use]
    pub fn may_be_scheduled(self) -> bool {
        use {PostStatus as Post, PresenceStatus as Presence};
        match self {
            Self::Presence(status) => !matches!(status, Presence::Planned | Presence::Agreed),
            Self::Post(status) => matches!(status, Post::Vacant | Post::Frozen | Post::Abolished),
        }
    }

    /// Whether it may be reported for a date in the future.
    #[must_use]
    pub fn may_lie_ahead(self) -> bool {
        match self {
            Self::Presence(status) => status.may_lie_ahead(),
            Self::Post(status) => status.may_lie_ahead(),
        }
    }

    /// The status with this code; no code belongs to both vocabularies.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        PresenceStatus::from_code(code).map(Self::Presence).or_else(|| PostStatus::from_code(code).map(Self::Post))
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::identifiers::from_text(from, "a status", Self::from_code)
    }
}

/// What an update speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A presence.
    Presence(RecordCode),
    /// An adviser post.
    Post(RecordCode),
}

impl Subject {
    /// The code of the presence or post.
    #[must_use]
    pub fn code(&self) -> &RecordCode {
        match self {
            Self::Presence(code) | Self::Post(code) => code,
        }
    }
}

/// A decision that has been taken already and takes effect on a later date.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct FormalDecision {
    /// Who decided, or what ends.
    pub kind: DecisionKind,
    /// The document: its symbol or title (`S/RES/2719 (2023)`).
    #[schema(min_length = 1, max_length = 200, example = "A/RES/79/258")]
    pub reference: String,
    /// When it was decided.
    pub decided_on: NaiveDate,
}

/// One status update. It is never changed: a correction is a newer update that supersedes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// The revision at which it was recorded, which is also its identifier.
    pub id: u64,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// The presence or post.
    pub subject: Subject,
    /// The office that reports.
    pub office: OfficeCode,
    /// The new status, if it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The new operating mode, if it says one; presences only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_mode: Option<OperatingMode>,
    /// Where it works from while remote or hybrid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_from: Option<Box<Place>>,
    /// When it became true.
    pub effective_on: NaiveDate,
    /// Why, where the lifecycle asks for a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClosureReason>,
    /// The presence that takes over, when converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<RecordCode>,
    /// The office's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
    /// The language of the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_language: Option<LanguageTag>,
    /// Who may read the note.
    pub note_visibility: NoteVisibility,
    /// The update that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u64>,
    /// The office's own reference of this report, unique for the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Box<str>>,
    /// The decision that it rests on; with one, it may take effect on a later date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<FormalDecision>>,
    /// The scheduled update that this one takes into effect: the registry records it on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enacts: Option<u64>,
}

impl StatusUpdate {
    /// Whether another update says exactly the same, by the same office.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.subject == other.subject
            && self.office == other.office
            && self.status == other.status
            && self.operating_mode == other.operating_mode
            && self.operating_from == other.operating_from
            && self.effective_on == other.effective_on
            && self.reason == other.reason
            && self.successor == other.successor
            && self.note == other.note
            && self.note_language == other.note_language
            && self.note_visibility == other.note_visibility
            && self.supersedes == other.supersedes
            && self.decision == other.decision
            && self.enacts == other.enacts
    }

    /// A hash of what it says: the same for updates that say the same.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        (self.office, self.status, self.operating_mode, self.effective_on, self.reason).hash(&mut hash);
        (&self.subject, &self.successor, &self.note, self.supersedes, &self.decision).hash(&mut hash);
        self.note_language.as_ref().map(LanguageTag::as_str).hash(&mut hash);
        self.note_visibility.as_str().hash(&mut hash);
        self.operating_from.as_ref().map(|place| (place.country, &place.city)).hash(&mut hash);
        hash.finish()
    }

    /// Whether it says what is decided for a date that was not yet there when it was recorded.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        self.decision.is_some() && self.counts_from() > latest_effective_date(self.recorded_at)
    }

    /// What has happened with it, in one word: for the history and the feed.
    #[must_use]
    pub fn event(&self) -> &'static str {
        if self.is_scheduled() { "scheduled" } else { "status_update" }
    }

    /// Whether it was decided on this date, and still to take effect.
    #[must_use]
    pub fn is_ahead_on(&self, date: NaiveDate) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.decided_on <= date) && date < self.effective_on
    }

    /// Whether an office says in it what is so: not what is to come, nor the registry that what was to come has.
    #[must_use]
    pub fn is_report(&self) -> bool {
        self.enacts.is_none() && !self.is_scheduled()
    }

    /// The update that no longer counts because of this one.
    #[must_use]
    pub fn replaces(&self) -> Option<u64> {
        self.supersedes.or(self.enacts)
    }

    /// The update that takes this one into effect, once its day has come.
    #[must_use]
    pub fn enacted(&self, id: u64, now: Timestamp) -> Self {
        Self { id, recorded_at: now, supersedes: None, reference: None, enacts: Some(self.id), ..self.clone() }
    }

    /// From which date it counts: its effective date, or, for a plan that lies ahead, the day it was announced. A plan
    /// is in force from then on, and does not outlast what becomes true in the meantime.
    #[must_use]
    pub fn counts_from(&self) -> NaiveDate {
        match self.status {
            Some(status) if status.may_lie_ahead() => self.effective_on.min(self.recorded_at.date()),
            _ => self.effective_on,
        }
    }

    /// Its place in the timeline: by effective date, then by recorded time.
    #[must_use]
    pub fn place(&self) -> (NaiveDate, u64) {
        (self.counts_from(), self.id)
    }
}
