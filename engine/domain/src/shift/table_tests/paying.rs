//! From the bank's token to the booking.

use super::picture::check;

#[test]
fn a_token_lets_the_hold_outlive_the_banks_page() {
    check(&[
        "0   | open 1             | done                  | 1 0 0",
        "1   | a1 hold            | held 0 till 300       | 0 1 0",
        "10  | a1 extend till 1030 | held 0 till 1030 token | 0 1 0",
        "301 | tick               | -                     | 0 1 0",
        "400 | a1 book            | booked 0              | 0 0 1",
    ]);
}

#[test]
fn no_extension_goes_past_the_cap() {
    check(&[
        "0  | open 1              | done                   | 1 0 0",
        "1  | a1 hold cap 800     | held 0 till 300        | 0 1 0",
        "10 | a1 extend till 1030 | held 0 till 800 token  | 0 1 0",
        "20 | a1 extend till 9999 | held 0 till 800 token  | 0 1 0",
    ]);
}

#[test]
fn what_an_earlier_token_was_promised_stays() {
    check(&[
        "0  | open 1              | done                   | 1 0 0",
        "1  | a1 hold             | held 0 till 300        | 0 1 0",
        "10 | a1 extend till 1030 | held 0 till 1030 token | 0 1 0",
        "20 | a1 extend till 500  | held 0 till 1030 token | 0 1 0",
        "30 | a1 extend till 1100 | held 0 till 1100 token | 0 1 0",
    ]);
}

#[test]
fn a_hold_without_token_is_not_usable_at_its_deadline() {
    for (verb, answer) in [
        ("extend till 1300", "held 0 till 1300 token"),
        ("secure till 1500", "held 0 till 1500 secured"),
        ("book", "booked 0"),
        ("still?", "held 0 till 300"),
    ] {
        let counts = if verb == "book" { "0 0 1" } else { "0 1 0" };
        check(&[
            "0       | open 1    | done            | 1 0 0",
            "1       | a1 hold   | held 0 till 300 | 0 1 0",
            &format!("299.999 | a1 {verb} | {answer}  | {counts}"),
        ]);
        check(&[
            "0       | open 1    | done            | 1 0 0",
            "1       | a1 hold   | held 0 till 300 | 0 1 0",
            &format!("300     | a1 {verb} | gone      | 1 0 0"),
        ]);
    }
}

#[test]
fn a_hold_with_a_token_waits_for_the_clock_to_secure_it() {
    check(&[
        "0    | open 1              | done                            | 1 0 0",
        "1    | a1 hold             | held 0 till 300                 | 0 1 0",
        "10   | a1 extend till 1030 | held 0 till 1030 token          | 0 1 0",
        "1035 | a1 still?           | held 0 till 1030 token          | 0 1 0",
        "1036 | a1 book             | booked 0                        | 0 0 1",
    ]);
}

#[test]
fn a_secured_hold_is_kept_until_the_bank_must_have_answered() {
    check(&[
        "0    | open 1              | done                            | 1 0 0",
        "1    | a1 hold             | held 0 till 300                 | 0 1 0",
        "10   | a1 extend till 1030 | held 0 till 1030 token          | 0 1 0",
        "500  | a1 secure till 1700 | held 0 till 1700 token secured  | 0 1 0",
        "501  | a1 secure till 1900 | held 0 till 1700 token secured  | 0 1 0",
        "1699.999 | a1 book         | booked 0                        | 0 0 1",
    ]);
    check(&[
        "0    | open 1              | done                            | 1 0 0",
        "1    | a1 hold             | held 0 till 300                 | 0 1 0",
        "10   | a1 extend till 1030 | held 0 till 1030 token          | 0 1 0",
        "500  | a1 secure till 1700 | held 0 till 1700 token secured  | 0 1 0",
        "1700 | a1 book             | gone                            | 1 0 0",
        "1700 | tick                | -                               | 1 0 0",
    ]);
}

#[test]
fn securing_never_shortens_a_hold() {
    check(&[
        "0   | open 1              | done                            | 1 0 0",
        "1   | a1 hold             | held 0 till 300                 | 0 1 0",
        "10  | a1 extend till 1030 | held 0 till 1030 token          | 0 1 0",
        "20  | a1 secure till 600  | held 0 till 1030 token secured  | 0 1 0",
    ]);
}

#[test]
fn who_asks_for_a_hold_past_its_deadline_has_ended_it_for_the_next() {
    for verb in ["book", "extend till 2000", "secure till 2000", "still?"] {
        check(&[
            "0   | open 1                     | done            | 1 0 0",
            "1   | a1 hold                    | held 0 till 300 | 0 1 0",
            "310 | b1 hold by 320 till 600    | Full            | 0 1 0",
            &format!("310 | a1 {verb}            | gone            | 1 0 0"),
            "310 | a2 hold by 320 till 600    | held 0 till 600 | 0 1 0",
            &format!("311 | a1 {verb}            | gone            | 0 1 0"),
            "311 | b2 hold by 320 till 600    | Full            | 0 1 0",
        ]);
    }
}

#[test]
fn booking_twice_is_booking_once() {
    check(&[
        "0   | open 1    | done            | 1 0 0",
        "1   | a1 hold   | held 0 till 300 | 0 1 0",
        "2   | a1 book   | booked 0        | 0 0 1",
        "999 | a1 book   | booked 0        | 0 0 1",
        "999 | a2 book   | gone            | 0 0 1",
        "999 | a1 extend till 2000 | gone  | 0 0 1",
        "999 | a1 secure till 2000 | gone  | 0 0 1",
    ]);
}

#[test]
fn a_hold_that_ended_is_not_booked() {
    check(&[
        "0   | open 1    | done            | 1 0 0",
        "1   | a1 hold   | held 0 till 300 | 0 1 0",
        "300 | tick      | 0 ended         | 1 0 0",
        "301 | a1 book   | gone            | 1 0 0",
        "302 | b1 hold by 310 till 600 | held 0 till 600 | 0 1 0",
        "303 | a1 book   | gone            | 0 1 0",
    ]);
}

#[test]
fn a_closed_day_still_books_whom_it_has_held() {
    check(&[
        "0 | open 1    | done            | 1 0 0",
        "1 | a1 hold   | held 0 till 300 | 0 1 0",
        "2 | close     | done            | 0 1 0",
        "3 | a1 extend till 900 | held 0 till 900 token | 0 1 0",
        "4 | a1 book   | booked 0        | 0 0 1",
    ]);
}

#[test]
fn a_token_of_another_tab_reopens_a_secured_hold_until_its_own_page_ends() {
    check(&[
        "0    | open 1              | done                           | 1 0 0",
        "1    | a1 hold             | held 0 till 300                | 0 1 0",
        "10   | a1 extend till 1030 | held 0 till 1030 token         | 0 1 0",
        "500  | a1 secure till 1700 | held 0 till 1700 token secured | 0 1 0",
        "1600 | a1 extend till 2620 | held 0 till 2400 token         | 0 1 0",
        "1700 | tick                | -                              | 0 1 0",
        "2400 | tick                | 0 secured                      | 0 1 0",
        "3600 | tick                | 0 ended                        | 1 0 0",
    ]);
}
