//! What posts need, month by month, and the money there is.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use super::Month;
use crate::{snapshot::Snapshot, tracked::Tracked};
use presence_model::{
    Alpha3, Contribution, ContributionStage, EarmarkScope, Grade, Post, PostStatus, PresenceStatus, RecordCode, Region,
    StandardCost, StationGroup,
};

/// How many months before the time that is asked for money is followed at most: what was left then may still be there.
const BEFORE_MAX: i32 = 240;

/// What of an amount falls on one of so many months: even parts to the cent, the first get what is left over.
#[must_use]
pub fn part(amount: i64, months: i64, at: i64) -> i64 {
    amount / months + i64::from(at < amount % months)
}

/// A post and what it needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// The post.
    pub code: RecordCode,
    /// The region of its presence.
    pub region: Region,
    /// The country of its presence.
    pub country: Alpha3,
    /// The countries that it serves.
    pub serves: Vec<Alpha3>,
    /// Its status as known now.
    pub status: PostStatus,
    start: Month,
    /// For each month: nothing where it needs nothing, and nothing within where the cost is not known.
    costs: Vec<Option<Option<i64>>>,
}

impl Need {
    /// What it costs in a month: `None` where it needs nothing, `Some(None)` where the cost is not known.
    #[must_use]
    pub fn cost(&self, month: Month) -> Option<Option<i64>> {
        let at = usize::try_from(month.since(self.start)).ok()?;
        self.costs.get(at).copied().flatten()
    }

    /// What is to be covered in a month: zero where nothing is needed or known.
    #[must_use]
    pub(super) fn known_cost(&self, month: Month) -> i64 {
        self.cost(month).flatten().unwrap_or(0)
    }
}

/// A contribution as it is spread.
#[derive(Clone, Debug)]
pub struct Money {
    /// The contribution.
    pub record: Arc<Contribution>,
    /// How sure it is.
    pub stage: ContributionStage,
    /// The posts that it names, as places among the needs.
    pub(super) named: Vec<usize>,
    /// Its first month.
    pub from: Month,
    /// Its last month.
    pub to: Month,
    /// In US cents.
    pub amount: i64,
    /// The last month in which its donor pays.
    pub closes: Option<Month>,
}

impl Money {
    /// Whether its donor has closed before a month: then nothing is paid any more, not even what was left.
    #[must_use]
    pub fn is_closed(&self, month: Month) -> bool {
        self.closes.is_some_and(|closes| month > closes)
    }

    /// Its share of a month.
    #[must_use]
    pub fn share(&self, month: Month) -> i64 {
        let months = i64::from(self.to.since(self.from)) + 1;
        let at = i64::from(month.since(self.from));
        if !(0..months).contains(&at) || self.is_closed(month) {
            return 0;
        }
        part(self.amount, months, at)
    }

    /// What falls on months after its donor closes.
    #[must_use]
    pub fn lost(&self) -> i64 {
        let months = 0..=self.to.since(self.from);
        self.amount - months.map(|at| self.share(self.from.plus(at))).sum::<i64>()
    }

    /// Where it stands among the others: narrow before wide, then whichever ends first.
    fn place(&self) -> (Reverse<EarmarkScope>, Month, Month, &RecordCode) {
        (Reverse(self.record.earmark.scope), self.to, self.from, &self.record.code)
    }
}

/// What is needed and what there is.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The first month that is asked for.
    pub first: Month,
    /// The last month that is asked for.
    pub last: Month,
    /// The first month that is computed.
    pub(super) start: Month,
    /// Posts, those that are filled first before the others.
    pub needs: Vec<Need>,
    /// Contributions, in the order in which they are poured.
    pub money: Vec<Money>,
}

impl Inputs {
    /// Of the months from one to another.
    #[must_use]
    pub fn of(snapshot: &Snapshot, first: Month, last: Month) -> Self {
        let mut money: Vec<_> = money(snapshot).filter(|money| money.from <= last).collect();
        money.sort_by(|a, b| a.place().cmp(&b.place()));
        let begins = money.iter().map(|money| money.from).min().unwrap_or(first);
        let start = begins.max(first.plus(-BEFORE_MAX)).min(first);
        let mut calendar = Calendar::of(snapshot, start, last);
        let mut needs: Vec<_> =
            snapshot.posts.values().filter_map(|post| need(snapshot, post, &mut calendar)).collect();
        let works = |status| matches!(status, PostStatus::Encumbered | PostStatus::TemporarilyFilled);
        needs.sort_by(|a, b| (!works(a.status), &a.code).cmp(&(!works(b.status), &b.code)));
        let places: HashMap<_, _> = needs.iter().enumerate().map(|(place, need)| (&need.code, place)).collect();
        for money in &mut money {
            money.named = money.record.earmark.posts.iter().filter_map(|code| places.get(code).copied()).collect();
            money.named.sort_unstable();
        }
        Self { first, last, start, needs, money }
    }

