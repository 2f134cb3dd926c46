//! The way from one deciding thread to the writer: a ring of bytes with one producer.
//!
//! Bytes, not slots: memory is bounded whatever the size of a frame, and nothing is allocated.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nobat_domain::ids::Sequence;
use rtrb::{Consumer, Producer, RingBuffer};

use super::bell::Bell;
use super::config::JournalConfig;
use super::envelope;
use super::ring::Levels;

/// First sequence u64, records u32, bytes u32: stands before each frame in a lane.
pub(super) const FRAME_HEAD_BYTES: usize = 16;

/// What a decision is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// Something that could as well be refused.
    New,
    /// The rest of something that was begun: it may use what is kept back from new work.
    Finishing,
}

/// The producing end, owned by one deciding thread.
///
/// A frame is one decision: one or more records that a batch never splits.
pub struct Lane {
    frames: Producer<u8>,
    // Head and frame side by side, so that both become visible at once.
    staging: Vec<u8>,
    frame_bytes_max: usize,
    new_work_bytes: usize,
    shared: Arc<LaneShared>,
}

/// What all lanes share.
pub(super) struct LaneShared {
    next: AtomicU64,
    closed: AtomicBool,
    bell: Bell,
    levels: Arc<Levels>,
}

/// The consuming end, owned by the writer.
pub(super) struct LaneExit {
    frames: Consumer<u8>,
}

/// The frame at the head of a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FrameHead {
    pub(super) first: Sequence,
    pub(super) records: u32,
    pub(super) bytes: u32,
}

impl Lane {
    /// Whether the largest decision finds room; ask before deciding, once for each frame.
    ///
    /// Cost: a few loads. `false` means "busy"; nothing was reserved then.
    #[must_use]
    pub fn has_room(&self, work: Work) -> bool {
        if self.shared.closed.load(Ordering::Relaxed) {
            return false;
        }
        let frame = self.frame_bytes_max + FRAME_HEAD_BYTES;
        match work {
            Work::Finishing => self.has_free(frame),
            Work::New => {
                let kept_back = self.frames.buffer().capacity() - self.new_work_bytes;
                self.has_free(frame + kept_back) && self.shared.levels.takes_new_work()
            }
        }
    }

    /// Asks the writer's side, whose cache line is contended, only when memory does not suffice.
    fn has_free(&self, bytes: usize) -> bool {
        let bytes = self.staging.len() + bytes;
        self.frames.cached_slots() >= bytes || self.frames.slots() >= bytes
    }

    /// Takes the frame's sequences and hands it to the writer. Returns that of its last record.
    ///
    /// Cannot fail after [`Lane::has_room`] on the same thread; without it, a full lane is a
    /// broken rule and panics before a sequence is taken.
    ///
    /// # Panics
    /// If nobody asked for room, or the frame is not exactly so many records.
    pub fn publish(&mut self, frame: &[u8], records: u32) -> Sequence {
        let last = self.stage(frame, records);
        self.set_off();
        last
    }

    /// Takes the frame's sequences; the frame waits here until [`Lane::set_off`], which must follow
    /// soon: later sequences of other lanes cannot be written before it.
    ///
    /// # Panics
    /// As [`Lane::publish`].
    pub fn stage(&mut self, frame: &[u8], records: u32) -> Sequence {
        assert!(records > 0 && frame.len() <= self.frame_bytes_max, "a frame within its bounds");
        debug_assert!(envelope::holds(frame, records), "a frame is whole records");
        assert!(self.has_free(frame.len() + FRAME_HEAD_BYTES), "room was asked for");
        let bytes = u32::try_from(frame.len()).expect("a frame is within its bounds");
        // From here on nothing can fail: a sequence that was taken always arrives.
        let first = self.shared.next.fetch_add(u64::from(records), Ordering::Relaxed);
        self.staging.extend_from_slice(&first.to_le_bytes());
        self.staging.extend_from_slice(&records.to_le_bytes());
        self.staging.extend_from_slice(&bytes.to_le_bytes());
        self.staging.extend_from_slice(frame);
        Sequence(first + u64::from(records) - 1)
    }

    /// Hands everything that was staged to the writer, with one look at whether it sleeps.
    ///
    /// # Panics
    /// Never: room for each frame was measured when it was staged.
    pub fn set_off(&mut self) {
        if self.staging.is_empty() {
            return;
        }
        let pushed = self.frames.push_entire_slice(&self.staging);
        pushed.expect("the room was measured, and only this thread fills it");
        self.staging.clear();
        self.shared.bell.ring();
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        // A sequence that was taken always arrives.
        self.set_off();
    }
}

