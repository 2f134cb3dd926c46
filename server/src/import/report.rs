//! The rows that were not taken, as a file that can be mended and given again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Writer};

use super::table::{ImportFault, REPORT_COLUMNS, RowFault};

/// A report under way. It has people's data in it, so nobody but its owner may read it.
pub struct Report {
    path: PathBuf,
    writer: Writer<BufWriter<File>>,
    /// Columns of the file that are the report's own, from a report that was given again.
    own: Vec<bool>,
    rows: u64,
}

impl Report {
    /// Begins a report with the file's first line and three columns: line, column, why.
    ///
    /// # Errors
    /// A file that cannot be made.
    pub fn begin(path: &Path, header: &ByteRecord) -> Result<Self, ImportFault> {
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
        let file = file.map_err(|source| fault(path, source))?;
        let writer = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
        let own = |name: &[u8]| {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            REPORT_COLUMNS.contains(&name.as_str())
        };
        let own = header.iter().map(own).collect();
        let mut this = Self { path: path.to_owned(), writer, own, rows: 0 };
        this.put(header, REPORT_COLUMNS)?;
        Ok(this)
    }

    /// Adds a row that was not taken, or not wholly.
    ///
    /// # Errors
    /// A disk that takes no more.
    pub fn write(
        &mut self,
        line: u64,
        row: &ByteRecord,
        fault: &RowFault,
    ) -> Result<(), ImportFault> {
        self.rows += 1;
        self.put(row, [&line.to_string(), fault.column, &fault.why])
    }

    /// How many rows it has.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    fn put(&mut self, row: &ByteRecord, more: [&str; 3]) -> Result<(), ImportFault> {
        let of_file = row.iter().enumerate();
        let kept = of_file.filter(|(place, _)| !self.own.get(*place).copied().unwrap_or(false));
        let fields = kept.map(|(_, field)| field).chain(more.iter().map(|text| text.as_bytes()));
        let written = self.writer.write_record(fields);
        written.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(source) => fault(&self.path, source),
            other => fault(&self.path, io::Error::other(format!("{other:?}"))),
        })
    }

    /// Ends the report; it is on disk then.
    ///
    /// # Errors
    /// A disk that takes no more.
    pub fn end(mut self) -> Result<(), ImportFault> {
        let flushed = self.writer.flush();
        let synced = flushed.and_then(|()| self.writer.get_ref().get_ref().sync_all());
        synced.map_err(|source| fault(&self.path, source))
    }
}

fn fault(path: &Path, source: io::Error) -> ImportFault {
    ImportFault::File { attempted: "write the report", path: path.to_owned(), source }
}
