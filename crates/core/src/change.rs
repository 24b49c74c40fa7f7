//! Changes: the entries of the ledger, and who made them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use presence_model::{
    Call, Client, Contribution, Country, Donor, Key, Office, OfficeCode, Post, PostRequest, Presence, RecordCode,
    ReportText, Revocation, StandardCost, StatusUpdate, Submission, Timestamp, Webhook,
};

/// Who makes a change: an office, through which client and token, in which request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The office it acts for.
    pub office: OfficeCode,
    /// The client: a record's id, or what issued the token.
    pub client: Arc<str>,
    /// The token's `jti`.
    pub token: Option<Arc<str>>,
    /// The request's id.
    pub request: Option<Arc<str>>,
    /// The network that the request came from. Not the address: that could be a person's.
    pub origin: Option<Arc<str>>,
    /// The `traceparent` of the request.
    pub trace: Option<Arc<str>>,
}

impl Actor {
    /// Somebody without an account, who submits to a call. The desk did not write it, no office answers for it, and who
    /// it was the registry does not know: the ledger says `PUBLIC`, which is not an office code.
    #[must_use]
    pub fn public_intake() -> Self {
        Self::new(OfficeCode::public(), "public-intake")
    }

    /// The registry itself, on behalf of the desk: the baseline, the command line.
    #[must_use]
    pub fn registry(client: &str) -> Self {
        Self::new(OfficeCode::desk(), client)
    }

    /// A client of an office; by which request is not known.
    #[must_use]
    pub fn new(office: OfficeCode, client: &str) -> Self {
        Self { office, client: client.into(), token: None, request: None, origin: None, trace: None }
    }
}

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
            $crate::change::ProgrammeRecord::Donor($known) => $do,
            $crate::change::ProgrammeRecord::Contribution($known) => $do,
            $crate::change::ProgrammeRecord::StandardCost($known) => $do,
            $crate::change::ProgrammeRecord::PostRequest($known) => $do,
            $crate::change::ProgrammeRecord::Call($known) => $do,
            $crate::change::ProgrammeRecord::Submission($known) => $do,
            $crate::change::ProgrammeRecord::ReportText($known) => $do,
        }
    };
}
pub(crate) use with_each;

/// A record as a change left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "record", rename_all = "snake_case")]
pub enum Record {
    /// A country.
    Country(Arc<Country>),
    /// An office.
    Office(Arc<Office>),
    /// A presence's description.
    Presence(Arc<Presence>),
    /// A post's description.
    Post(Arc<Post>),
    /// A status update, which moves its presence or post.
    StatusUpdate(Arc<StatusUpdate>),
    /// An API client.
    Client(Arc<Client>),
    /// A key of the registry.
    Key(Arc<Key>),
    /// A token that is refused from now on.
    Revocation(Arc<Revocation>),
    /// A record of the adviser programme.
    Programme(ProgrammeRecord),
    /// A webhook.
    Webhook(Arc<Webhook>),
}

impl Record {
    /// The kind's name in the ledger.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Country(_) => "country",
            Self::Office(_) => "office",
            Self::Presence(_) => "presence",
            Self::Post(_) => "post",
            Self::StatusUpdate(_) => "status_update",
            Self::Client(_) => "client",
            Self::Key(_) => "key",
            Self::Revocation(_) => "revocation",
            Self::Programme(record) => record.kind(),
            Self::Webhook(_) => "webhook",
        }
    }

    /// The code of the record that moved: for a status update its presence or post.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Country(record) => record.code.as_str(),
            Self::Office(record) => record.code.as_str(),
            Self::Presence(record) => record.code.as_str(),
            Self::Post(record) => record.code.as_str(),
            Self::StatusUpdate(record) => record.subject.code().as_str(),
            Self::Client(record) => record.id.as_str(),
            Self::Key(record) => &record.id,
            Self::Revocation(record) => &record.token,
            Self::Programme(record) => record.code(),
            Self::Webhook(record) => record.id.as_str(),
        }
    }
}

/// A change as the feed needs it: which record became what, by which office.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The office that made the change.
    pub office: OfficeCode,
    /// The record after the change.
    pub record: Record,
}

/// One recorded fact. Revisions are dense: 1, 2, 3 …; times never run backwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its number in the ledger.
    pub revision: u64,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// Who said so.
    pub actor: Actor,
    /// The record after the change.
    pub record: Record,
}

impl Change {
    /// The presence or post that this change is about, if it is about one.
    #[must_use]
    pub fn tracked_code(&self) -> Option<&RecordCode> {
        match &self.record {
            Record::Presence(record) => Some(&record.code),
            Record::Post(record) => Some(&record.code),
            Record::StatusUpdate(record) => Some(record.subject.code()),
            _ => None,
        }
    }
}
