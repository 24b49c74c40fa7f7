//! Secrets of clients: a new one, and the end of one.

use actix_web::{
    Responder,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Deserialize;

use super::{ClientView, change_client};
use crate::api::{
    authorized::scope,
    extract::{IfMatch, Json, Write},
    operation::{Operations, declare},
    path::Id,
    problem::Problem,
    respond::uncached,
    state::AppState,
    write,
};
use presence_auth::secret;
use presence_core::{ClientChange, input::client::NewSecret};

/// Give a client a new secret
///
/// The one before holds for a while, so that the client's configuration can follow; older ones end at once. The new
/// secret is shown in this answer and never again.
#[utoipa::path(post, path = "/v1/clients/{id}/secrets", tag = "Clients", operation_id = "rotate_secret",
    params(("id" = String, Path, description = "The client's id.")),
    responses((status = 201, description = "The client, with its new secret.", body = ClientView)))]
pub async fn rotate(
    write: Write<scope::ClientsAdmin>,
    if_match: IfMatch,
    body: Json<NewSecret>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let (text, made) = secret::make();
    let until = write::grace_period_end(&body.value, body.received, GRACE_PERIOD);
    let change = ClientChange::AddSecret(made, until);
    let mut response = uncached(StatusCode::CREATED);
    response.insert_header((header::LOCATION, format!("/v1/clients/{}", path.id)));
    change_client(&state, write.once(&body.bytes), &path.id, change, if_match.0, response, Some(text)).await
}

/// For how long the secret before a new one holds, unless said otherwise: in seconds.
const GRACE_PERIOD: u64 = 7 * 86_400;

/// The path of a secret.
#[derive(Deserialize)]
pub struct SecretPath {
    id: String,
    secret_id: String,
}

/// End a secret
///
/// It does not hold any more, at once.
#[utoipa::path(delete, path = "/v1/clients/{id}/secrets/{secret_id}", tag = "Clients", operation_id = "end_secret",
    params(("id" = String, Path, description = "The client's id."), ("secret_id" = String, Path, description = "The secret's id.")),
    responses((status = 200, description = "The client as it is now.", body = ClientView)))]
pub async fn end_secret(
    write: Write<scope::ClientsAdmin>,
    state: Data<AppState>,
    path: Path<SecretPath>,
) -> Result<impl Responder, Problem> {
    let change = ClientChange::RemoveSecret(path.secret_id.as_str().into());
    change_client(&state, write, &path.id, change, None, uncached(StatusCode::OK), None).await
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: rotate, end_secret);
}
