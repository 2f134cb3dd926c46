//! What a peer keeps for each booking.

/// The tables that a peer keeps current with every answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A counter and a record of the hold: nothing that could free a seat at its deadline.
    Lean,
    /// The same with the index that lists are made from.
    Listed,
    /// What the job needs: one live request for a citizen, holds by deadline, the index of lists,
    /// tracking codes without a second.
    Full,
}

impl Shape {
    pub const fn keeps_requests(self) -> bool {
        matches!(self, Self::Full)
    }

    pub const fn keeps_lists(self) -> bool {
        matches!(self, Self::Listed | Self::Full)
    }
}
