//! Which seat numbers were let go: bits, of which the lowest is given first.

/// Numbers of vacant seats. A day of up to 64 seats needs no memory of its own for them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Vacancy {
    first: u64,
    rest: Vec<u64>,
    /// The first word of `rest` that is not zero, or one past them.
    from: usize,
}

impl Vacancy {
    pub fn insert(&mut self, number: u32) {
        match (number / u64::BITS).checked_sub(1) {
            None => self.first |= 1 << number,
            Some(word) => {
                let word = word as usize;
                if self.rest.len() <= word {
                    let empty = self.from == self.rest.len();
                    self.rest.resize(word + 1, 0);
                    if empty {
                        self.from = self.rest.len();
                    }
                }
                self.rest[word] |= 1 << (number % u64::BITS);
                self.from = self.from.min(word);
            }
        }
    }

    pub fn remove(&mut self, number: u32) {
        match (number / u64::BITS).checked_sub(1) {
            None => self.first &= !(1 << number),
            Some(word) => {
                if let Some(bits) = self.rest.get_mut(word as usize) {
                    *bits &= !(1 << (number % u64::BITS));
                }
                while self.rest.get(self.from) == Some(&0) {
                    self.from += 1;
                }
            }
        }
    }

    pub fn lowest(&self) -> Option<u32> {
        if self.first != 0 {
            return Some(self.first.trailing_zeros());
        }
        let bits = self.rest.get(self.from)?;
        let word = u32::try_from(self.from).expect("seats are limited by SEATS_MAX") + 1;
        Some(word * u64::BITS + bits.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn the_lowest_of_many_is_given_first(
            changes in proptest::collection::vec((0_u32..400, any::<bool>()), 0..300),
        ) {
            let (mut bits, mut plain) = (Vacancy::default(), BTreeSet::new());
            for (number, comes) in changes {
                if comes {
                    bits.insert(number);
                    plain.insert(number);
                } else {
                    bits.remove(number);
                    plain.remove(&number);
                }
                prop_assert_eq!(bits.lowest(), plain.first().copied());
            }
        }
    }
}
