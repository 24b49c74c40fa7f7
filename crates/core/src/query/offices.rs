//! The list of offices.

use std::{ops::Bound, sync::Arc};

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, write_json};
use crate::{
    snapshot::{Listed, Snapshot},
    view,
};
use presence_model::{Code, Language, Office, OfficeCode, OfficeKind};

/// Every office, by code.
pub struct Offices;

type Item = Arc<Listed<Arc<Office>>>;

impl Resource for Offices {
    type Item = Item;
    const COLUMNS: &'static [Column] = columns::OFFICES;
    const FIELDS: &'static [&'static str] =
        &["code", "kind", "name", "display", "country", "revision", "recorded_at", "links"];

    fn filters() -> Vec<Filter<Item>> {
        vec![
            Filter {
                name: "code",
                about: "Office codes.",
                codes: None,
                build: |values| by::by_text(values, |_, o: &Item, value| o.record.code.as_str() == value),
            },
            Filter {
                name: "kind",
                about: "Kinds of office.",
                codes: Some(OfficeKind::codes),
                build: |values| by::by_code(values, |_, o: &Item| Some(o.record.kind)),
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of countries.",
                codes: None,
                build: |values| by::by_country(values, |_, o: &Item, country| o.record.country == Some(country)),
            },
            Filter {
                name: "q",
                about: "Words to find in code and names, whatever their case.",
                codes: None,
                build: |values| {
                    by::by_words(values, |_, o: &Item, say| {
                        say(o.record.code.as_str());
                        o.record.name.all().for_each(say);
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            SortKey { name: "code", value: |_, o| SortValue::Text(o.record.code.to_string()) },
            SortKey { name: "name", value: |_, o| by::text(o.record.name.best(Language::English)) },
        ]
    }

    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Item> + 's> {
        match after.and_then(OfficeCode::new) {
            Some(after) => Box::new(snapshot.offices.range((Bound::Excluded(after), Bound::Unbounded)).map(|(_, o)| o)),
            None => Box::new(snapshot.offices.values()),
        }
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        snapshot.offices.len()
    }

    fn key(item: &Item) -> String {
        item.record.code.to_string()
    }

    fn write(&self, snapshot: &Snapshot, item: &Item, style: Style, out: &mut Vec<u8>) {
        write_json(out, &view::office(snapshot, item, style.language));
    }
}
