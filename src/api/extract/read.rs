//! Reads: who reads, of which moment, in which language, format and coding.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use presence_core::{
    query::{self, BadParameter, Filter, Resource, SortKey},
    statistics::Counted,
};
use presence_formats::{Output, Table};
use presence_model::{Code as _, Language};
use presence_store::CachedSnapshot;
use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, Required};

use super::{
    query::{Parameters, nothing_else, take},
    state,
};
use crate::api::{
    operation::{Describe, Documentation, HeaderScope, parameter},
    problem::Problem,
    read::{FigureParams, ReadRequest},
};

/// A read, whose kind `K` says what it answers with and which parameters it takes.
pub struct Read<K>(pub ReadRequest, PhantomData<K>);

impl<K: ReadKind> FromRequest for Read<K> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader = state(request).and_then(|state| {
            if K::OWN_FORMATS {
                ReadRequest::with_own_formats(request, state)
            } else {
                ReadRequest::new(request, state)
            }
        });
        ready(reader.map(|reader| Self(reader, PhantomData)))
    }
}

/// Parameters that every read takes.
const COMMON: [&str; 4] = ["lang", "as_of", "on", "format"];

impl<P: Parameters + 'static> Read<Figures<P>> {
    /// Answers with figures, as JSON or as a table.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn figures<T: Serialize>(
        self,
        make: impl FnOnce(&CachedSnapshot, P, FigureParams) -> Result<(T, Table), Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.0.figures(|moment, mut asked| {
            let parameters = take::<P>(&mut asked.pairs)?;
            nothing_else::<P>(&asked.pairs, &COMMON)?;
            make(moment, parameters, asked)
        })
    }
}

impl<P: Parameters + 'static> Read<UndatedFigures<P>> {
    /// As [`Read::figures`]; `why` there is no `on`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn figures<T: Serialize>(
        self,
        why: &str,
        make: impl FnOnce(&CachedSnapshot, P, FigureParams) -> Result<(T, Table), Problem>,
    ) -> Result<HttpResponse, Problem> {
        let make = |moment: &CachedSnapshot, parameters: P, asked: FigureParams| {
            refuse_date(moment, why)?;
            make(moment, parameters, asked)
        };
        Read::<Figures<P>>(self.0, PhantomData).figures(make)
    }
}

/// Refuses `on=`.
///
/// # Errors
/// 400 if it was sent.
pub fn refuse_date(moment: &CachedSnapshot, why: &str) -> Result<(), Problem> {
    if moment.on.is_some() { Err(BadParameter::new("on", why).into()) } else { Ok(()) }
}

/// A kind of read.
pub trait ReadKind: 'static {
    /// Whether it has formats of its own.
    const OWN_FORMATS: bool = false;
    /// Whether it can be read on a date.
    const DATED: bool = true;

    /// Whether only the present can be read, and the language is a parameter of its own.
    const PRESENT: bool = false;
    /// Whether it has entity tags.
    const CACHED: bool = true;

    /// Documents its own parameters and formats.
    fn describe(operation: &mut Documentation);
}

impl<K: ReadKind> Describe for Read<K> {
    fn describe(operation: &mut Documentation) {
        operation.problems(&["bad-parameter", "unauthorized", "unavailable"]);
        if !operation.has_security() {
            operation.add_security(None);
            operation.add_security(Some("token"));
        }
        if !K::PRESENT {
            moment_parameters(operation, K::DATED);
        }
        if K::CACHED {
            tags(operation);
        }
        K::describe(operation);
    }
}

/// Parameters of what can be read as of any moment.
fn moment_parameters(operation: &mut Documentation, dated: bool) {
    let as_of = "As the registry knew it: a revision, an RFC 3339 time, or a date, which means its last moment in UTC.";
    operation.parameter(parameter::query("as_of", as_of, parameter::text()));
    if dated {
        operation.parameter(parameter::query("on", "With the statuses that held on this date.", parameter::date()));
    }
    let about = "The language of display texts; else `Accept-Language`, else English.";
    operation.parameter(parameter::query("lang", about, parameter::codes(Language::codes())));
    let about = "Wait, for 2 s at most, until this instance has seen this revision (`min_revision=` does the same).";
    operation.request_header("Min-Revision", about, Required::False, parameter::number(0, u64::MAX));
}

/// Entity tags, and what goes with them.
fn tags(operation: &mut Documentation) {
    operation.cached = true;
    let about = "Answer 304 if this tag is still current.";
    operation.request_header("If-None-Match", about, Required::False, parameter::text());
    for (name, about) in [
        ("ETag", "The representation's entity tag. A record's plain tag is its revision."),
        ("Cache-Control", "How the answer may be kept. Answers to clients with a token are private."),
        ("Vary", "What the answer depends on."),
        ("Content-Language", "The language of display texts."),
        ("Warning", "`110`, where the database does not answer: others may have written since."),
        ("Age", "Seconds since the database last answered."),
    ] {
        operation.header(HeaderScope::Representation, name, about);
    }
}

/// A list of records, also as a file.
pub struct Listing<R>(PhantomData<R>);

