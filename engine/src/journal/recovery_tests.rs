//! Starts after crashes and damage: what is mended, and what is refused with its place.

use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::format::{BLOCK, SEGMENT_HEADER_BYTES};
use super::medium::{Medium, MemoryMedium, Shelf};
use super::recovery::recover;
use super::test_kit::{
    PATIENCE, SEGMENT_BYTES, Witness, assert_whole, drain, open, publish_batches, refusal,
    small_config,
};
use super::{Journal, JournalError};

const FIRST_SEGMENT: &str = "segment-0001.journal";
/// Where the n-th block of batches of a segment starts.
const fn block(n: u64) -> u64 {
    SEGMENT_HEADER_BYTES + n * BLOCK as u64
}

/// A journal with one opening batch and then so many batches of one record.
fn written(batches: u64) -> MemoryMedium {
    let medium = MemoryMedium::new(1);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    publish_batches(&mut opened, batches);
    drop(opened);
    medium
}

fn flip(medium: &MemoryMedium, name: &str, byte: u64, bit: u32) {
    let flipped = medium.tamper(Shelf::Ring, name, |bytes| bytes[byte as usize] ^= 1 << bit);
    assert!(flipped, "{name} is there");
}

#[test]
fn a_last_batch_torn_at_any_byte_is_a_clean_end() {
    let whole = written(4);
    let torn = whole.image();
    let last = block(4) as usize;
    let mut content = Vec::new();
    torn.tamper(Shelf::Ring, FIRST_SEGMENT, |bytes| {
        content = bytes[last..last + BLOCK].to_vec();
        bytes[last..last + BLOCK].fill(0xee);
    });
    let sealed = content.iter().rposition(|byte| *byte != 0).expect("a batch is not empty") + 1;
    for cut in 0..=BLOCK {
        let medium: Arc<dyn Medium> = Arc::new(torn.clone());
        let found = recover(&medium, &small_config(), Sequence(0)).expect("a torn end is no fault");
        let end = found.end.expect("a segment was begun").tip;
        // The 0xee behind the cut is not what padding looks like, so only the whole is whole.
        let expected = if cut == BLOCK { 5 } else { 4 };
        assert_eq!(end.next.0, expected, "cut at byte {cut}, records end at {sealed}");
        if cut < BLOCK {
            torn.tamper(Shelf::Ring, FIRST_SEGMENT, |bytes| bytes[last + cut] = content[cut]);
        }
    }
}

#[test]
fn after_a_torn_end_the_journal_goes_on_where_it_was_whole() {
    let medium = written(3);
    flip(&medium, FIRST_SEGMENT, block(3) + 100, 3);
    let mut opened = open(&medium, 0).expect("only the end was torn");
    assert_eq!(opened.journal.recovered_end(), Sequence(2));
    assert_whole(&drain(&mut opened.tail), 1);
    assert_eq!(publish_batches(&mut opened, 2), Sequence(4));
    drop(opened);
    let mut again = open(&medium, 0).expect("mended");
    let records = drain(&mut again.tail);
    assert_eq!(records.len(), 4);
    assert_whole(&records, 1);
}

#[test]
fn a_flipped_bit_in_the_middle_refuses_and_names_its_place() {
    let whole = written(4);
    for at in 0..4 {
        for byte in [0, 9, 33, 45, 62, 64, 100, 4_095] {
            let medium = whole.image();
            flip(&medium, FIRST_SEGMENT, block(at) + byte, 5);
            let error = refusal(&medium, 0);
            let JournalError::Damaged { file, offset, .. } = &error else {
                panic!("batch {at}, byte {byte}: {error}");
            };
            assert!(file.ends_with(FIRST_SEGMENT));
            assert_eq!(*offset, block(at), "byte {byte}");
            assert!(error.to_string().contains("backup"), "a way out is named: {error}");
        }
    }
}

#[test]
fn a_write_that_was_done_twice_proves_no_later_one() {
    // The last write is the mark of a start, or a batch with a record.
    for batches in [0, 4] {
        for torn in [false, true] {
            let medium = written(batches);
            let (last, behind) = (block(batches) as usize, block(batches + 1) as usize);
            medium.tamper(Shelf::Ring, FIRST_SEGMENT, |bytes| {
                bytes.copy_within(last..last + BLOCK, behind);
                bytes[last + 100] ^= u8::from(torn);
            });
            let opened = open(&medium, 0).expect("nothing durable is missing");
            let kept = batches.saturating_sub(u64::from(torn));
            assert_eq!(opened.journal.recovered_end(), Sequence(kept));
        }
    }
}

#[test]
fn a_damaged_mark_of_a_start_is_no_end_where_a_batch_stands_behind_it() {
    let medium = written(1);
    flip(&medium, FIRST_SEGMENT, block(0) + 40, 1);
    assert!(matches!(refusal(&medium, 0), JournalError::Damaged { .. }));
}

