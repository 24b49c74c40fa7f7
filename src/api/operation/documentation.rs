//! The documentation of an operation, which its parts put together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path, ToSchema,
    openapi::{
        Content, HeaderBuilder, HttpMethod, ObjectBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder,
        Schema, SecurityRequirement,
        example::ExampleBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBody,
        schema::Type,
    },
};

use crate::api::problem::{KINDS, Kind};

/// What a handler takes, which says what it means for whoever calls.
pub trait Describe {
    /// Adds to the documentation of an operation.
    fn describe(operation: &mut Documentation);
}

/// The documentation of an operation, while its parts are put together.
pub struct Documentation {
    /// What there is so far.
    pub operation: Operation,
    /// The kinds of problem that it answers with, as in the last part of their `type`.
    pub problems: BTreeSet<&'static str>,
    /// Headers of its answers, by name.
    headers: Vec<(HeaderScope, &'static str, &'static str)>,
    /// Whether its answers have entity tags and can be 304.
    pub cached: bool,
    /// Whether its errors are those of RFC 6749.
    pub oauth: bool,
    /// Its method.
    pub method: HttpMethod,
    /// Its path, with its parameters in braces.
    pub path: String,
    /// What its caller's token needs, all of it.
    scopes: Vec<String>,
    schemas: Vec<(String, RefOr<Schema>)>,
}

/// Which answers a header is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HeaderScope {
    /// Those with a status of 2xx.
    Success,
    /// 2xx and 304.
    Representation,
    /// 201 only.
    Created,
}

impl Documentation {
    /// The documentation that `utoipa::path` made of a handler.
    pub(super) fn of<P: Path + SchemaReferences + Tags<'static>>() -> Self {
        let mut operation = P::operation();
        operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
        let (mut schemas, path) = (Vec::new(), P::path());
        P::schemas(&mut schemas);
        let problems = if path.contains('{') { BTreeSet::from(["not-found"]) } else { BTreeSet::new() };
        Self {
            operation,
            problems,
            headers: Vec::new(),
            cached: false,
            oauth: false,
            method: P::methods().remove(0),
            scopes: Vec::new(),
            schemas,
            path,
        }
    }

    /// Adds a parameter.
    pub fn parameter(&mut self, parameter: Parameter) {
        self.operation.parameters.get_or_insert_default().push(parameter.into());
    }

    /// Adds a header that requests may have, or must have.
    pub fn request_header(&mut self, name: &str, about: &str, required: Required, schema: impl Into<RefOr<Schema>>) {
        let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(required);
        self.parameter(header.description(Some(about)).schema(Some(schema)).build());
    }

    /// Adds a header of answers.
    pub fn header(&mut self, on: HeaderScope, name: &'static str, about: &'static str) {
        self.headers.push((on, name, about));
    }

    /// Adds kinds of problem that it answers with.
    pub fn problems(&mut self, kinds: &[&'static str]) {
        self.problems.extend(kinds);
    }

    /// A token with this scope besides those that are named already.
    pub fn scope(&mut self, scope: &str) {
        self.scopes.push(scope.to_owned());
    }

    /// Whether it is said who may call.
    #[must_use]
    pub fn has_security(&self) -> bool {
        self.operation.security.is_some() || !self.scopes.is_empty()
    }

    /// Another way in: with a scheme, or as anybody.
    pub fn add_security(&mut self, scheme: Option<&str>) {
        let way = scheme
            .map_or_else(SecurityRequirement::default, |name| SecurityRequirement::new(name, Vec::<String>::new()));
        self.operation.security.get_or_insert_default().push(way);
    }

    /// Another format of the answer with a status of 200.
    pub fn answer_as(&mut self, media_type: &str, schema: impl Into<RefOr<Schema>>) {
        if let Some(RefOr::T(answer)) = self.operation.responses.responses.get_mut("200") {
            answer.content.insert(media_type.to_owned(), Content::builder().schema(Some(schema)).build().into());
        }
    }

    /// The body that requests have.
    pub fn body<T: ToSchema>(&mut self, media_types: &[&str]) {
        let schema = || Ref::from_schema_name(T::name());
        let mut body = RequestBody::builder().required(Some(Required::True));
        for media_type in media_types {
            body = body.content(*media_type, Content::builder().schema(Some(schema())).build());
        }
        self.operation.request_body = Some(body.build().into());
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
    }

    /// Puts the operation into a document.
    pub(super) fn finish(mut self, api: &mut OpenApi) {
        if !self.has_security() {
            self.add_security(None);
        }
        if !self.scopes.is_empty() {
            let token = SecurityRequirement::new("token", std::mem::take(&mut self.scopes));
            self.operation.security.get_or_insert_default().push(token);
        }
        let probe = matches!(&*self.path, "/healthz" | "/readyz");
        if !probe {
            self.problems(&["rate-limited", "internal-error"]);
        }
        if self.path != "/healthz" {
            self.problems(&["unavailable"]);
        }
        // A request that is too slow to arrive is given up, whatever it asks for.
        self.problems(&["timeout"]);
        self.header(HeaderScope::Created, "Location", "Where the new record is.");
        let responses = &mut self.operation.responses.responses;
        if self.cached {
            let known = ResponseBuilder::new().description("The client has it already.").build();
            responses.insert("304".to_owned(), known.into());
        }
        if let Some(RefOr::T(accepted)) = responses.get_mut("202") {
            header(accepted, "Retry-After", "When to look again, in seconds.");
        }
        for (status, response) in responses.iter_mut() {
            let RefOr::T(response) = response else { continue };
            for (_, name, about) in self.headers.iter().filter(|(on, ..)| on.fits(status)) {
                header(response, name, about);
            }
        }
        if self.oauth {
            oauth_errors(responses);
        } else {
            let mut by_status: BTreeMap<u16, Vec<&Kind>> = BTreeMap::new();
            for kind in KINDS.iter().filter(|kind| self.problems.contains(kind.code)) {
                by_status.entry(kind.status).or_default().push(kind);
            }
            for (status, kinds) in by_status {
                responses.entry(status.to_string()).or_insert_with(|| problem(&kinds).into());
            }
        }
        for (status, response) in responses.iter_mut() {
            let RefOr::T(response) = response else { continue };
            header(response, "X-Request-Id", "The request's id: the client's own, or a new one.");
            if !probe && (status.starts_with('2') || status == "429") {
                header(response, "RateLimit", "How many requests are left. None where nothing is limited.");
                header(response, "RateLimit-Policy", "How many requests are allowed in how many seconds.");
            }
        }
        api.components.get_or_insert_default().schemas.extend(self.schemas);
        api.paths.add_path_operation(self.path, vec![self.method], self.operation);
    }
}

