//! The OpenAPI document. Handlers describe what is their own; what all of them share is added here: parameters from
//! the very tables that read them, errors, headers, the lifecycles.

use serde_json::json;
use utoipa::{
    OpenApi,
    openapi::{
        Content, HeaderBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        SchemaFormat,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        response::Response,
        schema::{ArrayBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    admin, adviser_posts, audit, changes, clients, countries, docs, health, import_report, import_template, imports,
    index, ledger, metrics, oauth,
    oauth_client::OAuthError,
    offices, presences,
    problem::{KINDS, Kind, ProblemDocument},
    problems,
    programme::{coverage, demand, records, scenarios},
    reports, requests, statistics, submissions, updates, webhook_deliveries, webhooks,
};
use crate::{
    exchange::{Format, Output, report::Document},
    model::{
        Call, Code as _, Contribution, Donor, Language, Lifecycle, PostRequest, PostStatus, PresenceStatus, ReportText,
        RequestStatus, StandardCost,
    },
    registry::{
        Fault, feed,
        import::Outcome,
        programme::coverage::{Group, Level},
        query::{
            self, Countries, Filter, History, KeptList, Offices, Posts, Presences, Resource, SortKey, Submissions,
            Updates,
        },
        statistics::{Counted, Step},
        view,
    },
};

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
        imports::list, imports::create, imports::show, import_report::show, import_template::show,
        records::donors::list, records::donors::show, records::donors::create, records::donors::patch, records::donors::history,
        records::contributions::list, records::contributions::show, records::contributions::create, records::contributions::patch, records::contributions::history,
        records::costs::list, records::costs::show, records::costs::create, records::costs::patch, records::costs::history,
        records::requests::list, records::requests::show, records::requests::create, records::requests::patch, records::requests::history,
        records::calls::list, records::calls::show, records::calls::create, records::calls::patch, records::calls::history,
        submissions::intake::submit, submissions::reading::list, submissions::reading::show,
        submissions::manage::correct, submissions::reading::history, submissions::document::attach,
        submissions::document::show, submissions::manage::withdraw, submissions::manage::moderate,
        submissions::manage::erase_contact,
        records::texts::list, records::texts::show, records::texts::create, records::texts::patch, records::texts::history,
        reports::show,
        coverage::show, coverage::at_risk, demand::show, demand::years, scenarios::compute,
        statistics::show, statistics::series, statistics::overdue,
        changes::list, changes::stream,
        webhooks::list, webhooks::show, webhooks::create, webhooks::patch, webhooks::rotate,
        webhook_deliveries::list, webhook_deliveries::ping, webhook_deliveries::redeliver,
        ledger::checkpoint, ledger::key, ledger::entries, ledger::entry, ledger::inclusion, ledger::consistency,
        audit::list, admin::show,
        problems::list, problems::show,
        health::healthz, health::readyz, metrics::show,
        docs::document,
    ),
    components(schemas(ProblemDocument, OAuthError, Fault, view::AnyStatus, requests::NewPresenceStatus, requests::NewPostStatus)),
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
        (name = "Webhooks", description = "Addresses that are told of changes (docs/webhooks.md)."),
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
    let mut json = serde_json::to_string_pretty(&document()).expect("an OpenAPI document is JSON");
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
                complete(path, operation, reads);
            }
        }
    }
    // What stands inside others already needs no place of its own.
    let text = serde_json::to_string(&api).expect("an OpenAPI document is JSON");
    let used = |name: &str| text.contains(&format!("#/components/schemas/{name}\""));
    api.components.get_or_insert_default().schemas.retain(|name, _| used(name));
    api
}

