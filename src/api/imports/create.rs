//! Taking a file in.

use actix_web::{
    HttpRequest, Responder,
    http::{StatusCode, header},
    web::Data,
};
use deserr::Deserr;
use utoipa::IntoParams;

use super::{format::FileFormat, views::ImportView};
use super::{row, whole};
use crate::api::{
    authorized::{Authorized, scope},
    blocking::compute,
    body, caller,
    extract::{
        File, Fingerprint, IdempotencyKey, Query,
        query::{Flag, Text, choices},
    },
    operation::{Operations, declare},
    problem::{self, Problem},
    respond,
    state::AppState,
};
use presence_core::{Actor, body::Faults};
use presence_formats::{self as exchange, Bounds, Format};
use presence_model::Scope;
use presence_store::{
    Idempotency,
    imports::{Accepted, Import, Rows},
};

/// What an import is asked to do.
pub(crate) struct ImportOptions {
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
    fn options(self, request: &HttpRequest) -> Result<ImportOptions, Problem> {
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = given.split(';').next().unwrap_or("").trim();
        let format =
            self.format.map(|format| format.0).or_else(|| Format::of_media_type(essence)).ok_or_else(|| {
                let detail = "set `Content-Type` or `format=` to the file's format";
                let allowed = Format::ALL.iter().map(|format| format.media_type().to_owned()).collect();
                Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail).with(|problem| problem.allowed = allowed)
            })?;
        Ok(ImportOptions {
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
    responses((status = 200, description = "The import is done; the report says what became of each row.", body = ImportView,
            headers(("Location" = String, description = "Where the import is."))),
        (status = 202, description = "The import is accepted, durably, and goes on.", body = ImportView,
            headers(("Location" = String, description = "Where the import is.")))))]
pub async fn create(
    caller: Authorized<scope::ImportsWrite>,
    _: Authorized<scope::StatusWrite>,
    query: Query<ImportParameters>,
    key: IdempotencyKey,
    request: HttpRequest,
    state: Data<AppState>,
    file: File,
) -> Result<impl Responder, Problem> {
    let actor = caller.actor;
    let options = query.0.options(&request)?;
    let target = format!("{}?{}#{}", request.path(), request.query_string(), options.format.as_str());
    let mut fingerprint = Fingerprint::new(&request, &target);
    let file =
        body::spool(&request, file.0, &state, state.limits.import_bytes, |bytes| fingerprint.update(bytes)).await?;
    let idempotency = key.0.map(|key| fingerprint.under(&key)).transpose()?;
    let needs = |scope| caller::holder(&request, &state, scope).map(drop);
    let accepted = accept(&state, &actor, file, options, idempotency, needs).await?;
    let (status, import) = whole(&state, accepted.id.clone()).await?;
    let mut response = respond::uncached(status);
    response.insert_header((header::LOCATION, format!("/v1/imports/{}", accepted.id)));
    if status == StatusCode::ACCEPTED {
        response.insert_header((header::RETRY_AFTER, "1"));
    }
    respond::set_replayed_header(&mut response, accepted.replayed);
    Ok(response.json(import))
}

/// Reads a file and has it imported. `needs` refuses a sender without a scope that a row of it needs.
///
/// # Errors
/// What is wrong with the file, what the rules say, or that the database does not take writes.
pub(crate) async fn accept(
    state: &Data<AppState>,
    actor: &Actor,
    file: std::fs::File,
    options: ImportOptions,
    idempotency: Option<Idempotency>,
    needs: impl Fn(Scope) -> Result<(), Problem>,
) -> Result<Accepted, Problem> {
    let size = file.metadata().map_or(0, |known| known.len());
    let bounds = Bounds::of(size, state.limits.import_rows);
    let ImportOptions { atomic, dry_run, format, sheet } = options;
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

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: create);
}
