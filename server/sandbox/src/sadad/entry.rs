//! What can happen to a payment, as a line of the ledger file.

use serde::{Deserialize, Serialize};

/// One line. Times are milliseconds since 1970 by the bank's own hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Entry {
    Issued(Issued),
    /// A card was refused and the page stays open.
    Refused {
        token: String,
        at: u64,
    },
    Paid(Paid),
    Cancelled {
        token: String,
        at: u64,
    },
    /// Too many refused cards.
    Failed {
        token: String,
        at: u64,
    },
    Expired {
        token: String,
        at: u64,
    },
    Verified {
        token: String,
        at: u64,
    },
    Reversed {
        token: String,
        at: u64,
    },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Issued {
    pub token: String,
    pub at: u64,
    pub ends_at: u64,
    pub order: u64,
    pub amount: i64,
    pub return_url: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Paid {
    pub token: String,
    pub at: u64,
    /// Twelve digits, never used twice.
    pub reference: String,
    /// Six digits.
    pub trace: String,
    pub card_masked: String,
    pub issuer: String,
}

impl Entry {
    pub fn token(&self) -> &str {
        match self {
            Self::Issued(issued) => &issued.token,
            Self::Paid(paid) => &paid.token,
            Self::Refused { token, .. }
            | Self::Cancelled { token, .. }
            | Self::Failed { token, .. }
            | Self::Expired { token, .. }
            | Self::Verified { token, .. }
            | Self::Reversed { token, .. } => token,
        }
    }
}
