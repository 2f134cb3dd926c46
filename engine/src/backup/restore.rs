//! From a backup to a new data directory: copied by checksum, brought forward, verified.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nobat_domain::ids::{DataKeyNo, Sequence};
use nobat_domain::timestamp::Timestamp;

use super::catch_up::{catch_up, leading_on_from};
use super::check::{changed, digest};
use super::draft::TABLES;
use super::error::BackupError;
use super::files;
use super::manifest::Manifest;
use super::pace::Pace;
use super::{epoch, erasures, keyring_copies, scan_copies};
use crate::clock::{monotonic_ns, wall};
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::journal::medium::DiskMedium;
use crate::journal::{Journal, Opened, Work, found};
use crate::keyring::{DataDirectory, KeyNo, Keyring, KeyringError, MasterKey, master_key};
use crate::record;
use crate::storage::{Tables, TablesOptions};
use crate::verify::{Report, verify};

/// An operator may have put it there before.
const MASTER_KEY: &str = "master.key";
/// Where the new journal is made; it gets its name last, and no directory starts without it.
const JOURNAL_DRAFT: &str = "journal.part";
/// The longest wait for the new journal's first records.
const DURABLE_WITHIN: std::time::Duration = std::time::Duration::from_secs(60);

/// What is asked of a restore.
#[derive(Clone, Debug)]
pub struct Restore<'a> {
    pub from: &'a Path,
    /// The new directory and where its master key stands; the rest as a start would have it.
    pub config: &'a EngineConfig,
    /// A keyring, or a folder of its copies, of which the newest is taken.
    pub keyring_from: &'a Path,
    /// An archive whose records behind the backup are replayed.
    pub archive: Option<&'a Path>,
    /// In place of the next free one.
    pub restore_epoch: Option<u8>,
}

/// A restored directory, verified and ready to start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// The last record of before that is in it.
    pub position: Sequence,
    pub replayed_records: u64,
    /// `None` where tables were rebuilt in place: nothing was lost, so it is the same data.
    pub restore_epoch: Option<u8>,
    /// Keys that this restore had to erase again.
    pub erased_again: u64,
    pub report: Report,
}

/// Makes a data directory of a backup. It is startable only when all of it is there.
///
/// # Errors
/// A directory that is not empty, a backup or a keyring that is not whole, an archive with a gap,
/// a disk that fails or is full; `Unsound` if the result does not pass `verify`.
pub fn restore(asked: &Restore<'_>) -> Result<Restored, BackupError> {
    let config = asked.config;
    must_be_empty(&config.data_dir)?;
    let pace = Pace::alone();
    let (manifest, _) = Manifest::read(asked.from)?;
    let master = master_key(&config.master_key, DataDirectory::Existing)?;
    let source = keyring_copies::find(asked.keyring_from, &manifest.cluster)?;
    let source = Keyring::open_to_read(&source, &master, manifest.cluster)?;
    files::folder(&config.data_dir)?;
    source.copy_to(&config.keyring_path())?;
    drop(source);
    copy_tables(asked.from, &manifest, &config.tables_dir(), &pace)?;
    scan_copies::put_back(asked.from, &manifest.cluster, &config.scans_dir(), &pace)?;
    let (tables, keyring) = open(config, &manifest, &master, &pace)?;
    let replayed_records = match asked.archive {
        Some(archive) => replay_archive(config, archive, &tables, &keyring)?,
        None => 0,
    };
    let position = tables.applied();
    let (erased_again, erased_records) = erase_again(asked.from, &tables, &keyring)?;
    let before = epoch::restore_epoch(&tables)?.max(manifest.restore_epoch);
    let shelf = files::parent(asked.from);
    let epoch = epoch::take(shelf, &manifest.cluster, before, asked.restore_epoch)?;
    let at = wall().max(tables.engine_time()?.unwrap_or_default());
    begin_journal(config, &tables, epoch, &erased_records, at)?;
    drop((tables, keyring));
    let report = sound(config)?;
    let restore_epoch = Some(epoch);
    Ok(Restored { manifest, position, replayed_records, restore_epoch, erased_again, report })
}

fn must_be_empty(dir: &Path) -> Result<(), BackupError> {
    if files::names(dir)?.iter().any(|name| name != MASTER_KEY) {
        return Err(BackupError::NotEmpty { path: dir.into() });
    }
    Ok(())
}

/// Copies the tables of a backup and believes no file whose checksum is another.
pub(super) fn copy_tables(
    backup: &Path,
    manifest: &Manifest,
    to: &Path,
    pace: &Pace,
) -> Result<(), BackupError> {
    files::folder(to)?;
    for file in &manifest.files {
        let Some(name) = file.name.strip_prefix(TABLES).and_then(|it| it.strip_prefix('/')) else {
            continue;
        };
        let copied = files::copy(&backup.join(&file.name), &to.join(name), &file.name, pace)?;
        if copied != *file {
            return Err(changed(backup, &file.name));
        }
    }
    files::sync_folder(to)
}

/// Opens restored tables for writing once they are proven to be the backup's.
pub(super) fn open_copy(
    dir: &Path,
    backup: &Path,
    manifest: &Manifest,
    pace: &Pace,
) -> Result<Arc<Tables>, BackupError> {
    let options = TablesOptions { cluster: Some(manifest.cluster), ..TablesOptions::default() };
    let tables = Tables::open(dir, &options)?;
    if tables.applied() != manifest.position || digest(&tables, pace)? != manifest.digest {
        return Err(BackupError::not_whole(backup, "its rows are not those that were backed up"));
    }
    Ok(Arc::new(tables))
}

