//! The Field Presence Registry: which human rights field presences and adviser posts exist, in what state, since
//! when, who says so, and what was known then.
//!
//! # The idea
//! Everything known at one revision fits in memory, as an immutable [`registry::Snapshot`]. Every read is a pure
//! function of a snapshot and a query, and never waits for the database. Every write is a [`registry::Command`] that
//! [`registry::decide()`] accepts or rejects; what it accepts becomes a [`registry::Change`] in an append-only ledger,
//! and [`registry::Snapshot::apply`] is the only way state moves.
//!
//! # The rooms, and who may call whom
//! Calls go down only: `main → commands → {pages → api, client} → webhooks → {store, auth, exchange} → registry →
//! model`.
//!
//! * [`config`]: settings, from the command line and the environment.
//! * [`commands`]: what `serve`, `token`, `client`, `verify`, `backup`, `migrate` and the others do.
//! * [`api`]: actix-web; one file a resource, and what they share: problems, conditional requests, bodies, the
//!   OpenAPI document. A handler parses, asks, answers.
//! * [`pages`]: HTML for people, in six languages: the overview, each presence, and where offices report by a form.
//! * [`auth`]: the signing key, tokens, scopes.
//! * [`webhooks`]: tells receivers of changes: signed, in order, again until they have taken each.
//! * [`store`]: diesel; the ledger, the typed tables, the writer that commits commands in groups, the baseline; backups, and
//!   archives that go from one database to another.
//! * [`client`]: what offices run: `push`, `pull`, `report`. It knows the registry by HTTP only.
//! * [`exchange`]: file formats in and out: JSON, NDJSON, CSV with HXL tags, XLSX; the report as HTML and
//!   DOCX.
//! * [`registry`]: the functional core: snapshot, change, decide, query, views. Knows the model and nothing else.
//! * [`model`]: what the registry is about: presences, posts, offices, countries, updates, lifecycles.
//!
//! # Where this differs from the design, and why
//! * **`as_of` reads no database.** Records keep their versions and timelines in memory, each entry with its revision,
//!   so an older snapshot is made from the newest in one pass over the records and their updates. Memory grows with the
//!   history: about 430 bytes a status update.
//! * **A status update is one change**, not two: the ledger holds the update, and the state of its record follows from
//!   its timeline. Its revision is the update's id and the record's new `ETag`.
//! * **The whole ledger is replayed at start**, the hash of each entry checked (1.1 million changes: about 5 s), so start-up
//!   grows with the history, and what was altered is not served.
//! * **An SQLite file is served by one process**, so that nobody takes it for a way to have several. PostgreSQL is.
//! * **A backup is made by the database itself** (`VACUUM INTO`, or one read-only snapshot of PostgreSQL): SQLite's online
//!   backup has no safe interface here, and begins anew at every write.
//! * **Idempotency records keep the revision**, not the answer: the first answer is made again from the past.
//! * **An effective date is not in the future while it is today somewhere on Earth** (UTC+14), so that an office in
//!   the Pacific can report in the morning.
//! * **Submissions are public only while they are published**: lists and records ask who reads, the past is checked
//!   against what is public now, and the feed of changes leaves them out. What must be erasable about them (an address,
//!   a document) stands beside the ledger.
//! * **The typed tables are written, not read**: they are for SQL tools and for `verify`.

#![forbid(unsafe_code)]

/// Writes a line to standard error. `eprintln` would panic where nothing can be written.
macro_rules! to_stderr {
    ($($text:tt)*) => {
        drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}\n", format_args!($($text)*))))
    };
}

pub mod api;
pub mod auth;
pub mod client;
pub mod commands;
pub mod config;
pub mod exchange;
pub mod model;
pub mod pages;
pub mod registry;
pub mod store;
pub mod webhooks;
