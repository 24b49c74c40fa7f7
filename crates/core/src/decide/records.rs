//! The rules for describing presences, posts, offices and clients: the desk's work.

use std::sync::Arc;

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::{Map, Value, json};

use super::{matches, not_found};
use crate::{
    body::{self, Body, Faults, Patch},
    change::Record,
    fault::{Fault, Rejection},
    input::{Insist, NewPost, NewPresence},
    outline,
    snapshot::Snapshot,
};
use presence_model::{
    Alpha3, Code as _, Edit, Office, OfficeCode, Post, PostStatus, Presence, PresenceStatus, PresenceType, RecordCode,
    Subject, Timestamp, latest_effective_date,
};

/// Fields that a patch cannot set, and what sets them.
const SET_ELSEWHERE: [(&str, &str); 12] = [
    ("code", "a code never changes"),
    ("status", "report a status update instead"),
    ("status_since", "report a status update instead"),
    ("operating_mode", "report a status update instead"),
    ("operating_from", "report a status update instead"),
    ("closed_on", "report a status update instead"),
    ("reason", "report a status update instead"),
    ("closure_reason", "report a status update instead"),
    ("successor", "report a status update instead"),
    ("last_report", "the registry sets it"),
    ("revision", "the registry sets it"),
    ("recorded_at", "the registry sets it"),
];

pub(super) fn create_presence(snapshot: &Snapshot, presence: &Presence) -> Result<Record, Rejection> {
    if snapshot.presences.contains_key(&presence.code) {
        return Err(Rejection::Exists { kind: "presence", code: presence.code.to_string() });
    }
    accept(check_presence(snapshot, presence, None), || Record::Presence(Arc::new(presence.clone())))
}

pub(super) fn create_post(snapshot: &Snapshot, post: &Post) -> Result<Record, Rejection> {
    if snapshot.posts.contains_key(&post.code) {
        return Err(Rejection::Exists { kind: "adviser post", code: post.code.to_string() });
    }
    let mut faults = check_post(snapshot, post, None);
    if post.initial_status == PostStatus::NotReported {
        faults.push(Fault::new("/status", "not_applicable", "not_reported is for the baseline only"));
    }
    accept(faults, || Record::Post(Arc::new(post.clone())))
}

pub(super) fn create_office(snapshot: &Snapshot, office: &Office) -> Result<Record, Rejection> {
    if snapshot.offices.contains_key(&office.code) {
        return Err(Rejection::Exists { kind: "office", code: office.code.to_string() });
    }
    let mut faults = Vec::new();
    if office.code == OfficeCode::public() {
        faults.push(Fault::new("/code", "reserved", "this code stands for those who submit without an account"));
    }
    check_countries(snapshot, "/country", office.country.as_slice(), false, &mut faults);
    accept(faults, || Record::Office(Arc::new(office.clone())))
}

pub(super) fn describe(
    snapshot: &Snapshot,
    subject: &Subject,
    patch: &Value,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Record, Rejection> {
    let (edit, patch) = edited(patch, now)?;
    match subject {
        Subject::Presence(code) => {
            let known = snapshot.presences.get(code).ok_or_else(|| not_found(subject))?;
            matches(known.revision, if_match)?;
            let known = known.record();
            let whole = as_new(patched(known, &patch, &SET_ELSEWHERE)?, &known.code, PresenceStatus::Planned.as_str());
            let new: NewPresence = body::read(&whole, now).map_err(Rejection::Invalid)?;
            let (initial_status, initial_since) = (known.initial_status, known.initial_since);
            let initial_mode = known.initial_mode;
            let mut presence =
                Presence { initial_status, initial_since, initial_mode, edit: Some(edit), ..new.presence(now) };
            keep_order(&known.covers, &mut presence.covers);
            accept(check_presence(snapshot, &presence, Some(known)), || Record::Presence(Arc::new(presence.clone())))
        }
        Subject::Post(code) => {
            let known = snapshot.posts.get(code).ok_or_else(|| not_found(subject))?;
            matches(known.revision, if_match)?;
            let known = known.record();
            let whole = as_new(patched(known, &patch, &SET_ELSEWHERE)?, &known.code, PostStatus::Proposed.as_str());
            let new: NewPost = body::read(&whole, now).map_err(Rejection::Invalid)?;
            let (initial_status, initial_since) = (known.initial_status, known.initial_since);
            let mut post = Post { initial_status, initial_since, edit: Some(edit), ..new.post(now) };
            keep_order(&known.covers, &mut post.covers);
            accept(check_post(snapshot, &post, Some(known)), || Record::Post(Arc::new(post.clone())))
        }
    }
}

/// A description as the body of a new record: with its code, and with a first status, which a description does not have.
fn as_new(mut description: Value, code: &RecordCode, status: &str) -> Value {
    description["code"] = json!(code);
    description["status"] = json!(status);
    description
}

/// What a patch says of itself: from when it holds, and why headquarters insists.
#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct AboutPatch {
    #[deserr(default)]
    effective_on: Patch<NaiveDate>,
    #[deserr(default)]
    insist: Option<Insist>,
}

