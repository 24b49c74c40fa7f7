//! `/v1/presences`

use actix_web::{
    HttpResponse, Responder,
    web::{Data, Path},
};

use super::{
    authorized::scope,
    extract::{
        IfMatch, Json, MergePatch, Read, Reporter, RequiredIfMatch, Write,
        read::{Listing, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    patches::PresencePatch,
    path::{Code, find, known_code},
    problem::Problem,
    read::not_found,
    state::AppState,
    write,
};
use presence_core::{
    Command, Snapshot,
    input::{NewPresence, NewPresenceStatus},
    query::{History, Presences, Updates, write_json},
    view::{self, PresenceView},
};
use presence_model::{Presence, RecordCode, Subject};
use presence_store::Committed;

/// List presences
///
/// Every presence, by code, with its present state; or as of any moment (`as_of`), or on any date (`on`).
#[utoipa::path(get, path = "/v1/presences", tag = "Presences", operation_id = "list_presences",
    responses((status = 200, description = "A page of presences.", body = PageOf<PresenceView>)))]
pub async fn list(read: Read<Listing<Presences>>) -> Result<impl Responder, Problem> {
    read.0.list(|_, _| Ok(Presences))
}

/// Show a presence
#[utoipa::path(get, path = "/v1/presences/{code}", tag = "Presences", operation_id = "show_presence",
    params(("code" = String, Path, description = "The presence's code.", example = "ken-hra")),
    responses((status = 200, description = "The presence.", body = PresenceView)))]
pub async fn show(read: Read<Single<Presences>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.record(&Presences, |snapshot| {
        let tracked = find(&snapshot.presences, "presence", &path.code)?;
        Ok((tracked, tracked.revision.into()))
    })
}

/// Add a presence
///
/// For the desk. Its first status is given here; later ones are reported as status updates.
#[utoipa::path(post, path = "/v1/presences", tag = "Presences", operation_id = "create_presence",
    responses((status = 201, description = "The presence was added.", body = PresenceView)))]
pub async fn create(
    write: Write<scope::RecordsWrite>,
    body: Json<NewPresence>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let presence = body.value.presence(body.received);
    let code = presence.code.clone();
    let done = write.once(&body.bytes).execute(&state, Command::CreatePresence(Box::new(presence))).await?;
    Ok(written(&state, &code, done, true))
}

/// Change a presence's description
///
/// For the desk. An RFC 7396 merge patch; the status is changed by status updates instead.
#[utoipa::path(patch, path = "/v1/presences/{code}", tag = "Presences", operation_id = "patch_presence",
    params(("code" = String, Path, description = "The presence's code.", example = "ken-hra")),
    responses((status = 200, description = "The presence as it is now.", body = PresenceView)))]
pub async fn patch(
    write: Write<scope::RecordsWrite>,
    if_match: RequiredIfMatch,
    patch: MergePatch<PresencePatch>,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let code = known_code("presence", &path.code)?;
    let subject = Subject::Presence(code.clone());
    let done = write.execute(&state, Command::Describe { subject, patch: patch.0, if_match: if_match.0 }).await?;
    Ok(written(&state, &code, done, false))
}

fn written(state: &AppState, code: &RecordCode, done: Committed, created: bool) -> HttpResponse {
    let mut body = Vec::new();
    super::write::at(state, done, |snapshot: &Snapshot| {
        if let Some(tracked) = snapshot.presences.get(code) {
            write_json(&mut body, &view::presence(snapshot, tracked, presence_model::Language::English, false));
        }
    });
    write::answer(created.then(|| format!("/v1/presences/{code}")), done, body)
}

/// List a presence's status updates
///
/// Its timeline: the latest effective date first.
#[utoipa::path(get, path = "/v1/presences/{code}/status-updates", tag = "Status updates", operation_id = "list_presence_status_updates",
    params(("code" = String, Path, description = "The presence's code.", example = "ken-hra")),
    responses((status = 200, description = "A page of the timeline.", body = PageOf<view::UpdateView>)))]
pub async fn timeline(read: Read<Listing<Updates>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.list(|snapshot, _| {
        let tracked = find(&snapshot.presences, "presence", &path.code)?;
        Ok(Updates::Of(Subject::Presence(tracked.record().code.clone())))
    })
}

/// Show a presence's history
///
/// Every version, newest first: what changed, from what, to what, by which office, when.
#[utoipa::path(get, path = "/v1/presences/{code}/history", tag = "Presences", operation_id = "show_presence_history",
    params(("code" = String, Path, description = "The presence's code.", example = "ken-hra")),
    responses((status = 200, description = "A page of versions.", body = PageOf<presence_core::query::HistoryEntry>)))]
pub async fn history(read: Read<Listing<History>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.list(|snapshot, _| {
        let tracked = find(&snapshot.presences, "presence", &path.code)?;
        let history = History::of(snapshot, &Subject::Presence(tracked.record().code.clone()));
        history.ok_or_else(|| not_found("presence", &path.code))
    })
}

/// Report a presence's status
///
/// For the offices that answer for it: its host, and the offices of the countries it is in or covers; and for the
/// desk. Late news about an earlier date does not overwrite a newer state. A correction names the update that it
/// supersedes. Safe to repeat with an `Idempotency-Key`; with `If-Match` refused when the presence has moved on.
#[utoipa::path(post, path = "/v1/presences/{code}/status-updates", tag = "Status updates", operation_id = "report_presence_status",
    params(("code" = String, Path, description = "The presence's code.", example = "ken-hra")),
    responses((status = 201, description = "The update is recorded, durably.", body = view::UpdateView)))]
pub async fn report(
    reporter: Reporter<Presence>,
    if_match: IfMatch,
    body: Json<NewPresenceStatus>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let input = body.value.input();
    super::updates::report(&state, reporter.write.once(&body.bytes), reporter.subject, input, if_match).await
}

/// The operations on presences.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show, patch, timeline, report, history);
}
