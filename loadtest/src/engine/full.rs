//! The whole of a booking through the request's desk: entry, choice, token, verified money.
//!
//! Each cycle is another citizen, because a citizen has one request. A pair is the choice with the
//! bank's word; entry, token and giving back are done and not counted.

use super::country::Country;
use super::run::Stage;
use super::spread::{CONFIRMED_PERMILLE, KEPT, nanos};
use super::tally::{self, Tally};
use crate::chance::Chance;
use crate::clock::now;
use nobat_domain::calendar::{SolarDate, lunar};
use nobat_domain::ids::{BankId, RequestKey};
use nobat_domain::money::Rial;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::payment::{Attempt, BankSays, Receipt, Reference, Token};
use nobat_domain::person::{BookletSerial, Gender, Mobile, NationalId, PersonName, Religion};
use nobat_domain::request::{Choice, Desired, Details, RequestCommand, RequestState};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Answered, AskError, EngineHandle};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const BANK: BankId = BankId(0);
const FEE_RIAL: i64 = 250_000;
const WINDOW: Millis = Millis::minutes(15);
/// Of a schedule: before whoever was let in and found no room asks again.
const AGAIN: Duration = Duration::from_millis(20);
/// Citizens that each client has for itself.
const CITIZENS_OF_A_CLIENT: u64 = 1 << 18;

pub struct Client {
    engine: EngineHandle,
    country: Arc<Country>,
    chance: Chance,
    no: u64,
    cycles: u64,
    kept: VecDeque<RequestKey>,
    details: Details,
}

impl Client {
    pub fn new(engine: EngineHandle, country: Arc<Country>, seed: u64, no: u64) -> Self {
        let birth = SolarDate::new(1369, 3, 19).expect("a real day");
        let details = Details {
            birth,
            birth_lunar: lunar::choices(birth)[2],
            gender: Gender::Female,
            religion: Religion::Islam,
            mother: PersonName::parse("شهرزاد").expect("Persian letters"),
            mobile: Mobile::parse("09145128136").expect("a mobile"),
            answers: EnrolmentAnswers::ORDINARY,
            home: None,
            long: None,
        };
        let chance = Chance::nth(seed, no);
        Self { engine, country, chance, no, cycles: 0, kept: VecDeque::new(), details }
    }

