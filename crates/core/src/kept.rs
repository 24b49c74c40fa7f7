//! Records that the desk keeps and that have no timeline: what they are is what their newest version says.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::{PartialSchema, ToSchema};

use super::{
    change::{Change, Record},
    fault::Fault,
    fields::Fields,
    query::{Column, Filter, SortKey, SortValue, filters},
    snapshot::Snapshot,
    tracked::{Rendered, Version},
};
use presence_model::{RecordCode, Timestamp};

/// Kept records by code.
pub type KeptMap<T> = OrdMap<RecordCode, Arc<Kept<T>>>;

/// A kind of kept record: its fields, its rules, its list.
pub trait Keep:
    Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + PartialSchema + ToSchema + 'static
{
    /// What it is called in the ledger, in imports and in the feed of changes.
    const KIND: &'static str;
    /// What it is called in messages.
    const NAME: &'static str;
    /// Where it is: `/v1/donors`.
    const PATH: &'static str;
    /// Whether everybody may see every version of every record. Those of a kind that is not open are in no feed, no
    /// import and no list that does not ask who reads.
    const OPEN: bool = true;
    /// The fields of its JSON.
    const FIELDS: &'static [&'static str];
    /// Those that the registry computes and nobody sets.
    const COMPUTED: &'static [&'static str] = &[];
    /// Its columns in a sheet.
    const COLUMNS: &'static [Column];

    /// Its code.
    fn code(&self) -> &RecordCode;
    /// Reads it from a body that has all its fields; `known` is what it was, if it was there.
    fn read(fields: &mut Fields, known: Option<&Self>, now: Timestamp) -> Option<Self>;
    /// What speaks against it in the registry as it is; `known` is what it was, if it was there.
    fn check(&self, snapshot: &Snapshot, known: Option<&Self>) -> Vec<Fault>;
    /// Fields that follow from the others.
    fn derived(&self) -> Map<String, Value> {
        Map::new()
    }
    /// The filters that its list offers.
    fn filters() -> Vec<Filter<Arc<Kept<Self>>>>;
    /// The keys that its list can be sorted by.
    fn sort_keys() -> Vec<SortKey<Arc<Kept<Self>>>>;
    /// The records of this kind.
    fn map(snapshot: &Snapshot) -> &KeptMap<Self>;
    /// As the ledger takes it.
    fn into_record(self) -> Record;
}

/// A kept record with all its versions.
#[derive(Debug)]
pub struct Kept<T> {
    /// Oldest first; never empty.
    pub versions: Vector<Arc<Version<T>>>,
    /// Its JSON, made at the first read of this revision.
    pub json: Rendered,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { versions: self.versions.clone(), json: Rendered::default() }
    }
}

impl<T> Kept<T> {
    /// The newest version.
    #[must_use]
    pub fn newest(&self) -> &Version<T> {
        self.versions.last().expect("a kept record has a version")
    }

    /// The record as it is.
    #[must_use]
    pub fn record(&self) -> &T {
        &self.newest().record
    }

    /// The record as it was known at a revision.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Option<Self> {
        let known = self.versions.iter().take_while(|version| version.revision <= revision).count();
        (known > 0).then(|| Self { versions: self.versions.clone().slice(..known), json: Rendered::default() })
    }
}

/// The filter by codes, which the list of every kind has; `codes` lists them where they are a closed vocabulary.
pub fn by_code<T: Keep>(about: &'static str, codes: Option<fn() -> Vec<String>>) -> Filter<Arc<Kept<T>>> {
    let build = |values: &[&str]| {
        filters::by_text(values, |_, kept: &Arc<Kept<T>>, value| kept.record().code().as_str() == value)
    };
    Filter { name: "code", about, codes, build }
}

/// The key that sorts the list of any kind by code.
pub fn code_key<T: Keep>() -> SortKey<Arc<Kept<T>>> {
    SortKey { name: "code", value: |_, kept| SortValue::Text(kept.record().code().to_string()) }
}

/// Takes a version of a record.
pub fn keep<T: Keep>(map: &mut KeptMap<T>, change: &Change, record: &Arc<T>) {
    let version = Arc::new(Version {
        revision: change.revision,
        recorded_at: change.recorded_at,
        actor: change.actor.clone(),
        record: record.clone(),
    });
    match map.get_mut(record.code()) {
        Some(kept) => {
            let kept = Arc::make_mut(kept);
            kept.versions.push_back(version);
            kept.json = Rendered::default();
        }
        None => {
            let kept = Kept { versions: Vector::unit(version), json: Rendered::default() };
            map.insert(record.code().clone(), Arc::new(kept));
        }
    }
}

/// The records as they were known at a revision.
#[must_use]
pub fn past<T: Keep>(map: &KeptMap<T>, revision: u64) -> KeptMap<T> {
    map.iter()
        .filter_map(|(code, kept)| {
            let same = kept.newest().revision <= revision;
            let then = if same { kept.clone() } else { Arc::new(kept.as_of(revision)?) };
            Some((code.clone(), then))
        })
        .collect()
}
