//! What a citizen has registered, as three groups: shared by confirmation, result and receipt.

use super::frame::Frame;
use super::person::Person;
use super::seat::Seat;
use crate::persian::Language;
use askama::Template;
use askama::filters::HtmlSafe;
use std::borrow::Cow;

/// How the fee stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaymentState {
    Paid,
    Credit,
    Free,
    Unpaid,
}

impl PaymentState {
    const fn key(self) -> &'static str {
        match self {
            Self::Paid => "payment-state-paid",
            Self::Credit => "payment-state-credit",
            Self::Free => "payment-state-free",
            Self::Unpaid => "payment-state-unpaid",
        }
    }
}

/// The groups of person and office.
#[derive(Template, Debug)]
#[template(path = "parts/details.html")]
pub struct Details<'a> {
    pub language: Language,
    pub person: &'a Person,
    pub seat: &'a Seat,
    pub payment: PaymentState,
}

impl HtmlSafe for Details<'_> {}

impl Details<'_> {
    fn payment(&self) -> Cow<'static, str> {
        self.language.say(self.payment.key())
    }
}

/// The five preparations.
#[derive(Template, Debug)]
#[template(path = "parts/preparations.html")]
pub struct Preparations<'a> {
    pub frame: &'a Frame,
}

impl HtmlSafe for Preparations<'_> {}

/// A seat in a box of its own.
#[derive(Template, Debug)]
#[template(path = "parts/seat.html")]
pub struct SeatBox<'a> {
    pub language: Language,
    pub seat: &'a Seat,
    /// Key of the words above it.
    pub title: &'static str,
}

impl HtmlSafe for SeatBox<'_> {}
