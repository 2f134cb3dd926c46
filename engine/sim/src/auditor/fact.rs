//! What the auditor is told, in numbers that mean nothing to the law.

/// A citizen.
pub type Who = [u8; 16];
/// Shift, day and seat.
pub type Place = (u32, i32, u32);

/// A durable event. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    /// The registrar has approved so many seats.
    Day {
        shift: u32,
        day: i32,
        approved: u32,
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
        cap: u64,
    },
    Refused {
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
    Held { until: u64, token: bool },
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
    /// Orders whose money waits for a seat, in rising order.
    pub credits: Vec<u64>,
    /// Orders whose money found the purse full, in rising order.
    pub to_reverse: Vec<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeenSeat {
    pub place: Place,
    pub hold: u32,
    /// The order that paid for it; nothing for a free one.
    pub order: Option<u64>,
    pub code: u32,
}
