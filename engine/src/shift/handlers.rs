//! One short arm for each message: call the keeper, perform its outputs.

use actix::{Context, Handler};
use nobat_domain::shift::{Answer, Ask, Refusal, ShiftCommand};
use tokio::sync::oneshot;

use crate::arbiter::Parked;
use crate::journal::Work;
use crate::metric_names as names;
use crate::shift::actor::ShiftActor;
use crate::shift::messages::ToShift;

/// Deadlines that one tick handles; the rest wait for the next.
const TICK_MAX: usize = 256;

impl Handler<ToShift> for ShiftActor {
    type Result = ();

    fn handle(&mut self, message: ToShift, _: &mut Context<Self>) {
        self.taken_from_mailbox();
        match message {
            ToShift::Ask(command) => self.ask(&command),
            ToShift::Register(command, caller) => self.register(&command, caller),
            ToShift::Tick => self.tick(),
            ToShift::PublishAll => self.publish_all(),
        }
    }
}

fn class(command: &ShiftCommand) -> Work {
    match command {
        ShiftCommand::OpenDay { .. } | ShiftCommand::CloseDay { .. } => Work::New,
        ShiftCommand::Seat { ask: Ask::Hold { .. }, .. } => Work::New,
        ShiftCommand::Seat { .. } => Work::Finishing,
    }
}

impl ShiftActor {
    fn ask(&mut self, command: &ShiftCommand) {
        // Without room nothing is decided; the desk asks again until it is answered.
        if !self.room.has_room(class(command)) {
            return;
        }
        let output = self.keeper.receive(command, self.room.now());
        if let Err(refusal) = output.answer {
            metrics::counter!(names::SHIFT_REFUSALS, "reason" => reason(refusal)).increment(1);
        }
        self.perform(&output);
    }

    fn register(
        &mut self,
        command: &ShiftCommand,
        caller: oneshot::Sender<Result<Answer, Refusal>>,
    ) {
        if !self.room.has_room(class(command)) {
            return;
        }
        let output = self.keeper.receive(command, self.room.now());
        self.perform(&output);
        // What was done before and is asked once more may not be durable yet either.
        self.room.park(self.last, Parked::Shift(caller, output.answer));
    }

    fn tick(&mut self) {
        for _ in 0..TICK_MAX {
            if !self.room.has_room(Work::Finishing) {
                return;
            }
            match self.keeper.tick(self.room.now()) {
                Some(output) => self.perform(&output),
                None => return,
            }
        }
    }
}

const fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoSuchDay => "no_such_day",
        Refusal::NotOpenYet { .. } => "not_open_yet",
        Refusal::Closed => "closed",
        Refusal::Past => "past",
        Refusal::Full => "full",
        Refusal::TooLate => "too_late",
        Refusal::HoldEnded => "hold_ended",
        Refusal::OverLimit => "over_limit",
    }
}
