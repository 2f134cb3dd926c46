//! Faults that can be planted into the machine around the law: the auditor must catch each. They
//! prove that it can see, and say what the machine must never do.

/// One fault, for the whole life of a world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// Answers leave the engine before what they rest on is durable.
    EarlyAnswer,
    /// An answer waits for the desk's own events, and not for the shift's that it rests on too.
    ShallowAnswer,
    /// A message to a shift is repeated under a fresh hold number.
    FreshHold,
    /// A desk starts without its requests in flight, and forgets what it owes.
    ForgetfulDesk,
    /// A bank's "not paid" is taken for final at once.
    HastyNo,
    /// A seat comes free in memory and no event says so.
    SilentSeat,
    /// A shift starts from the images of its days, and of only some of its seats.
    HalfSnapshot,
    /// A crash loses a frame out of the middle of the journal.
    LostFrame,
    /// The clock of the shifts stands still.
    StoppedClock,
    /// What a desk owes is sent once and never again.
    SentOnce,
    /// A page that was cancelled and paid all the same is never asked about once more.
    UnaskedPage,
    /// A shift lets its days go as soon as they have ended.
    HastyDrop,
    /// The fence: a desk decides on a row that is older than what it has decided itself.
    StaleRow,
    /// The idempotence: a shift forgets holds that have ended while their message may be repeated.
    NoTombstones,
    /// The deadline check: a shift grants what it is asked for too late.
    LateYes,
    /// A sync that has failed is done once more, and as it succeeds then, all seems well.
    RetriedSync,
    /// A start does not write the last batch again.
    NoRewrite,
    /// A start takes every whole batch, whatever it continues.
    DoubledBatch,
    /// A start takes the first fault for the end, whatever stands behind it.
    TornMiddle,
    /// One family of the tables is flushed without the others.
    TornGroup,
    /// A segment is used again before the tables are flushed past it.
    EagerReuse,
    /// The engine reads the wall clock.
    WallClock,
    /// The board misses a word of its owner now and then.
    StaleBoard,
    /// Two rows of a list change places.
    ShuffledList,
    /// A change stands in the feed twice.
    DoubledFeed,
    /// What a request was offered is forgotten between two offers.
    ForgottenOffers,
    /// Whoever says that an officer erred is believed, and pays nothing.
    BelievedClaim,
}

impl Fault {
    pub const ALL: [Self; 27] = [
        Self::EarlyAnswer,
        Self::ShallowAnswer,
        Self::FreshHold,
        Self::ForgetfulDesk,
        Self::HastyNo,
        Self::SilentSeat,
        Self::HalfSnapshot,
        Self::LostFrame,
        Self::StoppedClock,
        Self::SentOnce,
        Self::UnaskedPage,
        Self::HastyDrop,
        Self::StaleRow,
        Self::NoTombstones,
        Self::LateYes,
        Self::RetriedSync,
        Self::NoRewrite,
        Self::DoubledBatch,
        Self::TornMiddle,
        Self::TornGroup,
        Self::EagerReuse,
        Self::WallClock,
        Self::StaleBoard,
        Self::ShuffledList,
        Self::DoubledFeed,
        Self::ForgottenOffers,
        Self::BelievedClaim,
    ];

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| format!("{fault:?}") == name)
    }
}
