//! Bytes of the ledger: names of messages, their rows, and what a citizen was told last. Numbers
//! are big-endian; a row begins with its version.

use nobat_domain::ids::RequestKey;
use nobat_domain::message::{Kind, Stood};
use nobat_domain::timestamp::Timestamp;

use super::ledger::MessageId;
use super::outcome::Standing;
use super::seals::Sealed;
use super::work::Lane;

const VERSION: u8 = 1;
pub(super) const NAME_BYTES: usize = 21;
pub(super) const DUE_BYTES: usize = 1 + 8 + NAME_BYTES;

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub(super) standing: Standing,
    pub(super) made: Timestamp,
    /// When something is to be done with it next.
    pub(super) due: Timestamp,
    pub(super) until: Timestamp,
    /// Tries that were made.
    pub(super) tries: u8,
    /// When the provider took it.
    pub(super) taken: Timestamp,
    /// The provider's number, 0 if there is none.
    pub(super) number: u64,
    pub(super) cost: u64,
    pub(super) parts: u8,
    /// The day whose allowance it counts against, 0 before it counts.
    pub(super) counted: i32,
    pub(super) language: u8,
    /// Where it goes, if not to the number on file.
    pub(super) to: Option<Sealed>,
}

impl MessageId {
    pub(super) fn bytes(&self) -> [u8; NAME_BYTES] {
        let mut bytes = [0; NAME_BYTES];
        bytes[..16].copy_from_slice(&self.request.0);
        bytes[16] = self.kind.number();
        bytes[17..].copy_from_slice(&self.about.to_be_bytes());
        bytes
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; NAME_BYTES] = bytes.try_into().ok()?;
        let (request, rest) = bytes.split_first_chunk()?;
        let (kind, about) = rest.split_first()?;
        Some(Self {
            request: RequestKey(*request),
            kind: Kind::numbered(*kind)?,
            about: u32::from_be_bytes(about.try_into().ok()?),
        })
    }
}

/// The key of what is to be done: the first of a lane is due first.
pub(super) fn due_key(lane: Lane, due: Timestamp, id: &MessageId) -> [u8; DUE_BYTES] {
    let mut key = [0; DUE_BYTES];
    key[0] = lane as u8;
    key[1..9].copy_from_slice(&due.0.to_be_bytes());
    key[9..].copy_from_slice(&id.bytes());
    key
}

pub(super) fn due_of(key: &[u8]) -> Option<(Timestamp, MessageId)> {
    let (due, id) = key.get(1..)?.split_first_chunk()?;
    Some((Timestamp(u64::from_be_bytes(*due)), MessageId::read(id)?))
}

impl Row {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.standing as u8, self.tries, self.parts, self.language];
        for moment in [self.made, self.due, self.until, self.taken] {
            bytes.extend_from_slice(&moment.0.to_be_bytes());
        }
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.cost.to_be_bytes());
        bytes.extend_from_slice(&self.counted.to_be_bytes());
        if let Some(to) = &self.to {
            to.write(&mut bytes);
        }
        bytes
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let [version, standing, tries, parts, language] = bytes.take()?;
        let standing = Standing::numbered(standing).filter(|_| version == VERSION)?;
        let (made, due) = (bytes.moment()?, bytes.moment()?);
        let (until, taken) = (bytes.moment()?, bytes.moment()?);
        Some(Self {
            standing,
            made,
            due,
            until,
            tries,
            taken,
            number: bytes.number()?,
            cost: bytes.number()?,
            parts,
            counted: i32::from_be_bytes(bytes.take()?),
            language,
            to: Sealed::read(bytes.0)?,
        })
    }
}

