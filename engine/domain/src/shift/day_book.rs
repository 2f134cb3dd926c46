//! One day of one shift, and the sight of it that decisions have.

use std::ops::Deref;

use crate::capacity::Capacity;
use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::shift::event::{DayImage, DayState, HeldSeat};
use crate::shift::state::ShiftState;
use crate::shift::vacancy::Vacancy;
use crate::timestamp::Timestamp;

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

/// One day of one shift: its counts and who has which seat. What changes with every hold but is
/// soon over stands in [`ShiftState`], for all days together: a country has thirty times as many
/// days as shifts, and most of a decision's time goes into memory that is not at hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayBook {
    pub(super) capacity: Capacity,
    pub(super) closed: bool,
    pub(super) approved_max: u32,
    pub(super) opens_at: Timestamp,
    /// Numbers of seats let go: they are given again, lowest first.
    pub(super) vacancy: Vacancy,
    /// By seat number.
    pub(super) seats: Vec<Seat>,
}

impl DayBook {
    pub(super) fn new(image: &DayImage) -> Self {
        Self {
            capacity: Capacity::counted(image.approved, 0, 0),
            closed: image.state == DayState::Closed,
            approved_max: image.approved_max,
            opens_at: image.opens_at,
            vacancy: Vacancy::default(),
            seats: Vec::new(),
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
        SeatNo(self.vacancy.lowest().unwrap_or_else(|| {
            u32::try_from(self.seats.len()).expect("seats are limited by SEATS_MAX")
        }))
    }

    pub(super) fn seat(&self, seat: SeatNo) -> Seat {
        self.seats.get(seat.0 as usize).copied().unwrap_or(Seat::Vacant)
    }

    /// The place of a seat's owner; seats up to it are there afterwards.
    pub(super) fn place(&mut self, seat: SeatNo) -> &mut Seat {
        let index = seat.0 as usize;
        if self.seats.len() <= index {
            // As much as the day may ever need, where that is little: doubling would waste half.
            let needed = (self.approved_max as usize).min(SEATS_AT_ONCE).max(index + 1);
            if self.seats.capacity() < needed {
                self.seats.reserve_exact(needed - self.seats.len());
            }
        }
        while self.seats.len() <= index {
            self.vacancy.insert(u32::try_from(self.seats.len()).expect("limited by SEATS_MAX"));
            self.seats.push(Seat::Vacant);
        }
        &mut self.seats[index]
    }
}

/// Seats that a day gets memory for with its first one.
const SEATS_AT_ONCE: usize = 128;

/// A day as decisions see it: its book, and what its shift knows of its holds.
#[derive(Clone, Copy)]
pub(super) struct DayView<'s> {
    pub(super) state: &'s ShiftState,
    pub(super) day: Day,
    pub(super) book: &'s DayBook,
}

impl Deref for DayView<'_> {
    type Target = DayBook;

    fn deref(&self) -> &DayBook {
        self.book
    }
}

impl DayView<'_> {
    /// The live hold of exactly this owner at exactly this seat.
    pub fn live(&self, owner: Owner, seat: SeatNo) -> Option<LiveHold> {
        if self.seat(seat) == Seat::Held(owner) {
            self.state.held.get(&(self.day, seat)).copied()
        } else {
            None
        }
    }

    /// The seat that this owner's hold has on this day.
    pub fn seat_of(&self, owner: Owner) -> Option<SeatNo> {
        let (day, seat) = *self.state.by_hold.get(&(owner.request, owner.hold))?;
        (day == self.day).then_some(seat)
    }

    /// Whether this owner's hold has ended so lately that its message may still be repeated.
    pub fn tombstone(&self, owner: Owner, at: Timestamp) -> bool {
        self.state.tombstones.stands(&(owner.request, owner.hold), at)
    }
}
