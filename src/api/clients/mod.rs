//! `/v1/clients`: programs that act for an office, and their secrets.

mod secrets;

use std::sync::Arc;

use actix_web::{
    HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{Json, Merge, NoParameters, Query, RequiredIfMatch, Write},
    operation::{Operations, declare},
    path::Id,
    problem::{Problem, ProblemDocument},
    read::not_found,
    respond,
    state::AppState,
    write,
};
use presence_auth::{secret, verifying};
use presence_core::{
    ClientChange, Command, Fault,
    input::client::{ClientJwk, ClientPatch, NewClient, client_keys},
    snapshot::Listed,
};
use presence_model::{Client, ClientKey, OfficeCode, RecordCode, Scope, Timestamp};
use presence_store::Committed;

/// An API client.
#[derive(Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientView {
    /// Its id, the `client_id` of OAuth 2.0.
    #[schema(value_type = String, example = "ken-3f9a2c71")]
    id: RecordCode,
    /// The office it acts for.
    #[schema(value_type = OfficeCode)]
    office: OfficeCode,
    /// Which program or machine it is.
    #[schema(example = "month-end script")]
    name: String,
    /// What its tokens may do at most.
    scopes: Vec<&'static str>,
    /// A disabled client's tokens are refused.
    disabled: bool,
    /// Its secrets that hold.
    secrets: Vec<SecretView>,
    /// The keys that it signs assertions with.
    #[schema(value_type = Vec<ClientJwk>)]
    keys: Vec<ClientKey>,
    /// When it last got a token.
    last_used_at: Option<Timestamp>,
    /// The secret itself, where it was made just now: it is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "fprs_…")]
    client_secret: Option<String>,
    /// The revision at which it took this form.
    revision: u64,
}

/// A secret of a client, without the secret.
#[derive(Serialize, ToSchema)]
pub struct SecretView {
    /// What it is called.
    #[schema(example = "9f86d081")]
    id: String,
    /// When it was made.
    created_at: Timestamp,
    /// From when it does not hold any more.
    expires_at: Option<Timestamp>,
}

/// Clients, by id.
#[derive(Serialize, ToSchema)]
pub struct ClientList {
    /// The clients.
    data: Vec<ClientView>,
}

impl SecretView {
    /// A secret, without the secret.
    pub fn new(id: &str, created_at: Timestamp, expires_at: Option<Timestamp>) -> Self {
        Self { id: id.to_owned(), created_at, expires_at }
    }
}

fn view(
    listed: &Listed<std::sync::Arc<Client>>,
    last_used_at: Option<Timestamp>,
    secret: Option<String>,
) -> ClientView {
    let (client, now) = (&*listed.record, Timestamp::now());
    let secrets = client.secrets.iter().filter(|secret| secret.holds(now)).map(|secret| SecretView {
        id: secret.id.to_string(),
        created_at: secret.created_at,
        expires_at: secret.expires_at,
    });
    ClientView {
        id: client.id.clone(),
        office: client.office,
        name: client.name.clone(),
        scopes: client.scopes.iter().map(|scope| scope.as_str()).collect(),
        disabled: client.disabled,
        secrets: secrets.collect(),
        keys: client.keys.clone(),
        last_used_at,
        client_secret: secret,
        revision: listed.revision,
    }
}

/// List clients
///
/// An office's own, for the desk all.
#[utoipa::path(get, path = "/v1/clients", tag = "Clients", operation_id = "list_clients",
    responses((status = 200, description = "The clients.", body = ClientList)))]
pub async fn list(
    caller: Authorized<scope::ClientsAdmin>,
    _: Query<NoParameters>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let shared = state.clone();
    let uses = blocking(move || shared.store.client_uses()).await??;
    let snapshot = state.store.now();
    let clients = snapshot.clients.values().filter(|client| actor.office.manages(client.record.office));
    let data = clients.map(|client| view(client, uses.get(client.record.id.as_str()).copied(), None)).collect();
    Ok(respond::uncached(StatusCode::OK).json(ClientList { data }))
}

/// Show a client
#[utoipa::path(get, path = "/v1/clients/{id}", tag = "Clients", operation_id = "show_client",
    params(("id" = String, Path, description = "The client's id.")),
    responses((status = 200, description = "The client.", body = ClientView)))]
pub async fn show(
    caller: Authorized<scope::ClientsAdmin>,
    _: Query<NoParameters>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let id = own(&state, actor.office, &path.id)?.record.id.clone();
    show_now(&state, &id, None, respond::uncached(StatusCode::OK)).await
}

/// Add a client
///
/// For one's own office; the desk for any. Without `keys` it gets a secret, which is shown in this answer and never
/// again, not even when the request is repeated. A client may give no scope that it has not itself.
#[utoipa::path(post, path = "/v1/clients", tag = "Clients", operation_id = "create_client",
    responses((status = 201, description = "The client was added.", body = ClientView),
        (status = 404, description = "There is no such office.", body = ProblemDocument, content_type = "application/problem+json")))]
