//! Around the bank: on the way to it, asking it, and when it did not work.

use super::address;
use super::details::SeatBox;
use super::frame::{Frame, Operation};
use super::seat::{Seat, sample_now};
use crate::persian::Value;
use crate::persian::clock::minutes_left;
use askama::Template;
use nobat_domain::money::Rial;
use nobat_domain::timestamp::{Millis, Timestamp};

/// The last page of ours before the bank's.
#[derive(Template, Debug)]
#[template(path = "citizen/leaving.html")]
pub struct Leaving {
    pub frame: Frame,
    pub seat: Seat,
    pub fee: Rial,
    /// Key of the bank's name.
    pub bank: &'static str,
    /// Host that the citizen should see in the address bar.
    pub bank_host: String,
    pub held_until: Timestamp,
    pub now: Timestamp,
    pub target: Target,
}

/// How the bank wants the citizen to come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    Link(String),
    Form { address: String, fields: Vec<(String, String)> },
}

impl Leaving {
    fn held(&self) -> String {
        held_sentence(&self.frame, self.held_until, self.now)
    }

    fn seat_box(&self) -> SeatBox<'_> {
        SeatBox { language: self.frame.language, seat: &self.seat, title: "seat-chosen" }
    }

    fn fee(&self) -> String {
        self.frame.language.rials(self.fee)
    }

    fn host(&self) -> String {
        self.frame.with("leaving-host", "host", Value::Code(self.bank_host.clone()))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |target| Self {
            frame: Frame::sample(),
            seat: Seat::sample(),
            fee: Rial::new(1_000).expect("a sound amount"),
            bank: "bank-sadad",
            bank_host: "sadad.shaparak.ir".to_owned(),
            held_until: sample_now().plus(Millis::minutes(15)),
            now: sample_now(),
            target,
        };
        let address = "https://sadad.shaparak.ir/Purchase".to_owned();
        let fields = vec![("Token".to_owned(), "a1b2c3".to_owned())];
        vec![
            ("link", page(Target::Link(format!("{address}?Token=a1b2c3")))),
            ("form", page(Target::Form { address, fields })),
        ]
    }
}

fn held_sentence(frame: &Frame, until: Timestamp, now: Timestamp) -> String {
    let left = Value::count(minutes_left(now, until));
    frame.fill("held-until", &[("time", Value::Clock(until)), ("minutes", left)])
}

/// «در حال پرسیدن نتیجه از بانک».
#[derive(Template, Debug)]
#[template(path = "citizen/asking.html")]
pub struct Asking {
    pub frame: Frame,
    pub seat: Seat,
    /// Key of the bank's name; none while a shift decides.
    pub bank: Option<&'static str>,
    pub asked_at: Timestamp,
}

impl Asking {
    fn seat_box(&self) -> SeatBox<'_> {
        SeatBox { language: self.frame.language, seat: &self.seat, title: "seat-chosen" }
    }

    fn bank(&self) -> Option<String> {
        let name = Value::Plain(self.frame.say(self.bank?).into_owned());
        Some(self.frame.with("asking-bank", "bank", name))
    }

    fn asked(&self) -> String {
        self.frame.with("asking-last", "time", Value::Clock(self.asked_at))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "asking",
            Self {
                frame: Frame::sample().allowing([Operation::ChangeMobile]),
                seat: Seat::sample(),
                bank: Some("bank-parsian"),
                asked_at: sample_now(),
            },
        )]
    }
}

/// The payment did not work, or is not known to have worked.
#[derive(Template, Debug)]
#[template(path = "citizen/not_paid.html")]
pub struct NotPaid {
    pub frame: Frame,
    pub form_no: String,
    pub cause: NotPaidCause,
    pub seat: Option<Seat>,
    pub seat_now: SeatNow,
    pub now: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotPaidCause {
    Cancelled,
    Refused,
    TimedOut,
    /// The bank has not answered; a message goes out by then.
    Unknown {
        told_by: Timestamp,
    },
    /// The citizen says, or the bank hints, that money left the account.
    Debited,
    /// The gateway gave no token: nobody left, nothing was charged.
    GatewayDown,
}

/// What became of the seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SeatNow {
    Held {
        until: Timestamp,
    },
    /// Given back, and nobody has taken it yet.
    Free,
    Gone,
    /// Stays as it is while the bank is asked.
    Secured,
}

impl NotPaid {
    fn cause(&self) -> String {
        match self.cause {
            NotPaidCause::Cancelled => self.frame.say("not-paid-cancelled").into_owned(),
            NotPaidCause::Refused => self.frame.say("not-paid-refused").into_owned(),
            NotPaidCause::TimedOut => self.frame.say("not-paid-timed-out").into_owned(),
            NotPaidCause::Debited => self.frame.say("not-paid-debited").into_owned(),
            NotPaidCause::GatewayDown => self.frame.say("not-paid-gateway-down").into_owned(),
            NotPaidCause::Unknown { told_by } => {
                let time = Value::Clock(told_by);
                self.frame.with("not-paid-unknown", "time", time)
            }
        }
    }

    fn title_key(&self) -> &'static str {
        match self.cause {
            NotPaidCause::Unknown { .. } => "not-paid-title-unknown",
            NotPaidCause::Cancelled => "not-paid-title-cancelled",
            NotPaidCause::TimedOut => "not-paid-title-timed-out",
            _ => "not-paid-title",
        }
    }

    /// What is certain about money, wherever it was not said already.
    fn money_key(&self) -> Option<&'static str> {
        match self.cause {
            NotPaidCause::Refused | NotPaidCause::TimedOut => Some("not-paid-money"),
            _ => None,
        }
    }

    fn seat_sentence(&self) -> String {
        match self.seat_now {
            SeatNow::Held { until } => held_sentence(&self.frame, until, self.now),
            SeatNow::Free => self.frame.say("seat-still-free").into_owned(),
            SeatNow::Gone => self.frame.say("seat-gone").into_owned(),
            SeatNow::Secured => self.frame.say("seat-secured").into_owned(),
        }
    }

    fn seat_box(&self) -> Option<SeatBox<'_>> {
        let language = self.frame.language;
        self.seat.as_ref().map(|seat| SeatBox { language, seat, title: "seat-chosen" })
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |cause, seat_now| Self {
            frame: Frame::sample().allowing([
                Operation::EditDetails,
                Operation::ChangeMobile,
                Operation::ChangeSeat,
            ]),
            form_no: "f0rm".to_owned(),
            cause,
            seat: Some(Seat::sample()),
            seat_now,
            now: sample_now(),
        };
        let soon = sample_now().plus(Millis::minutes(20));
        vec![
            ("cancelled", page(NotPaidCause::Cancelled, SeatNow::Free)),
            ("refused", page(NotPaidCause::Refused, SeatNow::Held { until: soon })),
            ("timed-out", page(NotPaidCause::TimedOut, SeatNow::Gone)),
            ("unknown", page(NotPaidCause::Unknown { told_by: soon }, SeatNow::Secured)),
            ("debited", page(NotPaidCause::Debited, SeatNow::Free)),
            ("gateway-down", page(NotPaidCause::GatewayDown, SeatNow::Held { until: soon })),
        ]
    }
}
