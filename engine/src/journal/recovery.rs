//! From the files of a dead process to a place where the next batch may go.
//!
//! Only the very last write can be torn, because never more than one was under way. Whatever
//! else does not read as it was written is damage, and stops the start with its place.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::archive;
use super::config::JournalConfig;
use super::error::JournalError;
use super::format::{
    BATCH_BYTES_LIMIT, BLOCK, Found, SEGMENT_HEADER_BYTES, Seal, SegmentHeader, padded,
};
use super::ledger;
use super::medium::{Medium, Shelf};
use super::reader::newer;
use super::ring::{FullSegment, MARK_BYTES};
use super::segment::{SegmentFile, Tip, UNFINISHED, ring_number};
use super::walk::{Step, Walk};

/// What is on the ring's shelf, sorted out by header.
struct Shelved {
    /// Segments with batches, by lap.
    used: Vec<(SegmentFile, SegmentHeader)>,
    blank: Vec<SegmentFile>,
    /// Without a sound header: torn while it was begun, or damaged.
    headless: Vec<SegmentFile>,
    next_number: u32,
    cluster: Option<[u8; 16]>,
}

/// Everything that a start needs to know.
pub(super) struct Recovered {
    pub(super) cluster: [u8; 16],
    pub(super) free: VecDeque<SegmentFile>,
    pub(super) full: VecDeque<FullSegment>,
    /// Where the journal ends; `None` in a journal without a single segment begun.
    pub(super) end: Option<Ending>,
    pub(super) marks: VecDeque<(Sequence, u64)>,
    pub(super) written: u64,
    pub(super) released: u64,
    pub(super) next_number: u32,
    pub(super) segments: u32,
}

/// The end of the last segment.
pub(super) struct Ending {
    pub(super) tip: Tip,
    pub(super) first: Sequence,
    header: SegmentHeader,
    /// File, byte and content of the last intact batch.
    last_batch: Option<(SegmentFile, u64, Vec<u8>)>,
}

/// Finds the end and proves everything from `known` to it. Changes nothing on disk but
/// unfinished files and headers that were never used.
pub(super) fn recover(
    medium: &Arc<dyn Medium>,
    config: &JournalConfig,
    known: Sequence,
) -> Result<Recovered, JournalError> {
    settle(&**medium)?;
    drop_unfinished(&**medium)?;
    let shelved = look(&**medium)?;
    let copies = archive::list(&**medium)?;
    let archived: BTreeSet<u64> = copies.iter().map(|copy| copy.lap).collect();
    let start = first_to_walk(&shelved, &archived, known);
    check_neighbours(&**medium, &shelved.used[start..])?;
    check_copies(&**medium, &shelved.used[start..], &copies, known)?;

    let cluster = shelved.cluster.unwrap_or(config.cluster_if_new);
    let noted = ledger::noted(&**medium, cluster)?;
    let mut recovered = Recovered {
        cluster,
        free: shelved.used[..start].iter().map(|(file, _)| file.clone()).collect(),
        full: VecDeque::new(),
        end: None,
        marks: VecDeque::new(),
        written: 0,
        released: 0,
        next_number: shelved.next_number,
        segments: (shelved.used.len() + shelved.blank.len() + shelved.headless.len()) as u32,
    };
    recovered.free.extend(shelved.blank);
    recovered.walk(&**medium, &shelved.used[start..], &archived, known)?;
    let (lap, end) = match &recovered.end {
        Some(end) => (end.tip.lap, end.tip.next.0 - 1),
        None => (0, 0),
    };
    if end < known.0 {
        let (file, offset) = match &recovered.end {
            Some(end) => (describe(&**medium, &end.tip.file), end.tip.offset),
            None => (medium.describe(Shelf::Ring, ""), 0),
        };
        return Err(JournalError::PositionBeyondEnd { known, end: Sequence(end), file, offset });
    }
    recovered.miss_none(&**medium, config, noted)?;
    for file in shelved.headless {
        let is_kept = |lap: u64| {
            archived.contains(&lap) || shelved.used.iter().any(|(_, header)| header.lap == lap)
        };
        let place = describe(&**medium, &file);
        let found = sign_of_use(&file, lap, is_kept);
        if let Some((lap, offset)) = found.map_err(|e| JournalError::io("read", &place, e))? {
            let proof = format!("a batch of lap {lap} stands at byte {offset}");
            let why = "no sound segment header";
            return Err(JournalError::Damaged { file: place, offset: 0, why, proof });
        }
        let blank = SegmentHeader::blank(cluster, file.bytes);
        let written = file.write_header(&blank);
        written.map_err(|e| JournalError::io("clear", describe(&**medium, &file), e))?;
        recovered.free.push_back(file);
    }
    if noted != recovered.segments
        && let Err(error) = ledger::note(&**medium, cluster, recovered.segments)
    {
        // Nothing rests on it yet; the next file that is made counts all again.
        tracing::warn!(%error, "the files of the ring could not be counted");
    }
    Ok(recovered)
}

