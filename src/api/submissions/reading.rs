//! Submissions as they are read: the public sees what is published, the desk and the submitter what is there.

use actix_web::{
    HttpRequest, Responder,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};

use super::{Access, KeptRecord, moderator, no_such};
use crate::api::{
    extract::{
        Read, Then,
        read::{Listing, Plain, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    path::Code,
    problem::Problem,
    programme::records::{KeptHistory, KeptVersion},
    read::ReadRequest,
    state::AppState,
};
use presence_core::{
    query::{Submissions, write_json},
    record_kind::RecordKind,
    view,
};
use presence_model::Submission;

fn seen(reader: &ReadRequest, all: bool) -> Submissions {
    if all { Submissions::all() } else { Submissions::public(&reader.newest()) }
}

/// List submissions
///
/// Those that are published, by code; the desk (`submissions:moderate`) sees all. What was withdrawn is hidden as of
/// earlier moments too.
#[utoipa::path(get, path = "/v1/submissions", tag = "Submissions", operation_id = "list_submissions",
    responses((status = 200, description = "A page of the list.", body = PageOf<KeptRecord<Submission>>)))]
pub async fn list(
    read: Read<Listing<Submissions>>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let all = moderator(&request, &state)?.is_some();
    let reader = read.0.with_visibility(all);
    let resource = seen(&reader, all);
    reader.list(|_, _| Ok(resource))
}

/// Show a submission
///
/// One that is published; with its secret in `Submission-Secret`, or for the desk, in any state, with the address to
/// write to.
#[utoipa::path(get, path = "/v1/submissions/{code}", tag = "Submissions", operation_id = "show_submission",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "The submission.", body = super::intake::OwnSubmission)))]
pub async fn show(sent: Then<Access, Read<Single<Submissions>>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    let Then(access, read) = sent;
    let all = !matches!(access, Access::Public);
    let reader = read.0.with_visibility(all);
    let resource = seen(&reader, all);
    if all {
        let contact = Map::from_iter([("contact".to_owned(), json!(access.contact()))]);
        return reader.private(
            &resource,
            |snapshot| {
                let kept = Submission::map(snapshot).get(&*path.code).ok_or_else(|| no_such(&path.code))?;
                Ok((kept, kept.newest().revision))
            },
            contact,
        );
    }
    reader.record(&resource, |snapshot| {
        let kept = Submission::map(snapshot).get(&*path.code).filter(|kept| resource.shows(kept));
        let kept = kept.ok_or_else(|| no_such(&path.code))?;
        Ok((kept, kept.newest().revision.into()))
    })
}

/// Show the history of a submission
///
/// The versions that were published, newest first, while it is published; with its secret, or for the desk, all of them.
#[utoipa::path(get, path = "/v1/submissions/{code}/history", tag = "Submissions", operation_id = "show_submission_versions",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "The versions.", body = KeptHistory)))]
pub async fn history(sent: Then<Access, Read<Plain>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    let Then(access, read) = sent;
    let all = !matches!(access, Access::Public);
    let reader = read.0.with_visibility(all);
    let now = reader.newest();
    reader.document(|moment| {
        let published = Submission::map(&now).get(&*path.code).is_some_and(|kept| kept.record().is_public());
        let kept = Submission::map(moment).get(&*path.code).filter(|_| all || published);
        let kept = kept.ok_or_else(|| no_such(&path.code))?;
        let versions = kept.versions.iter().rev().filter(|version| all || version.record.is_public());
        let versions: Vec<_> = versions
            .map(|version| {
                let record: Value = serde_json::to_value(view::kept_version(version)).unwrap_or_default();
                KeptVersion::new(version.actor.office, record)
            })
            .collect();
        if versions.is_empty() {
            return Err(no_such(&path.code));
        }
        let mut out = Vec::new();
        write_json(&mut out, &KeptHistory::new(versions, moment.revision()));
        Ok(out)
    })
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, show, history);
}
