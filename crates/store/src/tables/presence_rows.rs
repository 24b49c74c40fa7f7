//! Rows of presences.

use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::{AsChangeset, ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable};

use super::{lat_lon, texts};
use crate::{
    connection::AnyConnection,
    schema::{presence_bases, presence_covers, presence_names, presence_reporting_lines, presences},
};
use presence_core::tracked::Tracked;
use presence_model::{Code as _, PartialDate, Presence};

/// The columns of a presence that follow from its timeline.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = presences, treat_none_as_null = true)]
pub(crate) struct PresenceState<'a> {
    pub status: Cow<'a, str>,
    pub status_since: Option<NaiveDate>,
    pub operating_mode: Option<Cow<'a, str>>,
    pub operating_from_country: Option<Cow<'a, str>>,
    pub operating_from_city: Option<Cow<'a, str>>,
    pub closure_reason: Option<Cow<'a, str>>,
    pub successor: Option<Cow<'a, str>>,
    pub last_update: Option<i64>,
    pub revision: i64,
    pub recorded_at: i64,
}

impl<'a> From<&'a Tracked<Presence>> for PresenceState<'a> {
    fn from(tracked: &'a Tracked<Presence>) -> Self {
        let state = &tracked.state;
        let from = state.operating_from.as_ref();
        Self {
            status: state.status.as_str().into(),
            status_since: state.since,
            operating_mode: state.mode.map(|code| code.as_str().into()),
            operating_from_country: from.map(|place| place.country.as_str().into()),
            operating_from_city: from.and_then(|place| place.city.as_deref()).map(Into::into),
            closure_reason: state.reason.map(|code| code.as_str().into()),
            successor: state.successor.as_ref().map(|code| code.as_str().into()),
            last_update: tracked.last_report.as_ref().map(|last| last.update as i64),
            revision: tracked.revision as i64,
            recorded_at: tracked.recorded_at.0,
        }
    }
}

/// The columns of a presence that its description sets.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = presences, treat_none_as_null = true)]
pub(crate) struct PresenceRow<'a> {
    pub code: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    pub country: Cow<'a, str>,
    pub city: Cow<'a, str>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub region: Cow<'a, str>,
    pub host_entity: Cow<'a, str>,
    pub host_office: Option<Cow<'a, str>>,
    /// The first day on which it may have opened.
    pub opened_on: Option<NaiveDate>,
    pub opened: Option<Cow<'a, str>>,
    pub mandate_until: Option<Cow<'a, str>>,
    pub source: Cow<'a, str>,
    pub source_as_of: Cow<'a, str>,
    pub confidence: Cow<'a, str>,
    pub source_note: Option<Cow<'a, str>>,
    pub initial_status: Cow<'a, str>,
    pub initial_since: Option<NaiveDate>,
    pub initial_mode: Option<Cow<'a, str>>,
}

impl<'a> From<&'a Presence> for PresenceRow<'a> {
    fn from(record: &'a Presence) -> Self {
        let (lat, lon) = lat_lon(record.point);
        Self {
            code: record.code.as_str().into(),
            kind: record.kind.as_str().into(),
            country: record.country.as_str().into(),
            city: record.city.as_str().into(),
            lat,
            lon,
            region: record.region.as_str().into(),
            host_entity: record.host_entity.as_str().into(),
            host_office: record.host_office.as_ref().map(|office| office.as_str().into()),
            opened_on: record.opened_on.map(PartialDate::first),
            opened: record.opened_on.map(|date| date.to_string().into()),
            mandate_until: record.mandate_until.map(|date| date.to_string().into()),
            source: record.provenance.source.as_str().into(),
            source_as_of: record.provenance.as_of.as_str().into(),
            confidence: record.provenance.confidence.as_str().into(),
            source_note: record.provenance.note.as_deref().map(Into::into),
            initial_status: record.initial_status.as_str().into(),
            initial_since: record.initial_since,
            initial_mode: record.initial_mode.map(|code| code.as_str().into()),
        }
    }
}

pub(crate) fn describe_presence(
    connection: &mut AnyConnection,
    tracked: &Tracked<Presence>,
    known: bool,
) -> QueryResult<()> {
    let (record, code) = (tracked.record(), tracked.record().code.as_str());
    // The updates of this group are not in their table yet; the state follows once they are.
    let (row, state) = (PresenceRow::from(record), PresenceState { last_update: None, ..tracked.into() });
    if known {
        diesel::update(presences::table.find(code)).set(row).execute(connection)?;
        diesel::delete(presence_names::table.filter(presence_names::presence.eq(code))).execute(connection)?;
        diesel::delete(presence_covers::table.filter(presence_covers::presence.eq(code))).execute(connection)?;
        let lines = presence_reporting_lines::table.filter(presence_reporting_lines::presence.eq(code));
        diesel::delete(lines).execute(connection)?;
        diesel::delete(presence_bases::table.filter(presence_bases::presence.eq(code))).execute(connection)?;
    } else {
        diesel::insert_into(presences::table).values((row, state)).execute(connection)?;
    }
    for (language, name) in texts(&record.name) {
        use presence_names::dsl;
        diesel::insert_into(presence_names::table)
            .values((dsl::presence.eq(code), dsl::language.eq(language), dsl::name.eq(name)))
            .execute(connection)?;
    }
    for (position, country) in (0..).zip(&record.covers) {
        use presence_covers::dsl;
        diesel::insert_into(presence_covers::table)
            .values((dsl::presence.eq(code), dsl::position.eq::<i32>(position), dsl::country.eq(country.as_str())))
            .execute(connection)?;
    }
    for (position, line) in (0..).zip(&record.reporting_lines) {
        use presence_reporting_lines::dsl;
        diesel::insert_into(presence_reporting_lines::table)
            .values((dsl::presence.eq(code), dsl::position.eq::<i32>(position), dsl::line.eq(line.as_str())))
            .execute(connection)?;
    }
    for row in bases(record) {
        diesel::insert_into(presence_bases::table).values(row).execute(connection)?;
    }
    Ok(())
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = presence_bases)]
pub(crate) struct BasisRow<'a> {
    pub presence: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    basis: Cow<'a, str>,
    reference: Option<Cow<'a, str>>,
    dated: Option<NaiveDate>,
}

/// What a presence rests on.
pub(crate) fn bases(record: &Presence) -> impl Iterator<Item = BasisRow<'_>> {
    let kinds = [("host_consent", &record.host_consent), ("mandate", &record.mandate)];
    kinds.into_iter().filter_map(|(kind, basis)| {
        let basis = basis.as_ref()?;
        Some(BasisRow {
            presence: record.code.as_str().into(),
            kind: kind.into(),
            basis: basis.basis.as_str().into(),
            reference: basis.reference.as_deref().map(Into::into),
            dated: basis.date,
        })
    })
}
