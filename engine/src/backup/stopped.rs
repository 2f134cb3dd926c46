//! A backup of a directory that no engine has, also after a crash: the copy is brought up to the
//! journal's end, and the directory stays as it is.

use std::path::Path;
use std::sync::Arc;

use super::catch_up::{catch_up, leading_on_from};
use super::check::digest;
use super::draft::{Draft, Published, sum_tables};
use super::error::BackupError;
use super::make::{Made, prove};
use super::{files, keyring_copies, scan_copies};
use crate::backup::pace::Pace;
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::journal::medium::DiskMedium;
use crate::keyring::{DataDirectory, Keyring, master_key};
use crate::storage::{Tables, TablesOptions};

/// Makes a backup of a stopped directory in `to`, verifies it, and copies the keyring to
/// `keyring_to`. It keeps an engine from starting meanwhile.
///
/// # Errors
/// Another process that has the directory; damage in it; a disk that fails or is full.
pub fn backup_stopped(
    config: &EngineConfig,
    to: &Path,
    keyring_to: Option<&Path>,
) -> Result<Made, BackupError> {
    let pace = Pace::alone();
    let source = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default())?;
    let cluster = source.cluster();
    let master = master_key(&config.master_key, DataDirectory::Existing)?;
    let keyring = Arc::new(Keyring::open_to_read(&config.keyring_path(), &master, cluster)?);
    for dir in [config.journal_dir(), config.archive_dir()] {
        if !dir.is_dir() {
            return Err(BackupError::unfit(format!(
                "cannot back up {}: the folder {} is missing; put it back first",
                config.data_dir.display(),
                dir.display()
            )));
        }
    }
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir())
        .map_err(|source| EngineError::Directory { dir: config.journal_dir(), source })?;
    let survey = leading_on_from(Arc::new(medium), source.applied())?;

    let draft = Draft::begin(to, cluster)?;
    let mut copied = draft.copy_tables(&config.tables_dir(), &pace)?;
    let mut rows = digest(&source, &pace)?;
    if survey.last > source.applied() {
        let options = TablesOptions { cluster: Some(cluster), ..TablesOptions::default() };
        let copy = Arc::new(Tables::open(&draft.tables(), &options)?);
        if digest(&copy, &pace)? != rows {
            return Err(BackupError::not_whole(&draft.tables(), "its rows are not the source's"));
        }
        catch_up(&copy, &keyring, &survey)?;
        rows = digest(&copy, &pace)?;
        drop(copy);
        copied = sum_tables(&draft.tables(), &pace)?;
    }
    let published = draft.publish(rows, copied, &pace)?;
    let keyring_copy = keyring_to
        .map(|folder| keyring_copies::make(&keyring, &config.keyring_path(), folder, &cluster))
        .transpose()?;
    scan_copies::make(&config.scans_dir(), to, &cluster, &pace)?;
    let report = prove(&published, &keyring, None, &pace)?;
    let Published { path, manifest, .. } = published;
    files::sync_folder(to)?;
    Ok(Made { path, manifest, report, keyring: keyring_copy })
}
