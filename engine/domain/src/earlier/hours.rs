//! The hours of the day in which an offer may begin.

use crate::calendar::tehran::{DAY, OFFSET};
use crate::timestamp::{Millis, Timestamp};

/// A set of the hours of Tehran's day, one bit for each.
///
/// People sleep at night, and a seat that is offered is on nobody's list: so offers begin in few
/// hours, and between them every free seat is everybody's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfferHours(u32);

impl OfferHours {
    pub const ALWAYS: Self = Self((1 << 24) - 1);

    /// # Panics
    /// If an hour is no hour of the day.
    #[must_use]
    pub const fn of(hours: &[u8]) -> Self {
        let (mut bits, mut place) = (0, 0);
        while place < hours.len() {
            assert!(hours[place] < 24, "a day has 24 hours");
            bits |= 1 << hours[place];
            place += 1;
        }
        Self(bits)
    }

    /// Whether an offer may begin at this moment.
    #[must_use]
    pub fn contain(self, at: Timestamp) -> bool {
        let hour = at.plus(OFFSET).0 % DAY.0 / Millis::hours(1).0;
        self.0 & (1 << hour) != 0
    }

    /// Whether offers begin in this hour of the day.
    #[must_use]
    pub const fn begin_in(self, hour: u8) -> bool {
        hour < 24 && self.0 & (1 << hour) != 0
    }

    /// Of 24 hours, so many in which an offer that lasts `lasts` can be alive at the most.
    #[must_use]
    pub const fn alive_at_most(self, lasts: Millis) -> Millis {
        Millis(self.0.count_ones() as u64 * (Millis::hours(1).0 + lasts.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tehran::day_begins;
    use crate::ids::Day;

    #[test]
    fn an_hour_is_one_of_tehrans_day() {
        let hours = OfferHours::of(&[9, 13]);
        let at = |minutes| day_begins(Day(20_000)).plus(Millis::minutes(minutes));
        for (minute, expected) in
            [(0, false), (539, false), (540, true), (599, true), (600, false), (780, true)]
        {
            assert_eq!(hours.contain(at(minute)), expected, "minute {minute}");
        }
        assert!((0..24).all(|hour| OfferHours::ALWAYS.contain(at(hour * 60))));
    }
}
