//! Laws that hold for every course of events, checked with random ones.

mod events;
mod past;
mod schema;
mod tables;
