//! Bodies about webhooks.

use serde::Deserialize;
use utoipa::ToSchema;

use presence_model::OfficeCode;

/// A new webhook.
#[derive(ToSchema)]
#[schema(example = json!({"name": "dashboard", "url": "https://hooks.example.org/presences", "filters": {"kind": ["presence"]}}))]
pub struct NewWebhook {
    /// The office that it belongs to; the caller's unless given.
    office: Option<OfficeCode>,
    /// What receives there; never a person's name.
    #[schema(max_length = 200)]
    name: String,
    /// The address: https, and on the public internet. It is kept in the ledger, so it is not to hold a secret.
    #[schema(max_length = 2000, format = "uri")]
    url: String,
    /// Which changes it is told of; all unless given.
    filters: Option<NewWebhookFilters>,
    /// It is told of changes after this revision; from now on unless given.
    since: Option<u64>,
}

/// Which changes a webhook is told of; what is not given wants all.
#[derive(ToSchema)]
pub struct NewWebhookFilters {
    /// Changes made by these offices.
    #[schema(max_items = 300)]
    office: Option<Vec<OfficeCode>>,
    /// Changes of records that are in or cover these countries.
    #[schema(max_items = 300)]
    country: Option<Vec<presence_model::Alpha3>>,
    /// Changes of these kinds of record: `presence`, `adviser_post`, `office`, `country`.
    #[schema(max_items = 300)]
    kind: Option<Vec<String>>,
    /// Changes of these records.
    #[schema(max_items = 300)]
    code: Option<Vec<String>>,
}

/// What changes of a webhook.
#[derive(ToSchema)]
#[schema(example = json!({"disabled": false}))]
pub struct WebhookPatch {
    /// What receives there.
    #[schema(nullable = false, max_length = 200)]
    name: Option<String>,
    /// The address.
    #[schema(nullable = false, max_length = 2000, format = "uri")]
    url: Option<String>,
    /// Which changes it is told of; null takes a filter away, or all of them.
    filters: Option<NewWebhookFilters>,
    /// Whether it is disabled.
    #[schema(nullable = false)]
    disabled: Option<bool>,
}

/// A new secret of a webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhookSecret {
    /// For how many seconds the secret before signs too; a day unless given, 90 days at most.
    #[schema(nullable = false, maximum = 7_776_000)]
    pub keep_old_for: Option<u32>,
}
