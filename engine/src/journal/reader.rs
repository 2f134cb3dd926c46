//! Reading what is durable, from the ring or from the archive, in order and without a gap.

use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::archive;
use super::durable::Durable;
use super::envelope::{self, Record};
use super::error::JournalError;
use super::format::{BATCH_HEADER_BYTES, BatchHeader, Found};
use super::medium::{Medium, Shelf};
use super::ring::{Located, Ring};
use super::segment::SegmentFile;
use super::walk::{Step, Walk};

/// Records of one batch, or its later part where reading began in its middle.
#[derive(Clone, Debug)]
pub struct Batch {
    header: BatchHeader,
    first: Sequence,
    records: Arc<[u8]>,
    file: Arc<str>,
    offset: u64,
}

impl Batch {
    /// `batch` starts with the header's room; what follows the records is not looked at.
    pub(super) fn new(header: &BatchHeader, batch: &[u8], file: &Arc<str>, offset: u64) -> Self {
        let end = BATCH_HEADER_BYTES + header.body_bytes as usize;
        let records = batch[BATCH_HEADER_BYTES..end].into();
        Self { header: *header, first: header.first, records, file: file.clone(), offset }
    }

    /// The first record that [`Batch::records`] gives.
    #[must_use]
    pub fn first(&self) -> Sequence {
        self.first
    }

    #[must_use]
    pub fn last(&self) -> Sequence {
        self.header.last()
    }

    /// The start of the process that wrote it.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.header.epoch
    }

    /// File name and byte of the batch, for people.
    #[must_use]
    pub fn place(&self) -> (&str, u64) {
        (&self.file, self.offset)
    }

    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let skipped = (self.first.0 - self.header.first.0) as usize;
        let split = envelope::split(&self.records).enumerate().skip(skipped);
        split.map(|(at, bytes)| Record {
            sequence: Sequence(self.header.first.0 + at as u64),
            bytes: bytes.expect("a batch's records are checked before it is handed out"),
        })
    }

    /// Bytes of all its records.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.records.len()
    }

    /// Leaves out what stands before `first`.
    pub(super) fn starting_at(mut self, first: Sequence) -> Self {
        assert!(first <= self.last());
        self.first = self.first.max(first);
        self
    }
}

/// Up to where a reader goes.
#[derive(Clone)]
pub(super) enum End {
    /// The end is known.
    At(Sequence),
    /// Everything that is durable when asked.
    Durable(Durable),
}

/// Where the segments of a journal stand.
#[derive(Clone)]
pub(super) struct Library {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) ring: RingView,
}

#[derive(Clone)]
pub(super) enum RingView {
    /// A journal that is open: segments come and go.
    Live(Arc<Ring>),
    /// A journal that stands still: first sequence and lap of each segment, oldest first.
    Still(Arc<[(Sequence, u64, SegmentFile)]>),
}

/// Goes through durable batches; empty ones (a mere start) are passed over.
pub struct Reader {
    library: Library,
    next: Sequence,
    end: End,
    walk: Option<Walk>,
    /// The window of `walk` was read anew and still nothing was found.
    refreshed: bool,
}

impl Reader {
    pub(super) fn new(library: Library, first: Sequence, end: End) -> Self {
        let next = first.max(Sequence(1));
        Self { library, next, end, walk: None, refreshed: false }
    }

    /// The sequence that comes next.
    #[must_use]
    pub fn position(&self) -> Sequence {
        self.next
    }

