//! Two owners of one journal: the one that does not know the end is refused, and writes nothing.

use std::sync::{Arc, Mutex};

use nobat_domain::ids::Sequence;
use nobat_domain::journal::{Elsewhere, Log};

use super::buffer::AlignedBuffer;
use super::format::{BATCH_HEADER_BYTES, BatchHeader, padded};
use super::medium::{Medium, MemoryMedium, Reach, Then};
use super::segment::{AppendError, Sealed, Tip};
use super::test_kit::{drain, frame, open, small_config};
use super::{open as opening, recovery};

/// What a process that has just started knows of the log, and where the log stands.
fn start(medium: &MemoryMedium) -> Tip {
    let config = small_config();
    let shared: Arc<dyn Medium> = Arc::new(medium.clone());
    let mut recovered = recovery::recover(&shared, &config, Sequence(0)).expect("it is sound");
    if let Some(end) = &recovered.end {
        end.repair(&*shared).expect("the disk takes it");
    }
    opening::begin(&*shared, &config, &mut recovered).expect("the disk takes it").0
}

/// One owner: the log, which others may write too, and the last record it knows of.
struct Owner {
    log: Arc<Mutex<Tip>>,
    known: Sequence,
}

impl Owner {
    fn of(log: &Arc<Mutex<Tip>>) -> Self {
        let known = log.lock().expect("no test panics with it").end();
        Self { log: log.clone(), known }
    }

    /// Appends one record as the writer does.
    fn append(&mut self, id: u64) -> Result<(), AppendError> {
        let mut log = self.log.lock().expect("no test panics with it");
        let body = frame(id, 1, 64);
        let mut buffer = AlignedBuffer::zeroed(padded(body.len()));
        buffer.bytes_mut()[BATCH_HEADER_BYTES..][..body.len()].copy_from_slice(&body);
        let header = BatchHeader {
            records: 1,
            epoch: log.epoch,
            lap: log.lap,
            first: self.known.next(),
            body_bytes: body.len() as u32,
            body_crc: 0,
            before: log.before,
        };
        let seal = header.seal_into(buffer.bytes_mut());
        self.known = log.append(self.known, Sealed { bytes: buffer.bytes(), seal, records: 1 })?;
        Ok(())
    }
}

fn ids(medium: &MemoryMedium) -> Vec<u64> {
    let mut opened = open(medium, 0).expect("it is sound");
    let records = drain(&mut opened.tail);
    opened.journal.close();
    records.iter().map(|(_, record)| super::test_kit::told(record).2).collect()
}

#[test]
fn a_stale_writer_is_refused_and_what_it_would_have_written_stands_nowhere() {
    let medium = MemoryMedium::new(1);
    let log = Arc::new(Mutex::new(start(&medium)));
    let (mut stale, mut owner) = (Owner::of(&log), Owner::of(&log));
    stale.append(1).expect("it was the owner until now");
    let refused = owner.append(2);
    let elsewhere = Elsewhere { expected: Sequence(0), end: Sequence(1) };
    assert!(matches!(refused, Err(AppendError::Elsewhere(it)) if it == elsewhere), "{refused:?}");
    // The place is taken over by somebody who has read up to the end.
    let mut owner = Owner::of(&log);
    owner.append(3).expect("it knows the end");
    for _ in 0..2 {
        assert!(matches!(stale.append(4), Err(AppendError::Elsewhere(_))));
    }
    owner.append(5).expect("it still is the owner");
    assert_eq!(ids(&medium), [1, 3, 5]);
}

#[test]
fn who_believes_in_a_record_that_a_crash_tore_is_refused_too() {
    for (seed, reach) in [Reach::Lost, Reach::Cut(100), Reach::Torn].into_iter().enumerate() {
        let medium = MemoryMedium::new(seed as u64 + 1);
        let log = Arc::new(Mutex::new(start(&medium)));
        let mut owner = Owner::of(&log);
        owner.append(1).expect("the disk takes it");
        medium.fail_after(0, reach, Then::PowerOff);
        assert!(matches!(owner.append(2), Err(AppendError::Io(_))));
        medium.restart();
        // Somebody else opens it; the old owner believes that its record is there.
        *log.lock().expect("no test panics with it") = start(&medium);
        let mut stale = Owner { log: log.clone(), known: Sequence(2) };
        let end = log.lock().expect("no test panics with it").end();
        assert_eq!(end, Sequence(1), "{reach:?}");
        assert!(matches!(stale.append(3), Err(AppendError::Elsewhere(_))), "{reach:?}");
        Owner::of(&log).append(4).expect("it knows the end");
        assert_eq!(ids(&medium), [1, 4], "{reach:?}");
    }
}
