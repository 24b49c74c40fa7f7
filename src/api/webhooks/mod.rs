//! `/v1/webhooks`: addresses that are told of changes.

pub mod deliveries;
pub mod views;

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, Responder,
    dev::Payload,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{IfMatch, Json, Merge, NoParameters, Query, RequiredIfMatch, Write, state},
    operation::{Describe, Documentation, Operations, declare},
    path::Id,
    problem::{self, Problem, ProblemDocument},
    read::not_found,
    respond,
    state::AppState,
    webhooks::views::{WebhookList, WebhookView},
    write,
};
use presence_core::{
    Command, Fault, WebhookChange,
    decide::FiltersPatch,
    input::{
        client::NewSecret,
        webhook::{NewWebhook, WebhookPatch},
    },
    snapshot::Listed,
};
use presence_model::{OfficeCode, RecordCode, Webhook};
use presence_store::Committed;

/// List webhooks
///
/// An office's own, for the desk all.
#[utoipa::path(get, path = "/v1/webhooks", tag = "Webhooks", operation_id = "list_webhooks",
    responses((status = 200, description = "The webhooks.", body = WebhookList)))]
pub async fn list(
    caller: Authorized<scope::WebhooksWrite>,
    _: Query<NoParameters>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let shared = state.clone();
    let views = move || {
        let states = shared.store.webhook_states()?;
        let snapshot = shared.store.now();
        let own = snapshot.webhooks.values().filter(|webhook| actor.office.manages(webhook.record.office));
        let view = |listed: &Arc<Listed<Arc<Webhook>>>| {
            let known = states.get(listed.record.id.as_str());
            WebhookView::new(listed, known, shared.webhooks.backlog(&listed.record, known), None)
        };
        Ok::<_, presence_store::StoreError>(own.map(view).collect())
    };
    let data = blocking(views).await??;
    Ok(respond::uncached(StatusCode::OK).json(WebhookList { data }))
}

/// Show a webhook
///
/// With how far it has been told, and what is wrong if something is.
#[utoipa::path(get, path = "/v1/webhooks/{id}", tag = "Webhooks", operation_id = "show_webhook",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "The webhook.", body = WebhookView, headers(
        ("ETag" = String, description = "The webhook's entity tag: its revision."),
        ("Cache-Control" = String, description = "Always `no-store`.")))))]
pub async fn show(
    caller: Authorized<scope::WebhooksWrite>,
    _: Query<NoParameters>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let id = own(&state, actor.office, &path.id)?.record.id.clone();
    show_now(&state, &id, None, respond::uncached(StatusCode::OK)).await
}

/// Add a webhook
///
/// For one's own office; the desk for any. It receives changes from now on, or of all after `since`. Its secret, with
/// which deliveries are verified, is shown in this answer and never again, not even when the request is repeated.
#[utoipa::path(post, path = "/v1/webhooks", tag = "Webhooks", operation_id = "create_webhook",
    responses((status = 201, description = "The webhook was added.", body = WebhookView),
        (status = 404, description = "There is no such office.", body = ProblemDocument, content_type = "application/problem+json")))]
pub async fn create(
    write: Write<scope::WebhooksWrite>,
    body: Json<NewWebhook>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let NewWebhook { office, name, url, filters, since } = body.value;
    check(&state, &url)?;
    let office = office.unwrap_or(write.office());
    let id = webhook_id(office);
    let (text, secret, sealed) = state.webhooks.make_secret(&id);
    let (name, url, filters) = (name.into(), url.into(), FiltersPatch::from(filters).into());
    let webhook =
        Webhook { id: id.clone(), office, name, url, filters, since: 0, disabled: None, secrets: vec![secret] };
    let command = Command::AddWebhook(Box::new(webhook), since.map(Into::into));
    let done = write.once(&body.bytes).execute_with_secret(&state, command, sealed).await?;
    let (id, text) =
        if done.replayed { (write::added_at(&state.store.now().webhooks, done)?, None) } else { (id, Some(text)) };
    let mut response = respond::uncached(StatusCode::CREATED);
    response.insert_header((header::LOCATION, format!("/v1/webhooks/{id}")));
    show_done(&state, &id, text, response, done).await
}

/// The write of a caller whose office has the webhook in the path: another is answered with 404, before the body is read.
pub struct OwnWebhook {
    write: Write<scope::WebhooksWrite>,
    id: RecordCode,
}

impl FromRequest for OwnWebhook {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let write = Write::<scope::WebhooksWrite>::from_request(request, payload).into_inner();
        ready(write.and_then(|write| {
            let id = request.match_info().get("id").unwrap_or_default();
            let id = own(state(request)?, write.office(), id)?.record.id.clone();
            Ok(Self { write, id })
        }))
    }
}