/// Adds to an operation what it shares with others.
fn complete(path: &str, operation: &mut Operation, reads: bool) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let (imports, clients) = (path.starts_with("/v1/imports"), path.starts_with("/v1/clients"));
    let ledger = ["/v1/ledger", "/v1/audit", "/v1/admin"].iter().any(|begin| path.starts_with(begin));
    let (feed, hooks) = (path.starts_with("/v1/changes"), path.starts_with("/v1/webhooks"));
    let document = path.ends_with("/attachment");
    let records = path.starts_with("/v1") && !imports && !clients && !ledger && !feed && !hooks && !document;
    let mut kinds: Vec<&str> = Vec::new();
    if path.starts_with("/oauth") {
        return complete_oauth(operation);
    }
    if !matches!(path, "/healthz" | "/readyz") {
        kinds.push("rate-limited");
    }
    if hooks {
        add(operation, webhook_parameters(&id));
        // An office that is not there, too.
        kinds.extend(["bad-parameter", if id == "create_webhook" { "not-found" } else { "bad-parameter" }]);
    }
    if clients || hooks {
        kinds.extend(["unauthorized", "forbidden", "unavailable", "defect"]);
    }
    if ledger {
        add(operation, ledger_parameters(&id));
        kinds.extend(["bad-parameter", "unavailable", "defect"]);
        if operation.security.is_some() {
            kinds.extend(["unauthorized", "forbidden"]);
        }
    }
    if imports {
        add(operation, import_parameters(&id));
        kinds.push("bad-parameter");
        if id != "show_import_template" {
            kinds.extend(["unauthorized", "forbidden", "unavailable", "defect"]);
        }
    }
    if feed {
        add(operation, feed_parameters(&id));
        kinds.push("unavailable");
    }
    if reads && (records || feed) {
        if records {
            add(operation, read_parameters(&id));
        }
        kinds.extend(["bad-parameter", "unauthorized", "unavailable"]);
        operation.security = Some(vec![
            utoipa::openapi::SecurityRequirement::default(),
            utoipa::openapi::SecurityRequirement::new("token", Vec::<String>::new()),
        ]);
    } else if reads && operation.security.is_none() {
        operation.security = Some(vec![utoipa::openapi::SecurityRequirement::default()]);
    }
    if document && reads {
        kinds.extend(["bad-parameter", "unauthorized", "unavailable"]);
    }
    if submissions::openapi::OPENED.contains(&id.as_str()) {
        submissions::openapi::open(operation);
        kinds.push("unavailable");
    }
    // A request that is too slow to arrive is given up, whatever it asks for.
    kinds.push("timeout");
    // The desk adds clients of an office, which may not be there.
    if path.contains('{') || id == "create_client" {
        kinds.push("not-found");
    }
    if id == "end_secret" {
        kinds.extend(["unavailable", "defect"]);
    } else if id == "compute_scenario" {
        operation.security = Some(vec![utoipa::openapi::SecurityRequirement::default()]);
        kinds.extend(["bad-json", "unauthorized", "too-large", "unsupported-media-type", "invalid", "defect"]);
    } else if AT_ONCE.contains(&id.as_str()) {
        add(operation, write_parameters(&id));
        kinds.push("idempotency-key-reused");
    } else if let Some((parameters, more)) = submissions::openapi::write(&id) {
        add(operation, parameters);
        kinds.extend(more);
    } else if !reads {
        add(operation, write_parameters(&id));
        kinds.extend([
            if imports { "bad-request" } else { "bad-json" },
            "unauthorized",
            "forbidden",
            "too-large",
            "unsupported-media-type",
        ]);
        kinds.extend(["invalid", "defect", "unavailable"]);
        if id.starts_with("patch") {
            kinds.extend(["stale", "precondition-required"]);
        } else if id.starts_with("report") || id.starts_with("rotate") {
            kinds.push("stale");
        } else if !imports {
            kinds.push("conflict");
        }
    }
    if id == "readyz" {
        kinds.push("unavailable");
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            let cached = reads && (records || id == "list_changes");
            add_headers(status, response, cached, id.starts_with("list") && records, &id);
            if reads && records && status == "200" {
                add_formats(response, &id);
            }
        }
    }
    limit_headers(operation, path);
    if reads && (records || id == "list_changes") {
        let mut not_modified = ResponseBuilder::new().description("The client has it already.").build();
        add_headers("304", &mut not_modified, true, false, &id);
        operation.responses.responses.insert("304".to_owned(), not_modified.into());
    }
    for kind in KINDS.iter().filter(|kind| kinds.contains(&kind.code)) {
        let response = problem(kind);
        operation.responses.responses.entry(kind.status.to_string()).or_insert_with(|| response.into());
    }
}

