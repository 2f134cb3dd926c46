//! Carries a shift's keeper: started, its mailbox, and how its outputs are performed.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::{Actor, ArbiterHandle, Context};
use nobat_domain::ids::{Sequence, ShiftId};
use nobat_domain::keeper::{ShiftKeeper, ShiftOutput};
use nobat_domain::ranking::Standing;
use nobat_domain::shift::{SeatChange, ShiftEvent};

use crate::arbiter::{Mailbox, Room};
use crate::desk::ToDesk;
use crate::journal::Work;
use crate::metric_names as names;
use crate::record;

/// Messages that may wait for one shift.
const SHIFT_MAILBOX: usize = 4_096;

pub struct ShiftActor {
    pub(super) keeper: ShiftKeeper,
    pub(super) room: Rc<Room>,
    pub(super) depth: Arc<AtomicUsize>,
    /// The last record of this shift: whatever it says rests on it.
    pub(super) last: Sequence,
}

impl Actor for ShiftActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(SHIFT_MAILBOX);
        self.room.wheel.borrow_mut().set(self.keeper.id(), self.keeper.next_deadline());
        self.publish_all();
    }
}

impl ShiftActor {
    /// Starts the owner of one shift on a furnished thread.
    pub fn hire(arbiter: &ArbiterHandle, keeper: ShiftKeeper) -> Mailbox<Self> {
        let depth = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&depth);
        let addr = Self::start_in_arbiter(arbiter, move |_| Self {
            keeper,
            room: Room::here(),
            depth: counted,
            last: Sequence(0),
        });
        Mailbox::new(addr, depth, SHIFT_MAILBOX)
    }

    pub(super) fn taken_from_mailbox(&self) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
    }

    /// Journals the event, then publishes the counts, then tells the desk: never another order.
    pub(super) fn perform(&mut self, output: &ShiftOutput) {
        if let Some(event) = &output.event {
            let bytes = shift_record(self.keeper.id(), event);
            count(event);
            self.last = self.room.publish(&bytes, 1);
        }
        if let Some((day, capacity)) = output.counts {
            let standing = Standing::of(&capacity);
            self.room.shared.board.publish(self.keeper.id(), day, standing);
            self.room.wheel.borrow_mut().set(self.keeper.id(), self.keeper.next_deadline());
        }
        if let Some(tell) = &output.tell {
            let roster = self.room.shared.roster.load();
            // A full desk loses nothing: it asks again until it is answered.
            let _ = roster
                .desk_of(tell.request)
                .send(Work::Finishing, ToDesk::Told(Box::new(tell.clone()), self.last));
        }
    }

    pub(super) fn publish_all(&self) {
        for (day, capacity) in self.keeper.counts() {
            let standing = Standing::of(&capacity);
            self.room.shared.board.publish(self.keeper.id(), day, standing);
        }
    }
}

fn shift_record(shift: ShiftId, event: &ShiftEvent) -> [u8; record::SEAT_BYTES] {
    match event {
        ShiftEvent::Seat(image) => record::seat_bytes(shift, image),
        ShiftEvent::Day(image) => record::day_bytes(shift, image),
    }
}

fn count(event: &ShiftEvent) {
    let ShiftEvent::Seat(image) = event else { return };
    let name = match image.change {
        SeatChange::Held => names::SEATS_HELD,
        SeatChange::Booked => names::SEATS_BOOKED,
        SeatChange::Released => names::SEATS_RELEASED,
        SeatChange::Expired => names::SEATS_EXPIRED,
        SeatChange::GivenBack => names::SEATS_GIVEN_BACK,
        SeatChange::Extended | SeatChange::Secured => return,
    };
    metrics::counter!(name).increment(1);
}
