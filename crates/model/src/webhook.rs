//! Webhooks: addresses that are told of changes.

use serde::{Deserialize, Serialize};

use super::{
    identifiers::{Alpha3, OfficeCode, RecordCode},
    time::Timestamp,
};

/// An address that is told of changes, for an office. Its name says which program or machine, never which person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// `ken-wh-` and a random part.
    pub id: RecordCode,
    /// The office that it belongs to.
    pub office: OfficeCode,
    /// What receives there.
    pub name: String,
    /// The address.
    pub url: String,
    /// Which changes it receives.
    #[serde(default, skip_serializing_if = "WebhookFilters::is_empty")]
    pub filters: WebhookFilters,
    /// It receives changes after this revision.
    pub since: u64,
    /// Why it is told of nothing at present; none: it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<String>,
    /// What signs its deliveries: one secret, or two while the receiver changes from one to the next. The newest last.
    pub secrets: Vec<WebhookSecret>,
}

/// Which changes a webhook receives; an empty list lets all through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WebhookFilters {
    /// Changes made by these offices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub office: Vec<OfficeCode>,
    /// Changes of records in these countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub country: Vec<Alpha3>,
    /// Changes of these kinds of record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Changes of these records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
}

impl WebhookFilters {
    /// Whether it wants everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A secret of a webhook, as far as the ledger knows it. The secret itself is kept elsewhere, encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookSecret {
    /// What it is called; no part of it.
    pub id: Box<str>,
    /// SHA-256 of the encrypted secret, in hexadecimal.
    pub sealed: Box<str>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it does not sign any more.
    pub expires_at: Option<Timestamp>,
}

impl WebhookSecret {
    /// Whether it signs at this moment.
    #[must_use]
    pub fn signs(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|until| now < until)
    }
}

impl Webhook {
    /// The name under which a secret of this webhook is kept.
    #[must_use]
    pub fn kept_as(&self, secret: &str) -> String {
        format!("{}/{secret}", self.id)
    }
}
