//! Money is whole rials. No fractions, no floats, no silent overflow.

/// An amount in rials.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Rial(i64);

impl Rial {
    pub const ZERO: Self = Self(0);
    /// No single fee comes near this; a larger figure is a mistake.
    pub const MAX: i64 = 100_000_000_000;

    /// An amount that is not negative and not absurd.
    #[must_use]
    pub const fn new(amount: i64) -> Option<Self> {
        if amount < 0 || amount > Self::MAX { None } else { Some(Self(amount)) }
    }

    #[must_use]
    pub const fn amount(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_and_absurd_amounts_are_refused() {
        assert_eq!(Rial::new(-1), None);
        assert_eq!(Rial::new(Rial::MAX + 1), None);
        assert_eq!(Rial::new(1_000).map(Rial::amount), Some(1_000));
    }
}