impl Describe for OwnWebhook {
    fn describe(operation: &mut Documentation) {
        Write::<scope::WebhooksWrite>::describe(operation);
    }
}

/// Change a webhook
///
/// Its name, address and filters, and whether it is disabled. It is tried again at once afterwards. Changed filters
/// hold for everything after the last change that was delivered.
#[utoipa::path(patch, path = "/v1/webhooks/{id}", tag = "Webhooks", operation_id = "patch_webhook",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "The webhook as it is now.", body = WebhookView)))]
pub async fn patch(
    webhook: OwnWebhook,
    if_match: RequiredIfMatch,
    body: Json<WebhookPatch, Merge>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let OwnWebhook { write, id } = webhook;
    let change = WebhookChange::from(body.value);
    if let WebhookChange::Describe { url: Some(url), .. } = &change {
        check(&state, url)?;
    }
    let command = Command::ChangeWebhook { id: id.clone(), change: Box::new(change), if_match: if_match.0 };
    write.execute(&state, command).await?;
    show_now(&state, &id, None, respond::uncached(StatusCode::OK)).await
}

/// Give a webhook a new secret
///
/// The one before signs too for a while, so that the receiver can follow; older ones end at once. The new secret is
/// shown in this answer and never again.
#[utoipa::path(post, path = "/v1/webhooks/{id}/secrets", tag = "Webhooks", operation_id = "rotate_webhook_secret",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 201, description = "The webhook, with its new secret.", body = WebhookView)))]
pub async fn rotate(
    webhook: OwnWebhook,
    if_match: IfMatch,
    body: Json<NewSecret>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let OwnWebhook { write, id } = webhook;
    let until = write::grace_period_end(&body.value, body.received, GRACE_PERIOD);
    let (text, secret, sealed) = state.webhooks.make_secret(&id);
    let change = Box::new(WebhookChange::AddSecret(secret, until));
    let command = Command::ChangeWebhook { id: id.clone(), change, if_match: if_match.0 };
    let done = write.once(&body.bytes).execute_with_secret(&state, command, sealed).await?;
    let mut response = respond::uncached(StatusCode::CREATED);
    response.insert_header((header::LOCATION, format!("/v1/webhooks/{id}")));
    show_done(&state, &id, (!done.replayed).then_some(text), response, done).await
}

/// For how long the secret before a new one signs too, unless said otherwise: in seconds.
const GRACE_PERIOD: u64 = 86_400;

/// A webhook that this office may see.
///
/// # Errors
/// 404 if there is none; another office's is none.
pub(super) fn own(state: &AppState, office: OfficeCode, id: &str) -> Result<Arc<Listed<Arc<Webhook>>>, Problem> {
    let snapshot = state.store.now();
    let known = RecordCode::new(id).and_then(|id| snapshot.webhooks.get(&id).cloned());
    known.filter(|webhook| office.manages(webhook.record.office)).ok_or_else(|| not_found("webhook", id))
}

fn check(state: &AppState, url: &str) -> Result<(), Problem> {
    state.webhooks.check(url).map_err(|why| vec![Fault::new("/url", "not_possible", why)].into())
}

async fn show_done(
    state: &Data<AppState>,
    id: &RecordCode,
    secret: Option<String>,
    mut response: HttpResponseBuilder,
    done: Committed,
) -> Result<HttpResponse, Problem> {
    respond::set_replayed_header(&mut response, done.replayed);
    show_now(state, id, secret, response).await
}

async fn show_now(
    state: &Data<AppState>,
    id: &RecordCode,
    secret: Option<String>,
    mut response: HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let (shared, id) = (state.clone(), id.clone());
    let make = move || {
        let states = shared.store.webhook_states()?;
        let snapshot = shared.store.now();
        let Some(listed) = snapshot.webhooks.get(&id) else { return Ok(None) };
        let known = states.get(id.as_str());
        let view = WebhookView::new(listed, known, shared.webhooks.backlog(&listed.record, known), secret);
        Ok::<_, presence_store::StoreError>(Some((view, listed.revision)))
    };
    let (view, revision) =
        blocking(make).await??.ok_or_else(|| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))?;
    response.insert_header((header::ETAG, respond::record_tag(revision)));
    Ok(response.json(view))
}

/// A new webhook's id.
fn webhook_id(office: OfficeCode) -> RecordCode {
    let suffix = uuid::Uuid::new_v4().simple().to_string();
    let id = RecordCode::new(&format!("{}-wh-{}", office.as_str().to_ascii_lowercase(), &suffix[..8]));
    id.expect("an office's code and eight hexadecimal digits make a code")
}

/// The operations on webhooks.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show, patch, rotate);
    deliveries::operations(operations);
}
