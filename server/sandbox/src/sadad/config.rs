//! What the bank knows before it opens: its one merchant and its spans of time.

use std::fmt;
use std::path::PathBuf;

use nobat_domain::timestamp::Millis;

use super::ledger_file::LedgerFileFault;
use super::signing::KeyUnfit;

/// The merchant of the demo; server and sandbox must agree on all three.
pub const DEMO_MERCHANT_ID: &str = "000000140252673";
pub const DEMO_TERMINAL_ID: &str = "24005139";
/// No secret: a sandbox has none.
pub const DEMO_KEY_BASE64: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";

/// The page counts down from here.
pub const WINDOW: Millis = Millis::minutes(15);
/// A payment that nobody has confirmed by then is given back.
pub const VERIFY_WINDOW: Millis = Millis::minutes(30);
/// The result page goes back to the merchant by itself after this.
pub const RETURN_DELAY_S: u32 = 15;

/// Who is paid.
#[derive(Clone)]
pub struct Merchant {
    /// Fifteen digits, shown as the acceptor's number.
    pub merchant_id: String,
    pub terminal_id: String,
    /// Base64 of 24 bytes.
    pub key_base64: String,
    pub name: String,
}

/// How the bank is run.
#[derive(Clone, Debug)]
pub struct SadadConfig {
    /// The ledger's folder; made if it is not there.
    pub dir: PathBuf,
    pub merchant: Merchant,
    pub window: Millis,
    pub verify_window: Millis,
    pub return_delay_s: u32,
}

impl SadadConfig {
    /// The demo's merchant with the usual spans.
    #[must_use]
    pub fn demo(dir: PathBuf) -> Self {
        let merchant = Merchant {
            merchant_id: DEMO_MERCHANT_ID.to_owned(),
            terminal_id: DEMO_TERMINAL_ID.to_owned(),
            key_base64: DEMO_KEY_BASE64.to_owned(),
            name: "سازمان ثبت احوال کشور".to_owned(),
        };
        Self {
            dir,
            merchant,
            window: WINDOW,
            verify_window: VERIFY_WINDOW,
            return_delay_s: RETURN_DELAY_S,
        }
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "merchant {} at terminal {}", self.merchant_id, self.terminal_id)
    }
}

/// Why the bank does not open.
#[derive(Debug, thiserror::Error)]
pub enum SadadUnfit {
    #[error("opening the sandbox bank: {0}")]
    Key(#[from] KeyUnfit),
    #[error("opening the sandbox bank: {0}")]
    Ledger(#[from] LedgerFileFault),
}
