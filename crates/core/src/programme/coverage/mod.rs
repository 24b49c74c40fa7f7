//! How posts are covered: month by month, by how sure the money is.
//!
//! # The rule
//! * A contribution is spread evenly over the calendar months that its period touches, to the cent; the first months
//!   get the cents that are left over. Months after its donor closes get nothing: what falls on them is lost, and so is
//!   what was left of the months before.
//! * A post needs a twelfth of its yearly cost each month in which it exists and is not proposed, frozen or abolished.
//! * In each month contributions are poured one after the other: first those for named posts, then those for a country,
//!   a region, the programme; among these the one that ends first, then the one that began first, then by code. Each
//!   fills the posts that it may be used for, one after the other: those in which somebody works first, then by code.
//! * What is left of a month's money is carried into the contribution's next month; after its last month it is unspent.
//!
//! So no cent is lost or used twice, the order of input does not matter, and more money never makes a post worse off:
//! pouring more leaves less need to every later contribution, and more of these to carry on.

mod allocation;
mod inputs;
mod risk;

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    allocation::{Allocation, allocate},
    inputs::{Inputs, Money, Need, part},
    risk::{AtRisk, at_risk},
};
use crate::snapshot::Snapshot;
use presence_model::{Alpha3, ContributionStage, RecordCode, Region};

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a date.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() * 12 + date.month0() as i32)
    }

    /// So many months later.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// How many months after another it is.
    #[must_use]
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.first() + Months::new(1) - Days::new(1)
    }

    /// The part of a yearly amount that falls on it: twelve months make the year to the cent.
    #[must_use]
    pub fn share(self, yearly: i64) -> i64 {
        let month = i64::from(self.0.rem_euclid(12));
        yearly * (month + 1) / 12 - yearly * month / 12
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.first().format("%Y-%m"))
    }
}

/// Which money counts: each level counts what the one before does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What was received.
    Received,
    /// Commitments too.
    WithCommitments,
    /// Pledges too.
    WithPledges,
}

impl Level {
    /// Every level by its name.
    pub const ALL: [(&'static str, Self); 3] = [
        ("received", Self::Received),
        ("with_commitments", Self::WithCommitments),
        ("with_pledges", Self::WithPledges),
    ];

    fn counts(self, stage: ContributionStage) -> bool {
        match stage {
            ContributionStage::Received => true,
            ContributionStage::Commitment => self >= Self::WithCommitments,
            ContributionStage::Pledge => self == Self::WithPledges,
        }
    }
}

/// A value for each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ByLevel<T> {
    /// With what was received only.
    pub received: T,
    /// With commitments.
    pub with_commitments: T,
    /// With commitments and pledges.
    pub with_pledges: T,
}

impl<T> ByLevel<T> {
    /// Makes each value.
    pub fn each(mut make: impl FnMut(Level) -> T) -> Self {
        Self {
            received: make(Level::Received),
            with_commitments: make(Level::WithCommitments),
            with_pledges: make(Level::WithPledges),
        }
    }

    /// The value of a level.
    pub fn of(&self, level: Level) -> &T {
        match level {
            Level::Received => &self.received,
            Level::WithCommitments => &self.with_commitments,
            Level::WithPledges => &self.with_pledges,
        }
    }

    fn of_mut(&mut self, level: Level) -> &mut T {
        match level {
            Level::Received => &mut self.received,
            Level::WithCommitments => &mut self.with_commitments,
            Level::WithPledges => &mut self.with_pledges,
        }
    }
}

/// How many months of posts are covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PostMonths {
    /// Fully.
    #[schema(example = 400)]
    pub funded: u32,
    /// In part.
    #[schema(example = 20)]
    pub partly: u32,
    /// Not at all.
    #[schema(example = 108)]
    pub unfunded: u32,
}

/// What a group of posts costs and how much of it is covered, in US cents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cover {
    /// What they cost.
    pub cost: i64,
    /// How much is covered.
    pub covered: ByLevel<i64>,
    /// How much is missing.
    pub gap: ByLevel<i64>,
    /// How many months of posts are covered.
    pub post_months: ByLevel<PostMonths>,
    /// Months of posts whose cost is not known: they are in no other figure.
    #[schema(example = 0)]
    pub unknown_cost: u32,
}

