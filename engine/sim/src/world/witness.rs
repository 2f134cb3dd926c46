//! Notes which interesting cases a world meets. It may know the law, as the auditor must not.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::{AttemptNo, Day, RequestKey, SeatNo, ShiftId};
use nobat_domain::payment::Closed;
use nobat_domain::request::{EndReason, Pay, Phase, RequestEvent, RequestState, evolve};
use nobat_domain::shift::{After, HeldSeat, Purpose, SeatChange, SeatImage, ShiftEvent};

use crate::coverage::{Case, Coverage};
use crate::journal::Record;

#[derive(Debug, Default)]
pub(super) struct Witness {
    requests: BTreeMap<RequestKey, RequestState>,
    held: BTreeMap<(ShiftId, Day, SeatNo), HeldSeat>,
    closed: BTreeSet<(RequestKey, AttemptNo)>,
}

impl Witness {
    pub fn sees(&mut self, record: &Record, coverage: &mut Coverage) {
        match record {
            Record::Seat { shift, event: ShiftEvent::Seat(image) } => {
                self.seat(*shift, image, coverage);
            }
            Record::Seat { .. } => {}
            Record::Request { key, at, event } => {
                let before = self.requests.remove(key);
                if let Some(before) = &before {
                    self.request(*key, before, event, coverage);
                }
                self.requests.insert(*key, evolve(before, event, *at));
            }
        }
    }

    fn seat(&mut self, shift: ShiftId, image: &SeatImage, coverage: &mut Coverage) {
        let place = (shift, image.day, image.seat);
        let before = self.held.remove(&place);
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
        event: &RequestEvent,
        coverage: &mut Coverage,
    ) {
        match event {
            RequestEvent::Intended { purpose: Purpose::Retake, .. } => coverage.meet(Case::Retake),
            RequestEvent::Refused { .. } => match before.intent.map(|intent| intent.purpose) {
                Some(Purpose::Move) => coverage.meet(Case::MoveRefused),
                Some(Purpose::Retake) => coverage.meet(Case::CreditLeft),
                _ => {}
            },
            RequestEvent::AttemptClosed { attempt, why } => {
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
            RequestEvent::Ended { why: EndReason::RanOut, .. } => coverage.meet(Case::HoldRanOut),
            RequestEvent::Booked { hold, .. } => {
                let hold = before.hold(*hold).filter(|hold| hold.phase == Phase::Booking);
                let case = match hold.map(|hold| (hold.purpose, hold.pay)) {
                    Some((Purpose::Move, _)) => Case::Moved,
                    Some((Purpose::Retake, _)) => Case::BookedByRetake,
                    Some((_, Pay::Credit)) => Case::BookedByCredit,
                    Some((_, Pay::Nothing)) => Case::BookedForFree,
                    _ => Case::Booked,
                };
                coverage.meet(case);
            }
            RequestEvent::GivenBack { .. } => coverage.meet(Case::GaveBack),
            _ => {}
        }
    }
}
