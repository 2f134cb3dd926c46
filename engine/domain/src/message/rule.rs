//! What is done with a message of each kind: how long it is worth sending, what it counts for, and
//! what becomes of it where its outcome is unknown and cannot be asked.

use crate::message::kind::Kind;
use crate::timestamp::Millis;

/// What an operator may choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageTerms {
    /// The hour of Tehran's day in which tomorrow's citizens are reminded.
    pub remind_at: u8,
    /// Texts to one citizen in a day; the last two of them are kept for words of a changed number.
    pub texts_a_day: u8,
    /// Letters to one citizen in a day.
    pub letters_a_day: u8,
    /// Money that texts may cost in a day, in rials; nothing where they cost nothing.
    pub rial_a_day: Option<u64>,
}

/// Where the outcome is unknown and whoever took it cannot say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unknown {
    /// Sent again: twice is better than never.
    Repeat,
    /// Left alone: never is better than twice.
    Leave,
}

/// Which messages go first where many are due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Somebody may be waiting for it.
    AtOnce,
    /// One of very many, with hours of time.
    InTurn,
}

/// What a message counts against.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Budget {
    Texts,
    /// Texts, and the last ones of a day that no other kind may use.
    Security,
    Letters,
}

/// The rule of a kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    pub unknown: Unknown,
    pub pace: Pace,
    pub budget: Budget,
    /// From the moment when it is due; later it says nothing that anybody needs.
    pub worth: Millis,
}

/// Of a day's texts, so many are kept for words of a changed number.
const KEPT_FOR_SECURITY: u8 = 2;

impl Rule {
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        // A provider of texts remembers for twelve hours what it was given.
        let notice = Self {
            unknown: Unknown::Repeat,
            pace: Pace::AtOnce,
            budget: Budget::Texts,
            worth: Millis::hours(12),
        };
        match kind {
            Kind::Booked | Kind::Moved | Kind::GivenBack | Kind::Credited | Kind::DayClosed => {
                notice
            }
            // Twice would look like two seats.
            Kind::Offer => Self { unknown: Unknown::Leave, ..notice },
            // Not after its hours: nobody is woken by it.
            Kind::Reminder => Self {
                unknown: Unknown::Leave,
                pace: Pace::InTurn,
                worth: Millis::hours(4),
                ..notice
            },
            Kind::NumberLeft | Kind::NumberTaken => Self { budget: Budget::Security, ..notice },
            Kind::Missed | Kind::Finished | Kind::InProduction | Kind::Delivered => {
                Self { unknown: Unknown::Leave, pace: Pace::InTurn, ..notice }
            }
            Kind::CardReady => Self { pace: Pace::InTurn, ..notice },
            // Whoever asked for it looks into the mail now.
            Kind::Receipt => Self { budget: Budget::Letters, worth: Millis::hours(1), ..notice },
        }
    }
}

impl Budget {
    /// How many of a day a message of this kind finds at the most.
    #[must_use]
    pub const fn a_day(self, terms: &MessageTerms) -> u8 {
        match self {
            Self::Texts => terms.texts_a_day.saturating_sub(KEPT_FOR_SECURITY),
            Self::Security => terms.texts_a_day,
            Self::Letters => terms.letters_a_day,
        }
    }
}

impl MessageTerms {
    pub const DEFAULT: Self =
        Self { remind_at: 17, texts_a_day: 8, letters_a_day: 3, rial_a_day: None };

    /// Whether there is room for ordinary words, and a reminder ends on its own day.
    #[must_use]
    pub const fn fit(&self) -> bool {
        self.texts_a_day > KEPT_FOR_SECURITY && self.letters_a_day > 0 && self.remind_at <= 20
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_rule() {
        use Unknown::{Leave, Repeat};
        let rows = [
            (Kind::Booked, Repeat, Pace::AtOnce, 12),
            (Kind::Moved, Repeat, Pace::AtOnce, 12),
            (Kind::GivenBack, Repeat, Pace::AtOnce, 12),
            (Kind::Credited, Repeat, Pace::AtOnce, 12),
            (Kind::DayClosed, Repeat, Pace::AtOnce, 12),
            (Kind::Reminder, Leave, Pace::InTurn, 4),
            (Kind::Offer, Leave, Pace::AtOnce, 12),
            (Kind::NumberLeft, Repeat, Pace::AtOnce, 12),
            (Kind::NumberTaken, Repeat, Pace::AtOnce, 12),
            (Kind::Missed, Leave, Pace::InTurn, 12),
            (Kind::Finished, Leave, Pace::InTurn, 12),
            (Kind::InProduction, Leave, Pace::InTurn, 12),
            (Kind::CardReady, Repeat, Pace::InTurn, 12),
            (Kind::Delivered, Leave, Pace::InTurn, 12),
            (Kind::Receipt, Repeat, Pace::AtOnce, 1),
        ];
        assert_eq!(rows.map(|row| row.0), Kind::ALL);
        for (kind, unknown, pace, hours) in rows {
            let rule = Rule::of(kind);
            assert_eq!((rule.unknown, rule.pace), (unknown, pace), "{kind:?}");
            assert_eq!(rule.worth, Millis::hours(hours), "{kind:?}");
        }
    }

    #[test]
    fn the_last_texts_of_a_day_are_for_changed_numbers() {
        let terms = MessageTerms::DEFAULT;
        assert!(terms.fit());
        assert_eq!(Budget::Texts.a_day(&terms), 6);
        assert_eq!(Budget::Security.a_day(&terms), 8);
        assert_eq!(Budget::Letters.a_day(&terms), 3);
        assert!(!MessageTerms { texts_a_day: 2, ..terms }.fit());
        assert!(!MessageTerms { remind_at: 21, ..terms }.fit());
    }
}
