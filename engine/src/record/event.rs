//! An event of a request as the text that is sealed: a byte that names the event, then its fields.

use super::choices::{
    put_choice, put_end, put_pay, put_refusal, read_choice, read_end, read_pay, read_refusal,
};
use super::citizens::{
    put_details, put_draft, put_mobile, put_national_id, put_serial, read_details, read_draft,
    read_mobile, read_national_id, read_serial, room_for_more,
};
use super::earlier::{put_wish, read_wish};
use super::error::RecordError;
use super::imported::{put_imported, read_imported};
use super::kind::RecordKind;
use super::payments::{
    put_closing, put_order, put_receipt, put_reference, put_rial, put_token, read_closing,
    read_order, read_receipt, read_reference, read_rial, read_token,
};
use super::steps::{put_office, put_scan, put_step, read_office, read_scan, read_step};
use super::wire::{Read, Reader, Sink};
use super::{codes, request, seat};
use nobat_domain::ids::{AttemptNo, BankId, HoldNo};
use nobat_domain::request::RequestEvent;
use nobat_domain::tracking_code::TrackingCode;
use zeroize::Zeroizing;

const ENTERED: u8 = 1;
const DRAFTED: u8 = 2;
const INTENDED: u8 = 3;
const REFUSED: u8 = 4;
const TAKEN: u8 = 5;
const ATTEMPT_OPENED: u8 = 6;
const TOKENED: u8 = 7;
const ATTEMPT_CLOSED: u8 = 8;
const VERIFYING: u8 = 9;
const VERIFIED: u8 = 10;
const ENDING: u8 = 11;
const ENDED: u8 = 12;
const BOOKED: u8 = 13;
const GIVEN_BACK: u8 = 14;
const SEAT_BACK: u8 = 15;
const EDITED: u8 = 16;
const MOBILE_CHANGED: u8 = 17;
const ADVANCED: u8 = 18;
const EXCUSED: u8 = 19;
const DELIVERY_CHANGED: u8 = 20;
const SCAN_KEPT: u8 = 40;
const UNDONE: u8 = 60;
const WAIT_BEGAN: u8 = 50;
const WAIT_ENDED: u8 = 51;
const OFFER_ACCEPTED: u8 = 52;
const OPENED: u8 = 30;
const MISTAKE_FOUND: u8 = 31;
pub(super) const IMPORTED: u8 = 70;
const REVERSED: u8 = 80;

/// Room for every event, beside a draft, an address and the long form: no copy of the text is left
/// behind by growing.
const ROOM_BYTES: usize = 384;

/// The text of an event, version 7: version 6 reversed no money, version 5 knew one request of a
/// citizen alone, version 4 no long form, no scan and no other system, version 3 undid nothing, and
/// knew no address of a home and nobody who waits, version 2 nothing after the booking, and in
/// version 1 the end of an attempt was shorter. It is wiped when it is dropped.
///
/// # Panics
/// On a value beyond the law's bounds: a record that could not be read again is never made.
#[must_use]
pub fn plain_event(event: &RequestEvent) -> Zeroizing<Vec<u8>> {
    let room = ROOM_BYTES
        + match event {
            RequestEvent::Drafted { draft } => draft.len(),
            RequestEvent::Intended { details, .. } => room_for_more(details.as_deref()),
            RequestEvent::Edited { details } => room_for_more(Some(details)),
            RequestEvent::Imported { details, .. } => room_for_more(details.as_deref()),
            _ => 0,
        };
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    put_event(&mut *text, event);
    debug_assert!(text.len() <= room, "the text has outgrown its room");
    text
}

