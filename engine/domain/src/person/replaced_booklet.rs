//! A booklet that was replaced by a newer one, and what that means for the card.

use crate::timestamp::Timestamp;

/// Whether the card must be collected before anything else: it went into production with the old
/// serial, and only a re-issue can carry the new one (registration guide, replaced booklets).
///
/// A booklet replaced at the very moment is taken as replaced in time, in the citizen's favour.
#[must_use]
pub fn card_comes_first(replaced_at: Timestamp, production_began_at: Timestamp) -> bool {
    production_began_at < replaced_at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_card_begun_before_the_change_must_be_collected_first() {
        let replaced = Timestamp(1_000);
        for (began, first) in [(0, true), (999, true), (1_000, false), (1_001, false)] {
            assert_eq!(card_comes_first(replaced, Timestamp(began)), first, "{began}");
        }
    }
}
