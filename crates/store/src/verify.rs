//! Checks a database: that no entry of the ledger was altered, that the typed tables say the same as the ledger, and
//! that what is kept beside it was not changed.

use std::collections::BTreeMap;

use diesel::{QueryDsl, RunQueryDsl, SelectableHelper};

use super::{
    audit_events,
    connection::AnyConnection,
    credential_tables::Rows,
    error::StoreError,
    expected,
    head::{self, HeadCheck},
    ledger,
    schema::{
        adviser_post_covers, adviser_post_titles, adviser_posts, countries, offices, presence_bases, presence_covers,
        presence_names, presence_reporting_lines, presences, programme_records, status_updates,
    },
    tables::{
        BasisRow, CountryRow, KeptRow, OfficeRow, PostRow, PostState, PresenceRow, PresenceState, UpdateRow, bases,
        texts,
    },
    verify_rows, webhook_tables,
};
use presence_core::{
    Snapshot,
    record_kind::RecordKind,
    tracked::{Described, Tracked},
    tree::Tree,
    versioned::VersionedMap,
};
use presence_model::{Alpha3, Code, RecordCode};

/// What a check of a database found.
pub struct Findings {
    /// The ledger as it can be replayed; none if it cannot.
    pub snapshot: Option<Snapshot>,
    /// The Merkle tree, computed anew from the canonical bytes of each entry.
    pub tree: Tree,
    /// What is wrong, one line each.
    pub wrong: Vec<String>,
    /// Whether the ledger is the one whose head was sealed.
    pub head: HeadCheck,
}

impl Findings {
    /// The newest revision of a backup in which nothing is wrong.
    pub(super) fn sound(self) -> Result<u64, StoreError> {
        match self.wrong.as_slice() {
            [] => Ok(self.tree.len()),
            [first, ..] => Err(StoreError::Archive(format!("{first} ({} faults in all)", self.wrong.len()))),
        }
    }
}

/// Checks everything that a database says by itself. Whether somebody has replaced the whole ledger only a checkpoint
/// that was kept elsewhere can tell.
///
/// # Errors
/// When the database does not answer.
pub fn check(connection: &mut AnyConnection) -> Result<Findings, StoreError> {
    // All of it as of one moment: a server may be writing.
    connection.view(look)
}

/// The same, within a transaction.
pub(super) fn look(connection: &mut AnyConnection) -> Result<Findings, StoreError> {
    let mut wrong: Vec<String> = connection.broken_pages()?;
    wrong.extend(expected::differences(connection)?);
    let (tree, altered) = ledger::recount(connection)?;
    let head = head::check(connection, &tree)?;
    if let HeadCheck::Wrong(why) = &head {
        wrong.push(why.clone());
    }
    wrong.extend(altered.map(|revision| format!("changes: revision {revision} was altered or is missing")));
    let snapshot = match ledger::replay_unchecked(connection) {
        Ok(snapshot) => Some(snapshot),
        Err(error @ StoreError::Ledger(_)) => {
            wrong.push(error.to_string());
            None
        }
        Err(error) => return Err(error),
    };
    if let Some(snapshot) = &snapshot {
        wrong.extend(differences(connection, snapshot)?);
        wrong.extend(verify_rows::broken(connection, snapshot)?);
    }
    if let Some(event) = audit_events::broken(connection)? {
        wrong.push(format!("audit_events: event {event} was altered or is missing"));
    }
    Ok(Findings { snapshot, tree, wrong, head })
}

/// Compares every typed table with the snapshot that the ledger gives; names each difference.
///
/// # Errors
/// When the database does not answer.
pub fn differences(connection: &mut AnyConnection, snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    // Databases sort texts in different ways: they are sorted here.
    let mut rows: Vec<(PresenceRow, PresenceState)> =
        presences::table.select((PresenceRow::as_select(), PresenceState::as_select())).load(connection)?;
    rows.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    let expected = snapshot.presences.values().map(|p| (PresenceRow::from(p.record()), PresenceState::from(&**p)));
    compare("presences", &rows, &expected.collect::<Vec<_>>(), &mut found);

    let mut rows: Vec<(PostRow, PostState)> =
        adviser_posts::table.select((PostRow::as_select(), PostState::as_select())).load(connection)?;
    rows.sort_by(|a, b| a.0.code.cmp(&b.0.code));
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
    compare("presence_covers", &sorted(rows), &placed(&snapshot.presences, |p| texts_of(&p.record().covers)), found);

    let rows: Vec<(String, i32, String)> = presence_reporting_lines::table.load(connection)?;
    let lines = placed(&snapshot.presences, |p| p.record().reporting_lines.iter().map(|line| line.as_str()).collect());
    compare("presence_reporting_lines", &sorted(rows), &lines, found);

    let rows: Vec<(String, i32, String)> = adviser_post_covers::table.load(connection)?;
    compare("adviser_post_covers", &sorted(rows), &placed(&snapshot.posts, |p| texts_of(&p.record().covers)), found);

    let mut rows: Vec<BasisRow> = presence_bases::table.select(BasisRow::as_select()).load(connection)?;
    rows.sort_by(|a, b| (&a.presence, &a.kind).cmp(&(&b.presence, &b.kind)));
    let expected: Vec<_> = snapshot.presences.values().flat_map(|presence| bases(presence.record())).collect();
    compare("presence_bases", &rows, &expected, found);
    Ok(())
}

