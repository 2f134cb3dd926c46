//! The bytes of every version, for ever. Written by hand from the tables at the head of each file;
//! a byte here changes never, and a new version gets lines of its own beside these.

use super::event::read_event;
use super::golden_kinds::{state_v5, without_v6};
use super::samples::{self, CHOICE, KEY, REQUEST, SHIFT, moment};
use super::state::state_of_version;
use super::wire::Reader;
use super::*;
use crate::keyring::{KeyNo, SealedFor, seal_into};
use nobat_domain::ids::{AttemptNo, BankId, HoldNo, OfficeId, OrderNo, SeatNo, Sequence};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::PURSE_MAX;
use nobat_domain::payment::{AttemptState, Closed, Page, Receipt};
use nobat_domain::request::{EndReason, Issued, Pay, Remains, RequestEvent, RequestState, Step};
use nobat_domain::shift::{DayImage, DayState, Purpose, Refusal};
use std::collections::BTreeSet;

const SEAT: &str = "01 01 4000 04030201 50510000 13120100 72657175 6573742d 6f662d73 69787465
    24232221 010000009001 020000009001 030000009001 040000009001 01 02 02 01";
const DAY: &str = "02 02 4000 04030201 feffffff 31000000 41010000 050000009001 060000009001 02
    00000000000000 000000000000000000000000 000000000000000000000000";
/// The same day, closed.
const DAY_V1: &str = "02 01 4000 04030201 feffffff 31000000 41010000 050000009001 060000009001 01
    00000000000000 000000000000000000000000 000000000000000000000000";
const OFFICE: &str = "04 01 6800 080000009001 53525100 02 29 05 01 3335353531323334
    0500 3030373133 0f00 d8afd981d8aad8b120dbb7dbb1dbb3
    2700 d8aedb8cd8a7d8a8d8a7d98620d8a2d8b2d8a7d8afdb8cd88c20d9bed984d8a7daa920dbb1dbb2
    0a00 d8aad8a8d8b1db8cd8b2 00";
const SETTING: &str = "05 01 1800 080000009001 06 746172696666 0300 010203 0000";
const ERASED: &str = "06 01 1000 080000009001 0d0c0b0a0000";
/// Version 3, and then with nothing in it that may be absent.
const ERASURE: &str = "06 03 7800 080000009001 0d0c0b0a0000 72657175 6573742d 6f662d73 69787465
    06000000 05000000 02010100 0a09080706050000 04030201 01 15cd5b07 01 0807060504030201
    01 C 08000000 03000000 01 M 00";
const BARE_ERASURE: &str = "06 03 4000 080000009001 0d0c0b0a0000 72657175 6573742d 6f662d73
    69787465 06000000 05000000 02010100 0a09080706050000 04030201 00 00 00 00 00000000";
const ERASURE_V2: &str = "06 02 7800 080000009001 0d0c0b0a0000 72657175 6573742d 6f662d73 69787465
    06000000 05000000 0a09080706050000 04030201 15cd5b07 01 0807060504030201
    01 C 08000000 03000000 01 M 000000000000";
const BARE_ERASURE_V2: &str = "06 02 4000 080000009001 0d0c0b0a0000 72657175 6573742d 6f662d73
    69787465 06000000 05000000 0a09080706050000 04030201 00000000 00 00 00 0000000000";
const REMAINS: &str = "0a 02 0d0c0b0a0000 0807060504030201 06000000 05000000 02010100";
const REMAINS_V1: &str = "0a 01 0d0c0b0a0000 0807060504030201 06000000 05000000";
const TIME: &str = "07 01 1000 080000009001 000000000000";
const COUNTERS: &str = "09 01 0000 04030201 0a09080706050000";

/// The clear part of a sealed event, and of a row.
const REQUEST_HEAD: &str =
    "03 07 4800 72657175 6573742d 6f662d73 69787465 0d0c0b0a0000 080000009001";
const ROW_HEAD: &str = "08 07 01 0d0c0b0a0000 0807060504030201";

