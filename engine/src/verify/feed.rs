//! FEED-1: the change feed has every change of every request once, in order.

use std::iter::Peekable;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::invariant::Violation;

use crate::error::EngineError;
use crate::record;
use crate::storage::{Change, Changes, StorageError};
use crate::verify::report::{Counts, Findings, request_place};
use crate::verify::run::Ground;
use crate::verify::side_by_side::{Piece, side_by_side};
use crate::verify::ties::Ties;

/// Requests that one pass over the feed keeps in memory, 32 bytes each.
const REQUESTS_PER_PASS: u64 = 3_000_000;
/// Values of a key's first two bytes.
const RANGES: u32 = 1 << 16;

/// A request as its row and the feed know it.
struct Known {
    key: RequestKey,
    /// The last event that is in the row.
    row: Sequence,
    /// The last change in the feed.
    feed: Sequence,
}

/// Requests by key, and where those of each two first bytes begin: keys are spread evenly, so that
/// a look for one touches a few neighbours.
struct Requests {
    known: Vec<Known>,
    first: u16,
    starts: Vec<usize>,
}

/// Every row's last event is the last change that the feed has of it, unless it was trimmed since,
/// and every change in the feed is of a request that exists.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    findings: &mut Findings,
    counts: &mut Counts,
) -> Result<(), EngineError> {
    let passes = u32::try_from(counts.requests / REQUESTS_PER_PASS + 1).unwrap_or(RANGES);
    let passes = passes.min(RANGES);
    let of_range = |range: u32| u16::try_from(range).expect("below the number of ranges");
    let piece = |number: u32| -> Piece<'_, (Findings, u64)> {
        let first = of_range(number * RANGES / passes);
        let last = of_range((number + 1) * RANGES / passes - 1);
        Box::new(move |_| pass(ground, first, last))
    };
    let pieces: Vec<_> = (0..passes).map(piece).collect();
    for (found, rows) in side_by_side(&pieces, &mut Ties::new())? {
        findings.join(found);
        counts.feed_rows = rows;
    }
    Ok(())
}

impl Requests {
    fn between(ground: &Ground, first: u16, last: u16) -> Self {
        let (mut known, mut starts) = (Vec::new(), Vec::new());
        for row in ground.rows.tables.requests_between(first, last) {
            // Damage was noted when the requests were read.
            let Ok(row) = row else { continue };
            let Ok(head) = record::row_head(&row.row) else { continue };
            starts.resize(place_of(first, row.key) + 1, known.len());
            known.push(Known { key: row.key, row: head.last, feed: Sequence(0) });
        }
        starts.resize(usize::from(last - first) + 2, known.len());
        Self { known, first, starts }
    }

    fn find(&mut self, key: RequestKey) -> Option<&mut Known> {
        let at = place_of(self.first, key);
        let near = &mut self.known[self.starts[at]..self.starts[at + 1]];
        let found = near.binary_search_by_key(&key, |known| known.key).ok()?;
        Some(&mut near[found])
    }
}

fn range_of(key: RequestKey) -> u16 {
    u16::from_be_bytes([key.0[0], key.0[1]])
}

fn place_of(first: u16, key: RequestKey) -> usize {
    usize::from(range_of(key) - first)
}

/// One pass over the feed for the requests of some ranges; gives the feed's length.
fn pass(ground: &Ground, first: u16, last: u16) -> Result<(Findings, u64), EngineError> {
    let mut findings = Findings::default();
    let mut requests = Requests::between(ground, first, last);
    let mut rows = 0;
    for change in ground.rows.tables.feed_from(Sequence(0))? {
        let Some(change) = findings.read("the change feed", change)? else { continue };
        rows += 1;
        let key = change.request;
        if !(first..=last).contains(&range_of(key)) {
            continue;
        }
        match requests.find(key) {
            Some(known) => known.feed = change.at,
            None => {
                let what = format!("the feed has its record {}, and it has no row", change.at.0);
                findings.broken(Violation::Ack1, request_place(key), what);
            }
        }
    }
    let begin = ground.rows.tables.feed_begin()?;
    let trimmed = |known: &Known| known.row < begin && known.feed == Sequence(0);
    let wrong = |known: &&Known| known.row != known.feed && !trimmed(known);
    for known in requests.known.iter().filter(wrong) {
        let (row, feed) = (known.row.0, known.feed.0);
        let what = format!("its row is of record {row}, and the feed's last is of {feed}");
        findings.broken(Violation::Feed1, request_place(known.key), what);
    }
    Ok((findings, rows))
}

fn feed_place(sequence: Sequence) -> String {
    format!("entry {} of the change feed", sequence.0)
}

/// Walks through the feed beside the journal.
pub(super) struct Beside<'g> {
    feed: Peekable<Changes<'g>>,
    begin: Sequence,
    until: Sequence,
}

impl<'g> Beside<'g> {
    pub(super) fn new(ground: &'g Ground, first: Sequence) -> Result<Self, EngineError> {
        let feed = ground.rows.tables.feed_from(first)?.peekable();
        Ok(Self { feed, begin: ground.rows.tables.feed_begin()?, until: ground.position })
    }

    /// The next record of the journal, and the request whose event it is.
    pub(super) fn see(
        &mut self,
        sequence: Sequence,
        request: Option<RequestKey>,
        findings: &mut Findings,
    ) {
        if sequence < self.begin || sequence > self.until {
            return;
        }
        self.unexplained(sequence, findings);
        let of_it = |change: &Result<Change, StorageError>| {
            change.as_ref().is_ok_and(|change| change.at == sequence)
        };
        let entry = self.feed.next_if(of_it).and_then(Result::ok).map(|change| change.request);
        match (entry, request) {
            (Some(named), Some(key)) if named == key => {}
            (None, None) => {}
            (None, Some(key)) => {
                let what = format!("its record {} is not in the change feed", sequence.0);
                findings.broken(Violation::Feed1, request_place(key), what);
            }
            (Some(_), _) => {
                let what = "it names a request whose event this is not";
                findings.broken(Violation::Feed1, feed_place(sequence), what);
            }
        }
    }

    /// What the feed has beyond the last record.
    pub(super) fn end(mut self, findings: &mut Findings) {
        self.unexplained(Sequence(u64::MAX), findings);
    }

    fn unexplained(&mut self, before: Sequence, findings: &mut Findings) {
        let earlier = |change: &Result<Change, StorageError>| {
            change.as_ref().is_ok_and(|change| change.at < before)
        };
        while let Some(Ok(change)) = self.feed.next_if(earlier) {
            let what = "no record explains it";
            findings.broken(Violation::Feed1, feed_place(change.at), what);
        }
    }
}
