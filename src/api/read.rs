//! Reads: `moment -> query -> bytes`, for lists and single records alike.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use bytes::Bytes;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    accept, caller,
    extract::query::{Pairs, pairs, url_with},
    format::{self, Export, KEPT},
    problem::{self, Problem},
    respond::{Coding, Outgoing, not_modified, worthwhile},
    state::State,
};
use presence_core::{
    Snapshot,
    query::{BadParameter, Query, Resource, Style, write_json},
    view::Audience,
};
use presence_formats::{Output, Table, to_csv, to_hxl, to_ndjson, to_xlsx};
use presence_model::{Code as _, DATE_FORM, Language, Timestamp, parse_near_date};
use presence_store::{Answer, Moment, When};

/// A read request: who reads, what, in which language and coding.
pub struct Reader {
    request: HttpRequest,
    state: Data<State>,
    now: Arc<Moment>,
    audience: Audience,
    language: Language,
    coding: Coding,
    output: Output,
    /// What else the answers depend on that are kept beside a moment.
    realm: String,
}

impl Reader {
    /// Reads what all reads have in common.
    ///
    /// # Errors
    /// 401 for a token that is not valid.
    pub fn new(request: &HttpRequest, state: &Data<State>) -> Result<Self, Problem> {
        let output = format::asked(request)?;
        Ok(Self { output, ..Self::of_document(request, state)? })
    }

    /// The same for a document that has formats of its own.
    ///
    /// # Errors
    /// 401 for a token that is not valid.
    pub fn of_document(request: &HttpRequest, state: &Data<State>) -> Result<Self, Problem> {
        let now = state.store.now();
        let caller = caller::caller(request, state, &now)?;
        let audience = caller::audience(caller.as_deref());
        let (language, coding, output) = (accept::language(request), accept::coding(request), Output::Json);
        let (request, state) = (request.clone(), state.clone());
        Ok(Self { request, state, now, audience, language, coding, output, realm: String::new() })
    }

    /// What is read is not the same for all. Whoever may see everything gets answers that nobody else gets. For everybody
    /// else also the past depends on what is public now, so answers of the past are kept no longer than this moment.
    #[must_use]
    pub fn guarded(mut self, sees_all: bool) -> Self {
        if sees_all {
            self.audience = Audience::Staff;
            "all ".clone_into(&mut self.realm);
        } else {
            self.realm = format!("{} ", self.now.revision());
        }
        self
    }

    /// The newest moment, as this reader sees it.
    #[must_use]
    pub fn newest(&self) -> Arc<Moment> {
        self.now.clone()
    }

    /// Reads a request of the public, whoever sends it.
    ///
    /// # Errors
    /// 400 for a format that is not known.
    pub fn public(request: &HttpRequest, state: &Data<State>) -> Result<Self, Problem> {
        let now = state.store.now();
        let (language, coding, output) = (accept::language(request), accept::coding(request), Output::Json);
        let (request, state, audience) = (request.clone(), state.clone(), Audience::Public);
        Ok(Self { request, state, now, audience, language, coding, output, realm: String::new() })
    }

