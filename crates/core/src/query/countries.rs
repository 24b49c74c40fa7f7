//! The list of countries.

use std::{ops::Bound, sync::Arc};

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, write_json};
use crate::{
    snapshot::{Listed, Snapshot},
    view,
};
use presence_model::{Alpha3, Country, Language, Point};

/// Every country, by alpha-3 code.
pub struct Countries;

type Item = Arc<Listed<Arc<Country>>>;

impl Resource for Countries {
    type Item = Item;
    const COLUMNS: &'static [Column] = columns::COUNTRIES;
    const PLACED: bool = true;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "iso2",
        "m49",
        "name",
        "display",
        "point",
        "m49_region",
        "m49_subregion",
        "revision",
        "recorded_at",
        "links",
    ];

    fn filters() -> Vec<Filter<Item>> {
        vec![
            Filter {
                name: "code",
                about: "Alpha-3 codes.",
                codes: None,
                build: |values| by::by_country(values, |_, c: &Item, code| c.record.code == code),
            },
            Filter {
                name: "iso2",
                about: "Alpha-2 codes.",
                codes: None,
                build: |values| by::by_text(values, |_, c: &Item, value| c.record.iso2 == value),
            },
            Filter {
                name: "m49",
                about: "M49 codes.",
                codes: None,
                build: |values| by::by_text(values, |_, c: &Item, value| c.record.m49.as_deref() == Some(value)),
            },
            Filter {
                name: "m49_region",
                about: "M49 regions, as `Africa`.",
                codes: None,
                build: |values| by::by_text(values, |_, c: &Item, value| c.record.m49_region == value),
            },
            Filter {
                name: "q",
                about: "Words to find in codes and names, whatever their case.",
                codes: None,
                build: |values| {
                    by::by_words(values, |_, c: &Item, say| {
                        say(c.record.code.as_str());
                        c.record.name.all().for_each(say);
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            SortKey { name: "code", value: |_, c| SortValue::Text(c.record.code.to_string()) },
            SortKey { name: "name", value: |_, c| by::text(c.record.name.best(Language::English)) },
        ]
    }

    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Item> + 's> {
        match after.and_then(Alpha3::new) {
            Some(after) => {
                Box::new(snapshot.countries.range((Bound::Excluded(after), Bound::Unbounded)).map(|(_, c)| c))
            }
            None => Box::new(snapshot.countries.values()),
        }
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        snapshot.countries.len()
    }

    fn key(item: &Item) -> String {
        item.record.code.to_string()
    }

    fn point(_: &Snapshot, p: &Item) -> Option<Point> {
        p.record.point
    }

    fn write(&self, _: &Snapshot, item: &Item, style: Style, out: &mut Vec<u8>) {
        write_json(out, &view::country(item, style.language));
    }
}
