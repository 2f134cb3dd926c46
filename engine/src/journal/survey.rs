//! Looking at a whole journal, ring and archive, and reporting faults as data. Reads only.

use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::archive::{self, ArchiveName};
use super::buffer::AlignedBuffer;
use super::error::JournalError;
use super::format::{Found, Seal};
use super::medium::{Medium, Shelf};
use super::reader::{End, Library, Reader, RingView};
use super::recovery::sign_of_use;
use super::segment::{CHUNK_BYTES, SegmentFile, ring_number};
use super::walk::{Step, Walk};

/// What stands in one segment file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SegmentReport {
    pub file: String,
    pub shelf: Shelf,
    /// 0: prepared, never used.
    pub lap: u64,
    pub first: Sequence,
    /// One less than `first` where it holds no record.
    pub last: Sequence,
    pub batches: u64,
    pub used_bytes: u64,
}

/// Something that is not as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub file: String,
    pub offset: u64,
    pub what: String,
}

/// The whole journal.
pub struct Survey {
    pub segments: Vec<SegmentReport>,
    pub faults: Vec<Fault>,
    /// The first and last record that can be read without a gap up to the end; both 0 in a
    /// journal without records.
    pub first: Sequence,
    pub last: Sequence,
    library: Library,
}

/// How one segment ended.
struct Walked {
    report: SegmentReport,
    before: Seal,
    seal: Seal,
    /// What stands at the end, and a later batch behind it, if any.
    ending: Option<(&'static str, u64)>,
}

impl Survey {
    /// All records that the survey could follow, archive first.
    #[must_use]
    pub fn records(&self) -> Reader {
        self.records_from(self.first)
    }

    /// The records from `first` on.
    #[must_use]
    pub fn records_from(&self, first: Sequence) -> Reader {
        Reader::new(self.library.clone(), first, End::At(self.last))
    }
}

/// Walks through every segment of a journal that nobody has open.
///
/// # Errors
/// If a process has it open, or the disk cannot be read. Damage is no error here but a
/// [`Fault`]; a torn end is none either, the next start mends it.
pub fn survey(medium: Arc<dyn Medium>) -> Result<Survey, JournalError> {
    let place = medium.describe(Shelf::Ring, "");
    let _lock = medium.lock().map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => JournalError::Locked { place: place.clone() },
        _ => JournalError::io("lock", &place, error),
    })?;
    let mut faults = Vec::new();
    let mut walked = Vec::new();
    for copy in archive::list(&*medium)? {
        let file = archive::open(&*medium, &copy)?;
        check_copy(&*medium, &file, &copy, &mut faults)?;
        walked.extend(look(&*medium, &file, Some(copy.lap), &mut faults)?);
    }
    let (mut still, mut headless) = (Vec::new(), Vec::new());
    let names = medium.list(Shelf::Ring).map_err(|e| JournalError::io("list", &place, e))?;
    for name in names.iter().filter(|name| ring_number(name).is_some()) {
        let file = SegmentFile::open(&*medium, Shelf::Ring, name)?;
        let io = |e| JournalError::io("read", medium.describe(Shelf::Ring, name), e);
        if file.header().map_err(io)? == Found::Nothing {
            headless.push(file);
        } else if let Some(found) = look(&*medium, &file, None, &mut faults)? {
            if found.report.lap > 0 {
                still.push((found.report.first, found.report.lap, file));
            }
            walked.push(found);
        }
    }
    for file in headless {
        faults.extend(used_without_header(&*medium, &file, &walked)?);
    }
    walked.sort_by_key(|found| (found.report.lap, found.report.shelf));
    still.sort_by_key(|(_, lap, _)| *lap);
    let (first, last) = chain(&walked, &mut faults);
    let library = Library { medium, ring: RingView::Still(still.into()) };
    let segments = walked.into_iter().map(|found| found.report).collect();
    Ok(Survey { segments, faults, first, last, library })
}

