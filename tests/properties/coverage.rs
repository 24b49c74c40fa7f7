//! Laws of the allocation: no cent is lost or used twice, no post gets more than it needs, the order of input does not
//! matter, and more money never makes a post worse off. The registries are made by the real rules.

use chrono::NaiveDate;
use presence_core::{
    Change, Command, Decision, Snapshot, body,
    change::ProgrammeRecord,
    decide,
    input::{NewPost, StatusInput},
    programme::coverage::{Coverage, Level, Month},
    record_kind::RecordKind,
};
use presence_model::{Code as _, Contribution, Donor, PostStatus, RecordCode, StandardCost, Subject, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{events::desk, past::baseline};

const PRESENCES: [&str; 5] = ["ken-hra", "zmb-hra", "per-hra", "npl-hra", "geo-hra"];
const COUNTRIES: [&str; 5] = ["KEN", "ZMB", "PER", "NPL", "ARM"];
const REGIONS: [&str; 3] = ["africa", "americas", "asia_pacific"];
const DONORS: [&str; 3] = ["norway", "hrm-fund", "other-fund"];

#[derive(Clone, Debug)]
struct Money {
    stage: usize,
    cents: i64,
    currency: bool,
    month: i32,
    months: i32,
    scope: usize,
    which: usize,
    donor: usize,
}

#[derive(Clone, Debug)]
struct World {
    /// Each post's presence, its own cost, its group, what became of it and when.
    posts: Vec<(usize, Option<i64>, bool, usize, i32)>,
    money: Vec<Money>,
    closes: Option<i32>,
}

fn money() -> impl Strategy<Value = Money> {
    (0..3_usize, 1..9_000_000_i64, any::<bool>(), 0..20_i32, 1..15_i32, 0..4_usize, 0..30_usize, 0..3_usize).prop_map(
        |(stage, cents, currency, month, months, scope, which, donor)| Money {
            stage,
            cents,
            currency,
            month,
            months,
            scope,
            which,
            donor,
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let post =
        (0..5_usize, proptest::option::of(1..30_000_000_i64), any::<bool>(), 0..PostStatus::ALL.len(), 0..24_i32);
    (proptest::collection::vec(post, 1..8), proptest::collection::vec(money(), 1..14), proptest::option::of(0..24_i32))
        .prop_map(|(posts, money, closes)| World { posts, money, closes })
}

const START: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap();

fn month(at: i32) -> Month {
    Month::of(START).plus(at)
}

fn code(text: String) -> RecordCode {
    RecordCode::new(&text).unwrap()
}

fn keep<T: RecordKind>(body: Value, wrap: fn(std::sync::Arc<T>) -> ProgrammeRecord) -> Command {
    Command::CreateKept(wrap(T::read(&body, None, Timestamp::now()).unwrap().into()))
}

fn contribution(number: usize, money: &Money, posts: usize) -> Command {
    let earmark = match money.scope {
        0 => json!({"scope": "programme"}),
        1 => json!({"scope": "region", "region": REGIONS[money.which % 3]}),
        2 => json!({"scope": "country", "country": COUNTRIES[money.which % 5]}),
        _ => {
            let (one, two) = (money.which % posts, (money.which / 2) % posts);
            let named = if one == two { vec![one] } else { vec![one, two] };
            json!({"scope": "posts", "posts": named.iter().map(|n| format!("law-post-{n}")).collect::<Vec<_>>()})
        }
    };
    let mut body = json!({
        "code": format!("money-{number:02}"), "donor": DONORS[money.donor],
        "stage": (["received", "commitment", "pledge"][money.stage]), "amount": money.cents, "currency": "USD",
        "from": month(money.month).first(), "to": month(money.month + money.months - 1).last(), "earmark": earmark,
    });
    if money.currency {
        body["currency"] = "NOK".into();
        body["rate"] = json!({"usd": "0.9364", "date": "2022-01-03"});
    }
    keep::<Contribution>(body, ProgrammeRecord::Contribution)
}

fn execute(now: &mut Snapshot, command: &Command) -> bool {
    let time = Timestamp::now().max(now.recorded_at());
    let Ok(Decision::Change(record)) = decide(now, &desk(), command, time) else { return false };
    let change = Change { revision: now.revision() + 1, recorded_at: time, actor: desk(), record };
    now.apply(&change).unwrap();
    true
}

/// The registry of a world, its contributions added in the order of `order`.
fn registry(world: &World, order: &[usize]) -> Snapshot {
    thread_local!(static BASELINE: Snapshot = baseline());
    let mut now = BASELINE.with(Clone::clone);
    for donor in DONORS {
        let closes = world.closes.filter(|_| donor == "hrm-fund").map(|at| month(at).last());
        let body = json!({"code": donor, "type": "pooled_fund", "name": "Donor", "closes_on": closes});
        assert!(execute(&mut now, &keep::<Donor>(body, ProgrammeRecord::Donor)));
    }
    for (number, (group, from, cost)) in
        [(None, 0, 24_000_001), (None, 9, 25_000_000), (Some("C"), 4, 31_000_007)].into_iter().enumerate()
    {
        let body = json!({"code": format!("p-4-{number}"), "grade": "P-4", "duty_station_group": group,
            "valid_from": month(from).first(), "annual_cost": cost});
        assert!(execute(&mut now, &keep::<StandardCost>(body, ProgrammeRecord::StandardCost)));
    }
    for (number, (presence, own, grouped, status, at)) in world.posts.iter().enumerate() {
        let mut body = json!({"code": format!("law-post-{number}"), "presence": PRESENCES[*presence], "title": "Adviser",
            "status": "vacant", "grade": "P-4"});
        if let Some(own) = own {
            body["annual_cost"] = json!(own);
        }
        if *grouped {
            body["duty_station_group"] = json!("C");
        }
        let new: NewPost = body::read(&body, Timestamp::now()).unwrap();
        let post = new.post(Timestamp::now());
        assert!(execute(&mut now, &Command::CreatePost(Box::new(post))));
        let subject = Subject::Post(code(format!("law-post-{number}")));
        let body = json!({"status": PostStatus::ALL[*status], "effective_on": month(*at).first()});
        if let Ok(input) = StatusInput::read(&body, &subject, Timestamp::now()) {
            execute(&mut now, &Command::ReportStatus { subject, input: Box::new(input), if_match: None });
        }
    }
    for &number in order {
        // One that names a post that is abolished by now, or whose donor is closed, is refused: so be it.
        execute(&mut now, &contribution(number, &world.money[number], world.posts.len()));
    }
    now
}

fn given_order(world: &World) -> Vec<usize> {
    (0..world.money.len()).collect()
}

fn coverage(snapshot: &Snapshot) -> Coverage {
    Coverage::of(snapshot, month(0), month(40))
}

/// What each post gets in each month at each level.
fn covered(coverage: &Coverage) -> Vec<(RecordCode, Month, [i64; 3])> {
    let mut all = Vec::new();
    for (post, need) in coverage.inputs.needs.iter().enumerate() {
        for month in coverage.inputs.months() {
            let it = coverage.covered(post, month);
            all.push((need.code.clone(), month, [it.received, it.with_commitments, it.with_pledges]));
        }
    }
    all.sort();
    all
}

/// Whether nobody has less in the second than in the first.
fn nobody_is_worse_off(before: &Coverage, after: &Coverage) -> Result<(), TestCaseError> {
    for (one, two) in covered(before).into_iter().zip(covered(after)) {
        prop_assert_eq!((&one.0, one.1), (&two.0, two.1));
        for level in 0..3 {
            prop_assert!(two.2[level] >= one.2[level], "{} in {}: {:?} and then {:?}", one.0, one.1, one.2, two.2);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_cent_is_lost_or_used_twice(world in world()) {
        let snapshot = registry(&world, &given_order(&world));
        let coverage = coverage(&snapshot);
        let contributions: Vec<_> = snapshot.programme.contributions.values().map(|kept| kept.record().clone()).collect();
        for (at, (_, level)) in Level::ALL.into_iter().enumerate() {
            let stages = ["received", "commitment", "pledge"];
            let counted = contributions.iter().filter(|it| stages[..=at].contains(&it.stage.as_str()));
            let total: i64 = counted.map(|it| it.usd_amount).sum();
            let done = coverage.allocation(level);
            let posts: i64 = covered(&coverage).iter().map(|(_, _, all)| all[at]).sum();
            prop_assert_eq!(posts, done.given.iter().sum::<i64>(), "what was given is what was got");
            let (left, outside) = (done.left.iter().sum::<i64>(), done.outside.iter().sum::<i64>());
            let lost = done.lost.iter().sum::<i64>();
            prop_assert_eq!(posts + left + lost + outside, total);
            for part in done.given.iter().chain(&done.left).chain(&done.lost).chain(&done.outside) {
                prop_assert!(*part >= 0);
            }
        }
        // All of it lies within the time that was looked at, but for what a closing donor does not pay.
        let lost: i64 = coverage.inputs.money.iter().map(presence_core::programme::coverage::Money::lost).sum();
        prop_assert_eq!(coverage.allocation(Level::WithPledges).outside.iter().sum::<i64>(), lost);
    }

    #[test]
    fn a_closed_fund_gives_nothing_and_loses_the_rest(world in world()) {
        let snapshot = registry(&world, &given_order(&world));
        let Some(closes) = world.closes else { return Ok(()) };
        let given = |coverage: &Coverage, level| -> Vec<_> {
            let counted = coverage.inputs.money.iter().filter(|money| match level {
                Level::Received => money.stage.as_str() == "received",
                Level::WithCommitments => money.stage.as_str() != "pledge",
                Level::WithPledges => true,
            });
            let all = counted.zip(&coverage.allocation(level).given);
            all.filter(|(money, _)| money.closes.is_some()).map(|(money, given)| (money.record.code.clone(), *given)).collect()
        };
        // What was computed up to the closing is all that is ever given.
        let (upto, whole) = (Coverage::of(&snapshot, month(0), month(closes)), coverage(&snapshot));
        for (_, level) in Level::ALL {
            let (then, ever) = (given(&upto, level), given(&whole, level));
            prop_assert!(then.iter().all(|known| ever.contains(known)));
            prop_assert!(ever.iter().all(|known| then.contains(known) || known.1 == 0));
            let spent: i64 = ever.iter().map(|(_, given)| given).sum();
            let stages = whole.inputs.money.iter().filter(|money| money.closes.is_some());
            let counted = stages.filter(|money| match level {
                Level::Received => money.stage.as_str() == "received",
                Level::WithCommitments => money.stage.as_str() != "pledge",
                Level::WithPledges => true,
            });
            let (mut all, mut left) = (0, 0);
            for money in counted {
                all += money.amount;
                // A period that ended before the closing leaves what is unspent, which is not lost by it.
                left += if money.to <= month(closes) { money.amount } else { 0 };
            }
            prop_assert!(*whole.lost().of(level) <= all - spent.min(all));
            prop_assert!(*whole.lost().of(level) + left + spent >= all);
        }
    }

    #[test]
    fn nobody_gets_more_than_he_needs_and_each_level_has_what_the_one_before_has(world in world()) {
        let coverage = coverage(&registry(&world, &given_order(&world)));
        for (post, need) in coverage.inputs.needs.iter().enumerate() {
            for month in coverage.inputs.months() {
                let it = coverage.covered(post, month);
                let needed = need.cost(month).flatten().unwrap_or(0);
                prop_assert!(0 <= it.received && it.received <= it.with_commitments);
                prop_assert!(it.with_commitments <= it.with_pledges && it.with_pledges <= needed);
            }
        }
        let (total, months) = (coverage.total(), coverage.rows(&[presence_core::programme::coverage::Group::Month]));
        prop_assert_eq!(months.iter().map(|row| row.cover.cost).sum::<i64>(), total.cost);
        prop_assert_eq!(months.iter().map(|row| row.cover.gap.received).sum::<i64>(), total.cost - total.covered.received);
    }

    #[test]
    fn the_order_of_input_does_not_matter(world in world(), order in any::<prop::sample::Index>()) {
        let mut turned = given_order(&world);
        turned.rotate_left(order.index(world.money.len()));
        turned.reverse();
        let (one, two) = (registry(&world, &given_order(&world)), registry(&world, &turned));
        prop_assert_eq!(covered(&coverage(&one)), covered(&coverage(&two)));
    }

    #[test]
    fn more_money_makes_nobody_worse_off(world in world(), which in any::<prop::sample::Index>(), more in 1..5_000_000_i64, new in money()) {
        let snapshot = registry(&world, &given_order(&world));
        let before = coverage(&snapshot);
        let mut raised = snapshot.clone();
        let number = which.index(world.money.len());
        let patch = json!({"amount": world.money[number].cents + more});
        let code = code(format!("money-{number:02}"));
        if execute(&mut raised, &Command::DescribeKept { kind: Contribution::KIND, code, patch, if_match: None }) {
            nobody_is_worse_off(&before, &coverage(&raised))?;
        }
        let mut added = snapshot;
        if execute(&mut added, &contribution(99, &new, world.posts.len())) {
            nobody_is_worse_off(&before, &coverage(&added))?;
        }
    }

    #[test]
    fn what_is_asked_of_does_not_change_what_is_covered(world in world(), first in 0..30_i32, months in 1..12_i32) {
        let snapshot = registry(&world, &given_order(&world));
        let (whole, part) = (coverage(&snapshot), Coverage::of(&snapshot, month(first), month(first + months - 1)));
        for (post, need) in part.inputs.needs.iter().enumerate() {
            for month in part.inputs.window() {
                prop_assert_eq!(part.covered(post, month), whole.covered(post, month), "{} in {}", need.code, month);
            }
        }
    }
}
