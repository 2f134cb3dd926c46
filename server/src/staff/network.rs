//! The network that somebody comes from: what tries are counted by.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

/// Bits of an IPv6 address that one customer has: the rest is changed at will.
const V6_BITS: u32 = 48;

/// An IPv4 address, or the beginning of an IPv6 one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network(IpAddr);

impl Network {
    /// Where a request comes from. A server that does not know counts all as one.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        peer.map_or_else(Self::unknown, |ConnectInfo(peer)| Self::around(peer.ip()))
    }

    #[must_use]
    pub const fn unknown() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    fn around(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(it) => {
                IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() >> (128 - V6_BITS) << (128 - V6_BITS)))
            }
            v4 => v4,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_customer_are_one_network() {
        let of = |text: &str| Network::around(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:1::1"), of("2001:db8:1:ffff::9"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
        assert_ne!(of("5.120.7.1"), of("5.120.7.2"));
        assert_eq!(of("::ffff:5.120.7.1"), of("5.120.7.1"));
    }
}
