//! One entry of the audit: a record, and its row. Each carries the link of the one before, and its
//! own link is a keyed hash over all its other bytes, so none can be changed, left out or put in.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | kind, version 1, length |
//! | 4 | 6 | at |
//! | 10 | 6 | number, from 1 |
//! | 16 | 32 | link of the entry before; zeros in the first |
//! | 48 | 32 | link of this one: HMAC-SHA256 of bytes 0 to 48 and 80 to the end |
//! | 80 | 4 | account that did it, 0 for the machine |
//! | 84 | 1 | deed |
//! | 85 | 1, or more | subject |
//! | | 2 + n | words, sealed for this number |
//! | | | zeros to the next multiple of 8 |

use super::codes;
use super::error::RecordError;
use super::frame;
use super::kind::RecordKind;
use super::wire::{Read, Reader, Sink};
use crate::keyring::{LINK_BYTES, SEAL_OVERHEAD_BYTES, StaffKeys, StaffSealed};
use nobat_domain::ids::{OfficeId, RequestKey};
use nobat_domain::staff::{
    AccountNo, AnnouncementNo, Deed, ENTRY_WORDS_BYTES_MAX, Entry, Subject, Who,
};
use nobat_domain::timestamp::Timestamp;

const LINK_AT: usize = 16 + LINK_BYTES;
const LINK_END: usize = LINK_AT + LINK_BYTES;
const SEALED_WORDS_BYTES_MAX: usize = ENTRY_WORDS_BYTES_MAX + SEAL_OVERHEAD_BYTES;

/// An entry as it stands in the chain; its words stay sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRecord<'a> {
    pub at: Timestamp,
    pub number: u64,
    pub before: [u8; LINK_BYTES],
    pub link: [u8; LINK_BYTES],
    pub who: Who,
    pub deed: Deed,
    pub subject: Subject,
    sealed: &'a [u8],
    /// All its bytes, as the link is counted over them.
    bytes: &'a [u8],
}

/// Where the chain ends: the number and the link of its last entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ChainEnd {
    pub number: u64,
    pub link: [u8; LINK_BYTES],
}

/// Appends the next entry of the chain; gives the chain's new end.
///
/// # Errors
/// `TooLong` for words beyond their bound, `Seal` without randomness; `out` is then unchanged.
pub fn write_audit(
    keys: &StaffKeys,
    end: &ChainEnd,
    at: Timestamp,
    entry: &Entry,
    out: &mut Vec<u8>,
) -> Result<ChainEnd, RecordError> {
    let (bytes, bytes_max) = (entry.words.len(), ENTRY_WORDS_BYTES_MAX);
    if bytes > bytes_max {
        return Err(RecordError::TooLong { what: "the words of an entry", bytes, bytes_max });
    }
    let (start, number) = (out.len(), end.number + 1);
    let mut sealed = Vec::new();
    keys.seal_into(StaffSealed::Words(number), entry.words.as_bytes(), &mut sealed)
        .map_err(RecordError::Seal)?;
    frame::append(RecordKind::Audit, "an entry of the audit", out, |out| {
        out.put_moment(at);
        out.put_u48(number);
        out.put(&end.link);
        out.put(&[0; LINK_BYTES]);
        out.put_u32(match entry.who {
            Who::Machine => 0,
            Who::Account(no) => no.0,
        });
        codes::put_deed(out, entry.deed);
        put_subject(out, entry.subject);
        out.put_bytes(&sealed, SEALED_WORDS_BYTES_MAX);
    })?;
    let record = &mut out[start..];
    let link = keys.link([&record[..LINK_AT], &record[LINK_END..]]);
    record[LINK_AT..LINK_END].copy_from_slice(&link);
    Ok(ChainEnd { number, link })
}

/// Reads what [`write_audit`] made. Whether its link is right is asked of it afterwards.
///
/// # Errors
/// The first byte that cannot be.
pub fn audit_of(bytes: &[u8]) -> Result<AuditRecord<'_>, RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Audit)?;
    let at = reader.moment("time of the entry")?;
    let number = reader.u48("number of the entry")?;
    let before = reader.array("link of the entry before")?;
    let link = reader.array("link of the entry")?;
    let who = match reader.u32("who did it")? {
        0 => Who::Machine,
        no => Who::Account(AccountNo(no)),
    };
    let deed = codes::read_deed(&mut reader)?;
    let subject = read_subject(&mut reader)?;
    let sealed = reader.bytes(SEALED_WORDS_BYTES_MAX, "words of the entry")?;
    reader.padding(frame::ALIGN)?;
    Ok(AuditRecord { at, number, before, link, who, deed, subject, sealed, bytes })
}

impl AuditRecord<'_> {
    /// Whether its own link is the hash of what it says.
    #[must_use]
    pub fn is_linked(&self, keys: &StaffKeys) -> bool {
        keys.link([&self.bytes[..LINK_AT], &self.bytes[LINK_END..]]) == self.link
    }

    /// Whether it is the one that follows where the chain has ended so far.
    #[must_use]
    pub fn follows(&self, end: &ChainEnd) -> bool {
        self.number == end.number + 1 && self.before == end.link
    }

    #[must_use]
    pub const fn end(&self) -> ChainEnd {
        ChainEnd { number: self.number, link: self.link }
    }

    /// What was said of it.
    ///
    /// # Errors
    /// `Seal` if it is not what was sealed for this number.
    pub fn words(&self, keys: &StaffKeys) -> Result<String, RecordError> {
        let opened = keys.open(StaffSealed::Words(self.number), self.sealed);
        let opened = opened.map_err(RecordError::Seal)?;
        let refused = RecordError::Refused { what: "words of an entry", at: 0 };
        str::from_utf8(&opened).map(str::to_owned).map_err(|_| refused)
    }
}

