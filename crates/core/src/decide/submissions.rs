//! The rules for submissions: who may make, correct, withdraw and publish them, and until when.

use std::sync::Arc;

use serde_json::Value;

use super::{Decision, desk_only, matches, records::patched};
use crate::{
    change::Actor,
    fault::{Fault, Rejection},
    record_kind::RecordKind,
    snapshot::Snapshot,
    versioned::Versioned,
};
use presence_model::{
    Attachment, Call, Code, Moderation, ModerationStatus, OfficeCode, RecordCode, Submission, Timestamp,
};

/// How many versions of a submission there are at most: nobody fills the ledger by correcting.
const VERSIONS: usize = 200;

/// What a submitter's patch cannot set, and why.
const SET_ELSEWHERE: [(&str, &str); 9] = [
    ("code", "a code never changes"),
    ("kind", "a record stays what it is"),
    ("call", "a submission stays with its call"),
    ("attachment", "it is sent to …/attachment"),
    ("moderation", "the desk decides"),
    ("withdrawn", "it is withdrawn with …/withdraw"),
    ("revision", "the registry sets it"),
    ("recorded_at", "the registry sets it"),
    ("links", "the registry sets it"),
];

/// What becomes of a submission.
#[derive(Clone, Debug)]
pub enum SubmissionChange {
    /// The submitter says it anew, by an RFC 7396 merge patch.
    Correct(Value),
    /// It gets a document, in place of the one before.
    Attach(Attachment),
    /// It is withdrawn.
    Withdraw,
    /// The desk decides on it.
    Moderate(Moderation),
}

/// The share of a call's waiting places that one network may take: one of twenty, and this many at least.
const SHARE: (usize, usize) = (20, 10);

pub(super) fn submit(
    snapshot: &Snapshot,
    actor: &Actor,
    submission: &Submission,
    most_waiting: usize,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let call = open_call(snapshot, &submission.call, now)?;
    if Submission::map(snapshot).contains_key(&submission.code) {
        return Err(Rejection::Exists { kind: Submission::NAME, code: submission.code.to_string() });
    }
    let faults = submission.check(snapshot, None);
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    let waiting = |kept: &&Arc<Versioned<Submission>>| kept.record().call == call.code && kept.record().waits();
    let waiting: Vec<_> = snapshot.programme.submissions.values().filter(waiting).collect();
    if waiting.len() >= most_waiting {
        let detail = "this call has too many submissions awaiting review; try again later";
        return Err(Rejection::Full(detail.to_owned()));
    }
    // Else one network could close the call to everybody.
    let first = |kept: &Versioned<Submission>| kept.versions.front().and_then(|version| version.actor.origin.clone());
    let own = |kept: &&&Arc<Versioned<Submission>>| actor.origin.is_some() && first(kept) == actor.origin;
    if actor.office == OfficeCode::public() && waiting.iter().filter(own).count() >= share(most_waiting) {
        let detail = "this call has too many submissions from your network awaiting review; try again later";
        return Err(Rejection::Full(detail.to_owned()));
    }
    Ok(Decision::Change(submission.clone().into_record()))
}

fn share(most_waiting: usize) -> usize {
    (most_waiting / SHARE.0).max(SHARE.1).min(most_waiting)
}

pub(super) fn change(
    snapshot: &Snapshot,
    actor: &Actor,
    code: &RecordCode,
    change: &SubmissionChange,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    // Whether somebody has the submission's secret is no question for the rules; that it is not another office is.
    if actor.office != OfficeCode::public() {
        desk_only(actor)?;
    }
    let kept = Submission::map(snapshot).get(code);
    let kept = kept.ok_or_else(|| Rejection::NotFound { kind: Submission::NAME, code: code.to_string() })?;
    matches(kept.newest().revision, if_match)?;
    let known = kept.record();
    if known.withdrawn {
        return match change {
            SubmissionChange::Withdraw => Ok(Decision::Known(kept.newest().revision)),
            _ => Err(invalid(Fault::new("", "withdrawn", "the submission was withdrawn"))),
        };
    }
    let next = match change {
        SubmissionChange::Withdraw => Submission { withdrawn: true, ..known.clone() },
        SubmissionChange::Moderate(moderation) => moderated(actor, known, moderation)?,
        SubmissionChange::Correct(patch) => {
            open_call(snapshot, &known.call, now)?;
            corrected(snapshot, kept, patch, now)?
        }
        SubmissionChange::Attach(attachment) => {
            if !actor.office.is_desk() {
                open_call(snapshot, &known.call, now)?;
            }
            Submission { attachment: Some(attachment.clone()), ..known.clone() }
        }
    };
    if next == *known {
        return Ok(Decision::Known(kept.newest().revision));
    }
    let next = match change {
        SubmissionChange::Withdraw | SubmissionChange::Moderate(_) => next,
        // What the desk has decided, it has decided of other words.
        SubmissionChange::Correct(_) | SubmissionChange::Attach(_) => {
            if kept.versions.len() >= VERSIONS {
                let detail = format!("a submission can be corrected {VERSIONS} times; submit a new one");
                return Err(invalid(Fault::new("", "too_many_versions", detail)));
            }
            Submission { moderation: Moderation::pending(), ..next }
        }
    };
    Ok(Decision::Change(next.into_record()))
}

/// A call that takes submissions at this moment.
fn open_call<'s>(snapshot: &'s Snapshot, code: &RecordCode, now: Timestamp) -> Result<&'s Call, Rejection> {
    let call = Call::map(snapshot).get(code).map(Arc::as_ref).map(Versioned::record);
    let call = call.ok_or_else(|| Rejection::NotFound { kind: Call::NAME, code: code.to_string() })?;
    if call.is_open(now) {
        return Ok(call);
    }
    let detail = match &call.closed {
        Some(why) => format!("the call was closed: {why}"),
        None => format!("the call takes submissions from {} to {} (until UTC-12)", call.opens_on, call.deadline),
    };
    Err(invalid(Fault::new("/call", "not_open", detail)))
}

fn corrected(
    snapshot: &Snapshot,
    kept: &Versioned<Submission>,
    patch: &Value,
    now: Timestamp,
) -> Result<Submission, Rejection> {
    let whole = patched(kept.record(), patch, &SET_ELSEWHERE)?;
    let next = Submission::read(&whole, Some(kept.record()), now).map_err(Rejection::Invalid)?;
    let faults = next.check(snapshot, Some(kept.record()));
    if faults.is_empty() { Ok(next) } else { Err(Rejection::Invalid(faults)) }
}

fn moderated(actor: &Actor, known: &Submission, moderation: &Moderation) -> Result<Submission, Rejection> {
    desk_only(actor)?;
    if moderation.status == ModerationStatus::Published && !known.consent_to_publication {
        return Err(invalid(Fault::new("/status", "no_consent", "the submitter does not consent to publication")));
    }
    if moderation.status != ModerationStatus::Rejected && moderation.reason.is_some() {
        let detail = format!("what is {} needs no reason", moderation.status.as_str());
        return Err(invalid(Fault::new("/reason", "not_applicable", detail)));
    }
    Ok(Submission { moderation: moderation.clone(), ..known.clone() })
}

fn invalid(fault: Fault) -> Rejection {
    Rejection::Invalid(vec![fault])
}
