//! An erasure: the only proof that the absence of a data key is no damage, and what stays of the
//! request behind it. No word of it is personal: it stands under the request's key, a pseudonym.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version 2, length |
//! | 4 | 6 | at |
//! | 10 | 6 | data key |
//! | 16 | 16 | request |
//! | 32 | 4, 4 | holds and attempts used |
//! | 40 | 8, 4 | orders and codes that its desk had given |
//! | 52 | 4 | tracking code, 0 without one |
//! | 56 | 1 + 8n | orders of its attempts |
//! | | 1, or 17 | whether a seat of a day that is over is booked: shift, day, seat, hold |
//! | | 1, or more | whether money paid for it: as in a sealed request |
//! | | | zeros to the next multiple of 8 |
//!
//! Version 1 ends behind the data key, at 16: a restore that hears of an erasure knows no more.

use super::choices::{put_choice, read_choice};
use super::error::RecordError;
use super::kind::RecordKind;
use super::payments::{put_money, put_order, read_money, read_order};
use super::wire::{Read, Reader, Sink};
use super::{event, frame, request, seat};
use nobat_domain::ids::{DataKeyNo, HoldNo, OrderNo, RequestKey, SeatNo};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::ATTEMPTS_KEPT_MAX;
use nobat_domain::payment::Money;
use nobat_domain::request::{Choice, Remains, RequestState};
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
    /// The code that leads to it no longer.
    pub code: Option<TrackingCode>,
    /// At most [`ATTEMPTS_KEPT_MAX`].
    pub orders: Vec<OrderNo>,
    pub seat: Option<LeftSeat>,
    pub money: Option<Money>,
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
        let booking = state.booking.as_ref();
        let ours = booking.filter(|it| it.is_ours());
        let seat = |it: &nobat_domain::request::Booking| {
            let (choice, seat, hold) = (it.choice, it.seat, it.hold);
            LeftSeat { choice, seat, hold }
        };
        let left = Left {
            request: key,
            remains: Remains::of(state),
            counters,
            code: state.code,
            orders: state.attempts.iter().map(|attempt| attempt.order).collect(),
            seat: ours.map(seat),
            money: booking.and_then(|it| it.paid.clone()),
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
    let Left { request, remains, counters, code, orders, seat, money } = left;
    out.put(&request.0);
    out.put_u32(remains.holds_used);
    out.put_u32(remains.attempts_used);
    out.put_u64(counters.orders);
    out.put_u32(counters.codes);
    out.put_u32(code.map_or(0, TrackingCode::number));
    assert!(orders.len() <= ATTEMPTS_KEPT_MAX, "a request remembers no more");
    out.put_u8(u8::try_from(orders.len()).expect("few"));
    for order in orders {
        put_order(out, *order);
    }
    out.put_flag(seat.is_some());
    if let Some(LeftSeat { choice, seat, hold }) = seat {
        put_choice(out, *choice);
        seat::put_seat(out, *seat);
        out.put_u32(hold.0);
    }
    out.put_flag(money.is_some());
    if let Some(money) = money {
        put_money(out, money);
    }
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
    let left = read_left(&mut reader)?;
    reader.padding(frame::ALIGN)?;
    Ok(Erasure { at, data_key, left: Some(left) })
}

fn read_left(reader: &mut Reader<'_>) -> Read<Left> {
    let request = RequestKey(reader.array("request")?);
    let holds_used = reader.u32("holds used")?;
    let attempts_used = reader.u32("attempts used")?;
    let at = reader.at();
    let orders = reader.u64("orders given")?;
    if orders >= 1 << OrderNo::COUNTER_BITS {
        return Err(RecordError::Refused { what: "orders given", at });
    }
    let counters = Counters { orders, codes: reader.u32("codes given")? };
    let (what, at) = ("tracking code", reader.at());
    let code = match reader.u32(what)? {
        0 => None,
        number => Some(TrackingCode::new(number).ok_or(RecordError::Refused { what, at })?),
    };
    let (what, at) = ("number of orders", reader.at());
    let count = reader.u8(what)?;
    if usize::from(count) > ATTEMPTS_KEPT_MAX {
        return Err(RecordError::Unlisted { what, at, found: count });
    }
    let orders = (0..count).map(|_| read_order(reader)).collect::<Read<Vec<_>>>()?;
    let booked = reader.flag("whether a seat is booked")?;
    let seat = booked.then(|| read_seat(reader)).transpose()?;
    let paid = reader.flag("whether money paid for it")?;
    let money = paid.then(|| read_money(reader)).transpose()?;
    let remains = Remains { holds_used, attempts_used };
    Ok(Left { request, remains, counters, code, orders, seat, money })
}

fn read_seat(reader: &mut Reader<'_>) -> Read<LeftSeat> {
    let choice = read_choice(reader)?;
    let seat = seat::read_seat(reader)?;
    Ok(LeftSeat { choice, seat, hold: event::read_hold(reader)? })
}