    /// The next batch, or `None` at the end; a later call may find more.
    ///
    /// # Errors
    /// If a segment is missing, unreadable or damaged: file and offset are named.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, JournalError> {
        loop {
            let end = match &self.end {
                End::At(end) => *end,
                End::Durable(durable) => durable.sequence(),
            };
            if self.next > end {
                return Ok(None);
            }
            let Some(walk) = &mut self.walk else {
                self.walk = Some(self.library.walk_at(self.next)?);
                continue;
            };
            let (file, offset) = (walk.file.clone(), walk.offset);
            let io = |error| JournalError::io("read", self.library.describe(&file), error);
            match walk.step().map_err(io)? {
                Step::Batch(header) => {
                    self.refreshed = false;
                    if header.next() <= self.next {
                        continue;
                    }
                    let bytes = walk.batch(&header).map_err(io)?;
                    let batch = Batch::new(&header, bytes, &file.name, offset);
                    let batch = batch.starting_at(self.next);
                    self.next = header.next();
                    return Ok(Some(batch));
                }
                Step::Newer(version) => {
                    return Err(newer(self.library.describe(&file), version));
                }
                Step::Nothing(why) => self.turn(why)?,
            }
        }
    }

    /// Here is no batch, though there are durable records beyond: the window is old, or the
    /// segment has ended, or it was used again under our feet. Anything else is damage.
    fn turn(&mut self, why: &'static str) -> Result<(), JournalError> {
        let walk = self.walk.as_mut().expect("a turn is taken on a walk");
        if !self.refreshed {
            self.refreshed = true;
            walk.refresh();
            return Ok(());
        }
        let next = self.library.walk_at(self.next)?;
        let same_place = next.lap == walk.lap && next.file.shelf == walk.file.shelf;
        let chained = next.lap != walk.lap + 1
            || (next.next == walk.next && next.before == walk.before)
            || walk.next < self.next;
        if same_place || !chained {
            return Err(JournalError::Damaged {
                file: self.library.describe(&walk.file),
                offset: walk.offset,
                why,
                proof: format!("record {} is durable", self.next.0),
            });
        }
        self.refreshed = false;
        self.walk = Some(next);
        Ok(())
    }
}

impl Library {
    /// Stands at the beginning of the segment that holds `sequence`.
    fn walk_at(&self, sequence: Sequence) -> Result<Walk, JournalError> {
        // A segment may leave the ring while it is looked at; its copy is there by then.
        if let Some(Located { file, lap }) = self.in_ring(sequence) {
            let place = self.describe(&file);
            let header = file.header().map_err(|e| JournalError::io("read", &place, e))?;
            match header {
                Found::Sound(header) if header.lap == lap => return Ok(Walk::start(file, &header)),
                _ if self.stands(lap) => {
                    return Err(JournalError::Damaged {
                        file: place,
                        offset: 0,
                        why: "no sound header of its lap",
                        proof: format!("record {} is durable", sequence.0),
                    });
                }
                _ => {}
            }
        }
        let Some(copy) = archive::locate(&*self.medium, sequence)? else {
            let place = self.medium.describe(Shelf::Archive, "");
            let oldest = self.oldest_lap()?;
            let lap = oldest.saturating_sub(1);
            return Err(JournalError::MissingSegment { lap, from: sequence, place });
        };
        let file = archive::open(&*self.medium, &copy)?;
        let place = self.describe(&file);
        match file.header().map_err(|e| JournalError::io("read", &place, e))? {
            Found::Sound(header) if header.lap == copy.lap => Ok(Walk::start(file, &header)),
            Found::Newer(version) => Err(newer(place, version)),
            Found::Sound(_) | Found::Nothing => Err(JournalError::Damaged {
                file: place,
                offset: 0,
                why: "no sound header of its lap",
                proof: format!("record {} is durable", sequence.0),
            }),
        }
    }

    fn in_ring(&self, sequence: Sequence) -> Option<Located> {
        match &self.ring {
            RingView::Live(ring) => ring.locate(sequence),
            RingView::Still(segments) => {
                let holds = |(first, _, _): &&(Sequence, u64, SegmentFile)| *first <= sequence;
                let (_, lap, file) = segments.iter().rev().find(holds)?;
                Some(Located { file: file.clone(), lap: *lap })
            }
        }
    }

    fn oldest_lap(&self) -> Result<u64, JournalError> {
        let in_ring = match &self.ring {
            RingView::Live(ring) => ring.oldest_lap(),
            RingView::Still(segments) => segments.first().map_or(u64::MAX, |(_, lap, _)| *lap),
        };
        let copies = archive::list(&*self.medium)?;
        Ok(copies.first().map_or(in_ring, |copy| copy.lap.min(in_ring)))
    }

    fn stands(&self, lap: u64) -> bool {
        match &self.ring {
            RingView::Live(ring) => ring.has_lap(lap),
            RingView::Still(_) => true,
        }
    }

    pub(super) fn describe(&self, file: &SegmentFile) -> String {
        self.medium.describe(file.shelf, &file.name)
    }
}

pub(super) fn newer(file: String, version: u16) -> JournalError {
    JournalError::NewerVersion { file, version, ours: super::format::FORMAT_VERSION }
}
