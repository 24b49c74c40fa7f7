//! What was sent to a webhook; and what is sent at once, by request.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{
        BodylessKey, NoParameters, Query,
        query::{IdCursor, Number, choices, name_of, url_with},
    },
    operation::{Operations, declare},
    path::Id,
    problem::{self, Problem},
    read::not_found,
    respond,
    state::AppState,
    webhooks::{
        own,
        views::{DeliveryPage, DeliveryView},
    },
};
use deserr::Deserr;
use presence_core::{Actor, body::Faults};
use presence_model::Webhook;
use presence_store::StoreError;
use presence_webhooks::AtOnce;

choices! {
    /// What came of what was sent.
    enum Outcome { Pending = "pending", Delivered = "delivered", Failed = "failed" }
}

/// Parameters of deliveries.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParameters {
    /// How many entries a page has at most; 50 unless given.
    #[deserr(default)]
    #[param(inline, default = 50)]
    limit: Option<Number<1, 200>>,
    /// Where a page begins: taken from `next`.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    cursor: Option<IdCursor>,
    /// With this outcome.
    #[deserr(default)]
    #[param(inline)]
    outcome: Option<Outcome>,
}

/// The path of a delivery.
#[derive(Deserialize)]
pub struct DeliveryPath {
    id: String,
    delivery: String,
}

/// List deliveries
///
/// What was sent to a webhook, newest first, every attempt by itself: of the last 30 days, if nothing else is set, and
/// the last 2,000 at most.
#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "Webhooks", operation_id = "list_webhook_deliveries",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "A page of the log.", body = DeliveryPage,
        headers(("Link" = String, description = "The next page (RFC 8288), if there is one.")))))]
pub async fn list(
    caller: Authorized<scope::WebhooksWrite>,
    query: Query<DeliveryParameters>,
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let (actor, DeliveryParameters { limit, cursor, outcome }) = (caller.actor, query.0);
    let (limit, before) = (limit.map_or(50, |limit| limit.0 as i64), cursor.map(|cursor| cursor.0));
    let outcome = outcome.map(name_of);
    let id = own(&state, actor.office, &path.id)?.record.id.clone();
    let shared = state.clone();
    let read = move || shared.store.deliveries(&id, outcome, before.as_deref(), limit + 1);
    let mut log = blocking(read).await??;
    let wanted = usize::try_from(limit).unwrap_or_default();
    let more = log.len() > wanted;
    log.truncate(wanted);
    let next = log.last().filter(|_| more).map(|last| url_with(&request, "cursor", &last.id));
    let mut response = respond::uncached(StatusCode::OK);
    respond::set_next_page(&mut response, next.as_deref());
    Ok(response.json(DeliveryPage { data: log.into_iter().map(DeliveryView::from).collect(), next }))
}

/// Send a test event
///
/// Sends an event of the type `presence-registry.ping.v1` now and answers with what came of it; also to a webhook that
/// is disabled.
#[utoipa::path(post, path = "/v1/webhooks/{id}/ping", tag = "Webhooks", operation_id = "ping_webhook",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "The delivery.", body = DeliveryView)))]
pub async fn ping(
    caller: Authorized<scope::WebhooksWrite>,
    _: Query<NoParameters>,
    key: BodylessKey,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let listed = own(&state, actor.office, &path.id)?;
    let wanted = state.webhooks.ping(&listed.record);
    send(key, &state, &listed.record, actor, wanted).await
}

/// Send a delivery again
///
/// Under the same `webhook-id`, now, and out of order; also to a webhook that is disabled. A change is told as it was.
#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", tag = "Webhooks", operation_id = "redeliver",
    params(("id" = String, Path, description = "The webhook's id."), ("delivery" = String, Path, description = "The delivery's id.")),
    responses((status = 200, description = "The new delivery.", body = DeliveryView)))]
pub async fn redeliver(
    caller: Authorized<scope::WebhooksWrite>,
    _: Query<NoParameters>,
    key: BodylessKey,
    state: Data<AppState>,
    path: Path<DeliveryPath>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let listed = own(&state, actor.office, &path.id)?;
    let none = || not_found("delivery", &path.delivery);
    let delivery = uuid::Uuid::parse_str(&path.delivery).map_err(|_| none())?.hyphenated().to_string();
    let (shared, webhook) = (state.clone(), listed.record.clone());
    let again = move || {
        let before = shared.store.delivery(&webhook.id, &delivery)?;
        Ok::<_, StoreError>(before.map(|before| shared.webhooks.again(&webhook, &before)))
    };
    let wanted = blocking(again).await??.ok_or_else(none)?;
    send(key, &state, &listed.record, actor, wanted).await
}

async fn send(
    key: BodylessKey,
    state: &AppState,
    webhook: &Webhook,
    actor: Actor,
    wanted: Option<AtOnce>,
) -> Result<HttpResponse, Problem> {
    let wanted = wanted.ok_or_else(|| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))?;
    let (delivery, replayed) = state.webhooks.at_once(webhook, wanted, actor, key.0).await?;
    let mut response = respond::uncached(StatusCode::OK);
    respond::set_replayed_header(&mut response, replayed);
    Ok(response.json(DeliveryView::from(delivery)))
}

/// The operations on deliveries.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, ping, redeliver);
}
