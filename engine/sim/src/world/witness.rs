//! Notes which interesting cases a world meets. It may know the law, as the auditor must not.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::{AttemptNo, Day, RequestKey, SeatNo, ShiftId};
use nobat_domain::limits::PURSE_MAX;
use nobat_domain::payment::{Attempt, Closed};
use nobat_domain::request::{EndReason, Pay, Phase, RequestEvent, RequestState, Step, evolve};
use nobat_domain::shift::{After, DayState, HeldSeat, Purpose, SeatChange, SeatImage, ShiftEvent};

use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;

use crate::coverage::{Case, Coverage};
use crate::journal::Record;

#[derive(Debug, Default)]
pub(super) struct Witness {
    requests: BTreeMap<RequestKey, RequestState>,
    held: BTreeMap<(ShiftId, Day, SeatNo), HeldSeat>,
    closed: BTreeSet<(RequestKey, AttemptNo)>,
    dropped: BTreeSet<(ShiftId, Day)>,
    booked: BTreeSet<(ShiftId, Day, SeatNo)>,
    /// Seats whose paid hold had run out before it could be booked.
    lost: BTreeSet<(RequestKey, ShiftId, Day, SeatNo)>,
}

impl Witness {
    pub fn sees(&mut self, record: &Record, coverage: &mut Coverage) {
        match record {
            Record::Seat { shift, event: ShiftEvent::Seat(image) } => {
                self.seat(*shift, image, coverage);
            }
            Record::Seat { shift, event: ShiftEvent::Day(image) } => {
                if image.state == DayState::Dropped {
                    self.dropped(*shift, image.day, coverage);
                }
            }
            Record::Request { key, at, event } => {
                let before = self.requests.remove(key);
                if let Some(before) = &before {
                    of_offers(before, event, coverage);
                    of_another(before, event, coverage);
                    self.request(*key, before, (event, *at), coverage);
                }
                self.requests.insert(*key, evolve(before, event, *at));
            }
        }
    }

    fn dropped(&mut self, shift: ShiftId, day: Day, coverage: &mut Coverage) {
        coverage.meet(Case::DayDropped);
        self.dropped.insert((shift, day));
        if self.booked.iter().any(|(s, d, _)| (*s, *d) == (shift, day)) {
            coverage.meet(Case::BookedDayDropped);
        }
    }

    /// What becomes of pages after the bank's no, of purses, and of seats that were lost.
    fn of_pages(
        &self,
        before: &RequestState,
        event: &RequestEvent,
        at: Timestamp,
        coverage: &mut Coverage,
    ) {
        let again = |no| before.attempt(no).and_then(Attempt::ask_again);
        match event {
            RequestEvent::AttemptClosed { attempt, why, .. } if again(*attempt).is_some() => {
                match why {
                    Closed::RunOut => coverage.meet(Case::AskedOnceMore),
                    Closed::LeftToBank => coverage.meet(Case::CancelledPageLeftToBank),
                    _ => {}
                }
            }
            RequestEvent::Verified { attempt, .. } => {
                if again(*attempt).is_some_and(|due| due <= at) {
                    coverage.meet(Case::PaidAfterCancelling);
                }
                if before.purse.len() == PURSE_MAX {
                    coverage.meet(Case::PurseFull);
                }
            }
            RequestEvent::SeatBack { hold } => {
                let back = before.giving_back.iter().find(|back| back.hold == *hold);
                let day = back.map(|back| (back.choice.shift, back.choice.day));
                if day.is_some_and(|day| self.dropped.contains(&day)) {
                    coverage.meet(Case::GivenBackAfterItsDay);
                }
            }
            _ => {}
        }
    }

    fn seat(&mut self, shift: ShiftId, image: &SeatImage, coverage: &mut Coverage) {
        let place = (shift, image.day, image.seat);
        let before = self.held.remove(&place);
        if image.after == After::Booked {
            self.booked.insert(place);
        } else {
            self.booked.remove(&place);
        }
        if let After::Held(terms) = image.after {
            self.held.insert(place, terms);
            if terms.purpose == Purpose::Cooling {
                coverage.meet(Case::Cooled);
            }
        }
        let Some(before) = before else { return };
        match image.change {
            SeatChange::Secured if before.deadline <= image.at => {
                coverage.meet(Case::SecuredByClock);
            }
            SeatChange::Expired if before.secured => coverage.meet(Case::SecuredRanOut),
            _ => {}
        }
    }