impl Body for AboutPatch {
    fn check(&self, _: body::SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        if matches!(self.effective_on, Patch::Set(from) if from > latest_effective_date(now)) {
            let detail = "a description says what is so; send it when it is";
            faults.push(Fault::new("/effective_on", "in_the_future", detail));
        }
    }
}

/// Splits a patch into what it says of itself and the record's fields.
fn edited(patch: &Value, now: Timestamp) -> Result<(Edit, Value), Rejection> {
    let Value::Object(patch) = patch else { return Ok((Edit::default(), patch.clone())) };
    let of_itself = |field: &str| matches!(field, "effective_on" | "insist");
    let (about, rest): (Map<_, _>, Map<_, _>) = patch.clone().into_iter().partition(|(field, _)| of_itself(field));
    let about: AboutPatch = body::read(&Value::Object(about), now).map_err(Rejection::Invalid)?;
    let edit = Edit {
        dated: about.effective_on != Patch::Keep,
        effective_on: if about.effective_on == Patch::Keep { Some(now.date()) } else { about.effective_on.set() },
        fields: rest.keys().map(|field| field.as_str().into()).collect(),
        insist: about.insist.map(Into::into),
    };
    Ok((edit, Value::Object(rest)))
}

/// A list of countries in another order says nothing new.
fn keep_order(known: &[Alpha3], covers: &mut Vec<Alpha3>) {
    if known.len() == covers.len() && known.iter().all(|country| covers.contains(country)) {
        known.clone_into(covers);
    }
}

/// How many fields that cannot be patched are told.
const FAULTS_MAX: usize = 20;

