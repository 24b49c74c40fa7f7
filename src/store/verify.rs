//! Checks that the typed tables say the same as the ledger.

use std::collections::BTreeMap;

use diesel::{QueryDsl, RunQueryDsl, SelectableHelper};

use super::{
    connection::{AnyConnection, StoreError},
    credentials::Rows,
    schema::{
        adviser_post_covers, adviser_post_titles, adviser_posts, countries, offices, presence_covers, presence_names,
        presence_reporting_lines, presences, status_updates,
    },
    tables::{PostRow, PostState, PresenceRow, PresenceState, UpdateRow, texts},
};
use crate::{
    model::Code,
    registry::{
        Snapshot,
        tracked::{Described, Tracked},
    },
};

/// Compares every typed table with the snapshot that the ledger gives; names each difference.
///
/// # Errors
/// When the database does not answer.
pub fn differences(connection: &mut AnyConnection, snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let rows: Vec<(PresenceRow, PresenceState)> = presences::table
        .select((PresenceRow::as_select(), PresenceState::as_select()))
        .order(presences::code)
        .load(connection)?;
    let expected = snapshot.presences.values().map(|p| (PresenceRow::from(p.record()), PresenceState::from(&**p)));
    compare("presences", &rows, &expected.collect::<Vec<_>>(), &mut found);

    let rows: Vec<(PostRow, PostState)> = adviser_posts::table
        .select((PostRow::as_select(), PostState::as_select()))
        .order(adviser_posts::code)
        .load(connection)?;
    let expected = snapshot.posts.values().map(|p| (PostRow::from(p.record()), PostState::from(&**p)));
    compare("adviser_posts", &rows, &expected.collect::<Vec<_>>(), &mut found);

    let rows: Vec<UpdateRow> =
        status_updates::table.select(UpdateRow::as_select()).order(status_updates::id).load(connection)?;
    let expected: Vec<_> = snapshot.updates.iter().map(|update| UpdateRow::from(&**update)).collect();
    compare("status_updates", &rows, &expected, &mut found);

    children(connection, snapshot, &mut found)?;
    listed(connection, snapshot, &mut found)?;
    Ok(found)
}

/// The tables that hold a record's lists: names, countries covered, reporting lines.
fn children(connection: &mut AnyConnection, snapshot: &Snapshot, found: &mut Vec<String>) -> Result<(), StoreError> {
    let mut rows: Vec<(String, String, String)> = presence_names::table.load(connection)?;
    rows.sort();
    let names = each(&snapshot.presences, |p, add| texts(&p.record().name).for_each(|(l, name)| add(l, name)));
    compare("presence_names", &rows, &names, found);

    let mut rows: Vec<(String, String, String)> = adviser_post_titles::table.load(connection)?;
    rows.sort();
    let titles = each(&snapshot.posts, |p, add| texts(&p.record().title).for_each(|(l, title)| add(l, title)));
    compare("adviser_post_titles", &rows, &titles, found);

    let rows: Vec<(String, i32, String)> = presence_covers::table.load(connection)?;
    let covers = each(&snapshot.presences, |p, add| p.record().covers.iter().for_each(|c| add(c.as_str(), "")));
    compare("presence_covers", &by_key(rows), &covers, found);

    let rows: Vec<(String, i32, String)> = presence_reporting_lines::table.load(connection)?;
    let lines = each(&snapshot.presences, |p, add| p.record().reporting_lines.iter().for_each(|l| add(l.as_str(), "")));
    compare("presence_reporting_lines", &by_key(rows), &lines, found);

    let rows: Vec<(String, i32, String)> = adviser_post_covers::table.load(connection)?;
    let covers = each(&snapshot.posts, |p, add| p.record().covers.iter().for_each(|c| add(c.as_str(), "")));
    compare("adviser_post_covers", &by_key(rows), &covers, found);
    Ok(())
}

/// Countries, offices and credentials.
fn listed(connection: &mut AnyConnection, snapshot: &Snapshot, found: &mut Vec<String>) -> Result<(), StoreError> {
    type Listed = (String, Option<String>, i64);
    let mut rows: Vec<Listed> =
        countries::table.select((countries::code, countries::name_en, countries::revision)).load(connection)?;
    rows.sort();
    let expected = snapshot.countries.values();
    let expected: Vec<Listed> =
        expected.map(|c| (c.record.code.to_string(), c.record.name.en.clone(), c.revision as i64)).collect();
    compare("countries", &rows, &expected, found);

    let mut rows: Vec<Listed> =
        offices::table.select((offices::code, offices::name_en, offices::revision)).load(connection)?;
    rows.sort();
    let expected = snapshot.offices.values();
    let expected: Vec<Listed> =
        expected.map(|o| (o.record.code.to_string(), o.record.name.en.clone(), o.revision as i64)).collect();
    compare("offices", &rows, &expected, found);

    let (rows, expected) = (Rows::read(connection)?, Rows::expected(snapshot));
    compare("clients", &rows.clients, &expected.clients, found);
    compare("client_secrets", &rows.secrets, &expected.secrets, found);
    compare("client_keys", &rows.client_keys, &expected.client_keys, found);
    compare("signing_keys", &rows.keys, &expected.keys, found);
    compare("revocations", &rows.revocations, &expected.revocations, found);
    Ok(())
}

fn each<T: Described>(
    map: &crate::registry::snapshot::TrackedMap<T>,
    list: impl Fn(&Tracked<T>, &mut dyn FnMut(&str, &str)),
) -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    for (code, tracked) in map {
        list(tracked, &mut |a, b| rows.push((code.to_string(), a.to_owned(), b.to_owned())));
    }
    rows.sort();
    rows
}

fn by_key(rows: Vec<(String, i32, String)>) -> Vec<(String, String, String)> {
    let mut rows: Vec<_> = rows.into_iter().map(|(code, _, value)| (code, value, String::new())).collect();
    rows.sort();
    rows
}

fn compare<T: PartialEq + std::fmt::Debug>(table: &str, rows: &[T], expected: &[T], found: &mut Vec<String>) {
    if rows.len() != expected.len() {
        found.push(format!("{table}: {} rows, but the ledger gives {}", rows.len(), expected.len()));
    }
    let differing = rows.iter().zip(expected).filter(|(row, expected)| row != expected);
    found.extend(
        differing.take(10).map(|(row, expected)| format!("{table}: {row:?}, but the ledger gives {expected:?}")),
    );
}

/// Counts of the records in a snapshot, for a report.
#[must_use]
pub fn counts(snapshot: &Snapshot) -> BTreeMap<&'static str, usize> {
    let active = snapshot.presences.values().filter(|p| p.state.status.as_str() == "active").count();
    BTreeMap::from([
        ("presences", snapshot.presences.len()),
        ("presences active", active),
        ("adviser posts", snapshot.posts.len()),
        ("offices", snapshot.offices.len()),
        ("countries", snapshot.countries.len()),
        ("status updates", snapshot.updates.len()),
        ("clients", snapshot.clients.len()),
    ])
}
