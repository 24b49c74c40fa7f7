//! `/v1/imports`: files of many updates, what became of them, and templates to fill in.

pub(crate) mod report;
pub mod row;
pub(crate) mod template;

use crate::api::extract::query::choices_of;
use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, Responder, dev,
    http::{StatusCode, header},
    web::{Data, Path},
};
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use self::report::RowView;
use super::{
    authorized::{Authorized, scope},
    blocking::{blocking, compute},
    body, caller,
    extract::{
        File, Fingerprint, NoParameters, Query, describe_key,
        query::{Flag, IdCursor, Number, Several, Text, choices, name_of, url_with},
    },
    operation::{Describe, Documentation, On, Operations, declare},
    path::Id,
    problem::{self, Problem},
    read::not_found,
    respond,
    state::{MIN_REVISION_PATIENCE, State},
};
use presence_core::{Actor, body::Faults, import::Totals, query::write_json};
use presence_formats::{self as exchange, Bounds, Format};
use presence_model::{OfficeCode, Scope, Timestamp};
use presence_store::{
    Idempotency,
    imports::{AT_ONCE, Accepted, Import, Rows},
};

/// An import: its state, its progress, its report.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// Its id.
    #[schema(example = "01932d1a-6b7e-7c3a-9d0e-2f4b8c6a1e55")]
    pub(crate) id: String,
    /// The office that sent it.
    #[schema(value_type = OfficeCode)]
    pub(crate) office: String,
    /// `running`; `completed`; `rejected`: atomic, and a row could not be accepted, so nothing was written; `failed`.
    #[schema(example = "completed")]
    pub(crate) state: String,
    /// `atomic`: all rows or none. `partial`: the good rows.
    #[schema(example = "atomic")]
    pub(crate) mode: String,
    /// Whether it only says what would happen.
    pub(crate) dry_run: bool,
    /// `json`, `ndjson`, `csv` or `xlsx`.
    #[schema(example = "csv")]
    pub(crate) format: String,
    /// The sheet of a workbook that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "June")]
    pub(crate) sheet: Option<String>,
    /// The other sheets that are visible; name one with `sheet=`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) other_sheets: Vec<String>,
    /// When it was received.
    pub(crate) received_at: Timestamp,
    /// When it was done.
    pub(crate) finished_at: Option<Timestamp>,
    /// How many rows are done; an atomic import is done at once, at the end.
    pub(crate) progress: Progress,
    /// How many rows had which outcome.
    pub(crate) totals: Totals,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
    /// The report, row by row; for large imports it is at `links.report` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<Vec<RowView>>,
    /// Where to go from here.
    pub(crate) links: ImportLinks,
}

/// How far an import is.
#[derive(Serialize, ToSchema)]
pub struct Progress {
    /// Rows that are done.
    #[schema(example = 44)]
    pub(crate) done: u32,
    /// Rows that there are.
    #[schema(example = 44)]
    pub(crate) of: u32,
}

/// Where an import and its report are.
#[derive(Serialize, ToSchema)]
pub struct ImportLinks {
    /// The import itself.
    #[serde(rename = "self")]
    this: String,
    /// Its report, row by row: as JSON, NDJSON, CSV or XLSX.
    report: String,
}

/// Imports, newest first.
#[derive(Serialize, ToSchema)]
pub struct ImportPage {
    /// The imports, without their rows.
    data: Vec<ImportView>,
    /// Where this page stands in its list.
    page: ImportPageInfo,
}

/// Where a page of imports stands in its list.
#[derive(Serialize, ToSchema)]
pub struct ImportPageInfo {
    /// How many imports there are in all.
    total: usize,
    /// How many a page has at most.
    limit: usize,
    /// Path and query of the next page; null on the last one.
    next: Option<String>,
}

