//! `/v1/imports`: files of many updates, what became of them, and templates to fill in.

pub(crate) mod create;
mod format;
mod list;
pub(crate) mod report;
pub mod row;
pub(crate) mod template;
pub(crate) mod views;

use actix_web::{
    Responder,
    http::StatusCode,
    web::{Data, Path},
};

use self::views::{ImportView, view};
use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{NoParameters, Query},
    operation::{Operations, declare},
    path::Id,
    problem::{self, Problem},
    read::not_found,
    respond::uncached,
    state::{AppState, MIN_REVISION_TIMEOUT},
};
use presence_model::OfficeCode;
use presence_store::imports::{AT_ONCE, Import};

/// Show an import
///
/// For its office and the desk.
#[utoipa::path(get, path = "/v1/imports/{id}", tag = "Imports", operation_id = "show_import",
    params(("id" = String, Path, description = "The import's id.")),
    responses((status = 200, description = "The import.", body = ImportView)))]
pub async fn show(
    caller: Authorized<scope::PresencesRead>,
    _: Query<NoParameters>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let office = caller.actor.office;
    let import = visible(&state, office, &path.id).await?;
    let (_, import) = whole(&state, import.id).await?;
    Ok(uncached(StatusCode::OK).json(import))
}

/// An import that this office may see.
///
/// # Errors
/// 404 if there is none; another office's is none.
pub(crate) async fn visible(state: &Data<AppState>, office: OfficeCode, id: &str) -> Result<Import, Problem> {
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
async fn visible_effects(state: &AppState, import: &Import) -> Result<(), Problem> {
    let revision = import.revision.and_then(|revision| u64::try_from(revision).ok()).unwrap_or_default();
    if state.store.reached(revision, MIN_REVISION_TIMEOUT).await {
        return Ok(());
    }
    Err(Problem::new(problem::UNAVAILABLE, format!("this instance has not seen revision {revision} yet")))
}

/// An import with its rows, if it is small and done; and the status of an answer that shows it.
pub(crate) async fn whole(state: &Data<AppState>, id: String) -> Result<(StatusCode, ImportView), Problem> {
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

/// The operations on imports.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
    list::operations(operations);
    create::operations(operations);
    template::operations(operations);
    report::operations(operations);
}
