//! OpenID Connect Discovery: where a provider's keys are, and what they are.

use std::time::Duration;

use serde_json::Value;

/// The largest document that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Checks that an address is one that may be asked: https, or http on this machine.
///
/// # Errors
/// Why it is not.
pub fn address(url: &str) -> Result<(), String> {
    let uri: ureq::http::Uri = url.parse().map_err(|_| format!("`{url}` is not a URL"))?;
    let host = uri.host().unwrap_or("").trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if local => Ok(()),
        _ => Err(format!("`{url}` must begin with https://")),
    }
}

/// The keys that an issuer publishes (RFC 7517).
///
/// # Errors
/// Why they cannot be had.
pub fn keys(issuer: &str) -> Result<Vec<Value>, String> {
    let document = json(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))?;
    // OpenID Connect Discovery 1.0, section 4.3: it must be the very same.
    if document["issuer"].as_str() != Some(issuer) {
        return Err(format!("its discovery document is that of another issuer: {}", document["issuer"]));
    }
    let place = document["jwks_uri"].as_str().ok_or("its discovery document names no jwks_uri")?;
    let set = json(place)?;
    set["keys"].as_array().cloned().ok_or_else(|| "its keys are not a JWK set".to_owned())
}

fn json(url: &str) -> Result<Value, String> {
    address(url)?;
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .max_redirects(0)
        .user_agent(concat!("presence-registry/", env!("CARGO_PKG_VERSION")));
    let agent = ureq::Agent::new_with_config(config.build());
    let failed = |error: ureq::Error| format!("{url}: {error}");
    let mut response = agent.get(url).header("accept", "application/json").call().map_err(failed)?;
    if response.status() != 200 {
        return Err(format!("{url}: status {}", response.status()));
    }
    let body = response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(failed)?;
    serde_json::from_slice(&body).map_err(|error| format!("{url}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_safe_addresses_are_asked() {
        for good in ["https://id.example.org", "http://127.0.0.1:8000/x", "http://localhost:3000", "http://[::1]:1"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in
            ["http://id.example.org", "ftp://x", "id.example.org", "", "file:///etc/passwd", "http://127.0.0.1.x"]
        {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
