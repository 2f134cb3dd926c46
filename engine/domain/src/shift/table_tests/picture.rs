//! The language of the pictures, and what is checked after every row of every one of them.
//!
//! `12.5 | a1 hold till 300 cap 2400 by 10 | held 0 till 300 | 1 1 0` reads: 12.5 seconds after
//! the start, citizen `a` asks for hold 1 until second 300; the answer is seat 0; then 1 seat is
//! free, 1 held, 0 booked. A fourth count is what stands over the approved number.

use std::collections::BTreeMap;

use crate::calendar::tehran::day_begins;
use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::invariant::Violation;
use crate::limits::ShiftTerms;
use crate::shift::{
    Answer, Ask, DayImage, DayState, Purpose, Refusal, SeatImage, ShiftCommand, ShiftEvent,
    ShiftState, decide, due, evolve,
};
use crate::timestamp::{Millis, Timestamp};

/// The day that all pictures are about, and its eve, on which they begin.
pub const DAY: Day = Day(20_000);
const TERMS: ShiftTerms =
    ShiftTerms { verify_within: Millis::seconds(1_200), day_kept: Millis::hours(1) };
/// Where a row does not say otherwise.
const TILL: &str = "300";
const CAP: &str = "2400";
const BY: &str = "10";

/// Second zero of every picture: 24 hours before the day begins in Tehran.
pub fn start() -> Timestamp {
    day_begins(DAY).minus(Millis::hours(24))
}

#[derive(Default)]
struct Picture {
    state: ShiftState,
    days: BTreeMap<Day, DayImage>,
    seats: BTreeMap<(Day, SeatNo), SeatImage>,
    now: Timestamp,
}

/// Plays a picture; a row that is not as it is drawn fails with the row.
pub fn check(rows: &[&str]) {
    let mut picture = Picture::default();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [time, command, answer, counts] = cells[..] else { panic!("four cells: {row}") };
        picture.now = seconds(time);
        let (words, at) = (command.split_whitespace().collect::<Vec<_>>(), picture.now);
        let answered = if words == ["tick"] { picture.tick() } else { picture.ask(&words, row) };
        assert_eq!(answered, answer, "answer at {at:?} in: {row}");
        assert_eq!(picture.counts(), counts, "counts in: {row}");
        picture.law_holds(row);
    }
}

impl Picture {
    fn ask(&mut self, words: &[&str], row: &str) -> String {
        let command = command(words);
        let decided = decide(&self.state, &command, self.now);
        if let Some(event) = decided.ok().and_then(|decided| decided.event) {
            self.apply(&event);
        }
        // Every command may be repeated without harm: the same answer, and nothing happens.
        let again = decide(&self.state, &command, self.now);
        let answer = |decided: crate::shift::Decided| decided.answer;
        assert_eq!(again.map(answer), decided.map(answer), "repeated: {row}");
        assert_eq!(again.ok().and_then(|again| again.event), None, "repeated: {row}");
        match decided {
            Ok(decided) => shown(decided.answer),
            Err(refusal) => refused(refusal),
        }
    }

    /// Everything that is due, in its order.
    fn tick(&mut self) -> String {
        let mut fallen = Vec::new();
        while let Some(due) = due(&self.state, &TERMS, self.now) {
            let fate = if due.secured { "secured" } else { "ended" };
            let told = if due.tell.is_some() { "" } else { " silently" };
            fallen.push(match due.event {
                ShiftEvent::Seat(image) => format!("{} {fate}{told}", image.seat.0),
                ShiftEvent::Day(image) => format!("day {:?}", image.state).to_lowercase(),
            });
            self.apply(&due.event);
        }
        if fallen.is_empty() { "-".to_owned() } else { fallen.join(", ") }
    }

    fn apply(&mut self, event: &ShiftEvent) {
        evolve(&mut self.state, event);
        match event {
            ShiftEvent::Day(image) if image.state == DayState::Dropped => {
                self.days.remove(&image.day);
                self.seats.retain(|(day, _), _| *day != image.day);
            }
            ShiftEvent::Day(image) => {
                self.days.insert(image.day, *image);
            }
            ShiftEvent::Seat(image) => {
                self.seats.insert((image.day, image.seat), *image);
            }
        }
    }

    fn counts(&self) -> String {
        let Some(book) = self.state.day(DAY) else { return "-".to_owned() };
        let capacity = book.capacity();
        let over = match capacity.over() {
            0 => String::new(),
            over => format!(" over {over}"),
        };
        format!("{} {} {}{over}", capacity.free(), capacity.held(), capacity.booked())
    }