/// The sealed texts stand here as they are before sealing: `D` is [`DETAILS`], `H` is
/// [`DETAILS_AT_HOME`], `M` is [`MONEY`], `A` the fields that all attempts share behind their
/// number, `C` the choice.
const DETAILS: &str = "5905 03 13 8205 0b 0f 01 04 0b 39313435313238313336 08 d985d8b1db8cd985";
/// The same with the address of a home, which version 4 has: a bit among the answers, and the end.
const DETAILS_AT_HOME: &str = "5905 03 13 8205 0b 0f 01 04 1a 39313435313238313336 08
    d985d8b1db8cd985 35353134373336383637
    1a00 d8aedb8cd8a7d8a8d8a7d98620d8a2d8b2d8a7d8afdb8c203132";
const MONEY: &str = "02 0807060504030201 60e316000000 070000009001 06 303030323831 02 3137";
const ATTEMPT: &str = "05000000 02 0807060504030201 60e316000000 0a0000009001";
const CHOSEN: &str = "04030201 50510000";

pub(super) const STATE: &str =
    "32353830323030363036 303132333435 0d0c0b0a0000 090000009001 0200 7b7d 01 D
    06000000 05000000
    01 06000000 C 03 02 0b0000009001 0c0000009001 0d0000009001
    01 05000000 C 09000000 01 01 02 60e316000000 0e0000009001 0f0000009001 02 100000009001
    05 01000000 A 01
       02000000 A 02 0300 544b31 110000009001
       03000000 A 03 0300 544b31 120000009001 01
       04000000 A 04 0300 544b31 06 303030323831
       05000000 A 05 01 0300 544b31 170000009001 02 01 180000009001
    01 M
    01 M
    01 03000000 C 08000000 130000009001 01 M
    01 15cd5b07
    01 02000000 C 07000000 140000009001
    01
    01 04000000 C 01 02 150000009001 160000009001
    01 39313435313238313336 01 63626100 01 02
    01 05 53525100 190000009001
    01 1a0000009001 29 02 02 01 1b0000009001
    01 02 04030201
    03 02010100
    01 01 15cd5b07 01000000 C 06000000 1a0000009001 01 M 1b0000009001
    01
    01 M 1f0000009001 03 525631";

/// What version 5 has behind all that version 4 had.
const SINCE_V5: &str = "
    01 02 04030201";

/// What version 4 has behind all that version 3 had.
const SINCE_V4: &str = "
    01 1a0000009001 29 02 02 01 1b0000009001";

/// What version 3 has behind all that version 2 had.
const SINCE_V3: &str = "
    01 39313435313238313336 01 63626100 01 02
    01 05 53525100 190000009001";

pub(super) fn state_v4() -> &'static str {
    state_v5().strip_suffix(SINCE_V5).expect("version 5 has only added")
}

pub(super) fn state_v3() -> &'static str {
    state_v4().strip_suffix(SINCE_V4).expect("version 4 has only added")
}

/// The text of [`samples::full_state`] as version 2 wrote it, as far as it could.
fn state_v2() -> &'static str {
    state_v3().strip_suffix(SINCE_V3).expect("version 3 has only added")
}

/// What version 1 had in place of the last attempt, and behind it.
const LAST_ATTEMPT_V1: &str = "05000000 A 05 01 0300 544b31 04
    01 M
";

/// The text of [`samples::full_state`] as version 1 wrote it, as far as it could.
fn state_v1() -> String {
    let (before, _) = state_v2().split_once("05000000 A 05").expect("the last attempt");
    let (_, after) = state_v2().rsplit_once("01 M\n    01 03000000").expect("the booking");
    format!("{before}{LAST_ATTEMPT_V1} 01 03000000{after}")
}

