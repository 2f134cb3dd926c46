//! A bounded way to an actor, of which new work may fill only a share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::dev::ToEnvelope;
use actix::{Actor, Addr, Handler, Message};

use crate::journal::Work;

/// The message was not taken: the mailbox, or the share of new work in it, is full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refused;

/// The address of an actor with the number of messages that wait in its mailbox.
pub struct Mailbox<A: Actor> {
    addr: Addr<A>,
    depth: Arc<AtomicUsize>,
    capacity: usize,
}

impl<A: Actor> Clone for Mailbox<A> {
    fn clone(&self) -> Self {
        Self { addr: self.addr.clone(), depth: Arc::clone(&self.depth), capacity: self.capacity }
    }
}

impl<A: Actor> Mailbox<A> {
    pub fn new(addr: Addr<A>, depth: Arc<AtomicUsize>, capacity: usize) -> Self {
        Self { addr, depth, capacity }
    }

    /// # Errors
    /// [`Refused`] if there is no room for work of this class, or the actor has stopped.
    pub fn send<M>(&self, work: Work, message: M) -> Result<(), Refused>
    where
        A: Handler<M>,
        M: Message + Send + 'static,
        M::Result: Send,
        A::Context: ToEnvelope<A, M>,
    {
        // The other quarter is for finishing what was accepted.
        let share = match work {
            Work::New => self.capacity - self.capacity / 4,
            Work::Finishing => self.capacity,
        };
        if self.depth.fetch_add(1, Ordering::Relaxed) < share && self.addr.try_send(message).is_ok()
        {
            return Ok(());
        }
        self.depth.fetch_sub(1, Ordering::Relaxed);
        metrics::counter!(crate::metric_names::BUSY, "place" => "mailbox").increment(1);
        Err(Refused)
    }
}