    /// CAP-1, the nearest deadline, and that the last images alone make the same shift.
    fn law_holds(&self, row: &str) {
        let broken = self.state.days().find_map(|(_, book)| book.capacity().check());
        assert_eq!(broken, None::<Violation>, "{row}");
        let days: Vec<DayImage> = self.days.values().copied().collect();
        let seats: Vec<SeatImage> = self.seats.values().copied().collect();
        let restored = ShiftState::restore(&days, &seats);
        // Messages do not outlive a crash, so tombstones need not either.
        let bare = |state: &ShiftState| {
            let mut state = state.clone();
            state.tombstones.clear();
            state
        };
        assert_eq!(bare(&restored), bare(&self.state), "restored from images: {row}");
        assert_eq!(restored.next_deadline(), self.state.next_deadline(), "{row}");
        let taken = self.state.taken(DAY).count();
        let book = self.state.day(DAY).map(super::super::DayBook::capacity).unwrap_or_default();
        assert_eq!(taken, (book.held() + book.booked()) as usize, "{row}");
    }
}

/// `12.5` is 12,500 ms after the start, without floats.
fn seconds(text: &str) -> Timestamp {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let part = format!("{part:0<3}");
    let number = |digits: &str| digits.parse::<u64>().expect("a picture's time is digits");
    start().plus(Millis(number(whole) * 1_000 + number(&part)))
}

/// The value after a word, as in `till 300`.
fn after<'a>(words: &[&'a str], name: &str, otherwise: &'a str) -> &'a str {
    let place = words.iter().position(|word| *word == name);
    place.map_or(otherwise, |place| words[place + 1])
}

fn command(words: &[&str]) -> ShiftCommand {
    let moment = |name: &str, otherwise: &'static str| seconds(after(words, name, otherwise));
    let seat = || SeatNo(after(words, "seat", "0").parse().expect("a seat's number"));
    let day = if words.contains(&"elsewhere") { DAY.plus(1) } else { DAY };
    let (who, verb) = (words[0], words.get(1).copied().unwrap_or_default());
    let ask = match (who, verb) {
        ("open", approved) => {
            let approved = approved.parse().expect("a number of seats");
            return ShiftCommand::OpenDay { day, approved, opens_at: moment("from", "0") };
        }
        ("close", _) => return ShiftCommand::CloseDay { day },
        (_, "hold") => {
            let purpose = if words.contains(&"move") { Purpose::Move } else { Purpose::Pay };
            let (deadline, cap) = (moment("till", TILL), moment("cap", CAP));
            Ask::Hold { purpose, deadline, cap, decide_by: moment("by", BY) }
        }
        (_, "still?") => Ask::Holding { seat: seat() },
        (_, "extend") => Ask::Extend { seat: seat(), deadline: moment("till", TILL) },
        (_, "secure") => Ask::Secure { seat: seat(), deadline: moment("till", TILL) },
        (_, "book") => Ask::Book { seat: seat() },
        (_, "release") => Ask::Release { seat: seat() },
        (_, "back") => {
            let cool_until = words.contains(&"cool").then(|| moment("cool", "0"));
            Ask::GiveBack { seat: seat(), cool_until }
        }
        _ => panic!("no such verb: {words:?}"),
    };
    let hold = HoldNo(who[1..].parse().expect("a hold's number after the citizen"));
    ShiftCommand::Seat { request: RequestKey([who.as_bytes()[0]; 16]), hold, day, ask }
}

fn shown(answer: Answer) -> String {
    match answer {
        Answer::Held { seat, deadline, token, secured } => {
            let token = if token { " token" } else { "" };
            let secured = if secured { " secured" } else { "" };
            format!("held {} till {}{token}{secured}", seat.0, since_start(deadline))
        }
        Answer::Booked { seat } => format!("booked {}", seat.0),
        Answer::Gone => "gone".to_owned(),
        Answer::Done => "done".to_owned(),
    }
}

fn refused(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotOpenYet { opens_at } => format!("not open till {}", since_start(opens_at)),
        other => format!("{other:?}"),
    }
}

fn since_start(at: Timestamp) -> String {
    let Millis(ms) = at.since(start());
    let (whole, part) = (ms / 1_000, format!("{:03}", ms % 1_000));
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{whole}") } else { format!("{whole}.{part}") }
}
