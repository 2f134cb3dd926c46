//! Another request after the one before has ended: who may open which, and what it takes over.

use super::picture::{AT_THE_BANK, BOOKED, Picture, check, choosing};
use super::steps::TO_THE_CARD;
use crate::ids::OrderNo;
use crate::request::{
    Denied, EraseCause, EraseRefusal, Issued, Kind, NotOpen, Remains, RequestCommand, RequestEvent,
    RequestRefusal, RequestState, evolve_after, may_erase,
};
use crate::tariff::Service;
use crate::timestamp::{Millis, Timestamp};

fn delivered(rows: &[&str]) -> Picture {
    check(&[AT_THE_BANK, BOOKED, &TO_THE_CARD, rows].concat())
}

/// The second request of a kind, chosen at B, paid and booked. Its fee is 120,000.
const PAID_AT_B: [&str; 7] = [
    "610 | choose B fee 120000         | intend 2 B bank                | Deciding        | hold 2",
    "610 | answer hold 2 held          | taken 2 seat 5, opened 2 for 2 | Unpaid 2 till 910  | -",
    "611 | token 2                     | tokened 2 | Unpaid 2 till 1631 | extend 2 till 1631",
    "612 | returns 2 ok                | asking 2  | Asking  | secure 2 till 1812",
    "612 | answer secure 2 held secured | -        | Asking  | secure 2 till 1812",
    "613 | bank 2 paid amount 120000   | verified 2 | Booking | book 2",
    "613 | answer book 2 booked        | booked 2   | Booked  | -",
];

const TO_THE_SECOND_CARD: [&str; 4] = [
    "700 | begun 33   | begun at 33   | Booked | -",
    "710 | finished   | finished      | Booked | -",
    "720 | production | in production | Booked | -",
    "730 | delivered  | delivered     | Booked | -",
];

const LOSS: &str = "600 | open loss | asks FirstLoss | Filled | -";
const SIGNATURE: &str = "600 | open signature | asks Signature | Filled | -";
const MISTAKE: &str = "590 | mistake | mistake found | Booked | -";

