//! The pages: HTML for people, made on the server, in six languages. Figures come from the functions that the API's
//! figures come from; nothing here decides anything.

mod assets;
mod charts;
mod errors;
mod frame;
mod home;
mod listing;
mod map;
//TODO mod office;
mod presence;
//TODO mod report;
//TODO mod session;
//TODO mod sign_in;
mod texts;
//TODO mod upload;
mod words;

use actix_web::web::ServiceConfig;

use crate::api::Site;

/// The pages, as the server needs them.
pub const SITE: Site = Site { routes, problem: errors::page };

/// Every route of the pages.
fn routes(config: &mut ServiceConfig) {
    home::routes(config);
    presence::routes(config);
    //TODO sign_in::routes(config);
    //TODO office::routes(config);
    //TODO report::routes(config);
    //TODO upload::routes(config);
    assets::routes(config);
}
