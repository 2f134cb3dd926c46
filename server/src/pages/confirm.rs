//! «تایید نهایی»: everything once more, paid or not yet.

use super::address;
use super::details::{Details, PaymentState, Preparations};
use super::forms::{Faults, Summary};
use super::frame::{Frame, Operation};
use super::payment::{Payment, PaymentPart};
use super::person::{LongPerson, Person};
use super::seat::Seat;
use askama::Template;
use nobat_domain::tariff::Service;

#[derive(Template, Debug)]
#[template(path = "citizen/confirm.html")]
pub struct Confirm {
    pub frame: Frame,
    pub form_no: String,
    pub person: Person,
    pub seat: Seat,
    pub state: ConfirmState,
    pub service: Service,
    pub faults: Faults,
}

/// Whether the seat is the citizen's already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConfirmState {
    /// Booked: nothing on this page can undo it.
    Booked(PaymentState),
    /// Chosen and not paid: the former seat is tried again when paying.
    Unpaid(Payment),
}

impl Confirm {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn details(&self) -> Details<'_> {
        Details {
            language: self.frame.language,
            person: &self.person,
            seat: &self.seat,
            payment: match &self.state {
                ConfirmState::Booked(state) => *state,
                ConfirmState::Unpaid(_) => PaymentState::Unpaid,
            },
            service: self.service,
        }
    }

    fn preparations(&self) -> Preparations<'_> {
        let at_home = self.seat.home.is_some();
        Preparations { frame: &self.frame, at_home, service: self.service }
    }

    fn unpaid(&self) -> Option<PaymentPart<'_>> {
        match &self.state {
            ConfirmState::Booked(_) => None,
            ConfirmState::Unpaid(payment) => {
                Some(PaymentPart { language: self.frame.language, payment, faults: &self.faults })
            }
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let with = |state, allowed: &[Operation]| Self {
            frame: Frame::sample().allowing(allowed.iter().copied()),
            form_no: "f0rm".to_owned(),
            person: Person::sample(),
            seat: Seat::sample(),
            state,
            service: Service::FirstIssue,
            faults: Faults::none(),
        };
        let paid = &Operation::ALL;
        let unpaid = &[Operation::EditDetails, Operation::ChangeMobile, Operation::ChangeSeat];
        vec![
            ("paid", with(ConfirmState::Booked(PaymentState::Paid), paid)),
            (
                "long",
                Self {
                    person: Person { long: Some(LongPerson::sample()), ..Person::sample() },
                    ..with(ConfirmState::Booked(PaymentState::Paid), paid)
                },
            ),
            ("credit", with(ConfirmState::Booked(PaymentState::Credit), paid)),
            ("unpaid", with(ConfirmState::Unpaid(Payment::sample_fee()), unpaid)),
        ]
    }
}
