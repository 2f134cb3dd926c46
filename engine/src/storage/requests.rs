//! One row for each citizen's request.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{RequestKey, Sequence};

/// A request's row, if there is one, and a position that it is not older than.
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
    /// Reads a request, and a position that the row is not older than, so that a desk can tell
    /// whether it may be older than what the desk has decided since.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn read_request(&self, key: RequestKey) -> Result<RequestRead, StorageError> {
        // Before the row: a commit in between makes the row newer than is said, which costs a
        // reader nothing. A view of both at once would cost everybody a lock.
        let applied = self.applied();
        Ok(RequestRead { row: self.point(Family::Requests, &key.0)?, applied })
    }

    /// The same, without waiting for the disk: nothing if a block that it needs is not in memory.
    ///
    /// # Errors
    /// As [`Tables::read_request`].
    pub fn read_request_at_hand(
        &self,
        key: RequestKey,
    ) -> Result<Option<RequestRead>, StorageError> {
        let applied = self.applied();
        let row = self.point_at_hand(Family::Requests, &key.0)?;
        Ok(row.map(|row| RequestRead { row, applied }))
    }

    /// All requests, by key.
    #[must_use]
    pub fn requests(&self) -> Scan<'_, RequestRow> {
        self.scan(Family::Requests, Bounds::all(), RequestRow::read)
    }

    /// The requests behind this one, by key; all of them behind none.
    #[must_use]
    pub fn requests_after(&self, after: Option<RequestKey>) -> Scan<'_, RequestRow> {
        // The first key behind a key is the key and a zero.
        let from = after.map_or_else(Vec::new, |key| [&key.0[..], &[0]].concat());
        self.scan(Family::Requests, Bounds::from(&from), RequestRow::read)
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
