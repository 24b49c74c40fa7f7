//! What operations share: errors, headers, formats.

use serde_json::json;
use utoipa::openapi::{
    Content, HeaderBuilder, ObjectBuilder, Ref, RefOr, ResponseBuilder,
    path::Operation,
    response::Response,
    schema::{ArrayBuilder, Type},
};

use super::{
    super::{
        problem::{KINDS, Kind},
        submissions,
    },
    parameters::{
        AT_ONCE, add, codes, feed_parameters, import_parameters, ledger_parameters, outputs, read_parameters, text,
        webhook_parameters, write_parameters,
    },
};
use presence_formats::Output;

/// Adds to an operation what it shares with others.
pub(super) fn complete(path: &str, operation: &mut Operation, reads: bool) {
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
        kinds.extend(["unauthorized", "forbidden", "unavailable", "internal-error"]);
    }
    if ledger {
        add(operation, ledger_parameters(&id));
        kinds.extend(["bad-parameter", "unavailable", "internal-error"]);
        if operation.security.is_some() {
            kinds.extend(["unauthorized", "forbidden"]);
        }
    }
    if imports {
        add(operation, import_parameters(&id));
        kinds.push("bad-parameter");
        if id != "show_import_template" {
            kinds.extend(["unauthorized", "forbidden", "unavailable", "internal-error"]);
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
        kinds.extend(["unavailable", "internal-error"]);
    } else if id == "compute_scenario" {
        operation.security = Some(vec![utoipa::openapi::SecurityRequirement::default()]);
        kinds.extend(["bad-json", "unauthorized", "too-large", "unsupported-media-type", "invalid", "internal-error"]);
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
        kinds.extend(["invalid", "internal-error", "unavailable"]);
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
pub(super) fn complete_oauth(operation: &mut Operation) {
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
pub(super) fn limit_headers(operation: &mut Operation, path: &str) {
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

pub(super) fn problem(kind: &Kind) -> Response {
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

pub(super) fn header(response: &mut Response, name: &str, about: &str) {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let header = HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build();
    response.headers.insert(name.to_owned(), header.into());
}

pub(super) fn add_headers(status: &str, response: &mut Response, reads: bool, list: bool, id: &str) {
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
        header(response, "Age", "Seconds since the database last answered.");
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

/// The other formats of lists and statistics.
pub(super) fn add_formats(response: &mut Response, id: &str) {
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
pub(super) fn feature_collection() -> ObjectBuilder {
    ObjectBuilder::new()
        .property("type", codes(vec!["FeatureCollection".to_owned()]))
        .required("type")
        .property("features", ArrayBuilder::new().items(ObjectBuilder::new()))
        .required("features")
}
