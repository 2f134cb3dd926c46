//! An event of a request: a clear part that says whose it is, and the event, sealed.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version, length |
//! | 4 | 16 | request |
//! | 20 | 6 | data key |
//! | 26 | 6 | at |
//! | 32 | 12 | nonce |
//! | 44 | n | the event, sealed, with zeros to the next whole length |
//! | 44 + n | 16 | tag |
//!
//! The seal is bound to request, data key, kind and version. The time beside it is not: it is
//! guarded by the checksum of the batch, like the seats.
//!
//! A record takes 60 bytes and its event, rounded up to 8. Bytes of the events of one paid
//! booking, with a draft of 100 bytes, a mother's name of five letters, a token of 32 characters,
//! and a reference and a trace of 12:
//!
//! | event | text | record |
//! |---|---|---|
//! | entered | 23 | 88 |
//! | drafted | 103 | 168 |
//! | intended, with details | 74 | 136 |
//! | taken | 15 | 80 |
//! | attempt opened | 24 | 88 |
//! | tokened | 51 | 112 |
//! | verifying | 12 | 72 |
//! | verified | 45 | 112 |
//! | booked | 15 | 80 |
//!
//! Together 936; with the seat's four records of 64 (held, extended, secured, booked) a paid
//! booking costs 1,192 bytes of journal. The other events: refused 72, attempt closed 72 (80 where
//! the bank is asked once more), ending 72, ended 72, given back 72, seat back 72, edited 96,
//! mobile changed 72, advanced 72, excused 64,
//! place of delivery changed 72, wait began 64, wait ended 64, offer accepted 72, scan kept 72. The
//! address of a home adds 12 and itself, the long form what it states.

use super::error::RecordError;
use super::event::{plain_event, read_event};
use super::frame::{self, ALIGN};
use super::kind::RecordKind;
use super::wire::{Read, Reader, Sink};
use crate::journal::RECORD_BYTES_MAX;
use crate::keyring::{self, DataKey, KeyNo, SEAL_OVERHEAD_BYTES, SealedFor};
use nobat_domain::ids::{DataKeyNo, RequestKey};
use nobat_domain::limits::DRAFT_BYTES_MAX;
use nobat_domain::request::RequestEvent;
use nobat_domain::timestamp::Timestamp;

/// Bytes before the nonce.
const CLEAR_BYTES: usize = 32;
/// The text of the longest event: a draft, with its name and its length.
const TEXT_BYTES_MAX: usize = DRAFT_BYTES_MAX + 3;
/// The longest record of a request's event.
pub const REQUEST_RECORD_BYTES_MAX: usize =
    (CLEAR_BYTES + SEAL_OVERHEAD_BYTES + TEXT_BYTES_MAX).next_multiple_of(ALIGN);

const _: () = assert!(REQUEST_RECORD_BYTES_MAX <= RECORD_BYTES_MAX);

/// What everybody may read of an event: no more than whose it is and when it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestHead {
    pub key: RequestKey,
    pub data_key: DataKeyNo,
    pub at: Timestamp,
}

/// An event as it stands in the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SealedEvent<'a> {
    pub head: RequestHead,
    version: u8,
    sealed: &'a [u8],
}

impl RequestHead {
    fn place(&self, version: u8) -> SealedFor {
        let kind = frame::sealed_kind(RecordKind::Request, version);
        SealedFor { request: self.key, kind, key: KeyNo(self.data_key.0) }
    }
}

impl<'a> SealedEvent<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Read<Self> {
        let (mut reader, version) = frame::open_version(bytes, RecordKind::Request)?;
        let key = RequestKey(reader.array("request")?);
        let data_key = read_data_key(&mut reader)?;
        let at = reader.moment("time of the event")?;
        Ok(Self { head: RequestHead { key, data_key, at }, version, sealed: reader.rest() })
    }

    /// Opens the event with the key that the head names.
    ///
    /// # Errors
    /// `Seal` if a byte was changed or the key is another one; `Mismatch` if the event names
    /// another data key; else the first byte of the text that cannot be.
    pub fn open(&self, key: &DataKey) -> Result<RequestEvent, RecordError> {
        let text = keyring::open_sealed(key, &self.head.place(self.version), self.sealed);
        let text = text.map_err(RecordError::Seal)?;
        let mut reader = Reader::new(&text);
        let event = read_event(&mut reader, self.version)?;
        reader.padding(ALIGN)?;
        if names_another_key(&event, self.head.data_key) {
            return Err(RecordError::Mismatch { what: "the data key" });
        }
        Ok(event)
    }
}

