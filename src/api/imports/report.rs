//! `/v1/imports/{id}/report`: what became of each row, in the formats that files come in.

use std::sync::Arc;

use actix_web::{
    HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Bytes, Data, Path},
};
use deserr::Deserr;
use futures_util::stream;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::{
    authorized::{Authorized, scope},
    blocking::{blocking, compute},
    extract::{
        Query,
        query::{Several, choices_of},
    },
    imports::{format::FileFormat, visible},
    operation::{Operations, declare},
    path::Id,
    problem::{self, KINDS, Problem},
    respond::uncached,
    state::AppState,
};
use presence_core::{
    body::Faults,
    import::{Outcome, Refused, RowFault, RowReport},
    query::write_json,
};
use presence_formats::{Format, Table, csv_line, guarded, to_xlsx};
use presence_store::imports::Import;

/// What became of one row of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedRow)]
pub struct RowView {
    /// Its number: of the row in the sheet, the header being one too; of the line; of the item in the array.
    #[schema(example = 17)]
    pub(crate) row: u32,
    /// The first cell that is wrong, where the file has cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "C17")]
    pub(crate) cell: Option<String>,
    /// `status_update`, `presence` or `post`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "status_update")]
    pub(crate) kind: Option<String>,
    /// The code of the presence or post.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ken-hra")]
    pub(crate) record: Option<String>,
    /// The row's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// The record's status before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "active")]
    pub(crate) old_status: Option<String>,
    /// The record's status after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "suspended")]
    pub(crate) new_status: Option<String>,
    /// The revision at which what it says was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision: Option<u64>,
    /// Why it was rejected: what a single request would have been answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<RowProblem>,
}

/// The problem of a rejected row, as a single request would have it.
#[derive(Serialize, ToSchema)]
pub struct RowProblem {
    /// The kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid")]
    pub(crate) kind: String,
    /// What kind of problem it is.
    pub(crate) title: &'static str,
    /// The HTTP status that a single request would have had.
    #[schema(example = 422)]
    pub(crate) status: u16,
    /// What is wrong.
    pub(crate) detail: String,
    /// The import's request id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) instance: String,
    /// Every fault in the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<RowFault>,
}

/// The report of an import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only the schema is used: the report is written row by row")]
pub struct ImportReport {
    /// The rows, in the order of the file.
    data: Vec<RowView>,
}

pub(crate) fn view(report: RowReport, import: &Import) -> RowView {
    let cell = report.refused.as_ref().and_then(|refused| refused.errors.first()?.cell.clone());
    RowView {
        row: report.row,
        cell,
        kind: report.kind,
        record: report.record,
        reference: report.reference,
        outcome: report.outcome,
        old_status: report.old_status,
        new_status: report.new_status,
        revision: report.revision,
        problem: report.refused.map(|refused| row_problem(refused, import)),
    }
}

fn row_problem(refused: Refused, import: &Import) -> RowProblem {
    let kind = KINDS.iter().find(|kind| kind.code == refused.kind).copied().unwrap_or(problem::INVALID);
    RowProblem {
        kind: format!("/problems/{}", kind.code),
        title: kind.title,
        status: kind.status,
        detail: refused.detail,
        instance: import.request.clone().unwrap_or_default(),
        errors: refused.errors,
    }
}

/// The report's columns in a sheet.
const COLUMNS: [&str; 10] =
    ["row", "cell", "kind", "record", "reference", "outcome", "old_status", "new_status", "revision", "problem"];

fn cells(row: &RowView) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let problem = row.problem.as_ref().map(|problem| {
        let faults = problem.errors.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail));
        let faults: Vec<_> = faults.collect();
        if faults.is_empty() { problem.detail.clone() } else { faults.join("; ") }
    });
    vec![
        row.row.to_string(),
        text(&row.cell),
        text(&row.kind),
        text(&row.record),
        text(&row.reference),
        row.outcome.as_str().to_owned(),
        text(&row.old_status),
        text(&row.new_status),
        row.revision.map(|revision| revision.to_string()).unwrap_or_default(),
        problem.unwrap_or_default(),
    ]
}

choices_of! {
    /// The outcome of a row.
    RowOutcome(Outcome), Outcome::ALL.iter().map(|outcome| (outcome.as_str(), *outcome));
}

/// Parameters of an import's report.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportParameters {
    /// The report's format; JSON unless given.
    #[deserr(default)]
    #[param(inline)]
    format: Option<FileFormat>,
    /// Only rows with these outcomes.
    #[deserr(default)]
    #[param(inline, value_type = Option<Vec<RowOutcome>>, style = Form, explode = false)]
    outcome: Option<Several<RowOutcome>>,
}

