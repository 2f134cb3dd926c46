//! The archive's end of life: what a backup covers may go, and nothing else ever does.

use std::sync::Arc;

use nobat_domain::ids::Sequence;

use super::archive::{self, ArchiveName};
use super::error::JournalError;
use super::medium::{Medium, Shelf};
use super::ring::Ring;

/// The archive of an open journal, for whoever decides how long it is kept.
#[derive(Clone)]
pub struct Archive {
    medium: Arc<dyn Medium>,
    ring: Arc<Ring>,
}

/// What lies in the archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ArchiveStanding {
    pub laps: u64,
    pub bytes: u64,
    /// Of these, what no backup covers.
    pub uncovered_bytes: u64,
}

impl Archive {
    pub(super) fn new(medium: Arc<dyn Medium>, ring: Arc<Ring>) -> Self {
        Self { medium, ring }
    }

    /// Measures the archive against a backup that holds everything up to `covered`.
    ///
    /// # Errors
    /// If the archive cannot be listed, or a copy in it cannot be opened.
    pub fn standing(&self, covered: Sequence) -> Result<ArchiveStanding, JournalError> {
        let copies = archive::list(&*self.medium)?;
        let mut standing = ArchiveStanding::default();
        for (at, copy) in copies.iter().enumerate() {
            let bytes = archive::open(&*self.medium, copy)?.bytes;
            standing.laps += 1;
            standing.bytes += bytes;
            if last_of(&copies, at).is_none_or(|last| last > covered) {
                standing.uncovered_bytes += bytes;
            }
        }
        Ok(standing)
    }

    /// Deletes copies whose last record is at most `covered`, the oldest first, up to the first
    /// one that is not, or that may still stand in the ring: a start compares those. Returns how
    /// many went.
    ///
    /// # Errors
    /// If the archive cannot be listed or a copy not be removed; what is left is without a gap.
    pub fn drop_covered(&self, covered: Sequence) -> Result<u64, JournalError> {
        let copies = archive::list(&*self.medium)?;
        let oldest_in_ring = self.ring.oldest_lap_on_disk();
        let mut dropped = 0;
        for (at, copy) in copies.iter().enumerate() {
            let done_with = last_of(&copies, at).is_some_and(|last| last <= covered);
            if !done_with || copy.lap >= oldest_in_ring {
                break;
            }
            let name = copy.file_name();
            let removed = self.medium.remove(Shelf::Archive, &name);
            removed.map_err(|error| {
                JournalError::io("remove", self.medium.describe(Shelf::Archive, &name), error)
            })?;
            tracing::info!(copy = name, covered = covered.0, "a backup covers this archived lap");
            dropped += 1;
        }
        Ok(dropped)
    }
}

/// The last record of a copy; unknown where the next lap is not here to tell.
fn last_of(copies: &[ArchiveName], at: usize) -> Option<Sequence> {
    let next = copies.get(at + 1).filter(|next| next.lap == copies[at].lap + 1)?;
    Some(Sequence(next.first.0.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::super::medium::MemoryMedium;
    use super::super::test_kit::{PATIENCE, drain, open, publish_batches};
    use super::*;

    fn laps(medium: &MemoryMedium) -> Vec<ArchiveName> {
        archive::list(medium).expect("it lists")
    }

    /// Many laps, of which the tables are flushed past all but the current one.
    fn long_lived(medium: &MemoryMedium) -> (super::super::Opened, Sequence) {
        let mut opened = open(medium, 0).expect("a new journal");
        let mut last = Sequence(0);
        for _ in 0..12 {
            last = publish_batches(&mut opened, 15);
            opened.journal.released(last);
        }
        let archived = opened.journal.ring().wait_until(PATIENCE, |state| state.full.is_empty());
        assert!(archived, "everything that is full has its copy");
        (opened, last)
    }

    #[test]
    fn without_a_backup_nothing_is_ever_deleted() {
        let medium = MemoryMedium::new(1);
        let (opened, _) = long_lived(&medium);
        let before = laps(&medium);
        let archive = opened.journal.archive();
        assert_eq!(archive.drop_covered(Sequence(0)).expect("it lists"), 0);
        assert_eq!(laps(&medium), before);
        let standing = archive.standing(Sequence(0)).expect("it lists");
        assert_eq!(standing.laps, before.len() as u64);
        assert!(standing.bytes > 0);
        assert_eq!(standing.uncovered_bytes, standing.bytes);
    }

    #[test]
    fn a_lap_goes_only_when_its_last_record_is_covered() {
        let medium = MemoryMedium::new(1);
        let (opened, _) = long_lived(&medium);
        let archive = opened.journal.archive();
        let before = laps(&medium);
        let second = before[1];
        // The first lap ends one before the second begins.
        assert_eq!(archive.drop_covered(Sequence(second.first.0 - 2)).expect("it lists"), 0);
        assert_eq!(archive.drop_covered(Sequence(second.first.0 - 1)).expect("it lists"), 1);
        assert_eq!(laps(&medium), before[1..], "the oldest, and it alone");
        let standing = archive.standing(Sequence(before[2].first.0 - 1)).expect("it lists");
        assert!(standing.uncovered_bytes < standing.bytes);
    }

    #[test]
    fn covered_laps_that_stand_in_the_ring_stay_and_a_start_finds_what_it_needs() {
        let medium = MemoryMedium::new(1);
        let (opened, last) = long_lived(&medium);
        let archive = opened.journal.archive();
        let before = laps(&medium);
        assert!(archive.drop_covered(last).expect("it lists") > 0);
        let left = laps(&medium);
        assert!(!left.is_empty() && left.len() < before.len());
        assert_eq!(left, before[before.len() - left.len()..], "without a gap");
        let oldest_in_ring = opened.journal.ring().oldest_lap_on_disk();
        assert!(left[0].lap >= oldest_in_ring);
        drop(opened);
        let mut again = open(&medium, last.0).expect("nothing that it needs is gone");
        assert_eq!(drain(&mut again.tail), []);
        let survey_of = || super::super::survey(Arc::new(medium.clone()));
        drop(again);
        let survey = survey_of().expect("nobody has it");
        assert_eq!(survey.faults, []);
    }
}
