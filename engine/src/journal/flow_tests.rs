//! Daily work: lanes, batches, segments, archive, followers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use nobat_domain::ids::Sequence;

use super::medium::{DiskMedium, Medium, MemoryMedium, Reach, Shelf, Then};
use super::test_kit::{
    PATIENCE, SEGMENT_BYTES, assert_whole, counting_fatal, drain, open, open_with, publish,
    publish_batches, records, small_config, stepping_ns, told, wait_durable,
};
use super::{Condition, Follower, Journal, JournalConfig, JournalError, Work, survey};

/// Batches of one record that fill a test segment.
const BATCHES_PER_SEGMENT: u64 = 15;

#[test]
fn lanes_are_merged_by_sequence_and_no_frame_is_split() {
    const THREADS: usize = 3;
    const FRAMES: u64 = 4_000;
    let medium = MemoryMedium::new(5);
    let mut config = small_config();
    config.lanes = THREADS;
    config.segments_max = 64;
    config.segment_bytes = 1 << 20;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    let durable = opened.journal.durable();
    let start = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = opened
        .lanes
        .drain(..)
        .enumerate()
        .map(|(number, mut lane)| {
            let start = start.clone();
            thread::spawn(move || {
                start.wait();
                let mut last = Sequence(0);
                for at in 0..FRAMES {
                    let id = (number as u64) << 32 | at;
                    let next = publish(&mut lane, id, (at % 4 + 1) as u32, 64);
                    assert!(next > last);
                    last = next;
                }
                last
            })
        })
        .collect();
    let last = threads.into_iter().map(|thread| thread.join().expect("no panic")).max();
    assert!(wait_durable(&durable, last.expect("three threads")));

    let mut reader = opened.journal.read_from(Sequence(1));
    let mut seen = [0_u64; THREADS];
    let mut all = Vec::new();
    while let Some(batch) = reader.next_batch().expect("sound") {
        let records = records(&batch);
        assert_whole(&records, batch.first().0);
        all.extend(records);
    }
    assert_whole(&all, 1);
    for (_, record) in &all {
        let (at, _, id) = told(record);
        if at == 0 {
            let lane = (id >> 32) as usize;
            assert_eq!(id & 0xffff_ffff, seen[lane], "a lane keeps its order");
            seen[lane] += 1;
        }
    }
    assert_eq!(seen, [FRAMES; THREADS]);
}

#[test]
fn a_failed_write_calls_the_hook_once_and_publishes_nothing() {
    for reach in [Reach::Lost, Reach::Whole, Reach::Torn, Reach::Cut(100)] {
        let medium = MemoryMedium::new(9);
        let mut config = small_config();
        let calls = counting_fatal(&mut config);
        let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
        let ready = opened.journal.ring().wait_until(PATIENCE, |ring| ring.free.len() >= 2);
        assert!(ready, "the steward writes nothing more");
        publish_batches(&mut opened, 2);
        medium.fail_after(0, reach, Then::Error);
        let last = publish(&mut opened.lanes[0], 3, 1, 64);
        let durable = opened.journal.durable();
        assert!(!wait_durable(&durable, last));
        assert_eq!(durable.condition(), Condition::Failed);
        assert_eq!(durable.sequence(), Sequence(2));
        assert!(!opened.lanes[0].has_room(Work::Finishing), "nothing more is taken in");
        drop(opened);
        assert_eq!(calls.load(Ordering::SeqCst), 1, "never tried again");
    }
}

