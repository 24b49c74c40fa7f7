//! What would be otherwise: changes are carried out on a copy of the registry, by the very rules of real ones, and looked
//! at. Nothing is stored.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::coverage::{ByLevel, Cover, Coverage, Month};
use crate::{
    change::{Actor, Change, ProgrammeRecord},
    decide::{Command, Decision, decide, read_kept},
    fault::{Fault, Rejection},
    fields::Fields,
    input::{self, StatusInput},
    record_kind::RecordKind,
    snapshot::Snapshot,
};
use presence_model::{ContributionStage, RecordCode, Subject, Timestamp};

/// How many changes a scenario has at most.
const CHANGES_MAX: usize = 100;

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

/// Carries out the changes of a scenario on a copy of a snapshot.
///
/// # Errors
/// Every fault of the first change that has any, its place in the list before it.
pub fn imagine(snapshot: &Snapshot, changes: &Value, now: Timestamp) -> Result<Snapshot, Vec<Fault>> {
    let Value::Array(changes) = changes else {
        return Err(vec![Fault::new("/changes", "wrong_type", "a list of changes is needed")]);
    };
    if changes.len() > CHANGES_MAX {
        return Err(vec![Fault::new("/changes", "too_long", format!("{CHANGES_MAX} changes at most"))]);
    }
    let mut copy = snapshot.clone();
    for (at, change) in changes.iter().enumerate() {
        let within = |mut fault: Fault| {
            fault.pointer = format!("/changes/{at}{}", fault.pointer);
            fault
        };
        let commands =
            commands(&copy, change, now).map_err(|faults| faults.into_iter().map(within).collect::<Vec<_>>())?;
        for (place, command) in commands {
            execute(&mut copy, &command, now).map_err(|rejection| match rejection {
                Rejection::Invalid(faults) => faults
                    .into_iter()
                    .map(|mut fault| {
                        fault.pointer = format!("{place}{}", fault.pointer);
                        within(fault)
                    })
                    .collect(),
                other => vec![within(Fault::new(place, other.kind(), other.to_string()))],
            })?;
        }
    }
    Ok(copy)
}

fn execute(copy: &mut Snapshot, command: &Command, now: Timestamp) -> Result<(), Rejection> {
    let actor = Actor::registry("scenario");
    let now = now.max(copy.recorded_at());
    if let Decision::Change(record) = decide(copy, &actor, command, now)? {
        let change = Change { revision: copy.revision() + 1, recorded_at: now, actor, record };
        copy.apply(&change).expect("what was decided against a snapshot follows from it");
    }
    Ok(())
}

const TYPES: [&str; 6] =
    ["donor_leaves", "fund_closes", "costs_change", "contribution_added", "post_added", "post_abolished"];

/// The commands that a change stands for, each with the place in the change that it comes from.
fn commands(copy: &Snapshot, change: &Value, now: Timestamp) -> Result<Vec<(&'static str, Command)>, Vec<Fault>> {
    let mut faults = Vec::new();
    let Some(mut fields) = Fields::open(change, "", &mut faults) else { return Err(faults) };
    let kind = fields.text("type", 40);
    let kind = fields.require("type", kind).unwrap_or_default();
    let made = match kind.as_str() {
        "donor_leaves" => {
            let donor = donor(copy, &mut fields);
            donor.map(|donor| leaves(copy, &donor))
        }
        "fund_closes" => {
            let donor = donor(copy, &mut fields);
            let on = fields.date("on");
            let on = fields.require("on", on);
            donor
                .zip(on)
                .map(|(donor, on)| vec![("/on", patch::<presence_model::Donor>(donor, json!({"closes_on": on})))])
        }
        "costs_change" => {
            let percent = fields.percent("percent");
            let percent = fields.require("percent", percent);
            percent.map(|percent| costs(copy, percent))
        }
        "contribution_added" => fields
            .value("contribution")
            .cloned()
            .map(|body| {
                read_kept::<presence_model::Contribution>(&body, None, now)
                    .map(|it| vec![("/contribution", Command::CreateKept(ProgrammeRecord::Contribution(it.into())))])
            })
            .transpose()
            .map_err(|faults| inside("/contribution", faults))?,
        "post_added" => fields
            .value("post")
            .cloned()
            .map(|body| {
                input::read_post(&body, None, now).map(|post| vec![("/post", Command::CreatePost(Box::new(post)))])
            })
            .transpose()
            .map_err(|faults| inside("/post", faults))?,
        "post_abolished" => {
            let post = fields.record_code("post");
            let post = fields.require("post", post);
            let on = fields.date("on").unwrap_or(now.date());
            post.map(|post| {
                let subject = Subject::Post(post);
                let decision = json!({"kind": "other", "reference": "scenario", "decided_on": now.date()});
                let body = json!({"status": "abolished", "effective_on": on, "decision": decision});
                StatusInput::read(&body, &subject, now).map(|input| {
                    vec![("/post", Command::ReportStatus { subject, input: Box::new(input), if_match: None })]
                })
            })
            .transpose()
            .map_err(|faults| inside("/on", faults))?
        }
        _ => {
            let allowed = TYPES.map(str::to_owned).to_vec();
            fields.fault_allowing("type", "unknown_code", "there is no such change".to_owned(), allowed);
            None
        }
    };
    if made.is_none() && matches!(kind.as_str(), "contribution_added" | "post_added") {
        let field = if kind == "post_added" { "post" } else { "contribution" };
        fields.fault(field, "required", format!("`{field}` is required"));
    }
    fields.close();
    made.filter(|_| faults.is_empty()).ok_or(faults)
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

fn donor(copy: &Snapshot, fields: &mut Fields) -> Option<RecordCode> {
    let donor = fields.record_code("donor");
    let donor = fields.require("donor", donor)?;
    if !copy.programme.donors.contains_key(&donor) {
        fields.fault("donor", "unknown_code", format!("there is no donor `{donor}`"));
        return None;
    }
    Some(donor)
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
        ("/donor", patch::<presence_model::Contribution>(it.code.clone(), cancelled))
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
        ("/percent", patch::<presence_model::StandardCost>(cost.code.clone(), new))
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
