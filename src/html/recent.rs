//! What changed lately, and what ends soon: the lists of the API in short.

use chrono::NaiveDate;

use super::{
    layout::{self, Frame},
    listing::office,
};
use crate::api::problem::Problem;
use presence_core::query::{Posts, Query, Style, Updates};
use presence_model::{Code as _, Post, PostStatus, Subject};
use presence_store::CachedSnapshot;

/// How many are shown before the API is pointed to.
pub const FEW: usize = 8;

/// A status update in short.
pub struct News {
    pub when: String,
    pub effective_on: String,
    pub name: String,
    pub url: String,
    pub status: Option<(&'static str, String)>,
    pub mode: Option<String>,
    pub office: String,
}

/// A post whose funding ends.
pub struct Ending {
    pub code: String,
    pub url: String,
    pub name: String,
    pub until: String,
    pub over: bool,
    pub status: &'static str,
    pub status_text: String,
    pub confirmed: bool,
}

/// The newest status updates.
pub fn news(frame: &Frame, moment: &CachedSnapshot, style: Style) -> Result<Vec<News>, Problem> {
    let t = frame.t;
    let query = Query::read::<Updates>(&[("limit".to_owned(), FEW.to_string())], style)?;
    let (updates, _) = query.records(&Updates::All, moment);
    let news = updates.iter().map(|update| {
        let (presence, name) = match &update.subject {
            Subject::Presence(code) => (Some(code), None),
            Subject::Post(code) => {
                let post = moment.posts.get(code).map(|post| post.record());
                (post.map(|post| &post.presence), post.map(|post| post.title.best(t.language)))
            }
        };
        let of = presence.and_then(|code| moment.described(code));
        let names = of.map(|presence| presence.name.best(t.language)).into_iter().chain(name);
        News {
            when: layout::minute(update.recorded_at),
            effective_on: update.effective_on.to_string(),
            name: names.collect::<Vec<_>>().join(" · "),
            url: presence.map(|code| frame.link(format!("/presences/{code}"))).unwrap_or_default(),
            status: update.status.map(|status| (status.as_str(), t.term("status", status.as_str()))),
            mode: update.operating_mode.map(|mode| t.term("mode", mode.as_str())),
            office: office(t, moment, update.office),
        }
    });
    Ok(news.collect())
}

/// The posts whose funding ends before a date, how many there are, and where the API lists them.
pub fn ending(
    frame: &Frame,
    moment: &CachedSnapshot,
    shared: &[(String, String)],
    style: Style,
    before: NaiveDate,
    today: NaiveDate,
) -> Result<(Vec<Ending>, usize, String), Problem> {
    let t = frame.t;
    let mut pairs = shared.to_vec();
    pairs.push(("funded_until_before".to_owned(), before.to_string()));
    pairs.push(("sort".to_owned(), "funded_until".to_owned()));
    let (posts, _) = Query::read::<Posts>(&pairs, style)?.records(&Posts, moment);
    let url = form_urlencoded::Serializer::new("/v1/adviser-posts?".to_owned()).extend_pairs(&pairs).finish();
    let of = |post: &Post| {
        let presence = moment.described(&post.presence);
        presence.map(|presence| presence.name.best(t.language).to_owned()).unwrap_or_default()
    };
    let shown = posts.iter().filter(|post| post.state.status != PostStatus::Abolished);
    let few = shown.take(FEW).map(|post| {
        let (record, status) = (post.record(), post.state.status.as_str());
        Ending {
            code: record.code.to_string(),
            url: frame.link(format!("/presences/{}#{}", record.presence, record.code)),
            name: of(record),
            until: record.funded_until.map(|date| date.to_string()).unwrap_or_default(),
            over: record.funded_until.is_some_and(|date| date < today),
            status,
            status_text: t.term("status", status),
            confirmed: post.last_report.is_some(),
        }
    });
    Ok((few.collect(), posts.len(), url))
}