/// Every event, some more than once, with its text.
fn events() -> Vec<(RequestEvent, &'static str)> {
    let mut all = events_of_stating();
    all.extend(events_of_holding());
    all.extend(events_of_paying());
    all.extend(events_after_booking());
    all.extend(events_of_undoing());
    all.extend(super::golden_earlier::events());
    all.extend(super::golden_kinds::events());
    all.extend(super::golden_long::events_of_scans());
    all.push(super::golden_kinds::reversal());
    all.extend(super::golden_imported::events());
    all
}

fn events_after_booking() -> Vec<(RequestEvent, &'static str)> {
    let advanced = |step| RequestEvent::Advanced { step };
    let office = OfficeId(0x0051_5253);
    vec![
        (advanced(Step::Missed), "12 01"),
        (advanced(Step::Begun { office }), "12 02 53525100"),
        (advanced(Step::Finished), "12 03"),
        (advanced(Step::InProduction), "12 04"),
        (advanced(Step::Ready { place: office }), "12 05 53525100"),
        (advanced(Step::Delivered), "12 06"),
        (RequestEvent::Excused, "13"),
        (RequestEvent::DeliveryChanged { office }, "14 53525100"),
    ]
}

fn events_of_undoing() -> Vec<(RequestEvent, &'static str)> {
    let undone = |step| RequestEvent::Undone { step };
    let begun = Step::Begun { office: OfficeId(0x0051_5253) };
    vec![(undone(Step::Missed), "3c 01"), (undone(begun), "3c 02 53525100")]
}

fn events_of_stating() -> Vec<(RequestEvent, &'static str)> {
    let (national_id, serial) = (samples::national_id(), samples::serial());
    let details = || Box::new(samples::details());
    let intended = |purpose, pay, details| RequestEvent::Intended {
        hold: HoldNo(6),
        choice: CHOICE,
        purpose,
        pay,
        decide_by: moment(11),
        deadline: moment(12),
        cap: moment(13),
        details,
    };
    let bank = Pay::Bank { bank: BankId(2), fee: samples::rials(1_500_000) };
    vec![
        (
            RequestEvent::Entered { national_id, serial, data_key: KEY },
            "01 32353830323030363036 303132333435 0d0c0b0a0000",
        ),
        (RequestEvent::Drafted { draft: b"{}".to_vec() }, "02 0200 7b7d"),
        (
            intended(Purpose::Pay, bank, Some(details())),
            "03 06000000 C 01 01 02 60e316000000
             0b0000009001 0c0000009001 0d0000009001 01 D",
        ),
        (
            intended(Purpose::Retake, Pay::Credit, None),
            "03 06000000 C 03 02 0b0000009001 0c0000009001 0d0000009001 00",
        ),
        (
            intended(Purpose::Move, Pay::Nothing, None),
            "03 06000000 C 02 03 0b0000009001 0c0000009001 0d0000009001 00",
        ),
        (RequestEvent::Edited { details: details() }, "10 D"),
        (RequestEvent::Edited { details: Box::new(samples::details_at_home()) }, "10 H"),
        (RequestEvent::MobileChanged { mobile: samples::mobile() }, "11 39313435313238313336"),
    ]
}

fn events_of_holding() -> Vec<(RequestEvent, &'static str)> {
    let hold = HoldNo(5);
    let later = Refusal::NotOpenYet { opens_at: moment(21) };
    let full = EndReason::Refused(Refusal::Full);
    vec![
        (RequestEvent::Refused { hold, why: later }, "04 05000000 02 150000009001"),
        (
            RequestEvent::Taken { hold, seat: SeatNo(9), deadline: moment(14) },
            "05 05000000 09000000 0e0000009001",
        ),
        (RequestEvent::Ending { hold, why: EndReason::RanOut }, "0b 05000000 02"),
        (RequestEvent::Ended { hold, why: full }, "0c 05000000 01 05"),
        (
            RequestEvent::Booked { hold, code: samples::code(), cool_until: moment(20) },
            "0d 05000000 15cd5b07 140000009001",
        ),
        (RequestEvent::GivenBack { cool_until: moment(20) }, "0e 140000009001"),
        (RequestEvent::SeatBack { hold }, "0f 05000000"),
    ]
}

