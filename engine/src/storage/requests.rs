//! One row for each citizen's request.

use super::error::StorageError;
use super::keys::{Fact, Family};
use super::open;
use super::scan::{Bounds, Scan, misshapen};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{RequestKey, Sequence};
use rocksdb::{ErrorKind, ReadOptions};

/// A request's row, if there is one, and the position at which it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestRead {
    pub row: Option<Vec<u8>>,
    pub applied: Sequence,
}

/// A request with its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestRow {
    pub key: RequestKey,
    pub row: Vec<u8>,
}

impl RequestRow {
    fn read(key: &[u8], value: &[u8]) -> Option<Self> {
        Some(Self { key: RequestKey(key.try_into().ok()?), row: value.to_vec() })
    }
}

impl Tables {
    /// Reads a request and the position of the tables in one view, so that a desk can tell whether
    /// the row may be older than what the desk has decided since.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn read_request(&self, key: RequestKey) -> Result<RequestRead, StorageError> {
        let read = self.read_request_with(key, open::read_options)?;
        read.map_err(StorageError::store("read a request"))
    }

    /// The same, without waiting for the disk: nothing if a block that it needs is not in memory.
    ///
    /// # Errors
    /// As [`Tables::read_request`].
    pub fn read_request_at_hand(
        &self,
        key: RequestKey,
    ) -> Result<Option<RequestRead>, StorageError> {
        match self.read_request_with(key, open::at_hand_options)? {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.kind() == ErrorKind::Incomplete => Ok(None),
            Err(error) => Err(StorageError::store("read a request")(error)),
        }
    }

    fn read_request_with(
        &self,
        key: RequestKey,
        options: fn() -> ReadOptions,
    ) -> Result<Result<RequestRead, rocksdb::Error>, StorageError> {
        let view = self.db().snapshot();
        let read =
            |family: Family, key: &[u8]| view.get_cf_opt(self.family(family), key, options());
        let both = read(Family::Requests, &key.0)
            .and_then(|row| Ok((row, read(Family::Meta, &Fact::Applied.key())?)));
        let (row, applied) = match both {
            Ok(both) => both,
            Err(error) => return Ok(Err(error)),
        };
        let applied = applied.unwrap_or_default();
        let applied = applied.as_slice().try_into().map(u64::from_be_bytes);
        let applied = applied.map_err(|_| misshapen(Family::Meta, &Fact::Applied.key(), &[]))?;
        Ok(Ok(RequestRead { row, applied: Sequence(applied) }))
    }

    /// All requests, by key.
    #[must_use]
    pub fn requests(&self) -> Scan<'_, RequestRow> {
        self.scan(Family::Requests, Bounds::all(), RequestRow::read)
    }

    /// The requests whose keys begin with `first`, with `last`, or with two bytes in between.
    #[must_use]
    pub fn requests_between(&self, first: u16, last: u16) -> Scan<'_, RequestRow> {
        let bounds = Bounds::prefixes(&first.to_be_bytes(), &last.to_be_bytes());
        self.scan(Family::Requests, bounds, RequestRow::read)
    }
}

impl Writes<'_> {
    pub fn put_request(&mut self, key: RequestKey, row: &[u8]) {
        self.put(Family::Requests, &key.0, row);
    }

    pub fn delete_request(&mut self, key: RequestKey) {
        self.delete(Family::Requests, &key.0);
    }
}
