//! Names of things, as types. A bare integer never stands for one of them.

use std::fmt;

/// An office: an ordinary counter or a registry office.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OfficeId(pub u32);

/// Which half of an office's day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    Morning,
    Evening,
}

/// An office-shift: the unit that one actor owns, for all its dates.
///
/// The number is `office * 2 + period`, so that a record needs only one field for both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ShiftId(pub u32);

impl ShiftId {
    #[inline]
    #[must_use]
    pub const fn of(office: OfficeId, period: Period) -> Self {
        assert!(office.0 < u32::MAX / 2);
        Self(office.0 * 2 + matches!(period, Period::Evening) as u32)
    }

    #[inline]
    #[must_use]
    pub const fn office(self) -> OfficeId {
        OfficeId(self.0 / 2)
    }

    #[inline]
    #[must_use]
    pub const fn period(self) -> Period {
        if self.0.is_multiple_of(2) { Period::Morning } else { Period::Evening }
    }
}

/// A civil day: days since 1970-01-01, negative before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub i32);

impl Day {
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Days since Saturday: 0 is Saturday, 6 is Friday, as a Persian week is printed.
    #[must_use]
    pub const fn weekday_from_saturday(self) -> u32 {
        // 1970-01-01 was a Thursday, the fifth day after Saturday.
        (self.0 as i64 + 5).rem_euclid(7) as u32
    }

    #[must_use]
    pub const fn is_friday(self) -> bool {
        self.weekday_from_saturday() == 6
    }
}

/// A seat of one shift on one day. Numbers of freed seats are given again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SeatNo(pub u32);

/// A citizen's request: a keyed function of the national ID, made by the engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey(pub [u8; 16]);

impl fmt::Debug for RequestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Four bytes name a request in a log well enough, and join no two tables.
        write!(f, "req:{:02x}{:02x}{:02x}{:02x}", self.0[0], self.0[1], self.0[2], self.0[3])
    }
}

/// How many logical desks there are. It can never change: codes and order numbers carry the desk.
pub const DESKS: u16 = 1024;

/// A logical desk: the one owner of all requests whose key falls to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeskNo(pub u16);

impl RequestKey {
    #[must_use]
    pub const fn desk(self) -> DeskNo {
        DeskNo(u16::from_be_bytes([self.0[0], self.0[1]]) % DESKS)
    }
}

/// The slot of the key under which a request's personal data are sealed. From 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DataKeyNo(pub u64);

/// The n-th hold that a request has asked for. Never used twice in one request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HoldNo(pub u32);

/// The n-th attempt to pay of a request. Never used twice in one request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AttemptNo(pub u32);

/// The number that the bank knows an attempt by: unique for ever, fits a signed 64-bit integer.
///
/// Layout, from the top: restore epoch (8 bits, below the sign), desk (10), counter (45).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrderNo(pub u64);

impl OrderNo {
    pub const COUNTER_BITS: u32 = 45;

    #[must_use]
    pub const fn new(restore_epoch: u8, desk: DeskNo, counter: u64) -> Self {
        assert!(desk.0 < DESKS);
        assert!(counter < 1 << Self::COUNTER_BITS);
        let head = ((restore_epoch as u64) << 10) | desk.0 as u64;
        Self((head << Self::COUNTER_BITS) | counter)
    }

    #[must_use]
    pub const fn desk(self) -> DeskNo {
        DeskNo(((self.0 >> Self::COUNTER_BITS) & 0x3ff) as u16)
    }

    #[must_use]
    pub const fn counter(self) -> u64 {
        self.0 & ((1 << Self::COUNTER_BITS) - 1)
    }
}

/// A payment gateway, by its place in the configuration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BankId(pub u8);

/// A position in the journal. Records are numbered from 1; 0 is "before everything".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Sequence(pub u64);

impl Sequence {
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_names_its_office_and_period() {
        let shift = ShiftId::of(OfficeId(77), Period::Evening);
        assert_eq!(shift.office(), OfficeId(77));
        assert_eq!(shift.period(), Period::Evening);
        assert_eq!(ShiftId::of(OfficeId(77), Period::Morning).period(), Period::Morning);
    }

    #[test]
    fn an_order_number_finds_its_desk_and_fits_a_signed_integer() {
        let order = OrderNo::new(255, DeskNo(1023), (1 << 45) - 1);
        assert_eq!(order.desk(), DeskNo(1023));
        assert_eq!(order.counter(), (1 << 45) - 1);
        assert!(i64::try_from(order.0).is_ok());
    }

    #[test]
    fn weekdays_count_from_saturday() {
        // 2018-02-17 was a Saturday: day 17579.
        assert_eq!(Day(17_579).weekday_from_saturday(), 0);
        assert!(Day(17_578).is_friday());
    }
}
