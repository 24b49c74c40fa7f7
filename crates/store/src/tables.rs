//! The typed tables: they say the same as the ledger, for SQL tools, with foreign keys and checks.

use std::{borrow::Cow, collections::BTreeSet};

use chrono::NaiveDate;
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable,
    sql_types::{BigInt, Date, Nullable, Text},
};

use super::{
    bulk::{Bulk, bulk},
    connection::AnyConnection,
    credential_tables,
    schema::{
        adviser_post_covers, adviser_post_titles, adviser_posts, countries, offices, presence_bases, presence_covers,
        presence_names, presence_reporting_lines, presences, programme_records, status_updates,
    },
    webhook_tables,
};
use presence_core::{Change, Record, Snapshot, change::ProgrammeRecord, tracked::Tracked};
use presence_model::{
    Code, Country, Language, Names, Office, PartialDate, Point, Post, Presence, RecordCode, StatusUpdate, Subject,
};

/// Brings the tables from one snapshot to a later one.
pub(super) fn write(
    connection: &mut AnyConnection,
    before: &Snapshot,
    after: &Snapshot,
    changes: &[Change],
) -> QueryResult<()> {
    let mut updates = Vec::new();
    let (mut presences, mut posts) = (BTreeSet::new(), BTreeSet::new());
    let (mut described_presences, mut described_posts) = (BTreeSet::new(), BTreeSet::new());
    for change in changes {
        let revision = change.revision as i64;
        match &change.record {
            Record::Country(record) => {
                let row = CountryRow::new(record, revision);
                diesel::insert_into(countries::table).values(row).execute(connection)?;
            }
            Record::Office(record) => {
                let row = OfficeRow::new(record, revision);
                diesel::insert_into(offices::table).values(row).execute(connection)?;
            }
            Record::Client(record) => credential_tables::put_client(connection, record, change.revision)?,
            Record::Key(record) => credential_tables::put_key(connection, record)?,
            Record::Revocation(record) => credential_tables::put_revocation(connection, record)?,
            Record::Programme(record) => put_kept(connection, change, record)?,
            Record::Webhook(record) => webhook_tables::put(connection, record, change.revision)?,
            Record::Presence(record) => drop(described_presences.insert(&record.code)),
            Record::Post(record) => drop(described_posts.insert(&record.code)),
            Record::StatusUpdate(update) => {
                match &update.subject {
                    Subject::Presence(code) => presences.insert(code),
                    Subject::Post(code) => posts.insert(code),
                };
                updates.push(UpdateRow::from(&**update));
            }
        }
    }
    for code in described_presences {
        describe_presence(connection, tracked(&after.presences, code), before.presences.contains_key(code))?;
        presences.insert(code);
    }
    for code in described_posts {
        describe_post(connection, tracked(&after.posts, code), before.posts.contains_key(code))?;
        posts.insert(code);
    }
    UpdateRow::insert(connection, &updates)?;
    for code in presences {
        let state = PresenceState::from(tracked(&after.presences, code));
        diesel::update(presences::table.find(code.as_str())).set(state).execute(connection)?;
    }
    for code in posts {
        let state = PostState::from(tracked(&after.posts, code));
        diesel::update(adviser_posts::table.find(code.as_str())).set(state).execute(connection)?;
    }
    Ok(())
}

fn tracked<'s, T: presence_core::tracked::Described>(
    map: &'s presence_core::snapshot::TrackedMap<T>,
    code: &RecordCode,
) -> &'s Tracked<T> {
    map.get(code).expect("a change of the record was applied to this snapshot")
}

fn lat_lon(point: Option<Point>) -> (Option<f64>, Option<f64>) {
    (point.map(|point| point.lat), point.map(|point| point.lon))
}

/// A record of the programme, as JSON.
#[derive(Insertable, Queryable, Selectable, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[diesel(table_name = programme_records)]
pub(super) struct KeptRow {
    pub kind: String,
    pub code: String,
    pub record: String,
    pub revision: i64,
    pub recorded_at: i64,
}

fn put_kept(connection: &mut AnyConnection, change: &Change, record: &ProgrammeRecord) -> QueryResult<()> {
    use programme_records::dsl;
    let row = KeptRow {
        kind: record.kind().to_owned(),
        code: record.code().to_owned(),
        record: record.json().expect("records have text keys only"),
        revision: change.revision as i64,
        recorded_at: change.recorded_at.0,
    };
    let values = (dsl::record.eq(&row.record), dsl::revision.eq(row.revision), dsl::recorded_at.eq(row.recorded_at));
    if diesel::update(programme_records::table.find((&row.kind, &row.code))).set(values).execute(connection)? == 0 {
        diesel::insert_into(programme_records::table).values(&row).execute(connection)?;
    }
    Ok(())
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = countries)]
pub(super) struct CountryRow<'a> {
    pub code: Cow<'a, str>,
    iso2: Cow<'a, str>,
    m49: Option<Cow<'a, str>>,
    #[diesel(embed)]
    names: CountryNames<'a>,
    lat: Option<f64>,
    lon: Option<f64>,
    m49_region: Cow<'a, str>,
    m49_subregion: Cow<'a, str>,
    revision: i64,
}

