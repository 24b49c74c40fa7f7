//! Status updates, as offices send them.

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    body::{self, AnyDate, Body, Faults, Positive, SentFields, Text},
    fault::Fault,
};
use presence_model::{
    ClosureReason, Code, FormalDecision, LanguageTag, NoteVisibility, OfficeCode, OperatingMode, Place, PostStatus,
    PostsOnClosing, PresenceStatus, RecordCode, Status, StatusUpdate, Subject, Timestamp, latest_effective_date,
};

/// The longest note, in characters.
pub const NOTE_MAX: usize = 4000;

type Note = Text<NOTE_MAX>;

/// A status update of a presence or a post, as an office sends it.
#[derive(Clone, Debug)]
pub struct StatusInput {
    /// New status.
    pub status: Option<Status>,
    /// New operating mode.
    pub operating_mode: Option<OperatingMode>,
    /// Where it works from.
    pub operating_from: Option<Place>,
    /// When it became true.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<ClosureReason>,
    /// What takes over.
    pub successor: Option<RecordCode>,
    /// The office's own words.
    pub note: Option<String>,
    /// Their language.
    pub note_language: Option<LanguageTag>,
    /// Who may read them.
    pub note_visibility: NoteVisibility,
    /// The update that this one corrects.
    pub supersedes: Option<u64>,
    /// The office's own reference.
    pub reference: Option<String>,
    /// The decision that it rests on.
    pub decision: Option<FormalDecision>,
    /// What becomes of the presence's posts.
    pub posts: Option<PostsOnClosing>,
    /// The presence that they move to.
    pub posts_to: Option<RecordCode>,
}

/// A status update of a presence. It says a status, an operating mode, or both.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"status": "active", "effective_on": "2024-06-18", "note": "Office open, full team."}))]
pub struct NewPresenceStatus {
    /// New status. See the lifecycle in the description of this document.
    #[deserr(default)]
    status: Option<PresenceStatus>,
    /// New operating mode.
    #[deserr(default)]
    operating_mode: Option<OperatingMode>,
    /// Where it works from, with operating mode remote or hybrid.
    #[deserr(default)]
    operating_from: Option<Place>,
    /// When it became true. In the future for planned and agreed, or with a `decision`.
    #[deserr(default)]
    #[schema(value_type = NaiveDate)]
    effective_on: Option<AnyDate>,
    /// Why: required with closed, possible with suspended and drawing_down.
    #[deserr(default)]
    reason: Option<ClosureReason>,
    /// The presence that takes over: required with reason converted.
    #[deserr(default)]
    successor: Option<RecordCode>,
    /// The office's own words on the status. No names or other personal data.
    #[deserr(default)]
    #[schema(inline)]
    note: Option<Note>,
    /// The language of the note.
    #[deserr(default)]
    note_language: Option<LanguageTag>,
    /// Who may read the note; restricted unless given.
    #[deserr(default)]
    note_visibility: Option<NoteVisibility>,
    /// The id of the update that this one corrects.
    #[deserr(default)]
    #[schema(inline)]
    supersedes: Option<Positive>,
    /// The office's own reference of this report: sent again with the same one, it is not recorded again.
    #[deserr(default)]
    #[schema(inline)]
    reference: Option<Text<100>>,
    /// The decision that it rests on. With one, `effective_on` may lie up to ten years ahead: the update is scheduled, and
    /// takes effect by itself on that day (UTC). Supersede it to withdraw it.
    #[deserr(default)]
    decision: Option<FormalDecision>,
    /// With closed: what becomes of the presence's posts, in the same step. Without it they stay as they are, and end with
    /// the presence.
    #[deserr(default)]
    posts: Option<PostsOnClosing>,
    /// With posts move: the adviser presence that they belong to from then on.
    #[deserr(default)]
    posts_to: Option<RecordCode>,
}

