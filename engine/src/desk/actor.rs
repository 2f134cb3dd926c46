//! The actor of a desk: its owner on a thread, with a mailbox for what is asked of the whole desk.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::{Actor, ArbiterHandle, Context, Handler};
use nobat_domain::keeper::DeskKeeper;

use crate::arbiter::{Mailbox, Room};
use crate::desk::messages::ToDesk;
use crate::desk::owner::DeskOwner;

/// Messages that may wait for one desk.
const DESK_MAILBOX: usize = 4_096;

pub struct DeskActor {
    owner: Rc<RefCell<DeskOwner>>,
    room: Rc<Room>,
    depth: Arc<AtomicUsize>,
}

impl Actor for DeskActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(DESK_MAILBOX);
    }
}

impl DeskActor {
    /// Starts a desk on a furnished thread.
    pub fn hire(
        arbiter: &ArbiterHandle,
        make: impl FnOnce() -> DeskKeeper + Send + 'static,
    ) -> Mailbox<Self> {
        let depth = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&depth);
        let addr = Self::start_in_arbiter(arbiter, move |_| {
            let room = Room::here();
            Self { owner: DeskOwner::moves_in(make(), &room), room, depth: counted }
        });
        Mailbox::new(addr, depth, DESK_MAILBOX)
    }
}

impl Handler<ToDesk> for DeskActor {
    type Result = ();

    fn handle(&mut self, message: ToDesk, _: &mut Context<Self>) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
        let mut owner = self.owner.borrow_mut();
        // A caller who has gone is no error.
        match message {
            ToDesk::Tick => owner.tick(&self.room),
            ToDesk::FindOrder(order, caller) => drop(caller.send(owner.find_order(order))),
            ToDesk::Given(desk, caller) => drop(caller.send(owner.given(desk))),
            ToDesk::Asks(limit, caller) => owner.asks(limit, caller, &self.room),
            ToDesk::BeginTicking => self.room.begin_ticking(),
            ToDesk::Unanswered(caller) => drop(caller.send(owner.unanswered())),
        }
        drop(owner);
        self.room.end_turn();
    }
}
