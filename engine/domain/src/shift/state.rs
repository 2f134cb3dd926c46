//! What an office-shift knows about itself.

use std::collections::BTreeSet;

use crate::capacity::Capacity;
use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::keyed::Map;
use crate::shift::command::{Ask, ShiftCommand};
use crate::shift::day_book::{DayBook, DayView, LiveHold, Owner, Seat};
use crate::shift::days::Days;
use crate::shift::event::{After, DayImage, DayState, NOBODY, SeatImage};
use crate::shift::tombstones::Tombstones;
use crate::timestamp::Timestamp;

/// All dates of one office-shift.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShiftState {
    pub(super) days: Days,
    pub(super) held: Map<(Day, SeatNo), LiveHold>,
    /// Where each live hold is. Cooling holds belong to nobody and are not here.
    pub(super) by_hold: Map<(RequestKey, HoldNo), (Day, SeatNo)>,
    /// Every live hold by its deadline, nearest first.
    pub(super) deadlines: BTreeSet<(Timestamp, Day, SeatNo)>,
    pub(super) tombstones: Tombstones,
}

impl ShiftState {
    #[must_use]
    pub fn day(&self, day: Day) -> Option<&DayBook> {
        self.days.get(day)
    }

    pub(super) fn view(&self, day: Day) -> Option<DayView<'_>> {
        self.days.get(day).map(|book| DayView { state: self, day, book })
    }

    pub(crate) fn look_ahead(&self, command: &ShiftCommand) -> usize {
        let ShiftCommand::Seat { request, hold, day, ask, .. } = command else { return 0 };
        let Some(book) = self.days.get(*day) else { return 0 };
        let seat = match ask {
            Ask::Hold { .. } => book.next_seat(),
            Ask::Book { seat } | Ask::Release { seat } | Ask::GiveBack { seat, .. } => *seat,
            _ => return book.capacity.free() as usize,
        };
        let taken = usize::from(book.seat(seat) != Seat::Vacant);
        taken + usize::from(self.by_hold.contains_key(&(*request, *hold)))
    }

    pub fn days(&self) -> impl Iterator<Item = (Day, &DayBook)> {
        self.days.iter()
    }

    /// When the nearest hold ends by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _, _)| *at)
    }

    /// Every taken seat of a day, for audits and exports.
    pub fn taken(&self, day: Day) -> impl Iterator<Item = (SeatNo, RequestKey, HoldNo, After)> {
        let seats = self.days.get(day).into_iter().flat_map(|book| &book.seats);
        (0_u32..).map(SeatNo).zip(seats).filter_map(move |(number, seat)| match seat {
            Seat::Vacant => None,
            Seat::Booked(owner) => Some((number, owner.request, owner.hold, After::Booked)),
            Seat::Held(owner) => {
                let hold = self.held.get(&(day, number))?;
                Some((number, owner.request, owner.hold, After::Held(hold.terms)))
            }
        })
    }

    /// Rebuilds a shift from the last image of each day and of each seat.
    #[must_use]
    pub fn restore(days: &[DayImage], seats: &[SeatImage]) -> Self {
        let mut this = Self::default();
        for day in days.iter().filter(|day| day.state != DayState::Dropped) {
            this.days.insert(day.day, DayBook::new(day));
        }
        for image in seats {
            this.put(image);
        }
        for book in this.days.books_mut() {
            let count = |wanted: fn(&Seat) -> bool| {
                let count = book.seats.iter().filter(|seat| wanted(seat)).count();
                u32::try_from(count).expect("limited by SEATS_MAX")
            };
            let held = count(|seat| matches!(seat, Seat::Held(_)));
            let booked = count(|seat| matches!(seat, Seat::Booked(_)));
            book.capacity = Capacity::counted(book.capacity.approved(), held, booked);
        }
        // The shift's clock has come at least so far: what only it refuses needs no tombstone.
        if let Some(latest) = seats.iter().map(|image| image.at).max() {
            this.tombstones.clear_away(latest);
        }
        this
    }

    /// Puts a seat's image in its place, without the counts.
    pub(super) fn put(&mut self, image: &SeatImage) {
        let book = self.days.get_mut(image.day).expect("a seat belongs to an opened day");
        let owner = Owner { request: image.request, hold: image.hold };
        let (place, name) = ((image.day, image.seat), (image.request, image.hold));
        let seat = book.place(image.seat);
        if let Seat::Held(old) = *seat {
            let hold = self.held.remove(&place).expect("a held seat has a live hold");
            self.deadlines.remove(&(hold.terms.deadline, image.day, image.seat));
            self.by_hold.remove(&(old.request, old.hold));
        }
        *seat = match image.after {
            After::Free => Seat::Vacant,
            After::Booked => Seat::Booked(owner),
            After::Held(_) => Seat::Held(owner),
        };
        if image.after == After::Free {
            book.vacancy.insert(image.seat.0);
        } else {
            book.vacancy.remove(image.seat.0);
        }
        if let After::Held(terms) = image.after {
            self.held.insert(place, LiveHold { terms, decide_by: image.decide_by });
            if image.request != NOBODY {
                self.by_hold.insert(name, place);
            }
            self.deadlines.insert((terms.deadline, image.day, image.seat));
        } else if image.decide_by >= image.at {
            // The message may still be repeated at the very moment by which it had to be decided.
            self.tombstones.bury(name, image.decide_by, image.at);
        }
    }
}
