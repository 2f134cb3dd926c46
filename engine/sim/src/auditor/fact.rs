//! What the auditor is told, in numbers that mean nothing to the law.

/// A citizen.
pub type Who = [u8; 16];
/// Shift, day and seat.
pub type Place = (u32, i32, u32);

/// A durable record: its number, its moment, whose it is, and what of it matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    pub sequence: u64,
    pub at: u64,
    /// A citizen, or a shift with zeros behind it.
    pub name: [u8; 16],
    pub fact: Option<Fact>,
}

/// A durable event. Times are milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// Somebody with this national ID has come with this booklet.
    Entered {
        who: Who,
        national: u64,
        serial: u64,
    },
    /// A payment to another system was taken over with this order.
    TookOver {
        who: Who,
        order: u64,
        amount: i64,
    },
    /// The registrar has approved so many seats, or has closed the day.
    Day {
        shift: u32,
        day: i32,
        approved: u32,
        opens_at: u64,
        closed: bool,
    },
    /// A shift has let a day go, with all its seats.
    Dropped {
        shift: u32,
        day: i32,
        at: u64,
    },
    Seat {
        place: Place,
        who: Who,
        hold: u32,
        change: Change,
        after: After,
        at: u64,
    },
    /// A citizen wants a seat of a shift and day.
    Asked {
        who: Who,
        hold: u32,
        shift: u32,
        day: i32,
        moves: bool,
        free: bool,
        /// It is offered, and moves nobody who does not accept it.
        offered: bool,
        decide_by: u64,
        cap: u64,
    },
    Refused {
        who: Who,
        hold: u32,
    },
    /// The citizen has the seat that was asked for.
    Given {
        who: Who,
        hold: u32,
        at: u64,
    },
    /// The citizen waits for an earlier seat, or waits no more.
    Waits {
        who: Who,
        waits: bool,
    },
    /// The offered seat is wanted.
    Accepted {
        who: Who,
        hold: u32,
    },
    Opened {
        who: Who,
        attempt: u32,
        hold: u32,
        order: u64,
        amount: i64,
    },
    /// A bank's page exists for this attempt until then.
    Shown {
        who: Who,
        attempt: u32,
        window_ends: u64,
    },
    Closed {
        who: Who,
        attempt: u32,
        why: Final,
        at: u64,
    },
    Paid {
        who: Who,
        attempt: u32,
        order: u64,
        amount: i64,
    },
    /// The seat is not wanted any more and has to come back.
    LetGo {
        who: Who,
        hold: u32,
    },
    Ended {
        who: Who,
        hold: u32,
    },
    Booked {
        who: Who,
        hold: u32,
    },
    GaveBack {
        who: Who,
    },
    CameBack {
        who: Who,
        hold: u32,
    },
    /// The request before has ended, and another begins: 0 first issue, 1 to 3 after losses, 4 in
    /// place of another card, 5 the same for nothing, 6 a signature.
    Anew {
        who: Who,
        service: u8,
    },
    /// An officer erred in the last card.
    Mistaken {
        who: Who,
    },
    /// A bank has sent this order's money back.
    SentBack {
        who: Who,
        order: u64,
    },
    /// A step after the booking: 0 missed, 1 begun, 2 finished, 3 in production, 4 ready, 5
    /// delivered; with the office of the first and of the last but one.
    Stepped {
        who: Who,
        step: u8,
        office: u32,
    },
    /// The last step, by the same numbers, was a slip.
    Undone {
        who: Who,
        step: u8,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    Held,
    Extended,
    Secured,
    Booked,
    Released,
    Expired,
    GivenBack,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    Free,
    Held { until: u64, token: bool, secured: bool },
    Booked,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Final {
    NobodySawIt,
    /// The bank's "not paid" was believed.
    NotPaid,
    Returned,
    LeftToBank,
    /// Nobody answered for a day; a person asks.
    Unanswered,
}

/// What a citizen was shown: it left the engine, so it is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub who: Who,
    pub seat: Option<SeenSeat>,
    /// Seats of requests that have ended, the oldest first.
    pub past: Vec<SeenSeat>,
    /// Orders whose money waits for a seat, in rising order.
    pub credits: Vec<u64>,
    /// Orders whose money found the purse full, in rising order.
    pub to_reverse: Vec<u64>,
    /// Orders whose money has gone back, in rising order.
    pub sent_back: Vec<u64>,
    /// The last step after the booking.
    pub step: Option<u8>,
}

/// A seat that is not free, as a table shows it: whose it is, by which hold, and whether booked.
pub type TakenSeat = (Place, Who, u32, bool);

/// What lists show of a shift on a day: shift, day, free, held, approved.
pub type Cell = (u32, i32, u32, u32, u32);

/// One row of a list, with what its place depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    pub shift: u32,
    pub free: u32,
    pub approved: u32,
    /// The nearer the office, the more.
    pub near: u32,
    /// Whose turn it is among equals: the lowest.
    pub turn: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeenSeat {
    pub place: Place,
    pub hold: u32,
    /// The order that paid for it; nothing for a free one.
    pub order: Option<u64>,
    pub code: u32,
}
