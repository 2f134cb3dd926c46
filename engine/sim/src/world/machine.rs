//! What the shells do around the keepers: mailboxes that refuse, one journal, parked answers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use nobat_domain::ids::{AttemptNo, Day, OrderNo, RequestKey, Sequence, ShiftId};
use nobat_domain::keeper::{
    DeskInput, DeskKeeper, DeskOutput, Outcome, Row, ShiftKeeper, ShiftOutput, Tell, WaitId,
};
use nobat_domain::ranking::Standing;
use nobat_domain::request::{Owed, RequestCommand};
use nobat_domain::shift::{Ask, SeatChange, ShiftCommand, ShiftEvent};
use nobat_domain::timestamp::{Millis, Timestamp};

use super::life::{Step, World};
use super::planted::Images;
use crate::coverage::Case;
use crate::fault::Fault;
use crate::journal::{Record, Work};

const TICK_MAX: usize = 64;
/// Answers that leave at once.
const LEAVE_MAX: u64 = 8;
/// A shift whose clock finds no room in the journal looks again after this.
const NO_ROOM_MS: u64 = 20;

/// A question to a desk from outside, and who asks it.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub key: RequestKey,
    pub command: RequestCommand,
    pub caller: Caller,
    pub tries: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Caller {
    /// A citizen has looked and will act on what is there.
    Looks(usize),
    /// A citizen has acted.
    Acts,
    /// The bank has given a token; the page is shown if the hold outlives it.
    Token {
        citizen: usize,
        attempt: AttemptNo,
    },
    /// A browser is back; the bank is asked if the law says so.
    Returned {
        attempt: AttemptNo,
    },
    /// The bank's word was brought: nobody else asks about this order until the desk has it.
    Verdict(OrderNo),
    Nobody,
}

#[derive(Debug)]
pub(super) enum ToDesk {
    Call(Box<(Call, Row)>),
    Told { tell: Tell, rests_on: Sequence },
}

pub(super) struct Machine {
    pub desks: Vec<DeskKeeper>,
    pub shifts: Vec<ShiftKeeper>,
    pub to_shift: Vec<VecDeque<ShiftCommand>>,
    pub to_desk: Vec<VecDeque<ToDesk>>,
    /// The last record that this machine knows of.
    pub journal_end: Sequence,
    /// The last sequence of each shift: its answers rest on it.
    pub shift_last: Vec<Sequence>,
    pub callers: BTreeMap<WaitId, Call>,
    pub waits: u64,
    pub parked: Vec<(Sequence, Caller, RequestKey, Outcome)>,
    pub ticking: bool,
    pub shift_ticks: Vec<Option<Timestamp>>,
    pub desk_ticks: Vec<Option<Timestamp>>,
    /// Orders about which a question is in the air: never two at once.
    pub asked: BTreeSet<OrderNo>,
    /// Commands that were sent before, for a machine that never sends again.
    pub sent: BTreeSet<SentName>,
    /// What lists show: one cell for each shift and day.
    pub board: BTreeMap<(ShiftId, Day), Standing>,
    /// The last images of each shift, where a fault needs them.
    pub images: BTreeMap<ShiftId, Images>,
}

/// Request, hold, what is asked and until when.
type SentName = (RequestKey, u32, u8, u64);

fn name_of(owed: &Owed) -> Option<SentName> {
    let ShiftCommand::Seat { request, hold, ask, .. } = owed.command else { return None };
    let (kind, until) = match ask {
        Ask::Hold { decide_by, .. } => (0, decide_by.0),
        Ask::Holding { .. } => (1, 0),
        Ask::Extend { deadline, .. } => (2, deadline.0),
        Ask::Secure { deadline, .. } => (3, deadline.0),
        Ask::Book { .. } => (4, 0),
        Ask::Release { .. } => (5, 0),
        Ask::GiveBack { .. } => (6, 0),
    };
    Some((request, hold.0, kind, until))
}

