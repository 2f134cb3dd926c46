//! What the journal's tests share.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use nobat_domain::ids::Sequence;

use super::medium::{Medium, MemoryMedium, Shelf};
use super::medium::{MediumFile, MediumLock};
use super::{Batch, Durable, Journal, JournalConfig, JournalError, Lane, Opened, Reader, Work};

/// No test waits longer than this for another thread; none waits this long when it passes.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
pub(super) const SEGMENT_BYTES: u64 = 64 << 10;

/// A clock that moves when it is looked at: polls end, and nothing depends on the machine.
pub(super) fn stepping_ns() -> u64 {
    static NOW: AtomicU64 = AtomicU64::new(0);
    NOW.fetch_add(1_000, Ordering::Relaxed)
}

/// Small bounds, so that every edge is met within a few hundred records.
pub(super) fn small_config() -> JournalConfig {
    let mut config = JournalConfig::new(1, [7; 16], stepping_ns);
    config.segment_bytes = SEGMENT_BYTES;
    config.segments_max = 6;
    config.lane_bytes = 16 << 10;
    config.frame_bytes_max = 1 << 10;
    config.batch_bytes_max = 16 << 10;
    config.follower_bytes_max = 8 << 10;
    config.fatal = Arc::new(|_| {});
    config
}

/// A configuration whose fatal hook counts its calls.
pub(super) fn counting_fatal(config: &mut JournalConfig) -> Arc<AtomicUsize> {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    config.fatal = Arc::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    calls
}

/// Records of `record_bytes` each that tell which frame they are of and how many follow.
pub(super) fn frame(id: u64, records: u32, record_bytes: usize) -> Vec<u8> {
    assert!(record_bytes.is_multiple_of(8) && record_bytes >= 24);
    let mut frame = Vec::new();
    for at in 0..records {
        let start = frame.len();
        frame.extend_from_slice(&[1, 1]);
        frame.extend_from_slice(&(record_bytes as u16).to_le_bytes());
        frame.extend_from_slice(&at.to_le_bytes());
        frame.extend_from_slice(&records.to_le_bytes());
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(&id.to_le_bytes());
        frame.resize(start + record_bytes, (id ^ u64::from(at)) as u8);
    }
    frame
}

/// Place in its frame, records in the frame, and the frame's id.
pub(super) fn told(record: &[u8]) -> (u32, u32, u64) {
    let four = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().expect("four bytes"));
    let id = u64::from_le_bytes(record[16..24].try_into().expect("eight bytes"));
    (four(4), four(8), id)
}

pub(super) fn open(medium: &MemoryMedium, known: u64) -> Result<Opened, JournalError> {
    open_with(&small_config(), medium, known)
}

pub(super) fn open_with(
    config: &JournalConfig,
    medium: &MemoryMedium,
    known: u64,
) -> Result<Opened, JournalError> {
    Journal::open(config, Arc::new(medium.clone()), Sequence(known))
}

/// Why a journal does not open.
pub(super) fn refusal(medium: &MemoryMedium, known: u64) -> JournalError {
    match open(medium, known) {
        Ok(_) => panic!("the journal opened, though it must not"),
        Err(error) => error,
    }
}

/// Publishes one frame when there is room for finishing it.
pub(super) fn publish(lane: &mut Lane, id: u64, records: u32, record_bytes: usize) -> Sequence {
    while !lane.has_room(Work::Finishing) {
        thread::yield_now();
    }
    lane.publish(&frame(id, records, record_bytes), records)
}

/// Publishes frames of one seat record, each its own batch. Returns the last sequence.
pub(super) fn publish_batches(opened: &mut Opened, batches: u64) -> Sequence {
    let durable = opened.journal.durable();
    let mut last = durable.sequence();
    for _ in 0..batches {
        let id = last.0 + 1;
        last = publish(&mut opened.lanes[0], id, 1, 64);
        assert!(wait_durable(&durable, last));
    }
    last
}