impl Recovered {
    /// Walks all batches from the first given segment on and remembers how it ends.
    fn walk(
        &mut self,
        medium: &dyn Medium,
        used: &[(SegmentFile, SegmentHeader)],
        archived: &BTreeSet<u64>,
        known: Sequence,
    ) -> Result<(), JournalError> {
        let mut last_batch = None;
        for (at, (file, header)) in used.iter().enumerate() {
            let place = describe(medium, file);
            let io = |error| JournalError::io("read", &place, error);
            let mut walk = Walk::start(file.clone(), header);
            let why = loop {
                let offset = walk.offset;
                match walk.step().map_err(io)? {
                    Step::Batch(batch) => {
                        self.passed(batch.last(), batch.padded_bytes() as u64, known);
                        last_batch = Some((at, offset, batch));
                    }
                    Step::Newer(version) => return Err(newer(place, version)),
                    Step::Nothing(why) => break why,
                }
            };
            let offset = walk.offset;
            let damaged = |proof| JournalError::Damaged { file: place.clone(), offset, why, proof };
            if let Some((_, next)) = used.get(at + 1) {
                if next.first != walk.next || next.before != walk.before {
                    return Err(damaged(format!("lap {} was begun after it", next.lap)));
                }
                self.full.push_back(FullSegment {
                    file: file.clone(),
                    lap: header.lap,
                    first: header.first,
                    last: Sequence(walk.next.0 - 1),
                    used_bytes: walk.offset,
                    archived: archived.contains(&header.lap),
                });
                continue;
            }
            if walk.next <= known {
                return Err(damaged(format!("the tables stand at {}", known.0)));
            }
            if let Some(later) = walk.later_batch().map_err(io)? {
                return Err(damaged(format!("a later batch stands at byte {later}")));
            }
            self.end = Some(Ending {
                first: header.first,
                header: *header,
                last_batch: None,
                tip: Tip {
                    file: file.clone(),
                    lap: header.lap,
                    offset: walk.offset,
                    next: walk.next,
                    before: walk.before,
                    epoch: walk.epoch,
                },
            });
        }
        if let (Some(end), Some((at, offset, batch))) = (&mut self.end, last_batch) {
            let file = used[at].0.clone();
            let mut bytes = super::buffer::AlignedBuffer::zeroed(batch.padded_bytes());
            let read = file.file.read_at(offset, bytes.bytes_mut());
            read.map_err(|e| JournalError::io("read", describe(medium, &file), e))?;
            end.last_batch = Some((file, offset, bytes.bytes().to_vec()));
        }
        Ok(())
    }

    /// The last segment in sight may not be the last that there was: it is believed only if no
    /// file is gone, or if what follows its last batch would still have fitted into it.
    fn miss_none(
        &self,
        medium: &dyn Medium,
        config: &JournalConfig,
        noted: u32,
    ) -> Result<(), JournalError> {
        if noted <= self.segments {
            return Ok(());
        }
        let (lap, from, left) = match &self.end {
            Some(end) => (end.tip.lap + 1, end.tip.next, end.tip.remaining()),
            None => (1, Sequence(1), 0),
        };
        if left >= padded(config.frame_bytes_max) as u64 {
            tracing::warn!(noted, found = self.segments, "a free segment file of the ring is gone");
            return Ok(());
        }
        let place = medium.describe(Shelf::Ring, "");
        Err(JournalError::MissingSegment { lap, from, place })
    }

