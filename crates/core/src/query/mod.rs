//! Lists: filters, sort, pages. A list is a pure function of a snapshot and a query.

pub(super) mod columns;
mod countries;
mod cursor;
pub(super) mod filters;
mod history;
mod offices;
mod parameters;
mod posts;
mod presences;
mod submissions;
mod updates;
mod versioned;

use std::{cmp::Ordering, io::Write as _};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use self::{
    columns::Column,
    countries::Countries,
    cursor::Cursor,
    history::{FieldChange, History, HistoryEntry},
    offices::Offices,
    parameters::{BadParameter, COMMON},
    posts::Posts,
    presences::Presences,
    submissions::Submissions,
    updates::Updates,
    versioned::VersionedList,
};
use self::{
    cursor::foreign_cursor,
    parameters::{joined, read_filter, read_limit, read_names, read_sort, unknown},
};
use super::{snapshot::Snapshot, view::Audience};
use presence_model::{Language, Point};

/// How many records a page has unless told otherwise, and at most.
pub const LIMIT: usize = 50;

/// The largest page.
pub const LIMIT_MAX: usize = 1000;

/// Whether a record is wanted.
pub type Predicate<T> = Box<dyn Fn(&Snapshot, &T) -> bool + Send + Sync>;

/// A filter that a list offers.
pub struct Filter<T: 'static> {
    /// The parameter's name.
    pub name: &'static str,
    /// What it does, for the documentation.
    pub about: &'static str,
    /// The values it knows, if they can be listed.
    pub codes: Option<fn() -> Vec<String>>,
    /// Makes the test from the parameter's comma-separated values, or says what is wrong with them.
    pub build: fn(&[&str]) -> Result<Predicate<T>, String>,
}

/// A value to sort by; records without one come last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// A number, a date, a code's place in its vocabulary.
    Number(i64),
    /// A text.
    Text(String),
    /// Nothing to sort by.
    Missing,
}

/// A key that a list can be sorted by.
pub struct SortKey<T: 'static> {
    /// Its name, a field's.
    pub name: &'static str,
    /// The value of a record.
    pub value: fn(&Snapshot, &T) -> SortValue,
}

/// How records are written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The language of display texts.
    pub language: Language,
    /// Who reads.
    pub audience: Audience,
    /// Whether presences embed their posts.
    pub with_posts: bool,
}

/// A kind of record that can be listed.
pub trait Resource {
    /// A record.
    type Item: Clone + 'static;
    /// The fields of its JSON, which `fields=` chooses from.
    const FIELDS: &'static [&'static str];
    /// The columns of its records in a sheet.
    const COLUMNS: &'static [Column];
    /// Whether its records are somewhere on the map.
    const PLACED: bool = false;
    /// What `include=` may name.
    const INCLUDES: &'static [&'static str] = &[];
    /// The filters it offers.
    fn filters() -> Vec<Filter<Self::Item>>;
    /// The keys it can be sorted by.
    fn sort_keys() -> Vec<SortKey<Self::Item>>;
    /// Every record in natural order, from the one after `after` on.
    fn scan<'s>(&'s self, snapshot: &'s Snapshot, after: Option<&str>)
    -> Box<dyn Iterator<Item = &'s Self::Item> + 's>;
    /// How many records there are in all.
    fn count(&self, snapshot: &Snapshot) -> usize;
    /// What [`Resource::scan`] takes as `after` to go on behind this record.
    fn key(item: &Self::Item) -> String;
    /// Where a record is on the map.
    fn point(_: &Snapshot, _: &Self::Item) -> Option<Point> {
        None
    }
    /// Writes a record's JSON.
    fn write(&self, snapshot: &Snapshot, item: &Self::Item, style: Style, out: &mut Vec<u8>);
}

/// Filters by what changes with a record's reports. What nobody knows of a date does not answer to them.
const OF_REPORTS: [&str; 7] =
    ["status", "operating_mode", "closure_reason", "reason", "confidence", "reported", "presence_status"];

/// What is asked of a list.
pub struct Query<T: 'static> {
    filters: Vec<(&'static str, Predicate<T>)>,
    sort: Sort<T>,
    limit: usize,
    /// Whether a page was asked for, and not the whole list.
    paged: bool,
    fields: Option<Vec<String>>,
    fingerprint: u32,
    /// Where the page begins; none for the first.
    pub cursor: Option<Cursor>,
    /// How records are written.
    pub style: Style,
}