impl<'a> CountryRow<'a> {
    pub(super) fn new(record: &'a Country, revision: i64) -> Self {
        let (lat, lon) = lat_lon(record.point);
        Self {
            code: record.code.as_str().into(),
            iso2: record.iso2.as_str().into(),
            m49: record.m49.as_deref().map(Into::into),
            names: (&record.name).into(),
            lat,
            lon,
            m49_region: record.m49_region.as_str().into(),
            m49_subregion: record.m49_subregion.as_str().into(),
            revision,
        }
    }
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = offices)]
pub(super) struct OfficeRow<'a> {
    pub code: Cow<'a, str>,
    kind: Cow<'a, str>,
    #[diesel(embed)]
    names: OfficeNames<'a>,
    country: Option<Cow<'a, str>>,
    revision: i64,
}

impl<'a> OfficeRow<'a> {
    pub(super) fn new(record: &'a Office, revision: i64) -> Self {
        Self {
            code: record.code.as_str().into(),
            kind: record.kind.as_str().into(),
            names: (&record.name).into(),
            country: record.country.as_ref().map(|country| country.as_str().into()),
            revision,
        }
    }
}

/// The columns of a table for a name in each language.
macro_rules! name_columns {
    ($row:ident of $table:ident) => {
        #[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
        #[diesel(table_name = $table)]
        pub(super) struct $row<'a> {
            name_en: Option<Cow<'a, str>>,
            name_fr: Option<Cow<'a, str>>,
            name_es: Option<Cow<'a, str>>,
            name_ar: Option<Cow<'a, str>>,
            name_ru: Option<Cow<'a, str>>,
            name_zh: Option<Cow<'a, str>>,
        }

        impl<'a> From<&'a Names> for $row<'a> {
            fn from(names: &'a Names) -> Self {
                let name = |language| names.exact(language).map(Into::into);
                Self {
                    name_en: name(Language::English),
                    name_fr: name(Language::French),
                    name_es: name(Language::Spanish),
                    name_ar: name(Language::Arabic),
                    name_ru: name(Language::Russian),
                    name_zh: name(Language::Chinese),
                }
            }
        }
    };
}

name_columns!(CountryNames of countries);
name_columns!(OfficeNames of offices);

/// The columns of a presence that follow from its timeline.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = presences, treat_none_as_null = true)]
pub(super) struct PresenceState<'a> {
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
pub(super) struct PresenceRow<'a> {
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

fn describe_presence(connection: &mut AnyConnection, tracked: &Tracked<Presence>, known: bool) -> QueryResult<()> {
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
pub(super) struct BasisRow<'a> {
    pub presence: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    basis: Cow<'a, str>,
    reference: Option<Cow<'a, str>>,
    dated: Option<NaiveDate>,
}

/// What a presence rests on.
pub(super) fn bases(record: &Presence) -> impl Iterator<Item = BasisRow<'_>> {
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

pub(super) fn texts(names: &Names) -> impl Iterator<Item = (&'static str, &str)> {
    Language::ALL.iter().filter_map(|&language| Some((language.as_str(), names.exact(language)?)))
}

/// The columns of a post that follow from its timeline.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = adviser_posts, treat_none_as_null = true)]
pub(super) struct PostState<'a> {
    pub status: Cow<'a, str>,
    pub status_since: Option<NaiveDate>,
    pub reason: Option<Cow<'a, str>>,
    pub last_update: Option<i64>,
    pub revision: i64,
    pub recorded_at: i64,
}

impl<'a> From<&'a Tracked<Post>> for PostState<'a> {
    fn from(tracked: &'a Tracked<Post>) -> Self {
        Self {
            status: tracked.state.status.as_str().into(),
            status_since: tracked.state.since,
            reason: tracked.state.reason.map(|code| code.as_str().into()),
            last_update: tracked.last_report.as_ref().map(|last| last.update as i64),
            revision: tracked.revision as i64,
            recorded_at: tracked.recorded_at.0,
        }
    }
}

/// The columns of a post that its description sets.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = adviser_posts, treat_none_as_null = true)]
pub(super) struct PostRow<'a> {
    pub code: Cow<'a, str>,
    pub presence: Cow<'a, str>,
    pub grade: Option<Cow<'a, str>>,
    pub funded_until: Option<NaiveDate>,
    pub duty_station_group: Option<Cow<'a, str>>,
    pub annual_cost: Option<i64>,
    pub source: Cow<'a, str>,
    pub source_as_of: Cow<'a, str>,
    pub confidence: Cow<'a, str>,
    pub source_note: Option<Cow<'a, str>>,
    pub initial_status: Cow<'a, str>,
    pub initial_since: Option<NaiveDate>,
}

