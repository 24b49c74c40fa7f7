//! What headquarters decides on submissions.

use deserr::Deserr;
use utoipa::ToSchema;

use crate::body::{Body, Faults, Text, UniqueList};
use presence_model::{Moderation, ModerationStatus, RecordCode};

/// What the desk decides on a submission.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"status": "published"}))]
pub struct NewModeration {
    /// `published`, `rejected`, or `pending` to take it back.
    status: ModerationStatus,
    /// Of `rejected`: why. The submitter reads it.
    #[deserr(default)]
    #[schema(inline)]
    reason: Option<Text<1000>>,
}

impl Body for NewModeration {}

impl From<NewModeration> for Moderation {
    fn from(new: NewModeration) -> Self {
        Self { status: new.status, reason: new.reason.map(Into::into) }
    }
}

/// Which submissions the desk rejects.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"submissions": ["sub-3f9a2c71b0de"], "reason": "Not an answer to the call."}))]
pub struct NewRejections {
    /// Their codes.
    #[schema(value_type = Vec<RecordCode>, max_items = 300)]
    submissions: UniqueList<RecordCode>,
    /// Why. The submitters read it.
    #[deserr(default)]
    #[schema(inline)]
    reason: Option<Text<1000>>,
}

impl Body for NewRejections {}

impl NewRejections {
    /// The codes, and what each is given.
    #[must_use]
    pub fn split(self) -> (Vec<RecordCode>, Moderation) {
        let reason = self.reason.map(Into::into);
        (self.submissions.0, Moderation { status: ModerationStatus::Rejected, reason })
    }
}
