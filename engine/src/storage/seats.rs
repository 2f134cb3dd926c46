//! One row for each seat: what its last event left behind. Together they are the shifts' snapshots.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan, misshapen};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{Day, SeatNo, ShiftId};

/// Bytes of the after-image that a seat's event carries.
pub const SEAT_ROW_BYTES: usize = 64;

/// Which seat: rows stand in the order of these fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SeatAt {
    pub shift: ShiftId,
    pub day: Day,
    pub seat: SeatNo,
}

/// A seat's row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeatRow {
    pub at: SeatAt,
    pub row: [u8; SEAT_ROW_BYTES],
}

/// The beginning that all keys of a shift's day share.
pub(super) fn day_key(shift: ShiftId, day: Day) -> [u8; 8] {
    let mut key = [0; 8];
    key[..4].copy_from_slice(&shift.0.to_be_bytes());
    key[4..].copy_from_slice(&day_bytes(day));
    key
}

/// What [`day_key`] made.
pub(super) fn day_of(key: &[u8; 8]) -> (ShiftId, Day) {
    let [a, b, c, d, e, f, g, h] = *key;
    let shift = ShiftId(u32::from_be_bytes([a, b, c, d]));
    // The other half of the flip in `day_bytes`.
    (shift, Day((u32::from_be_bytes([e, f, g, h]) ^ SIGN).cast_signed()))
}

const SIGN: u32 = 1 << 31;

/// With the sign flipped, days before 1970 stand before those after it.
fn day_bytes(day: Day) -> [u8; 4] {
    (day.0.cast_unsigned() ^ SIGN).to_be_bytes()
}

impl SeatAt {
    fn key(self) -> [u8; 12] {
        let mut key = [0; 12];
        key[..8].copy_from_slice(&day_key(self.shift, self.day));
        key[8..].copy_from_slice(&self.seat.0.to_be_bytes());
        key
    }

    fn of(key: &[u8]) -> Option<Self> {
        let (head, seat) = key.split_first_chunk()?;
        let (shift, day) = day_of(head);
        let seat = SeatNo(u32::from_be_bytes(seat.try_into().ok()?));
        Some(Self { shift, day, seat })
    }
}

impl SeatRow {
    fn read(key: &[u8], value: &[u8]) -> Option<Self> {
        Some(Self { at: SeatAt::of(key)?, row: value.try_into().ok()? })
    }
}

impl Tables {
    /// One seat's row.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn seat(&self, at: SeatAt) -> Result<Option<[u8; SEAT_ROW_BYTES]>, StorageError> {
        let row = self.point(Family::Seats, &at.key())?;
        row.map(|row| {
            row.as_slice().try_into().map_err(|_| misshapen(Family::Seats, &at.key(), &row))
        })
        .transpose()
    }

    /// All seats of all shifts in one pass: by shift, then day, then number.
    #[must_use]
    pub fn seats(&self) -> Scan<'_, SeatRow> {
        self.scan(Family::Seats, Bounds::all(), SeatRow::read)
    }

    /// The seats of the shifts from `first` to `last`, both included.
    #[must_use]
    pub fn seats_between(&self, first: ShiftId, last: ShiftId) -> Scan<'_, SeatRow> {
        let bounds = Bounds::prefixes(&first.0.to_be_bytes(), &last.0.to_be_bytes());
        self.scan(Family::Seats, bounds, SeatRow::read)
    }

    /// The seats of one shift.
    #[must_use]
    pub fn seats_of(&self, shift: ShiftId) -> Scan<'_, SeatRow> {
        self.seats_between(shift, shift)
    }

    /// The seats of one shift on one day.
    #[must_use]
    pub fn seats_on(&self, shift: ShiftId, day: Day) -> Scan<'_, SeatRow> {
        let prefix = day_key(shift, day);
        self.scan(Family::Seats, Bounds::prefixes(&prefix, &prefix), SeatRow::read)
    }
}

impl Writes<'_> {
    /// Puts the after-image of a seat's last event, whatever stood there; a freed seat too.
    pub fn put_seat(&mut self, at: SeatAt, row: &[u8; SEAT_ROW_BYTES]) {
        self.put(Family::Seats, &at.key(), row);
    }

    /// One row alone, for repairs.
    pub fn delete_seat(&mut self, at: SeatAt) {
        self.delete(Family::Seats, &at.key());
    }

    /// For a day that was dropped: all its seats go by one entry of the batch.
    pub fn delete_seats_on(&mut self, shift: ShiftId, day: Day) {
        let prefix = day_key(shift, day);
        self.delete_between(Family::Seats, &Bounds::prefixes(&prefix, &prefix));
    }
}

