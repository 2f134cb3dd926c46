//! The signature of Sadad: triple DES in EDE order with three keys, ECB, PKCS#7, in base64.
//!
//! An old cipher in a weak mode, and the bank's choice: it binds terminal, order and amount against
//! chance and clumsiness, and the merchant's registered address does the rest.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cipher::block_padding::Pkcs7;
use cipher::{BlockModeEncrypt, KeyInit};
use des::TdesEde3;
use zeroize::Zeroizing;

/// Three DES keys of eight bytes.
pub const KEY_BYTES: usize = 24;

/// A merchant's key. Not printed, and wiped when dropped.
pub struct SigningKey(Zeroizing<[u8; KEY_BYTES]>);

/// Why a text is no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyUnfit {
    #[error("the key is not base64")]
    NotBase64,
    #[error("the key has {0} bytes where {KEY_BYTES} are needed")]
    Length(usize),
}

impl SigningKey {
    /// # Errors
    /// Not base64, or not exactly 24 bytes: a shorter key would be stretched by guessing how.
    pub fn from_base64(text: &str) -> Result<Self, KeyUnfit> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| KeyUnfit::NotBase64)?);
        let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice())
            .map_err(|_| KeyUnfit::Length(bytes.len()))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// The signature of a text, in base64.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let encryptor = ecb::Encryptor::<TdesEde3>::new((&*self.0).into());
        STANDARD.encode(encryptor.encrypt_padded_vec::<Pkcs7>(text.as_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with OpenSSL 3.0 (`-des-ede3`) and checked with a second library.
    const VECTORS: [(&str, &str, &str); 5] = [
        (
            "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0",
            "24005139;1909546878587062550;1000",
            "aZq+MUb1cyyNZhG9yWcStNeQ/feMrBH9zGfEZB/del6WcQEy2m/lUg==",
        ),
        (
            "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0",
            "terminal-1;1;1000",
            "8fAo+mG40x6gX/VV7gsNyJZxATLab+VS",
        ),
        (
            "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0",
            "0001B410BCD7BD860849B4653358DEBB8B5BAFC67359F871E361",
            "O/psTi3IWda20GyBsyUh4baJ4RvsCppkpKEwOuXjotCVLY5/Drzbug98mqSe5gqemlJwBfjXHSg=",
        ),
        ("853f31351e51cd9c5222c28e408bf2a3", "test;1;1000", "h7TpW48xMGNtKqraj/Iucw=="),
        ("853f31351e51cd9c5222c28e408bf2a3", "test", "HJlSlQ/adQU="),
    ];

    #[test]
    fn signatures_equal_those_of_openssl() {
        for (key, text, signature) in VECTORS {
            let key = SigningKey::from_base64(key).expect("a key of 24 bytes");
            assert_eq!(key.sign(text), signature, "{text}");
        }
    }

    #[test]
    fn a_text_of_whole_blocks_gets_a_whole_block_of_padding() {
        let key = SigningKey::from_base64(VECTORS[0].0).expect("a key of 24 bytes");
        let signature = STANDARD.decode(key.sign("12345678")).expect("it is base64");
        assert_eq!(signature.len(), 16);
    }
}
