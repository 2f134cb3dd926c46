//! This thread's handles of the metrics that every decision counts.
//!
//! A look-up by name for each decision would cost as much as the decision.

use metrics::{Counter, Gauge};
use nobat_domain::request::RequestEvent;
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
    /// Requests in flight of this thread's desk.
    pub in_flight: Gauge,
    request_events: [Counter; EVENTS.len()],
}

impl Meters {
    /// Of the thread with this number.
    pub fn new(thread: usize) -> Self {
        Self {
            held: metrics::counter!(names::SEATS_HELD),
            booked: metrics::counter!(names::SEATS_BOOKED),
            released: metrics::counter!(names::SEATS_RELEASED),
            expired: metrics::counter!(names::SEATS_EXPIRED),
            given_back: metrics::counter!(names::SEATS_GIVEN_BACK),
            busy_journal: metrics::counter!(names::BUSY, "place" => "journal"),
            busy_mailbox: metrics::counter!(names::BUSY, "place" => "mailbox"),
            in_flight: metrics::gauge!(names::REQUESTS_IN_FLIGHT, "desk" => thread.to_string()),
            request_events: EVENTS
                .map(|kind| metrics::counter!(names::REQUEST_EVENTS, "kind" => kind)),
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

    pub fn request(&self, event: &RequestEvent) {
        self.request_events[place(event)].increment(1);
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

/// The kinds of a request's events, as metrics name them, each at its [`place`].
const EVENTS: [&str; 29] = [
    "entered",
    "drafted",
    "intended",
    "refused",
    "taken",
    "attempt_opened",
    "tokened",
    "attempt_closed",
    "verifying",
    "verified",
    "ending",
    "ended",
    "booked",
    "given_back",
    "seat_back",
    "edited",
    "mobile_changed",
    "advanced",
    "excused",
    "delivery_changed",
    "undone",
    "wait_began",
    "wait_ended",
    "offer_accepted",
    "opened",
    "mistake_found",
    "scan_kept",
    "imported",
    "reversed",
];

const fn place(event: &RequestEvent) -> usize {
    match event {
        RequestEvent::Entered { .. } => 0,
        RequestEvent::Drafted { .. } => 1,
        RequestEvent::Intended { .. } => 2,
        RequestEvent::Refused { .. } => 3,
        RequestEvent::Taken { .. } => 4,
        RequestEvent::AttemptOpened { .. } => 5,
        RequestEvent::Tokened { .. } => 6,
        RequestEvent::AttemptClosed { .. } => 7,
        RequestEvent::Verifying { .. } => 8,
        RequestEvent::Verified { .. } => 9,
        RequestEvent::Ending { .. } => 10,
        RequestEvent::Ended { .. } => 11,
        RequestEvent::Booked { .. } => 12,
        RequestEvent::GivenBack { .. } => 13,
        RequestEvent::SeatBack { .. } => 14,
        RequestEvent::Edited { .. } => 15,
        RequestEvent::MobileChanged { .. } => 16,
        RequestEvent::Advanced { .. } => 17,
        RequestEvent::Excused => 18,
        RequestEvent::DeliveryChanged { .. } => 19,
        RequestEvent::Undone { .. } => 20,
        RequestEvent::WaitBegan { .. } => 21,
        RequestEvent::WaitEnded => 22,
        RequestEvent::OfferAccepted { .. } => 23,
        RequestEvent::Opened { .. } => 24,
        RequestEvent::MistakeFound => 25,
        RequestEvent::ScanKept { .. } => 26,
        RequestEvent::Imported { .. } => 27,
        RequestEvent::Reversed { .. } => 28,
    }
}
