//! The row of a request: a clear part for whoever has no key, and the whole request, sealed.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 2 | kind, version |
//! | 2 | 1 | 1 where something is in flight |
//! | 3 | 6 | data key |
//! | 9 | 8 | sequence of the last event in it |
//! | 17 | 12 | nonce |
//! | 29 | n | the request, sealed |
//! | 29 + n | 16 | tag |
//!
//! Where the request was erased, the row of `remains.rs` stands instead.
//!
//! A row is no record of the journal: it has no length of its own, and may be of any.

use super::error::RecordError;
use super::kind::RecordKind;
use super::state::{plain_state, state_of_version};
use super::wire::{Read, Reader, Sink};
use super::{frame, remains, request};
use crate::keyring::{self, DataKey, KeyNo, SealedFor};
use nobat_domain::ids::{DataKeyNo, RequestKey, Sequence};
use nobat_domain::request::{Remains, RequestState};

/// What everybody may read of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowHead {
    pub data_key: DataKeyNo,
    /// The last event that is in the row.
    pub last: Sequence,
    pub in_flight: bool,
    /// The request was erased, and this is what stays of it.
    pub erased: Option<Remains>,
}

impl RowHead {
    fn place(&self, request: RequestKey, version: u8) -> SealedFor {
        let kind = frame::sealed_kind(RecordKind::RequestRow, version);
        SealedFor { request, kind, key: KeyNo(self.data_key.0) }
    }
}

/// Appends the row of a request whose last event is `last`.
///
/// # Errors
/// `Seal` if the operating system gives no nonce; `out` is then unchanged.
///
/// # Panics
/// As [`plain_state`].
pub fn seal_row(
    key: &DataKey,
    request: RequestKey,
    last: Sequence,
    state: &RequestState,
    out: &mut Vec<u8>,
) -> Result<(), RecordError> {
    let (data_key, in_flight) = (state.data_key, state.in_flight());
    let head = RowHead { data_key, last, in_flight, erased: None };
    let start = out.len();
    out.put(&[RecordKind::RequestRow.number(), RecordKind::RequestRow.version()]);
    out.put_flag(head.in_flight);
    request::put_data_key(out, head.data_key);
    out.put_u64(head.last.0);
    let text = plain_state(state);
    let place = head.place(request, RecordKind::RequestRow.version());
    let sealed = keyring::seal_into(key, &place, &text, out).map_err(RecordError::Seal);
    if sealed.is_err() {
        out.truncate(start);
    }
    sealed
}

/// Reads the clear part of a row.
///
/// # Errors
/// `WrongKind`, `NewerVersion`, or the first byte that cannot be.
pub fn row_head(bytes: &[u8]) -> Result<RowHead, RecordError> {
    if bytes.first() == Some(&RecordKind::RemainsRow.number()) {
        let mut reader = Reader::new(bytes);
        let version = frame::open_kind(&mut reader, RecordKind::RemainsRow)?;
        let (data_key, last, remains) = remains::read(&mut reader, version)?;
        return Ok(RowHead { data_key, last, in_flight: false, erased: Some(remains) });
    }
    read_head(&mut Reader::new(bytes)).map(|(head, _)| head)
}

/// The clear part, and the version that the row was written in.
fn read_head(reader: &mut Reader<'_>) -> Read<(RowHead, u8)> {
    let version = frame::open_kind(reader, RecordKind::RequestRow)?;
    let in_flight = reader.flag("in flight")?;
    let data_key = request::read_data_key(reader)?;
    let last = Sequence(reader.u64("sequence of the last event")?);
    Ok((RowHead { data_key, last, in_flight, erased: None }, version))
}

/// Opens a row with the key that its head names.
///
/// # Errors
/// As [`row_head`]; `Seal` if a byte was changed or the key or the request is another one;
/// `Mismatch` if the request contradicts the clear part; else the first byte that cannot be.
pub fn open_row(
    key: &DataKey,
    request: RequestKey,
    bytes: &[u8],
) -> Result<(RowHead, RequestState), RecordError> {
    let mut reader = Reader::new(bytes);
    let (head, version) = read_head(&mut reader)?;
    let text = keyring::open_sealed(key, &head.place(request, version), reader.rest());
    let state = state_of_version(&text.map_err(RecordError::Seal)?, version)?;
    if state.data_key != head.data_key {
        return Err(RecordError::Mismatch { what: "the data key" });
    }
    if state.in_flight() != head.in_flight {
        return Err(RecordError::Mismatch { what: "whether anything is in flight" });
    }
    Ok((head, state))
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, samples};
    use super::*;
    use crate::keyring::SealError;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use samples::REQUEST;

    fn sealed(key: &DataKey, last: Sequence, state: &RequestState) -> Vec<u8> {
        let mut row = Vec::new();
        seal_row(key, REQUEST, last, state, &mut row).expect("chance is there");
        row
    }

    #[test]
    fn a_request_comes_back_from_its_row() {
        let (_, key) = samples::data_key();
        let check = |(state, last): (RequestState, u64)| {
            let row = sealed(&key, Sequence(last), &state);
            let head = row_head(&row).expect("our own bytes");
            prop_assert_eq!(head.data_key, state.data_key);
            prop_assert_eq!(head.last, Sequence(last));
            prop_assert_eq!(head.in_flight, state.in_flight());
            let opened = open_row(&key, REQUEST, &row).expect("our own bytes");
            prop_assert_eq!(opened, (head, state));
            Ok(())
        };
        let rows = (arbitrary::states(), any::<u64>());
        TestRunner::default().run(&rows, check).expect("every request");
    }

    #[test]
    fn a_row_opens_for_its_own_request_alone() {
        let (_, key) = samples::data_key();
        let row = sealed(&key, Sequence(7), &samples::full_state());
        let opened = open_row(&key, RequestKey([1; 16]), &row);
        assert!(matches!(opened, Err(RecordError::Seal(SealError::Refused))), "{opened:?}");
        assert!(open_row(&key, REQUEST, &row).is_ok());
    }

    #[test]
    fn a_row_whose_clear_part_lies_is_damage() {
        let (_, key) = samples::data_key();
        let mut row = sealed(&key, Sequence(7), &samples::full_state());
        row[2] = 0;
        let opened = open_row(&key, REQUEST, &row);
        assert!(matches!(opened, Err(RecordError::Mismatch { .. })), "{opened:?}");
        row[2] = 2;
        assert!(matches!(row_head(&row), Err(RecordError::Unlisted { what: "in flight", .. })));
        row[1] = 9;
        assert!(matches!(row_head(&row), Err(RecordError::NewerVersion { found: 9, .. })));
    }

    #[test]
    fn a_row_that_was_cut_is_refused() {
        let (_, key) = samples::data_key();
        let row = sealed(&key, Sequence(7), &samples::full_state());
        for kept in 0..row.len() {
            assert!(open_row(&key, REQUEST, &row[..kept]).is_err(), "{kept}");
        }
    }
}
