//! What a desk's actor carries: every request in flight that falls to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DataKeyNo, DeskNo, OrderNo, RequestKey, Sequence};
use crate::invariant::Violation;
use crate::keeper::in_flight::{AskBank, InFlight, Until, WAITS_MAX};
use crate::limits::HoldTerms;
use crate::request::{
    Chances, Owed, Remains, RequestCommand, RequestEvent, RequestRefusal, RequestState, decide,
    evolve_after,
};
use crate::timestamp::{Millis, Timestamp};
use crate::tracking_code::TrackingCode;

/// Slots of the table that remembers how far a request at rest has come. More slots mean fewer
/// needless reloads; each costs eight bytes.
pub const SLOTS: usize = 65_536;
/// A seat that is given back returns to the lists at a random moment within these.
pub const COOLING_SHORTEST: Millis = Millis::minutes(2);
pub const COOLING_LONGEST: Millis = Millis::minutes(45);

const _: () = assert!(COOLING_SHORTEST.0 < COOLING_LONGEST.0);
const _: () = assert!(SLOTS.is_power_of_two());

/// Names a caller that waits; the shell knows who it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WaitId(pub u64);

/// A request's row as a reader of the tables found it, with the position of the tables then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub state: Option<RequestState>,
    /// What stays of an erased request, where the row says no more than that.
    pub remains: Remains,
    pub applied: Sequence,
}

/// How many order numbers and codes a logical desk has given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counters {
    pub orders: u64,
    pub codes: u32,
}

#[derive(Debug)]
pub struct DeskInput {
    pub key: RequestKey,
    /// The row, where the sender could read one; shifts and banks' answers come without.
    pub row: Option<Row>,
    pub command: RequestCommand,
    pub wait: Option<WaitId>,
    pub chance: u64,
    pub at: Timestamp,
}

/// What a waiting caller is told, once `rests_on` is durable.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The request as it is now; nothing if nobody has entered with this ID.
    State(Option<Box<RequestState>>),
    Refused(RequestRefusal, Option<Box<RequestState>>),
    /// No row came, or one that is older than what this desk has decided: read one from tables
    /// that have come at least so far.
    Reload(Sequence),
}

/// What the shell does, in this order: journal the events as one frame, tell [`DeskKeeper`] the
/// sequence, send what is owed, and park the answers.
#[derive(Debug)]
pub struct DeskOutput {
    pub key: RequestKey,
    pub events: Vec<RequestEvent>,
    pub sends: Vec<Owed>,
    pub answers: Vec<(WaitId, Outcome)>,
}

/// The computation of tracking codes: desk and counter to code, by the engine's key.
pub type CodeOf = Box<dyn Fn(DeskNo, u32) -> TrackingCode + Send>;

pub struct DeskKeeper {
    terms: HoldTerms,
    restore_epoch: u8,
    code_of: CodeOf,
    in_flight: BTreeMap<RequestKey, InFlight>,
    slots: Box<[Sequence]>,
    counters: BTreeMap<DeskNo, Counters>,
    wakes: BTreeSet<(Timestamp, RequestKey)>,
    sweeps: BTreeSet<(Timestamp, RequestKey)>,
    /// Orders of requests in flight: a return is found before the tables know it.
    orders: BTreeMap<OrderNo, RequestKey>,
}

impl DeskKeeper {
    /// `recovered` is the position up to which the tables are known to be right at the start.
    #[must_use]
    pub fn new(terms: HoldTerms, restore_epoch: u8, recovered: Sequence, code_of: CodeOf) -> Self {
        assert!(terms.fit(), "terms are checked by the configuration");
        Self {
            terms,
            restore_epoch,
            code_of,
            in_flight: BTreeMap::new(),
            slots: vec![recovered; SLOTS].into_boxed_slice(),
            counters: BTreeMap::new(),
            wakes: BTreeSet::new(),
            sweeps: BTreeSet::new(),
            orders: BTreeMap::new(),
        }
    }

    /// Takes up a request that was in flight when the engine stopped.
    pub fn restore(&mut self, key: RequestKey, state: RequestState, at: Timestamp) {
        debug_assert!(state.in_flight());
        let last = self.slots[slot(key)];
        let mut entry = InFlight::new(state, last);
        entry.sweep_at_once(at);
        self.orders.extend(entry.state.attempts.iter().map(|attempt| (attempt.order, key)));
        self.in_flight.insert(key, entry);
        self.wakes.insert((at, key));
        self.reschedule(key);
    }

    pub fn restore_counters(&mut self, desk: DeskNo, counters: Counters) {
        self.counters.insert(desk, counters);
    }

    #[must_use]
    pub fn counters(&self, desk: DeskNo) -> Counters {
        self.counters.get(&desk).copied().unwrap_or_default()
    }

    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// A request in flight.
    pub(super) fn state(&self, key: RequestKey) -> Option<&RequestState> {
        self.in_flight.get(&key).map(|entry| &entry.state)
    }