    /// Goes on until the run ends.
    pub async fn live(mut self, stage: Arc<Stage>, tally: Arc<Mutex<Tally>>) {
        while !stage.over() {
            let done = self.cycle(&stage, &tally).await;
            if done.is_err() {
                tally::open(&tally).busy += 1;
                tokio::task::yield_now().await;
            }
            while self.kept.len() > KEPT && !stage.over() {
                let oldest = *self.kept.front().expect("there are some");
                if self.engine.ask(oldest, RequestCommand::GiveBack).await.is_ok() {
                    self.kept.pop_front();
                } else {
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    /// One citizen who comes by schedule. Whoever was let in at the entry goes on to the receipt
    /// and gives the seat back, however often that finds no room.
    pub async fn once(mut self, stage: &Stage, tally: &Mutex<Tally>) {
        let counted = stage.counts();
        let begun = now();
        let citizen = national_id(self.no);
        let key = self.engine.request_key(&citizen);
        let serial = BookletSerial::parse("883810").expect("six digits");
        if self.engine.enter(citizen, serial).await.is_err() {
            if counted {
                let mut tally = tally::open(tally);
                tally.busy += 1;
                tally.busy_ns.saturating_record(nanos(begun.elapsed()));
            }
            return;
        }
        let entered = nanos(begun.elapsed());
        if counted {
            tally::open(tally).hold_ns.saturating_record(entered);
        }
        let again = || {
            tally::open(tally).unfinished += u64::from(counted);
            tokio::time::sleep(AGAIN)
        };
        let attempt = loop {
            match self.choose(key).await {
                Ok(Some(attempt)) => break attempt,
                Ok(None) => tally::open(tally).full += 1,
                Err(_) => again().await,
            }
        };
        while self.token(key, &attempt).await.is_err() {
            again().await;
        }
        let confirmed = self.chance.permille(CONFIRMED_PERMILLE);
        while self.settle(key, &attempt, confirmed).await.is_err() {
            again().await;
        }
        if counted && stage.counts() {
            let mut tally = tally::open(tally);
            tally.pairs += 1;
            tally.pair_ns.saturating_record(nanos(begun.elapsed()));
        }
        if let Some(key) = self.kept.pop_front() {
            while self.engine.ask(key, RequestCommand::GiveBack).await.is_err() {
                again().await;
            }
        }
    }

    async fn cycle(&mut self, stage: &Stage, tally: &Mutex<Tally>) -> Result<(), AskError> {
        self.cycles += 1;
        let citizen = national_id(self.no * CITIZENS_OF_A_CLIENT + self.cycles);
        let serial = BookletSerial::parse("883810").expect("six digits");
        let key = self.engine.request_key(&citizen);
        self.engine.enter(citizen, serial).await?;
        let counted = stage.counts();
        let begun = now();
        let Some(attempt) = self.choose(key).await? else {
            tally::open(tally).full += u64::from(counted);
            return Ok(());
        };
        let hold_took = begun.elapsed();
        self.token(key, &attempt).await?;
        let confirmed = self.chance.permille(CONFIRMED_PERMILLE);
        self.settle(key, &attempt, confirmed).await?;
        if counted && stage.counts() {
            let mut tally = tally::open(tally);
            tally.pairs += 1;
            tally.hold_ns.saturating_record(nanos(hold_took));
            tally.pair_ns.saturating_record(nanos(begun.elapsed()));
        }
        Ok(())
    }

    /// `None`: the date was full.
    async fn choose(&mut self, key: RequestKey) -> Result<Option<Attempt>, AskError> {
        let (shift, day) = self.country.any(&mut self.chance);
        let fee = Rial::new(FEE_RIAL).expect("a fee");
        let command = RequestCommand::Choose {
            choice: Choice { shift, day },
            desired: Desired { bank: BANK, fee },
            details: Some(Box::new(self.details.clone())),
        };
        let state = self.ask(key, command).await?;
        Ok(state.attempts.last().cloned())
    }

    async fn token(&self, key: RequestKey, attempt: &Attempt) -> Result<(), AskError> {
        let token = Token::new(&attempt.order.0.to_string()).expect("digits");
        let window_ends = self.engine.now().plus(WINDOW);
        let tokened = RequestCommand::Tokened { attempt: attempt.no, token, window_ends };
        self.ask(key, tokened).await.map(drop)
    }

    async fn settle(
        &mut self,
        key: RequestKey,
        attempt: &Attempt,
        confirmed: bool,
    ) -> Result<(), AskError> {
        let no = attempt.no;
        if confirmed {
            let order = attempt.order.0.to_string();
            let receipt = Receipt {
                reference: Reference::new(&order).expect("digits"),
                trace: Reference::new("000281").expect("digits"),
                amount: attempt.amount,
                order: attempt.order,
            };
            let says = BankSays::Paid(receipt);
            let state = self.ask(key, RequestCommand::BankSaid { attempt: no, says }).await?;
            assert!(state.booking.is_some() && state.code.is_some(), "money books a live hold");
            self.kept.push_back(key);
        } else {
            self.ask(key, RequestCommand::Returned { attempt: no, failed: true }).await?;
            let says = BankSays::NotPaid;
            let state = self.ask(key, RequestCommand::BankSaid { attempt: no, says }).await?;
            assert!(state.booking.is_none(), "nobody has paid");
        }
        Ok(())
    }

    async fn ask(
        &self,
        key: RequestKey,
        command: RequestCommand,
    ) -> Result<Box<RequestState>, AskError> {
        match self.engine.ask(key, command).await? {
            Answered::Is(state) => Ok(state),
            other => panic!("a step was answered by {other:?}"),
        }
    }
}

/// A number with the right check digit; a run has a thousand million of them.
fn national_id(n: u64) -> NationalId {
    let body = format!("{:09}", 100_000_000 + n % 899_999_999);
    let sum: u32 = body.bytes().zip(0_u32..).map(|(d, i)| u32::from(d - b'0') * (10 - i)).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    NationalId::parse(&format!("{body}{check}")).expect("a right check digit")
}
