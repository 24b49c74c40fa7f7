//! The list of imports.

use actix_web::{HttpRequest, Responder, http::StatusCode, web::Data};
use deserr::Deserr;
use utoipa::IntoParams;

use super::views::{ImportPage, ImportPageInfo, view};
use crate::api::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{
        Query,
        query::{IdCursor, Number, Several, choices, name_of, url_with},
    },
    operation::{Operations, declare},
    problem::Problem,
    respond::{set_next_page, uncached},
    state::AppState,
};
use presence_core::body::Faults;
use presence_model::OfficeCode;

choices! {
    /// The state of an import.
    enum ImportState { Running = "running", Completed = "completed", Rejected = "rejected", Failed = "failed" }
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
    state: Data<AppState>,
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
    let mut response = uncached(StatusCode::OK);
    set_next_page(&mut response, last.as_deref());
    Ok(response.json(ImportPage { data, page: ImportPageInfo { total, limit, next: last } }))
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

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list);
}