/// Waits as an arbiter does: asks to be woken, and sleeps. `false` if the writer has ended.
pub(super) fn wait_durable(durable: &Durable, sequence: Sequence) -> bool {
    let waiting = thread::current();
    let waiter = durable.register(move || waiting.unpark());
    let ended =
        || matches!(durable.condition(), super::Condition::Failed | super::Condition::Closed);
    loop {
        if waiter.wake_at(sequence) {
            return true;
        }
        if ended() {
            return durable.sequence() >= sequence;
        }
        thread::park_timeout(PATIENCE);
    }
}

/// Sequence and bytes of each record.
pub(super) fn records(batch: &Batch) -> Vec<(u64, Vec<u8>)> {
    batch.records().map(|record| (record.sequence.0, record.bytes.to_vec())).collect()
}

/// Everything that a reader gives.
pub(super) fn drain(reader: &mut Reader) -> Vec<(u64, Vec<u8>)> {
    let mut all = Vec::new();
    while let Some(batch) = reader.next_batch().expect("a sound journal") {
        all.extend(records(&batch));
    }
    all
}

/// Frames are whole, sequences have no gap, and each frame of `publish_batches` is itself.
pub(super) fn assert_whole(records: &[(u64, Vec<u8>)], first: u64) {
    let mut expected_at = 0;
    for (place, (sequence, record)) in records.iter().enumerate() {
        assert_eq!(*sequence, first + place as u64, "no gap and no double");
        let (at, of, _) = told(record);
        assert_eq!(at, expected_at, "a frame is never split");
        expected_at = if at + 1 == of { 0 } else { at + 1 };
    }
    assert_eq!(expected_at, 0, "the last frame is whole");
}

/// A medium that remembers where something was written.
#[derive(Clone)]
pub(super) struct Witness {
    pub(super) inner: MemoryMedium,
    pub(super) writes: Arc<Mutex<Vec<(String, u64, usize)>>>,
    /// Shelves whose names were made durable, and how much had been written by then.
    pub(super) settled: Arc<Mutex<Vec<(Shelf, usize)>>>,
}

impl Witness {
    pub(super) fn of(inner: &MemoryMedium) -> Self {
        Self { inner: inner.clone(), writes: Arc::default(), settled: Arc::default() }
    }

    fn watched(&self, name: &str, file: Arc<dyn MediumFile>) -> Arc<dyn MediumFile> {
        Arc::new(WatchedFile { name: name.to_owned(), file, writes: self.writes.clone() })
    }
}

struct WatchedFile {
    name: String,
    file: Arc<dyn MediumFile>,
    writes: Arc<Mutex<Vec<(String, u64, usize)>>>,
}

impl Medium for Witness {
    fn lock(&self) -> std::io::Result<MediumLock> {
        self.inner.lock()
    }

    fn list(&self, shelf: Shelf) -> std::io::Result<Vec<String>> {
        self.inner.list(shelf)
    }

    fn open(&self, shelf: Shelf, name: &str) -> std::io::Result<Arc<dyn MediumFile>> {
        Ok(self.watched(name, self.inner.open(shelf, name)?))
    }

    fn create(&self, shelf: Shelf, name: &str) -> std::io::Result<Arc<dyn MediumFile>> {
        Ok(self.watched(name, self.inner.create(shelf, name)?))
    }

    fn rename(&self, shelf: Shelf, from: &str, to: &str) -> std::io::Result<()> {
        self.inner.rename(shelf, from, to)
    }

    fn settle(&self, shelf: Shelf) -> std::io::Result<()> {
        let written = self.writes.lock().expect("no test panics with it").len();
        self.settled.lock().expect("no test panics with it").push((shelf, written));
        self.inner.settle(shelf)
    }

    fn remove(&self, shelf: Shelf, name: &str) -> std::io::Result<()> {
        self.inner.remove(shelf, name)
    }

    fn describe(&self, shelf: Shelf, name: &str) -> String {
        self.inner.describe(shelf, name)
    }
}

impl MediumFile for WatchedFile {
    fn bytes(&self) -> std::io::Result<u64> {
        self.file.bytes()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        self.file.read_at(offset, into)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> std::io::Result<()> {
        self.writes.lock().expect("no test panics with it").push((
            self.name.clone(),
            offset,
            bytes.len(),
        ));
        self.file.write_at(offset, bytes)
    }
}
