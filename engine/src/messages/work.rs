//! Taking what is due, and writing down what became of it.

use nobat_domain::calendar::tehran::day_of;
use nobat_domain::message::{Channel, Kind, Rule, To, Unknown, holds};
use nobat_domain::person::Mobile;
use nobat_domain::request::RequestState;
use nobat_domain::timestamp::{Millis, Timestamp};
use zeroize::Zeroizing;

use super::error::LedgerError;
use super::ledger::{Change, Ledger, MessageId};
use super::outcome::{Outcome, Report, Standing};
use super::row::{Row, due_of};
use super::shelf::Shelf;

/// Where a message waits for its turn. The number is on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Lane {
    /// Texts that somebody may be waiting for.
    Texts = 1,
    /// Texts of which there are very many at once.
    TextsInTurn = 2,
    Letters = 3,
    /// Taken by a provider, whose reports are asked for.
    Reports = 4,
    /// Over, until it is forgotten.
    Over = 5,
}

/// Something to be done.
#[derive(Debug)]
pub enum Job {
    /// Send this. Until its outcome is settled it counts as unknown.
    Send(Box<Post>),
    /// Ask whether it was taken.
    Ask(MessageId),
    /// Ask what became of it after it was taken, by the provider's number.
    Report(MessageId, u64),
}

/// A message that is still true, and where it goes.
#[derive(Debug)]
pub struct Post {
    pub id: MessageId,
    pub to: Address,
    pub state: Box<RequestState>,
    pub language: u8,
    pub made: Timestamp,
    /// Tries before this one.
    pub tries: u8,
}

pub enum Address {
    Mobile(Mobile),
    Mail(Zeroizing<String>),
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address")
    }
}

/// Whoever sends has an answer by then; otherwise it was killed.
const LOST_AFTER: Millis = Millis::minutes(1);
/// Tries of one message that surely stayed.
const TRIES_MAX: u8 = 12;
/// After this a provider reports nothing any more.
const REPORTED_WITHIN: Millis = Millis::hours(48);
/// Until the first question for a report, and at most from one to the next.
const REPORT_FIRST: Millis = Millis::minutes(2);
const REPORT_PAUSE_MAX: Millis = Millis::hours(6);

impl Ledger {
    /// The number by which a provider knows a message: the same for the same message, always, and
    /// also after this ledger was lost. It fits into 63 bits.
    #[must_use]
    pub fn name(&self, id: &MessageId) -> u64 {
        self.engine.inner.keyring.request_keys().message_number(&id.bytes())
    }

    /// Takes what is due in a lane, at most so many. It is on disk that they were taken: what is
    /// not settled within a minute is asked about, also after a kill.
    ///
    /// # Errors
    /// [`LedgerError`] if they cannot be read, or cannot be marked; then nothing may be sent.
    pub fn take(&self, lane: Lane, count: usize) -> Result<Vec<Job>, LedgerError> {
        let mut change = self.change()?;
        if change.is_too_dear(lane) {
            return Ok(Vec::new());
        }
        let mut jobs = Vec::new();
        let begins = [lane as u8];
        for (key, _) in self.shelves.scan(Shelf::Due, &begins, &begins, count)? {
            let (due, id) = due_of(&key).ok_or(LedgerError::Damaged("a moment of it"))?;
            if due > change.now {
                break;
            }
            let row = self.row(&id)?.ok_or(LedgerError::Damaged("a message of it is gone"))?;
            jobs.extend(change.take(&id, &row)?);
        }
        change.sync()?;
        Ok(jobs)
    }

    /// Takes this message, if it waits and still holds.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn take_one(&self, id: &MessageId) -> Result<Option<Job>, LedgerError> {
        let mut change = self.change()?;
        let row = self.row(id)?.filter(|row| row.standing == Standing::Waits);
        let Some(row) = row else { return Ok(None) };
        let job = change.take(id, &row)?;
        change.sync()?;
        Ok(job)
    }

    /// Writes down what became of messages. An outcome that comes twice, or too late, changes
    /// nothing.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be written.
    pub fn settle(&self, outcomes: &[(MessageId, Outcome)]) -> Result<(), LedgerError> {
        let mut change = self.change()?;
        for (id, outcome) in outcomes {
            if let Some(row) = self.row(id)? {
                change.settle(id, &row, *outcome)?;
            }
        }
        change.sync()
    }

    /// A report that came by itself, under the provider's number. Tells whether it was one of ours.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be written.
    pub fn report(&self, number: u64, report: Report) -> Result<bool, LedgerError> {
        let mut change = self.change()?;
        let Some(name) = self.shelves.get(Shelf::Given, &number.to_be_bytes())? else {
            change.state.early.keep(number, report);
            return Ok(false);
        };
        let id = MessageId::read(&name).ok_or(LedgerError::Damaged("a name in it"))?;
        if let Some(row) = self.row(&id)? {
            change.settle(&id, &row, Outcome::Told(report))?;
        }
        change.sync()?;
        Ok(true)
    }
}

