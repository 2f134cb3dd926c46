//! A whole request as the text that is sealed into its row.

use super::choices::{put_choice, put_end, put_pay, read_choice, read_end, read_pay};
use super::citizens::{
    put_details, put_draft, put_mobile, put_national_id, put_serial, read_details, read_draft,
    read_mobile, read_national_id, read_serial, room_for_more,
};
use super::earlier::{put_waiting, read_waiting};
use super::error::RecordError;
use super::event::{read_code, read_hold};
use super::kind::RecordKind;
use super::payments::{
    put_attempt, put_money, put_reference, read_attempt, read_money, read_reference,
};
use super::steps::{put_office, put_reached, put_scan, read_office, read_reached, read_scan};
use super::wire::{Read, Reader, Sink};
use super::{codes, request, seat};
use nobat_domain::limits::{PAST_MAX, PURSE_MAX};
use nobat_domain::request::{
    Booking, GivingBack, Hold, Intent, Issued, LastChoice, Past, Phase, RequestState, Reversed,
};
use nobat_domain::tariff::Service;
use zeroize::Zeroizing;

/// Room for a request with one booking, so that no copy of the text is left behind by growing.
const ROOM_BYTES: usize = 1_024;
/// Room for one attempt with the longest token and reference.
const ROOM_BYTES_FOR_ATTEMPT: usize = 384;
/// Room for one credit with the longest reference and trace.
const ROOM_BYTES_FOR_MONEY: usize = 160;
/// Room for what a reversal leaves beside its money.
const ROOM_BYTES_FOR_REVERSAL: usize = 80;
/// Room for what a request that has ended leaves beside its money.
const ROOM_BYTES_FOR_PAST: usize = 48;

/// The text of a request, version 7. It is wiped when it is dropped.
///
/// # Panics
/// On a value beyond the law's bounds: a row that could not be read again is never made.
#[must_use]
pub fn plain_state(state: &RequestState) -> Zeroizing<Vec<u8>> {
    let room = ROOM_BYTES
        + state.draft.len()
        + room_for_more(state.details.as_ref())
        + state.attempts.len() * ROOM_BYTES_FOR_ATTEMPT
        + (state.purse.len() + state.to_reverse.len()) * ROOM_BYTES_FOR_MONEY
        + state.reversed.len() * (ROOM_BYTES_FOR_MONEY + ROOM_BYTES_FOR_REVERSAL)
        + state.past.len() * (ROOM_BYTES_FOR_MONEY + ROOM_BYTES_FOR_PAST);
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    put_state(&mut *text, state);
    text
}

fn put_state(out: &mut impl Sink, state: &RequestState) {
    let RequestState {
        national_id,
        serial,
        data_key,
        entered_at,
        draft,
        details,
        holds_used,
        attempts_used,
        intent,
        holds,
        attempts,
        purse,
        to_reverse,
        reversed,
        booking,
        code,
        giving_back,
        moves,
        last,
        mobile,
        delivery,
        excused,
        unpaid,
        reached,
        waiting,
        offers,
        offered_at,
        scan,
        scans_before,
        service,
        issued,
        past,
    } = state;
    put_national_id(out, national_id);
    put_serial(out, serial);
    request::put_data_key(out, *data_key);
    out.put_moment(*entered_at);
    put_draft(out, draft);
    put_option(out, details.as_ref(), put_details);
    out.put_u32(*holds_used);
    out.put_u32(*attempts_used);
    put_option(out, intent.as_ref(), put_intent);
    put_list(out, holds, put_hold);
    put_list(out, attempts, put_attempt);
    put_list(out, purse, put_money);
    put_list(out, to_reverse, put_money);
    put_option(out, booking.as_ref(), put_booking);
    put_option(out, code.as_ref(), |out, code| out.put_u32(code.number()));
    put_list(out, giving_back, put_giving_back);
    out.put_u8(*moves);
    put_option(out, last.as_ref(), put_last);
    put_option(out, mobile.as_ref(), |out, mobile| put_mobile(out, *mobile));
    put_option(out, delivery.as_ref(), |out, office| put_office(out, *office));
    out.put_flag(*excused);
    out.put_u8(*unpaid);
    put_option(out, reached.as_ref(), put_reached);
    put_option(out, waiting.as_ref(), put_waiting);
    out.put_u8(*offers);
    put_option(out, offered_at.as_ref(), |out, at| out.put_moment(*at));
    put_option(out, scan.as_ref(), |out, scan| put_scan(out, *scan));
    codes::put_service(out, *service);
    put_issued(out, *issued);
    put_list(out, past, put_past);
    out.put_u8(*scans_before);
    put_list(out, reversed, put_reversed);
}