fn events_of_paying() -> Vec<(RequestEvent, &'static str)> {
    let (attempt, hold, order) = (AttemptNo(7), HoldNo(5), OrderNo(0x0102_0304_0506_0708));
    let amount = samples::rials(1_500_000);
    let receipt = Receipt {
        reference: samples::reference("000281"),
        trace: samples::reference("17"),
        amount,
        order,
    };
    let (window_ends, deadline) = (moment(17), moment(18));
    vec![
        (
            RequestEvent::AttemptOpened { attempt, hold, bank: BankId(2), order, amount },
            "06 07000000 05000000 02 0807060504030201 60e316000000",
        ),
        (
            RequestEvent::Tokened { attempt, token: samples::token("TK1"), window_ends, deadline },
            "07 07000000 0300 544b31 110000009001 120000009001",
        ),
        (
            RequestEvent::AttemptClosed { attempt, why: Closed::LeftToBank, ask_again: None },
            "08 07000000 05 00",
        ),
        (
            RequestEvent::AttemptClosed {
                attempt,
                why: Closed::Failed,
                ask_again: Some(moment(19)),
            },
            "08 07000000 02 01 130000009001",
        ),
        (
            RequestEvent::Verifying { attempt, failed_return: true, verify_by: moment(16) },
            "09 07000000 01 100000009001",
        ),
        (
            RequestEvent::Verified { attempt, receipt },
            "0a 07000000 0807060504030201 60e316000000 06 303030323831 02 3137",
        ),
    ]
}

/// Digits alone: no letter of it stands for anything else.
pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}

pub(super) fn unhex(text: &str) -> Vec<u8> {
    let text = text.replace('D', DETAILS).replace('H', DETAILS_AT_HOME);
    let text = text.replace('M', MONEY).replace('A', ATTEMPT);
    hex(&text.replace('C', CHOSEN))
}

#[test]
fn seats_and_days_keep_their_bytes() {
    let seat = samples::held();
    assert_eq!(seat_bytes(SHIFT, &seat)[..], unhex(SEAT));
    assert_eq!(decode(&unhex(SEAT)).expect("golden"), Record::Seat { shift: SHIFT, image: seat });
    let day = samples::day();
    assert_eq!(day_bytes(SHIFT, &day)[..], unhex(DAY));
    assert_eq!(decode(&unhex(DAY)).expect("golden"), Record::Day { shift: SHIFT, image: day });
}

#[test]
fn a_day_of_version_1_is_read() {
    let image = DayImage { state: DayState::Closed, ..samples::day() };
    assert_eq!(decode(&unhex(DAY_V1)).expect("golden"), Record::Day { shift: SHIFT, image });
    let mut bytes = unhex(DAY_V1);
    bytes[32] = 2;
    let read = decode(&bytes);
    assert!(matches!(read, Err(RecordError::Unlisted { at: 32, .. })), "{read:?}");
}

#[test]
fn an_event_of_version_1_is_read_from_under_its_own_seal() {
    let (number, key) = samples::data_key();
    let closed = |why| RequestEvent::AttemptClosed { attempt: AttemptNo(7), why, ask_again: None };
    for (text, expected) in [
        ("08 07000000 05 000000000000", Some(closed(Closed::LeftToBank))),
        ("08 07000000 02 000000000000", Some(closed(Closed::Failed))),
        ("0f 05000000 00000000000000", Some(RequestEvent::SeatBack { hold: HoldNo(5) })),
        // A word that version 1 did not have.
        ("08 07000000 06 000000000000", None),
    ] {
        let kind = u16::from_le_bytes([RecordKind::Request.number(), 1]);
        let place = SealedFor { request: REQUEST, kind, key: KeyNo(number.0) };
        let mut record = unhex("03 01 4800");
        record.extend(REQUEST.0);
        record.extend(&number.0.to_le_bytes()[..6]);
        record.extend(unhex("080000009001"));
        seal_into(&key, &place, &unhex(text), &mut record).expect("chance is there");
        let opened = open_event(&key, &record);
        assert_eq!(opened.ok().map(|(_, event)| event), expected, "{text}");
        // The version is under the seal.
        record[1] = 2;
        assert!(matches!(open_event(&key, &record), Err(RecordError::Seal(_))), "{text}");
    }
}

