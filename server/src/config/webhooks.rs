//! Who is called when requests change, as an operator writes it.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use reqwest::Url;
use serde::Deserialize;

/// A table `[webhooks.NAME]`. Address and secret have no default.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// `https`, without a user and without a fragment.
    pub url: String,
    /// A file with the secret that signs: `whsec_` and base64 of at least 24 bytes.
    pub secret_file: PathBuf,
    /// Kinds of changes, as in the feed; all of them where it is not said.
    #[serde(default)]
    pub types: Option<String>,
    /// Whether national IDs go with them.
    #[serde(default)]
    pub person: bool,
    /// Whether it stands in a private network: only then may its name lead there, and only then may
    /// it be `http`.
    #[serde(default)]
    pub private: bool,
}

impl WebhookSettings {
    /// The address, if it is one that may be called.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        let url = Url::parse(&self.url).ok()?;
        let scheme = url.scheme() == "https" || (self.private && url.scheme() == "http");
        let plain = url.username().is_empty() && url.password().is_none();
        let host = url.host_str()?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let reached = literal.is_err() || self.private || literal.is_ok_and(is_public);
        (scheme && plain && url.fragment().is_none() && reached).then_some(url)
    }
}

impl fmt::Debug for WebhookSettings {
    /// An address may carry a secret of the receiver's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(&self.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        write!(f, "WebhookSettings({host})")
    }
}

/// Whether an address is one of the open internet. A name that leads elsewhere is how a server is
/// made to call what stands beside it.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => {
            let [a, b, c, _] = it.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let tests = (a, b, c) == (192, 0, 0) || (a == 198 && (18..20).contains(&b));
            !(a == 0
                || a >= 240
                || it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_multicast()
                || it.is_documentation()
                || shared
                || tests)
        }
        IpAddr::V6(it) => match it.to_ipv4() {
            Some(inner) => is_public(IpAddr::V4(inner)),
            // Global unicast, without what is for documents and without what carries version 4.
            None => {
                let first = it.segments()[0];
                let tunnel = first == 0x2002 || (first == 0x2001 && it.segments()[1] < 0x200);
                let document = first == 0x2001 && it.segments()[1] == 0xdb8;
                first & 0xe000 == 0x2000 && !tunnel && !document
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str, private: bool) -> WebhookSettings {
        let secret_file = "secret".into();
        WebhookSettings { url: url.to_owned(), secret_file, types: None, person: false, private }
    }

    #[test]
    fn only_what_may_be_called_is_an_address() {
        for (url, open, private) in [
            ("https://cards.example/hook", true, true),
            ("https://8.8.8.8/hook", true, true),
            ("http://cards.example/hook", false, true),
            ("https://10.0.0.7/hook", false, true),
            ("http://127.0.0.1:9000/", false, true),
            ("https://[::1]/", false, true),
            ("https://[::ffff:169.254.169.254]/", false, true),
            ("https://user@cards.example/", false, false),
            ("https://cards.example/#part", false, false),
            ("ftp://cards.example/", false, false),
            ("cards.example", false, false),
        ] {
            assert_eq!(settings(url, false).address().is_some(), open, "{url}");
            assert_eq!(settings(url, true).address().is_some(), private, "{url}, private");
        }
    }

    #[test]
    fn no_address_is_printed_but_its_host() {
        let shown = format!("{:?}", settings("https://cards.example/hook?key=7f3a", false));
        assert_eq!(shown, "WebhookSettings(cards.example)");
    }

    #[test]
    fn addresses_beside_the_internet_are_told_from_those_in_it() {
        let public = ["1.1.1.1", "185.8.174.1", "2a01:4f8::1"];
        let beside = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "2002:a00:1::",
            "2001:db8::1",
            "ff02::1",
        ];
        let is = |text: &str| is_public(text.parse().expect("an address"));
        assert!(public.iter().all(|it| is(it)));
        for it in beside {
            assert!(!is(it), "{it}");
        }
    }
}
