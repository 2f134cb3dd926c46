//! A new journal that goes on behind records which stand elsewhere: what a restore begins with.

use nobat_domain::ids::Sequence;

use super::error::JournalError;
use super::format::{Seal, SegmentHeader};
use super::medium::{Medium, Shelf};
use super::segment::{SegmentFile, ring_name, ring_number};

const FIRST_NUMBER: u32 = 1;
const FIRST_LAP: u64 = 1;

/// Makes a journal without records on an empty shelf, whose first record will be the one after
/// `after`. It can be read from there on alone, and says so. Durable when it returns.
///
/// # Errors
/// `Unfit` where a ring stands already, or for a segment that is no whole blocks; `Io`.
pub fn found(
    medium: &dyn Medium,
    cluster: [u8; 16],
    segment_bytes: u64,
    after: Sequence,
) -> Result<(), JournalError> {
    let place = medium.describe(Shelf::Ring, &ring_name(FIRST_NUMBER));
    let io = |attempted| {
        let place = place.clone();
        move |error| JournalError::io(attempted, place, error)
    };
    let names = medium.list(Shelf::Ring).map_err(io("look beside"))?;
    if names.iter().any(|name| ring_number(name).is_some()) {
        let folder = medium.describe(Shelf::Ring, "");
        return Err(JournalError::Unfit { what: format!("{folder} holds a journal already") });
    }
    let file = SegmentFile::prepare(medium, (FIRST_NUMBER, 1), cluster, segment_bytes);
    let file = file.map_err(io("prepare"))?;
    let header = SegmentHeader {
        cluster,
        lap: FIRST_LAP,
        epoch: 0,
        first: after.next(),
        before: Seal::FIRST,
        segment_bytes,
    };
    file.write_header(&header).map_err(io("begin"))
}

#[cfg(test)]
mod tests {
    use super::super::medium::MemoryMedium;
    use super::super::test_kit::{SEGMENT_BYTES, drain, open, publish_batches, refusal};
    use super::*;

    #[test]
    fn a_founded_journal_goes_on_behind_its_beginning() {
        let medium = MemoryMedium::new(1);
        found(&medium, [7; 16], SEGMENT_BYTES, Sequence(41)).expect("an empty shelf");
        let mut opened = open(&medium, 41).expect("it is whole");
        assert_eq!(opened.journal.recovered_end(), Sequence(41));
        assert_eq!(publish_batches(&mut opened, 3), Sequence(44));
        drop(opened);
        let mut again = open(&medium, 41).expect("it goes on");
        let records = drain(&mut again.tail);
        assert_eq!(records.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [42, 43, 44]);
    }

    #[test]
    fn it_never_stands_in_for_records_that_it_has_not() {
        let medium = MemoryMedium::new(1);
        found(&medium, [7; 16], SEGMENT_BYTES, Sequence(41)).expect("an empty shelf");
        let why = refusal(&medium, 40);
        assert!(matches!(why, JournalError::MissingSegment { .. }), "{why}");
        let why = refusal(&medium, 42);
        assert!(matches!(why, JournalError::Damaged { .. }), "{why}");
        let twice = found(&medium, [7; 16], SEGMENT_BYTES, Sequence(41));
        assert!(matches!(twice, Err(JournalError::Unfit { .. })));
    }
}
