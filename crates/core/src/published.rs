//! What OHCHR has published as totals, beside what the registry knows of the same date by record.

use std::{cmp::Ordering, sync::LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{query::Presences, snapshot::Snapshot, statistics};
use presence_model::Confidence;

const FILE: &str = include_str!("../../../data/published_totals.csv");

/// Totals that a document of OHCHR gives; null where it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishedTotal {
    /// The date that the document speaks of.
    #[schema(example = "2022-03-31")]
    pub as_of: NaiveDate,
    /// Field presences.
    #[schema(example = 103)]
    pub presences: Option<usize>,
    /// Those that are a human rights adviser.
    pub human_rights_advisers: Option<usize>,
    /// Country offices and stand-alone offices.
    pub country_and_stand_alone_offices: Option<usize>,
    /// Regional offices.
    pub regional_offices: Option<usize>,
    /// Components of peace missions.
    pub mission_components: Option<usize>,
    /// Others.
    pub other: Option<usize>,
    /// States or territories in which OHCHR works.
    pub states_or_territories: Option<usize>,
    /// Members of staff, at headquarters and in the field.
    pub staff: Option<usize>,
    /// The document.
    #[schema(example = "A/HRC/50/4, summary")]
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Published totals and the registry's own count on their date.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Compared {
    /// What was published.
    #[serde(flatten)]
    pub published: PublishedTotal,
    /// Presences that the registry knows by record to have existed on that date.
    #[schema(example = 18)]
    pub known: usize,
    /// Presences of which the registry does not know whether they existed then.
    #[schema(example = 77)]
    pub unknown: usize,
    /// Published less known; null where no total was published.
    #[schema(example = 85)]
    pub difference: Option<i64>,
    /// The difference in words.
    #[schema(example = "published 103; the registry knows 18 of them by record")]
    pub explanation: Option<String>,
}

static PUBLISHED: LazyLock<Vec<PublishedTotal>> = LazyLock::new(|| {
    let rows = csv::Reader::from_reader(FILE.as_bytes()).into_deserialize().collect::<Result<_, _>>();
    rows.expect("a test reads this file")
});

/// Every published total, the oldest first, beside what a snapshot knows.
#[must_use]
pub fn compared(snapshot: &Snapshot) -> Vec<Compared> {
    let compare = |published: &PublishedTotal| {
        let totals = statistics::totals::<Presences>(&snapshot.on(published.as_of), None, published.as_of);
        let known = totals.count;
        let explain = |count: usize| match count.cmp(&known) {
            Ordering::Equal => format!("published {count}; the registry knows as many by record"),
            Ordering::Greater => format!("published {count}; the registry knows {known} of them by record"),
            Ordering::Less => {
                format!("published {count}; the registry knows {known} by record, more than were published")
            }
        };
        Compared {
            published: published.clone(),
            known,
            unknown: totals.unknown,
            difference: published.presences.map(|count| count as i64 - known as i64),
            explanation: published.presences.map(explain),
        }
    };
    PUBLISHED.iter().map(compare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        let published: Vec<_> = PUBLISHED.iter().filter_map(|row| row.presences).collect();
        assert_eq!(published, [65, 60, 57, 71, 103, 103, 101, 95, 95]);
        assert!(PUBLISHED.is_sorted_by_key(|row| row.as_of));
        assert!(PUBLISHED.iter().all(|row| !row.source.is_empty()));
    }
}
