//! `/office/import`: a file of many updates: tried out first, then sent, by the code of `/v1/imports`.
//!
//! The file that was tried out is to be the file that is sent, without anything kept on the server for somebody who may
//! never come back: a small file travels in the form that confirms it, where any instance finds it. A larger one, whose
//! trial goes on in the background, is chosen again.

use std::io::{Read as _, Seek as _};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Data, Path, Payload},
};
use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    layout::{self, Frame, language, private, see},
    session::Session,
    sign_in,
    upload_form::{Sent, no_room},
};
use crate::api::{
    AppState, blocking,
    extract::Fingerprint,
    imports::{
        self,
        create::{ImportOptions, accept},
        report::RowView,
        views::ImportView,
    },
    problem::Problem,
};
use presence_core::import::{Outcome, Totals};
use presence_model::Scope;

/// The largest file that travels in a form, in bytes.
const HELD: u64 = 256 * 1024;
/// How many rows of a report are shown.
const ROWS: usize = 200;
/// A row of a report.
struct Row {
    number: u32,
    cell: String,
    record: String,
    outcome: &'static str,
    outcome_text: String,
    statuses: Option<(String, String)>,
    faults: Vec<String>,
}

/// What became of an import.
struct Report {
    id: String,
    state: String,
    state_text: String,
    running: bool,
    dry_run: bool,
    totals: Vec<(String, u32)>,
    rows: Vec<Row>,
    hidden: usize,
    failure: Option<String>,
    sheet: Option<String>,
    other_sheets: String,
    good: bool,
}

/// A file on its way through the form that confirms it.
struct Held {
    bytes: String,
    format: &'static str,
    mode: &'static str,
    sheet: Option<String>,
}

#[derive(Template)]
#[template(path = "upload.html")]
struct Page {
    frame: Frame,
    office: String,
    key: String,
    problem: Option<Problem>,
    report: Option<Report>,
    held: Option<Held>,
    again: bool,
}

async fn form(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    session.needs(Scope::ImportsWrite)?;
    page(&request, &state, &session, None, None, None)
}

async fn upload(request: HttpRequest, state: Data<AppState>, payload: Payload) -> Result<HttpResponse, Problem> {
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    let mut sent = Sent::read(&request, payload, &state, &session).await?;
    session.needs(Scope::ImportsWrite)?;
    session.needs(Scope::StatusWrite)?;
    match execute(&request, &state, &session, &mut sent).await {
        Ok((import, held)) if import.dry_run => {
            let report = report(&request, &state, import).await?;
            page(&request, &state, &session, None, Some(report), held)
        }
        Ok((import, _)) => {
            Ok(see(&Frame::new(&request, language(&request)?, "office").link(format!("/office/imports/{}", import.id))))
        }
        Err(problem) => page(&request, &state, &session, Some(problem), None, None),
    }
}

async fn execute(
    request: &HttpRequest,
    state: &Data<AppState>,
    session: &Session,
    sent: &mut Sent,
) -> Result<(ImportView, Option<Held>), Problem> {
    let (mut file, format) = sent.file()?;
    let size = file.metadata().map_or(u64::MAX, |known| known.len());
    let mut bytes = Vec::new();
    let mut fingerprint = Fingerprint::new(request, "/office/import");
    fingerprint.update(if sent.send { b"send" } else { b"try" });
    fingerprint.update(sent.sheet.as_deref().unwrap_or_default().as_bytes());
    if size <= HELD {
        file.read_to_end(&mut bytes).and_then(|_| file.rewind()).map_err(no_room)?;
        fingerprint.update(&bytes);
    } else {
        fingerprint.update(&size.to_be_bytes());
    }
    let idempotency = Some(fingerprint.under(&sent.key)?);
    let options = ImportOptions { atomic: sent.atomic, dry_run: !sent.send, format, sheet: sent.sheet.clone() };
    let needs = |scope| session.needs(scope);
    let accepted = accept(state, &session.actor(request), file, options, idempotency, needs).await?;
    let (_, import) = imports::whole(state, accepted.id).await?;
    let held = (import.dry_run && size <= HELD && import.state == "completed").then(|| Held {
        bytes: STANDARD.encode(&bytes),
        format: format.as_str(),
        mode: if sent.atomic { "atomic" } else { "partial" },
        sheet: sent.sheet.clone(),
    });
    Ok((import, held))
}