/// A page of a list, in JSON.
pub struct Page {
    /// The body.
    pub body: Vec<u8>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Query<T> {
    /// Reads the parameters of a list. Parameters that every list has beyond these are taken out before.
    ///
    /// # Errors
    /// The first parameter that is unknown, repeated or has a wrong value.
    pub fn read<R: Resource<Item = T>>(pairs: &[(String, String)], mut style: Style) -> Result<Self, BadParameter> {
        let known = if pairs.is_empty() { Vec::new() } else { R::filters() };
        let mut query = Self {
            filters: Vec::new(),
            sort: Vec::new(),
            limit: LIMIT,
            paged: false,
            fields: None,
            fingerprint: 0,
            cursor: None,
            style,
        };
        let mut identity = Vec::new();
        let pairs = joined(pairs)?;
        for (name, value) in &pairs {
            match name.as_str() {
                "limit" => query.limit = read_limit(value)?,
                "cursor" => query.cursor = Some(Cursor::read(value).ok_or_else(|| foreign_cursor("cannot be read"))?),
                "sort" => query.sort = read_sort::<R>(value)?,
                "fields" => query.fields = Some(read_names(name, value, R::FIELDS)?),
                "include" if !R::INCLUDES.is_empty() => {
                    style.with_posts = read_names(name, value, R::INCLUDES)?.iter().any(|name| name == "posts");
                    query.style = style;
                }
                other => match known.iter().find(|filter| filter.name == other) {
                    Some(filter) => query.filters.push((filter.name, read_filter(filter, value)?)),
                    None => return Err(unknown::<R>(other)),
                },
            }
            query.paged |= matches!(name.as_str(), "cursor" | "limit");
            if !matches!(name.as_str(), "cursor" | "limit" | "fields" | "include") {
                identity.push((name, value));
            }
        }
        identity.sort();
        query.fingerprint = identity.iter().fold(0x811c_9dc5, |hash: u32, (name, value)| {
            format!("{name}={value}&")
                .bytes()
                .fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
        });
        match &query.cursor {
            Some(cursor) if cursor.fingerprint != query.fingerprint => {
                Err(foreign_cursor("belongs to a list with other filters or another order"))
            }
            _ => Ok(query),
        }
    }

    /// The records of the page, or of the whole list where no page was asked for; and the cursor of the next page.
    pub fn records<R: Resource<Item = T>>(&self, resource: &R, snapshot: &Snapshot) -> (Vec<T>, Option<String>)
    where
        T: Clone,
    {
        let limit = if self.paged { self.limit } else { usize::MAX };
        let (items, total) = self.items(resource, snapshot, limit);
        let next = self.next::<R>(snapshot, &items, total);
        (items.into_iter().cloned().collect(), next)
    }

    /// The columns of the fields that were asked for.
    #[must_use]
    pub fn columns<R: Resource<Item = T>>(&self) -> Vec<Column> {
        let wanted = |column: &&Column| {
            let field = column.path.split('.').next().unwrap_or(column.path);
            self.fields.as_ref().is_none_or(|fields| fields.iter().any(|wanted| wanted == field))
        };
        R::COLUMNS.iter().filter(wanted).copied().collect()
    }

    fn items<'s, R: Resource<Item = T>>(
        &self,
        resource: &'s R,
        snapshot: &'s Snapshot,
        limit: usize,
    ) -> (Vec<&'s T>, usize) {
        let start = self.cursor.as_ref();
        if self.sort.is_empty() {
            self.natural(resource, snapshot, start, limit)
        } else {
            self.sorted(resource, snapshot, start, limit)
        }
    }

    fn next<R: Resource<Item = T>>(&self, snapshot: &Snapshot, items: &[&T], total: usize) -> Option<String> {
        let offset = self.cursor.as_ref().map_or(0, |cursor| cursor.offset).saturating_add(items.len());
        let last = items.last().filter(|_| offset < total)?;
        let (fingerprint, after) = (self.fingerprint, R::key(last));
        Some(Cursor { revision: snapshot.revision(), offset, total, fingerprint, after }.write())
    }

