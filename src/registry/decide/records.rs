//! The rules for describing presences, posts, offices and clients: the desk's work.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{matches, not_found};
use crate::{
    model::{Alpha3, Office, OfficeCode, Post, PostStatus, Presence, PresenceType, Subject, Timestamp},
    registry::{
        change::Record,
        fault::{Fault, Rejection},
        input,
        snapshot::Snapshot,
    },
};

/// Fields that a patch cannot set, and what sets them.
const SET_ELSEWHERE: [(&str, &str); 13] = [
    ("code", "a code never changes"),
    ("presence", "a post stays with its presence"),
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
    accept(check_presence(snapshot, presence), || Record::Presence(Arc::new(presence.clone())))
}

pub(super) fn create_post(snapshot: &Snapshot, post: &Post) -> Result<Record, Rejection> {
    if snapshot.posts.contains_key(&post.code) {
        return Err(Rejection::Exists { kind: "adviser post", code: post.code.to_string() });
    }
    let mut faults = check_post(snapshot, post);
    match snapshot.presences.get(&post.presence) {
        None => {
            let detail = format!("there is no presence `{}`", post.presence);
            faults.push(Fault::new("/presence", "unknown_code", detail));
        }
        Some(presence) if presence.record().kind != PresenceType::HumanRightsAdviser => {
            let detail = format!("`{}` is a {}, not a human_rights_adviser", post.presence, presence.record().kind);
            faults.push(Fault::new("/presence", "not_applicable", detail));
        }
        Some(_) => {}
    }
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
    match subject {
        Subject::Presence(code) => {
            let known = snapshot.presences.get(code).ok_or_else(|| not_found(subject))?;
            matches(known.revision, if_match)?;
            let whole = patched(known.record(), patch, &SET_ELSEWHERE)?;
            let presence = input::read_presence(&whole, Some(known.record()), now).map_err(Rejection::Invalid)?;
            accept(check_presence(snapshot, &presence), || Record::Presence(Arc::new(presence.clone())))
        }
        Subject::Post(code) => {
            let known = snapshot.posts.get(code).ok_or_else(|| not_found(subject))?;
            matches(known.revision, if_match)?;
            let whole = patched(known.record(), patch, &SET_ELSEWHERE)?;
            let post = input::read_post(&whole, Some(known.record()), now).map_err(Rejection::Invalid)?;
            accept(check_post(snapshot, &post), || Record::Post(Arc::new(post.clone())))
        }
    }
}

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
    for field in elsewhere.iter().map(|(field, _)| *field).chain(["initial_status", "initial_since", "initial_mode"]) {
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

fn check_presence(snapshot: &Snapshot, presence: &Presence) -> Vec<Fault> {
    let mut faults = Vec::new();
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

fn check_post(snapshot: &Snapshot, post: &Post) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_countries(snapshot, "/covers", &post.covers, true, &mut faults);
    faults
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