async fn shown(request: HttpRequest, state: Data<AppState>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    session.needs(Scope::PresencesRead)?;
    let import = imports::visible(&state, session.office(), &id).await?;
    let (_, import) = imports::whole(&state, import.id).await?;
    let report = report(&request, &state, import).await?;
    page(&request, &state, &session, None, Some(report), None)
}

/// How an import ended, or would end: of one that may leave rows out it matters how many.
fn verdict(import: &ImportView) -> &str {
    let Totals { read, rejected, .. } = import.totals;
    match (import.state.as_str(), rejected) {
        ("completed", 1..) if rejected == read => "none",
        ("completed", 1..) => "some",
        (state, _) => state,
    }
}

/// The report of an import: of one that is large only the rows that were rejected.
async fn report(request: &HttpRequest, state: &Data<AppState>, mut import: ImportView) -> Result<Report, Problem> {
    let t = Frame::new(request, language(request)?, "office").t;
    let rows = match import.rows.take() {
        Some(rows) => rows,
        None => rejected(state, import.id.clone()).await?,
    };
    let told: Vec<_> = rows.iter().filter(|row| row.outcome != Outcome::Unchanged).collect();
    let row = |row: &&RowView| {
        let faults = row.problem.as_ref().map(|problem| {
            let faults = problem.errors.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail));
            let faults: Vec<_> = faults.collect();
            if faults.is_empty() { vec![problem.detail.clone()] } else { faults }
        });
        let status = |code: &Option<String>| code.as_deref().map(|code| t.term("status", code)).unwrap_or_default();
        Row {
            number: row.row,
            cell: row.cell.clone().unwrap_or_default(),
            record: row.record.clone().unwrap_or_default(),
            outcome: row.outcome.as_str(),
            outcome_text: t.term("outcome", row.outcome.as_str()),
            statuses: row.new_status.as_ref().map(|_| (status(&row.old_status), status(&row.new_status))),
            faults: faults.unwrap_or_default(),
        }
    };
    let totals = &import.totals;
    let totals = [
        ("created", totals.created),
        ("updated", totals.updated),
        ("unchanged", totals.unchanged),
        ("rejected", totals.rejected),
        ("skipped", totals.skipped),
    ];
    Ok(Report {
        running: import.state == "running",
        state_text: t.term("import", verdict(&import)),
        sheet: import.sheet.clone(),
        other_sheets: import.other_sheets.join(", "),
        dry_run: import.dry_run,
        good: import.state == "completed" && import.totals.rejected == 0,
        hidden: told.len().saturating_sub(ROWS),
        rows: told.iter().take(ROWS).map(row).collect(),
        totals: totals.into_iter().map(|(code, count)| (t.term("outcome", code), count)).collect(),
        failure: import.failure,
        state: import.state,
        id: import.id,
    })
}

async fn rejected(state: &Data<AppState>, id: String) -> Result<Vec<RowView>, Problem> {
    let shared = state.clone();
    let read = move || {
        let Some(import) = shared.store.find_import(&id)? else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for part in 0..import.parts {
            let reports = shared.store.import_report(&id, part)?.unwrap_or_default();
            let reports = reports.into_iter().filter(|row| row.outcome == Outcome::Rejected);
            rows.extend(reports.map(|row| imports::report::view(row, &import)));
            if rows.len() > ROWS {
                break;
            }
        }
        Ok::<_, presence_store::StoreError>(rows)
    };
    Ok(blocking::blocking(read).await??)
}

fn page(
    request: &HttpRequest,
    state: &AppState,
    session: &Session,
    problem: Option<Problem>,
    report: Option<Report>,
    held: Option<Held>,
) -> Result<HttpResponse, Problem> {
    let language = language(request)?;
    let mut frame = Frame::new(request, language, "office");
    frame.signed_in = Some(session.shown(state, language));
    frame.live = report.as_ref().is_some_and(|report| report.running) && !request.path().ends_with("/import");
    let status = problem.as_ref().and_then(|problem| StatusCode::from_u16(problem.status).ok());
    let again = report.as_ref().is_some_and(|report| report.dry_run && report.state != "rejected") && held.is_none();
    let key = uuid::Uuid::new_v4().to_string();
    let page = Page { office: session.office().to_string(), frame, key, problem, report, held, again };
    Ok(private(status.unwrap_or(StatusCode::OK), language, layout::render(&page)?))
}

/// The routes of files.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(super::resource("/office/import", form).route(web::post().to(upload)))
        .service(super::resource("/office/imports/{id}", shown));
}
