//! Every kind of record there is. A number is never used again, not even for a kind that is gone.

/// What a record or a row is. Its number is the first byte on disk, its version the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RecordKind {
    /// A seat after a change: also the seat's row.
    Seat,
    /// A day of a shift after a change: also the day's row.
    Day,
    /// An event of a request, sealed.
    Request,
    /// An office's facts: also the office's row.
    Office,
    /// A setting by its name: also the setting's row.
    Setting,
    /// A data key that was erased, and what stays of its request: also the key's row.
    Erased,
    /// Engine time moved on and nothing else happened.
    Time,
    /// A request as it is, sealed: a row, never in the journal.
    RequestRow,
    /// What a desk has given out: a row, never in the journal.
    CountersRow,
    /// What stays of an erased request, in place of its row, never in the journal.
    RemainsRow,
    /// An entry of the audit: also its row.
    Audit,
}

impl RecordKind {
    pub const ALL: [Self; 11] = [
        Self::Seat,
        Self::Day,
        Self::Request,
        Self::Office,
        Self::Setting,
        Self::Erased,
        Self::Time,
        Self::RequestRow,
        Self::CountersRow,
        Self::RemainsRow,
        Self::Audit,
    ];

    /// The byte that stands for it on disk.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Seat => 1,
            Self::Day => 2,
            Self::Request => 3,
            Self::Office => 4,
            Self::Setting => 5,
            Self::Erased => 6,
            Self::Time => 7,
            Self::RequestRow => 8,
            Self::CountersRow => 9,
            Self::RemainsRow => 10,
            Self::Audit => 11,
        }
    }

    /// The kind of that number, if this program knows one.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The version that is written. Every version from 1 to this is read.
    #[must_use]
    pub const fn version(self) -> u8 {
        match self {
            // 2: a closed attempt is asked about once more; money to reverse. 3: after the booking.
            // 4: an office's slip is undone; the address of a home; waiting for an earlier seat.
            // 5: the long form; the scan of the booklet; what another system knew. 6: one request
            // after another. 7: money that was reversed; scans of the request before.
            Self::Request | Self::RequestRow => 7,
            // 2: an erasure says what is left. 3: of more than one request.
            Self::Erased => 3,
            // 2: a day may be dropped; what somebody was given is never forgotten.
            Self::Day | Self::RemainsRow => 2,
            Self::Seat
            | Self::Office
            | Self::Setting
            | Self::Time
            | Self::CountersRow
            | Self::Audit => 1,
        }
    }

    /// Whether it stands in tables alone.
    #[must_use]
    pub const fn only_a_row(self) -> bool {
        matches!(self, Self::RequestRow | Self::CountersRow | Self::RemainsRow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_and_kinds_lead_to_each_other() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::of(kind.number()), Some(kind));
            assert!(kind.version() > 0, "version 0 is what zeroed bytes would claim");
        }
        let numbers: BTreeSet<u8> = RecordKind::ALL.into_iter().map(RecordKind::number).collect();
        assert_eq!(numbers, (1..=11).collect(), "each its own, none given back, 0 never used");
        let known = (0..=u8::MAX).filter(|number| RecordKind::of(*number).is_some()).count();
        assert_eq!(known, RecordKind::ALL.len());
    }
}