/// Appends the whole record of an event.
///
/// # Errors
/// `Seal` if the operating system gives no nonce; `out` is then unchanged.
///
/// # Panics
/// As [`plain_event`], and if the event names another data key than the head.
pub fn seal_event(
    key: &DataKey,
    head: &RequestHead,
    event: &RequestEvent,
    out: &mut Vec<u8>,
) -> Result<(), RecordError> {
    assert!(!names_another_key(event, head.data_key), "a request keeps its first data key");
    let mut text = plain_event(event);
    let bytes = (CLEAR_BYTES + SEAL_OVERHEAD_BYTES + text.len()).next_multiple_of(ALIGN);
    // The zeros are inside the seal, so that they are vouched for like everything else.
    text.resize(bytes - CLEAR_BYTES - SEAL_OVERHEAD_BYTES, 0);
    let start = out.len();
    frame::put_head(out, RecordKind::Request, bytes);
    out.put(&head.key.0);
    put_data_key(out, head.data_key);
    out.put_moment(head.at);
    assert_eq!(out.len() - start, CLEAR_BYTES);
    let place = head.place(RecordKind::Request.version());
    let sealed = keyring::seal_into(key, &place, &text, out).map_err(RecordError::Seal);
    if sealed.is_err() {
        out.truncate(start);
    }
    sealed
}

/// Reads and opens one record at once.
///
/// # Errors
/// As [`super::decode`] and [`SealedEvent::open`].
pub fn open_event(key: &DataKey, bytes: &[u8]) -> Result<(RequestHead, RequestEvent), RecordError> {
    let sealed = SealedEvent::read(bytes)?;
    Ok((sealed.head, sealed.open(key)?))
}

const fn names_another_key(event: &RequestEvent, expected: DataKeyNo) -> bool {
    match event {
        RequestEvent::Entered { data_key, .. } => data_key.0 != expected.0,
        _ => false,
    }
}

pub(super) fn put_data_key(out: &mut impl Sink, key: DataKeyNo) {
    assert!(key.0 > 0, "keys are numbered from 1");
    out.put_u48(key.0);
}

