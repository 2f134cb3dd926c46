//! What a crash leaves of the model, and what a start believes.

use nobat_domain::ids::{Day, Sequence, ShiftId};
use nobat_domain::journal::{Elsewhere, Log};
use nobat_domain::shift::{DayImage, DayState, ShiftEvent};
use nobat_domain::timestamp::Timestamp;

use super::{Journal, Moved, Phase, Record, Refused, Shape, Work};
use crate::fault::Fault;
use crate::random::Random;

const SHAPE: Shape = Shape { segments: 3, sectors: 48 };

fn record(approved: u32) -> Record {
    let (day, at) = (Day(0), Timestamp(0));
    let (approved_max, opens_at, state) = (approved, at, DayState::Open);
    let image = DayImage { day, approved, approved_max, opens_at, state, at };
    Record::Seat { shift: ShiftId(0), event: ShiftEvent::Day(image) }
}

fn append(journal: &mut Journal, records: u32) -> Sequence {
    let frame = (0..records).map(record).collect();
    journal.append(journal.end(), frame).expect("it knows the end")
}

fn rest(journal: &mut Journal) {
    while !matches!(journal.step(), Moved::Rested | Moved::Stuck) {}
}

/// So many batches of one record, all durable.
fn written(batches: u32) -> Journal {
    let mut journal = Journal::empty(SHAPE);
    for _ in 0..batches {
        append(&mut journal, 1);
        rest(&mut journal);
    }
    journal
}

fn open(journal: &mut Journal, known: u64, planted: Option<Fault>) -> Result<u64, Refused> {
    let known = Sequence(known);
    let opened = journal.open(known, known, planted, &mut Random::new(1))?;
    rest(journal);
    Ok(opened.end.0)
}

#[test]
fn a_crash_keeps_what_was_synced_and_tears_between_batches_alone() {
    let phases: [fn(&Phase) -> bool; 4] = [
        |phase| matches!(phase, Phase::Gathered(_)),
        |phase| matches!(phase, Phase::Writing(_)),
        |phase| matches!(phase, Phase::Syncing(_)),
        |phase| matches!(phase, Phase::Synced(_)),
    ];
    for (place, reached) in phases.into_iter().enumerate() {
        let mut kept = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let mut journal = written(3);
            append(&mut journal, 2);
            append(&mut journal, 4);
            while !reached(journal.phase()) {
                journal.step();
            }
            append(&mut journal, 1);
            journal.crash(seed % 2 == 0, &mut Random::new(seed));
            kept.insert(open(&mut journal, 0, None).expect("a torn end is no fault"));
            assert_eq!(journal.end(), journal.durable());
        }
        let possible: &[u64] = [&[3][..], &[3, 9], &[3, 9], &[9]][place];
        assert!(kept.iter().eq(possible), "phase {place}: {kept:?}");
    }
}

#[test]
fn an_owner_that_has_not_heard_of_a_crash_or_of_another_is_refused() {
    let mut journal = Journal::empty(SHAPE);
    let known = append(&mut journal, 1);
    journal.crash(true, &mut Random::new(1));
    open(&mut journal, 0, None).expect("nothing was durable");
    let end = Sequence(0);
    let refused = journal.append(known, vec![record(2)]);
    assert_eq!(refused, Err(Elsewhere { expected: known, end }), "its record was never synced");
    let owner = journal.append(end, vec![record(3)]).expect("it has read to the end");
    let stale = journal.append(end, vec![record(4)]);
    assert_eq!(stale, Err(Elsewhere { expected: end, end: owner }));
    assert_eq!(journal.end(), owner, "nothing was written");
}

#[test]
fn damage_before_the_end_refuses_the_start_until_it_is_mended() {
    for seed in 0..50 {
        let mut journal = written(5);
        assert!(journal.rot_a_batch(Sequence(0), &mut Random::new(seed)));
        journal.crash(true, &mut Random::new(seed));
        assert!(matches!(open(&mut journal, 0, None), Err(Refused::Damaged(_))));
        assert!(journal.mend());
        assert_eq!(open(&mut journal, 0, None), Ok(5));
    }
    let mut journal = written(5);
    assert!(journal.rot_a_batch(Sequence(5), &mut Random::new(1)), "the last, which is known");
    assert_eq!(open(&mut journal, 5, None), Err(Refused::PositionBeyondEnd));
}

#[test]
fn a_batch_that_was_written_twice_is_neither_taken_nor_taken_for_damage() {
    let (mut doubled, mut taken) = (0, 0);
    for seed in 0..50 {
        let mut journal = written(5);
        if !journal.double_a_batch(&mut Random::new(seed)) {
            continue;
        }
        doubled += 1;
        assert_eq!(open(&mut journal, 0, None), Ok(5));
        // So is the mark of a start.
        journal.double_a_batch(&mut Random::new(seed));
        assert_eq!(open(&mut journal, 0, None), Ok(5));

        let mut trusting = written(5);
        trusting.double_a_batch(&mut Random::new(seed));
        taken += u32::from(open(&mut trusting, 0, Some(Fault::DoubledBatch)) == Ok(6));
    }
    assert!(doubled > 10 && taken > 5, "{doubled} doubled, {taken} taken");
}

#[test]
fn a_ring_that_nobody_frees_leaves_room_for_finishing_and_then_stands_still() {
    let mut journal = Journal::empty(SHAPE);
    let mut news = 0;
    while journal.has_room(Work::New) {
        append(&mut journal, 1);
        rest(&mut journal);
        news += 1;
    }
    let mut finished = 0;
    while journal.has_room(Work::Finishing) {
        append(&mut journal, 1);
        rest(&mut journal);
        finished += 1;
    }
    assert!(news > 10 && finished > 10, "{news} new, {finished} finishing");
    let (durable, end) = (journal.durable(), journal.end());
    assert!(durable < end, "the rest waits");
    assert_eq!(journal.step(), Moved::Stuck);
    while journal.durable() < end {
        journal.release(journal.durable());
        rest(&mut journal);
    }
    assert_eq!(journal.durable(), end, "nothing was lost");
    assert!(journal.laps_again > 0);
}