#[test]
fn a_segment_is_used_again_only_when_flushed_and_archived() {
    let medium = MemoryMedium::new(2);
    let mut config = small_config();
    config.segments_max = 3;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    assert!(opened.journal.ring().wait_until(PATIENCE, |ring| ring.segments == 3));

    // No archive: the disk has no byte more. Two segments get full and stay.
    medium.limit_bytes(Some(medium.used_bytes()));
    publish_batches(&mut opened, 2 * BATCHES_PER_SEGMENT + 3);
    opened.journal.released(Sequence(33));
    let ring = opened.journal.ring();
    assert!(ring.wait_until(PATIENCE, |ring| ring.full.len() == 2));
    assert_eq!(ring.free_segments(), 0, "flushed, but no copy");

    medium.limit_bytes(None);
    opened.journal.released(Sequence(0));
    let ring = opened.journal.ring();
    assert!(ring.wait_until(PATIENCE, |ring| ring.free.len() == 2), "flushed and copied");

    // Copied, but not flushed: nothing is free again.
    publish_batches(&mut opened, 2 * BATCHES_PER_SEGMENT);
    let ring = opened.journal.ring();
    let copied = |ring: &super::ring::RingState| ring.full.iter().all(|full| full.archived);
    assert!(ring.wait_until(PATIENCE, |ring| ring.full.len() == 2 && copied(ring)));
    assert_eq!(ring.free_segments(), 0, "copied, but not flushed");
    opened.journal.released(Sequence(60));
    assert!(opened.journal.ring().wait_until(PATIENCE, |ring| !ring.free.is_empty()));

    // The copies hold everything from the beginning.
    let mut reader = opened.journal.read_from(Sequence(1));
    let records = drain(&mut reader);
    assert_eq!(records.len() as u64, 4 * BATCHES_PER_SEGMENT + 3);
    assert_whole(&records, 1);
}

#[test]
fn old_laps_in_a_used_segment_are_never_taken_for_new_batches() {
    let medium = MemoryMedium::new(2);
    let mut config = small_config();
    config.segments_max = 3;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    for batches in 1..=90 {
        let last = publish_batches(&mut opened, 1);
        opened.journal.released(last);
        let image = medium.image();
        let found = open_with(&config, &image, last.0.saturating_sub(1)).expect("sound");
        assert_eq!(found.journal.recovered_end(), last, "after {batches} batches");
    }
}

#[test]
fn a_full_disk_stops_new_work_and_not_the_finishing() {
    let medium = MemoryMedium::new(4);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    assert!(opened.journal.ring().wait_until(PATIENCE, |ring| ring.segments == 3));
    medium.limit_bytes(Some(medium.used_bytes()));
    let mut finished = 0;
    while opened.lanes[0].has_room(Work::New) {
        finished = publish_batches(&mut opened, 1).0;
    }
    assert!(finished >= BATCHES_PER_SEGMENT, "two segments were ready");
    assert!(opened.lanes[0].has_room(Work::Finishing));
    publish_batches(&mut opened, BATCHES_PER_SEGMENT - 2);
    assert_eq!(opened.journal.durable().condition(), Condition::Running);

    medium.limit_bytes(None);
    opened.journal.released(Sequence(0));
    assert!(opened.journal.ring().wait_until(PATIENCE, |ring| ring.free.len() >= 2));
    assert!(opened.lanes[0].has_room(Work::New), "space is back");
}

#[test]
fn without_any_segment_the_writer_waits_and_loses_nothing() {
    let medium = MemoryMedium::new(4);
    let mut config = small_config();
    config.segments_max = 3;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    assert!(opened.journal.ring().wait_until(PATIENCE, |ring| ring.segments == 3));
    publish_batches(&mut opened, 3 * BATCHES_PER_SEGMENT - 1);
    let last = publish(&mut opened.lanes[0], 1, 1, 64);
    let durable = opened.journal.durable();
    while durable.condition() != Condition::Stalled {
        thread::yield_now();
    }
    assert!(durable.sequence() < last);
    opened.journal.released(durable.sequence());
    assert!(wait_durable(&durable, last));
    assert_eq!(durable.condition(), Condition::Running);
}

#[test]
fn a_backlog_beyond_its_bound_refuses_new_work_until_the_tables_follow() {
    let medium = MemoryMedium::new(4);
    let mut config = small_config();
    config.backlog_bytes_max = 40 << 10;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    let last = publish_batches(&mut opened, 11);
    assert!(!opened.lanes[0].has_room(Work::New));
    assert!(opened.lanes[0].has_room(Work::Finishing));
    assert_eq!(opened.journal.backlog().records, 11);
    drop(opened);
    let opened = open_with(&config, &medium, last.0).expect("sound");
    assert_eq!(opened.journal.backlog().records, 0);
    assert!(opened.lanes[0].has_room(Work::New));
}

