//! The OpenAPI document. Handlers describe what is their own; what all of them share is added here: parameters from
//! the very tables that read them, errors, headers, the lifecycles.

mod parameters;
pub mod serve;
mod shared;
mod tidy;

use utoipa::{
    OpenApi,
    openapi::{
        Ref, RefOr, Schema,
        schema::ArrayBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    admin, adviser_posts, audit, changes, clients, countries, health, imports, index, ledger, metrics, oauth,
    oauth_client::OAuthError,
    offices, presences,
    problem::ProblemDocument,
    problems,
    programme::{coverage, demand, records, scenarios},
    published, reports, statistics, submissions, updates, webhooks,
};
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
    paths(
        index::show,
        presences::list, presences::show, presences::create, presences::patch,
        presences::timeline, presences::report, presences::history,
        adviser_posts::list, adviser_posts::show, adviser_posts::create, adviser_posts::patch,
        adviser_posts::timeline, adviser_posts::report, adviser_posts::history,
        updates::list, updates::show,
        offices::list, offices::show, offices::create,
        countries::list, countries::show,
        clients::list, clients::show, clients::create, clients::patch, clients::rotate, clients::end_secret,
        oauth::token, oauth::introspect, oauth::revoke, oauth::metadata, oauth::jwks,
        imports::list, imports::create, imports::show, imports::report::show, imports::template::show,
        records::donors::list, records::donors::show, records::donors::create, records::donors::patch, records::donors::history,
        records::contributions::list, records::contributions::show, records::contributions::create, records::contributions::patch, records::contributions::history,
        records::costs::list, records::costs::show, records::costs::create, records::costs::patch, records::costs::history,
        records::requests::list, records::requests::show, records::requests::create, records::requests::patch, records::requests::history,
        records::calls::list, records::calls::show, records::calls::create, records::calls::patch, records::calls::history,
        submissions::intake::submit, submissions::reading::list, submissions::reading::show,
        submissions::manage::correct, submissions::reading::history, submissions::document::attach,
        submissions::document::show, submissions::manage::withdraw, submissions::manage::moderate,
        submissions::manage::erase_contact, submissions::manage::reject,
        records::texts::list, records::texts::show, records::texts::create, records::texts::patch, records::texts::history,
        reports::show,
        coverage::show, coverage::at_risk, demand::show, demand::years, scenarios::compute,
        statistics::show, statistics::series, statistics::overdue, published::list,
        changes::list, changes::stream,
        webhooks::list, webhooks::show, webhooks::create, webhooks::patch, webhooks::rotate,
        webhooks::deliveries::list, webhooks::deliveries::ping, webhooks::deliveries::redeliver,
        ledger::checkpoint, ledger::key, ledger::entries, ledger::entry, ledger::inclusion, ledger::consistency,
        audit::list, admin::show,
        problems::list, problems::show,
        health::healthz, health::readyz, metrics::route::show,
        serve::document,
    ),
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
pub fn document_json() -> String {
    let mut document = serde_json::to_value(document()).expect("an OpenAPI document is JSON");
    tidy::tidy(&mut document);
    let mut json = serde_json::to_string_pretty(&document).expect("an OpenAPI document is JSON");
    json.push('\n');
    json
}

fn document() -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
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
    components.add_security_scheme("submission_secret", submissions::openapi::scheme());
    components.add_security_scheme("client", SecurityScheme::Http(basic.build()));
    for (name, schema) in &mut components.schemas {
        if let (Some(record), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) {
            let records = ArrayBuilder::new().items(Ref::from_schema_name(record)).description(Some("The records."));
            page.properties.insert("data".to_owned(), records.into());
        }
    }
    for (path, item) in &mut api.paths.paths {
        let writes = [&mut item.post, &mut item.patch, &mut item.delete].map(|operation| (operation, false));
        for (operation, reads) in [(&mut item.get, true)].into_iter().chain(writes) {
            if let Some(operation) = operation {
                shared::complete(path, operation, reads);
            }
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