/// What a citizen was told last, with the number sealed.
pub(super) fn known_bytes(stood: &Stood, mobile: Option<&Sealed>) -> Vec<u8> {
    let (kind, second) = stood.step.map_or((0, 0), |(kind, second)| (kind.number(), second));
    let flags = u8::from(stood.day_closed) | u8::from(stood.credited) << 1;
    let mut bytes = vec![VERSION, flags, kind];
    bytes.extend_from_slice(&stood.entered_at.0.to_be_bytes());
    for number in [stood.seat, second, stood.offer, stood.numbers] {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    if let Some(mobile) = mobile {
        mobile.write(&mut bytes);
    }
    bytes
}

pub(super) fn known_of(bytes: &[u8]) -> Option<(Stood, Option<Sealed>)> {
    let mut bytes = Bytes(bytes);
    let [version, flags, kind] = bytes.take()?;
    let entered_at = bytes.moment().filter(|_| version == VERSION && flags < 4)?;
    let mut number = || bytes.take().map(u32::from_be_bytes);
    let (seat, second, offer, numbers) = (number()?, number()?, number()?, number()?);
    let step = match kind {
        0 => None,
        kind => Some((Kind::numbered(kind)?, second)),
    };
    let (day_closed, credited) = (flags & 1 != 0, flags & 2 != 0);
    let stood = Stood { entered_at, seat, day_closed, step, offer, credited, numbers };
    Some((stood, Sealed::read(bytes.0)?))
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }

    fn moment(&mut self) -> Option<Timestamp> {
        self.number().map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(request: [u8; 16], kind: prop::sample::Index, about: u32) -> MessageId {
        MessageId { request: RequestKey(request), kind: *kind.get(&Kind::ALL), about }
    }

    proptest! {
        #[test]
        fn rows_come_back_byte_for_byte(
            standing in any::<prop::sample::Index>(),
            moments in any::<[u64; 4]>(),
            numbers in any::<[u64; 3]>(),
            small in any::<[u8; 3]>(),
            counted in any::<i32>(),
            to in prop::option::of((any::<u64>(), prop::collection::vec(any::<u8>(), 28..200))),
        ) {
            let [made, due, until, taken] = moments.map(Timestamp);
            let [tries, parts, language] = small;
            let row = Row {
                standing: *standing.get(&Standing::ALL),
                made, due, until, tries, taken,
                number: numbers[0], cost: numbers[1], parts, counted, language,
                to: to.map(|(key, bytes)| Sealed::of(key, bytes)),
            };
            let bytes = row.bytes();
            prop_assert_eq!(Row::read(&bytes), Some(row));
            let fixed = 5 + 4 * 8 + 2 * 8 + 4;
            for cut in 0..fixed {
                prop_assert_eq!(Row::read(&bytes[..cut]), None);
            }
        }

        #[test]
        fn what_is_known_comes_back(
            entered in any::<u64>(), numbers in any::<[u32; 3]>(),
            flags in any::<[bool; 2]>(),
            step in prop::option::of((any::<prop::sample::Index>(), any::<u32>())),
            mobile in prop::option::of((any::<u64>(), prop::collection::vec(any::<u8>(), 39))),
        ) {
            let stood = Stood {
                entered_at: Timestamp(entered),
                seat: numbers[0],
                day_closed: flags[0],
                step: step.map(|(kind, second)| (*kind.get(&Kind::ALL), second)),
                offer: numbers[1],
                credited: flags[1],
                numbers: numbers[2],
            };
            let mobile = mobile.map(|(key, bytes)| Sealed::of(key, bytes));
            let bytes = known_bytes(&stood, mobile.as_ref());
            prop_assert_eq!(known_of(&bytes), Some((stood, mobile)));
        }

        #[test]
        fn the_first_of_a_lane_is_due_first(
            a in (any::<u64>(), any::<[u8; 16]>(), any::<prop::sample::Index>(), any::<u32>()),
            b in (any::<u64>(), any::<[u8; 16]>(), any::<prop::sample::Index>(), any::<u32>()),
        ) {
            let key = |(due, request, kind, about)| {
                let (due, id) = (Timestamp(due), id(request, kind, about));
                let key = due_key(Lane::Texts, due, &id);
                assert_eq!(due_of(&key), Some((due, id)));
                key
            };
            let due = (a.0, b.0);
            let (a, b) = (key(a), key(b));
            if due.0 != due.1 {
                prop_assert_eq!(due.0 < due.1, a < b);
            }
        }
    }
}
