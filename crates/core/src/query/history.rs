//! The history of one presence or post: every version, newest first, with what changed from the one before.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, write_json};
use crate::{
    snapshot::Snapshot,
    tracked::{Described, Tracked},
    view,
};
use presence_model::{Language, OfficeCode, RecordCode, Subject, Timestamp};

/// One version of a record.
#[derive(Serialize, ToSchema)]
pub struct HistoryEntry {
    /// The revision.
    pub revision: u64,
    /// When the registry learnt it.
    pub recorded_at: Timestamp,
    /// The office that said so; `HQ` for the desk and for the baseline.
    pub office: OfficeCode,
    /// How it came about: `baseline`, `created`, `described` (by the desk), `relocated` (described in another country or
    /// city, a post with another presence), `status_update`, or `scheduled` (a decision that takes effect later).
    #[schema(example = "status_update")]
    pub event: &'static str,
    /// The status update, if it was one.
    pub status_update: Option<u64>,
    /// When it became true, for a status update or a description; none: it was never otherwise.
    pub effective_on: Option<NaiveDate>,
    /// The fields that changed. Late news about an earlier date changes the timeline only, so there may be none.
    pub changes: Vec<FieldChange>,
}

/// One field that changed.
#[derive(Serialize, ToSchema)]
pub struct FieldChange {
    /// The field.
    #[schema(example = "status")]
    pub field: String,
    /// Its value before; null if it had none.
    #[schema(value_type = Value)]
    pub from: Value,
    /// Its value after; null if it has none.
    #[schema(value_type = Value)]
    pub to: Value,
}

/// Every version of one record.
pub struct History {
    entries: Vec<Entry>,
    subject: Subject,
}

/// A version, before what changed is worked out.
#[derive(Clone)]
pub struct Entry {
    revision: u64,
    recorded_at: Timestamp,
    office: OfficeCode,
    event: &'static str,
    update: Option<u64>,
    effective_on: Option<NaiveDate>,
}

impl History {
    /// The history of a presence or post, if it exists.
    #[must_use]
    pub fn of(snapshot: &Snapshot, subject: &Subject) -> Option<Self> {
        let entries = match subject {
            Subject::Presence(code) => entries(&**snapshot.presences.get(code)?),
            Subject::Post(code) => entries(&**snapshot.posts.get(code)?),
        };
        Some(Self { entries, subject: subject.clone() })
    }

    fn fields_at(&self, snapshot: &Snapshot, revision: u64) -> Map<String, Value> {
        let value = match &self.subject {
            Subject::Presence(code) => past(&snapshot.presences, code, revision)
                .map(|then| serde_json::to_value(view::presence(snapshot, &then, Language::English, false))),
            Subject::Post(code) => past(&snapshot.posts, code, revision)
                .map(|then| serde_json::to_value(view::post(snapshot, &then, Language::English))),
        };
        let Some(Ok(Value::Object(mut fields))) = value else { return Map::new() };
        fields.shift_remove("known_from");
        for derived in ["revision", "recorded_at", "links", "display", "last_report"] {
            fields.remove(derived);
        }
        if matches!(self.subject, Subject::Post(_)) {
            // Of its presence, which has a history of its own.
            for derived in view::OF_PRESENCE {
                fields.shift_remove(derived);
            }
        }
        if fields.get("scheduled").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            fields.shift_remove("scheduled");
        }
        fields
    }
}

fn past<T: Described>(map: &crate::snapshot::TrackedMap<T>, code: &RecordCode, revision: u64) -> Option<Tracked<T>> {
    map.get(code).and_then(|tracked| tracked.known_at(revision))
}

fn entries<T: Described>(tracked: &Tracked<T>) -> Vec<Entry> {
    let described = tracked.versions.iter().enumerate().rev().map(|(index, version)| Entry {
        revision: version.revision,
        recorded_at: version.recorded_at,
        office: version.actor.office,
        event: match index {
            0 if &*version.actor.client == "baseline" => "baseline",
            _ => tracked.description_event(index),
        },
        update: None,
        effective_on: version.record.edit().and_then(|edit| edit.effective_on),
    });
    let reported = tracked.recorded().iter().rev().map(|update| Entry {
        revision: update.id,
        recorded_at: update.recorded_at,
        office: update.office,
        event: update.event(),
        update: Some(update.id),
        effective_on: Some(update.effective_on),
    });
    // Both are sorted: the sort merges them.
    let mut entries: Vec<_> = described.chain(reported).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.revision));
    entries
}

impl Resource for History {
    type Item = Entry;
    const COLUMNS: &'static [Column] = columns::HISTORY;
    const FIELDS: &'static [&'static str] =
        &["revision", "recorded_at", "office", "event", "status_update", "effective_on", "changes"];

    fn filters() -> Vec<Filter<Entry>> {
        vec![Filter {
            name: "office",
            about: "Codes of offices that made the change.",
            codes: None,
            build: |values| by::by_text(values, |_, entry: &Entry, value| entry.office.as_str() == value),
        }]
    }

    fn sort_keys() -> Vec<SortKey<Entry>> {
        vec![SortKey { name: "revision", value: |_, entry| SortValue::Number(entry.revision as i64) }]
    }

    fn scan<'s>(&'s self, _: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Entry> + 's> {
        let after = after.and_then(|revision| revision.parse().ok()).unwrap_or(u64::MAX);
        let from = self.entries.partition_point(|entry| entry.revision >= after);
        Box::new(self.entries[from..].iter())
    }

    fn count(&self, _: &Snapshot) -> usize {
        self.entries.len()
    }

    fn key(entry: &Entry) -> String {
        entry.revision.to_string()
    }

    fn write(&self, snapshot: &Snapshot, entry: &Entry, _: Style, out: &mut Vec<u8>) {
        let mut before = self.fields_at(snapshot, entry.revision - 1);
        let after = self.fields_at(snapshot, entry.revision);
        let changes = after.into_iter().filter_map(|(field, to)| {
            let from = before.remove(&field).unwrap_or_default();
            (from != to).then_some(FieldChange { field, from, to })
        });
        let entry = HistoryEntry {
            revision: entry.revision,
            recorded_at: entry.recorded_at,
            office: entry.office,
            event: entry.event,
            status_update: entry.update,
            effective_on: entry.effective_on,
            changes: changes.collect(),
        };
        write_json(out, &entry);
    }
}
