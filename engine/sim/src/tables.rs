//! The tables that follow the durable journal: what readers find, and, as far as they are flushed,
//! what a restart begins with.

use std::collections::BTreeMap;

use nobat_domain::ids::{Day, DeskNo, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::keeper::{Counters, Row};
use nobat_domain::request::{Remains, RequestEvent, RequestState, evolve};
use nobat_domain::shift::{DayImage, DayState, SeatImage, ShiftEvent};
use nobat_domain::timestamp::Timestamp;

use crate::journal::{Journal, Record};

type Seats = BTreeMap<(Day, SeatNo), SeatImage>;

/// Rows at one position.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    applied: Sequence,
    /// The moment of the last record: engine time goes on from it.
    time: Timestamp,
    rows: BTreeMap<RequestKey, RequestState>,
    days: BTreeMap<(ShiftId, Day), DayImage>,
    seats: BTreeMap<ShiftId, Seats>,
    counters: BTreeMap<DeskNo, Counters>,
    /// The change feed: which request or shift, change by change.
    feed: Vec<(Sequence, [u8; 16])>,
}

/// The tables of a running engine, and what of them is on the disk.
#[derive(Debug, Default)]
pub struct Store {
    pub live: Tables,
    flushed: Tables,
    /// A flush is under way up to here.
    flushing: Option<Sequence>,
}

impl Store {
    /// The position from which a restart goes on.
    #[must_use]
    pub const fn flushed(&self) -> Sequence {
        self.flushed.applied
    }

    /// Whether a flush begins now; none does while another is under way.
    pub fn begin_flush(&mut self) -> bool {
        let begins = self.flushing.is_none() && self.live.applied > self.flushed.applied;
        if begins {
            self.flushing = Some(self.live.applied);
        }
        begins
    }

    #[must_use]
    pub const fn is_flushing(&self) -> bool {
        self.flushing.is_some()
    }

    /// All families are on the disk, up to where the flush began.
    pub fn end_flush(&mut self, journal: &Journal) {
        let Some(to) = self.flushing.take() else { return };
        self.flushed.follow_to(journal, to);
    }

    /// The disk is full: the flush is given up, and tried again later.
    pub const fn fail_flush(&mut self) {
        self.flushing = None;
    }

    /// The process ends. A flush that was under way is on the disk as a whole or not at all.
    pub fn crash(&mut self, journal: &Journal, whole: bool) {
        if whole {
            self.end_flush(journal);
        }
        self.flushing = None;
        self.live = self.flushed.clone();
    }

    /// Planted: one family of the tables is on the disk without the others.
    pub fn crash_torn(&mut self, journal: &Journal) {
        let before = self.flushed.clone();
        self.crash(journal, true);
        (self.live.rows, self.live.counters) = (before.rows, before.counters);
        self.flushed = self.live.clone();
    }
}

impl Tables {
    #[must_use]
    pub const fn applied(&self) -> Sequence {
        self.applied
    }

    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.time
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
        let days = self.days.range((shift, Day(i32::MIN))..=(shift, Day(i32::MAX)));
        let seats = self.seats.get(&shift).into_iter().flat_map(BTreeMap::values);
        (days.map(|(_, image)| *image).collect(), seats.copied().collect())
    }

    #[must_use]
    pub fn feed(&self) -> &[(Sequence, [u8; 16])] {
        &self.feed
    }

    /// Planted: the last change stands in the feed twice.
    pub fn double_feed(&mut self) {
        self.feed.extend(self.feed.last().copied());
    }

    /// Applies at most `limit` durable records.
    pub fn follow(&mut self, journal: &Journal, limit: u64) {
        let to = Sequence(self.applied.0.saturating_add(limit).min(journal.durable().0));
        self.follow_to(journal, to);
    }

    fn follow_to(&mut self, journal: &Journal, to: Sequence) {
        while self.applied < to {
            let next = self.applied.next();
            let Some(record) = journal.durable_record(next) else { return };
            self.apply(next, record);
            self.applied = next;
            self.time = self.time.max(record.at());
        }
    }

    fn apply(&mut self, sequence: Sequence, record: &Record) {
        match record {
            Record::Seat { shift, event } => {
                let mut name = [0; 16];
                name[..4].copy_from_slice(&shift.0.to_be_bytes());
                self.feed.push((sequence, name));
                self.seat_event(*shift, event);
            }
            Record::Request { key, at, event } => {
                self.feed.push((sequence, key.0));
                let before = self.rows.remove(key);
                let counters = self.counters.entry(key.desk()).or_default();
                match event {
                    RequestEvent::AttemptOpened { order, .. } => counters.orders = order.counter(),
                    RequestEvent::Imported { paid: Some(money), .. } => {
                        counters.orders = money.order.counter();
                    }
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

    fn seat_event(&mut self, shift: ShiftId, event: &ShiftEvent) {
        let seats = self.seats.entry(shift).or_default();
        match event {
            ShiftEvent::Day(image) if image.state == DayState::Dropped => {
                self.days.remove(&(shift, image.day));
                seats.retain(|(day, _), _| *day != image.day);
            }
            ShiftEvent::Day(image) => {
                self.days.insert((shift, image.day), *image);
            }
            ShiftEvent::Seat(image) => {
                seats.insert((image.day, image.seat), *image);
            }
        }
    }
}
