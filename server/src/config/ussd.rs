//! Who calls back for phones, as an operator writes it.

use std::fmt;

use serde::Deserialize;

/// Shorter secrets are guessed.
pub const SECRET_CHARS_MIN: usize = 16;

/// A table `[ussd_gateways.NAME]`. A secret, networks, or both: there is no default, and a gateway
/// without either is refused.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UssdGatewaySettings {
    /// `form` or `query`.
    pub style: String,
    #[serde(default)]
    pub secret: Option<String>,
    /// Addresses or networks that it calls from.
    #[serde(default)]
    pub networks: Vec<String>,
    /// What it puts before the first input: for a shared code, the part of it that is ours.
    #[serde(default)]
    pub extension: String,
}

impl UssdGatewaySettings {
    /// Whether not everybody could call.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        let long_enough = |secret: &String| secret.chars().count() >= SECRET_CHARS_MIN;
        let guarded = self.secret.is_some() || !self.networks.is_empty();
        guarded && self.secret.as_ref().is_none_or(long_enough)
    }
}

impl fmt::Debug for UssdGatewaySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UssdGatewaySettings({} from {:?})", self.style, self.networks)
    }
}
