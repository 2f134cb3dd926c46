//! A day of a shift after it was opened, resized, closed or dropped: 64 bytes.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version, length |
//! | 4 | 4 | shift |
//! | 8 | 4 | day, signed |
//! | 12 | 4 | approved |
//! | 16 | 4 | most ever approved |
//! | 20 | 6 | opens at |
//! | 26 | 6 | at |
//! | 32 | 1 | 0 open, 1 closed, 2 dropped |
//! | 33 | 31 | spare, zero |
//!
//! Version 1 knew no dropped days.

use super::error::RecordError;
use super::frame;
use super::kind::RecordKind;
use super::wire::{Read, Reader, Sink};
use nobat_domain::ids::{Day, ShiftId};
use nobat_domain::limits::SEATS_MAX;
use nobat_domain::shift::{DayImage, DayState};

pub const DAY_BYTES: usize = 64;

const SPARE_BYTES: usize = 31;
const OPEN: u8 = 0;
const CLOSED: u8 = 1;
const DROPPED: u8 = 2;

/// The record of a day's change, which is also the day's row.
///
/// # Panics
/// On counts that the law does not approve, and on a moment after [`super::TIMESTAMP_MAX`].
#[must_use]
pub fn day_bytes(shift: ShiftId, image: &DayImage) -> [u8; DAY_BYTES] {
    let DayImage { day, approved, approved_max, opens_at, state, at } = *image;
    assert!(lawful(approved, approved_max), "the law approves no such count");
    frame::fixed(RecordKind::Day, |out| {
        out.put_u32(shift.0);
        out.put_i32(day.0);
        out.put_u32(approved);
        out.put_u32(approved_max);
        out.put_moment(opens_at);
        out.put_moment(at);
        out.put_u8(match state {
            DayState::Open => OPEN,
            DayState::Closed => CLOSED,
            DayState::Dropped => DROPPED,
        });
    })
}

/// Reads what [`day_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn day_of(bytes: &[u8]) -> Result<(ShiftId, DayImage), RecordError> {
    let (mut reader, version) = frame::open_version(bytes, RecordKind::Day)?;
    let shift = ShiftId(reader.u32("shift")?);
    let day = Day(reader.i32("day")?);
    let counts_at = reader.at();
    let approved = reader.u32("approved")?;
    let approved_max = reader.u32("most ever approved")?;
    if !lawful(approved, approved_max) {
        return Err(RecordError::Refused { what: "approved", at: counts_at });
    }
    let opens_at = reader.moment("opens at")?;
    let at = reader.moment("time of the change")?;
    let state = read_day_state(&mut reader, version)?;
    reader.spare(SPARE_BYTES)?;
    reader.end()?;
    Ok((shift, DayImage { day, approved, approved_max, opens_at, state, at }))
}

fn read_day_state(reader: &mut Reader<'_>, version: u8) -> Read<DayState> {
    let (what, at) = ("state of a day", reader.at());
    match reader.u8(what)? {
        OPEN => Ok(DayState::Open),
        CLOSED => Ok(DayState::Closed),
        DROPPED if version > 1 => Ok(DayState::Dropped),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

const fn lawful(approved: u32, approved_max: u32) -> bool {
    approved <= approved_max && approved_max <= SEATS_MAX
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, samples};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_day_comes_back_from_its_bytes((shift, image) in arbitrary::days()) {
            let bytes = day_bytes(shift, &image);
            prop_assert_eq!(day_of(&bytes).expect("our own bytes"), (shift, image));
        }

        #[test]
        fn no_bit_of_a_day_is_without_a_meaning((shift, image) in arbitrary::days()) {
            let bytes = day_bytes(shift, &image);
            for bit in 0..DAY_BYTES * 8 {
                let mut flipped = bytes;
                flipped[bit / 8] ^= 1 << (bit % 8);
                if let Ok(other) = day_of(&flipped) {
                    prop_assert_ne!(other, (shift, image), "bit {}", bit);
                    prop_assert_eq!(day_bytes(other.0, &other.1), flipped, "bit {}", bit);
                }
            }
        }
    }

    #[test]
    fn a_count_beyond_the_law_is_damage() {
        let mut bytes = day_bytes(samples::SHIFT, &samples::day());
        bytes[16..20].copy_from_slice(&(SEATS_MAX + 1).to_le_bytes());
        assert!(matches!(day_of(&bytes), Err(RecordError::Refused { what: "approved", at: 12 })));
        bytes[12..20].copy_from_slice(&[9, 0, 0, 0, 8, 0, 0, 0]);
        assert!(matches!(day_of(&bytes), Err(RecordError::Refused { what: "approved", at: 12 })));
    }
}
