//! The gateways that may call, and what is remembered of their sessions.

use std::collections::BTreeMap;
use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::gateway::{self, Connector};
use super::sessions::Sessions;
use crate::config::{ConfigFault, UssdGatewaySettings};
use crate::guessing::Networks;

const KEY_BYTES: usize = 32;

/// Everything of this room that lives as long as the process.
#[derive(Default)]
pub struct Channel {
    gateways: BTreeMap<String, Gateway>,
    pub(super) sessions: Sessions,
}

/// One that may call.
pub(super) struct Gateway {
    pub(super) style: &'static dyn Connector,
    secret: Option<Secret>,
    networks: Networks,
    /// What it puts before the first input.
    extension: Vec<String>,
}

/// A secret as a keyed mark, which takes as long to compare for a near miss as for a wild guess.
struct Secret {
    key: [u8; KEY_BYTES],
    mark: Vec<u8>,
}

impl Channel {
    /// # Errors
    /// [`ConfigFault`] names what nobody can speak or anybody could call.
    pub fn open(settings: &BTreeMap<String, UssdGatewaySettings>) -> Result<Self, ConfigFault> {
        Ok(Self { gateways: gateways(settings)?, sessions: Sessions::default() })
    }

    /// # Errors
    /// As [`Self::open`].
    pub fn check(settings: &BTreeMap<String, UssdGatewaySettings>) -> Result<(), ConfigFault> {
        gateways(settings).map(drop)
    }

    pub(super) fn find(&self, name: &str) -> Option<&Gateway> {
        self.gateways.get(name)
    }
}

fn gateways(
    settings: &BTreeMap<String, UssdGatewaySettings>,
) -> Result<BTreeMap<String, Gateway>, ConfigFault> {
    let mut gateways = BTreeMap::new();
    for (name, settings) in settings {
        let gateway = Gateway::open(settings).filter(|_| is_segment(name));
        let gateway = gateway.ok_or_else(|| ConfigFault::UssdGateway(name.clone()))?;
        gateways.insert(name.clone(), gateway);
    }
    Ok(gateways)
}

/// Whether a name can stand in an address as it is.
fn is_segment(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(fits)
}

impl Gateway {
    /// None for what anybody could call, or nobody can speak.
    fn open(settings: &UssdGatewaySettings) -> Option<Self> {
        let style = gateway::find(&settings.style).filter(|_| settings.is_guarded())?;
        let secret = settings.secret.as_deref().map(Secret::new).transpose().ok()?;
        let networks = Networks::parse(&settings.networks).ok()?;
        let extension = settings.extension.split('*').filter(|input| !input.is_empty());
        let extension = extension.map(str::to_owned).collect();
        Some(Self { style, secret, networks, extension })
    }

    /// Whether a call is this gateway's: it comes from where it must, and knows the secret.
    pub(super) fn admits(&self, address: IpAddr, given: Option<&str>) -> bool {
        let from = self.networks.is_empty() || self.networks.holds(address);
        let knows = self.secret.as_ref().is_none_or(|secret| given.is_some_and(|it| secret.is(it)));
        // The configuration is refused where neither is asked for.
        from && knows && !(self.networks.is_empty() && self.secret.is_none())
    }

    /// What was typed, without what the gateway puts before it.
    pub(super) fn typed<'a>(&self, inputs: &'a [String]) -> Vec<&'a str> {
        let typed = inputs.strip_prefix(self.extension.as_slice()).unwrap_or(inputs);
        typed.iter().map(String::as_str).collect()
    }
}

impl Secret {
    fn new(secret: &str) -> Result<Self, getrandom::Error> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key)?;
        Ok(Self { key, mark: mac(&key, secret).finalize().into_bytes().to_vec() })
    }

    fn is(&self, given: &str) -> bool {
        mac(&self.key, given).verify_slice(&self.mark).is_ok()
    }
}

fn mac(key: &[u8; KEY_BYTES], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway(secret: Option<&str>, networks: &[&str]) -> Result<Gateway, ConfigFault> {
        let settings = UssdGatewaySettings {
            style: "form".to_owned(),
            secret: secret.map(str::to_owned),
            networks: networks.iter().map(|&text| text.to_owned()).collect(),
            extension: "4".to_owned(),
        };
        let mut opened = gateways(&BTreeMap::from([("one".to_owned(), settings)]))?;
        Ok(opened.remove("one").expect("it was put in"))
    }

    #[test]
    fn a_gateway_calls_from_where_it_must_and_with_its_secret() {
        let (here, there) = (IpAddr::from([10, 1, 2, 3]), IpAddr::from([10, 2, 2, 3]));
        let secret = "a secret of a gateway";
        let cases = [
            (Some(secret), vec![], [true, true, false, false]),
            (None, vec!["10.1.0.0/16"], [true, false, true, false]),
            (Some(secret), vec!["10.1.0.0/16"], [true, false, false, false]),
        ];
        for (wanted, networks, admitted) in cases {
            let gateway = gateway(wanted, &networks).expect("a sound one");
            let calls = [(here, secret), (there, secret), (here, "another"), (there, "another")];
            let found = calls.map(|(address, given)| gateway.admits(address, Some(given)));
            assert_eq!(found, admitted, "{networks:?}");
            assert_eq!(gateway.admits(here, None), wanted.is_none());
        }
    }

    #[test]
    fn what_anybody_could_call_or_nobody_can_speak_is_refused() {
        for (secret, networks) in
            [(None, vec![]), (Some("short"), vec!["10.0.0.1"]), (None, vec!["gateway.example"])]
        {
            let refused = gateway(secret, &networks);
            assert!(matches!(refused, Err(ConfigFault::UssdGateway(name)) if name == "one"));
        }
        assert!(is_segment("network-1") && !is_segment("a/b") && !is_segment(""));
    }

    #[test]
    fn what_a_gateway_puts_first_is_not_typed() {
        let gateway = gateway(Some("a secret of a gateway"), &[]).expect("a sound one");
        let typed = |inputs: &[&str]| {
            let inputs: Vec<String> = inputs.iter().map(|&input| input.to_owned()).collect();
            gateway.typed(&inputs).join("*")
        };
        assert_eq!([typed(&["4"]), typed(&["4", "4", "1"]), typed(&["1"])], ["", "4*1", "1"]);
    }
}