/// A status update of an adviser post.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"status": "encumbered", "effective_on": "2024-06-01"}))]
pub struct NewPostStatus {
    /// New status; not_reported cannot be reported.
    #[deserr(default)]
    #[schema(value_type = PostStatus)]
    status: Option<PostStatus>,
    /// When it became true. In the future for proposed, or with a `decision` for vacant, frozen and abolished.
    #[deserr(default)]
    #[schema(value_type = NaiveDate)]
    effective_on: Option<AnyDate>,
    /// Why: possible with frozen and abolished.
    #[deserr(default)]
    reason: Option<ClosureReason>,
    /// The office's own words on the status. No names or other personal data.
    #[deserr(default)]
    #[schema(inline)]
    note: Option<Note>,
    /// The language of the note.
    #[deserr(default)]
    note_language: Option<LanguageTag>,
    /// Who may read the note; restricted unless given.
    #[deserr(default)]
    note_visibility: Option<NoteVisibility>,
    /// The id of the update that this one corrects.
    #[deserr(default)]
    #[schema(inline)]
    supersedes: Option<Positive>,
    /// The office's own reference of this report: sent again with the same one, it is not recorded again.
    #[deserr(default)]
    #[schema(inline)]
    reference: Option<Text<100>>,
    /// The decision that it rests on. With one, `effective_on` may lie up to ten years ahead: the update is scheduled, and
    /// takes effect by itself on that day (UTC). Supersede it to withdraw it.
    #[deserr(default)]
    decision: Option<FormalDecision>,
}

impl Body for NewPresenceStatus {
    fn check(&self, given: SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        if !given.has("status") && !given.has("operating_mode") {
            faults.push(Fault::new("/status", "required", "`status` or `operating_mode` is required"));
        }
        self.input().check(given, now, faults);
    }
}

impl Body for NewPostStatus {
    fn check(&self, given: SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        if !given.has("status") {
            faults.push(Fault::new("/status", "required", "`status` is required"));
        }
        self.input().check(given, now, faults);
    }
}

impl NewPresenceStatus {
    /// The update that it reports.
    #[must_use]
    pub fn input(&self) -> StatusInput {
        StatusInput {
            status: self.status.map(Status::Presence),
            operating_mode: self.operating_mode,
            operating_from: self.operating_from.clone(),
            effective_on: self.effective_on.map(|date| date.0).unwrap_or_default(),
            reason: self.reason,
            successor: self.successor.clone(),
            note: self.note.clone().map(Into::into),
            note_language: self.note_language.clone(),
            note_visibility: self.note_visibility.unwrap_or(NoteVisibility::Restricted),
            supersedes: self.supersedes.map(Into::into),
            reference: self.reference.clone().map(Into::into),
            decision: self.decision.clone(),
            posts: self.posts,
            posts_to: self.posts_to.clone(),
        }
    }
}

impl NewPostStatus {
    /// The update that it reports.
    #[must_use]
    pub fn input(&self) -> StatusInput {
        StatusInput {
            status: self.status.map(Status::Post),
            operating_mode: None,
            operating_from: None,
            effective_on: self.effective_on.map(|date| date.0).unwrap_or_default(),
            reason: self.reason,
            successor: None,
            note: self.note.clone().map(Into::into),
            note_language: self.note_language.clone(),
            note_visibility: self.note_visibility.unwrap_or(NoteVisibility::Restricted),
            supersedes: self.supersedes.map(Into::into),
            reference: self.reference.clone().map(Into::into),
            decision: self.decision.clone(),
            posts: None,
            posts_to: None,
        }
    }
}

impl StatusInput {
    /// Reads an update of a presence or a post, received at `now`.
    ///
    /// # Errors
    /// Every fault that can be seen without knowing the registry.
    pub fn read(body: &Value, subject: &Subject, now: Timestamp) -> Result<Self, Vec<Fault>> {
        Ok(match subject {
            Subject::Presence(_) => body::read::<NewPresenceStatus>(body, now)?.input(),
            Subject::Post(_) => body::read::<NewPostStatus>(body, now)?.input(),
        })
    }

