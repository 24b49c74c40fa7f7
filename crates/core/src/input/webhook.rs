//! Webhooks and which changes they are notified of.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use utoipa::ToSchema;

use super::client::not_cleared;
use crate::{
    body::{Body, Count, Faults, Patch, SentFields, Text, UniqueList},
    decide::{FiltersPatch, WebhookChange},
    fault::Fault,
    feed::KINDS,
};
use presence_model::{Alpha3, OfficeCode, Timestamp, WebhookFilters};

/// The longest address, in characters.
pub const URL_MAX: usize = 2000;

/// A new webhook.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"name": "dashboard", "url": "https://hooks.example.org/presences", "filters": {"kind": ["presence"]}}))]
pub struct NewWebhook {
    /// The office that it belongs to; the caller's unless given.
    #[deserr(default)]
    pub office: Option<OfficeCode>,
    /// What receives there; never a person's name.
    #[schema(inline)]
    pub name: Text<200>,
    /// The address: https, and on the public internet. It is kept in the ledger, so it is not to hold a secret.
    #[schema(value_type = String, max_length = 2000, format = "uri")]
    pub url: Text<URL_MAX>,
    /// Which changes it receives; all unless given.
    #[deserr(default)]
    #[schema(value_type = Option<NewWebhookFilters>)]
    pub filters: Patch<NewWebhookFilters>,
    /// It receives changes after this revision; from now on unless given.
    #[deserr(default)]
    #[schema(inline)]
    pub since: Option<Count>,
}

impl Body for NewWebhook {}

/// Which changes a webhook receives; a filter that is not given lets all through.
#[derive(Debug, Default, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewWebhookFilters {
    /// Changes made by these offices.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<OfficeCode>>, max_items = 300)]
    office: Patch<UniqueList<OfficeCode>>,
    /// Changes of records that are in or cover these countries.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<Alpha3>>, max_items = 300)]
    country: Patch<UniqueList<Alpha3>>,
    /// Changes of these kinds of record: `presence`, `adviser_post`, `office`, `country`.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 300)]
    kind: Patch<UniqueList<Kind>>,
    /// Changes of these records.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 300)]
    code: Patch<UniqueList<AnyCode>>,
}

/// The kind of a record, as in the feed of changes.
#[derive(Debug, PartialEq)]
struct Kind(&'static str);

impl Deserr<Faults> for Kind {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        let text = Text::<40>::deserialize_from_value(value, place)?;
        let known = KINDS.iter().find(|kind| **kind == &*text).map(|kind| Self(kind));
        let detail = || format!("a kind of record ({}) is needed", KINDS.join(", "));
        known.ok_or_else(|| Faults::at(place, "malformed", detail()))
    }
}

/// The code of a presence or post, an office or a country. Whether there is one is another question.
#[derive(Debug, PartialEq)]
struct AnyCode(String);

impl Deserr<Faults> for AnyCode {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        let code = Text::<64>::deserialize_from_value(value, place)?;
        if code.len() < 2 || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Faults::at(place, "malformed", "the code of a record is needed"));
        }
        Ok(Self(code.into()))
    }
}

impl From<Patch<NewWebhookFilters>> for FiltersPatch {
    /// Null takes one filter away, or all.
    fn from(filters: Patch<NewWebhookFilters>) -> Self {
        fn list<T, U>(filter: Patch<UniqueList<T>>, as_kept: fn(T) -> U) -> Option<Vec<U>> {
            match filter {
                Patch::Keep => None,
                Patch::Clear => Some(Vec::new()),
                Patch::Set(list) => Some(list.0.into_iter().map(as_kept).collect()),
            }
        }
        let filters = match filters {
            Patch::Keep => NewWebhookFilters::default(),
            Patch::Set(filters) => filters,
            Patch::Clear => NewWebhookFilters {
                office: Patch::Clear,
                country: Patch::Clear,
                kind: Patch::Clear,
                code: Patch::Clear,
            },
        };
        Self {
            office: list(filters.office, |office| office),
            country: list(filters.country, |country| country),
            kind: list(filters.kind, |kind| kind.0.to_owned()),
            code: list(filters.code, |code| code.0),
        }
    }
}

impl From<FiltersPatch> for WebhookFilters {
    fn from(filters: FiltersPatch) -> Self {
        Self {
            office: filters.office.unwrap_or_default(),
            country: filters.country.unwrap_or_default(),
            kind: filters.kind.unwrap_or_default(),
            code: filters.code.unwrap_or_default(),
        }
    }
}

/// What changes of a webhook.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"disabled": false}))]
pub struct WebhookPatch {
    /// What receives there.
    #[deserr(default)]
    #[schema(value_type = String, required = false, max_length = 200)]
    name: Patch<Text<200>>,
    /// The address.
    #[deserr(default)]
    #[schema(value_type = String, required = false, max_length = 2000, format = "uri")]
    url: Patch<Text<URL_MAX>>,
    /// Which changes it receives; null takes a filter away, or all of them.
    #[deserr(default)]
    #[schema(value_type = Option<NewWebhookFilters>)]
    filters: Patch<NewWebhookFilters>,
    /// Whether it is disabled.
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    disabled: Patch<bool>,
}

impl Body for WebhookPatch {
    fn check(&self, _: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        let Self { name, url, disabled, filters: _ } = self;
        let cleared = [
            ("name", matches!(name, Patch::Clear)),
            ("url", matches!(url, Patch::Clear)),
            ("disabled", matches!(disabled, Patch::Clear)),
        ];
        faults.extend(not_cleared(&cleared));
    }
}

impl From<WebhookPatch> for WebhookChange {
    fn from(patch: WebhookPatch) -> Self {
        Self::Describe {
            name: patch.name.set().map(Into::into),
            url: patch.url.set().map(Into::into),
            filters: patch.filters.into(),
            disabled: patch.disabled.set(),
        }
    }
}
