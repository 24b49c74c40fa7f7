//! `/v1/adviser-posts`

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
    patches::PostPatch,
    path::{Code, find, known_code},
    problem::Problem,
    read::{Version, not_found},
    state::AppState,
    write,
};
use presence_core::{
    Command, Snapshot,
    input::{NewPost, NewPostStatus},
    query::{History, Posts, Updates, write_json},
    view::{self, PostView},
};
use presence_model::{Post, RecordCode, Subject};
use presence_store::Committed;

/// List adviser posts
///
/// Every adviser post, by code, with its present state; or as of any moment (`as_of`), or on any date (`on`).
#[utoipa::path(get, path = "/v1/adviser-posts", tag = "Adviser posts", operation_id = "list_adviser_posts",
    responses((status = 200, description = "A page of adviser posts.", body = PageOf<PostView>)))]
pub async fn list(read: Read<Listing<Posts>>) -> Result<impl Responder, Problem> {
    read.0.list(|_, _| Ok(Posts))
}

/// Show an adviser post
#[utoipa::path(get, path = "/v1/adviser-posts/{code}", tag = "Adviser posts", operation_id = "show_adviser_post",
    params(("code" = String, Path, description = "The post's code.", example = "ken-hra-1")),
    responses((status = 200, description = "The post.", body = PostView)))]
pub async fn show(read: Read<Single<Posts>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.record(&Posts, |snapshot| {
        let tracked = find(&snapshot.posts, "adviser post", &path.code)?;
        let subject = Subject::Post(tracked.record().code.clone());
        let also = snapshot.seat_described_since(&subject, tracked.revision);
        Ok((tracked, Version { revision: tracked.revision, related_revision: also, varies_by_audience: false }))
    })
}

/// Add an adviser post
///
/// For the desk. Its first status is given here; later ones are reported as status updates.
#[utoipa::path(post, path = "/v1/adviser-posts", tag = "Adviser posts", operation_id = "create_adviser_post",
    responses((status = 201, description = "The post was added.", body = PostView)))]
pub async fn create(
    write: Write<scope::RecordsWrite>,
    body: Json<NewPost>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let post = body.value.post(body.received);
    let code = post.code.clone();
    let done = write.once(&body.bytes).execute(&state, Command::CreatePost(Box::new(post))).await?;
    Ok(written(&state, &code, done, true))
}

/// Change an adviser post's description
///
/// For the desk. An RFC 7396 merge patch; the status is changed by status updates instead.
#[utoipa::path(patch, path = "/v1/adviser-posts/{code}", tag = "Adviser posts", operation_id = "patch_adviser_post",
    params(("code" = String, Path, description = "The post's code.", example = "ken-hra-1")),
    responses((status = 200, description = "The post as it is now.", body = PostView)))]
pub async fn patch(
    write: Write<scope::RecordsWrite>,
    if_match: RequiredIfMatch,
    patch: MergePatch<PostPatch>,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let code = known_code("adviser post", &path.code)?;
    let subject = Subject::Post(code.clone());
    let done = write.execute(&state, Command::Describe { subject, patch: patch.0, if_match: if_match.0 }).await?;
    Ok(written(&state, &code, done, false))
}

fn written(state: &AppState, code: &RecordCode, done: Committed, created: bool) -> HttpResponse {
    let mut body = Vec::new();
    super::write::at(state, done, |snapshot: &Snapshot| {
        if let Some(tracked) = snapshot.posts.get(code) {
            write_json(&mut body, &view::post(snapshot, tracked, presence_model::Language::English));
        }
    });
    write::answer(created.then(|| format!("/v1/adviser-posts/{code}")), done, body)
}

/// List an adviser post's status updates
///
/// Its timeline: the latest effective date first.
#[utoipa::path(get, path = "/v1/adviser-posts/{code}/status-updates", tag = "Status updates", operation_id = "list_adviser_post_status_updates",
    params(("code" = String, Path, description = "The post's code.", example = "ken-hra-1")),
    responses((status = 200, description = "A page of the timeline.", body = PageOf<view::UpdateView>)))]
pub async fn timeline(read: Read<Listing<Updates>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.list(|snapshot, _| {
        let tracked = find(&snapshot.posts, "adviser post", &path.code)?;
        Ok(Updates::Of(Subject::Post(tracked.record().code.clone())))
    })
}

/// Show an adviser post's history
///
/// Every version, newest first: what changed, from what, to what, by which office, when.
#[utoipa::path(get, path = "/v1/adviser-posts/{code}/history", tag = "Adviser posts", operation_id = "show_adviser_post_history",
    params(("code" = String, Path, description = "The post's code.", example = "ken-hra-1")),
    responses((status = 200, description = "A page of versions.", body = PageOf<presence_core::query::HistoryEntry>)))]
pub async fn history(read: Read<Listing<History>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.list(|snapshot, _| {
        let tracked = find(&snapshot.posts, "adviser post", &path.code)?;
        let history = History::of(snapshot, &Subject::Post(tracked.record().code.clone()));
        history.ok_or_else(|| not_found("adviser post", &path.code))
    })
}

/// Report an adviser post's status
///
/// For the offices that answer for its presence, and for the desk. Late news about an earlier date does not overwrite a newer state. A correction names the update that it
/// supersedes. Safe to repeat with an `Idempotency-Key`; with `If-Match` refused when the post has moved on.
#[utoipa::path(post, path = "/v1/adviser-posts/{code}/status-updates", tag = "Status updates", operation_id = "report_adviser_post_status",
    params(("code" = String, Path, description = "The post's code.", example = "ken-hra-1")),
    responses((status = 201, description = "The update is recorded, durably.", body = view::UpdateView)))]
pub async fn report(
    reporter: Reporter<Post>,
    if_match: IfMatch,
    body: Json<NewPostStatus>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let input = body.value.input();
    super::updates::report(&state, reporter.write.once(&body.bytes), reporter.subject, input, if_match).await
}

/// The operations on adviser posts.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show, patch, timeline, report, history);
}
