//! A CSV file as rows with named fields, one at a time, whatever its size and whatever is wrong.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::PathBuf;
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

/// No row is longer. A quote that is never closed would make one row of the rest of the file.
const ROW_BYTES_MAX: usize = 64 * 1024;
/// What `csv` reads ahead of the row that it gives.
const READ_AHEAD_BYTES: usize = 8 * 1024;
/// Columns that a report adds, which may stand in a file that was a report.
pub(super) const REPORT_COLUMNS: [&str; 3] = ["line", "column", "why"];

/// What ends an import. Rows before it are taken; the same file may be given again.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    #[error(
        "cannot {attempted} {}: {source}; mend that, then give the file again: what was taken \
         stays taken", path.display()
    )]
    File { attempted: &'static str, path: PathBuf, source: io::Error },
    #[error("the file is empty; its first line names the columns: {known}")]
    NoHeader { known: String },
    #[error("the file is UTF-16; save it as CSV UTF-8 and give it again")]
    Utf16,
    #[error(
        "its first line has one column, `{found}`; fields are separated by commas, and the columns \
         are: {known}"
    )]
    NotCommas { found: String, known: String },
    #[error("no column is called `{found}`; the columns are: {known}")]
    UnknownColumn { found: String, known: String },
    #[error("the column `{0}` stands in the first line twice")]
    TwiceColumn(String),
    #[error("the column `{0}` is missing from the first line")]
    MissingColumn(&'static str),
    #[error(
        "line {line}: a row is longer than 64 KiB, so a quote is not closed there; mend it, and \
         give the file again: what was taken stays taken"
    )]
    Endless { line: u64 },
    #[error("line {line}: {source}")]
    Read { line: u64, source: io::Error },
    #[error(
        "line {line}: the disk is full; make room, then give the file again: what was taken stays \
         taken, and nobody is taken twice"
    )]
    DiskFull { line: u64 },
    #[error(
        "line {line}: the engine has taken nothing for {seconds} s; if its disk is full, make \
         room, then give the file again: what was taken stays taken"
    )]
    Stuck { line: u64, seconds: u64 },
    #[error("line {line}: {source}")]
    Engine { line: u64, source: nobat_engine::AskError },
}

/// Why a row is not taken, as its report says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowFault {
    /// The column to look at; empty where it is the row as a whole.
    pub column: &'static str,
    pub why: String,
}

impl RowFault {
    pub fn of(column: &'static str, why: impl Into<String>) -> Self {
        Self { column, why: why.into() }
    }
}

/// Counts what was read since the last row, and looks at how the first line ends.
struct Bounded<R> {
    inner: R,
    since: Rc<Cell<usize>>,
    ends: Rc<Cell<Option<LineEnd>>>,
}

/// `csv` counts the bytes `\n` that lie behind it, and a row's number follows from how rows end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum LineEnd {
    Lf,
    CrLf,
    Cr,
}

impl LineEnd {
    fn first_of(text: &[u8]) -> Option<Self> {
        let place = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
        Some(match (text[place], text.get(place + 1)) {
            (b'\n', _) => Self::Lf,
            (_, Some(b'\n')) => Self::CrLf,
            _ => Self::Cr,
        })
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > ROW_BYTES_MAX + READ_AHEAD_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.inner.read(buffer)?;
        self.since.set(self.since.get() + read);
        if self.ends.get().is_none() {
            self.ends.set(LineEnd::first_of(&buffer[..read]));
        }
        Ok(read)
    }
}

/// A file whose first line was understood.
pub struct Table<R> {
    reader: csv::Reader<Bounded<R>>,
    since: Rc<Cell<usize>>,
    ends: Rc<Cell<Option<LineEnd>>>,
    rows: u64,
    header: ByteRecord,
    columns: &'static [&'static str],
    /// Where each of the columns stands in a row.
    places: Vec<Option<usize>>,
}