/// What the OAuth endpoints share: their errors are those of RFC 6749.
fn complete_oauth(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            header(response, "X-Request-Id", "The request's id: the client's own, or a new one.");
            header(response, "Cache-Control", "Always `no-store`.");
        }
    }
    for (status, about) in [
        ("400", "The request is wrong: `error` says how."),
        ("401", "`invalid_client`: the client is not known, or its proof does not hold."),
        ("408", "The request took too long to arrive."),
        ("413", "The form is too large."),
        ("415", "A form is needed."),
        ("429", "There were too many attempts."),
        ("503", "The registry cannot sign or record tokens at present."),
    ] {
        let content = Content::builder().schema(Some(Ref::from_schema_name("OAuthError"))).build();
        let mut response = ResponseBuilder::new().description(about).content("application/json", content).build();
        header(&mut response, "X-Request-Id", "The request's id.");
        match status {
            "401" => header(&mut response, "WWW-Authenticate", "What is needed."),
            "429" => {
                // The front door's own, which limits addresses whatever they ask for.
                let problem = Content::builder().schema(Some(Ref::from_schema_name("Problem"))).build();
                response.content.insert("application/problem+json".to_owned(), problem.into());
                header(&mut response, "Retry-After", "When to try again, in seconds.");
            }
            "503" => header(&mut response, "Retry-After", "When to try again, in seconds."),
            _ => {}
        }
        operation.responses.responses.insert(status.to_owned(), response.into());
    }
    limit_headers(operation, "/oauth");
}

/// How a request stands with the limits.
fn limit_headers(operation: &mut Operation, path: &str) {
    if matches!(path, "/healthz" | "/readyz") {
        return;
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && (status.starts_with('2') || status == "429")
        {
            header(response, "RateLimit", "How many requests are left. None where nothing is limited.");
            header(response, "RateLimit-Policy", "How many requests are allowed in how many seconds.");
        }
    }
}

fn add(operation: &mut Operation, parameters: Vec<Parameter>) {
    operation.parameters.get_or_insert_default().extend(parameters.into_iter().map(RefOr::T));
}

fn problem(kind: &Kind) -> Response {
    let content = Content::builder()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(Some(json!({
            "type": format!("/problems/{}", kind.code),
            "title": kind.title,
            "status": kind.status,
            "detail": kind.advice,
            "instance": "01932d1a-6b7e-7c3a-9d0e-2f4b8c6a1e55",
        })))
        .build();
    let mut response = ResponseBuilder::new()
        .description(format!("{}. {}", kind.title, kind.advice))
        .content("application/problem+json", content)
        .build();
    header(&mut response, "X-Request-Id", "The request's id.");
    match kind.status {
        401 | 403 => header(&mut response, "WWW-Authenticate", "What is needed (RFC 6750)."),
        429 | 503 => header(&mut response, "Retry-After", "When to try again, in seconds."),
        _ => {}
    }
    response
}

fn header(response: &mut Response, name: &str, about: &str) {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let header = HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build();
    response.headers.insert(name.to_owned(), header.into());
}

