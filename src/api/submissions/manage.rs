//! What becomes of a submission: its submitter corrects and withdraws it, the desk decides on it.

use actix_web::{
    HttpResponse, Responder,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{KeptRecord, SubmissionEditor, Submitter, change, known, no_such};
use crate::api::{
    authorized::{Authorized, scope},
    extract::{Json, MergePatch, NoParameters, Query, RequiredIfMatch, Then},
    operation::{Operations, declare},
    patches::SubmissionPatch,
    path::Code,
    problem::Problem,
    respond::uncached,
    state::AppState,
};
use presence_core::{
    Command, SubmissionChange, body,
    input::submission::{NewModeration, NewRejections},
    programme::submissions::ContactPatch,
    record_kind::RecordKind as _,
};
use presence_model::{RecordCode, Submission};
use presence_store::{Beside, WriteError, WriteRequest};

/// Correct a submission
///
/// With its secret in `Submission-Secret`, until the call's deadline. An RFC 7396 merge patch; `answers` are replaced as
/// a whole. What was published or rejected waits for the desk again.
#[utoipa::path(patch, path = "/v1/submissions/{code}", tag = "Submissions", operation_id = "patch_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "The submission as it is now.", body = KeptRecord<Submission>)))]
pub async fn correct(
    sent: Then<Submitter, (RequiredIfMatch, MergePatch<SubmissionPatch>)>,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let Then(submitter, (if_match, MergePatch(mut patch, _))) = sent;
    let contact = match patch.as_object_mut().and_then(|fields| fields.remove("contact")) {
        Some(contact) => {
            let ContactPatch { contact } = body::value(json!({"contact": contact}))?;
            Beside::Contact(contact.map(|contact| contact.0))
        }
        None => Beside::Nothing,
    };
    let what = SubmissionChange::Correct(patch);
    change(&state, submitter.0, known(&path.code)?, what, if_match.0, contact).await
}

/// Withdraw a submission
///
/// With its secret in `Submission-Secret`, or by the desk, at any time and for good: it is public no more, and its
/// document and the address to write to are erased.
#[utoipa::path(post, path = "/v1/submissions/{code}/withdraw", tag = "Submissions", operation_id = "withdraw_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "It is withdrawn.", body = KeptRecord<Submission>)))]
pub async fn withdraw(
    editor: SubmissionEditor,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    change(&state, editor.0, known(&path.code)?, SubmissionChange::Withdraw, None, Beside::Erased).await
}

/// Decide on a submission
///
/// For the desk: `published` needs the submitter's consent. `If-Match` makes sure that what was read is what is decided
/// on.
#[utoipa::path(post, path = "/v1/submissions/{code}/moderation", tag = "Submissions", operation_id = "moderate_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "The submission as it is now.", body = KeptRecord<Submission>, headers(
        ("ETag" = String, description = "The submission's entity tag: its revision."),
        ("Cache-Control" = String, description = "Always `no-store`.")))))]
pub async fn moderate(
    caller: Authorized<scope::SubmissionsModerate>,
    _: Query<NoParameters>,
    if_match: RequiredIfMatch,
    body: Json<NewModeration>,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let what = SubmissionChange::Moderate(body.value.into());
    change(&state, caller.actor, known(&path.code)?, what, if_match.0, Beside::Nothing).await
}

/// What was asked to be rejected.
#[derive(Serialize, ToSchema)]
pub struct Rejections {
    /// The submissions that are rejected now, or were before.
    pub rejected: Vec<RecordCode>,
    /// Those that could not be: withdrawn, or not there.
    pub failed: Vec<FailedRejection>,
}

/// A submission that could not be rejected.
#[derive(Serialize, ToSchema)]
pub struct FailedRejection {
    /// Its code.
    #[schema(example = "sub-3f9a2c71b0de")]
    pub code: String,
    /// Why.
    pub detail: String,
}

/// Reject many submissions
///
/// For the desk, when a call is flooded: up to 300 at once. Each is rejected by itself; those that cannot be are listed.
/// The request can be repeated.
#[utoipa::path(post, path = "/v1/submissions/rejections", tag = "Submissions", operation_id = "reject_submissions",
    responses((status = 200, description = "What was rejected.", body = Rejections)))]
pub async fn reject(
    caller: Authorized<scope::SubmissionsModerate>,
    _: Query<NoParameters>,
    body: Json<NewRejections>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let (actor, (codes, moderation)) = (caller.actor, body.value.split());
    let mut done = Rejections { rejected: Vec::new(), failed: Vec::new() };
    for code in codes {
        let what = SubmissionChange::Moderate(moderation.clone());
        let command = Command::ChangeSubmission { code: code.clone(), change: Box::new(what), if_match: None };
        let order = WriteRequest { actor: actor.clone(), command, idempotency: None };
        match state.store.execute(order).await {
            Ok(_) => done.rejected.push(code),
            Err(WriteError::Rejected(why)) => {
                done.failed.push(FailedRejection { code: code.to_string(), detail: why.to_string() });
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(uncached(StatusCode::OK).json(done))
}

/// Erase the address of a submission
///
/// With its secret in `Submission-Secret`, or by the desk, at any time.
#[utoipa::path(delete, path = "/v1/submissions/{code}/contact", tag = "Submissions", operation_id = "erase_contact",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 204, description = "The address is erased.")))]
pub async fn erase_contact(
    _: SubmissionEditor,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    if !Submission::map(&state.store.now()).contains_key(&*path.code) {
        return Err(no_such(&path.code));
    }
    state.store.set_beside(known(&path.code)?, Beside::Contact(None)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: correct, withdraw, moderate, reject, erase_contact);
}