pub(super) fn view(import: Import, rows: Option<Vec<RowView>>) -> ImportView {
    let (totals, this) = (import.totals(), format!("/v1/imports/{}", import.id));
    let sheet = import.columns().sheet;
    ImportView {
        other_sheets: sheet.as_ref().map(|sheet| sheet.others.clone()).unwrap_or_default(),
        sheet: sheet.map(|sheet| sheet.name),
        progress: Progress { done: totals.done(), of: totals.read },
        totals,
        links: ImportLinks { report: format!("{this}/report"), this },
        id: import.id,
        office: import.office,
        state: import.state,
        mode: import.mode,
        dry_run: import.dry_run,
        format: import.format,
        received_at: Timestamp(import.received_at),
        finished_at: import.finished_at.map(Timestamp),
        failure: import.failure,
        rows,
    }
}

/// What an import is asked to do.
pub(crate) struct Wanted {
    /// All rows or none.
    pub atomic: bool,
    /// Whether it is only tried out.
    pub dry_run: bool,
    /// What the file is.
    pub format: Format,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

choices! {
    /// Which rows are written where some are wrong.
    enum Mode { Atomic = "atomic", Partial = "partial" }
    /// The state of an import.
    enum ImportState { Running = "running", Completed = "completed", Rejected = "rejected", Failed = "failed" }
}

choices_of! {
    /// The format of a file.
    FileFormat(Format), Format::ALL.iter().map(|format| (format.as_str(), *format));
}

/// Parameters of an import.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportParameters {
    /// `atomic` (unless given): all rows or none. `partial`: the good rows.
    #[deserr(default)]
    #[param(inline)]
    mode: Option<Mode>,
    /// Do everything but write, and say what would happen.
    #[deserr(default)]
    #[param(value_type = Option<bool>)]
    dry_run: Option<Flag>,
    /// What the file is, if `Content-Type` does not say.
    #[deserr(default)]
    #[param(inline)]
    format: Option<FileFormat>,
    /// The workbook's sheet; its first unless given.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    sheet: Option<Text>,
}

impl ImportParameters {
    fn wanted(self, request: &HttpRequest) -> Result<Wanted, Problem> {
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = given.split(';').next().unwrap_or("").trim();
        let format =
            self.format.map(|format| format.0).or_else(|| Format::of_media_type(essence)).ok_or_else(|| {
                let detail = "set `Content-Type` or `format=` to the file's format";
                let allowed = Format::ALL.iter().map(|format| format.media_type().to_owned()).collect();
                Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail).with(|problem| problem.allowed = allowed)
            })?;
        Ok(Wanted {
            atomic: self.mode.is_none_or(|mode| mode == Mode::Atomic),
            dry_run: self.dry_run.is_some_and(|dry_run| dry_run.0),
            format,
            sheet: self.sheet.map(|sheet| sheet.0),
        })
    }
}

/// Import many updates
///
/// Takes a file of status updates of presences and posts and, from the desk, of new or changed presences and posts.
/// Columns are called like the fields of single requests; `presence` or `post` says what a status update is about,
/// and fields of nested objects are written with a dot (`operating_from.country`). A row with a `code` is about the
/// record itself; `kind` (`status_update`, `presence`, `post`) says so where it is not plain. Rows see the effects of
/// those before them. A row that says what the registry says already is `unchanged`: the same file can be sent twice.
///
/// Up to 1,000 rows are answered at once (200, with the report); more go on in the background (202), also after the
/// client is gone and after a restart. A partial import lets single updates pass after every 500 rows. An atomic one
/// is tried out first beside the others and then written in one transaction, which holds up other writes as long as
/// its rows take.
///
/// The token needs the scope `status:write` besides, and `records:write` for rows about records.
#[utoipa::path(post, path = "/v1/imports", tag = "Imports", operation_id = "create_import",
    request_body(content((row::File = "text/csv"), (row::File = "application/x-ndjson"), (Vec<row::ImportRow> = "application/json"),
        (row::File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, description = "The import is done; the report says what became of each row.", body = ImportView),
        (status = 202, description = "The import is accepted, durably, and goes on.", body = ImportView)))]