    fn request(
        &mut self,
        key: RequestKey,
        before: &RequestState,
        (event, at): (&RequestEvent, Timestamp),
        coverage: &mut Coverage,
    ) {
        self.of_pages(before, event, at, coverage);
        match event {
            RequestEvent::Intended { purpose: Purpose::Retake, .. } => coverage.meet(Case::Retake),
            RequestEvent::Refused { .. } => match before.intent.map(|intent| intent.purpose) {
                Some(Purpose::Move) => coverage.meet(Case::MoveRefused),
                Some(Purpose::Offer) => coverage.meet(Case::OfferRefused),
                Some(Purpose::Retake) => coverage.meet(Case::CreditLeft),
                _ => {}
            },
            RequestEvent::AttemptClosed { attempt, why, .. } => {
                self.closed.insert((key, *attempt));
                if *why == Closed::LeftToBank {
                    coverage.meet(Case::SurplusLeftToBank);
                }
            }
            RequestEvent::Verified { attempt, .. } => {
                let hold = before.attempt(*attempt).and_then(|known| before.hold(known.hold));
                if self.closed.contains(&(key, *attempt)) {
                    coverage.meet(Case::MoneyAfterAClosedAttempt);
                }
                if before.booking.is_some() {
                    coverage.meet(Case::SurplusCredit);
                } else if hold.is_none() {
                    coverage.meet(Case::LateMoney);
                }
            }
            RequestEvent::Ending { why: EndReason::Replaced, .. } => {
                coverage.meet(Case::HoldReplaced);
            }
            RequestEvent::Ended { hold, why: EndReason::RanOut } => {
                coverage.meet(Case::HoldRanOut);
                let paid = before.hold(*hold).filter(|hold| hold.phase == Phase::Booking);
                self.lost.extend(paid.map(|it| (key, it.choice.shift, it.choice.day, it.seat)));
            }
            RequestEvent::Taken { seat, .. } => {
                let retake = before.intent.filter(|it| it.purpose == Purpose::Retake);
                let own = retake.map(|it| (key, it.choice.shift, it.choice.day, *seat));
                if own.is_some_and(|own| self.lost.contains(&own)) {
                    coverage.meet(Case::OwnSeatRetaken);
                }
            }
            RequestEvent::Booked { hold, .. } => {
                let hold = before.hold(*hold).filter(|hold| hold.phase == Phase::Booking);
                let case = match hold.map(|hold| (hold.purpose, hold.pay)) {
                    Some((Purpose::Move, _)) => Case::Moved,
                    Some((Purpose::Offer, _)) => Case::MovedByOffer,
                    Some((Purpose::Retake, _)) => Case::BookedByRetake,
                    Some((_, Pay::Credit)) => Case::BookedByCredit,
                    Some((_, Pay::Nothing)) => Case::BookedForFree,
                    _ => Case::Booked,
                };
                coverage.meet(case);
                if before.step() == Some(Step::Missed) {
                    coverage.meet(Case::MovedAfterAMissedDay);
                }
            }
            RequestEvent::ScanKept { .. } => coverage.meet(Case::ScanKept),
            RequestEvent::Edited { details } if details.long.is_some() => {
                coverage.meet(Case::LongFormStated);
            }
            _ => of_booked(before, event, coverage),
        }
    }
}

/// What becomes of a booking.
fn of_booked(before: &RequestState, event: &RequestEvent, coverage: &mut Coverage) {
    match event {
        RequestEvent::GivenBack { .. } => coverage.meet(Case::GaveBack),
        RequestEvent::Excused => coverage.meet(Case::SeatExcused),
        RequestEvent::DeliveryChanged { .. } => coverage.meet(Case::DeliveryChanged),
        RequestEvent::Undone { .. } => {
            coverage.meet(Case::SlipUndone);
            if before.waiting.is_some() {
                coverage.meet(Case::PlaceKeptOverASlip);
            }
        }
        RequestEvent::Imported { .. } => coverage.meet(Case::PaidElsewhere),
        RequestEvent::Advanced { step } => after_booking(before.step(), *step, coverage),
        _ => {}
    }
}

/// Who waits for an earlier seat, and what becomes of offers.
fn of_offers(before: &RequestState, event: &RequestEvent, coverage: &mut Coverage) {
    let offer = |hold| before.hold(hold).is_some_and(|it| it.purpose == Purpose::Offer);
    match event {
        RequestEvent::WaitBegan { .. } => coverage.meet(Case::WaitBegan),
        RequestEvent::WaitEnded => coverage.meet(Case::WaitEnded),
        RequestEvent::OfferAccepted { .. } => coverage.meet(Case::OfferAccepted),
        RequestEvent::Taken { hold, .. } => {
            let asked = before.intent.filter(|it| it.hold == *hold).map(|it| it.purpose);
            if asked == Some(Purpose::Offer) {
                coverage.meet(Case::SeatOffered);
                if before.offers == 2 {
                    coverage.meet(Case::ThreeOffers);
                }
            }
        }
        RequestEvent::Ended { hold, why } if offer(*hold) => match why {
            EndReason::Declined if before.booking.is_none() => {
                coverage.meet(Case::OfferEndedByReturn);
            }
            EndReason::Declined => coverage.meet(Case::OfferDeclined),
            EndReason::Replaced => coverage.meet(Case::OfferReplacedByMove),
            _ => coverage.meet(Case::OfferPassedBy),
        },
        _ => {}
    }
}

/// One request after another: how it is opened, booked and ended.
fn of_another(before: &RequestState, event: &RequestEvent, coverage: &mut Coverage) {
    let again = !before.past.is_empty();
    match event {
        RequestEvent::Opened { .. } => {
            let changed = before.booking.is_none();
            coverage.meet(if changed { Case::KindChanged } else { Case::AskedAnew });
            if !before.purse.is_empty() {
                coverage.meet(Case::CreditReversed);
            }
        }
        RequestEvent::MistakeFound => coverage.meet(Case::MistakeFound),
        RequestEvent::Reversed { .. } => coverage.meet(Case::MoneySentBack),
        RequestEvent::Booked { .. } if again => {
            coverage.meet(Case::BookedAnew);
            if before.service == Service::OfficersMistake {
                coverage.meet(Case::FreeAfterAMistake);
            }
        }
        RequestEvent::Advanced { step: Step::Finished } if !before.makes_card() => {
            coverage.meet(Case::SignatureGiven);
        }
        RequestEvent::Advanced { step: Step::Delivered } if again => {
            coverage.meet(Case::CardDeliveredAnew);
        }
        _ => {}
    }
}

fn after_booking(before: Option<Step>, step: Step, coverage: &mut Coverage) {
    match (before, step) {
        (_, Step::Missed) => coverage.meet(Case::DayMissed),
        (Some(Step::Missed), Step::Begun { .. }) => coverage.meet(Case::BegunAfterAMissedDay),
        (_, Step::Begun { .. }) => coverage.meet(Case::CompletionBegun),
        (_, Step::Delivered) => coverage.meet(Case::CardDelivered),
        _ => {}
    }
}
