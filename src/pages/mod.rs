//! The pages: HTML for people, made on the server, in six languages. Figures come from the functions that the API's
//! figures come from; nothing here decides anything.

mod assets;
mod charts;
mod errors;
mod figures;
mod frame;
mod home;
mod lately;
mod listing;
mod map;
mod office;
mod presence;
mod programme;
mod reference;
mod report;
mod sent;
mod session;
mod sign_in;
mod subject;
mod texts;
mod upload;
mod words;

use actix_web::web::ServiceConfig;

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