const NOBODY: u8 = 0;
const ACCOUNT: u8 = 1;
const OFFICE: u8 = 2;
const REQUEST: u8 = 3;
const ANNOUNCEMENT: u8 = 4;

fn put_subject(out: &mut impl Sink, subject: Subject) {
    let (word, number) = match subject {
        Subject::Nobody => return out.put_u8(NOBODY),
        Subject::Request(key) => {
            out.put_u8(REQUEST);
            return out.put(&key.0);
        }
        Subject::Account(no) => (ACCOUNT, no.0),
        Subject::Office(office) => (OFFICE, office.0),
        Subject::Announcement(no) => (ANNOUNCEMENT, no.0),
    };
    out.put_u8(word);
    out.put_u32(number);
}

fn read_subject(reader: &mut Reader<'_>) -> Read<Subject> {
    let (what, at) = ("subject of an entry", reader.at());
    match reader.u8(what)? {
        NOBODY => Ok(Subject::Nobody),
        ACCOUNT => reader.u32(what).map(|no| Subject::Account(AccountNo(no))),
        OFFICE => reader.u32(what).map(|no| Subject::Office(OfficeId(no))),
        REQUEST => reader.array(what).map(|key| Subject::Request(RequestKey(key))),
        ANNOUNCEMENT => reader.u32(what).map(|no| Subject::Announcement(AnnouncementNo(no))),
        found => Err(RecordError::Unlisted { what, at, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(n: u32) -> Entry {
        Entry {
            who: Who::Account(AccountNo(n)),
            deed: Deed::ALL[n as usize % Deed::ALL.len()],
            subject: Subject::Request(RequestKey([7; 16])),
            words: "ش".repeat(n as usize % 40),
        }
    }

    fn chain(keys: &StaffKeys, length: u32) -> Vec<Vec<u8>> {
        let mut end = ChainEnd::default();
        let one = |n| {
            let mut out = Vec::new();
            let at = Timestamp(u64::from(n));
            end = write_audit(keys, &end, at, &entry(n), &mut out).expect("it fits");
            out
        };
        (1..=length).map(one).collect()
    }

    /// The number of the first entry at which the chain does not hold.
    fn first_broken(keys: &StaffKeys, chain: &[Vec<u8>]) -> Option<usize> {
        let mut end = ChainEnd::default();
        for (place, bytes) in chain.iter().enumerate() {
            let Ok(read) = audit_of(bytes) else { return Some(place) };
            if !read.follows(&end) || !read.is_linked(keys) {
                return Some(place);
            }
            end = read.end();
        }
        None
    }

    #[test]
    fn an_entry_comes_back_with_its_words() {
        let keys = StaffKeys::of_known_secret([1; 32]);
        for (n, bytes) in (1..).zip(chain(&keys, 12)) {
            let read = audit_of(&bytes).expect("our own bytes");
            assert_eq!((read.number, read.who), (u64::from(n), entry(n).who));
            assert_eq!((read.deed, read.subject), (entry(n).deed, entry(n).subject));
            assert_eq!(read.words(&keys).expect("our own key"), entry(n).words);
        }
        let long = Entry { words: "x".repeat(ENTRY_WORDS_BYTES_MAX + 1), ..entry(1) };
        let mut out = Vec::new();
        let written = write_audit(&keys, &ChainEnd::default(), Timestamp(1), &long, &mut out);
        assert!(matches!(written, Err(RecordError::TooLong { .. })) && out.is_empty());
    }

    #[test]
    fn whoever_has_another_key_makes_no_link() {
        let ours = StaffKeys::of_known_secret([1; 32]);
        let theirs = chain(&StaffKeys::of_known_secret([2; 32]), 3);
        assert_eq!(first_broken(&ours, &theirs), Some(0));
    }

    proptest! {
        #[test]
        fn a_change_of_any_byte_breaks_the_chain_at_its_entry(
            length in 1_u32..9,
            which in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            flip in 1_u8..,
        ) {
            let keys = StaffKeys::of_known_secret([3; 32]);
            let mut chain = chain(&keys, length);
            prop_assert_eq!(first_broken(&keys, &chain), None);
            let which = which.index(chain.len());
            let at = at.index(chain[which].len());
            chain[which][at] ^= flip;
            prop_assert_eq!(first_broken(&keys, &chain), Some(which));
        }

        #[test]
        fn an_entry_that_is_gone_doubled_or_moved_breaks_it_there(
            length in 2_u32..9,
            which in any::<prop::sample::Index>(),
        ) {
            let keys = StaffKeys::of_known_secret([3; 32]);
            let whole = chain(&keys, length);
            // The last one that is gone is seen beside the journal alone.
            let which = which.index(whole.len() - 1);
            let mut gone = whole.clone();
            gone.remove(which);
            prop_assert_eq!(first_broken(&keys, &gone), Some(which));
            let mut doubled = whole.clone();
            doubled.insert(which, whole[which].clone());
            prop_assert_eq!(first_broken(&keys, &doubled), Some(which + 1));
            let mut moved = whole;
            moved.swap(which, which + 1);
            prop_assert_eq!(first_broken(&keys, &moved), Some(which));
        }
    }
}
