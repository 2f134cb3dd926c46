//! Random lives and deaths of a journal on a disk that tears. What was said to be durable is
//! there; of the rest, a clean prefix is there.

use nobat_domain::ids::Sequence;
use proptest::prelude::*;

use super::medium::{MemoryMedium, Reach, Then};
use super::test_kit::{assert_whole, counting_fatal, frame, open_with, records, small_config};
use super::{Condition, JournalConfig, Opened, Reader, Work};

/// One life: what is done, and how it ends.
#[derive(Clone, Debug)]
struct Life {
    /// Records in each frame, and the bytes of a record.
    frames: Vec<(u32, usize)>,
    /// A wait for everything so far, after every so many frames.
    wait_every: usize,
    /// The write that fails, counted from the start of this life, and how.
    fault: Option<(u64, Reach, Then)>,
    /// How much of what is durable gets flushed into the tables, in percent.
    flushed_percent: u64,
}

fn reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        Just(Reach::Lost),
        Just(Reach::Whole),
        Just(Reach::Torn),
        (0..16_384_usize).prop_map(Reach::Cut),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    let frame = (1..=4_u32, (3..=30_usize).prop_map(|eights| eights * 8));
    let then = prop_oneof![Just(Then::PowerOff), Just(Then::PowerOff), Just(Then::Error)];
    let fault = proptest::option::weighted(0.8, (0..60_u64, reach(), then));
    let parts = (prop::collection::vec(frame, 0..120), 1..12_usize, fault, 0..=100_u64);
    parts.prop_map(|(frames, wait_every, fault, flushed_percent)| Life {
        frames,
        wait_every,
        fault,
        flushed_percent,
    })
}

/// The records of the journal as the world was promised them, and as they were asked for.
#[derive(Default)]
struct Model {
    records: Vec<Vec<u8>>,
    durable: u64,
    flushed: u64,
    ids: u64,
}

impl Model {
    fn live(&mut self, medium: &MemoryMedium, config: &JournalConfig, life: &Life) {
        if let Some((writes, reach, then)) = life.fault {
            medium.fail_after(writes, reach, then);
        }
        // A start that meets the fault is a crash like any other.
        let Ok(mut opened) = open_with(config, medium, self.flushed) else {
            medium.restart();
            return;
        };
        self.check_recovered(medium, &mut opened);
        let durable = opened.journal.durable();
        for (at, (records, record_bytes)) in life.frames.iter().enumerate() {
            if !opened.lanes[0].has_room(Work::Finishing) {
                break;
            }
            self.ids += 1;
            let frame = frame(self.ids, *records, *record_bytes);
            self.records.extend(frame.chunks(*record_bytes).map(<[u8]>::to_vec));
            let last = opened.lanes[0].publish(&frame, *records);
            assert_eq!(last.0 as usize, self.records.len());
            if at % life.wait_every == 0 && !reaches(medium, &opened, last) {
                break;
            }
            let flushed = durable.sequence().0 * life.flushed_percent / 100;
            self.flushed = self.flushed.max(flushed);
            opened.journal.released(Sequence(self.flushed));
        }
        medium.power_off();
        drop(opened);
        // Read after the death: what was published last counts as promised.
        self.durable = durable.sequence().0;
        medium.restart();
    }

    fn check_recovered(&mut self, medium: &MemoryMedium, opened: &mut Opened) {
        let end = opened.journal.recovered_end().0;
        assert!(end >= self.durable, "ACK-1: {end} of {} durable records", self.durable);
        assert!(end as usize <= self.records.len(), "nothing that was never asked for");
        self.records.truncate(end as usize);
        let tail = drain_powered(medium, &mut opened.tail);
        let all = drain_powered(medium, &mut opened.journal.read_from(Sequence(1)));
        for (sequence, record) in tail.iter().chain(&all) {
            assert_eq!(record, &self.records[*sequence as usize - 1], "record {sequence}");
        }
        if medium.has_power() {
            assert_eq!(tail.len() as u64, end - self.flushed);
            assert_whole(&all, 1);
            assert_eq!(all.len() as u64, end, "the archive has what left the ring");
        }
    }
}

/// Reads all; the plug may be pulled by the steward's write meanwhile, and nothing else.
fn drain_powered(medium: &MemoryMedium, reader: &mut Reader) -> Vec<(u64, Vec<u8>)> {
    let mut all = Vec::new();
    loop {
        match reader.next_batch() {
            Ok(Some(batch)) => all.extend(records(&batch)),
            Ok(None) => return all,
            Err(error) => {
                assert!(!medium.has_power(), "a sound journal: {error}");
                return all;
            }
        }
    }
}

/// Waits until all is durable; `false` if this life ends before. A disk without power does not
/// end a writer that waits for a segment, so the power is watched too.
fn reaches(medium: &MemoryMedium, opened: &Opened, last: Sequence) -> bool {
    let durable = opened.journal.durable();
    while durable.sequence() < last {
        if durable.condition() == Condition::Failed || !medium.has_power() {
            return false;
        }
        if durable.condition() == Condition::Stalled {
            // Ends the steward's pause after a planned error.
            opened.journal.released(Sequence(0));
        }
        std::thread::yield_now();
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_was_durable_is_there_after_any_crash(
        seed in any::<u64>(),
        lives in prop::collection::vec(life(), 1..7),
    ) {
        let medium = MemoryMedium::new(seed);
        let mut config = small_config();
        let _calls = counting_fatal(&mut config);
        config.segments_max = 80;
        let mut model = Model::default();
        for life in &lives {
            model.live(&medium, &config, life);
        }
        let mut opened = open_with(&config, &medium, model.flushed).expect("no fault is planned");
        model.check_recovered(&medium, &mut opened);
    }
}
