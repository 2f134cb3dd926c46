//! The tables that follow the durable journal: what readers find, and what a restart begins with.

use std::collections::BTreeMap;

use nobat_domain::ids::{Day, DeskNo, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::keeper::{Counters, Row};
use nobat_domain::request::{Remains, RequestEvent, RequestState, evolve};
use nobat_domain::shift::{DayImage, DayState, SeatImage, ShiftEvent};

use crate::journal::{Journal, Record};

#[derive(Debug, Default)]
pub struct Tables {
    applied: Sequence,
    rows: BTreeMap<RequestKey, RequestState>,
    days: BTreeMap<(ShiftId, Day), DayImage>,
    seats: BTreeMap<(ShiftId, Day, SeatNo), SeatImage>,
    counters: BTreeMap<DeskNo, Counters>,
}

impl Tables {
    #[must_use]
    pub const fn applied(&self) -> Sequence {
        self.applied
    }

    #[must_use]
    pub fn row(&self, key: RequestKey) -> Row {
        Row {
            state: self.rows.get(&key).cloned(),
            remains: Remains::default(),
            applied: self.applied,
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = (RequestKey, &RequestState)> {
        self.rows.iter().map(|(key, state)| (*key, state))
    }

    pub fn counters(&self) -> impl Iterator<Item = (DeskNo, Counters)> {
        self.counters.iter().map(|(desk, counters)| (*desk, *counters))
    }

    #[must_use]
    pub fn images(&self, shift: ShiftId) -> (Vec<DayImage>, Vec<SeatImage>) {
        let days = self.days.iter().filter(|((owner, _), _)| *owner == shift);
        let seats = self.seats.iter().filter(|((owner, ..), _)| *owner == shift);
        (days.map(|(_, image)| *image).collect(), seats.map(|(_, image)| *image).collect())
    }

    /// Applies at most `limit` durable records.
    pub fn follow(&mut self, journal: &Journal, limit: usize) {
        for _ in 0..limit {
            let next = self.applied.next();
            let Some(record) = journal.durable_record(next) else { return };
            self.apply(record);
            self.applied = next;
        }
    }

    fn apply(&mut self, record: &Record) {
        match record {
            Record::Seat { shift, event: ShiftEvent::Day(image) }
                if image.state == DayState::Dropped =>
            {
                let gone = (*shift, image.day);
                self.days.remove(&gone);
                self.seats.retain(|(shift, day, _), _| (*shift, *day) != gone);
            }
            Record::Seat { shift, event: ShiftEvent::Day(image) } => {
                self.days.insert((*shift, image.day), *image);
            }
            Record::Seat { shift, event: ShiftEvent::Seat(image) } => {
                self.seats.insert((*shift, image.day, image.seat), *image);
            }
            Record::Request { key, at, event } => {
                let before = self.rows.remove(key);
                let counters = self.counters.entry(key.desk()).or_default();
                match event {
                    RequestEvent::AttemptOpened { order, .. } => counters.orders = order.counter(),
                    RequestEvent::Booked { .. } => {
                        let first = before.as_ref().is_none_or(|state| state.code.is_none());
                        counters.codes += u32::from(first);
                    }
                    _ => {}
                }
                self.rows.insert(*key, evolve(before, event, *at));
            }
        }
    }
}