#[test]
fn a_fault_in_the_last_batch_refuses_where_the_tables_know_better() {
    let medium = written(3);
    flip(&medium, FIRST_SEGMENT, block(3) + 70, 0);
    let error = refusal(&medium.image(), 3);
    assert!(matches!(error, JournalError::Damaged { offset, .. } if offset == block(3)), "{error}");
    open(&medium, 2).expect("the tables know nothing of the torn one");
}

#[test]
fn tables_beyond_the_end_refuse_the_start() {
    let error = refusal(&written(3), 4);
    assert!(matches!(error, JournalError::Damaged { .. }), "{error}");
    let error = refusal(&MemoryMedium::new(1), 4);
    let JournalError::PositionBeyondEnd { known, end, .. } = error else { panic!("{error}") };
    assert_eq!((known, end), (Sequence(4), Sequence(0)));
}

#[test]
fn the_last_intact_batch_is_written_again_before_anything_leaves() {
    let medium = written(2);
    let witness = Witness::of(&medium);
    let opened = Journal::open(&small_config(), Arc::new(witness.clone()), Sequence(0));
    drop(opened.expect("sound"));
    let writes = witness.writes.lock().expect("no test panics with it");
    let (name, offset, bytes) = &writes[0];
    assert_eq!((name.as_str(), *offset, *bytes), (FIRST_SEGMENT, block(2), BLOCK));
    let (name, offset, bytes) = &writes[1];
    assert_eq!((name.as_str(), *offset), (FIRST_SEGMENT, block(3)));
    assert_eq!(*bytes as u64, SEGMENT_BYTES - block(3), "what may be torn is cleared");
    let (name, offset, bytes) = &writes[2];
    assert_eq!((name.as_str(), *offset, *bytes), (FIRST_SEGMENT, block(3), BLOCK), "the new start");
}

/// A process that was killed may have left names that only look durable.
#[test]
fn names_are_durable_before_a_start_writes_anything_that_rests_on_them() {
    let witness = Witness::of(&written(2));
    let opened = Journal::open(&small_config(), Arc::new(witness.clone()), Sequence(0));
    drop(opened.expect("sound"));
    let settled = witness.settled.lock().expect("no test panics with it");
    assert_eq!(*settled, [(Shelf::Ring, 0), (Shelf::Archive, 0)]);
}

#[test]
fn each_start_has_an_epoch_of_its_own_that_is_durable_first() {
    let medium = MemoryMedium::new(1);
    for epoch in 1..=20 {
        let opened = open(&medium, 0).expect("sound");
        assert_eq!(opened.journal.epoch(), epoch);
        medium.power_off();
        drop(opened);
        medium.restart();
    }
}

#[test]
fn a_second_process_is_locked_out() {
    let medium = MemoryMedium::new(1);
    let opened = open(&medium, 0).expect("a fresh journal");
    assert!(matches!(refusal(&medium, 0), JournalError::Locked { .. }));
    drop(opened);
    open(&medium, 0).expect("the first has left");
}

#[test]
fn a_newer_format_is_refused_by_name() {
    let seal = |bytes: &mut [u8], crc_at: usize| {
        bytes[8] = 2;
        let crc = crc32fast::hash(&bytes[..crc_at]);
        bytes[crc_at..crc_at + 4].copy_from_slice(&crc.to_le_bytes());
    };
    let whole = written(2);
    for (start, crc_at) in [(0, BLOCK - 4), (block(2) as usize, 60)] {
        let medium = whole.image();
        medium.tamper(Shelf::Ring, FIRST_SEGMENT, |bytes| seal(&mut bytes[start..], crc_at));
        let error = refusal(&medium, 0);
        let JournalError::NewerVersion { file, version: 2, ours: 1 } = &error else {
            panic!("{error}");
        };
        assert!(file.ends_with(FIRST_SEGMENT));
    }
}

#[test]
fn another_journals_segment_is_refused() {
    let medium = written(2);
    let other = MemoryMedium::new(1);
    let mut config = small_config();
    config.cluster_if_new = [8; 16];
    drop(super::test_kit::open_with(&config, &other, 0).expect("a fresh journal"));
    let mut stranger = Vec::new();
    other.tamper(Shelf::Ring, "segment-0002.journal", |bytes| stranger = bytes.clone());
    medium.tamper(Shelf::Ring, "segment-0002.journal", |bytes| *bytes = stranger);
    assert!(matches!(refusal(&medium, 0), JournalError::Foreign { .. }));
}

/// Four segments with batches, none released.
fn four_segments() -> MemoryMedium {
    let medium = MemoryMedium::new(3);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    publish_batches(&mut opened, 15 * 3 + 5);
    let settled = opened.journal.ring().wait_until(PATIENCE, |ring| {
        ring.free.len() == 2 && ring.full.iter().all(|full| full.archived)
    });
    assert!(settled);
    opened.journal.close();
    medium
}

