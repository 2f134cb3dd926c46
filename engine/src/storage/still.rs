//! All tables as they stood at one position, copied and held while commits go on; and the digest
//! by which two such states are told to be one.

use super::error::StorageError;
use super::feed;
use super::keys::Family;
use super::lock;
use super::open;
use super::tables::Tables;
use nobat_domain::ids::Sequence;
use rocksdb::{DBRawIterator, Snapshot};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::path::Path;

/// A walk over rows says so often how far it has come.
const STEP_BYTES: u64 = 1 << 20;

/// Every row of every table in one number: equal digests are equal tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TablesDigest {
    pub rows: u64,
    /// Over name, and each key and value with its length, table by table in key order. A change of
    /// the feed counts as a row: which of them lie together says only when they were committed.
    pub sha256: [u8; 32],
}

/// A view that does not move, of the very position that a copy was made at.
pub struct Still<'t> {
    tables: &'t Tables,
    snapshot: Snapshot<'t>,
    position: Sequence,
}

impl Tables {
    /// Makes a copy of all tables in `dir`, which must not exist, and holds a view of the same
    /// position. Commits wait for a second flush right behind the first, and for the links of the
    /// copy: `dir` must be on the file system of the tables.
    ///
    /// # Errors
    /// `Full`, `Damaged`, `Io`.
    pub fn copy_and_hold(&self, dir: &Path) -> Result<Still<'_>, StorageError> {
        // What can be written before nobody may commit is written before.
        self.flush()?;
        let _nobody_commits = self.hold_commits();
        let position = self.checkpoint(dir)?;
        let snapshot = self.db().snapshot();
        Ok(Still { tables: self, snapshot, position })
    }

    /// The digest of all rows; `step` hears about every MiB and may end the walk with `false`,
    /// which gives `None`. Meant for tables that nobody writes to.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn digest(&self, step: &dyn Fn(u64) -> bool) -> Result<Option<TablesDigest>, StorageError> {
        let rows = |family: Family| {
            self.db().raw_iterator_cf_opt(self.family(family), open::scan_options())
        };
        digest(rows, step)
    }

    /// Keeps every other process from opening the tables in `dir`, whole or not, as long as the
    /// returned file is open.
    ///
    /// # Errors
    /// `Locked`, `Io`.
    pub fn keep_out(dir: &Path) -> Result<File, StorageError> {
        lock::to_write(dir)
    }
}

impl Still<'_> {
    /// The position of the copy and of this view.
    #[must_use]
    pub fn position(&self) -> Sequence {
        self.position
    }

    /// As [`Tables::digest`], of the view.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn digest(&self, step: &dyn Fn(u64) -> bool) -> Result<Option<TablesDigest>, StorageError> {
        let rows = |family: Family| {
            let family = self.tables.family(family);
            self.snapshot.raw_iterator_cf_opt(family, open::scan_options())
        };
        digest(rows, step)
    }
}

fn digest<'a>(
    rows: impl Fn(Family) -> DBRawIterator<'a>,
    step: &dyn Fn(u64) -> bool,
) -> Result<Option<TablesDigest>, StorageError> {
    let mut hash = Sha256::new();
    let mut count = 0;
    let mut bytes = 0;
    for family in Family::ALL {
        put(&mut hash, family.name().as_bytes());
        let mut rows = rows(family);
        rows.seek_to_first();
        while let Some((key, value)) = rows.item() {
            if family == Family::Feed {
                let misshapen = || super::scan::misshapen(family, key, value);
                for change in feed::unpack(key, value).ok_or_else(misshapen)? {
                    put(&mut hash, &change.at.0.to_be_bytes());
                    put(&mut hash, &change.request.0);
                    count += 1;
                }
            } else {
                put(&mut hash, key);
                put(&mut hash, value);
                count += 1;
            }
            bytes += (key.len() + value.len()) as u64;
            if bytes >= STEP_BYTES {
                if !step(bytes) {
                    return Ok(None);
                }
                bytes = 0;
            }
            rows.next();
        }
        rows.status().map_err(StorageError::store("scan a table"))?;
    }
    Ok(Some(TablesDigest { rows: count, sha256: hash.finalize().into() }))
}

fn put(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

#[cfg(test)]
mod tests {
    use super::super::{SEAT_ROW_BYTES, SeatAt, TablesOptions};
    use super::*;
    use nobat_domain::ids::{Day, RequestKey, SeatNo, ShiftId};

    fn go_on(_: u64) -> bool {
        true
    }

    fn digest_of(dir: &Path) -> TablesDigest {
        let tables = Tables::open_to_read(dir, &TablesOptions::default()).expect("a whole copy");
        tables.digest(&go_on).expect("it reads").expect("nobody ends it")
    }

    #[test]
    fn copy_and_view_are_of_one_position_while_commits_go_on() {
        const COMMITS: u64 = 3_000;
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(&dir.path().join("tables"), &TablesOptions::default());
        let tables = tables.expect("they are new");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut writes = tables.writes();
                for position in 1..=COMMITS {
                    writes.clear();
                    writes.put_request(RequestKey([position as u8; 16]), &position.to_be_bytes());
                    tables.commit(&writes, Sequence(position)).expect("it is committed");
                }
            });
            for round in 0..4 {
                let copy = dir.path().join(format!("copy-{round}"));
                let still = tables.copy_and_hold(&copy).expect("it is copied");
                let held = still.digest(&go_on).expect("it reads").expect("nobody ends it");
                assert_eq!(held, digest_of(&copy), "round {round}");
            }
        });
    }

    #[test]
    fn any_other_row_is_another_digest_and_a_walk_can_be_ended() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let digest = || tables.digest(&go_on).expect("it reads").expect("nobody ends it");
        let mut seen = vec![digest()];
        let at = SeatAt { shift: ShiftId(1), day: Day(2), seat: SeatNo(3) };
        for position in 1..4 {
            let mut writes = tables.writes();
            writes.put_seat(at, &[position as u8; SEAT_ROW_BYTES]);
            tables.commit(&writes, Sequence(position)).expect("it is committed");
            assert!(!seen.contains(&digest()));
            seen.push(digest());
        }
        let mut writes = tables.writes();
        writes.put_draft_sized();
        tables.commit(&writes, Sequence(4)).expect("it is committed");
        assert_eq!(tables.digest(&|_| false).expect("it reads"), None);
    }

    impl super::super::Writes<'_> {
        /// A row that is longer than a step.
        fn put_draft_sized(&mut self) {
            self.put_request(RequestKey([9; 16]), &vec![1; STEP_BYTES as usize]);
        }
    }
}
