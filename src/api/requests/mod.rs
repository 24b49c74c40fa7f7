//! The shapes of request bodies, for the documentation. [`presence_core::input`] is what reads them.
#![allow(dead_code, reason = "these types are schemas: bodies are read field by field, so that all faults are found")]

mod clients;
mod imports;
mod programme;
mod records;
mod submissions;
mod webhooks;

pub use clients::*;
pub use imports::*;
pub use programme::*;
pub use records::*;
pub use submissions::*;
pub use webhooks::*;
