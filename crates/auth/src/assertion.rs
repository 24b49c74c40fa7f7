//! Assertions by which a client proves who it is with a key of its own: `private_key_jwt` (RFC 7523).

use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;

use super::{
    claims::seconds,
    keys::verifying,
    principal::{LEEWAY, TOKEN_MAX},
};
use presence_model::{Client, Timestamp};

/// How long an assertion may hold at most, in seconds: for so long its `jti` is remembered.
const LONGEST: u64 = 600;

#[derive(Deserialize)]
struct Claims {
    sub: String,
    jti: String,
    exp: u64,
    #[serde(default)]
    nbf: Option<u64>,
    #[serde(default)]
    iat: Option<u64>,
}

/// The client that an assertion claims to be from, before anything was verified.
#[must_use]
pub fn claimed(assertion: &str) -> Option<String> {
    if assertion.len() > TOKEN_MAX {
        return None;
    }
    jsonwebtoken::dangerous::insecure_decode_claims::<Claims>(assertion).ok().map(|claims| claims.sub)
}

/// Verifies an assertion of this client for this audience; gives its `jti`, and until when that is to be remembered.
#[must_use]
pub fn verify(assertion: &str, client: &Client, audiences: &[String]) -> Option<(String, Timestamp)> {
    if assertion.len() > TOKEN_MAX {
        return None;
    }
    let header = decode_header(assertion).ok().filter(|header| header.crit.is_none())?;
    let key = client.keys.iter().find(|key| header.kid.as_deref() == Some(&*key.kid))?;
    let (algorithm, key) = verifying(&key.public)?;
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[client.id.as_str()]);
    validation.set_audience(audiences);
    validation.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
    validation.validate_exp = false;
    let claims: Claims = decode(assertion, &key, &validation).ok()?.claims;
    let now = seconds();
    let early = |from: Option<u64>| from.is_some_and(|from| from > now + LEEWAY);
    let timely = claims.exp + LEEWAY > now && claims.exp <= now + LONGEST && !early(claims.nbf) && !early(claims.iat);
    let named = claims.sub == client.id.as_str() && (1..=255).contains(&claims.jti.len());
    let until = i64::try_from(claims.exp + LEEWAY).unwrap_or(i64::MAX / 1_000_000) * 1_000_000;
    (timely && named).then_some((claims.jti, Timestamp(until)))
}
