//! The actor of one office-shift: its owner on a thread, with a mailbox for the registrar.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::{Actor, ArbiterHandle, Context, Handler};
use nobat_domain::keeper::ShiftKeeper;

use crate::arbiter::{Mailbox, Room};
use crate::shift::messages::ToShift;
use crate::shift::owner::ShiftOwner;

/// Messages that may wait for one shift.
const SHIFT_MAILBOX: usize = 4_096;

pub struct ShiftActor {
    owner: Rc<RefCell<ShiftOwner>>,
    room: Rc<Room>,
    depth: Arc<AtomicUsize>,
}

impl Actor for ShiftActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(SHIFT_MAILBOX);
    }
}

impl ShiftActor {
    /// Starts the owner of one shift on a furnished thread.
    pub fn hire(arbiter: &ArbiterHandle, keeper: ShiftKeeper) -> Mailbox<Self> {
        let depth = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&depth);
        let addr = Self::start_in_arbiter(arbiter, move |_| {
            let room = Room::here();
            Self { owner: ShiftOwner::moves_in(keeper, &room), room, depth: counted }
        });
        Mailbox::new(addr, depth, SHIFT_MAILBOX)
    }
}

impl Handler<ToShift> for ShiftActor {
    type Result = ();

    fn handle(&mut self, message: ToShift, _: &mut Context<Self>) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
        match message {
            ToShift::Register(command, caller) => {
                self.owner.borrow_mut().answer(&command, caller, &self.room);
            }
            ToShift::PublishAll => self.owner.borrow().publish_all(&self.room),
        }
        self.room.end_turn();
    }
}
