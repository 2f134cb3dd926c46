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
    /// A step was told that lies behind the request.
    StepBehind { now: Step },
    /// A step was told before the one that it rests on.
    StepSkips { now: Option<Step> },
    /// An office begins what is booked at another one.
    BookedElsewhere { office: OfficeId },
    /// Nobody has missed a day that is not over.
    DayNotOver { day: Day },
    /// Too many seats were left unpaid: the next one can be taken then.
    CoolsUntil { until: Timestamp },
    /// The free moves are used up: the next one is possible then.
    MovesFrom { from: Timestamp },
    /// A text is longer than the law allows.
    TooLong,
    /// As many scans were kept as one request may have.
    TooManyScans,
    /// Another scan was kept meanwhile.
    ScanBehind,
    /// What the bank said does not fit our own record.
    Payment(PaymentRefusal),
}
