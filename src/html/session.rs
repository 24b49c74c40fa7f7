//! Who is signed in: a cookie that holds an access token of a client, and the proof that a form was made for it.
//!
//! The cookie is for the pages only: the API never looks at it, so that no other site can make a browser use the API.

use std::sync::Arc;

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time},
    http::header,
    web::Data,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::api::{
    AppState,
    caller::{self, Caller},
    problem::{self, Problem},
};
use presence_auth::Principal;
use presence_core::{Actor, view::Audience};
use presence_model::{OfficeCode, Scope};

/// The cookie of a session. Browsers take one whose name begins with `__Host-` by TLS only, and from no other host.
fn cookie_name(state: &AppState) -> &'static str {
    if state.issuer.secure() { "__Host-registry-session" } else { "registry-session" }
}

/// Somebody who is signed in.
pub struct Session {
    token: String,
    who: Arc<Principal>,
}

impl Session {
    /// Of a request; `None` if nobody is signed in, or not any more.
    ///
    /// # Errors
    /// 429 when the client sends too many requests.
    pub fn of(request: &HttpRequest, state: &AppState) -> Result<Option<Self>, Problem> {
        let Some(cookie) = request.cookie(cookie_name(state)) else { return Ok(None) };
        let token = cookie.value().to_owned();
        // Disabled clients, revoked tokens and retired keys are out, as in the API.
        let Ok(who) = state.verifier.verify(&token, &state.store.now()) else { return Ok(None) };
        request.extensions_mut().insert(Caller(who.clone()));
        state.rates.client(request, &who.client)?;
        Ok(Some(Self { token, who }))
    }

    /// The office.
    pub fn office(&self) -> OfficeCode {
        self.who.office
    }

    /// The token's id, and until when it holds.
    pub fn token(&self) -> (&str, u64) {
        (&self.who.token, self.who.until)
    }

    /// What its client may do.
    ///
    /// # Errors
    /// 403 without the scope.
    pub fn needs(&self, scope: Scope) -> Result<(), Problem> {
        if self.who.may(scope) {
            return Ok(());
        }
        let detail = format!("this page requires the scope `{}`", scope.as_str());
        Err(Problem::new(problem::FORBIDDEN, detail))
    }

    /// Who acts, as the ledger names it.
    pub fn actor(&self, request: &HttpRequest) -> Actor {
        caller::actor(request, &self.who)
    }

    /// What it may read.
    pub fn audience(&self) -> Audience {
        caller::audience(Some(&self.who))
    }

    /// What its forms carry: whoever cannot read its pages cannot know it.
    pub fn proof(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"form of a session\0");
        hash.update(&self.token);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    /// Lets a form pass that was made for this session.
    ///
    /// # Errors
    /// 403 for a form from elsewhere.
    pub fn accepts(&self, request: &HttpRequest, state: &AppState, proof: Option<&str>) -> Result<(), Problem> {
        from_here(request, state)?;
        let (proof, own) = (proof.unwrap_or_default(), self.proof());
        if bool::from(proof.as_bytes().ct_eq(own.as_bytes())) { Ok(()) } else { Err(foreign()) }
    }

    /// The name of its office, and its proof, for the frame of a page.
    pub fn shown(&self, state: &AppState, language: presence_model::Language) -> (String, String) {
        let snapshot = state.store.now();
        (super::listing::office(presence_i18n::catalogue(language), &snapshot, self.office()), self.proof())
    }
}

fn foreign() -> Problem {
    Problem::new(problem::FORBIDDEN, "the form does not come from a page of this session; open the page and try again")
}

/// Lets a request pass that a page of this site makes. Browsers say where a form is; programs need not.
///
/// # Errors
/// 403 for one that another site makes.
pub fn from_here(request: &HttpRequest, state: &AppState) -> Result<(), Problem> {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if header("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(foreign());
    }
    let Some(origin) = header(header::ORIGIN.as_str()) else { return Ok(()) };
    let host = origin.split_once("://").map(|(_, host)| host);
    let here = host.is_some() && host == header(header::HOST.as_str());
    let public = state.issuer.public && origin == state.issuer.base(request);
    if here || public { Ok(()) } else { Err(foreign()) }
}

fn cookie(state: &AppState, value: String) -> Cookie<'static> {
    let cookie = Cookie::build(cookie_name(state), value).path("/").http_only(true).same_site(SameSite::Strict);
    cookie.secure(state.issuer.secure()).finish()
}

/// Has the browser keep a token.
pub fn begin(state: &Data<AppState>, token: String, response: &mut HttpResponse) {
    let mut cookie = cookie(state, token);
    let lifetime = i64::try_from(state.issuer.session.as_secs()).unwrap_or(i64::MAX);
    cookie.set_max_age(time::Duration::seconds(lifetime));
    add(response, &cookie);
}

/// Has the browser forget the token.
pub fn end(state: &Data<AppState>, response: &mut HttpResponse) {
    let mut cookie = cookie(state, String::new());
    cookie.set_max_age(time::Duration::ZERO);
    add(response, &cookie);
}

fn add(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if let Err(error) = response.add_cookie(cookie) {
        log::error!("a cookie was not set: {error}");
    }
}
