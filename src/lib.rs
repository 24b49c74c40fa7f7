//! The Field Presence Registry.
pub mod model;
pub mod registry;
pub mod store;
