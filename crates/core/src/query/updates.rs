//! The list of status updates: all of them newest first, or one record's timeline, latest effective date first.

use std::sync::Arc;

use imbl::Vector;

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, write_json};
use crate::{snapshot::Snapshot, view};
use presence_model::{Code, OfficeCode, OperatingMode, PostStatus, PresenceStatus, StatusUpdate, Subject};

/// Which status updates.
pub enum Updates {
    /// All, newest first.
    All,
    /// Those of one office, newest first.
    By(OfficeCode),
    /// Those of one presence or post, latest effective date first.
    Of(Subject),
}

type Item = Arc<StatusUpdate>;

impl Updates {
    fn from<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Vector<Item>> {
        match self {
            Self::All => Some(&snapshot.updates),
            Self::By(office) => snapshot.updates_of.get(office),
            Self::Of(Subject::Presence(code)) => snapshot.presences.get(code).map(|tracked| &tracked.timeline),
            Self::Of(Subject::Post(code)) => snapshot.posts.get(code).map(|tracked| &tracked.timeline),
        }
    }
}

fn statuses() -> Vec<String> {
    PresenceStatus::codes().into_iter().chain(PostStatus::codes()).collect()
}

impl Resource for Updates {
    type Item = Item;
    const COLUMNS: &'static [Column] = columns::UPDATES;
    const FIELDS: &'static [&'static str] = &[
        "id",
        "presence",
        "post",
        "country",
        "region",
        "office",
        "status",
        "operating_mode",
        "operating_from",
        "effective_on",
        "reason",
        "successor",
        "note",
        "note_language",
        "note_visibility",
        "supersedes",
        "superseded_by",
        "decision",
        "enacts",
        "reference",
        "recorded_at",
        "revision",
        "links",
    ];

    fn filters() -> Vec<Filter<Item>> {
        vec![
            Filter {
                name: "office",
                about: "Codes of offices that reported.",
                codes: None,
                build: |values| by::by_text(values, |_, u: &Item, value| u.office.as_str() == value),
            },
            Filter {
                name: "presence",
                about: "Codes of presences. The updates of their posts are not among them.",
                codes: None,
                build: |values| {
                    by::by_text(
                        values,
                        |_, u: &Item, value| matches!(&u.subject, Subject::Presence(code) if code.as_str() == value),
                    )
                },
            },
            Filter {
                name: "post",
                about: "Codes of adviser posts.",
                codes: None,
                build: |values| {
                    by::by_text(
                        values,
                        |_, u: &Item, value| matches!(&u.subject, Subject::Post(code) if code.as_str() == value),
                    )
                },
            },
            Filter {
                name: "status",
                about: "Reported statuses.",
                codes: Some(statuses),
                build: |values| {
                    by::by_text(values, |_, u: &Item, value| u.status.is_some_and(|status| status.as_str() == value))
                },
            },
            Filter {
                name: "operating_mode",
                about: "Reported operating modes.",
                codes: Some(OperatingMode::codes),
                build: |values| by::by_code(values, |_, u: &Item| u.operating_mode),
            },
            Filter {
                name: "effective_from",
                about: "Effective on or after this date.",
                codes: None,
                build: |values| by::by_date(values, |_, u: &Item, date| u.effective_on >= date),
            },
            Filter {
                name: "effective_to",
                about: "Effective on or before this date.",
                codes: None,
                build: |values| by::by_date(values, |_, u: &Item, date| u.effective_on <= date),
            },
            Filter {
                name: "recorded_from",
                about: "Recorded at or after this time.",
                codes: None,
                build: |values| by::by_moment(values, |_, u: &Item, moment| u.recorded_at >= moment),
            },
            Filter {
                name: "recorded_to",
                about: "Recorded at or before this time; a date means its last moment.",
                codes: None,
                build: |values| by::by_moment(values, |_, u: &Item, moment| u.recorded_at <= moment),
            },
            Filter {
                name: "scheduled",
                about: "Whether it is decided and waits for its day.",
                codes: Some(by::truths),
                build: |values| by::by_truth(values, |s, u: &Item| u.is_scheduled() && s.superseded_by(u).is_none()),
            },
            Filter {
                name: "superseded",
                about: "Whether a later update corrects it.",
                codes: Some(by::truths),
                build: |values| by::by_truth(values, |s, u: &Item| s.superseded_by(u).is_some()),
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            SortKey { name: "id", value: |_, u| SortValue::Number(u.id as i64) },
            SortKey { name: "effective_on", value: |_, u| by::date(Some(u.effective_on)) },
            SortKey { name: "recorded_at", value: |_, u| SortValue::Number(u.recorded_at.0) },
            SortKey { name: "office", value: |_, u| SortValue::Text(u.office.to_string()) },
        ]
    }

    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Item> + 's> {
        let Some(updates) = self.from(snapshot) else { return Box::new(std::iter::empty()) };
        let after = after.and_then(|id| snapshot.update(id.parse().ok()?));
        let end = match (after, self) {
            (None, _) => updates.len(),
            (Some(after), Self::Of(_)) => {
                updates.binary_search_by(|update| update.place().cmp(&after.place())).unwrap_or_else(|at| at)
            }
            (Some(after), _) => updates.binary_search_by(|update| update.id.cmp(&after.id)).unwrap_or_else(|at| at),
        };
        Box::new((0..end).rev().map(|at| &updates[at]))
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        self.from(snapshot).map_or(0, Vector::len)
    }

    fn key(item: &Item) -> String {
        item.id.to_string()
    }

    fn write(&self, snapshot: &Snapshot, item: &Item, style: Style, out: &mut Vec<u8>) {
        write_json(out, &view::update(snapshot, item, style.audience));
    }
}