    fn passed(&mut self, last: Sequence, bytes: u64, known: Sequence) {
        let before = self.written;
        self.written += bytes;
        if last <= known {
            self.released = self.written;
        } else if before / MARK_BYTES != self.written / MARK_BYTES {
            self.marks.push_back((last, self.written));
        }
    }
}

impl Ending {
    /// Makes the end certain: what may so far stand only in a cache is written again, and what
    /// may be left of a torn batch is cleared. Durable when it returns.
    pub(super) fn repair(&self, medium: &dyn Medium) -> Result<(), JournalError> {
        let failed = |file: &SegmentFile| {
            let place = describe(medium, file);
            move |error| JournalError::io("repair", place, error)
        };
        let file = &self.tip.file;
        if let Some((file, offset, bytes)) = &self.last_batch {
            let mut aligned = super::buffer::AlignedBuffer::zeroed(bytes.len());
            aligned.bytes_mut().copy_from_slice(bytes);
            file.file.write_at(*offset, aligned.bytes()).map_err(failed(file))?;
        }
        if self.tip.offset == SEGMENT_HEADER_BYTES {
            file.write_header(&self.header).map_err(failed(file))?;
        }
        let torn = self.tip.remaining().min(BATCH_BYTES_LIMIT as u64) as usize;
        if torn > 0 {
            let zeros = super::buffer::AlignedBuffer::zeroed(torn);
            file.file.write_at(self.tip.offset, zeros.bytes()).map_err(failed(file))?;
        }
        Ok(())
    }
}

/// A process may have died between giving a name and making it durable: whatever name is believed
/// from here on is there after a loss of power too.
fn settle(medium: &dyn Medium) -> Result<(), JournalError> {
    for shelf in [Shelf::Ring, Shelf::Archive] {
        let settled = medium.settle(shelf);
        settled.map_err(|error| JournalError::io("sync", medium.describe(shelf, ""), error))?;
    }
    Ok(())
}

fn drop_unfinished(medium: &dyn Medium) -> Result<(), JournalError> {
    for shelf in [Shelf::Ring, Shelf::Archive] {
        for name in names(medium, shelf)? {
            if name.ends_with(UNFINISHED) {
                let removed = medium.remove(shelf, &name);
                let place = || medium.describe(shelf, &name);
                removed.map_err(|error| JournalError::io("remove", place(), error))?;
            }
        }
    }
    Ok(())
}

fn look(medium: &dyn Medium) -> Result<Shelved, JournalError> {
    let mut shelved = Shelved {
        used: Vec::new(),
        blank: Vec::new(),
        headless: Vec::new(),
        next_number: 1,
        cluster: None,
    };
    let mut names = names(medium, Shelf::Ring)?;
    names.sort_unstable();
    let mut named_by = String::new();
    for name in names {
        let Some(number) = ring_number(&name) else {
            continue;
        };
        shelved.next_number = shelved.next_number.max(number + 1);
        let file = SegmentFile::open(medium, Shelf::Ring, &name)?;
        let place = describe(medium, &file);
        let header = match file.header().map_err(|e| JournalError::io("read", &place, e))? {
            Found::Sound(header) => header,
            Found::Newer(version) => return Err(newer(place, version)),
            Found::Nothing if file.bytes < SEGMENT_HEADER_BYTES => {
                return Err(JournalError::Damaged {
                    offset: file.bytes,
                    why: "the file ends within its header",
                    proof: "it got its name when all of it was written".to_owned(),
                    file: place,
                });
            }
            Found::Nothing => {
                shelved.headless.push(file);
                continue;
            }
        };
        if shelved.cluster.is_some_and(|cluster| cluster != header.cluster) {
            return Err(JournalError::Foreign { file: place, other: named_by });
        }
        if header.segment_bytes != file.bytes {
            return Err(JournalError::Damaged {
                offset: file.bytes.min(header.segment_bytes),
                why: "the file is not as long as it was made",
                proof: format!("its header says {} bytes", header.segment_bytes),
                file: place,
            });
        }
        shelved.cluster = Some(header.cluster);
        named_by = place;
        if header.lap == 0 {
            shelved.blank.push(file);
        } else {
            shelved.used.push((file, header));
        }
    }
    shelved.used.sort_by_key(|(_, header)| header.lap);
    Ok(shelved)
}

