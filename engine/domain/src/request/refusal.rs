//! Why a request answered no.

use crate::ids::{Day, OfficeId};
use crate::payment::PaymentRefusal;
use crate::request::operation::Denied;
use crate::request::step::Step;
use crate::timestamp::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestRefusal {
    /// Nobody has entered with this national ID.
    NotEntered,
    /// Another system's request is not taken over: this citizen has one here, and not that one.
    EnteredBefore,
    /// Another tab is choosing at this moment.
    IntentOpen,
    /// A seat is booked: it can be moved, not chosen again.
    AlreadyBooked,
    /// The table of operations says no.
    Denied(Denied),
    /// No seat is booked.
    NotBooked,
    /// The form has never been filled in.
    NoDetails,
    /// A team would have to come to the citizen's home, and its address is not known.
    NoHome,
    /// No hold lives that could be paid for.
    NoHold,
    /// The bank is being asked about an attempt; paying again could pay twice.
    BankBeingAsked { since: Timestamp },
    /// More tabs at the bank than the law allows.
    TooManyAttempts,
    /// A bank's page that would stay open longer than any does.
    WindowTooLong,
    /// The attempt is not of this request, or not at this point of its life.
    NoSuchAttempt,
    /// The seat that was given back is not yet back.
    GivingBack,
    /// The choice is the seat that is booked already.
    SameSeat,
    /// A step was told, or is to be undone, that lies behind the request.
    StepBehind { now: Step },
    /// The step was told before, at this moment: nothing has changed.
    StepAgain { at: Timestamp },
    /// A step was told before the one that it rests on.
    StepSkips { now: Option<Step> },
    /// An office begins what is booked at another one.
    BookedElsewhere { office: OfficeId },
    /// An office begins on the booked day, and not before it.
    DayNotCome { day: Day },
    /// Nobody has missed a day that is not over.
    DayNotOver { day: Day },
    /// Too many seats were left unpaid: the next one can be taken then.
    CoolsUntil { until: Timestamp },
    /// The free moves are used up: the next one is possible then.
    MovesFrom { from: Timestamp },
    /// The booked day is so near that no earlier seat could be offered.
    NothingEarlier,
    /// The request was offered an earlier seat as often as anybody is.
    OffersUsedUp,
    /// This request is offered nothing now, or not this seat.
    NoOffer,
    /// The offer has ended; the booked seat is as it was.
    OfferOver,
    /// A text is longer than the law allows.
    TooLong,
    /// As many scans were kept as one request may have.
    TooManyScans,
    /// Another scan was kept meanwhile.
    ScanBehind,
    /// No money of this order waits to be reversed.
    NothingToReverse,
    /// The money of this order was reversed, under another reference of the bank's.
    ReversedBefore,
    /// What the bank said does not fit our own record.
    Payment(PaymentRefusal),
}
