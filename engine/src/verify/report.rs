//! What was found, as plain data.

use nobat_domain::ids::{Day, RequestKey, ShiftId};
use nobat_domain::invariant::Violation;

use crate::error::EngineError;
use crate::journal::{Fault, JournalError, SegmentReport};
use crate::keyring::LINK_BYTES;
use crate::storage::{SeatAt, StorageError};

/// The id of a finding that is no invariant of the law: bytes that cannot be read as what they are.
pub const DAMAGE: &str = "DAMAGE";
/// Findings that are kept; beyond them only their number is.
pub const FINDINGS_MAX: usize = 1_000;

/// One thing that is not as it must be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The invariant's id, or [`DAMAGE`].
    pub id: &'static str,
    pub what: String,
    /// Where: a seat, a request by its key, a table, a file. Never anything personal.
    pub place: String,
}

/// What stands in the directory, the journal's tail included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub offices: u64,
    pub shift_days: u64,
    pub seats_approved: u64,
    pub seats_free: u64,
    /// For any purpose, cooling ones included.
    pub seats_held: u64,
    pub seats_cooling: u64,
    pub seats_booked: u64,
    /// Taken beyond what is approved, after a cut.
    pub seats_over: u64,
    pub requests: u64,
    pub requests_erased: u64,
    pub requests_in_flight: u64,
    pub bookings: u64,
    /// Of these, the ones whose day is long past: it was dropped with its seats.
    pub bookings_past: u64,
    /// Confirmed payments, in purses, in bookings and to be reversed.
    pub money: u64,
    /// Of these, the ones in purses.
    pub credits: u64,
    /// Of these, the ones that found a purse full: a person has the bank reverse them.
    pub to_reverse: u64,
    pub attempts_open: u64,
    /// Scans of booklets that requests name.
    pub scans: u64,
    pub feed_rows: u64,
    pub accounts: u64,
    pub audit_entries: u64,
    pub journal_records: u64,
    /// Records that are durable and not yet in the tables.
    pub journal_tail_records: u64,
    pub journal_segments: u64,
    pub archive_segments: u64,
}

/// Steps that are named and not done yet. They are no fault: a start goes on with them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unfinished {
    /// A seat was asked for.
    pub intents: u64,
    /// A paid seat is being booked.
    pub bookings: u64,
    /// A hold is being let go.
    pub releases: u64,
    /// A seat is on its way back.
    pub returns: u64,
    /// A hold has ended at its shift, and the desk has not heard of it.
    pub lapsed: u64,
    /// A hold is past its deadline, and the clock has not ended it yet.
    pub overdue: u64,
    /// A key was erased by a record, and its slot is not overwritten yet.
    pub erasures: u64,
}

impl Counts {
    /// Adds what a piece of the requests has counted.
    pub(super) fn join_requests(&mut self, part: &Self) {
        self.requests += part.requests;
        self.requests_erased += part.requests_erased;
        self.requests_in_flight += part.requests_in_flight;
        self.bookings += part.bookings;
        self.credits += part.credits;
        self.to_reverse += part.to_reverse;
        self.attempts_open += part.attempts_open;
        self.scans += part.scans;
    }
}

impl Unfinished {
    pub(super) fn join(&mut self, part: &Self) {
        let Self { intents, bookings, releases, returns, lapsed, overdue, erasures } = part;
        self.intents += intents;
        self.bookings += bookings;
        self.releases += releases;
        self.returns += returns;
        self.lapsed += lapsed;
        self.overdue += overdue;
        self.erasures += erasures;
    }

    #[must_use]
    pub const fn total(&self) -> u64 {
        let of_seats = self.intents + self.bookings + self.releases + self.returns;
        of_seats + self.lapsed + self.overdue + self.erasures
    }
}

/// How far tables and journal reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Positions {
    /// The last record that is in the tables.
    pub tables: u64,
    /// The first and the last record that the journal can give without a gap; 0 without records.
    pub journal_first: u64,
    pub journal_last: u64,
    /// Ring and archive reach back to the first record, so the whole history was checked.
    pub history_whole: bool,
    pub engine_time_ms: u64,
    /// The last entry of the audit and its link: whoever keeps them elsewhere sees later whether
    /// the end was cut off.
    pub audit_last: u64,
    pub audit_link: [u8; LINK_BYTES],
}

/// The whole answer of [`super::verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub counts: Counts,
    pub unfinished: Unfinished,
    pub positions: Positions,
    pub segments: Vec<SegmentReport>,
    /// Each is among the violations as [`DAMAGE`] too.
    pub journal_faults: Vec<Fault>,
    /// The first [`FINDINGS_MAX`].
    pub violations: Vec<Finding>,
    pub violations_total: u64,
}

impl Report {
    /// Nothing at all was found.
    #[must_use]
    pub const fn sound(&self) -> bool {
        self.violations_total == 0
    }
}

/// Gathers findings, the first of them in full.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) first: Vec<Finding>,
    pub(super) total: u64,
}

impl Findings {
    pub(super) fn broken(&mut self, violation: Violation, place: String, what: impl Into<String>) {
        self.add(violation.id(), place, what.into());
    }

    pub(super) fn damage(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.add(DAMAGE, place.into(), what.into());
    }

    fn add(&mut self, id: &'static str, place: String, what: String) {
        self.total += 1;
        if self.first.len() < FINDINGS_MAX {
            self.first.push(Finding { id, what, place });
        }
    }

    /// What was found in a piece of the whole, behind what was found before it.
    pub(super) fn join(&mut self, part: Self) {
        let room = FINDINGS_MAX.saturating_sub(self.first.len());
        self.total += part.total;
        self.first.extend(part.first.into_iter().take(room));
    }

    /// What was read; nothing where it is damaged, which is then noted.
    ///
    /// # Errors
    /// A fault of the machine, and not of the data.
    pub(super) fn read<T>(
        &mut self,
        place: &str,
        read: Result<T, StorageError>,
    ) -> Result<Option<T>, EngineError> {
        match read {
            Ok(row) => Ok(Some(row)),
            Err(StorageError::Damaged { what, .. }) => {
                self.damage(place, what);
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }

    /// As [`Self::read`], for records of the journal.
    pub(super) fn followed<T>(
        &mut self,
        read: Result<T, JournalError>,
    ) -> Result<Option<T>, EngineError> {
        match read {
            Ok(batch) => Ok(Some(batch)),
            Err(error @ (JournalError::Damaged { .. } | JournalError::MissingSegment { .. })) => {
                self.damage("journal", error.to_string());
                Ok(None)
            }
            Err(other) => Err(other.into()),
        }
    }
}

pub(super) fn seat_place(at: SeatAt) -> String {
    format!("seat {} of shift {} on day {}", at.seat.0, at.shift.0, at.day.0)
}

pub(super) fn day_place(shift: ShiftId, day: Day) -> String {
    format!("shift {} on day {}", shift.0, day.0)
}

pub(super) fn request_place(key: RequestKey) -> String {
    let hex: Vec<String> = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("request {}", hex.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_beyond_the_bound_are_counted_and_not_kept() {
        let mut findings = Findings::default();
        for _ in 0..FINDINGS_MAX + 5 {
            findings.broken(Violation::Cap1, String::new(), "one too many");
        }
        assert_eq!(findings.first.len(), FINDINGS_MAX);
        assert_eq!(findings.total, FINDINGS_MAX as u64 + 5);
        assert_eq!(findings.first[0].id, "CAP-1");
    }
}
