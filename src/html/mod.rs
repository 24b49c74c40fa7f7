//! The pages: HTML for people, made on the server, in six languages. Figures come from the functions that the API's
//! figures come from; nothing here decides anything.

mod assets;
mod charts;
mod errors;
mod figures;
mod home;
mod layout;
mod listing;
mod map;
mod message_keys;
mod office;
mod presence;
mod programme;
mod recent;
mod record_summary;
mod reference;
mod report;
mod session;
mod sign_in;
mod upload;
mod upload_form;

use actix_web::{
    FromRequest, Handler, Resource, Responder, guard,
    web::{self, ServiceConfig},
};

use crate::api::Site;

/// The pages, as the server needs them.
pub const SITE: Site = Site { routes, problem: errors::page };

/// Every route of the pages.
fn routes(config: &mut ServiceConfig) {
    home::routes(config);
    presence::routes(config);
    programme::routes(config);
    sign_in::routes(config);
    office::routes(config);
    upload::routes(config);
    report::routes(config);
    reference::routes(config);
    assets::routes(config);
}

/// A page with its address, which also answers `HEAD`.
fn resource<F, Args>(path: &str, read: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(read.clone())).route(web::route().guard(guard::Head()).to(read))
}
