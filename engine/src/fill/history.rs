//! The life of one request from the entry to the booking, as its events leave it.

use nobat_domain::ids::{AttemptNo, BankId, DataKeyNo, HoldNo, OrderNo, RequestKey};
use nobat_domain::money::Rial;
use nobat_domain::payment::{Receipt, Reference, Token};
use nobat_domain::request::{Choice, Pay, RequestEvent, RequestState, evolve};
use nobat_domain::shift::{After, Purpose, SeatChange, SeatImage};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;

use super::plan::Citizen;
use crate::storage::SeatAt;

/// The first one of the configuration.
pub(super) const BANK: BankId = BankId(0);
const HOLD: HoldNo = HoldNo(1);
const ATTEMPT: AttemptNo = AttemptNo(1);
const FORM_TOOK: Millis = Millis::minutes(4);
const DECIDE_WITHIN: Millis = Millis::seconds(10);
const DEADLINE: Millis = Millis::minutes(20);
const CAP: Millis = Millis::minutes(40);
const PAYING_TOOK: Millis = Millis::minutes(3);
/// No story takes longer.
pub(super) const STORY: Millis = Millis::hours(1);

/// What sets one request apart from all others.
pub(super) struct Marks {
    pub(super) key: RequestKey,
    pub(super) data_key: DataKeyNo,
    pub(super) order: OrderNo,
    pub(super) code: TrackingCode,
    pub(super) reference: Reference,
    pub(super) place: SeatAt,
    pub(super) begun: Timestamp,
}

/// The request after its booking was paid and confirmed.
pub(super) fn booked(citizen: Citizen, marks: &Marks, fee: Rial) -> RequestState {
    let Citizen { national_id, serial, details } = citizen;
    let at = |after: Millis| marks.begun.plus(after);
    let chosen = at(FORM_TOOK);
    let paid = chosen.plus(PAYING_TOOK);
    let deadline = chosen.plus(DEADLINE);
    let token = Token::new(marks.reference.as_str()).expect("a reference is plain");
    let (reference, trace) = (marks.reference.clone(), marks.reference.clone());
    let receipt = Receipt { reference, trace, amount: fee, order: marks.order };
    let choice = Choice { shift: marks.place.shift, day: marks.place.day };
    let entered = RequestEvent::Entered { national_id, serial, data_key: marks.data_key };
    let events = [
        RequestEvent::Intended {
            hold: HOLD,
            choice,
            purpose: Purpose::Pay,
            pay: Pay::Bank { bank: BANK, fee },
            decide_by: chosen.plus(DECIDE_WITHIN),
            deadline,
            cap: chosen.plus(CAP),
            details: Some(Box::new(details)),
        },
        RequestEvent::Taken { hold: HOLD, seat: marks.place.seat, deadline },
        RequestEvent::AttemptOpened {
            attempt: ATTEMPT,
            hold: HOLD,
            bank: BANK,
            order: marks.order,
            amount: fee,
        },
        RequestEvent::Tokened { attempt: ATTEMPT, token, window_ends: deadline, deadline },
        RequestEvent::Verifying { attempt: ATTEMPT, failed_return: false, verify_by: deadline },
        RequestEvent::Verified { attempt: ATTEMPT, receipt },
        RequestEvent::Booked { hold: HOLD, code: marks.code, cool_until: paid },
    ];
    let mut state = evolve(None, &entered, marks.begun);
    for (n, event) in events.iter().enumerate() {
        state.evolve(event, if n < 4 { chosen } else { paid });
    }
    state
}

/// The seat as its last event left it. Nobody can repeat the message that held it any more.
pub(super) fn seat(marks: &Marks) -> SeatImage {
    let chosen = marks.begun.plus(FORM_TOOK);
    SeatImage {
        change: SeatChange::Booked,
        day: marks.place.day,
        seat: marks.place.seat,
        request: marks.key,
        hold: HOLD,
        at: chosen.plus(PAYING_TOOK),
        decide_by: chosen.plus(DECIDE_WITHIN),
        after: After::Booked,
    }
}
