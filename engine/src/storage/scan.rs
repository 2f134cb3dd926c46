//! Rows in key order, as an iterator over a fixed view of one table.

use super::error::StorageError;
use super::keys::Family;
use super::open;
use super::tables::Tables;
use rocksdb::DBRawIterator;

/// The rows of a table between two keys, in key order, as they stood when the scan began. The
/// first fault is the last item.
pub struct Scan<'t, T> {
    rows: DBRawIterator<'t>,
    family: Family,
    read: fn(&[u8], &[u8]) -> Option<T>,
    ended: bool,
}

/// Where a scan begins and ends: the first key, and the first key behind it.
#[derive(Default)]
pub(super) struct Bounds {
    pub(super) from: Vec<u8>,
    pub(super) until: Option<Vec<u8>>,
}

impl Bounds {
    pub(super) fn all() -> Self {
        Self::default()
    }

    pub(super) fn from(key: &[u8]) -> Self {
        Self { from: key.to_vec(), until: None }
    }

    /// From the first key that begins with `first` to the last that begins with `last`.
    pub(super) fn prefixes(first: &[u8], last: &[u8]) -> Self {
        Self { from: first.to_vec(), until: behind(last) }
    }
}

/// The first key behind all keys with this beginning; nothing if they reach to the end.
fn behind(prefix: &[u8]) -> Option<Vec<u8>> {
    let carries = prefix.iter().rev().take_while(|&&byte| byte == u8::MAX).count();
    let mut key = prefix[..prefix.len() - carries].to_vec();
    *key.last_mut()? += 1;
    Some(key)
}

impl Tables {
    /// Scans a table; `read` makes a row of key and value, or nothing if they are not one.
    pub(super) fn scan<T>(
        &self,
        family: Family,
        bounds: Bounds,
        read: fn(&[u8], &[u8]) -> Option<T>,
    ) -> Scan<'_, T> {
        let mut options = open::scan_options();
        options.set_iterate_lower_bound(bounds.from);
        if let Some(until) = bounds.until {
            options.set_iterate_upper_bound(until);
        }
        let mut rows = self.db().raw_iterator_cf_opt(self.family(family), options);
        rows.seek_to_first();
        Scan { rows, family, read, ended: false }
    }
}

impl<T> Scan<'_, T> {
    fn step(&mut self) -> Option<Result<T, StorageError>> {
        let Some((key, value)) = self.rows.item() else {
            // The end of the rows and the end of what can be read look alike until asked.
            return match self.rows.status() {
                Ok(()) => None,
                Err(error) => Some(Err(StorageError::store("scan a table")(error))),
            };
        };
        let Some(row) = (self.read)(key, value) else {
            return Some(Err(misshapen(self.family, key, value)));
        };
        self.rows.next();
        Some(Ok(row))
    }
}

impl<T> Iterator for Scan<'_, T> {
    type Item = Result<T, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.step();
        self.ended = !matches!(item, Some(Ok(_)));
        item
    }
}

/// Names the table and the lengths; what a row says may be personal and is never printed.
pub(super) fn misshapen(family: Family, key: &[u8], value: &[u8]) -> StorageError {
    let (name, key, value) = (family.name(), key.len(), value.len());
    StorageError::damaged(format!(
        "a row of `{name}` has a key of {key} and a value of {value} bytes"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_behind_a_beginning_carries() {
        assert_eq!(behind(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(behind(&[1, 255]), Some(vec![2]));
        assert_eq!(behind(&[255, 255]), None);
        assert_eq!(behind(&[]), None);
    }
}
