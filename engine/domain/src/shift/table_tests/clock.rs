//! What the clock alone does.

use super::picture::check;

#[test]
fn a_hold_ends_exactly_at_its_deadline() {
    check(&[
        "0       | open 1   | done            | 1 0 0",
        "1       | a1 hold  | held 0 till 300 | 0 1 0",
        "299.999 | tick     | -               | 0 1 0",
        "300     | tick     | 0 ended         | 1 0 0",
        "300     | tick     | -               | 1 0 0",
        "301     | a1 still? | gone           | 1 0 0",
        "301     | a1 release | gone          | 1 0 0",
    ]);
}

#[test]
fn a_hold_with_a_token_is_secured_before_it_may_end() {
    check(&[
        "0        | open 1              | done                           | 1 0 0",
        "1        | a1 hold             | held 0 till 300                | 0 1 0",
        "10       | a1 extend till 1030 | held 0 till 1030 token         | 0 1 0",
        "1029.999 | tick                | -                              | 0 1 0",
        "1031     | tick                | 0 secured                      | 0 1 0",
        "1032     | a1 still?           | held 0 till 2231 token secured | 0 1 0",
        "1033     | b1 hold by 1040 till 1300 | Full                     | 0 1 0",
        "2230.999 | tick                | -                              | 0 1 0",
        "2231     | tick                | 0 ended                        | 1 0 0",
    ]);
}

#[test]
fn a_hold_that_was_secured_by_its_desk_is_not_secured_again() {
    check(&[
        "0    | open 1              | done                           | 1 0 0",
        "1    | a1 hold             | held 0 till 300                | 0 1 0",
        "10   | a1 extend till 1030 | held 0 till 1030 token         | 0 1 0",
        "100  | a1 secure till 1300 | held 0 till 1300 token secured | 0 1 0",
        "1030 | tick                | -                              | 0 1 0",
        "1300 | tick                | 0 ended                        | 1 0 0",
    ]);
}

#[test]
fn a_day_is_dropped_when_it_has_ended_and_was_kept_for_its_time() {
    // The day begins at 86,400, ends at 172,800 and is kept for another hour.
    check(&[
        "0           | open 2              | done            | 2 0 0",
        "1           | a1 hold             | held 0 till 300 | 1 1 0",
        "2           | a1 book             | booked 0        | 1 0 1",
        "90000       | open 3              | done            | 2 0 1",
        "176399.999  | tick                | -               | 2 0 1",
        "176400      | tick                | day dropped     | -",
        "176400      | tick                | -               | -",
        "176401      | a1 back cool 180000 | gone            | -",
        "176401      | a1 book             | gone            | -",
        "176401      | a1 still?           | gone            | -",
        "176401      | b1 hold by 176402 till 176500 cap 176500 | NoSuchDay | -",
        "176402      | open 5              | Past            | -",
        "176402      | close               | NoSuchDay       | -",
    ]);
}

#[test]
fn a_day_waits_for_the_last_hold_that_stands_on_it() {
    check(&[
        "0      | open 1              | done            | 1 0 0",
        "1      | a1 hold             | held 0 till 300 | 0 1 0",
        "2      | a1 book             | booked 0        | 0 0 1",
        "176399 | a1 back cool 176500 | gone            | 0 1 0",
        "176400 | tick                | -               | 0 1 0",
        "176500 | tick                | 0 ended silently, day dropped | -",
    ]);
}

#[test]
fn holds_end_nearest_deadline_first() {
    check(&[
        "0   | open 3              | done            | 3 0 0",
        "1   | a1 hold till 500    | held 0 till 500 | 2 1 0",
        "1   | b1 hold till 300    | held 1 till 300 | 1 2 0",
        "1   | c1 hold till 400    | held 2 till 400 | 0 3 0",
        "350 | tick                | 1 ended         | 1 2 0",
        "999 | tick                | 2 ended, 0 ended | 3 0 0",
    ]);
}

#[test]
fn after_a_long_silence_everything_that_is_due_ends_once() {
    check(&[
        "0     | open 3                       | done                   | 3 0 0",
        "1     | a1 hold                      | held 0 till 300        | 2 1 0",
        "1     | b1 hold                      | held 1 till 300        | 1 2 0",
        "1     | c1 hold                      | held 2 till 300        | 0 3 0",
        "2     | b1 extend till 1020 seat 1   | held 1 till 1020 token | 0 3 0",
        "3     | c1 book seat 2               | booked 2               | 0 2 1",
        "9000  | tick                         | 0 ended, 1 secured     | 1 1 1",
        "10200 | tick                         | 1 ended                | 2 0 1",
        "10200 | tick                         | -                      | 2 0 1",
    ]);
}
