//! What would be otherwise: changes are carried out on a copy of the registry, by the very rules of real ones, and looked
//! at. Nothing is stored.

use chrono::NaiveDate;
use deserr::{Deserr, IntoValue, ValuePointerRef};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::coverage::{ByLevel, Cover, Coverage, Month};
use crate::{
    body::{self, Body, BoundedList, Faults, Percent, Text},
    change::{self, Actor, ProgrammeRecord},
    decide::{Command, Decision, decide},
    fault::{Fault, Rejection},
    input::{NewPost, StatusInput},
    record_kind::RecordKind,
    snapshot::Snapshot,
};
use presence_model::{Contribution, ContributionStage, Donor, RecordCode, StandardCost, Subject, Timestamp};

/// What would be otherwise of a post.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PostDifference {
    /// The post.
    pub post: RecordCode,
    /// How many of its months are fully covered as it is; null if there is no such post.
    pub funded_before: Option<ByLevel<u32>>,
    /// How many would be; null if there would be no such post.
    pub funded_after: Option<ByLevel<u32>>,
}

/// A scenario's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ScenarioOutcome)]
pub struct Outcome {
    /// The first month that was looked at.
    #[schema(example = "2024-07")]
    pub from: String,
    /// The last month.
    #[schema(example = "2025-06")]
    pub to: String,
    /// As it is.
    pub before: Cover,
    /// As it would be.
    pub after: Cover,
    /// Posts whose cover would be another.
    pub posts: Vec<PostDifference>,
    /// The revision that it was computed from.
    #[schema(example = 460)]
    pub revision: u64,
}

/// A scenario.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"changes": [{"type": "fund_closes", "donor": "hrm-fund", "on": "2024-12-31"}, {"type": "costs_change", "percent": 5}]}))]
pub struct Scenario {
    /// The first month that is looked at; this one unless given.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "2024-07")]
    pub from: Option<Text<20>>,
    /// The last month; the twelfth unless given.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "2025-06")]
    pub to: Option<Text<20>>,
    /// What would be otherwise: each with its `type` (`donor_leaves`, `fund_closes`, `costs_change`,
    /// `contribution_added`, `post_added`, `post_abolished`) and what that needs (`donor`, `on`, `percent`,
    /// `contribution`, `post`).
    #[schema(value_type = Vec<Object>, max_items = 100)]
    pub changes: BoundedList<Change, 100>,
}

impl Body for Scenario {}

/// A change of a scenario: a hypothesis, whose type is checked first, so that the fault says which there are.
pub struct Change(Hypothesis);

const TYPES: [&str; 6] =
    ["donor_leaves", "fund_closes", "costs_change", "contribution_added", "post_added", "post_abolished"];

impl Deserr<Faults> for Change {
    fn deserialize_from_value<V: IntoValue>(value: deserr::Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        let change = Value::deserialize_from_value(value, place)?;
        if change.get("type").and_then(Value::as_str).is_some_and(|kind| !TYPES.contains(&kind)) {
            let allowed = TYPES.map(str::to_owned).to_vec();
            let detail = "there is no such change".to_owned();
            return Err(Faults::allowing(place.push_key("type"), "unknown_code", detail, allowed));
        }
        Hypothesis::deserialize_from_value(change.into_value(), place).map(Self)
    }
}

/// What a scenario supposes.
#[derive(Deserr)]
#[deserr(error = Faults, tag = "type", deny_unknown_fields)]
enum Hypothesis {
    /// A donor leaves: what it has not paid will not come.
    #[deserr(rename = "donor_leaves")]
    DonorLeaves { donor: RecordCode },
    /// A fund closes.
    #[deserr(rename = "fund_closes")]
    FundCloses { donor: RecordCode, on: NaiveDate },
    /// Every cost changes.
    #[deserr(rename = "costs_change")]
    CostsChange { percent: Percent },
    /// A contribution comes.
    #[deserr(rename = "contribution_added")]
    ContributionAdded { contribution: Value },
    /// A post is added.
    #[deserr(rename = "post_added")]
    PostAdded { post: Value },
    /// A post is abolished.
    #[deserr(rename = "post_abolished")]
    PostAbolished {
        post: RecordCode,
        #[deserr(default)]
        on: Option<NaiveDate>,
    },
}

/// Carries out the changes of a scenario on a copy of a snapshot.
///
/// # Errors
/// Every fault of the first change that has any, its place in the list before it.
pub fn simulate(snapshot: &Snapshot, changes: &[Change], now: Timestamp) -> Result<Snapshot, Vec<Fault>> {
    let mut copy = snapshot.clone();
    for (at, Change(change)) in changes.iter().enumerate() {
        let within = |faults| inside(&format!("/changes/{at}"), faults);
        for (place, command) in commands(&copy, change, now).map_err(within)? {
            execute(&mut copy, &command, now).map_err(|rejection| match rejection {
                Rejection::Invalid(faults) => within(inside(place, faults)),
                other => within(vec![Fault::new(place, other.kind(), other.to_string())]),
            })?;
        }
    }
    Ok(copy)
}

fn execute(copy: &mut Snapshot, command: &Command, now: Timestamp) -> Result<(), Rejection> {
    let actor = Actor::registry("scenario");
    let now = now.max(copy.recorded_at());
    if let Decision::Change(record) = decide(copy, &actor, command, now)? {
        let change = change::Change { revision: copy.revision() + 1, recorded_at: now, actor, record };
        copy.apply(&change).expect("what was decided against a snapshot follows from it");
    }
    Ok(())
}

