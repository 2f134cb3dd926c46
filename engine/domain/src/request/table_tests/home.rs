//! Who cannot leave home: no seat of a team without an address for it to come to.

use super::picture::{AT_THE_BANK, BOOKED, HOUSEBOUND, START, check};
use crate::ids::{OrderNo, ShiftId};
use crate::limits::HoldTerms;
use crate::request::{
    Chances, Choice, Details, RequestCommand, RequestEvent, RequestRefusal, decide, evolve,
};
use crate::timestamp::Millis;
use crate::tracking_code::TrackingCode;

#[test]
fn a_seat_of_a_team_needs_the_address_of_the_home() {
    check(&[
        "0 | enter                         | entered         | Form     | -",
        "1 | choose A housebound           | no: NoHome      | Form     | -",
        "2 | choose A housebound home      | intend 1 A bank | Deciding | hold 1",
        "3 | edit housebound               | no: NoHome      | Deciding | hold 1",
        "4 | edit                          | edited          | Deciding | hold 1",
        "5 | edit housebound home          | edited          | Deciding | hold 1",
    ]);
}

/// Before addresses were asked for, such details were taken.
#[test]
fn whoever_has_stated_none_states_it_before_the_seat_is_moved() {
    let story: Vec<&str> = AT_THE_BANK.iter().chain(BOOKED).copied().collect();
    let mut state = check(&story).state.expect("booked");
    let at = START.plus(Millis::hours(1));
    let old = state.details.take().expect("the form was filled in");
    let details = Box::new(Details { answers: HOUSEBOUND, home: None, ..old });
    let state = evolve(Some(state), &RequestEvent::Edited { details }, at);
    let chances = Chances {
        at,
        terms: HoldTerms::DEFAULT,
        order: OrderNo(1),
        code: &|| TrackingCode::new(1).expect("a code"),
        cooling: Millis(0),
    };
    let now = state.booking.as_ref().expect("booked").choice;
    let choice = Choice { shift: ShiftId(now.shift.0 + 1), ..now };
    let refused = decide(Some(&state), &RequestCommand::Move { choice }, &chances);
    assert_eq!(refused, Err(RequestRefusal::NoHome));
}
