//! The rules for status updates.

use std::sync::Arc;

use super::{Decision, matches, not_found, records::check_seat};
use crate::{
    change::{Actor, Record},
    fault::{Fault, Rejection},
    input::StatusInput,
    snapshot::Snapshot,
    tracked::{Described, State, Tracked},
};
use presence_model::{
    ClosureReason, Code, Edit, Lifecycle, Post, PostStatus, PostsOnClosing, RecordCode, Status, StatusUpdate, Subject,
    Timestamp,
};

pub(super) fn report(
    snapshot: &Snapshot,
    actor: &Actor,
    subject: &Subject,
    input: &StatusInput,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let update = input.update(snapshot.revision() + 1, now, subject.clone(), actor.office);
    let mut faults = Vec::new();
    may_report(snapshot, actor, subject)?;
    if let Some(id) = referenced(snapshot, &update)? {
        return Ok(Decision::Known(id));
    }
    match subject {
        Subject::Presence(code) => {
            let tracked = snapshot.presences.get(code).ok_or_else(|| not_found(subject))?;
            matches(tracked.revision, if_match)?;
            check_references(snapshot, &update, &mut faults);
            check_place(snapshot, tracked, &update, &mut faults);
        }
        Subject::Post(code) => {
            let tracked = snapshot.posts.get(code).ok_or_else(|| not_found(subject))?;
            matches(tracked.revision, if_match)?;
            check_place(snapshot, tracked, &update, &mut faults);
        }
    }
    let posts = posts_on_closing(snapshot, actor, input, &update, &mut faults);
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    let closing = Record::StatusUpdate(Arc::new(update));
    Ok(if posts.is_empty() {
        Decision::Change(closing)
    } else {
        Decision::Several(std::iter::once(closing).chain(posts).collect())
    })
}

/// What becomes of the posts of a presence that closes.
fn posts_on_closing(
    snapshot: &Snapshot,
    actor: &Actor,
    input: &StatusInput,
    closing: &StatusUpdate,
    faults: &mut Vec<Fault>,
) -> Vec<Record> {
    match input.posts {
        None => Vec::new(),
        Some(PostsOnClosing::Abolish) => posts_become(PostStatus::Abolished, snapshot, closing, faults),
        Some(PostsOnClosing::Vacant) => posts_become(PostStatus::Vacant, snapshot, closing, faults),
        Some(PostsOnClosing::Move) => posts_move(snapshot, actor, input.posts_to.as_ref(), closing, faults),
    }
}

/// The posts of a presence that closes, from then on with another one.
fn posts_move(
    snapshot: &Snapshot,
    actor: &Actor,
    to: Option<&RecordCode>,
    closing: &StatusUpdate,
    faults: &mut Vec<Fault>,
) -> Vec<Record> {
    let Some(to) = to else { return Vec::new() };
    if to == closing.subject.code() {
        faults.push(Fault::new("/posts_to", "not_applicable", "posts move to another presence"));
    } else {
        check_seat(snapshot, to, true, "/posts_to", faults);
    }
    if snapshot.described(to).is_some_and(|presence| !snapshot.answers_for(actor.office, presence)) {
        let detail =
            format!("office {} does not answer for `{to}`: headquarters can move the posts there", actor.office);
        faults.push(Fault::new("/posts_to", "not_applicable", detail));
    }
    if closing.is_scheduled() {
        let detail =
            "a move is recorded when it takes place: leave `posts` out, and change each post's `presence` then";
        faults.push(Fault::new("/posts", "not_applicable", detail));
    }
    let living = snapshot.posts_of(closing.subject.code()).filter(|post| post.state.status.exists());
    let moved = living.map(|post| {
        let edit = Edit {
            effective_on: Some(closing.effective_on),
            dated: true,
            fields: vec!["presence".into()],
            insist: None,
        };
        Record::Post(Arc::new(Post { presence: to.clone(), edit: Some(edit), ..Post::clone(post.record()) }))
    });
    moved.collect()
}

/// The updates of the posts of a presence that closes, in the words of its own.
fn posts_become(
    status: PostStatus,
    snapshot: &Snapshot,
    closing: &StatusUpdate,
    faults: &mut Vec<Fault>,
) -> Vec<Record> {
    let mut updates = Vec::new();
    let living = |post: &&Arc<Tracked<Post>>| post.state.status.exists() && post.state.status != status;
    for post in snapshot.posts_of(closing.subject.code()).filter(living) {
        let update = StatusUpdate {
            id: closing.id + 1 + updates.len() as u64,
            subject: Subject::Post(post.record().code.clone()),
            status: Some(Status::Post(status)),
            operating_mode: None,
            operating_from: None,
            reason: closing
                .reason
                .filter(|reason| status == PostStatus::Abolished && *reason != ClosureReason::Converted),
            successor: None,
            supersedes: None,
            reference: None,
            ..closing.clone()
        };
        let mut found = Vec::new();
        check_place(snapshot, post, &update, &mut found);
        faults.extend(found.into_iter().map(|fault| Fault { pointer: "/posts".to_owned(), ..fault }));
        updates.push(Record::StatusUpdate(Arc::new(update)));
    }
    updates
}

/// The update that the office recorded under the same reference, if it did: the same report, sent again.
fn referenced(snapshot: &Snapshot, update: &StatusUpdate) -> Result<Option<u64>, Rejection> {
    let Some(id) = snapshot.referenced(update.office, update.reference.as_deref()) else { return Ok(None) };
    if snapshot.update(id).is_some_and(|known| known.says_the_same(update)) {
        return Ok(Some(id));
    }
    let detail = format!("update {id} of office {} has this reference and says something else", update.office);
    Err(Rejection::Invalid(vec![Fault::new("/reference", "reference_used", detail)]))
}

