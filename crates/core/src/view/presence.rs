//! A presence in JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Display, LastReportView, Links, PostView, ScheduledView, country_name, post, provenance};
use crate::{snapshot::Snapshot, tracked::Tracked};
use presence_model::{
    Alpha3, Basis, ClosureReason, Language, Names, OfficeCode, OperatingMode, PartialDate, Place, Point, Presence,
    PresenceStatus, PresenceType, Provenance, RecordCode, Region, ReportingLine, Timestamp, footnote,
};

/// A field presence with its present state.
#[derive(Serialize, ToSchema)]
#[schema(as = Presence)]
pub struct PresenceView<'a> {
    /// Its code.
    pub code: &'a RecordCode,
    /// What kind of presence it is.
    #[serde(rename = "type")]
    pub kind: PresenceType,
    /// Its status.
    pub status: PresenceStatus,
    /// Since when, if known: baseline statuses have no date.
    pub status_since: Option<NaiveDate>,
    /// The first date of which the registry knows anything of it; what it was before, nobody knows.
    pub known_from: NaiveDate,
    /// How it works, if known.
    pub operating_mode: Option<OperatingMode>,
    /// From where, while remote or hybrid.
    pub operating_from: Option<&'a Place>,
    /// Its name in up to six languages.
    pub name: &'a Names,
    /// Texts in the language asked for.
    pub display: Display<'a>,
    /// Where it sits.
    pub country: Alpha3,
    /// The city it sits in.
    pub city: &'a str,
    /// The city's centre (GeoNames, CC BY 4.0).
    pub point: Option<Point>,
    /// Whom it serves; may leave out the country it sits in.
    pub covers: &'a [Alpha3],
    /// Region of OHCHR's field operations.
    pub region: Region,
    /// Who hosts it.
    pub host_entity: &'a str,
    /// The office in this registry that hosts it.
    pub host_office: Option<OfficeCode>,
    /// To whom it reports.
    pub reporting_lines: &'a [ReportingLine],
    /// What it rests on.
    pub mandate: Option<&'a Basis>,
    /// The host State's consent.
    pub host_consent: Option<&'a Basis>,
    /// When it opened, as precisely as that is known.
    pub opened_on: Option<PartialDate>,
    /// Until when its mandate holds, if that has an end.
    pub mandate_until: Option<PartialDate>,
    /// When it closed, while it is closed.
    pub closed_on: Option<NaiveDate>,
    /// Why it closed, is drawn down or suspended.
    pub closure_reason: Option<ClosureReason>,
    /// The presence that took over, after a conversion.
    pub successor: Option<&'a RecordCode>,
    /// What is decided for a later date, the next first.
    pub scheduled: Vec<ScheduledView<'a>>,
    /// Who says so: a document until an office reports, then that office.
    pub provenance: Provenance,
    /// The last report; none while only the baseline knows it.
    pub last_report: Option<LastReportView>,
    /// The revision that last touched it; its `ETag`.
    #[schema(example = 312)]
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// Where to go from here.
    pub links: Links,
    /// Its posts, with `include=posts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<Vec<PostView<'a>>>,
}

/// A presence in JSON.
#[must_use]
pub fn presence<'a>(
    snapshot: &'a Snapshot,
    tracked: &'a Tracked<Presence>,
    language: Language,
    with_posts: bool,
) -> PresenceView<'a> {
    let (record, state) = (tracked.record(), &tracked.state);
    let code = &record.code;
    let closed_on = if state.status == PresenceStatus::Closed { state.since } else { None };
    PresenceView {
        code,
        kind: record.kind,
        status: state.status,
        status_since: state.since,
        known_from: tracked.known_from(),
        operating_mode: state.mode,
        operating_from: state.operating_from.as_ref(),
        name: &record.name,
        display: Display {
            language,
            name: record.name.best(language),
            country: country_name(snapshot, record.country, language),
            footnote: footnote(record.country, language),
        },
        country: record.country,
        city: &record.city,
        point: record.point,
        covers: &record.covers,
        region: record.region,
        host_entity: &record.host_entity,
        host_office: record.host_office,
        reporting_lines: &record.reporting_lines,
        mandate: record.mandate.as_ref(),
        host_consent: record.host_consent.as_ref(),
        opened_on: record.opened_on,
        mandate_until: record.mandate_until,
        closed_on,
        closure_reason: state.reason,
        successor: state.successor.as_ref(),
        scheduled: tracked.scheduled().map(|update| ScheduledView::from(&**update)).collect(),
        provenance: provenance(snapshot, &record.provenance, tracked.last_report.as_ref()),
        last_report: tracked.last_report.as_ref().map(Into::into),
        revision: tracked.revision,
        recorded_at: tracked.recorded_at,
        links: Links {
            history: Some(format!("/v1/presences/{code}/history")),
            status_updates: Some(format!("/v1/presences/{code}/status-updates")),
            posts: Some(format!("/v1/adviser-posts?presence={code}")),
            office: record.host_office.map(|office| format!("/v1/offices/{office}")),
            successor: state.successor.as_ref().map(|successor| format!("/v1/presences/{successor}")),
            ..Links::to(format!("/v1/presences/{code}"))
        },
        posts: with_posts.then(|| snapshot.posts_of(code).map(|tracked| post(snapshot, tracked, language)).collect()),
    }
}