pub(super) fn read_data_key(reader: &mut Reader<'_>) -> Read<DataKeyNo> {
    let (what, at) = ("number of a data key", reader.at());
    match reader.u48(what)? {
        0 => Err(RecordError::Refused { what, at }),
        number => Ok(DataKeyNo(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, decode, samples, seat_bytes};
    use super::*;
    use crate::keyring::SealError;
    use nobat_domain::earlier::Scope;
    use nobat_domain::ids::{AttemptNo, BankId, HoldNo, OfficeId, OrderNo, SeatNo};
    use nobat_domain::payment::{Closed, Receipt};
    use nobat_domain::person::{AreaCode, PersonName};
    use nobat_domain::request::{Details, EndReason, Pay, Scan, Step};
    use nobat_domain::shift::{Purpose, Refusal};
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use samples::{CHOICE, REQUEST, moment};

    fn head(data_key: DataKeyNo) -> RequestHead {
        RequestHead { key: REQUEST, data_key, at: moment(8) }
    }

    fn sealed(key: &DataKey, number: DataKeyNo, event: &RequestEvent) -> Vec<u8> {
        let mut out = Vec::new();
        seal_event(key, &head(number), event, &mut out).expect("chance is there");
        out
    }

    #[test]
    fn an_event_comes_back_from_under_its_seal() {
        let (number, key) = samples::data_key();
        let check = |event: RequestEvent| {
            let event = match event {
                RequestEvent::Entered { national_id, serial, .. } => {
                    RequestEvent::Entered { national_id, serial, data_key: number }
                }
                other => other,
            };
            let record = sealed(&key, number, &event);
            prop_assert_eq!(record.len() % ALIGN, 0);
            prop_assert!(record.len() <= REQUEST_RECORD_BYTES_MAX);
            let opened = open_event(&key, &record).expect("our own bytes");
            prop_assert_eq!(opened, (head(number), event));
            Ok(())
        };
        TestRunner::default().run(&arbitrary::events(), check).expect("every event");
    }

    #[test]
    fn no_byte_of_a_sealed_record_can_change_unseen() {
        let (number, key) = samples::data_key();
        let event = RequestEvent::Drafted { draft: b"draft".to_vec() };
        let record = sealed(&key, number, &event);
        for bit in 0..record.len() * 8 {
            let mut flipped = record.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            match open_event(&key, &flipped) {
                Err(_) => {}
                // The time alone stands outside the seal.
                Ok((other, _)) => {
                    assert!((26..32).contains(&(bit / 8)), "bit {bit}");
                    assert_ne!(other, head(number));
                }
            }
        }
    }

    #[test]
    fn another_key_opens_nothing() {
        let (number, key) = samples::data_key();
        let (_, stranger) = samples::data_key();
        let record = sealed(&key, number, &RequestEvent::SeatBack { hold: HoldNo(1) });
        let opened = open_event(&stranger, &record);
        assert!(matches!(opened, Err(RecordError::Seal(SealError::Refused))), "{opened:?}");
    }

    #[test]
    fn everybody_reads_the_head_and_nothing_else() {
        let (number, key) = samples::data_key();
        let (national_id, serial) = (samples::national_id(), samples::serial());
        let entered = RequestEvent::Entered { national_id, serial, data_key: number };
        let record = sealed(&key, number, &entered);
        let Ok(decode::Record::Request(read)) = decode::decode(&record) else {
            panic!("a request's record")
        };
        assert_eq!(read.head, head(number));
        let shows = |secret: &str| record.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!shows(national_id.as_str()) && !shows(serial.as_str()));
        assert_eq!(read.open(&key).expect("our own bytes"), entered);
    }

    #[test]
    fn an_event_that_names_another_key_is_damage() {
        let (number, key) = samples::data_key();
        let other = DataKeyNo(number.0 + 1);
        let (national_id, serial) = (samples::national_id(), samples::serial());
        let text = plain_event(&RequestEvent::Entered { national_id, serial, data_key: other });
        let mut record = Vec::new();
        frame::put_head(&mut record, RecordKind::Request, 88);
        record.put(&REQUEST.0);
        put_data_key(&mut record, number);
        record.put_moment(moment(8));
        let mut text = text.to_vec();
        text.resize(28, 0);
        let place = head(number).place(RecordKind::Request.version());
        keyring::seal_into(&key, &place, &text, &mut record).expect("chance");
        let opened = open_event(&key, &record);
        assert!(matches!(opened, Err(RecordError::Mismatch { .. })), "{opened:?}");
    }

    /// The events of the table at the head of this file, in its order.
    fn paid_booking(data_key: DataKeyNo) -> [RequestEvent; 9] {
        let (attempt, hold, order) = (AttemptNo(1), HoldNo(1), OrderNo(1));
        let (bank, amount) = (BankId(1), samples::rials(1_500_000));
        let mother = PersonName::parse("فاطمه").expect("a name of five letters");
        let details = Details { mother, ..samples::details() };
        let twelve = || samples::reference("123456789012");
        let receipt = Receipt { reference: twelve(), trace: twelve(), amount, order };
        let (national_id, serial) = (samples::national_id(), samples::serial());
        let token = samples::token(&"t".repeat(32));
        let (decide_by, deadline, cap) = (moment(1), moment(2), moment(3));
        let (window_ends, verify_by, cool_until) = (moment(4), moment(5), moment(6));
        let (purpose, pay) = (Purpose::Pay, Pay::Bank { bank, fee: amount });
        let (choice, details) = (CHOICE, Some(Box::new(details)));
        [
            RequestEvent::Entered { national_id, serial, data_key },
            RequestEvent::Drafted { draft: vec![b' '; 100] },
            RequestEvent::Intended {
                hold,
                choice,
                purpose,
                pay,
                decide_by,
                deadline,
                cap,
                details,
            },
            RequestEvent::Taken { hold, seat: SeatNo(1), deadline },
            RequestEvent::AttemptOpened { attempt, hold, bank, order, amount },
            RequestEvent::Tokened { attempt, token, window_ends, deadline },
            RequestEvent::Verifying { attempt, failed_return: false, verify_by },
            RequestEvent::Verified { attempt, receipt },
            RequestEvent::Booked { hold, code: samples::code(), cool_until },
        ]
    }

    #[test]
    fn a_paid_booking_costs_what_is_written_above() {
        let (number, key) = samples::data_key();
        let costs = paid_booking(number).map(|event| sealed(&key, number, &event).len());
        assert_eq!(costs, [88, 168, 136, 80, 88, 112, 72, 112, 80]);
        let seats = 4 * seat_bytes(samples::SHIFT, &samples::held()).len();
        assert_eq!(costs.iter().sum::<usize>() + seats, 1_192);
        let (attempt, hold) = (AttemptNo(1), HoldNo(1));
        let mother = PersonName::parse("فاطمه").expect("a name of five letters");
        let details = Box::new(Details { mother, ..samples::details() });
        let area = AreaCode::parse("041").expect("an area code");
        let others = [
            RequestEvent::Refused { hold, why: Refusal::Full },
            RequestEvent::AttemptClosed {
                attempt,
                why: Closed::Failed,
                ask_again: Some(moment(1)),
            },
            RequestEvent::Ending { hold, why: EndReason::RanOut },
            RequestEvent::Ended { hold, why: EndReason::RanOut },
            RequestEvent::GivenBack { cool_until: moment(1) },
            RequestEvent::SeatBack { hold },
            RequestEvent::Edited { details },
            RequestEvent::MobileChanged { mobile: samples::mobile() },
            RequestEvent::Advanced { step: Step::Begun { office: OfficeId(1) } },
            RequestEvent::Undone { step: Step::Begun { office: OfficeId(1) } },
            RequestEvent::Excused,
            RequestEvent::DeliveryChanged { office: OfficeId(1) },
            RequestEvent::WaitBegan { area, scope: Scope::Area },
            RequestEvent::WaitEnded,
            RequestEvent::OfferAccepted { hold },
            RequestEvent::ScanKept { scan: Scan { no: 1, bytes: 1 } },
        ];
        let costs = others.map(|event| sealed(&key, number, &event).len());
        assert_eq!(costs, [72, 80, 72, 72, 72, 72, 96, 72, 72, 72, 64, 72, 64, 64, 72, 72]);
    }

    #[test]
    fn the_longest_event_is_a_full_draft() {
        let (number, key) = samples::data_key();
        let full = RequestEvent::Drafted { draft: vec![7; DRAFT_BYTES_MAX] };
        assert_eq!(sealed(&key, number, &full).len(), REQUEST_RECORD_BYTES_MAX);
    }
}
