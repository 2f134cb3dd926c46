//! What an operator writes about a merchant of Sadad, and the refusal of what cannot work.

use std::fmt;

use serde::Deserialize;

use super::signing::{KeyUnfit, SigningKey};

/// As written in the configuration.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SadadSettings {
    pub merchant_id: String,
    pub terminal_id: String,
    /// Base64 of exactly 24 bytes. A secret.
    pub key_base64: String,
    /// Origin and path of the bank's services, such as `https://sadad.shaparak.ir/VPG`.
    pub base_url: String,
    /// Where browsers find the payment page, if that is another address.
    #[serde(default)]
    pub page_url: Option<String>,
}

impl fmt::Debug for SadadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SadadSettings")
            .field("merchant_id", &self.merchant_id)
            .field("terminal_id", &self.terminal_id)
            .field("key_base64", &"(secret)")
            .field("base_url", &self.base_url)
            .field("page_url", &self.page_url)
            .finish()
    }
}

/// Why a merchant's settings cannot work. Never shows the key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SadadUnfit {
    #[error("configuring sadad: {0} is empty")]
    Empty(&'static str),
    #[error("configuring sadad: {name} is not an http or https address: {value:?}")]
    NotAnAddress { name: &'static str, value: String },
    #[error("configuring sadad: {0}")]
    Key(#[from] KeyUnfit),
}

/// Settings that have been checked.
pub(super) struct FitSettings {
    pub merchant_id: String,
    pub terminal_id: String,
    pub key: SigningKey,
    pub base_url: String,
    pub page_url: String,
}

impl SadadSettings {
    pub(super) fn check(self) -> Result<FitSettings, SadadUnfit> {
        let base_url = address("base_url", &self.base_url)?;
        let page_url = match &self.page_url {
            Some(page_url) => address("page_url", page_url)?,
            None => base_url.clone(),
        };
        Ok(FitSettings {
            merchant_id: filled("merchant_id", self.merchant_id)?,
            terminal_id: filled("terminal_id", self.terminal_id)?,
            key: SigningKey::from_base64(&self.key_base64)?,
            base_url,
            page_url,
        })
    }
}

fn filled(name: &'static str, value: String) -> Result<String, SadadUnfit> {
    if value.trim().is_empty() { Err(SadadUnfit::Empty(name)) } else { Ok(value) }
}

fn address(name: &'static str, value: &str) -> Result<String, SadadUnfit> {
    let trimmed = value.trim_end_matches('/');
    let is_address = reqwest::Url::parse(trimmed).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    if is_address {
        Ok(trimmed.to_owned())
    } else {
        Err(SadadUnfit::NotAnAddress { name, value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sadad;
    use super::*;

    fn settings() -> SadadSettings {
        SadadSettings {
            merchant_id: "000000140252673".to_owned(),
            terminal_id: "24005139".to_owned(),
            key_base64: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0".to_owned(),
            base_url: "https://sadad.shaparak.ir/VPG/".to_owned(),
            page_url: None,
        }
    }

    #[test]
    fn the_key_is_never_printed() {
        let settings = settings();
        let secret = settings.key_base64.clone();
        let before = format!("{settings:?}");
        let after = format!("{:?}", Sadad::new(settings).expect("good settings"));
        assert!(!before.contains(&secret) && !after.contains(&secret));
        assert!(!after.contains("12345678"), "{after}");
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        for (key, length) in [("MTIzNDU2Nzg=", 8), ("MTIzNDU2Nzg5MDEyMzQ1Ng==", 16), ("", 0)] {
            let unfit = Sadad::new(SadadSettings { key_base64: key.to_owned(), ..settings() });
            assert_eq!(unfit.err(), Some(SadadUnfit::Key(KeyUnfit::Length(length))));
        }
        let unfit = Sadad::new(SadadSettings { key_base64: "***".to_owned(), ..settings() });
        assert_eq!(unfit.err(), Some(SadadUnfit::Key(KeyUnfit::NotBase64)));
    }

    #[test]
    fn a_merchant_without_a_name_or_an_address_is_refused() {
        let unfit = Sadad::new(SadadSettings { merchant_id: " ".to_owned(), ..settings() });
        assert_eq!(unfit.err(), Some(SadadUnfit::Empty("merchant_id")));
        for bad in ["", "sadad.shaparak.ir", "ftp://bank.test", "https://bank.test/?a=b"] {
            let unfit = Sadad::new(SadadSettings { base_url: bad.to_owned(), ..settings() });
            let expected = SadadUnfit::NotAnAddress { name: "base_url", value: bad.to_owned() };
            assert_eq!(unfit.err(), Some(expected));
        }
    }
}
