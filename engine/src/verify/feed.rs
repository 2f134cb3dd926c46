//! FEED-1: the change feed has every change of every request once, in order.

use std::iter::Peekable;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::invariant::Violation;

use crate::error::EngineError;
use crate::record;
use crate::storage::{Place, PlacedRow, Scan};
use crate::verify::report::{Counts, Findings, request_place};
use crate::verify::run::Ground;

/// Requests that one pass over the feed keeps in memory, 32 bytes each.
const REQUESTS_PER_PASS: usize = 8_000_000;

/// A request as its row and the feed know it.
struct Known {
    key: RequestKey,
    /// The last event that is in the row.
    row: Sequence,
    /// The last change in the feed.
    feed: Sequence,
}

/// Every row's last event is the last change that the feed has of it, and every change in the
/// feed is of a request that exists.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    findings: &mut Findings,
    counts: &mut Counts,
) -> Result<(), EngineError> {
    let tables = &ground.rows.tables;
    let mut requests = tables.requests();
    // From here on; nothing is before the first pass.
    let mut from = RequestKey([0; 16]);
    loop {
        let mut known = Vec::new();
        for row in requests.by_ref().take(REQUESTS_PER_PASS) {
            // Damage was noted when the requests were read.
            let Ok(row) = row else { continue };
            let Ok(head) = record::row_head(&row.row) else { continue };
            known.push(Known { key: row.key, row: head.last, feed: Sequence(0) });
        }
        let last_pass = known.len() < REQUESTS_PER_PASS;
        let until = if last_pass { None } else { known.last().map(|known| known.key) };
        counts.feed_rows = pass(ground, findings, &mut known, from, until)?;
        for known in known.iter().filter(|known| known.row != known.feed) {
            let (row, feed) = (known.row.0, known.feed.0);
            let what = format!("its row is of record {row}, and the feed's last is of {feed}");
            findings.broken(Violation::Feed1, request_place(known.key), what);
        }
        match until.and_then(after) {
            Some(next) => from = next,
            None => return Ok(()),
        }
    }
}

fn after(key: RequestKey) -> Option<RequestKey> {
    u128::from_be_bytes(key.0).checked_add(1).map(|next| RequestKey(next.to_be_bytes()))
}

/// One pass over the feed for the requests from `from` to `until`; returns the feed's length.
fn pass(
    ground: &Ground,
    findings: &mut Findings,
    known: &mut [Known],
    from: RequestKey,
    until: Option<RequestKey>,
) -> Result<u64, EngineError> {
    let mut rows = 0;
    for row in ground.rows.tables.feed_from(Place::default()) {
        let Some(row) = findings.read("the change feed", row)? else { continue };
        rows += 1;
        let Some(key) = key_of(&row) else {
            // Noted once, by the first pass.
            if from == RequestKey([0; 16]) {
                findings.damage(feed_place(row.at.sequence), "it is no request's key");
            }
            continue;
        };
        if key < from || until.is_some_and(|until| key > until) {
            continue;
        }
        match known.binary_search_by_key(&key, |known| known.key) {
            Ok(at) => known[at].feed = row.at.sequence,
            Err(_) => {
                let what =
                    format!("the feed has its record {}, and it has no row", row.at.sequence.0);
                findings.broken(Violation::Ack1, request_place(key), what);
            }
        }
    }
    Ok(rows)
}

fn key_of(row: &PlacedRow) -> Option<RequestKey> {
    row.row.as_slice().try_into().ok().map(RequestKey).filter(|_| row.at.n == 0)
}

fn feed_place(sequence: Sequence) -> String {
    format!("entry {} of the change feed", sequence.0)
}

/// Walks through the feed beside the journal.
pub(super) struct Beside<'g> {
    feed: Peekable<Scan<'g, PlacedRow>>,
    until: Sequence,
}

impl<'g> Beside<'g> {
    pub(super) fn new(ground: &'g Ground, first: Sequence) -> Self {
        let from = Place { sequence: first, n: 0 };
        Self { feed: ground.rows.tables.feed_from(from).peekable(), until: ground.position }
    }

    /// The next record of the journal, and the request whose event it is.
    pub(super) fn see(
        &mut self,
        sequence: Sequence,
        request: Option<RequestKey>,
        findings: &mut Findings,
    ) {
        if sequence > self.until {
            return;
        }
        self.unexplained(sequence, findings);
        let of_it = |row: &Result<PlacedRow, _>| {
            row.as_ref().is_ok_and(|row: &PlacedRow| row.at.sequence == sequence)
        };
        let entry = self.feed.next_if(of_it);
        let entry = entry.and_then(Result::ok).and_then(|row| key_of(&row));
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
        let earlier = |row: &Result<PlacedRow, _>| {
            row.as_ref().is_ok_and(|row: &PlacedRow| row.at.sequence < before)
        };
        while let Some(Ok(row)) = self.feed.next_if(earlier) {
            let what = "no record explains it";
            findings.broken(Violation::Feed1, feed_place(row.at.sequence), what);
        }
    }
}