fn add_headers(status: &str, response: &mut Response, reads: bool, list: bool, id: &str) {
    header(response, "X-Request-Id", "The request's id: the client's own, or a new one.");
    let creates = status == "201";
    let changes = matches!(id, "withdraw_submission" | "moderate_submission" | "attach_document");
    if reads || creates || id.starts_with("patch") || changes || id == "show_webhook" {
        header(response, "ETag", "The representation's entity tag. A record's plain tag is its revision.");
        header(response, "Cache-Control", "How the answer may be kept. Answers to clients with a token are private.");
    }
    if reads {
        header(response, "Vary", "What the answer depends on.");
        header(response, "Content-Language", "The language of display texts.");
        header(response, "Warning", "`110`, where the database does not answer: others may have written since.");
        header(response, "Age", "Then: for how many seconds it has not answered.");
    }
    if AT_ONCE.contains(&id) && status == "200" {
        header(response, "Idempotency-Replayed", "`true` when this repeats the answer to an earlier sending.");
    }
    if (list && reads) || (matches!(id, "list_audit" | "list_webhook_deliveries") && status == "200") {
        header(response, "Link", "The next page (RFC 8288), if there is one.");
    }
    if id == "create_import" && status.starts_with('2') {
        header(response, "Location", "Where the import is.");
        header(response, "Idempotency-Replayed", "`true` when this repeats the answer to an earlier sending.");
    }
    if status == "202" {
        header(response, "Retry-After", "When to look again, in seconds.");
    }
    if matches!(id, "show_import_report" | "show_import_template" | "list_audit" | "show_attachment") && status == "200"
    {
        header(response, "Content-Disposition", "The name of the file.");
    }
    if creates {
        header(response, "Location", "Where the new record is.");
        header(response, "Idempotency-Replayed", "`true` when this repeats the answer to an earlier sending.");
    }
}

fn parameter(name: &str, within: ParameterIn, about: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(within)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn codes(codes: Vec<String>) -> ObjectBuilder {
    text().enum_values(Some(codes))
}

/// A comma-separated list.
fn several(name: &str, about: &str, item: ObjectBuilder) -> Parameter {
    let mut parameter = parameter(name, ParameterIn::Query, about, ArrayBuilder::new().items(item.build()).build());
    parameter.style = Some(utoipa::openapi::path::ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

fn write_parameters(id: &str) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    if id.starts_with("patch") {
        let about = "The `ETag` of the record that the change is made to.";
        let mut required = parameter("If-Match", ParameterIn::Header, about, text().build());
        required.required = Required::True;
        parameters.push(required);
    } else {
        let about = "Makes the request safe to send twice: the same key and body bring the first answer again.";
        let key = text().min_length(Some(1)).max_length(Some(255)).build();
        parameters.push(parameter("Idempotency-Key", ParameterIn::Header, about, key));
    }
    if id.starts_with("report") || id.starts_with("rotate") {
        let about = "Refuse the update (412) if the record has moved on since this `ETag`.";
        parameters.push(parameter("If-Match", ParameterIn::Header, about, text().build()));
    }
    parameters
}

fn import_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let formats = || codes(Format::ALL.iter().map(|format| format.as_str().to_owned()).collect());
    let outcomes = || codes(Outcome::ALL.iter().map(|outcome| outcome.as_str().to_owned()).collect());
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200));
    match id {
        "create_import" => vec![
            query(
                "mode",
                "`atomic` (unless given): all rows or none. `partial`: the good rows.",
                codes(vec!["atomic".to_owned(), "partial".to_owned()]),
            ),
            query(
                "dry_run",
                "Do everything but write, and say what would happen.",
                ObjectBuilder::new().schema_type(Type::Boolean),
            ),
            query("format", "What the file is, if `Content-Type` does not say.", formats()),
            query("sheet", "The workbook's sheet; its first unless given.", text()),
        ],
        "list_imports" => vec![
            query("limit", "How many imports a page has at most.", number().default(Some(json!(50)))),
            query("cursor", "Where a page begins: taken from `page.next`.", text()),
            several("state", "States.", codes(imports::STATES.map(str::to_owned).to_vec())),
            query("office", "For the desk: the imports of one office.", text()),
        ],
        "show_import_report" => vec![
            query("format", "The report's format; JSON unless given.", formats()),
            several("outcome", "Only rows with these outcomes.", outcomes()),
        ],
        "show_import_template" => vec![query("office", "Whose records; all unless given.", text())],
        _ => Vec::new(),
    }
}

/// What is sent to a webhook at once: without a body.
const AT_ONCE: [&str; 2] = ["ping_webhook", "redeliver"];

