//! What may be asked of a request. Every command may be repeated without harm.

use crate::earlier::Scope;
use crate::ids::{AttemptNo, BankId, DataKeyNo, Day, HoldNo, OfficeId, OrderNo, ShiftId};
use crate::money::Rial;
use crate::payment::{BankSays, Reference, Token};
use crate::person::{AreaCode, BookletSerial, Mobile, NationalId};
use crate::request::at_office::OfficeAct;
use crate::request::details::Details;
use crate::request::import::Import;
use crate::request::kind::Kind;
use crate::request::scan::Scan;
use crate::request::step::Step;
use crate::shift::{Answer, Refusal, ShiftCommand};
use crate::timestamp::Timestamp;

/// A shift and a day that a citizen has chosen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Choice {
    pub shift: ShiftId,
    pub day: Day,
}

/// How the citizen wants to pay for a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Desired {
    pub bank: BankId,
    /// The fee of the tariff today; zero needs no bank.
    pub fee: Rial,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequestCommand {
    /// The entry page was passed: the pair of ID and serial is right. `data_key` is a fresh one;
    /// it is taken at the first entry alone.
    Enter { national_id: NationalId, serial: BookletSerial, data_key: DataKeyNo },
    /// Take over what another system knows of this citizen, who has no request here yet.
    Import {
        national_id: NationalId,
        serial: BookletSerial,
        data_key: DataKeyNo,
        import: Box<Import>,
    },
    /// Keep what was typed.
    SaveDraft { draft: Vec<u8> },
    /// Take a seat: for the first time, again, or in place of a hold that lives.
    Choose { choice: Choice, desired: Desired, details: Option<Box<Details>> },
    /// Take another seat in place of the booked one.
    Move { choice: Choice },
    /// Give the booked seat back; the payment stays as a credit.
    GiveBack,
    /// Wait for a seat before the booked day; `area` is that of the booked seat's office.
    AwaitEarlier { area: AreaCode, scope: Scope },
    /// Wait no more; an offer that lives is let go.
    StopWaiting,
    /// A seat has come free for whom waits: hold it and ask.
    Offer { choice: Choice },
    /// Take the offered seat in place of the booked one.
    AcceptOffer { hold: HoldNo },
    /// Keep the booked seat; the offered one goes to others.
    DeclineOffer { hold: HoldNo },
    /// Try once more to pay for the hold that lives.
    PayAgain { desired: Desired },
    /// The bank has given a token for an attempt.
    Tokened { attempt: AttemptNo, token: Token, window_ends: Timestamp },
    /// The bank gave no token, or it will not be shown.
    NotTokened { attempt: AttemptNo },
    /// A browser came back from the bank with this token's claim.
    Returned { attempt: AttemptNo, failed: bool },
    /// The bank was asked, and this is what it says.
    BankSaid { attempt: AttemptNo, says: BankSays },
    /// A shift has answered what this request owed it.
    Answered { asked: ShiftCommand, answer: Result<Answer, Refusal> },
    /// A shift's clock has ended a hold, or secured it.
    FellDue { hold: HoldNo, secured: bool },
    /// Change personal details.
    Edit { details: Box<Details> },
    /// Change the mobile only.
    ChangeMobile { mobile: Mobile },
    /// Have the card brought to another office.
    ChangeDelivery { office: OfficeId },
    /// A scan of the booklet lies durable on the disk: from now on it counts.
    KeepScan { scan: Scan },
    /// The office of the booked seat has closed its day.
    Excuse,
    /// A step after the booking has happened elsewhere.
    Advance { step: Step },
    /// The same from another system, which hears whether its word was the first.
    Report { step: Step },
    /// An office does something with a booking of its own list.
    AtOffice { office: OfficeId, act: OfficeAct },
    /// The request before has ended; this one takes its place.
    Open { kind: Kind },
    /// Somebody behind the counter has found that an officer erred in the card.
    FindMistake,
    /// Somebody behind the counter has seen that a bank has sent money back.
    Reverse { order: OrderNo, reference: Reference },
    /// Only look.
    View,
}
