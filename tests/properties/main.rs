//! Laws that hold for every course of events, checked with random ones.

mod coverage;
mod decisions;
mod events;
mod feed;
mod files;
mod imports;
mod past;
mod real_lives;
mod schema;
mod sums;
mod tables;
mod wycheproof;
