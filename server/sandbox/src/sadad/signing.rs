//! The merchant's signature as the bank makes it for comparison: triple DES, EDE, ECB, PKCS#7.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cipher::block_padding::Pkcs7;
use cipher::{BlockModeEncrypt, KeyInit};
use des::TdesEde3;

const KEY_BYTES: usize = 24;

/// The key that bank and merchant share.
pub struct SharedKey([u8; KEY_BYTES]);

#[derive(Debug, thiserror::Error)]
#[error("the merchant's key is not base64 of {KEY_BYTES} bytes")]
pub struct KeyUnfit;

impl SharedKey {
    /// # Errors
    /// Anything but base64 of 24 bytes.
    pub fn from_base64(text: &str) -> Result<Self, KeyUnfit> {
        let bytes = STANDARD.decode(text).map_err(|_| KeyUnfit)?;
        bytes.try_into().map(Self).map_err(|_| KeyUnfit)
    }

    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let encryptor = ecb::Encryptor::<TdesEde3>::new((&self.0).into());
        STANDARD.encode(encryptor.encrypt_padded_vec::<Pkcs7>(text.as_bytes())) == signature
    }
}

#[cfg(test)]
mod tests {
    use super::super::config::DEMO_KEY_BASE64;
    use super::*;

    #[test]
    fn the_bank_signs_as_openssl_does() {
        let key = SharedKey::from_base64(DEMO_KEY_BASE64).expect("the demo's key is good");
        let signature = "aZq+MUb1cyyNZhG9yWcStNeQ/feMrBH9zGfEZB/del6WcQEy2m/lUg==";
        assert!(key.has_signed("24005139;1909546878587062550;1000", signature));
        assert!(!key.has_signed("24005139;1909546878587062550;1001", signature));
        assert!(SharedKey::from_base64("MTIz").is_err());
    }
}