    /// The key number under which a request in flight is sealed.
    #[must_use]
    pub fn data_key(&self, key: RequestKey) -> Option<DataKeyNo> {
        self.in_flight.get(&key).map(|entry| entry.state.data_key)
    }

    /// The request in flight that an order belongs to.
    #[must_use]
    pub fn find_order(&self, order: OrderNo) -> Option<RequestKey> {
        self.orders.get(&order).copied()
    }

    /// Requests that a shift still owes an answer: zero before the clock may reach the shifts.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.in_flight.values().filter(|entry| entry.unanswered()).count()
    }

    /// States in flight, for audits.
    pub fn states(&self) -> impl Iterator<Item = (RequestKey, &RequestState)> {
        self.in_flight.iter().map(|(key, entry)| (*key, &entry.state))
    }

    /// The sequence on which answers about this request rest.
    #[must_use]
    pub fn rests_on(&self, key: RequestKey) -> Sequence {
        self.in_flight.get(&key).map_or(self.slots[slot(key)], |entry| entry.last)
    }

    /// Answers about this request rest on `sequence` too: a shift's event, from which no event of
    /// the request needs to follow.
    pub fn rests_also(&mut self, key: RequestKey, sequence: Sequence) {
        if let Some(entry) = self.in_flight.get_mut(&key) {
            entry.last = entry.last.max(sequence);
        }
    }

    /// Decides one command. If there are events, [`Self::published`] must follow before anything
    /// else is asked of this keeper.
    pub fn receive(&mut self, input: DeskInput) -> DeskOutput {
        let DeskInput { key, row, command, wait, chance, at } = input;
        let mut output =
            DeskOutput { key, events: Vec::new(), sends: Vec::new(), answers: Vec::new() };
        let known = self.in_flight.contains_key(&key);
        let mut remains = Remains::default();
        let from_row = match row {
            Some(row) if !known => {
                let newest = self.slots[slot(key)];
                if row.applied < newest {
                    output.answers.extend(wait.map(|wait| (wait, Outcome::Reload(newest))));
                    return output;
                }
                remains = row.remains;
                row.state
            }
            // A shift speaks of a request at rest: nothing of it is open any more.
            None if !known => {
                let newest = self.slots[slot(key)];
                output.answers.extend(wait.map(|wait| (wait, Outcome::Reload(newest))));
                return output;
            }
            _ => None,
        };
        let state = match self.in_flight.get(&key) {
            Some(entry) => Some(&entry.state),
            None => from_row.as_ref(),
        };
        let decided = self.decide(key, state, &command, chance, at);
        match decided {
            Err(refusal) => {
                let state = state.cloned().map(Box::new);
                output.answers.extend(wait.map(|wait| (wait, Outcome::Refused(refusal, state))));
                output
            }
            Ok(events) => {
                self.apply(key, from_row, remains, &events, at);
                self.after(key, &command, &events, wait, at, &mut output);
                output.events = events;
                output
            }
        }
    }

    fn decide(
        &self,
        key: RequestKey,
        state: Option<&RequestState>,
        command: &RequestCommand,
        chance: u64,
        at: Timestamp,
    ) -> Result<Vec<RequestEvent>, RequestRefusal> {
        let desk = key.desk();
        let counters = self.counters(desk);
        let spread = COOLING_LONGEST.0 - COOLING_SHORTEST.0;
        let chances = Chances {
            at,
            terms: self.terms,
            order: OrderNo::new(self.restore_epoch, desk, counters.orders + 1),
            code: &|| (self.code_of)(desk, counters.codes),
            cooling: Millis(COOLING_SHORTEST.0 + chance % spread),
        };
        decide(state, command, &chances)
    }

    fn apply(
        &mut self,
        key: RequestKey,
        from_row: Option<RequestState>,
        remains: Remains,
        events: &[RequestEvent],
        at: Timestamp,
    ) {
        let last = self.rests_on(key);
        let mut entry = self.in_flight.remove(&key);
        let mut state = entry.as_mut().map(|entry| entry.state.clone()).or(from_row);
        for event in events {
            self.count(key, state.as_ref(), event);
            state = Some(evolve_after(remains, state, event, at));
        }
        let Some(state) = state else { return };
        debug_assert_eq!(state.check(), None, "after {events:?}");
        let entry = match entry {
            Some(entry) => InFlight { state, ..entry },
            None => InFlight::new(state, last),
        };
        self.in_flight.insert(key, entry);
    }

    fn count(&mut self, key: RequestKey, before: Option<&RequestState>, event: &RequestEvent) {
        let counters = self.counters.entry(key.desk()).or_default();
        match event {
            RequestEvent::AttemptOpened { order, .. } => {
                assert_eq!(order.counter(), counters.orders + 1, "order numbers are given once");
                counters.orders += 1;
                self.orders.insert(*order, key);
            }
            RequestEvent::Booked { .. } if before.is_some_and(|state| state.code.is_none()) => {
                counters.codes += 1;
            }
            _ => {}
        }
    }

    /// Acknowledgements, what is owed now, and callers whose wait is over.
    fn after(
        &mut self,
        key: RequestKey,
        command: &RequestCommand,
        events: &[RequestEvent],
        wait: Option<WaitId>,
        at: Timestamp,
        output: &mut DeskOutput,
    ) {
        let Some(entry) = self.in_flight.get_mut(&key) else {
            output.answers.extend(wait.map(|wait| (wait, Outcome::State(None))));
            return;
        };
        if let RequestCommand::Answered { asked, answer: Ok(_) } = command {
            entry.ack(asked);
        }
        output.sends = entry.sends(key, at);
        if let Some(wait) = wait {
            match until(command, events, &entry.state) {
                Some(until) if !entry.satisfied(until) && entry.waits.len() < WAITS_MAX => {
                    entry.waits.push((wait, until));
                }
                _ => output.answers.push((wait, outcome(&entry.state))),
            }
        }
        let waits = std::mem::take(&mut entry.waits);
        for (wait, until) in waits {
            if entry.satisfied(until) {
                output.answers.push((wait, outcome(&entry.state)));
            } else {
                entry.waits.push((wait, until));
            }
        }
        entry.schedule_sweeps(at);
        if events.is_empty() {
            self.rest(key);
        }
    }

    /// The frame of the last decision about `key` is in the journal, up to `last`.
    pub fn published(&mut self, key: RequestKey, last: Sequence) {
        if let Some(entry) = self.in_flight.get_mut(&key) {
            entry.last = entry.last.max(last);
        }
        let slot = &mut self.slots[slot(key)];
        *slot = (*slot).max(last);
        self.rest(key);
    }

    /// Lets a request go that has nothing open, and plans the next look at one that has.
    fn rest(&mut self, key: RequestKey) {
        let idle = |entry: &InFlight| !entry.state.in_flight() && entry.waits.is_empty();
        if self.in_flight.get(&key).is_some_and(idle) {
            let entry = self.in_flight.remove(&key).expect("it was there a line ago");
            for attempt in &entry.state.attempts {
                self.orders.remove(&attempt.order);
            }
        } else {
            self.reschedule(key);
        }
    }

    fn reschedule(&mut self, key: RequestKey) {
        let Some(entry) = self.in_flight.get(&key) else { return };
        self.wakes.extend(entry.wake_at().map(|at| (at, key)));
        self.sweeps.extend(entry.next_sweep().map(|at| (at, key)));
    }

    /// When the shell must call [`Self::tick`] next.
    #[must_use]
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.wakes.first().map(|(at, _)| *at)
    }

    /// Sends again what has not been answered, for at most `limit` requests.
    pub fn tick(&mut self, at: Timestamp, limit: usize) -> Vec<Owed> {
        let mut sends = Vec::new();
        for _ in 0..limit {
            match self.wakes.first().copied() {
                Some((due, key)) if due <= at => {
                    self.wakes.remove(&(due, key));
                    if let Some(entry) = self.in_flight.get_mut(&key) {
                        sends.extend(entry.sends(key, at));
                        let next = entry.wake_at().map(|next| (next.max(at.plus(Millis(1))), key));
                        self.wakes.extend(next);
                    }
                }
                _ => break,
            }
        }
        sends
    }

    /// Questions for banks that are due, nearest first, at most about `limit` requests.
    pub fn asks(&mut self, at: Timestamp, limit: usize) -> Vec<AskBank> {
        let mut asks = Vec::new();
        for _ in 0..limit {
            match self.sweeps.first().copied() {
                Some((due, key)) if due <= at => {
                    self.sweeps.remove(&(due, key));
                    if let Some(entry) = self.in_flight.get_mut(&key) {
                        asks.extend(entry.due_sweeps(key, at));
                        self.sweeps.extend(entry.next_sweep().map(|next| (next, key)));
                    }
                }
                _ => break,
            }
        }
        asks
    }

    /// The invariants of every request in flight, for the simulator and `verify`.
    #[must_use]
    pub fn check(&self) -> Option<(RequestKey, Violation)> {
        self.in_flight
            .iter()
            .find_map(|(key, entry)| entry.state.check().map(|violation| (*key, violation)))
    }
}

fn slot(key: RequestKey) -> usize {
    usize::from(u16::from_be_bytes([key.0[2], key.0[3]])) % SLOTS
}

fn outcome(state: &RequestState) -> Outcome {
    Outcome::State(Some(Box::new(state.clone())))
}

/// What a caller of this command waits for beyond its own events becoming durable.
fn until(command: &RequestCommand, events: &[RequestEvent], state: &RequestState) -> Option<Until> {
    match command {
        RequestCommand::Choose { .. } | RequestCommand::Move { .. } => {
            events.iter().find_map(|event| match event {
                RequestEvent::Intended { hold, .. } => Some(Until::Decided(*hold)),
                _ => None,
            })
        }
        RequestCommand::Tokened { attempt, .. } => {
            state.attempt(*attempt).map(|attempt| Until::Extended(attempt.hold))
        }
        RequestCommand::BankSaid { .. } => Some(Until::Settled),
        _ => None,
    }
}