#[test]
fn a_missing_segment_in_the_middle_is_named() {
    let medium = four_segments();
    let mut opened = open(&medium.image(), 0).expect("whole");
    assert_eq!(drain(&mut opened.tail).len(), 50);
    medium.remove(Shelf::Ring, "segment-0002.journal").expect("there");
    let error = refusal(&medium, 0);
    assert!(matches!(error, JournalError::MissingSegment { lap: 2, .. }), "{error}");
}

#[test]
fn a_missing_first_segment_is_read_from_its_copy_and_missed_without_one() {
    let medium = four_segments();
    medium.remove(Shelf::Ring, FIRST_SEGMENT).expect("there");
    let mut opened = open(&medium.image(), 0).expect("its copy is in the archive");
    let records = drain(&mut opened.tail);
    assert_eq!(records.len(), 50);
    assert_whole(&records, 1);
    for name in medium.list(Shelf::Archive).expect("readable") {
        medium.remove(Shelf::Archive, &name).expect("there");
    }
    let error = refusal(&medium.image(), 0);
    assert!(matches!(error, JournalError::MissingSegment { lap: 1, .. }), "{error}");
    open(&medium, 20).expect("the tables have what the lost segment held");
}

#[test]
fn a_copied_segment_file_is_refused() {
    let medium = four_segments();
    let mut twin = Vec::new();
    medium.tamper(Shelf::Ring, "segment-0003.journal", |bytes| twin = bytes.clone());
    medium.tamper(Shelf::Ring, "segment-0006.journal", |bytes| *bytes = twin);
    assert!(matches!(refusal(&medium, 0), JournalError::TwiceTheSameLap { lap: 3, .. }));
}

#[test]
fn a_torn_segment_header_is_a_clean_end_but_a_rotten_one_is_not() {
    let medium = four_segments();
    let unused = "segment-0006.journal";
    flip(&medium, unused, 40, 1);
    // Whoever looks at what the crash has left says the same as the start.
    let seen = super::survey(Arc::new(medium.clone())).expect("nobody has it open");
    assert_eq!((seen.faults, seen.last), (Vec::new(), Sequence(50)));
    let opened = open(&medium.image(), 0).expect("nothing had begun there");
    assert_eq!(opened.journal.recovered_end(), Sequence(50));
    drop(opened);
    flip(&medium, "segment-0004.journal", 40, 1);
    let error = refusal(&medium, 0);
    let JournalError::Damaged { file, offset: 0, .. } = &error else { panic!("{error}") };
    assert!(file.ends_with("segment-0004.journal"));
    let seen = super::survey(Arc::new(medium)).expect("damage is data");
    assert!(seen.faults.iter().any(|fault| fault.file.ends_with("segment-0004.journal")));
}

#[test]
fn a_crash_while_a_segment_is_made_leaves_nothing_behind() {
    let medium = written(2);
    let draft = "segment-0009.journal.part";
    let file = medium.create(Shelf::Ring, draft).expect("made");
    file.write_at(0, &[1; 100]).expect("written");
    let opened = open(&medium, 0).expect("drafts are nothing");
    drop(opened);
    assert!(!medium.list(Shelf::Ring).expect("readable").iter().any(|name| name == draft));
}

#[test]
fn the_newest_segment_is_missed_and_one_that_cannot_have_been_begun_is_not() {
    let medium = four_segments();
    let free_is_gone = medium.image();
    medium.remove(Shelf::Ring, "segment-0004.journal").expect("there");
    let error = refusal(&medium, 0);
    let JournalError::MissingSegment { lap: 4, from, .. } = &error else { panic!("{error}") };
    assert!(Sequence(44) < *from && *from <= Sequence(50), "{error}");
    // The last segment in sight has room left, so that nothing can have followed in another.
    free_is_gone.remove(Shelf::Ring, "segment-0006.journal").expect("there");
    let mut opened = open(&free_is_gone, 0).expect("nothing had begun there");
    assert_eq!(drain(&mut opened.tail).len(), 50);
    // It is counted anew: to the end of this segment, and the next start has all that it needs.
    let last = publish_batches(&mut opened, 9);
    drop(opened);
    let opened = open(&free_is_gone, 0).expect("no file is missed that was passed over before");
    assert_eq!(opened.journal.recovered_end(), last);
}

#[test]
fn a_segment_that_is_cut_anywhere_is_refused_and_named() {
    let medium = four_segments();
    for name in [FIRST_SEGMENT, "segment-0004.journal", "segment-0006.journal"] {
        for bytes in [0, 17, BLOCK - 1, BLOCK, BLOCK + 1, SEGMENT_BYTES as usize - 1] {
            let cut = medium.image();
            assert!(cut.tamper(Shelf::Ring, name, |content| content.truncate(bytes)));
            let error = refusal(&cut, 0);
            let JournalError::Damaged { file, offset, .. } = &error else { panic!("{error}") };
            assert_eq!((file.ends_with(name), *offset), (true, bytes as u64), "{error}");
        }
    }
}
