//! The change feed: every change once, in order, for whoever follows.
//!
//! A row is a pack: what one commit changed, in order. Eleven of a booking's thirteen records are
//! changes of a request, and a row of its own for each was half of all that the tables were given.
//! The key is the first change's sequence, as [`Place`] writes it; the value is its request, and
//! for each further change how much later it was (4 bytes, big-endian) and its request.

use super::error::StorageError;
use super::keys::Family;
use super::place::Place;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{RequestKey, Sequence};
use std::vec;

/// An event that changed a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub at: Sequence,
    pub request: RequestKey,
}

/// Changes from one on, in order; the first fault is the last item.
pub struct Changes<'t> {
    packs: Scan<'t, Vec<Change>>,
    open: vec::IntoIter<Change>,
    from: Sequence,
}

/// The changes of a commit that wait for its end, or for a full pack.
#[derive(Default)]
pub(super) struct Pack {
    first: Sequence,
    last: Sequence,
    bytes: Vec<u8>,
}

const KEY_BYTES: usize = size_of::<RequestKey>();
const LATER_BYTES: usize = size_of::<u32>();
/// A pack is at most a block of the table, and no follower reads more than that in vain.
const PACK_BYTES_MAX: usize = 32 * 1024;

impl Tables {
    /// The changes from `from` on, it included; take a page.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn feed_from(&self, from: Sequence) -> Result<Changes<'_>, StorageError> {
        let mut packs = self.db().raw_iterator_cf(self.family(Family::Feed));
        packs.seek_for_prev(key(from));
        packs.status().map_err(StorageError::store("find a place in the change feed"))?;
        // The pack that begins before it may reach beyond it.
        let begin = packs.key().map_or_else(Vec::new, <[u8]>::to_vec);
        let packs = self.scan(Family::Feed, Bounds::from(&begin), unpack);
        Ok(Changes { packs, open: Vec::new().into_iter(), from })
    }

    /// Where the last change stands, if there is any.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn feed_end(&self) -> Result<Option<Sequence>, StorageError> {
        let begin = self.last_placed(Family::Feed)?.map(|place| place.sequence);
        let Some(begin) = begin else { return Ok(None) };
        let mut end = None;
        for change in self.feed_from(begin)? {
            end = Some(change?.at);
        }
        Ok(end)
    }
}

impl Writes<'_> {
    /// A change, later than those before it in this commit.
    pub fn put_change(&mut self, at: Sequence, request: RequestKey) {
        if !self.pack.takes(at) {
            self.put_pack();
        }
        self.pack.push(at, request);
    }

    /// Takes away the pack that begins with this change, if one does.
    pub fn delete_changes(&mut self, first: Sequence) {
        self.delete(Family::Feed, &key(first));
    }

    fn put_pack(&mut self) {
        if let Some((key, bytes)) = self.pack.row() {
            let bytes = bytes.to_vec();
            self.put(Family::Feed, &key, &bytes);
        }
        self.pack.clear();
    }
}

