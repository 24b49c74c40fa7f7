//! The list of presences.

use std::{ops::Bound, sync::Arc};

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, write_json};
use crate::{
    snapshot::{Snapshot, TrackedMap},
    tracked::{Described, Tracked},
    view,
};
use presence_model::{
    ClosureReason, Code, Confidence, OfficeCode, OperatingMode, PartialDate, Point, Presence, PresenceStatus,
    PresenceType, RecordCode, Region, ReportingLine,
};

/// Every presence, by code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Presences;

type Item = Arc<Tracked<Presence>>;

impl Resource for Presences {
    type Item = Item;
    const COLUMNS: &'static [Column] = columns::PRESENCES;
    const PLACED: bool = true;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "type",
        "status",
        "status_since",
        "known_from",
        "operating_mode",
        "operating_from",
        "name",
        "display",
        "country",
        "city",
        "point",
        "covers",
        "region",
        "host_entity",
        "host_office",
        "reporting_lines",
        "mandate",
        "host_consent",
        "opened_on",
        "mandate_until",
        "closed_on",
        "closure_reason",
        "successor",
        "scheduled",
        "provenance",
        "last_report",
        "revision",
        "recorded_at",
        "links",
        "posts",
    ];
    const INCLUDES: &'static [&'static str] = &["posts"];

    fn filters() -> Vec<Filter<Item>> {
        vec![
            Filter {
                name: "code",
                about: "Presence codes.",
                codes: None,
                build: |values| by::by_text(values, |_, p: &Item, value| p.record().code.as_str() == value),
            },
            Filter {
                name: "type",
                about: "Presence types.",
                codes: Some(PresenceType::codes),
                build: |values| by::by_code(values, |_, p: &Item| Some(p.record().kind)),
            },
            Filter {
                name: "status",
                about: "Presence statuses.",
                codes: Some(PresenceStatus::codes),
                build: |values| by::by_code(values, |_, p: &Item| Some(p.state.status)),
            },
            Filter {
                name: "operating_mode",
                about: "Operating modes.",
                codes: Some(OperatingMode::codes),
                build: |values| by::by_code(values, |_, p: &Item| p.state.mode),
            },
            Filter {
                name: "region",
                about: "Regions of OHCHR's field operations.",
                codes: Some(Region::codes),
                build: |values| by::by_code(values, |_, p: &Item| Some(p.record().region)),
            },
            Filter {
                name: "confidence",
                about: "Confidence of the provenance.",
                codes: Some(Confidence::codes),
                build: |values| by::by_code(values, |_, p: &Item| by::confidence(p, p.record().provenance.confidence)),
            },
            Filter {
                name: "closure_reason",
                about: "Why it closed, is drawn down or suspended.",
                codes: Some(ClosureReason::codes),
                build: |values| by::by_code(values, |_, p: &Item| p.state.reason),
            },
            Filter {
                name: "reporting_line",
                about: "Presences with any of these reporting lines.",
                codes: Some(ReportingLine::codes),
                build: |values| {
                    by::by_text(values, |_, p: &Item, value| {
                        p.record().reporting_lines.iter().any(|line| line.as_str() == value)
                    })
                },
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of countries that the presence is in or covers.",
                codes: None,
                build: |values| by::by_country(values, |_, p: &Item, country| by::serves(p.record(), country)),
            },
            Filter {
                name: "located_in",
                about: "Alpha-3 codes of countries that the presence is in.",
                codes: None,
                build: |values| by::by_country(values, |_, p: &Item, country| p.record().country == country),
            },
            Filter {
                name: "covers",
                about: "Alpha-3 codes of countries that the presence covers.",
                codes: None,
                build: |values| by::by_country(values, |_, p: &Item, country| p.record().covers.contains(&country)),
            },
            Filter {
                name: "office",
                about: "Codes of offices that answer for the presence.",
                codes: None,
                build: |values| by::by_text(values, |s, p: &Item, office| answers(s, p, office)),
            },
            Filter {
                name: "host_entity",
                about: "Who hosts it, exactly as the record says.",
                codes: None,
                build: |values| by::by_text(values, |_, p: &Item, value| p.record().host_entity == value),
            },
            by::scheduled_before(),
            Filter {
                name: "reported",
                about: "Whether an office or the desk has ever reported on it; `false` is baseline only.",
                codes: Some(by::truths),
                build: |values| by::by_truth(values, |_, p: &Item| p.last_report.is_some()),
            },
            Filter {
                name: "q",
                about: "Words to find in code, names, city, host entity and country names, whatever their case.",
                codes: None,
                build: |values| {
                    by::by_words(values, |s, p: &Item, say| {
                        let record = p.record();
                        [record.code.as_str(), &record.city, &record.host_entity].into_iter().for_each(&mut *say);
                        record.name.all().for_each(&mut *say);
                        if let Some(country) = s.countries.get(&record.country) {
                            country.record.name.all().for_each(say);
                        }
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            SortKey { name: "code", value: |_, p| SortValue::Text(p.record().code.to_string()) },
            SortKey { name: "type", value: |_, p| by::place(p.record().kind) },
            SortKey { name: "status", value: |_, p| by::place(p.state.status) },
            SortKey { name: "status_since", value: |_, p| by::date(p.state.since) },
            SortKey { name: "country", value: |_, p| SortValue::Text(p.record().country.to_string()) },
            SortKey { name: "city", value: |_, p| by::text(&p.record().city) },
            SortKey { name: "region", value: |_, p| by::place(p.record().region) },
            SortKey { name: "name", value: |_, p| by::text(p.record().name.best(presence_model::Language::English)) },
            SortKey { name: "opened_on", value: |_, p| by::date(p.record().opened_on.map(PartialDate::first)) },
            SortKey { name: "recorded_at", value: |_, p| SortValue::Number(p.recorded_at.0) },
            SortKey { name: "revision", value: |_, p| SortValue::Number(p.revision as i64) },
        ]
    }

    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Item> + 's> {
        scan(&snapshot.presences, after)
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        snapshot.presences.len()
    }

    fn key(item: &Item) -> String {
        item.record().code.to_string()
    }

    fn point(_: &Snapshot, p: &Item) -> Option<Point> {
        p.record().point
    }

    fn write(&self, snapshot: &Snapshot, item: &Item, style: Style, out: &mut Vec<u8>) {
        if style.with_posts {
            return write_json(out, &view::presence(snapshot, item, style.language, true));
        }
        let json = item.json.get(style.language, 0, || {
            let mut json = Vec::with_capacity(1800);
            write_json(&mut json, &view::presence(snapshot, item, style.language, false));
            json
        });
        out.extend_from_slice(&json);
    }
}

fn answers(snapshot: &Snapshot, presence: &Item, office: &str) -> bool {
    OfficeCode::new(office).is_some_and(|office| snapshot.answers_for(office, presence.record()))
}

/// The records of a map by code, from the one after `after` on.
pub(super) fn scan<'s, T: Described>(
    map: &'s TrackedMap<T>,
    after: Option<&str>,
) -> Box<dyn Iterator<Item = &'s Arc<Tracked<T>>> + 's> {
    match after.and_then(RecordCode::new) {
        Some(after) => Box::new(map.range((Bound::Excluded(after), Bound::Unbounded)).map(|(_, item)| item)),
        None => Box::new(map.values()),
    }
}
