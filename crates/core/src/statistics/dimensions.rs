//! By what presences and posts are counted.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::{
    query::{Posts, Presences, Query, Resource, filters as by},
    snapshot::{Snapshot, TrackedMap},
    tracked::{Described, Tracked},
};
use presence_model::{
    Alpha3, Code, Confidence, Grade, Lifecycle, OperatingMode, Post, PostStatus, Presence, PresenceStatus,
    PresenceType, Region,
};

/// Something that records are counted by.
pub struct Dimension<T: 'static> {
    /// Its name, a field's where it is one.
    pub name: &'static str,
    /// What it is, for the documentation.
    pub about: &'static str,
    /// The values it knows, if they can be listed.
    pub codes: Option<fn() -> Vec<String>>,
    /// The value of a record; the date is that from which times are reckoned.
    pub value: fn(&Snapshot, &T, NaiveDate) -> Option<String>,
}

/// Records that are counted.
pub trait Counted: Resource<Item = Arc<Tracked<Self::Record>>> {
    /// What is counted.
    type Record: Described<Status = Self::Status> + 'static;
    /// Its status.
    type Status: Lifecycle;
    /// What it is called in `of=`.
    const OF: &'static str;
    /// By what it is counted.
    fn dimensions() -> Vec<Dimension<Self::Item>>;
    /// The country that hosts a record.
    fn hosting(snapshot: &Snapshot, item: &Self::Item) -> Option<Alpha3>;
    /// The countries that a record covers.
    fn served(snapshot: &Snapshot, item: &Self::Item) -> Vec<Alpha3>;
    /// How sure the registry is of a record.
    fn confidence(item: &Self::Item) -> Option<Confidence>;
    /// Whether a record with this status exists.
    fn exists(status: Self::Status) -> bool;
    /// Whether somebody works in a post with this status; none for what is no post.
    fn worked(status: Self::Status) -> Option<bool>;
    /// The presence that a post belongs to.
    fn presence<'s>(snapshot: &'s Snapshot, record: &Self::Record) -> Option<&'s Arc<Tracked<Presence>>>;
    /// The presences that a post has ever belonged to.
    fn seats<'s>(snapshot: &'s Snapshot, item: &Self::Item) -> Vec<&'s Arc<Tracked<Presence>>> {
        let mut seats: Vec<&Arc<Tracked<Presence>>> = Vec::new();
        for version in &item.versions {
            let seat = Self::presence(snapshot, &version.record);
            seats.extend(seat.filter(|seat| !seats.iter().any(|known| Arc::ptr_eq(known, seat))));
        }
        seats
    }
    /// Whether a record does not exist because its presence is closed.
    fn presence_closed(snapshot: &Snapshot, item: &Self::Item) -> bool {
        Self::presence(snapshot, item.record()).is_some_and(|it| it.state.status == PresenceStatus::Closed)
    }
    /// The records.
    fn map(snapshot: &Snapshot) -> &TrackedMap<Self::Record>;
    /// Of a date: the records of which nothing is known on it.
    fn unknown(snapshot: &Snapshot) -> &TrackedMap<Self::Record>;
}

/// Whether a record that a query wants is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Counted,
    /// It does not exist, for this reason.
    Apart(&'static str),
}

impl Standing {
    /// Of a query by status those with that status are counted, whether it exists or not.
    pub fn of<R: Counted>(item: &R::Item, query: &Query<R::Item>, presence_closed: bool) -> Self {
        let status = item.state.status;
        match R::exists(status) {
            true if presence_closed => Self::Apart("presence_closed"),
            exists if exists || query.filters_by("status") => Self::Counted,
            _ => Self::Apart(status.as_str()),
        }
    }
}

/// The value of `since_report` of what no office has ever reported on.
pub const NEVER: &str = "never";

/// How long since the last report, in days: up to each of these.
const SINCE: [(i64, &str); 5] = [
    (30, "up_to_30_days"),
    (90, "31_to_90_days"),
    (180, "91_to_180_days"),
    (365, "181_to_365_days"),
    (i64::MAX, "over_365_days"),
];

fn since_codes() -> Vec<String> {
    SINCE.iter().map(|(_, code)| (*code).to_owned()).chain([NEVER.to_owned()]).collect()
}

fn since_report<T: Described>(tracked: &Tracked<T>, today: NaiveDate) -> String {
    let Some(last) = &tracked.last_report else { return NEVER.to_owned() };
    let days = (today - last.recorded_at.date()).num_days();
    SINCE.iter().find(|(upto, _)| days <= *upto).map_or(NEVER, |(_, code)| code).to_owned()
}

fn by_since_report<T: Described>() -> Dimension<Arc<Tracked<T>>> {
    Dimension {
        name: "since_report",
        about: "How long since an office last reported on it.",
        codes: Some(since_codes),
        value: |_, tracked, today| Some(since_report(tracked, today)),
    }
}

fn presence<'s>(snapshot: &'s Snapshot, post: &Tracked<Post>) -> Option<&'s Presence> {
    snapshot.described(&post.record().presence)
}

impl Counted for Presences {
    type Record = Presence;
    type Status = PresenceStatus;
    const OF: &'static str = "presences";

