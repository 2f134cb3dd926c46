//! Counts of messages: what stands now, what became of those of each day, and what they cost.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::Day;
use nobat_domain::message::{Channel, Kind};

use super::error::LedgerError;
use super::outcome::Standing;
use super::shelf::{Batch, Shelf, Shelves};

/// Days whose counts are kept.
const DAYS_KEPT: i32 = 60;
/// In place of a day: all days together, and what is not over.
const EVER: i32 = i32::MIN;
const OPEN: i32 = i32::MAX;
const NUMBERS: usize = 12;

/// What became of messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub made: u64,
    /// Taken by a provider.
    pub taken: u64,
    pub delivered: u64,
    pub undelivered: u64,
    pub failed: u64,
    /// Not sent, because it was no longer true.
    pub overtaken: u64,
    pub late: u64,
    pub capped: u64,
    pub unknown: u64,
    /// Tries after the first.
    pub repeated: u64,
    pub parts: u64,
    pub rial: u64,
}

/// One kind of message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub kind: Kind,
    pub waits: u64,
    /// Handed to a provider without an answer yet.
    pub sending: u64,
    /// Taken, and a report may follow.
    pub unreported: u64,
    pub today: Count,
    pub ever: Count,
}

/// All kinds, and whether the ledger still reads what was there before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    pub lines: Vec<Line>,
    /// Changes of requests that it has not looked at yet, at the least.
    pub behind: bool,
}

impl Figures {
    /// What a channel's messages have cost today and ever, in rials.
    #[must_use]
    pub fn cost(&self, channel: Channel) -> (u64, u64) {
        let of = self.lines.iter().filter(|line| line.kind.channel() == channel);
        of.fold((0, 0), |(today, ever), line| (today + line.today.rial, ever + line.ever.rial))
    }
}

/// Counts in memory, as they stand on disk with the last batch.
#[derive(Default)]
pub(super) struct Tallies {
    counts: BTreeMap<(i32, u8), Count>,
    touched: BTreeSet<(i32, u8)>,
}

impl Tallies {
    pub(super) fn load(shelves: &Shelves) -> Result<Self, LedgerError> {
        let damaged = LedgerError::Damaged("a count of it cannot be read");
        let mut counts = BTreeMap::new();
        for (key, value) in shelves.scan(Shelf::Tallies, &[], &[], usize::MAX)? {
            let Some((name, count)) = name_of(&key).zip(Count::read(&value)) else {
                return Err(damaged);
            };
            counts.insert(name, count);
        }
        Ok(Self { counts, touched: BTreeSet::new() })
    }

    /// Counts for a day and for ever.
    pub(super) fn count(&mut self, day: Day, kind: Kind, add: impl Fn(&mut Count)) {
        for day in [day.0, EVER] {
            add(self.at(day, kind));
        }
    }

    pub(super) fn stands(&mut self, kind: Kind, standing: Standing) {
        let count = self.at(OPEN, kind);
        if let Some(number) = open(count, standing) {
            *number += 1;
        }
    }

    pub(super) fn leaves(&mut self, kind: Kind, standing: Standing) {
        let count = self.at(OPEN, kind);
        if let Some(number) = open(count, standing) {
            *number = number.saturating_sub(1);
        }
    }

    fn at(&mut self, day: i32, kind: Kind) -> &mut Count {
        let name = (day, kind.number());
        self.touched.insert(name);
        self.counts.entry(name).or_default()
    }

    pub(super) fn rial(&self, day: Day, channel: Channel) -> u64 {
        let of = Kind::ALL.into_iter().filter(|kind| kind.channel() == channel);
        of.map(|kind| self.read(day.0, kind).rial).sum()
    }

    fn read(&self, day: i32, kind: Kind) -> Count {
        self.counts.get(&(day, kind.number())).copied().unwrap_or_default()
    }

    /// Puts what has changed into a batch, and lets go of days that are long past.
    pub(super) fn write(&mut self, batch: &mut Batch<'_>, today: Day) {
        for name in std::mem::take(&mut self.touched) {
            batch.put(Shelf::Tallies, &key(name), &self.counts[&name].bytes());
        }
        let old = |name: &(i32, u8)| name.0 != EVER && name.0 < today.0 - DAYS_KEPT;
        for name in self.counts.keys().copied().filter(old).collect::<Vec<_>>() {
            batch.delete(Shelf::Tallies, &key(name));
            self.counts.remove(&name);
        }
    }

    pub(super) fn lines(&self, today: Day) -> Vec<Line> {
        let line = |kind| {
            let open = self.read(OPEN, kind);
            Line {
                kind,
                waits: open.made,
                sending: open.repeated,
                unreported: open.taken,
                today: self.read(today.0, kind),
                ever: self.read(EVER, kind),
            }
        };
        Kind::ALL.into_iter().map(line).collect()
    }
}

/// Which number of the row of what is open counts a standing.
fn open(count: &mut Count, standing: Standing) -> Option<&mut u64> {
    match standing {
        Standing::Waits => Some(&mut count.made),
        Standing::Sending => Some(&mut count.repeated),
        Standing::Taken => Some(&mut count.taken),
        _ => None,
    }
}

impl Count {
    /// Adds one for what a message has come to.
    pub(super) fn end(&mut self, standing: Standing) {
        match standing {
            Standing::Delivered => self.delivered += 1,
            Standing::Undelivered => self.undelivered += 1,
            Standing::Failed => self.failed += 1,
            Standing::Overtaken => self.overtaken += 1,
            Standing::Late => self.late += 1,
            Standing::Capped => self.capped += 1,
            Standing::Unknown => self.unknown += 1,
            Standing::Waits | Standing::Sending | Standing::Taken | Standing::Sent => {}
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let numbers: [u64; NUMBERS] = [
            self.made,
            self.taken,
            self.delivered,
            self.undelivered,
            self.failed,
            self.overtaken,
            self.late,
            self.capped,
            self.unknown,
            self.repeated,
            self.parts,
            self.rial,
        ];
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let numbers: [[u8; 8]; NUMBERS] = numbers.try_into().ok().filter(|_| rest.is_empty())?;
        let numbers = numbers.map(u64::from_be_bytes);
        let [made, taken, delivered, undelivered, failed, overtaken, ..] = numbers;
        let [.., late, capped, unknown, repeated, parts, rial] = numbers;
        Some(Self {
            made,
            taken,
            delivered,
            undelivered,
            failed,
            overtaken,
            late,
            capped,
            unknown,
            repeated,
            parts,
            rial,
        })
    }
}

fn key((day, kind): (i32, u8)) -> [u8; 5] {
    let mut key = [0; 5];
    key[..4].copy_from_slice(&day.to_be_bytes());
    key[4] = kind;
    key
}

fn name_of(key: &[u8]) -> Option<(i32, u8)> {
    let (day, kind) = key.split_first_chunk()?;
    let [kind] = kind else { return None };
    Some((i32::from_be_bytes(*day), *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back() {
        let mut count = Count { made: 1, taken: 2, rial: u64::MAX, parts: 9, ..Count::default() };
        for standing in Standing::ALL {
            count.end(standing);
        }
        assert_eq!((count.failed, count.late, count.unknown), (1, 1, 1));
        assert_eq!(Count::read(&count.bytes()), Some(count));
        assert_eq!(Count::read(&count.bytes()[1..]), None);
        let name = (-5, 3);
        assert_eq!(name_of(&key(name)), Some(name));
    }
}