    /// A list. `resource` says which, once it is known of which moment.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `resource` says.
    pub fn list<R: Resource + 'static>(
        mut self,
        resource: impl FnOnce(&Snapshot, &Pairs) -> Result<R, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let key = self.key();
        if let Some(response) = self.at_hand(&self.now, &key) {
            return Ok(response);
        }
        let (mut pairs, when) = self.parameters()?;
        take_format(&mut pairs, self.output, R::PLACED)?;
        let query = Query::read::<R>(&pairs, self.style())?;
        let pinned = query.cursor.as_ref().map(|cursor| cursor.revision);
        let moment = self.moment(When { as_of: pinned.or(when.as_of), on: when.on })?;
        if let Some(response) = self.at_hand(&moment, &key) {
            return Ok(response);
        }
        let resource = resource(&moment, &pairs)?;
        if self.output != Output::Json {
            return self.export(resource, query, moment, key);
        }
        let page = query.page(&resource, &moment, |cursor| url_with(&self.request, "cursor", cursor));
        if page.next.is_some() {
            self.state.store.keep(&moment);
        }
        Ok(self.keep_and_send(&moment, key, Answer::new(page.body, page.next)))
    }

    /// A list as a file: kept beside its moment while it is short, else made while it is sent.
    fn export<R: Resource + 'static>(
        self,
        resource: R,
        query: Query<R::Item>,
        moment: Arc<Moment>,
        key: String,
    ) -> Result<HttpResponse, Problem> {
        let (items, next) = query.records(&resource, &moment);
        let next = next.map(|cursor| url_with(&self.request, "cursor", &cursor));
        let columns = query.columns::<R>();
        let export = Export { output: self.output, resource, query, moment: moment.clone(), items, columns };
        if export.items.len() <= KEPT || self.output == Output::Xlsx {
            let body = export.whole("records", format::about(&self.request, &moment))?;
            return Ok(self.keep_and_send(&moment, key, Answer::new(body, next)));
        }
        let outgoing = self.outgoing(moment.revision(), key, next);
        let tag = outgoing.tag(Coding::Identity);
        if not_modified(self.request.headers(), &tag) {
            return Ok(outgoing.not_modified(Coding::Identity));
        }
        let mut response = outgoing.response(StatusCode::OK, &tag).streaming(export.stream());
        format::file(&mut response, self.request.path(), &moment, self.output);
        Ok(response)
    }

    /// Figures made from a moment: as JSON, or as a table. `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn figures<T: Serialize>(
        self,
        make: impl FnOnce(&Moment, Asked) -> Result<(T, Table), Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (request, output) = (self.request.clone(), self.output);
        self.computed("", |moment, mut asked| {
            take_format(&mut asked.pairs, output, false)?;
            let (figures, mut table) = make(moment, asked)?;
            let mut body = Vec::new();
            match output {
                Output::Json | Output::GeoJson => write_json(&mut body, &figures),
                Output::Xlsx => {
                    table.about = format::about(&request, moment);
                    body = to_xlsx(&table).map_err(|error| {
                        log::error!("figures were not written: {error}");
                        Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
                    })?;
                }
                Output::Csv => body = to_csv(&table),
                Output::Hxl => body = to_hxl(&table),
                Output::Ndjson => body = to_ndjson(&table),
            }
            Ok(body)
        })
    }

    /// What is computed from a moment and a date: kept beside the moment. `make` gets the parameters that are its own;
    /// `version` tells its answers from those of another `make`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn computed(
        mut self,
        version: &str,
        make: impl FnOnce(&Moment, Asked) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        // Times since a report are reckoned from a date: tomorrow the same revision gives another answer.
        let today = moment.on.unwrap_or_else(|| match when.as_of {
            Some(_) => moment.recorded_at().date(),
            None => Timestamp::now().date(),
        });
        let key = format!("{version}{today} {}", self.key());
        if let Some(response) = self.at_hand(&moment, &key) {
            return Ok(response);
        }
        let body = make(&moment, Asked { pairs, today, style: self.style() })?;
        Ok(self.keep_and_send(&moment, key, Answer::new(body, None)))
    }

    /// A single record: `find` finds it and the version that its tag stands for.
    ///
    /// # Errors
    /// 404 if there is none; 400 for a parameter that is unknown or wrong.
    pub fn record<R: Resource>(
        mut self,
        resource: &R,
        find: impl for<'s> Fn(&'s Snapshot) -> Result<(&'s R::Item, Version), Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let plain = self.request.query_string().is_empty();
        let (pairs, when) = self.parameters()?;
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !["fields", "include"].contains(&name.as_str())) {
            let allowed = ["fields", "lang", "as_of", "on"].iter().chain(R::INCLUDES.first().map(|_| &"include"));
            let bad = BadParameter::new(name, "is not a parameter of a single record");
            return Err(bad.allowing(allowed.map(ToString::to_string).collect()).into());
        }
        let query = Query::read::<R>(&pairs, self.style())?;
        let moment = self.moment(when)?;
        let (item, version) = find(&moment)?;
        let version = if query.style.with_posts { Version { also: moment.revision(), ..version } } else { version };
        let variant = if plain && self.language == Language::English && version.also == 0 && !version.by_audience {
            String::new()
        } else {
            format!("{}{}", version.also, self.key())
        };
        let outgoing = self.outgoing(version.revision, variant, None);
        let coding = self.coding;
        let asks = self.request.headers().contains_key(header::IF_NONE_MATCH);
        let known = |coding| asks && not_modified(self.request.headers(), &outgoing.tag(coding));
        // A body that is too small for a coding was sent without one.
        if known(coding) || (coding != Coding::Identity && known(Coding::Identity)) {
            return Ok(outgoing.not_modified(coding));
        }
        let mut body = Vec::new();
        query.write(resource, &moment, item, &mut body);
        Ok(self.encode_and_send(&moment, &outgoing, body.into()))
    }

    /// A single record as only this reader sees it, with `also` in it: no cache keeps it.
    ///
    /// # Errors
    /// What `find` says; 400 for a parameter that is unknown or wrong.
    pub fn private<R: Resource>(
        mut self,
        resource: &R,
        find: impl for<'s> Fn(&'s Snapshot) -> Result<(&'s R::Item, u64), Problem>,
        also: Map<String, Value>,
    ) -> Result<HttpResponse, Problem> {
        let (pairs, when) = self.parameters()?;
        if let Some((name, _)) = pairs.iter().find(|(name, _)| name != "fields") {
            return Err(BadParameter::new(name, "is not a parameter of a single record").into());
        }
        let query = Query::read::<R>(&pairs, self.style())?;
        let moment = self.moment(when)?;
        let (item, revision) = find(&moment)?;
        let mut body = Vec::new();
        query.write(resource, &moment, item, &mut body);
        if pairs.is_empty() && body.pop().is_some() {
            for (field, value) in also {
                body.push(b',');
                write_json(&mut body, &field);
                body.push(b':');
                write_json(&mut body, &value);
            }
            body.push(b'}');
        }
        Ok(HttpResponse::Ok()
            .insert_header((header::ETAG, format!("\"{revision}\"")))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_LANGUAGE, self.language.as_str()))
            .insert_header((header::VARY, "*"))
            .content_type("application/json")
            .body(body))
    }

    /// How records are written for this reader.
    ///
    /// # Errors
    /// 400 for a language that is not known.
    pub fn style_of_present(mut self) -> Result<Style, Problem> {
        self.parameters()?;
        Ok(self.style())
    }

    /// An answer of any moment; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn past(
        mut self,
        make: impl FnOnce(&Moment, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        let key = self.key();
        if let Some(response) = self.at_hand(&moment, &key) {
            return Ok(response);
        }
        let body = make(&moment, pairs, self.style())?;
        Ok(self.keep_and_send(&moment, key, Answer::new(body, None)))
    }

    /// A document of any moment in a format of its own, and its revision; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn made(
        mut self,
        format: &str,
        make: impl FnOnce(&Moment, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<(HttpResponse, u64), Problem> {
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        let key = format!("{format} {}", self.key());
        if let Some(response) = self.at_hand(&moment, &key) {
            return Ok((response, moment.revision()));
        }
        let body = make(&moment, pairs, self.style())?;
        let answer = Answer::new(body, None);
        Ok((self.keep_and_send(&moment, key, answer), moment.revision()))
    }

    /// An answer of the newest moment only; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn answer(
        mut self,
        make: impl FnOnce(&Moment, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let key = self.key();
        if let Some(response) = self.at_hand(&self.now, &key) {
            return Ok(response);
        }
        let (pairs, when) = self.parameters()?;
        if when != When::default() {
            return Err(
                BadParameter::new("as_of", "is not supported by this endpoint: it shows the present only").into()
            );
        }
        let body = make(&self.now, pairs, self.style())?;
        Ok(self.keep_and_send(&self.now, key, Answer::new(body, None)))
    }

    /// A document of any moment that is neither a list nor a record, and takes no parameters of its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn document(self, make: impl FnOnce(&Snapshot) -> Result<Vec<u8>, Problem>) -> Result<HttpResponse, Problem> {
        self.past(|moment, pairs, _| match pairs.first() {
            Some((name, _)) => {
                let allowed = vec!["lang".to_owned(), "as_of".to_owned(), "on".to_owned()];
                Err(BadParameter::new(name, "is not a parameter of this endpoint").allowing(allowed).into())
            }
            None => make(moment),
        })
    }

    fn style(&self) -> Style {
        Style { language: self.language, audience: self.audience, with_posts: false }
    }

    /// What tells this answer from others made from the same moment.
    fn key(&self) -> String {
        let uri = self.request.uri();
        let audience = if self.audience == Audience::Staff { "s" } else { "p" };
        let mut key = String::with_capacity(uri.path().len() + uri.query().map_or(0, str::len) + 8);
        key.push_str(&self.realm);
        key.push_str(audience);
        key.push_str(self.language.as_str());
        key.push_str(self.output.as_str());
        key.push_str(uri.path());
        if let Some(query) = uri.query() {
            key.push('?');
            key.push_str(query);
        }
        key
    }

    /// The answer without any work, if the client has it already or this moment has kept it.
    fn at_hand(&self, moment: &Moment, key: &str) -> Option<HttpResponse> {
        let answer = moment.answer(&self.coded(key))?;
        let outgoing = self.outgoing(moment.revision(), key.to_owned(), answer.next);
        let coding = self.coding;
        Some(if not_modified(self.request.headers(), &outgoing.tag(coding)) {
            outgoing.not_modified(coding)
        } else {
            self.send(&outgoing, moment, answer.body)
        })
    }

    fn coded(&self, key: &str) -> String {
        format!("{:?} {key}", self.coding)
    }

    fn keep_and_send(&self, moment: &Moment, key: String, answer: Answer) -> HttpResponse {
        let coding = self.coding;
        let answer =
            if coding == Coding::Identity { answer } else { Answer::new(coding.encode(&answer.body), answer.next) };
        let body = answer.body.clone();
        let outgoing = self.outgoing(moment.revision(), key.clone(), answer.next.clone());
        moment.keep(self.coded(&key), answer);
        if not_modified(self.request.headers(), &outgoing.tag(coding)) {
            return outgoing.not_modified(coding);
        }
        self.send(&outgoing, moment, body)
    }

    fn send(&self, outgoing: &Outgoing, moment: &Moment, body: Bytes) -> HttpResponse {
        let mut response = outgoing.send(StatusCode::OK, self.coding, body);
        if self.output != Output::Json {
            format::file(&mut response, self.request.path(), moment, self.output);
        }
        response
    }

    /// Sends a record; its coded form is kept, its plain form is kept beside the record already.
    fn encode_and_send(&self, moment: &Moment, outgoing: &Outgoing, body: Bytes) -> HttpResponse {
        let coding = worthwhile(self.coding, body.len());
        if coding == Coding::Identity {
            return outgoing.send(StatusCode::OK, coding, body);
        }
        let key = self.coded(&self.key());
        let answer = moment.answer(&key).unwrap_or_else(|| {
            let answer = Answer::new(coding.encode(&body), None);
            moment.keep(key, answer.clone());
            answer
        });
        outgoing.send(StatusCode::OK, coding, answer.body)
    }

    fn outgoing(&self, revision: u64, variant: String, next: Option<String>) -> Outgoing {
        Outgoing { revision, variant, audience: self.audience, next, language: self.language.as_str() }
    }

    /// Takes out the parameters that say when and in which language; the others are the list's own.
    fn parameters(&mut self) -> Result<(Pairs, When), Problem> {
        let mut when = When::default();
        let mut rest = Vec::new();
        let mut seen = Vec::new();
        for (name, value) in pairs(&self.request) {
            let single = matches!(name.as_str(), "lang" | "as_of" | "on");
            if single && seen.contains(&name) {
                return Err(BadParameter::new(&name, "takes one value only").into());
            }
            seen.push(name.clone());
            match name.as_str() {
                "lang" => self.language = read_language(&value)?,
                "as_of" => when.as_of = Some(self.revision(&value)?),
                "on" => when.on = Some(read_date(&value)?),
                _ => rest.push((name, value)),
            }
        }
        Ok((rest, when))
    }

    fn revision(&self, value: &str) -> Result<u64, Problem> {
        if let Ok(revision) = value.parse::<u64>() {
            return Ok(revision);
        }
        // A `+` in an unescaped offset reads as a space.
        let moment = Timestamp::parse(&value.replace(' ', "+"));
        let moment =
            moment.ok_or_else(|| BadParameter::new("as_of", "a revision, an RFC 3339 time or a date is needed"))?;
        // What was recorded is the past, also when somebody has set the clock back since.
        if moment > Timestamp::now().max(self.now.recorded_at()) && value.len() > 10 {
            return Err(BadParameter::new("as_of", "must not be in the future").into());
        }
        Ok(self.now.revision_at(moment))
    }

    fn moment(&self, when: When) -> Result<Arc<Moment>, Problem> {
        if when == When::default() {
            return Ok(self.now.clone());
        }
        self.state.store.at(when).map_err(|newest| {
            let detail = format!("that revision does not exist yet; the newest is {newest}");
            BadParameter::new("as_of", detail).into()
        })
    }
}

