//! Pours the money into the posts, month after month. See the rule in the room's description.

use std::collections::BTreeMap;

use super::{Inputs, Level, Money, Month};
use presence_model::{Alpha3, EarmarkScope, Region};

/// What was done with the money.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// What the posts got in each month that was computed: all posts of the first month, then all of the next.
    covered: Vec<i64>,
    /// What each contribution gave to posts, in all months that were computed.
    pub given: Vec<i64>,
    /// What was left of each contribution after its last month, or is left at the end of the time.
    pub left: Vec<i64>,
    /// What was left of each contribution when its donor closed: nobody can use it any more.
    pub lost: Vec<i64>,
    /// What of each contribution falls outside the time that was computed.
    pub outside: Vec<i64>,
}

impl Allocation {
    /// What a post got in a month.
    #[must_use]
    pub fn covered(&self, inputs: &Inputs, post: usize, month: Month) -> i64 {
        let Ok(at) = usize::try_from(month.since(inputs.start)) else { return 0 };
        self.covered.get(at * inputs.needs.len() + post).copied().unwrap_or(0)
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
}

impl Rows {
    fn of(inputs: &Inputs) -> Self {
        let mut rows = Self {
            all: Row { posts: (0..inputs.needs.len()).collect(), full: 0 },
            regions: BTreeMap::new(),
            countries: BTreeMap::new(),
        };
        for (post, need) in inputs.needs.iter().enumerate() {
            rows.regions.entry(need.region).or_default().posts.push(post);
            for &country in &need.serves {
                rows.countries.entry(country).or_default().posts.push(post);
            }
        }
        rows
    }

    fn begin_month(&mut self) {
        let scopes = self.regions.values_mut().chain(self.countries.values_mut());
        scopes.chain([&mut self.all]).for_each(|row| row.full = 0);
    }

    /// Pours money into the posts that it is for; gives what is left of it.
    fn pour(&mut self, money: &Money, mut cents: i64, open: &mut [i64]) -> i64 {
        let earmark = &money.record.earmark;
        let row = match earmark.scope {
            EarmarkScope::Posts => {
                money.named.iter().for_each(|&post| fill(&mut cents, &mut open[post]));
                return cents;
            }
            EarmarkScope::Programme => Some(&mut self.all),
            EarmarkScope::Region => earmark.region.and_then(|region| self.regions.get_mut(&region)),
            EarmarkScope::Country => earmark.country.and_then(|country| self.countries.get_mut(&country)),
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
    let months: Vec<_> = inputs.months().collect();
    // Each month's contributions, in their order.
    let mut running = vec![Vec::new(); months.len()];
    for (number, money) in money.iter().enumerate() {
        let place = |month: Month| usize::try_from(month.since(inputs.start).max(0)).unwrap_or(0).min(months.len());
        running[place(money.from)..place(money.to.plus(1))].iter_mut().for_each(|month| month.push(number));
    }
    let [mut carried, mut given, mut poured, mut lost] = [(); 4].map(|()| vec![0; money.len()]);
    let mut covered = Vec::with_capacity(months.len() * inputs.needs.len());
    let mut open = Vec::with_capacity(inputs.needs.len());
    for (&month, running) in months.iter().zip(&running) {
        rows.begin_month();
        open.clear();
        open.extend(inputs.needs.iter().map(|need| need.known_cost(month)));
        let begin = covered.len();
        covered.extend_from_slice(&open);
        for &number in running {
            if money[number].is_closed(month) {
                lost[number] += std::mem::take(&mut carried[number]);
                continue;
            }
            let share = money[number].share(month);
            let cents = carried[number] + share;
            let left = rows.pour(money[number], cents, &mut open);
            poured[number] += share;
            given[number] += cents - left;
            carried[number] = left;
        }
        covered[begin..].iter_mut().zip(&open).for_each(|(covered, open)| *covered -= open);
    }
    let outside = money.iter().zip(&poured).map(|(money, poured)| money.amount - poured).collect();
    Allocation { covered, given, left: carried, lost, outside }
}
