//! The vocabularies of the pages beyond those of the model.

/// Vocabularies with their codes, so that a test can say which texts there must be.
#[cfg(test)]
pub const OWN: &[(&str, &[&str])] = &[
    ("chart", &["type", "region", "status", "posts", "since"]),
    ("fault", FAULTS),
    ("status", &["presence_closed"]),
    ("outcome", &["created", "updated", "unchanged", "rejected", "skipped"]),
    ("import", &["running", "completed", "rejected", "failed", "some", "none"]),
    ("error", &["400", "401", "403", "404", "405", "408", "412", "413", "415", "422", "429", "500", "503"]),
];

/// The faults that have a text; others show what the API says.
pub const FAULTS: &[&str] = &[
    "required",
    "malformed",
    "in_the_future",
    "out_of_range",
    "not_applicable",
    "unknown_code",
    "transition_not_allowed",
    "conflicts_with_later_update",
];

/// The statuses of HTTP that have a text.
pub const ERRORS: [u16; 13] = [400, 401, 403, 404, 405, 408, 412, 413, 415, 422, 429, 500, 503];

/// The groups of how long since the last report.
#[cfg(test)]
pub fn since_codes() -> Vec<String> {
    use presence_core::{query::Presences, statistics::Counted as _};
    let known = Presences::dimensions().into_iter().find(|dimension| dimension.name == "since_report");
    known.and_then(|dimension| dimension.codes).map(|codes| codes()).unwrap_or_default()
}
