//! What stands in the paths of requests.

use std::sync::Arc;

use presence_core::{
    snapshot::TrackedMap,
    tracked::{Described, Tracked},
};
use presence_model::RecordCode;

use super::{problem::Problem, read::not_found};

/// Where a record's code stands in a path.
#[derive(serde::Deserialize)]
pub struct Code {
    pub(super) code: String,
}

/// Where an update's id stands in a path.
#[derive(serde::Deserialize)]
pub struct Id {
    pub(super) id: String,
}

/// The record of this code.
///
/// # Errors
/// 404 if there is none.
pub(super) fn find<'s, T: Described>(
    map: &'s TrackedMap<T>,
    kind: &str,
    code: &str,
) -> Result<&'s Arc<Tracked<T>>, Problem> {
    map.get(code).ok_or_else(|| not_found(kind, code))
}

/// Reads a code that stands in a path.
///
/// # Errors
/// 404 for what is no code: no record has it.
pub(super) fn known_code(kind: &str, code: &str) -> Result<RecordCode, Problem> {
    RecordCode::new(code).ok_or_else(|| not_found(kind, code))
}