/// Follows until `last`, and proves that nothing is missed and nothing comes twice.
fn follow_to(follower: &mut Follower, last: Sequence) -> usize {
    let mut batches = 0;
    while follower.position() <= last {
        let expected = follower.position();
        let batch = follower.next_batch(PATIENCE).expect("sound").expect("within patience");
        assert_eq!(batch.first(), expected);
        let records = records(&batch);
        assert_whole(&records, expected.0);
        assert_eq!(batch.last().0, expected.0 + records.len() as u64 - 1);
        batches += 1;
    }
    batches
}

#[test]
fn a_follower_misses_nothing_and_sees_nothing_twice_however_far_behind() {
    let medium = MemoryMedium::new(8);
    let mut config = small_config();
    config.follower_bytes_max = 640;
    config.segments_max = 4;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    let mut follower = opened.journal.follow(Sequence(0));
    let mut slow = opened.journal.follow(Sequence(0));
    for round in 0..12 {
        // In step, then beyond what the desk holds, then beyond what the ring holds.
        let last = publish_batches(&mut opened, 1 + round * 3);
        follow_to(&mut follower, last);
        opened.journal.released(last);
    }
    let last = opened.journal.durable().sequence();
    follow_to(&mut slow, last);
    let none = slow.next_batch(Duration::ZERO).expect("sound");
    assert!(none.is_none(), "nothing more");
    drop(opened);
    assert!(matches!(slow.next_batch(PATIENCE), Err(JournalError::Closed)));
}

#[test]
fn a_follower_beside_a_running_writer_keeps_up_or_reads_up() {
    let medium = MemoryMedium::new(8);
    let mut config = small_config();
    config.follower_bytes_max = 4 << 10;
    let mut opened = open_with(&config, &medium, 0).expect("a fresh journal");
    let mut follower = opened.journal.follow(Sequence(0));
    let journal = Arc::new(opened.journal);
    let flushing = journal.clone();
    let following = thread::spawn(move || {
        let mut batches = 0;
        // Never further apart than what the ring holds of batches with a single record.
        for upto in (0..=9_990).step_by(30).chain([10_000]) {
            batches += follow_to(&mut follower, Sequence(upto));
            flushing.released(Sequence(follower.position().0 - 1));
        }
        batches
    });
    for id in 0..10_000 {
        publish(&mut opened.lanes[0], id, 1, 64);
    }
    assert!(following.join().expect("no panic") > 1);
}

