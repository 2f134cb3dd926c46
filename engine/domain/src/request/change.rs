//! What a change of a request is called, for those outside who follow all of them.

use crate::request::event::RequestEvent;
use crate::request::step::Step;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $byte:literal $name:literal),+ $(,)?) => {
        /// The kind of a change. It says that something happened and what, and nothing of anybody.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum ChangeKind {
            $($(#[$doc])* $kind,)+
        }

        impl ChangeKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The byte that stands for it in the feed, for ever.
            #[must_use]
            pub const fn byte(self) -> u8 {
                match self { $(Self::$kind => $byte,)+ }
            }

            #[must_use]
            pub const fn of_byte(byte: u8) -> Option<Self> {
                match byte { $($byte => Some(Self::$kind),)+ _ => None }
            }

            /// The word for it that other systems see: where, a dot, what.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }
        }
    };
}

kinds! {
    /// What it was can no longer be read: the data of then are erased, or the row is older than
    /// kinds are.
    Untold = 0 "request.changed",
    Entered = 1 "request.entered",
    Opened = 2 "request.opened",
    Imported = 3 "request.imported",
    Erased = 4 "request.erased",
    FormDrafted = 10 "form.drafted",
    FormEdited = 11 "form.edited",
    MobileChanged = 12 "form.mobile_changed",
    ScanKept = 13 "form.scan_kept",
    SeatChosen = 20 "seat.chosen",
    SeatRefused = 21 "seat.refused",
    SeatHeld = 22 "seat.held",
    SeatReleasing = 23 "seat.releasing",
    SeatReleased = 24 "seat.released",
    SeatBooked = 25 "seat.booked",
    SeatGivenBack = 26 "seat.given_back",
    SeatReturned = 27 "seat.returned",
    SeatExcused = 28 "seat.excused",
    PaymentOpened = 30 "payment.opened",
    PaymentAtBank = 31 "payment.at_bank",
    PaymentClosed = 32 "payment.closed",
    PaymentAsked = 33 "payment.asked",
    PaymentReceived = 34 "payment.received",
    PaymentReversed = 35 "payment.reversed",
    WaitBegan = 40 "earlier.began",
    WaitEnded = 41 "earlier.ended",
    OfferAccepted = 42 "earlier.accepted",
    DeliveryChanged = 50 "delivery.place_changed",
    Missed = 60 "stage.missed",
    Begun = 61 "stage.begun",
    Finished = 62 "stage.finished",
    InProduction = 63 "stage.in_production",
    Ready = 64 "stage.ready",
    Delivered = 65 "stage.delivered",
    Undone = 66 "stage.undone",
    MistakeFound = 67 "stage.mistake_found",
}

impl ChangeKind {
    #[must_use]
    pub const fn of(event: &RequestEvent) -> Self {
        match event {
            RequestEvent::Entered { .. } => Self::Entered,
            RequestEvent::Opened { .. } => Self::Opened,
            RequestEvent::Imported { .. } => Self::Imported,
            RequestEvent::Drafted { .. } => Self::FormDrafted,
            RequestEvent::Edited { .. } => Self::FormEdited,
            RequestEvent::MobileChanged { .. } => Self::MobileChanged,
            RequestEvent::ScanKept { .. } => Self::ScanKept,
            RequestEvent::Intended { .. } => Self::SeatChosen,
            RequestEvent::Refused { .. } => Self::SeatRefused,
            RequestEvent::Taken { .. } => Self::SeatHeld,
            RequestEvent::Ending { .. } => Self::SeatReleasing,
            RequestEvent::Ended { .. } => Self::SeatReleased,
            RequestEvent::Booked { .. } => Self::SeatBooked,
            RequestEvent::GivenBack { .. } => Self::SeatGivenBack,
            RequestEvent::SeatBack { .. } => Self::SeatReturned,
            RequestEvent::Excused => Self::SeatExcused,
            RequestEvent::AttemptOpened { .. } => Self::PaymentOpened,
            RequestEvent::Tokened { .. } => Self::PaymentAtBank,
            RequestEvent::AttemptClosed { .. } => Self::PaymentClosed,
            RequestEvent::Verifying { .. } => Self::PaymentAsked,
            RequestEvent::Verified { .. } => Self::PaymentReceived,
            RequestEvent::Reversed { .. } => Self::PaymentReversed,
            RequestEvent::WaitBegan { .. } => Self::WaitBegan,
            RequestEvent::WaitEnded => Self::WaitEnded,
            RequestEvent::OfferAccepted { .. } => Self::OfferAccepted,
            RequestEvent::DeliveryChanged { .. } => Self::DeliveryChanged,
            RequestEvent::Advanced { step } => Self::of_step(*step),
            RequestEvent::Undone { .. } => Self::Undone,
            RequestEvent::MistakeFound => Self::MistakeFound,
        }
    }

    const fn of_step(step: Step) -> Self {
        match step {
            Step::Missed => Self::Missed,
            Step::Begun { .. } => Self::Begun,
            Step::Finished => Self::Finished,
            Step::InProduction => Self::InProduction,
            Step::Ready { .. } => Self::Ready,
            Step::Delivered => Self::Delivered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn bytes_and_names_of_changes_are_each_one_kinds() {
        let names: BTreeSet<_> = ChangeKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), ChangeKind::ALL.len());
        for &kind in ChangeKind::ALL {
            assert_eq!(ChangeKind::of_byte(kind.byte()), Some(kind));
            let (group, what) = kind.name().split_once('.').expect("where, a dot, what");
            let plain = |word: &str| word.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
            assert!(plain(group) && plain(what), "{}", kind.name());
        }
        let known = (0..=u8::MAX).filter(|byte| ChangeKind::of_byte(*byte).is_some()).count();
        assert_eq!(known, ChangeKind::ALL.len());
    }
}
