//! What an office-shift knows about itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::capacity::Capacity;
use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::shift::event::{After, DayImage, DayState, HeldSeat, SeatImage};
use crate::timestamp::Timestamp;

/// All dates of one office-shift.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShiftState {
    pub(super) days: BTreeMap<Day, DayBook>,
    /// Every live hold by its deadline, nearest first.
    pub(super) deadlines: BTreeSet<(Timestamp, Day, SeatNo)>,
}

/// The owner of a taken seat. Kept small: a country has ten million of these in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Owner {
    pub request: RequestKey,
    pub hold: HoldNo,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seat {
    Vacant,
    Held(Owner),
    Booked(Owner),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LiveHold {
    pub terms: HeldSeat,
    pub decide_by: Timestamp,
}

/// One day of one shift.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayBook {
    pub(super) opens_at: Timestamp,
    pub(super) closed: bool,
    pub(super) approved_max: u32,
    pub(super) capacity: Capacity,
    /// By seat number. Numbers of seats let go are given again, lowest first.
    pub(super) seats: Vec<Seat>,
    pub(super) vacant: BTreeSet<SeatNo>,
    pub(super) held: BTreeMap<SeatNo, LiveHold>,
    pub(super) by_hold: BTreeMap<(RequestKey, HoldNo), SeatNo>,
    /// Holds that ended before the command that made them could no longer be repeated.
    pub(super) tombstones: BTreeMap<(RequestKey, HoldNo), Timestamp>,
    /// The same by the moment after which each is forgotten, nearest first.
    pub(super) forgotten: BTreeSet<(Timestamp, RequestKey, HoldNo)>,
}

impl DayBook {
    pub(super) fn new(image: &DayImage) -> Self {
        Self {
            opens_at: image.opens_at,
            closed: image.state == DayState::Closed,
            approved_max: image.approved_max,
            capacity: Capacity::counted(image.approved, 0, 0),
            seats: Vec::new(),
            vacant: BTreeSet::new(),
            held: BTreeMap::new(),
            by_hold: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            forgotten: BTreeSet::new(),
        }
    }

    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    #[must_use]
    pub const fn opens_at(&self) -> Timestamp {
        self.opens_at
    }

    #[must_use]
    pub const fn closed(&self) -> bool {
        self.closed
    }

    /// The number that the next hold takes: the lowest vacant one, or one past the end.
    pub(super) fn next_seat(&self) -> SeatNo {
        self.vacant.first().copied().unwrap_or_else(|| {
            SeatNo(u32::try_from(self.seats.len()).expect("seats are limited by SEATS_MAX"))
        })
    }

    pub(super) fn seat(&self, seat: SeatNo) -> Seat {
        self.seats.get(seat.0 as usize).copied().unwrap_or(Seat::Vacant)
    }

    /// The live hold of exactly this owner at exactly this seat.
    pub(super) fn live(&self, owner: Owner, seat: SeatNo) -> Option<LiveHold> {
        if self.seat(seat) == Seat::Held(owner) { self.held.get(&seat).copied() } else { None }
    }

    fn bury(&mut self, request: RequestKey, hold: HoldNo, until: Timestamp) {
        let stands = self.tombstones.entry((request, hold)).or_insert(until);
        if *stands < until {
            self.forgotten.remove(&(*stands, request, hold));
            *stands = until;
        }
        self.forgotten.insert((*stands, request, hold));
    }

    fn forget_before(&mut self, at: Timestamp) {
        while let Some((until, request, hold)) = self.forgotten.first().copied()
            && until < at
        {
            self.forgotten.pop_first();
            self.tombstones.remove(&(request, hold));
        }
    }

    pub(super) fn tombstone(&self, owner: Owner, at: Timestamp) -> bool {
        self.tombstones.get(&(owner.request, owner.hold)).is_some_and(|until| at <= *until)
    }
}

impl ShiftState {
    #[must_use]
    pub fn day(&self, day: Day) -> Option<&DayBook> {
        self.days.get(&day)
    }

    pub fn days(&self) -> impl Iterator<Item = (Day, &DayBook)> {
        self.days.iter().map(|(day, book)| (*day, book))
    }

    /// When the nearest hold ends by itself.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _, _)| *at)
    }

    /// Every taken seat of a day, for audits and exports.
    pub fn taken(&self, day: Day) -> impl Iterator<Item = (SeatNo, RequestKey, HoldNo, After)> {
        let book = self.days.get(&day);
        book.into_iter().flat_map(|book| {
            (0_u32..).zip(&book.seats).filter_map(|(number, seat)| match seat {
                Seat::Vacant => None,
                Seat::Booked(owner) => {
                    Some((SeatNo(number), owner.request, owner.hold, After::Booked))
                }
                Seat::Held(owner) => {
                    let hold = book.held.get(&SeatNo(number))?;
                    Some((SeatNo(number), owner.request, owner.hold, After::Held(hold.terms)))
                }
            })
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
        for book in this.days.values_mut() {
            let held = u32::try_from(book.held.len()).expect("limited by SEATS_MAX");
            let booked = book.seats.iter().filter(|seat| matches!(seat, Seat::Booked(_))).count();
            let booked = u32::try_from(booked).expect("limited by SEATS_MAX");
            book.capacity = Capacity::counted(book.capacity.approved(), held, booked);
        }
        this
    }

    /// Puts a seat's image in its place, without the counts.
    pub(super) fn put(&mut self, image: &SeatImage) {
        let book = self.days.get_mut(&image.day).expect("a seat belongs to an opened day");
        let owner = Owner { request: image.request, hold: image.hold };
        let key = (image.request, image.hold);
        let index = image.seat.0 as usize;
        while book.seats.len() <= index {
            let number = u32::try_from(book.seats.len()).expect("limited by SEATS_MAX");
            book.vacant.insert(SeatNo(number));
            book.seats.push(Seat::Vacant);
        }
        if let Some(old) = book.held.remove(&image.seat) {
            self.deadlines.remove(&(old.terms.deadline, image.day, image.seat));
            if let Seat::Held(old_owner) = book.seats[index] {
                book.by_hold.remove(&(old_owner.request, old_owner.hold));
            }
        }
        match image.after {
            After::Free => {
                book.seats[index] = Seat::Vacant;
                book.vacant.insert(image.seat);
            }
            After::Booked => {
                book.seats[index] = Seat::Booked(owner);
                book.vacant.remove(&image.seat);
            }
            After::Held(terms) => {
                book.seats[index] = Seat::Held(owner);
                book.vacant.remove(&image.seat);
                book.held.insert(image.seat, LiveHold { terms, decide_by: image.decide_by });
                book.by_hold.insert(key, image.seat);
                self.deadlines.insert((terms.deadline, image.day, image.seat));
                return;
            }
        }
        // The message may still be repeated at the very moment by which it had to be decided.
        if image.decide_by >= image.at {
            book.bury(image.request, image.hold, image.decide_by);
        }
        book.forget_before(image.at);
    }
}
