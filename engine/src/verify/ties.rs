//! What requests name and what other tables have, compared without looking anything up.
//!
//! Whoever names something adds it, and whoever has it takes it away. Where nothing is left, both
//! sides are the same list, but for odds of 2^-128: ten million look-ups in ten tables become ten
//! walks in key order. What is left says in which small range of requests to look closely.

use std::hash::{DefaultHasher, Hash, Hasher};

use nobat_domain::earlier::Waiter;
use nobat_domain::ids::{BankId, OrderNo, RequestKey};
use nobat_domain::shift::{After, SeatImage};

use crate::storage::SeatAt;

/// Requests whose keys begin with the same two bytes are compared together.
const RANGES: usize = 1 << 16;

/// Something of a request that stands in a table of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Tie<'t> {
    Order(OrderNo),
    Code(u32),
    Claim(BankId, &'t [u8], OrderNo),
    /// A place in the list of those who wait for an earlier seat.
    Waits(Waiter),
    /// Place, number of the hold, and whether it is booked.
    Seat(SeatAt, u32, bool),
}

/// A megabyte, however many requests there are.
pub(super) struct Ties {
    left: Box<[u128]>,
}

impl Ties {
    pub(super) fn new() -> Self {
        Self { left: vec![0; RANGES].into_boxed_slice() }
    }

    /// The request names it.
    pub(super) fn add(&mut self, key: RequestKey, tie: Tie<'_>) {
        let range = &mut self.left[range(key)];
        *range = range.wrapping_add(digest(key, tie));
    }

    /// Its table has it.
    pub(super) fn take(&mut self, key: RequestKey, tie: Tie<'_>) {
        let range = &mut self.left[range(key)];
        *range = range.wrapping_sub(digest(key, tie));
    }

    /// What others have added and taken away.
    pub(super) fn join(&mut self, other: &Self) {
        for (left, more) in self.left.iter_mut().zip(&other.left) {
            *left = left.wrapping_add(*more);
        }
    }

    /// The first two bytes of the requests to look at closely.
    pub(super) fn loose(&self) -> impl Iterator<Item = u16> {
        (0..=u16::MAX).filter(|range| self.left[usize::from(*range)] != 0)
    }
}

impl Tie<'_> {
    /// A seat that somebody has.
    pub(super) fn of_seat(at: SeatAt, image: &SeatImage) -> Self {
        Self::Seat(at, image.hold.0, image.after == After::Booked)
    }
}

fn range(key: RequestKey) -> usize {
    usize::from(u16::from_be_bytes([key.0[0], key.0[1]]))
}

fn digest(key: RequestKey, tie: Tie<'_>) -> u128 {
    let half = |number: u8| {
        let mut hasher = DefaultHasher::new();
        (number, key.0, tie).hash(&mut hasher);
        hasher.finish()
    };
    u128::from(half(0)) << 64 | u128::from(half(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::{Day, SeatNo, ShiftId};

    fn key(first: u8, last: u8) -> RequestKey {
        let mut key = [7; 16];
        (key[0], key[15]) = (first, last);
        RequestKey(key)
    }

    #[test]
    fn the_same_list_in_any_order_leaves_nothing_and_any_other_says_where() {
        let seat = |day| SeatAt { shift: ShiftId(1), day: Day(day), seat: SeatNo(2) };
        let named = [
            (key(1, 1), Tie::Order(OrderNo(5))),
            (key(1, 2), Tie::Code(5)),
            (key(9, 1), Tie::Claim(BankId(0), b"000", OrderNo(5))),
            (key(9, 1), Tie::Seat(seat(3), 1, true)),
        ];
        let (mut ties, mut others) = (Ties::new(), Ties::new());
        for (key, tie) in named {
            ties.add(key, tie);
        }
        assert_eq!(ties.loose().collect::<Vec<_>>(), [0x0107, 0x0907]);
        for (key, tie) in named.into_iter().rev() {
            others.take(key, tie);
        }
        ties.join(&others);
        assert_eq!(ties.loose().next(), None);
        for (key, tie) in [
            (key(9, 2), Tie::Seat(seat(3), 1, true)),
            (key(9, 1), Tie::Seat(seat(4), 1, true)),
            (key(9, 1), Tie::Seat(seat(3), 2, true)),
            (key(9, 1), Tie::Seat(seat(3), 1, false)),
        ] {
            ties.add(key, tie);
            ties.take(self::key(9, 1), Tie::Seat(seat(3), 1, true));
            assert_eq!(ties.loose().collect::<Vec<_>>(), [0x0907], "{tie:?}");
            ties.take(key, tie);
            ties.add(self::key(9, 1), Tie::Seat(seat(3), 1, true));
        }
    }
}
