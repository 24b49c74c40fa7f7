//! Webhooks and their deliveries as they are shown.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::clients::SecretView;
use presence_core::snapshot::Listed;
use presence_model::{Alpha3, OfficeCode, RecordCode, Timestamp, Webhook};
use presence_store::deliveries::{Delivery, State};
use presence_webhooks::BACKLOG;

/// An address that is told of changes.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookView {
    /// Its id.
    #[schema(value_type = String, example = "ken-wh-3f9a2c71")]
    id: RecordCode,
    /// The office that it belongs to.
    #[schema(value_type = OfficeCode)]
    office: OfficeCode,
    /// What receives there.
    #[schema(example = "dashboard")]
    name: String,
    /// The address.
    #[schema(example = "https://hooks.example.org/presences")]
    url: String,
    /// Which changes it receives.
    filters: FiltersView,
    /// It receives changes after this revision.
    since: u64,
    /// `working`; `failing`: the last delivery failed, and is tried again; `disabled`.
    #[schema(example = "working")]
    state: &'static str,
    /// Whether it is told of nothing at present.
    disabled: bool,
    /// Why it is disabled.
    disabled_because: Option<String>,
    /// What signs its deliveries, without the secrets.
    secrets: Vec<SecretView>,
    /// How far it has been told.
    progress: Progress,
    /// The secret itself, where it was made just now: it is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_…")]
    secret: Option<String>,
    /// The revision at which it took this form.
    revision: u64,
}

/// Which changes a webhook receives; an empty list lets all through.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookFilters)]
pub struct FiltersView {
    /// Changes made by these offices.
    #[schema(value_type = Vec<OfficeCode>)]
    office: Vec<OfficeCode>,
    /// Changes of records that are in or cover these countries.
    #[schema(value_type = Vec<Alpha3>)]
    country: Vec<Alpha3>,
    /// Changes of these kinds of record.
    kind: Vec<String>,
    /// Changes of these records.
    code: Vec<String>,
}

/// How far a webhook has been told.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookProgress)]
pub struct Progress {
    /// The revision of the last change that was delivered.
    delivered: Option<u64>,
    /// How many changes wait; 1000 stands for so many or more.
    backlog: usize,
    /// When the first of them is tried again.
    next_attempt: Option<Timestamp>,
    /// When deliveries began to fail.
    failing_since: Option<Timestamp>,
    /// What the receiver last answered.
    last_answer: Option<LastAnswer>,
}

/// What a receiver last answered.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookAnswer)]
pub struct LastAnswer {
    /// When.
    at: Timestamp,
    /// The status; null if no answer came.
    #[schema(example = 204)]
    status: Option<i32>,
    /// What was wrong.
    error: Option<String>,
}

/// Webhooks, by id.
#[derive(Serialize, ToSchema)]
pub struct WebhookList {
    /// The webhooks.
    pub data: Vec<WebhookView>,
}

/// Something that was sent to a webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    /// Its id.
    #[schema(example = "01932d1a-6b7e-7c3a-9d0e-2f4b8c6a1e55")]
    id: String,
    /// The webhook.
    #[schema(example = "ken-wh-3f9a2c71")]
    webhook: String,
    /// Its `webhook-id`: the same whenever the same is sent.
    #[schema(example = "ken-wh-3f9a2c71-436")]
    message: String,
    /// Why it was sent: `change`, `ping` or `redelivery`.
    #[schema(example = "change")]
    cause: String,
    /// The revision of the change; null if it was a ping.
    #[schema(example = 436)]
    revision: Option<i64>,
    /// The attempt number, starting at 1.
    #[schema(example = 1)]
    attempt: i32,
    /// When.
    sent_at: Timestamp,
    /// How long the answer took.
    duration_ms: Option<i64>,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    outcome: String,
    /// The status of the answer; null if none came.
    #[schema(example = 204)]
    status: Option<i32>,
    /// What was wrong.
    error: Option<String>,
}

/// A page of a webhook's log.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDeliveryPage)]
pub struct DeliveryPage {
    /// What was sent, newest first.
    pub data: Vec<DeliveryView>,
    /// Path and query of the next page; null on the last one.
    pub next: Option<String>,
}

impl WebhookView {
    /// A webhook, how far it has been told, how much waits, and its secret if it was made just now.
    pub fn new(listed: &Listed<Arc<Webhook>>, state: Option<&State>, backlog: usize, secret: Option<String>) -> Self {
        let (webhook, now) = (&*listed.record, Timestamp::now());
        let secrets = webhook.secrets.iter().filter(|secret| secret.signs(now));
        // Troubles of what it was before it was changed are over.
        let current = state.filter(|state| state.described == listed.revision as i64 || webhook.disabled.is_some());
        let failing_since = current.and_then(|state| state.failing_since).map(Timestamp);
        let disabled = webhook.disabled.is_some();
        let last_answer = state.and_then(|state| {
            let (status, error) = (state.answer_status, state.answer_error.clone());
            Some(LastAnswer { at: Timestamp(state.answered_at?), status, error })
        });
        let filters = webhook.filters.clone();
        Self {
            id: webhook.id.clone(),
            office: webhook.office,
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            filters: FiltersView {
                office: filters.office,
                country: filters.country,
                kind: filters.kind,
                code: filters.code,
            },
            since: webhook.since,
            state: match (disabled, failing_since) {
                (true, _) => "disabled",
                (false, Some(_)) => "failing",
                (false, None) => "working",
            },
            disabled,
            disabled_because: webhook.disabled.clone(),
            secrets: secrets.map(|secret| SecretView::new(&secret.id, secret.created_at, secret.expires_at)).collect(),
            progress: Progress {
                delivered: state.and_then(|state| state.delivered).map(|revision| revision as u64),
                backlog: backlog.min(BACKLOG),
                next_attempt: current.filter(|_| !disabled).and_then(|state| state.next_attempt).map(Timestamp),
                failing_since,
                last_answer,
            },
            secret,
            revision: listed.revision,
        }
    }
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook: delivery.webhook,
            message: delivery.message,
            cause: delivery.cause,
            revision: delivery.revision,
            attempt: delivery.attempt,
            sent_at: Timestamp(delivery.sent_at),
            duration_ms: delivery.duration_ms,
            outcome: delivery.outcome,
            status: delivery.status,
            error: delivery.error,
        }
    }
}
