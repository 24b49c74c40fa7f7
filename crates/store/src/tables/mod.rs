//! The typed tables: they say the same as the ledger, for SQL tools, with foreign keys and checks.

mod place_rows;
mod post_rows;
mod presence_rows;
mod update_rows;

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable};

pub(super) use self::place_rows::{CountryRow, OfficeRow};
use self::post_rows::describe_post;
pub(super) use self::post_rows::{PostRow, PostState};
use self::presence_rows::describe_presence;
pub(super) use self::presence_rows::{BasisRow, PresenceRow, PresenceState, bases};
pub(super) use self::update_rows::UpdateRow;
use super::{
    bulk::Bulk,
    connection::AnyConnection,
    credential_tables,
    schema::{adviser_posts, countries, offices, presences, programme_records},
    webhook_tables,
};
use presence_core::{Change, Record, Snapshot, change::ProgrammeRecord, tracked::Tracked};
use presence_model::{Code, Language, Names, Point, RecordCode, Subject};

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

pub(super) fn texts(names: &Names) -> impl Iterator<Item = (&'static str, &str)> {
    Language::ALL.iter().filter_map(|&language| Some((language.as_str(), names.exact(language)?)))
}
