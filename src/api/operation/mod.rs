//! Operations, each declared once: the router and the OpenAPI document follow from the same declaration. What a handler takes
//! and gives describes itself.

mod documentation;
pub mod parameter;

use std::collections::BTreeMap;

use actix_web::{
    FromRequest, Handler, Responder, Route, guard,
    http::Method,
    web::{self, ServiceConfig},
};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
    openapi::{HttpMethod, OpenApi},
};

pub use documentation::{Describe, Documentation, HeaderScope};

struct Declared {
    path: String,
    route: Route,
    head: Option<Route>,
    document: fn(&mut OpenApi),
}

/// The operations of the API.
#[derive(Default)]
pub struct Operations(Vec<Declared>);

impl Operations {
    /// Declares an operation: `P` is what `utoipa::path` made of its handler.
    pub fn declare<P, H, A>(&mut self, _: P, handler: H)
    where
        P: Path + SchemaReferences + Tags<'static>,
        H: Handler<A>,
        A: FromRequest + Describe + 'static,
        H::Output: Responder + 'static,
    {
        let method = P::methods().remove(0);
        let reads = matches!(method, HttpMethod::Get);
        self.0.push(Declared {
            path: P::path(),
            route: web::route().method(as_actix(&method)).to(handler.clone()),
            head: reads.then(|| web::route().guard(guard::Head()).to(handler)),
            document: document::<P, A>,
        });
    }

    /// Routes requests to the handlers.
    pub fn configure(self, config: &mut ServiceConfig) {
        // Literal segments come before placeholders, which they would match too: `{` is behind every letter.
        let mut resources: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for declared in self.0 {
            resources
                .entry(declared.path)
                .or_default()
                .extend([Some(declared.route), declared.head].into_iter().flatten());
        }
        for (path, routes) in resources {
            let resource = routes.into_iter().fold(web::resource(path), actix_web::Resource::route);
            config.service(resource);
        }
    }

    /// Documents the operations.
    pub fn document(&self, api: &mut OpenApi) {
        for declared in &self.0 {
            (declared.document)(api);
        }
    }
}

fn document<P: Path + SchemaReferences + Tags<'static>, A: Describe>(api: &mut OpenApi) {
    let mut documentation = Documentation::of::<P>();
    A::describe(&mut documentation);
    documentation.finish(api);
}

fn as_actix(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        _ => Method::GET,
    }
}

/// Declares the operations of these handlers, which `utoipa::path` describes.
macro_rules! declare {
    ($operations:ident: $($handler:ident),+ $(,)?) => {
        pastey::paste! { $($operations.declare([<__path_ $handler>], $handler);)+ }
    };
}
pub(crate) use declare;

macro_rules! describe_tuples {
    ($(($($part:ident),*))+) => {$(
        impl<$($part: Describe),*> Describe for ($($part,)*) {
            fn describe(_operation: &mut Documentation) {
                $($part::describe(_operation);)*
            }
        }
    )+};
}

describe_tuples! { () (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) }

/// What says nothing to whoever calls.
macro_rules! silent {
    ($($type:ty $(, of $t:ident)?;)+) => {$(
        impl$(<$t>)? Describe for $type {
            fn describe(_: &mut Documentation) {}
        }
    )+};
}

silent! {
    actix_web::HttpRequest;
    web::Data<T>, of T;
    web::Path<T>, of T;
}
