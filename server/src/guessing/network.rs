//! Where a request comes from: the address, whoever is trusted to tell it, and its network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What one guesser can change at will: 256 addresses of IPv4, a site of IPv6; or the one line of
/// whoever asks by phone, which is dearer to change than any of those.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network(Origin);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Origin {
    Addresses(IpAddr),
    Line(u64),
}

const V4_BITS: u8 = 24;
const V6_BITS: u8 = 48;

impl Network {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let bits = if address.is_ipv4() { V4_BITS } else { V6_BITS };
        Self(Origin::Addresses(cut(address, bits)))
    }

    /// Of a phone, by its number without signs.
    #[must_use]
    pub const fn of_line(number: u64) -> Self {
        Self(Origin::Line(number))
    }
}

/// The address with all but its first bits zero.
fn cut(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}

/// A list of addresses and networks, as an operator writes it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Networks(Vec<(IpAddr, u8)>);

/// The proxies in front of this server whose word about an address counts. Nobody's else does:
/// anyone can write a header.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrustedProxies(Networks);

/// What is no network: neither `10.0.0.0/8` nor `10.0.0.7` nor their like in IPv6.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0} is neither an address nor a network such as 10.0.0.0/8")]
pub struct BadNetwork(String);

impl Networks {
    /// # Errors
    /// The first text that is neither an address nor a network.
    pub fn parse(texts: &[String]) -> Result<Self, BadNetwork> {
        let networks = texts.iter().map(|text| network(text).ok_or(BadNetwork(text.clone())));
        networks.collect::<Result<_, _>>().map(Self)
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, bits)| {
            network.is_ipv4() == address.is_ipv4() && cut(address, *bits) == *network
        })
    }
}

impl TrustedProxies {
    /// # Errors
    /// The first text that is neither an address nor a network.
    pub fn parse(texts: &[String]) -> Result<Self, BadNetwork> {
        Networks::parse(texts).map(Self)
    }

    /// The address of the client: of `X-Forwarded-For`, from its end, the first that is not one of
    /// the proxies. Whatever cannot be read ends the search at the last proxy that was.
    #[must_use]
    pub fn client<'a>(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = forwarded.rev().flat_map(|header| header.rsplit(','));
        for hop in hops {
            if !self.0.holds(client) {
                break;
            }
            let Some(address) = address(hop.trim()) else { break };
            client = address.to_canonical();
        }
        client
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port)
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
    (bits <= most).then(|| (cut(address, bits), bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn neighbours_who_can_be_one_machine_are_one_network() {
        for (one, other, same) in [
            ("5.120.7.1", "5.120.7.255", true),
            ("5.120.7.1", "5.120.8.1", false),
            ("::ffff:5.120.7.1", "5.120.7.9", true),
            ("2001:db8:1:1::1", "2001:db8:1:ffff::9", true),
            ("2001:db8:1::1", "2001:db8:2::1", false),
        ] {
            assert_eq!(Network::of(ip(one)) == Network::of(ip(other)), same, "{one} {other}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_who_is_behind_it() {
        let texts = ["10.0.0.0/8", "fd00::1"].map(str::to_owned);
        let proxies = TrustedProxies::parse(&texts).expect("networks");
        for (peer, headers, client) in [
            ("5.1.1.1", vec!["9.9.9.9"], "5.1.1.1"),
            ("10.0.0.1", vec!["9.9.9.9"], "9.9.9.9"),
            ("10.0.0.1", vec!["1.2.3.4, 9.9.9.9"], "9.9.9.9"),
            ("10.0.0.1", vec!["1.2.3.4, 9.9.9.9, 10.3.3.3"], "9.9.9.9"),
            ("10.0.0.1", vec!["1.2.3.4", "9.9.9.9, 10.3.3.3"], "9.9.9.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["nonsense"], "10.0.0.1"),
            ("10.0.0.1", vec!["9.9.9.9, nonsense, 10.2.2.2"], "10.2.2.2"),
            ("10.0.0.1", vec!["9.9.9.9:4711"], "9.9.9.9"),
            ("fd00::1", vec!["2001:db8::7"], "2001:db8::7"),
            ("fd00::2", vec!["2001:db8::7"], "fd00::2"),
            ("::ffff:10.0.0.1", vec!["9.9.9.9"], "9.9.9.9"),
        ] {
            let found = proxies.client(ip(peer), headers.iter().copied());
            assert_eq!(found, ip(client), "{peer} {headers:?}");
        }
        let nobody = TrustedProxies::default();
        assert_eq!(nobody.client(ip("10.0.0.1"), ["9.9.9.9"].into_iter()), ip("10.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for text in ["", "10.0.0", "10.0.0.0/33", "fd00::/129", "10.0.0.0/x", "proxy.example"] {
            let parsed = TrustedProxies::parse(&[text.to_owned()]);
            assert_eq!(parsed, Err(BadNetwork(text.to_owned())));
        }
        assert!(TrustedProxies::parse(&["0.0.0.0/0".to_owned(), "::/0".to_owned()]).is_ok());
    }
}
