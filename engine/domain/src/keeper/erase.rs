//! Erasing a request: its desk decides, because nobody else knows what of it lives.

use crate::ids::{RequestKey, Sequence};
use crate::keeper::desk::{DeskKeeper, Row};
use crate::request::{EraseRefusal, RequestState, may_erase};
use crate::timestamp::Timestamp;

/// What a desk says to an erasure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Erasing {
    /// As [`super::Outcome::Reload`].
    Reload(Sequence),
    /// Nobody has entered with this ID, or it was erased before.
    Nobody,
    Refused(EraseRefusal),
    /// The shell journals the erasure of this request, then calls [`DeskKeeper::published`].
    Erased(Box<RequestState>),
}

impl DeskKeeper {
    /// Decides whether a request is erased at `at`. What is in memory is in flight, and so lives.
    pub fn erase(&self, key: RequestKey, row: Option<Row>, at: Timestamp) -> Erasing {
        if let Some(state) = self.state(key) {
            let refusal = may_erase(state, at).err();
            // At rest and still here: somebody waits for an answer about a seat.
            return Erasing::Refused(refusal.unwrap_or(EraseRefusal::SeatLives));
        }
        let newest = self.rests_on(key);
        let Some(row) = row.filter(|row| row.applied >= newest) else {
            return Erasing::Reload(newest);
        };
        let Some(state) = row.state else { return Erasing::Nobody };
        match may_erase(&state, at) {
            Ok(()) => Erasing::Erased(Box::new(state)),
            Err(refusal) => Erasing::Refused(refusal),
        }
    }
}