/// Reads what [`plain_state`] made, to its last byte.
///
/// # Errors
/// The first byte that cannot be.
pub fn state_of(text: &[u8]) -> Result<RequestState, RecordError> {
    state_of_version(text, RecordKind::RequestRow.version())
}

/// The same of a text that was written in that version. Version 6 reversed no money and counted the
/// scans of all requests together, version 5 knew first issues alone, version
/// 4 no scan, version 3 no address of a home and nobody who waits, version 2 nothing after the
/// booking; version 1 knew neither money to reverse nor a bound of the purse: what was beyond it is
/// to be reversed.
pub(super) fn state_of_version(text: &[u8], version: u8) -> Result<RequestState, RecordError> {
    let mut reader = Reader::new(text);
    let mut state = read_state(&mut reader, version)?;
    if version > 2 {
        read_since_v3(&mut reader, &mut state)?;
    }
    if version > 3 {
        read_since_v4(&mut reader, &mut state)?;
    }
    if version > 4 {
        state.scan = read_option(&mut reader, "whether there is a scan", read_scan)?;
    }
    if version > 5 {
        read_since_v6(&mut reader, &mut state)?;
    } else if state.is_ended() {
        state.issued = state.issued.with(Service::FirstIssue);
    }
    if version > 6 {
        state.scans_before = reader.u8("scans before")?;
        state.reversed = read_list(&mut reader, "number of reversals", read_reversed)?;
    }
    reader.end()?;
    if version == 1 && state.purse.len() > PURSE_MAX {
        state.to_reverse = state.purse.split_off(PURSE_MAX);
    }
    Ok(state)
}

fn read_state(reader: &mut Reader<'_>, version: u8) -> Read<RequestState> {
    // Fields of a literal are computed in the order in which they stand: that of the bytes.
    Ok(RequestState {
        national_id: read_national_id(reader)?,
        serial: read_serial(reader)?,
        data_key: request::read_data_key(reader)?,
        entered_at: reader.moment("entry")?,
        draft: read_draft(reader)?,
        details: read_option(reader, "whether there are details", |it| read_details(it, version))?,
        holds_used: reader.u32("holds used")?,
        attempts_used: reader.u32("attempts used")?,
        intent: read_option(reader, "whether there is an intent", read_intent)?,
        holds: read_list(reader, "number of holds", read_hold_kept)?,
        attempts: read_list(reader, "number of attempts", |it| read_attempt(it, version))?,
        purse: read_list(reader, "number of credits", read_money)?,
        to_reverse: if version > 1 {
            read_list(reader, "number of payments to reverse", read_money)?
        } else {
            Vec::new()
        },
        reversed: Vec::new(),
        booking: read_option(reader, "whether there is a booking", read_booking)?,
        code: read_option(reader, "whether there is a code", read_code)?,
        giving_back: read_list(reader, "number of seats given back", read_giving_back)?,
        moves: reader.u8("moves")?,
        last: read_option(reader, "whether there is a last choice", read_last)?,
        mobile: None,
        delivery: None,
        excused: false,
        unpaid: 0,
        reached: None,
        waiting: None,
        offers: 0,
        offered_at: None,
        scan: None,
        scans_before: 0,
        service: Service::FirstIssue,
        issued: Issued::default(),
        past: Vec::new(),
    })
}

/// What version 3 has behind all that version 2 had.
fn read_since_v3(reader: &mut Reader<'_>, state: &mut RequestState) -> Read<()> {
    state.mobile = read_option(reader, "whether there is a mobile", read_mobile)?;
    state.delivery = read_option(reader, "whether there is a place of delivery", read_office)?;
    state.excused = reader.flag("whether the day was closed")?;
    state.unpaid = reader.u8("unpaid holds")?;
    state.reached = read_option(reader, "whether a step was reached", read_reached)?;
    Ok(())
}

