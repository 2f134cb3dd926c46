//! Plain accounts of what has happened, and what must be true of them at every moment.

use std::collections::BTreeMap;

use nobat_domain::ids::{HoldNo, OrderNo, RequestKey};
use nobat_domain::request::{Pay, Phase, RequestState};
use nobat_domain::shift::{After, SeatChange, SeatImage};
use nobat_domain::timestamp::Timestamp;

use crate::line::{DAY, Line};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Life {
    Held { deadline: Timestamp },
    Booked,
    Over,
}

/// The life of every hold, as the shifts' events tell it.
#[derive(Debug, Default)]
pub struct Accounts {
    lives: BTreeMap<(RequestKey, HoldNo), Life>,
}

impl Accounts {
    /// HOLD-1: taken once, ended once. HOLD-2: the clock ends nothing before its deadline.
    pub fn seat(&mut self, place: usize, image: &SeatImage) {
        let nobody = image.request.0 == [0; 16];
        if nobody {
            return;
        }
        let name = (image.request, image.hold);
        let before = self.lives.get(&name).copied();
        let after = match image.after {
            After::Held(terms) => Life::Held { deadline: terms.deadline },
            After::Booked => Life::Booked,
            After::Free => Life::Over,
        };
        let lawful = match (image.change, before) {
            (SeatChange::Held, None) => true,
            (SeatChange::Extended, Some(Life::Held { .. })) => true,
            (SeatChange::Secured, Some(Life::Held { .. })) => true,
            (SeatChange::Booked | SeatChange::Released, Some(Life::Held { .. })) => true,
            (SeatChange::Expired, Some(Life::Held { deadline })) => deadline <= image.at,
            (SeatChange::GivenBack, Some(Life::Booked)) => true,
            _ => false,
        };
        assert!(lawful, "{:?} after {before:?} at shift {place}", image.change);
        self.lives.insert(name, after);
    }
}

impl Line {
    /// The invariants that hold at every moment, whatever is under way.
    pub fn invariants(&self) {
        assert_eq!(self.desk.check(), None);
        for shift in &self.shifts {
            for (_, book) in shift.state().days() {
                assert_eq!(book.capacity().check(), None);
            }
        }
        for (key, state) in &self.rows {
            assert_eq!(state.check(), None);
            self.seats_are_named(*key, state);
            self.money_is_once(state);
        }
    }

    /// REQ-2: no shift has a seat of a request that the request does not know of.
    fn seats_are_named(&self, key: RequestKey, state: &RequestState) {
        let mut booked = 0;
        for shift in &self.shifts {
            for (seat, owner, hold, after) in shift.state().taken(DAY) {
                if owner != key {
                    continue;
                }
                let booking = |no| state.booking.as_ref().is_some_and(|seat| seat.hold == no);
                let back = state.giving_back.iter().any(|back| back.hold == hold);
                let known = state.hold(hold);
                match after {
                    After::Booked => {
                        let paid = known.is_some_and(|hold| hold.phase == Phase::Booking);
                        assert!(
                            booking(hold) || back || paid,
                            "seat {seat:?} is nobody's: {state:?}"
                        );
                        booked += usize::from(!back);
                        self.paid_for(hold, state);
                    }
                    After::Held(terms) if terms.deadline > self.now => {
                        let asked = state.intent.is_some_and(|intent| intent.hold == hold);
                        assert!(known.is_some() || asked, "{hold:?} is forgotten: {state:?}");
                    }
                    After::Held(_) | After::Free => {}
                }
            }
        }
        let moving = state.holds.iter().any(|hold| hold.phase == Phase::Booking);
        assert!(booked <= 1 + usize::from(moving && state.booking.is_some()), "{state:?}");
    }

    /// PAY-2.
    fn paid_for(&self, no: HoldNo, state: &RequestState) {
        let Some(booking) = state.booking.as_ref().filter(|booking| booking.hold == no) else {
            return;
        };
        if let Some(money) = &booking.paid {
            assert!(self.bank[&money.order].captured, "PAY-2: {money:?} was never captured");
        }
        let free = self.accounts.lives.get(&(RequestKey([0; 16]), no));
        assert_eq!(free, None, "nobody's holds are not kept here");
        let unpaid = state
            .holds
            .iter()
            .any(|hold| hold.no == no && hold.pay != Pay::Nothing && state.purse.is_empty());
        assert!(!unpaid, "PAY-2: {state:?}");
    }

    /// PAY-1: all money of a request was captured, and each is in one place only.
    fn money_is_once(&self, state: &RequestState) {
        let mut orders = orders(state);
        for order in &orders {
            assert!(self.bank.get(order).is_some_and(|truth| truth.captured), "{order:?}");
        }
        let all = orders.len();
        orders.sort_unstable();
        orders.dedup();
        assert_eq!(orders.len(), all, "PAY-1: {state:?}");
    }

    /// When the noise is over, nothing is open and everything agrees.
    pub fn at_rest(&self) {
        assert_eq!(self.desk.in_flight(), 0, "{:?}", self.desk.states().collect::<Vec<_>>());
        let mut bookings = 0;
        for shift in &self.shifts {
            let counts = shift.state().day(DAY).expect("opened").capacity();
            assert_eq!(counts.held(), 0, "a hold outlived everybody");
            bookings += counts.booked() as usize;
        }
        let booked = self.rows.values().filter(|state| state.booking.is_some()).count();
        assert_eq!(booked, bookings, "requests and shifts agree");
        let mut matched: Vec<OrderNo> = self.rows.values().flat_map(orders).collect();
        matched.sort_unstable();
        let captured = self.bank.iter().filter(|(_, truth)| truth.captured);
        let captured: Vec<OrderNo> = captured.map(|(order, _)| *order).collect();
        assert_eq!(matched, captured, "PAY-1: every captured rial is somewhere");
        self.nobody_paid_for_nothing();
    }

    /// Whoever paid on a page that was open has been asked about, unless other money or a booking
    /// was there: a page is never forgotten because somebody cancelled first.
    fn nobody_paid_for_nothing(&self) {
        for state in self.rows.values() {
            let served = state.money().next().is_some() || state.code.is_some();
            for attempt in &state.attempts {
                let truth = self.bank.get(&attempt.order).copied().unwrap_or_default();
                let left = truth.paid && !truth.captured;
                assert!(!left || served, "{attempt:?} was paid and nobody asked: {state:?}");
            }
        }
    }
}

fn orders(state: &RequestState) -> Vec<OrderNo> {
    state.money().map(|money| money.order).collect()
}
