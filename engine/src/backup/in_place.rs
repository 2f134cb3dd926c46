//! Tables that rotted, rebuilt where they are: from a backup and the journal that is still there.

use std::path::Path;
use std::sync::Arc;

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::catch_up::{catch_up, leading_on_from};
use super::error::BackupError;
use super::files;
use super::manifest::Manifest;
use super::pace::Pace;
use super::restore::{Restored, copy_tables, open_copy, sound};
use crate::clock::wall;
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::journal::medium::DiskMedium;
use crate::keyring::{DataDirectory, Keyring, master_key};
use crate::storage::Tables;

const DRAFT: &str = "tables.part";

/// Puts tables made of `backup` and of everything journaled since in the place of those in a
/// stopped data directory. The old ones stay beside them, for whoever examines the fault. Journal,
/// archive and keyring are only read, so nothing that was acknowledged is lost.
///
/// # Errors
/// Another process that has the directory; a backup that is not whole or of other data; a journal
/// that does not lead on from it without a gap; `Unsound` if the result does not pass `verify`.
pub fn restore_in_place(from: &Path, config: &EngineConfig) -> Result<Restored, BackupError> {
    let pace = Pace::alone();
    let (manifest, _) = Manifest::read(from)?;
    let master = master_key(&config.master_key, DataDirectory::Existing)?;
    // Opened under the backup's identity: a keyring of other data refuses here.
    let keyring = Keyring::open_to_read(&config.keyring_path(), &master, manifest.cluster)?;
    let (keyring, tables_dir) = (Arc::new(keyring), config.tables_dir());
    files::folder(&tables_dir)?;
    let locked = Tables::keep_out(&tables_dir)?;
    if !config.journal_dir().is_dir() {
        return Err(BackupError::unfit(format!(
            "cannot rebuild the tables: there is no journal in {}; restore into a new directory",
            config.journal_dir().display()
        )));
    }
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir())
        .map_err(|source| EngineError::Directory { dir: config.journal_dir(), source })?;
    let survey = leading_on_from(Arc::new(medium), manifest.position)?;
    if survey.last < manifest.position {
        return Err(BackupError::unfit(format!(
            "cannot rebuild the tables: the backup stands at record {}, and the journal ends at \
             {}; restore into a new directory",
            manifest.position.0, survey.last.0
        )));
    }
    let draft = config.data_dir.join(DRAFT);
    files::remove_folder(&draft)?;
    copy_tables(from, &manifest, &draft, &pace)?;
    let tables = open_copy(&draft, from, &manifest, &pace)?;
    let replayed_records = catch_up(&tables, &keyring, &survey)?;
    let position = tables.applied();
    drop(tables);
    exchange(&draft, &tables_dir)?;
    let old = config.data_dir.join(format!("tables.damaged-{:014}", wall().0));
    std::fs::rename(&draft, &old).map_err(BackupError::file("put aside", &draft))?;
    files::sync_folder(&config.data_dir)?;
    drop(locked);
    let report = sound(config)?;
    let (restore_epoch, erased_again) = (None, 0);
    Ok(Restored { manifest, position, replayed_records, restore_epoch, erased_again, report })
}

/// Gives each of two folders the other's name, in one step: there is never a moment without
/// tables, which a start would take for a directory that never had any.
fn exchange(one: &Path, other: &Path) -> Result<(), BackupError> {
    let exchanged = renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE);
    let exchanged = exchanged.map_err(std::io::Error::from);
    exchanged.map_err(BackupError::file("exchange the tables with those in", one))
}
