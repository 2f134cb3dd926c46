//! The invariants by their ids: one list for tests, simulator, `verify`, metrics and documents.

use std::fmt;

/// A broken invariant. `Display` gives its id as the documents write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Violation {
    /// free + held + booked = approved + over, none negative, one of free and over is 0.
    Cap1,
    /// A hold ends exactly once: booked, released or expired.
    Hold1,
    /// A hold ends not before its current deadline by itself, and is not usable after it.
    Hold2,
    /// One live request for a national ID.
    Req1,
    /// A request has at most one seat, two only inside a move that it names.
    Req2,
    /// Money that a bank confirmed is matched to exactly one booking, credit or reversal.
    Pay1,
    /// No booking without verified money, credit or a free tariff.
    Pay2,
    /// A request goes on from its booked seat one step after the other, and never back; from the
    /// beginning of the completion on it asks for no other seat.
    Stage1,
    /// A request is offered at most one earlier seat at a time and in a day, three in all, and only
    /// while its citizen waits for one; every seat that is offered is held.
    Offer1,
    /// What was acknowledged is there after any crash.
    Ack1,
    /// Every list is in the order of the ranking law.
    Ord1,
    /// The change feed has every change once, in order for each request.
    Feed1,
    /// At rest, the board equals the shifts.
    Board1,
    /// Each entry of the audit carries the keyed hash of the one before; none is missing.
    Audit1,
}

impl Violation {
    pub const ALL: [Self; 14] = [
        Self::Cap1,
        Self::Hold1,
        Self::Hold2,
        Self::Req1,
        Self::Req2,
        Self::Pay1,
        Self::Pay2,
        Self::Stage1,
        Self::Offer1,
        Self::Ack1,
        Self::Ord1,
        Self::Feed1,
        Self::Board1,
        Self::Audit1,
    ];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cap1 => "CAP-1",
            Self::Hold1 => "HOLD-1",
            Self::Hold2 => "HOLD-2",
            Self::Req1 => "REQ-1",
            Self::Req2 => "REQ-2",
            Self::Pay1 => "PAY-1",
            Self::Pay2 => "PAY-2",
            Self::Stage1 => "STAGE-1",
            Self::Offer1 => "OFFER-1",
            Self::Ack1 => "ACK-1",
            Self::Ord1 => "ORD-1",
            Self::Feed1 => "FEED-1",
            Self::Board1 => "BOARD-1",
            Self::Audit1 => "AUDIT-1",
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