/// Of all commands, the registrar's and those that take a seat are new work. A hold that the clock
/// alone refuses takes none.
fn class_of_ask(command: &ShiftCommand, at: Timestamp) -> Work {
    match command {
        ShiftCommand::OpenDay { .. } | ShiftCommand::CloseDay { .. } => Work::New,
        ShiftCommand::Seat { ask: Ask::Hold { decide_by, .. }, .. } if *decide_by < at => {
            Work::Finishing
        }
        ShiftCommand::Seat { ask: Ask::Hold { .. }, .. } => Work::New,
        ShiftCommand::Seat { .. } => Work::Finishing,
    }
}

/// What a citizen begins is new work; what a bank, a browser on its way or a shift says is not.
const fn class_of_command(command: &RequestCommand) -> Work {
    match command {
        RequestCommand::Enter { .. }
        | RequestCommand::Import { .. }
        | RequestCommand::SaveDraft { .. }
        | RequestCommand::Choose { .. }
        | RequestCommand::Move { .. }
        | RequestCommand::GiveBack
        | RequestCommand::AwaitEarlier { .. }
        | RequestCommand::StopWaiting
        | RequestCommand::Offer { .. }
        | RequestCommand::Edit { .. }
        | RequestCommand::ChangeMobile { .. }
        | RequestCommand::ChangeDelivery { .. }
        | RequestCommand::KeepScan { .. }
        | RequestCommand::Excuse
        | RequestCommand::Advance { .. }
        | RequestCommand::Report { .. }
        | RequestCommand::AtOffice { .. }
        | RequestCommand::Open { .. }
        | RequestCommand::FindMistake
        | RequestCommand::Reverse { .. }
        | RequestCommand::View => Work::New,
        _ => Work::Finishing,
    }
}

fn class_of(message: &ToDesk) -> Work {
    match message {
        ToDesk::Call(called) => class_of_command(&called.0.command),
        ToDesk::Told { .. } => Work::Finishing,
    }
}

impl World {
    pub(super) fn machine(&mut self) -> &mut Machine {
        self.machine.as_mut().expect("a run of the engine has a machine")
    }

    pub(super) fn desk_of(&self, key: RequestKey) -> usize {
        usize::from(key.desk().0) % self.workload.desks
    }

    /// A message arrives soon; now and then an owner is slow.
    fn delay(&mut self) -> u64 {
        if self.random.per_mille(25) {
            self.random.between(200, 4_000)
        } else {
            self.random.below(4)
        }
    }

    /// Every message may be repeated without harm, also long after its time.
    fn echo(&mut self) -> Option<u64> {
        let echoes = self.random.per_mille(20);
        if echoes {
            self.meet(Case::Echo);
        }
        echoes.then(|| self.random.between(1, 15_000))
    }

    /// New work leaves a quarter of a mailbox to what finishes accepted work.
    fn mailbox(&mut self, work: Work, waiting: usize) -> bool {
        let capacity = self.workload.mailbox;
        if waiting >= capacity {
            self.meet(Case::MailboxFull);
            return false;
        }
        let left = work == Work::Finishing || waiting < capacity - capacity / 4;
        if !left {
            self.meet(Case::NewWorkLeftRoom);
        }
        left
    }

    pub(super) fn put_shift(&mut self, place: usize, command: ShiftCommand) {
        let waiting = self.machine().to_shift[place].len();
        if !self.mailbox(class_of_ask(&command, self.now()), waiting) {
            return;
        }
        let mailbox = &mut self.machine().to_shift[place];
        mailbox.push_back(command);
        let (run, ms) = (self.run, self.delay());
        self.agenda.after(ms, Step::ShiftWorks { run, place });
    }

    pub(super) fn put_desk(&mut self, place: usize, message: ToDesk) -> bool {
        let waiting = self.machine().to_desk[place].len();
        if !self.mailbox(class_of(&message), waiting) {
            return false;
        }
        let mailbox = &mut self.machine().to_desk[place];
        mailbox.push_back(message);
        let (run, ms) = (self.run, self.delay());
        self.agenda.after(ms, Step::DeskWorks { run, place });
        true
    }

    pub(super) fn shift_works(&mut self, place: usize) {
        let now = self.now();
        let Some(command) = self.machine().to_shift[place].pop_front() else { return };
        if !self.has_room(class_of_ask(&command, now)) {
            return; // Nothing is decided; what is owed is asked again.
        }
        self.forget_tombstones(place);
        let late_at = self.late_at(place, &command, now);
        let mut output = self.machine().shifts[place].receive(&command, late_at);
        if let Some(ShiftEvent::Seat(image)) = &mut output.event {
            image.at = now;
        }
        if let Err(refusal) = output.answer {
            self.refused(refusal);
        }
        self.perform_shift(place, output);
    }

