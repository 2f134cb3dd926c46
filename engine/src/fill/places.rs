//! Which seat is booked next.

use nobat_domain::ids::SeatNo;

use crate::handle::OpenDay;
use crate::storage::SeatAt;

/// One seat of each day, then the next of each that has more.
pub(super) struct Places<'p> {
    days: &'p [OpenDay],
    at: usize,
    seat: u32,
}

impl<'p> Places<'p> {
    /// The caller has counted that there are as many as will be taken.
    pub(super) fn of(days: &'p [OpenDay]) -> Self {
        Self { days, at: 0, seat: 0 }
    }
}

impl Iterator for Places<'_> {
    type Item = SeatAt;

    fn next(&mut self) -> Option<SeatAt> {
        let mut looked = 0;
        while !self.days.is_empty() && looked <= self.days.len() {
            let Some(day) = self.days.get(self.at) else {
                (self.at, self.seat) = (0, self.seat + 1);
                continue;
            };
            self.at += 1;
            looked += 1;
            if self.seat < day.approved {
                return Some(SeatAt { shift: day.shift, day: day.day, seat: SeatNo(self.seat) });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::{Day, ShiftId};
    use nobat_domain::timestamp::Timestamp;

    #[test]
    fn every_seat_comes_once_and_the_days_fill_side_by_side() {
        let day = |n, approved| {
            let (shift, day, opens_at) = (ShiftId(4), Day(n), Timestamp(0));
            OpenDay { shift, day, approved, opens_at }
        };
        let days = [day(7, 2), day(8, 0), day(9, 3)];
        let places: Vec<_> = Places::of(&days).map(|at| (at.day.0, at.seat.0)).collect();
        assert_eq!(places, [(7, 0), (9, 0), (7, 1), (9, 1), (9, 2)]);
        assert_eq!(Places::of(&[]).next(), None);
        assert_eq!(Places::of(&days[1..2]).next(), None);
    }
}
