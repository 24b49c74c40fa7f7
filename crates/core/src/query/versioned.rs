//! The lists of records that the desk keeps: donors, contributions, costs, requests …

use std::{marker::PhantomData, ops::Bound, sync::Arc};

use super::{Column, Filter, Resource, SortKey, Style, write_json};
use crate::{record_kind::RecordKind, snapshot::Snapshot, versioned::Versioned, view};
use presence_model::RecordCode;

/// Every record of a kind, by code.
pub struct VersionedList<T>(PhantomData<T>);

impl<T> Default for VersionedList<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: RecordKind> Resource for VersionedList<T> {
    type Item = Arc<Versioned<T>>;
    const FIELDS: &'static [&'static str] = T::FIELDS;
    const COLUMNS: &'static [Column] = T::COLUMNS;

    fn filters() -> Vec<Filter<Self::Item>> {
        T::filters()
    }

    fn sort_keys() -> Vec<SortKey<Self::Item>> {
        T::sort_keys()
    }

    fn scan<'s>(
        &'s self,
        snapshot: &'s Snapshot,
        after: Option<&str>,
    ) -> Box<dyn Iterator<Item = &'s Self::Item> + 's> {
        match after.and_then(RecordCode::new) {
            Some(after) => {
                Box::new(T::map(snapshot).range((Bound::Excluded(after), Bound::Unbounded)).map(|(_, kept)| kept))
            }
            None => Box::new(T::map(snapshot).values()),
        }
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        T::map(snapshot).len()
    }

    fn key(item: &Self::Item) -> String {
        item.record().code().to_string()
    }

    fn write(&self, _: &Snapshot, item: &Self::Item, style: Style, out: &mut Vec<u8>) {
        let json = item.json.get(style.language, 0, || {
            let mut json = Vec::with_capacity(600);
            write_json(&mut json, &view::kept(item));
            json
        });
        out.extend_from_slice(&json);
    }
}