fn webhook_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200));
    if id != "list_webhook_deliveries" {
        return Vec::new();
    }
    vec![
        query("limit", "How many entries a page has at most.", number.default(Some(json!(50)))),
        query("cursor", "Where a page begins: taken from `next`.", text()),
        query("outcome", "With this outcome.", codes(webhook_deliveries::OUTCOMES.map(str::to_owned).to_vec())),
    ]
}

/// The other formats of lists and statistics.
fn add_formats(response: &mut Response, id: &str) {
    let outputs = outputs(id);
    for output in outputs.iter().filter(|output| **output != Output::Json) {
        let schema = if *output == Output::GeoJson { feature_collection() } else { text() };
        let content = Content::builder().schema(Some(schema.build())).build();
        response.content.insert(output.media_type().to_owned(), content.into());
    }
    if !outputs.is_empty() {
        header(response, "Content-Disposition", "The name of the file, in every format but JSON.");
    }
}

/// A GeoJSON collection (RFC 7946), which is JSON and no text to whoever reads it.
fn feature_collection() -> ObjectBuilder {
    ObjectBuilder::new()
        .property("type", codes(vec!["FeatureCollection".to_owned()]))
        .required("type")
        .property("features", ArrayBuilder::new().items(ObjectBuilder::new()))
        .required("features")
}

/// The formats that an operation answers in, if it has a choice.
fn outputs(id: &str) -> Vec<Output> {
    let figures = ["show_overdue", "show_coverage", "list_posts_at_risk", "show_demand", "show_years"];
    let (figures, placed) = (id.contains("statistics") || figures.contains(&id), PLACED.contains(&id));
    if !figures && !id.starts_with("list") && !id.ends_with("history") {
        return Vec::new();
    }
    Output::ALL.iter().copied().filter(|output| *output != Output::GeoJson || placed).collect()
}

/// Lists whose records are on the map.
const PLACED: [&str; 3] = ["list_presences", "list_adviser_posts", "list_countries"];

fn feed_parameters(id: &str) -> Vec<Parameter> {
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let mut parameters = vec![
        query("since", "The revision after which changes are told.", number()),
        query("lang", "The language of display texts.", codes(Language::codes())),
    ];
    parameters.extend(feed::Wanted::FILTERS.iter().map(|(name, about)| {
        let item = if *name == "kind" { codes(feed::KINDS.map(str::to_owned).to_vec()) } else { text() };
        several(name, about, item)
    }));
    if id == "list_changes" {
        let limit = number().minimum(Some(1)).maximum(Some(changes::LIMIT.1)).default(Some(json!(changes::LIMIT.0)));
        parameters.push(query("limit", "How many changes an answer has at most.", limit));
        let wait = number().maximum(Some(changes::WAIT_MAX as usize));
        parameters.push(query("wait", "For how many seconds to wait for a change, if there is none.", wait));
        let about = "Answer 304 if this tag is still current.";
        parameters.push(parameter("If-None-Match", ParameterIn::Header, about, text().build()));
    } else {
        let about = "The id of the last event that was received: the stream goes on behind it.";
        parameters.push(parameter("Last-Event-ID", ParameterIn::Header, about, number().build()));
    }
    parameters
}

fn programme_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let names = |all: &[&str]| codes(all.iter().map(|&name| name.to_owned()).collect());
    match id {
        "show_coverage" => vec![
            query("from", "The first month, like 2024-01; this one unless given.", text()),
            query("to", "The last month; the twelfth unless given.", text()),
            several("group_by", "One or two; month unless given.", names(&Group::ALL.map(|(name, _)| name))),
        ],
        "list_posts_at_risk" => vec![
            query("within", "So many months from this one on, like 12m.", text().default(Some(json!("12m")))),
            query("level", "Which money counts.", names(&Level::ALL.map(|(name, _)| name))),
        ],
        _ => vec![query("from", "The first year; 2022 unless given.", ObjectBuilder::new().schema_type(Type::Integer))],
    }
}