#[test]
fn a_request_of_version_1_is_read() {
    let mut state = samples::full_state();
    let closed = state.attempts.last_mut().expect("five");
    // Its window was not kept, so it is over; and nobody was asked once more.
    let page = Page { token: samples::token("TK1"), window_ends: closed.opened_at };
    closed.state =
        AttemptState::Closed { page: Some(page), why: Closed::Returned, ask_again: None };
    state.to_reverse.clear();
    without_v3(&mut state);
    assert_eq!(state_of_version(&unhex(&state_v1()), 1).expect("golden"), state);
    // What it kept beyond the bound of a purse is to be reversed.
    let more = PURSE_MAX + 2;
    let many = format!("{more:02x}{}", " M".repeat(more));
    let text = state_v1().replacen("01 M\n", &many, 1);
    let read = state_of_version(&unhex(&text), 1).expect("golden");
    assert_eq!((read.purse.len(), read.to_reverse.len()), (PURSE_MAX, 2));
}

pub(super) fn without_v3(state: &mut RequestState) {
    (state.mobile, state.delivery, state.reached) = (None, None, None);
    (state.excused, state.unpaid) = (false, 0);
    without_v4(state);
}

pub(super) fn without_v4(state: &mut RequestState) {
    (state.waiting, state.offers, state.offered_at) = (None, 0, None);
    state.scan = None;
    without_v6(state);
}

#[test]
fn a_request_of_version_2_is_read() {
    let mut state = samples::full_state();
    without_v3(&mut state);
    assert_eq!(state_of_version(&unhex(state_v2()), 2).expect("golden"), state);
}

#[test]
fn what_came_with_version_3_is_damage_before_it() {
    for (_, text) in events_after_booking() {
        let read = read_event(&mut Reader::new(&unhex(text)), 2);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
}

#[test]
fn what_came_with_version_4_is_damage_before_it() {
    for (_, text) in events_of_undoing() {
        let read = read_event(&mut Reader::new(&unhex(text)), 3);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
}

#[test]
fn the_address_of_a_home_is_damage_before_version_4() {
    let text = unhex("10 H");
    let home = RequestEvent::Edited { details: Box::new(samples::details_at_home()) };
    assert_eq!(read_event(&mut Reader::new(&text), 4).expect("golden"), home);
    for version in 1..4 {
        let read = read_event(&mut Reader::new(&text), version);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 11, .. })), "{read:?}");
        let plain = RequestEvent::Edited { details: Box::new(samples::details()) };
        assert_eq!(read_event(&mut Reader::new(&unhex("10 D")), version).expect("golden"), plain);
    }
}

#[test]
fn every_event_keeps_its_bytes() {
    for (event, golden) in events() {
        assert_eq!(*plain_event(&event), unhex(golden), "{event:?}");
        assert_eq!(event_of(&unhex(golden)).expect("golden"), event);
    }
}

#[test]
fn no_event_is_without_golden_bytes() {
    let golden: BTreeSet<u8> = events().iter().map(|(_, text)| unhex(text)[0]).collect();
    let known = |name: &u8| !matches!(event_of(&[*name]), Err(RecordError::Unlisted { .. }));
    assert_eq!(golden, (0..=u8::MAX).filter(known).collect());
}

#[test]
fn a_whole_request_keeps_its_bytes() {
    let state = samples::full_state();
    assert_eq!(*plain_state(&state), unhex(STATE));
    assert_eq!(state_of(&unhex(STATE)).expect("golden"), state);
}

