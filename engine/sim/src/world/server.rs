//! What the server does between citizens, desks and banks: calls, tokens, returns, questions.

use nobat_domain::ids::{AttemptNo, OrderNo, RequestKey};
use nobat_domain::keeper::{AskBank, Outcome};
use nobat_domain::payment::{AttemptState, BankSays, Token};
use nobat_domain::request::{Denied, Phase, RequestCommand, RequestRefusal, RequestState};
use nobat_domain::shift::Refusal;

use super::life::{Step, World};
use super::machine::{Call, Caller, ToDesk};
use super::report;
use crate::coverage::Case;
use crate::fault::Fault;
use crate::gateway::WINDOW;

/// How often a call that met a full mailbox or an old row is made again.
const TRIES_MAX: u32 = 40;
const SWEEP_EVERY_MS: u64 = 5_000;
const SWEEP_IDLE_MS: u64 = 60_000;
const SWEEP_MAX: usize = 16;

impl World {
    pub(super) fn ask(&mut self, key: RequestKey, command: RequestCommand, caller: Caller) {
        self.call(Call { key, command, caller, tries: 0 });
    }

    /// The row that a reader finds now travels with the command.
    pub(super) fn call(&mut self, call: Call) {
        if self.machine.is_none() {
            return;
        }
        let place = self.desk_of(call.key);
        let row = self.store.live.row(call.key);
        let message = ToDesk::Call(Box::new((call.clone(), row)));
        if !self.put_desk(place, message) {
            self.again(call, Case::MailboxFull);
        }
    }

    pub(super) fn again(&mut self, call: Call, why: Case) {
        self.meet(why);
        if call.tries < TRIES_MAX {
            let call = Box::new(Call { tries: call.tries + 1, ..call });
            let (run, ms) = (self.run, self.random.between(20, 200));
            self.agenda.after(ms, Step::Call { run, call });
        } else if let Caller::Verdict(order) = call.caller {
            // It is asked again later, and the bank says the same.
            self.machine().asked.remove(&order);
        }
    }

    /// An answer leaves the engine.
    pub(super) fn answered(&mut self, caller: Caller, key: RequestKey, outcome: Outcome) {
        let (state, refusal) = match outcome {
            Outcome::State(state) => (state, None),
            Outcome::Refused(refusal, state) => (state, Some(refusal)),
            Outcome::Reload(_) => unreachable!("a reload was made again"),
        };
        if let Some(state) = &state {
            self.auditor.shown(&report::seen(key, state));
        }
        match refusal {
            Some(RequestRefusal::Payment(_)) => self.meet(Case::WrongAmount),
            Some(RequestRefusal::TooManyAttempts) => self.meet(Case::PagesHoarded),
            Some(RequestRefusal::StepBehind { .. } | RequestRefusal::StepSkips { .. }) => {
                self.meet(Case::StepOutOfTurn);
            }
            Some(RequestRefusal::CoolsUntil { .. }) => self.meet(Case::CooledDown),
            Some(RequestRefusal::MovesFrom { .. }) => self.meet(Case::MoveWaits),
            Some(RequestRefusal::DayNotCome { .. }) => self.meet(Case::BegunBeforeItsDay),
            Some(RequestRefusal::BookedElsewhere { .. }) => self.meet(Case::StepAtAnotherOffice),
            Some(RequestRefusal::Denied(Denied::Begun { .. })) => {
                self.meet(Case::DeniedToWhoHasBegun);
            }
            _ => {}
        }
        match (caller, state) {
            (Caller::Looks(citizen), state) => self.looked(citizen, state.as_deref()),
            (Caller::Acts, Some(state)) => self.wants_tokens(key, &state),
            (Caller::Token { citizen, attempt }, state) => {
                let shown = state.filter(|_| refusal.is_none());
                let shown = shown.filter(|state| page_may_be_shown(state, attempt));
                match shown {
                    Some(state) => self.page_shown(citizen, attempt, &state),
                    None => self.token_refused(key, attempt),
                }
            }
            (Caller::Returned { attempt }, Some(state)) => self.after_return(key, attempt, &state),
            (Caller::Verdict(order), _) => {
                self.machine().asked.remove(&order);
            }
            (Caller::Acts | Caller::Returned { .. } | Caller::Nobody, _) => {}
        }
    }

    /// A fresh attempt needs a bank's page.
    fn wants_tokens(&mut self, key: RequestKey, state: &RequestState) {
        let fresh = |attempt: &&nobat_domain::payment::Attempt| {
            matches!(attempt.state, AttemptState::Opened)
        };
        let Some(attempt) = state.attempts.iter().rev().find(fresh) else { return };
        if !self.machine().asked.insert(attempt.order) {
            return;
        }
        let now = self.agenda.now();
        let reply = self.gateway.token(attempt.order, attempt.amount, now, &mut self.random);
        let (run, attempt, token) = (self.run, attempt.no, reply.content);
        self.agenda.after(reply.after_ms, Step::TokenCame { run, key, attempt, token });
    }