/// Whether the record exists and the actor's office answers for it.
///
/// # Errors
/// `NotFound` or `Forbidden`.
pub fn may_report(snapshot: &Snapshot, actor: &Actor, subject: &Subject) -> Result<(), Rejection> {
    let presence = match subject {
        Subject::Presence(code) => snapshot.presences.get(code),
        Subject::Post(code) => {
            snapshot.posts.get(code).and_then(|post| snapshot.presences.get(&post.record().presence))
        }
    };
    let presence = presence.ok_or_else(|| not_found(subject))?.record();
    if snapshot.answers_for(actor.office, presence) {
        return Ok(());
    }
    let hosts = presence.host_office.map(|office| format!("office {office}, ")).unwrap_or_default();
    Err(Rejection::Forbidden(format!(
        "office {} does not answer for presence `{}`: {hosts}the office of a country it is in or covers ({}), or the desk may report on it",
        actor.office,
        presence.code,
        std::iter::once(&presence.country)
            .chain(presence.covers.iter().filter(|country| **country != presence.country))
            .map(|country| country.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    )))
}

fn check_references(snapshot: &Snapshot, update: &StatusUpdate, faults: &mut Vec<Fault>) {
    if let Some(place) = &update.operating_from
        && !snapshot.countries.contains_key(&place.country)
    {
        let detail = format!("there is no country `{}`", place.country);
        faults.push(Fault::new("/operating_from/country", "unknown_code", detail));
    }
    let Some(successor) = &update.successor else { return };
    if successor == update.subject.code() {
        faults.push(Fault::new("/successor", "not_applicable", "a presence cannot be its own successor"));
    } else if !snapshot.presences.contains_key(successor) {
        faults.push(Fault::new("/successor", "unknown_code", format!("there is no presence `{successor}`")));
    }
    debug_assert_eq!(update.reason, Some(ClosureReason::Converted), "the input was checked");
}

/// Finds the update's place in the timeline and checks that the timeline stays a possible life: what is reported may
/// follow what was before, and what is already reported after it may still follow. Looks at what stands next to the
/// places that change only, for the rest is possible already.
fn check_place<T: Described>(
    snapshot: &Snapshot,
    tracked: &Tracked<T>,
    update: &StatusUpdate,
    faults: &mut Vec<Fault>,
) {
    let mut removed = None;
    if let Some(wrong) = update.supersedes {
        let known = snapshot.update(wrong).filter(|known| known.subject == update.subject);
        let Some(known) = known else {
            let detail = format!("update {wrong} is not one of `{}`", update.subject.code());
            faults.push(Fault::new("/supersedes", "unknown_update", detail));
            return;
        };
        if let Some(by) = tracked.superseded.get(&wrong) {
            let detail = format!("update {wrong} is already superseded by update {by}; correct that one");
            faults.push(Fault::new("/supersedes", "already_superseded", detail).allowing(vec![by.to_string()]));
            return;
        }
        removed = Some(known);
    }
    let status = update.status.and_then(T::status_in);
    // The state is that of now: what is decided for later is still to come.
    let newest = removed.is_none()
        && tracked.scheduled().next().is_none()
        && tracked.timeline.last().is_none_or(|last| last.place() < update.place());
    if newest {
        check_step(&tracked.state, status, update, faults);
        return;
    }
    // A copy, to try the correction on.
    let mut index = tracked.index().clone();
    removed.into_iter().for_each(|removed| index.remove(removed));
    if !check_step(&index.state(update.place()), status, update, faults) {
        return;
    }
    index.insert(&Arc::new(update.clone()));
    let mut places = vec![update.place()];
    places.extend(removed.map(|removed| removed.place()));
    places.sort_unstable();
    for place in places {
        let Some(((date, id), to)) = index.next(place) else { continue };
        let from = index.status(place);
        if !from.allows(to) {
            let detail = format!(
                "update {id} says {} from {date}, which cannot follow {}; supersede that update first",
                Status::from_code(to.as_str()).map_or("", Status::as_str),
                from.as_str(),
            );
            faults.push(Fault::new("/status", "conflicts_with_later_update", detail));
            return;
        }
    }
}

/// Whether the update's status may follow the state before it.
fn check_step<S: Lifecycle>(
    before: &State<S>,
    status: Option<S>,
    update: &StatusUpdate,
    faults: &mut Vec<Fault>,
) -> bool {
    match status.filter(|status| !before.status.allows(*status)) {
        Some(status) => faults.push(cannot_follow(before, status, update)),
        None => return true,
    }
    false
}

fn cannot_follow<S: Lifecycle>(before: &State<S>, status: S, update: &StatusUpdate) -> Fault {
    let mut allowed = vec![before.status.as_str().to_owned()];
    allowed.extend(before.status.next().iter().map(|next| next.as_str().to_owned()));
    let (from, to) = (before.status.as_str(), status.as_str());
    let since = before.since.map(|since| format!(" since {since}")).unwrap_or_default();
    let detail = format!(
        "`{}` was {from}{since}: on {} it cannot become {to}; possible: {}",
        update.subject.code(),
        update.effective_on,
        allowed.join(", "),
    );
    Fault::new("/status", "transition_not_allowed", detail).allowing(allowed)
}
