//! In which format a list or a statistic is answered, and lists as files.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
};
use bytes::Bytes;
use futures_util::stream;

use super::{
    accept,
    extract::query::parameter,
    problem::{self, Problem},
};
use presence_core::query::{BadParameter, Column, Query, Resource};
use presence_formats::{Output, export, to_xlsx};
use presence_store::CachedSnapshot;

/// Up to how many records a file is kept beside its snapshot; longer ones are made while they are sent.
pub const CACHE_LIMIT: usize = 2000;
/// How many records are written at a time.
const CHUNK: usize = 500;

/// The format that a request asks for: by `format=`, else by `Accept`, else JSON.
///
/// # Errors
/// 400 for a format that is not known.
pub fn negotiate(request: &HttpRequest) -> Result<Output, Problem> {
    one_of(request, Output::ALL, Output::as_str, Output::of_media_type, Output::Json)
}

/// The one of these formats that a request asks for: by `format=`, else by `Accept`, else JSON.
///
/// # Errors
/// 400 for a format that is not one of them.
pub fn one_of<T: Copy>(
    request: &HttpRequest,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    of_media_type: impl Fn(&str) -> Option<T>,
    json: T,
) -> Result<T, Problem> {
    if let Some(wanted) = parameter(request.query_string(), "format") {
        let known = all.iter().copied().find(|format| name(*format) == wanted);
        let names = || all.iter().map(|format| name(*format).to_owned()).collect();
        return Ok(known.ok_or_else(|| BadParameter::one_of("format", names()))?);
    }
    // A client that accepts everything, as browsers do, gets JSON.
    let any = |kind: &str| matches!(kind, "*/*" | "application/*").then_some(json);
    Ok(accept::media_type(request, |kind| any(kind).or_else(|| of_media_type(kind))).unwrap_or(json))
}

/// The name of a file: `presences-r434-on-2024-06-30.csv`.
pub fn disposition(path: &str, moment: &CachedSnapshot, output: Output) -> HeaderValue {
    let list = path.trim_start_matches("/v1/").replace('/', "-");
    let on = moment.on.map(|date| format!("-on-{date}")).unwrap_or_default();
    let name = format!("attachment; filename=\"{list}-r{}{on}.{}\"", moment.revision(), output.ending());
    HeaderValue::from_str(&name).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// What a sheet says of itself.
pub fn export_metadata(request: &HttpRequest, moment: &CachedSnapshot) -> Vec<(&'static str, String)> {
    let on = moment.on.map_or_else(String::new, |date| date.to_string());
    vec![
        ("source", "Field Presence Registry".to_owned()),
        ("query", request.uri().path_and_query().map_or_else(String::new, ToString::to_string)),
        ("revision", moment.revision().to_string()),
        ("recorded_at", moment.recorded_at().to_string()),
        ("on", on),
        ("note", "Baseline records that no office has confirmed have another confidence than `reported`.".to_owned()),
    ]
}

/// A list as a file.
pub struct Export<R: Resource> {
    pub output: Output,
    pub resource: R,
    pub query: Query<R::Item>,
    pub moment: Arc<CachedSnapshot>,
    pub items: Vec<R::Item>,
    pub columns: Vec<Column>,
}

impl<R: Resource> Export<R> {
    fn json(&self, item: &R::Item) -> Vec<u8> {
        let mut json = Vec::with_capacity(2048);
        self.query.write(&self.resource, &self.moment, item, &mut json);
        json
    }

    fn chunk(&self, from: usize) -> Vec<u8> {
        let mut out = Vec::new();
        if from == 0 {
            export::begin(self.output, &self.columns, &mut out);
        }
        let upto = (from + CHUNK).min(self.items.len());
        for (at, item) in self.items[from..upto].iter().enumerate() {
            let point = R::point(&self.moment, item);
            export::record(self.output, &self.columns, &self.json(item), point, from + at == 0, &mut out);
        }
        if upto == self.items.len() {
            export::end(self.output, &mut out);
        }
        out
    }

    fn chunks(&self) -> usize {
        self.items.len().div_ceil(CHUNK).max(1)
    }

    /// The whole file.
    ///
    /// # Errors
    /// When a workbook would have too many rows.
    pub fn whole(&self, name: &'static str, about: Vec<(&'static str, String)>) -> Result<Vec<u8>, Problem> {
        if self.output == Output::Xlsx {
            let records: Vec<_> = self.items.iter().map(|item| self.json(item)).collect();
            let table = export::table(name, &self.columns, records.iter().map(Vec::as_slice), about);
            return to_xlsx(&table).map_err(|error| {
                Problem::new(problem::BAD_PARAMETER, format!("`format`: a workbook cannot hold this list: {error}"))
            });
        }
        Ok((0..self.chunks()).flat_map(|chunk| self.chunk(chunk * CHUNK)).collect())
    }

    /// The file, made piece by piece while it is sent.
    pub fn stream(self) -> impl futures_util::Stream<Item = Result<Bytes, actix_web::Error>>
    where
        R: 'static,
    {
        stream::iter((0..self.chunks()).map(move |chunk| Ok(Bytes::from(self.chunk(chunk * CHUNK)))))
    }
}

/// The headers of a file.
pub fn file(response: &mut HttpResponse, path: &str, moment: &CachedSnapshot, output: Output) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(output.content_type()));
    if output != Output::Json {
        headers.insert(header::CONTENT_DISPOSITION, disposition(path, moment, output));
    }
}
