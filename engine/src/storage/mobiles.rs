//! Which mobile served whom lately. A limit goes by it, which no restart forgets.
//!
//! The key is the span of time (4 bytes), a keyed number that stands for the mobile (8) and the
//! request; there is no value. Rows leave by their beginning: a span at a time.

use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;

/// A mobile stood for this request within this span of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ServedRow {
    pub span: u32,
    /// Stands for the mobile; no number of a phone is ever written.
    pub mobile: u64,
    pub request: RequestKey,
}

fn key(row: ServedRow) -> [u8; 28] {
    let mut key = [0; 28];
    key[..4].copy_from_slice(&row.span.to_be_bytes());
    key[4..12].copy_from_slice(&row.mobile.to_be_bytes());
    key[12..].copy_from_slice(&row.request.0);
    key
}

fn read(key: &[u8]) -> Option<ServedRow> {
    let (span, rest) = key.split_first_chunk()?;
    let (mobile, request) = rest.split_first_chunk()?;
    let (span, mobile) = (u32::from_be_bytes(*span), u64::from_be_bytes(*mobile));
    Some(ServedRow { span, mobile, request: RequestKey(request.try_into().ok()?) })
}

impl Tables {
    /// From this span of time on, in order.
    #[must_use]
    pub fn served_since(&self, span: u32) -> Scan<'_, ServedRow> {
        self.scan(Family::Mobiles, Bounds::from(&span.to_be_bytes()), |key, value| {
            value.is_empty().then(|| read(key)).flatten()
        })
    }
}

impl Writes<'_> {
    pub fn put_served(&mut self, row: ServedRow) {
        self.put(Family::Mobiles, &key(row), &[]);
    }

    /// Forgets everything before this span: one entry of the batch, however much there is.
    pub fn delete_served_before(&mut self, span: u32) {
        if let Some(last) = span.checked_sub(1) {
            let bounds = Bounds::prefixes(&[0; 4], &last.to_be_bytes());
            self.delete_between(Family::Mobiles, &bounds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TablesOptions;
    use super::*;
    use nobat_domain::ids::Sequence;

    #[test]
    fn what_served_whom_comes_back_by_span_and_leaves_by_it() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let row = |span, mobile, n| ServedRow { span, mobile, request: RequestKey([n; 16]) };
        let all = [row(1, 9, 1), row(2, 7, 2), row(2, 7, 3), row(3, 1, 1), row(256, 0, 1)];
        let mut writes = tables.writes();
        for row in all.into_iter().rev().chain(all) {
            writes.put_served(row);
        }
        tables.commit(&writes, Sequence(1)).expect("it is committed");
        let since = |span| -> Vec<ServedRow> {
            tables.served_since(span).map(|row| row.expect("it reads")).collect()
        };
        assert_eq!(since(0), all, "each once, in order");
        assert_eq!(since(3), all[3..]);
        let mut writes = tables.writes();
        writes.delete_served_before(0);
        assert_eq!(writes.len(), 0, "nothing is before the first");
        writes.delete_served_before(3);
        writes.put_served(all[4]);
        assert_eq!(writes.len(), 2);
        tables.commit(&writes, Sequence(2)).expect("it is committed");
        assert_eq!(since(0), all[3..]);
    }
}
