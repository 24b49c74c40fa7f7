//! What is served beside the API, and knows it.

use actix_web::{HttpRequest, HttpResponse, web};

use super::problem::Problem;

/// What is served beside the API, and knows it: the pages.
#[derive(Clone, Copy)]
pub struct Site {
    /// Its routes.
    pub routes: fn(&mut web::ServiceConfig),
    /// How it shows a problem to a client that asked for a page; `None` for the API's own paths.
    pub problem: fn(&HttpRequest, &Problem) -> Option<HttpResponse>,
}
