//! The change feed: every change once, in order, for whoever follows.
//!
//! A row is a pack: what one commit changed, in order. Eleven of a booking's thirteen records are
//! changes of a request, and a row of its own for each was half of all that the tables were given.
//! The key is the first change's sequence, as [`Place`] writes it. The value, big-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | time of the first change |
//! | 1 + 16 | its kind, its request |
//! | 4 + 4 | of each further one: how much later it is in sequence, and (signed) in time |
//! | 1 + 16 | its kind, its request |
//!
//! Until format 3 a pack had neither kinds nor times: 16 bytes, and 20 for each further change. No
//! length is that of both.

use super::error::StorageError;
use super::keys::Family;
use super::place::Place;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::timestamp::Timestamp;
use std::vec;

/// An event that changed a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub at: Sequence,
    pub request: RequestKey,
    /// The byte of its kind.
    pub kind: u8,
    /// When it happened; the beginning of all time in packs of before format 4.
    pub time: Timestamp,
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
    begun: Timestamp,
    bytes: Vec<u8>,
}

const KEY_BYTES: usize = size_of::<RequestKey>();
const TIME_BYTES: usize = size_of::<u64>();
const LATER_BYTES: usize = size_of::<u32>();
/// Of the first change of a pack, and of every further one, by chance the same.
const CHANGE_BYTES: usize = TIME_BYTES + 1 + KEY_BYTES;
const UNTIMED_CHANGE_BYTES: usize = LATER_BYTES + KEY_BYTES;
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

impl Tables {
    /// The first pack that began at this time or later, among those that are kept; nothing if the
    /// last one began before. Packs stand in the order of time but for the moments by which
    /// threads differ.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn feed_pack_since(&self, time: Timestamp) -> Result<Option<Sequence>, StorageError> {
        let Some(last) = self.last_placed(Family::Feed)?.map(|place| place.sequence) else {
            return Ok(None);
        };
        let (mut before, mut behind) = (self.feed_begin()?.0, last.0 + 1);
        while before < behind {
            let middle = before + (behind - before) / 2;
            match self.pack_from(Sequence(middle))? {
                Some((first, begun)) if begun < time => before = first.0 + 1,
                _ => behind = middle,
            }
        }
        Ok(self.pack_from(Sequence(before))?.map(|(first, _)| first))
    }

    /// The first pack at this place or behind it, and when it began.
    fn pack_from(&self, from: Sequence) -> Result<Option<(Sequence, Timestamp)>, StorageError> {
        let mut packs = self.scan(Family::Feed, Bounds::from(&key(from)), unpack);
        let pack = packs.next().transpose()?;
        Ok(pack.and_then(|pack| pack.first().map(|change| (change.at, change.time))))
    }
}

