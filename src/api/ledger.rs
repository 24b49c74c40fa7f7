//! `/v1/ledger`: signed checkpoints, entries and proofs, by which anybody can check that nothing was altered.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{self, Data, Path},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    problem::{self, Problem},
    query::parameters,
    read::not_found,
    state::State,
};
use presence_auth::{Checkpoint, NoteKey};
use presence_core::{
    Snapshot,
    query::{BadParameter, write_json},
    tree::Hash,
};
use presence_model::{KeyPurpose, Timestamp};

/// How many entries an answer has at most.
pub const ENTRIES_MAX: u64 = 1000;

/// The ledger's name and the key that signs its checkpoints.
fn note_key(state: &State, snapshot: &Snapshot) -> Result<NoteKey, Problem> {
    let issuer = &state.issuer.issuer;
    let host = issuer.split_once("://").map_or(issuer.as_str(), |(_, host)| host).trim_end_matches('/');
    let key = snapshot.signing_key(KeyPurpose::Ledger, Timestamp::now());
    let key = key.and_then(|key| NoteKey::new(&format!("{host}/ledger"), &key.public));
    key.ok_or_else(|| Problem::new(problem::UNAVAILABLE, "no key can sign checkpoints at present"))
}

/// Show the checkpoint
///
/// How many changes are recorded and the root of their Merkle tree (RFC 9162), signed: C2SP tlog-checkpoint in a signed
/// note. Keep one, and a later proof of consistency shows that nothing before it was altered.
#[utoipa::path(get, path = "/v1/ledger/checkpoint", tag = "Ledger", operation_id = "show_checkpoint",
    responses((status = 200, description = "The checkpoint.", body = String, content_type = "text/plain")))]
pub async fn checkpoint(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    parameters(&request, &[])?;
    let shared = state.clone();
    let note = blocking(move || {
        let snapshot = shared.store.now();
        let key = note_key(&shared, &snapshot)?;
        let signing = shared.keyring.signing(&snapshot, KeyPurpose::Ledger).map_err(|error| {
            log::error!("no checkpoint can be signed: {error}");
            Problem::new(problem::UNAVAILABLE, "checkpoints cannot be signed at present")
        })?;
        let (size, origin) = (snapshot.log.len(), key.name().to_owned());
        let root = snapshot.log.root(size).unwrap_or_default();
        let signed = Checkpoint { origin, size, root }.sign(&signing, &key);
        signed.ok_or_else(|| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))
    });
    Ok(plain(note.await??))
}

/// Show the key of checkpoints
///
/// As `name+id+key`, as the tools for signed notes have it.
#[utoipa::path(get, path = "/v1/ledger/key", tag = "Ledger", operation_id = "show_ledger_key",
    responses((status = 200, description = "The key.", body = String, content_type = "text/plain")))]
pub async fn key(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    parameters(&request, &[])?;
    Ok(plain(format!("{}\n", note_key(&state, &state.store.now())?)))
}

fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("text/plain; charset=utf-8")
        .body(text)
}

/// Show an entry
///
/// The canonical bytes of a change: SHA-256 of a zero byte and these bytes is its leaf in the tree.
#[utoipa::path(get, path = "/v1/ledger/entries/{revision}", tag = "Ledger", operation_id = "show_ledger_entry",
    params(("revision" = u64, Path, description = "The revision.", example = 1)),
    responses((status = 200, description = "The change.", body = serde_json::Value)), security(("token" = ["audit:read"])))]
pub async fn entry(
    _: Authorized<scope::AuditRead>,
    request: HttpRequest,
    state: Data<State>,
    path: Path<Revision>,
) -> Result<impl Responder, Problem> {
    parameters(&request, &[])?;
    let none = || not_found("revision", &path.revision);
    let revision: u64 = path.revision.parse().ok().filter(|revision| *revision > 0).ok_or_else(none)?;
    let shared = state.clone();
    let entries = blocking(move || shared.store.entries(revision - 1, 1)).await??;
    let found = entries.into_iter().find(|(number, _)| *number == revision);
    let (_, entry) = found.ok_or_else(none)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .content_type("application/json")
        .body(entry))
}

/// The path of an entry.
#[derive(serde::Deserialize)]
pub struct Revision {
    revision: String,
}

/// List entries
///
/// The canonical bytes of changes in order, one a line: for checking the whole ledger elsewhere.
#[utoipa::path(get, path = "/v1/ledger/entries", tag = "Ledger", operation_id = "list_ledger_entries",
    responses((status = 200, description = "The changes.", body = String, content_type = "application/x-ndjson")), security(("token" = ["audit:read"])))]
pub async fn entries(
    _: Authorized<scope::AuditRead>,
    request: HttpRequest,
    state: Data<State>,
) -> Result<impl Responder, Problem> {
    let given = numbers(&request, &["after", "limit"])?;
    let (after, limit) = (given[0].unwrap_or(0), given[1].unwrap_or(ENTRIES_MAX));
    if !(1..=ENTRIES_MAX).contains(&limit) {
        return Err(BadParameter::new("limit", format!("a number from 1 to {ENTRIES_MAX} is needed")).into());
    }
    let shared = state.clone();
    let entries = blocking(move || shared.store.entries(after, limit)).await??;
    let mut body = String::new();
    for (_, entry) in entries {
        body += &entry;
        body.push('\n');
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .content_type("application/x-ndjson")
        .body(body))
}

