//! What clients send, read into typed input. Everything that can be said without knowing the registry is said here.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{fault::Fault, fields::Fields};
use presence_model::{
    Alpha3, Basis, ClosureReason, Code, Confidence, Edit, FormalDecision, LanguageTag, Lifecycle, Names,
    NoteVisibility, Office, OfficeCode, OfficeKind, OperatingMode, Place, Post, PostStatus, PostsOnClosing, Presence,
    PresenceStatus, Provenance, RecordCode, ReportingLine, Status, StatusUpdate, Subject, Timestamp,
    latest_effective_date,
};

/// The longest note, in characters.
pub const NOTE_MAX: usize = 4000;

/// The longest reason for insisting, in characters.
pub const INSIST_MAX: usize = 500;

/// A status update as an office sends it.
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

impl StatusInput {
    /// Reads an update of a presence or a post, received at `now`.
    ///
    /// # Errors
    /// Every fault that can be seen without knowing the registry.
    pub fn read(body: &Value, subject: &Subject, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let input = Fields::open(body, "", &mut faults).and_then(|mut fields| {
            let input = Self::read_fields(&mut fields, subject, now).map(|input| input.with_posts(&mut fields));
            fields.close();
            input
        });
        input.filter(|_| faults.is_empty()).ok_or(faults)
    }

