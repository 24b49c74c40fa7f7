//! Demand: what is asked for, how long it waits, and how posts came and went over the years.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::coverage::{Coverage, Level, Month};
use crate::{snapshot::Snapshot, tracked::Described as _, versioned::Versioned};
use presence_model::{Alpha3, Code as _, PostRequest, PostStatus, PresenceStatus, PresenceType, RequestStatus};

/// How many requests have a status.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RequestCount {
    /// The status.
    pub status: RequestStatus,
    /// How many.
    #[schema(example = 3)]
    pub count: usize,
}

/// How long requests wait, in days from when they were received.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Waiting {
    /// How many wait.
    #[schema(example = 12)]
    pub count: usize,
    /// The longest wait.
    pub longest: Option<i64>,
    /// The median wait: of two in the middle their mean, half a day rounded up.
    pub median: Option<i64>,
}

/// The demand for posts.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Demand {
    /// Requests by status.
    pub by_status: Vec<RequestCount>,
    /// Those that are not met: neither deployed, declined nor withdrawn.
    pub unmet: Waiting,
    /// Those that led to a post: from when they were received until then.
    pub deployed: Waiting,
    /// The countries whose requests are not met.
    pub countries: Vec<Alpha3>,
    /// The registry's revision.
    #[schema(example = 460)]
    pub revision: u64,
    /// The date from which waits are reckoned.
    pub reckoned_on: NaiveDate,
}

fn waiting(mut days: Vec<i64>) -> Waiting {
    days.sort_unstable();
    let count = days.len();
    let median = days.last().map(|_| (days[(count - 1) / 2] + days[count / 2] + 1).div_euclid(2));
    Waiting { count, longest: days.last().copied(), median }
}

/// The demand on a date, as the registry knows it: a request that was received later does not count, and each has the
/// status that it had.
#[must_use]
pub fn demand(snapshot: &Snapshot, date: NaiveDate) -> Demand {
    let requests: Vec<_> = snapshot.programme.requests.values().filter_map(|kept| status_on(kept, date)).collect();
    let count = |status| requests.iter().filter(|(_, known, _)| *known == status).count();
    let settled =
        |status| matches!(status, RequestStatus::Deployed | RequestStatus::Declined | RequestStatus::Withdrawn);
    let open: Vec<_> =
        requests.iter().filter(|(_, status, _)| !settled(*status)).map(|(request, ..)| *request).collect();
    let deployed = requests.iter().filter(|(_, status, _)| *status == RequestStatus::Deployed);
    let wait = |request: &PostRequest, until: NaiveDate| (until - request.received_on).num_days();
    let mut countries: Vec<_> = open.iter().map(|request| request.country).collect();
    countries.sort();
    countries.dedup();
    Demand {
        by_status: RequestStatus::ALL.iter().map(|&status| RequestCount { status, count: count(status) }).collect(),
        unmet: waiting(open.iter().map(|request| wait(request, date)).collect()),
        deployed: waiting(deployed.map(|(request, _, since)| wait(request, *since)).collect()),
        countries,
        revision: snapshot.revision(),
        reckoned_on: date,
    }
}

/// A request with its status on a date and since when it had it; `None` if it was not received yet.
fn status_on(kept: &Versioned<PostRequest>, date: NaiveDate) -> Option<(&PostRequest, RequestStatus, NaiveDate)> {
    let request = kept.record();
    if request.received_on > date {
        return None;
    }
    let then = kept.versions.iter().rev().map(|version| &version.record).find(|version| version.status_on <= date);
    let (status, since) = then.map_or((RequestStatus::Received, request.received_on), |it| (it.status, it.status_on));
    Some((request, status, since))
}

/// How adviser posts came and went in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Year {
    /// The year.
    #[schema(example = 2024)]
    pub year: i32,
    /// Posts that began, or came back after they were abolished.
    pub created: usize,
    /// Posts that were abolished.
    pub abolished: usize,
    /// Adviser presences that closed.
    pub presences_closed: usize,
    /// Posts that need money and got none that was received for the last month of the year (of this year: so far).
    pub unfunded: usize,
    /// Posts that exist at the end of the year (of this year: so far) and are not proposed.
    pub posts: usize,
    /// Posts of which nothing is known at the end of the year.
    pub unknown: usize,
}

/// Each year from one to that of a date.
#[must_use]
pub fn years(snapshot: &Snapshot, from: i32, today: NaiveDate) -> Vec<Year> {
    (from..=today.year()).map(|year| one_year(snapshot, year, today)).collect()
}

fn one_year(snapshot: &Snapshot, year: i32, today: NaiveDate) -> Year {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let (before, end) = (day(year - 1, 12, 31), day(year, 12, 31).min(today));
    let mut figures = Year { year, ..Year::default() };
    for post in snapshot.posts.values() {
        let exists = PostStatus::exists;
        let begins = post.record().begins();
        figures.unknown += usize::from(post.is_unknown_on(end));
        figures.posts += usize::from(post.known_from() <= end && exists(post.by_effective_date().on(end).status));
        let first =
            begins.is_some_and(|begins| before < begins && begins <= end) && exists(post.by_revision.initial.status);
        figures.created += usize::from(first);
        for (from, to) in post.by_effective_date().changes(before, end) {
            figures.created += usize::from(!exists(from) && exists(to));
            figures.abolished += usize::from(from != to && to == PostStatus::Abolished);
        }
    }
    for presence in snapshot.presences.values().filter(|it| it.record().kind == PresenceType::HumanRightsAdviser) {
        let closed = |(from, to): &(PresenceStatus, PresenceStatus)| from != to && *to == PresenceStatus::Closed;
        figures.presences_closed += presence.by_effective_date().changes(before, end).filter(closed).count();
    }
    let last = Month::of(end);
    let coverage = Coverage::of(snapshot, last, last);
    figures.unfunded = coverage.total().post_months.of(Level::Received).unfunded as usize;
    figures
}