impl Cover {
    fn take(&mut self, cost: Option<i64>, covered: ByLevel<i64>) {
        let Some(cost) = cost else {
            self.unknown_cost += 1;
            return;
        };
        self.cost += cost;
        for (_, level) in Level::ALL {
            let covered = *covered.of(level);
            *self.covered.of_mut(level) += covered;
            *self.gap.of_mut(level) += cost - covered;
            let months = self.post_months.of_mut(level);
            match covered {
                _ if covered >= cost => months.funded += 1,
                0 => months.unfunded += 1,
                _ => months.partly += 1,
            }
        }
    }
}

/// By what cover is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// By month.
    Month,
    /// By post.
    Post,
    /// By the region of the post's presence.
    Region,
    /// By the country of the post's presence.
    Country,
}

impl Group {
    /// Every grouping by its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("month", Self::Month), ("post", Self::Post), ("region", Self::Region), ("country", Self::Country)];
}

/// A group of posts and months.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct CoverKey {
    /// The month, like `2024-06`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024-06")]
    pub month: Option<String>,
    /// The post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<RecordCode>,
    /// The region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Alpha3>,
}

/// A group and how it is covered.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CoverRow {
    /// The group.
    #[serde(flatten)]
    pub key: CoverKey,
    /// Its figures.
    #[serde(flatten)]
    pub cover: Cover,
}

/// The whole picture: what each post needs and gets in each month of a time, at each level.
pub struct Coverage {
    /// What is needed, and the money.
    pub inputs: Inputs,
    allocations: ByLevel<Allocation>,
}

impl Coverage {
    /// Of the months from one to another.
    #[must_use]
    pub fn of(snapshot: &Snapshot, first: Month, last: Month) -> Self {
        let inputs = Inputs::of(snapshot, first, last);
        let allocations = ByLevel::each(|level| allocate(&inputs, level));
        Self { inputs, allocations }
    }

    /// What was done with the money at a level.
    #[must_use]
    pub fn allocation(&self, level: Level) -> &Allocation {
        self.allocations.of(level)
    }

    /// How much of a post's need in a month is covered, at each level.
    #[must_use]
    pub fn covered(&self, post: usize, month: Month) -> ByLevel<i64> {
        ByLevel::each(|level| self.allocation(level).covered(&self.inputs, post, month))
    }

    /// What falls on the months that are asked for of all contributions, whether posts whose cost is known need it or not. In
    /// US cents.
    #[must_use]
    pub fn income(&self) -> ByLevel<i64> {
        ByLevel::each(|level| {
            let counted = self.inputs.money.iter().filter(|money| level.counts(money.stage));
            counted.flat_map(|money| self.inputs.window().map(|month| money.share(month))).sum()
        })
    }

    /// The money that is lost because its donor has closed by the end of the time: what was left then, and what falls on
    /// months after. In US cents.
    #[must_use]
    pub fn lost(&self) -> ByLevel<i64> {
        let last = self.inputs.last;
        ByLevel::each(|level| {
            let closed = self.inputs.money.iter().filter(|money| level.counts(money.stage) && money.is_closed(last));
            self.allocation(level).lost.iter().sum::<i64>() + closed.map(Money::lost).sum::<i64>()
        })
    }

    /// Everything in one.
    #[must_use]
    pub fn total(&self) -> Cover {
        self.rows(&[]).pop().map(|row| row.cover).unwrap_or_default()
    }

    /// Each group, in order.
    #[must_use]
    pub fn rows(&self, by: &[Group]) -> Vec<CoverRow> {
        let has = |group| by.contains(&group);
        let of = (has(Group::Month), has(Group::Post), has(Group::Region), has(Group::Country));
        let mut rows = BTreeMap::<_, Cover>::new();
        for (post, need) in self.inputs.needs.iter().enumerate() {
            let place = |month| {
                (
                    of.0.then_some(month),
                    of.1.then_some(&need.code),
                    of.2.then_some(need.region),
                    of.3.then_some(need.country),
                )
            };
            for month in self.inputs.window() {
                let Some(cost) = need.cost(month) else { continue };
                rows.entry(place(month)).or_default().take(cost, self.covered(post, month));
            }
        }
        let row = |((month, post, region, country), cover): ((Option<Month>, Option<&RecordCode>, _, _), _)| {
            let (month, post) = (month.map(|month| month.to_string()), post.cloned());
            CoverRow { key: CoverKey { month, post, region, country }, cover }
        };
        rows.into_iter().map(row).collect()
    }
}
