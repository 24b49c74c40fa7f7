//! Where a request comes from: the peer's address, or what proxies that are trusted say.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use actix_web::{HttpMessage as _, HttpRequest, dev::ServiceRequest};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The address that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientIp {
    /// The address.
    pub ip: IpAddr,
    /// Whether it is a program on this machine that speaks for itself: no proxy passed the request on.
    pub local: bool,
}

impl ClientIp {
    /// Of a request. `X-Forwarded-For` counts as far as trusted proxies have written it: from the right, up to the
    /// first address that is not one of theirs. What cannot be read counts as the proxy that passed it on.
    pub fn of(request: &ServiceRequest, trusted: &[IpNet]) -> Option<Self> {
        let peer = request.peer_addr()?.ip().to_canonical();
        let headers = request.headers();
        let mut forwarded = headers.get_all("x-forwarded-for").peekable();
        let local = peer.is_loopback() && forwarded.peek().is_none() && !headers.contains_key("forwarded");
        let ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
        let mut nearest = peer;
        if ours(&peer) {
            let values: Vec<_> = forwarded.map(|value| value.as_bytes()).collect();
            for entry in values.iter().rev().flat_map(|value| value.rsplit(|byte| *byte == b',')) {
                let Some(address) = read(entry) else { break };
                nearest = address.to_canonical();
                if !ours(&nearest) {
                    break;
                }
            }
        }
        Some(Self { ip: nearest, local })
    }

    /// Of a request that has passed the front door.
    pub fn from(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    /// The network that it belongs to, as the registry records it: an address could be a person's.
    pub fn network(self) -> Arc<str> {
        let network: IpNet = match self.ip {
            IpAddr::V4(address) => Ipv4Net::new_assert(address, 24).trunc().into(),
            IpAddr::V6(address) => Ipv6Net::new_assert(address, 48).trunc().into(),
        };
        network.to_string().into()
    }

    /// What limits count.
    pub fn counted(self) -> IpAddr {
        counted(self.ip)
    }
}

/// What limits count: one IPv4 address, or the smallest IPv6 network that a client is given.
pub fn counted(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).network().into(),
        v4 => v4,
    }
}

/// What limits count when there are too many addresses: a large network.
pub fn widened(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(address) => Ipv4Net::new_assert(address, 16).network().into(),
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 32).network().into(),
    }
}

/// An entry of `X-Forwarded-For`: an address, with a port or in brackets as some proxies write it.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim();
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse().ok().map(|address: SocketAddr| address.ip()))
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::HeaderValue, test::TestRequest};

    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let of = |peer: &str, forwarded: &str| {
            let request = TestRequest::default().peer_addr(format!("{peer}:1000").parse().unwrap());
            let request = request.insert_header(("x-forwarded-for", forwarded)).to_srv_request();
            ClientIp::of(&request, &trusted).unwrap().ip.to_string()
        };
        assert_eq!(of("203.0.113.9", "198.51.100.1"), "203.0.113.9", "anybody can write the header");
        assert_eq!(of("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2"), "198.51.100.1", "what is left of it is made up");
        assert_eq!(of("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
        assert_eq!(of("10.0.0.1", "198.51.100.1:4711"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1");
        assert_eq!(of("10.0.0.1", "[2001:db8::1]"), "2001:db8::1");
    }

    #[test]
    fn what_cannot_be_read_takes_no_limit_off() {
        let of = |peer: &str, header: Option<&[u8]>| {
            let mut request = TestRequest::default().peer_addr(format!("{peer}:1000").parse().unwrap());
            if let Some(value) = header {
                request = request.insert_header(("x-forwarded-for", HeaderValue::from_bytes(value).unwrap()));
            }
            ClientIp::of(&request.to_srv_request(), &["127.0.0.0/8".parse().unwrap()]).unwrap()
        };
        let proxy = |local| ClientIp { ip: "127.0.0.1".parse().unwrap(), local };
        assert_eq!(of("127.0.0.1", None), proxy(true));
        assert_eq!(of("127.0.0.1", Some(b"\xe9")), proxy(false));
        assert_eq!(of("127.0.0.1", Some(b"\xe9, 198.51.100.1")).ip.to_string(), "198.51.100.1");
        assert_eq!(of("127.0.0.1", Some(b"unknown")), proxy(false));
        assert_eq!(of("127.0.0.1", Some(b"")), proxy(false));
    }

    #[test]
    fn networks_are_recorded() {
        let network = |ip: &str| ClientIp { ip: ip.parse().unwrap(), local: false }.network().to_string();
        assert_eq!(network("203.0.113.9"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2:3::4"), "2001:db8:1::/48");
    }
}