fn look(
    medium: &dyn Medium,
    file: &SegmentFile,
    expected_lap: Option<u64>,
    faults: &mut Vec<Fault>,
) -> Result<Option<Walked>, JournalError> {
    let place = medium.describe(file.shelf, &file.name);
    let io = |error| JournalError::io("read", &place, error);
    let fault = |offset, what: &str| Fault { file: place.clone(), offset, what: what.to_owned() };
    let header = match file.header().map_err(io)? {
        Found::Sound(header) => header,
        Found::Newer(version) => {
            faults.push(fault(0, &format!("a segment of the newer format {version}")));
            return Ok(None);
        }
        Found::Nothing => {
            faults.push(fault(0, "no sound segment header"));
            return Ok(None);
        }
    };
    if expected_lap.is_some_and(|lap| lap != header.lap) {
        faults.push(fault(0, "the header names another lap than the file's name"));
    }
    let mut walk = Walk::start(file.clone(), &header);
    let mut batches = 0;
    let ending = loop {
        if header.lap == 0 {
            break None;
        }
        match walk.step().map_err(io)? {
            Step::Batch(_) => batches += 1,
            Step::Newer(version) => {
                let what = format!("a batch of the newer format {version}");
                faults.push(fault(walk.offset, &what));
                break None;
            }
            Step::Nothing(why) => {
                let later = walk.later_batch().map_err(io)?;
                if later.is_some() || (file.shelf == Shelf::Archive && walk.offset < file.bytes) {
                    faults.push(fault(walk.offset, why));
                }
                break Some((why, walk.offset));
            }
        }
    };
    let report = SegmentReport {
        file: place.clone(),
        shelf: file.shelf,
        lap: header.lap,
        first: header.first,
        last: Sequence(walk.next.0.max(1) - 1),
        batches,
        used_bytes: walk.offset,
    };
    Ok(Some(Walked { report, before: header.before, seal: walk.before, ending }))
}

/// A header that was torn before anything was written behind it is none: the next start writes it
/// anew.
fn used_without_header(
    medium: &dyn Medium,
    file: &SegmentFile,
    walked: &[Walked],
) -> Result<Option<Fault>, JournalError> {
    let place = medium.describe(file.shelf, &file.name);
    let laps = || walked.iter().map(|found| found.report.lap);
    let end_lap = laps().max().unwrap_or(0);
    let found = sign_of_use(file, end_lap, |lap| laps().any(|kept| kept == lap));
    let found = found.map_err(|error| JournalError::io("read", &place, error))?;
    Ok(found.map(|(lap, offset)| {
        let what =
            format!("no sound segment header, and a batch of lap {lap} stands at byte {offset}");
        Fault { file: place, offset: 0, what }
    }))
}

fn check_copy(
    medium: &dyn Medium,
    file: &SegmentFile,
    copy: &ArchiveName,
    faults: &mut Vec<Fault>,
) -> Result<(), JournalError> {
    let place = medium.describe(file.shelf, &file.name);
    let mut chunk = AlignedBuffer::zeroed(CHUNK_BYTES);
    let mut crc = crc32fast::Hasher::new();
    let mut offset = 0;
    while offset < file.bytes {
        let length = (file.bytes - offset).min(CHUNK_BYTES as u64) as usize;
        let bytes = &mut chunk.bytes_mut()[..length];
        let read = file.file.read_at(offset, bytes);
        read.map_err(|error| JournalError::io("read", &place, error))?;
        crc.update(bytes);
        offset += length as u64;
    }
    if crc.finalize() != copy.crc {
        let what = "the file does not match the checksum in its name".to_owned();
        faults.push(Fault { file: place, offset: 0, what });
    }
    Ok(())
}

/// Follows the chain from lap to lap; says what can be read without a gap up to the end.
fn chain(walked: &[Walked], faults: &mut Vec<Fault>) -> (Sequence, Sequence) {
    let mut first = Sequence(0);
    let mut before: Option<&Walked> = None;
    for found in walked.iter().filter(|found| found.report.lap > 0) {
        let Some(previous) = before else {
            first = found.report.first;
            before = Some(found);
            continue;
        };
        let fault = |offset, what: String| Fault { file: found.report.file.clone(), offset, what };
        if found.report.lap == previous.report.lap {
            // The same lap in ring and archive: both are whole, or the damage is named above.
            if found.seal != previous.seal && found.report.shelf == previous.report.shelf {
                faults.push(fault(0, format!("lap {} stands here twice", found.report.lap)));
            }
        } else if found.report.lap != previous.report.lap + 1 {
            let missing = previous.report.lap + 1;
            faults.push(fault(0, format!("lap {missing} is missing before this segment")));
            first = found.report.first;
        } else if found.before != previous.seal
            || found.report.first.0 != previous.report.last.0 + 1
        {
            let (why, offset) = previous.ending.unwrap_or(("it ends early", 0));
            let file = previous.report.file.clone();
            let what = format!("{why}, though lap {} goes on after it", found.report.lap);
            faults.push(Fault { file, offset, what });
            first = found.report.first;
        }
        before = Some(found);
    }
    let last = before.map_or(Sequence(0), |found| found.report.last);
    if last < first { (Sequence(0), Sequence(0)) } else { (first, last) }
}