    fn dimensions() -> Vec<Dimension<Self::Item>> {
        vec![
            Dimension {
                name: "type",
                about: "The presence's type.",
                codes: Some(PresenceType::codes),
                value: |_, p, _| Some(p.record().kind.to_string()),
            },
            Dimension {
                name: "status",
                about: "Its status.",
                codes: Some(PresenceStatus::codes),
                value: |_, p, _| Some(p.state.status.to_string()),
            },
            Dimension {
                name: "operating_mode",
                about: "Its operating mode.",
                codes: Some(OperatingMode::codes),
                value: |_, p, _| p.state.mode.map(|mode| mode.to_string()),
            },
            Dimension {
                name: "region",
                about: "Region of OHCHR's field operations.",
                codes: Some(Region::codes),
                value: |_, p, _| Some(p.record().region.to_string()),
            },
            Dimension {
                name: "country",
                about: "The country it is in.",
                codes: None,
                value: |_, p, _| Some(p.record().country.to_string()),
            },
            Dimension {
                name: "host_entity",
                about: "Who hosts it.",
                codes: None,
                value: |_, p, _| Some(p.record().host_entity.clone()),
            },
            Dimension {
                name: "confidence",
                about: "How sure it is: `reported` once an office has.",
                codes: Some(Confidence::codes),
                value: |_, p, _| by::confidence(p, p.record().provenance.confidence).map(|code| code.to_string()),
            },
            by_since_report(),
        ]
    }

    fn hosting(_: &Snapshot, item: &Self::Item) -> Option<Alpha3> {
        Some(item.record().country)
    }

    fn served(_: &Snapshot, item: &Self::Item) -> Vec<Alpha3> {
        item.record().covers.clone()
    }

    fn confidence(item: &Self::Item) -> Option<Confidence> {
        by::confidence(item, item.record().provenance.confidence)
    }

    fn exists(status: PresenceStatus) -> bool {
        status.exists()
    }

    fn worked(_: PresenceStatus) -> Option<bool> {
        None
    }

    fn presence<'s>(_: &'s Snapshot, _: &Presence) -> Option<&'s Arc<Tracked<Presence>>> {
        None
    }

    fn map(snapshot: &Snapshot) -> &TrackedMap<Presence> {
        &snapshot.presences
    }

    fn unknown(snapshot: &Snapshot) -> &TrackedMap<Presence> {
        &snapshot.unknown_presences
    }
}

impl Counted for Posts {
    type Record = Post;
    type Status = PostStatus;
    const OF: &'static str = "adviser_posts";

    fn dimensions() -> Vec<Dimension<Self::Item>> {
        vec![
            Dimension {
                name: "status",
                about: "The post's status.",
                codes: Some(PostStatus::codes),
                value: |_, p, _| Some(p.state.status.to_string()),
            },
            Dimension {
                name: "grade",
                about: "Its grade.",
                codes: Some(Grade::codes),
                value: |_, p, _| p.record().grade.map(|grade| grade.to_string()),
            },
            Dimension {
                name: "region",
                about: "The region of its presence.",
                codes: Some(Region::codes),
                value: |s, p, _| presence(s, p).map(|presence| presence.region.to_string()),
            },
            Dimension {
                name: "country",
                about: "The country that its presence is in.",
                codes: None,
                value: |s, p, _| presence(s, p).map(|presence| presence.country.to_string()),
            },
            Dimension {
                name: "host_entity",
                about: "Who hosts its presence.",
                codes: None,
                value: |s, p, _| presence(s, p).map(|presence| presence.host_entity.clone()),
            },
            Dimension {
                name: "confidence",
                about: "How sure it is: `reported` once an office has.",
                codes: Some(Confidence::codes),
                value: |_, p, _| by::confidence(p, p.record().provenance.confidence).map(|code| code.to_string()),
            },
            by_since_report(),
        ]
    }

    fn hosting(snapshot: &Snapshot, item: &Self::Item) -> Option<Alpha3> {
        presence(snapshot, item).map(|presence| presence.country)
    }

    fn served(snapshot: &Snapshot, item: &Self::Item) -> Vec<Alpha3> {
        let own = &item.record().covers;
        if own.is_empty() {
            presence(snapshot, item).map(|it| it.covers.clone()).unwrap_or_default()
        } else {
            own.clone()
        }
    }

    fn confidence(item: &Self::Item) -> Option<Confidence> {
        by::confidence(item, item.record().provenance.confidence)
    }

    fn exists(status: PostStatus) -> bool {
        status.exists()
    }

    fn worked(status: PostStatus) -> Option<bool> {
        Some(matches!(status, PostStatus::Encumbered | PostStatus::TemporarilyFilled))
    }

    fn presence<'s>(snapshot: &'s Snapshot, record: &Post) -> Option<&'s Arc<Tracked<Presence>>> {
        snapshot.presences.get(&record.presence)
    }

    fn map(snapshot: &Snapshot) -> &TrackedMap<Post> {
        &snapshot.posts
    }

    fn unknown(snapshot: &Snapshot) -> &TrackedMap<Post> {
        &snapshot.unknown_posts
    }
}