#[test]
fn reading_begins_in_the_middle_of_a_batch() {
    let medium = MemoryMedium::new(8);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    let last = publish(&mut opened.lanes[0], 1, 10, 64);
    assert!(wait_durable(&opened.journal.durable(), last));
    let batch = opened.journal.read_from(Sequence(4)).next_batch().expect("sound").expect("there");
    assert_eq!((batch.first(), batch.last()), (Sequence(4), Sequence(10)));
    let places: Vec<_> = batch.records().map(|record| told(record.bytes).0).collect();
    assert_eq!(places, [3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn closing_writes_what_waits_in_the_lanes() {
    let medium = MemoryMedium::new(8);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    let mut last = Sequence(0);
    for id in 0..50 {
        last = publish(&mut opened.lanes[0], id, 2, 64);
    }
    let durable = opened.journal.durable();
    opened.journal.close();
    assert_eq!(durable.condition(), Condition::Closed);
    assert_eq!(durable.sequence(), last);
    assert!(!opened.lanes[0].has_room(Work::Finishing));
}

#[test]
fn a_survey_reports_what_is_whole_and_what_is_not() {
    let medium = MemoryMedium::new(8);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    let last = publish_batches(&mut opened, 3 * BATCHES_PER_SEGMENT + 4);
    opened.journal.released(last);
    let ring = opened.journal.ring();
    assert!(ring.wait_until(PATIENCE, |ring| ring.full.is_empty() && ring.free.len() >= 2));
    assert!(
        survey(Arc::new(medium.clone())).is_err_and(|e| matches!(e, JournalError::Locked { .. }))
    );
    drop(opened);

    let whole = survey(Arc::new(medium.clone())).expect("nobody has it open");
    assert_eq!(whole.faults, []);
    assert_eq!((whole.first, whole.last), (Sequence(1), last));
    let records = drain(&mut whole.records());
    assert_eq!(records.len() as u64, last.0);
    assert_whole(&records, 1);

    let mut copies = medium.list(Shelf::Archive).expect("readable");
    copies.sort();
    assert_eq!(copies.len(), 3);
    let bad = medium.image();
    bad.tamper(Shelf::Archive, &copies[1], |bytes| bytes[8_192 + 70] ^= 1);
    let found = survey(Arc::new(bad)).expect("damage is data");
    assert!(found.faults.iter().any(|fault| fault.offset == 8_192), "{:?}", found.faults);
    assert!(found.faults.iter().any(|fault| fault.what.contains("checksum in its name")));

    let bad = medium.image();
    bad.remove(Shelf::Archive, &copies[1]).expect("there");
    let in_ring = |report: &&super::SegmentReport| report.lap == 2 && report.shelf == Shelf::Ring;
    if let Some(report) = whole.segments.iter().find(in_ring) {
        let name = report.file.rsplit('/').next().expect("a path");
        bad.remove(Shelf::Ring, name).expect("there");
    }
    let found = survey(Arc::new(bad)).expect("damage is data");
    let third = whole.segments.iter().find(|report| report.lap == 3).expect("there");
    let missing = |fault: &super::Fault| fault.what.contains("lap 2 is missing");
    assert!(found.faults.iter().any(missing), "{:?}", found.faults);
    assert_eq!((found.first, found.last), (third.first, last));
}

#[test]
fn the_same_holds_on_a_file_system() {
    let folder = tempfile::tempdir().expect("a folder");
    let medium = DiskMedium::new(folder.path().join("ring"), folder.path().join("archive"));
    let medium: Arc<dyn Medium> = Arc::new(medium.expect("folders"));
    let config = JournalConfig { segment_bytes: SEGMENT_BYTES, ..small_config() };
    let mut known = 0;
    for life in 0..3 {
        let opened = Journal::open(&config, medium.clone(), Sequence(known));
        let mut opened = opened.expect("sound");
        assert_eq!(opened.journal.epoch(), life + 1);
        assert_eq!(drain(&mut opened.tail).len() as u64, opened.journal.recovered_end().0 - known);
        let last = publish_batches(&mut opened, 2 * BATCHES_PER_SEGMENT);
        known = last.0 - 7;
        opened.journal.released(Sequence(known));
        assert!(opened.journal.ring().wait_until(PATIENCE, |ring| !ring.free.is_empty()));
        opened.journal.close();
    }
    let survey = survey(medium).expect("nobody has it open");
    assert_eq!(survey.faults, []);
    assert_eq!(drain(&mut survey.records()).len() as u64, known + 7);
}

#[test]
fn each_waiting_thread_is_woken_at_most_once_for_a_batch() {
    let medium = MemoryMedium::new(8);
    let mut opened = open(&medium, 0).expect("a fresh journal");
    let durable = opened.journal.durable();
    let woken = Arc::new(AtomicUsize::new(0));
    let count = woken.clone();
    let waiter = durable.register(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    assert!(!waiter.wake_at(Sequence(2)));
    assert!(!waiter.wake_at(Sequence(3)));
    publish_batches(&mut opened, 6);
    assert_eq!(woken.load(Ordering::SeqCst), 1);
}

#[test]
fn a_configuration_that_cannot_work_is_refused() {
    let breaks: [fn(&mut JournalConfig); 6] = [
        |config| config.lanes = 0,
        |config| config.segment_bytes += 1,
        |config| config.batch_bytes_max = 2 << 20,
        |config| config.frame_bytes_max = config.batch_bytes_max,
        |config| config.new_work_percent = 100,
        |config| config.segments_max = config.segments_ready,
    ];
    for change in breaks {
        let mut config = small_config();
        change(&mut config);
        let opened = open_with(&config, &MemoryMedium::new(1), 0);
        assert!(opened.is_err_and(|error| matches!(error, JournalError::Unfit { .. })));
    }
    JournalConfig::new(2, [1; 16], stepping_ns).check().expect("the house's own numbers");
}
