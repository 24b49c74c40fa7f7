//! Reads: `moment -> query -> bytes`, for lists and single records alike.

use std::sync::Arc;

use actix_web::{HttpRequest, web::Data};
use chrono::NaiveDate;

mod cache;
mod documents;
mod figures;
mod list;
mod record;

use super::{
    accept, caller,
    extract::query::{Pairs, pairs},
    format::{self},
    problem::{self, Problem},
    respond::Coding,
    state::AppState,
};
use presence_core::{
    query::{BadParameter, Style},
    view::Audience,
};
use presence_formats::Output;
use presence_model::{Code as _, DATE_FORM, Language, Timestamp, parse_near_date};
use presence_store::{CachedSnapshot, When};

/// A read request: who reads, what, in which language and coding.
pub struct ReadRequest {
    request: HttpRequest,
    state: Data<AppState>,
    now: Arc<CachedSnapshot>,
    audience: Audience,
    language: Language,
    coding: Coding,
    output: Output,
    /// What else the answers depend on that are kept beside a moment.
    cache_scope: String,
}

impl ReadRequest {
    /// Reads what all reads have in common.
    ///
    /// # Errors
    /// 401 for a token that is not valid.
    pub fn new(request: &HttpRequest, state: &Data<AppState>) -> Result<Self, Problem> {
        let output = format::negotiate(request)?;
        Ok(Self { output, ..Self::with_own_formats(request, state)? })
    }

    /// The same for a document that has formats of its own.
    ///
    /// # Errors
    /// 401 for a token that is not valid.
    pub fn with_own_formats(request: &HttpRequest, state: &Data<AppState>) -> Result<Self, Problem> {
        let now = state.store.now();
        let caller = caller::caller(request, state, &now)?;
        Ok(Self::of(request, state, now, caller::audience(caller.as_deref())))
    }

    /// What is read is not the same for all. Whoever may see everything gets answers that nobody else gets. For everybody
    /// else also the past depends on what is public now, so answers of the past are kept no longer than this moment.
    #[must_use]
    pub fn with_visibility(mut self, sees_all: bool) -> Self {
        if sees_all {
            self.audience = Audience::Staff;
            "all ".clone_into(&mut self.cache_scope);
        } else {
            self.cache_scope = format!("{} ", self.now.revision());
        }
        self
    }

    /// The newest moment, as this reader sees it.
    #[must_use]
    pub fn newest(&self) -> Arc<CachedSnapshot> {
        self.now.clone()
    }

    /// Reads a request of the public, whoever sends it.
    #[must_use]
    pub fn public(request: &HttpRequest, state: &Data<AppState>) -> Self {
        Self::of(request, state, state.store.now(), Audience::Public)
    }

    fn of(request: &HttpRequest, state: &Data<AppState>, now: Arc<CachedSnapshot>, audience: Audience) -> Self {
        let (language, coding, output) = (accept::language(request), accept::coding(request), Output::Json);
        let (request, state) = (request.clone(), state.clone());
        Self { request, state, now, audience, language, coding, output, cache_scope: String::new() }
    }

    /// How records are written for this reader.
    ///
    /// # Errors
    /// 400 for a language that is not known.
    pub fn style_of_present(mut self) -> Result<Style, Problem> {
        self.parameters()?;
        Ok(self.style())
    }

    fn style(&self) -> Style {
        Style { language: self.language, audience: self.audience, with_posts: false }
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

    fn moment(&self, when: When) -> Result<Arc<CachedSnapshot>, Problem> {
        if when == When::default() {
            return Ok(self.now.clone());
        }
        self.state.store.at(when).map_err(|newest| {
            let detail = format!("that revision does not exist yet; the newest is {newest}");
            BadParameter::new("as_of", detail).into()
        })
    }
}

/// What figures are made from.
pub struct FigureParams {
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
    pub related_revision: u64,
    /// Whether the public and clients see it differently.
    pub varies_by_audience: bool,
}

impl From<u64> for Version {
    fn from(revision: u64) -> Self {
        Self { revision, related_revision: 0, varies_by_audience: false }
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