/// The commands that a change stands for, each with the place in the change that it comes from.
fn commands(copy: &Snapshot, change: &Hypothesis, now: Timestamp) -> Result<Vec<(&'static str, Command)>, Vec<Fault>> {
    Ok(match change {
        Hypothesis::DonorLeaves { donor } => leaves(copy, known_donor(copy, donor)?),
        Hypothesis::FundCloses { donor, on } => {
            let donor = known_donor(copy, donor)?;
            vec![("/on", patch::<Donor>(donor.clone(), json!({"closes_on": on})))]
        }
        Hypothesis::CostsChange { percent } => costs(copy, percent.0),
        Hypothesis::ContributionAdded { contribution } => {
            let new = Contribution::read(contribution, None, now).map_err(|faults| inside("/contribution", faults))?;
            vec![("/contribution", Command::CreateKept(ProgrammeRecord::Contribution(new.into())))]
        }
        Hypothesis::PostAdded { post } => {
            let new: NewPost = body::read(post, now).map_err(|faults| inside("/post", faults))?;
            vec![("/post", Command::CreatePost(Box::new(new.post(now))))]
        }
        Hypothesis::PostAbolished { post, on } => {
            let subject = Subject::Post(post.clone());
            let decision = json!({"kind": "other", "reference": "scenario", "decided_on": now.date()});
            let on = on.unwrap_or(now.date());
            let body = json!({"status": "abolished", "effective_on": on, "decision": decision});
            let input = StatusInput::read(&body, &subject, now).map_err(|faults| inside("/on", faults))?;
            vec![("/post", Command::ReportStatus { subject, input: Box::new(input), if_match: None })]
        }
    })
}

fn inside(place: &str, faults: Vec<Fault>) -> Vec<Fault> {
    faults
        .into_iter()
        .map(|mut fault| {
            fault.pointer = format!("{place}{}", fault.pointer);
            fault
        })
        .collect()
}

fn known_donor<'d>(copy: &Snapshot, donor: &'d RecordCode) -> Result<&'d RecordCode, Vec<Fault>> {
    if copy.programme.donors.contains_key(donor) {
        return Ok(donor);
    }
    Err(vec![Fault::new("/donor", "unknown_code", format!("there is no donor `{donor}`"))])
}

fn patch<T: RecordKind>(code: RecordCode, patch: Value) -> Command {
    Command::DescribeKept { kind: T::KIND, code, patch, if_match: None }
}

/// A donor that leaves pays nothing that it has not paid yet.
fn leaves(copy: &Snapshot, donor: &RecordCode) -> Vec<(&'static str, Command)> {
    let contributions = copy.programme.contributions.values().map(|kept| kept.record());
    let open = contributions
        .filter(|it| it.donor == *donor && it.stage != ContributionStage::Received && it.cancelled.is_none());
    open.map(|it| {
        let cancelled = json!({"cancelled": "the donor leaves"});
        ("/donor", patch::<Contribution>(it.code.clone(), cancelled))
    })
    .collect()
}

/// Every cost changes by so many hundredths of a per cent: standard costs, and what posts cost by themselves.
fn costs(copy: &Snapshot, percent: i64) -> Vec<(&'static str, Command)> {
    let changed = |cost: i64| {
        let changed = i128::from(cost) * i128::from(10_000 + percent) / 10_000;
        i64::try_from(changed).unwrap_or(i64::MAX).max(1)
    };
    let standard = copy.programme.costs.values().map(|kept| {
        let cost = kept.record();
        let new = json!({"annual_cost": changed(cost.annual_cost)});
        ("/percent", patch::<StandardCost>(cost.code.clone(), new))
    });
    let own = copy.posts.values().filter_map(|post| {
        let cost = post.record().annual_cost?;
        let subject = Subject::Post(post.record().code.clone());
        Some(("/percent", Command::Describe { subject, patch: json!({"annual_cost": changed(cost)}), if_match: None }))
    });
    standard.chain(own).collect()
}

/// Compares the cover as it is with the cover as it would be.
#[must_use]
pub fn compare(before: &Snapshot, after: &Snapshot, first: Month, last: Month) -> Outcome {
    let (now, then) = (Coverage::of(before, first, last), Coverage::of(after, first, last));
    let (was, would) = (funded(&now), funded(&then));
    let mut codes: Vec<_> = was.iter().chain(&would).map(|(code, _)| code.clone()).collect();
    codes.sort();
    codes.dedup();
    let of = |all: &[(RecordCode, ByLevel<u32>)], code: &RecordCode| {
        all.iter().find(|(known, _)| known == code).map(|(_, months)| *months)
    };
    let difference = |post: RecordCode| {
        let (funded_before, funded_after) = (of(&was, &post), of(&would, &post));
        (funded_before != funded_after).then_some(PostDifference { post, funded_before, funded_after })
    };
    Outcome {
        from: first.to_string(),
        to: last.to_string(),
        before: now.total(),
        after: then.total(),
        posts: codes.into_iter().filter_map(difference).collect(),
        revision: before.revision(),
    }
}

fn funded(coverage: &Coverage) -> Vec<(RecordCode, ByLevel<u32>)> {
    let rows = coverage.rows(&[super::coverage::Group::Post]);
    let months = |row: super::coverage::CoverRow| {
        let months = row.cover.post_months;
        Some((row.key.post?, ByLevel::each(|level| months.of(level).funded)))
    };
    rows.into_iter().filter_map(months).collect()
}
