//! One short arm for each message: call the keeper, perform its outputs.

use actix::{Context, Handler};
use nobat_domain::ids::Sequence;
use nobat_domain::keeper::AskBank;
use tokio::sync::oneshot;

use crate::arbiter::Parked;
use crate::desk::actor::DeskActor;
use crate::desk::messages::ToDesk;
use crate::metric_names as names;

/// Requests that one tick looks at; the rest wait for the next.
const TICK_MAX: usize = 1_024;

impl Handler<ToDesk> for DeskActor {
    type Result = ();

    fn handle(&mut self, message: ToDesk, _: &mut Context<Self>) {
        self.taken_from_mailbox();
        match message {
            ToDesk::Call(call) => self.call(*call),
            ToDesk::Erase(call) => self.erase(*call),
            ToDesk::Told(tell, rests_on) => self.told(tell.request, tell.command, rests_on),
            ToDesk::Tick => {
                let sends = self.keeper.tick(self.room.now(), TICK_MAX);
                self.send(&sends);
                self.room.desk_wakes.set(self.keeper.next_wake());
            }
            ToDesk::FindOrder(order, caller) => drop(caller.send(self.keeper.find_order(order))),
            ToDesk::Given(desk, caller) => {
                // A caller who has gone is no error.
                let _ = caller.send((self.keeper.counters(desk), self.last));
            }
            ToDesk::Asks(limit, caller) => self.asks(limit, caller),
            ToDesk::BeginTicking => self.room.begin_ticking(),
            ToDesk::Unanswered(caller) => drop(caller.send(self.keeper.unanswered())),
        }
    }
}

impl DeskActor {
    /// A bank is asked only about what is durable: the question may capture money.
    fn asks(&mut self, limit: usize, caller: oneshot::Sender<Vec<AskBank>>) {
        let asks = self.keeper.asks(self.room.now(), limit);
        let in_flight = u32::try_from(self.keeper.in_flight()).unwrap_or(u32::MAX);
        metrics::gauge!(names::REQUESTS_IN_FLIGHT, "desk" => self.room.number.to_string())
            .set(f64::from(in_flight));
        let rests_on = asks.iter().map(|ask| self.keeper.rests_on(ask.request)).max();
        self.room.park(rests_on.unwrap_or(Sequence(0)), Parked::Asks(caller, asks));
    }
}
