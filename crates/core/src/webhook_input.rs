//! What is sent of webhooks, read into typed input. Whether an address may be told is for others to say.

use serde_json::Value;

use super::{
    decide::{FiltersPatch, WebhookChange},
    fault::Fault,
    feed::KINDS,
    fields::Fields,
};
use presence_model::{Alpha3, OfficeCode, WebhookFilters};

/// The longest address, in characters.
pub const URL_MAX: usize = 2000;

/// A webhook to be made.
pub struct NewWebhook {
    /// The office; none: the caller's.
    pub office: Option<OfficeCode>,
    /// What receives there.
    pub name: String,
    /// The address.
    pub url: String,
    /// Which changes it is told of.
    pub filters: WebhookFilters,
    /// After which revision; none: the newest.
    pub since: Option<u64>,
}

/// Reads a new webhook.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_new(body: &Value) -> Result<NewWebhook, Vec<Fault>> {
    let mut faults = Vec::new();
    let read = Fields::open(body, "", &mut faults).and_then(|mut fields| {
        let office = fields.office("office");
        let (name, url) = (fields.text("name", 200), fields.text("url", URL_MAX));
        let (name, url) = (fields.require("name", name), fields.require("url", url));
        let filters = filters(&mut fields);
        let since = fields.count("since");
        fields.close();
        let filters = WebhookFilters {
            office: filters.office.unwrap_or_default(),
            country: filters.country.unwrap_or_default(),
            kind: filters.kind.unwrap_or_default(),
            code: filters.code.unwrap_or_default(),
        };
        Some(NewWebhook { office, name: name?, url: url?, filters, since })
    });
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Reads a merge patch of a webhook.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_patch(body: &Value) -> Result<WebhookChange, Vec<Fault>> {
    let mut faults = Vec::new();
    let read = Fields::open(body, "", &mut faults).map(|mut fields| {
        let change = WebhookChange::Describe {
            name: fields.text("name", 200),
            url: fields.text("url", URL_MAX),
            filters: filters(&mut fields),
            disabled: fields.truth("disabled"),
        };
        for field in ["name", "url", "disabled"] {
            fields.not_null(field);
        }
        fields.close();
        change
    });
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Filters, or a merge patch of them: null takes one away, or all.
fn filters(fields: &mut Fields) -> FiltersPatch {
    if fields.is_null("filters") {
        let patch = FiltersPatch {
            office: Some(Vec::new()),
            country: Some(Vec::new()),
            kind: Some(Vec::new()),
            code: Some(Vec::new()),
        };
        // Read, so that the field counts as known.
        fields.nested("filters", |_| Some(()));
        return patch;
    }
    let read = |fields: &mut Fields| {
        let kinds = format!("a kind of record ({})", KINDS.join(", "));
        let patch = FiltersPatch {
            office: fields.list("office", "an office's code", OfficeCode::new),
            country: fields.list("country", "an ISO 3166-1 alpha-3 code", Alpha3::new),
            kind: fields.list("kind", &kinds, |text| KINDS.contains(&text).then(|| text.to_owned())),
            code: fields.list("code", "the code of a record", code),
        };
        Some(FiltersPatch {
            office: patch.office.or(fields.is_null("office").then(Vec::new)),
            country: patch.country.or(fields.is_null("country").then(Vec::new)),
            kind: patch.kind.or(fields.is_null("kind").then(Vec::new)),
            code: patch.code.or(fields.is_null("code").then(Vec::new)),
        })
    };
    fields.nested("filters", read).unwrap_or_default()
}

/// The code of a presence or post, an office or a country. Whether there is one is another question.
fn code(text: &str) -> Option<String> {
    let fits = (2..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then(|| text.to_owned())
}
