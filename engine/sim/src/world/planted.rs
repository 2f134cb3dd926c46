//! Faults that need hands: what a shift forgets, and what it grants too late.

use std::collections::BTreeMap;

use nobat_domain::ids::{Day, SeatNo};
use nobat_domain::keeper::ShiftKeeper;
use nobat_domain::shift::{After, Ask, DayImage, SeatImage, ShiftCommand, ShiftEvent};
use nobat_domain::timestamp::{Millis, Timestamp};

use super::life::World;
use crate::fault::Fault;

/// The last images of one shift, as its memory has them.
#[derive(Debug, Default)]
pub(super) struct Images {
    days: BTreeMap<Day, DayImage>,
    seats: BTreeMap<(Day, SeatNo), SeatImage>,
}

impl Images {
    pub fn of(days: Vec<DayImage>, seats: Vec<SeatImage>) -> Self {
        let mut this = Self::default();
        days.into_iter().for_each(|image| this.put(&ShiftEvent::Day(image)));
        seats.into_iter().for_each(|image| this.put(&ShiftEvent::Seat(image)));
        this
    }

    pub fn put(&mut self, event: &ShiftEvent) {
        match event {
            ShiftEvent::Day(image) => {
                self.days.insert(image.day, *image);
                if image.state == nobat_domain::shift::DayState::Dropped {
                    self.seats.retain(|(day, _), _| *day != image.day);
                }
            }
            ShiftEvent::Seat(image) => {
                // Without its end no tombstone is made of it.
                let image = SeatImage { decide_by: Timestamp(0), ..*image };
                self.seats.insert((image.day, image.seat), image);
            }
        }
    }
}

impl World {
    /// Planted: the shift is made anew from what stands, and knows of nothing that has ended.
    pub(super) fn forget_tombstones(&mut self, place: usize) {
        if !self.is(Fault::NoTombstones) {
            return;
        }
        let terms = self.workload.shift_terms;
        let shift = self.machine().shifts[place].id();
        let Some(images) = self.machine().images.get(&shift) else { return };
        let days: Vec<DayImage> = images.days.values().copied().collect();
        let seats: Vec<SeatImage> = images.seats.values().copied().collect();
        self.machine().shifts[place] = ShiftKeeper::restore(shift, terms, &days, &seats);
    }

    /// The moment at which a shift decides: now. Planted: always just in time.
    pub(super) fn late_at(
        &mut self,
        place: usize,
        command: &ShiftCommand,
        now: Timestamp,
    ) -> Timestamp {
        let ShiftCommand::Seat { request, hold, day, ask } = *command else { return now };
        if !self.is(Fault::LateYes) {
            return now;
        }
        if let Ask::Hold { decide_by, .. } = ask {
            return now.min(decide_by);
        }
        let state = self.machine().shifts[place].state();
        let mine = state.taken(day).find(|(_, owner, no, _)| (*owner, *no) == (request, hold));
        match mine {
            Some((_, _, _, After::Held(terms))) => now.min(terms.deadline.minus(Millis(1))),
            _ => now,
        }
    }
}
