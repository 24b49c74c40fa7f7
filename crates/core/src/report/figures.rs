//! The figures of the report: each with the question to this API that gives the same number, and computed by the very
//! functions that answer it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    programme::{
        coverage::{self, ByLevel, Coverage, Level, Month},
        demand,
    },
    query::{Posts, Presences},
    snapshot::Snapshot,
    statistics::{self, Counted},
};
use presence_model::{Code as _, Confidence, Language, PostStatus, PresenceStatus, PresenceType, Region};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things.
    Count,
    /// US cents.
    UsdCents,
    /// Days.
    Days,
    /// Per cent, rounded to a whole number.
    Percent,
}

/// A figure and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Figure {
    /// Its name: in texts `{{posts.encumbered}}` stands for it.
    #[schema(example = "posts.encumbered")]
    pub name: String,
    /// Its value; null where nothing is known.
    #[schema(example = 12)]
    pub value: Option<i64>,
    /// What it counts.
    pub unit: Unit,
    /// The question to this API that gives the same number.
    #[schema(example = "/v1/statistics?of=adviser_posts&status=encumbered&as_of=460")]
    pub query: String,
    /// Where it is in the answer, as an RFC 6901 JSON Pointer: a number, or a list whose items are counted. Null where it
    /// is computed from the answer.
    #[schema(example = "/totals/count")]
    pub at: Option<&'static str>,
    /// The revision that it was computed from.
    #[schema(example = 460)]
    pub revision: u64,
}

/// A moment that is reported on.
#[derive(Clone, Copy)]
pub struct ReportSnapshot<'s> {
    /// What is known.
    pub snapshot: &'s Snapshot,
    /// The date from which times are reckoned.
    pub today: NaiveDate,
}

impl ReportSnapshot<'_> {
    /// A question to this API about this moment.
    #[must_use]
    pub fn query(&self, path: &str) -> String {
        let sign = if path.contains('?') { '&' } else { '?' };
        let on = self.snapshot.on.map(|date| format!("&on={date}")).unwrap_or_default();
        format!("{path}{sign}as_of={}{on}", self.snapshot.revision())
    }

    /// The twelve months that begin with this one.
    #[must_use]
    pub fn months(&self) -> (Month, Month) {
        let first = Month::of(self.today);
        (first, first.plus(11))
    }

    /// What is paid for in these months.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let (first, last) = self.months();
        Coverage::of(self.snapshot, first, last)
    }

    fn count<R: Counted + Default>(&self, filter: Option<(&str, &str)>) -> statistics::Totals {
        statistics::totals::<R>(self.snapshot, filter, self.today)
    }
}

/// Figures on the way.
struct Figures<'s> {
    moment: ReportSnapshot<'s>,
    all: Vec<Figure>,
}