/// Rows: where a request stands, and what came before it. Columns: the kinds in their order.
/// `+` may be opened; `n` no card yet, `h` has a card, `u` under way, `q` unsettled, `m` no mistake
/// was found, `s` signed.
#[test]
fn every_standing_and_history_meets_every_kind() {
    let first = |count: usize| [AT_THE_BANK, BOOKED, &TO_THE_CARD[..count]].concat();
    let after = |rows: &[&'static str]| [first(5).as_slice(), rows].concat();
    let reissue = |count: usize| {
        let rows = [&[LOSS], PAID_AT_B.as_slice(), &TO_THE_SECOND_CARD[..count]].concat();
        after(&rows)
    };
    let signature = |count: usize| {
        after(&[&[SIGNATURE], PAID_AT_B.as_slice(), &TO_THE_SECOND_CARD[..count]].concat())
    };
    let table: Vec<(&str, Vec<&str>, &str)> = vec![
        ("entered", vec!["0 | enter | entered | Form | -"], "unnnn"),
        ("at the bank", AT_THE_BANK.to_vec(), "unnnn"),
        ("booked", first(0), "unnnn"),
        ("begun", first(1), "unnnn"),
        ("finished", first(2), "unnnn"),
        ("in production", first(3), "unnnn"),
        ("ready", first(4), "unnnn"),
        ("delivered", first(5), "h++m+"),
        ("delivered, with a mistake", after(&[MISTAKE]), "h++++"),
        ("opened", after(&[LOSS]), "h++m+"),
        ("seat wanted", after(&[LOSS, PAID_AT_B[0]]), "huuuu"),
        ("seat held", after(&[&[LOSS], &PAID_AT_B[..2]].concat()), "huuuu"),
        ("at the bank again", after(&[&[LOSS], &PAID_AT_B[..3]].concat()), "huuuu"),
        ("booked again", reissue(0), "huuuu"),
        ("begun again", reissue(1), "huuuu"),
        ("in production again", reissue(3), "huuuu"),
        ("delivered again", reissue(4), "h++m+"),
        ("signature booked", signature(0), "huuuu"),
        ("signature begun", signature(1), "huuuu"),
        ("signed", signature(2), "h++ms"),
    ];
    for (name, rows, signs) in table {
        let picture = check(&rows);
        let state = picture.state.as_ref().expect("entered");
        for (kind, sign) in Kind::ALL.into_iter().zip(signs.chars()) {
            let expected = match sign {
                '+' => Ok(kind.service(state.issued)),
                'n' => Err(NotOpen::NoCard),
                'h' => Err(NotOpen::HasCard),
                'u' => Err(NotOpen::UnderWay),
                'm' => Err(NotOpen::NoMistake),
                _ => Err(NotOpen::Signed),
            };
            assert_eq!(kind.ruling(state), expected, "{kind:?}: {name}");
            let decided = picture.decide(&RequestCommand::Open { kind });
            let refused = |denied| RequestRefusal::Denied(Denied::NotOpen(denied));
            assert_eq!(decided.err(), expected.err().map(refused), "{kind:?}: {name}");
        }
        let any = signs.contains('+');
        assert_eq!(crate::request::Operation::OpenRequest.allowed(state), any, "{name}");
    }
}

#[test]
fn the_count_of_losses_decides_the_fee() {
    let mut issued = Issued::default().with(Service::FirstIssue);
    let mut fees = Vec::new();
    for _ in 0..4 {
        let service = Kind::Loss.service(issued);
        fees.push(service);
        // A replacement in between is no loss.
        issued = issued.with(service).with(Service::Replacement);
    }
    let further = Service::FurtherLoss;
    assert_eq!(fees, [Service::FirstLoss, Service::SecondLoss, further, further]);
    assert_eq!((issued.cards, issued.losses), (9, 4));
    let many = Issued { cards: u8::MAX, losses: u8::MAX, ..issued }.with(further);
    assert_eq!((many.cards, many.losses), (u8::MAX, u8::MAX), "counting ends, and begins not anew");
}

#[test]
fn another_request_takes_the_place_and_keeps_the_history() {
    let rows = [&[LOSS], PAID_AT_B.as_slice()].concat();
    let state = delivered(&rows).state.expect("entered");
    assert_eq!(
        (state.service, state.issued.cards, state.issued.losses),
        (Service::FirstLoss, 1, 0)
    );
    let [past] = &state.past[..] else { panic!("one has ended") };
    assert_eq!((past.service, past.booking.hold.0), (Service::FirstIssue, 1));
    let paid = state.bookings().flat_map(|booking| &booking.paid);
    assert_eq!(paid.map(|it| it.amount.amount()).collect::<Vec<_>>(), [1_000, 120_000]);
    assert_eq!(state.money().count(), 2, "each is in one place");
    assert!(state.details.is_some(), "what was stated need not be stated again");

    let rows = [&[LOSS], PAID_AT_B.as_slice(), &TO_THE_SECOND_CARD].concat();
    let state = delivered(&rows).state.expect("entered");
    assert_eq!((state.issued.cards, state.issued.losses), (2, 1));
    assert_eq!(Kind::Loss.ruling(&state), Ok(Service::SecondLoss));
}

#[test]
fn what_was_opened_and_not_paid_may_become_another_kind() {
    let state = delivered(&[
        LOSS,
        "601 | open signature   | asks Signature   | Filled | -",
        "602 | open replacement | asks Replacement | Filled | -",
        "602 | open replacement | -                | Filled | -",
    ]);
    let state = state.state.expect("entered");
    assert_eq!((state.service, state.past.len()), (Service::Replacement, 1));
}

#[test]
fn who_has_a_card_is_free_of_charge_only_after_somebody_has_found_the_mistake() {
    let refused = "no: Denied(NotOpen(NoMistake))";
    let state = delivered(&[
        &format!("580 | open free | {refused}         | Booked | -"),
        MISTAKE,
        "591 | mistake              | -                       | Booked   | -",
        "600 | open free            | asks OfficersMistake    | Filled   | -",
        // Whatever fee somebody names: the law asks nothing.
        "601 | choose B fee 50000   | intend 2 B nothing      | Deciding | hold 2",
        "602 | answer hold 2 held   | taken 2 seat 5          | Booking  | book 2",
        "603 | answer book 2 booked | booked 2                | Booked   | -",
        "604 | mistake              | no: Denied(NotOpen(UnderWay)) | Booked | -",
        "700 | begun 33             | begun at 33             | Booked | -",
        "710 | finished             | finished                | Booked | -",
        "720 | production           | in production           | Booked | -",
        "730 | delivered            | delivered               | Booked | -",
    ]);
    let state = state.state.expect("entered");
    assert_eq!(state.money().count(), 1, "nothing was paid for the second card");
    assert_eq!(Kind::OfficersMistake.ruling(&state), Err(NotOpen::NoMistake), "it was used up");
}

#[test]
fn nobody_finds_a_mistake_in_a_card_that_is_not_there() {
    let rows = ["100 | mistake | no: Denied(NotOpen(NoCard)) | Booked | -"];
    check(&[AT_THE_BANK, BOOKED, &rows].concat());
}

#[test]
fn a_signature_ends_at_the_counter_and_no_card_is_made() {
    let made = "no: Denied(NoCardMade)";
    let rows = [&[SIGNATURE], PAID_AT_B.as_slice(), &TO_THE_SECOND_CARD[..1]].concat();
    let refused = [
        format!("705 | production | {made} | Booked | -"),
        format!("705 | deliver 40 | {made} | Booked | -"),
        "710 | finished   | finished | Booked | -".to_owned(),
        format!("720 | production | {made} | Booked | -"),
        format!("720 | delivered  | {made} | Booked | -"),
    ];
    let rows = rows.into_iter().chain(refused.iter().map(String::as_str));
    let state = delivered(&rows.collect::<Vec<_>>()).state.expect("entered");
    assert!(state.is_ended() && state.issued.signed);
    assert_eq!(state.issued.cards, 1, "it is the card of before");
    assert_eq!(may_erase(&state, EraseCause::Wished, Timestamp(u64::MAX)), Ok(()));
}

#[test]
fn a_credit_that_is_left_goes_back_and_pays_for_nothing_else() {
    // Two tabs were paid; the second payment is a credit that nobody has used.
    let twice = [
        "3 | again                   | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "4 | token 2                 | tokened 2 | Unpaid 1 till 1024 | extend 1 till 1024",
        "60 | returns 1 ok           | asking 1   | Asking  | secure 1 till 1260",
        "60 | returns 2 ok           | asking 2   | Asking  | secure 1 till 1260",
        "60 | answer secure 1 held secured | - | Asking  | secure 1 till 1260",
        "61 | bank 1 paid            | verified 1 | Booking | book 1",
        "61 | answer book 1 booked   | booked 1   | Booked  | -",
        "62 | bank 2 paid            | verified 2 | Booked  | -",
    ];
    let then = [LOSS, "610 | choose B fee 720000   | intend 2 B bank | Deciding | hold 2"];
    let state = check(&[AT_THE_BANK, &twice, &TO_THE_CARD, &then].concat()).state;
    let state = state.expect("entered");
    let waiting: Vec<OrderNo> = state.to_reverse.iter().map(|money| money.order).collect();
    assert_eq!((waiting.len(), state.purse.len()), (1, 0));
    assert_eq!(state.money().count(), 2, "each is in one place");
}

#[test]
fn an_open_question_to_a_bank_comes_before_another_request() {
    let twice = [
        "3 | again                   | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "4 | token 2                 | tokened 2 | Unpaid 1 till 1024 | extend 1 till 1024",
        "60 | returns 1 ok           | asking 1   | Asking  | secure 1 till 1260",
        "60 | returns 2 ok           | asking 2   | Asking  | secure 1 till 1260",
        "60 | answer secure 1 held secured | - | Asking  | secure 1 till 1260",
        "61 | bank 1 paid            | verified 1 | Booking | book 1",
        "61 | answer book 1 booked   | booked 1   | Booked  | -",
    ];
    let then = ["600 | open loss | no: Denied(NotOpen(Unsettled)) | Booked | -"];
    check(&[AT_THE_BANK, &twice, &TO_THE_CARD, &then].concat());
}

#[test]
fn who_was_erased_has_had_the_first_card_all_the_same() {
    let state = delivered(&[]).state.expect("entered");
    let remains = Remains::of(&state);
    let RequestState { national_id, serial, data_key, .. } = state;
    let entered = RequestEvent::Entered { national_id, serial, data_key };
    let again = evolve_after(remains, None, &entered, Timestamp(1));
    assert_eq!(crate::request::Stage::of(&again), crate::request::Stage::Between);
    assert_eq!(Kind::FirstIssue.ruling(&again), Err(NotOpen::HasCard));
    assert_eq!(Kind::Loss.ruling(&again), Ok(Service::FirstLoss));
    let mut picture = delivered(&[]);
    picture.state = Some(again);
    let has_card = RequestRefusal::Denied(Denied::NotOpen(NotOpen::HasCard));
    assert_eq!(picture.decide(&choosing("A")), Err(has_card), "no first issue twice");
}

#[test]
fn a_seat_of_today_keeps_its_request_whatever_was_opened_since() {
    let state = delivered(&[LOSS]).state.expect("entered");
    assert_eq!(may_erase(&state, EraseCause::Wished, Timestamp(0)), Err(EraseRefusal::SeatLives));
    assert_eq!(may_erase(&state, EraseCause::Wished, Timestamp(u64::MAX)), Ok(()));
}

#[test]
fn a_citizen_has_a_bounded_number_of_requests() {
    let mut state = delivered(&[LOSS]).state.expect("entered");
    let past = state.past[0].clone();
    state.past = vec![past; crate::limits::PAST_MAX];
    assert_eq!(Kind::Loss.ruling(&state), Err(NotOpen::TooMany));
}

#[test]
fn what_is_left_without_a_seat_is_over_since_it_was_opened() {
    let over = |rows: &[&str]| delivered(rows).state.expect("entered").over_since();
    let since = |seconds: u64| Some(super::picture::START.plus(Millis::seconds(seconds)));
    assert_eq!(over(&[]), since(500), "since the card was handed over");
    assert_eq!(over(&[LOSS]), since(600));
    assert_eq!(over(&[&[LOSS], PAID_AT_B.as_slice()].concat()), None, "a seat is booked");
    let signed = [&[SIGNATURE], PAID_AT_B.as_slice(), &TO_THE_SECOND_CARD[..2]].concat();
    assert_eq!(over(&signed), since(710), "no card is made for it");
    let entered = check(&["0 | enter | entered | Form | -"]).state.expect("entered");
    assert_eq!(entered.over_since(), None, "the first card is still to come");
    let state = delivered(&[LOSS]).state.expect("entered");
    let kept = Millis::hours(90 * 24);
    let due = state.over_since().expect("nothing is under way").plus(kept);
    let erasing = |at| may_erase(&state, EraseCause::Over { kept }, at);
    assert_eq!(erasing(due.minus(Millis(1))), Err(EraseRefusal::NotOver));
}

#[test]
fn who_waits_for_an_earlier_seat_of_another_request_has_three_offers_again() {
    let mut state = delivered(&[]).state.expect("entered");
    (state.offers, state.offered_at) = (3, Some(Timestamp(7)));
    state.evolve(&RequestEvent::Opened { service: Service::FirstLoss }, Timestamp(9));
    assert_eq!((state.offers, state.waiting), (0, None));
    assert_eq!(state.offered_at, Some(Timestamp(7)), "one in a day is the most all the same");
}

#[test]
fn each_request_has_its_own_five_scans_and_the_last_one_stays_until_another_comes() {
    let five: Vec<String> =
        (1..=5).map(|no| format!("{} | scan {no} | scan {no} | Booked | -", 90 + no)).collect();
    let mut rows: Vec<&str> = [AT_THE_BANK, BOOKED].concat();
    rows.extend(five.iter().map(String::as_str));
    rows.push("96 | scan 6 | no: TooManyScans | Booked | -");
    rows.extend(TO_THE_CARD);
    rows.extend([LOSS, "601 | scan 5 | -      | Filled | -"]);
    let state = check(&rows).state.expect("entered");
    assert_eq!(state.scan.map(|scan| scan.no), Some(5), "an office sees it until another comes");
    assert_eq!((state.scans_sent(), state.next_scan()), (0, Some(6)));
    let more: Vec<String> =
        (6..=10).map(|no| format!("{} | scan {no} | scan {no} | Filled | -", 600 + no)).collect();
    rows.extend(more.iter().map(String::as_str));
    rows.push("620 | scan 11 | no: TooManyScans | Filled | -");
    assert_eq!(check(&rows).state.expect("entered").scans_sent(), 5);
}
