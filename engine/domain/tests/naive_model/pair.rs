//! Desk and shifts under a scheduler that means no good.

use nobat_domain::ids::{AttemptNo, BankId};
use nobat_domain::payment::{AttemptState, Token};
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::timestamp::Millis;
use proptest::prelude::*;

use crate::line::{CITIZENS, Line, SHIFTS, TERMS, choice, desired, details, key};

const FEE: i64 = 1_000;

#[derive(Clone, Debug)]
enum Step {
    Choose {
        who: u8,
        place: u8,
        free: bool,
    },
    Move {
        who: u8,
        place: u8,
    },
    GiveBack {
        who: u8,
    },
    PayAgain {
        who: u8,
    },
    /// The bank of the n-th remembered attempt gives a token, or none.
    Token {
        who: u8,
        nth: u8,
        given: bool,
    },
    Pay {
        who: u8,
        nth: u8,
    },
    Return {
        who: u8,
        nth: u8,
        failed: bool,
    },
    AskBank,
    BankAnswers {
        place: u8,
        lost: bool,
    },
    ShiftReads(u8),
    DeskReads(u8),
    LoseToShift(u8),
    LoseToDesk(u8),
    RepeatToShift(u8),
    RepeatToDesk(u8),
    TickShifts,
    TickDesk,
    Wait(u64),
    Resize {
        place: u8,
        approved: u8,
    },
    /// Everything under way arrives.
    Quiet,
    /// A whole booking in peace, stopped after so many of its steps.
    Errand {
        who: u8,
        place: u8,
        steps: u8,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..CITIZENS;
    let place = || 0..2_u8;
    let wait = prop_oneof![
        4 => 1..2_000_u64,
        3 => 5_000..60_000_u64,
        2 => 200_000..400_000_u64,
        1 => 900_000..1_300_000_u64,
    ];
    prop_oneof![
        6 => (who(), place(), proptest::bool::weighted(0.1))
            .prop_map(|(who, place, free)| Step::Choose { who, place, free }),
        2 => (who(), place()).prop_map(|(who, place)| Step::Move { who, place }),
        2 => who().prop_map(|who| Step::GiveBack { who }),
        2 => who().prop_map(|who| Step::PayAgain { who }),
        8 => (who(), 0..4_u8, proptest::bool::weighted(0.9))
            .prop_map(|(who, nth, given)| Step::Token { who, nth, given }),
        6 => (who(), 0..4_u8).prop_map(|(who, nth)| Step::Pay { who, nth }),
        5 => (who(), 0..4_u8, any::<bool>())
            .prop_map(|(who, nth, failed)| Step::Return { who, nth, failed }),
        3 => Just(Step::AskBank),
        6 => (any::<u8>(), proptest::bool::weighted(0.2))
            .prop_map(|(place, lost)| Step::BankAnswers { place, lost }),
        14 => place().prop_map(Step::ShiftReads),
        14 => place().prop_map(Step::DeskReads),
        1 => place().prop_map(Step::LoseToShift),
        1 => place().prop_map(Step::LoseToDesk),
        1 => place().prop_map(Step::RepeatToShift),
        1 => place().prop_map(Step::RepeatToDesk),
        3 => Just(Step::TickShifts),
        3 => Just(Step::TickDesk),
        4 => wait.prop_map(Step::Wait),
        1 => (place(), 0..3_u8).prop_map(|(place, approved)| Step::Resize { place, approved }),
        4 => Just(Step::Quiet),
        4 => (who(), place(), 0..8_u8)
            .prop_map(|(who, place, steps)| Step::Errand { who, place, steps }),
    ]
}

fn attempt(state: &RequestState, nth: u8) -> Option<AttemptNo> {
    let attempts = &state.attempts;
    let place = usize::from(nth) % attempts.len().max(1);
    attempts.iter().rev().nth(place).map(|attempt| attempt.no)
}

impl Line {
    fn play(&mut self, step: &Step) {
        match *step {
            Step::Choose { who, place, free } => {
                let fee = if free { 0 } else { FEE };
                let details = Some(Box::new(details()));
                let (choice, desired) = (choice(place), desired(fee));
                self.ask(key(who), RequestCommand::Choose { choice, desired, details });
            }
            Step::Move { who, place } => {
                self.ask(key(who), RequestCommand::Move { choice: choice(place) });
            }
            Step::GiveBack { who } => self.ask(key(who), RequestCommand::GiveBack),
            Step::PayAgain { who } => {
                let desired = nobat_domain::request::Desired { bank: BankId(1), ..desired(FEE) };
                self.ask(key(who), RequestCommand::PayAgain { desired });
            }
            Step::Token { who, nth, given } => self.token(who, nth, given),
            Step::Pay { who, nth } => self.pay(who, nth),
            Step::Return { who, nth, failed } => {
                if let Some(no) = attempt(&self.rows[&key(who)], nth) {
                    self.returned(key(who), no, failed);
                }
            }
            Step::AskBank => self.ask_bank(),
            Step::BankAnswers { place, lost } => self.bank_answers(usize::from(place), lost),
            Step::Wait(ms) => self.now = self.now.plus(Millis(ms)),
            Step::TickShifts => self.tick_shifts(),
            Step::TickDesk => self.tick_desk(),
            Step::Resize { place, approved } => self.resize(usize::from(place), approved.into()),
            Step::Quiet => self.quiet(),
            Step::Errand { who, place, steps } => self.errand(who, place, steps),
            ref on_the_line => self.disturb(on_the_line),
        }
    }

