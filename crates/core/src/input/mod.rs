//! What clients send about presences, posts, offices, clients and webhooks: one type a body, which is read, checked and
//! documented from its definition. Everything that can be said without knowing the registry is said here.

pub mod client;
mod office;
mod post;
mod presence;
mod status;
pub mod submission;
pub mod webhook;

pub use office::NewOffice;
pub use post::NewPost;
pub use presence::{Insist, NewPresence};
pub use status::{NOTE_MAX, NewPostStatus, NewPresenceStatus, StatusInput};

use presence_model::{Confidence, Provenance, Timestamp};

/// Provenance unless a body gives one: headquarters itself is the source, today.
fn headquarters(now: Timestamp) -> Provenance {
    Provenance {
        source: "OHCHR headquarters desk".to_owned(),
        as_of: now.date().to_string(),
        confidence: Confidence::Reported,
        note: None,
    }
}
