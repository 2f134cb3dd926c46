//! How often the data was restored: the part of an order number that keeps it from being given
//! twice, once before a restore and once after it.
//!
//! It is a setting, so that it is journaled by the restore and stands in every later backup. The
//! folder of backups remembers each number that a restore has taken: two restores of one backup
//! must not give the same order numbers either.

use std::io;
use std::path::Path;

use nobat_domain::timestamp::Timestamp;

use super::error::BackupError;
use super::files;
use super::shelf::short;
use crate::error::EngineError;
use crate::record::{self, RecordError};
use crate::storage::Tables;

const SETTING: &str = "engine.restore-epoch";

/// How often the data in these tables was restored; 0 where it never was.
///
/// # Errors
/// If the row cannot be read, or is no such number.
pub fn restore_epoch(tables: &Tables) -> Result<u8, EngineError> {
    let Some(row) = tables.setting(SETTING)? else { return Ok(0) };
    let damaged = |source| EngineError::Record { what: format!("the setting {SETTING}"), source };
    let (_, _, value) = record::setting_of(&row).map_err(damaged)?;
    match value {
        [epoch] => Ok(*epoch),
        other => {
            let (stated, found) = (1, other.len());
            Err(damaged(RecordError::Length { stated, found }))
        }
    }
}

/// The record that says so.
pub(super) fn write_epoch(epoch: u8, at: Timestamp) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::write_setting(at, SETTING, &[epoch], &mut bytes).expect("both are short");
    bytes
}

/// Takes the next number for a restore of a backup in `folder`: above `before`, and above every
/// one that a restore from this folder has taken. With `asked` the operator vouches for it.
pub(super) fn take(
    folder: &Path,
    cluster: &[u8; 16],
    before: u8,
    asked: Option<u8>,
) -> Result<u8, BackupError> {
    if asked.is_some_and(|asked| asked <= before) {
        return Err(BackupError::unfit(format!(
            "cannot restore: the restore epoch must be above {before}, the one of the backup"
        )));
    }
    if let Some(asked) = asked {
        // Whoever names a number has looked; a medium that takes no note is then no hindrance.
        return match note(folder, cluster, asked) {
            Ok(false) => Err(BackupError::unfit(format!(
                "cannot restore: another restore from this folder has had the epoch {asked}; \
                 name a higher one"
            ))),
            Ok(true) | Err(_) => Ok(asked),
        };
    }
    for epoch in before.saturating_add(1)..=u8::MAX {
        match note(folder, cluster, epoch) {
            Ok(true) if epoch > before => return Ok(epoch),
            Ok(_) => {}
            Err(error) => {
                return Err(BackupError::unfit(format!(
                    "cannot restore: the folder of the backup takes no note of it ({error}); \
                     name with --restore-epoch a number above every one that a restore has had"
                )));
            }
        }
    }
    let what = "cannot restore: all 255 restore epochs are taken, and with them order numbers";
    Err(BackupError::unfit(what))
}

/// Notes in the folder that a number is taken; `false` if it was.
fn note(folder: &Path, cluster: &[u8; 16], epoch: u8) -> Result<bool, BackupError> {
    let mark = folder.join(format!("restore-epoch-{}-{epoch:03}", short(cluster)));
    match files::write(&mark, "") {
        Ok(()) => files::sync_folder(folder).map(|()| true),
        Err(BackupError::File { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: [u8; 16] = [7; 16];

    #[test]
    fn no_two_restores_from_one_folder_have_the_same_epoch() {
        let folder = tempfile::tempdir().expect("a folder");
        let take = |before, asked| take(folder.path(), &CLUSTER, before, asked);
        assert_eq!(take(0, None).expect("the first"), 1);
        assert_eq!(take(0, None).expect("of the same backup"), 2);
        assert_eq!(take(1, None).expect("of a later one"), 3);
        assert_eq!(take(0, Some(9)).expect("an operator knows"), 9);
        assert!(take(9, Some(9)).is_err(), "it must be above the backup's");
        assert!(take(0, Some(9)).is_err(), "another restore has had it");
        let another = super::take(folder.path(), &[8; 16], 0, None);
        assert_eq!(another.expect("other data count for themselves"), 1);
        assert!(take(255, None).is_err(), "they are used up");
    }

    #[test]
    fn a_folder_that_takes_no_note_needs_an_operators_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = folder.path().join("nowhere");
        let refused = super::take(&nowhere, &CLUSTER, 0, None).expect_err("no note is taken");
        assert!(refused.to_string().contains("--restore-epoch"), "{refused}");
        assert_eq!(super::take(&nowhere, &CLUSTER, 0, Some(4)).expect("named"), 4);
    }
}
