//! The ledger on disk: one line of JSON for each entry, only ever appended.
//!
//! A line is handed to the system before it is answered for, so a killed sandbox loses nothing; it
//! is not synced, so a power cut may take the last lines. A sandbox's money is worth that much.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::ledger::Ledger;

const FILE_NAME: &str = "ledger.jsonl";

#[derive(Debug)]
pub struct LedgerFile {
    file: File,
}

#[derive(Debug, thiserror::Error)]
pub enum LedgerFileFault {
    #[error("reading the bank's ledger {path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("reading the bank's ledger {path}: line {line} is damaged")]
    Damaged { path: PathBuf, line: u64 },
}

impl LedgerFile {
    /// Opens or makes the file, and reads it into a ledger.
    ///
    /// # Errors
    /// The disk's own faults, and a damaged line. A last line without its end was cut off by a kill
    /// before it was answered for, and is dropped.
    pub fn open(dir: &Path) -> Result<(Self, Ledger), LedgerFileFault> {
        let path = dir.join(FILE_NAME);
        let io = |source| LedgerFileFault::Io { path: path.clone(), source };
        fs::create_dir_all(dir).map_err(io)?;
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(&path).map_err(io)?;
        let (ledger, whole_bytes) = read(&file, &path)?;
        file.set_len(whole_bytes).map_err(io)?;
        Ok((Self { file }, ledger))
    }

    /// # Errors
    /// The disk's own faults; the entry must not be applied then.
    pub fn append(&mut self, entry: &Entry) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

fn read(file: &File, path: &Path) -> Result<(Ledger, u64), LedgerFileFault> {
    let mut reader = BufReader::new(file);
    let mut ledger = Ledger::default();
    let (mut line, mut line_no, mut whole_bytes) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = reader
            .read_until(b'\n', &mut line)
            .map_err(|source| LedgerFileFault::Io { path: path.to_owned(), source })?;
        if line.last() != Some(&b'\n') {
            return Ok((ledger, whole_bytes));
        }
        line_no += 1;
        let entry = serde_json::from_slice(&line)
            .map_err(|_| LedgerFileFault::Damaged { path: path.to_owned(), line: line_no })?;
        ledger.apply(entry);
        whole_bytes += length as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Issued;
    use super::*;

    fn issued(token: &str, order: u64) -> Entry {
        Entry::Issued(Issued {
            token: token.to_owned(),
            at: 1,
            ends_at: 2,
            order,
            amount: 1_000,
            return_url: "http://shop.test/".to_owned(),
        })
    }

    #[test]
    fn a_reopened_ledger_is_the_same_and_a_torn_last_line_is_dropped() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let (mut file, _) = LedgerFile::open(dir.path()).expect("an empty ledger opens");
        file.append(&issued("A", 1)).expect("the disk has room");
        file.append(&Entry::Cancelled { token: "A".to_owned(), at: 2 }).expect("room");
        file.file.write_all(br#"{"what":"issu"#).expect("the disk has room");
        drop(file);
        let (mut file, ledger) = LedgerFile::open(dir.path()).expect("a torn ledger opens");
        assert_eq!(ledger.payments().len(), 1);
        assert_eq!(ledger.payment("A").map(|payment| payment.standing.name()), Some("cancelled"));
        file.append(&issued("B", 2)).expect("the disk has room");
        let (_, ledger) = LedgerFile::open(dir.path()).expect("a mended ledger opens");
        assert_eq!(ledger.payments().len(), 2);
    }

    #[test]
    fn a_damaged_line_in_the_middle_is_named() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let (mut file, _) = LedgerFile::open(dir.path()).expect("an empty ledger opens");
        file.append(&issued("A", 1)).expect("the disk has room");
        file.file.write_all(b"rot\n").expect("the disk has room");
        file.append(&issued("B", 2)).expect("the disk has room");
        let fault = LedgerFile::open(dir.path()).err().map(|fault| fault.to_string());
        assert!(fault.is_some_and(|fault| fault.ends_with("line 2 is damaged")));
    }
}