/// A proof that an entry is in the tree (RFC 9162, section 2.1.3).
#[derive(Serialize, ToSchema)]
pub struct InclusionProof {
    /// The entry's revision; its place in the tree is one less.
    #[schema(example = 434)]
    revision: u64,
    /// How many entries the tree has.
    #[schema(example = 500)]
    size: u64,
    /// The entry's hash, in base64.
    leaf: String,
    /// The tree's root, in base64.
    root: String,
    /// The hashes beside the way from the leaf to the root, in base64.
    proof: Vec<String>,
}

/// Prove that an entry is in the ledger
#[utoipa::path(get, path = "/v1/ledger/proofs/inclusion", tag = "Ledger", operation_id = "prove_inclusion",
    responses((status = 200, description = "The proof.", body = InclusionProof)))]
pub async fn inclusion(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    let given = numbers(&request, &["revision", "size"])?;
    known(&state, &given).await?;
    let snapshot = state.store.now();
    let size = given[1].unwrap_or(snapshot.log.len());
    let revision = given[0].ok_or_else(|| BadParameter::new("revision", "is needed"))?;
    let none = || {
        BadParameter::new("revision", format!("must be from 1 to the tree's size; there are {}", snapshot.log.len()))
    };
    let index = revision.checked_sub(1).ok_or_else(none)?;
    let proof = snapshot.log.inclusion(index, size).ok_or_else(none)?;
    let (leaf, root) = (snapshot.log.leaf(index).unwrap_or_default(), snapshot.log.root(size).unwrap_or_default());
    Ok(json(&InclusionProof { revision, size, leaf: text(&leaf), root: text(&root), proof: texts(&proof) }))
}

/// A proof that one tree is the beginning of another (RFC 9162, section 2.1.4).
#[derive(Serialize, ToSchema)]
pub struct ConsistencyProof {
    /// How many entries the first tree has.
    #[schema(example = 433)]
    from: u64,
    /// How many entries the second tree has.
    #[schema(example = 500)]
    to: u64,
    /// The first tree's root, in base64.
    from_root: String,
    /// The second tree's root, in base64.
    to_root: String,
    /// The hashes that make both, in base64.
    proof: Vec<String>,
}

/// Prove that the ledger only grew
#[utoipa::path(get, path = "/v1/ledger/proofs/consistency", tag = "Ledger", operation_id = "prove_consistency",
    responses((status = 200, description = "The proof.", body = ConsistencyProof)))]
pub async fn consistency(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    let given = numbers(&request, &["from", "to"])?;
    known(&state, &given).await?;
    let snapshot = state.store.now();
    let to = given[1].unwrap_or(snapshot.log.len());
    let from = given[0].ok_or_else(|| BadParameter::new("from", "is needed"))?;
    let none = || BadParameter::new("from", format!("must be from 1 to `to`; there are {}", snapshot.log.len()));
    let proof = snapshot.log.consistency(from, to).ok_or_else(none)?;
    let root = |size| text(&snapshot.log.root(size).unwrap_or_default());
    Ok(json(&ConsistencyProof { from, to, from_root: root(from), to_root: root(to), proof: texts(&proof) }))
}

/// Waits for the entries of which a proof is asked: another instance may have shown a checkpoint of them.
async fn known(state: &State, given: &[Option<u64>]) -> Result<(), Problem> {
    match given.iter().flatten().max() {
        Some(newest) => state.knows(*newest).await.map(drop),
        None => Ok(()),
    }
}

fn text(hash: &Hash) -> String {
    STANDARD.encode(hash)
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(text).collect()
}

fn json(value: &impl Serialize) -> HttpResponse {
    let mut body = Vec::new();
    write_json(&mut body, value);
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).content_type("application/json").body(body)
}

/// These parameters, as numbers.
fn numbers(request: &HttpRequest, names: &[&str]) -> Result<Vec<Option<u64>>, Problem> {
    let given = parameters(request, names)?;
    let number = |name: &&str| match given.iter().find(|(known, _)| known == name) {
        None => Ok(None),
        Some((_, text)) => text.parse().map(Some).map_err(|_| BadParameter::new(name, "a number is needed").into()),
    };
    names.iter().map(number).collect()
}

/// The routes of the ledger.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(super::resource("/v1/ledger/checkpoint", checkpoint))
        .service(super::resource("/v1/ledger/key", key))
        .service(super::resource("/v1/ledger/entries", entries))
        .service(super::resource("/v1/ledger/entries/{revision}", entry))
        .service(super::resource("/v1/ledger/proofs/inclusion", inclusion))
        .service(super::resource("/v1/ledger/proofs/consistency", consistency));
}
