use super::guesses::*;
use super::network::Network;
use crate::question::Level;
use nobat_domain::person::NationalId;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;
use std::net::{IpAddr, Ipv4Addr};

const NOW: Timestamp = Timestamp(1_800_000_000_000);
/// Enough for every story here, so that nothing is forgotten by accident.
const BUCKETS: usize = 4_096;

fn network(number: u32) -> Network {
    Network::of(IpAddr::V4(Ipv4Addr::from_bits(number << 8)))
}

/// The right number with these nine digits at its beginning.
fn id(number: u32) -> NationalId {
    let nine = format!("{:09}", 123_100_000 + number);
    let ten = (0..10).find_map(|check| NationalId::parse(&format!("{nine}{check}")).ok());
    ten.expect("every number has a check digit")
}

const fn citizen(id: NationalId, network: Network) -> Who {
    Who { named: Named::Citizen(id), network }
}

fn guesses() -> Guesses {
    Guesses::with_buckets(BUCKETS)
}

fn enter(guesses: &Guesses, who: Who, right: bool, now: Timestamp) -> &'static str {
    match guesses.admit(who, Level::Plain, now) {
        Leave::Given(attempt) if right => attempt.passed(),
        Leave::Given(attempt) => drop(attempt.failed()),
        Leave::Harder => return "harder",
        Leave::Locked { .. } => return "locked",
        Leave::Crowded => return "crowded",
    }
    "looked up"
}

fn fail_with_harder(guesses: &Guesses, who: Who, now: Timestamp) {
    match guesses.admit(who, Level::Harder, now) {
        Leave::Given(attempt) => drop(attempt.failed()),
        _ => panic!("it may be looked up"),
    }
}

fn lock(guesses: &Guesses, who: Who, now: Timestamp) -> Timestamp {
    for _ in 0..LOCK_AFTER {
        match guesses.admit(who, Level::Harder, now) {
            Leave::Given(attempt) => {
                if let Some(until) = attempt.failed() {
                    return until;
                }
            }
            _ => panic!("it is not locked yet"),
        }
    }
    panic!("it is locked")
}

#[test]
fn guessing_serials_meets_a_harder_question_and_then_a_lock_of_that_pair_alone() {
    let guesses = guesses();
    let (her, cafe, home) = (id(1), network(1), network(2));
    let who = citizen(her, cafe);
    for _ in 0..HARDER_AFTER {
        assert_eq!(guesses.level(who, NOW), Level::Plain);
        assert_eq!(enter(&guesses, who, false, NOW), "looked up");
    }
    assert_eq!(enter(&guesses, who, true, NOW), "harder", "also for the right serial");
    for _ in HARDER_AFTER..LOCK_AFTER {
        fail_with_harder(&guesses, who, NOW);
    }
    // The last of them has told of the lock, and so does every try after it.
    let Leave::Locked { until } = guesses.admit(who, Level::Harder, NOW) else {
        panic!("it is locked")
    };
    assert_eq!(until, NOW.plus(LOCK_FIRST));
    // At home she enters, and in the café everybody else does.
    assert_eq!(enter(&guesses, citizen(her, home), true, NOW), "looked up");
    assert_eq!(enter(&guesses, citizen(id(2), cafe), true, NOW), "looked up");
    // When the lock is over the harder question opens it.
    assert_eq!(enter(&guesses, who, true, until.minus(Millis(1))), "locked");
    assert_eq!(enter(&guesses, who, true, until), "harder");
    let Leave::Given(attempt) = guesses.admit(who, Level::Harder, until) else {
        panic!("the lock is over")
    };
    attempt.passed();
    assert_eq!(enter(&guesses, who, true, until), "looked up", "a right entry forgets all");
}

#[test]
fn each_lock_is_twice_as_long_as_the_one_before_up_to_a_day() {
    let guesses = guesses();
    let (her, there) = (id(1), network(1));
    let who = citizen(her, there);
    let mut now = NOW;
    let mut expected = LOCK_FIRST;
    for _ in 0..12 {
        let until = lock(&guesses, who, now);
        assert_eq!(until.since(now), expected);
        expected = Millis((expected.0 * 2).min(LOCK_MAX.0));
        now = until;
    }
    assert_eq!(expected, LOCK_MAX, "the longest stays the longest");
    assert_eq!(lock_after(u8::MAX), LOCK_MAX);
    // Nobody tries for so long: nothing is left.
    let later = lock(&guesses, who, now).plus(PAIR_FORGOTTEN);
    assert_eq!(enter(&guesses, who, false, later), "looked up");
}