/// What version 4 has behind that.
fn read_since_v4(reader: &mut Reader<'_>, state: &mut RequestState) -> Read<()> {
    state.waiting = read_option(reader, "whether somebody waits", read_waiting)?;
    state.offers = reader.u8("offers")?;
    let offered = |reader: &mut Reader<'_>| reader.moment("time of the last offer");
    state.offered_at = read_option(reader, "whether there was an offer", offered)?;
    Ok(())
}

/// What version 6 has behind that.
fn read_since_v6(reader: &mut Reader<'_>, state: &mut RequestState) -> Read<()> {
    state.service = codes::read_service(reader)?;
    state.issued = read_issued(reader)?;
    let (what, at) = ("number of past requests", reader.at());
    state.past = read_list(reader, what, read_past)?;
    let bounded = state.past.len() <= PAST_MAX;
    if bounded { Ok(()) } else { Err(RecordError::Refused { what, at }) }
}

fn put_past<S: Sink>(out: &mut S, past: &Past) {
    let Past { service, code, booking, ended_at } = past;
    codes::put_service(out, *service);
    out.put_u32(code.number());
    put_booking(out, booking);
    out.put_moment(*ended_at);
}

fn read_past(reader: &mut Reader<'_>) -> Read<Past> {
    Ok(Past {
        service: codes::read_service(reader)?,
        code: read_code(reader)?,
        booking: read_booking(reader)?,
        ended_at: reader.moment("end of a request")?,
    })
}

fn put_reversed<S: Sink>(out: &mut S, reversed: &Reversed) {
    let Reversed { money, at, reference } = reversed;
    put_money(out, money);
    out.put_moment(*at);
    put_reference(out, reference);
}

fn read_reversed(reader: &mut Reader<'_>) -> Read<Reversed> {
    Ok(Reversed {
        money: read_money(reader)?,
        at: reader.moment("time of a reversal")?,
        reference: read_reference(reader)?,
    })
}

pub(super) fn put_issued(out: &mut impl Sink, issued: Issued) {
    let Issued { cards, losses, signed, mistaken } = issued;
    out.put(&[cards, losses]);
    out.put_flag(signed);
    out.put_flag(mistaken);
}

pub(super) fn read_issued(reader: &mut Reader<'_>) -> Read<Issued> {
    Ok(Issued {
        cards: reader.u8("cards")?,
        losses: reader.u8("losses")?,
        signed: reader.flag("whether the signature is active")?,
        mistaken: reader.flag("whether an officer erred")?,
    })
}

fn put_intent<S: Sink>(out: &mut S, intent: &Intent) {
    let Intent { hold, choice, purpose, pay, decide_by, deadline, cap } = *intent;
    out.put_u32(hold.0);
    put_choice(out, choice);
    codes::put_purpose(out, purpose);
    put_pay(out, pay);
    out.put_moment(decide_by);
    out.put_moment(deadline);
    out.put_moment(cap);
}

fn read_intent(reader: &mut Reader<'_>) -> Read<Intent> {
    Ok(Intent {
        hold: read_hold(reader)?,
        choice: read_choice(reader)?,
        purpose: codes::read_purpose(reader)?,
        pay: read_pay(reader)?,
        decide_by: reader.moment("decide by")?,
        deadline: reader.moment("deadline")?,
        cap: reader.moment("cap")?,
    })
}

fn put_hold<S: Sink>(out: &mut S, hold: &Hold) {
    let Hold { no, choice, seat, purpose, pay, deadline, cap, phase } = *hold;
    out.put_u32(no.0);
    put_choice(out, choice);
    seat::put_seat(out, seat);
    codes::put_purpose(out, purpose);
    put_pay(out, pay);
    out.put_moment(deadline);
    out.put_moment(cap);
    put_phase(out, phase);
}

fn read_hold_kept(reader: &mut Reader<'_>) -> Read<Hold> {
    Ok(Hold {
        no: read_hold(reader)?,
        choice: read_choice(reader)?,
        seat: seat::read_seat(reader)?,
        purpose: codes::read_purpose(reader)?,
        pay: read_pay(reader)?,
        deadline: reader.moment("deadline")?,
        cap: reader.moment("cap")?,
        phase: read_phase(reader)?,
    })
}

const LIVE: u8 = 1;
const VERIFYING: u8 = 2;
const BOOKING: u8 = 3;
const ENDING: u8 = 4;

