//! The owner of the requests that fall to one thread: its keeper, and how the keeper's outputs are
//! performed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use nobat_domain::ids::{DataKeyNo, DeskNo, OrderNo, RequestKey, Sequence};
use nobat_domain::keeper::{
    AskBank, Counters, DeskInput, DeskKeeper, DeskOutput, Outcome, Tell, WaitId,
};
use nobat_domain::request::{Owed, RequestCommand};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use crate::arbiter::{Letter, Parked, Room};
use crate::chance;
use crate::desk::messages::DeskCall;
use crate::journal::Work;
use crate::keyring::{DataKey, KeyNo};
use crate::record::{self, RequestHead};

/// Requests that one tick looks at; the rest wait for the next.
const TICK_MAX: usize = 1_024;

pub struct DeskOwner {
    pub(super) keeper: DeskKeeper,
    callers: HashMap<WaitId, oneshot::Sender<Outcome>>,
    waits: u64,
    /// The last record of this desk.
    pub(super) last: Sequence,
    /// Reused for every frame of this desk.
    frame: Vec<u8>,
}

impl DeskOwner {
    /// Takes its place on a furnished thread.
    pub fn moves_in(keeper: DeskKeeper, room: &Room) -> Rc<RefCell<Self>> {
        room.desk_wakes.set(keeper.next_wake());
        let this = Rc::new(RefCell::new(Self {
            keeper,
            callers: HashMap::new(),
            waits: 0,
            last: Sequence(0),
            frame: Vec::new(),
        }));
        room.seat_desk(Rc::clone(&this));
        this
    }

    pub fn call(&mut self, call: DeskCall, room: &Room) {
        let DeskCall { key, row, command, caller } = call;
        let looks = matches!(command, RequestCommand::View);
        if !looks && !room.has_room(DeskCall::class(&command)) {
            return; // The caller sees the dropped channel: busy.
        }
        let known = self.keeper.data_key(key);
        let in_row = row.as_ref().and_then(|row| row.state.as_ref()).map(|state| state.data_key);
        let outdated = row.as_ref().is_some_and(|row| row.applied < self.keeper.rests_on(key));
        let in_entry = match &command {
            RequestCommand::Enter { data_key, .. } | RequestCommand::Import { data_key, .. } => {
                Some(*data_key)
            }
            _ => None,
        };
        // The key is at hand before anything is decided: nothing may fail afterwards.
        let data_key = match known.or(in_row).or(in_entry) {
            Some(no) => match room.shared.keyring.data_key(KeyNo(no.0)) {
                Ok(data_key) => Some((no, data_key)),
                // The request was erased since that row was read: it is only read again.
                Err(error) if error.is_absence() && outdated => None,
                Err(error) => {
                    tracing::error!(%error, ?key, "a data key cannot be read");
                    return;
                }
            },
            None => None,
        };
        self.waits += 1;
        let wait = WaitId(self.waits);
        self.callers.insert(wait, caller);
        let at = room.now();
        let chance = chance();
        let input = DeskInput { key, row, command, wait: Some(wait), chance, at };
        let output = self.keeper.receive(input);
        self.perform(output, data_key, at, room);
    }

    /// A shift answers, or its clock has ended a hold.
    pub fn told(&mut self, tell: Tell, rests_on: Sequence, room: &Room) {
        let Tell { request: key, command } = tell;
        let Some(no) = self.keeper.data_key(key) else { return };
        if !room.has_room(Work::Finishing) {
            return; // It is owed and will be asked and answered again.
        }
        let data_key = match room.shared.keyring.data_key(KeyNo(no.0)) {
            Ok(data_key) => data_key,
            Err(error) => {
                tracing::error!(%error, ?key, "a data key cannot be read");
                return;
            }
        };
        // Where the shift's word changes nothing here, a caller may still wait for just that word.
        self.keeper.rests_also(key, rests_on);
        let at = room.now();
        let input = DeskInput { key, row: None, command, wait: None, chance: chance(), at };
        let output = self.keeper.receive(input);
        self.perform(output, Some((no, data_key)), at, room);
    }

    /// Journals the events as one frame, then sends what is owed, then parks the answers.
    fn perform(
        &mut self,
        output: DeskOutput,
        data_key: Option<(DataKeyNo, DataKey)>,
        at: Timestamp,
        room: &Room,
    ) {
        let DeskOutput { key, events, sends, answers } = output;
        if !events.is_empty() {
            let (no, data_key) = data_key.expect("events are decided only with a key at hand");
            let head = RequestHead { key, data_key: no, at };
            self.frame.clear();
            for event in &events {
                record::seal_event(&data_key, &head, event, &mut self.frame)
                    .expect("the law bounds every text below the longest record");
                room.meters.request(event);
            }
            let records = u32::try_from(events.len()).expect("a decision has few events");
            let last = room.publish(&self.frame, records);
            self.keeper.published(key, last);
            self.last = last;
        }
        send(&sends, room);
        let rests_on = self.keeper.rests_on(key);
        for (wait, outcome) in answers {
            if let Some(caller) = self.callers.remove(&wait) {
                room.park(rests_on, Parked::Desk(caller, outcome));
            }
        }
        room.desk_wakes.set(self.keeper.next_wake());
    }

    pub fn tick(&mut self, room: &Room) {
        let sends = self.keeper.tick(room.now(), TICK_MAX);
        send(&sends, room);
        room.desk_wakes.set(self.keeper.next_wake());
    }

    /// A bank is asked only about what is durable: the question may capture money.
    pub fn asks(&mut self, limit: usize, caller: oneshot::Sender<Vec<AskBank>>, room: &Room) {
        let asks = self.keeper.asks(room.now(), limit);
        let in_flight = u32::try_from(self.keeper.in_flight()).unwrap_or(u32::MAX);
        room.meters.in_flight.set(f64::from(in_flight));
        let rests_on = asks.iter().map(|ask| self.keeper.rests_on(ask.request)).max();
        room.park(rests_on.unwrap_or(Sequence(0)), Parked::Asks(caller, asks));
    }

    pub fn find_order(&self, order: OrderNo) -> Option<RequestKey> {
        self.keeper.find_order(order)
    }

    /// What a logical desk has given out, and the last record of this desk.
    pub fn given(&self, desk: DeskNo) -> (Counters, Sequence) {
        (self.keeper.counters(desk), self.last)
    }

    pub fn unanswered(&self) -> usize {
        self.keeper.unanswered()
    }
}

fn send(sends: &[Owed], room: &Room) {
    for owed in sends {
        // One that finds no room is sent again until it is answered, or the intent's time is over.
        room.send(Letter::Ask(owed.shift, owed.command));
    }
}

fn chance() -> u64 {
    // Only the rest of a seat that is given back hangs on it; a broken source makes it less random.
    chance::bytes().map(u64::from_le_bytes).unwrap_or_default()
}