#[test]
fn walking_over_ids_meets_a_harder_question_and_locks_each_pair_sooner() {
    let guesses = guesses();
    let there = network(1);
    for number in 0..u32::from(WALKING_MIN) {
        let walked = id(number);
        assert_eq!(enter(&guesses, citizen(walked, there), false, NOW), "looked up");
    }
    let next = id(1_000);
    let who = citizen(next, there);
    assert_eq!(guesses.level_of_network(there, NOW), Level::Harder);
    assert_eq!(enter(&guesses, who, false, NOW), "harder");
    for _ in 0..LOCK_AFTER - HARDER_AFTER {
        fail_with_harder(&guesses, who, NOW);
    }
    assert!(matches!(guesses.admit(who, Level::Harder, NOW), Leave::Locked { .. }));
    // Elsewhere nothing has happened, and an honest entry passes here too.
    assert_eq!(guesses.level_of_network(network(2), NOW), Level::Plain);
    let honest = id(2_000);
    let admitted = guesses.admit(citizen(honest, there), Level::Harder, NOW);
    assert!(matches!(admitted, Leave::Given(_)));
    // An hour without guesses, and it is a network like others.
    let later = NOW.plus(Millis::hours(1));
    assert_eq!(guesses.level_of_network(there, later), Level::Plain);
}

#[test]
fn a_carriers_address_with_thousands_of_honest_people_meets_nothing() {
    let guesses = guesses();
    let carrier = network(1);
    let mut now = NOW;
    for number in 0..5_000 {
        let somebody = id(number);
        let who = citizen(somebody, carrier);
        // Every tenth mistypes the serial once, every twentieth the sum.
        if number % 10 == 3 {
            assert_eq!(enter(&guesses, who, false, now), "looked up", "{number}");
        }
        if number % 20 == 7 {
            guesses.wrong_answer(carrier, now);
        }
        assert_eq!(enter(&guesses, who, true, now), "looked up", "{number}");
        now = now.plus(Millis(200));
    }
    assert_eq!(guesses.level_of_network(carrier, now), Level::Plain);
}

#[test]
fn one_known_pair_does_not_speak_for_a_network_of_guesses() {
    let guesses = guesses();
    let (known, there) = (id(0), network(1));
    for number in 1..=u32::from(WALKING_MIN) {
        let who = citizen(known, there);
        assert_eq!(enter(&guesses, who, true, NOW), "looked up");
        assert_eq!(enter(&guesses, citizen(id(number), there), false, NOW), "looked up");
    }
    assert_eq!(guesses.level_of_network(there, NOW), Level::Harder);
}

#[test]
fn one_id_guessed_from_many_networks_has_a_harder_question_everywhere_and_no_lock() {
    let guesses = guesses();
    let her = id(1);
    for number in 0..u32::from(ID_FAILED_MAX) {
        let who = citizen(her, network(number));
        assert_eq!(enter(&guesses, who, false, NOW), "looked up");
    }
    let home = citizen(her, network(9_999));
    assert_eq!(enter(&guesses, home, true, NOW), "harder");
    assert!(matches!(guesses.admit(home, Level::Harder, NOW), Leave::Given(_)));
    assert_eq!(guesses.level(home, NOW.plus(ID_HALF)), Level::Plain);
}

#[test]
fn entries_at_the_same_moment_are_not_more_than_may_fail() {
    let guesses = guesses();
    let (her, there) = (id(1), network(1));
    let who = citizen(her, there);
    let mut under_way = Vec::new();
    for _ in 0..LOCK_AFTER {
        let Leave::Given(attempt) = guesses.admit(who, Level::Harder, NOW) else {
            panic!("it may be looked up")
        };
        under_way.push(attempt);
    }
    assert!(matches!(guesses.admit(who, Level::Harder, NOW), Leave::Crowded));
    // Given up without a word, as when the registry is down: nothing is counted.
    under_way.clear();
    assert_eq!(enter(&guesses, who, true, NOW), "looked up");
    assert_eq!(guesses.level(who, NOW), Level::Plain);
}

