//! The OpenAPI document. Handlers describe what is their own; what all of them share is added here: parameters from
//! the very tables that read them, errors, headers, the lifecycles.

pub mod serve;
mod tidy;

use utoipa::{
    OpenApi,
    openapi::{
        Ref, RefOr, Schema,
        schema::ArrayBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{client_auth::OAuthError, operation::Operations, problem::ProblemDocument};
use presence_core::{
    Fault,
    input::{NewPostStatus, NewPresenceStatus},
    view,
};
use presence_model::{Lifecycle, PostStatus, PresenceStatus, RequestStatus};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Field Presence Registry",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    components(schemas(ProblemDocument, OAuthError, Fault, view::AnyStatus, NewPresenceStatus, NewPostStatus)),
    tags(
        (name = "Index", description = "Where everything is."),
        (name = "Presences", description = "Field presences of the High Commissioner."),
        (name = "Adviser posts", description = "Posts of human rights advisers in resident coordinator offices."),
        (name = "Status updates", description = "What offices report: the heart of the registry."),
        (name = "Offices", description = "Resident coordinator offices and the headquarters desk."),
        (name = "Countries", description = "Countries and areas with their names in six languages."),
        (name = "Imports", description = "Files of many updates, and what became of each row."),
        (name = "Clients", description = "Programs that act for an office, and their secrets."),
        (name = "Tokens", description = "OAuth 2.0: tokens for clients, and the keys that sign them."),
        (name = "Programme", description = "The adviser programme: who pays, what posts cost, what is asked for, what is at risk."),
        (name = "Submissions", description = "What States, teams and organisations submit to calls for input."),
        (name = "Reports", description = "Documents made from the data as of a date."),
        (name = "Statistics", description = "Counts, now and over time."),
        (name = "Changes", description = "What changes, as it changes."),
        (name = "Webhooks", description = "Addresses that are notified of changes (docs/webhooks.md)."),
        (name = "Ledger", description = "Who did what, and proofs that nothing was altered."),
        (name = "Problems", description = "The kinds of problem documents."),
        (name = "Operations", description = "For whatever watches the process."),
        (name = "Documentation", description = "This document."),
    ),
)]
struct Api;

/// The document as it is served and checked in: JSON, indented.
#[must_use]
pub fn document_json(operations: &Operations) -> String {
    let mut document = serde_json::to_value(document(operations)).expect("an OpenAPI document is JSON");
    tidy::tidy(&mut document);
    let mut json = serde_json::to_string_pretty(&document).expect("an OpenAPI document is JSON");
    json.push('\n');
    json
}

fn document(operations: &Operations) -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
    operations.document(&mut api);
    api.info.description = Some(description());
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
        "A token of this registry, from `/oauth/token` or `presence-registry token --office KEN`. Reads need none; \
         with one they show restricted notes.",
    ));
    components.add_security_scheme("token", SecurityScheme::Http(bearer.build()));
    let basic = HttpBuilder::new().scheme(HttpAuthScheme::Basic).description(Some(
        "A client's id and secret (`client_secret_basic`); `client_secret_post` and `private_key_jwt` are taken too.",
    ));
    let about = "The submission's secret, from the response to its creation.";
    let secret = ApiKeyValue::with_description("Submission-Secret", about);
    components.add_security_scheme("submission_secret", SecurityScheme::ApiKey(ApiKey::Header(secret)));
    components.add_security_scheme("client", SecurityScheme::Http(basic.build()));
    for (name, schema) in &mut components.schemas {
        if let (Some(record), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) {
            let records = ArrayBuilder::new().items(Ref::from_schema_name(record)).description(Some("The records."));
            page.properties.insert("data".to_owned(), records.into());
        }
    }
    // What stands inside others already needs no place of its own.
    let text = serde_json::to_string(&api).expect("an OpenAPI document is JSON");
    let used = |name: &str| text.contains(&format!("#/components/schemas/{name}\""));
    api.components.get_or_insert_default().schemas.retain(|name, _| used(name));
    api
}

fn description() -> String {
    format!(
        "The registry of record for field presences of the United Nations High Commissioner for Human Rights, and \
         for the posts of human rights advisers in resident coordinator offices: which exist, in what state, since \
         when, who says so, and what was known then.\n\n\
         **Time.** `recorded_at` is when the registry learnt something, `effective_on` when it became true. Every \
         read takes `as_of` (what was known then) and `on` (what was so on that date). Nothing is ever deleted.\n\n\
         **Timelines** are ordered by effective date, then by recorded time: late news about an earlier date takes \
         its place without overwriting a newer state. What is planned may lie ahead; it counts from the day it was \
         announced. A date is not in the future while it is today anywhere on Earth (UTC+14).\n\n\
         **Lifecycles.** A status may always be reported again, which confirms it.\n\n{}\n{}\n{}\n\
         A closure needs a `reason`; the reason `converted` needs a `successor`.\n\n\
         **Errors** are RFC 9457 problem documents; `GET /problems` lists the kinds. **Lists** are pages; \
         `page.next` leads on, and all pages show the moment of the first. Unknown query parameters are refused.\n\n\
         **Tracing.** Every request may carry an `X-Request-Id` and a `traceparent` (W3C Trace Context); both are \
         logged, and recorded with what the request changes.\n\n\
         **Privacy.** The registry holds no personal data. The free-text `note` of a status update is for the \
         office's own words on the status; unless its `note_visibility` is `public`, it is shown to clients with a \
         token only. Submissions are public once the desk has published them, and no longer than until they are \
         withdrawn; the feed of changes does not tell of them.\n\n\
         Designations and points imply no opinion on the legal status of any country, territory, city or area, or \
         of its authorities. City centres: GeoNames, CC BY 4.0.",
        lifecycle::<PresenceStatus>("Presence"),
        lifecycle::<PostStatus>("Adviser post"),
        lifecycle::<RequestStatus>("Request for a post"),
    )
}

fn lifecycle<S: Lifecycle>(of: &str) -> String {
    let mut table = format!("| {of} status | may be followed by |\n|---|---|\n");
    for status in S::ALL {
        let next: Vec<_> = status.next().iter().map(|next| format!("`{}`", next.as_str())).collect();
        table += &format!("| `{}` | {} |\n", status.as_str(), next.join(", "));
    }
    table
}
