//! An erasure: the only proof that the absence of a data key is no damage, and what stays of the
//! request behind it. No word of it is personal: it stands under the request's key, a pseudonym.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version 3, length |
//! | 4 | 6 | at |
//! | 10 | 6 | data key |
//! | 16 | 16 | request |
//! | 32 | 4, 4 | holds and attempts used |
//! | 40 | 1, 1, 1, 1 | cards, losses, whether the signature is active, whether an officer erred |
//! | 44 | 8, 4 | orders and codes that its desk had given |
//! | 56 | 1 + 4n | tracking codes |
//! | | 1 + 8n | orders of its attempts |
//! | | 1 + 16n | booked seats of days that are over: shift, day, seat, hold |
//! | | 1 + more | money that paid for them or is to be reversed: as in a sealed request |
//! | | | zeros to the next multiple of 8 |
//!
//! Version 2 knew one request of a citizen: nothing of cards stands at 40, and one code, 0 without
//! one, in place of the list; at most one seat, and the money that paid for it.
//! Version 1 ends behind the data key, at 16: a restore that hears of an erasure knows no more.

use super::choices::{put_choice, read_choice};
use super::error::RecordError;
use super::kind::RecordKind;
use super::payments::{put_money, put_order, read_money, read_order};
use super::state::{put_issued, put_list, read_issued, read_list};
use super::wire::{Read, Reader, Sink};
use super::{event, frame, request, seat};
use nobat_domain::ids::{DataKeyNo, HoldNo, OrderNo, RequestKey, SeatNo};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::ATTEMPTS_KEPT_MAX;
use nobat_domain::payment::Money;
use nobat_domain::request::{Booking, Choice, Issued, Remains, RequestState};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;

/// An erased data key, and what stays of its request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erasure {
    pub at: Timestamp,
    pub data_key: DataKeyNo,
    /// Nothing in a record of version 1.
    pub left: Option<Left>,
}

/// What is known of an erased request: numbers that must not be used twice, and its accounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    pub request: RequestKey,
    pub remains: Remains,
    /// What its desk had given by then: sealed events that nobody can read any more had moved it.
    pub counters: Counters,
    /// The codes that lead to it no longer.
    pub codes: Vec<TrackingCode>,
    /// At most [`ATTEMPTS_KEPT_MAX`].
    pub orders: Vec<OrderNo>,
    pub seats: Vec<LeftSeat>,
    pub money: Vec<Money>,
}

/// The seat of a day that is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeftSeat {
    pub choice: Choice,
    pub seat: SeatNo,
    pub hold: HoldNo,
}

impl Erasure {
    /// The erasure of a request as it is, by a desk that has given so much.
    #[must_use]
    pub fn of(at: Timestamp, key: RequestKey, state: &RequestState, counters: Counters) -> Self {
        let ours = state.bookings().filter(|it| it.is_ours());
        let seat = |it: &Booking| {
            let (choice, seat, hold) = (it.choice, it.seat, it.hold);
            LeftSeat { choice, seat, hold }
        };
        let left = Left {
            request: key,
            remains: Remains::of(state),
            counters,
            codes: state.codes().collect(),
            orders: state.attempts.iter().map(|attempt| attempt.order).collect(),
            seats: ours.map(seat).collect(),
            money: state.money().cloned().collect(),
        };
        Self { at, data_key: state.data_key, left: Some(left) }
    }
}

const ERASED_KEY_BYTES: usize = 16;

/// Appends the record of an erasure, which is also its row.
///
/// # Panics
/// On key 0, which is none; on an erasure of version 1, which [`erased_key_bytes`] writes; on more
/// orders than a request remembers.
pub fn write_erased(erasure: &Erasure, out: &mut Vec<u8>) {
    let left = erasure.left.as_ref().expect("an erasure at a desk knows its request");
    let written = frame::append(RecordKind::Erased, "an erasure", out, |out| {
        out.put_moment(erasure.at);
        request::put_data_key(out, erasure.data_key);
        put_left(out, left);
    });
    written.expect("the law bounds everything in it");
}

