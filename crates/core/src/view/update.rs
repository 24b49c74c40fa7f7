//! A status update in JSON, as the public or clients see it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Audience, Links};
use crate::snapshot::Snapshot;
use presence_model::{
    Alpha3, ClosureReason, FormalDecision, LanguageTag, NoteVisibility, OfficeCode, OperatingMode, Place, PostStatus,
    PresenceStatus, RecordCode, Region, Status, StatusUpdate, Subject, Timestamp,
};

/// A status update as a reader may see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusUpdate)]
pub struct UpdateView<'a> {
    /// Its id: the revision at which it was recorded.
    #[schema(example = 435)]
    pub id: u64,
    /// The presence it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<&'a RecordCode>,
    /// The post it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ken-hra-1")]
    pub post: Option<&'a RecordCode>,
    /// The country that the presence is in, its own or that of the post. This and the region are the presence's.
    pub country: Option<Alpha3>,
    /// The region of the presence.
    pub region: Option<Region>,
    /// The office that reported.
    pub office: OfficeCode,
    /// The status it says, if it says one.
    #[schema(value_type = Option<AnyStatus>)]
    pub status: Option<Status>,
    /// The operating mode it says, if it says one.
    pub operating_mode: Option<OperatingMode>,
    /// From where.
    pub operating_from: Option<&'a Place>,
    /// When it became true.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<ClosureReason>,
    /// What takes over.
    pub successor: Option<&'a RecordCode>,
    /// The office's own words; null for readers who may not see them.
    pub note: Option<&'a str>,
    /// Their language.
    pub note_language: Option<&'a LanguageTag>,
    /// Who may read the note.
    pub note_visibility: NoteVisibility,
    /// The update that this one corrects.
    pub supersedes: Option<u64>,
    /// The update that corrects this one, or takes it into effect; this one then counts no longer.
    pub superseded_by: Option<u64>,
    /// The decision that it rests on, if it names one.
    pub decision: Option<&'a FormalDecision>,
    /// The scheduled update that this one takes into effect: the registry recorded it on the day.
    pub enacts: Option<u64>,
    /// The office's own reference of this report; null for the public.
    pub reference: Option<&'a str>,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// The same as `id`.
    #[schema(example = 435)]
    pub revision: u64,
    /// Where to go from here.
    pub links: Links,
}

/// What is decided for a later date, and takes effect by itself on that day (UTC).
#[derive(Serialize, ToSchema)]
#[schema(as = Scheduled)]
pub struct ScheduledView<'a> {
    /// The status update that says so. Supersede it to withdraw it.
    #[schema(example = 441)]
    pub status_update: u64,
    /// What the status will be.
    #[schema(value_type = Option<AnyStatus>)]
    pub status: Option<Status>,
    /// From when.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<ClosureReason>,
    /// The decision.
    pub decision: Option<&'a FormalDecision>,
}

impl<'a> From<&'a StatusUpdate> for ScheduledView<'a> {
    fn from(update: &'a StatusUpdate) -> Self {
        Self {
            status_update: update.id,
            status: update.status,
            effective_on: update.effective_on,
            reason: update.reason,
            decision: update.decision.as_deref(),
        }
    }
}

/// A status of a presence or of a post.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only the schema is used: the JSON is that of `Status`")]
pub enum AnyStatus {
    /// Of a presence.
    Presence(PresenceStatus),
    /// Of a post.
    Post(PostStatus),
}

/// A status update in JSON, its note only for those who may read it.
#[must_use]
pub fn update<'a>(snapshot: &Snapshot, update: &'a StatusUpdate, audience: Audience) -> UpdateView<'a> {
    let shows_note = audience == Audience::Staff || update.note_visibility == NoteVisibility::Public;
    let (presence, post) = match &update.subject {
        Subject::Presence(code) => (Some(code), None),
        Subject::Post(code) => (None, Some(code)),
    };
    let seat = snapshot.seat(&update.subject);
    UpdateView {
        id: update.id,
        presence,
        post,
        country: seat.map(|seat| seat.country),
        region: seat.map(|seat| seat.region),
        office: update.office,
        status: update.status,
        operating_mode: update.operating_mode,
        operating_from: update.operating_from.as_deref(),
        effective_on: update.effective_on,
        reason: update.reason,
        successor: update.successor.as_ref(),
        note: update.note.as_deref().filter(|_| shows_note),
        note_language: update.note_language.as_ref().filter(|_| shows_note),
        note_visibility: update.note_visibility,
        supersedes: update.supersedes,
        superseded_by: snapshot.superseded_by(update),
        decision: update.decision.as_deref(),
        enacts: update.enacts,
        reference: update.reference.as_deref().filter(|_| audience == Audience::Staff),
        recorded_at: update.recorded_at,
        revision: update.id,
        links: Links {
            presence: presence.map(|code| format!("/v1/presences/{code}")),
            post: post.map(|code| format!("/v1/adviser-posts/{code}")),
            office: Some(format!("/v1/offices/{}", update.office)),
            ..Links::to(format!("/v1/status-updates/{}", update.id))
        },
    }
}
