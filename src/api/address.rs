//! Where a request comes from: the peer's address, or what proxies that are trusted say.

use std::{net::IpAddr, sync::Arc};

use actix_web::{HttpMessage as _, HttpRequest, dev::ServiceRequest};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The address that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(pub IpAddr);

impl Address {
    /// Of a request. `X-Forwarded-For` counts as far as trusted proxies have written it: from the right, up to the
    /// first address that is not one of theirs.
    pub fn of(request: &ServiceRequest, trusted: &[IpNet]) -> Option<Self> {
        let peer = request.peer_addr()?.ip().to_canonical();
        let ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
        if !ours(&peer) {
            return Some(Self(peer));
        }
        let values = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let chain: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut nearest = peer;
        for entry in chain.into_iter().rev() {
            // What cannot be read may have been made up: the proxy that passed it on is the last one known.
            let Ok(address) = entry.parse::<IpAddr>() else { break };
            nearest = address.to_canonical();
            if !ours(&nearest) {
                break;
            }
        }
        Some(Self(nearest))
    }

    /// Of a request that has passed the front door.
    pub fn from(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().copied()
    }

    /// The network that it belongs to, as the registry records it: an address could be a person's.
    pub fn network(self) -> Arc<str> {
        let network: IpNet = match self.0 {
            IpAddr::V4(address) => Ipv4Net::new_assert(address, 24).trunc().into(),
            IpAddr::V6(address) => Ipv6Net::new_assert(address, 48).trunc().into(),
        };
        network.to_string().into()
    }

    /// What limits count: one IPv4 address, or the smallest IPv6 network that a client is given.
    pub fn counted(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).network().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let of = |peer: &str, forwarded: &str| {
            let request = TestRequest::default().peer_addr(format!("{peer}:1000").parse().unwrap());
            let request = request.insert_header(("x-forwarded-for", forwarded)).to_srv_request();
            Address::of(&request, &trusted).unwrap().0.to_string()
        };
        assert_eq!(of("203.0.113.9", "198.51.100.1"), "203.0.113.9", "anybody can write the header");
        assert_eq!(of("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2"), "198.51.100.1", "what is left of it is made up");
        assert_eq!(of("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
    }

    #[test]
    fn networks_are_recorded() {
        let network = |address: &str| Address(address.parse().unwrap()).network().to_string();
        assert_eq!(network("203.0.113.9"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2:3::4"), "2001:db8:1::/48");
    }
}