/// The parameters of counts: their own, and the filters of both lists.
fn statistics_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let date = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
    if id == "show_overdue" {
        let days = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(36_500));
        return vec![query("days", "For more than so many days.", days.default(Some(json!(90))))];
    }
    fn dimensions<R: Counted>() -> impl Iterator<Item = String> {
        R::dimensions().into_iter().map(|dimension| dimension.name.to_owned())
    }
    let union = |first: Vec<String>, second: Vec<String>| {
        let more: Vec<_> = second.into_iter().filter(|name| !first.contains(name)).collect();
        [first, more].concat()
    };
    let names = union(dimensions::<Presences>().collect(), dimensions::<Posts>().collect());
    let mut parameters = vec![
        query("of", "What is counted.", codes(statistics::OF.map(str::to_owned).to_vec())),
        several("group_by", "One or two dimensions.", codes(names)),
    ];
    if id == "show_statistics_series" {
        let steps = Step::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
        parameters.extend([
            query("from", "The first day; eleven months before the last unless given.", date()),
            query("to", "The last day; today unless given.", date()),
            query("step", "How long a period is.", codes(steps).default(Some(json!("month")))),
            query("by", "By which time.", codes(vec!["effective".to_owned(), "recorded".to_owned()])),
        ]);
    }
    let presences = Presences::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes));
    let posts: Vec<_> = Posts::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes)).collect();
    let mut seen = Vec::new();
    for (name, about, known) in presences.chain(posts.clone()) {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let other = posts.iter().find(|(other, ..)| *other == name).and_then(|(_, _, codes)| *codes);
        let item = known.map_or_else(text, |known| codes(union(known(), other.map_or_else(Vec::new, |other| other()))));
        parameters.push(several(name, about, item));
    }
    parameters
}

fn ledger_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let required = |mut parameter: Parameter| {
        parameter.required = Required::True;
        parameter
    };
    let time = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    match id {
        "list_ledger_entries" => vec![
            query("after", "Begin behind this revision.", number()),
            query(
                "limit",
                "How many entries at most.",
                number().minimum(Some(1)).maximum(Some(ledger::ENTRIES_MAX as usize)),
            ),
        ],
        "prove_inclusion" => vec![
            required(query("revision", "The entry.", number().minimum(Some(1)))),
            query("size", "How many entries the tree has; all of them unless given.", number().minimum(Some(1))),
        ],
        "prove_consistency" => vec![
            required(query("from", "How many entries the first tree has.", number().minimum(Some(1)))),
            query("to", "How many the second has; all of them unless given.", number().minimum(Some(1))),
        ],
        "list_audit" => vec![
            query("office", "Of this office.", text()),
            query("client", "Of this client.", text()),
            query("since", "Not before this time.", time()),
            query("until", "Before this time.", time()),
            query("action", "Of this kind.", codes(audit::ACTIONS.map(str::to_owned).to_vec())),
            query("limit", "How many entries a page has at most.", number().minimum(Some(1)).maximum(Some(1000))),
            query("cursor", "Where a page begins: taken from `next`.", text()),
            query("format", "JSON unless given.", codes(vec!["json".to_owned(), "csv".to_owned()])),
        ],
        _ => Vec::new(),
    }
}

