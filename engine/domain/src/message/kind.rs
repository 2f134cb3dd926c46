//! The kinds of messages, each with a number that is on disk.

/// What a message says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Kind {
    /// A seat is booked: when, where and the tracking code.
    Booked = 1,
    /// The booked seat is another one.
    Moved = 2,
    /// The seat was given back, and the payment stays.
    GivenBack = 3,
    /// Money is there and no seat: the citizen chooses again and pays nothing.
    Credited = 4,
    /// The office has closed the booked day.
    DayClosed = 5,
    /// The booked day is tomorrow.
    Reminder = 6,
    /// An earlier seat is held for a while.
    Offer = 7,
    /// To the old number: another one stands in its place.
    NumberLeft = 8,
    /// To the new number.
    NumberTaken = 9,
    /// The booked day has passed and nobody came.
    Missed = 10,
    /// The completion is finished.
    Finished = 11,
    /// The card is being made.
    InProduction = 12,
    /// The card lies ready.
    CardReady = 13,
    /// The card was handed over.
    Delivered = 14,
    /// The receipt by e-mail, which the citizen has asked for.
    Receipt = 15,
}

/// How a message travels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Channel {
    Sms = 1,
    Mail = 2,
}

impl Kind {
    pub const ALL: [Self; 15] = [
        Self::Booked,
        Self::Moved,
        Self::GivenBack,
        Self::Credited,
        Self::DayClosed,
        Self::Reminder,
        Self::Offer,
        Self::NumberLeft,
        Self::NumberTaken,
        Self::Missed,
        Self::Finished,
        Self::InProduction,
        Self::CardReady,
        Self::Delivered,
        Self::Receipt,
    ];

    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Receipt => Channel::Mail,
            _ => Channel::Sms,
        }
    }
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Sms, Self::Mail];

    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // They are on disk.
    #[test]
    fn every_kind_keeps_its_number() {
        let numbers: Vec<u8> = Kind::ALL.iter().map(|kind| kind.number()).collect();
        assert_eq!(numbers, (1..=15).collect::<Vec<u8>>());
        assert!(Kind::ALL.into_iter().all(|kind| Kind::numbered(kind.number()) == Some(kind)));
        assert_eq!([Kind::numbered(0), Kind::numbered(16)], [None, None]);
        let channels = Channel::ALL.map(|it| Channel::numbered(it.number()));
        assert_eq!(channels, Channel::ALL.map(Some));
    }
}
