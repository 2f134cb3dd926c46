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
}

impl Fault {
    pub const ALL: [Self; 12] = [
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
    ];
}
