//! What a desk knows about one request.

use crate::earlier::{Scope, Waiter};
use crate::ids::{AttemptNo, DataKeyNo, HoldNo, OfficeId, RequestKey, SeatNo};
use crate::invariant::Violation;
use crate::limits::{OFFERS_MAX, PURSE_MAX};
use crate::payment::{Attempt, AttemptState, Money};
use crate::person::{AreaCode, BookletSerial, Mobile, NationalId};
use crate::request::command::Choice;
use crate::request::details::Details;
use crate::request::event::{EndReason, Pay};
use crate::request::kind::{Issued, Past};
use crate::request::reverse::Reversed;
use crate::request::scan::Scan;
use crate::request::step::{Reached, Step};
use crate::shift::Purpose;
use crate::tariff::Service;
use crate::timestamp::Timestamp;
use crate::tracking_code::TrackingCode;

/// Everything about one citizen's request. A request at rest has nothing open: see
/// [`RequestState::in_flight`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestState {
    pub national_id: NationalId,
    pub serial: BookletSerial,
    pub data_key: DataKeyNo,
    /// When this request was begun: at the entry, or when it took the place of the one before.
    pub entered_at: Timestamp,
    pub draft: Vec<u8>,
    pub details: Option<Details>,
    pub holds_used: u32,
    pub attempts_used: u32,
    pub intent: Option<Intent>,
    pub holds: Vec<Hold>,
    pub attempts: Vec<Attempt>,
    /// Verified money that has not paid for a seat yet: credit.
    pub purse: Vec<Money>,
    /// Verified money that found the purse full: a person has the bank reverse it.
    pub to_reverse: Vec<Money>,
    /// What was to be reversed, and has been.
    pub reversed: Vec<Reversed>,
    pub booking: Option<Booking>,
    /// Given once, at the first booking of this request, and kept.
    pub code: Option<TrackingCode>,
    /// Seats that are on their way back to their shifts.
    pub giving_back: Vec<GivingBack>,
    pub moves: u8,
    /// The last choice that ended without a booking.
    pub last: Option<LastChoice>,
    /// Where messages go, as long as the form has not said it.
    pub mobile: Option<Mobile>,
    /// Where the citizen wants the card to lie; else at the office of the completion.
    pub delivery: Option<OfficeId>,
    /// The office has closed the booked day.
    pub excused: bool,
    /// Holds that have ended unpaid, one after the other.
    pub unpaid: u8,
    /// The last step after the booking; nothing until there was one.
    pub reached: Option<Reached>,
    /// The wish for an earlier seat, as long as it stands. While a beginning or a missed day may
    /// still be a slip it rests here, with its place in the list: see [`RequestState::waits`].
    pub waiting: Option<Waiting>,
    /// Earlier seats that were offered, ever.
    pub offers: u8,
    /// When the last one was.
    pub offered_at: Option<Timestamp>,
    /// The scan of the booklet that counts; the picture lies beside the journal.
    pub scan: Option<Scan>,
    /// The last scan that was kept before this request was opened.
    pub scans_before: u8,
    /// What is asked for now, or was last.
    pub service: Service,
    /// What was given so far.
    pub issued: Issued,
    /// Requests that ended before this one was opened, the oldest first.
    pub past: Vec<Past>,
}

/// A wish for a seat before the booked day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    pub since: Timestamp,
    pub area: AreaCode,
    pub scope: Scope,
}

/// A seat that was asked for and has not been answered yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Intent {
    pub hold: HoldNo,
    pub choice: Choice,
    pub purpose: Purpose,
    pub pay: Pay,
    pub decide_by: Timestamp,
    pub deadline: Timestamp,
    pub cap: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hold {
    pub no: HoldNo,
    pub choice: Choice,
    pub seat: SeatNo,
    pub purpose: Purpose,
    pub pay: Pay,
    pub deadline: Timestamp,
    pub cap: Timestamp,
    pub phase: Phase,
}