fn put_phase(out: &mut impl Sink, phase: Phase) {
    match phase {
        Phase::Live => out.put_u8(LIVE),
        Phase::Verifying { verify_by } => {
            out.put_u8(VERIFYING);
            out.put_moment(verify_by);
        }
        Phase::Booking => out.put_u8(BOOKING),
        Phase::Ending(why) => {
            out.put_u8(ENDING);
            put_end(out, why);
        }
    }
}

fn read_phase(reader: &mut Reader<'_>) -> Read<Phase> {
    let (what, at) = ("phase of a hold", reader.at());
    match reader.u8(what)? {
        LIVE => Ok(Phase::Live),
        VERIFYING => Ok(Phase::Verifying { verify_by: reader.moment("verify by")? }),
        BOOKING => Ok(Phase::Booking),
        ENDING => read_end(reader).map(Phase::Ending),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

fn put_booking<S: Sink>(out: &mut S, booking: &Booking) {
    let Booking { hold, choice, seat, paid, booked_at } = booking;
    out.put_u32(hold.0);
    put_choice(out, *choice);
    seat::put_seat(out, *seat);
    out.put_moment(*booked_at);
    put_option(out, paid.as_ref(), put_money);
}

fn read_booking(reader: &mut Reader<'_>) -> Read<Booking> {
    Ok(Booking {
        hold: read_hold(reader)?,
        choice: read_choice(reader)?,
        seat: seat::read_seat(reader)?,
        booked_at: reader.moment("time of the booking")?,
        paid: read_option(reader, "whether it was paid", read_money)?,
    })
}

fn put_giving_back<S: Sink>(out: &mut S, back: &GivingBack) {
    let GivingBack { hold, choice, seat, cool_until } = *back;
    out.put_u32(hold.0);
    put_choice(out, choice);
    seat::put_seat(out, seat);
    out.put_moment(cool_until);
}

fn read_giving_back(reader: &mut Reader<'_>) -> Read<GivingBack> {
    Ok(GivingBack {
        hold: read_hold(reader)?,
        choice: read_choice(reader)?,
        seat: seat::read_seat(reader)?,
        cool_until: reader.moment("cool until")?,
    })
}

fn put_last<S: Sink>(out: &mut S, last: &LastChoice) {
    let LastChoice { hold, choice, why, at } = *last;
    out.put_u32(hold.0);
    put_choice(out, choice);
    put_end(out, why);
    out.put_moment(at);
}

fn read_last(reader: &mut Reader<'_>) -> Read<LastChoice> {
    Ok(LastChoice {
        hold: read_hold(reader)?,
        choice: read_choice(reader)?,
        why: read_end(reader)?,
        at: reader.moment("end of the last choice")?,
    })
}

fn put_option<S: Sink, T>(out: &mut S, item: Option<&T>, put: impl Fn(&mut S, &T)) {
    out.put_flag(item.is_some());
    if let Some(item) = item {
        put(out, item);
    }
}

fn read_option<'a, T>(
    reader: &mut Reader<'a>,
    what: &'static str,
    read: impl Fn(&mut Reader<'a>) -> Read<T>,
) -> Read<Option<T>> {
    if reader.flag(what)? { read(reader).map(Some) } else { Ok(None) }
}

pub(super) fn put_list<S: Sink, T>(out: &mut S, items: &[T], put: impl Fn(&mut S, &T)) {
    out.put_u8(u8::try_from(items.len()).expect("the law keeps these lists far shorter"));
    for item in items {
        put(out, item);
    }
}

pub(super) fn read_list<'a, T>(
    reader: &mut Reader<'a>,
    what: &'static str,
    read: impl Fn(&mut Reader<'a>) -> Read<T>,
) -> Read<Vec<T>> {
    let count = reader.u8(what)?;
    (0..count).map(|_| read(reader)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, samples};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_request_comes_back_from_its_text(state in arbitrary::states()) {
            let text = plain_state(&state);
            prop_assert_eq!(state_of(&text).expect("our own text"), state);
        }
    }

    #[test]
    fn a_text_that_was_cut_anywhere_is_refused() {
        let text = plain_state(&samples::full_state());
        for kept in 0..text.len() {
            assert!(state_of(&text[..kept]).is_err(), "{kept}");
        }
        let mut long = text.to_vec();
        long.push(0);
        assert!(matches!(state_of(&long), Err(RecordError::Trailing { bytes: 1, .. })));
    }
}
