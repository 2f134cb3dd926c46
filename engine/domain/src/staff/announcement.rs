//! What operators tell everybody: a strip at the top of every page, from one moment to another.

use super::book::StaffRefusal;
use crate::timestamp::Timestamp;

/// The number of an announcement: from 1, never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AnnouncementNo(pub u32);

/// Kept at once, whether they are shown yet, now or no more.
pub const ANNOUNCEMENTS_MAX: usize = 20;
/// Bytes of an announcement in one language: three sentences.
pub const ANNOUNCEMENT_BYTES_MAX: usize = 600;

/// One announcement in both languages; neither is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Announcement {
    pub no: AnnouncementNo,
    /// Shown from this moment on.
    pub from: Timestamp,
    /// And no longer at this one.
    pub until: Timestamp,
    pub persian: String,
    pub english: String,
}

/// All that are kept, the oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Announcements {
    /// Counts changes: who publishes says which version was seen.
    pub version: u32,
    /// The number that was given last.
    pub last: u32,
    pub list: Vec<Announcement>,
}

impl Announcement {
    #[must_use]
    pub fn shown(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    fn fits(&self) -> bool {
        let fits = |text: &str| !text.is_empty() && text.len() <= ANNOUNCEMENT_BYTES_MAX;
        fits(&self.persian) && fits(&self.english) && self.from < self.until
    }

    /// Its text, by the code of a language.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        if language == "fa" { &self.persian } else { &self.english }
    }
}

impl Announcements {
    /// What is shown now, the newest first.
    pub fn shown(&self, at: Timestamp) -> impl Iterator<Item = &Announcement> {
        self.list.iter().rev().filter(move |it| it.shown(at))
    }

    /// The next version, with one more; its number is given here. Where there is no room, the one
    /// that ended longest ago goes.
    ///
    /// # Errors
    /// `TooLong` for a text without words or beyond its bound, or a span that never is; `TooMany`
    /// while none has ended.
    pub fn with(&self, new: Announcement, now: Timestamp) -> Result<Self, StaffRefusal> {
        let mut next = self.clone();
        next.last = next.last.checked_add(1).ok_or(StaffRefusal::TooMany)?;
        let new = Announcement { no: AnnouncementNo(next.last), ..new };
        if !new.fits() {
            return Err(StaffRefusal::TooLong);
        }
        if next.list.len() >= ANNOUNCEMENTS_MAX {
            let ended = next.list.iter().enumerate().filter(|(_, it)| it.until <= now);
            let (oldest, _) = ended.min_by_key(|(_, it)| it.until).ok_or(StaffRefusal::TooMany)?;
            next.list.remove(oldest);
        }
        next.list.push(new);
        next.version = next.version.saturating_add(1);
        Ok(next)
    }

    /// The next version without this one.
    ///
    /// # Errors
    /// `Stale` where there is none of that number.
    pub fn without(&self, no: AnnouncementNo) -> Result<Self, StaffRefusal> {
        let mut next = self.clone();
        next.list.retain(|it| it.no != no);
        next.version = next.version.saturating_add(1);
        if next.list.len() == self.list.len() { Err(StaffRefusal::Stale) } else { Ok(next) }
    }

    /// Whether this may follow: it was made from what is kept.
    ///
    /// # Errors
    /// `Stale`, `TooMany`, `TooLong`.
    pub fn may_become(&self, next: &Self) -> Result<(), StaffRefusal> {
        if self.version.checked_add(1) != Some(next.version) {
            return Err(StaffRefusal::Stale);
        }
        if next.list.len() > ANNOUNCEMENTS_MAX {
            return Err(StaffRefusal::TooMany);
        }
        if next.list.iter().all(Announcement::fits) { Ok(()) } else { Err(StaffRefusal::TooLong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(from: u64, until: u64) -> Announcement {
        let (from, until) = (Timestamp(from), Timestamp(until));
        let (persian, english) = ("فردا".to_owned(), "tomorrow".to_owned());
        Announcement { no: AnnouncementNo(0), from, until, persian, english }
    }

    #[test]
    fn it_is_shown_from_its_first_moment_to_before_its_last() {
        let kept = Announcements::default().with(new(10, 20), Timestamp(0)).expect("it fits");
        let shown = |at| kept.shown(Timestamp(at)).count();
        assert_eq!([9, 10, 19, 20].map(shown), [0, 1, 1, 0]);
        assert_eq!(kept.list[0].text("fa"), "فردا");
        assert_eq!(kept.list[0].text("en"), "tomorrow");
    }

    #[test]
    fn what_has_no_words_or_never_is_is_refused() {
        let none = Announcements::default();
        let long = "x".repeat(ANNOUNCEMENT_BYTES_MAX + 1);
        for wrong in [
            new(10, 10),
            Announcement { english: String::new(), ..new(1, 2) },
            Announcement { persian: long, ..new(1, 2) },
        ] {
            assert_eq!(none.with(wrong, Timestamp(0)), Err(StaffRefusal::TooLong));
        }
    }

    #[test]
    fn a_full_list_lets_the_one_go_that_ended_longest_ago() {
        let mut kept = Announcements::default();
        for n in 0..ANNOUNCEMENTS_MAX as u64 {
            kept = kept.with(new(1, 100 + n), Timestamp(0)).expect("there is room");
        }
        assert_eq!(kept.with(new(1, 2), Timestamp(99)), Err(StaffRefusal::TooMany));
        let next = kept.with(new(1, 900), Timestamp(101)).expect("two have ended");
        assert_eq!(next.list.len(), ANNOUNCEMENTS_MAX);
        assert_eq!(next.list[0].no, AnnouncementNo(2), "the first has gone");
        assert_eq!(next.list.last().map(|it| it.no), Some(AnnouncementNo(21)));
    }

    #[test]
    fn of_two_changes_of_one_version_one_is_made() {
        let none = Announcements::default();
        let one = none.with(new(1, 2), Timestamp(0)).expect("it fits");
        let two = none.with(new(3, 4), Timestamp(0)).expect("it fits");
        assert_eq!(none.may_become(&one), Ok(()));
        assert_eq!(one.may_become(&two), Err(StaffRefusal::Stale));
        let gone = one.without(AnnouncementNo(1)).expect("it is there");
        assert_eq!(one.may_become(&gone), Ok(()));
        assert_eq!(one.without(AnnouncementNo(2)), Err(StaffRefusal::Stale));
    }
}
