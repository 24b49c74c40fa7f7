//! What a form to report says of its record: what is so now, and what may follow.

use super::listing::last_report;
use crate::api::{problem::Problem, read::not_found};
use presence_core::{
    Snapshot,
    tracked::{Described, Tracked},
};
use presence_i18n::Catalogue;
use presence_model::{Code as _, Lifecycle, OperatingMode, Post, Presence, Subject};

/// A choice of the form.
pub struct Choice {
    pub code: &'static str,
    pub text: String,
    /// Whether it is what is so now.
    pub now: bool,
}

/// What the form says of a record.
pub struct About {
    pub name: String,
    pub public: String,
    pub status: &'static str,
    pub since: Option<String>,
    pub last_report: Option<String>,
    pub confirmed: bool,
    pub revision: u64,
    pub statuses: Vec<Choice>,
    pub mode: Option<OperatingMode>,
}

fn about<T: Described>(t: &Catalogue, tracked: &Tracked<T>, name: String, public: String) -> About {
    let state = &tracked.state;
    let reportable = T::Status::reportable();
    let possible = [state.status].into_iter().chain(state.status.next().iter().copied());
    let possible = possible.filter(|status| reportable.iter().any(|code| code == status.as_str()));
    let choice = |status: T::Status| Choice {
        code: status.as_str(),
        text: t.term("status", status.as_str()),
        now: status == state.status,
    };
    About {
        name,
        public,
        status: state.status.as_str(),
        since: state.since.map(|date| date.to_string()),
        last_report: last_report(tracked),
        confirmed: tracked.last_report.is_some(),
        revision: tracked.revision,
        statuses: possible.map(choice).collect(),
        mode: state.mode,
    }
}

/// What the form says of a presence or a post.
///
/// # Errors
/// 404 if there is none.
pub fn find(t: &Catalogue, snapshot: &Snapshot, subject: &Subject) -> Result<About, Problem> {
    match subject {
        Subject::Presence(code) => {
            let presence = snapshot.presences.get(code).ok_or_else(|| not_found("presence", code.as_str()))?;
            let name = presence.record().name.best(t.language).to_owned();
            Ok(about::<Presence>(t, presence, name, format!("/presences/{code}")))
        }
        Subject::Post(code) => {
            let post = snapshot.posts.get(code).ok_or_else(|| not_found("adviser post", code.as_str()))?;
            let record = post.record();
            let presence = snapshot.described(&record.presence);
            let place = presence.map(|presence| presence.name.best(t.language)).unwrap_or_default();
            let name = format!("{} – {place}", record.title.best(t.language));
            Ok(about::<Post>(t, post, name, format!("/presences/{}#{code}", record.presence)))
        }
    }
}
