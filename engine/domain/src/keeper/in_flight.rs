//! One request that a desk keeps in memory: its state, what it has sent, and who waits.

use crate::ids::{AttemptNo, BankId, HoldNo, OrderNo, RequestKey, Sequence};
use crate::keeper::desk::WaitId;
use crate::limits::ASKED_AFTER;
use crate::money::Rial;
use crate::payment::{Attempt, AttemptState, Token};
use crate::request::{Owed, Phase, RequestState, owed};
use crate::shift::{Ask, ShiftCommand};
use crate::timestamp::{Millis, Timestamp};

/// A command that is not answered is sent again after this.
pub const RESEND_AFTER: Millis = Millis::seconds(1);
/// A shift that says that a hold lives beyond its deadline is asked again after this.
pub const HOLDING_AGAIN: Millis = Millis::seconds(10);
/// A shift is asked about a hold this long after the hold's deadline has passed in silence.
pub const SILENCE: Millis = Millis::seconds(2);
/// A citizen may pay and never come back: the bank is asked this often while the page is open.
pub const SWEEP_SHOWN: Millis = Millis::minutes(2);
/// First pause after a question that the bank did not settle; doubled up to the longest.
pub const SWEEP_FIRST: Millis = Millis::seconds(5);
pub const SWEEP_LONGEST: Millis = Millis::minutes(5);
/// Callers that wait for one request at once; a further one is answered with what is known.
pub const WAITS_MAX: usize = 16;

const _: () = assert!(SWEEP_FIRST.0 < SWEEP_LONGEST.0);
const _: () = assert!(SWEEP_SHOWN.0 >= ASKED_AFTER.0);

/// A question for a bank that is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskBank {
    pub request: RequestKey,
    pub attempt: AttemptNo,
    pub bank: BankId,
    pub order: OrderNo,
    pub amount: Rial,
    pub token: Token,
}

/// What a waiting caller waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Until {
    /// The shift has answered this hold, and booked it if it was paid already.
    Decided(HoldNo),
    /// The shift has extended this hold, or has it no more.
    Extended(HoldNo),
    /// No seat of the request is being decided or booked.
    Settled,
}

/// A command that is owed still, and whether a shift has answered it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub command: ShiftCommand,
    pub at: Timestamp,
    pub answered: bool,
}

impl Sent {
    /// When it is sent again. An answer lasts, but for that to a question whether a hold lives.
    fn again_at(&self) -> Option<Timestamp> {
        let asks = matches!(self.command, ShiftCommand::Seat { ask: Ask::Holding { .. }, .. });
        match (self.answered, asks) {
            (false, _) => Some(self.at.plus(RESEND_AFTER)),
            (true, true) => Some(self.at.plus(HOLDING_AGAIN)),
            (true, false) => None,
        }
    }

    fn extends(&self, no: HoldNo) -> bool {
        let ShiftCommand::Seat { hold, ask, .. } = self.command else { return false };
        hold == no && matches!(ask, Ask::Extend { .. } | Ask::Secure { .. })
    }
}

/// Why a bank is asked though nobody has come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    /// A page is open: somebody may have paid and walked away.
    Shown,
    /// The outcome is wanted, or in doubt.
    Asking,
    /// A closed attempt, from this moment on: somebody may have paid after the bank's no.
    Last(Timestamp),
}

impl Question {
    fn about(attempt: &Attempt) -> Option<Self> {
        match attempt.state {
            AttemptState::Shown { .. } => Some(Self::Shown),
            AttemptState::Asking { .. } => Some(Self::Asking),
            _ => attempt.ask_again().map(Self::Last),
        }
    }

    const fn first_pause(self) -> Millis {
        match self {
            Self::Shown => SWEEP_SHOWN,
            Self::Asking | Self::Last(_) => SWEEP_FIRST,
        }
    }

    /// The moment before which nobody asks, where the desk hears of it at `at`.
    fn first(self, at: Timestamp) -> Timestamp {
        match self {
            Self::Shown | Self::Asking => at.plus(self.first_pause()),
            Self::Last(due) => due.max(at),
        }
    }

