//! Durable events and pages in the auditor's plain words.

use nobat_domain::ids::{RequestKey, Sequence, ShiftId};
use nobat_domain::payment::{Closed, Money};
use nobat_domain::request::{Booking, Pay, RequestEvent, RequestState, Step};
use nobat_domain::shift::{self, DayState, Purpose, SeatChange, SeatImage, ShiftEvent};
use nobat_domain::tariff::Service;
use nobat_domain::tracking_code::TrackingCode;

use crate::auditor::{After, Change, Fact, Final, Seen, SeenSeat, TakenSeat, Told, Who};
use crate::journal::Record;

pub(super) fn seen(key: RequestKey, state: &RequestState) -> Seen {
    let orders = |money: &mut dyn Iterator<Item = &Money>| {
        let mut orders: Vec<u64> = money.map(|money| money.order.0).collect();
        orders.sort_unstable();
        orders
    };
    let credits = orders(&mut state.purse.iter());
    let to_reverse = orders(&mut state.to_reverse.iter());
    let sent_back = orders(&mut state.reversed.iter().map(|done| &done.money));
    let seat_of = |booking: &Booking, code: Option<TrackingCode>| SeenSeat {
        place: (booking.choice.shift.0, booking.choice.day.0, booking.seat.0),
        hold: booking.hold.0,
        order: booking.paid.as_ref().map(|money| money.order.0),
        code: code.map_or(0, |code| code.number()),
    };
    let seat = state.booking.as_ref().map(|booking| seat_of(booking, state.code));
    let past = state.past.iter().map(|past| seat_of(&past.booking, Some(past.code))).collect();
    let step = state.step().map(|step| step_of(step).0);
    Seen { who: key.0, seat, past, credits, to_reverse, sent_back, step }
}

pub(super) fn told(sequence: Sequence, record: &Record) -> Told {
    let mut name = [0; 16];
    match record {
        Record::Seat { shift, .. } => name[..4].copy_from_slice(&shift.0.to_be_bytes()),
        Record::Request { key, .. } => name = key.0,
    }
    Told { sequence: sequence.0, at: record.at().0, name, fact: fact(record) }
}

/// A row of the tables, unless the seat is free.
pub(super) fn taken(shift: ShiftId, image: &SeatImage) -> Option<TakenSeat> {
    let place = (shift.0, image.day.0, image.seat.0);
    let booked = match image.after {
        shift::After::Free => return None,
        shift::After::Held(_) => false,
        shift::After::Booked => true,
    };
    Some((place, image.request.0, image.hold.0, booked))
}

fn fact(record: &Record) -> Option<Fact> {
    match record {
        Record::Seat { shift, event: ShiftEvent::Day(image) }
            if image.state == DayState::Dropped =>
        {
            Some(Fact::Dropped { shift: shift.0, day: image.day.0, at: image.at.0 })
        }
        Record::Seat { shift, event: ShiftEvent::Day(image) } => {
            let (approved, opens_at) = (image.approved, image.opens_at.0);
            let closed = image.state == DayState::Closed;
            Some(Fact::Day { shift: shift.0, day: image.day.0, approved, opens_at, closed })
        }
        Record::Seat { shift, event: ShiftEvent::Seat(image) } => Some(seat(shift.0, image)),
        Record::Request { key, at, event } => request(key.0, at.0, event),
    }
}

fn seat(shift: u32, image: &SeatImage) -> Fact {
    let change = match image.change {
        SeatChange::Held => Change::Held,
        SeatChange::Extended => Change::Extended,
        SeatChange::Secured => Change::Secured,
        SeatChange::Booked => Change::Booked,
        SeatChange::Released => Change::Released,
        SeatChange::Expired => Change::Expired,
        SeatChange::GivenBack => Change::GivenBack,
    };
    let after = match image.after {
        shift::After::Free => After::Free,
        shift::After::Booked => After::Booked,
        shift::After::Held(terms) => {
            let (token, secured) = (terms.token, terms.secured);
            After::Held { until: terms.deadline.0, token, secured }
        }
    };
    let place = (shift, image.day.0, image.seat.0);
    Fact::Seat { place, who: image.request.0, hold: image.hold.0, change, after, at: image.at.0 }
}

