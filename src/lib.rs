//! The Field Presence Registry: which human rights field presences and adviser posts exist, in what state, since
//! when, who says so, and what was known then.
//!
//! This package is the server, its pages and the command line. What it is made of are the crates under `crates/`:
//!
//! * [`presence_model`]: what the registry is about: presences, posts, offices, updates, money, and their vocabularies.
//! * [`presence_core`]: the functional core. Everything known at one revision is an immutable [`presence_core::Snapshot`];
//!   each read is a pure function of it; each write is a [`presence_core::Command`] that [`presence_core::decide()`] accepts
//!   or rejects.
//! * [`presence_formats`]: file formats in and out.
//! * [`presence_store`]: the ledger and the tables, in SQLite or PostgreSQL.
//! * [`presence_auth`]: keys, tokens, client authentication.
//! * [`presence_webhooks`]: notifies receivers of changes.
//! * [`presence_client`]: `push`, `pull`, `report`, `verify`: knows the registry by HTTP only.
//!
//! Calls go down only: `main → cli → {html → api, client} → webhooks → {store, auth, formats} → core → model`.
//! Cargo keeps that between crates; `tests/architecture.rs` keeps it between the files of each. `docs/ARCHITECTURE.md` is
//! the map, `docs/adr/` says why.

pub mod api;
pub mod cli;
pub mod html;
