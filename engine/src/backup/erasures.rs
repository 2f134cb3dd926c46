//! Which keys were erased, so that no restore brings one back.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::error::BackupError;
use super::shelf;
use crate::storage::Tables;

/// The list's name inside a backup: a number on each line.
pub(super) const ERASED: &str = "erased";

/// All that the tables name.
pub(super) fn of_tables(tables: &Tables) -> Result<BTreeSet<u64>, BackupError> {
    let mut erased = BTreeSet::new();
    for row in tables.erased_keys() {
        erased.insert(row?.0);
    }
    Ok(erased)
}

/// All that any backup in the folder names: a keyring and data that are both older than an erasure
/// would bring it back, and a newer backup beside them knows better.
pub(super) fn of_folder(folder: &Path, cluster: &[u8; 16]) -> Result<BTreeSet<u64>, BackupError> {
    let mut erased = BTreeSet::new();
    for kept in shelf::list(folder, cluster)? {
        erased.extend(read(&kept.path)?);
    }
    Ok(erased)
}

pub(super) fn read(backup: &Path) -> Result<BTreeSet<u64>, BackupError> {
    let path = backup.join(ERASED);
    let text = std::fs::read_to_string(&path).map_err(BackupError::file("read", &path))?;
    let numbers: Result<_, _> = text.lines().map(str::parse).collect();
    numbers.map_err(|_| BackupError::not_whole(backup, "its list of erased keys is no list"))
}

pub(super) fn text(erased: &BTreeSet<u64>) -> String {
    erased.iter().fold(String::new(), |mut text, number| {
        writeln!(text, "{number}").expect("a text takes every word");
        text
    })
}
