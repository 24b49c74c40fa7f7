//! API clients and what they may do.

use serde::{Deserialize, Serialize};

use super::identifiers::{OfficeCode, RecordCode};

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
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[Self::PresencesRead, Self::StatusWrite, Self::RecordsWrite, Self::ImportsWrite];

    /// As it is written in a token's `scope`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PresencesRead => "presences:read",
            Self::StatusWrite => "status:write",
            Self::RecordsWrite => "records:write",
            Self::ImportsWrite => "imports:write",
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
}
