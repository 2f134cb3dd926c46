//! The result with its tracking code, on every day of a request's life.

use super::address;
use super::details::{Details, PaymentState, Preparations};
use super::frame::{Frame, Operation};
use super::home::{ShutOut, ShutOutPart};
use super::marked::{Marked, marked};
use super::person::Person;
use super::seat::{Seat, sample_now};
use super::timeline::{Known, Stage, Timeline};
use crate::persian::Value;
use askama::Template;
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;

/// What result and receipt show.
#[derive(Clone, Debug)]
pub struct Booking {
    /// Nine ASCII digits.
    pub tracking: String,
    pub person: Person,
    pub seat: Seat,
    pub payment: PaymentState,
    pub service: Service,
}

impl Booking {
    #[must_use]
    pub fn details<'a>(&'a self, frame: &Frame) -> Details<'a> {
        Details {
            language: frame.language,
            person: &self.person,
            seat: &self.seat,
            payment: self.payment,
            service: self.service,
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            tracking: "497320167".to_owned(),
            person: Person::sample(),
            seat: Seat::sample(),
            payment: PaymentState::Paid,
            service: Service::FirstIssue,
        }
    }
}

/// «نتیجه ثبت نام کارت هوشمند ملی».
#[derive(Template, Debug)]
#[template(path = "citizen/result.html")]
pub struct ResultPage {
    pub frame: Frame,
    pub booking: Booking,
    pub stage: Stage,
    pub known: Known,
    /// Why the seat does not fit what was answered.
    pub shut_out: Option<ShutOut>,
    /// Until when an earlier seat is held for the citizen's answer.
    pub offered_until: Option<Timestamp>,
}

impl ResultPage {
    fn tracking_groups(&self) -> Vec<String> {
        self.frame.language.tracking(&self.booking.tracking)
    }

    fn at_home(&self) -> bool {
        self.booking.seat.home.is_some()
    }

    fn stage_key(&self) -> &'static str {
        self.stage.key_at(self.at_home())
    }

    fn shut_out(&self) -> Option<ShutOutPart> {
        let why = self.shut_out?;
        let next = if why == ShutOut::NoHome { address::EDIT } else { address::MOVE };
        let language = self.frame.language;
        Some(ShutOutPart { language, why, saved: false, next: Some(next) })
    }

    /// Which of the two comes first: print, or another seat for one that was missed.
    fn print_rank(&self) -> &'static str {
        if self.is_missed() { "button second" } else { "button" }
    }

    /// Whether the day can still stand in a calendar.
    fn has_appointment(&self) -> bool {
        matches!(self.stage, Stage::Ahead | Stage::Today)
    }

    fn details(&self) -> Details<'_> {
        self.booking.details(&self.frame)
    }

    fn preparations(&self) -> Option<Preparations<'_>> {
        let before = matches!(self.stage, Stage::Ahead | Stage::Today | Stage::Missed);
        let at_home = self.at_home();
        let service = self.booking.service;
        before.then_some(Preparations { frame: &self.frame, at_home, service })
    }

    /// Where a card lies that waits for its owner.
    fn collect(&self) -> Option<Marked> {
        let office = self.known.collected_at.clone().filter(|_| self.stage == Stage::Ready);
        office.map(|name| marked(self.frame.with("result-collect", "office", Value::Name(name))))
    }

    fn offer(&self) -> Option<String> {
        let until = self.offered_until?;
        Some(self.frame.with("result-offer", "time", Value::Clock(until)))
    }

    fn is_missed(&self) -> bool {
        self.stage == Stage::Missed
    }

    fn timeline(&self) -> Timeline<'_> {
        let (language, stage) = (self.frame.language, self.stage);
        let makes_card = self.booking.service != Service::Signature;
        Timeline { language, stage, makes_card, known: Some(&self.known) }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let names = [
            "ahead",
            "today",
            "missed",
            "begun",
            "completed",
            "production",
            "ready",
            "delivered",
            "signed",
        ];
        let page = |stage| Self {
            frame: Frame::sample().allowing(match stage {
                Stage::Ahead | Stage::Today | Stage::Missed => Operation::ALL.to_vec(),
                Stage::Delivered | Stage::Signed => {
                    vec![Operation::PrintReceipt, Operation::ChangeMobile, Operation::OpenRequest]
                }
                _ => vec![
                    Operation::PrintReceipt,
                    Operation::ChangeMobile,
                    Operation::SaveReceipt,
                    Operation::EmailReceipt,
                ],
            }),
            booking: match stage {
                Stage::Signed => Booking { service: Service::Signature, ..Booking::sample() },
                _ => Booking::sample(),
            },
            stage,
            known: Known::sample(),
            shut_out: None,
            offered_until: None,
        };
        let home = |stage| {
            let mut page = page(stage);
            page.booking.seat = Seat::sample_home();
            page.known.seat = Some(Seat::sample_home());
            page
        };
        let shut_out = |why| Self { shut_out: Some(why), ..page(Stage::Ahead) };
        let mut pages: Vec<_> = names.into_iter().zip(Stage::BOOKED.map(page)).collect();
        pages.extend([
            ("offered", Self { offered_until: Some(sample_now()), ..page(Stage::Ahead) }),
            ("home", home(Stage::Ahead)),
            ("home-begun", home(Stage::Begun)),
            ("no-team", shut_out(ShutOut::Team)),
            ("no-home", shut_out(ShutOut::NoHome)),
        ]);
        pages
    }
}
