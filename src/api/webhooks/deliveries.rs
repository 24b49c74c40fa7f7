//! What was sent to a webhook; and what is sent at once, by request.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Deserialize;

use crate::api::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{Fingerprint, NoParameters},
    imports::answer,
    path::Id,
    problem::{self, Problem},
    query::parameters,
    read::not_found,
    respond,
    state::State,
    webhooks::{
        own,
        views::{DeliveryPage, DeliveryView},
    },
};
use presence_core::{
    Actor,
    query::{BadParameter, write_json},
};
use presence_model::Webhook;
use presence_store::StoreError;
use presence_webhooks::AtOnce;

/// What came of what was sent.
pub const OUTCOMES: [&str; 3] = ["pending", "delivered", "failed"];

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
    responses((status = 200, description = "A page of the log.", body = DeliveryPage)), security(("token" = ["webhooks:write"])))]
pub async fn list(
    caller: Authorized<scope::WebhooksWrite>,
    request: HttpRequest,
    state: Data<State>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let (mut limit, mut before, mut outcome) = (50, None, None);
    for (name, value) in parameters(&request, &["limit", "cursor", "outcome"])? {
        let wrong = |why| BadParameter::new(&name, why);
        match name.as_str() {
            "limit" => {
                let read = value.parse().ok().filter(|limit| (1..=200).contains(limit));
                limit = read.ok_or_else(|| wrong("a number from 1 to 200 is needed"))?;
            }
            "cursor" => {
                let read = uuid::Uuid::parse_str(&value).map_err(|_| wrong("cannot be read"))?;
                before = Some(read.hyphenated().to_string());
            }
            _ if OUTCOMES.contains(&value.as_str()) => outcome = Some(value),
            _ => return Err(BadParameter::one_of(&name, OUTCOMES.map(str::to_owned).to_vec()).into()),
        }
    }
    let id = own(&state, actor.office, &path.id)?.record.id.clone();
    let shared = state.clone();
    let read = move || shared.store.deliveries(&id, outcome.as_deref(), before.as_deref(), limit + 1);
    let mut log = blocking(read).await??;
    let wanted = usize::try_from(limit).unwrap_or_default();
    let more = log.len() > wanted;
    log.truncate(wanted);
    let next = log.last().filter(|_| more).map(|last| {
        let kept = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "cursor");
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair("cursor", &last.id).finish();
        format!("{}?{query}", request.path())
    });
    let mut response = answer(StatusCode::OK);
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    let mut body = Vec::new();
    write_json(&mut body, &DeliveryPage { data: log.into_iter().map(DeliveryView::from).collect(), next });
    Ok(response.content_type("application/json").body(body))
}

/// Send a test event
///
/// Sends an event of the type `presence-registry.ping.v1` now and answers with what came of it; also to a webhook that
/// is disabled.
#[utoipa::path(post, path = "/v1/webhooks/{id}/ping", tag = "Webhooks", operation_id = "ping_webhook",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "The delivery.", body = DeliveryView)), security(("token" = ["webhooks:write"])))]
pub async fn ping(
    caller: Authorized<scope::WebhooksWrite>,
    _: NoParameters,
    request: HttpRequest,
    state: Data<State>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let listed = own(&state, actor.office, &path.id)?;
    let wanted = state.webhooks.ping(&listed.record);
    send(&request, &state, &listed.record, actor, wanted).await
}

/// Send a delivery again
///
/// Under the same `webhook-id`, now, and out of order; also to a webhook that is disabled. A change is told as it was.
#[utoipa::path(post, path = "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", tag = "Webhooks", operation_id = "redeliver",
    params(("id" = String, Path, description = "The webhook's id."), ("delivery" = String, Path, description = "The delivery's id.")),
    responses((status = 200, description = "The new delivery.", body = DeliveryView)), security(("token" = ["webhooks:write"])))]
pub async fn redeliver(
    caller: Authorized<scope::WebhooksWrite>,
    _: NoParameters,
    request: HttpRequest,
    state: Data<State>,
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
    send(&request, &state, &listed.record, actor, wanted).await
}

async fn send(
    request: &HttpRequest,
    state: &State,
    webhook: &Webhook,
    actor: Actor,
    wanted: Option<AtOnce>,
) -> Result<HttpResponse, Problem> {
    let wanted = wanted.ok_or_else(|| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))?;
    let idempotency = Fingerprint::new(request, request.path()).idempotency(request)?;
    let (delivery, replayed) = state.webhooks.at_once(webhook, wanted, actor, idempotency).await?;
    let mut response = answer(StatusCode::OK);
    respond::say_replayed(&mut response, replayed);
    let mut body = Vec::new();
    write_json(&mut body, &DeliveryView::from(delivery));
    Ok(response.content_type("application/json").body(body))
}