    /// The months that are asked for.
    pub fn window(&self) -> impl Iterator<Item = Month> + use<> {
        let first = self.first;
        (0..=self.last.since(first)).map(move |at| first.plus(at))
    }

    /// The months that are computed: those that are asked for, and those before from which money may be left.
    pub fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let start = self.start;
        (0..=self.last.since(start)).map(move |at| start.plus(at))
    }
}

fn money(snapshot: &Snapshot) -> impl Iterator<Item = Money> {
    let programme = &snapshot.programme;
    let counts = programme.contributions.values().map(|kept| &kept.newest().record);
    counts.filter(|it| it.cancelled.is_none()).map(|it| {
        let donor = programme.donors.get(&it.donor);
        Money {
            record: it.clone(),
            stage: it.stage,
            named: Vec::new(),
            from: Month::of(it.from),
            to: Month::of(it.to),
            amount: it.usd_amount,
            closes: donor.and_then(|donor| donor.record().closes_on).map(Month::of),
        }
    })
}

/// What a post costs in each month that is computed; nothing where that is not known.
type MonthlyCosts = Arc<[Option<i64>]>;

/// What is the same for many posts: the ends of months, and what posts of a grade and group cost in each of them.
struct Calendar<'s> {
    snapshot: &'s Snapshot,
    start: Month,
    ends: Vec<NaiveDate>,
    standard: HashMap<(Grade, Option<StationGroup>), MonthlyCosts>,
}

impl<'s> Calendar<'s> {
    fn of(snapshot: &'s Snapshot, start: Month, last: Month) -> Self {
        let ends = (0..=last.since(start)).map(|at| start.plus(at).last()).collect();
        Self { snapshot, start, ends, standard: HashMap::new() }
    }

    /// What a post costs in each month: its own cost, else the standard cost of its grade and group, else that of its
    /// grade.
    fn costs(&mut self, post: &Post) -> MonthlyCosts {
        let month = |at: usize| self.start.plus(i32::try_from(at).unwrap_or(i32::MAX));
        let months = 0..self.ends.len();
        if let Some(yearly) = post.annual_cost {
            return months.map(|at| Some(month(at).share(yearly))).collect();
        }
        let Some(grade) = post.grade else { return months.map(|_| None).collect() };
        let group = post.duty_station_group;
        if let Some(known) = self.standard.get(&(grade, group)) {
            return known.clone();
        }
        let known = self.snapshot.programme.costs.values().map(|kept| kept.record());
        let fits = |cost: &&StandardCost| {
            cost.grade == grade && (cost.duty_station_group.is_none() || cost.duty_station_group == group)
        };
        let fitting: Vec<_> = known.filter(fits).collect();
        let costs = months.map(|at| {
            let valid = fitting.iter().filter(|cost| cost.valid_from <= self.ends[at]);
            let best = valid.max_by_key(|cost| (cost.duty_station_group.is_some(), cost.valid_from))?;
            Some(month(at).share(best.annual_cost))
        });
        let costs: MonthlyCosts = costs.collect();
        self.standard.insert((grade, group), costs.clone());
        costs
    }
}

fn need(snapshot: &Snapshot, post: &Tracked<Post>, calendar: &mut Calendar) -> Option<Need> {
    let presence = snapshot.described(&post.record().presence)?;
    let known = calendar.costs(post.record());
    let costs = calendar.ends.iter().zip(known.iter()).map(|(&day, cost)| exists(snapshot, post, day).then_some(*cost));
    let costs = costs.collect();
    let mut serves = post.record().covers.clone();
    serves.extend(&presence.covers);
    serves.push(presence.country);
    serves.sort();
    serves.dedup();
    Some(Need {
        code: post.record().code.clone(),
        region: presence.region,
        country: presence.country,
        serves,
        status: post.state.status,
        start: calendar.start,
        costs,
    })
}

/// Whether a post needs money in a month: by its status at the end of it. A post of which nothing was known then is paid
/// as it was first described: money is given for a span that may have begun before. No post outlives its presence.
fn exists(snapshot: &Snapshot, post: &Tracked<Post>, end: NaiveDate) -> bool {
    let status = post.by_effective_date().on(end).status;
    (post.known_from() <= end || post.is_unknown_on(end))
        && status.exists()
        && status != PostStatus::Frozen
        && snapshot
            .presence(&post.record_on(end).presence)
            .is_some_and(|seat| seat.by_effective_date().on(end).status != PresenceStatus::Closed)
}
