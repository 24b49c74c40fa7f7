//! Which addresses may be told: those of the public internet, so that nobody uses the registry to reach what only it
//! can reach. Checked when an address is given, and again at every delivery on what its name resolves to.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// What a refused delivery says.
pub const REFUSED: &str = "the address is not one of the public internet";

/// Checks an address as it is given; `private` addresses are allowed by the setting only.
///
/// # Errors
/// Why it may not be told.
pub fn check(url: &str, private: bool) -> Result<(), String> {
    if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("an address has visible ASCII characters only; write others in their encoded form".to_owned());
    }
    if url.contains('#') {
        return Err("an address has no fragment (`#…`)".to_owned());
    }
    let uri: Uri = url.parse().map_err(|_| "this is not a URL".to_owned())?;
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if private => {}
        _ => return Err("an address must begin with https://".to_owned()),
    }
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    if authority.contains('@') {
        return Err("an address has no user name or password in it".to_owned());
    }
    let host = uri.host().unwrap_or("");
    let (name, port) = (host.trim_matches(['[', ']']), &authority[host.len().min(authority.len())..]);
    if name.is_empty() || name.len() > 253 {
        return Err("an address needs the name of a host".to_owned());
    }
    if !port.is_empty() && uri.port_u16().is_none_or(|port| port == 0) {
        return Err("an address's port is a number from 1 to 65535".to_owned());
    }
    match name.parse::<IpAddr>() {
        Ok(address) if !private && !is_public(address) => Err(REFUSED.to_owned()),
        _ => Ok(()),
    }
}

/// Whether an address is one of the public internet: the registries of special-purpose addresses (RFC 6890) say which
/// are not.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        // "This network", private use, shared by carriers, loopback, link-local.
        [0 | 10 | 127, ..] | [100, 64..=127, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..]
        // Protocol assignments, documentation, 6to4 relays, benchmarks.
        | [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _]
        // Multicast, reserved, broadcast.
        | [224..=255, ..]
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // IPv4 in other words: mapped, and translated (NAT64), which is how some networks reach all of IPv4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
        }
        // Protocol assignments (Teredo among them), documentation, 6to4.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Nothing else than this is given out: the rest is loopback, unique local, link-local, multicast …
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Resolves names, and gives only the addresses that may be told: these are what is connected to.
#[derive(Debug)]
pub struct Guard {
    /// Whether all may.
    pub private: bool,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if self.private {
            return Ok(found);
        }
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, REFUSED)));
        }
        Ok(allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_told() {
        for public in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn addresses_are_checked_when_they_are_given() {
        for good in ["https://hooks.example.org/x?y=z", "https://hooks.example.org:8443", "https://[2606:4700::1111]/"]
        {
            assert_eq!(check(good, false), Ok(()), "{good}");
        }
        for bad in [
            "http://hooks.example.org/",
            "ftp://hooks.example.org/",
            "hooks.example.org",
            "/x",
            "https://",
            "",
            "https://user@hooks.example.org/",
            "https://user:pass@hooks.example.org/",
            "https://hooks.example.org/#x",
            "https://hooks.example.org:0/",
            "https://hooks.example.org:99999/",
            "https://hooks.example.org:/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://h öoks.example.org/",
            "file:///etc/passwd",
        ] {
            assert!(check(bad, false).is_err(), "{bad}");
        }
        assert_eq!(check("http://127.0.0.1:9/x", true), Ok(()));
        assert!(check("ftp://127.0.0.1/", true).is_err() && check("http://a@127.0.0.1/", true).is_err());
    }

    #[test]
    fn names_are_checked_when_they_are_resolved() {
        let resolve = |uri: &str, private| {
            let timeout = NextTimeout {
                after: ureq::unversioned::transport::time::Duration::NotHappening,
                reason: ureq::Timeout::Global,
                ..NextTimeout::default()
            };
            Guard { private }.resolve(&uri.parse().unwrap(), &Config::default(), timeout)
        };
        // Also the ways to write an address that only the resolver knows.
        for uri in ["https://localhost/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/"] {
            assert!(resolve(uri, false).is_err(), "{uri}");
        }
        assert!(resolve("https://localhost/", true).is_ok());
    }
}
