//! `/sign-in` and `/sign-out`: a client's id and secret, checked as `/oauth/token` checks them, for a session.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data, Payload},
};
use askama::Template;

use super::{
    layout::{self, Address, Frame, language, private, see},
    session::{self, Session},
};
use crate::api::{AppState, body, client_auth, oauth, problem::Problem};
use presence_core::Command;
use presence_model::Revocation;
use presence_store::WriteRequest;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    next: String,
    id: String,
    wrong: bool,
    slow: Option<usize>,
}

/// The fields of a form, each once.
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads a form.
    ///
    /// # Errors
    /// 415, 413 or 408.
    pub async fn read(request: &HttpRequest, payload: Payload, state: &AppState) -> Result<Self, Problem> {
        let body =
            body::read(request, payload, state, &["application/x-www-form-urlencoded"], state.limits.body).await?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }

    /// The text in a field, without what surrounds it; `None` if there is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Where to go after signing in: a path of this site, never another site.
fn safe(next: Option<&str>) -> String {
    let own = |next: &&str| next.starts_with("/office") && !next.contains(['\\', '\r', '\n']);
    next.filter(own).unwrap_or("/office").to_owned()
}

async fn form(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let language = language(&request)?;
    let next = safe(Address::of(&request).get("next"));
    if Session::of(&request, &state)?.is_some() {
        return Ok(see(&next));
    }
    let frame = Frame::new(&request, language, "office");
    let page = Page { frame, next, id: String::new(), wrong: false, slow: None };
    Ok(private(actix_web::http::StatusCode::OK, language, layout::render(&page)?))
}

async fn sign_in(request: HttpRequest, state: Data<AppState>, payload: Payload) -> Result<HttpResponse, Problem> {
    let language = language(&request)?;
    // There is no session yet that a form could prove; where the form is, is enough: nobody is signed in as somebody
    // else without noticing.
    session::from_here(&request, &state)?;
    let fields = Fields::read(&request, payload, &state).await?;
    let (id, secret) = (fields.get("id").unwrap_or_default(), fields.get("secret").unwrap_or_default());
    let next = safe(fields.get("next"));
    let begun = match client_auth::sign_in(&request, &state, id, secret).await {
        Ok(client) => oauth::issue(&state, &client, client.scopes.clone(), state.issuer.session).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok((token, _)) => {
            let mut response = see(&Frame::new(&request, language, "office").link(next));
            session::begin(&state, token, &mut response);
            Ok(response)
        }
        Err(error) => {
            let frame = Frame::new(&request, language, "office");
            let slow = error.retry_after.map(|seconds| usize::try_from(seconds).unwrap_or(usize::MAX));
            let page = Page { frame, next, id: id.to_owned(), wrong: slow.is_none(), slow };
            let mut response = private(error.status, language, layout::render(&page)?);
            if let Some(seconds) = error.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Ok(response)
        }
    }
}

async fn sign_out(request: HttpRequest, state: Data<AppState>, payload: Payload) -> Result<HttpResponse, Problem> {
    let fields = Fields::read(&request, payload, &state).await?;
    let frame = Frame::new(&request, language(&request)?, "office");
    if let Some(session) = Session::of(&request, &state)? {
        session.accepts(&request, &state, fields.get("proof"))?;
        let (token, until) = session.token();
        let revocation = Revocation { token: token.into(), until };
        let command = Command::Revoke(Box::new(revocation));
        let order = WriteRequest { actor: session.actor(&request), command, idempotency: None };
        state.store.execute(order).await?;
    }
    let mut response = see(&frame.link("/"));
    session::end(&state, &mut response);
    Ok(response)
}

/// Sends whoever is not signed in to where he can.
pub fn first(request: &HttpRequest) -> HttpResponse {
    let address = Address::of(request).at(request.path(), |name| name != "lang");
    let lang = Address::of(request).get("lang").unwrap_or_default().to_owned();
    let next = safe(Some(&address.replaced(&[])));
    see(&Address::of(request).at("/sign-in", |_| false).replaced(&[("next", &next), ("lang", &lang)]))
}

/// The routes of signing in and out.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(super::resource("/sign-in", form).route(web::post().to(sign_in)))
        .service(web::resource("/sign-out").route(web::post().to(sign_out)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(safe(Some("/office/presences/ken-hra?lang=fr")), "/office/presences/ken-hra?lang=fr");
        for next in ["https://example.org", "//example.org", "/\\example.org", "/office\r\nx: y", "/sign-out"] {
            assert_eq!(safe(Some(next)), "/office", "{next}");
        }
    }
}