fn request(who: Who, at: u64, event: &RequestEvent) -> Option<Fact> {
    let fact = match event {
        RequestEvent::Entered { national_id, serial, .. } => {
            let number = |digits: &str| digits.parse().unwrap_or_default();
            let (national, serial) = (number(national_id.as_str()), number(serial.as_str()));
            Fact::Entered { who, national, serial }
        }
        RequestEvent::Intended { hold, choice, purpose, pay, decide_by, cap, .. } => {
            let moves = purpose.is_second_seat();
            let offered = *purpose == Purpose::Offer;
            let free = *pay == Pay::Nothing && !moves;
            let (hold, shift, day) = (hold.0, choice.shift.0, choice.day.0);
            let (decide_by, cap) = (decide_by.0, cap.0);
            Fact::Asked { who, hold, shift, day, moves, free, offered, decide_by, cap }
        }
        RequestEvent::Imported { paid, .. } => {
            let money = paid.as_deref()?;
            Fact::TookOver { who, order: money.order.0, amount: money.amount.amount() }
        }
        RequestEvent::Taken { hold, .. } => Fact::Given { who, hold: hold.0, at },
        RequestEvent::WaitBegan { .. } => Fact::Waits { who, waits: true },
        RequestEvent::WaitEnded => Fact::Waits { who, waits: false },
        RequestEvent::OfferAccepted { hold } => Fact::Accepted { who, hold: hold.0 },
        RequestEvent::Refused { hold, .. } => Fact::Refused { who, hold: hold.0 },
        RequestEvent::AttemptOpened { attempt, hold, order, amount, .. } => {
            let (attempt, hold, order, amount) = (attempt.0, hold.0, order.0, amount.amount());
            Fact::Opened { who, attempt, hold, order, amount }
        }
        RequestEvent::Tokened { attempt, window_ends, .. } => {
            Fact::Shown { who, attempt: attempt.0, window_ends: window_ends.0 }
        }
        RequestEvent::AttemptClosed { attempt, why, .. } => {
            Fact::Closed { who, attempt: attempt.0, why: last_word(*why), at }
        }
        RequestEvent::Verified { attempt, receipt } => {
            let (attempt, order, amount) = (attempt.0, receipt.order.0, receipt.amount.amount());
            Fact::Paid { who, attempt, order, amount }
        }
        RequestEvent::Ending { hold, .. } => Fact::LetGo { who, hold: hold.0 },
        RequestEvent::Ended { hold, .. } => Fact::Ended { who, hold: hold.0 },
        RequestEvent::Booked { hold, .. } => Fact::Booked { who, hold: hold.0 },
        RequestEvent::GivenBack { .. } => Fact::GaveBack { who },
        RequestEvent::Advanced { step } => {
            let (step, office) = step_of(*step);
            Fact::Stepped { who, step, office }
        }
        RequestEvent::Undone { step } => Fact::Undone { who, step: step_of(*step).0 },
        RequestEvent::Opened { service } => Fact::Anew { who, service: service_of(*service) },
        RequestEvent::MistakeFound => Fact::Mistaken { who },
        RequestEvent::Reversed { order, .. } => Fact::SentBack { who, order: order.0 },
        RequestEvent::SeatBack { hold } => Fact::CameBack { who, hold: hold.0 },
        _ => return None,
    };
    Some(fact)
}

const fn last_word(why: Closed) -> Final {
    match why {
        Closed::NotShown => Final::NobodySawIt,
        Closed::Failed | Closed::RunOut => Final::NotPaid,
        Closed::Returned => Final::Returned,
        Closed::LeftToBank => Final::LeftToBank,
        Closed::Unanswered => Final::Unanswered,
    }
}

const fn service_of(service: Service) -> u8 {
    match service {
        Service::FirstIssue => 0,
        Service::FirstLoss => 1,
        Service::SecondLoss => 2,
        Service::FurtherLoss => 3,
        Service::Replacement => 4,
        Service::OfficersMistake => 5,
        Service::Signature => 6,
    }
}

/// A step as a number, and the office that it names.
const fn step_of(step: Step) -> (u8, u32) {
    match step {
        Step::Missed => (0, 0),
        Step::Begun { office } => (1, office.0),
        Step::Finished => (2, 0),
        Step::InProduction => (3, 0),
        Step::Ready { place } => (4, place.0),
        Step::Delivered => (5, 0),
    }
}
