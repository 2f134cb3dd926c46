//! The operations of the guide, and who may use which: one table for buttons and refusals.

use crate::ids::OfficeId;
use crate::request::kind::{Kind, NotOpen};
use crate::request::state::RequestState;
use crate::request::step::Step;

/// In the guide's order, and then what goes beyond it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Operation {
    PrintReceipt,
    EditDetails,
    ChangeMobile,
    ChangePlaceAndTime,
    ChangeDeliveryPlace,
    SaveReceipt,
    EmailReceipt,
    GiveSeatBack,
    AwaitEarlierSeat,
    OpenRequest,
    /// A scan of the booklet; only where the operator asks for it.
    SendScan,
}

/// Why an operation is not allowed now, with what the sentence about it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denied {
    /// The form has never been filled in.
    NoForm,
    /// No seat is booked.
    NotBooked,
    /// The completion has begun at this office, and what it rests on stays as it is.
    Begun { office: OfficeId },
    /// The completion is half done at this office: it is finished there first.
    HalfDone { office: OfficeId },
    /// The card is being made, or is made: it is collected at this place.
    InProduction { place: OfficeId },
    /// The card is in its owner's hands.
    Delivered,
    /// For this request no card is made.
    NoCardMade,
    /// Another request cannot be opened, or not this one.
    NotOpen(NotOpen),
}

/// Where a request stands, as far as the table asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    /// Past the entry page, and no more.
    Entered,
    /// The form is filled in, and no seat is booked.
    Unbooked,
    /// A seat is booked and the completion has not begun, also when its day has passed.
    Booked,
    Begun {
        office: OfficeId,
    },
    Finished {
        office: OfficeId,
    },
    InProduction {
        office: OfficeId,
        place: OfficeId,
    },
    Delivered {
        office: OfficeId,
    },
}

impl Operation {
    pub const ALL: [Self; 11] = [
        Self::PrintReceipt,
        Self::EditDetails,
        Self::ChangeMobile,
        Self::ChangePlaceAndTime,
        Self::ChangeDeliveryPlace,
        Self::SaveReceipt,
        Self::EmailReceipt,
        Self::GiveSeatBack,
        Self::AwaitEarlierSeat,
        Self::OpenRequest,
        Self::SendScan,
    ];

    /// Whether the law allows it to the owner of this request now.
    #[must_use]
    pub fn allowed(self, state: &RequestState) -> bool {
        self.ruling(state).is_ok()
    }

    /// The table: who may do what, and why not.
    ///
    /// # Errors
    /// [`Denied`] says what is in the way.
    pub fn ruling(self, state: &RequestState) -> Result<(), Denied> {
        let standing = Standing::of(state);
        match self {
            Self::PrintReceipt | Self::SaveReceipt | Self::EmailReceipt => of_receipts(standing),
            Self::EditDetails => of_details(standing),
            // Everybody who has passed the entry page, at any stage.
            Self::ChangeMobile => Ok(()),
            Self::ChangePlaceAndTime | Self::GiveSeatBack | Self::AwaitEarlierSeat => {
                of_seats(standing)
            }
            Self::ChangeDeliveryPlace if !state.makes_card() => Err(Denied::NoCardMade),
            Self::ChangeDeliveryPlace => of_delivery(standing),
            Self::OpenRequest => Kind::any(state).map_err(Denied::NotOpen),
            Self::SendScan => of_scans(standing),
        }
    }
}

const fn of_receipts(standing: Standing) -> Result<(), Denied> {
    match standing {
        Standing::Entered | Standing::Unbooked => Err(Denied::NotBooked),
        Standing::Booked
        | Standing::Begun { .. }
        | Standing::Finished { .. }
        | Standing::InProduction { .. }
        | Standing::Delivered { .. } => Ok(()),
    }
}

const fn of_details(standing: Standing) -> Result<(), Denied> {
    match standing {
        Standing::Entered => Err(Denied::NoForm),
        Standing::Unbooked | Standing::Booked => Ok(()),
        Standing::Begun { office }
        | Standing::Finished { office }
        | Standing::InProduction { office, .. }
        | Standing::Delivered { office } => Err(Denied::Begun { office }),
    }
}

const fn of_seats(standing: Standing) -> Result<(), Denied> {
    match standing {
        Standing::Entered | Standing::Unbooked => Err(Denied::NotBooked),
        Standing::Booked => Ok(()),
        Standing::Begun { office }
        | Standing::Finished { office }
        | Standing::InProduction { office, .. }
        | Standing::Delivered { office } => Err(Denied::Begun { office }),
    }
}

/// The office looks at it from the beginning of the completion on.
const fn of_scans(standing: Standing) -> Result<(), Denied> {
    match standing {
        Standing::Entered => Ok(()),
        other => of_details(other),
    }
}

const fn of_delivery(standing: Standing) -> Result<(), Denied> {
    match standing {
        Standing::Entered | Standing::Unbooked => Err(Denied::NotBooked),
        Standing::Booked | Standing::Finished { .. } => Ok(()),
        Standing::Begun { office } => Err(Denied::HalfDone { office }),
        Standing::InProduction { place, .. } => Err(Denied::InProduction { place }),
        Standing::Delivered { .. } => Err(Denied::Delivered),
    }
}

impl Standing {
    fn of(state: &RequestState) -> Self {
        let Some(booking) = &state.booking else {
            return if state.details.is_some() { Self::Unbooked } else { Self::Entered };
        };
        let office = booking.choice.shift.office();
        match state.step() {
            None | Some(Step::Missed) => Self::Booked,
            Some(Step::Begun { .. }) => Self::Begun { office },
            Some(Step::Finished) => Self::Finished { office },
            Some(Step::InProduction | Step::Ready { .. }) => {
                let place = state.collected_at().unwrap_or(office);
                Self::InProduction { office, place }
            }
            Some(Step::Delivered) => Self::Delivered { office },
        }
    }
}
