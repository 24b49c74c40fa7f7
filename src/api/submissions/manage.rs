//! What becomes of a submission: its submitter corrects and withdraws it, the desk decides on it.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{Data, Path, Payload},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{KeptRecord, change, intake::take_contact, known, no_such, writer};
use crate::api::{
    authorized::{Authorized, scope},
    body,
    path::Code,
    problem::Problem,
    state::State,
    write,
};
use presence_core::{Command, Fault, SubmissionChange, fields::Fields, record_kind::RecordKind as _};
use presence_model::{Moderation, ModerationStatus, RecordCode, Submission};
use presence_store::{Beside, WriteError, WriteRequest};

/// Correct a submission
///
/// With its secret in `Submission-Secret`, until the call's deadline. An RFC 7396 merge patch; `answers` are replaced as
/// a whole. What was published or rejected waits for the desk again.
#[utoipa::path(patch, path = "/v1/submissions/{code}", tag = "Submissions", operation_id = "patch_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    request_body(content = crate::api::requests::SubmissionPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The submission as it is now.", body = KeptRecord<Submission>)),
    security(("submission_secret" = [])))]
pub async fn correct(
    request: HttpRequest,
    state: Data<State>,
    path: Path<Code>,
    payload: Payload,
) -> Result<impl Responder, Problem> {
    let actor = writer(&request, &state, &path.code).await?;
    if actor.office.is_desk() {
        // It decides on texts; it does not write them.
        return Err(Problem::unauthorized("this needs the submission's secret in `Submission-Secret`", None));
    }
    let if_match = write::required_if_match(&request)?;
    let mut patch = body::json(&body::read(&request, payload, &state, write::PATCH).await?)?;
    let mut faults = Vec::new();
    let contact = patch.as_object_mut().and_then(|fields| take_contact(fields, &mut faults));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let beside = contact.map_or(Beside::Nothing, Beside::Contact);
    let what = SubmissionChange::Correct(patch);
    change(&state, actor, known(&path.code)?, what, if_match, beside).await
}

/// Withdraw a submission
///
/// With its secret in `Submission-Secret`, or by the desk, at any time and for good: it is public no more, and its
/// document and the address to write to are erased.
#[utoipa::path(post, path = "/v1/submissions/{code}/withdraw", tag = "Submissions", operation_id = "withdraw_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "It is withdrawn.", body = KeptRecord<Submission>)),
    security(("submission_secret" = []), ("token" = ["submissions:moderate"])))]
pub async fn withdraw(request: HttpRequest, state: Data<State>, path: Path<Code>) -> Result<impl Responder, Problem> {
    let actor = writer(&request, &state, &path.code).await?;
    change(&state, actor, known(&path.code)?, SubmissionChange::Withdraw, None, Beside::Erased).await
}

/// Decide on a submission
///
/// For the desk: `published` needs the submitter's consent. `If-Match` makes sure that what was read is what is decided
/// on.
#[utoipa::path(post, path = "/v1/submissions/{code}/moderation", tag = "Submissions", operation_id = "moderate_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    request_body(content = crate::api::requests::NewModeration, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now.", body = KeptRecord<Submission>)),
    security(("token" = ["submissions:moderate"])))]
pub async fn moderate(
    caller: Authorized<scope::SubmissionsModerate>,
    request: HttpRequest,
    state: Data<State>,
    path: Path<Code>,
    payload: Payload,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let if_match = write::required_if_match(&request)?;
    let body = body::json(&body::read(&request, payload, &state, write::JSON).await?)?;
    let moderation = decision(&body)?;
    change(&state, actor, known(&path.code)?, SubmissionChange::Moderate(moderation), if_match, Beside::Nothing).await
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
    request_body(content = crate::api::requests::NewRejections, content_type = "application/json"),
    responses((status = 200, description = "What was rejected.", body = Rejections)),
    security(("token" = ["submissions:moderate"])))]
pub async fn reject(
    caller: Authorized<scope::SubmissionsModerate>,
    request: HttpRequest,
    state: Data<State>,
    payload: Payload,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let body = body::json(&body::read(&request, payload, &state, write::JSON).await?)?;
    let mut faults = Vec::new();
    let read = Fields::open(&body, "", &mut faults).and_then(|mut fields| {
        let codes = fields.list("submissions", "a submission's code", RecordCode::new);
        let codes = fields.require("submissions", codes);
        let reason = fields.text("reason", 1000);
        fields.close();
        Some((codes?, reason))
    });
    let (codes, reason) = read.filter(|_| faults.is_empty()).ok_or(faults)?;
    let moderation = Moderation { status: ModerationStatus::Rejected, reason };
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
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(done))
}

fn decision(body: &Value) -> Result<Moderation, Vec<Fault>> {
    let mut faults = Vec::new();
    let read = Fields::open(body, "", &mut faults).and_then(|mut fields| {
        let status = fields.code("status");
        let status = fields.require("status", status);
        let reason = fields.text("reason", 1000);
        fields.close();
        Some(Moderation { status: status?, reason })
    });
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Erase the address of a submission
///
/// With its secret in `Submission-Secret`, or by the desk, at any time.
#[utoipa::path(delete, path = "/v1/submissions/{code}/contact", tag = "Submissions", operation_id = "erase_contact",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 204, description = "The address is erased.")),
    security(("submission_secret" = []), ("token" = ["submissions:moderate"])))]
pub async fn erase_contact(
    request: HttpRequest,
    state: Data<State>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    writer(&request, &state, &path.code).await?;
    if !Submission::map(&state.store.now()).contains_key(&*path.code) {
        return Err(no_such(&path.code));
    }
    state.store.set_beside(known(&path.code)?, Beside::Contact(None)).await?;
    Ok(HttpResponse::NoContent().finish())
}
