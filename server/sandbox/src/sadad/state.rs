//! What the bank's handlers share: the book, the faults, the hour.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nobat_domain::timestamp::Timestamp;

use super::book::Book;
use super::config::{SadadConfig, SadadUnfit};
use super::faults::Faults;
use super::ledger_file::LedgerFile;
use super::signing::SharedKey;
use crate::clock::Wall;

/// The bank. Cheap to clone; all clones are one bank.
#[derive(Clone)]
pub struct SadadState(Arc<Inner>);

struct Inner {
    config: SadadConfig,
    key: SharedKey,
    wall: Wall,
    /// How far the bank's hour is from the wall's; only the control API moves it.
    shift_ms: AtomicI64,
    book: Mutex<Book>,
    faults: Mutex<Faults>,
}

impl SadadState {
    /// Opens the bank with the ledger that it finds in its folder.
    ///
    /// # Errors
    /// A key of the wrong length, a ledger that cannot be read.
    pub fn open(config: SadadConfig, wall: Wall) -> Result<Self, SadadUnfit> {
        let key = SharedKey::from_base64(&config.merchant.key_base64)?;
        let (file, ledger) = LedgerFile::open(&config.dir)?;
        let book = Mutex::new(Book::new(ledger, file, config.verify_window));
        let (shift_ms, faults) = (AtomicI64::new(0), Mutex::default());
        Ok(Self(Arc::new(Inner { config, key, wall, shift_ms, book, faults })))
    }

    pub(super) fn config(&self) -> &SadadConfig {
        &self.0.config
    }

    pub(super) fn key(&self) -> &SharedKey {
        &self.0.key
    }

    pub(super) fn wall_now(&self) -> Timestamp {
        (self.0.wall)()
    }

    /// The bank's own hour.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.wall_now().0.saturating_add_signed(self.shift_ms()))
    }

    pub(super) fn shift_ms(&self) -> i64 {
        self.0.shift_ms.load(Ordering::Relaxed)
    }

    pub(super) fn shift_to(&self, shift_ms: i64) {
        self.0.shift_ms.store(shift_ms, Ordering::Relaxed);
    }

    /// A poisoned lock means that a handler panicked, never that a line was half applied: the file
    /// is written first and applying cannot fail.
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> Faults {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_faults(&self, faults: Faults) {
        *self.0.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }
}

impl fmt::Debug for SadadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SadadState").field("config", &self.0.config).finish_non_exhaustive()
    }
}