impl Pack {
    /// Key and value, if there is anything in it.
    pub(super) fn row(&self) -> Option<([u8; 10], &[u8])> {
        (!self.bytes.is_empty()).then_some((key(self.first), self.bytes.as_slice()))
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    fn takes(&self, at: Sequence) -> bool {
        let later =
            at.0.checked_sub(self.first.0).is_some_and(|later| u32::try_from(later).is_ok());
        let room = self.bytes.len() + LATER_BYTES + KEY_BYTES <= PACK_BYTES_MAX;
        self.bytes.is_empty() || (at > self.last && later && room)
    }

    fn push(&mut self, at: Sequence, request: RequestKey) {
        if self.bytes.is_empty() {
            self.first = at;
        } else {
            let later = u32::try_from(at.0 - self.first.0).expect("a pack that takes it");
            self.bytes.extend_from_slice(&later.to_be_bytes());
        }
        self.bytes.extend_from_slice(&request.0);
        self.last = at;
    }
}

impl Iterator for Changes<'_> {
    type Item = Result<Change, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(change) = self.open.find(|change| change.at >= self.from) {
                return Some(Ok(change));
            }
            match self.packs.next()? {
                Ok(pack) => self.open = pack.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn key(first: Sequence) -> [u8; 10] {
    Place { sequence: first, n: 0 }.key()
}

pub(super) fn unpack(key: &[u8], value: &[u8]) -> Option<Vec<Change>> {
    let first = Place::of(key).filter(|place| place.n == 0)?.sequence;
    let (request, rest) = value.split_first_chunk::<KEY_BYTES>()?;
    let mut changes = vec![Change { at: first, request: RequestKey(*request) }];
    let rest = rest.chunks(LATER_BYTES + KEY_BYTES);
    for change in rest {
        let (later, request) = change.split_first_chunk::<LATER_BYTES>()?;
        let at = Sequence(first.0.checked_add(u32::from_be_bytes(*later).into())?);
        let in_order = changes.last().is_some_and(|before| before.at < at);
        let request = RequestKey(request.try_into().ok().filter(|_| in_order)?);
        changes.push(Change { at, request });
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::super::TablesOptions;
    use super::*;
    use proptest::prelude::*;

    fn change(at: u64) -> Change {
        let mut request = [7; KEY_BYTES];
        request[..8].copy_from_slice(&at.to_be_bytes());
        Change { at: Sequence(at), request: RequestKey(request) }
    }

    fn put(tables: &Tables, commit: &[u64]) {
        let mut writes = tables.writes();
        for &at in commit {
            let Change { at, request } = change(at);
            writes.put_change(at, request);
        }
        let last = *commit.last().expect("a commit changes something");
        tables.commit(&writes, Sequence(last)).expect("it is committed");
    }

    fn found(tables: &Tables, from: u64) -> Vec<Change> {
        let changes = tables.feed_from(Sequence(from)).expect("it reads");
        changes.map(|change| change.expect("it reads")).collect()
    }

    fn rows(tables: &Tables) -> u64 {
        let counted = tables.read_all().expect("it reads");
        counted.into_iter().find(|(name, _)| *name == "feed").expect("it is a table").1
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever lay in one commit, and whichever change a follower goes on from.
        #[test]
        fn every_change_is_read_once_from_any_place(
            steps in prop::collection::vec((1u64..9, any::<bool>()), 1..60),
            from in 0u64..300,
        ) {
            let dir = tempfile::tempdir().expect("a temporary directory");
            let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
            let (mut at, mut commit, mut all) = (0, Vec::new(), Vec::new());
            for (step, ends) in steps {
                at += step;
                commit.push(at);
                all.push(change(at));
                if ends {
                    put(&tables, &commit);
                    commit.clear();
                }
            }
            commit.push(at + 1);
            all.push(change(at + 1));
            put(&tables, &commit);
            prop_assert_eq!(tables.feed_end().expect("it reads"), Some(Sequence(at + 1)));
            all.retain(|change| change.at.0 >= from);
            prop_assert_eq!(found(&tables, from), all);
        }
    }

    #[test]
    fn a_commit_is_one_row_until_a_pack_is_full_or_reaches_too_far() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        put(&tables, &[1, 2, 3]);
        assert_eq!(rows(&tables), 1);
        put(&tables, &(10..2_010).collect::<Vec<_>>());
        assert_eq!(rows(&tables), 3, "two thousand changes of twenty bytes are two packs");
        let far = 3_000 + u64::from(u32::MAX);
        put(&tables, &[3_000, far, far + 1]);
        assert_eq!(rows(&tables), 5);
        let all: Vec<u64> = (1..=3).chain(10..2_010).chain([3_000, far, far + 1]).collect();
        assert_eq!(found(&tables, 0), all.into_iter().map(change).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_not_a_pack_is_damage() {
        let whole = [vec![1; KEY_BYTES], vec![0, 0, 0, 1], vec![2; KEY_BYTES]].concat();
        assert_eq!(unpack(&key(Sequence(5)), &whole).map(|changes| changes.len()), Some(2));
        for cut in (1..whole.len()).filter(|cut| *cut != KEY_BYTES) {
            assert_eq!(unpack(&key(Sequence(5)), &whole[..cut]), None, "{cut} bytes");
        }
        let twice = [vec![1; KEY_BYTES], vec![0; LATER_BYTES], vec![2; KEY_BYTES]].concat();
        assert_eq!(unpack(&key(Sequence(5)), &twice), None, "two changes of one place");
        assert_eq!(unpack(&[0; 9], &whole), None);
    }
}
