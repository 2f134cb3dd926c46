//! The operations of the guide, and who may use which: one table for buttons and refusals.

use crate::request::state::RequestState;

/// In the guide's order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Operation {
    PrintReceipt,
    EditDetails,
    ChangeMobile,
    ChangePlaceAndTime,
    ChangeDeliveryPlace,
    SaveReceipt,
    EmailReceipt,
}

impl Operation {
    pub const ALL: [Self; 7] = [
        Self::PrintReceipt,
        Self::EditDetails,
        Self::ChangeMobile,
        Self::ChangePlaceAndTime,
        Self::ChangeDeliveryPlace,
        Self::SaveReceipt,
        Self::EmailReceipt,
    ];

    /// Whether the law allows it to the owner of this request now.
    #[must_use]
    pub const fn allowed(self, state: &RequestState) -> bool {
        match self {
            Self::PrintReceipt | Self::SaveReceipt | Self::EmailReceipt => state.booking.is_some(),
            Self::EditDetails | Self::ChangeMobile => state.details.is_some(),
            Self::ChangePlaceAndTime | Self::ChangeDeliveryPlace => state.booking.is_some(),
        }
    }
}
