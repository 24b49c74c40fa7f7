//! What is sent: CloudEvents 1.0 in their structured JSON form (<https://github.com/cloudevents/spec>).

use serde::Serialize;
use serde_json::value::RawValue;

use presence_core::{Snapshot, feed, query::Style, view::Audience};
use presence_model::{Language, Timestamp, Webhook};

/// The media type of an event.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";
/// The type of an event that tells a change.
pub const CHANGE: &str = "presence-registry.change.v1";
/// The type of an event that tells nothing.
pub const PING: &str = "presence-registry.ping.v1";

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    r#type: &'static str,
    subject: String,
    time: Timestamp,
    datacontenttype: &'static str,
    /// The extension for distributed tracing.
    #[serde(skip_serializing_if = "Option::is_none")]
    traceparent: Option<&'a str>,
    data: &'a RawValue,
}

/// A message for a webhook.
pub struct Message {
    /// Its `webhook-id`.
    pub id: String,
    /// The revision of the change that it tells; none: it is a ping.
    pub revision: Option<u64>,
    /// Its body.
    pub body: Vec<u8>,
    /// Its `traceparent`: that of the request which brought the change about.
    pub trace: Option<String>,
}

fn message(id: String, revision: Option<u64>, event: &CloudEvent) -> Message {
    let trace = event.traceparent.map(str::to_owned);
    Message { id, revision, body: serde_json::to_vec(event).expect("events are JSON"), trace }
}

/// Tells a webhook the change of a revision as the public sees it; `None` if it is not one that is told.
#[must_use]
pub fn change(
    webhook: &Webhook,
    snapshot: &Snapshot,
    revision: u64,
    source: &str,
    trace: Option<&str>,
) -> Option<Message> {
    let style = Style { language: Language::English, audience: Audience::Public, with_posts: false };
    let told = feed::told(snapshot, revision, style)?;
    let data = RawValue::from_string(String::from_utf8(told.json).ok()?).ok()?;
    let event = CloudEvent {
        specversion: "1.0",
        id: &revision.to_string(),
        source,
        r#type: CHANGE,
        subject: told.place,
        time: told.recorded_at,
        datacontenttype: "application/json",
        traceparent: trace,
        data: &data,
    };
    Some(message(format!("{}-{revision}", webhook.id), Some(revision), &event))
}

/// The `webhook-id` of a new ping.
#[must_use]
pub fn ping_id(webhook: &Webhook) -> String {
    format!("{}-ping-{}", webhook.id, uuid::Uuid::now_v7().simple())
}

/// Tells a webhook nothing but that it would be told.
#[must_use]
pub fn ping(webhook: &Webhook, id: &str, source: &str) -> Option<Message> {
    let data = RawValue::from_string(serde_json::json!({"webhook": webhook.id, "office": webhook.office}).to_string());
    let event = CloudEvent {
        specversion: "1.0",
        id,
        source,
        r#type: PING,
        subject: format!("webhooks/{}", webhook.id),
        time: Timestamp::now(),
        datacontenttype: "application/json",
        traceparent: None,
        data: &data.ok()?,
    };
    Some(message(id.to_owned(), None, &event))
}