/// The oldest segment that is still needed: by the tables, or by the archive.
fn first_to_walk(shelved: &Shelved, archived: &BTreeSet<u64>, known: Sequence) -> usize {
    let first = known.next();
    let needed = shelved.used.iter().rposition(|(_, header)| header.first <= first).unwrap_or(0);
    let bare = shelved.used.iter().position(|(_, header)| !archived.contains(&header.lap));
    bare.unwrap_or(needed).min(needed)
}

fn check_neighbours(
    medium: &dyn Medium,
    used: &[(SegmentFile, SegmentHeader)],
) -> Result<(), JournalError> {
    for pair in used.windows(2) {
        let [(file, header), (next_file, next)] = pair else {
            continue;
        };
        if header.lap == next.lap {
            return Err(JournalError::TwiceTheSameLap {
                lap: next.lap,
                first: describe(medium, file),
                second: describe(medium, next_file),
            });
        }
        if header.lap + 1 != next.lap {
            let place = medium.describe(Shelf::Ring, "");
            let lap = header.lap + 1;
            return Err(JournalError::MissingSegment { lap, from: header.first, place });
        }
    }
    Ok(())
}

/// What the tables lack and the ring no longer has must stand in the archive, lap by lap.
fn check_copies(
    medium: &dyn Medium,
    used: &[(SegmentFile, SegmentHeader)],
    copies: &[archive::ArchiveName],
    known: Sequence,
) -> Result<(), JournalError> {
    let from = known.next();
    let place = || medium.describe(Shelf::Ring, "");
    let Some((_, oldest)) = used.first() else {
        return match copies.last() {
            Some(copy) => Err(JournalError::MissingSegment {
                lap: copy.lap + 1,
                from: copy.first,
                place: place(),
            }),
            None => Ok(()),
        };
    };
    let mut lap = oldest.lap;
    let mut first = oldest.first;
    while first > from {
        lap -= 1;
        match copies.iter().rfind(|copy| copy.lap == lap) {
            Some(copy) => first = copy.first,
            None => {
                return Err(JournalError::MissingSegment { lap, from, place: place() });
            }
        }
    }
    Ok(())
}

/// A segment without a sound header is harmless only if its beginning was what got torn: no
/// batch of it may be newer than the end, and none may be the only copy of its lap. Gives the
/// batch that speaks against it, by its lap and place.
pub(super) fn sign_of_use(
    file: &SegmentFile,
    end_lap: u64,
    is_kept: impl Fn(u64) -> bool,
) -> std::io::Result<Option<(u64, u64)>> {
    Ok(laps_in(file)?.into_iter().find(|(lap, _)| *lap > end_lap || !is_kept(*lap)))
}

/// Each lap that some sound batch header in the file names, with the first such place.
fn laps_in(file: &SegmentFile) -> std::io::Result<Vec<(u64, u64)>> {
    let header = SegmentHeader {
        lap: u64::MAX,
        before: Seal::FIRST,
        ..SegmentHeader::blank([0; 16], file.bytes)
    };
    let mut walk = Walk::start(file.clone(), &header);
    let mut found: Vec<(u64, u64)> = Vec::new();
    while walk.offset + BLOCK as u64 <= file.bytes {
        if let Some(lap) = walk.lap_here()?
            && !found.iter().any(|(known, _)| *known == lap)
        {
            found.push((lap, walk.offset));
        }
        walk.offset += BLOCK as u64;
    }
    Ok(found)
}

fn names(medium: &dyn Medium, shelf: Shelf) -> Result<Vec<String>, JournalError> {
    let names = medium.list(shelf);
    names.map_err(|error| JournalError::io("list", medium.describe(shelf, ""), error))
}

fn describe(medium: &dyn Medium, file: &SegmentFile) -> String {
    medium.describe(file.shelf, &file.name)
}