    /// Makes the page.
    pub fn page<R: Resource<Item = T>>(
        &self,
        resource: &R,
        snapshot: &Snapshot,
        next_url: impl Fn(&str) -> String,
    ) -> Page {
        let (items, total) = self.items(resource, snapshot, self.limit);
        let next = self.next::<R>(snapshot, &items, total);
        let mut body = Vec::with_capacity(64 + items.len() * 1600);
        body.extend_from_slice(b"{\"data\":[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                body.push(b',');
            }
            self.write(resource, snapshot, item, &mut body);
        }
        let url = next.as_deref().map(next_url);
        let page = PageInfo { total, limit: self.limit, next: url.as_deref() };
        body.extend_from_slice(b"],\"page\":");
        write_json(&mut body, &page);
        write!(body, ",\"revision\":{}}}", snapshot.revision()).expect("a Vec takes everything");
        Page { body, next: url }
    }

    /// Writes one record with the fields that were asked for.
    pub fn write<R: Resource<Item = T>>(&self, resource: &R, snapshot: &Snapshot, item: &T, out: &mut Vec<u8>) {
        let Some(fields) = &self.fields else {
            return resource.write(snapshot, item, self.style, out);
        };
        let mut whole = Vec::new();
        resource.write(snapshot, item, self.style, &mut whole);
        let Ok(Value::Object(mut whole)) = serde_json::from_slice(&whole) else {
            return out.extend_from_slice(&whole);
        };
        whole.retain(|field, _| fields.iter().any(|wanted| wanted == field));
        write_json(out, &whole);
    }

    /// Every record that is wanted, in natural order.
    pub fn matching<'s, R: Resource<Item = T>>(
        &'s self,
        resource: &'s R,
        snapshot: &'s Snapshot,
    ) -> impl Iterator<Item = &'s T> {
        resource.scan(snapshot, None).filter(|item| self.wants(snapshot, item))
    }

    /// Whether the filters let a record pass.
    pub fn wants(&self, snapshot: &Snapshot, item: &T) -> bool {
        self.filters.iter().all(|(_, wanted)| wanted(snapshot, item))
    }

    /// Whether the filters by its description let a record pass.
    pub fn describes(&self, snapshot: &Snapshot, item: &T) -> bool {
        let mut described = self.filters.iter().filter(|(name, _)| !OF_REPORTS.contains(name));
        described.all(|(_, wanted)| wanted(snapshot, item))
    }

    /// Whether there is a filter of this name.
    #[must_use]
    pub fn filters_by(&self, name: &str) -> bool {
        self.filters.iter().any(|(known, _)| *known == name)
    }

    /// Natural order needs no sorting, and a later page neither counts again nor walks over the earlier ones.
    fn natural<'s, R: Resource<Item = T>>(
        &self,
        resource: &'s R,
        snapshot: &'s Snapshot,
        start: Option<&Cursor>,
        limit: usize,
    ) -> (Vec<&'s T>, usize) {
        let rest = resource.scan(snapshot, start.map(|cursor| cursor.after.as_str()));
        let mut wanted = rest.filter(|item| self.wants(snapshot, item));
        let items: Vec<_> = wanted.by_ref().take(limit).collect();
        let total = match start {
            Some(cursor) => cursor.total,
            None if self.filters.is_empty() => resource.count(snapshot),
            None => items.len() + wanted.count(),
        };
        (items, total)
    }

    fn sorted<'s, R: Resource<Item = T>>(
        &self,
        resource: &'s R,
        snapshot: &'s Snapshot,
        start: Option<&Cursor>,
        limit: usize,
    ) -> (Vec<&'s T>, usize) {
        let values = |item| self.sort.iter().map(|(value, _)| value(snapshot, item)).collect::<Vec<_>>();
        let wanted = resource.scan(snapshot, None).filter(|item| self.wants(snapshot, item));
        let mut keyed: Vec<_> = wanted.map(|item| (values(item), item)).collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let steps = a.iter().zip(b).zip(&self.sort).map(|((a, b), (_, descending))| compare(a, b, *descending));
            steps.fold(Ordering::Equal, Ordering::then)
        });
        let total = keyed.len();
        let offset = start.map_or(0, |cursor| cursor.offset);
        (keyed.into_iter().skip(offset).take(limit).map(|(_, item)| item).collect(), total)
    }
}

fn compare(a: &SortValue, b: &SortValue, descending: bool) -> Ordering {
    match (a, b) {
        (SortValue::Missing, _) | (_, SortValue::Missing) => a.cmp(b),
        _ if descending => b.cmp(a),
        _ => a.cmp(b),
    }
}

/// Where a page stands in its list.
#[derive(Serialize, ToSchema)]
pub struct PageInfo<'a> {
    /// How many records the whole list has, exactly.
    #[schema(example = 95)]
    total: usize,
    /// How many records a page has at most.
    #[schema(example = 50)]
    limit: usize,
    /// Path and query of the next page; null on the last one. All pages show the moment of the first.
    next: Option<&'a str>,
}

/// Appends a value's JSON.
pub fn write_json(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(out, value).expect("views have text keys, and a Vec takes everything");
}

/// Keys to sort by, each with whether it descends.
type Sort<T> = Vec<(fn(&Snapshot, &T) -> SortValue, bool)>;
