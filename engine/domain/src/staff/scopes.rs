//! What another system may do, and the one table of who may report which step.

use crate::request::Step;

/// One thing that a system's key may open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// The change feed and the list of all requests, without anybody's number.
    Feed,
    /// National IDs in what the feed says, for who makes cards.
    Person,
    /// Reports of missed days, and of completions begun and finished.
    Completion,
    /// Reports of cards that are being made.
    Production,
    /// Reports of cards that lie ready and are handed over.
    Delivery,
}

/// Some of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Scopes(u8);

impl Scope {
    pub const ALL: [Self; 5] =
        [Self::Feed, Self::Person, Self::Completion, Self::Production, Self::Delivery];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Person => "person",
            Self::Completion => "completion",
            Self::Production => "production",
            Self::Delivery => "delivery",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// The table: whose word a step is.
    #[must_use]
    pub const fn of_step(step: Step) -> Self {
        match step {
            Step::Missed | Step::Begun { .. } | Step::Finished => Self::Completion,
            Step::InProduction => Self::Production,
            Step::Ready { .. } | Step::Delivered => Self::Delivery,
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Scopes {
    pub const ALL: Self = Self((1 << Scope::ALL.len()) - 1);

    /// These; a system that may do nothing is none.
    #[must_use]
    pub fn of(scopes: &[Scope]) -> Option<Self> {
        Self::from_bits(scopes.iter().fold(0, |bits, scope| bits | scope.bit()))
    }

    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits == 0 || bits & !Self::ALL.0 != 0 { None } else { Some(Self(bits)) }
    }

    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OfficeId;

    #[test]
    fn each_step_is_the_word_of_one_kind_of_system() {
        let office = OfficeId(1);
        let table = [
            (Step::Missed, "completion"),
            (Step::Begun { office }, "completion"),
            (Step::Finished, "completion"),
            (Step::InProduction, "production"),
            (Step::Ready { place: office }, "delivery"),
            (Step::Delivered, "delivery"),
        ];
        for (step, scope) in table {
            assert_eq!(Scope::of_step(step).name(), scope, "{step:?}");
        }
    }

    #[test]
    fn scopes_are_some_of_those_there_are() {
        let two = Scopes::of(&[Scope::Feed, Scope::Delivery]).expect("two");
        let has = Scope::ALL.map(|scope| two.has(scope));
        assert_eq!(has, [true, false, false, false, true]);
        assert_eq!(Scopes::from_bits(two.bits()), Some(two));
        assert_eq!((Scopes::of(&[]), Scopes::from_bits(1 << 5)), (None, None));
        for scope in Scope::ALL {
            assert_eq!(Scope::named(scope.name()), Some(scope));
            assert!(Scopes::ALL.has(scope));
        }
    }
}
