//! The kinds of request, and who may open which: one table for the page and for the refusals.
//!
//! A citizen has one request at a time. The first issue is open from the entry on; another request
//! is opened only when the one before has ended, and it takes that one's place at the same desk.

use crate::limits::{PAST_MAX, TO_REVERSE_MAX};
use crate::payment::Money;
use crate::request::state::{Booking, RequestState};
use crate::request::step::Step;
use crate::tariff::Service;
use crate::timestamp::Timestamp;
use crate::tracking_code::TrackingCode;

/// What a citizen may ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    FirstIssue,
    /// Another card after a loss. Which fee it has follows from the losses before it.
    Loss,
    /// Another card for changed details or a damaged one.
    Replacement,
    /// The same where the officer erred, which somebody behind the counter has found.
    OfficersMistake,
    /// The electronic signature of the card that its owner has.
    Signature,
}

/// Why a kind cannot be opened now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotOpen {
    /// No card was delivered yet: the first issue comes before everything else.
    NoCard,
    /// A card was delivered: the first issue is behind.
    HasCard,
    /// A request is under way, and there is one at a time.
    UnderWay,
    /// A bank or a shift still owes an answer about the request before.
    Unsettled,
    /// Nobody has found that an officer erred in this card.
    NoMistake,
    /// The signature of this card is active.
    Signed,
    /// As many requests as one citizen may have; a registry office helps.
    TooMany,
}

/// What a citizen has been given so far. It stays when everything personal is erased, so that
/// nobody has a first issue twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Issued {
    /// Cards, one after the other.
    pub cards: u8,
    /// How many of them came after a loss.
    pub losses: u8,
    /// The signature of the last one is active.
    pub signed: bool,
    /// An officer erred in the last one.
    pub mistaken: bool,
}

/// A request that has ended, as far as others rest on it: its seat, its money, its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    pub service: Service,
    pub code: TrackingCode,
    pub booking: Booking,
    pub ended_at: Timestamp,
}

impl Issued {
    /// The same with one more service done.
    #[must_use]
    pub const fn with(self, done: Service) -> Self {
        let card = Self {
            cards: self.cards.saturating_add(1),
            losses: self.losses,
            signed: false,
            mistaken: false,
        };
        match done {
            Service::Signature => Self { signed: true, ..self },
            Service::FirstLoss | Service::SecondLoss | Service::FurtherLoss => {
                Self { losses: self.losses.saturating_add(1), ..card }
            }
            Service::FirstIssue | Service::Replacement | Service::OfficersMistake => card,
        }
    }
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::FirstIssue, Self::Loss, Self::Replacement, Self::OfficersMistake, Self::Signature];

    /// What it costs is what this service costs, by what was issued before.
    #[must_use]
    pub const fn service(self, issued: Issued) -> Service {
        match (self, issued.losses) {
            (Self::FirstIssue, _) => Service::FirstIssue,
            (Self::Loss, 0) => Service::FirstLoss,
            (Self::Loss, 1) => Service::SecondLoss,
            (Self::Loss, _) => Service::FurtherLoss,
            (Self::Replacement, _) => Service::Replacement,
            (Self::OfficersMistake, _) => Service::OfficersMistake,
            (Self::Signature, _) => Service::Signature,
        }
    }

    /// The table: who may open this kind now, and for which service it is then paid.
    ///
    /// # Errors
    /// [`NotOpen`] says what is in the way.
    pub fn ruling(self, state: &RequestState) -> Result<Service, NotOpen> {
        let issued = state.issued;
        let denied = match self {
            Self::FirstIssue if issued.cards > 0 => Some(NotOpen::HasCard),
            Self::FirstIssue => Some(NotOpen::UnderWay),
            _ if issued.cards == 0 => Some(NotOpen::NoCard),
            _ if state.is_under_way() => Some(NotOpen::UnderWay),
            _ if state.in_flight() => Some(NotOpen::Unsettled),
            _ if state.is_full_of_history() => Some(NotOpen::TooMany),
            Self::OfficersMistake if !issued.mistaken => Some(NotOpen::NoMistake),
            Self::Signature if issued.signed => Some(NotOpen::Signed),
            Self::Loss | Self::Replacement | Self::OfficersMistake | Self::Signature => None,
        };
        denied.map_or_else(|| Ok(self.service(issued)), Err)
    }

    /// Whether anything may be opened now.
    ///
    /// # Errors
    /// What is in the way of every kind of which a citizen has more than one.
    pub fn any(state: &RequestState) -> Result<(), NotOpen> {
        let open = Self::ALL.into_iter().any(|kind| kind.ruling(state).is_ok());
        if open { Ok(()) } else { Self::Loss.ruling(state).map(drop) }
    }
}

impl RequestState {
    /// Whether this request has come to its end: its owner has the card, or the signature.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.step() == Some(if self.makes_card() { Step::Delivered } else { Step::Finished })
    }

    /// Whether a card is made for it.
    #[must_use]
    pub fn makes_card(&self) -> bool {
        self.service != Service::Signature
    }

    /// The card is in its owner's hands, and no other request was opened since.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.booking.is_none() && self.service == Service::FirstIssue && self.issued.cards > 0
    }

    /// Whether anything rests on this request: a seat that is not used up, or money for one. What
    /// was opened and never paid may still become another kind.
    fn is_under_way(&self) -> bool {
        match &self.booking {
            Some(_) => !self.is_ended(),
            None => {
                // What was paid elsewhere for a first card goes back to who has one.
                let funded = !self.purse.is_empty() && !self.is_between();
                self.intent.is_some() || self.wanted_hold().is_some() || funded
            }
        }
    }

    fn is_full_of_history(&self) -> bool {
        let money = self.purse.len() + self.to_reverse.len() + self.reversed.len();
        self.past.len() >= PAST_MAX || money > TO_REVERSE_MAX
    }

    /// Seats that are booked for this citizen, or were: that of this request and of those before.
    pub fn bookings(&self) -> impl Iterator<Item = &Booking> {
        self.past.iter().map(|past| &past.booking).chain(&self.booking)
    }

    /// Tracking codes that lead to this citizen, the newest last.
    pub fn codes(&self) -> impl Iterator<Item = TrackingCode> + '_ {
        self.past.iter().map(|past| past.code).chain(self.code)
    }

    pub(super) fn spent(&self) -> impl Iterator<Item = &Money> {
        self.bookings().filter_map(|booking| booking.paid.as_ref())
    }
}