impl<R: Read> Table<R> {
    /// Reads the first line. The first `needed` of the columns must be there.
    ///
    /// # Errors
    /// [`ImportFault`] says what is wrong with it, and what would be right.
    pub fn open(
        file: R,
        columns: &'static [&'static str],
        needed: usize,
    ) -> Result<Self, ImportFault> {
        let since = Rc::new(Cell::new(0));
        let ends = Rc::new(Cell::new(None));
        let bounded = Bounded { inner: file, since: Rc::clone(&since), ends: Rc::clone(&ends) };
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bounded);
        let header = reader.byte_headers().map_err(|error| read_fault(error, 1))?.clone();
        let places = places(&header, columns)?;
        for (column, place) in columns.iter().zip(&places).take(needed) {
            if place.is_none() {
                return Err(ImportFault::MissingColumn(column));
            }
        }
        Ok(Self { reader, since, ends, rows: 0, header, columns, places })
    }

    /// The first line, as the file has it.
    pub const fn header(&self) -> &ByteRecord {
        &self.header
    }

    /// How many bytes of the file lie behind the last row.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row with its line; nothing at the end.
    ///
    /// # Errors
    /// A file that cannot be read on from here.
    pub fn next_row(&mut self) -> Result<Option<(u64, ByteRecord)>, ImportFault> {
        let mut row = ByteRecord::new();
        self.since.set(0);
        self.rows += 1;
        let counted = self.reader.position().line();
        let line = match self.ends.get() {
            Some(LineEnd::CrLf) => counted + 1,
            Some(LineEnd::Cr) => self.rows + 1,
            Some(LineEnd::Lf) | None => counted,
        };
        let more = self.reader.read_byte_record(&mut row);
        let more = more.map_err(|error| read_fault(error, line))?;
        Ok(more.then_some((line, row)))
    }

    /// The fields of a row by their columns.
    ///
    /// # Errors
    /// A row with more or fewer fields than the first line, or that is no UTF-8.
    pub fn fields<'r>(&self, row: &'r ByteRecord) -> Result<Fields<'r>, RowFault> {
        let (found, wanted) = (row.len(), self.header.len());
        if found != wanted {
            let why = format!("it has {found} fields, and the first line has {wanted}");
            return Err(RowFault::of("", why));
        }
        let mut values = Vec::with_capacity(self.columns.len());
        for (column, place) in self.columns.iter().zip(&self.places) {
            let bytes = place.and_then(|place| row.get(place)).unwrap_or_default();
            let text = std::str::from_utf8(bytes);
            let text = text.map_err(|_| RowFault::of(column, "it is not UTF-8"))?;
            values.push(text.trim());
        }
        Ok(Fields { columns: self.columns, values })
    }
}

fn places(
    header: &ByteRecord,
    columns: &'static [&'static str],
) -> Result<Vec<Option<usize>>, ImportFault> {
    let known = || columns.join(", ");
    match header.get(0) {
        None => return Err(ImportFault::NoHeader { known: known() }),
        Some([0xff, 0xfe, ..] | [0xfe, 0xff, ..]) => return Err(ImportFault::Utf16),
        Some(_) => {}
    }
    let names: Vec<String> = header
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .collect();
    let is_known =
        |name: &String| columns.contains(&name.as_str()) || REPORT_COLUMNS.contains(&name.as_str());
    if let Some(found) = names.iter().find(|name| !is_known(name)).cloned() {
        return Err(match names.len() {
            1 => ImportFault::NotCommas { found, known: known() },
            _ => ImportFault::UnknownColumn { found, known: known() },
        });
    }
    let twice = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name));
    if let Some((_, name)) = twice {
        return Err(ImportFault::TwiceColumn(name.clone()));
    }
    let place = |column: &&str| names.iter().position(|name| name == column);
    Ok(columns.iter().map(place).collect())
}

