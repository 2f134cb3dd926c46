//! One shift, any commands in any order at any moment: the naive model must agree with all of it.

use nobat_domain::ids::{Day, HoldNo, RequestKey, SeatNo};
use nobat_domain::limits::ShiftTerms;
use nobat_domain::shift::{
    Answer, Ask, DayImage, DayState, Purpose, Refusal, SeatImage, ShiftCommand, ShiftEvent,
    ShiftState, decide, due, evolve,
};
use nobat_domain::timestamp::{Millis, Timestamp};
use proptest::prelude::*;

use crate::naive_shift::{NaiveShift, Said, Who};

const DAY: Day = Day(20_000);
/// Tehran's midnight of that day, worked out by hand: 20,000 days less 3.5 hours.
const DAY_BEGINS: u64 = 20_000 * 86_400_000 - 12_600_000;
const VERIFY_WITHIN: u64 = 40;
const TERMS: ShiftTerms =
    ShiftTerms { verify_within: Millis(VERIFY_WITHIN), day_kept: Millis(DAY_KEPT) };
/// So short that a story may outlive it; the day itself is skipped by the longest waits.
const DAY_KEPT: u64 = 60;
const DAY_ENDS: u64 = DAY_BEGINS + 86_400_000;

/// Everything is within a few dozen milliseconds, so that moments coincide often.
#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    /// To the evening of the time for which the day is kept.
    Outlive,
    Tick,
    Open {
        approved: u8,
        opens_in: u64,
    },
    Close,
    Hold {
        who: Who,
        decide_in: u64,
        more: u64,
        cap_more: u64,
    },
    Holding {
        who: Who,
        seat: usize,
    },
    Extend {
        who: Who,
        seat: usize,
        by: u64,
    },
    Secure {
        who: Who,
        seat: usize,
        by: u64,
    },
    Book {
        who: Who,
        seat: usize,
    },
    Release {
        who: Who,
        seat: usize,
    },
    GiveBack {
        who: Who,
        seat: usize,
        cool: Option<u64>,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0..3_u8, 1..4_u32);
    let seat = || 0..4_usize;
    prop_oneof![
        3 => (0..12_u64).prop_map(Step::Wait),
        2 => Just(Step::Tick),
        1 => proptest::bool::weighted(0.2)
            .prop_map(|outlive| if outlive { Step::Outlive } else { Step::Tick }),
        1 => (0..5_u8, 0..10_u64)
            .prop_map(|(approved, opens_in)| Step::Open { approved, opens_in }),
        1 => Just(Step::Close),
        6 => (who(), 0..10_u64, 0..30_u64, 0..40_u64).prop_map(|(who, decide_in, more, cap_more)| {
            Step::Hold { who, decide_in, more, cap_more }
        }),
        1 => (who(), seat()).prop_map(|(who, seat)| Step::Holding { who, seat }),
        3 => (who(), seat(), 0..60_u64).prop_map(|(who, seat, by)| Step::Extend { who, seat, by }),
        2 => (who(), seat(), 0..60_u64).prop_map(|(who, seat, by)| Step::Secure { who, seat, by }),
        3 => (who(), seat()).prop_map(|(who, seat)| Step::Book { who, seat }),
        2 => (who(), seat()).prop_map(|(who, seat)| Step::Release { who, seat }),
        2 => (who(), seat(), proptest::option::of(0..20_u64))
            .prop_map(|(who, seat, cool)| Step::GiveBack { who, seat, cool }),
    ]
}

struct Both {
    law: ShiftState,
    days: Vec<DayImage>,
    seats: Vec<SeatImage>,
    naive: NaiveShift,
    now: u64,
}

impl Both {
    fn new(start: u64) -> Self {
        let naive = NaiveShift {
            seats: Vec::new(),
            approved: 0,
            opens_at: 0,
            day_begins: DAY_BEGINS,
            closed: false,
            kept_until: DAY_ENDS + DAY_KEPT,
            dropped: false,
            verify_within: VERIFY_WITHIN,
            over: Vec::new(),
        };
        let (law, days, seats) = (ShiftState::default(), Vec::new(), Vec::new());
        let mut this = Self { law, days, seats, naive, now: start };
        this.open(2, 0);
        this
    }

    fn open(&mut self, approved: u8, opens_in: u64) {
        let opens_at = self.now + opens_in;
        let approved = u32::from(approved);
        let opened = ShiftCommand::OpenDay { day: DAY, approved, opens_at: Timestamp(opens_at) };
        if self.naive.dropped {
            assert_eq!(self.command(&opened), Err(Refusal::Past));
            return;
        }
        assert_eq!(self.command(&opened), Ok(Answer::Done));
        self.naive.approved = approved as usize;
        self.naive.opens_at = opens_at;
        self.naive.closed = false;
    }

    fn command(&mut self, command: &ShiftCommand) -> Result<Answer, Refusal> {
        let decided = decide(&self.law, command, Timestamp(self.now))?;
        if let Some(event) = decided.event {
            self.apply(&event);
        }
        Ok(decided.answer)
    }

    fn apply(&mut self, event: &ShiftEvent) {
        evolve(&mut self.law, event);
        match event {
            ShiftEvent::Day(image) if image.state == DayState::Dropped => {
                assert_eq!((image.day, image.at), (DAY, Timestamp(self.now)));
                self.days.clear();
                self.seats.clear();
            }
            ShiftEvent::Day(image) => self.days = vec![*image],
            ShiftEvent::Seat(image) => {
                self.seats.retain(|old| old.seat != image.seat);
                self.seats.push(*image);
            }
        }
    }

