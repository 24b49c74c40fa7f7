//! The list of adviser posts.

use std::sync::Arc;

use super::{Column, Filter, Resource, SortKey, SortValue, Style, columns, filters as by, presences::scan, write_json};
use crate::{snapshot::Snapshot, tracked::Tracked, view};
use presence_model::{Code, Confidence, Grade, OfficeCode, Point, Post, PostStatus, Presence, PresenceStatus, Region};

/// Every adviser post, by code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posts;

type Item = Arc<Tracked<Post>>;

fn presence<'s>(snapshot: &'s Snapshot, post: &Item) -> Option<&'s Presence> {
    snapshot.described(&post.record().presence)
}

impl Resource for Posts {
    type Item = Item;
    const COLUMNS: &'static [Column] = columns::POSTS;
    const PLACED: bool = true;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "presence",
        "country",
        "city",
        "region",
        "serves",
        "status",
        "status_since",
        "known_from",
        "reason",
        "title",
        "display",
        "grade",
        "covers",
        "funded_until",
        "duty_station_group",
        "annual_cost",
        "scheduled",
        "provenance",
        "last_report",
        "revision",
        "recorded_at",
        "links",
    ];

    fn filters() -> Vec<Filter<Item>> {
        vec![
            Filter {
                name: "code",
                about: "Post codes.",
                codes: None,
                build: |values| by::by_text(values, |_, p: &Item, value| p.record().code.as_str() == value),
            },
            Filter {
                name: "presence",
                about: "Codes of presences that the post belongs to.",
                codes: None,
                build: |values| by::by_text(values, |_, p: &Item, value| p.record().presence.as_str() == value),
            },
            Filter {
                name: "status",
                about: "Post statuses.",
                codes: Some(PostStatus::codes),
                build: |values| by::by_code(values, |_, p: &Item| Some(p.state.status)),
            },
            Filter {
                name: "presence_status",
                about: "Statuses of the posts' presences: `closed` finds posts that outlived theirs.",
                codes: Some(PresenceStatus::codes),
                build: |values| {
                    by::by_code(values, |s, p: &Item| {
                        s.presences.get(&p.record().presence).map(|presence| presence.state.status)
                    })
                },
            },
            Filter {
                name: "grade",
                about: "Grades.",
                codes: Some(Grade::codes),
                build: |values| by::by_code(values, |_, p: &Item| p.record().grade),
            },
            Filter {
                name: "region",
                about: "Regions of the posts' presences.",
                codes: Some(Region::codes),
                build: |values| by::by_code(values, |s, p: &Item| presence(s, p).map(|presence| presence.region)),
            },
            Filter {
                name: "confidence",
                about: "Confidence of the provenance.",
                codes: Some(Confidence::codes),
                build: |values| by::by_code(values, |_, p: &Item| by::confidence(p, p.record().provenance.confidence)),
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of countries that the post covers, or its presence is in or covers.",
                codes: None,
                build: |values| {
                    by::by_country(values, |s, p: &Item, country| {
                        p.record().covers.contains(&country)
                            || presence(s, p).is_some_and(|presence| by::serves(presence, country))
                    })
                },
            },
            Filter {
                name: "office",
                about: "Codes of offices that answer for the post.",
                codes: None,
                build: |values| {
                    by::by_text(values, |s, p: &Item, office| {
                        OfficeCode::new(office)
                            .zip(presence(s, p))
                            .is_some_and(|(office, presence)| s.answers_for(office, presence))
                    })
                },
            },
            Filter {
                name: "funded_until_before",
                about: "Posts whose known funding ends before this date.",
                codes: None,
                build: |values| {
                    by::by_date(values, |_, p: &Item, date| p.record().funded_until.is_some_and(|end| end < date))
                },
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
                about: "Words to find in code, title and the names of the presence, whatever their case.",
                codes: None,
                build: |values| {
                    by::by_words(values, |s, p: &Item, say| {
                        say(p.record().code.as_str());
                        p.record().title.all().for_each(&mut *say);
                        if let Some(presence) = presence(s, p) {
                            presence.name.all().for_each(say);
                        }
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            SortKey { name: "code", value: |_, p| SortValue::Text(p.record().code.to_string()) },
            SortKey { name: "status", value: |_, p| by::place(p.state.status) },
            SortKey { name: "status_since", value: |_, p| by::date(p.state.since) },
            SortKey { name: "grade", value: |_, p| p.record().grade.map_or(SortValue::Missing, by::place) },
            SortKey { name: "funded_until", value: |_, p| by::date(p.record().funded_until) },
            SortKey { name: "recorded_at", value: |_, p| SortValue::Number(p.recorded_at.0) },
            SortKey { name: "revision", value: |_, p| SortValue::Number(p.revision as i64) },
        ]
    }

    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>) -> Box<dyn Iterator<Item = &'s Item> + 's> {
        scan(&snapshot.posts, after)
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        snapshot.posts.len()
    }

    fn key(item: &Item) -> String {
        item.record().code.to_string()
    }

    fn point(snapshot: &Snapshot, p: &Item) -> Option<Point> {
        snapshot.described(&p.record().presence)?.point
    }

    fn write(&self, snapshot: &Snapshot, item: &Item, style: Style, out: &mut Vec<u8>) {
        let json = || {
            let mut json = Vec::with_capacity(1200);
            write_json(&mut json, &view::post(snapshot, item, style.language));
            json
        };
        // Of a date the presence may be described otherwise than now.
        if snapshot.on.is_some() {
            return out.extend_from_slice(&json());
        }
        let seat = snapshot.described_at(item.record().presence.as_str());
        out.extend_from_slice(&item.json.get(style.language, seat, json));
    }
}