    pub(super) fn token_came(&mut self, key: RequestKey, attempt: AttemptNo, token: Option<Token>) {
        let order = self.order_of(key, attempt);
        self.machine().asked.retain(|asked| Some(*asked) != order);
        let Some(token) = token else {
            self.meet(Case::NoToken);
            let command = RequestCommand::NotTokened { attempt };
            return self.ask(key, command, Caller::Nobody);
        };
        let Some(citizen) = self.by_key.get(&key).copied() else { return };
        let window_ends = self.now().plus(WINDOW);
        let command = RequestCommand::Tokened { attempt, token, window_ends };
        self.ask(key, command, Caller::Token { citizen, attempt });
    }

    fn order_of(&mut self, key: RequestKey, attempt: AttemptNo) -> Option<OrderNo> {
        let desk = self.desk_of(key);
        let state = self.machine().desks[desk].state(key)?;
        state.attempt(attempt).map(|attempt| attempt.order)
    }

    fn token_refused(&mut self, key: RequestKey, attempt: AttemptNo) {
        self.meet(Case::TokenRefused);
        self.ask(key, RequestCommand::NotTokened { attempt }, Caller::Nobody);
    }

    fn after_return(&mut self, key: RequestKey, no: AttemptNo, state: &RequestState) {
        let Some(attempt) = state.attempt(no).filter(|attempt| attempt.asking()) else { return };
        let token = attempt.token().expect("an asked attempt has a token").clone();
        let (bank, order, amount) = (attempt.bank, attempt.order, attempt.amount);
        self.question(AskBank { request: key, attempt: no, bank, order, amount, token });
    }

    pub(super) fn sweep(&mut self) {
        let (run, now) = (self.run, self.now());
        for place in 0..self.workload.desks {
            for ask in self.machine().desks[place].asks(now, SWEEP_MAX) {
                let unasked = self.is(Fault::UnaskedPage) && self.is_closed(place, &ask);
                if !unasked {
                    self.question(ask);
                }
            }
        }
        let idle = self.machine().desks.iter().all(|desk| desk.in_flight() == 0);
        let pause = if idle { SWEEP_IDLE_MS } else { SWEEP_EVERY_MS };
        self.agenda.after(pause, Step::Sweep { run });
    }

    fn is_closed(&mut self, place: usize, ask: &AskBank) -> bool {
        let state = self.machine().desks[place].state(ask.request);
        let attempt = state.and_then(|state| state.attempt(ask.attempt));
        attempt.is_some_and(|attempt| attempt.ask_again().is_some())
    }

    /// Never two questions about one order at once: an old answer could be taken for a new one.
    fn question(&mut self, ask: AskBank) {
        if !self.machine().asked.insert(ask.order) {
            return;
        }
        let now = self.agenda.now();
        let reply = self.gateway.ask(ask.order, now, &mut self.random);
        let (run, says, ask) = (self.run, reply.content, Box::new(ask));
        self.agenda.after(reply.after_ms, Step::BankSaid { run, ask, says });
    }

    pub(super) fn bank_said(&mut self, ask: &AskBank, says: BankSays) {
        match says {
            BankSays::Unknown => self.meet(Case::BankSilent),
            BankSays::Returned => self.meet(Case::ReturnedByBank),
            BankSays::Paid(_) | BankSays::NotPaid => {}
        }
        let command = RequestCommand::BankSaid { attempt: ask.attempt, says };
        self.ask(ask.request, command, Caller::Verdict(ask.order));
    }

    /// Planted: the first "not paid" is made final by pretending that a browser came back.
    pub(super) fn hasty(
        &mut self,
        place: usize,
        key: RequestKey,
        command: RequestCommand,
    ) -> RequestCommand {
        if let RequestCommand::BankSaid { attempt, says: BankSays::NotPaid } = &command
            && self.is(Fault::HastyNo)
        {
            let pretence = RequestCommand::Returned { attempt: *attempt, failed: true };
            let (at, row) = (self.now(), Some(self.store.live.row(key)));
            let (wait, chance) = (None, 0);
            let input =
                nobat_domain::keeper::DeskInput { key, row, command: pretence, wait, chance, at };
            let output = self.machine().desks[place].receive(input);
            self.perform_desk(place, output);
        }
        command
    }

    pub(super) fn refused(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::Full => self.meet(Case::RefusedFull),
            Refusal::NotOpenYet { .. } => self.meet(Case::RefusedEarly),
            Refusal::Closed => self.meet(Case::RefusedClosed),
            Refusal::Past => self.meet(Case::RefusedPast),
            Refusal::TooLate => self.meet(Case::RefusedLate),
            Refusal::HoldEnded | Refusal::NoSuchDay | Refusal::OverLimit => {}
        }
    }
}

/// The token is durable and the hold lives: the redirect may leave.
fn page_may_be_shown(state: &RequestState, no: AttemptNo) -> bool {
    let Some(attempt) = state.attempt(no) else { return false };
    // The answer came because the hold was extended, or because it waits for no money any more.
    let lives = state.hold(attempt.hold).is_some_and(|hold| hold.phase == Phase::Live);
    lives && matches!(attempt.state, AttemptState::Shown { .. })
}