    /// Reads a row of an import, beside the fields that say what the row is about.
    ///
    /// # Errors
    /// As [`StatusInput::read`].
    pub fn read_row(
        row: &Map<String, Value>,
        about: &[&'static str],
        subject: &Subject,
        now: Timestamp,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fields = Fields::beside(row, about, &mut faults);
        let input = Self::read_fields(&mut fields, subject, now);
        fields.close();
        input.filter(|_| faults.is_empty()).ok_or(faults)
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

    fn read_fields(fields: &mut Fields, subject: &Subject, now: Timestamp) -> Option<Self> {
        let (mut operating_mode, mut operating_from, mut successor) = (None, None, None);
        let status = if let Subject::Presence(_) = subject {
            operating_mode = fields.code("operating_mode");
            operating_from = fields.nested("operating_from", |place| {
                // Both are read before one of them may end it: what was not read counts as unknown.
                let (country, city) = (place.country("country"), place.text("city", 200));
                Some(Place { country: place.require("country", country)?, city })
            });
            successor = fields.record_code("successor");
            let status: Option<PresenceStatus> = fields.code_among("status", PresenceStatus::reportable());
            status.map(Status::Presence)
        } else {
            let status: Option<PostStatus> = fields.code_among("status", PostStatus::reportable());
            status.map(Status::Post)
        };
        let reason: Option<ClosureReason> = fields.code("reason");
        let effective_on = fields.any_date("effective_on");
        let input = Self {
            effective_on: fields.require("effective_on", effective_on).unwrap_or_default(),
            status,
            operating_mode,
            operating_from,
            reason,
            successor,
            note: fields.text("note", NOTE_MAX),
            note_language: fields.language_tag("note_language"),
            note_visibility: fields.code("note_visibility").unwrap_or(NoteVisibility::Restricted),
            supersedes: fields.number("supersedes"),
            reference: fields.text("reference", 100),
            decision: fields.nested("decision", |decision| read_decision(decision, now)),
            posts: None,
            posts_to: None,
        };
        if !fields.has("status") && !fields.has("operating_mode") {
            let what =
                if matches!(subject, Subject::Presence(_)) { "`status` or `operating_mode`" } else { "`status`" };
            fields.fault("status", "required", format!("{what} is required"));
        }
        input.check_date(fields, effective_on, now);
        input.check_reason(fields);
        if input.operating_from.is_some()
            && !matches!(operating_mode, Some(OperatingMode::Remote | OperatingMode::Hybrid))
        {
            let detail = "`operating_from` goes with `operating_mode` remote or hybrid";
            fields.fault("operating_from", "not_applicable", detail);
        }
        Some(input)
    }

    /// Reads what becomes of the posts of a presence that closes: for single reports, not for rows.
    fn with_posts(self, fields: &mut Fields) -> Self {
        let (posts, posts_to) = (fields.code("posts"), fields.record_code("posts_to"));
        if posts.is_some() && self.status != Some(Status::Presence(PresenceStatus::Closed)) {
            fields.fault("posts", "not_applicable", "`posts` goes with the closing of a presence");
        }
        match posts {
            Some(PostsOnClosing::Move) if !fields.has("posts_to") => {
                fields.fault("posts_to", "required", "`posts_to` names the presence that the posts move to");
            }
            Some(PostsOnClosing::Move) => {}
            _ if posts_to.is_some() => fields.fault("posts_to", "not_applicable", "`posts_to` goes with `posts` move"),
            _ => {}
        }
        Self { posts, posts_to, ..self }
    }

    fn check_date(&self, fields: &mut Fields, date: Option<NaiveDate>, now: Timestamp) {
        let Some(date) = date else { return };
        let latest = latest_effective_date(now);
        let planned = self.status.is_some_and(Status::may_lie_ahead);
        if date > latest && !planned && !fields.has("decision") {
            let detail = format!(
                "{date} lies in the future (today is {latest} at the latest). If it is decided already, say so with \
                 `decision`: its `kind`, `reference` and `decided_on`"
            );
            fields.fault("effective_on", "in_the_future", detail);
        } else if date > latest && !planned && !self.status.is_some_and(Status::may_be_scheduled) {
            let detail = "this cannot be decided for a later date; report it when it is so";
            fields.fault("status", "not_applicable", detail);
        } else if date > latest + chrono::Days::new(3653) {
            fields.fault("effective_on", "out_of_range", "plans and decisions reach ten years ahead at most");
        } else if date < NaiveDate::from_ymd_opt(1945, 10, 24).unwrap_or_default() {
            fields.fault("effective_on", "out_of_range", "the United Nations began on 1945-10-24");
        }
    }

    /// A closure says why, and a conversion says what took over; other statuses end nothing and have no reason.
    fn check_reason(&self, fields: &mut Fields) {
        let closes = self.status == Some(Status::Presence(PresenceStatus::Closed));
        let may_have_one = closes
            || matches!(self.status, Some(Status::Presence(PresenceStatus::Suspended | PresenceStatus::DrawingDown)))
            || matches!(self.status, Some(Status::Post(PostStatus::Frozen | PostStatus::Abolished)));
        if closes && self.reason.is_none() && !fields.has("reason") {
            let detail = "a closure needs its `reason`".to_owned();
            fields.fault_allowing("reason", "required", detail, ClosureReason::codes());
        }
        if self.reason.is_some() && !may_have_one && self.status.is_some() {
            fields.fault("reason", "not_applicable", "this status takes no `reason`");
        }
        let converted = closes && self.reason == Some(ClosureReason::Converted);
        if converted && !fields.has("successor") {
            fields.fault("successor", "required", "a conversion names its `successor`");
        }
        if self.successor.is_some() && !converted {
            let detail = "`successor` goes with status closed and reason converted";
            fields.fault("successor", "not_applicable", detail);
        }
    }
}

/// A decision that was taken already, on today's date or before.
fn read_decision(fields: &mut Fields, now: Timestamp) -> Option<FormalDecision> {
    let kind = fields.code("kind");
    let kind = fields.require("kind", kind);
    let reference = fields.text("reference", 200);
    let reference = fields.require("reference", reference);
    let decided_on = fields.date("decided_on");
    let decided_on = fields.require("decided_on", decided_on);
    if decided_on.is_some_and(|date| date > latest_effective_date(now)) {
        fields.fault("decided_on", "in_the_future", "what is still to be decided is not a decision");
    }
    Some(FormalDecision { kind: kind?, reference: reference?, decided_on: decided_on? })
}

fn alpha3s(fields: &mut Fields, field: &'static str) -> Option<Vec<Alpha3>> {
    fields.list(field, "an ISO 3166-1 alpha-3 code", Alpha3::new)
}

fn basis(fields: &mut Fields, field: &'static str) -> Option<Basis> {
    fields.nested(field, |fields| {
        let basis = fields.text("basis", 500);
        let (reference, date) = (fields.text("reference", 500), fields.date("date"));
        Some(Basis { basis: fields.require("basis", basis)?, reference, date })
    })
}

/// Provenance; without one the desk itself is the source, today.
fn provenance(fields: &mut Fields, now: Timestamp) -> Option<Provenance> {
    if !fields.has("provenance") {
        return Some(Provenance {
            source: "OHCHR headquarters desk".to_owned(),
            as_of: now.date().to_string(),
            confidence: Confidence::Reported,
            note: None,
        });
    }
    fields.nested("provenance", |fields| {
        let source = fields.text("source", 1000);
        let confidence = fields.code("confidence");
        let as_of = fields.text("as_of", 40);
        Some(Provenance {
            note: fields.text("note", 2000),
            source: fields.require("source", source)?,
            confidence: fields.require("confidence", confidence)?,
            as_of: as_of.unwrap_or_else(|| "undated".to_owned()),
        })
    })
}

fn read_whole<T>(body: &Value, read: impl FnOnce(&mut Fields) -> Option<T>) -> Result<T, Vec<Fault>> {
    let mut faults = Vec::new();
    let whole = Fields::open(body, "", &mut faults).and_then(|mut fields| {
        let whole = read(&mut fields);
        fields.close();
        whole
    });
    whole.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Reads a presence: a new one, or (`known`) an update of one, which keeps code and first status.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_presence(body: &Value, known: Option<&Presence>, now: Timestamp) -> Result<Presence, Vec<Fault>> {
    read_whole(body, |fields| {
        let first = match known {
            Some(known) => Some((known.code.clone(), known.initial_status, known.initial_since, known.initial_mode)),
            None => {
                let code = fields.record_code("code");
                let status: Option<PresenceStatus> = fields.code("status");
                let (since, mode) = (fields.date("status_since"), fields.code("operating_mode"));
                fields.require("code", code).zip(fields.require("status", status)).map(|(c, s)| (c, s, since, mode))
            }
        };
        let kind = fields.code("type");
        let kind = fields.require("type", kind);
        let name = fields.names("name");
        let name = fields.require("name", name);
        let country = fields.country("country");
        let country = fields.require("country", country);
        let city = fields.text("city", 200);
        let city = fields.require("city", city);
        let region = fields.code("region");
        let region = fields.require("region", region);
        let host_entity = fields.text("host_entity", 300);
        let host_entity = fields.require("host_entity", host_entity);
        let covers = alpha3s(fields, "covers");
        let lines = fields.list("reporting_lines", "a reporting line", ReportingLine::from_code);
        let (point, host_office) = (fields.point("point"), fields.office("host_office"));
        let (mandate, host_consent) = (basis(fields, "mandate"), basis(fields, "host_consent"));
        let (opened_on, mandate_until) = (fields.partial_date("opened_on"), fields.partial_date("mandate_until"));
        let provenance = provenance(fields, now);
        let insist = fields.text("insist", INSIST_MAX);
        let (code, initial_status, initial_since, initial_mode) = first?;
        let country = country?;
        Some(Presence {
            code,
            kind: kind?,
            name: name?,
            country,
            city: city?,
            point,
            covers: covers.unwrap_or_else(|| vec![country]),
            region: region?,
            host_entity: host_entity?,
            host_office,
            reporting_lines: lines.unwrap_or_else(|| vec![ReportingLine::HighCommissioner]),
            mandate,
            host_consent,
            opened_on,
            mandate_until,
            provenance: provenance?,
            initial_status,
            initial_since,
            initial_mode,
            edit: insist.map(|why| Edit { insist: Some(why.into()), ..Edit::default() }),
        })
    })
}

/// Reads a post: a new one, or (`known`) one that is being described anew, which keeps code and first status.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_post(body: &Value, known: Option<&Post>, now: Timestamp) -> Result<Post, Vec<Fault>> {
    read_whole(body, |fields| {
        let first = match known {
            Some(known) => Some((known.code.clone(), known.initial_status, known.initial_since)),
            None => {
                let code = fields.record_code("code");
                let status: Option<PostStatus> = fields.code_among("status", PostStatus::reportable());
                let since = fields.date("status_since");
                fields.require("code", code).zip(fields.require("status", status)).map(|(c, s)| (c, s, since))
            }
        };
        let presence = fields.record_code("presence");
        let presence = fields.require("presence", presence);
        let title = fields.names("title");
        let title = fields.require("title", title);
        let (grade, covers) = (fields.code("grade"), alpha3s(fields, "covers"));
        let funded_until = fields.date("funded_until");
        let (duty_station_group, annual_cost) =
            (fields.code("duty_station_group"), super::programme::amount(fields, "annual_cost"));
        let provenance = provenance(fields, now);
        let (code, initial_status, initial_since) = first?;
        Some(Post {
            code,
            presence: presence?,
            title: title?,
            grade,
            covers: covers.unwrap_or_default(),
            funded_until,
            duty_station_group,
            annual_cost,
            provenance: provenance?,
            initial_status,
            initial_since,
            edit: None,
        })
    })
}

/// Reads a new resident coordinator office: its country gives its code.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_office(body: &Value) -> Result<Office, Vec<Fault>> {
    read_whole(body, |fields| {
        let country = fields.country("country");
        let country = fields.require("country", country);
        let name: Option<Names> = fields.names("name");
        let name = fields.require("name", name);
        Some(Office {
            code: OfficeCode::from(country?),
            kind: OfficeKind::ResidentCoordinatorOffice,
            name: name?,
            country,
        })
    })
}