pub async fn create(
    caller: Authorized<scope::ImportsWrite>,
    _: Authorized<scope::StatusWrite>,
    query: Query<ImportParameters>,
    key: ImportKey,
    state: Data<State>,
    file: File,
) -> Result<impl Responder, Problem> {
    let request = key.0;
    let actor = caller.actor;
    let wanted = query.0.wanted(&request)?;
    let target = format!("{}?{}#{}", request.path(), request.query_string(), wanted.format.as_str());
    let mut fingerprint = Fingerprint::new(&request, &target);
    let file =
        body::spool(&request, file.0, &state, state.limits.import_bytes, |bytes| fingerprint.update(bytes)).await?;
    let idempotency = fingerprint.idempotency(&request)?;
    let needs = |scope| caller::holder(&request, &state, scope).map(drop);
    let accepted = accept(&state, &actor, file, wanted, idempotency, needs).await?;
    let (status, import) = whole(&state, accepted.id.clone()).await?;
    let mut response = answer(status);
    response.insert_header((header::LOCATION, format!("/v1/imports/{}", accepted.id)));
    if status == StatusCode::ACCEPTED {
        response.insert_header((header::RETRY_AFTER, "1"));
    }
    respond::say_replayed(&mut response, accepted.replayed);
    Ok(json(response, &import))
}

/// Reads a file and has it imported. `needs` refuses a sender without a scope that a row of it needs.
///
/// # Errors
/// What is wrong with the file, what the rules say, or that the database does not take writes.
pub(crate) async fn accept(
    state: &Data<State>,
    actor: &Actor,
    file: std::fs::File,
    wanted: Wanted,
    idempotency: Option<Idempotency>,
    needs: impl Fn(Scope) -> Result<(), Problem>,
) -> Result<Accepted, Problem> {
    let size = file.metadata().map_or(0, |known| known.len());
    let bounds = Bounds::of(size, state.limits.import_rows);
    let Wanted { atomic, dry_run, format, sheet } = wanted;
    let read = move || {
        let (mut rows, mut describes, mut compares) = (Rows::default(), false, false);
        let columns = exchange::read(&file, format, sheet.as_deref(), bounds, &mut |row| {
            describes |= row.describes();
            compares |= row.compares();
            rows.push(row);
        })?;
        rows.end();
        Ok::<_, exchange::ReadError>((rows, columns, describes, compares))
    };
    let (rows, columns, describes, compares) = compute(read).await??;
    if describes && actor.office.is_desk() {
        needs(Scope::RecordsWrite)?;
    }
    // What was recorded is compared with the row: also what the public does not see.
    if compares {
        needs(Scope::PresencesRead)?;
    }
    let import = Import::new(actor, format.as_str(), atomic, dry_run, &columns);
    Ok(state.store.import(import, rows, idempotency).await?)
}

/// Show an import
///
/// For its office and the desk.
#[utoipa::path(get, path = "/v1/imports/{id}", tag = "Imports", operation_id = "show_import",
    params(("id" = String, Path, description = "The import's id.")),
    responses((status = 200, description = "The import.", body = ImportView)))]
pub async fn show(
    caller: Authorized<scope::PresencesRead>,
    _: Query<NoParameters>,
    state: Data<State>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let office = caller.actor.office;
    let import = visible(&state, office, &path.id).await?;
    let (_, import) = whole(&state, import.id).await?;
    Ok(json(answer(StatusCode::OK), &import))
}

/// List imports
///
/// Newest first: an office's own, for the desk all.
#[utoipa::path(get, path = "/v1/imports", tag = "Imports", operation_id = "list_imports",
    responses((status = 200, description = "A page of imports.", body = ImportPage,
        headers(("Link" = String, description = "The next page (RFC 8288), if there is one.")))))]
