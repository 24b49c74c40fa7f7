//! The adviser programme: its records, how its posts are covered, what is at risk, what would be otherwise.

pub mod coverage;
pub mod demand;
pub mod records;
pub mod scenarios;

use crate::api::operation::Operations;

/// The operations on the programme.
pub fn operations(operations: &mut Operations) {
    records::operations(operations);
    coverage::operations(operations);
    demand::operations(operations);
    scenarios::operations(operations);
}