impl Writes<'_> {
    /// A change, later than those before it in this commit.
    pub fn put_change(&mut self, change: Change) {
        if !self.pack.takes(&change) {
            self.put_pack();
        }
        self.pack.push(change);
    }

    /// Takes away the pack that begins with this change, if one does.
    pub fn delete_changes(&mut self, first: Sequence) {
        self.delete(Family::Feed, &key(first));
    }

    /// Takes away every pack before this one, and says so for ever.
    pub fn delete_changes_before(&mut self, first: Sequence) {
        let (from, until) = (key(Sequence(0)).to_vec(), Some(key(first).to_vec()));
        self.delete_between(Family::Feed, &Bounds { from, until });
        self.put_feed_begin(first);
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

    fn takes(&self, change: &Change) -> bool {
        let later = change.at.0.checked_sub(self.first.0);
        let later = later.is_some_and(|later| u32::try_from(later).is_ok());
        let room = self.bytes.len() + CHANGE_BYTES <= PACK_BYTES_MAX;
        let near = self.time_of(change.time).is_some();
        self.bytes.is_empty() || (change.at > self.last && later && near && room)
    }

    fn push(&mut self, change: Change) {
        if self.bytes.is_empty() {
            (self.first, self.begun) = (change.at, change.time);
            self.bytes.extend_from_slice(&change.time.0.to_be_bytes());
        } else {
            let later = u32::try_from(change.at.0 - self.first.0).expect("a pack that takes it");
            let time = self.time_of(change.time).expect("a pack that takes it");
            self.bytes.extend_from_slice(&later.to_be_bytes());
            self.bytes.extend_from_slice(&time.to_be_bytes());
        }
        self.bytes.push(change.kind);
        self.bytes.extend_from_slice(&change.request.0);
        self.last = change.at;
    }

    /// How much later, or earlier, than the first change of the pack.
    fn time_of(&self, time: Timestamp) -> Option<i32> {
        let (time, begun) = (i64::try_from(time.0).ok()?, i64::try_from(self.begun.0).ok()?);
        i32::try_from(time - begun).ok()
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
    if !value.len().is_multiple_of(CHANGE_BYTES) {
        return unpack_untimed(first, value);
    }
    let (begun, value) = value.split_first_chunk::<TIME_BYTES>()?;
    let begun = Timestamp(u64::from_be_bytes(*begun));
    let (named, rest) = value.split_at_checked(1 + KEY_BYTES)?;
    let mut changes = vec![named_change(first, begun, named)?];
    for change in rest.chunks(CHANGE_BYTES) {
        let (later, change) = change.split_first_chunk::<LATER_BYTES>()?;
        let (time, named) = change.split_first_chunk::<LATER_BYTES>()?;
        let at = Sequence(first.0.checked_add(u32::from_be_bytes(*later).into())?);
        let time = Timestamp(begun.0.checked_add_signed(i32::from_be_bytes(*time).into())?);
        changes.last().is_some_and(|before| before.at < at).then_some(())?;
        changes.push(named_change(at, time, named)?);
    }
    Some(changes)
}

fn named_change(at: Sequence, time: Timestamp, named: &[u8]) -> Option<Change> {
    let (kind, request) = named.split_first()?;
    Some(Change { at, request: RequestKey(request.try_into().ok()?), kind: *kind, time })
}

/// A pack of before format 4: what happened, and when, stood nowhere.
fn unpack_untimed(first: Sequence, value: &[u8]) -> Option<Vec<Change>> {
    let untold = |at, request: &[u8]| {
        let request = RequestKey(request.try_into().ok()?);
        Some(Change { at, request, kind: 0, time: Timestamp::default() })
    };
    let (request, rest) = value.split_first_chunk::<KEY_BYTES>()?;
    let mut changes = vec![untold(first, request)?];
    for change in rest.chunks(UNTIMED_CHANGE_BYTES) {
        let (later, request) = change.split_first_chunk::<LATER_BYTES>()?;
        let at = Sequence(first.0.checked_add(u32::from_be_bytes(*later).into())?);
        changes.last().is_some_and(|before| before.at < at).then_some(())?;
        changes.push(untold(at, request)?);
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
        let (kind, time) = ((at % 7) as u8, Timestamp(1_000_000 + at * 10 - at % 3 * 25));
        Change { at: Sequence(at), request: RequestKey(request), kind, time }
    }

    fn put(tables: &Tables, commit: &[u64]) {
        let mut writes = tables.writes();
        for &at in commit {
            writes.put_change(change(at));
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
        assert_eq!(rows(&tables), 3, "two thousand changes of 25 bytes are two packs");
        let far = 3_000 + u64::from(u32::MAX);
        put(&tables, &[3_000, far, far + 1]);
        assert_eq!(rows(&tables), 5);
        let all: Vec<u64> = (1..=3).chain(10..2_010).chain([3_000, far, far + 1]).collect();
        assert_eq!(found(&tables, 0), all.into_iter().map(change).collect::<Vec<_>>());
    }

    #[test]
    fn a_pack_of_before_kinds_is_still_read() {
        let whole = [vec![1; KEY_BYTES], vec![0, 0, 0, 1], vec![2; KEY_BYTES]].concat();
        let untold = |at, byte| Change {
            at: Sequence(at),
            request: RequestKey([byte; KEY_BYTES]),
            kind: 0,
            time: Timestamp(0),
        };
        let read = unpack(&key(Sequence(5)), &whole).expect("it was written so");
        assert_eq!(read, [untold(5, 1), untold(6, 2)]);
        for cut in (1..whole.len()).filter(|cut| ![KEY_BYTES, CHANGE_BYTES].contains(cut)) {
            assert_eq!(unpack(&key(Sequence(5)), &whole[..cut]), None, "{cut} bytes");
        }
        let twice = [vec![1; KEY_BYTES], vec![0; LATER_BYTES], vec![2; KEY_BYTES]].concat();
        assert_eq!(unpack(&key(Sequence(5)), &twice), None, "two changes of one place");
    }

    #[test]
    fn what_is_not_a_pack_is_damage() {
        let mut pack = Pack::default();
        [change(5), change(6)].into_iter().for_each(|it| pack.push(it));
        let whole = pack.bytes;
        assert_eq!(unpack(&key(Sequence(5)), &whole), Some(vec![change(5), change(6)]));
        let other = [CHANGE_BYTES, KEY_BYTES, KEY_BYTES + UNTIMED_CHANGE_BYTES];
        for cut in (0..whole.len()).filter(|cut| !other.contains(cut)) {
            assert_eq!(unpack(&key(Sequence(5)), &whole[..cut]), None, "{cut} bytes");
        }
        let mut twice = whole.clone();
        twice[CHANGE_BYTES + LATER_BYTES - 1] = 0;
        assert_eq!(unpack(&key(Sequence(5)), &twice), None, "two changes of one place");
        assert_eq!(unpack(&[0; 9], &whole), None);
    }

    #[test]
    fn what_is_older_than_a_time_goes_and_the_feed_says_where_it_begins() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        let since = |time| tables.feed_pack_since(Timestamp(time)).expect("it reads");
        assert_eq!(since(0), None, "nothing has changed yet");
        (0..50).for_each(|n| put(&tables, &[n * 30 + 3, n * 30 + 6]));
        let at = |n: u64| change(n).time.0;
        assert_eq!((since(0), since(at(3))), (Some(Sequence(3)), Some(Sequence(3))));
        assert_eq!(since(at(3) + 1), Some(Sequence(33)));
        assert_eq!(since(at(1_473)), Some(Sequence(1_473)));
        assert_eq!(since(at(1_473) + 1), None);
        let mut writes = tables.writes();
        writes.delete_changes_before(Sequence(603));
        tables.commit(&writes, Sequence(2_000)).expect("it is committed");
        assert_eq!(tables.feed_begin().expect("it reads"), Sequence(603));
        assert_eq!(found(&tables, 0).first(), Some(&change(603)));
        assert_eq!(since(0), Some(Sequence(603)));
    }
}
