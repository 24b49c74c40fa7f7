//! `/docs`: the reference of the API, made from the OpenAPI document: every operation, parameter, answer and schema on one
//! page, without a script and without any network.

use std::sync::{LazyLock, OnceLock};

use actix_web::{HttpRequest, HttpResponse, Responder, http::header, web};
use askama::{
    Template,
    filters::{Html, escape},
};
use bytes::Bytes;
use pulldown_cmark::{Event, Options, Parser};
use serde_json::Value;

use super::assets::{ASSETS, Assets, fingerprint, send};
use crate::api::{self, accept, respond::not_modified};

/// The methods of an OpenAPI path item, in the order in which they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[derive(Template)]
#[template(path = "reference.html")]
struct Page<'a> {
    assets: &'a Assets,
    title: &'a str,
    version: &'a str,
    about: String,
    groups: Vec<Group<'a>>,
    schemas: Vec<Schema<'a>>,
}

struct Group<'a> {
    name: &'a str,
    about: String,
    operations: Vec<Operation<'a>>,
}

struct Operation<'a> {
    id: &'a str,
    method: String,
    path: &'a str,
    summary: &'a str,
    about: String,
    scopes: String,
    parameters: Vec<Field<'a>>,
    bodies: Vec<(&'a str, String)>,
    example: Option<String>,
    answers: Vec<Answer<'a>>,
}

struct Answer<'a> {
    status: &'a str,
    about: String,
    bodies: Vec<(&'a str, String)>,
    headers: String,
}

/// A parameter, or a member of an object.
struct Field<'a> {
    name: &'a str,
    place: &'a str,
    required: bool,
    kind: String,
    about: String,
}

struct Schema<'a> {
    name: &'a str,
    about: String,
    kind: String,
    fields: Vec<Field<'a>>,
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// The description of a part of the document, from Markdown to HTML. What looks like HTML in it is text.
fn about(value: &Value) -> String {
    let options = Options::ENABLE_TABLES;
    let events = Parser::new_ext(text(value, "description"), options).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        other => other,
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// A piece of code in HTML.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text, Html).expect("a string is text"))
}

/// What values a schema allows, in HTML.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    let one_of = ["oneOf", "anyOf"].iter().find_map(|member| schema[*member].as_array());
    if let Some(kinds) = one_of {
        return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().map(kind).collect::<Vec<_>>().join(" and ");
    }
    if let Some(codes) = schema["enum"].as_array() {
        let codes =
            codes.iter().map(|value| code(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str()));
        return codes.collect::<Vec<_>>().join(", ");
    }
    let names: Vec<_> = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    let named = |name: &&str| match *name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", kind(&schema["additionalProperties"]))
        }
        name => name.to_owned(),
    };
    let mut shown = names.iter().map(named).collect::<Vec<_>>().join(" or ");
    if shown.is_empty() {
        "any value".clone_into(&mut shown);
    }
    let limits = [
        ("format", ""),
        ("minimum", "≥ "),
        ("maximum", "≤ "),
        ("minLength", "characters ≥ "),
        ("maxLength", "characters ≤ "),
        ("maxItems", "items ≤ "),
        ("default", "default "),
    ];
    for (member, words) in limits {
        match &schema[member] {
            Value::Null => {}
            Value::String(value) => shown += &format!(", {words}{}", code(value)),
            value => shown += &format!(", {words}{}", code(&value.to_string())),
        }
    }
    shown
}

fn fields(schema: &Value) -> Vec<Field<'_>> {
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|it| it == name));
    let members = schema["properties"].as_object().into_iter().flatten();
    members
        .map(|(name, member)| Field {
            name,
            place: "",
            required: required(name),
            kind: kind(member),
            // Of a member that may be null the description is that of its schema.
            about: std::iter::once(member)
                .chain(member["oneOf"].as_array().into_iter().flatten())
                .map(about)
                .find(|about| !about.is_empty())
                .unwrap_or_default(),
        })
        .collect()
}

fn bodies(content: &Value) -> Vec<(&str, String)> {
    let content = content.as_object().into_iter().flatten();
    content.map(|(media, body)| (media.as_str(), kind(&body["schema"]))).collect()
}

impl<'a> Operation<'a> {
    fn new(document: &'a Value, method: &str, path: &'a str, operation: &'a Value) -> Self {
        let body = &operation["requestBody"]["content"];
        let schema = body.as_object().and_then(|content| content.values().next()).map(|body| &body["schema"]);
        let named = schema.and_then(|schema| schema["$ref"].as_str()?.rsplit('/').next());
        let example = named.map(|name| &document["components"]["schemas"][name]["example"]);
        let scopes = operation["security"].as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
        let scopes = scopes.flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten().filter_map(Value::as_str));
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Field {
            name: text(parameter, "name"),
            place: text(parameter, "in"),
            required: parameter["required"] == true,
            kind: kind(&parameter["schema"]),
            about: about(parameter),
        });
        let answers = operation["responses"].as_object().into_iter().flatten().map(|(status, answer)| Answer {
            status,
            about: about(answer),
            bodies: bodies(&answer["content"]),
            headers: answer["headers"].as_object().map_or_else(String::new, |headers| {
                headers.keys().map(|name| code(name)).collect::<Vec<_>>().join(", ")
            }),
        });
        Self {
            id: text(operation, "operationId"),
            method: method.to_uppercase(),
            path,
            summary: text(operation, "summary"),
            about: about(operation),
            scopes: scopes.map(code).collect::<Vec<_>>().join(", "),
            parameters: parameters.collect(),
            bodies: bodies(body),
            example: example.filter(|it| !it.is_null()).and_then(|it| serde_json::to_string_pretty(it).ok()),
            answers: answers.collect(),
        }
    }
}

/// The page, made from the document once.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(&api::document()).expect("the document is JSON");
    let paths = || document["paths"].as_object().into_iter().flatten();
    let groups = document["tags"].as_array().into_iter().flatten().map(|tag| {
        let of_tag = |operation: &Value| operation["tags"].as_array().is_some_and(|tags| tags.contains(&tag["name"]));
        let operations = paths().flat_map(|(path, item)| {
            let shown = METHODS.iter().filter(|method| of_tag(&item[**method]));
            shown.map(|method| Operation::new(&document, method, path, &item[*method])).collect::<Vec<_>>()
        });
        Group { name: text(tag, "name"), about: about(tag), operations: operations.collect() }
    });
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten().map(|(name, schema)| Schema {
        name,
        about: about(schema),
        kind: if schema["properties"].is_object() { String::new() } else { kind(schema) },
        fields: fields(schema),
    });
    let page = Page {
        assets: &ASSETS,
        title: text(&document["info"], "title"),
        version: text(&document["info"], "version"),
        about: about(&document["info"]),
        groups: groups.collect(),
        schemas: schemas.collect(),
    };
    page.render().expect("a string takes everything")
});

static FINGERPRINT: LazyLock<String> = LazyLock::new(|| fingerprint(&[PAGE.as_bytes()]));
static CODED: [OnceLock<Bytes>; 4] = [const { OnceLock::new() }; 4];

async fn page(request: HttpRequest) -> impl Responder {
    let coding = accept::coding(&request);
    let tag = format!("\"{}-{}\"", *FINGERPRINT, coding.as_str());
    let same = not_modified(request.headers(), &tag);
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if same {
        return response.finish();
    }
    response
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; img-src 'self'"));
    send(response, coding, PAGE.as_bytes(), &CODED)
}

/// The routes of the reference.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/docs", page)).service(super::resource("/docs/", page));
}
