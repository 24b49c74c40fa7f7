//! `/v1/ledger`: signed checkpoints, entries and proofs, by which anybody can check that nothing was altered.

use actix_web::{
    HttpResponse, Responder,
    http::header,
    web::{Data, Path},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{
        NoParameters, Query,
        query::{Number, Positive, Whole},
    },
    operation::{Operations, declare},
    problem::{self, Problem},
    read::not_found,
    state::AppState,
};
use presence_auth::{Checkpoint, NoteKey};
use presence_core::{Snapshot, body::Faults, query::BadParameter, tree::Hash};
use presence_model::{KeyPurpose, Timestamp};

/// How many entries an answer has at most.
pub const ENTRIES_MAX: u64 = 1000;

/// The ledger's name and the key that signs its checkpoints.
fn note_key(state: &AppState, snapshot: &Snapshot) -> Result<NoteKey, Problem> {
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
pub async fn checkpoint(_: Query<NoParameters>, state: Data<AppState>) -> Result<impl Responder, Problem> {
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
pub async fn key(_: Query<NoParameters>, state: Data<AppState>) -> Result<impl Responder, Problem> {
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
    responses((status = 200, description = "The change.", body = serde_json::Value)))]
pub async fn entry(
    _: Authorized<scope::AuditRead>,
    _: Query<NoParameters>,
    state: Data<AppState>,
    path: Path<Revision>,
) -> Result<impl Responder, Problem> {
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
    responses((status = 200, description = "The changes.", body = String, content_type = "application/x-ndjson")))]
pub async fn entries(
    _: Authorized<scope::AuditRead>,
    query: Query<EntriesParameters>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let EntriesParameters { after, limit } = query.0;
    let (after, limit) = (after.map_or(0, |after| after.0), limit.map_or(ENTRIES_MAX, |limit| limit.0));
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

/// Parameters of entries.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EntriesParameters {
    /// Begin behind this revision.
    #[deserr(default)]
    #[param(inline)]
    after: Option<Whole>,
    /// How many entries at most.
    #[deserr(default)]
    #[param(inline)]
    limit: Option<Number<1, 1000>>,
}

/// Parameters of a proof of inclusion.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InclusionParameters {
    /// The entry.
    #[param(inline)]
    revision: Positive,
    /// How many entries the tree has; all of them unless given.
    #[deserr(default)]
    #[param(inline)]
    size: Option<Positive>,
}

/// Parameters of a proof of consistency.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConsistencyParameters {
    /// How many entries the first tree has.
    #[param(inline)]
    from: Positive,
    /// How many the second has; all of them unless given.
    #[deserr(default)]
    #[param(inline)]
    to: Option<Positive>,
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
pub async fn inclusion(query: Query<InclusionParameters>, state: Data<AppState>) -> Result<impl Responder, Problem> {
    let InclusionParameters { revision: Number(revision), size } = query.0;
    known(&state, revision.max(size.map_or(0, |size| size.0))).await?;
    let snapshot = state.store.now();
    let size = size.map_or(snapshot.log.len(), |size| size.0);
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
pub async fn consistency(
    query: Query<ConsistencyParameters>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let ConsistencyParameters { from: Number(from), to } = query.0;
    known(&state, from.max(to.map_or(0, |to| to.0))).await?;
    let snapshot = state.store.now();
    let to = to.map_or(snapshot.log.len(), |to| to.0);
    let none = || BadParameter::new("from", format!("must be from 1 to `to`; there are {}", snapshot.log.len()));
    let proof = snapshot.log.consistency(from, to).ok_or_else(none)?;
    let root = |size| text(&snapshot.log.root(size).unwrap_or_default());
    Ok(json(&ConsistencyProof { from, to, from_root: root(from), to_root: root(to), proof: texts(&proof) }))
}

/// Waits for the entries of which a proof is asked: another instance may have shown a checkpoint of them.
async fn known(state: &AppState, newest: u64) -> Result<(), Problem> {
    state.knows(newest).await.map(drop)
}

fn text(hash: &Hash) -> String {
    STANDARD.encode(hash)
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(text).collect()
}

fn json(value: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(value)
}

/// The operations on the ledger.
pub fn operations(operations: &mut Operations) {
    declare!(operations: checkpoint, key, entries, entry, inclusion, consistency);
}