fn read_fault(error: csv::Error, line: u64) -> ImportFault {
    match error.into_kind() {
        csv::ErrorKind::Io(source) if source.kind() == io::ErrorKind::FileTooLarge => {
            ImportFault::Endless { line }
        }
        csv::ErrorKind::Io(source) => ImportFault::Read { line, source },
        other => ImportFault::Read { line, source: io::Error::other(format!("{other:?}")) },
    }
}

/// One row's fields. A column that the file does not have is empty.
pub struct Fields<'r> {
    columns: &'static [&'static str],
    values: Vec<&'r str>,
}

impl<'r> Fields<'r> {
    /// The field of a column, without blanks around it.
    ///
    /// # Panics
    /// On a column that was not asked for when the table was opened.
    #[must_use]
    pub fn get(&self, column: &str) -> &'r str {
        let place = self.columns.iter().position(|known| *known == column);
        self.values[place.expect("a column of this table")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["id", "name", "note"];

    fn open(text: &[u8]) -> Result<Table<&[u8]>, ImportFault> {
        Table::open(text, COLUMNS, 2)
    }

    fn said(text: &[u8]) -> String {
        open(text).map(|_| ()).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_first_line_that_is_wrong_is_told_what_would_be_right() {
        assert!(said(b"").starts_with("the file is empty; its first line names the columns"));
        assert!(said(b"id;name\n1;a\n").contains("separated by commas"), "semicolons");
        assert!(said(b"id,names\n").contains("no column is called `names`; the columns are: id"));
        assert_eq!(said(b"id,name,id\n"), "the column `id` stands in the first line twice");
        assert_eq!(said(b"id,note\n"), "the column `name` is missing from the first line");
        assert!(said(b"\xff\xfei\0d\0").contains("UTF-16"));
    }

    #[test]
    fn marks_case_blanks_and_line_ends_do_not_matter() {
        let text = b"\xef\xbb\xbfID , Name\r\n 1 ,\"a, b\"\r\n2,c";
        let mut table = open(text).expect("a first line");
        let (line, row) = table.next_row().expect("readable").expect("a row");
        let fields = table.fields(&row).expect("whole");
        assert_eq!((line, fields.get("id"), fields.get("name")), (2, "1", "a, b"));
        assert_eq!(fields.get("note"), "", "a column that is not there is empty");
        let (line, row) = table.next_row().expect("readable").expect("a row");
        assert_eq!((line, table.fields(&row).expect("whole").get("name")), (3, "c"));
        assert!(table.next_row().expect("readable").is_none());
        let mut table = open(b"id,name\r1,a\r2,b\r").expect("a first line");
        let mut lines = Vec::new();
        while let Some((line, row)) = table.next_row().expect("readable") {
            lines.push((line, table.fields(&row).expect("whole").get("id").to_owned()));
        }
        assert_eq!(lines, [(2, "1".to_owned()), (3, "2".to_owned())]);
    }

    #[test]
    fn a_broken_row_is_named_and_the_next_one_read() {
        let mut table = open(b"id,name\n1\n2,\xff\n3,c\n").expect("a first line");
        let mut whys = Vec::new();
        while let Some((line, row)) = table.next_row().expect("readable") {
            whys.push((line, table.fields(&row).err().map(|fault| (fault.column, fault.why))));
        }
        let fields = "it has 1 fields, and the first line has 2".to_owned();
        assert_eq!(whys[0], (2, Some(("", fields))));
        assert_eq!(whys[1], (3, Some(("name", "it is not UTF-8".to_owned()))));
        assert_eq!(whys[2], (4, None));
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_the_reading_and_not_the_memory() {
        let mut text = b"id,name\n1,a\n2,\"b\n".to_vec();
        text.extend(b"3,c\n".repeat(100_000));
        let mut table = open(&text).expect("a first line");
        table.next_row().expect("readable").expect("the first row");
        let error = table.next_row().expect_err("it never ends");
        assert!(matches!(error, ImportFault::Endless { line: 3 }), "{error}");
        let read = text.len() - table.reader.get_ref().inner.len();
        assert!(read < 2 * ROW_BYTES_MAX, "{read} bytes were read");
    }
}
