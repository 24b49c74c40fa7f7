//! The report of an import: what became of each row, and the totals.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Columns;
use crate::fault::Rejection;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A record was added.
    Created,
    /// A record was changed: its description, or its status by an update.
    Updated,
    /// The registry says the same already; nothing was written.
    Unchanged,
    /// The row cannot be accepted; `problem` says why.
    Rejected,
    /// Nothing speaks against the row, but another row of an atomic import was rejected; nothing was written.
    Skipped,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[Self::Created, Self::Updated, Self::Unchanged, Self::Rejected, Self::Skipped];

    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Skipped => "skipped",
        }
    }
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowReport {
    /// The row's number in the file.
    pub row: u32,
    /// `status_update`, `presence` or `post`, as far as that could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The presence or post that the row is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The row's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The record's status before the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_status: Option<String>,
    /// The record's status after the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_status: Option<String>,
    /// The revision at which what the row says was recorded. None when nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

impl RowReport {
    /// A row of which nothing is known yet but its number.
    #[must_use]
    pub fn new(row: u32) -> Self {
        Self {
            row,
            kind: None,
            record: None,
            reference: None,
            outcome: Outcome::Unchanged,
            old_status: None,
            new_status: None,
            revision: None,
            refused: None,
        }
    }

    /// The row as it is when nothing of its import was written.
    #[must_use]
    pub fn skipped(mut self) -> Self {
        if matches!(self.outcome, Outcome::Created | Outcome::Updated) {
            self.outcome = Outcome::Skipped;
            self.new_status.clone_from(&self.old_status);
        }
        self.without_revision()
    }

    /// The row as it is when its revision exists only in a trial.
    #[must_use]
    pub fn without_revision(mut self) -> Self {
        if self.outcome != Outcome::Unchanged {
            self.revision = None;
        }
        self
    }
}

/// Why a row was rejected: the kind of problem and every fault in the row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// The kind of problem, as in the last part of a problem's `type`.
    pub kind: String,
    /// What is wrong.
    pub detail: String,
    /// Every fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowFault>,
}

/// One fault in a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RowFault {
    /// The cell in the sheet, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "C17")]
    pub cell: Option<String>,
    /// The field: an RFC 6901 JSON Pointer into the row.
    #[schema(example = "/status")]
    pub pointer: String,
    /// A stable code for programs.
    #[schema(example = "transition_not_allowed")]
    pub code: String,
    /// What is wrong, for people.
    pub detail: String,
    /// What would be allowed, where that can be listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}

impl Refused {
    /// A rejection, with the cells of its faults.
    #[must_use]
    pub fn new(rejection: Rejection, row: u32, columns: &Columns) -> Self {
        let (kind, detail) = (rejection.kind().to_owned(), rejection.to_string());
        let Rejection::Invalid(faults) = rejection else { return Self { kind, detail, errors: Vec::new() } };
        let errors = faults.into_iter().map(|fault| RowFault {
            cell: columns.cell(&fault.pointer, row),
            pointer: fault.pointer,
            code: fault.code.to_owned(),
            detail: fault.detail,
            allowed: fault.allowed,
        });
        Self { kind, detail, errors: errors.collect() }
    }
}

/// How many rows had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Rows in the file.
    #[schema(example = 44)]
    pub read: u32,
    /// Records added.
    pub created: u32,
    /// Records changed, status updates among them.
    #[schema(example = 12)]
    pub updated: u32,
    /// Rows that said what the registry says already.
    #[schema(example = 32)]
    pub unchanged: u32,
    /// Rows that cannot be accepted.
    pub rejected: u32,
    /// Good rows that were not written because another row was rejected.
    pub skipped: u32,
}

impl Totals {
    /// Counts a row.
    pub fn count(&mut self, row: &RowReport) {
        *match row.outcome {
            Outcome::Created => &mut self.created,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Skipped => &mut self.skipped,
        } += 1;
    }

    /// How many rows are done.
    #[must_use]
    pub fn done(&self) -> u32 {
        self.created + self.updated + self.unchanged + self.rejected + self.skipped
    }
}
