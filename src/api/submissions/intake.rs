//! The intake: anybody may submit to an open call, without an account.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, Responder, dev::Payload, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{KeptRecord, anybody};
use crate::api::{
    caller,
    client_ip::ClientIp,
    extract::{CodeOf, Fingerprint, Json, NoParameters, Public, describe_key, query::parameters, state},
    operation::{Describe, Documentation, HeaderScope, Operations, declare},
    problem::Problem,
    state::AppState,
    write,
};
use presence_auth::submission_secret;
use presence_core::{Actor, Command, programme::NewSubmission, query::write_json, record_kind::RecordKind, view};
use presence_model::{Call, RecordCode, Submission};
use presence_store::{Beside, WriteRequest};

/// A submission as its submitter and the desk see it.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "only the schema is used: the answer is the record's own JSON with a field more")]
pub struct OwnSubmission {
    /// The submission.
    #[serde(flatten)]
    record: KeptRecord<Submission>,
    /// The address to write to, if one was left. For the submitter and the desk only.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
}

/// A submission that was made.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "only the schema is used: the answer is the record's own JSON with a field more")]
pub struct Receipt {
    /// The submission.
    #[serde(flatten)]
    record: KeptRecord<Submission>,
    /// With this, sent as the header `Submission-Secret`, it can be read, corrected and withdrawn. Told this once; not
    /// in the answer to a request that was sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "fprsub_…", nullable = false)]
    secret: Option<String>,
}

/// Anybody, with an account or without. Without one the limits of the intake apply.
pub struct Anybody(Actor);

impl FromRequest for Anybody {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = || {
            let state = state(request)?;
            parameters::<NoParameters>(request)?;
            match caller::caller(request, state, &state.store.now())? {
                Some(caller) => Ok(caller::actor(request, &caller)),
                None => {
                    // Before anything is looked at: what is refused costs its sender too.
                    state.rates.intake(request)?;
                    Ok(anybody(request))
                }
            }
        };
        ready(actor().map(Self))
    }
}

impl Describe for Anybody {
    fn describe(operation: &mut Documentation) {
        Public::describe(operation);
        describe_key(operation);
        operation.problems(&["bad-request", "bad-parameter"]);
        operation.header(HeaderScope::Success, "ETag", "The submission's entity tag: its revision.");
        operation.header(HeaderScope::Success, "Cache-Control", "Always `no-store`.");
    }
}

/// Submit to a call
///
/// For anybody, without an account: the answer has, once, the secret with which the submission can be read, corrected
/// and withdrawn. Nothing is public before the desk publishes it. Keep personal data out of the texts.
#[utoipa::path(post, path = "/v1/calls/{code}/submissions", tag = "Submissions", operation_id = "submit",
    params(("code" = String, Path, description = "The call's code.")),
    responses((status = 201, description = "The submission was received.", body = Receipt)))]
pub async fn submit(
    submitter: Anybody,
    call: CodeOf<Call>,
    request: HttpRequest,
    body: Json<NewSubmission>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let actor = submitter.0;
    let code = new_code();
    let mut new = body.value;
    let contact = new.contact.take().map(|contact| contact.0);
    let submission = new.submission(code.clone(), call.0);
    let mut fingerprint = Fingerprint::new(&request, request.path());
    fingerprint.update(&body.bytes);
    let mut idempotency = fingerprint.idempotency(&request)?;
    if let (Some(known), None) = (&mut idempotency, &actor.token) {
        // Strangers choose the same keys: each network has its own.
        let network = ClientIp::from(&request).map(ClientIp::network).unwrap_or_default();
        known.key = format!("{network} {}", known.key);
    }
    let (secret, secret_hash) = submission_secret::make();
    let command = Command::Submit { submission: Box::new(submission), most_waiting: state.limits.waiting };
    let order = WriteRequest { actor, command, idempotency };
    let beside = Beside::Keeper { secret_hash, contact };
    let done = state.store.submit_with_erasable_data(order, code.clone(), beside).await?;
    let (mut answer, mut location) = (Vec::new(), String::new());
    write::at(&state, done, |snapshot| {
        // The answer to a request that was sent again is about the submission that it made the first time.
        let first = snapshot.recorded_after(done.revision - 1).next();
        let code = first.map_or(code.as_str(), |(_, recorded)| recorded.record.code());
        if let Some(kept) = Submission::map(snapshot).get(code) {
            location = format!("{}/{code}", Submission::PATH);
            write_json(&mut answer, &view::kept(kept));
        }
    });
    if !done.replayed && answer.pop().is_some() {
        answer.extend_from_slice(b",\"secret\":");
        write_json(&mut answer, &secret);
        answer.push(b'}');
    }
    Ok(write::answer(Some(location), done, answer))
}

/// A code that says nothing of who submits, nor how many have before.
fn new_code() -> RecordCode {
    let random = uuid::Uuid::new_v4().simple().to_string();
    RecordCode::new(&format!("sub-{}", &random[..12])).expect("letters and digits")
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: submit);
}
