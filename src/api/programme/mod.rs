//! The adviser programme: its records, how its posts are covered, what is at risk, what would be otherwise.

pub mod coverage;
pub mod demand;
pub mod records;
pub mod scenarios;

use actix_web::web::ServiceConfig;

/// The routes of the programme.
pub fn routes(config: &mut ServiceConfig) {
    records::routes(config);
    coverage::routes(config);
    demand::routes(config);
    scenarios::routes(config);
}