fn put_left(out: &mut Vec<u8>, left: &Left) {
    let Left { request, remains, counters, codes, orders, seats, money } = left;
    out.put(&request.0);
    out.put_u32(remains.holds_used);
    out.put_u32(remains.attempts_used);
    put_issued(out, remains.issued);
    out.put_u64(counters.orders);
    out.put_u32(counters.codes);
    put_list(out, codes, |out, code| out.put_u32(code.number()));
    assert!(orders.len() <= ATTEMPTS_KEPT_MAX, "a request remembers no more");
    put_list(out, orders, |out, order| put_order(out, *order));
    put_list(out, seats, |out, LeftSeat { choice, seat, hold }| {
        put_choice(out, *choice);
        seat::put_seat(out, *seat);
        out.put_u32(hold.0);
    });
    put_list(out, money, put_money);
}

/// The record of an erasure of which only the key is known, as a restore knows it: version 1.
#[must_use]
pub fn erased_key_bytes(at: Timestamp, data_key: DataKeyNo) -> [u8; ERASED_KEY_BYTES] {
    let mut record = frame::fixed::<ERASED_KEY_BYTES>(RecordKind::Erased, |out| {
        out.put_moment(at);
        request::put_data_key(out, data_key);
    });
    record[1] = 1;
    record
}

/// Reads what [`write_erased`] and [`erased_key_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn erased_of(bytes: &[u8]) -> Result<Erasure, RecordError> {
    let (mut reader, version) = frame::open_version(bytes, RecordKind::Erased)?;
    let at = reader.moment("time of the erasure")?;
    let data_key = request::read_data_key(&mut reader)?;
    if version == 1 {
        reader.end()?;
        return Ok(Erasure { at, data_key, left: None });
    }
    let left = read_left(&mut reader, version)?;
    reader.padding(frame::ALIGN)?;
    Ok(Erasure { at, data_key, left: Some(left) })
}

fn read_left(reader: &mut Reader<'_>, version: u8) -> Read<Left> {
    let request = RequestKey(reader.array("request")?);
    let holds_used = reader.u32("holds used")?;
    let attempts_used = reader.u32("attempts used")?;
    let issued = if version > 2 { read_issued(reader)? } else { Issued::default() };
    let at = reader.at();
    let orders = reader.u64("orders given")?;
    if orders >= 1 << OrderNo::COUNTER_BITS {
        return Err(RecordError::Refused { what: "orders given", at });
    }
    let counters = Counters { orders, codes: reader.u32("codes given")? };
    let codes = read_codes(reader, version)?;
    let (what, at) = ("number of orders", reader.at());
    let count = reader.u8(what)?;
    if usize::from(count) > ATTEMPTS_KEPT_MAX {
        return Err(RecordError::Unlisted { what, at, found: count });
    }
    let orders = (0..count).map(|_| read_order(reader)).collect::<Read<Vec<_>>>()?;
    // One or none in version 2, where the byte said which.
    let seats = read_list(reader, "number of seats", read_seat)?;
    let money = read_list(reader, "number of payments", read_money)?;
    let remains = Remains { holds_used, attempts_used, issued };
    Ok(Left { request, remains, counters, codes, orders, seats, money })
}

fn read_codes(reader: &mut Reader<'_>, version: u8) -> Read<Vec<TrackingCode>> {
    if version > 2 {
        return read_list(reader, "number of tracking codes", event::read_code);
    }
    let (what, at) = ("tracking code", reader.at());
    match reader.u32(what)? {
        0 => Ok(Vec::new()),
        number => {
            let code = TrackingCode::new(number).ok_or(RecordError::Refused { what, at })?;
            Ok(vec![code])
        }
    }
}

fn read_seat(reader: &mut Reader<'_>) -> Read<LeftSeat> {
    let choice = read_choice(reader)?;
    let seat = seat::read_seat(reader)?;
    Ok(LeftSeat { choice, seat, hold: event::read_hold(reader)? })
}
