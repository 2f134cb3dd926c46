//! «پس دادن نوبت», asked once more with what follows from it.

use super::address;
use super::details::SeatBox;
use super::frame::{Frame, Operation};
use super::seat::Seat;
use crate::persian::Value;
use askama::Template;

#[derive(Template, Debug)]
#[template(path = "citizen/give_back.html")]
pub struct GiveBack {
    pub frame: Frame,
    pub current: Seat,
    pub money: MoneyThen,
    pub count: CountThen,
}

/// What becomes of the money.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoneyThen {
    /// It pays for the next seat.
    Credit,
    /// Nothing was paid, and nothing is to be paid.
    Free,
}

/// Whether giving back counts as a move, as choosing anew makes it one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CountThen {
    NotCounted,
    Counted,
    /// The next seat can be chosen so many hours later.
    Waits {
        hours: u64,
    },
}

impl GiveBack {
    fn seat_box(&self) -> SeatBox<'_> {
        SeatBox { language: self.frame.language, seat: &self.current, title: "seat-current" }
    }

    fn consequences(&self) -> Vec<String> {
        let say = |key| self.frame.say(key).into_owned();
        let money = match self.money {
            MoneyThen::Credit => say("give-back-credit"),
            MoneyThen::Free => say("give-back-free"),
        };
        let count = match self.count {
            CountThen::NotCounted => say("give-back-not-counted"),
            CountThen::Counted => say("give-back-counted"),
            CountThen::Waits { hours } => {
                self.frame.with("give-back-waits", "hours", Value::count(hours))
            }
        };
        vec![say("give-back-lost"), money, count]
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |money, count| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            current: Seat::sample(),
            money,
            count,
        };
        vec![
            ("paid", page(MoneyThen::Credit, CountThen::Counted)),
            ("free", page(MoneyThen::Free, CountThen::NotCounted)),
            ("waits", page(MoneyThen::Credit, CountThen::Waits { hours: 24 })),
        ]
    }
}
