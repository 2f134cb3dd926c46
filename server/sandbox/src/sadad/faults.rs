//! How the bank misbehaves on request. Everything here is off until a test turns it on.

use serde::{Deserialize, Serialize};

/// The longest that a slow bank may take.
pub const SLOW_MS_MAX: u64 = 60_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Of requests for a token.
    pub token: CallFault,
    /// Of questions whether it is paid.
    pub verify: CallFault,
    /// Of the way back to the merchant.
    pub callback: CallbackFault,
    /// What a confirmation claims instead of the truth.
    pub verify_lie: Option<Lie>,
}

/// The work is done in every case; only the answer suffers, which is the worse half of trouble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallFault {
    #[default]
    None,
    /// Status 503.
    Down,
    /// Status 200 and something that is not an answer.
    Nonsense,
    /// The answer comes after so many milliseconds.
    SlowMs(u64),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackFault {
    #[default]
    None,
    /// The browser never goes back.
    Forget,
    /// It goes back twice.
    Repeat,
    /// The card was charged and the return says that it failed.
    ClaimFailure,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lie {
    pub amount: Option<i64>,
    pub order: Option<u64>,
}