impl Change<'_> {
    /// Whether the day's money for texts is spent.
    fn is_too_dear(&self, lane: Lane) -> bool {
        let texts = matches!(lane, Lane::Texts | Lane::TextsInTurn);
        let spent = self.state.tallies.rial(day_of(self.now), Channel::Sms);
        texts && self.ledger.terms.rial_a_day.is_some_and(|most| spent >= most)
    }

    fn take(&mut self, id: &MessageId, row: &Row) -> Result<Option<Job>, LedgerError> {
        match row.standing {
            Standing::Waits => self.take_to_send(id, row),
            Standing::Sending if row.until < self.now => self.end(id, row, Standing::Unknown),
            Standing::Sending => {
                let due = self.now.plus(LOST_AFTER);
                self.step(id, row, Row { due, ..row.clone() })?;
                Ok(Some(Job::Ask(*id)))
            }
            Standing::Taken if row.taken.plus(REPORTED_WITHIN) < self.now => {
                self.end(id, row, Standing::Sent)
            }
            Standing::Taken => {
                let asked = self.now.since(row.taken).0;
                let pause = asked.clamp(REPORT_FIRST.0, REPORT_PAUSE_MAX.0);
                let due = self.now.plus(Millis(pause));
                self.step(id, row, Row { due, ..row.clone() })?;
                Ok(Some(Job::Report(*id, row.number)))
            }
            _ => Ok(None),
        }
    }

    fn take_to_send(&mut self, id: &MessageId, row: &Row) -> Result<Option<Job>, LedgerError> {
        let ledger = self.ledger;
        if row.until < self.now {
            return self.end(id, row, Standing::Late);
        }
        let state = ledger.request(id.request)?;
        let to = state.as_ref().and_then(|state| ledger.address(id, row, state));
        let (Some(state), Some(to)) = (state, to) else {
            return self.end(id, row, Standing::Overtaken);
        };
        if !holds(id.kind, id.about, former(id.kind, &to), &state, self.now) {
            return self.end(id, row, Standing::Overtaken);
        }
        let mut next = row.clone();
        if row.counted == 0 {
            if !self.spend(id)? {
                return self.end(id, row, Standing::Capped);
            }
            next.counted = day_of(self.now).0;
        }
        if row.tries > 0 {
            self.state.tallies.count(day_of(self.now), id.kind, |count| count.repeated += 1);
        }
        let (language, made, tries) = (row.language, row.made, row.tries);
        next.standing = Standing::Sending;
        next.tries = tries.saturating_add(1);
        next.due = self.now.plus(LOST_AFTER);
        self.step(id, row, next)?;
        let state = Box::new(state);
        Ok(Some(Job::Send(Box::new(Post { id: *id, to, state, language, made, tries }))))
    }

    fn end(
        &mut self,
        id: &MessageId,
        row: &Row,
        standing: Standing,
    ) -> Result<Option<Job>, LedgerError> {
        self.step(id, row, Row { standing, ..row.clone() })?;
        Ok(None)
    }

    fn settle(&mut self, id: &MessageId, row: &Row, outcome: Outcome) -> Result<(), LedgerError> {
        let mut next = row.clone();
        let after = |span: Millis| self.now.plus(span);
        match (outcome, row.standing) {
            (Outcome::Taken { number, cost, parts, reported }, Standing::Sending) => {
                let number = number.unwrap_or(0);
                (next.number, next.cost, next.parts) = (number, cost, parts);
                next.taken = self.now;
                next.standing = if reported { Standing::Taken } else { Standing::Sent };
                if reported && let Some(report) = self.state.early.take(number) {
                    next.standing = report.ends_as().unwrap_or(next.standing);
                }
                next.due = after(REPORT_FIRST);
                if next.standing == Standing::Taken && number > 0 {
                    self.batch.put(Shelf::Given, &number.to_be_bytes(), &id.bytes());
                }
                self.state.tallies.count(day_of(self.now), id.kind, |count| {
                    count.taken += 1;
                    count.parts += u64::from(parts);
                    count.rial += cost;
                });
            }
            (Outcome::Stayed { .. }, Standing::Sending) if row.tries >= TRIES_MAX => {
                next.standing = Standing::Failed;
            }
            (Outcome::Stayed { again } | Outcome::Unfound { again }, Standing::Sending) => {
                (next.standing, next.due) = (Standing::Waits, after(again));
            }
            (Outcome::NotTried { again }, Standing::Sending) => {
                (next.standing, next.due) = (Standing::Waits, after(again));
                next.tries = row.tries.saturating_sub(1);
            }
            (Outcome::Unknown { ask }, Standing::Sending) => next.due = after(ask),
            (Outcome::Unaskable { again }, Standing::Sending) => match Rule::of(id.kind).unknown {
                Unknown::Repeat if row.tries < TRIES_MAX => {
                    (next.standing, next.due) = (Standing::Waits, after(again));
                }
                Unknown::Repeat | Unknown::Leave => next.standing = Standing::Unknown,
            },
            (Outcome::Refused, Standing::Sending) => next.standing = Standing::Failed,
            (Outcome::Told(report), Standing::Taken) => match report.ends_as() {
                Some(standing) => next.standing = standing,
                None => return Ok(()),
            },
            _ => return Ok(()),
        }
        self.step(id, row, next)
    }
}

impl Ledger {
    /// Where a message goes; nothing where there is no such place any more.
    fn address(&self, id: &MessageId, row: &Row, state: &RequestState) -> Option<Address> {
        let sealed = || row.to.as_ref()?.open(&self.engine.inner.keyring, id.request);
        match (id.kind.channel(), id.kind) {
            (Channel::Mail, _) => sealed().map(Address::Mail),
            (Channel::Sms, Kind::NumberLeft) => Mobile::parse(&sealed()?).ok().map(Address::Mobile),
            (Channel::Sms, _) => state.reached_by().map(Address::Mobile),
        }
    }
}

fn former(kind: Kind, to: &Address) -> To {
    match (kind, to) {
        (Kind::NumberLeft, Address::Mobile(mobile)) => To::Former(*mobile),
        _ => To::OnFile,
    }
}