pub async fn list(
    caller: Authorized<scope::PresencesRead>,
    query: Query<ImportListParameters>,
    request: HttpRequest,
    state: Data<State>,
) -> Result<impl Responder, Problem> {
    let (own, ImportListParameters { limit, cursor, state: states, office }) = (caller.actor.office, query.0);
    let (limit, before) = (limit.map_or(50, |limit| limit.0 as usize), cursor.map(|cursor| cursor.0));
    let states = states.map_or_else(Vec::new, |states| states.0.iter().map(|it| name_of(*it).to_owned()).collect());
    let office = if own.is_desk() { office } else { Some(own) };
    let shared = state.clone();
    let read = move || shared.store.imports(office, &states, before.as_deref(), limit + 1);
    let (mut imports, total) = blocking(read).await??;
    let more = imports.len() > limit;
    imports.truncate(limit);
    let last = imports.last().filter(|_| more).map(|last| url_with(&request, "cursor", &last.id));
    let data = imports.into_iter().map(|import| view(import, None)).collect();
    let mut response = answer(StatusCode::OK);
    if let Some(next) = &last {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    Ok(json(response, &ImportPage { data, page: ImportPageInfo { total, limit, next: last } }))
}

/// The request of an import, whose key makes it safe to send twice.
pub struct ImportKey(HttpRequest);

impl FromRequest for ImportKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(Ok(Self(request.clone())))
    }
}

impl Describe for ImportKey {
    fn describe(operation: &mut Documentation) {
        describe_key(operation);
        operation.header(On::Success, "Location", "Where the import is.");
    }
}

/// Parameters of the list of imports.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportListParameters {
    /// How many imports a page has at most; 50 unless given.
    #[deserr(default)]
    #[param(inline, default = 50)]
    limit: Option<Number<1, 200>>,
    /// Where a page begins: taken from `page.next`.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    cursor: Option<IdCursor>,
    /// States.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<ImportState>>, style = Form, explode = false)]
    state: Option<Several<ImportState>>,
    /// For the desk: the imports of one office.
    #[deserr(default)]
    office: Option<OfficeCode>,
}

/// An import that this office may see.
///
/// # Errors
/// 404 if there is none; another office's is none.
pub(crate) async fn visible(state: &Data<State>, office: OfficeCode, id: &str) -> Result<Import, Problem> {
    let none = || not_found("import", id);
    let (shared, id) = (state.clone(), uuid::Uuid::parse_str(id).map_err(|_| none())?.hyphenated().to_string());
    let found = blocking(move || shared.store.find_import(&id)).await??;
    if let Some(import) = &found {
        visible_effects(state, import).await?;
    }
    found.filter(|import| office.is_desk() || import.office == office.as_str()).ok_or_else(none)
}

/// What a finished import brought about is there for whoever reads of it: the database knows of it a moment before the
/// newest snapshot does.
async fn visible_effects(state: &State, import: &Import) -> Result<(), Problem> {
    let revision = import.revision.and_then(|revision| u64::try_from(revision).ok()).unwrap_or_default();
    if state.store.reached(revision, MIN_REVISION_PATIENCE).await {
        return Ok(());
    }
    Err(Problem::new(problem::UNAVAILABLE, format!("this instance has not seen revision {revision} yet")))
}

/// An import with its rows, if it is small and done; and the status of an answer that shows it.
pub(crate) async fn whole(state: &Data<State>, id: String) -> Result<(StatusCode, ImportView), Problem> {
    let shared = state.clone();
    let read = move || {
        let Some(import) = shared.store.find_import(&id)? else { return Ok(None) };
        let mut rows = Vec::new();
        let shown = import.state != "running" && usize::try_from(import.read).is_ok_and(|rows| rows <= AT_ONCE);
        for part in 0..if shown { import.parts } else { 0 } {
            rows.extend(shared.store.import_report(&id, part)?.unwrap_or_default());
        }
        Ok::<_, presence_store::StoreError>(Some((import, shown.then_some(rows))))
    };
    let found = blocking(read).await??;
    let (import, rows) = found.ok_or_else(|| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))?;
    visible_effects(state, &import).await?;
    let status = if import.state == "running" { StatusCode::ACCEPTED } else { StatusCode::OK };
    let rows = rows.map(|rows| rows.into_iter().map(|row| report::view(row, &import)).collect());
    Ok((status, view(import, rows)))
}

pub(super) fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

fn json(mut response: HttpResponseBuilder, value: &impl Serialize) -> HttpResponse {
    let mut body = Vec::new();
    write_json(&mut body, value);
    response.content_type("application/json").body(body)
}

/// The operations on imports.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show);
    template::operations(operations);
    report::operations(operations);
}
