//! A seat after a change: 64 bytes, without anything about a person but the request's key.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version, length |
//! | 4 | 4 | shift |
//! | 8 | 4 | day, signed |
//! | 12 | 4 | seat |
//! | 16 | 16 | request |
//! | 32 | 4 | hold |
//! | 36 | 6 | at |
//! | 42 | 6 | decide by |
//! | 48 | 6 | deadline; 0 unless held |
//! | 54 | 6 | cap; 0 unless held |
//! | 60 | 1 | change |
//! | 61 | 1 | after: free, booked or held |
//! | 62 | 1 | purpose; 0 unless held |
//! | 63 | 1 | flags: token, secured; 0 unless held |

use super::error::RecordError;
use super::kind::RecordKind;
use super::wire::{Fixed, Read, Reader, Sink};
use super::{codes, frame};
use nobat_domain::ids::{Day, HoldNo, RequestKey, SeatNo, ShiftId};
use nobat_domain::limits::SEATS_MAX;
use nobat_domain::shift::{After, HeldSeat, SeatImage};

pub const SEAT_BYTES: usize = 64;

const FREE: u8 = 0;
const BOOKED: u8 = 1;
const HELD: u8 = 2;
const TERMS_BYTES_IF_NOT_HELD: usize = 12;
const TOKEN: u8 = 1;
const SECURED: u8 = 1 << 1;

/// The record of a seat's change, which is also the seat's row.
///
/// # Panics
/// On a seat number from [`SEATS_MAX`] on, and on a moment after [`super::TIMESTAMP_MAX`].
#[must_use]
pub fn seat_bytes(shift: ShiftId, image: &SeatImage) -> [u8; SEAT_BYTES] {
    let SeatImage { change, day, seat, request, hold, at, decide_by, after } = *image;
    frame::fixed(RecordKind::Seat, |out| {
        out.put_u32(shift.0);
        out.put_i32(day.0);
        put_seat(out, seat);
        out.put(&request.0);
        out.put_u32(hold.0);
        out.put_moment(at);
        out.put_moment(decide_by);
        let terms = if let After::Held(terms) = after { Some(terms) } else { None };
        match terms {
            None => out.put(&[0; TERMS_BYTES_IF_NOT_HELD]),
            Some(terms) => {
                out.put_moment(terms.deadline);
                out.put_moment(terms.cap);
            }
        }
        codes::put_change(out, change);
        out.put_u8(match after {
            After::Free => FREE,
            After::Booked => BOOKED,
            After::Held(_) => HELD,
        });
        match terms {
            None => out.put(&[0, 0]),
            Some(terms) => put_purpose_and_flags(out, &terms),
        }
    })
}

fn put_purpose_and_flags(out: &mut Fixed<SEAT_BYTES>, terms: &HeldSeat) {
    let HeldSeat { purpose, deadline: _, cap: _, token, secured } = *terms;
    codes::put_purpose(out, purpose);
    let token = if token { TOKEN } else { 0 };
    let secured = if secured { SECURED } else { 0 };
    out.put_u8(token | secured);
}

/// Reads what [`seat_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn seat_of(bytes: &[u8]) -> Result<(ShiftId, SeatImage), RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Seat)?;
    let shift = ShiftId(reader.u32("shift")?);
    let day = Day(reader.i32("day")?);
    let seat = read_seat(&mut reader)?;
    let request = RequestKey(reader.array("request")?);
    let hold = HoldNo(reader.u32("hold")?);
    let at = reader.moment("time of the change")?;
    let decide_by = reader.moment("decide by")?;
    let terms_at = reader.at();
    let deadline = reader.moment("deadline")?;
    let cap = reader.moment("cap")?;
    let change = codes::read_change(&mut reader)?;
    let after_at = reader.at();
    let after = match reader.u8("seat after the change")? {
        HELD => {
            let purpose = codes::read_purpose(&mut reader)?;
            let (token, secured) = read_flags(&mut reader)?;
            After::Held(HeldSeat { purpose, deadline, cap, token, secured })
        }
        found @ (FREE | BOOKED) => {
            reader.spare(2)?;
            if deadline.0 != 0 || cap.0 != 0 {
                let what = "the terms of a hold that is not there";
                return Err(RecordError::NotZero { what, at: terms_at });
            }
            if found == FREE { After::Free } else { After::Booked }
        }
        found => {
            let what = "seat after the change";
            return Err(RecordError::Unlisted { what, at: after_at, found });
        }
    };
    reader.end()?;
    Ok((shift, SeatImage { change, day, seat, request, hold, at, decide_by, after }))
}

pub(super) fn put_seat(out: &mut impl Sink, seat: SeatNo) {
    assert!(seat.0 < SEATS_MAX, "the law gives no such number to a seat");
    out.put_u32(seat.0);
}

/// A seat's number as the law gives them; memory grows with the highest, so none beyond passes.
pub(super) fn read_seat(reader: &mut Reader<'_>) -> Read<SeatNo> {
    let at = reader.at();
    let number = reader.u32("seat")?;
    if number < SEATS_MAX {
        Ok(SeatNo(number))
    } else {
        Err(RecordError::Refused { what: "seat", at })
    }
}

fn read_flags(reader: &mut Reader<'_>) -> Read<(bool, bool)> {
    let at = reader.at();
    match reader.u8("flags of a hold")? {
        flags if flags & !(TOKEN | SECURED) == 0 => Ok((flags & TOKEN != 0, flags & SECURED != 0)),
        found => Err(RecordError::Unlisted { what: "flags of a hold", at, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, samples};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_seat_comes_back_from_its_bytes((shift, image) in arbitrary::seats()) {
            let bytes = seat_bytes(shift, &image);
            prop_assert_eq!(seat_of(&bytes).expect("our own bytes"), (shift, image));
        }

        #[test]
        fn no_bit_of_a_seat_is_without_a_meaning((shift, image) in arbitrary::seats()) {
            let bytes = seat_bytes(shift, &image);
            for bit in 0..SEAT_BYTES * 8 {
                let mut flipped = bytes;
                flipped[bit / 8] ^= 1 << (bit % 8);
                if let Ok(other) = seat_of(&flipped) {
                    prop_assert_ne!(other, (shift, image), "bit {}", bit);
                    prop_assert_eq!(seat_bytes(other.0, &other.1), flipped, "bit {}", bit);
                }
            }
        }
    }

    #[test]
    fn a_seat_beyond_the_law_is_damage() {
        let mut bytes = seat_bytes(samples::SHIFT, &samples::held());
        bytes[12..16].copy_from_slice(&(SEATS_MAX - 1).to_le_bytes());
        assert!(seat_of(&bytes).is_ok());
        bytes[12..16].copy_from_slice(&SEATS_MAX.to_le_bytes());
        let read = seat_of(&bytes);
        assert!(matches!(read, Err(RecordError::Refused { what: "seat", at: 12 })), "{read:?}");
    }

    #[test]
    fn a_free_seat_has_no_terms() {
        let free = SeatImage { after: After::Free, ..samples::held() };
        let bytes = seat_bytes(samples::SHIFT, &free);
        for place in [48, 53, 54, 59, 62, 63] {
            let mut odd = bytes;
            odd[place] = 1;
            let read = seat_of(&odd);
            assert!(matches!(read, Err(RecordError::NotZero { .. })), "byte {place}: {read:?}");
        }
    }
}
