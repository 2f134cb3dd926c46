//! The way of one citizen. Where it leads is the server's word: each answer names the next page.

use super::temper::Temper;
use super::walker::{Payment, Run, Trouble, Walker};
use crate::chance::Chance;
use crate::client::page;
use crate::client::{Answer, Call, Form, NetTrouble};
use crate::recorder::Step;
use nobat_sandbox::people::citizens::CitizenRow;
use std::time::{Duration, Instant};

/// No visit needs so many pages; who is led in circles is told so.
const PAGES_MAX: u32 = 80;
/// How often somebody looks whether the bank has answered by now, and how long.
const CHECKS_APART: Duration = Duration::from_millis(500);
const CHECKS_MAX: u32 = 40;

/// How a visit ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// The nine digits were seen.
    Booked,
    /// Left before anything was held.
    GaveUp,
    /// Cancelled at the bank, or every card was refused, and left it at that.
    NotPaid,
    VanishedUnpaid,
    VanishedPaid,
    /// Nothing free, wherever and whenever this citizen looked.
    SoldOut,
    /// Paid, and the page still says that the bank is being asked.
    Undecided,
    /// Sent away as busy.
    Refused,
    /// Nobody answered any more.
    Unknown,
    /// An answer that a citizen with right papers must not get.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 10] = [
        Self::Booked,
        Self::GaveUp,
        Self::NotPaid,
        Self::VanishedUnpaid,
        Self::VanishedPaid,
        Self::SoldOut,
        Self::Undecided,
        Self::Refused,
        Self::Unknown,
        Self::Failed,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::GaveUp => "gave_up",
            Self::NotPaid => "not_paid",
            Self::VanishedUnpaid => "vanished_unpaid",
            Self::VanishedPaid => "vanished_paid",
            Self::SoldOut => "sold_out",
            Self::Undecided => "undecided",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }

    /// Whether the citizen reached an end of their own.
    pub const fn is_own_end(self) -> bool {
        !matches!(self, Self::Undecided | Self::Refused | Self::Unknown | Self::Failed)
    }
}

/// What is left of a visit for the audit.
#[derive(Debug)]
pub struct Story {
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub payments: Vec<Payment>,
    /// A booking at a place that this citizen never chose.
    pub strayed: Option<page::Place>,
}

/// Where a citizen goes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    Page(String),
    /// The bank's page, by its whole address.
    Bank(String),
    End(Outcome),
}

/// A citizen with what is remembered between pages.
pub struct Citizen<'r> {
    pub walker: Walker<'r>,
    pub temper: Temper,
    /// The second tab's payment, until it is paid too.
    pub second: Option<String>,
    pub has_cancelled: bool,
    checks: u32,
    has_looked_again: bool,
    strayed: Option<page::Place>,
}

/// Plays the n-th citizen from the moment that the schedule says.
pub async fn visit(run: &Run, who: &CitizenRow, n: u64, seed: u64, due: Instant) -> Story {
    let mut chance = Chance::nth(seed, n);
    let temper = Temper::draw(&mut chance);
    let mut citizen = Citizen {
        walker: Walker::new(run, who, n, chance, due),
        temper,
        second: None,
        has_cancelled: false,
        checks: 0,
        has_looked_again: false,
        strayed: None,
    };
    let (outcome, reason) = citizen.walk().await;
    let Citizen { walker, strayed, .. } = citizen;
    Story { outcome, reason, payments: walker.payments, strayed }
}

