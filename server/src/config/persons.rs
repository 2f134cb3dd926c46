//! What becomes of personal data, as an operator writes it.

use nobat_domain::timestamp::Millis;
use serde::Deserialize;

const DAYS_MAX: u64 = 10 * 365;

/// The table `[persons]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonSettings {
    /// So many days after the card was handed over the citizen's data is erased by itself.
    pub kept_after_delivery_days: u64,
}

impl Default for PersonSettings {
    fn default() -> Self {
        Self { kept_after_delivery_days: 90 }
    }
}

impl PersonSettings {
    #[must_use]
    pub fn fit(&self) -> bool {
        (1..=DAYS_MAX).contains(&self.kept_after_delivery_days)
    }

    #[must_use]
    pub const fn kept_after_delivery(&self) -> Millis {
        Millis::hours(self.kept_after_delivery_days * 24)
    }
}
