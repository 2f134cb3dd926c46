//! What has happened to a request.

use crate::earlier::Scope;
use crate::ids::{AttemptNo, BankId, DataKeyNo, HoldNo, OfficeId, OrderNo, SeatNo};
use crate::money::Rial;
use crate::payment::{Closed, Money, Receipt, Reference, Token};
use crate::person::{AreaCode, BookletSerial, Mobile, NationalId};
use crate::request::command::Choice;
use crate::request::details::Details;
use crate::request::import::Been;
use crate::request::scan::Scan;
use crate::request::step::Step;
use crate::shift::{Purpose, Refusal};
use crate::tariff::Service;
use crate::timestamp::Timestamp;
use crate::tracking_code::TrackingCode;

/// What pays for an intended seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pay {
    /// The citizen, at a bank.
    Bank { bank: BankId, fee: Rial },
    /// Money in the purse, reserved from the intent on.
    Credit,
    /// Nothing is to be paid: a free tariff, or a move.
    Nothing,
}

/// Why a choice ended without a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndReason {
    /// The shift refused the hold.
    Refused(Refusal),
    /// The hold's time ran out.
    RanOut,
    /// The bank's payment failed or was cancelled.
    NotPaid,
    /// The citizen has chosen another seat.
    Replaced,
    /// It was booked, and the citizen has given it back.
    GivenBack,
    /// It was offered, and the citizen keeps the booked one.
    Declined,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequestEvent {
    Entered {
        national_id: NationalId,
        serial: BookletSerial,
        data_key: DataKeyNo,
    },
    Drafted {
        draft: Vec<u8>,
    },
    Intended {
        hold: HoldNo,
        choice: Choice,
        purpose: Purpose,
        pay: Pay,
        decide_by: Timestamp,
        deadline: Timestamp,
        cap: Timestamp,
        details: Option<Box<Details>>,
    },
    /// The shift refused the intended hold.
    Refused {
        hold: HoldNo,
        why: Refusal,
    },
    /// The shift holds the seat.
    Taken {
        hold: HoldNo,
        seat: SeatNo,
        deadline: Timestamp,
    },
    AttemptOpened {
        attempt: AttemptNo,
        hold: HoldNo,
        bank: BankId,
        order: OrderNo,
        amount: Rial,
    },
    /// The token is durable before anybody sees it; the hold is owed an extension to `deadline`.
    Tokened {
        attempt: AttemptNo,
        token: Token,
        window_ends: Timestamp,
        deadline: Timestamp,
    },
    AttemptClosed {
        attempt: AttemptNo,
        why: Closed,
        /// The bank is asked once more then: its page could be paid until shortly before.
        ask_again: Option<Timestamp>,
    },
    /// The bank is to be asked; the hold is owed security until `verify_by`.
    Verifying {
        attempt: AttemptNo,
        failed_return: bool,
        verify_by: Timestamp,
    },
    Verified {
        attempt: AttemptNo,
        receipt: Receipt,
    },
    /// The desk lets the hold go; the shift is owed a release.
    Ending {
        hold: HoldNo,
        why: EndReason,
    },
    /// The shift has no such hold any more.
    Ended {
        hold: HoldNo,
        why: EndReason,
    },
    /// The seat is booked. In a move the old seat is now owed to its shift, cooling until then.
    Booked {
        hold: HoldNo,
        code: TrackingCode,
        cool_until: Timestamp,
    },
    /// The booking became a credit; its seat is owed to its shift, cooling until then.
    GivenBack {
        cool_until: Timestamp,
    },
    /// The shift has the seat back.
    SeatBack {
        hold: HoldNo,
    },
    Edited {
        details: Box<Details>,
    },
    MobileChanged {
        mobile: Mobile,
    },
    /// The office has closed the booked day: leaving the seat is no move of the citizen's.
    Excused,
    /// The card shall lie at this office.
    DeliveryChanged {
        office: OfficeId,
    },
    /// The booked request has come a step further.
    Advanced {
        step: Step,
    },
    /// The last step was a slip of the office, and nothing had followed: the request stands again
    /// where its booking alone puts it.
    Undone {
        step: Step,
    },
    /// The citizen waits for a seat before the booked day.
    WaitBegan {
        area: AreaCode,
        scope: Scope,
    },
    WaitEnded,
    /// The offered seat is wanted; the shift is owed the booking.
    OfferAccepted {
        hold: HoldNo,
    },
    /// The request before has ended, and this service is asked for now.
    Opened {
        service: Service,
    },
    /// A bank has sent money back that was to be reversed; this is what it calls that.
    Reversed {
        order: OrderNo,
        reference: Reference,
    },
    /// An officer erred in the card that was delivered last: another one is free.
    MistakeFound,
    /// Another system's request of this citizen was taken over, right after the entry.
    Imported {
        details: Option<Box<Details>>,
        paid: Option<Box<Money>>,
        been: Option<Been>,
    },
    /// This scan of the booklet counts from now on, and no earlier one.
    ScanKept {
        scan: Scan,
    },
}
