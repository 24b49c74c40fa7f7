//! `/office`: an office's own records, for the desk all, with what can be reported of each.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Data},
};
use askama::Template;

use super::{
    layout::{self, Address, Frame, language, private},
    listing::{last_report, whole_office},
    session::Session,
    sign_in,
};
use crate::api::{AppState, problem::Problem};
use presence_core::{
    query::{Posts, Presences, Query, Style},
    tracked::{Described, Tracked},
};
use presence_i18n::Catalogue;
use presence_model::{Code as _, Lifecycle};

/// How many records the desk sees at once; it searches for others.
const SHOWN: usize = 100;

/// A record in the list.
struct Row {
    code: String,
    name: String,
    url: String,
    page: String,
    status: &'static str,
    status_text: String,
    since: Option<String>,
    last_report: Option<String>,
    confirmed: bool,
    next: Vec<String>,
}

#[derive(Template)]
#[template(path = "office.html")]
struct Page {
    frame: Frame,
    office: String,
    desk: bool,
    q: String,
    lists: Vec<(String, Vec<Row>, usize)>,
}

async fn show(request: HttpRequest, state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let language = language(&request)?;
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    let address = Address::of(&request);
    let q = address.get("q").unwrap_or("").trim().to_owned();
    let mut frame = Frame::new(&request, language, "office");
    frame.live = true;
    frame.signed_in = Some(session.shown(&state, language));
    let snapshot = state.store.now();
    let style = Style { language, audience: session.audience(), with_posts: false };
    let mut pairs = vec![("office".to_owned(), session.office().to_string()), ("sort".to_owned(), "code".to_owned())];
    if !q.is_empty() {
        pairs.push(("q".to_owned(), q.clone()));
    }
    let (presences, _) = Query::read::<Presences>(&pairs, style)?.records(&Presences, &snapshot);
    let (posts, _) = Query::read::<Posts>(&pairs, style)?.records(&Posts, &snapshot);
    let t = frame.t;
    let of_presences = rows(&frame, &presences, |presence| {
        (presence.name.best(t.language).to_owned(), "presences", presence.code.to_string())
    });
    let of_posts = rows(&frame, &posts, |post| {
        let presence = snapshot.described(&post.presence);
        let place = presence.map(|presence| presence.name.best(t.language)).unwrap_or_default();
        (format!("{} – {place}", post.title.best(t.language)), "posts", post.presence.to_string())
    });
    let page = Page {
        office: whole_office(t, &snapshot, session.office()),
        desk: session.office().is_desk(),
        lists: vec![(t.text("presences"), of_presences, presences.len()), (t.text("posts"), of_posts, posts.len())],
        q,
        frame,
    };
    Ok(private(StatusCode::OK, language, layout::render(&page)?))
}

fn rows<T>(
    frame: &Frame,
    records: &[std::sync::Arc<Tracked<T>>],
    name: impl Fn(&T) -> (String, &'static str, String),
) -> Vec<Row>
where
    T: Described,
{
    let t = frame.t;
    let row = |tracked: &std::sync::Arc<Tracked<T>>| {
        let (name, path, presence) = name(tracked.record());
        let (code, status) = (tracked.record().code().to_string(), tracked.state.status);
        Row {
            url: frame.link(format!("/office/{path}/{code}")),
            page: frame.link(format!("/presences/{presence}")),
            name,
            status: status.as_str(),
            status_text: t.term("status", status.as_str()),
            since: tracked.state.since.map(|date| date.to_string()),
            last_report: last_report(tracked),
            confirmed: tracked.last_report.is_some(),
            next: next(t, status),
            code,
        }
    };
    records.iter().take(SHOWN).map(row).collect()
}

fn next<S: Lifecycle>(t: &Catalogue, status: S) -> Vec<String> {
    status.next().iter().map(|next| t.term("status", next.as_str())).collect()
}

/// The routes of the office's page.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/office", show));
}
