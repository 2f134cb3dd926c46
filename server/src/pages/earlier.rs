//! «خبر از نوبت زودتر»: the wish for a seat before the booked one, and the offer of one.

use super::address;
use super::details::SeatBox;
use super::frame::{Frame, Operation};
use super::seat::{Seat, sample_day, sample_now};
use crate::persian::Value;
use askama::Template;
use nobat_domain::timestamp::{Millis, Timestamp};

#[derive(Template, Debug)]
#[template(path = "citizen/earlier.html")]
pub struct Earlier {
    pub frame: Frame,
    pub current: Seat,
    pub wish: Wish,
}

/// Where the wish stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Nobody was asked to look; so many offers are possible.
    None {
        left: u64,
    },
    Waits {
        own_office: bool,
        left: u64,
    },
    Offered(Offer),
    /// The offer that was answered had ended.
    Over,
    /// The booked day is too near.
    Near,
    /// Three were offered.
    UsedUp,
}

/// A seat that is held for the citizen's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What the answer names.
    pub hold: u32,
    pub seat: Seat,
    pub until: Timestamp,
    /// Further ones that are possible.
    pub left: u64,
}

impl Earlier {
    fn seat_box(&self) -> SeatBox<'_> {
        SeatBox { language: self.frame.language, seat: &self.current, title: "seat-current" }
    }

    fn offer_box<'a>(&'a self, offer: &'a Offer) -> SeatBox<'a> {
        SeatBox { language: self.frame.language, seat: &offer.seat, title: "earlier-offered" }
    }

    fn until(&self, offer: &Offer) -> String {
        self.frame.with("earlier-until", "time", Value::Clock(offer.until))
    }

    /// How many offers may still come.
    fn left(&self) -> String {
        let left = match &self.wish {
            Wish::None { left } | Wish::Waits { left, .. } | Wish::Offered(Offer { left, .. }) => {
                *left
            }
            Wish::Over | Wish::Near | Wish::UsedUp => 0,
        };
        if left == 0 {
            return self.frame.say("earlier-last").into_owned();
        }
        self.frame.with("earlier-left", "count", Value::count(left))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |wish| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            current: Seat { day: sample_day(12), ..Seat::sample() },
            wish,
        };
        let offer = |left| Offer {
            hold: 2,
            seat: Seat::sample(),
            until: sample_now().plus(Millis::hours(2)),
            left,
        };
        vec![
            ("new", page(Wish::None { left: 3 })),
            ("waits", page(Wish::Waits { own_office: false, left: 3 })),
            ("waits-here", page(Wish::Waits { own_office: true, left: 1 })),
            ("offered", page(Wish::Offered(offer(2)))),
            ("offered-last", page(Wish::Offered(offer(0)))),
            ("over", page(Wish::Over)),
            ("near", page(Wish::Near)),
            ("used-up", page(Wish::UsedUp)),
        ]
    }
}
