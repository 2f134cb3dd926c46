//! A change of place and time: the new seat first, then the old one back.

use super::picture::{AT_THE_BANK, BOOKED, check, choice};

#[test]
fn the_old_seat_is_kept_until_the_new_one_is_booked() {
    let moved = [
        "90 | move B               | intend 2 B nothing move | Booked | hold 2",
        "91 | move C               | no: IntentOpen          | Booked | hold 2",
        "91 | give back            | no: IntentOpen          | Booked | hold 2",
        "92 | answer hold 2 held   | taken 2 seat 5          | Booked | book 2",
        "92 | give back            | no: IntentOpen          | Booked | book 2",
        "93 | answer book 2 booked | booked 2                | Booked | back 1",
        "94 | move C               | no: GivingBack          | Booked | back 1",
        "95 | answer back 1 gone   | seat back 1             | Booked | -",
        "96 | move A               | intend 3 A nothing move | Booked | hold 3",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &moved].concat()).state.expect("entered");
    let booking = state.booking.expect("booked");
    assert_eq!((booking.choice, state.moves), (choice("B"), 1));
    assert!(booking.paid.is_some(), "the money moves with the booking");
}

#[test]
fn a_refused_move_leaves_the_old_seat_as_it_was() {
    for (answer, why) in [("full", "Full"), ("late", "TooLate"), ("closed", "Closed")] {
        let refused = [
            "90 | move B | intend 2 B nothing move | Booked | hold 2",
            &format!("91 | answer hold 2 {answer} | refused 2 {why} | Booked | -"),
        ];
        let state = check(&[AT_THE_BANK, BOOKED, &refused].concat()).state.expect("entered");
        assert_eq!(state.booking.expect("booked").choice, choice("A"));
        assert_eq!(state.moves, 0);
    }
}

#[test]
fn a_new_seat_that_is_lost_before_its_booking_leaves_the_old_one_too() {
    let lost = [
        "90  | move B             | intend 2 B nothing move | Booked | hold 2",
        "91  | answer hold 2 held | taken 2 seat 5          | Booked | book 2",
        "999 | answer book 2 gone | ended 2 RanOut          | Booked | -",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &lost].concat()).state.expect("entered");
    assert_eq!(state.booking.expect("booked").choice, choice("A"));
    assert!(state.purse.is_empty());
}

#[test]
fn the_seat_that_is_booked_is_no_move() {
    let same = ["90 | move A | no: SameSeat | Booked | -"];
    check(&[AT_THE_BANK, BOOKED, &same].concat());
}

#[test]
fn after_a_move_only_the_new_seat_is_given_back() {
    let back = [
        "90 | move B               | intend 2 B nothing move | Booked | hold 2",
        "92 | answer hold 2 held   | taken 2 seat 5          | Booked | book 2",
        "93 | answer book 2 booked | booked 2                | Booked | back 1",
        "94 | give back            | given back              | Credit | back 1, back 2",
        "95 | answer back 2 gone   | seat back 2             | Credit | back 1",
        "96 | answer back 1 gone   | seat back 1             | Credit | -",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &back].concat()).state.expect("entered");
    assert_eq!(state.purse.len(), 1);
}

#[test]
fn money_that_comes_during_a_move_is_kept_as_credit() {
    let tabs = [
        "10 | again bank 1         | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "11 | token 2              | tokened 2      | Unpaid 1 till 1031 | extend 1 till 1031",
        "60 | returns 1 ok         | asking 1       | Asking  | secure 1 till 1260",
        "60 | returns 2 ok         | asking 2       | Asking  | secure 1 till 1260",
        "61 | bank 1 paid          | verified 1     | Booking | book 1",
        "61 | answer book 1 booked | booked 1       | Booked  | -",
        "90 | move B               | intend 2 B nothing move | Booked | hold 2",
        "91 | bank 2 paid          | verified 2     | Booked | hold 2",
        "92 | answer hold 2 held   | taken 2 seat 5 | Booked | book 2",
        "93 | answer book 2 booked | booked 2       | Booked | back 1",
    ];
    let state = check(&[AT_THE_BANK, &tabs].concat()).state.expect("entered");
    assert_eq!(state.purse.len(), 1);
    let paid = state.booking.expect("booked").paid.expect("paid");
    assert_ne!(paid.order, state.purse[0].order, "no money is in two places");
}
