//! What whoever sends says of a message, and the state that it is in by then.

use nobat_domain::timestamp::Millis;

/// What became of a try to send, or of a question about one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The provider has it.
    Taken {
        /// The provider's number, if it gives one: reports come under it.
        number: Option<u64>,
        /// In rials.
        cost: u64,
        parts: u8,
        /// Whether a report is to follow; where none does, taken is the last that is known.
        reported: bool,
    },
    /// It surely did not leave: the next try is after this.
    Stayed { again: Millis },
    /// The same, and no try counts: the channel rests, or its budget of repetitions is used up.
    NotTried { again: Millis },
    /// It may have left, or not: it is asked about after this.
    Unknown { ask: Millis },
    /// The provider knows nothing of it, though it was asked.
    Unfound { again: Millis },
    /// Nobody can say what became of it: its rule decides.
    Unaskable { again: Millis },
    /// The provider will never take it.
    Refused,
    /// A report.
    Told(Report),
}

/// What a provider says later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Report {
    /// On its way.
    Pending,
    Delivered,
    /// It came to nobody.
    Undelivered,
}

impl Report {
    /// Where a message stands that was taken, once this is reported of it.
    pub(super) const fn ends_as(self) -> Option<Standing> {
        match self {
            Self::Pending => None,
            Self::Delivered => Some(Standing::Delivered),
            Self::Undelivered => Some(Standing::Undelivered),
        }
    }
}

/// Where a message stands. The number is on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(super) enum Standing {
    /// It waits for its moment, or for its next try.
    Waits = 1,
    /// It was handed to whoever sends. If nothing is heard of it, its outcome is unknown.
    Sending = 2,
    /// The provider has it, and may report.
    Taken = 3,
    /// The last that is known: it was taken.
    Sent = 4,
    Delivered = 5,
    Undelivered = 6,
    /// The provider refused it for good, or every try failed.
    Failed = 7,
    /// It was no longer true.
    Overtaken = 8,
    /// It came too late to be worth anything.
    Late = 9,
    /// The citizen had enough messages that day.
    Capped = 10,
    /// Nobody knows, and it was left alone.
    Unknown = 11,
}

impl Standing {
    pub(super) const ALL: [Self; 11] = [
        Self::Waits,
        Self::Sending,
        Self::Taken,
        Self::Sent,
        Self::Delivered,
        Self::Undelivered,
        Self::Failed,
        Self::Overtaken,
        Self::Late,
        Self::Capped,
        Self::Unknown,
    ];

    pub(super) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| *standing as u8 == number)
    }

    /// Whether nothing more is done with it.
    pub(super) const fn is_over(self) -> bool {
        !matches!(self, Self::Waits | Self::Sending | Self::Taken)
    }
}