    fn perform_shift(&mut self, place: usize, output: ShiftOutput) {
        let shift = self.machine().shifts[place].id();
        if let Some(event) = output.event
            && !self.is_hushed(&event)
        {
            let last = self.append(vec![Record::Seat { shift, event }]);
            self.machine().shift_last[place] = last;
            if let Some(images) = self.machine().images.get_mut(&shift) {
                images.put(&event);
            }
        }
        if let Some((day, counts)) = output.counts {
            self.publish(shift, day, counts);
        }
        if let Some(tell) = output.tell {
            let desk = self.desk_of(tell.request);
            let rests_on = self.machine().shift_last[place];
            if let Some(ms) = self.echo() {
                let (run, tell) = (self.run, Box::new(tell.clone()));
                self.agenda.after(ms, Step::DeskEcho { run, place: desk, tell, rests_on });
            }
            // A full desk loses nothing: it asks again until it is answered.
            let _ = self.put_desk(desk, ToDesk::Told { tell, rests_on });
        }
        self.plan_shift_tick(place);
    }

    fn is_hushed(&mut self, event: &ShiftEvent) -> bool {
        let ShiftEvent::Seat(image) = event else { return false };
        let frees = matches!(image.change, SeatChange::Released | SeatChange::Expired);
        self.is(Fault::SilentSeat) && frees && self.random.per_mille(200)
    }

    /// Some of the answers that rest on what is durable; a crash may come before the others.
    pub(super) fn let_answers_go(&mut self) {
        let durable = self.journal.durable();
        let mut most = self.random.between(1, LEAVE_MAX);
        let mut more = false;
        let parked = std::mem::take(&mut self.machine().parked);
        for (rests_on, caller, key, outcome) in parked {
            let ready = rests_on <= durable;
            if ready && most > 0 {
                most -= 1;
                self.answered(caller, key, outcome);
            } else if let Some(machine) = &mut self.machine {
                more |= ready;
                machine.parked.push((rests_on, caller, key, outcome));
            }
        }
        if more {
            let run = self.run;
            self.agenda.after(0, Step::Leave { run });
        }
    }

    pub(super) fn desk_works(&mut self, place: usize) {
        let Some(message) = self.machine().to_desk[place].pop_front() else { return };
        match message {
            ToDesk::Call(called) => {
                let (call, mut row) = *called;
                let looks = matches!(call.command, RequestCommand::View);
                if !looks && !self.has_room(class_of_command(&call.command)) {
                    return self.again(call, Case::RefusedForRoom);
                }
                if self.is(Fault::ForgottenOffers)
                    && matches!(call.command, RequestCommand::Offer { .. })
                {
                    row.state = row.state.as_ref().map(super::offers::forgotten);
                }
                if self.is(Fault::BelievedClaim)
                    && matches!(call.command, RequestCommand::Open { .. })
                    && let Some(state) = &mut row.state
                {
                    state.issued.mistaken = true;
                }
                if self.is(Fault::StaleRow) {
                    row.applied = Sequence(u64::MAX);
                }
                let machine = self.machine();
                machine.waits += 1;
                let wait = WaitId(machine.waits);
                let (key, command) = (call.key, call.command.clone());
                machine.callers.insert(wait, call);
                self.decide(place, key, Some(row), command, Some(wait));
            }
            ToDesk::Told { tell, rests_on } => {
                if !self.has_room(Work::Finishing) {
                    return; // It is owed, and will be asked and answered again.
                }
                if !self.is(Fault::ShallowAnswer) {
                    self.machine().desks[place].rests_also(tell.request, rests_on);
                }
                self.decide(place, tell.request, None, tell.command, None);
            }
        }
    }

