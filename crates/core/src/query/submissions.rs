//! The list of submissions: the desk sees all of them, everybody else those that are public.

use std::{ops::Bound, sync::Arc};

use super::{Column, Filter, Resource, SortKey, Style, VersionedList};
use crate::{programme::submissions::is_public, record_kind::RecordKind, snapshot::Snapshot, versioned::Versioned};
use presence_model::{RecordCode, Submission};

/// Every submission that a reader may see, by code.
pub struct Submissions {
    /// What is public now, for those who see nothing else.
    public_in: Option<Snapshot>,
    list: VersionedList<Submission>,
}

impl Submissions {
    /// All of them: for the desk, and of a single one for its submitter.
    #[must_use]
    pub fn all() -> Self {
        Self { public_in: None, list: VersionedList::default() }
    }

    /// Those that everybody may see; `now` is the registry at this moment, whatever moment is asked for.
    #[must_use]
    pub fn public(now: &Snapshot) -> Self {
        Self { public_in: Some(now.clone()), list: VersionedList::default() }
    }

    /// Whether a submission may be seen.
    #[must_use]
    pub fn shows(&self, kept: &Versioned<Submission>) -> bool {
        self.public_in.as_ref().is_none_or(|now| is_public(kept, now))
    }
}

impl Resource for Submissions {
    type Item = Arc<Versioned<Submission>>;
    const FIELDS: &'static [&'static str] = Submission::FIELDS;
    const COLUMNS: &'static [Column] = Submission::COLUMNS;

    fn filters() -> Vec<Filter<Self::Item>> {
        Submission::filters()
    }

    fn sort_keys() -> Vec<SortKey<Self::Item>> {
        Submission::sort_keys()
    }

    fn scan<'s>(
        &'s self,
        snapshot: &'s Snapshot,
        after: Option<&str>,
    ) -> Box<dyn Iterator<Item = &'s Self::Item> + 's> {
        let from = after.and_then(RecordCode::new).map_or(Bound::Unbounded, Bound::Excluded);
        let rest = Submission::map(snapshot).range((from, Bound::Unbounded)).map(|(_, kept)| kept);
        Box::new(rest.filter(|kept| self.shows(kept)))
    }

    fn count(&self, snapshot: &Snapshot) -> usize {
        self.scan(snapshot, None).count()
    }

    fn key(item: &Self::Item) -> String {
        VersionedList::<Submission>::key(item)
    }

    /// The same for every reader: what not everybody may see is no field, but a whole record.
    fn write(&self, snapshot: &Snapshot, item: &Self::Item, style: Style, out: &mut Vec<u8>) {
        self.list.write(snapshot, item, style, out);
    }
}
