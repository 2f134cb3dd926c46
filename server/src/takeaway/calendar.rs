//! The appointment as an entry for any calendar: iCalendar, RFC 5545, in UTC.
//!
//! One request is one entry for ever: its UID never changes, and its SEQUENCE rises with every
//! move, so that a calendar which has an older one replaces it, and forgets it when the seat is
//! given back.

use nobat_domain::calendar::tehran;
use nobat_domain::ids::Day;
use nobat_domain::timestamp::{Millis, Timestamp};

/// Octets of a line, its break not counted (RFC 5545 §3.1).
const LINE_OCTETS_MAX: usize = 75;

/// An appointment, as a calendar should have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Nine ASCII digits: the request's own name.
    pub tracking: String,
    /// Host of the site; the entry's name is unique under it.
    pub site: String,
    /// Who invites: an address of mail.
    pub organizer: String,
    pub sequence: u32,
    pub written_at: Timestamp,
    pub title: String,
    pub state: EntryState,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryState {
    Booked {
        begins: Timestamp,
        ends: Timestamp,
        place: String,
        about: String,
    },
    /// The seat was given back.
    Cancelled,
}

/// When a shift's doors open and close, counted from midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hours {
    pub opens: Millis,
    pub closes: Millis,
}

impl Hours {
    /// The moments on a day in Iran.
    #[must_use]
    pub fn on(self, day: Day) -> (Timestamp, Timestamp) {
        let midnight = tehran::day_begins(day);
        (midnight.plus(self.opens), midnight.plus(self.closes))
    }
}

/// The sequence of a booking: every hold of a request has a greater number than those before it.
#[must_use]
pub const fn booked_sequence(hold: u32) -> u32 {
    hold.saturating_mul(2)
}

/// The sequence of a cancellation: after every booking with a hold up to this number, and before
/// every later one.
#[must_use]
pub const fn cancelled_sequence(hold: u32) -> u32 {
    booked_sequence(hold).saturating_add(1)
}

impl Entry {
    /// The file's text; every line ends with CR LF.
    #[must_use]
    pub fn text(&self) -> String {
        let (method, status) = match self.state {
            EntryState::Booked { .. } => ("PUBLISH", "CONFIRMED"),
            EntryState::Cancelled => ("CANCEL", "CANCELLED"),
        };
        let mut file = File::default();
        file.line("BEGIN:VCALENDAR");
        file.line("VERSION:2.0");
        file.line("PRODID:-//Nobat//Appointment//FA");
        file.line("CALSCALE:GREGORIAN");
        file.line(&format!("METHOD:{method}"));
        file.line("BEGIN:VEVENT");
        file.line(&format!("UID:{}@{}", self.tracking, self.site));
        file.line(&format!("DTSTAMP:{}", utc(self.written_at)));
        file.line(&format!("SEQUENCE:{}", self.sequence));
        file.line(&format!("STATUS:{status}"));
        file.line(&format!("ORGANIZER:mailto:{}", self.organizer));
        file.line(&format!("SUMMARY:{}", escaped(&self.title)));
        if let EntryState::Booked { begins, ends, place, about } = &self.state {
            file.line(&format!("DTSTART:{}", utc(*begins)));
            file.line(&format!("DTEND:{}", utc(*ends)));
            file.line(&format!("LOCATION:{}", escaped(place)));
            file.line(&format!("DESCRIPTION:{}", escaped(about)));
        }
        file.line("END:VEVENT");
        file.line("END:VCALENDAR");
        file.0
    }

    /// What the file is, for the answer and the letter that carry it.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self.state {
            EntryState::Booked { .. } => "text/calendar; charset=utf-8; method=PUBLISH",
            EntryState::Cancelled => "text/calendar; charset=utf-8; method=CANCEL",
        }
    }
}

#[derive(Default)]
struct File(String);

impl File {
    /// A line, folded where it is too long: never within a letter.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A value of type TEXT (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => written.extend(['\\', letter]),
            '\n' => written.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => written.push(letter),
        }
    }
    written
}

const MS_A_DAY: u64 = Millis::hours(24).0;
const MS_A_SECOND: u64 = 1_000;

