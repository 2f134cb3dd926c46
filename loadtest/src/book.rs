//! The tester's own book: what citizens saw acknowledged, and nothing that they did not see.

use crate::client::page::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A booking as a page showed it to its citizen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub national_id: String,
    pub serial: String,
    #[serde(flatten)]
    pub place: Place,
    /// Nine digits; none where only the confirmation page was seen.
    pub code: Option<String>,
    /// Seats that the shift has in all, where the list said so.
    pub approved: Option<u32>,
    /// The bank's tokens that this citizen was sent to.
    pub tokens: Vec<String>,
    pub seen_at_ms: u64,
}

/// Two pages told one citizen different things.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    pub national_id: String,
    pub before: Box<Receipt>,
    pub now: Box<Receipt>,
}

#[derive(Debug, Default)]
pub struct Book(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    receipts: BTreeMap<String, Receipt>,
    contradictions: Vec<Contradiction>,
    file: Option<File>,
}

impl Book {
    /// A book that is also appended to a file, a line for each receipt, before anything else is
    /// done for its citizen. What the file already holds is not taken in.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn with_file(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(Mutex::new(Pages { file: Some(file), ..Pages::default() })))
    }

    /// Notes what a page has shown.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn seen(&self, receipt: Receipt) -> io::Result<()> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut pages.file {
            let mut line = serde_json::to_string(&receipt)?;
            line.push('\n');
            // One write for a line: whoever kills the tester finds it whole or not at all.
            file.write_all(line.as_bytes())?;
        }
        pages.enter(receipt);
        Ok(())
    }

    pub fn receipts(&self) -> Vec<Receipt> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.receipts.values().cloned().collect()
    }

    pub fn contradictions(&self) -> Vec<Contradiction> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contradictions.clone()
    }

    /// The book of earlier runs.
    ///
    /// # Errors
    /// The file cannot be read, or a line other than a torn last one is no receipt.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut pages = Pages::default();
        let mut reader = BufReader::new(File::open(path)?);
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 {
            match serde_json::from_str(&line) {
                Ok(receipt) => pages.enter(receipt),
                Err(_) if !line.ends_with('\n') => {}
                Err(error) => return Err(error.into()),
            }
            line.clear();
        }
        Ok(Self(Mutex::new(pages)))
    }
}

impl Pages {
    fn enter(&mut self, receipt: Receipt) {
        let Some(known) = self.receipts.get_mut(&receipt.national_id) else {
            self.receipts.insert(receipt.national_id.clone(), receipt);
            return;
        };
        let codes_agree = match (&known.code, &receipt.code) {
            (Some(before), Some(now)) => before == now,
            _ => true,
        };
        if known.place != receipt.place || !codes_agree {
            self.contradictions.push(Contradiction {
                national_id: receipt.national_id.clone(),
                before: Box::new(known.clone()),
                now: Box::new(receipt),
            });
            return;
        }
        known.code = known.code.take().or(receipt.code);
        known.approved = known.approved.or(receipt.approved);
        for token in receipt.tokens {
            if !known.tokens.contains(&token) {
                known.tokens.push(token);
            }
        }
    }
}

#[cfg(test)]
pub mod samples {
    use super::*;
    use crate::client::page::Half;

    pub fn receipt(national_id: &str, code: Option<&str>) -> Receipt {
        Receipt {
            national_id: national_id.to_owned(),
            serial: "883810".to_owned(),
            place: Place {
                office: "اداره ثبت احوال مراغه".to_owned(),
                day: "شنبه ۲۸ بهمن ۱۳۹۶".to_owned(),
                period: Half::Morning,
            },
            code: code.map(str::to_owned),
            approved: Some(20),
            tokens: vec!["T1".to_owned()],
            seen_at_ms: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::receipt;
    use super::*;

    #[test]
    fn a_book_is_read_back_even_with_a_torn_last_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("book.jsonl");
        let book = Book::with_file(&path).expect("a new file");
        book.seen(receipt("1", None)).expect("room on the disk");
        book.seen(receipt("1", Some("123456789"))).expect("room on the disk");
        book.seen(receipt("2", Some("123456780"))).expect("room on the disk");
        assert_eq!(Book::read(&path).expect("a book").receipts(), book.receipts());
        assert_eq!(book.receipts()[0].code.as_deref(), Some("123456789"));

        let whole = std::fs::read_to_string(&path).expect("the book");
        std::fs::write(&path, format!("{whole}{{\"national_id\":\"3\"")).expect("room");
        assert_eq!(Book::read(&path).expect("a book").receipts().len(), 2);
        std::fs::write(&path, format!("{{\n{whole}")).expect("room");
        assert!(Book::read(&path).is_err(), "damage in the middle is not passed over");
    }

    #[test]
    fn a_page_that_contradicts_an_earlier_one_is_noted() {
        let book = Book::default();
        let mut other = receipt("1", Some("123456780"));
        book.seen(receipt("1", Some("123456789"))).expect("no file");
        book.seen(receipt("1", Some("123456789"))).expect("no file");
        assert_eq!(book.contradictions(), []);
        book.seen(other.clone()).expect("no file");
        other.code = Some("123456789".to_owned());
        other.place.day = "یک‌شنبه ۲۹ بهمن ۱۳۹۶".to_owned();
        book.seen(other).expect("no file");
        assert_eq!(book.contradictions().len(), 2);
        assert_eq!(book.receipts().len(), 1, "the first word stands");
    }
}
