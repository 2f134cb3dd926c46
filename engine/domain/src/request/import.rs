//! A request that was made elsewhere before, taken over with what was paid and done there.
//!
//! It is told once, of a citizen who has no request here. A seat ahead is not taken over: it is
//! taken from its shift like any other, for the credit that comes with the request.

use crate::calendar::tehran::day_of;
use crate::ids::{AttemptNo, BankId, DataKeyNo, HoldNo, SeatNo};
use crate::money::Rial;
use crate::payment::{Attempt, AttemptState, Money, Reference, Token};
use crate::person::{BookletSerial, NationalId};
use crate::request::command::Choice;
use crate::request::decide::{Chances, Verdict};
use crate::request::details::Details;
use crate::request::event::RequestEvent;
use crate::request::refusal::RequestRefusal;
use crate::request::state::{Booking, RequestState};
use crate::request::step::{Reached, Step};
use crate::timestamp::Timestamp;
use crate::tracking_code::TrackingCode;

/// Where money is from that was paid to another system: no gateway has this place.
pub const ELSEWHERE: BankId = BankId(u8::MAX);

impl HoldNo {
    /// Seats of this hold were given elsewhere: no shift of ours has ever held them.
    pub const ELSEWHERE: Self = Self(0);
}

/// What another system knows of one citizen's request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub details: Option<Box<Details>>,
    pub paid: Option<PaidElsewhere>,
    /// The completion is behind this citizen.
    pub been: Option<Visited>,
}

/// A payment that another system has confirmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidElsewhere {
    pub amount: Rial,
    pub reference: Reference,
    pub at: Timestamp,
}

/// A completion elsewhere, and how far its card has come since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visited {
    pub choice: Choice,
    /// A step after the beginning.
    pub step: Step,
    pub since: Timestamp,
}

/// As it was decided: [`Visited`] with the code that its request has here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Been {
    pub visited: Visited,
    pub code: TrackingCode,
}

pub(super) fn import(
    state: Option<&RequestState>,
    (national_id, serial, data_key): (&NationalId, &BookletSerial, DataKeyNo),
    import: &Import,
    chances: &Chances<'_>,
) -> Verdict {
    if let Some(state) = state {
        assert_eq!(state.national_id, *national_id, "REQ-1: a key belongs to one national ID");
        return if known(state, import) {
            Ok(Vec::new())
        } else {
            Err(RequestRefusal::EnteredBefore)
        };
    }
    let Import { details, paid, been } = import;
    let untold = been.is_some() && details.is_none();
    let ahead = |been: Visited| been.choice.day > day_of(chances.at);
    if untold || been.is_some_and(|been| !been.step.is_finished() || ahead(been)) {
        return Err(RequestRefusal::StepSkips { now: None });
    }
    let paid = paid.as_ref().map(|paid| Money {
        bank: ELSEWHERE,
        order: chances.order,
        amount: paid.amount,
        reference: paid.reference.clone(),
        trace: paid.reference.clone(),
        verified_at: paid.at,
    });
    let been = been.map(|visited| Been { visited, code: (chances.code)() });
    Ok(vec![
        RequestEvent::Entered { national_id: *national_id, serial: *serial, data_key },
        RequestEvent::Imported { details: details.clone(), paid: paid.map(Box::new), been },
    ])
}

/// Whether this request has everything of that one: it was told before, or there is nothing to add.
fn known(state: &RequestState, import: &Import) -> bool {
    let is_it = |money: &Money, paid: &PaidElsewhere| {
        money.bank == ELSEWHERE && money.reference == paid.reference
    };
    let money = import.paid.as_ref().is_none_or(|paid| state.money().any(|it| is_it(it, paid)));
    let been = import.been.is_none_or(|been| {
        state.booking.as_ref().is_some_and(|it| !it.is_ours() && it.choice == been.choice)
    });
    money && been
}

pub(super) fn imported(state: &mut RequestState, event: &RequestEvent, at: Timestamp) {
    let RequestEvent::Imported { details, paid, been } = event else {
        unreachable!("called for this event alone")
    };
    assert!(state.is_untouched(), "a request is taken over right after its entry");
    state.details = details.as_deref().cloned();
    if let Some(money) = paid {
        let no = AttemptNo(state.attempts_used + 1);
        state.attempts_used = no.0;
        let reference = money.reference.clone();
        let token = Token::new(reference.as_str()).expect("a reference is plain");
        state.attempts.push(Attempt {
            no,
            hold: HoldNo::ELSEWHERE,
            bank: money.bank,
            order: money.order,
            amount: money.amount,
            opened_at: money.verified_at,
            state: AttemptState::Paid { token, reference },
        });
    }
    let paid = paid.as_deref().cloned();
    let Some(Been { visited: Visited { choice, step, since }, code }) = been else {
        state.purse.extend(paid);
        return;
    };
    let (hold, seat) = (HoldNo::ELSEWHERE, SeatNo(0));
    state.booking = Some(Booking { hold, choice: *choice, seat, paid, booked_at: at });
    state.code = Some(*code);
    state.reached = Some(Reached { step: *step, at: *since });
    if state.is_ended() {
        state.issued = state.issued.with(state.service);
    }
}