/// `20180217T043000Z`.
fn utc(at: Timestamp) -> String {
    let (year, month, day) = civil_date(at.0 / MS_A_DAY);
    let seconds = at.0 % MS_A_DAY / MS_A_SECOND;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// The Gregorian date of a day after 1970-01-01. Years are counted from March, so that the leap day
/// ends them, in cycles of 400 years (the way of Howard Hinnant's `civil_from_days`).
const fn civil_date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use icalendar::parser::{read_calendar, unfold};
    use proptest::prelude::*;

    fn booked(about: &str) -> Entry {
        let hours = Hours { opens: Millis::hours(8), closes: Millis::hours(13) };
        let (begins, ends) = hours.on(Day(17_579));
        Entry {
            tracking: "497320167".to_owned(),
            site: "ncr.ir".to_owned(),
            organizer: "nobat@ncr.ir".to_owned(),
            sequence: booked_sequence(1),
            written_at: Timestamp(17_570 * MS_A_DAY),
            title: "تکمیل ثبت نام کارت هوشمند ملی".to_owned(),
            state: EntryState::Booked {
                begins,
                ends,
                place: "اداره ثبت احوال مراغه، مراغه، خیابان پاسداران".to_owned(),
                about: about.to_owned(),
            },
        }
    }

    /// What an independent reader finds under a name in the entry.
    fn read(text: &str, name: &str) -> Option<String> {
        let unfolded = unfold(text);
        let calendar = read_calendar(&unfolded).expect("it is a calendar");
        let event = calendar.components.first().expect("one entry");
        let property = event.properties.iter().find(|property| property.name.as_ref() == name);
        property.map(|property| property.val.as_ref().to_owned())
    }

    #[test]
    fn an_appointment_is_read_by_others_as_it_was_meant() {
        let text = booked("شماره پیگیری ۴۹۷۳۲۰۱۶۷; شیفت کاری صبح").text();
        let value = |name| read(&text, name).unwrap_or_default();
        assert_eq!(value("UID"), "497320167@ncr.ir");
        assert_eq!(value("DTSTART"), "20180217T043000Z", "08:00 in Tehran is 04:30 of UTC");
        assert_eq!(value("DTEND"), "20180217T093000Z");
        assert_eq!(value("DTSTAMP"), "20180208T000000Z");
        assert_eq!(value("SUMMARY"), "تکمیل ثبت نام کارت هوشمند ملی");
        assert_eq!(value("DESCRIPTION"), "شماره پیگیری ۴۹۷۳۲۰۱۶۷; شیفت کاری صبح");
        assert!(text.contains("۴۹۷۳۲۰۱۶۷\\;"), "what has a meaning of its own is escaped");
        assert!(text.contains("\r\nMETHOD:PUBLISH\r\n"));
    }

    #[test]
    fn a_seat_given_back_cancels_the_same_entry() {
        let entry =
            Entry { sequence: cancelled_sequence(1), state: EntryState::Cancelled, ..booked("") };
        let text = entry.text();
        assert_eq!(read(&text, "UID"), read(&booked("").text(), "UID"));
        assert_eq!(read(&text, "STATUS").as_deref(), Some("CANCELLED"));
        assert_eq!(read(&text, "DTSTART"), None, "nothing of the seat is left");
        assert!(text.contains("\r\nMETHOD:CANCEL\r\n") && entry.media_type().ends_with("CANCEL"));
    }

    #[test]
    fn a_sequence_rises_with_every_move_and_every_cancellation() {
        let story = [
            booked_sequence(1),
            booked_sequence(2),
            cancelled_sequence(2),
            booked_sequence(3),
            cancelled_sequence(5),
            booked_sequence(6),
        ];
        assert!(story.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn dates_are_those_of_the_gregorian_calendar() {
        for (days, date) in [
            (0, (1970, 1, 1)),
            (11_016, (2000, 2, 29)),
            (17_579, (2018, 2, 17)),
            (20_819, (2027, 1, 1)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil_date(days), date);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_none_is_broken_within_a_letter(about in "\\PC{0,400}") {
            let text = booked(&about).text();
            prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE_OCTETS_MAX, "{} octets", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let whole = text.replace("\r\n ", "");
            let wanted = format!("DESCRIPTION:{}\r\n", escaped(&about));
            prop_assert!(whole.contains(&wanted));
        }
    }
}
