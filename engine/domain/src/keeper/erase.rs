//! Erasing a request: its desk decides, because nobody else knows what of it lives.

use crate::ids::{RequestKey, Sequence};
use crate::keeper::desk::{DeskKeeper, Row};
use crate::request::{EraseCause, EraseRefusal, RequestState, may_erase};
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
    pub fn erase(
        &mut self,
        key: RequestKey,
        row: Option<Row>,
        cause: EraseCause,
        at: Timestamp,
    ) -> Erasing {
        if let Some(state) = self.state(key) {
            let refusal = may_erase(state, cause, at).err();
            // At rest and still here: somebody waits for an answer about a seat.
            return Erasing::Refused(refusal.unwrap_or(EraseRefusal::SeatLives));
        }
        let newest = self.rests_on(key);
        let state = match (self.forget(key), row) {
            (Some(state), _) => state,
            (None, Some(row)) if row.applied >= newest => match row.state {
                Some(state) => state,
                None => return Erasing::Nobody,
            },
            (None, _) => return Erasing::Reload(newest),
        };
        match may_erase(&state, cause, at) {
            Ok(()) => Erasing::Erased(Box::new(state)),
            Err(refusal) => Erasing::Refused(refusal),
        }
    }
}
