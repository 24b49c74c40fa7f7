//! `/v1/status-updates`, and how a status update is recorded.

use actix_web::{HttpResponse, Responder, web::Path};

use super::{
    authorized::scope,
    extract::{
        IfMatch, Read, Write,
        read::{Listing, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    path::Id,
    problem::Problem,
    read::{Version, not_found},
    state::AppState,
    write,
};
use presence_core::{
    Command,
    input::StatusInput,
    query::{Updates, write_json},
    view::{self, UpdateView},
};
use presence_model::{OfficeCode, Subject};

/// List status updates
///
/// All of them, newest first.
#[utoipa::path(get, path = "/v1/status-updates", tag = "Status updates", operation_id = "list_status_updates",
    responses((status = 200, description = "A page of status updates.", body = PageOf<UpdateView>)))]
pub async fn list(read: Read<Listing<Updates>>) -> Result<impl Responder, Problem> {
    read.0.list(|_, pairs| {
        let offices: Vec<_> = pairs.iter().filter(|(name, _)| name == "office").map(|(_, office)| office).collect();
        Ok(match offices[..] {
            // One office has a list of its own; the filter still holds.
            [office] => OfficeCode::new(office).map_or(Updates::All, Updates::By),
            _ => Updates::All,
        })
    })
}

/// Show a status update
#[utoipa::path(get, path = "/v1/status-updates/{id}", tag = "Status updates", operation_id = "show_status_update",
    params(("id" = u64, Path, description = "The update's id.", example = 435)),
    responses((status = 200, description = "The status update.", body = UpdateView)))]
pub async fn show(read: Read<Single<Updates>>, path: Path<Id>) -> Result<impl Responder, Problem> {
    read.0.record(&Updates::All, |snapshot| {
        let id = path.id.parse().ok().and_then(|id| snapshot.update(id));
        let update = id.ok_or_else(|| not_found("status update", &path.id))?;
        let seat = snapshot.seat_described_since(&update.subject, update.id);
        let also = snapshot.superseded_by(update).unwrap_or(0).max(seat);
        Ok((update, Version { revision: update.id, related_revision: also, varies_by_audience: true }))
    })
}

/// Records a status update of a presence or a post.
///
/// # Errors
/// What the rules say, or that the database does not take writes.
pub async fn report(
    state: &AppState,
    write: Write<scope::StatusWrite>,
    subject: Subject,
    input: StatusInput,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let audience = write.audience();
    let command = Command::ReportStatus { subject, input: Box::new(input), if_match: if_match.0 };
    let done = write.execute(state, command).await?;
    let mut answer = Vec::new();
    let now = state.store.now();
    if let Some(update) = now.update(done.revision) {
        // Also when it is sent again the answer is that of the first time, when nobody had corrected it.
        write_json(&mut answer, &UpdateView { superseded_by: None, ..view::update(&now, update, audience) });
    }
    Ok(write::answer(Some(format!("/v1/status-updates/{}", done.revision)), done, answer))
}

/// The operations on status updates.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, show);
}