fn put_event(out: &mut impl Sink, event: &RequestEvent) {
    match event {
        RequestEvent::Entered { national_id, serial, data_key } => {
            out.put_u8(ENTERED);
            put_national_id(out, national_id);
            put_serial(out, serial);
            request::put_data_key(out, *data_key);
        }
        RequestEvent::Drafted { draft } => {
            out.put_u8(DRAFTED);
            put_draft(out, draft);
        }
        RequestEvent::Intended { .. } => put_intended(out, event),
        RequestEvent::Refused { hold, why } => {
            put_of_hold(out, REFUSED, *hold);
            put_refusal(out, *why);
        }
        RequestEvent::Taken { hold, seat, deadline } => {
            put_of_hold(out, TAKEN, *hold);
            seat::put_seat(out, *seat);
            out.put_moment(*deadline);
        }
        RequestEvent::Ending { hold, why } => {
            put_of_hold(out, ENDING, *hold);
            put_end(out, *why);
        }
        RequestEvent::Ended { hold, why } => {
            put_of_hold(out, ENDED, *hold);
            put_end(out, *why);
        }
        RequestEvent::Booked { hold, code, cool_until } => {
            put_of_hold(out, BOOKED, *hold);
            out.put_u32(code.number());
            out.put_moment(*cool_until);
        }
        RequestEvent::GivenBack { cool_until } => {
            out.put_u8(GIVEN_BACK);
            out.put_moment(*cool_until);
        }
        RequestEvent::SeatBack { hold } => put_of_hold(out, SEAT_BACK, *hold),
        RequestEvent::Edited { details } => {
            out.put_u8(EDITED);
            put_details(out, details);
        }
        RequestEvent::MobileChanged { mobile } => {
            out.put_u8(MOBILE_CHANGED);
            put_mobile(out, *mobile);
        }
        RequestEvent::Imported { .. } => put_imported(out, event),
        RequestEvent::Advanced { .. }
        | RequestEvent::Undone { .. }
        | RequestEvent::Excused
        | RequestEvent::DeliveryChanged { .. }
        | RequestEvent::WaitBegan { .. }
        | RequestEvent::WaitEnded
        | RequestEvent::OfferAccepted { .. }
        | RequestEvent::Opened { .. }
        | RequestEvent::MistakeFound => put_of_booked(out, event),
        RequestEvent::ScanKept { scan } => {
            out.put_u8(SCAN_KEPT);
            put_scan(out, *scan);
        }
        RequestEvent::AttemptOpened { .. }
        | RequestEvent::Tokened { .. }
        | RequestEvent::AttemptClosed { .. }
        | RequestEvent::Verifying { .. }
        | RequestEvent::Verified { .. }
        | RequestEvent::Reversed { .. } => put_of_payment(out, event),
    }
}

fn put_of_booked(out: &mut impl Sink, event: &RequestEvent) {
    match event {
        RequestEvent::Advanced { step } => {
            out.put_u8(ADVANCED);
            put_step(out, *step);
        }
        RequestEvent::Undone { step } => {
            out.put_u8(UNDONE);
            put_step(out, *step);
        }
        RequestEvent::Excused => out.put_u8(EXCUSED),
        RequestEvent::DeliveryChanged { office } => {
            out.put_u8(DELIVERY_CHANGED);
            put_office(out, *office);
        }
        RequestEvent::WaitBegan { area, scope } => {
            out.put_u8(WAIT_BEGAN);
            put_wish(out, *area, *scope);
        }
        RequestEvent::WaitEnded => out.put_u8(WAIT_ENDED),
        RequestEvent::OfferAccepted { hold } => put_of_hold(out, OFFER_ACCEPTED, *hold),
        RequestEvent::Opened { service } => {
            out.put_u8(OPENED);
            codes::put_service(out, *service);
        }
        RequestEvent::MistakeFound => out.put_u8(MISTAKE_FOUND),
        _ => unreachable!("called for these events alone"),
    }
}

fn put_of_hold(out: &mut impl Sink, name: u8, hold: HoldNo) {
    out.put_u8(name);
    out.put_u32(hold.0);
}

fn put_intended(out: &mut impl Sink, event: &RequestEvent) {
    let RequestEvent::Intended { hold, choice, purpose, pay, decide_by, deadline, cap, details } =
        event
    else {
        unreachable!("called for this event alone")
    };
    put_of_hold(out, INTENDED, *hold);
    put_choice(out, *choice);
    codes::put_purpose(out, *purpose);
    put_pay(out, *pay);
    out.put_moment(*decide_by);
    out.put_moment(*deadline);
    out.put_moment(*cap);
    out.put_flag(details.is_some());
    if let Some(details) = details {
        put_details(out, details);
    }
}