impl Figures<'_> {
    fn add(&mut self, name: &str, unit: Unit, value: Option<i64>, path: &str, at: Option<&'static str>) {
        let (query, revision) = (self.moment.query(path), self.moment.snapshot.revision());
        self.all.push(Figure { name: name.to_owned(), value, unit, query, at, revision });
    }

    fn counted<R: Counted + Default>(&mut self, name: &str, filter: Option<(&str, &str)>) -> i64 {
        let value = whole(self.moment.count::<R>(filter).count);
        let filter = filter.map(|(name, value)| format!("&{name}={value}")).unwrap_or_default();
        let path = format!("/v1/statistics?of={}{filter}", R::OF);
        self.add(name, Unit::Count, Some(value), &path, Some("/totals/count"));
        value
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Every figure of a moment, always the same ones in the same order.
#[must_use]
pub fn figures(moment: ReportSnapshot, coverage: &Coverage) -> Vec<Figure> {
    let mut figures = Figures { moment, all: Vec::new() };
    presences(&mut figures);
    posts(&mut figures);
    funding(&mut figures, coverage);
    others(&mut figures);
    figures.all
}

/// The names of all figures, for whoever writes texts.
#[must_use]
pub fn names() -> Vec<String> {
    let nothing = ReportSnapshot { snapshot: &Snapshot::default(), today: NaiveDate::default() };
    figures(nothing, &nothing.coverage()).into_iter().map(|figure| figure.name).collect()
}

fn presences(figures: &mut Figures) {
    figures.counted::<Presences>("presences.total", None);
    for status in PresenceStatus::ALL {
        figures.counted::<Presences>(&format!("presences.{status}"), Some(("status", status.as_str())));
    }
    for (name, kind) in [
        ("country_offices", PresenceType::CountryOffice),
        ("regional_offices", PresenceType::RegionalOffice),
        ("mission_components", PresenceType::MissionComponent),
        ("human_rights_advisers", PresenceType::HumanRightsAdviser),
        ("other_types", PresenceType::Other),
    ] {
        figures.counted::<Presences>(&format!("presences.{name}"), Some(("type", kind.as_str())));
    }
    for region in Region::ALL {
        figures.counted::<Presences>(&format!("presences.{region}"), Some(("region", region.as_str())));
    }
    for confidence in Confidence::ALL {
        figures.counted::<Presences>(&format!("presences.{confidence}"), Some(("confidence", confidence.as_str())));
    }
    let (all, path) = (figures.moment.count::<Presences>(None), "/v1/statistics?of=presences");
    figures.add("presences.unknown", Unit::Count, Some(whole(all.unknown)), path, Some("/totals/unknown"));
    let served = whole(figures.moment.count::<Presences>(None).countries_served);
    let path = "/v1/statistics?of=presences";
    figures.add("countries.served", Unit::Count, Some(served), path, Some("/totals/countries_served"));
}

fn posts(figures: &mut Figures) {
    let total = figures.counted::<Posts>("posts.total", None);
    let mut by_status = Vec::new();
    for status in PostStatus::ALL {
        let count = figures.counted::<Posts>(&format!("posts.{status}"), Some(("status", status.as_str())));
        by_status.push((*status, count));
    }
    for region in Region::ALL {
        figures.counted::<Posts>(&format!("posts.{region}"), Some(("region", region.as_str())));
    }
    for confidence in Confidence::ALL {
        figures.counted::<Posts>(&format!("posts.{confidence}"), Some(("confidence", confidence.as_str())));
    }
    // Of the posts that are there to be filled and of which an office has said whether they are.
    let of =
        |wanted: &[PostStatus]| by_status.iter().filter(|(it, _)| wanted.contains(it)).map(|(_, n)| n).sum::<i64>();
    let empty = of(&[PostStatus::Vacant, PostStatus::UnderRecruitment]);
    let reported =
        total - of(&[PostStatus::Proposed, PostStatus::Abolished, PostStatus::Frozen, PostStatus::NotReported]);
    let rate = (reported > 0).then(|| (empty * 200 + reported) / (2 * reported));
    let path = "/v1/statistics?of=adviser_posts&group_by=status";
    figures.add("posts.vacancy_rate", Unit::Percent, rate, path, None);
}

fn funding(figures: &mut Figures, coverage: &Coverage) {
    let (first, last) = figures.moment.months();
    let total = coverage.total();
    let path = format!("/v1/programme/coverage?from={first}&to={last}");
    let mut add = |name, value, at| figures.add(name, Unit::UsdCents, Some(value), &path, Some(at));
    add("funding.cost", total.cost, "/totals/cost");
    let ByLevel { received, with_commitments, with_pledges } = total.covered;
    add("funding.received", received, "/totals/covered/received");
    add("funding.with_commitments", with_commitments, "/totals/covered/with_commitments");
    add("funding.with_pledges", with_pledges, "/totals/covered/with_pledges");
    let ByLevel { received, with_commitments, with_pledges } = total.gap;
    add("funding.gap", with_commitments, "/totals/gap/with_commitments");
    add("funding.gap_received", received, "/totals/gap/received");
    add("funding.gap_with_pledges", with_pledges, "/totals/gap/with_pledges");
    let unknown = Some(i64::from(total.unknown_cost));
    figures.add("funding.unknown_cost_months", Unit::Count, unknown, &path, Some("/totals/unknown_cost"));
    let at_risk = coverage::at_risk(figures.moment.snapshot, coverage, Level::WithCommitments);
    let (path, needed) = ("/v1/programme/at-risk?within=12m", at_risk.iter().filter_map(|post| post.needed).sum());
    figures.add("posts.at_risk_12m", Unit::Count, Some(whole(at_risk.len())), path, Some("/data"));
    figures.add("funding.needed_12m", Unit::UsdCents, Some(needed), path, Some("/needed"));
}

fn others(figures: &mut Figures) {
    let ReportSnapshot { snapshot, today } = figures.moment;
    let demand = demand::demand(snapshot, today);
    let path = "/v1/programme/demand";
    figures.add("demand.unmet", Unit::Count, Some(whole(demand.unmet.count)), path, Some("/unmet/count"));
    figures.add("demand.longest_wait", Unit::Days, demand.unmet.longest, path, Some("/unmet/longest"));
    figures.add("demand.median_wait", Unit::Days, demand.unmet.median, path, Some("/unmet/median"));
    figures.add("demand.deployed", Unit::Count, Some(whole(demand.deployed.count)), path, Some("/deployed/count"));
    figures.add("demand.countries", Unit::Count, Some(whole(demand.countries.len())), path, Some("/countries"));
    let updates = Some(whole(snapshot.updates.len()));
    figures.add("updates.total", Unit::Count, updates, "/v1/status-updates?limit=1", Some("/page/total"));
    let silent = |days| statistics::overdue(snapshot, days, today, Language::English);
    let overdue = silent(90);
    let path = "/v1/statistics/overdue?days=90";
    figures.add("offices.total", Unit::Count, Some(whole(silent(-1).len())), path, Some("/offices"));
    // Who has never reported is not late: nothing has begun yet.
    let late = overdue.iter().filter(|office| office.last_reported_at.is_some()).count();
    figures.add("offices.overdue", Unit::Count, Some(whole(late)), path, None);
    let never = overdue.len() - late;
    figures.add("offices.never_reported", Unit::Count, Some(whole(never)), path, None);
}
