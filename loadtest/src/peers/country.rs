//! The ground that every contestant starts from: the same seats, taken in the same places.

use crate::chance::Chance;

/// Office-shifts, and the dates of each.
pub const SHIFTS: u32 = 8_000;
pub const DAYS: u32 = 30;
/// Every city has as many shifts: those of 500 offices.
pub const CITIES: u32 = 8;
const SHIFTS_OF_CITY: u32 = SHIFTS / CITIES;
/// One for each shift and date.
pub const BUCKETS: u32 = SHIFTS * DAYS;
/// The one shift and date that everybody wants, beside the others and in no list.
pub const HOT: u32 = BUCKETS;
pub const HOT_SEATS: u32 = 1_000_000;
const SEATS_MIN: u64 = 20;
const SEATS_MAX: u64 = 60;
/// The first digits of a telephone number.
pub const PREFIXES: u32 = 10_000;
/// Citizens, shared among the clients.
pub const CITIZENS: u32 = 1 << 20;
/// Rows of a list.
pub const LIST_ROWS: usize = 20;

const SEED: u64 = 1_396;

const _: () = assert!(SHIFTS.is_multiple_of(CITIES), "a city has whole shifts");

/// The seats of one shift on one date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket {
    pub id: u32,
    pub shift: u32,
    pub city: u32,
    pub day: u32,
    pub seats: u32,
    /// Booked before anybody comes, so that a list has something to order.
    pub taken: u32,
    pub prefix: u32,
}

impl Bucket {
    pub fn of(id: u32) -> Self {
        let (shift, day) = (id / DAYS, id % DAYS);
        if id == HOT {
            return Self { id, shift, city: CITIES, day, seats: HOT_SEATS, taken: 0, prefix: 0 };
        }
        let mut chance = Chance::nth(SEED, u64::from(id));
        let seats = SEATS_MIN + chance.below(SEATS_MAX - SEATS_MIN + 1);
        let taken = chance.below(seats / 2 + 1);
        let prefix = Chance::nth(!SEED, u64::from(shift / 2)).below(u64::from(PREFIXES));
        let narrow = |n: u64| u32::try_from(n).expect("drawn below a bound of 32 bits");
        Self {
            id,
            shift,
            city: shift / SHIFTS_OF_CITY,
            day,
            seats: narrow(seats),
            taken: narrow(taken),
            prefix: narrow(prefix),
        }
    }

    pub const fn free(&self) -> u32 {
        self.seats - self.taken
    }
}

/// All of them, the hot one last.
pub fn buckets() -> impl Iterator<Item = Bucket> {
    (0..=HOT).map(Bucket::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_has_a_thousand_shifts_on_every_date() {
        let of_first = (0..BUCKETS).map(Bucket::of).filter(|b| b.city == 0 && b.day == 0);
        assert_eq!(of_first.count(), 1_000);
    }

    #[test]
    fn seats_stand_between_their_bounds_and_half_of_them_are_free() {
        for bucket in (0..BUCKETS).step_by(37).map(Bucket::of) {
            assert!((20..=60).contains(&bucket.seats), "{bucket:?}");
            assert!(bucket.free() >= bucket.seats / 2 && bucket.prefix < PREFIXES, "{bucket:?}");
        }
        assert_eq!((Bucket::of(HOT).free(), Bucket::of(HOT).city), (HOT_SEATS, CITIES));
    }

    #[test]
    fn both_shifts_of_an_office_have_one_telephone() {
        let prefix = |shift: u32| Bucket::of(shift * DAYS).prefix;
        assert_eq!(prefix(10), prefix(11));
    }
}