impl<'a> From<&'a Post> for PostRow<'a> {
    fn from(record: &'a Post) -> Self {
        Self {
            code: record.code.as_str().into(),
            presence: record.presence.as_str().into(),
            grade: record.grade.map(|code| code.as_str().into()),
            funded_until: record.funded_until,
            duty_station_group: record.duty_station_group.map(|code| code.as_str().into()),
            annual_cost: record.annual_cost,
            source: record.provenance.source.as_str().into(),
            source_as_of: record.provenance.as_of.as_str().into(),
            confidence: record.provenance.confidence.as_str().into(),
            source_note: record.provenance.note.as_deref().map(Into::into),
            initial_status: record.initial_status.as_str().into(),
            initial_since: record.initial_since,
        }
    }
}

fn describe_post(connection: &mut AnyConnection, tracked: &Tracked<Post>, known: bool) -> QueryResult<()> {
    let (record, code) = (tracked.record(), tracked.record().code.as_str());
    let (row, state) = (PostRow::from(record), PostState { last_update: None, ..tracked.into() });
    if known {
        diesel::update(adviser_posts::table.find(code)).set(row).execute(connection)?;
        diesel::delete(adviser_post_titles::table.filter(adviser_post_titles::post.eq(code))).execute(connection)?;
        diesel::delete(adviser_post_covers::table.filter(adviser_post_covers::post.eq(code))).execute(connection)?;
    } else {
        diesel::insert_into(adviser_posts::table).values((row, state)).execute(connection)?;
    }
    for (language, title) in texts(&record.title) {
        use adviser_post_titles::dsl;
        diesel::insert_into(adviser_post_titles::table)
            .values((dsl::post.eq(code), dsl::language.eq(language), dsl::title.eq(title)))
            .execute(connection)?;
    }
    for (position, country) in (0..).zip(&record.covers) {
        use adviser_post_covers::dsl;
        diesel::insert_into(adviser_post_covers::table)
            .values((dsl::post.eq(code), dsl::position.eq::<i32>(position), dsl::country.eq(country.as_str())))
            .execute(connection)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = status_updates)]
pub(super) struct UpdateRow<'a> {
    pub id: i64,
    pub recorded_at: i64,
    pub presence: Option<Cow<'a, str>>,
    pub post: Option<Cow<'a, str>>,
    pub office: Cow<'a, str>,
    pub status: Option<Cow<'a, str>>,
    pub operating_mode: Option<Cow<'a, str>>,
    pub operating_from_country: Option<Cow<'a, str>>,
    pub operating_from_city: Option<Cow<'a, str>>,
    pub effective_on: NaiveDate,
    pub reason: Option<Cow<'a, str>>,
    pub successor: Option<Cow<'a, str>>,
    pub note: Option<Cow<'a, str>>,
    pub note_language: Option<Cow<'a, str>>,
    pub note_visibility: Cow<'a, str>,
    pub supersedes: Option<i64>,
    pub reference: Option<Cow<'a, str>>,
    pub decision: Option<Cow<'a, str>>,
    pub decision_reference: Option<Cow<'a, str>>,
    pub decided_on: Option<NaiveDate>,
    pub enacts: Option<i64>,
}

bulk!(UpdateRow into status_updates, id: BigInt, recorded_at: BigInt, presence: Nullable<Text>, post: Nullable<Text>,
    office: Text, status: Nullable<Text>, operating_mode: Nullable<Text>, operating_from_country: Nullable<Text>,
    operating_from_city: Nullable<Text>, effective_on: Date, reason: Nullable<Text>, successor: Nullable<Text>,
    note: Nullable<Text>, note_language: Nullable<Text>, note_visibility: Text, supersedes: Nullable<BigInt>,
    reference: Nullable<Text>, decision: Nullable<Text>, decision_reference: Nullable<Text>, decided_on: Nullable<Date>,
    enacts: Nullable<BigInt>);

impl<'a> From<&'a StatusUpdate> for UpdateRow<'a> {
    fn from(update: &'a StatusUpdate) -> Self {
        let (presence, post) = match &update.subject {
            Subject::Presence(code) => (Some(code.as_str().into()), None),
            Subject::Post(code) => (None, Some(code.as_str().into())),
        };
        let (from, decision) = (update.operating_from.as_deref(), update.decision.as_deref());
        Self {
            id: update.id as i64,
            recorded_at: update.recorded_at.0,
            presence,
            post,
            office: update.office.as_str().into(),
            status: update.status.map(|status| status.as_str().into()),
            operating_mode: update.operating_mode.map(|code| code.as_str().into()),
            operating_from_country: from.map(|place| place.country.as_str().into()),
            operating_from_city: from.and_then(|place| place.city.as_deref()).map(Into::into),
            effective_on: update.effective_on,
            reason: update.reason.map(|code| code.as_str().into()),
            successor: update.successor.as_ref().map(|code| code.as_str().into()),
            note: update.note.as_deref().map(Into::into),
            note_language: update.note_language.as_ref().map(|tag| tag.as_str().into()),
            note_visibility: update.note_visibility.as_str().into(),
            supersedes: update.supersedes.map(|id| id as i64),
            reference: update.reference.as_deref().map(Into::into),
            decision: decision.map(|decision| decision.kind.as_str().into()),
            decision_reference: decision.map(|decision| decision.reference.as_str().into()),
            decided_on: decision.map(|decision| decision.decided_on),
            enacts: update.enacts.map(|id| id as i64),
        }
    }
}