    /// The same after a restart: nobody knows which questions were in the air.
    fn first_anew(self, attempt: &Attempt, at: Timestamp) -> Timestamp {
        match self {
            Self::Shown => attempt.opened_at.plus(ASKED_AFTER).max(at),
            Self::Asking => at,
            Self::Last(due) => due.max(at),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Sweep {
    pub attempt: AttemptNo,
    pub question: Question,
    pub pause: Millis,
    pub next: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct InFlight {
    pub state: RequestState,
    /// The sequence of its last event, on which every answer about it rests.
    pub last: Sequence,
    pub sent: Vec<Sent>,
    /// When it was last looked at what is owed: everything due by then has been sent. Never yet
    /// after a restart.
    pub looked_at: Option<Timestamp>,
    pub waits: Vec<(WaitId, Until)>,
    pub sweeps: Vec<Sweep>,
    /// Where it stands in its desk's plans of wakes and of questions.
    pub wakes: Option<Timestamp>,
    pub asks: Option<Timestamp>,
}

impl InFlight {
    pub(super) const fn new(state: RequestState, last: Sequence) -> Self {
        Self {
            state,
            last,
            sent: Vec::new(),
            looked_at: None,
            waits: Vec::new(),
            sweeps: Vec::new(),
            wakes: None,
            asks: None,
        }
    }

    /// What is owed and has not been sent lately; remembers that it is sent now.
    pub(super) fn sends(&mut self, key: RequestKey, at: Timestamp) -> Vec<Owed> {
        let owed = owed(&self.state, key, at);
        self.looked_at = Some(at);
        self.sent.retain(|sent| owed.iter().any(|item| item.command == sent.command));
        let mut now = Vec::new();
        for item in owed {
            let fresh = Sent { command: item.command, at, answered: false };
            match self.sent.iter_mut().find(|sent| sent.command == item.command) {
                Some(sent) if sent.again_at().is_none_or(|again| at < again) => continue,
                Some(sent) => sent.at = at,
                None => self.sent.push(fresh),
            }
            now.push(item);
        }
        now
    }

    /// Also one that nobody has looked at since the start: what it owes has not been sent yet.
    pub(super) fn unanswered(&self) -> bool {
        self.looked_at.is_none() || self.sent.iter().any(|sent| !sent.answered)
    }

    /// Notes an answer that leaves the request as it is.
    pub(super) fn ack(&mut self, asked: &ShiftCommand) {
        for sent in self.sent.iter_mut().filter(|sent| sent.command == *asked) {
            sent.answered = true;
        }
    }

    pub(super) fn satisfied(&self, until: Until) -> bool {
        let booking =
            |no: HoldNo| self.state.hold(no).is_some_and(|hold| hold.phase == Phase::Booking);
        match until {
            Until::Decided(no) => {
                self.state.intent.is_none_or(|intent| intent.hold != no) && !booking(no)
            }
            Until::Extended(no) => {
                let extended = |sent: &Sent| sent.answered && sent.extends(no);
                let live = self.state.hold(no).is_some_and(|hold| hold.phase == Phase::Live);
                !live || self.sent.iter().any(extended)
            }
            Until::Settled => {
                self.state.intent.is_none()
                    && !self.state.holds.iter().any(|hold| hold.phase == Phase::Booking)
            }
        }
    }

    /// When this request needs a tick: something unanswered, a silent deadline, or a sweep.
    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        let again = self.sent.iter().filter_map(Sent::again_at);
        let silent = self.state.holds.iter().map(|hold| {
            let deadline = match hold.phase {
                Phase::Verifying { verify_by } => verify_by,
                _ => hold.deadline,
            };
            deadline.plus(SILENCE)
        });
        again.chain(silent.filter(|at| Some(*at) > self.looked_at)).min()
    }

    /// Keeps one sweep for each attempt that a bank may still settle.
    pub(super) fn schedule_sweeps(&mut self, at: Timestamp) {
        let attempts = &self.state.attempts;
        self.sweeps.retain(|sweep| {
            let same = |other: &&Attempt| other.no == sweep.attempt;
            attempts.iter().find(same).and_then(Question::about) == Some(sweep.question)
        });
        for attempt in attempts {
            let Some(question) = Question::about(attempt) else { continue };
            if self.sweeps.iter().any(|sweep| sweep.attempt == attempt.no) {
                continue;
            }
            let (pause, next) = (question.first_pause(), question.first(at));
            self.sweeps.push(Sweep { attempt: attempt.no, question, pause, next });
        }
    }

    /// After a restart nobody knows which questions were in the air: all are asked anew.
    pub(super) fn sweep_at_once(&mut self, at: Timestamp) {
        self.schedule_sweeps(at);
        for sweep in &mut self.sweeps {
            let attempt = self.state.attempt(sweep.attempt).expect("sweeps follow attempts");
            sweep.next = sweep.question.first_anew(attempt, at);
        }
    }

    pub(super) fn next_sweep(&self) -> Option<Timestamp> {
        self.sweeps.iter().map(|sweep| sweep.next).min()
    }

    /// Questions that are due now; each is put off until it would be due again.
    pub(super) fn due_sweeps(&mut self, key: RequestKey, at: Timestamp) -> Vec<AskBank> {
        let mut due = Vec::new();
        for sweep in self.sweeps.iter_mut().filter(|sweep| sweep.next <= at) {
            sweep.next = at.plus(sweep.pause);
            if sweep.question != Question::Shown {
                sweep.pause = Millis((sweep.pause.0 * 2).min(SWEEP_LONGEST.0));
            }
            let attempt = self.state.attempt(sweep.attempt).expect("sweeps follow attempts");
            let token = attempt.token().expect("only shown tokens are swept").clone();
            due.push(AskBank {
                request: key,
                attempt: attempt.no,
                bank: attempt.bank,
                order: attempt.order,
                amount: attempt.amount,
                token,
            });
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DataKeyNo;
    use crate::person::{BookletSerial, NationalId};

    #[test]
    fn a_request_that_nobody_has_looked_at_since_the_start_is_unanswered() {
        let id = NationalId::parse("2580200606").expect("a right number");
        let serial = BookletSerial::parse("883810").expect("six digits");
        let state = RequestState::entered(id, serial, DataKeyNo(1), Timestamp(1));
        let mut entry = InFlight::new(state, Sequence(1));
        assert!(entry.unanswered());
        assert!(entry.sends(RequestKey([1; 16]), Timestamp(2)).is_empty(), "it owes nothing");
        assert!(!entry.unanswered());
    }
}