    fn errand(&mut self, who: u8, place: u8, steps: u8) {
        let errand = [
            Step::Choose { who, place, free: false },
            Step::Quiet,
            Step::Token { who, nth: 0, given: true },
            Step::Quiet,
            Step::Pay { who, nth: 0 },
            Step::Return { who, nth: 0, failed: false },
            Step::BankAnswers { place: 0, lost: false },
            Step::Quiet,
        ];
        for step in errand.iter().take(usize::from(steps) + 1) {
            self.play(step);
            self.invariants();
        }
    }

    fn disturb(&mut self, step: &Step) {
        let index = |place: u8| usize::from(place) % SHIFTS;
        match *step {
            Step::ShiftReads(place) => self.shift_reads(index(place)),
            Step::DeskReads(place) => self.desk_reads(index(place)),
            Step::LoseToShift(place) => drop(self.to_shift[index(place)].pop_front()),
            Step::LoseToDesk(place) => drop(self.to_desk[index(place)].pop_front()),
            Step::RepeatToShift(place) => {
                let line = &mut self.to_shift[index(place)];
                let again = line.front().copied();
                line.extend(again);
            }
            Step::RepeatToDesk(place) => {
                let line = &mut self.to_desk[index(place)];
                let again = line.front().cloned();
                line.extend(again);
            }
            ref other => unreachable!("{other:?} is played elsewhere"),
        }
    }

    fn token(&mut self, who: u8, nth: u8, given: bool) {
        let Some(attempt) = attempt(&self.rows[&key(who)], nth) else { return };
        let command = if given {
            let token = Token::new(&format!("T{}", attempt.0)).expect("plain text");
            let window_ends = self.now.plus(TERMS.bank_window);
            RequestCommand::Tokened { attempt, token, window_ends }
        } else {
            RequestCommand::NotTokened { attempt }
        };
        self.ask(key(who), command);
    }

    /// Whoever has the page may pay while the bank's window is open, whatever we think of it.
    fn pay(&mut self, who: u8, nth: u8) {
        let state = &self.rows[&key(who)];
        let Some(no) = attempt(state, nth) else { return };
        let attempt = state.attempt(no).expect("it was there a line ago");
        let open = match &attempt.state {
            AttemptState::Shown { window_ends, .. } | AttemptState::Asking { window_ends, .. } => {
                self.now < *window_ends
            }
            AttemptState::Closed { page: Some(page), .. } => self.now < page.window_ends,
            _ => false,
        };
        let order = attempt.order;
        if open {
            self.bank.entry(order).or_default().paid = true;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 250,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..<_>::default()
    })]

    #[test]
    fn desks_and_shifts_agree_in_the_end_whatever_the_line_does(
        approved in 1..3_u32,
        steps in proptest::collection::vec(step(), 1..160),
    ) {
        let mut line = Line::opened(approved);
        for step in &steps {
            line.play(step);
            line.invariants();
        }
        line.settle();
        line.invariants();
        line.at_rest();
    }
}
