//! Returns from the bank, true and forged, and the bank's own word.

use super::picture::{AT_THE_BANK, BOOKED, check};

#[test]
fn a_return_with_success_is_verified_and_then_booked() {
    let repeated = [
        "62 | returns 1 ok         | - | Booked | -",
        "62 | returns 1 failed     | - | Booked | -",
        "63 | bank 1 paid          | - | Booked | -",
        "63 | bank 1 unpaid        | - | Booked | -",
        "63 | bank 1 silent        | - | Booked | -",
        "63 | bank 1 returned      | - | Booked | -",
        "64 | answer book 1 booked | - | Booked | -",
        "64 | answer book 1 gone   | - | Booked | -",
        "64 | due 1 ended          | - | Booked | -",
        "64 | answer extend 1 gone | - | Booked | -",
    ];
    check(&[AT_THE_BANK, BOOKED, &repeated].concat());
}

#[test]
fn a_failed_return_and_the_banks_no_free_the_seat() {
    let failed = [
        "60 | returns 1 failed      | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid         | closed 1 Failed again 1082, ending 1 NotPaid | NotPaid A \
         | release 1",
        "61 | bank 1 unpaid         | -               | NotPaid A | release 1",
        "62 | answer release 1 gone | ended 1 NotPaid | NotPaid A | -",
        "62 | answer release 1 gone | -               | NotPaid A | -",
        "70 | choose A              | intend 2 A bank | Deciding  | hold 2",
    ];
    check(&[AT_THE_BANK, &failed].concat());
}

#[test]
fn a_banks_no_is_not_final_while_the_citizen_may_still_pay() {
    let open = [
        "60   | bank 1 unpaid | - | Unpaid 1 till 1022 | extend 1 till 1022",
        "901  | returns 1 ok  | asking 1 | Asking | secure 1 till 2101",
        "902  | bank 1 unpaid | - | Asking | secure 1 till 2101",
        "1081 | bank 1 unpaid | - | Asking | secure 1 till 2101",
        "1082 | bank 1 unpaid | closed 1 RunOut, ending 1 RanOut | ChooseAgain A | release 1",
    ];
    check(&[AT_THE_BANK, &open].concat());
}

#[test]
fn a_success_that_turns_into_a_failure_lets_the_no_be_final() {
    let turned = [
        "60 | returns 1 ok     | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid    | -        | Asking | secure 1 till 1260",
        "62 | returns 1 failed | asking 1 | Asking | secure 1 till 1260",
        "63 | returns 1 ok     | -        | Asking | secure 1 till 1260",
        "64 | bank 1 unpaid    | closed 1 Failed again 1082, ending 1 NotPaid | NotPaid A \
         | release 1",
    ];
    check(&[AT_THE_BANK, &turned].concat());
}

#[test]
fn a_return_is_never_believed() {
    let forged = [
        "60 | returns 9 ok | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
        "61 | again        | opened 2 for 1    | Unpaid 1 till 1022 | extend 1 till 1022",
        "62 | returns 2 ok | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
        "62 | bank 2 paid  | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
        "63 | tokenless 2  | closed 2 NotShown | Unpaid 1 till 1022 | extend 1 till 1022",
        "64 | returns 2 ok | -                 | Unpaid 1 till 1022 | extend 1 till 1022",
        "64 | bank 2 paid  | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
    ];
    check(&[AT_THE_BANK, &forged].concat());
}

#[test]
fn a_banks_word_that_does_not_fit_our_record_moves_nothing() {
    let odd = [
        "60 | returns 1 ok            | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 paid amount 999  | no: Payment(WrongAmount) | Asking | secure 1 till 1260",
        "61 | bank 1 paid amount 1001 | no: Payment(WrongAmount) | Asking | secure 1 till 1260",
        "61 | bank 1 paid other-order | no: Payment(WrongOrder)  | Asking | secure 1 till 1260",
        "62 | bank 1 paid             | verified 1               | Booking | book 1",
        "63 | bank 1 paid reference 8 | no: Payment(WrongReference) | Booking | book 1",
        "64 | bank 1 paid             | -                        | Booking | book 1",
    ];
    check(&[AT_THE_BANK, &odd].concat());
}

#[test]
fn money_that_the_bank_has_returned_pays_for_nothing() {
    let returned = [
        "60 | returns 1 ok    | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 returned | closed 1 Returned, ending 1 NotPaid | NotPaid A | release 1",
        "62 | bank 1 returned | - | NotPaid A | release 1",
    ];
    check(&[AT_THE_BANK, &returned].concat());
}

#[test]
fn the_bank_is_asked_when_the_hold_comes_to_its_deadline() {
    let deadline = [
        "1022 | view               | -          | Unpaid 1 till 1022 | holding 1",
        "1022 | due 1 secured      | asking 1   | Asking  | secure 1 till 2222",
        "1023 | due 1 secured      | -          | Asking  | secure 1 till 2222",
        "1024 | bank 1 silent      | -          | Asking  | secure 1 till 2222",
        "1030 | bank 1 paid        | verified 1 | Booking | book 1",
    ];
    check(&[AT_THE_BANK, &deadline].concat());
}

#[test]
fn a_lost_word_of_the_clock_is_learnt_by_asking() {
    let lost = [
        "1030 | view | - | Unpaid 1 till 1022 | holding 1",
        "1031 | answer holding 1 held till 2222 secured | asking 1 | Asking \
             | secure 1 till 2231",
        "2231 | view                  | -              | Asking | holding 1",
        "2232 | answer holding 1 gone | ended 1 RanOut | Asking | -",
        "2233 | bank 1 unpaid         | closed 1 RunOut | ChooseAgain A | -",
    ];
    check(&[AT_THE_BANK, &lost].concat());
}

#[test]
fn the_verify_deadline_ends_the_hold_though_the_bank_is_silent() {
    let silent = [
        "60   | returns 1 ok  | asking 1       | Asking | secure 1 till 1260",
        "1260 | due 1 ended   | ended 1 RanOut | Asking | -",
        "1261 | bank 1 silent | -              | Asking | -",
        "1300 | choose B      | intend 2 B bank | Deciding | hold 2",
        "1300 | answer hold 2 held | taken 2 seat 5 | Asking | -",
        "1301 | again         | no: BankBeingAsked { since: Timestamp(1700001301000) } \
             | Asking | -",
        "1302 | bank 1 unpaid | closed 1 RunOut | Unpaid 2 till 1600 | -",
        "1303 | again         | opened 2 for 2  | Unpaid 2 till 1600 | -",
    ];
    check(&[AT_THE_BANK, &silent].concat());
}

#[test]
fn nobody_chooses_anew_while_the_bank_is_asked_about_the_living_hold() {
    let asked = [
        "60 | returns 1 ok | asking 1 | Asking | secure 1 till 1260",
        "61 | choose B | no: BankBeingAsked { since: Timestamp(1700000061000) } | Asking \
             | secure 1 till 1260",
        "61 | again    | no: BankBeingAsked { since: Timestamp(1700000061000) } | Asking \
             | secure 1 till 1260",
    ];
    check(&[AT_THE_BANK, &asked].concat());
}

#[test]
fn a_question_without_an_answer_puts_the_attempt_in_doubt() {
    let doubt = [
        "120 | bank 1 silent | asking 1   | Asking  | secure 1 till 1320",
        "125 | bank 1 silent | -          | Asking  | secure 1 till 1320",
        "130 | bank 1 paid   | verified 1 | Booking | book 1",
    ];
    check(&[AT_THE_BANK, &doubt].concat());
}
