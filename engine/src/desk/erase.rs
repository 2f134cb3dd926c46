//! An erasure at its desk: decided, journaled, and answered when it is durable.

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::keeper::{Erasing, Row};
use nobat_domain::request::{EraseCause, EraseRefusal};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use crate::arbiter::{Parked, Room};
use crate::desk::owner::DeskOwner;
use crate::journal::Work;
use crate::metric_names as names;
use crate::record::{self, Erasure};

/// A wish to erase one request, with the caller who waits.
pub struct EraseCall {
    pub key: RequestKey,
    pub row: Option<Row>,
    pub cause: EraseCause,
    pub caller: oneshot::Sender<EraseOutcome>,
}

/// What the caller is told, once it is durable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EraseOutcome {
    Reload(Sequence),
    Nobody,
    Refused(EraseRefusal),
    /// Journaled there; the tables overwrite the key when they come so far.
    Journaled {
        at: Timestamp,
        sequence: Sequence,
    },
}

impl DeskOwner {
    /// The key is overwritten only by whoever follows what is durable: before, a crash would leave
    /// records without a key and without a word about it.
    pub fn erase(&mut self, call: EraseCall, room: &Room) {
        let EraseCall { key, row, cause, caller } = call;
        if !room.has_room(Work::New) {
            return; // The caller sees the dropped channel: busy.
        }
        let at = room.now();
        let outcome = match self.keeper.erase(key, row, cause, at) {
            Erasing::Reload(newest) => EraseOutcome::Reload(newest),
            Erasing::Nobody => EraseOutcome::Nobody,
            Erasing::Refused(refusal) => EraseOutcome::Refused(refusal),
            Erasing::Erased(state) => {
                let mut frame = Vec::new();
                let counters = self.keeper.counters(key.desk());
                record::write_erased(&Erasure::of(at, key, &state, counters), &mut frame);
                let sequence = room.publish(&frame, 1);
                self.keeper.published(key, sequence);
                self.last = sequence;
                metrics::counter!(names::REQUEST_EVENTS, "kind" => "erased").increment(1);
                EraseOutcome::Journaled { at, sequence }
            }
        };
        room.park(self.keeper.rests_on(key), Parked::Erased(caller, outcome));
    }
}