/// Takes `format=` out of the parameters: it was read before.
fn take_format(pairs: &mut Pairs, output: Output, placed: bool) -> Result<(), Problem> {
    let before = pairs.len();
    pairs.retain(|(name, _)| name != "format");
    if before - pairs.len() > 1 {
        return Err(BadParameter::new("format", "takes one value only").into());
    }
    if output == Output::GeoJson && !placed {
        return Err(BadParameter::new("format", "GeoJSON is not available here: these records have no location").into());
    }
    Ok(())
}

/// What figures are made from.
pub struct Asked {
    /// The parameters that are their own.
    pub pairs: Pairs,
    /// The date from which times are reckoned.
    pub today: NaiveDate,
    /// How records are written.
    pub style: Style,
}

/// What a record's entity tag stands for.
#[derive(Clone, Copy)]
pub struct Version {
    /// The record's revision.
    pub revision: u64,
    /// A newer revision that shows in it although it did not touch it; 0 if none does.
    pub also: u64,
    /// Whether the public and clients see it differently.
    pub by_audience: bool,
}

impl From<u64> for Version {
    fn from(revision: u64) -> Self {
        Self { revision, also: 0, by_audience: false }
    }
}

/// Reads the value of `lang=`.
///
/// # Errors
/// 400 for a language that is not known.
pub fn read_language(value: &str) -> Result<Language, Problem> {
    let unknown = || BadParameter::new("lang", format!("`{value}` is not an official language of the United Nations"));
    Language::from_code(value).ok_or_else(|| unknown().allowing(Language::codes()).into())
}

fn read_date(value: &str) -> Result<NaiveDate, Problem> {
    parse_near_date(value).ok_or_else(|| BadParameter::new("on", DATE_FORM).into())
}

/// 404 for a record of this kind.
#[must_use]
pub fn not_found(kind: &str, code: &str) -> Problem {
    let shown: String = code.chars().take(80).collect();
    Problem::new(problem::NOT_FOUND, format!("there is no {kind} `{shown}`"))
}