fn put_of_payment(out: &mut impl Sink, event: &RequestEvent) {
    match event {
        RequestEvent::AttemptOpened { attempt, hold, bank, order, amount } => {
            put_of_attempt(out, ATTEMPT_OPENED, *attempt);
            out.put_u32(hold.0);
            out.put_u8(bank.0);
            put_order(out, *order);
            put_rial(out, *amount);
        }
        RequestEvent::Tokened { attempt, token, window_ends, deadline } => {
            put_of_attempt(out, TOKENED, *attempt);
            put_token(out, token);
            out.put_moment(*window_ends);
            out.put_moment(*deadline);
        }
        RequestEvent::AttemptClosed { attempt, why, ask_again } => {
            put_of_attempt(out, ATTEMPT_CLOSED, *attempt);
            put_closing(out, *why, *ask_again);
        }
        RequestEvent::Verifying { attempt, failed_return, verify_by } => {
            put_of_attempt(out, VERIFYING, *attempt);
            out.put_flag(*failed_return);
            out.put_moment(*verify_by);
        }
        RequestEvent::Verified { attempt, receipt } => {
            put_of_attempt(out, VERIFIED, *attempt);
            put_receipt(out, receipt);
        }
        RequestEvent::Reversed { order, reference } => {
            out.put_u8(REVERSED);
            put_order(out, *order);
            put_reference(out, reference);
        }
        _ => unreachable!("called for these events alone"),
    }
}

fn put_of_attempt(out: &mut impl Sink, name: u8, attempt: AttemptNo) {
    out.put_u8(name);
    out.put_u32(attempt.0);
}

/// Reads what [`plain_event`] made, to its last byte.
///
/// # Errors
/// The first byte that cannot be.
pub fn event_of(text: &[u8]) -> Result<RequestEvent, RecordError> {
    let mut reader = Reader::new(text);
    let event = read_event(&mut reader, RecordKind::Request.version())?;
    reader.end()?;
    Ok(event)
}