impl HeaderScope {
    fn fits(self, status: &str) -> bool {
        match self {
            Self::Success => status.starts_with('2'),
            Self::Representation => status.starts_with('2') || status == "304",
            Self::Created => status == "201",
        }
    }
}

/// The problems of one status, as an answer.
fn problem(kinds: &[&Kind]) -> Response {
    let example = |kind: &Kind| {
        json!({
            "type": format!("/problems/{}", kind.code),
            "title": kind.title,
            "status": kind.status,
            "detail": kind.advice,
            "instance": "01932d1a-6b7e-7c3a-9d0e-2f4b8c6a1e55",
        })
    };
    let content = Content::builder().schema(Some(Ref::from_schema_name("Problem")));
    let content = match kinds {
        [kind] => content.example(Some(example(kind))),
        several => content.examples_from_iter(
            several.iter().map(|kind| (kind.code, ExampleBuilder::new().value(Some(example(kind))).build())),
        ),
    };
    let about: Vec<_> = kinds.iter().map(|kind| format!("{}. {}", kind.title, kind.advice)).collect();
    let mut response = ResponseBuilder::new()
        .description(about.join("\n\n"))
        .content("application/problem+json", content.build())
        .build();
    match kinds[0].status {
        401 | 403 => header(&mut response, "WWW-Authenticate", "What is needed (RFC 6750)."),
        429 | 503 => header(&mut response, "Retry-After", "When to try again, in seconds."),
        _ => {}
    }
    response
}

/// The errors of RFC 6749.
fn oauth_errors(responses: &mut BTreeMap<String, RefOr<Response>>) {
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
        match status {
            "401" => header(&mut response, "WWW-Authenticate", "What is needed."),
            "429" => {
                // Limits by address answer before the endpoint does.
                let problem = Content::builder().schema(Some(Ref::from_schema_name("Problem"))).build();
                response.content.insert("application/problem+json".to_owned(), problem.into());
                header(&mut response, "Retry-After", "When to try again, in seconds.");
            }
            "503" => header(&mut response, "Retry-After", "When to try again, in seconds."),
            _ => {}
        }
        responses.insert(status.to_owned(), response.into());
    }
}

/// Adds a header to an answer.
pub fn header(response: &mut Response, name: &str, about: &str) {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let header = HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build();
    response.headers.insert(name.to_owned(), header.into());
}