#[test]
fn clear_parts_of_sealed_records_keep_their_bytes() {
    let (_, key) = samples::data_key();
    let head = RequestHead { key: REQUEST, data_key: KEY, at: moment(8) };
    let mut record = Vec::new();
    seal_event(&key, &head, &RequestEvent::SeatBack { hold: HoldNo(5) }, &mut record)
        .expect("chance is there");
    assert_eq!(record[..32], unhex(REQUEST_HEAD));
    assert_eq!(record.len(), 72);

    let mut row = Vec::new();
    let last = Sequence(0x0102_0304_0506_0708);
    seal_row(&key, REQUEST, last, &samples::full_state(), &mut row).expect("chance is there");
    assert_eq!(row[..17], unhex(ROW_HEAD));
    assert_eq!(row.len(), 17 + 12 + unhex(STATE).len() + 16);
}

#[test]
fn public_records_keep_their_bytes() {
    let at = moment(8);
    let mut out = Vec::new();
    write_office(at, &samples::office(), &mut out).expect("short texts");
    assert_eq!(out, unhex(OFFICE));
    let office = samples::office();
    assert_eq!(decode(&unhex(OFFICE)).expect("golden"), Record::Office { at, office });

    out.clear();
    write_setting(at, "tariff", &[1, 2, 3], &mut out).expect("short");
    assert_eq!(out, unhex(SETTING));
    let setting = Record::Setting { at, name: "tariff", value: &[1, 2, 3] };
    assert_eq!(decode(&unhex(SETTING)).expect("golden"), setting);

    assert_eq!(time_bytes(at)[..], unhex(TIME));
    assert_eq!(decode(&unhex(TIME)).expect("golden"), Record::Time { at });

    let counters = Counters { orders: 0x0506_0708_090a, codes: 0x0102_0304 };
    assert_eq!(counters_bytes(counters)[..], unhex(COUNTERS));
    assert_eq!(counters_of(&unhex(COUNTERS)).expect("golden"), counters);
}

#[test]
fn erasures_keep_their_bytes_in_every_version() {
    let first = Erasure { at: moment(8), data_key: KEY, left: None };
    assert_eq!(decode(&unhex(ERASED)).expect("golden"), Record::Erased(first));

    let mut erasure = samples::erasure();
    let mut out = Vec::new();
    write_erased(&erasure, &mut out);
    let golden = unhex(&ERASURE.replace('C', CHOSEN).replace('M', MONEY));
    assert_eq!(out, golden);
    assert_eq!(decode(&golden).expect("golden"), Record::Erased(erasure.clone()));

    let before_cards = |erasure: &Erasure| {
        let mut erasure = erasure.clone();
        erasure.left.as_mut().expect("version 2").remains.issued = Issued::default();
        Record::Erased(erasure)
    };
    let golden = unhex(&ERASURE_V2.replace('C', CHOSEN).replace('M', MONEY));
    assert_eq!(decode(&golden).expect("golden"), before_cards(&erasure));

    let left = erasure.left.as_mut().expect("version 2");
    left.codes.clear();
    left.seats.clear();
    left.money.clear();
    left.orders.clear();
    assert_eq!(decode(&unhex(BARE_ERASURE_V2)).expect("golden"), before_cards(&erasure));
    out.clear();
    write_erased(&erasure, &mut out);
    assert_eq!(out, unhex(BARE_ERASURE));
    assert_eq!(decode(&out).expect("golden"), Record::Erased(erasure));

    let (last, remains) = (Sequence(0x0102_0304_0506_0708), samples::erasure().left);
    let remains = remains.expect("version 2").remains;
    assert_eq!(remains_bytes(KEY, last, remains)[..], unhex(REMAINS));
    let head = RowHead { data_key: KEY, last, in_flight: false, erased: Some(remains) };
    assert_eq!(row_head(&unhex(REMAINS)).expect("golden"), head);
    let before_cards = Remains { issued: Issued::default(), ..remains };
    let head = RowHead { erased: Some(before_cards), ..head };
    assert_eq!(row_head(&unhex(REMAINS_V1)).expect("golden"), head);
}
