//! Where a run may send its load.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

/// A server by its origin: plain HTTP, as behind a proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// As it was given, without a slash at its end.
    pub origin: String,
    /// `host:port`, for the Host header.
    pub host: String,
    pub address: SocketAddr,
}

#[derive(Debug, thiserror::Error)]
pub enum TargetFault {
    #[error("{given}: an origin such as http://127.0.0.1:8080 is wanted")]
    NotAnOrigin { given: String },
    #[error("{given}: looking the host up failed")]
    NoSuchHost { given: String },
    #[error("{given} is not this machine; who may load it says so by --i-may-load {given}")]
    NotOurs { given: String },
}

impl Target {
    /// # Errors
    /// Not an origin of plain HTTP, or a host that is not found.
    pub fn parse(given: &str) -> Result<Self, TargetFault> {
        let origin = given.trim_end_matches('/').to_owned();
        let fault = || TargetFault::NotAnOrigin { given: given.to_owned() };
        let authority = origin.strip_prefix("http://").ok_or_else(fault)?;
        if authority.is_empty() || authority.contains(['/', '?', '#', '@']) {
            return Err(fault());
        }
        let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
        let host = if has_port { authority.to_owned() } else { format!("{authority}:80") };
        let address = host.to_socket_addrs().ok().and_then(|mut found| found.next());
        let address = address.ok_or_else(|| TargetFault::NoSuchHost { given: given.to_owned() })?;
        Ok(Self { host: authority.to_owned(), origin, address })
    }

    /// A machine of somebody else is loaded only by who names it twice.
    ///
    /// # Errors
    /// Neither loopback nor named.
    pub fn check_allowed(&self, may_load: &[String]) -> Result<(), TargetFault> {
        let named = may_load.iter().any(|named| named.trim_end_matches('/') == self.origin);
        if self.address.ip().is_loopback() || named {
            Ok(())
        } else {
            Err(TargetFault::NotOurs { given: self.origin.clone() })
        }
    }

    /// The path with its query, if a location leads to this origin.
    pub fn path_of<'a>(&self, location: &'a str) -> Option<&'a str> {
        let rest = location.strip_prefix(self.origin.as_str()).unwrap_or(location);
        let path = rest.split('#').next().unwrap_or(rest);
        if path.is_empty() {
            return Some("/");
        }
        (path.starts_with('/') && !path.starts_with("//")).then_some(path)
    }

    /// An address of this machine for the n-th citizen, so that a limit by network meets many
    /// networks and no address runs out of ports.
    pub fn source(&self, n: u64) -> Option<IpAddr> {
        let IpAddr::V4(target) = self.address.ip() else { return None };
        let [_, _, high, low] = u32::try_from(n % 65_000).unwrap_or(0).to_be_bytes();
        target.is_loopback().then_some(IpAddr::V4(Ipv4Addr::new(127, 1, high, low.max(1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(given: &str) -> Target {
        Target::parse(given).expect("an origin")
    }

    #[test]
    fn an_origin_has_a_scheme_a_host_and_nothing_more() {
        assert_eq!(parse("http://127.0.0.1:8080/").origin, "http://127.0.0.1:8080");
        assert_eq!(parse("http://127.0.0.1").address.port(), 80);
        for bad in ["127.0.0.1:80", "https://127.0.0.1", "http://", "http://a@127.0.0.1:1", "x"] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn another_machine_is_loaded_only_by_who_names_it() {
        assert!(parse("http://127.9.9.9:1").check_allowed(&[]).is_ok());
        let other = parse("http://192.0.2.1:80");
        assert!(other.check_allowed(&[]).is_err());
        assert!(other.check_allowed(&["http://192.0.2.2:80".to_owned()]).is_err());
        assert!(other.check_allowed(&["http://192.0.2.1:80".to_owned()]).is_ok());
    }

    #[test]
    fn a_location_is_followed_only_within_the_origin() {
        let target = parse("http://127.0.0.1:8080");
        assert_eq!(target.path_of("/register/offices#found"), Some("/register/offices"));
        assert_eq!(target.path_of("http://127.0.0.1:8080/pay?a=1"), Some("/pay?a=1"));
        assert_eq!(target.path_of("http://127.0.0.1:8080"), Some("/"));
        for away in ["http://127.0.0.1:8090/VPG", "//evil.test/", "https://127.0.0.1:8080/"] {
            assert_eq!(target.path_of(away), None, "{away}");
        }
    }
}
