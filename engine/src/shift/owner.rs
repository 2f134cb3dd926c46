//! The owner of one office-shift: its keeper, and how the keeper's outputs are performed.

use std::cell::RefCell;
use std::rc::Rc;

use nobat_domain::ids::Sequence;
use nobat_domain::keeper::{ShiftKeeper, ShiftOutput};
use nobat_domain::ranking::Standing;
use nobat_domain::shift::{After, Answer, Ask, Refusal, SeatImage, ShiftCommand, ShiftEvent};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use crate::arbiter::{Letter, Parked, Room};
use crate::journal::Work;
use crate::record;

/// Deadlines that one tick handles; the rest wait for the next.
const TICK_MAX: usize = 256;

pub struct ShiftOwner {
    keeper: ShiftKeeper,
    /// The last record of this shift: whatever it says rests on it.
    last: Sequence,
}

/// A hold that the clock alone refuses takes no seat: whoever waits for it is told so, also while
/// nothing new is taken in.
pub fn class(command: &ShiftCommand, at: Timestamp) -> Work {
    match command {
        ShiftCommand::OpenDay { .. } | ShiftCommand::CloseDay { .. } => Work::New,
        ShiftCommand::Seat { ask: Ask::Hold { decide_by, .. }, .. } if *decide_by < at => {
            Work::Finishing
        }
        ShiftCommand::Seat { ask: Ask::Hold { .. }, .. } => Work::New,
        ShiftCommand::Seat { .. } => Work::Finishing,
    }
}

impl ShiftOwner {
    /// Takes its place on a furnished thread.
    pub fn moves_in(keeper: ShiftKeeper, room: &Room) -> Rc<RefCell<Self>> {
        let (shift, deadline) = (keeper.id(), keeper.next_deadline());
        let this = Rc::new(RefCell::new(Self { keeper, last: Sequence(0) }));
        room.look_at(shift, deadline);
        this.borrow().publish_all(room);
        room.seat_shift(shift, Rc::clone(&this));
        this
    }

    /// As [`ShiftKeeper::look_ahead`].
    pub fn look_ahead(&self, command: &ShiftCommand) -> usize {
        self.keeper.look_ahead(command)
    }

    /// A desk asks; the answer goes back to the desk of the request.
    pub fn ask(&mut self, command: &ShiftCommand, room: &Room) {
        // Without room nothing is decided; the desk asks again until it is answered.
        let at = room.now();
        if !room.has_room(class(command, at)) {
            return;
        }
        let output = self.keeper.receive(command, at);
        if let Err(refusal) = output.answer {
            room.meters.refusal(refusal);
        }
        self.perform(&output, room);
        if let Some(tell) = output.tell {
            room.send(Letter::Told(Box::new(tell), self.last));
        }
    }

    /// Somebody asks and waits. Without room the caller is dropped, and asks again.
    pub fn answer(
        &mut self,
        command: &ShiftCommand,
        caller: oneshot::Sender<Result<Answer, Refusal>>,
        room: &Room,
    ) {
        let at = room.now();
        if !room.has_room(class(command, at)) {
            return;
        }
        let output = self.keeper.receive(command, at);
        self.perform(&output, room);
        // What was done before and is asked once more may not be durable yet either.
        room.park(self.last, Parked::Shift(caller, output.answer));
    }

    /// A deadline may have come.
    pub fn tick(&mut self, room: &Room) {
        for _ in 0..TICK_MAX {
            if !room.has_room(Work::Finishing) {
                break;
            }
            let Some(output) = self.keeper.tick(room.now()) else { break };
            self.perform(&output, room);
            if let Some(tell) = output.tell {
                room.send(Letter::Told(Box::new(tell), self.last));
            }
        }
        room.look_at(self.keeper.id(), self.keeper.next_deadline());
    }

    /// Journals the event, then publishes the counts: never another order.
    fn perform(&mut self, output: &ShiftOutput, room: &Room) {
        let shift = self.keeper.id();
        if let Some(event) = &output.event {
            let bytes = match event {
                ShiftEvent::Seat(image) => record::seat_bytes(shift, image),
                ShiftEvent::Day(image) => record::day_bytes(shift, image),
            };
            room.meters.seat(event);
            self.last = room.publish(&bytes, 1);
        }
        if let Some((day, capacity)) = output.counts {
            room.shared.board.publish(shift, day, Standing::of(&capacity));
        }
        match &output.event {
            Some(ShiftEvent::Day(_)) => room.look_at(shift, self.keeper.next_deadline()),
            // What ends takes its deadline along; a look in vain costs less than finding the next.
            Some(ShiftEvent::Seat(SeatImage { after: After::Held(terms), .. })) => {
                room.look_at(shift, Some(terms.deadline));
            }
            Some(ShiftEvent::Seat(_)) | None => {}
        }
    }

    pub fn publish_all(&self, room: &Room) {
        for (day, capacity) in self.keeper.counts() {
            room.shared.board.publish(self.keeper.id(), day, Standing::of(&capacity));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::{Day, HoldNo, RequestKey};
    use nobat_domain::shift::Purpose;

    #[test]
    fn a_hold_is_new_work_until_the_clock_alone_refuses_it() {
        let (decide_by, deadline, cap) = (Timestamp(10), Timestamp(20), Timestamp(30));
        let ask = Ask::Hold { purpose: Purpose::Pay, deadline, cap, decide_by };
        let (request, hold, day) = (RequestKey([1; 16]), HoldNo(1), Day(0));
        let command = ShiftCommand::Seat { request, hold, day, ask };
        assert_eq!(class(&command, decide_by), Work::New);
        assert_eq!(class(&command, Timestamp(11)), Work::Finishing);
    }
}
