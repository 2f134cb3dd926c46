//! What a desk's actor carries: every request in flight that falls to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DataKeyNo, DeskNo, OrderNo, RequestKey, Sequence};
use crate::invariant::Violation;
use crate::keeper::in_flight::{AskBank, InFlight, Until, WAITS_MAX};
use crate::keeper::resting::{Resting, slot};
use crate::keyed::Map;
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
    in_flight: Map<RequestKey, Box<InFlight>>,
    resting: Resting,
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
            in_flight: Map::default(),
            resting: Resting::default(),
            slots: vec![recovered; SLOTS].into_boxed_slice(),
            counters: BTreeMap::new(),
            wakes: BTreeSet::new(),
            sweeps: BTreeSet::new(),
            orders: BTreeMap::new(),
        }
    }

    /// Keeps requests that have come to rest lately, at most so many: whoever goes on to the next
    /// page need not wait for the tables to know of the page before.
    #[must_use]
    pub fn keeping(mut self, at_rest: usize) -> Self {
        self.resting = Resting::of(at_rest);
        self
    }

    /// Takes up a request that was in flight when the engine stopped.
    pub fn restore(&mut self, key: RequestKey, state: RequestState, at: Timestamp) {
        debug_assert!(state.in_flight());
        let last = self.slots[slot(key, SLOTS)];
        let mut entry = Box::new(InFlight::new(state, last));
        entry.sweep_at_once(at);
        self.orders.extend(entry.state.attempts.iter().map(|attempt| (attempt.order, key)));
        self.reschedule(key, &mut entry);
        // What it owes has not been sent since the start.
        self.wake(key, &mut entry, Some(at));
        self.in_flight.insert(key, entry);
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
    #[must_use]
    pub fn state(&self, key: RequestKey) -> Option<&RequestState> {
        self.in_flight.get(&key).map(|entry| &entry.state)
    }

    /// The key number under which a request that is in memory is sealed.
    #[must_use]
    pub fn data_key(&self, key: RequestKey) -> Option<DataKeyNo> {
        let entry = self.in_flight.get(&key).map(|entry| &**entry);
        entry.or_else(|| self.resting.get(key)).map(|entry| entry.state.data_key)
    }

    /// Takes a request out of the memory of those at rest.
    pub(super) fn forget(&mut self, key: RequestKey) -> Option<RequestState> {
        self.resting.take(key).map(|entry| entry.state)
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
        self.in_flight.get(&key).map_or(self.slots[slot(key, SLOTS)], |entry| entry.last)
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
        let newest = self.slots[slot(key, SLOTS)];
        let mut remains = Remains::default();
        let flying = self.in_flight.remove(&key);
        let was_flying = flying.is_some();
        let entry = match (flying.or_else(|| self.resting.take(key)), row) {
            (Some(kept), _) => Some(kept),
            (None, Some(row)) if row.applied >= newest => {
                remains = row.remains;
                row.state.map(|state| Box::new(InFlight::new(state, newest)))
            }
            // Where no row came, a shift speaks of a request at rest: nothing of it is open now.
            (None, _) => {
                output.answers.extend(wait.map(|wait| (wait, Outcome::Reload(newest))));
                return output;
            }
        };
        let state = entry.as_deref().map(|entry| &entry.state);
        match self.decide(key, state, &command, chance, at) {
            Err(refusal) => {
                let state = state.cloned().map(Box::new);
                output.answers.extend(wait.map(|wait| (wait, Outcome::Refused(refusal, state))));
                match entry {
                    Some(entry) if was_flying => drop(self.in_flight.insert(key, entry)),
                    Some(entry) => self.resting.put(key, entry),
                    None => {}
                }
            }
            Ok(events) => {
                let entry = self.evolve(key, entry, remains, &events, at);
                output.events = events;
                match entry {
                    Some(entry) => self.after(entry, &command, wait, at, &mut output),
                    None => output.answers.extend(wait.map(|wait| (wait, Outcome::State(None)))),
                }
            }
        }
        output
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

    fn evolve(
        &mut self,
        key: RequestKey,
        mut entry: Option<Box<InFlight>>,
        remains: Remains,
        events: &[RequestEvent],
        at: Timestamp,
    ) -> Option<Box<InFlight>> {
        for event in events {
            self.count(key, entry.as_deref().map(|entry| &entry.state), event);
            match &mut entry {
                Some(entry) => entry.state.evolve(event, at),
                None => {
                    let begun = evolve_after(remains, None, event, at);
                    entry = Some(Box::new(InFlight::new(begun, self.slots[slot(key, SLOTS)])));
                }
            }
        }
        let broken = entry.as_deref().and_then(|entry| entry.state.check());
        debug_assert_eq!(broken, None, "after {events:?}");
        entry
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
            RequestEvent::Imported { paid, been, .. } => {
                counters.codes += u32::from(been.is_some());
                if let Some(money) = paid {
                    assert_eq!(money.order.counter(), counters.orders + 1, "given once");
                    counters.orders += 1;
                }
            }
            _ => {}
        }
    }

    /// Acknowledgements, what is owed now, and callers whose wait is over.
    fn after(
        &mut self,
        mut entry: Box<InFlight>,
        command: &RequestCommand,
        wait: Option<WaitId>,
        at: Timestamp,
        output: &mut DeskOutput,
    ) {
        if let RequestCommand::Answered { asked, answer: Ok(_) } = command {
            entry.ack(asked);
        }
        output.sends = entry.sends(output.key, at);
        if let Some(wait) = wait {
            match until(command, &output.events, &entry.state) {
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
        if output.events.is_empty() {
            self.rest(output.key, entry);
        } else {
            // Until its events are published, also one that comes to rest.
            self.in_flight.insert(output.key, entry);
        }
    }

    /// The frame of the last decision about `key` is in the journal, up to `last`.
    pub fn published(&mut self, key: RequestKey, last: Sequence) {
        let slot = &mut self.slots[slot(key, SLOTS)];
        *slot = (*slot).max(last);
        if let Some(mut entry) = self.in_flight.remove(&key) {
            entry.last = entry.last.max(last);
            self.rest(key, entry);
        }
    }

    /// Lets a request go that has nothing open, and plans the next look at one that has.
    fn rest(&mut self, key: RequestKey, mut entry: Box<InFlight>) {
        if !entry.state.in_flight() && entry.waits.is_empty() {
            for attempt in &entry.state.attempts {
                self.orders.remove(&attempt.order);
            }
            self.wake(key, &mut entry, None);
            self.sweep(key, &mut entry, None);
            self.resting.put(key, entry);
        } else {
            self.reschedule(key, &mut entry);
            self.in_flight.insert(key, entry);
        }
    }

    fn reschedule(&mut self, key: RequestKey, entry: &mut InFlight) {
        self.wake(key, entry, entry.wake_at());
        self.sweep(key, entry, entry.next_sweep());
    }

    /// A request stands in the plan once, at its next moment.
    fn wake(&mut self, key: RequestKey, entry: &mut InFlight, at: Option<Timestamp>) {
        replan(&mut self.wakes, key, &mut entry.wakes, at);
    }

    fn sweep(&mut self, key: RequestKey, entry: &mut InFlight, at: Option<Timestamp>) {
        replan(&mut self.sweeps, key, &mut entry.asks, at);
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
                    let Some(mut entry) = self.in_flight.remove(&key) else {
                        unreachable!("the plan names requests in flight alone");
                    };
                    sends.extend(entry.sends(key, at));
                    let next = entry.wake_at().map(|next| next.max(at.plus(Millis(1))));
                    self.wake(key, &mut entry, next);
                    self.in_flight.insert(key, entry);
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
                    let Some(mut entry) = self.in_flight.remove(&key) else {
                        unreachable!("the plan names requests in flight alone");
                    };
                    asks.extend(entry.due_sweeps(key, at));
                    let next = entry.next_sweep();
                    self.sweep(key, &mut entry, next);
                    self.in_flight.insert(key, entry);
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

/// Moves `key` in a plan from where it `stands` to `at`.
fn replan(
    plan: &mut BTreeSet<(Timestamp, RequestKey)>,
    key: RequestKey,
    stands: &mut Option<Timestamp>,
    at: Option<Timestamp>,
) {
    if *stands == at {
        return;
    }
    if let Some(before) = stands.take() {
        plan.remove(&(before, key));
    }
    if let Some(at) = at {
        plan.insert((at, key));
    }
    *stands = at;
}

fn outcome(state: &RequestState) -> Outcome {
    Outcome::State(Some(Box::new(state.clone())))
}

/// What a caller of this command waits for beyond its own events becoming durable.
fn until(command: &RequestCommand, events: &[RequestEvent], state: &RequestState) -> Option<Until> {
    match command {
        RequestCommand::Choose { .. }
        | RequestCommand::Move { .. }
        | RequestCommand::Offer { .. } => events.iter().find_map(|event| match event {
            RequestEvent::Intended { hold, .. } => Some(Until::Decided(*hold)),
            _ => None,
        }),
        RequestCommand::AcceptOffer { hold } => Some(Until::Decided(*hold)),
        RequestCommand::Tokened { attempt, .. } => {
            state.attempt(*attempt).map(|attempt| Until::Extended(attempt.hold))
        }
        RequestCommand::BankSaid { .. } => Some(Until::Settled),
        _ => None,
    }
}