/// The description as it would be after the patch, without the fields that a description does not set.
pub(super) fn patched(
    known: &impl serde::Serialize,
    patch: &Value,
    elsewhere: &[(&str, &str)],
) -> Result<Value, Rejection> {
    let Value::Object(fields) = patch else {
        let detail = "a merge patch is an object with the fields to change";
        return Err(Rejection::Invalid(vec![Fault::new("", "not_an_object", detail)]));
    };
    let mut whole = serde_json::to_value(known).expect("a description is JSON");
    let described = whole.as_object_mut().expect("a description is an object");
    for field in
        elsewhere.iter().map(|(field, _)| *field).chain(["initial_status", "initial_since", "initial_mode", "edit"])
    {
        described.remove(field);
    }
    let mut faults = Vec::new();
    for field in fields.keys() {
        if let Some((_, why)) = elsewhere.iter().find(|(name, _)| name == field) {
            faults.push(Fault::new(format!("/{field}"), "read_only", format!("`{field}` is not patched: {why}")));
        } else if !described.contains_key(field) {
            let known = described.keys().cloned().collect();
            let place = field.replace('~', "~0").replace('/', "~1");
            let fault = Fault::new(format!("/{place}"), "unknown_field", "there is no such field to patch");
            faults.push(fault.allowing(known));
        }
        if faults.len() == FAULTS_MAX {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    merge(&mut whole, patch);
    Ok(whole)
}

/// RFC 7396, section 2.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let object = target.as_object_mut().expect("made an object above");
    for (field, value) in fields {
        if value.is_null() {
            object.remove(field);
        } else {
            merge(object.entry(field).or_insert(Value::Null), value);
        }
    }
}

fn check_presence(snapshot: &Snapshot, presence: &Presence, known: Option<&Presence>) -> Vec<Fault> {
    let mut faults = implausible(snapshot, presence, known);
    check_countries(snapshot, "/country", &[presence.country], false, &mut faults);
    check_countries(snapshot, "/covers", &presence.covers, true, &mut faults);
    if presence.covers.is_empty() {
        faults.push(Fault::new("/covers", "empty", "a presence covers one country at least"));
    }
    if let Some(office) = presence.host_office
        && !snapshot.offices.contains_key(&office)
    {
        faults.push(Fault::new("/host_office", "unknown_code", format!("there is no office `{office}`")));
    }
    faults
}

/// What can hardly be true. The desk may insist, and says why.
fn implausible(snapshot: &Snapshot, presence: &Presence, known: Option<&Presence>) -> Vec<Fault> {
    let edit = presence.edit.as_ref();
    let mut faults = Vec::new();
    if edit.is_some_and(|edit| edit.insist.is_some()) {
        return faults;
    }
    let mut doubt = |pointer: &str, detail: String| {
        let detail = format!("{detail}; if it is so, say why in `insist`");
        faults.push(Fault::new(pointer, "implausible", detail));
    };
    if let Some(km) = presence.point.and_then(|point| outline::km_outside(presence.country, point)) {
        doubt("/point", format!("the point lies {km} km outside {}", presence.country));
    }
    let Some(known) = known else { return faults };
    if known.country != presence.country {
        let named = |field: &str| edit.is_some_and(|edit| edit.fields.iter().any(|named| &**named == field));
        for field in ["city", "point"].into_iter().filter(|field| !named(field)) {
            doubt(&format!("/{field}"), format!("a move to another country comes with the new `{field}`"));
        }
    }
    let posts = snapshot.posts_of(&known.code).count();
    if posts > 0 && presence.kind != PresenceType::HumanRightsAdviser && presence.kind != known.kind {
        doubt("/type", format!("the presence has {posts} adviser post(s)"));
    }
    faults
}

fn check_post(snapshot: &Snapshot, post: &Post, known: Option<&Post>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if known.is_none_or(|known| known.presence != post.presence) {
        check_seat(snapshot, &post.presence, known.is_some(), "/presence", &mut faults);
    }
    check_countries(snapshot, "/covers", &post.covers, true, &mut faults);
    faults
}

/// Whether posts can belong to a presence, or move there.
pub(super) fn check_seat(snapshot: &Snapshot, code: &RecordCode, moves: bool, pointer: &str, faults: &mut Vec<Fault>) {
    let Some(presence) = snapshot.presences.get(code) else {
        faults.push(Fault::new(pointer, "unknown_code", format!("there is no presence `{code}`")));
        return;
    };
    if presence.record().kind != PresenceType::HumanRightsAdviser {
        let detail = format!("`{code}` is a {}, not a human_rights_adviser", presence.record().kind);
        faults.push(Fault::new(pointer, "not_applicable", detail));
    } else if moves && presence.state.status == PresenceStatus::Closed {
        faults.push(Fault::new(pointer, "not_applicable", format!("`{code}` is closed: no post can move there")));
    }
}

fn check_countries(snapshot: &Snapshot, pointer: &str, codes: &[Alpha3], listed: bool, faults: &mut Vec<Fault>) {
    for (index, code) in codes.iter().enumerate().filter(|(_, code)| !snapshot.countries.contains_key(*code)) {
        let pointer = if listed { format!("{pointer}/{index}") } else { pointer.to_owned() };
        faults.push(Fault::new(pointer, "unknown_code", format!("there is no country `{code}`")));
    }
}

fn accept(faults: Vec<Fault>, record: impl FnOnce() -> Record) -> Result<Record, Rejection> {
    if faults.is_empty() { Ok(record()) } else { Err(Rejection::Invalid(faults)) }
}
