//! The rules for the records of the adviser programme: the desk's work.

use std::sync::Arc;

use serde_json::Value;

use super::{matches, records::patched};
use crate::{
    change::{ProgrammeRecord, Record, with_each},
    fault::{Fault, Rejection},
    programme::of_kind,
    record_kind::RecordKind,
    snapshot::Snapshot,
};
use presence_model::{RecordCode, Timestamp};

/// What a patch cannot set, and why.
const SET_ELSEWHERE: [(&str, &str); 5] = [
    ("code", "a code never changes"),
    ("kind", "a record stays what it is"),
    ("revision", "the registry sets it"),
    ("recorded_at", "the registry sets it"),
    ("links", "the registry sets it"),
];

pub(super) fn create(snapshot: &Snapshot, record: &ProgrammeRecord) -> Result<Record, Rejection> {
    with_each!(record, record => create_one(snapshot, record))
}

fn create_one<T: RecordKind>(snapshot: &Snapshot, record: &Arc<T>) -> Result<Record, Rejection> {
    if !T::OPEN {
        return Err(Rejection::Forbidden(format!("a {} is not made this way", T::NAME)));
    }
    if T::map(snapshot).contains_key(record.code()) {
        return Err(Rejection::Exists { kind: T::NAME, code: record.code().to_string() });
    }
    accept(record.check(snapshot, None), T::clone(record))
}

pub(super) fn describe(
    snapshot: &Snapshot,
    kind: &str,
    code: &RecordCode,
    patch: &Value,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Record, Rejection> {
    let described = of_kind!(kind, Kind => describe_one::<Kind>(snapshot, code, patch, if_match, now));
    described.unwrap_or_else(|| Err(Rejection::NotFound { kind: "record", code: code.to_string() }))
}

fn describe_one<T: RecordKind>(
    snapshot: &Snapshot,
    code: &RecordCode,
    patch: &Value,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Record, Rejection> {
    if !T::OPEN {
        return Err(Rejection::Forbidden(format!("a {} is not changed this way", T::NAME)));
    }
    let known = T::map(snapshot).get(code);
    let known = known.ok_or_else(|| Rejection::NotFound { kind: T::NAME, code: code.to_string() })?;
    matches(known.newest().revision, if_match)?;
    let computed = T::COMPUTED.iter().map(|&field| (field, "the registry computes it"));
    let elsewhere: Vec<_> = SET_ELSEWHERE.into_iter().chain(computed).collect();
    let whole = patched(known.record(), patch, &elsewhere)?;
    let record = T::read(&whole, Some(known.record()), now).map_err(Rejection::Invalid)?;
    accept(record.check(snapshot, Some(known.record())), record)
}

fn accept<T: RecordKind>(faults: Vec<Fault>, record: T) -> Result<Record, Rejection> {
    if faults.is_empty() { Ok(record.into_record()) } else { Err(Rejection::Invalid(faults)) }
}
