//! What lives keeps a citizen's data from being erased; what is over does not.

use super::picture::{AT_THE_BANK, BOOKED, Picture, START, check};
use crate::calendar::tehran::day_begins;
use crate::ids::DataKeyNo;
use crate::request::{
    Booking, EraseCause, EraseRefusal, GivingBack, Remains, RequestEvent, evolve_after, may_erase,
};
use crate::timestamp::Timestamp;

fn erasing(picture: &Picture, at: Timestamp) -> Result<(), EraseRefusal> {
    may_erase(picture.state.as_ref().expect("somebody has entered"), EraseCause::Wished, at)
}

#[test]
fn who_has_only_entered_or_let_go_may_be_erased() {
    let entered = check(&["0 | enter | entered | Form | -", "1 | draft x | drafted | Form | -"]);
    assert_eq!(erasing(&entered, START), Ok(()));
}

#[test]
fn a_seat_that_is_asked_for_or_held_keeps_its_request() {
    let asked = check(&[
        "0 | enter | entered | Form | -",
        "2 | choose A | intend 1 A bank | Deciding | hold 1",
    ]);
    assert_eq!(erasing(&asked, START), Err(EraseRefusal::SeatLives));
}

#[test]
fn a_payment_that_nobody_knows_of_yet_and_then_its_credit_keep_their_request() {
    let unknown = [
        "60   | returns 1 ok | asking 1       | Asking | secure 1 till 1260",
        "1260 | due 1 ended  | ended 1 RanOut | Asking | -",
    ];
    let open = check(&[AT_THE_BANK, &unknown].concat());
    assert_eq!(erasing(&open, START), Err(EraseRefusal::PaymentOpen));
    let credit = [
        "1300 | bank 1 paid        | verified 1, intend 2 A credit retake | Deciding | hold 2",
        "1301 | answer hold 2 full | refused 2 Full | Credit | -",
    ];
    let credit = check(&[AT_THE_BANK, &unknown, &credit].concat());
    assert_eq!(erasing(&credit, START), Err(EraseRefusal::CreditLives));
}

#[test]
fn a_booked_seat_keeps_its_request_until_its_day_is_over_and_then_its_money_is_history() {
    let booked = check(&[AT_THE_BANK, BOOKED].concat());
    let booking = booked.state.as_ref().and_then(|state| state.booking.clone()).expect("booked");
    assert!(booking.paid.is_some());
    let over = day_begins(booking.choice.day.plus(1));
    assert_eq!(erasing(&booked, START), Err(EraseRefusal::SeatLives));
    let last = Timestamp(over.0 - 1);
    assert_eq!(erasing(&booked, last), Err(EraseRefusal::SeatLives), "the day itself counts");
    assert_eq!(erasing(&booked, over), Ok(()));
}

#[test]
fn a_seat_on_its_way_back_keeps_its_request() {
    let booked = check(&[AT_THE_BANK, BOOKED].concat());
    let mut state = booked.state.expect("booked");
    let booking = state.booking.take().expect("booked");
    let Booking { hold, choice, seat, .. } = booking;
    let cool_until = START;
    state.giving_back = vec![GivingBack { hold, choice, seat, cool_until }];
    assert_eq!(may_erase(&state, EraseCause::Wished, START), Err(EraseRefusal::SeatLives));
}

#[test]
fn numbers_of_an_erased_request_are_never_used_again() {
    let asked = check(&[
        "0 | enter | entered | Form | -",
        "2 | choose A | intend 1 A bank | Deciding | hold 1",
    ]);
    let old = asked.state.expect("entered");
    let remains = Remains::of(&old);
    let (id, serial, data_key) = (old.national_id, old.serial, DataKeyNo(9));
    let entered = RequestEvent::Entered { national_id: id, serial, data_key };
    let next = evolve_after(remains, None, &entered, START);
    assert_eq!((next.holds_used, next.data_key), (1, data_key));
    assert!(next.intent.is_none() && next.details.is_none(), "nothing else stays");
    let again = evolve_after(Remains::default(), Some(next), &entered, START);
    assert_eq!(again.holds_used, 1, "only the first event begins anew");
}