    fn seat(&mut self, who: Who, ask: Ask) -> Said {
        let (request, hold) = (RequestKey([who.0 + 1; 16]), HoldNo(who.1));
        let answered = self.command(&ShiftCommand::Seat { request, hold, day: DAY, ask });
        match answered {
            Ok(Answer::Held { seat, deadline, token, secured }) => {
                Said::Held { seat: seat.0 as usize, until: deadline.0, token, secured }
            }
            Ok(Answer::Booked { seat }) => Said::Booked { seat: seat.0 as usize },
            Ok(Answer::Gone) => Said::Gone,
            Ok(Answer::Done) => panic!("nothing about a seat is merely done"),
            Err(Refusal::HoldEnded) => Said::No("HoldEnded"),
            Err(Refusal::TooLate) => Said::No("TooLate"),
            Err(Refusal::Closed) => Said::No("Closed"),
            Err(Refusal::NotOpenYet { .. }) => Said::No("NotOpenYet"),
            Err(Refusal::Past) => Said::No("Past"),
            Err(Refusal::Full) => Said::No("Full"),
            Err(Refusal::NoSuchDay) => Said::No("NoSuchDay"),
            Err(other) => panic!("not of this story: {other:?}"),
        }
    }

    fn play(&mut self, step: &Step) {
        let now = self.now;
        let number = |seat: usize| SeatNo(u32::try_from(seat).expect("few seats"));
        let (law, naive) = match *step {
            Step::Wait(ms) => return self.now += ms,
            Step::Outlive => return self.now = self.now.max(DAY_ENDS + DAY_KEPT - 30),
            Step::Tick => return self.tick(),
            Step::Open { approved, opens_in } => return self.open(approved, opens_in),
            Step::Close => {
                let closed = self.command(&ShiftCommand::CloseDay { day: DAY });
                if self.naive.dropped {
                    return assert_eq!(closed, Err(Refusal::NoSuchDay));
                }
                assert_eq!(closed, Ok(Answer::Done));
                self.naive.closed = true;
                return;
            }
            Step::Hold { who, decide_in, more, cap_more } => {
                let decide_by = now + decide_in;
                let (until, cap) = (decide_by + more, decide_by + more + cap_more);
                let ask = Ask::Hold {
                    purpose: Purpose::Pay,
                    deadline: Timestamp(until),
                    cap: Timestamp(cap),
                    decide_by: Timestamp(decide_by),
                };
                (self.seat(who, ask), self.naive.hold(who, until, cap, decide_by, now))
            }
            Step::Holding { who, seat } => {
                let law = self.seat(who, Ask::Holding { seat: number(seat) });
                (law, self.naive.holding(who, seat, now))
            }
            Step::Extend { who, seat, by } => {
                let deadline = Timestamp(now + by);
                let law = self.seat(who, Ask::Extend { seat: number(seat), deadline });
                (law, self.naive.extend(who, seat, now + by, now))
            }
            Step::Secure { who, seat, by } => {
                let deadline = Timestamp(now + by);
                let law = self.seat(who, Ask::Secure { seat: number(seat), deadline });
                (law, self.naive.secure(who, seat, now + by, now))
            }
            Step::Book { who, seat } => {
                let law = self.seat(who, Ask::Book { seat: number(seat) });
                (law, self.naive.book(who, seat, now))
            }
            Step::Release { who, seat } => {
                let law = self.seat(who, Ask::Release { seat: number(seat) });
                (law, self.naive.release(who, seat))
            }
            Step::GiveBack { who, seat, cool } => {
                let cool_until = cool.map(|ms| Timestamp(now + ms));
                let law = self.seat(who, Ask::GiveBack { seat: number(seat), cool_until });
                (law, self.naive.give_back(who, seat, cool.map(|ms| now + ms), now))
            }
        };
        assert_eq!(law, naive, "{step:?} at {now}");
    }

    fn tick(&mut self) {
        while let Some(due) = due(&self.law, &TERMS, Timestamp(self.now)) {
            self.apply(&due.event);
        }
        self.naive.tick(self.now);
    }

    /// The counts agree, and so do those of a shift that starts anew from the last images.
    fn agree(&self, step: &Step) {
        let (taken, held) = (self.naive.taken(), self.naive.held());
        let free = self.naive.approved.saturating_sub(taken);
        let over = taken.saturating_sub(self.naive.approved);
        let restored = ShiftState::restore(&self.days, &self.seats);
        assert_eq!(self.law.day(DAY).is_none(), self.naive.dropped, "{step:?}");
        for state in [&self.law, &restored] {
            if self.naive.dropped {
                assert_eq!(state.days().count(), 0, "{step:?}");
                assert_eq!(state.next_deadline(), None, "{step:?}");
                continue;
            }
            let counts = state.day(DAY).expect("opened").capacity();
            assert_eq!(counts.check(), None, "{step:?}");
            let law = [counts.free(), counts.held(), counts.booked(), counts.over()];
            let law = law.map(|count| count as usize);
            assert_eq!(law, [free, held, taken - held, over], "{step:?}");
        }
        assert_eq!(restored.next_deadline(), self.law.next_deadline());
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..<_>::default()
    })]

    #[test]
    fn a_shift_is_a_vector_of_seats_and_plain_ifs(
        before_the_day in prop_oneof![4 => Just(1_000_000_u64), 1 => 1..60_u64],
        steps in proptest::collection::vec(step(), 1..80),
    ) {
        let mut both = Both::new(DAY_BEGINS - before_the_day);
        for step in &steps {
            both.play(step);
            both.agree(step);
        }
    }
}
