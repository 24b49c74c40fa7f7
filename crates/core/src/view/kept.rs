//! A record that the desk keeps, in JSON.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Links;
use crate::{record_kind::RecordKind, tracked::Version, versioned::Versioned};
use presence_model::Timestamp;

/// A kept record: its own fields, and what the registry adds.
#[derive(Serialize)]
pub struct KeptView<'a, T: RecordKind> {
    kind: &'static str,
    #[serde(flatten)]
    record: &'a T,
    #[serde(flatten)]
    derived: Map<String, Value>,
    revision: u64,
    recorded_at: Timestamp,
    links: Links,
}

/// A kept record as it is.
#[must_use]
pub fn kept<T: RecordKind>(kept: &Versioned<T>) -> KeptView<'_, T> {
    kept_version(kept.newest())
}

/// A version of a kept record.
#[must_use]
pub fn kept_version<T: RecordKind>(version: &Version<T>) -> KeptView<'_, T> {
    let this = format!("{}/{}", T::PATH, version.record.code());
    KeptView {
        kind: T::KIND,
        record: &version.record,
        derived: version.record.derived(),
        revision: version.revision,
        recorded_at: version.recorded_at,
        links: Links { history: Some(format!("{this}/history")), ..Links::to(this) },
    }
}
