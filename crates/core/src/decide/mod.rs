//! The rules: whether a command is accepted, and which change it makes. Pure, so rules are tested without a server.

mod clients;
mod programme;
mod records;
mod status;
mod submissions;
mod webhooks;

pub use clients::ClientChange;
pub use status::may_report;
pub use submissions::SubmissionChange;
pub use webhooks::{FiltersPatch, WebhookChange};

use serde_json::Value;

use super::{
    change::{Actor, ProgrammeRecord, Record},
    fault::Rejection,
    input::StatusInput,
    snapshot::Snapshot,
};
use presence_model::{
    Client, Key, Office, Post, Presence, RecordCode, Revocation, Subject, Submission, Timestamp, Webhook,
};

/// Something that a client wants to happen.
#[derive(Clone, Debug)]
pub enum Command {
    /// Report a status.
    ReportStatus {
        /// Of what.
        subject: Subject,
        /// What is reported.
        input: Box<StatusInput>,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Add a presence.
    CreatePresence(Box<Presence>),
    /// Add a post.
    CreatePost(Box<Post>),
    /// Add an office.
    CreateOffice(Box<Office>),
    /// Describe a presence or a post anew, by an RFC 7396 merge patch.
    Describe {
        /// Which.
        subject: Subject,
        /// The patch.
        patch: Value,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Add a record of the programme.
    CreateKept(ProgrammeRecord),
    /// Describe a record of the programme anew, by an RFC 7396 merge patch.
    DescribeKept {
        /// Its kind.
        kind: &'static str,
        /// Its code.
        code: RecordCode,
        /// The patch.
        patch: Value,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Submit to a call.
    Submit {
        /// What is submitted.
        submission: Box<Submission>,
        /// How many submissions to a call may wait for the desk.
        most_waiting: usize,
    },
    /// Correct, withdraw or publish a submission.
    ChangeSubmission {
        /// Which.
        code: RecordCode,
        /// How.
        change: Box<SubmissionChange>,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Add a client.
    AddClient(Box<Client>),
    /// Change a client.
    ChangeClient {
        /// Which.
        id: RecordCode,
        /// How.
        change: Box<ClientChange>,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Add a webhook, which is told of changes after a revision; none: after the newest.
    AddWebhook(Box<Webhook>, Option<u64>),
    /// Change a webhook.
    ChangeWebhook {
        /// Which.
        id: RecordCode,
        /// How.
        change: Box<WebhookChange>,
        /// The revisions of which `If-Match` wants the record to be; none: any.
        if_match: Option<Vec<u64>>,
    },
    /// Begin to use a key of the registry.
    AddKey {
        /// The key.
        key: Box<Key>,
        /// Only if there is none for its purpose.
        first: bool,
    },
    /// Accept what a key has signed until this moment only.
    RetireKey(Box<str>, Timestamp),
    /// Refuse a token from now on.
    Revoke(Box<Revocation>),
}

/// What follows from a command that is accepted.
#[derive(Clone, Debug)]
pub enum Decision {
    /// The record becomes this.
    Change(Record),
    /// The first record becomes this, and others with it: all or none.
    Several(Vec<Record>),
    /// It was recorded before, at this revision; nothing changes.
    Known(u64),
}

/// Refuses whoever is not the desk.
///
/// # Errors
/// `Forbidden`.
pub fn desk_only(actor: &Actor) -> Result<(), Rejection> {
    if actor.office.is_desk() {
        return Ok(());
    }
    let office = actor.office;
    Err(Rejection::Forbidden(format!("only headquarters can edit records; your token belongs to office {office}")))
}

/// Decides a command against a snapshot: the record as it becomes, or why nothing changes. The record of a status
/// update carries the revision that it will have.
///
/// # Errors
/// A [`Rejection`] that says what is wrong and what would be allowed.
pub fn decide(snapshot: &Snapshot, actor: &Actor, command: &Command, now: Timestamp) -> Result<Decision, Rejection> {
    let record = match command {
        Command::AddClient(client) => return clients::add(snapshot, actor, client),
        Command::ChangeClient { id, change, if_match } => {
            return clients::change(snapshot, actor, id, change, if_match.as_deref(), now);
        }
        Command::Revoke(revocation) => return Ok(clients::revoke(snapshot, revocation)),
        Command::AddWebhook(webhook, since) => return webhooks::add(snapshot, actor, webhook, *since),
        Command::ChangeWebhook { id, change, if_match } => {
            return webhooks::change(snapshot, actor, id, change, if_match.as_deref(), now);
        }
        Command::Submit { submission, most_waiting } => {
            return submissions::submit(snapshot, actor, submission, *most_waiting, now);
        }
        Command::ChangeSubmission { code, change, if_match } => {
            return submissions::change(snapshot, actor, code, change, if_match.as_deref(), now);
        }
        Command::ReportStatus { subject, input, if_match } => {
            return status::report(snapshot, actor, subject, input, if_match.as_deref(), now);
        }
        _ => {
            desk_only(actor)?;
            described(snapshot, command, now)
        }
    };
    record.map(Decision::Change)
}

/// What only the desk may do.
fn described(snapshot: &Snapshot, command: &Command, now: Timestamp) -> Result<Record, Rejection> {
    match command {
        Command::CreatePresence(presence) => records::create_presence(snapshot, presence),
        Command::CreatePost(post) => records::create_post(snapshot, post),
        Command::CreateOffice(office) => records::create_office(snapshot, office),
        Command::Describe { subject, patch, if_match } => {
            records::describe(snapshot, subject, patch, if_match.as_deref(), now)
        }
        Command::CreateKept(record) => programme::create(snapshot, record),
        Command::DescribeKept { kind, code, patch, if_match } => {
            programme::describe(snapshot, kind, code, patch, if_match.as_deref(), now)
        }
        Command::AddKey { key, first } => clients::add_key(snapshot, key, *first, now),
        Command::RetireKey(id, until) => clients::retire_key(snapshot, id, *until),
        Command::ReportStatus { .. }
        | Command::AddClient(_)
        | Command::ChangeClient { .. }
        | Command::AddWebhook(..)
        | Command::ChangeWebhook { .. }
        | Command::Revoke(_)
        | Command::Submit { .. }
        | Command::ChangeSubmission { .. } => unreachable!("decided by others above"),
    }
}

fn not_found(subject: &Subject) -> Rejection {
    let kind = match subject {
        Subject::Presence(_) => "presence",
        Subject::Post(_) => "adviser post",
    };
    Rejection::NotFound { kind, code: subject.code().to_string() }
}

fn matches(current: u64, wanted: Option<&[u64]>) -> Result<(), Rejection> {
    match wanted {
        Some(wanted) if !wanted.contains(&current) => Err(Rejection::Stale { current }),
        _ => Ok(()),
    }
}
