//! Extractors: what a handler takes from a request, checked and typed; what is wrong is refused before the handler runs.
//!
//! Extractors of a handler are polled together. Those that are ready at once answer in the order in which they stand, so a
//! caller, a path or `If-Match` comes before the body. One that waits for the database stands in [`Then`].

mod code_of;
mod file;
mod if_match;
mod json;
mod principal;
pub mod query;
pub mod read;
mod report;
mod then;
mod write;

pub use code_of::CodeOf;
pub use file::File;
pub use if_match::{IfMatch, RequiredIfMatch};
pub use json::{Json, Merge, MergePatch};
pub use principal::Public;
pub use query::{NoParameters, Query};
pub use read::Read;
pub use report::Reporter;
pub use then::Then;
pub use write::{BodylessKey, Fingerprint, IdempotencyKey, Write, describe_key};

use actix_web::{HttpRequest, web::Data};

use super::{
    problem::{self, Problem},
    state::AppState,
};

/// The state that the server was built with.
pub fn state(request: &HttpRequest) -> Result<&Data<AppState>, Problem> {
    let missing = || Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice);
    request.app_data::<Data<AppState>>().ok_or_else(missing)
}