impl LaneShared {
    pub(super) fn new(next: Sequence, levels: Arc<Levels>) -> Self {
        Self {
            next: AtomicU64::new(next.0),
            closed: AtomicBool::new(false),
            bell: Bell::default(),
            levels,
        }
    }

    /// No frame is taken in any more; those that are in the lanes are still written.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.bell.ring();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    pub(super) fn bell(&self) -> &Bell {
        &self.bell
    }
}

/// Makes the two ends of each lane.
pub(super) fn lanes(
    config: &JournalConfig,
    shared: &Arc<LaneShared>,
) -> (Vec<Lane>, Vec<LaneExit>) {
    let pair = |_| {
        let (producer, consumer) = RingBuffer::new(config.lane_bytes);
        let lane = Lane {
            frames: producer,
            staging: Vec::with_capacity(config.frame_bytes_max + FRAME_HEAD_BYTES),
            frame_bytes_max: config.frame_bytes_max,
            new_work_bytes: config.new_work_bytes(),
            shared: shared.clone(),
        };
        (lane, LaneExit { frames: consumer })
    };
    (0..config.lanes).map(pair).unzip()
}

impl LaneExit {
    /// The oldest frame, if there is one.
    pub(super) fn head(&mut self) -> Option<FrameHead> {
        let chunk = self.frames.read_chunk(FRAME_HEAD_BYTES).ok()?;
        let mut head = [0_u8; FRAME_HEAD_BYTES];
        let (left, right) = chunk.as_slices();
        head[..left.len()].copy_from_slice(left);
        head[left.len()..].copy_from_slice(right);
        let four = |at: usize| [head[at], head[at + 1], head[at + 2], head[at + 3]];
        Some(FrameHead {
            first: Sequence(
                u64::from(u32::from_le_bytes(four(0)))
                    | u64::from(u32::from_le_bytes(four(4))) << 32,
            ),
            records: u32::from_le_bytes(four(8)),
            bytes: u32::from_le_bytes(four(12)),
        })
    }

    /// Moves the frame with this head into `into`, which has exactly its length.
    pub(super) fn take(&mut self, head: FrameHead, into: &mut [u8]) {
        let whole = FRAME_HEAD_BYTES + head.bytes as usize;
        assert_eq!(into.len(), head.bytes as usize);
        let chunk = self.frames.read_chunk(whole).expect("head and frame arrive together");
        let (left, right) = chunk.as_slices();
        if left.len() <= FRAME_HEAD_BYTES {
            into.copy_from_slice(&right[FRAME_HEAD_BYTES - left.len()..]);
        } else {
            let left = &left[FRAME_HEAD_BYTES..];
            into[..left.len()].copy_from_slice(left);
            into[left.len()..].copy_from_slice(right);
        }
        chunk.commit_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_kit;
    use super::*;

    fn one_lane() -> (Lane, LaneExit) {
        let config = test_kit::small_config();
        let levels = Arc::new(Levels::new(&config));
        levels.set_room_for_tests(u64::MAX / 2);
        let shared = Arc::new(LaneShared::new(Sequence(1), levels));
        let (mut lanes, mut exits) = lanes(&config, &shared);
        (lanes.remove(0), exits.remove(0))
    }

    #[test]
    fn a_frame_comes_out_as_it_went_in_wherever_the_ring_wraps() {
        let (mut lane, mut exit) = one_lane();
        let mut expected = 1;
        for round in 0..2_000_u64 {
            let records = (round % 5 + 1) as u32;
            let frame = test_kit::frame(round, records, 64 + 8 * (round as usize % 9));
            assert!(lane.has_room(Work::New));
            let last = lane.publish(&frame, records);
            assert_eq!(last.0, expected + u64::from(records) - 1);
            let head = exit.head().expect("just published");
            assert_eq!((head.first.0, head.records), (expected, records));
            let mut out = vec![0; head.bytes as usize];
            exit.take(head, &mut out);
            assert_eq!(out, frame);
            assert_eq!(exit.head(), None);
            expected += u64::from(records);
        }
    }

    #[test]
    fn new_work_leaves_room_for_finishing() {
        let (mut lane, _exit) = one_lane();
        let frame = test_kit::frame(1, 1, 64);
        while lane.has_room(Work::New) {
            lane.publish(&frame, 1);
        }
        let mut finishing = 0;
        while lane.has_room(Work::Finishing) {
            lane.publish(&frame, 1);
            finishing += 1;
        }
        assert!(finishing >= 10, "only {finishing} frames were kept back");
    }

    #[test]
    #[should_panic(expected = "room was asked for")]
    fn a_full_lane_refuses_before_a_sequence_is_taken() {
        let (mut lane, _exit) = one_lane();
        let frame = test_kit::frame(1, 1, 64);
        loop {
            lane.publish(&frame, 1);
        }
    }
}
