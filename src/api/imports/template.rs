//! `/v1/imports/template.{format}`: a file to fill in, with an office's own records and what is known of them.

use actix_web::{
    HttpResponse, Responder,
    http::header,
    web::{Data, Path},
};
use serde_json::{Map, Value};
use utoipa::IntoParams;

use crate::api::{
    extract::Query,
    operation::{Operations, declare},
    problem::{self, Problem},
    read::not_found,
    state::AppState,
};
use deserr::Deserr;
use presence_core::{
    Snapshot,
    body::Faults,
    query::{BadParameter, write_json},
};
use presence_formats::{Format, Table, to_csv, to_xlsx};
use presence_model::{
    ClosureReason, Code as _, Lifecycle as _, NoteVisibility, OfficeCode, OperatingMode, PostStatus, PresenceStatus,
};

/// Where a template's format stands in a path.
#[derive(serde::Deserialize)]
pub struct Ending {
    format: String,
}

/// Parameters of a template.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateParameters {
    /// Whose records; all unless given.
    #[deserr(default)]
    office: Option<OfficeCode>,
}

/// Download a template
///
/// A file to fill in, with an office's records and their present status. A row that nobody touches is `unchanged`:
/// write `status` and `effective_on` where something is to be reported.
#[utoipa::path(get, path = "/v1/imports/template.{format}", tag = "Imports", operation_id = "show_import_template",
    params(("format" = String, Path, description = "csv, xlsx, json or ndjson.", example = "csv")),
    responses((status = 200, description = "The template.", content(
        (Vec<super::row::ImportRow> = "application/json"), (super::row::ImportRow = "application/x-ndjson"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), headers(("Content-Disposition" = String, description = "The name of the file.")))))]
pub async fn show(
    query: Query<TemplateParameters>,
    state: Data<AppState>,
    path: Path<Ending>,
) -> Result<impl Responder, Problem> {
    let format = Format::parse(&path.format).ok_or_else(|| not_found("template", &path.format))?;
    let snapshot = state.store.now();
    let office = query.0.office.unwrap_or_else(OfficeCode::desk);
    if !snapshot.offices.contains_key(&office) {
        return Err(BadParameter::new("office", "there is no such office").into());
    }
    let table = template(&snapshot, office);
    let body = match format {
        Format::Csv => to_csv(&table),
        Format::Xlsx => to_xlsx(&table).map_err(|error| {
            log::error!("a template was not written: {error}");
            Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
        })?,
        Format::Json | Format::Ndjson => objects(&table, format),
    };
    let name = format!("attachment; filename=\"status-updates-{office}.{}\"", format.as_str());
    let media_type = if format == Format::Csv { "text/csv; charset=utf-8" } else { format.media_type() };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .content_type(media_type)
        .body(body))
}

fn template(snapshot: &Snapshot, office: OfficeCode) -> Table {
    let statuses = PresenceStatus::reportable().into_iter().chain(PostStatus::reportable()).collect();
    let columns = vec![
        ("presence".into(), Vec::new()),
        ("post".into(), Vec::new()),
        ("status".into(), statuses),
        ("effective_on".into(), Vec::new()),
        ("operating_mode".into(), OperatingMode::codes()),
        ("reason".into(), ClosureReason::codes()),
        ("successor".into(), Vec::new()),
        ("note".into(), Vec::new()),
        ("note_language".into(), Vec::new()),
        ("note_visibility".into(), NoteVisibility::codes()),
        ("reference".into(), Vec::new()),
    ];
    let row = |presence: &str, post: &str, status: &str, mode: &str| {
        let mut row = vec![String::new(); columns.len()];
        for (at, text) in [(0, presence), (1, post), (2, status), (4, mode)] {
            text.clone_into(&mut row[at]);
        }
        row
    };
    let mut rows = Vec::new();
    for presence in snapshot.presences.values().filter(|known| snapshot.answers_for(office, known.record())) {
        let (code, state) = (&presence.record().code, &presence.state);
        rows.push(row(code.as_str(), "", state.status.as_str(), state.mode.map_or("", OperatingMode::as_str)));
        for post in snapshot.posts_of(code) {
            // What only the baseline says cannot be reported; the cell is left to the office.
            let status = Some(post.state.status).filter(|status| *status != PostStatus::NotReported);
            rows.push(row("", post.record().code.as_str(), status.map_or("", PostStatus::as_str), ""));
        }
    }
    Table { name: "status updates", columns, rows, about: Vec::new() }
}

fn objects(table: &Table, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let objects = table.rows.iter().map(|row| {
        let filled = table.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        filled.map(|((name, _), cell)| (name.to_string(), Value::from(cell.as_str()))).collect::<Map<_, _>>()
    });
    if format == Format::Json {
        write_json(&mut out, &objects.collect::<Vec<_>>());
    } else {
        for object in objects {
            write_json(&mut out, &object);
            out.push(b'\n');
        }
    }
    out
}

/// The operation.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
