//! What stands in the ring: beginnings of laps, and batches.

use std::rc::Rc;

use nobat_domain::ids::{RequestKey, Sequence, ShiftId};
use nobat_domain::request::RequestEvent;
use nobat_domain::shift::ShiftEvent;
use nobat_domain::timestamp::Timestamp;

use crate::disk::Sector;

#[derive(Clone, PartialEq, Debug)]
pub enum Record {
    Seat { shift: ShiftId, event: ShiftEvent },
    Request { key: RequestKey, at: Timestamp, event: RequestEvent },
}

impl Record {
    /// The moment at which it was decided.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Seat { event, .. } => event.at(),
            Self::Request { at, .. } => *at,
        }
    }
}

/// How big the ring is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub segments: usize,
    /// Of one segment, its header included.
    pub sectors: usize,
}

/// Records of one batch, as many sectors behind its header.
pub const BATCH_RECORDS_MAX: usize = 24;
/// Records of one decision.
pub const FRAME_RECORDS_MAX: usize = 20;
/// What no frame may take of a segment: each start marks itself with one sector.
pub const STARTS_RESERVE: usize = 16;

const _: () = assert!(FRAME_RECORDS_MAX <= BATCH_RECORDS_MAX);

/// Stands for the checksums of a batch: no two are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seal(pub u64);

/// One write, found again by the sectors that share it.
#[derive(Debug)]
pub enum Write {
    Lap(Lap),
    Batch(Batch),
}

/// The first sector of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Lap {
    pub lap: u64,
    pub epoch: u64,
    pub first: Sequence,
    pub before: Seal,
}

/// Whole frames, or none at all where it marks a start.
#[derive(Debug)]
pub struct Batch {
    pub epoch: u64,
    pub lap: u64,
    pub first: Sequence,
    pub before: Seal,
    pub seal: Seal,
    pub records: Vec<Record>,
}

impl Batch {
    #[must_use]
    pub const fn next(&self) -> Sequence {
        Sequence(self.first.0 + self.records.len() as u64)
    }

    #[must_use]
    pub const fn last(&self) -> Sequence {
        Sequence(self.next().0 - 1)
    }

    #[must_use]
    pub const fn sectors(&self) -> usize {
        1 + self.records.len()
    }
}

/// All sectors of a write.
pub fn sectors(write: &Rc<Write>) -> Vec<Sector<Write>> {
    let count = match &**write {
        Write::Lap(_) => 1,
        Write::Batch(batch) => batch.sectors(),
    };
    (0..count).map(|part| Some((Rc::clone(write), part))).collect()
}