/// Show an import's report
///
/// Row by row, to read or to open beside the original. While the import is running: of the rows that are done.
#[utoipa::path(get, path = "/v1/imports/{id}/report", tag = "Imports", operation_id = "show_import_report",
    params(("id" = String, Path, description = "The import's id.")),
    responses((status = 200, description = "The report.", content(
        (ImportReport = "application/json"), (RowView = "application/x-ndjson"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), headers(("Content-Disposition" = String, description = "The name of the file.")))))]
pub async fn show(
    caller: Authorized<scope::PresencesRead>,
    query: Query<ReportParameters>,
    state: Data<AppState>,
    path: Path<Id>,
) -> Result<impl Responder, Problem> {
    let office = caller.actor.office;
    let format = query.0.format.map_or(Format::Json, |format| format.0);
    let outcomes = query.0.outcome.map_or_else(|| Outcome::ALL.to_vec(), |it| it.0.iter().map(|it| it.0).collect());
    let import = visible(&state, office, &path.id).await?;
    let mut response = uncached(StatusCode::OK);
    response.content_type(if format == Format::Csv { "text/csv; charset=utf-8" } else { format.media_type() });
    if matches!(format, Format::Csv | Format::Xlsx) {
        let name = format!("attachment; filename=\"import-{}-report.{}\"", import.id, format.as_str());
        response.insert_header((header::CONTENT_DISPOSITION, name));
    }
    let report = Report { import, outcomes, format };
    if format != Format::Xlsx {
        return Ok(report.stream(state, response));
    }
    let (report, mut rows) = (Arc::new(report), Vec::new());
    for part in 0..report.import.parts {
        let (shared, report) = (state.clone(), report.clone());
        rows.extend(blocking(move || report.part(&shared, part)).await??.iter().map(cells));
    }
    Ok(response.body(compute(move || book(rows)).await??))
}

struct Report {
    import: Import,
    outcomes: Vec<Outcome>,
    format: Format,
}

impl Report {
    fn part(&self, state: &AppState, part: i32) -> Result<Vec<RowView>, Problem> {
        let rows = state.store.import_report(&self.import.id, part)?.unwrap_or_default();
        let wanted = rows.into_iter().filter(|row| self.outcomes.contains(&row.outcome));
        Ok(wanted.map(|row| view(row, &self.import)).collect())
    }

    /// Part after part, so that memory does not grow with the report.
    fn stream(self, state: Data<AppState>, mut response: actix_web::HttpResponseBuilder) -> HttpResponse {
        let parts = self.import.parts;
        let begin = (self, state, 0, true);
        response.streaming(stream::unfold(begin, move |(report, state, part, first)| async move {
            if part > parts {
                return None;
            }
            let chunk = blocking(move || {
                let mut out = Vec::new();
                let written = report.write(&state, part, first, &mut out);
                (report, state, written.map(|first| (first, out)))
            });
            Some(match chunk.await {
                Ok((report, state, Ok((first, out)))) => (Ok(Bytes::from(out)), (report, state, part + 1, first)),
                // The status is out; a body that breaks off is the only way left to say that it failed.
                Ok((report, state, Err(problem))) => (Err(problem), (report, state, parts + 1, first)),
                Err(_) => return None,
            })
        }))
    }

    /// Writes one part, with what stands before the first and after the last; says whether no row is written yet.
    fn write(&self, state: &AppState, part: i32, mut first: bool, out: &mut Vec<u8>) -> Result<bool, Problem> {
        if part == 0 {
            match self.format {
                Format::Json => out.extend_from_slice(b"{\"data\":["),
                Format::Csv => write_line(out, COLUMNS.map(str::to_owned).to_vec()),
                _ => {}
            }
        }
        if part == self.import.parts {
            if self.format == Format::Json {
                out.extend_from_slice(b"]}");
            }
            return Ok(first);
        }
        for row in self.part(state, part)? {
            match self.format {
                Format::Csv => write_line(out, cells(&row)),
                Format::Ndjson => {
                    write_json(out, &row);
                    out.push(b'\n');
                }
                _ => {
                    if !std::mem::take(&mut first) {
                        out.push(b',');
                    }
                    write_json(out, &row);
                }
            }
        }
        Ok(first)
    }
}

fn book(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Problem> {
    let columns = COLUMNS.map(|name| (name.into(), Vec::new())).to_vec();
    to_xlsx(&Table { name: "report", columns, rows, about: Vec::new() }).map_err(|error| {
        log::error!("a report was not written: {error}");
        Problem::new(problem::INTERNAL_ERROR, "the report does not fit into a workbook; ask for CSV")
    })
}

fn write_line(out: &mut Vec<u8>, cells: Vec<String>) {
    csv_line(out, cells.iter().map(|cell| guarded(cell)));
}

/// The operation.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