/// Where a hold stands between the desk and its shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Waiting for money.
    Live,
    /// The bank is being asked; the shift is owed security.
    Verifying { verify_by: Timestamp },
    /// Paid, or nothing to pay; the shift is owed the booking.
    Booking,
    /// Not wanted any more; the shift is owed the release.
    Ending(EndReason),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booking {
    pub hold: HoldNo,
    pub choice: Choice,
    pub seat: SeatNo,
    /// What paid for it; nothing where the tariff was free.
    pub paid: Option<Money>,
    pub booked_at: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GivingBack {
    pub hold: HoldNo,
    pub choice: Choice,
    pub seat: SeatNo,
    pub cool_until: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastChoice {
    pub hold: HoldNo,
    pub choice: Choice,
    pub why: EndReason,
    pub at: Timestamp,
}

impl Booking {
    /// Whether a shift of ours gave its seat.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.hold != HoldNo::ELSEWHERE
    }
}

impl RequestState {
    #[must_use]
    pub const fn entered(
        national_id: NationalId,
        serial: BookletSerial,
        data_key: DataKeyNo,
        at: Timestamp,
    ) -> Self {
        Self {
            national_id,
            serial,
            data_key,
            entered_at: at,
            draft: Vec::new(),
            details: None,
            holds_used: 0,
            attempts_used: 0,
            intent: None,
            holds: Vec::new(),
            attempts: Vec::new(),
            purse: Vec::new(),
            to_reverse: Vec::new(),
            reversed: Vec::new(),
            booking: None,
            code: None,
            giving_back: Vec::new(),
            moves: 0,
            last: None,
            mobile: None,
            delivery: None,
            excused: false,
            unpaid: 0,
            reached: None,
            waiting: None,
            offers: 0,
            offered_at: None,
            scan: None,
            scans_before: 0,
            service: Service::FirstIssue,
            issued: Issued { cards: 0, losses: 0, signed: false, mistaken: false },
            past: Vec::new(),
        }
    }

    /// Whether anything is open that somebody still owes an answer to.
    #[must_use]
    pub fn in_flight(&self) -> bool {
        self.intent.is_some()
            || !self.holds.is_empty()
            || !self.giving_back.is_empty()
            || self.attempts.iter().any(Attempt::unsettled)
    }

    /// Whether it was entered, and nothing else.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        let quiet = self.intent.is_none() && self.holds.is_empty() && self.attempts.is_empty();
        quiet && self.details.is_none() && self.booking.is_none() && self.money().next().is_none()
    }

    /// The last step after the booking.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.reached.map(|reached| reached.step)
    }

    /// Since when nothing is under way for somebody who has a card: since the request came to its
    /// end, or since another one was begun and left without a seat.
    #[must_use]
    pub fn over_since(&self) -> Option<Timestamp> {
        match self.reached {
            Some(reached) if self.is_ended() => Some(reached.at),
            _ if self.booking.is_none() && self.issued.cards > 0 => Some(self.entered_at),
            _ => None,
        }
    }

    /// Where the card is collected, or will be.
    #[must_use]
    pub fn collected_at(&self) -> Option<OfficeId> {
        let booking = self.booking.as_ref()?;
        Some(match self.step() {
            Some(Step::Ready { place }) => place,
            _ => self.delivery.unwrap_or_else(|| booking.choice.shift.office()),
        })
    }

    /// Where messages go.
    #[must_use]
    pub fn reached_by(&self) -> Option<Mobile> {
        self.details.as_ref().map(|details| details.mobile).or(self.mobile)
    }

    /// Whether the completion has begun: the seat is used, and stays what it is.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.step().is_some_and(Step::is_begun)
    }

    /// The hold that is wanted, if there is one: at most one at a time.
    #[must_use]
    pub fn wanted_hold(&self) -> Option<&Hold> {
        self.holds.iter().find(|hold| !matches!(hold.phase, Phase::Ending(_)))
    }

    /// The seat that is offered and not answered yet, or accepted and not booked yet.
    #[must_use]
    pub fn offer(&self) -> Option<&Hold> {
        self.wanted_hold().filter(|hold| hold.purpose == Purpose::Offer)
    }

    /// The wish for an earlier seat, where one would help now.
    #[must_use]
    pub fn waits(&self) -> Option<Waiting> {
        self.waiting.filter(|_| self.reached.is_none())
    }

    /// The place of this request in the list of those who wait.
    #[must_use]
    pub fn waiter(&self, request: RequestKey) -> Option<Waiter> {
        let Waiting { since, area, scope } = self.waits()?;
        let booked = self.booking.as_ref()?.choice;
        let offered_at = self.offered_at;
        let left = self.offers < OFFERS_MAX;
        left.then_some(Waiter { area, since, request, scope, booked, offered_at })
    }

    #[must_use]
    pub fn hold(&self, no: HoldNo) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.no == no)
    }

    pub(super) fn hold_mut(&mut self, no: HoldNo) -> Option<&mut Hold> {
        self.holds.iter_mut().find(|hold| hold.no == no)
    }

    #[must_use]
    pub fn attempt(&self, no: AttemptNo) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.no == no)
    }

    pub(super) fn attempt_mut(&mut self, no: AttemptNo) -> Option<&mut Attempt> {
        self.attempts.iter_mut().find(|attempt| attempt.no == no)
    }

    /// REQ-2, OFFER-1, PAY-1, PAY-2 and STAGE-1, as the simulator, `verify` and the tests ask them.
    #[must_use]
    pub fn check(&self) -> Option<Violation> {
        let wanted = self.holds.iter().filter(|hold| !matches!(hold.phase, Phase::Ending(_)));
        let (mut holds, mut moving) = (0, 0);
        for hold in wanted {
            holds += 1;
            moving += usize::from(hold.purpose.is_second_seat());
        }
        let two_seats = self.booking.is_some() && holds > moving;
        if holds > 1 || two_seats {
            return Some(Violation::Req2);
        }
        let seeks = self.intent.is_some() || holds > 0;
        if self.offers > OFFERS_MAX || (self.waiting.is_some() && self.booking.is_none()) {
            return Some(Violation::Offer1);
        }
        let stepped = self.reached.is_some() && self.booking.is_none();
        let beyond = !self.makes_card() && self.step().is_some_and(Step::is_of_the_card);
        if stepped || beyond || (self.is_begun() && seeks) {
            return Some(Violation::Stage1);
        }
        // Money is in exactly one place.
        let mut orders: Vec<_> = self.money().map(|money| money.order).collect();
        orders.sort_unstable();
        if orders.windows(2).any(|pair| pair[0] == pair[1]) || self.purse.len() > PURSE_MAX {
            return Some(Violation::Pay1);
        }
        let unpaid = self.holds.iter().any(|hold| {
            let funded = match hold.pay {
                Pay::Nothing => true,
                Pay::Bank { .. } | Pay::Credit => !self.purse.is_empty(),
            };
            hold.phase == Phase::Booking && !funded
        });
        if unpaid { Some(Violation::Pay2) } else { None }
    }

    /// All verified money of the citizen: credits, what is to be reversed or has been, and what
    /// paid for the booking and for those before it.
    pub fn money(&self) -> impl Iterator<Item = &Money> {
        let reversed = self.reversed.iter().map(|done| &done.money);
        self.purse.iter().chain(&self.to_reverse).chain(reversed).chain(self.spent())
    }

    /// The order of the attempt that brought this money, if it is still remembered.
    #[must_use]
    pub fn paid_attempt(&self, money: &Money) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| {
            attempt.order == money.order && matches!(attempt.state, AttemptState::Paid { .. })
        })
    }
}
