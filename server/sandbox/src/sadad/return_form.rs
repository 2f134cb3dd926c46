//! The form that a browser takes back to the merchant.

use serde::Serialize;

use super::faults::CallbackFault;
use super::ledger::{Payment, Standing};
use super::wire::code;

/// Where the form goes and what stands in it, in the bank's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnForm {
    pub url: String,
    pub fields: Vec<(&'static str, String)>,
}

/// How often the browser goes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    Never,
    Once,
    Twice,
}

impl ReturnForm {
    /// Nothing while the page is still open.
    pub fn of(payment: &Payment, fault: CallbackFault) -> Option<Self> {
        let (res_code, switch_code) = match payment.standing {
            Standing::Issued => return None,
            _ if fault == CallbackFault::ClaimFailure => (code::FAILED, "91"),
            Standing::Paid | Standing::Verified => (code::DONE, "00"),
            // Given back before anybody asked: to the browser it never succeeded.
            Standing::Reversed => (code::FAILED, "96"),
            Standing::Cancelled => (code::FAILED, "17"),
            Standing::Failed => (code::FAILED, "55"),
            Standing::Expired => (code::PAY_TIME_OVER, "68"),
        };
        let mut fields = vec![
            ("OrderId", payment.issued.order.to_string()),
            ("token", payment.issued.token.clone()),
            ("ResCode", res_code.to_string()),
            ("SwitchResCode", switch_code.to_owned()),
        ];
        if let Some(paid) = &payment.paid {
            fields.push(("HashedCardNo", hashed(&paid.card_masked)));
            fields.push(("PrimaryAccNo", paid.card_masked.clone()));
        }
        Some(Self { url: payment.issued.return_url.clone(), fields })
    }
}

impl Times {
    pub const fn of(fault: CallbackFault) -> Self {
        match fault {
            CallbackFault::Forget => Self::Never,
            CallbackFault::Repeat => Self::Twice,
            CallbackFault::None | CallbackFault::ClaimFailure => Self::Once,
        }
    }

    pub const fn count(self) -> usize {
        match self {
            Self::Never => 0,
            Self::Once => 1,
            Self::Twice => 2,
        }
    }
}

/// Stands in for the bank's hash of the card, which no merchant can check: FNV-1a, twice.
fn hashed(card_masked: &str) -> String {
    let fnv = |start: u64| {
        card_masked
            .bytes()
            .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let first = fnv(0xcbf2_9ce4_8422_2325);
    format!("{first:016X}{:016X}", fnv(first))
}
