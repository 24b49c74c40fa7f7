//! What each kind of versioned record says of itself: its fields, its rules, its list.

use std::{borrow::Cow, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    body::{Body, FromBody},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, SortValue, filters},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{RecordCode, Timestamp};

/// A kind of versioned record.
pub trait RecordKind:
    Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + PartialSchema + ToSchema + 'static
{
    /// The body that makes one.
    type New: Body + ToSchema;
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
    ///
    /// # Errors
    /// Every fault that can be seen without knowing the registry.
    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>>;
    /// What speaks against it in the registry as it is; `known` is what it was, if it was there.
    fn check(&self, snapshot: &Snapshot, known: Option<&Self>) -> Vec<Fault>;
    /// Fields that follow from the others.
    fn derived(&self) -> Map<String, Value> {
        Map::new()
    }
    /// The filters that its list offers.
    fn filters() -> Vec<Filter<Arc<Versioned<Self>>>>;
    /// The keys that its list can be sorted by.
    fn sort_keys() -> Vec<SortKey<Arc<Versioned<Self>>>>;
    /// The records of this kind.
    fn map(snapshot: &Snapshot) -> &VersionedMap<Self>;
    /// As the ledger takes it.
    fn into_record(self) -> Record;
}

/// The filter by codes, which the list of every kind has; `codes` lists them where they are a closed vocabulary.
pub fn by_code<T: RecordKind>(about: &'static str, codes: Option<fn() -> Vec<String>>) -> Filter<Arc<Versioned<T>>> {
    let build = |values: &[&str]| {
        filters::by_text(values, |_, kept: &Arc<Versioned<T>>, value| kept.record().code().as_str() == value)
    };
    Filter { name: "code", about, codes, build }
}

/// The key that sorts the list of any kind by code.
pub fn code_key<T: RecordKind>() -> SortKey<Arc<Versioned<T>>> {
    SortKey { name: "code", value: |_, kept| SortValue::Text(kept.record().code().to_string()) }
}

/// A new record of a kind, from a body. The body may name its kind, as an export has it.
pub struct NewRecord<T>(pub T);

impl<T: RecordKind> PartialSchema for NewRecord<T> {
    fn schema() -> RefOr<Schema> {
        T::New::schema()
    }
}

impl<T: RecordKind> ToSchema for NewRecord<T> {
    fn name() -> Cow<'static, str> {
        T::New::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::New::schemas(schemas);
    }
}

impl<T: RecordKind> FromBody for NewRecord<T> {
    const LIMIT: usize = <T::New as Body>::LIMIT;

    fn from_body(body: &Value, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let mut body = body.clone();
        if let Some(fields) = body.as_object_mut().filter(|fields| fields.get("kind") == Some(&json!(T::KIND))) {
            fields.remove("kind");
        }
        T::read(&body, None, now).map(Self)
    }
}
