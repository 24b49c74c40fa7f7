//! The Field Presence Registry: which human rights field presences and adviser posts exist, in what state, since
//! when, who says so, and what was known then.
pub mod api;
pub mod auth;
pub mod commands;
pub mod config;
pub mod model;
pub mod registry;
pub mod store;
