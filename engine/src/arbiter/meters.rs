//! This thread's handles of the metrics that every decision counts.
//!
//! A look-up by name for each decision would cost as much as the decision.

use metrics::Counter;
use nobat_domain::shift::{Refusal, SeatChange, ShiftEvent};

use crate::metric_names as names;

pub struct Meters {
    held: Counter,
    booked: Counter,
    released: Counter,
    expired: Counter,
    given_back: Counter,
    pub busy_journal: Counter,
    pub busy_mailbox: Counter,
}

impl Meters {
    pub fn new() -> Self {
        Self {
            held: metrics::counter!(names::SEATS_HELD),
            booked: metrics::counter!(names::SEATS_BOOKED),
            released: metrics::counter!(names::SEATS_RELEASED),
            expired: metrics::counter!(names::SEATS_EXPIRED),
            given_back: metrics::counter!(names::SEATS_GIVEN_BACK),
            busy_journal: metrics::counter!(names::BUSY, "place" => "journal"),
            busy_mailbox: metrics::counter!(names::BUSY, "place" => "mailbox"),
        }
    }

    pub fn seat(&self, event: &ShiftEvent) {
        let ShiftEvent::Seat(image) = event else { return };
        let counter = match image.change {
            SeatChange::Held => &self.held,
            SeatChange::Booked => &self.booked,
            SeatChange::Released => &self.released,
            SeatChange::Expired => &self.expired,
            SeatChange::GivenBack => &self.given_back,
            SeatChange::Extended | SeatChange::Secured => return,
        };
        counter.increment(1);
    }

    pub fn refusal(&self, refusal: Refusal) {
        metrics::counter!(names::SHIFT_REFUSALS, "reason" => reason(refusal)).increment(1);
    }
}

const fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoSuchDay => "no_such_day",
        Refusal::NotOpenYet { .. } => "not_open_yet",
        Refusal::Closed => "closed",
        Refusal::Past => "past",
        Refusal::Full => "full",
        Refusal::TooLate => "too_late",
        Refusal::HoldEnded => "hold_ended",
        Refusal::OverLimit => "over_limit",
    }
}