pub(super) fn read_event(reader: &mut Reader<'_>, version: u8) -> Read<RequestEvent> {
    let (what, at) = ("event", reader.at());
    match reader.u8(what)? {
        ENTERED => {
            let national_id = read_national_id(reader)?;
            let serial = read_serial(reader)?;
            let data_key = request::read_data_key(reader)?;
            Ok(RequestEvent::Entered { national_id, serial, data_key })
        }
        DRAFTED => Ok(RequestEvent::Drafted { draft: read_draft(reader)? }),
        INTENDED => read_intended(reader, version),
        REFUSED => {
            let hold = read_hold(reader)?;
            Ok(RequestEvent::Refused { hold, why: read_refusal(reader)? })
        }
        TAKEN => {
            let (hold, seat) = (read_hold(reader)?, seat::read_seat(reader)?);
            Ok(RequestEvent::Taken { hold, seat, deadline: reader.moment("deadline")? })
        }
        ENDING => {
            let hold = read_hold(reader)?;
            Ok(RequestEvent::Ending { hold, why: read_end(reader)? })
        }
        ENDED => {
            let hold = read_hold(reader)?;
            Ok(RequestEvent::Ended { hold, why: read_end(reader)? })
        }
        BOOKED => {
            let (hold, code) = (read_hold(reader)?, read_code(reader)?);
            Ok(RequestEvent::Booked { hold, code, cool_until: reader.moment("cool until")? })
        }
        GIVEN_BACK => Ok(RequestEvent::GivenBack { cool_until: reader.moment("cool until")? }),
        SEAT_BACK => Ok(RequestEvent::SeatBack { hold: read_hold(reader)? }),
        EDITED => Ok(RequestEvent::Edited { details: Box::new(read_details(reader, version)?) }),
        MOBILE_CHANGED => Ok(RequestEvent::MobileChanged { mobile: read_mobile(reader)? }),
        ADVANCED if version > 2 => Ok(RequestEvent::Advanced { step: read_step(reader)? }),
        EXCUSED if version > 2 => Ok(RequestEvent::Excused),
        DELIVERY_CHANGED if version > 2 => {
            Ok(RequestEvent::DeliveryChanged { office: read_office(reader)? })
        }
        UNDONE if version > 3 => Ok(RequestEvent::Undone { step: read_step(reader)? }),
        WAIT_BEGAN if version > 3 => {
            let (area, scope) = read_wish(reader)?;
            Ok(RequestEvent::WaitBegan { area, scope })
        }
        WAIT_ENDED if version > 3 => Ok(RequestEvent::WaitEnded),
        OFFER_ACCEPTED if version > 3 => {
            Ok(RequestEvent::OfferAccepted { hold: read_hold(reader)? })
        }
        OPENED if version > 5 => Ok(RequestEvent::Opened { service: codes::read_service(reader)? }),
        MISTAKE_FOUND if version > 5 => Ok(RequestEvent::MistakeFound),
        SCAN_KEPT if version > 4 => Ok(RequestEvent::ScanKept { scan: read_scan(reader)? }),
        REVERSED if version > 6 => {
            let (order, reference) = (read_order(reader)?, read_reference(reader)?);
            Ok(RequestEvent::Reversed { order, reference })
        }
        IMPORTED if version > 4 => read_imported(reader, version),
        name @ (ATTEMPT_OPENED..=VERIFIED) => read_of_payment(reader, name, version),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

fn read_intended(reader: &mut Reader<'_>, version: u8) -> Read<RequestEvent> {
    let hold = read_hold(reader)?;
    let choice = read_choice(reader)?;
    let purpose = codes::read_purpose(reader)?;
    let pay = read_pay(reader)?;
    let decide_by = reader.moment("decide by")?;
    let deadline = reader.moment("deadline")?;
    let cap = reader.moment("cap")?;
    let stated = reader.flag("whether details follow")?;
    let details = stated.then(|| read_details(reader, version).map(Box::new)).transpose()?;
    Ok(RequestEvent::Intended { hold, choice, purpose, pay, decide_by, deadline, cap, details })
}

fn read_of_payment(reader: &mut Reader<'_>, name: u8, version: u8) -> Read<RequestEvent> {
    let attempt = AttemptNo(reader.u32("attempt")?);
    match name {
        ATTEMPT_OPENED => {
            let (hold, bank) = (read_hold(reader)?, BankId(reader.u8("bank")?));
            let (order, amount) = (read_order(reader)?, read_rial(reader, "amount")?);
            Ok(RequestEvent::AttemptOpened { attempt, hold, bank, order, amount })
        }
        TOKENED => {
            let token = read_token(reader)?;
            let window_ends = reader.moment("end of the window")?;
            let deadline = reader.moment("deadline")?;
            Ok(RequestEvent::Tokened { attempt, token, window_ends, deadline })
        }
        ATTEMPT_CLOSED => {
            let (why, ask_again) = read_closing(reader, version)?;
            Ok(RequestEvent::AttemptClosed { attempt, why, ask_again })
        }
        VERIFYING => {
            let failed_return = reader.flag("failed return")?;
            let verify_by = reader.moment("verify by")?;
            Ok(RequestEvent::Verifying { attempt, failed_return, verify_by })
        }
        VERIFIED => Ok(RequestEvent::Verified { attempt, receipt: read_receipt(reader)? }),
        _ => unreachable!("called for these events alone"),
    }
}

pub(super) fn read_hold(reader: &mut Reader<'_>) -> Read<HoldNo> {
    reader.u32("hold").map(HoldNo)
}

pub(super) fn read_code(reader: &mut Reader<'_>) -> Read<TrackingCode> {
    let (what, at) = ("tracking code", reader.at());
    TrackingCode::new(reader.u32(what)?).ok_or(RecordError::Refused { what, at })
}

#[cfg(test)]
mod tests {
    use super::super::arbitrary;
    use super::*;
    use nobat_domain::limits::DRAFT_BYTES_MAX;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_event_comes_back_from_its_text(event in arbitrary::events()) {
            let text = plain_event(&event);
            prop_assert_eq!(event_of(&text).expect("our own text"), event);
        }

        #[test]
        fn a_text_that_was_cut_is_refused(event in arbitrary::events(), cut in 1_usize..400) {
            let text = plain_event(&event);
            let kept = text.len().saturating_sub(cut);
            prop_assert!(event_of(&text[..kept]).is_err());
        }
    }

    #[test]
    fn what_the_law_would_refuse_is_damage() {
        let cases: [(&[u8], &str); 6] = [
            (b"\x012580200607012345\x01\0\0\0\0\0", "national ID"),
            (b"\x012580200606\xd9\xa1\xd9\xa2\xd9\xa3\x01\0\0\0\0\0", "serial of a booklet"),
            (b"\x012580200606012345\0\0\0\0\0\0", "number of a data key"),
            (b"\x118145128136", "mobile number"),
            (b"\x0d\x05\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0", "tracking code"),
            (b"\x05\x05\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0", "seat"),
        ];
        for (text, expected) in cases {
            match event_of(text) {
                Err(RecordError::Refused { what, .. }) => assert_eq!(what, expected),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_draft_is_bounded_in_both_directions() {
        let full = RequestEvent::Drafted { draft: vec![7; DRAFT_BYTES_MAX] };
        let mut text = plain_event(&full).to_vec();
        assert_eq!(event_of(&text).expect("the bound itself"), full);
        text.push(7);
        let length = u16::try_from(DRAFT_BYTES_MAX + 1).expect("two bytes");
        text[1..3].copy_from_slice(&length.to_le_bytes());
        assert!(matches!(event_of(&text), Err(RecordError::TooLong { what: "draft", .. })));
    }
}