fn read_parameters(id: &str) -> Vec<Parameter> {
    let as_of = "As the registry knew it: a revision, an RFC 3339 time, or a date, which means its last moment in UTC.";
    let mut parameters = vec![
        parameter("as_of", ParameterIn::Query, as_of, text().build()),
        parameter(
            "on",
            ParameterIn::Query,
            "With the statuses that held on this date.",
            text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build(),
        ),
        parameter(
            "lang",
            ParameterIn::Query,
            "The language of display texts; else `Accept-Language`, else English.",
            codes(Language::codes()).build(),
        ),
        parameter("If-None-Match", ParameterIn::Header, "Answer 304 if this tag is still current.", text().build()),
        parameter(
            "Min-Revision",
            ParameterIn::Header,
            "Wait, for 2 s at most, until this instance has seen this revision (`min_revision=` does the same).",
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build(),
        ),
    ];
    parameters.extend(match id {
        "list_presences" => list_parameters::<Presences>(true),
        "show_presence" => list_parameters::<Presences>(false),
        "list_adviser_posts" => list_parameters::<Posts>(true),
        "show_adviser_post" => list_parameters::<Posts>(false),
        "list_offices" => list_parameters::<Offices>(true),
        "show_office" => list_parameters::<Offices>(false),
        "list_countries" => list_parameters::<Countries>(true),
        "show_country" => list_parameters::<Countries>(false),
        "show_status_update" => list_parameters::<Updates>(false),
        "list_donors" => list_parameters::<KeptList<Donor>>(true),
        "show_donor" => list_parameters::<KeptList<Donor>>(false),
        "list_contributions" => list_parameters::<KeptList<Contribution>>(true),
        "show_contribution" => list_parameters::<KeptList<Contribution>>(false),
        "list_standard_costs" => list_parameters::<KeptList<StandardCost>>(true),
        "show_standard_cost" => list_parameters::<KeptList<StandardCost>>(false),
        "list_post_requests" => list_parameters::<KeptList<PostRequest>>(true),
        "show_post_request" => list_parameters::<KeptList<PostRequest>>(false),
        "list_calls" => list_parameters::<KeptList<Call>>(true),
        "show_call" => list_parameters::<KeptList<Call>>(false),
        "list_submissions" => list_parameters::<Submissions>(true),
        "show_submission" => list_parameters::<Submissions>(false),
        "list_report_texts" => list_parameters::<KeptList<ReportText>>(true),
        "show_report_text" => list_parameters::<KeptList<ReportText>>(false),
        "show_adviser_report" => {
            let formats = codes(Document::ALL.iter().map(|format| format.as_str().to_owned()).collect());
            vec![parameter(
                "format",
                ParameterIn::Query,
                "The format; else `Accept` says it, else JSON.",
                formats.build(),
            )]
        }
        "show_coverage" | "list_posts_at_risk" | "show_years" => programme_parameters(id),
        "show_statistics" | "show_statistics_series" | "show_overdue" => statistics_parameters(id),
        id if id.ends_with("status_updates") => list_parameters::<Updates>(true),
        id if id.ends_with("history") => list_parameters::<History>(true),
        _ => Vec::new(),
    });
    let formats = outputs(id);
    if !formats.is_empty() {
        let names = codes(formats.iter().map(|output| output.as_str().to_owned()).collect());
        let about = "The format; else `Accept` says it, else JSON. Without `limit` a file has the whole list.";
        parameters.push(parameter("format", ParameterIn::Query, about, names.build()));
    }
    if id == "show_statistics_series" {
        parameters.retain(|parameter| parameter.name != "on");
    }
    parameters
}

/// The parameters of a list, or of a single record of it, from the tables that read them.
fn list_parameters<R: Resource>(list: bool) -> Vec<Parameter> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut parameters = vec![several("fields", "Only these fields.", codes(owned(R::FIELDS)))];
    if !R::INCLUDES.is_empty() {
        parameters.push(several("include", "Embed these related records.", codes(owned(R::INCLUDES))));
    }
    if !list {
        return parameters;
    }
    let limit = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(query::LIMIT_MAX));
    let limit = limit.default(Some(json!(query::LIMIT))).build();
    parameters.push(parameter("limit", ParameterIn::Query, "How many records a page has at most.", limit));
    let cursor = "Where a page begins: taken from `page.next`, never made up.";
    parameters.push(parameter("cursor", ParameterIn::Query, cursor, text().build()));
    let keys = R::sort_keys();
    let keys = keys.iter().flat_map(|SortKey { name, .. }| [(*name).to_owned(), format!("-{name}")]).collect();
    parameters.push(several("sort", "Sort keys, `-` for descending. Records without a value come last.", codes(keys)));
    parameters.extend(R::filters().into_iter().map(|Filter { name, about, codes: known, .. }| {
        several(name, about, known.map_or_else(text, |known| codes(known())))
    }));
    parameters
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
