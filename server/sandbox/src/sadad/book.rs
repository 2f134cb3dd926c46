//! Ledger and file together: what is written down counts, and nothing else does.

use nobat_domain::timestamp::{Millis, Timestamp};

use super::entry::Entry;
use super::ledger::{Ledger, Payment};
use super::ledger_file::LedgerFile;

#[derive(Debug)]
pub struct Book {
    ledger: Ledger,
    file: LedgerFile,
    verify_window: Millis,
}

#[derive(Debug, thiserror::Error)]
#[error("writing the bank's ledger: {0}")]
pub struct Unwritable(#[from] std::io::Error);

impl Book {
    pub const fn new(ledger: Ledger, file: LedgerFile, verify_window: Millis) -> Self {
        Self { ledger, file, verify_window }
    }

    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// # Errors
    /// The line could not be written, and nothing has happened.
    pub fn record(&mut self, entry: Entry) -> Result<(), Unwritable> {
        self.file.append(&entry)?;
        self.ledger.apply(entry);
        Ok(())
    }

    /// The payment as it stands now, after whatever its hour has brought about.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn settled(&mut self, token: &str, now: Timestamp) -> Result<Option<Payment>, Unwritable> {
        if let Some(due) = self.ledger.due(token, now, self.verify_window) {
            self.record(due)?;
        }
        Ok(self.ledger.payment(token).cloned())
    }

    /// Brings every payment to the hour, for whoever wants to see them all.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn settle_all(&mut self, now: Timestamp) -> Result<(), Unwritable> {
        let due: Vec<Entry> = self
            .ledger
            .payments()
            .iter()
            .filter_map(|payment| self.ledger.due(&payment.issued.token, now, self.verify_window))
            .collect();
        due.into_iter().try_for_each(|entry| self.record(entry))
    }
}
