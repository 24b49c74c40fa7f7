//! The functional core: what the registry knows, how it moves on, and how it answers. Pure: it knows the model and
//! nothing else, neither the web nor the database.

pub mod body;
pub mod change;
pub mod decide;
pub mod fault;
pub mod feed;
pub mod import;
pub mod input;
pub mod outline;
pub mod programme;
pub mod published;
pub mod query;
pub mod record_kind;
pub mod report;
pub mod snapshot;
pub mod statistics;
pub mod status_history;
pub mod timeline_index;
pub mod tracked;
pub mod tree;
pub mod versioned;
pub mod view;

pub use change::{Actor, Change, Record};
pub use decide::{ClientChange, Command, Decision, SubmissionChange, WebhookChange, decide, may_report};
pub use fault::{Fault, Rejection};
pub use snapshot::Snapshot;