pub async fn create(
    write: Write<scope::ClientsAdmin>,
    body: Json<NewClient>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let NewClient { office, name, scopes, keys } = body.value;
    let keys = keys.map_or_else(Vec::new, client_keys);
    usable(&keys)?;
    let office = office.unwrap_or(write.office());
    let scopes = scopes.map_or_else(|| Scope::default_for(office), |scopes| scopes.0);
    write.require_grantable(&scopes)?;
    let (text, made) = if keys.is_empty() {
        let (text, secret) = secret::make();
        (Some(text), vec![secret])
    } else {
        (None, Vec::new())
    };
    let id = client_id(office);
    let client = Client { id: id.clone(), office, name: name.into(), scopes, disabled: false, secrets: made, keys };
    let done = write.once(&body.bytes).execute(&state, Command::AddClient(Box::new(client))).await?;
    let (id, text) =
        if done.replayed { (write::added_at(&state.store.now().clients, done)?, None) } else { (id, text) };
    let mut response = respond::uncached(StatusCode::CREATED);
    response.insert_header((header::LOCATION, format!("/v1/clients/{id}")));
    show_done(&state, &id, text, response, done).await
}

/// Change a client
///
/// Its name, scopes, keys, and whether it is disabled: then its tokens are refused at once.
#[utoipa::path(patch, path = "/v1/clients/{id}", tag = "Clients", operation_id = "patch_client",
    params(("id" = String, Path, description = "The client's id.")),
    responses((status = 200, description = "The client as it is now.", body = ClientView)))]
pub async fn patch(
    write: Write<scope::ClientsAdmin>,
    if_match: RequiredIfMatch,
    body: Json<ClientPatch, Merge>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let change = ClientChange::from(body.value);
    if let ClientChange::Describe { scopes, keys, .. } = &change {
        write.require_grantable(scopes.as_deref().unwrap_or_default())?;
        usable(keys.as_deref().unwrap_or_default())?;
    }
    change_client(&state, write, &path.id, change, if_match.0, respond::uncached(StatusCode::OK), None).await
}

/// Whether a change touches what a client proves itself by, or lets it in again.
fn strengthens(change: &ClientChange) -> bool {
    match change {
        ClientChange::Describe { keys, disabled, .. } => keys.is_some() || *disabled == Some(false),
        ClientChange::AddSecret(..) | ClientChange::RemoveSecret(_) | ClientChange::Rehash { .. } => true,
    }
}

async fn change_client(
    state: &Data<AppState>,
    write: Write<scope::ClientsAdmin>,
    id: &str,
    change: ClientChange,
    if_match: Option<Vec<u64>>,
    response: actix_web::HttpResponseBuilder,
    secret: Option<String>,
) -> Result<HttpResponse, Problem> {
    let known = own(state, write.office(), id)?;
    let id = &known.record.id;
    let if_match = if strengthens(&change) {
        // A credential of a client is all that it may do: who may not grant that must not get one.
        write.require_grantable(&known.record.scopes)?;
        // It must not become stronger in the meantime.
        if_match.or(Some(vec![known.revision]))
    } else {
        if_match
    };
    let command = Command::ChangeClient { id: id.clone(), change: Box::new(change), if_match };
    let done = write.execute(state, command).await?;
    // A patch that changes nothing is no repetition.
    let done = Committed { replayed: done.replayed && secret.is_some(), ..done };
    let secret = secret.filter(|_| !done.replayed);
    show_done(state, id, secret, response, done).await
}

/// A client that this office manages.
///
/// # Errors
/// 404 if there is none; another office's is none.
fn own(state: &AppState, office: OfficeCode, id: &str) -> Result<Arc<Listed<Arc<Client>>>, Problem> {
    let snapshot = state.store.now();
    let known = RecordCode::new(id).and_then(|id| snapshot.clients.get(&id).cloned());
    known.filter(|client| office.manages(client.record.office)).ok_or_else(|| not_found("client", id))
}

async fn show_done(
    state: &Data<AppState>,
    id: &RecordCode,
    secret: Option<String>,
    mut response: actix_web::HttpResponseBuilder,
    done: Committed,
) -> Result<HttpResponse, Problem> {
    respond::set_replayed_header(&mut response, done.replayed);
    show_now(state, id, secret, response).await
}

async fn show_now(
    state: &Data<AppState>,
    id: &RecordCode,
    secret: Option<String>,
    mut response: actix_web::HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let shared = state.clone();
    let uses = blocking(move || shared.store.client_uses()).await??;
    let snapshot = state.store.now();
    let client = snapshot.clients.get(id).ok_or_else(|| not_found("client", id.as_str()))?;
    response.insert_header((header::ETAG, respond::record_tag(client.revision)));
    Ok(response.json(view(client, uses.get(id.as_str()).copied(), secret)))
}

/// Keys must be points of their curves.
fn usable(keys: &[ClientKey]) -> Result<(), Problem> {
    let wrong =
        |(index, _)| Fault::new(format!("/keys/{index}/x"), "malformed", "is not a valid public key for this curve");
    let faults: Vec<_> =
        keys.iter().enumerate().filter(|(_, key)| verifying(&key.public).is_none()).map(wrong).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// A new client's id.
#[must_use]
pub fn client_id(office: OfficeCode) -> RecordCode {
    let suffix = uuid::Uuid::new_v4().simple().to_string();
    let id = RecordCode::new(&format!("{}-{}", office.as_str().to_ascii_lowercase(), &suffix[..8]));
    id.expect("an office's code and eight hexadecimal digits make a code")
}

/// The operations on clients.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show, patch);
    secrets::operations(operations);
}
