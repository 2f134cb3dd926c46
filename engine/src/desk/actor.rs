//! Carries a desk's keeper: started, its mailbox, and how its outputs are performed.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::{Actor, ArbiterHandle, AsyncContext, Context};
use nobat_domain::ids::{DataKeyNo, RequestKey, Sequence};
use nobat_domain::keeper::{DeskInput, DeskKeeper, DeskOutput, Outcome, WaitId};
use nobat_domain::request::{RequestCommand, RequestEvent};
use nobat_domain::timestamp::Timestamp;
use tokio::sync::oneshot;

use crate::arbiter::{Mailbox, Parked, Room};
use crate::desk::messages::DeskCall;
use crate::journal::Work;
use crate::keyring::{DataKey, KeyNo};
use crate::metric_names as names;
use crate::record::{self, RequestHead};
use crate::shift::ToShift;

pub struct DeskActor {
    pub(super) keeper: DeskKeeper,
    pub(super) room: Rc<Room>,
    pub(super) depth: Arc<AtomicUsize>,
    callers: HashMap<WaitId, oneshot::Sender<Outcome>>,
    waits: u64,
    capacity: usize,
    /// The last record of this desk.
    pub(super) last: Sequence,
    /// Reused for every frame of this desk.
    frame: Vec<u8>,
}

impl Actor for DeskActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(self.capacity);
        let depth = Arc::clone(&self.depth);
        self.room.seat_desk(Mailbox::new(context.address(), depth, self.capacity));
        self.room.desk_wakes.set(self.keeper.next_wake());
    }
}

impl DeskActor {
    /// Starts a desk on a furnished thread.
    pub fn hire(
        arbiter: &ArbiterHandle,
        capacity: usize,
        make: impl FnOnce() -> DeskKeeper + Send + 'static,
    ) -> Mailbox<Self> {
        let depth = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&depth);
        let addr = Self::start_in_arbiter(arbiter, move |_| Self {
            keeper: make(),
            room: Room::here(),
            depth: counted,
            callers: HashMap::new(),
            waits: 0,
            capacity,
            last: Sequence(0),
            frame: Vec::new(),
        });
        Mailbox::new(addr, depth, capacity)
    }

    pub(super) fn taken_from_mailbox(&self) {
        self.depth.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn call(&mut self, call: DeskCall) {
        let DeskCall { key, row, command, caller } = call;
        let looks = matches!(command, RequestCommand::View);
        if !looks && !self.room.has_room(DeskCall::class(&command)) {
            return; // The caller sees the dropped channel: busy.
        }
        let known = self.keeper.data_key(key);
        let in_row = row.as_ref().and_then(|row| row.state.as_ref()).map(|state| state.data_key);
        let outdated = row.as_ref().is_some_and(|row| row.applied < self.keeper.rests_on(key));
        let in_entry = match &command {
            RequestCommand::Enter { data_key, .. } => Some(*data_key),
            _ => None,
        };
        // The key is at hand before anything is decided: nothing may fail afterwards.
        let data_key = match known.or(in_row).or(in_entry) {
            Some(no) => match self.room.shared.keyring.data_key(KeyNo(no.0)) {
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
        let at = self.room.now();
        let chance = chance();
        let input = DeskInput { key, row, command, wait: Some(wait), chance, at };
        let output = self.keeper.receive(input);
        self.perform(output, data_key, at);
    }

    pub(super) fn told(&mut self, key: RequestKey, command: RequestCommand, rests_on: Sequence) {
        let Some(no) = self.keeper.data_key(key) else { return };
        if !self.room.has_room(Work::Finishing) {
            return; // It is owed and will be asked and answered again.
        }
        let data_key = match self.room.shared.keyring.data_key(KeyNo(no.0)) {
            Ok(data_key) => data_key,
            Err(error) => {
                tracing::error!(%error, ?key, "a data key cannot be read");
                return;
            }
        };
        // Where the shift's word changes nothing here, a caller may still wait for just that word.
        self.keeper.rests_also(key, rests_on);
        let at = self.room.now();
        let input = DeskInput { key, row: None, command, wait: None, chance: chance(), at };
        let output = self.keeper.receive(input);
        self.perform(output, Some((no, data_key)), at);
    }

    /// Journals the events as one frame, then sends what is owed, then parks the answers.
    fn perform(
        &mut self,
        output: DeskOutput,
        data_key: Option<(DataKeyNo, DataKey)>,
        at: Timestamp,
    ) {
        let DeskOutput { key, events, sends, answers } = output;
        if !events.is_empty() {
            let (no, data_key) = data_key.expect("events are decided only with a key at hand");
            let head = RequestHead { key, data_key: no, at };
            self.frame.clear();
            for event in &events {
                record::seal_event(&data_key, &head, event, &mut self.frame)
                    .expect("the law bounds every text below the longest record");
                count(event);
            }
            let records = u32::try_from(events.len()).expect("a decision has few events");
            let last = self.room.publish(&self.frame, records);
            self.keeper.published(key, last);
            self.last = last;
        }
        self.send(&sends);
        let rests_on = self.keeper.rests_on(key);
        for (wait, outcome) in answers {
            if let Some(caller) = self.callers.remove(&wait) {
                self.room.park(rests_on, Parked::Desk(caller, outcome));
            }
        }
        self.room.desk_wakes.set(self.keeper.next_wake());
    }

    pub(super) fn send(&self, sends: &[nobat_domain::request::Owed]) {
        let roster = self.room.shared.roster.load();
        for owed in sends {
            let Some(shift) = roster.shift(owed.shift) else {
                tracing::error!(shift = owed.shift.0, "a request names a shift that nobody owns");
                continue;
            };
            let class = match owed.command {
                nobat_domain::shift::ShiftCommand::Seat {
                    ask: nobat_domain::shift::Ask::Hold { .. },
                    ..
                } => Work::New,
                _ => Work::Finishing,
            };
            // A full shift is asked again until it answers, or until the intent's time is over.
            let _ = shift.send(class, ToShift::Ask(owed.command));
        }
    }
}

fn chance() -> u64 {
    // Only the rest of a seat that is given back hangs on it; a broken source makes it less random.
    getrandom::u64().unwrap_or_default()
}

fn count(event: &RequestEvent) {
    metrics::counter!(names::REQUEST_EVENTS, "kind" => name(event)).increment(1);
}

const fn name(event: &RequestEvent) -> &'static str {
    match event {
        RequestEvent::Entered { .. } => "entered",
        RequestEvent::Drafted { .. } => "drafted",
        RequestEvent::Intended { .. } => "intended",
        RequestEvent::Refused { .. } => "refused",
        RequestEvent::Taken { .. } => "taken",
        RequestEvent::AttemptOpened { .. } => "attempt_opened",
        RequestEvent::Tokened { .. } => "tokened",
        RequestEvent::AttemptClosed { .. } => "attempt_closed",
        RequestEvent::Verifying { .. } => "verifying",
        RequestEvent::Verified { .. } => "verified",
        RequestEvent::Ending { .. } => "ending",
        RequestEvent::Ended { .. } => "ended",
        RequestEvent::Booked { .. } => "booked",
        RequestEvent::GivenBack { .. } => "given_back",
        RequestEvent::SeatBack { .. } => "seat_back",
        RequestEvent::Edited { .. } => "edited",
        RequestEvent::MobileChanged { .. } => "mobile_changed",
    }
}