    /// Reads a row of an import without the fields that say what the row is about. What becomes of a presence's posts is
    /// for single reports.
    ///
    /// # Errors
    /// As [`StatusInput::read`].
    pub fn read_row(
        row: &Map<String, Value>,
        about: &[&'static str],
        subject: &Subject,
        now: Timestamp,
    ) -> Result<Self, Vec<Fault>> {
        let own = row.iter().filter(|(field, _)| !about.contains(&field.as_str()));
        let own: Map<_, _> = own.map(|(field, value)| (field.clone(), value.clone())).collect();
        let single = ["posts", "posts_to"].into_iter().filter(|field| own.contains_key(*field));
        let detail = |field| format!("`{field}` is for single reports, not for rows");
        let mut faults: Vec<_> =
            single.map(|field| Fault::new(format!("/{field}"), "unknown_field", detail(field))).collect();
        match Self::read(&Value::Object(own), subject, now) {
            Ok(input) if faults.is_empty() => Ok(input),
            read => {
                faults.extend(read.err().unwrap_or_default());
                Err(faults)
            }
        }
    }

    /// The update that this input makes.
    #[must_use]
    pub fn update(&self, id: u64, recorded_at: Timestamp, subject: Subject, office: OfficeCode) -> StatusUpdate {
        StatusUpdate {
            id,
            recorded_at,
            subject,
            office,
            status: self.status,
            operating_mode: self.operating_mode,
            operating_from: self.operating_from.clone().map(Box::new),
            effective_on: self.effective_on,
            reason: self.reason,
            successor: self.successor.clone(),
            note: self.note.as_deref().map(Box::from),
            note_language: self.note_language.clone(),
            note_visibility: self.note_visibility,
            supersedes: self.supersedes,
            reference: self.reference.as_deref().map(Box::from),
            decision: self.decision.clone().map(Box::new),
            enacts: None,
        }
    }

    /// What its fields say together.
    fn check(&self, given: SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        let mut fault = |field: &str, code, detail: &str| faults.push(Fault::new(format!("/{field}"), code, detail));
        if !given.has("effective_on") {
            fault("effective_on", "required", "`effective_on` is required");
        }
        let away = matches!(self.operating_mode, Some(OperatingMode::Remote | OperatingMode::Hybrid));
        if self.operating_from.is_some() && !away {
            let detail = "`operating_from` goes with `operating_mode` remote or hybrid";
            fault("operating_from", "not_applicable", detail);
        }
        if self.decision.as_ref().is_some_and(|decision| decision.decided_on > latest_effective_date(now)) {
            fault("decision/decided_on", "in_the_future", "what is still to be decided is not a decision");
        }
        if self.posts.is_some() && self.status != Some(Status::Presence(PresenceStatus::Closed)) {
            fault("posts", "not_applicable", "`posts` goes with the closing of a presence");
        }
        match self.posts {
            Some(PostsOnClosing::Move) if !given.has("posts_to") => {
                fault("posts_to", "required", "`posts_to` names the presence that the posts move to");
            }
            Some(PostsOnClosing::Move) => {}
            _ if self.posts_to.is_some() => fault("posts_to", "not_applicable", "`posts_to` goes with `posts` move"),
            _ => {}
        }
        if self.effective_on != NaiveDate::default() {
            faults.extend(self.check_date(given, now));
        }
        self.check_reason(given, faults);
    }

    fn check_date(&self, given: SentFields, now: Timestamp) -> Option<Fault> {
        let (date, latest) = (self.effective_on, latest_effective_date(now));
        let planned = self.status.is_some_and(Status::may_lie_ahead);
        if date > latest && !planned && !given.has("decision") {
            let detail = format!(
                "{date} lies in the future (today is {latest} at the latest). If it is decided already, say so with \
                 `decision`: its `kind`, `reference` and `decided_on`"
            );
            Some(Fault::new("/effective_on", "in_the_future", detail))
        } else if date > latest && !planned && !self.status.is_some_and(Status::may_be_scheduled) {
            let detail = "this cannot be decided for a later date; report it when it is so";
            Some(Fault::new("/status", "not_applicable", detail))
        } else if date > latest + chrono::Days::new(3653) {
            Some(Fault::new("/effective_on", "out_of_range", "plans and decisions reach ten years ahead at most"))
        } else if date < NaiveDate::from_ymd_opt(1945, 10, 24).unwrap_or_default() {
            Some(Fault::new("/effective_on", "out_of_range", "the United Nations began on 1945-10-24"))
        } else {
            None
        }
    }

    /// A closure says why, and a conversion says what took over; other statuses end nothing and have no reason.
    fn check_reason(&self, given: SentFields, faults: &mut Vec<Fault>) {
        let closes = self.status == Some(Status::Presence(PresenceStatus::Closed));
        let may_have_one = closes
            || matches!(self.status, Some(Status::Presence(PresenceStatus::Suspended | PresenceStatus::DrawingDown)))
            || matches!(self.status, Some(Status::Post(PostStatus::Frozen | PostStatus::Abolished)));
        if closes && !given.has("reason") {
            let fault = Fault::new("/reason", "required", "a closure needs its `reason`");
            faults.push(fault.allowing(ClosureReason::codes()));
        }
        if self.reason.is_some() && !may_have_one && self.status.is_some() {
            faults.push(Fault::new("/reason", "not_applicable", "this status takes no `reason`"));
        }
        let converted = closes && self.reason == Some(ClosureReason::Converted);
        if converted && !given.has("successor") {
            faults.push(Fault::new("/successor", "required", "a conversion names its `successor`"));
        }
        if self.successor.is_some() && !converted {
            let detail = "`successor` goes with status closed and reason converted";
            faults.push(Fault::new("/successor", "not_applicable", detail));
        }
    }
}
