//! The result with its tracking code, on every day of a request's life.

use super::address;
use super::details::{Details, PaymentState, Preparations};
use super::frame::{Frame, Operation};
use super::marked::{Marked, marked};
use super::person::Person;
use super::seat::Seat;
use crate::persian::Value;
use askama::Template;
use nobat_domain::tariff::Service;
use std::cmp::Ordering;

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
    /// The office at which the card is collected.
    pub collected_at: String,
}

/// Where the request stands on the day of looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The day is still to come.
    Ahead,
    Today,
    /// The day has passed and nobody came.
    Missed,
    /// At the office the completion has begun, and is not finished.
    Begun,
    Completed,
    InProduction,
    Ready,
    Delivered,
    /// The signature is active, and no card is made.
    Signed,
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Ahead,
        Self::Today,
        Self::Missed,
        Self::Begun,
        Self::Completed,
        Self::InProduction,
        Self::Ready,
        Self::Delivered,
        Self::Signed,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Ahead => "stage-ahead",
            Self::Today => "stage-today",
            Self::Missed => "stage-missed",
            Self::Begun => "stage-begun",
            Self::Completed => "stage-completed",
            Self::InProduction => "stage-in-production",
            Self::Ready => "stage-ready",
            Self::Delivered => "stage-delivered",
            Self::Signed => "stage-signed",
        }
    }

    /// How many of the five milestones lie behind.
    const fn milestones_done(self) -> usize {
        match self {
            Self::Ahead | Self::Today | Self::Missed | Self::Begun => 1,
            Self::Completed | Self::Signed => 2,
            Self::InProduction => 3,
            Self::Ready => 4,
            Self::Delivered => 5,
        }
    }
}

const MILESTONE_KEYS: [&str; 5] = [
    "milestone-registered",
    "milestone-completed",
    "milestone-production",
    "milestone-ready",
    "milestone-delivered",
];

/// A step of the way, and whether it is done, next, or later.
#[derive(Debug)]
struct Milestone {
    title: &'static str,
    state: &'static str,
    class: &'static str,
}

impl ResultPage {
    fn tracking_groups(&self) -> Vec<String> {
        self.frame.language.tracking(&self.booking.tracking)
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
        before.then_some(Preparations { frame: &self.frame })
    }

    /// Where the card is collected, as long as it is not in its owner's hands.
    fn collect(&self) -> Option<Marked> {
        let office = Value::Name(self.collected_at.clone());
        let waits = self.stage != Stage::Delivered && self.makes_card();
        waits.then(|| marked(self.frame.with("result-collect", "office", office)))
    }

    fn is_missed(&self) -> bool {
        self.stage == Stage::Missed
    }

    fn makes_card(&self) -> bool {
        self.booking.service != Service::Signature
    }

    fn milestones(&self) -> Vec<Milestone> {
        // A signature ends at the counter.
        let keys = if self.makes_card() { &MILESTONE_KEYS[..] } else { &MILESTONE_KEYS[..2] };
        let done = self.stage.milestones_done();
        let milestone = |(place, title): (usize, &&'static str)| {
            let (state, class) = match place.cmp(&done) {
                Ordering::Less => ("milestone-done", "done"),
                Ordering::Equal => ("milestone-next", "next"),
                Ordering::Greater => ("milestone-later", "later"),
            };
            Milestone { title, state, class }
        };
        keys.iter().enumerate().map(milestone).collect()
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
            collected_at: super::seat::Office::sample().name,
        };
        names.into_iter().zip(Stage::ALL.map(page)).collect()
    }
}
