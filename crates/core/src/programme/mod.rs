//! The adviser programme: its records, how its posts are covered, what is at risk, what would be otherwise.

mod calls;
mod contributions;
mod costs;
pub mod coverage;
pub mod demand;
mod donors;
pub mod money;
mod requests;
pub mod scenario;
pub mod submissions;

pub use money::amount;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    change::{Change, Record},
    kept::{self, Keep, KeptMap},
};
use presence_model::{Call, Contribution, Donor, PostRequest, ReportText, StandardCost, Submission};

/// A record of the programme as a change left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "record", rename_all = "snake_case")]
pub enum ProgrammeRecord {
    /// Who pays.
    Donor(Arc<Donor>),
    /// Money.
    Contribution(Arc<Contribution>),
    /// What posts cost.
    StandardCost(Arc<StandardCost>),
    /// A request for a post.
    PostRequest(Arc<PostRequest>),
    /// A call for input.
    Call(Arc<Call>),
    /// A submission to a call.
    Submission(Arc<Submission>),
    /// What the desk writes in the report.
    ReportText(Arc<ReportText>),
}

/// Does the same with whatever kind of record it is.
macro_rules! with_each {
    ($record:expr, $known:ident => $do:expr) => {
        match $record {
            $crate::programme::ProgrammeRecord::Donor($known) => $do,
            $crate::programme::ProgrammeRecord::Contribution($known) => $do,
            $crate::programme::ProgrammeRecord::StandardCost($known) => $do,
            $crate::programme::ProgrammeRecord::PostRequest($known) => $do,
            $crate::programme::ProgrammeRecord::Call($known) => $do,
            $crate::programme::ProgrammeRecord::Submission($known) => $do,
            $crate::programme::ProgrammeRecord::ReportText($known) => $do,
        }
    };
}
pub(crate) use with_each;

/// Does something for the kind of record with this name; `None` if there is no such kind.
macro_rules! of_kind {
    ($kind:expr, $record:ident => $do:expr) => {
        match $kind {
            <::presence_model::Donor as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::Donor;
                Some($do)
            }
            <::presence_model::Contribution as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::Contribution;
                Some($do)
            }
            <::presence_model::StandardCost as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::StandardCost;
                Some($do)
            }
            <::presence_model::PostRequest as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::PostRequest;
                Some($do)
            }
            <::presence_model::Call as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::Call;
                Some($do)
            }
            <::presence_model::Submission as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::Submission;
                Some($do)
            }
            <::presence_model::ReportText as $crate::kept::Keep>::KIND => {
                type $record = ::presence_model::ReportText;
                Some($do)
            }
            _ => None,
        }
    };
}
pub(crate) use of_kind;

impl ProgrammeRecord {
    /// The kind's name in the ledger.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        fn kind<T: Keep>(_: &Arc<T>) -> &'static str {
            T::KIND
        }
        with_each!(self, record => kind(record))
    }

    /// Whether everybody may see it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        fn open<T: Keep>(_: &Arc<T>) -> bool {
            T::OPEN
        }
        with_each!(self, record => open(record))
    }

    /// The record's code.
    #[must_use]
    pub fn code(&self) -> &str {
        with_each!(self, record => Keep::code(&**record).as_str())
    }

    /// The record's own JSON, as the ledger keeps it.
    ///
    /// # Errors
    /// Never: records have text keys only.
    pub fn json(&self) -> serde_json::Result<String> {
        with_each!(self, record => serde_json::to_string(record))
    }

    /// Reads a record of a kind from its JSON; `None` if there is no such kind.
    #[must_use]
    pub fn read(kind: &str, json: &str) -> Option<serde_json::Result<Record>> {
        of_kind!(kind, Kind => serde_json::from_str::<Kind>(json).map(Keep::into_record))
    }
}

/// Every record of the programme.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// Donors by code.
    pub donors: KeptMap<Donor>,
    /// Contributions by code.
    pub contributions: KeptMap<Contribution>,
    /// Standard costs by code.
    pub costs: KeptMap<StandardCost>,
    /// Requests for posts by code.
    pub requests: KeptMap<PostRequest>,
    /// Calls for input by code.
    pub calls: KeptMap<Call>,
    /// Submissions by code.
    pub submissions: KeptMap<Submission>,
    /// The report's texts by code.
    pub texts: KeptMap<ReportText>,
}

impl Programme {
    /// Takes a change of a record.
    pub fn apply(&mut self, change: &Change, record: &ProgrammeRecord) {
        match record {
            ProgrammeRecord::Donor(record) => kept::keep(&mut self.donors, change, record),
            ProgrammeRecord::Contribution(record) => kept::keep(&mut self.contributions, change, record),
            ProgrammeRecord::StandardCost(record) => kept::keep(&mut self.costs, change, record),
            ProgrammeRecord::PostRequest(record) => kept::keep(&mut self.requests, change, record),
            ProgrammeRecord::Call(record) => kept::keep(&mut self.calls, change, record),
            ProgrammeRecord::Submission(record) => kept::keep(&mut self.submissions, change, record),
            ProgrammeRecord::ReportText(record) => kept::keep(&mut self.texts, change, record),
        }
    }

    /// As it was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Self {
        Self {
            donors: kept::past(&self.donors, revision),
            contributions: kept::past(&self.contributions, revision),
            costs: kept::past(&self.costs, revision),
            requests: kept::past(&self.requests, revision),
            calls: kept::past(&self.calls, revision),
            submissions: kept::past(&self.submissions, revision),
            texts: kept::past(&self.texts, revision),
        }
    }
}

/// A record of the programme, as the ledger takes it.
pub(crate) fn record(record: ProgrammeRecord) -> Record {
    Record::Programme(record)
}
