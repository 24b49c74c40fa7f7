//! How long it takes to cover 1,000 posts with 5,000 contributions over 120 months, at all three levels, as a ratio to
//! one pass over the same inputs in the same run.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use presence_core::{
    Actor, Change, Record, Snapshot,
    change::ProgrammeRecord,
    programme::coverage::{Coverage, Group, Month},
};
use presence_model::{
    Alpha3, Code as _, Contribution, ContributionStage, Donor, DonorType, Earmark, EarmarkScope, Grade, Names, Post,
    PostStatus, Presence, Provenance, RecordCode, Region, StandardCost, StationGroup, Timestamp,
};
use presence_store::{DatabaseUrl, Store};

const POSTS: usize = 1_000;
const CONTRIBUTIONS: usize = 5_000;
const MONTHS: i32 = 120;
const ROUNDS: usize = 15;

fn code(text: String) -> RecordCode {
    RecordCode::new(&text).expect("a code")
}

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn take(snapshot: &mut Snapshot, record: Record) {
    let recorded_at = snapshot.recorded_at().max(Timestamp::now());
    let change = Change { revision: snapshot.revision() + 1, recorded_at, actor: Actor::registry("bench"), record };
    snapshot.apply(&change).expect("a change that follows");
}

fn registry(first: Month) -> Snapshot {
    let folder = tempfile::tempdir().expect("a folder");
    let url = DatabaseUrl::Sqlite(folder.path().join("registry.db"));
    let store = Store::open(&url, Duration::from_secs(60)).expect("a store");
    let mut snapshot = (**store.now()).clone();
    store.close();
    let mut numbers = Numbers(7);
    let presences: Vec<(RecordCode, Alpha3)> = {
        let all = snapshot.presences.values().map(|it| -> &Presence { it.record() });
        all.map(|it| (it.code.clone(), it.country)).collect()
    };
    let keep = |snapshot: &mut Snapshot, record| take(snapshot, Record::Programme(record));
    for number in 0..60 {
        let cost = StandardCost {
            code: code(format!("cost-{number}")),
            grade: Grade::ALL[number % 6],
            duty_station_group: (number % 2 == 1).then(|| StationGroup::ALL[number % 6]),
            valid_from: first.plus(i32::try_from(number).unwrap_or(0) * 2).first(),
            annual_cost: 15_000_000 + 100_000 * number as i64,
        };
        keep(&mut snapshot, ProgrammeRecord::StandardCost(Arc::new(cost)));
    }
    let grades = [Grade::P2, Grade::P3, Grade::P4, Grade::P5];
    for number in 0..POSTS {
        let post = Post {
            code: code(format!("post-{number:04}")),
            presence: presences[numbers.below(presences.len())].0.clone(),
            title: Names::english("Adviser"),
            grade: Some(grades[numbers.below(4)]),
            covers: Vec::new(),
            funded_until: None,
            duty_station_group: Some(StationGroup::ALL[numbers.below(6)]),
            annual_cost: (numbers.below(4) == 0).then_some(21_000_000),
            provenance: Provenance {
                source: "bench".to_owned(),
                as_of: "undated".to_owned(),
                confidence: presence_model::Confidence::Unverified,
                note: None,
            },
            initial_status: PostStatus::ALL[1 + numbers.below(4)],
            initial_since: Some(first.plus(numbers.below(60) as i32).first()),
            edit: None,
        };
        take(&mut snapshot, Record::Post(Arc::new(post)));
    }
    for number in 0..50 {
        let closes_on = (number % 5 == 0).then(|| first.plus(60 + number).last());
        let donor = Donor {
            code: code(format!("donor-{number}")),
            kind: DonorType::PooledFund,
            name: Names::english("Donor"),
            country: None,
            closes_on,
        };
        keep(&mut snapshot, ProgrammeRecord::Donor(Arc::new(donor)));
    }
    for number in 0..CONTRIBUTIONS {
        let (from, months) = (numbers.below(MONTHS as usize - 1) as i32, 1 + numbers.below(36) as i32);
        let scope = EarmarkScope::ALL[numbers.below(4)];
        let scattered: Vec<_> = (0..1 + numbers.below(4)).map(|_| numbers.below(POSTS)).collect();
        let named = scattered.into_iter().map(|post| code(format!("post-{post:04}")));
        let (region, country) = (Region::ALL[numbers.below(5)], presences[numbers.below(presences.len())].1);
        let contribution = Contribution {
            code: code(format!("money-{number:04}")),
            donor: code(format!("donor-{}", numbers.below(50))),
            stage: ContributionStage::ALL[numbers.below(3)],
            amount: 1,
            currency: "USD".to_owned(),
            rate: None,
            usd_amount: 1_000_000 + numbers.below(80_000_000) as i64,
            from: first.plus(from).first(),
            to: first.plus(from + months - 1).last(),
            earmark: Earmark {
                scope,
                region: (scope == EarmarkScope::Region).then_some(region),
                country: (scope == EarmarkScope::Country).then_some(country),
                posts: if scope == EarmarkScope::Posts { named.collect() } else { Vec::new() },
            },
            reference: None,
            cancelled: None,
        };
        keep(&mut snapshot, ProgrammeRecord::Contribution(Arc::new(contribution)));
    }
    snapshot
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn main() {
    let first = Month::of(chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date"));
    let last = first.plus(MONTHS - 1);
    let snapshot = registry(first);
    let coverage = Coverage::of(&snapshot, first, last);
    let inputs = &coverage.inputs;
    // One pass: what each post needs in each month, and what each contribution brings in each of its months.
    let pass = median(|| {
        let needs = inputs.needs.iter().flat_map(|need| inputs.window().map(|month| need.cost(month).flatten()));
        black_box(needs.flatten().sum::<i64>());
        let shares = inputs
            .money
            .iter()
            .flat_map(|money| (0..=money.to.since(money.from)).map(|at| money.share(money.from.plus(at))));
        black_box(shares.sum::<i64>());
    });
    let cover = median(|| drop(black_box(Coverage::of(&snapshot, first, last))));
    let table = median(|| drop(black_box((coverage.rows(&[Group::Month]), coverage.total()))));
    let total = coverage.total();
    println!(
        "{POSTS} posts, {CONTRIBUTIONS} contributions, {MONTHS} months; funded at each level: {:?}",
        total.post_months
    );
    println!("one pass over the inputs: {pass:.1?}");
    println!("coverage at three levels: {cover:.1?}, {:.1} passes", cover.as_secs_f64() / pass.as_secs_f64());
    println!("its table by month:       {table:.1?}");
    let met = cover + table < Duration::from_millis(50);
    println!("{} together {:.1?} (target < 50 ms)", if met { "met   " } else { "MISSED" }, cover + table);
}
