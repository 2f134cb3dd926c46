//! Taking a seat anew: choosing again when one was lost, and moving while one is kept.

use super::address;
use super::details::SeatBox;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary};
use super::frame::{Frame, Operation};
use super::payment::{Due, Payment, PaymentPart};
use super::search::{Found, Listing, Search, SearchPart};
use super::seat::{Seat, SeatChoice};
use crate::persian::Value;
use askama::Template;
use nobat_domain::ids::Day;

/// «تعیین زمان و مکان تکمیل ثبت نام» again.
#[derive(Template, Debug)]
#[template(path = "citizen/choose.html")]
pub struct Choose {
    pub frame: Frame,
    pub form_no: String,
    pub reason: ChooseReason,
    /// The former seat, where it is still free.
    pub former: Option<(Seat, SeatChoice)>,
    pub search: Search,
    pub payment: Payment,
    pub faults: Faults,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChooseReason {
    /// Paid, and the seat had gone by then.
    Credited,
    /// The time for paying ran out.
    TimedOut,
    /// The seat was given back after a payment that failed.
    Released,
    /// The citizen gave the seat back.
    GivenBack,
    /// Somebody else was faster.
    Gone,
    /// A seat is held and not paid, and the citizen would rather have another.
    Instead,
}

impl ChooseReason {
    const fn key(self) -> &'static str {
        match self {
            Self::Credited => "choose-credited",
            Self::TimedOut => "choose-timed-out",
            Self::Released => "choose-released",
            Self::GivenBack => "choose-given-back",
            Self::Gone => "seat-gone",
            Self::Instead => "choose-instead",
        }
    }
}

impl Choose {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn former_is_chosen(&self) -> bool {
        self.former.as_ref().is_some_and(|(_, choice)| self.search.chosen == Some(*choice))
    }

    fn search_part(&self) -> SearchPart<'_> {
        SearchPart {
            language: self.frame.language,
            search: &self.search,
            faults: &self.faults,
            search_address: address::CHOOSE_OFFICES,
        }
    }

    fn payment_part(&self) -> PaymentPart<'_> {
        let language = self.frame.language;
        PaymentPart { language, payment: &self.payment, faults: &self.faults }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |reason, due| Self {
            frame: Frame::sample().allowing([Operation::EditDetails, Operation::ChangeMobile]),
            form_no: "f0rm".to_owned(),
            reason,
            former: None,
            search: Search::sample(Found::Listed(Listing::sample())),
            payment: Payment::sample(due),
            faults: Faults::none(),
        };
        let fee = Payment::sample_fee().due;
        let former = Some((
            Seat::sample(),
            super::seat::sample_choice(42, nobat_domain::ids::Period::Morning),
        ));
        let faults = Faults::new([(Field::Seat, Fault::SeatGone)]);
        vec![
            ("credited", page(ChooseReason::Credited, Due::Credit)),
            ("timed-out", Self { former, ..page(ChooseReason::TimedOut, fee) }),
            ("released", Self { faults, ..page(ChooseReason::Released, fee) }),
            ("given-back", page(ChooseReason::GivenBack, Due::Credit)),
            ("gone", page(ChooseReason::Gone, fee)),
            ("instead", page(ChooseReason::Instead, fee)),
        ]
    }
}

/// «تغییر مکان و زمان تکمیل ثبت نام».
#[derive(Template, Debug)]
#[template(path = "citizen/move.html")]
pub struct MoveSeat {
    pub frame: Frame,
    pub form_no: String,
    pub current: Seat,
    pub moves: MovesLeft,
    pub search: Search,
    pub faults: Faults,
}

/// How many moves this citizen may still make at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MovesLeft {
    /// This one is not counted: a missed day, a closure.
    NotCounted,
    Left(u32),
    Last,
    /// The free ones are used; the next is possible from that day.
    From(Day),
}

impl MoveSeat {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn moves(&self) -> String {
        match self.moves {
            MovesLeft::NotCounted => self.frame.say("moves-not-counted").into_owned(),
            MovesLeft::Left(count) => {
                self.frame.with("moves-left", "count", Value::count(u64::from(count)))
            }
            MovesLeft::Last => self.frame.say("moves-last").into_owned(),
            MovesLeft::From(day) => self.frame.with("moves-from", "date", Value::Day(day)),
        }
    }

    fn may_move(&self) -> bool {
        !matches!(self.moves, MovesLeft::From(_))
    }

    fn seat_box(&self) -> SeatBox<'_> {
        SeatBox { language: self.frame.language, seat: &self.current, title: "seat-current" }
    }

    fn search_part(&self) -> SearchPart<'_> {
        SearchPart {
            language: self.frame.language,
            search: &self.search,
            faults: &self.faults,
            search_address: address::MOVE_OFFICES,
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |moves, found| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            form_no: "f0rm".to_owned(),
            current: Seat::sample(),
            moves,
            search: Search::sample(found),
            faults: Faults::none(),
        };
        let failed = Faults::new([(Field::Seat, Fault::MoveFailed)]);
        vec![
            ("new", page(MovesLeft::Left(2), Found::NotAsked)),
            ("listed", page(MovesLeft::Last, Found::Listed(Listing::sample()))),
            (
                "failed",
                Self {
                    faults: failed,
                    ..page(MovesLeft::NotCounted, Found::Listed(Listing::sample_one()))
                },
            ),
            ("spent", page(MovesLeft::From(super::seat::sample_day(3)), Found::NotAsked)),
        ]
    }
}
