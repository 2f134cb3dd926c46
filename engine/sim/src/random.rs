//! The one source of chance: a seed gives the same world on every machine.

/// SplitMix64 (Steele, Lea and Flood, 2014): one addition and three mixes for each number.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    #[must_use]
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`. The tiny preference for small ones does not matter here.
    #[must_use]
    pub const fn below(&mut self, end: u64) -> u64 {
        assert!(end > 0);
        self.next() % end
    }

    /// From `low` to `high`, both included.
    #[must_use]
    pub const fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high);
        low + self.below(high - low + 1)
    }

    #[must_use]
    pub const fn per_mille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    #[must_use]
    pub const fn per_million(&mut self, share: u64) -> bool {
        self.below(1_000_000) < share
    }

    #[must_use]
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.below(list.len() as u64);
        &list[usize::try_from(place).expect("a place in a list")]
    }

    /// A place below `places`, the n-th one chosen 1/n times as often as the first.
    #[must_use]
    pub fn zipf(&mut self, places: usize) -> usize {
        const WHOLE: u64 = 27_720;
        let weights = |place: usize| WHOLE / (place as u64 + 1);
        let total = (0..places).map(weights).sum();
        let mut left = self.below(total);
        for place in 0..places {
            if left < weights(place) {
                return place;
            }
            left -= weights(place);
        }
        unreachable!("the weights sum up to the total")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_published_generator() {
        let mut random = Random::new(1_234_567);
        let first = [random.next(), random.next()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn the_first_office_is_the_most_wanted() {
        let mut random = Random::new(7);
        let mut wanted = [0; 4];
        (0..4_000).for_each(|_| wanted[random.zipf(4)] += 1);
        assert!(wanted.is_sorted_by(|more, less| more > less), "{wanted:?}");
    }
}