    fn decide(
        &mut self,
        place: usize,
        key: RequestKey,
        row: Option<Row>,
        command: RequestCommand,
        wait: Option<WaitId>,
    ) {
        let (chance, at) = (self.random.next(), self.now());
        let command = self.hasty(place, key, command);
        let input = DeskInput { key, row, command, wait, chance, at };
        let output = self.machine().desks[place].receive(input);
        self.perform_desk(place, output);
    }

    /// Journals the events as one frame, then sends what is owed, then parks the answers.
    pub(super) fn perform_desk(&mut self, place: usize, output: DeskOutput) {
        let DeskOutput { key, events, sends, answers } = output;
        if !events.is_empty() {
            let at = self.now();
            let frame = events.into_iter().map(|event| Record::Request { key, at, event });
            let last = self.append(frame.collect());
            self.machine().desks[place].published(key, last);
        }
        self.send(&sends);
        let rests_on = self.machine().desks[place].rests_on(key);
        for (wait, outcome) in answers {
            let caller = self.machine().callers.remove(&wait);
            let Some(call) = caller else { continue };
            match outcome {
                Outcome::Reload(_) => self.again(call, Case::RowTooOld),
                outcome if rests_on <= self.journal.durable() || self.is(Fault::EarlyAnswer) => {
                    self.answered(call.caller, key, outcome);
                }
                outcome => self.machine().parked.push((rests_on, call.caller, key, outcome)),
            }
        }
        self.plan_desk_tick(place);
    }

    pub(super) fn send(&mut self, sends: &[Owed]) {
        for owed in sends {
            let again = name_of(owed).is_some_and(|name| !self.machine().sent.insert(name));
            if again {
                self.meet(Case::SentAgain);
                if self.is(Fault::SentOnce) {
                    continue;
                }
            }
            let place = usize::try_from(owed.shift.0).expect("few shifts");
            self.put_shift(place, owed.command);
            if let Some(ms) = self.echo() {
                let (run, command) = (self.run, owed.command);
                self.agenda.after(ms, Step::ShiftEcho { run, place, command });
            }
            if self.is(Fault::FreshHold)
                && let ShiftCommand::Seat { request, hold, day, ask } = owed.command
                && matches!(ask, Ask::Hold { .. })
                && self.random.per_mille(100)
            {
                let hold = nobat_domain::ids::HoldNo(hold.0 + 1_000);
                self.put_shift(place, ShiftCommand::Seat { request, hold, day, ask });
            }
        }
    }

    pub(super) fn shift_tick(&mut self, place: usize) {
        let now = self.now();
        self.machine().shift_ticks[place] = None;
        if self.is(Fault::StoppedClock) {
            return;
        }
        for _ in 0..TICK_MAX {
            if !self.has_room(Work::Finishing) {
                // The wheel comes by again a little later.
                self.machine().shift_ticks[place] = Some(now);
                let run = self.run;
                return self.agenda.after(NO_ROOM_MS, Step::ShiftTick { run, place });
            }
            let Some(output) = self.machine().shifts[place].tick(now) else { break };
            self.perform_shift(place, output);
        }
        self.plan_shift_tick(place);
    }

    pub(super) fn plan_shift_tick(&mut self, place: usize) {
        let run = self.run;
        let late = self.random.below(400);
        let machine = self.machine();
        let Some(due) = machine.shifts[place].next_deadline() else { return };
        let planned = machine.shift_ticks[place];
        if machine.ticking && planned.is_none_or(|planned| due < planned) {
            machine.shift_ticks[place] = Some(due);
            let when = self.when(due).plus(Millis(late));
            self.agenda.at(when, Step::ShiftTick { run, place });
        }
    }

    pub(super) fn desk_tick(&mut self, place: usize) {
        let now = self.now();
        self.machine().desk_ticks[place] = None;
        let sends = self.machine().desks[place].tick(now, TICK_MAX);
        self.send(&sends);
        self.plan_desk_tick(place);
    }

    pub(super) fn plan_desk_tick(&mut self, place: usize) {
        let run = self.run;
        let machine = self.machine();
        let Some(due) = machine.desks[place].next_wake() else { return };
        if machine.desk_ticks[place].is_none_or(|planned| due < planned) {
            machine.desk_ticks[place] = Some(due);
            let when = self.when(due);
            self.agenda.at(when, Step::DeskTick { run, place });
        }
    }
}
