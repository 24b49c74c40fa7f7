//! An adviser post in JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Display, LastReportView, Links, ScheduledView, country_name, provenance};
use crate::{snapshot::Snapshot, tracked::Tracked};
use presence_model::{
    Alpha3, ClosureReason, Grade, Language, Names, Post, PostStatus, Provenance, RecordCode, Region, StationGroup,
    Timestamp, footnote,
};

/// The fields that a post shows of its presence; the name of the country stands in `display` besides.
pub const OF_PRESENCE: [&str; 4] = ["country", "city", "region", "serves"];

/// An adviser post with its present state.
#[derive(Serialize, ToSchema)]
#[schema(as = AdviserPost)]
pub struct PostView<'a> {
    /// Its code.
    #[schema(example = "ken-hra-1")]
    pub code: &'a RecordCode,
    /// The presence it belongs to.
    pub presence: &'a RecordCode,
    /// The country that its presence is in. This and the next three are its presence's: they change with it.
    pub country: Option<Alpha3>,
    /// The city that its presence is in.
    pub city: Option<&'a str>,
    /// The region of its presence.
    pub region: Option<Region>,
    /// The countries that it serves in effect: those that it covers itself, else those that its presence covers.
    pub serves: &'a [Alpha3],
    /// Its status; `not_reported` until an office reports.
    pub status: PostStatus,
    /// Since when, if known.
    pub status_since: Option<NaiveDate>,
    /// The first date of which the registry knows anything of it; what it was before, nobody knows.
    pub known_from: NaiveDate,
    /// Why it is frozen or abolished, if that was said.
    pub reason: Option<ClosureReason>,
    /// Its title in up to six languages.
    pub title: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// Its grade, if known.
    pub grade: Option<Grade>,
    /// The countries it serves; empty: those its presence covers.
    pub covers: &'a [Alpha3],
    /// The last day its funding lasts, if known.
    pub funded_until: Option<NaiveDate>,
    /// The group of its duty station, if known.
    pub duty_station_group: Option<StationGroup>,
    /// What it costs a year in US cents, where that is known better than the standard cost.
    #[schema(example = 25_000_000)]
    pub annual_cost: Option<i64>,
    /// What is decided for a later date, the next first.
    pub scheduled: Vec<ScheduledView<'a>>,
    /// Who says so.
    pub provenance: Provenance,
    /// The last report; none while only the baseline knows it.
    pub last_report: Option<LastReportView>,
    /// The revision that last touched it; its `ETag`.
    #[schema(example = 390)]
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
}

/// A post in JSON.
#[must_use]
pub fn post<'a>(snapshot: &'a Snapshot, tracked: &'a Tracked<Post>, language: Language) -> PostView<'a> {
    let (record, state) = (tracked.record(), &tracked.state);
    let code = &record.code;
    let seat = snapshot.described(&record.presence);
    let own = (!record.covers.is_empty()).then_some(&*record.covers);
    PostView {
        code,
        presence: &record.presence,
        country: seat.map(|seat| seat.country),
        city: seat.map(|seat| &*seat.city),
        region: seat.map(|seat| seat.region),
        serves: own.or(seat.map(|seat| &*seat.covers)).unwrap_or_default(),
        status: state.status,
        status_since: state.since,
        known_from: tracked.known_from(),
        reason: state.reason,
        title: &record.title,
        display: Display {
            language,
            name: record.title.best(language),
            country: seat.and_then(|seat| country_name(snapshot, seat.country, language)),
            footnote: seat.and_then(|seat| footnote(seat.country, language)),
        },
        grade: record.grade,
        covers: &record.covers,
        funded_until: record.funded_until,
        duty_station_group: record.duty_station_group,
        annual_cost: record.annual_cost,
        scheduled: tracked.scheduled().map(|update| ScheduledView::from(&**update)).collect(),
        provenance: provenance(snapshot, &record.provenance, tracked.last_report.as_ref()),
        last_report: tracked.last_report.as_ref().map(Into::into),
        revision: tracked.revision,
        recorded_at: tracked.recorded_at,
        links: Links {
            history: Some(format!("/v1/adviser-posts/{code}/history")),
            status_updates: Some(format!("/v1/adviser-posts/{code}/status-updates")),
            presence: Some(format!("/v1/presences/{}", record.presence)),
            ..Links::to(format!("/v1/adviser-posts/{code}"))
        },
    }
}
