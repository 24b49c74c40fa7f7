//! What every page has around its own content, the headers that pages are sent with, and addresses with parameters.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
};
use askama::Template;

use super::assets::{ASSETS, Assets};
use crate::api::{
    accept,
    problem::{self, Problem},
    read,
};
use presence_i18n::{Catalogue, catalogue};
use presence_model::{Code as _, Language, Timestamp};

/// Pages run the registry's own script and nothing else, and are shown in no other page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A language that a page can be had in.
pub struct Choice {
    /// Its code.
    pub code: &'static str,
    /// Its own name for itself.
    pub name: String,
    /// This page in it.
    pub url: String,
    /// Whether the page is in it.
    pub current: bool,
}

/// What is around a page's content.
pub struct Frame {
    /// Its texts.
    pub t: &'static Catalogue,
    /// Which part of the navigation it belongs to.
    pub here: &'static str,
    /// Its languages.
    pub languages: Vec<Choice>,
    /// The files it needs.
    pub assets: &'static Assets,
    /// Whether it follows the changes.
    pub live: bool,
    /// The office, when somebody is signed in, and the proof for its forms.
    pub signed_in: Option<(String, String)>,
    chosen: bool,
}

impl Frame {
    /// Of a page that is asked for, in this language.
    pub fn new(request: &HttpRequest, language: Language, here: &'static str) -> Self {
        let address = Address::of(request);
        let languages = Language::ALL.iter().map(|&other| Choice {
            code: other.as_str(),
            name: catalogue(other).text("language-name"),
            url: address.with("lang", other.as_str()),
            current: other == language,
        });
        Self {
            t: catalogue(language),
            here,
            languages: languages.collect(),
            assets: &ASSETS,
            live: false,
            signed_in: None,
            chosen: address.get("lang").is_some(),
        }
    }

    /// An address on this site in the language that was chosen, if one was.
    pub fn link(&self, path: impl AsRef<str>) -> String {
        let path = path.as_ref();
        let joint = if path.contains('?') { '&' } else { '?' };
        if self.chosen { format!("{path}{joint}lang={}", self.t.lang()) } else { path.to_owned() }
    }

    /// The language that was chosen, for forms that send it on.
    pub fn chosen(&self) -> Option<&'static str> {
        self.chosen.then(|| self.t.lang())
    }
}

/// The language that a request asks for.
///
/// # Errors
/// 400 for one that is not known.
pub fn language(request: &HttpRequest) -> Result<Language, Problem> {
    match Address::of(request).get("lang") {
        Some(code) => read::read_language(code),
        None => Ok(accept::language(request)),
    }
}

/// The path of a request and its parameters, to make other addresses from.
#[derive(Clone)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Of a request.
    pub fn of(request: &HttpRequest) -> Self {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
        Self { path: request.path().to_owned(), pairs }
    }

    /// The same parameters, as far as they are wanted, at another path.
    pub fn at(&self, path: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let pairs = self.pairs.iter().filter(|(name, _)| wanted(name)).cloned().collect();
        Self { path: path.to_owned(), pairs }
    }

    /// The first value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may have several.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.pairs.iter().filter(|(known, _)| known == name);
        values.flat_map(|(_, value)| value.split(',')).map(str::trim).collect()
    }

    /// With a parameter set anew; an empty value takes it away.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.replaced(&[(name, value)])
    }

    /// With several parameters set anew.
    pub fn replaced(&self, new: &[(&str, &str)]) -> String {
        let kept = self.pairs.iter().filter(|(known, _)| new.iter().all(|(name, _)| known != name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = kept.chain(new.iter().copied().filter(|(_, value)| !value.is_empty()));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.replace("%2C", ",")) }
    }

    /// Without the parameters that a form left empty, if it left any.
    pub fn tidied(&self) -> Option<String> {
        let empty = self.pairs.iter().any(|(_, value)| value.is_empty());
        let pairs = self.pairs.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        empty.then(|| Self { path: self.path.clone(), pairs }.replaced(&[]))
    }
}

/// A page's HTML.
///
/// # Errors
/// When the template fails, which is a defect.
pub fn render(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|error| {
        log::error!("a page was not made: {error}");
        Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
    })
}

/// The headers that every page is sent with.
pub fn guard(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A page that is for whoever asks and is not kept.
pub fn private(status: StatusCode, language: Language, html: String) -> HttpResponse {
    let mut response = HttpResponse::build(status).body(html);
    guard(response.headers_mut());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    response
}

/// Sends the browser elsewhere.
pub fn see(address: &str) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, address)).insert_header((header::CACHE_CONTROL, "no-store"));
    response.finish()
}

/// A moment for people: `2024-06-18 09:30`, in UTC.
pub fn minute(moment: Timestamp) -> String {
    moment.to_string().get(..16).unwrap_or_default().replace('T', " ")
}