#[cfg(test)]
mod tests {
    use super::super::TablesOptions;
    use super::*;
    use nobat_domain::ids::Sequence;
    use proptest::prelude::*;

    fn at(shift: u32, day: i32, seat: u32) -> SeatAt {
        SeatAt { shift: ShiftId(shift), day: Day(day), seat: SeatNo(seat) }
    }

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_shift_day_and_number(
            a: (u32, i32, u32),
            b: (u32, i32, u32),
            near in 0..3,
        ) {
            // Equal shifts and neighbouring days are where an order breaks.
            let b = match near {
                0 => b,
                1 => (a.0, b.1, b.2),
                _ => (a.0, a.1.wrapping_neg(), b.2),
            };
            let (a, b) = (at(a.0, a.1, a.2), at(b.0, b.1, b.2));
            prop_assert_eq!(a.cmp(&b), a.key().cmp(&b.key()));
            prop_assert_eq!(SeatAt::of(&a.key()), Some(a));
        }
    }

    // Rows on disks out there have these keys.
    #[test]
    fn the_key_is_the_one_of_the_first_format() {
        let key = at(0x0102_0304, 5, 6).key();
        assert_eq!(key, [1, 2, 3, 4, 0x80, 0, 0, 5, 0, 0, 0, 6]);
        assert_eq!(at(0, -1, 0).key()[4..8], [0x7f, 0xff, 0xff, 0xff]);
    }

    #[test]
    fn the_seats_of_a_day_go_at_once_and_no_others() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let all = [at(1, -1, 7), at(1, 0, 0), at(1, 0, u32::MAX), at(1, 1, 0), at(2, 0, 0)];
        let mut writes = tables.writes();
        for seat in all {
            writes.put_seat(seat, &[1; SEAT_ROW_BYTES]);
        }
        tables.commit(&writes, Sequence(1)).expect("it is committed");
        let mut writes = tables.writes();
        writes.delete_seats_on(ShiftId(1), Day(0));
        assert_eq!(writes.len(), 1, "however many there are");
        // The batch is written once more after a crash, and nothing else goes then.
        for position in 2..4 {
            tables.commit(&writes, Sequence(position)).expect("it is committed");
            let left: Vec<SeatAt> = tables.seats().map(|row| row.expect("it reads").at).collect();
            assert_eq!(left, [all[0], all[3], all[4]]);
            assert_eq!(tables.seat(all[2]).expect("it reads"), None);
        }
    }

    #[test]
    fn scans_give_their_shifts_and_days_and_no_others() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let all = [
            at(0, 9, 0),
            at(1, i32::MIN, 1),
            at(1, -1, 1),
            at(1, 0, 1),
            at(1, i32::MAX, 7),
            at(255, 0, 0),
            at(256, 0, u32::MAX),
            at(u32::MAX, 3, 3),
        ];
        let mut writes = tables.writes();
        for (n, seat) in all.into_iter().enumerate().rev() {
            writes.put_seat(seat, &[n as u8; SEAT_ROW_BYTES]);
        }
        tables.commit(&writes, Sequence(1)).expect("it is committed");
        let found = |scan: Scan<'_, SeatRow>| -> Vec<SeatAt> {
            scan.map(|row| row.expect("it reads").at).collect()
        };
        assert_eq!(found(tables.seats()), all);
        assert_eq!(found(tables.seats_of(ShiftId(1))), all[1..5]);
        assert_eq!(found(tables.seats_of(ShiftId(255))), all[5..6]);
        assert_eq!(found(tables.seats_of(ShiftId(u32::MAX))), all[7..]);
        assert_eq!(found(tables.seats_of(ShiftId(2))), []);
        assert_eq!(found(tables.seats_between(ShiftId(1), ShiftId(256))), all[1..7]);
        assert_eq!(found(tables.seats_on(ShiftId(1), Day(-1))), all[2..3]);
        assert_eq!(found(tables.seats_on(ShiftId(1), Day(i32::MAX))), all[4..5]);
        assert_eq!(tables.seat(all[6]).expect("it reads"), Some([6; SEAT_ROW_BYTES]));
        assert_eq!(tables.seat(at(9, 9, 9)).expect("it reads"), None);
    }
}
