//! `/v1/reports/adviser-programme`: the report as JSON, as a page and as a text document.

use actix_web::{
    HttpRequest, Responder,
    http::header::{self, HeaderValue},
};

use deserr::Deserr;
use utoipa::IntoParams;

use super::{
    extract::{
        Read,
        query::{choices_of, nothing_else, take},
        read::FormattedDocument,
    },
    format,
    operation::{Operations, declare},
    problem::{self, Problem},
};
use presence_core::{
    body::Faults,
    query::write_json,
    report::{self, Report},
};
use presence_formats::report::{Document, to_docx, to_html};

choices_of! {
    /// The format of the report.
    DocumentFormat(Document), Document::ALL.map(|document| (document.as_str(), document));
}

/// Parameters of the report.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportParameters {
    /// The format; else `Accept` says it, else JSON.
    #[deserr(default, rename = "format")]
    #[param(inline, rename = "format")]
    _format: Option<DocumentFormat>,
}

/// Show the report on the adviser programme
///
/// Current status and work, key achievements, challenges, future vision, voluntary submissions: figures, tables and charts
/// as of a moment (`as_of`) and a date (`on`), texts of the desk in the language that is asked for, in English where there
/// are none. Every figure tells the question to this API that gives it. Times are reckoned from `on`, else from when the
/// revision was recorded, so the same revision gives the same bytes; only a submission that was withdrawn since is left out.
#[utoipa::path(get, path = "/v1/reports/adviser-programme", tag = "Reports", operation_id = "show_adviser_report",
    responses((status = 200, description = "The report.", content(
        (Report = "application/json"),
        (String = "text/html"),
        (String = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ))))]
pub async fn show(
    read: Read<FormattedDocument<ReportParameters>>,
    request: HttpRequest,
) -> Result<impl Responder, Problem> {
    let document = asked(&request)?;
    let reader = read.0.with_visibility(false);
    let newest = reader.newest();
    let (mut response, moment) = reader.into_format(document.as_str(), |moment, mut pairs, style| {
        take::<ReportParameters>(&mut pairs)?;
        nothing_else::<ReportParameters>(&pairs, &["lang", "as_of", "on"])?;
        let report = report::report(moment, &newest, style.language);
        let mut json = Vec::new();
        match document {
            Document::Json => write_json(&mut json, &report),
            Document::Html => json = to_html(&report),
            Document::Docx => {
                json = to_docx(&report).map_err(|error| {
                    log::error!("the report was not written: {error}");
                    Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
                })?;
            }
        }
        Ok(json)
    })?;
    if response.status().is_success() {
        let headers = response.headers_mut();
        let kind = if document == Document::Html { "text/html; charset=utf-8" } else { document.media_type() };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if document == Document::Html {
            let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        }
        if document == Document::Docx {
            let name = format!("attachment; filename=\"adviser-programme-r{moment}.docx\"");
            let name = HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
            headers.insert(header::CONTENT_DISPOSITION, name);
        }
    }
    Ok(response)
}

/// The format that is asked for: by `format=`, else by `Accept`, else JSON.
fn asked(request: &HttpRequest) -> Result<Document, Problem> {
    let of_media_type = |kind: &str| Document::ALL.into_iter().find(|it| it.media_type().eq_ignore_ascii_case(kind));
    format::one_of(request, &Document::ALL, Document::as_str, of_media_type, Document::Json)
}

/// The operation.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
