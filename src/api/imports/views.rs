//! Imports as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use self::report::RowView;
use super::report;
use presence_core::import::Totals;
use presence_model::{OfficeCode, Timestamp};
use presence_store::imports::Import;

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
    pub(super) data: Vec<ImportView>,
    /// Where this page stands in its list.
    pub(super) page: ImportPageInfo,
}

/// Where a page of imports stands in its list.
#[derive(Serialize, ToSchema)]
pub struct ImportPageInfo {
    /// How many imports there are in all.
    pub(super) total: usize,
    /// How many a page has at most.
    pub(super) limit: usize,
    /// Path and query of the next page; null on the last one.
    pub(super) next: Option<String>,
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
