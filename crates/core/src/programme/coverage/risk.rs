//! Posts whose cover ends soon, and what would keep them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Coverage, Level};
use crate::snapshot::Snapshot;
use presence_model::{Alpha3, PostStatus, RecordCode, Region};

/// A post whose cover ends within the time that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AtRisk {
    /// The post.
    pub post: RecordCode,
    /// Its presence.
    pub presence: RecordCode,
    /// The country of its presence.
    pub country: Alpha3,
    /// The region of its presence.
    pub region: Region,
    /// Its status.
    pub status: PostStatus,
    /// The last day that is fully covered; null if not even the first month is.
    pub covered_until: Option<NaiveDate>,
    /// The last day of its funding as its record says.
    pub funded_until: Option<NaiveDate>,
    /// How many months of the time are not fully covered.
    #[schema(example = 4)]
    pub months: u32,
    /// What would cover it until the end of the time, in US cents; null where its cost is not known.
    #[schema(example = 8_000_000)]
    pub needed: Option<i64>,
}

/// The posts that need money and are not fully covered, at a level, in every month that was asked for: those whose cover
/// ends first come first.
#[must_use]
pub fn at_risk(snapshot: &Snapshot, coverage: &Coverage, level: Level) -> Vec<AtRisk> {
    let inputs = &coverage.inputs;
    let mut found = Vec::new();
    for (post, need) in inputs.needs.iter().enumerate() {
        let (mut until, mut months, mut needed, mut unbroken) = (None, 0, Some(0), true);
        for month in inputs.window() {
            let Some(cost) = need.cost(month) else { continue };
            let covered = *coverage.covered(post, month).of(level);
            match cost {
                Some(cost) if covered >= cost => {
                    if unbroken {
                        until = Some(month.last());
                    }
                    continue;
                }
                Some(cost) => needed = needed.map(|needed: i64| needed + cost - covered),
                None => needed = None,
            }
            unbroken = false;
            months += 1;
        }
        let Some(known) = snapshot.posts.get(&need.code).filter(|_| months > 0) else { continue };
        found.push(AtRisk {
            post: need.code.clone(),
            presence: known.record().presence.clone(),
            country: need.country,
            region: need.region,
            status: need.status,
            covered_until: until,
            funded_until: known.record().funded_until,
            months,
            needed,
        });
    }
    found.sort_by(|a, b| (a.covered_until, &a.post).cmp(&(b.covered_until, &b.post)));
    found
}
