//! Backups of a running engine: a view and a copy of one position, then everything else at leisure.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};

use super::check::check;
use super::draft::{Draft, Published};
use super::error::BackupError;
use super::files::{self, FileSum};
use super::manifest::Manifest;
use super::pace::Pace;
use super::tend::Standing;
use super::{keyring_copies, scan_copies, shelf};
use crate::clock::monotonic_ns;
use crate::journal::Archive;
use crate::keyring::Keyring;
use crate::metric_names as names;
use crate::scans::Scans;
use crate::storage::{Tables, TablesDigest};
use crate::verify::Report;

/// On the file system of the tables, so that it is made of links; gone when it is copied.
const LINKS: &str = "backup.part";

/// The backups of a running engine. One is made at a time, by whoever asks; blocking.
pub struct Backups {
    pub(super) tables: Arc<Tables>,
    keyring: Arc<Keyring>,
    pub(super) archive: Archive,
    scans: Arc<Scans>,
    data_dir: PathBuf,
    pub(super) restore_epoch: u8,
    stop: Arc<AtomicBool>,
    one: Mutex<()>,
    pub(super) standing: Mutex<Standing>,
}

/// A backup that has its name, and what its verification has found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub path: PathBuf,
    pub manifest: Manifest,
    pub report: Report,
    /// The copy of the keyring, where one was asked for.
    pub keyring: Option<PathBuf>,
}

impl Made {
    /// Only such a backup covers an archive.
    #[must_use]
    pub const fn verified(&self) -> bool {
        self.report.sound()
    }
}

impl Backups {
    pub(crate) fn new(
        tables: Arc<Tables>,
        keyring: Arc<Keyring>,
        archive: Archive,
        scans: Arc<Scans>,
        data_dir: PathBuf,
        restore_epoch: u8,
    ) -> Self {
        let (one, standing) = (Mutex::default(), Mutex::default());
        let stop = Arc::default();
        Self { tables, keyring, archive, scans, data_dir, restore_epoch, stop, one, standing }
    }

    /// Makes a backup in `to`, verifies it, and copies the keyring to `keyring_to`. Citizens are
    /// answered meanwhile; commits wait for one flush, as they do every ten seconds.
    ///
    /// # Errors
    /// `Busy` while another is made, `Stopped` by a stop; a disk that fails or is full. A backup
    /// that is whole and not sound is no error: see [`Made::verified`].
    pub fn make(&self, to: &Path, keyring_to: Option<&Path>) -> Result<Made, BackupError> {
        let _one = match self.one.try_lock() {
            Ok(one) => one,
            Err(TryLockError::WouldBlock) => return Err(BackupError::Busy),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        };
        let begun = monotonic_ns();
        let pace = Pace::beside_others(Arc::clone(&self.stop));
        let draft = Draft::begin(to, self.tables.cluster())?;
        // Whatever a copied row names is still there when the scans are copied.
        let _named = self.scans.hold();
        let (copied, digest) = self.copy(&draft, &pace)?;
        let published = draft.publish(digest, copied, &pace)?;
        // After the tables: every key that one of their rows names was synced before it was used.
        let cluster = self.tables.cluster();
        let live = self.data_dir.join("keyring");
        let keyring = keyring_to
            .map(|folder| keyring_copies::make(&self.keyring, &live, folder, &cluster))
            .transpose()?;
        scan_copies::make(self.scans.dir(), to, &cluster, &pace)?;
        let report = prove(&published, &self.keyring, Some(Arc::clone(&self.tables)), &pace)?;
        let seconds = (monotonic_ns() - begun) as f64 / 1e9;
        metrics::gauge!(names::BACKUP_SECONDS).set(seconds);
        let Published { path, manifest, .. } = published;
        tracing::info!(
            path = %path.display(), position = manifest.position.0, seconds,
            verified = report.sound(), "a backup is made"
        );
        Ok(Made { path, manifest, report, keyring })
    }

    fn copy(
        &self,
        draft: &Draft,
        pace: &Pace,
    ) -> Result<(Vec<FileSum>, TablesDigest), BackupError> {
        let links = self.data_dir.join(LINKS);
        files::remove_folder(&links)?;
        let still = self.tables.copy_and_hold(&links)?;
        let copied = draft.copy_tables(&links, pace);
        // Links keep files that compaction has done with: they go first, whatever came of it.
        files::remove_folder(&links)?;
        let digest = still.digest(&|bytes| pace.step(bytes))?.ok_or(BackupError::Stopped)?;
        Ok((copied?, digest))
    }

    /// Ends a backup that is being made, and all that are asked for from now on: the server stops.
    pub fn give_up(&self) {
        self.stop.store(true, Ordering::Release);
    }

    /// What a backup that is being made looks at to end early.
    pub(super) fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }
}

/// Verifies a backup, and notes in it that it was found sound.
pub(super) fn prove(
    published: &Published,
    keyring: &Arc<Keyring>,
    live: Option<Arc<Tables>>,
    pace: &Pace,
) -> Result<Report, BackupError> {
    let Published { path, manifest, proof } = published;
    let report = check(path, manifest, keyring, live, pace)?;
    if report.sound() {
        shelf::mark_verified(path, proof)?;
    } else {
        let first = report.violations.first().map(|it| format!("{} {}", it.id, it.what));
        tracing::error!(
            path = %path.display(), findings = report.violations_total, first,
            "a backup is whole but not sound: it covers no archive"
        );
    }
    Ok(report)
}