impl Citizen<'_> {
    async fn walk(&mut self) -> (Outcome, Option<String>) {
        let mut next = Next::Page("/".to_owned());
        for _ in 0..PAGES_MAX {
            let step = match &next {
                Next::Page(path) => self.page(&path.clone()).await,
                Next::Bank(address) => self.at_bank(&address.clone()).await,
                Next::End(outcome) => return (*outcome, None),
            };
            next = match step {
                Ok(next) => next,
                // Somebody whose page broke enters again and is led on from where they stand.
                Err(trouble) if self.walker.survives(&trouble) => Next::Page("/".to_owned()),
                Err(trouble) => return (outcome_of(&trouble), Some(trouble.to_string())),
            };
        }
        (Outcome::Failed, Some(format!("led in circles over {PAGES_MAX} pages")))
    }

    async fn page(&mut self, path: &str) -> Result<Next, Trouble> {
        match path.split('?').next().unwrap_or(path) {
            "/" => self.enter().await,
            "/register" => self.register().await,
            "/choose" => self.choose_again().await,
            "/pay/leaving" => self.leaving(path).await,
            "/pay/failed" => self.failed(path).await,
            "/pay/checking" => self.checking(path).await,
            "/confirm" => self.confirm().await,
            "/result" => self.result().await,
            other => {
                let what = format!("led to {other}");
                Err(Trouble::Strange { step: Step::EntryPage, what })
            }
        }
    }

    async fn enter(&mut self) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::EntryPage, Call::get("/")).await?;
        let mut form = form_of(&page, "/", Step::EntryPage)?;
        form.set("nid", self.walker.who.national_id.as_str());
        form.set("serial", self.walker.who.serial.as_str());
        form.set("answer", "7");
        self.walker.think();
        let answer = self.walker.ask(Step::EntryForm, Call::form("/", form.encoded())).await?;
        self.led(&answer).ok_or_else(|| Trouble::strange(Step::EntryForm, &answer))
    }

    async fn confirm(&mut self) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::ConfirmPage, Call::get("/confirm")).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        if let Some(form) = Form::find(&page.body, "/confirm") {
            let seen = page::booking(&page.body);
            let seen = seen.ok_or_else(|| Trouble::strange(Step::ConfirmPage, &page))?;
            self.acknowledged(seen)?;
            self.walker.think();
            let call = Call::form("/confirm", form.encoded());
            let answer = self.walker.ask(Step::Confirm, call).await?;
            return self.led(&answer).ok_or_else(|| Trouble::strange(Step::Confirm, &answer));
        }
        self.pay_again(&page).await
    }

    async fn result(&mut self) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::ResultPage, Call::get("/result")).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        let seen = page::booking(&page.body).filter(|seen| seen.code.is_some());
        let seen = seen.ok_or_else(|| Trouble::strange(Step::ResultPage, &page))?;
        self.acknowledged(seen)?;
        self.walker.think();
        let print = self.walker.ask(Step::Receipt, Call::get("/result/print")).await?;
        if print.status != 200 {
            return Err(Trouble::strange(Step::Receipt, &print));
        }
        self.pay_in_second_tab().await?;
        if self.temper == Temper::LooksAgain && !self.has_looked_again {
            self.has_looked_again = true;
            self.walker.come_back_later();
            return Ok(Next::Page("/".to_owned()));
        }
        Ok(Next::End(Outcome::Booked))
    }

    fn acknowledged(&mut self, seen: page::Seen) -> Result<(), Trouble> {
        if self.walker.wanted.is_empty() {
            let what = "booked before this run: see --skip-citizens".to_owned();
            return Err(Trouble::Strange { step: Step::ResultPage, what });
        }
        if self.walker.wanted.iter().all(|card| card.place != seen.place) {
            self.strayed = Some(seen.place.clone());
        }
        self.walker.book(seen)
    }

    async fn checking(&mut self, path: &str) -> Result<Next, Trouble> {
        let page = self.walker.ask(Step::CheckingPage, Call::get(path)).await?;
        if let Some(next) = self.led(&page) {
            return Ok(next);
        }
        if page.status != 200 {
            return Err(Trouble::strange(Step::CheckingPage, &page));
        }
        self.checks += 1;
        if self.checks > CHECKS_MAX {
            return Ok(Next::End(Outcome::Undecided));
        }
        self.walker.linger(CHECKS_APART);
        Ok(Next::Page(path.to_owned()))
    }

    /// Where an answer leads, if it leads anywhere.
    pub fn led(&self, answer: &Answer) -> Option<Next> {
        let location =
            answer.location.as_deref().filter(|_| (300..400).contains(&answer.status))?;
        if page::token(location).is_some() && self.walker.bank_path_of(location).is_some() {
            return Some(Next::Bank(location.to_owned()));
        }
        self.walker.path_of(location).map(|path| Next::Page(path.to_owned()))
    }
}

/// The form of a page that must have it.
pub fn form_of(page: &Answer, action: &str, step: Step) -> Result<Form, Trouble> {
    Form::find(&page.body, action).ok_or_else(|| Trouble::strange(step, page))
}

fn outcome_of(trouble: &Trouble) -> Outcome {
    match trouble {
        Trouble::Net(NetTrouble::OutOfHandles | NetTrouble::TooLong) => Outcome::Failed,
        Trouble::Net(_) => Outcome::Unknown,
        Trouble::Refused { .. } => Outcome::Refused,
        Trouble::Strange { .. } | Trouble::Book => Outcome::Failed,
    }
}
