//! A citizen on the way: one request after another, each at its intended moment and on the record.

use crate::book::{Book, Receipt};
use crate::chance::Chance;
use crate::client::page::{self, Card};
use crate::client::{Answer, Browser, Call, NetTrouble, Target};
use crate::clock;
use crate::recorder::{Recorder, Step};
use crate::towns::Towns;
use nobat_sandbox::people::citizens::CitizenRow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

/// Whether the server is expected to be killed under the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kills {
    Expected,
    Unexpected,
}

/// What all citizens of a run share.
#[derive(Debug)]
pub struct Run {
    pub target: Arc<Target>,
    pub sandbox: Arc<Target>,
    pub recorder: Mutex<Recorder>,
    pub book: Book,
    pub towns: Towns,
    pub think_mean: Duration,
    pub kills: Kills,
    /// How long a citizen goes on trying while nobody answers.
    pub patience: Duration,
}

impl Run {
    /// Recording cannot panic half way, so a poisoned lock still guards whole figures.
    pub fn recorder(&self) -> MutexGuard<'_, Recorder> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a citizen cannot go on as wished.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{0}")]
    Net(#[from] NetTrouble),
    /// Sent away politely: busy, or too many requests.
    #[error("{status} at {}", step.name())]
    Refused { step: Step, status: u16 },
    #[error("{}: {what}", step.name())]
    Strange { step: Step, what: String },
    #[error("writing the book failed")]
    Book,
}

impl Trouble {
    pub fn strange(step: Step, answer: &Answer) -> Self {
        let faults = page::faults(&answer.body).join(", ");
        let title = page::title(&answer.body);
        let location = answer.location.as_deref().unwrap_or_default();
        let what = format!("{} «{title}» {faults} {location}", answer.status);
        Self::Strange { step, what: what.trim_end().to_owned() }
    }
}

/// A bank's token, and what its citizen did with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    pub token: String,
    pub paid: bool,
}

/// The first wait after an interruption; doubled up to the longest.
const PAUSE_FIRST: Duration = Duration::from_millis(100);
const PAUSE_LONGEST: Duration = Duration::from_secs(2);

pub struct Walker<'r> {
    pub run: &'r Run,
    pub who: &'r CitizenRow,
    pub chance: Chance,
    pub payments: Vec<Payment>,
    /// Every row that was sent as a choice: an interrupted one may have been taken all the same.
    pub wanted: Vec<Card>,
    pub interruptions: u32,
    browser: Browser,
    bank: Browser,
    /// When the next request should be sent.
    due: Instant,
    pause: Duration,
    away_since: Option<Instant>,
}

impl<'r> Walker<'r> {
    pub fn new(run: &'r Run, who: &'r CitizenRow, n: u64, chance: Chance, due: Instant) -> Self {
        Self {
            run,
            who,
            chance,
            payments: Vec::new(),
            wanted: Vec::new(),
            interruptions: 0,
            browser: Browser::new(run.target.clone(), run.target.source(n)),
            bank: Browser::new(run.sandbox.clone(), run.sandbox.source(n)),
            due,
            pause: PAUSE_FIRST,
            away_since: None,
        }
    }

    /// One request to the server under load.
    pub async fn ask(&mut self, step: Step, call: Call) -> Result<Answer, Trouble> {
        let begun = self.wait().await;
        let answer = self.browser.send(call).await;
        self.note(step, begun, answer)
    }

    /// One request to the sandbox's bank.
    pub async fn ask_bank(&mut self, step: Step, call: Call) -> Result<Answer, Trouble> {
        let begun = self.wait().await;
        let answer = self.bank.send(call).await;
        self.note(step, begun, answer)
    }

    /// A request that may be repeated without harm: tried as long as kills and patience say.
    pub async fn insist(&mut self, step: Step, call: &Call) -> Result<Answer, Trouble> {
        loop {
            let to_bank = !step.is_the_servers();
            let call = call.clone();
            let asked =
                if to_bank { self.ask_bank(step, call).await } else { self.ask(step, call).await };
            match asked {
                Err(trouble) if self.survives(&trouble) => {}
                asked => return asked,
            }
        }
    }

    async fn wait(&self) -> Instant {
        sleep_until(self.due.into()).await;
        clock::now()
    }

    fn note(
        &mut self,
        step: Step,
        begun: Instant,
        answer: Result<Answer, NetTrouble>,
    ) -> Result<Answer, Trouble> {
        let mut recorder = self.run.recorder();
        let answer = match answer {
            Ok(answer) => answer,
            Err(trouble) => {
                let now = clock::now();
                recorder.trouble(now);
                self.due = now;
                return Err(trouble.into());
            }
        };
        recorder.answered(step, self.due, begun, answer.timing);
        self.due = answer.timing.done;
        match answer.status {
            429 | 503 => Err(Trouble::Refused { step, status: answer.status }),
            500.. => Err(Trouble::strange(step, &answer)),
            _ => {
                self.pause = PAUSE_FIRST;
                self.away_since = None;
                Ok(answer)
            }
        }
    }

    /// A person reads and types before the next request.
    pub fn think(&mut self) {
        self.due += self.chance.exponential(self.run.think_mean);
    }

    /// The next request is sent so much later.
    pub fn linger(&mut self, span: Duration) {
        self.due += span;
    }

    /// Somebody who comes back later, with a browser that knows nothing.
    pub fn come_back_later(&mut self) {
        const VISITS_APART: u32 = 5;
        self.browser.forget();
        self.due += self.run.think_mean * VISITS_APART;
    }

    /// Whether the citizen tries again after this; then the next request waits a while.
    pub fn survives(&mut self, trouble: &Trouble) -> bool {
        let passing = match trouble {
            Trouble::Net(NetTrouble::OutOfHandles | NetTrouble::TooLong) => false,
            Trouble::Net(_) => true,
            Trouble::Refused { status, .. } => *status == 503,
            Trouble::Strange { .. } | Trouble::Book => false,
        };
        let since = *self.away_since.get_or_insert(self.due);
        let patient = self.due.saturating_duration_since(since) < self.run.patience;
        if self.run.kills == Kills::Unexpected || !passing || !patient {
            return false;
        }
        self.interruptions += 1;
        self.due += self.pause;
        self.pause = (self.pause * 2).min(PAUSE_LONGEST);
        true
    }

    pub fn path_of<'a>(&self, location: &'a str) -> Option<&'a str> {
        self.browser.target().path_of(location)
    }

    /// The path at the bank, if the address is the sandbox's.
    pub fn bank_path_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        self.bank.target().path_of(address)
    }

    /// Writes down what a page has shown as booked.
    pub fn book(&self, seen: page::Seen) -> Result<(), Trouble> {
        let approved = self.wanted.iter().find(|card| card.place == seen.place);
        let receipt = Receipt {
            national_id: self.who.national_id.as_str().to_owned(),
            serial: self.who.serial.as_str().to_owned(),
            place: seen.place,
            code: seen.code,
            approved: approved.and_then(|card| card.approved),
            tokens: self.payments.iter().map(|payment| payment.token.clone()).collect(),
            seen_at_ms: clock::wall_ms(),
        };
        self.run.book.seen(receipt).map_err(|_| Trouble::Book)
    }
}
