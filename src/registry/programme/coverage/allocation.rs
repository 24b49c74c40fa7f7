//! Pours the money into the posts, month after month. See the rule in the room's description.

use std::collections::BTreeMap;

use super::{Inputs, Level, Money, Month};
use crate::model::{Alpha3, EarmarkScope, RecordCode, Region};

/// What was done with the money.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// What each post got in each month that was computed.
    covered: Vec<Vec<i64>>,
    /// What each contribution gave to posts, in all months that were computed.
    pub given: Vec<i64>,
    /// What was left of each contribution after its last month, or is left at the end of the time.
    pub left: Vec<i64>,
    /// What of each contribution falls outside the time that was computed.
    pub outside: Vec<i64>,
}

impl Allocation {
    /// What a post got in a month.
    #[must_use]
    pub fn covered(&self, inputs: &Inputs, post: usize, month: Month) -> i64 {
        let at = usize::try_from(month.since(inputs.start)).unwrap_or(usize::MAX);
        self.covered[post].get(at).copied().unwrap_or(0)
    }
}

/// The posts that money may be used for, in the order in which they are filled; how many of them are full already.
#[derive(Default)]
struct Row {
    posts: Vec<usize>,
    full: usize,
}

/// The rows of posts of each scope.
struct Rows {
    all: Row,
    regions: BTreeMap<Region, Row>,
    countries: BTreeMap<Alpha3, Row>,
    named: BTreeMap<RecordCode, usize>,
}

impl Rows {
    fn of(inputs: &Inputs) -> Self {
        let mut rows = Self {
            all: Row { posts: (0..inputs.needs.len()).collect(), full: 0 },
            regions: BTreeMap::new(),
            countries: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        for (post, need) in inputs.needs.iter().enumerate() {
            rows.regions.entry(need.region).or_default().posts.push(post);
            let mut serves = need.serves.clone();
            serves.sort();
            serves.dedup();
            for country in serves {
                rows.countries.entry(country).or_default().posts.push(post);
            }
            rows.named.insert(need.code.clone(), post);
        }
        rows
    }

    fn begin_month(&mut self) {
        let scopes = self.regions.values_mut().chain(self.countries.values_mut());
        scopes.chain([&mut self.all]).for_each(|row| row.full = 0);
    }

    /// Pours money into the posts that it is for; gives what is left of it.
    fn pour(&mut self, money: &Money, named: &[usize], mut cents: i64, open: &mut [i64]) -> i64 {
        let row = match money.earmark.scope {
            EarmarkScope::Posts => {
                named.iter().for_each(|&post| fill(&mut cents, &mut open[post]));
                return cents;
            }
            EarmarkScope::Programme => Some(&mut self.all),
            EarmarkScope::Region => money.earmark.region.and_then(|region| self.regions.get_mut(&region)),
            EarmarkScope::Country => money.earmark.country.and_then(|country| self.countries.get_mut(&country)),
        };
        let Some(row) = row else { return cents };
        while cents > 0 && row.full < row.posts.len() {
            let open = &mut open[row.posts[row.full]];
            fill(&mut cents, open);
            if *open == 0 {
                row.full += 1;
            }
        }
        cents
    }
}

fn fill(cents: &mut i64, open: &mut i64) {
    let part = (*cents).min(*open);
    *cents -= part;
    *open -= part;
}

/// Allocates the money that counts at a level.
#[must_use]
pub fn allocate(inputs: &Inputs, level: Level) -> Allocation {
    let mut rows = Rows::of(inputs);
    let money: Vec<_> = inputs.money.iter().filter(|money| level.counts(money.stage)).collect();
    let named: Vec<Vec<usize>> = money
        .iter()
        .map(|money| {
            let mut posts: Vec<_> =
                money.earmark.posts.iter().filter_map(|code| rows.named.get(code).copied()).collect();
            posts.sort_unstable();
            posts
        })
        .collect();
    let mut carried = vec![0; money.len()];
    let mut given = vec![0; money.len()];
    let months = usize::try_from(inputs.last.since(inputs.start) + 1).unwrap_or(0);
    let mut covered = vec![vec![0; months]; inputs.needs.len()];
    for (at, month) in inputs.months().enumerate() {
        rows.begin_month();
        let needed: Vec<i64> = inputs.needs.iter().map(|need| need.known_cost(month)).collect();
        let mut open = needed.clone();
        for (number, money) in money.iter().enumerate().filter(|(_, it)| it.from <= month && month <= it.to) {
            let cents = carried[number] + money.share(month);
            let left = rows.pour(money, &named[number], cents, &mut open);
            given[number] += cents - left;
            carried[number] = left;
        }
        for (post, (needed, open)) in needed.iter().zip(&open).enumerate() {
            covered[post][at] = needed - open;
        }
    }
    let outside = money.iter().map(|money| {
        let computed = inputs.months().map(|month| money.share(month)).sum::<i64>();
        money.amount - computed
    });
    let outside = outside.collect();
    Allocation { covered, given, left: carried, outside }
}
