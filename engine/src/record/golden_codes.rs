//! The bytes of every word of a closed list, for ever.

use super::samples::moment;
use super::wire::{Read, Reader};
use super::*;
use super::{choices, codes};
use nobat_domain::office::OfficeKind;
use nobat_domain::payment::Closed;
use nobat_domain::person::{Gender, Religion};
use nobat_domain::request::EndReason;
use nobat_domain::shift::{Purpose, Refusal, SeatChange};
use nobat_domain::staff::{AccountState, Deed, PasswordState};

/// The words of a closed list in the order of their bytes, from 1 on, and no word beyond.
fn check<T: PartialEq + std::fmt::Debug + Copy>(
    words: &[T],
    put: impl Fn(&mut Vec<u8>, T),
    read: impl Fn(&mut Reader<'_>) -> Read<T>,
) {
    for (byte, word) in (1_u8..).zip(words) {
        let mut bytes = Vec::new();
        put(&mut bytes, *word);
        assert_eq!(bytes[0], byte, "{word:?}");
        let mut reader = Reader::new(&bytes);
        assert_eq!(read(&mut reader).expect("a word of the list"), *word);
        assert!(reader.end().is_ok());
    }
    let beyond = u8::try_from(words.len() + 1).expect("short lists");
    for byte in [0, beyond, u8::MAX] {
        let read = read(&mut Reader::new(&[byte, 0, 0, 0, 0, 0, 0, 0]));
        assert!(matches!(read, Err(RecordError::Unlisted { .. })), "{byte}: {read:?}");
    }
}

/// Their bytes are not without gaps.
fn deeds_keep_their_bytes() {
    let bytes: Vec<u8> = (1..=19).chain([23, 24, 33, 41, 80]).collect();
    assert_eq!(bytes.len(), Deed::ALL.len());
    for (byte, deed) in bytes.iter().zip(Deed::ALL) {
        let mut written = Vec::new();
        codes::put_deed(&mut written, deed);
        assert_eq!(written, [*byte], "{deed:?}");
        assert_eq!(codes::read_deed(&mut Reader::new(&[*byte])).expect("a deed"), deed);
    }
    for byte in (0..=u8::MAX).filter(|byte| !bytes.contains(byte)) {
        let read = codes::read_deed(&mut Reader::new(&[byte]));
        assert!(matches!(read, Err(RecordError::Unlisted { .. })), "{byte}: {read:?}");
    }
}

#[test]
fn every_word_of_a_closed_list_keeps_its_byte() {
    use SeatChange::{Booked, Expired, Extended, GivenBack, Held, Released, Secured};
    let purposes = [Purpose::Pay, Purpose::Move, Purpose::Retake, Purpose::Offer, Purpose::Cooling];
    check(&purposes, codes::put_purpose, codes::read_purpose);
    let changes = [Held, Extended, Secured, Booked, Released, Expired, GivenBack];
    check(&changes, codes::put_change, codes::read_change);
    use Closed::{Failed, LeftToBank, NotShown, Returned, RunOut, Unanswered};
    let closings = [NotShown, Failed, RunOut, Returned, LeftToBank, Unanswered];
    check(&closings, codes::put_closed, codes::read_closed);
    check(&[Gender::Female, Gender::Male], codes::put_gender, codes::read_gender);
    let religions = [
        Religion::Islam,
        Religion::Christianity,
        Religion::Judaism,
        Religion::Zoroastrianism,
        Religion::Other,
    ];
    check(&religions, codes::put_religion, codes::read_religion);
    let accounts = [AccountState::Active, AccountState::Closed];
    check(&accounts, codes::put_account_state, codes::read_account_state);
    let passwords = [PasswordState::OneTime, PasswordState::Own];
    check(&passwords, codes::put_password_state, codes::read_password_state);
    deeds_keep_their_bytes();
    let offices = [OfficeKind::RegistryOffice, OfficeKind::Counter];
    check(&offices, codes::put_office_kind, codes::read_office_kind);
    let refusals = [
        Refusal::NoSuchDay,
        Refusal::NotOpenYet { opens_at: moment(1) },
        Refusal::Closed,
        Refusal::Past,
        Refusal::Full,
        Refusal::TooLate,
        Refusal::HoldEnded,
        Refusal::OverLimit,
    ];
    check(&refusals, choices::put_refusal, choices::read_refusal);
    let refused = EndReason::Refused(Refusal::Full);
    let ends =
        [refused, EndReason::RanOut, EndReason::NotPaid, EndReason::Replaced, EndReason::GivenBack];
    check(&ends, choices::put_end, choices::read_end);
}