#[test]
fn those_who_wait_pass_one_after_the_other_and_never_wait_long() {
    let guesses = guesses();
    let there = network(1);
    let (first, second) = (id(1), id(2));
    let ready = guesses.turn(citizen(first, there), NOW);
    assert_eq!(ready, Ok(NOW.plus(WAIT_MIN)));
    assert_eq!(guesses.turn(citizen(first, there), NOW), ready, "the same wait");
    let next = guesses.turn(citizen(second, there), NOW);
    assert_eq!(next, Ok(NOW.plus(WAIT_MIN).plus(WAIT_APART)));
    let mut turns = 2_u64;
    let full = (3..10_000).find_map(|number| {
        let turn = guesses.turn(citizen(id(number), there), NOW);
        turns += u64::from(turn.is_ok());
        turn.err()
    });
    assert_eq!(turns, (WAIT_MAX.0 - WAIT_MIN.0) / WAIT_APART.0 + 1);
    let until = full.expect("a network has its share").until;
    assert!(until > NOW && until <= NOW.plus(WAIT_APART));
    assert!(guesses.turn(citizen(id(20_000), there), until).is_ok());
    assert!(guesses.turn(citizen(id(3), network(2)), NOW) == Ok(NOW.plus(WAIT_MIN)));
}

#[test]
fn a_flood_of_strangers_does_not_lift_a_lock_and_takes_no_more_room() {
    let guesses = Guesses::with_buckets(16);
    let (her, there) = (id(1), network(1));
    let until = lock(&guesses, citizen(her, there), NOW);
    for number in 2..20_000 {
        let walked = id(number);
        let _outcome = enter(&guesses, citizen(walked, network(number)), false, NOW);
    }
    let still = guesses.admit(citizen(her, there), Level::Harder, NOW);
    assert!(matches!(still, Leave::Locked { until: still } if still == until));
}

#[test]
fn a_code_that_is_found_undoes_no_wrong_guess_at_its_second_fact() {
    let (guesses, there) = (guesses(), network(1));
    let code = TrackingCode::new(497_320_167).expect("nine digits");
    let found = Who { named: Named::Code(code), network: there };
    let owner = Who { named: Named::Owner(code), network: there };
    for _ in 0..LOCK_AFTER {
        fail_with_harder(&guesses, owner, NOW);
        assert_eq!(enter(&guesses, found, true, NOW), "looked up");
    }
    let locked = guesses.admit(owner, Level::Harder, NOW);
    assert!(matches!(locked, Leave::Locked { until } if until == NOW.plus(LOCK_FIRST)));
    assert_eq!(enter(&guesses, found, true, NOW), "looked up", "the stage is no secret");
}

#[test]
fn a_second_fact_that_is_guessed_at_from_everywhere_rests_for_an_hour() {
    let guesses = guesses();
    let named = Named::Owner(TrackingCode::new(497_320_167).expect("nine digits"));
    for number in 0..u32::from(ID_FAILED_MAX) {
        assert_eq!(guesses.besieged(named, NOW), None);
        fail_with_harder(&guesses, Who { named, network: network(number) }, NOW);
    }
    assert_eq!(guesses.besieged(named, NOW), Some(NOW.plus(ID_HALF)));
    assert_eq!(guesses.besieged(named, NOW.plus(ID_HALF)), None);
}

#[test]
fn a_network_that_walks_over_codes_is_answered_once_in_a_while_and_no_other_waits() {
    let guesses = guesses();
    let (there, elsewhere) = (network(1), network(2));
    for number in 0..u32::from(WALKING_MIN) {
        assert_eq!(guesses.pace(there, NOW), Ok(()));
        let code = TrackingCode::new(100_000_000 + number).expect("nine digits");
        fail_with_harder(&guesses, Who { named: Named::Code(code), network: there }, NOW);
    }
    assert_eq!(guesses.pace(there, NOW), Ok(()), "one in a while");
    let until = NOW.plus(WAIT_APART);
    assert_eq!(guesses.pace(there, NOW), Err(NoTurn { until }));
    assert_eq!(guesses.pace(elsewhere, NOW), Ok(()));
    assert_eq!(guesses.pace(there, until), Ok(()));
}