fn open(
    config: &EngineConfig,
    manifest: &Manifest,
    master: &MasterKey,
    pace: &Pace,
) -> Result<(Arc<Tables>, Arc<Keyring>), BackupError> {
    let from = &config.tables_dir();
    let tables = open_copy(from, from, manifest, pace)?;
    let keyring = Keyring::open(&config.keyring_path(), master, manifest.cluster)?;
    let reaches = match keyring.data_key(KeyNo(manifest.keys_used)) {
        Ok(_) | Err(KeyringError::Erased { .. }) => true,
        Err(KeyringError::NeverMade { .. }) => manifest.keys_used == 0,
        Err(other) => return Err(other.into()),
    };
    if !reaches {
        return Err(BackupError::unfit(format!(
            "cannot restore with this keyring: it is older than the backup, which needs keys up \
             to {}; take a newer copy of the keyring",
            manifest.keys_used
        )));
    }
    Ok((tables, Arc::new(keyring)))
}

fn replay_archive(
    config: &EngineConfig,
    archive: &Path,
    tables: &Arc<Tables>,
    keyring: &Arc<Keyring>,
) -> Result<u64, BackupError> {
    if !archive.is_dir() {
        let missing = std::io::ErrorKind::NotFound.into();
        return Err(BackupError::file("find the archive", archive)(missing));
    }
    // The ring beside this archive is the new one, which is empty so far.
    let medium = medium(config.data_dir.join(JOURNAL_DRAFT), archive.to_owned())?;
    let survey = leading_on_from(Arc::new(medium), tables.applied())?;
    catch_up(tables, keyring, &survey)
}

fn medium(ring: PathBuf, archive: PathBuf) -> Result<DiskMedium, BackupError> {
    let made = DiskMedium::new(&ring, archive);
    Ok(made.map_err(|source| EngineError::Directory { dir: ring, source })?)
}

/// Erases every key that was ever erased, and gives the records of those that the tables do not
/// name: the keyring may know better than older data, and a newer backup better than both.
fn erase_again(
    backup: &Path,
    tables: &Tables,
    keyring: &Keyring,
) -> Result<(u64, BTreeSet<u64>), BackupError> {
    let named = erasures::of_tables(tables)?;
    let gone: BTreeSet<u64> = keyring.erased()?.into_iter().map(|key| key.0).collect();
    let mut wanted = erasures::of_folder(files::parent(backup), &tables.cluster())?;
    wanted.extend(&named);
    let mut again = 0;
    for number in wanted.difference(&gone) {
        keyring.erase(KeyNo(*number))?;
        again += 1;
    }
    // A key that no row names was never anybody's: its tombstone is no news.
    let used = tables.keys_used()?;
    let all: BTreeSet<u64> = wanted.union(&gone).copied().collect();
    let unnamed = all.difference(&named).copied().filter(|number| *number <= used).collect();
    Ok((again, unnamed))
}

/// Begins the journal behind the restored position: what a restore decides is journaled like every
/// other decision, so that no later rebuild forgets it.
fn begin_journal(
    config: &EngineConfig,
    tables: &Tables,
    epoch: u8,
    erased: &BTreeSet<u64>,
    at: Timestamp,
) -> Result<(), BackupError> {
    let draft = config.data_dir.join(JOURNAL_DRAFT);
    files::remove_folder(&draft)?;
    let medium = Arc::new(medium(draft.clone(), config.archive_dir())?);
    let after = tables.applied();
    found(&*medium, tables.cluster(), config.segment_bytes, after)?;
    let mut journal_config = config.journal(tables.cluster());
    journal_config.lanes = 1;
    journal_config.monotonic_ns = monotonic_ns;
    let Opened { journal, mut lanes, tail } = Journal::open(&journal_config, medium, after)?;
    drop(tail);
    let lane = lanes.first_mut().expect("one lane was asked for");
    let durable = journal.durable();
    let here = std::thread::current();
    let waiter = durable.register(move || here.unpark());
    let mut publish = |bytes: &[u8]| {
        while !lane.has_room(Work::Finishing) {
            std::thread::yield_now();
        }
        lane.publish(bytes, 1)
    };
    let mut last = publish(&epoch::write_epoch(epoch, at));
    for number in erased {
        last = publish(&record::erased_key_bytes(at, DataKeyNo(*number)));
    }
    let begun = monotonic_ns();
    while !waiter.wake_at(last) {
        std::thread::park_timeout(DURABLE_WITHIN);
        if u128::from(monotonic_ns() - begun) > DURABLE_WITHIN.as_nanos() {
            let late = std::io::ErrorKind::TimedOut.into();
            return Err(BackupError::file("write the new journal in", &draft)(late));
        }
    }
    drop((waiter, lanes));
    journal.close();
    files::publish(&draft, &config.journal_dir())
}

/// Verifies a directory that a restore has made.
pub(super) fn sound(config: &EngineConfig) -> Result<Report, BackupError> {
    let report = verify(config)?;
    match report.violations.first() {
        None => Ok(report),
        Some(first) => Err(BackupError::Unsound {
            path: config.data_dir.clone(),
            violations: report.violations_total,
            first: format!("{} {} ({})", first.id, first.what, first.place),
        }),
    }
}
