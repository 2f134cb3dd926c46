//! Who exists: a number for every citizen, and back from a national ID to the number.

use super::registration_place::{RegistrationPlace, places};
use super::shuffle::Shuffle;
use crate::chance::mix;
use nobat_domain::person::NationalId;

/// How many people there are, dead ones among them. A handful of numbers belong to nobody.
pub const PEOPLE: u32 = 65_000_000;

/// The middle six digits of a national ID run from 1 to this.
const MIDDLE_MAX: u32 = 999_999;

/// The order of the people. Holds a few kilobytes, whatever their number.
#[derive(Clone, Debug)]
pub struct Census {
    seed: u64,
    places: Vec<RegistrationPlace>,
    /// How many people come before each place; one longer than the places.
    before: Vec<u32>,
    order: Shuffle,
    first: First,
}

/// The one citizen who has the number 0 in every seed: within the place, and in the whole order.
#[derive(Clone, Copy, Debug)]
struct First {
    place: usize,
    rank_in_place: u32,
    rank: u32,
}

impl Census {
    /// # Panics
    /// Where the first citizen's prefix is not one of the registration places.
    #[must_use]
    pub fn new(seed: u64, first: &NationalId) -> Self {
        let places = places(PEOPLE);
        let mut before = vec![0];
        before.extend(places.iter().scan(0, |sum, place| {
            *sum += place.people;
            Some(*sum)
        }));
        let order = Shuffle::new(PEOPLE, mix(seed));
        let (place, middle) = split(&places, first).expect("the first citizen's place is known");
        let rank_in_place = order_of_place(seed, place).back(middle - 1);
        let rank = order.back(before[place]);
        let first = First { place, rank_in_place, rank };
        Self { seed, places, before, order, first }
    }

    /// The national ID of the n-th citizen; none for a number beyond the people, and for the few
    /// whose ten digits would all be equal.
    #[must_use]
    pub fn national_id(&self, number: u32) -> Option<NationalId> {
        if number >= PEOPLE {
            return None;
        }
        let global = self.order.forth(swap(number, self.first.rank));
        let place = self.before.partition_point(|&before| before <= global) - 1;
        let rank = global - self.before[place];
        assert!(rank < self.places[place].people);
        let rank =
            if place == self.first.place { swap(rank, self.first.rank_in_place) } else { rank };
        let middle = order_of_place(self.seed, place).forth(rank) + 1;
        join(self.places[place].prefix, middle)
    }

    /// The number of a citizen; none if nobody has this national ID.
    #[must_use]
    pub fn number_of(&self, id: &NationalId) -> Option<u32> {
        let (place, middle) = split(&self.places, id)?;
        let rank = order_of_place(self.seed, place).back(middle - 1);
        let rank =
            if place == self.first.place { swap(rank, self.first.rank_in_place) } else { rank };
        if rank >= self.places[place].people {
            return None;
        }
        let number = swap(self.order.back(self.before[place] + rank), self.first.rank);
        assert!(number < PEOPLE);
        Some(number)
    }

    /// Where a citizen's birth was registered.
    #[must_use]
    pub fn place(&self, id: &NationalId) -> Option<&RegistrationPlace> {
        let (place, _) = split(&self.places, id)?;
        self.places.get(place)
    }
}

/// Exchanges 0 and the other number, so that a chosen one comes first.
const fn swap(number: u32, other: u32) -> u32 {
    if number == 0 {
        other
    } else if number == other {
        0
    } else {
        number
    }
}

fn order_of_place(seed: u64, place: usize) -> Shuffle {
    Shuffle::new(MIDDLE_MAX, mix(seed ^ mix(place as u64 + 1)))
}

fn split(places: &[RegistrationPlace], id: &NationalId) -> Option<(usize, u32)> {
    let (prefix, rest) = id.as_str().split_at(3);
    let place = places.binary_search_by_key(&prefix, |place| place.prefix).ok()?;
    let middle: u32 = rest[..6].parse().ok()?;
    assert!((1..=MIDDLE_MAX).contains(&middle), "a national ID's middle is never all zeros");
    Some((place, middle))
}

/// The national ID of a prefix and a middle, with the check digit that belongs to them.
fn join(prefix: &str, middle: u32) -> Option<NationalId> {
    let nine = format!("{prefix}{middle:06}");
    let weights = (2..=10_u32).rev();
    let sum: u32 = nine.bytes().zip(weights).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
    let check = match sum % 11 {
        rest @ 0..2 => rest,
        rest => 11 - rest,
    };
    NationalId::parse(&format!("{nine}{check}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn census(seed: u64) -> Census {
        Census::new(seed, &first())
    }

    fn first() -> NationalId {
        NationalId::parse("2580200606").expect("the guide's number")
    }

    #[test]
    fn the_guide_s_citizen_is_the_first_in_every_seed() {
        for seed in [0, 1, 42, u64::MAX] {
            let census = census(seed);
            assert_eq!(census.national_id(0), Some(first()));
            assert_eq!(census.number_of(&first()), Some(0));
            assert_eq!(census.place(&first()).map(|place| place.name), Some("رشت"));
        }
    }

    #[test]
    fn a_place_s_numbers_belong_to_as_many_people_as_it_has() {
        const EACH: usize = 50;
        let census = census(1);
        let exists =
            |middle: &u32| join("001", *middle).is_some_and(|id| census.number_of(&id).is_some());
        let found = (1..=MIDDLE_MAX).step_by(EACH).filter(exists).count() * EACH;
        let people = census.places[0].people as usize;
        assert!((people * 9 / 10..people * 11 / 10).contains(&found), "{found} of {people}");
    }

    #[test]
    fn nobody_has_a_prefix_that_no_place_gave_out() {
        let census = census(1);
        let id = join("012", 345_678).expect("a right check digit");
        assert_eq!(census.number_of(&id), None);
    }

    #[test]
    fn there_is_nobody_beyond_the_last() {
        assert_eq!(census(1).national_id(PEOPLE), None);
        assert_eq!(census(1).national_id(u32::MAX), None);
    }

    proptest! {
        #[test]
        fn a_citizen_is_found_again_by_the_national_id(seed in 0_u64..4, number in 0..PEOPLE) {
            let census = census(seed);
            if let Some(id) = census.national_id(number) {
                prop_assert_eq!(census.number_of(&id), Some(number));
            }
        }
    }
}
