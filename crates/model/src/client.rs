//! API clients and what they may do.

use serde::{Deserialize, Serialize};

use super::{
    identifiers::{OfficeCode, RecordCode},
    key::PublicKey,
    time::Timestamp,
};

/// What a token allows, besides the public reads. Denied unless named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Read what is not public: restricted notes.
    #[serde(rename = "presences:read")]
    PresencesRead,
    /// Report status updates.
    #[serde(rename = "status:write")]
    StatusWrite,
    /// Create and change presences, posts and offices.
    #[serde(rename = "records:write")]
    RecordsWrite,
    /// Send files of many updates.
    #[serde(rename = "imports:write")]
    ImportsWrite,
    /// Manage the clients of one's office; for the desk of all offices.
    #[serde(rename = "clients:admin")]
    ClientsAdmin,
    /// Manage the webhooks of one's office; for the desk of all offices.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
    /// Read who did what, and the ledger's entries.
    #[serde(rename = "audit:read")]
    AuditRead,
    /// Read submissions that are not published, and decide on them. For the desk.
    #[serde(rename = "submissions:moderate")]
    SubmissionsModerate,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[
        Self::PresencesRead,
        Self::StatusWrite,
        Self::RecordsWrite,
        Self::ImportsWrite,
        Self::ClientsAdmin,
        Self::WebhooksWrite,
        Self::AuditRead,
        Self::SubmissionsModerate,
    ];

    /// As it is written in a token's `scope`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PresencesRead => "presences:read",
            Self::StatusWrite => "status:write",
            Self::RecordsWrite => "records:write",
            Self::ImportsWrite => "imports:write",
            Self::ClientsAdmin => "clients:admin",
            Self::WebhooksWrite => "webhooks:write",
            Self::AuditRead => "audit:read",
            Self::SubmissionsModerate => "submissions:moderate",
        }
    }

    /// The scope with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text)
    }

    /// What the clients of an office get unless told otherwise: the desk everything, an office its reports.
    #[must_use]
    pub fn default_for(office: OfficeCode) -> Vec<Self> {
        if office.is_desk() {
            return Self::ALL.to_vec();
        }
        vec![Self::PresencesRead, Self::StatusWrite, Self::ImportsWrite]
    }

    /// What the clients of an office may get at most.
    #[must_use]
    pub fn possible_for(office: OfficeCode) -> Vec<Self> {
        let mut scopes = Self::default_for(office);
        if !office.is_desk() {
            scopes.extend([Self::ClientsAdmin, Self::WebhooksWrite]);
        }
        scopes
    }
}

/// A program that acts for an office. Its name says which program or machine, never which person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// `ken-` and a random part.
    pub id: RecordCode,
    /// The office it acts for.
    pub office: OfficeCode,
    /// Which program or machine it is.
    pub name: String,
    /// What its tokens may do at most.
    pub scopes: Vec<Scope>,
    /// A disabled client's tokens are refused.
    pub disabled: bool,
    /// Its secrets: one, or two while it changes from one to the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<Secret>,
    /// The keys that it signs assertions with instead (RFC 7523).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<ClientKey>,
}

/// A client's secret, as far as the registry keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    /// What it is called; no part of it.
    pub id: Box<str>,
    /// Its SHA-256 hash; of a secret that an earlier version made, an Argon2id hash in the PHC string format.
    pub hash: Box<str>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it does not hold any more.
    pub expires_at: Option<Timestamp>,
}

impl Secret {
    /// Whether it holds at this moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|until| now < until)
    }
}

/// A public key of a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientKey {
    /// The `kid` of its assertions.
    pub kid: Box<str>,
    /// The key.
    #[serde(flatten)]
    pub public: PublicKey,
}
