//! How often the password may be tried, by all together.

use nobat_domain::timestamp::Millis;

/// Tries in one go; a password of twelve characters outlives every guesser at this pace.
pub const ATTEMPTS_MAX: u64 = 10;
/// A used try comes back after so long.
pub const ATTEMPT_EVERY: Millis = Millis::seconds(6);

/// A bucket of tries, as the moment at which it is full again.
#[derive(Debug, Default)]
pub struct Attempts {
    full_at_ms: u64,
}

impl Attempts {
    /// Takes one try at the moment `now` of a clock that never goes back.
    ///
    /// # Errors
    /// How long until there is one again.
    pub fn take(&mut self, now: Millis) -> Result<(), Millis> {
        let full_at_ms = self.full_at_ms.max(now.0) + ATTEMPT_EVERY.0;
        let over = (full_at_ms - now.0).saturating_sub(ATTEMPTS_MAX * ATTEMPT_EVERY.0);
        if over > 0 {
            return Err(Millis(over));
        }
        self.full_at_ms = full_at_ms;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_pass_at_once_and_then_one_every_six_seconds() {
        let mut attempts = Attempts::default();
        let start = Millis(5_000);
        for _ in 0..ATTEMPTS_MAX {
            assert_eq!(attempts.take(start), Ok(()));
        }
        assert_eq!(attempts.take(start), Err(ATTEMPT_EVERY));
        assert_eq!(attempts.take(Millis(start.0 + 5_999)), Err(Millis(1)));
        let later = Millis(start.0 + ATTEMPT_EVERY.0);
        assert_eq!(attempts.take(later), Ok(()));
        assert_eq!(attempts.take(later), Err(ATTEMPT_EVERY));
    }

    #[test]
    fn a_long_rest_gives_no_more_than_a_full_bucket() {
        let mut attempts = Attempts::default();
        let passed = (0..100).filter(|_| attempts.take(Millis::hours(9)).is_ok()).count();
        assert_eq!(passed as u64, ATTEMPTS_MAX);
    }
}
