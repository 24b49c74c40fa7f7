//! The adviser programme: its records, how its posts are covered, what is at risk, what would be otherwise.

mod calls;
mod contributions;
mod costs;
pub mod coverage;
pub mod demand;
mod donors;
mod kinds;
pub mod money;
mod requests;
pub mod scenario;
pub mod submissions;

pub(crate) use self::kinds::{of_kind, record};
pub use self::{
    calls::NewCall, contributions::NewContribution, costs::NewStandardCost, donors::NewDonor, requests::NewPostRequest,
    submissions::NewSubmission,
};

use super::{
    change::{Change, ProgrammeRecord},
    versioned::{self, VersionedMap},
};
use presence_model::{Call, Contribution, Donor, PostRequest, ReportText, StandardCost, Submission};

/// Every record of the programme.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// Donors by code.
    pub donors: VersionedMap<Donor>,
    /// Contributions by code.
    pub contributions: VersionedMap<Contribution>,
    /// Standard costs by code.
    pub costs: VersionedMap<StandardCost>,
    /// Requests for posts by code.
    pub requests: VersionedMap<PostRequest>,
    /// Calls for input by code.
    pub calls: VersionedMap<Call>,
    /// Submissions by code.
    pub submissions: VersionedMap<Submission>,
    /// The report's texts by code.
    pub texts: VersionedMap<ReportText>,
}

impl Programme {
    /// Takes a change of a record.
    pub fn apply(&mut self, change: &Change, record: &ProgrammeRecord) {
        match record {
            ProgrammeRecord::Donor(record) => versioned::keep(&mut self.donors, &record.code, change, record),
            ProgrammeRecord::Contribution(record) => {
                versioned::keep(&mut self.contributions, &record.code, change, record)
            }
            ProgrammeRecord::StandardCost(record) => versioned::keep(&mut self.costs, &record.code, change, record),
            ProgrammeRecord::PostRequest(record) => versioned::keep(&mut self.requests, &record.code, change, record),
            ProgrammeRecord::Call(record) => versioned::keep(&mut self.calls, &record.code, change, record),
            ProgrammeRecord::Submission(record) => versioned::keep(&mut self.submissions, &record.code, change, record),
            ProgrammeRecord::ReportText(record) => versioned::keep(&mut self.texts, &record.code, change, record),
        }
    }

    /// As it was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Self {
        Self {
            donors: versioned::past(&self.donors, revision),
            contributions: versioned::past(&self.contributions, revision),
            costs: versioned::past(&self.costs, revision),
            requests: versioned::past(&self.requests, revision),
            calls: versioned::past(&self.calls, revision),
            submissions: versioned::past(&self.submissions, revision),
            texts: versioned::past(&self.texts, revision),
        }
    }
}
