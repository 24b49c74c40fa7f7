//! The claims of an access token: a JWT as RFC 9068 has it.

use serde::{Deserialize, Serialize};

use presence_model::{OfficeCode, Timestamp};

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// For whom it is.
    pub aud: String,
    /// The client: a client record's id, or `cli:` and the office for tokens from the command line.
    pub sub: String,
    /// The same, as RFC 9068 has it.
    pub client_id: String,
    /// Its own id.
    pub jti: String,
    /// When it was issued: seconds since 1970.
    pub iat: u64,
    /// From when it holds.
    pub nbf: u64,
    /// Until when it holds.
    pub exp: u64,
    /// Scopes, separated by spaces.
    pub scope: String,
    /// The office that the client acts for.
    pub office: OfficeCode,
}

/// Seconds since 1970.
pub(super) fn seconds() -> u64 {
    u64::try_from(Timestamp::now().0 / 1_000_000).unwrap_or_default()
}