/// Countries, offices and credentials.
fn listed(connection: &mut AnyConnection, snapshot: &Snapshot, found: &mut Vec<String>) -> Result<(), StoreError> {
    let mut rows: Vec<CountryRow> = countries::table.select(CountryRow::as_select()).load(connection)?;
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    let expected = snapshot.countries.values();
    let expected: Vec<_> = expected.map(|known| CountryRow::new(&known.record, known.revision as i64)).collect();
    compare("countries", &rows, &expected, found);

    let mut rows: Vec<OfficeRow> = offices::table.select(OfficeRow::as_select()).load(connection)?;
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    let expected = snapshot.offices.values();
    let expected: Vec<_> = expected.map(|known| OfficeRow::new(&known.record, known.revision as i64)).collect();
    compare("offices", &rows, &expected, found);

    let rows: Vec<KeptRow> = programme_records::table.select(KeptRow::as_select()).load(connection)?;
    compare("programme_records", &sorted(rows), &sorted(kept_rows(snapshot)), found);

    let (rows, expected) = (Rows::read(connection)?, Rows::expected(snapshot));
    compare("clients", &rows.clients, &expected.clients, found);
    compare("client_secrets", &rows.secrets, &expected.secrets, found);
    compare("client_keys", &rows.client_keys, &expected.client_keys, found);
    compare("signing_keys", &rows.keys, &expected.keys, found);
    compare("revocations", &rows.revocations, &expected.revocations, found);
    let (rows, expected) = (webhook_tables::Rows::read(connection)?, webhook_tables::Rows::expected(snapshot));
    compare("webhooks", &rows.webhooks, &expected.webhooks, found);
    compare("webhook_secrets", &rows.secrets, &expected.secrets, found);
    Ok(())
}

/// The rows that the programme's records make.
fn kept_rows(snapshot: &Snapshot) -> Vec<KeptRow> {
    fn of<T: RecordKind>(map: &VersionedMap<T>) -> impl Iterator<Item = KeptRow> {
        map.values().map(|kept| {
            let newest = kept.newest();
            KeptRow {
                kind: T::KIND.to_owned(),
                code: newest.record.code().to_string(),
                record: serde_json::to_string(&newest.record).unwrap_or_default(),
                revision: newest.revision as i64,
                recorded_at: newest.recorded_at.0,
            }
        })
    }
    let programme = &snapshot.programme;
    let money = of(&programme.donors).chain(of(&programme.contributions)).chain(of(&programme.costs));
    let asked = of(&programme.requests).chain(of(&programme.calls)).chain(of(&programme.submissions));
    money.chain(asked).chain(of(&programme.texts)).collect()
}

fn each<T: Described>(
    map: &presence_core::snapshot::TrackedMap<T>,
    list: impl Fn(&Tracked<T>, &mut dyn FnMut(&str, &str)),
) -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    for (code, tracked) in map {
        list(tracked, &mut |a, b| rows.push((code.to_string(), a.to_owned(), b.to_owned())));
    }
    rows.sort();
    rows
}

/// Lists of records, each item with its place.
fn placed<'s, T: Described>(
    map: &'s presence_core::snapshot::TrackedMap<T>,
    list: impl Fn(&'s Tracked<T>) -> Vec<&'s str>,
) -> Vec<(String, i32, String)> {
    let items = |(code, tracked): (&RecordCode, &'s std::sync::Arc<Tracked<T>>)| {
        let code = code.to_string();
        (0..).zip(list(tracked)).map(move |(place, item)| (code.clone(), place, item.to_owned())).collect::<Vec<_>>()
    };
    sorted(map.iter().flat_map(items).collect())
}

fn texts_of(countries: &[Alpha3]) -> Vec<&str> {
    countries.iter().map(Alpha3::as_str).collect()
}

fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
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
        ("webhooks", snapshot.webhooks.len()),
    ])
}
