//! Chance that is a function: the same seed, purpose and key give the same draws, for ever.

/// What a draw is for, so that two questions about one key never share an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Office,
    Address,
    Phone,
    Person,
    Names,
    Serial,
    Mobile,
}

/// A stream of draws. Not secret and not for secrets: it only has to look like a country.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

/// The step of the SplitMix64 generator (Steele, Lea and Flood, 2014): 2^64 by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Chance {
    #[must_use]
    pub const fn of(seed: u64, purpose: Purpose, key: u64) -> Self {
        let purpose = mix(seed ^ (purpose as u64 + 1).wrapping_mul(STEP));
        Self { state: mix(purpose ^ key) }
    }

    pub const fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number from 0 up to but not including `bound`.
    ///
    /// # Panics
    /// On a bound of zero.
    pub const fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0);
        (((self.draw() >> 32) * bound as u64) >> 32) as u32
    }

    /// True so many times in a thousand.
    pub const fn permille(&mut self, of_thousand: u32) -> bool {
        self.below(1_000) < of_thousand
    }

    /// One of the entries, all alike.
    ///
    /// # Panics
    /// On an empty list.
    pub fn pick<T: Copy>(&mut self, entries: &[T]) -> T {
        let bound = u32::try_from(entries.len()).expect("the lists of this crate are short");
        entries[self.below(bound) as usize]
    }

    /// One of the entries, the first ones more often, as names are spread in a people.
    ///
    /// # Panics
    /// On an empty list.
    pub fn pick_common<T: Copy>(&mut self, entries: &[T]) -> T {
        let bound = u32::try_from(entries.len()).expect("the lists of this crate are short");
        let (one, other) = (self.below(bound), self.below(bound));
        entries[if one < other { one } else { other } as usize]
    }
}

/// The finaliser of SplitMix64: each bit of the input changes half of the output.
pub const fn mix(input: u64) -> u64 {
    let a = (input ^ (input >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer() {
        let draws = |seed, purpose, key| {
            let mut chance = Chance::of(seed, purpose, key);
            [chance.draw(), chance.draw(), chance.draw()]
        };
        assert_eq!(draws(1, Purpose::Person, 7), draws(1, Purpose::Person, 7));
        assert_ne!(draws(1, Purpose::Person, 7), draws(2, Purpose::Person, 7));
        assert_ne!(draws(1, Purpose::Person, 7), draws(1, Purpose::Names, 7));
        assert_ne!(draws(1, Purpose::Person, 7), draws(1, Purpose::Person, 8));
    }

    #[test]
    fn draws_stay_below_their_bound_and_reach_it() {
        let mut chance = Chance::of(3, Purpose::Office, 0);
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[chance.below(6) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1_150).contains(&n)), "{seen:?}");
    }
}
