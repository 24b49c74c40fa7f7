//! The intake: anybody may submit to an open call, without an account.

use actix_web::{
    HttpRequest, Responder,
    web::{Data, Path, Payload},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{KeptRecord, anybody};
use crate::api::{
    body, caller,
    client_ip::ClientIp,
    path::{Code, known_code},
    problem::Problem,
    state::State,
    write::{self, Fingerprint},
};
use presence_auth::submission_secret;
use presence_core::{Command, Fault, query::write_json, read_kept, record_kind::RecordKind, view};
use presence_model::{Call, RecordCode, Submission, Timestamp};
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

/// Submit to a call
///
/// For anybody, without an account: the answer has, once, the secret with which the submission can be read, corrected
/// and withdrawn. Nothing is public before the desk publishes it. Keep personal data out of the texts.
#[utoipa::path(post, path = "/v1/calls/{code}/submissions", tag = "Submissions", operation_id = "submit",
    params(("code" = String, Path, description = "The call's code.")),
    request_body(content = crate::api::requests::NewSubmission, content_type = "application/json"),
    responses((status = 201, description = "The submission was received.", body = Receipt)),
    security((), ("token" = [])))]
pub async fn submit(
    request: HttpRequest,
    state: Data<State>,
    path: Path<Code>,
    payload: Payload,
) -> Result<impl Responder, Problem> {
    let caller = caller::caller(&request, &state, &state.store.now())?;
    if caller.is_none() {
        // Before anything is looked at: what is refused costs its sender too.
        state.rates.intake(&request)?;
    }
    let actor = caller.map_or_else(|| anybody(&request), |caller| caller::actor(&request, &caller));
    let call = known_code(Call::NAME, &path.code)?;
    let bytes = body::read(&request, payload, &state, write::JSON).await?;
    let code = new_code();
    let (submission, contact) = read(body::json(&bytes)?, &code, &call)?;
    let mut fingerprint = Fingerprint::new(&request, request.path());
    fingerprint.update(&bytes);
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

/// Reads a new submission and the address to write to.
fn read(body: Value, code: &RecordCode, call: &RecordCode) -> Result<(Submission, Option<String>), Vec<Fault>> {
    let Value::Object(mut fields) = body else {
        return Err(vec![Fault::new("", "not_an_object", "a submission is an object")]);
    };
    let mut faults = Vec::new();
    for field in ["code", "call"].into_iter().filter(|field| fields.contains_key(*field)) {
        faults.push(Fault::new(format!("/{field}"), "read_only", "the registry sets it"));
    }
    let contact = take_contact(&mut fields, &mut faults).flatten();
    fields.insert("code".to_owned(), code.to_string().into());
    fields.insert("call".to_owned(), call.to_string().into());
    match read_kept(&Value::Object(fields), None, Timestamp::now()) {
        Ok(submission) if faults.is_empty() => Ok((submission, contact)),
        Ok(_) => Err(faults),
        Err(more) => Err([faults, more].concat()),
    }
}

/// Takes the address to write to out of a body: `None` if it says nothing of it, `Some(None)` if there shall be none.
pub(super) fn take_contact(fields: &mut Map<String, Value>, faults: &mut Vec<Fault>) -> Option<Option<String>> {
    match fields.remove("contact")? {
        Value::Null => Some(None),
        Value::String(text) if is_address(text.trim()) => Some(Some(text.trim().to_owned())),
        _ => {
            let detail = "an organisation's e-mail address is needed, never a person's";
            faults.push(Fault::new("/contact", "malformed", detail));
            None
        }
    }
}

/// Whether a text can be an e-mail address. Whether it is one only a letter to it could tell.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let Some((name, domain)) = text.split_once('@') else { return false };
    (3..=254).contains(&text.len())
        && !text.contains(odd)
        && !name.is_empty()
        && !domain.contains('@')
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_look_like_addresses() {
        assert!(is_address("secretariat@nhri.example.org"));
        for wrong in
            ["", "@", "a@b", "a b@c.org", "a@b@c.org", "a@.org", "a@b.", "A <a@b.org>", "a@b.org\r\nBcc: c@d.org"]
        {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