impl<R: Resource + 'static> ReadKind for Listing<R> {
    fn describe(operation: &mut Documentation) {
        record_parameters::<R>(operation);
        let limit = parameter::number(1, query::LIMIT_MAX as u64).default(Some(query::LIMIT.into()));
        operation.parameter(parameter::query("limit", "How many records a page has at most.", limit));
        let about = "Where a page begins: taken from `page.next`, never made up.";
        operation.parameter(parameter::query("cursor", about, parameter::text()));
        let keys = R::sort_keys();
        let keys = keys.iter().flat_map(|SortKey { name, .. }| [(*name).to_owned(), format!("-{name}")]);
        let about = "Sort keys, `-` for descending. Records without a value come last.";
        operation.parameter(parameter::several("sort", about, parameter::codes(keys)));
        for Filter { name, about, codes, .. } in R::filters() {
            let item = codes.map_or_else(parameter::text, |codes| parameter::codes(codes()));
            operation.parameter(parameter::several(name, about, item));
        }
        operation.header(HeaderScope::Success, "Link", "The next page (RFC 8288), if there is one.");
        files(operation, R::PLACED);
    }
}

/// A single record.
pub struct Single<R>(PhantomData<R>);

impl<R: Resource + 'static> ReadKind for Single<R> {
    fn describe(operation: &mut Documentation) {
        record_parameters::<R>(operation);
    }
}

fn record_parameters<R: Resource>(operation: &mut Documentation) {
    let names = |names: &[&str]| parameter::codes(names.iter().map(|&name| name.to_owned()));
    operation.parameter(parameter::several("fields", "Only these fields.", names(R::FIELDS)));
    if !R::INCLUDES.is_empty() {
        operation.parameter(parameter::several("include", "Embed these related records.", names(R::INCLUDES)));
    }
}

/// Figures made from a moment, also as a file; `P` are their own parameters.
pub struct Figures<P>(PhantomData<P>);

impl<P: Parameters + 'static> ReadKind for Figures<P> {
    fn describe(operation: &mut Documentation) {
        super::query::describe::<P>(operation);
        files(operation, false);
    }
}

/// Figures that have dates of their own.
pub struct UndatedFigures<P>(PhantomData<P>);

impl<P: Parameters + 'static> ReadKind for UndatedFigures<P> {
    const DATED: bool = false;

    fn describe(operation: &mut Documentation) {
        Figures::<P>::describe(operation);
    }
}

/// Counts, which also take the filters of the lists `A` and `B`.
pub struct Counts<K, A, B>(PhantomData<(K, A, B)>);

impl<K: ReadKind, A: Counted + 'static, B: Counted + 'static> ReadKind for Counts<K, A, B> {
    const DATED: bool = K::DATED;

    fn describe(operation: &mut Documentation) {
        K::describe(operation);
        let first = A::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes));
        let second: Vec<_> = B::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes)).collect();
        let mut seen = Vec::new();
        for (name, about, codes) in first.chain(second.clone()) {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let other = second.iter().find(|(other, ..)| *other == name).and_then(|(_, _, codes)| *codes);
            let item = codes.map_or_else(parameter::text, |codes| {
                let (mut all, more) = (codes(), other.map_or_else(Vec::new, |other| other()));
                all.extend(more.into_iter().filter(|code| !codes().contains(code)));
                parameter::codes(all)
            });
            operation.parameter(parameter::several(name, about, item));
        }
    }
}

/// A document of any moment that takes no parameters of its own.
pub struct Plain;

impl ReadKind for Plain {
    fn describe(_: &mut Documentation) {}
}

/// A document in formats of its own; `P` are its parameters.
pub struct FormattedDocument<P>(PhantomData<P>);

impl<P: Parameters + 'static> ReadKind for FormattedDocument<P> {
    const OWN_FORMATS: bool = true;

    fn describe(operation: &mut Documentation) {
        super::query::describe::<P>(operation);
    }
}

/// The formats of lists and figures besides JSON.
fn files(operation: &mut Documentation, placed: bool) {
    let outputs = || Output::ALL.iter().copied().filter(|output| *output != Output::GeoJson || placed);
    let about = "The format; else `Accept` says it, else JSON. Without `limit` a file has the whole list.";
    let names = parameter::codes(outputs().map(|output| output.as_str().to_owned()));
    operation.parameter(parameter::query("format", about, names));
    for output in outputs().filter(|output| *output != Output::Json) {
        let schema = if output == Output::GeoJson { feature_collection() } else { parameter::text() };
        operation.answer_as(output.media_type(), schema);
    }
    operation.header(HeaderScope::Success, "Content-Disposition", "The name of the file, in every format but JSON.");
}

/// A GeoJSON collection (RFC 7946), which is JSON and no text to a generated client.
fn feature_collection() -> ObjectBuilder {
    let features = utoipa::openapi::schema::ArrayBuilder::new().items(ObjectBuilder::new());
    ObjectBuilder::new()
        .property("type", parameter::codes(["FeatureCollection".to_owned()]))
        .required("type")
        .property("features", features)
        .required("features")
}
