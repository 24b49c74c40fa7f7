//! What every handler can reach.

use std::{sync::Arc, time::Duration};

use crate::{auth::Verifier, store::Store};

/// What every handler can reach.
pub struct State {
    /// The registry.
    pub store: Arc<Store>,
    /// Who is who.
    pub verifier: Verifier,
    /// Limits and origins.
    pub limits: Limits,
}

/// Limits of the HTTP interface.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest body, in bytes.
    pub body: usize,
    /// The largest file of an import, in bytes.
    pub import_bytes: usize,
    /// The most rows of an import.
    pub import_rows: u32,
    /// How long a request may take to arrive.
    pub arrival: Duration,
    /// Origins whose pages may call the API; none: every origin.
    pub origins: Vec<String>,
}
