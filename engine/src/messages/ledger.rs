//! The ledger itself: opening it, and the one place where a message changes its standing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nobat_domain::calendar::tehran::day_of;
use nobat_domain::ids::{Day, RequestKey, Sequence};
use nobat_domain::message::{Budget, Channel, Kind, MessageTerms, Pace, Rule};
use nobat_domain::timestamp::{Millis, Timestamp};

use super::early::Early;
use super::error::LedgerError;
use super::outcome::Standing;
use super::row::{Row, due_key};
use super::seals::Sealed;
use super::shelf::{Batch, Shelf, Shelves};
use super::tally::{Figures, Tallies};
use super::work::Lane;
use crate::handle::EngineHandle;

const FORMAT: u32 = 1;
/// A message that is over stays so long, so that somebody may ask what became of it.
const KEPT: Millis = Millis::hours(30 * 24);

const FACT_FORMAT: &[u8] = b"format";
const FACT_CLUSTER: &[u8] = b"cluster";
const FACT_SINCE: &[u8] = b"since";
const FACT_POSITION: &[u8] = b"position";
/// How far requests that were there before were looked at; absent once all were.
const FACT_WALK: &[u8] = b"walk";

/// A message's name: the same intent has the same, for ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId {
    pub request: RequestKey,
    pub kind: Kind,
    pub about: u32,
}

/// A message that was asked for, by somebody who waits for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked<'a> {
    pub id: MessageId,
    /// Where it goes.
    pub to: &'a str,
    /// The number of its citizen's key.
    pub data_key: u64,
    /// Whoever writes it knows what the number means.
    pub language: u8,
}

/// Why a message that was asked for was not taken up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAsked {
    /// The day's allowance is used up.
    Spent,
}

/// The ledger of one data directory. Its calls wait for the disk: they are for threads that may.
pub struct Ledger {
    pub(super) engine: EngineHandle,
    pub(super) shelves: Shelves,
    pub(super) terms: MessageTerms,
    /// What is older is not told.
    pub(super) since: Timestamp,
    state: Mutex<State>,
}

pub(super) struct State {
    /// The last change that was looked at.
    pub(super) position: Sequence,
    /// The last request that was looked at, while those of before are.
    pub(super) walk: Option<Option<RequestKey>>,
    pub(super) tallies: Tallies,
    pub(super) early: Early,
    /// The day before which nobody's allowance is kept.
    pub(super) spent_from: Day,
}

/// A batch that is being gathered, under the lock.
pub(super) struct Change<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) state: MutexGuard<'l, State>,
    pub(super) batch: Batch<'l>,
    pub(super) now: Timestamp,
    spent: BTreeMap<[u8; 20], [u8; 2]>,
}

impl EngineHandle {
    /// Opens the ledger of messages in this folder, new or used.
    ///
    /// # Errors
    /// [`LedgerError`] if it is another directory's, or cannot be trusted.
    pub fn open_messages(&self, folder: &Path, terms: MessageTerms) -> Result<Ledger, LedgerError> {
        Ledger::open(self.clone(), folder, terms)
    }
}

impl Ledger {
    fn open(engine: EngineHandle, folder: &Path, terms: MessageTerms) -> Result<Self, LedgerError> {
        let shelves = Shelves::open(folder)?;
        let cluster = engine.inner.tables.cluster();
        let now = engine.now();
        match shelves.get(Shelf::Facts, FACT_FORMAT)? {
            None => begin(&engine, &shelves, cluster, now)?,
            Some(format) => {
                let found = number(&format).and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
                if found != FORMAT {
                    return Err(LedgerError::OtherFormat { found, known: FORMAT });
                }
                if shelves.get(Shelf::Facts, FACT_CLUSTER)?.as_deref() != Some(&cluster[..]) {
                    return Err(LedgerError::WrongCluster);
                }
            }
        }
        let fact = |name| -> Result<u64, LedgerError> {
            let value = shelves.get(Shelf::Facts, name)?;
            let missing = LedgerError::Damaged("where it stands cannot be read");
            value.as_deref().and_then(number).ok_or(missing)
        };
        let since = Timestamp(fact(FACT_SINCE)?);
        let position = Sequence(fact(FACT_POSITION)?);
        if position > engine.inner.tables.applied() {
            return Err(LedgerError::Ahead);
        }
        let walk = shelves.get(Shelf::Facts, FACT_WALK)?;
        let walk = walk.map(|key| <[u8; 16]>::try_from(key).ok().map(RequestKey));
        let tallies = Tallies::load(&shelves)?;
        let early = Early::default();
        let state = State { position, walk, tallies, early, spent_from: Day(0) };
        Ok(Self { engine, shelves, terms, since, state: Mutex::new(state) })
    }

    /// Takes up a message that somebody asks for, and counts it against the day.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be written; then it was not taken up.
    pub fn ask(&self, asked: Asked<'_>) -> Result<Result<(), NotAsked>, LedgerError> {
        let Asked { id, to, data_key, language } = asked;
        let mut change = self.change()?;
        if !change.spend(&id)? {
            return Ok(Err(NotAsked::Spent));
        }
        let keyring = &self.engine.inner.keyring;
        let to = Sealed::make(keyring, id.request, data_key, to)?;
        let now = change.now;
        let mut row = fresh(now, now, now.plus(Rule::of(id.kind).worth));
        (row.to, row.language, row.counted) = (Some(to), language, day_of(now).0);
        change.make(&id, &row)?;
        change.sync()?;
        Ok(Ok(()))
    }

    /// What is left of a citizen's allowance for messages of this kind today.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be read.
    pub fn left(&self, request: RequestKey, kind: Kind) -> Result<u8, LedgerError> {
        let mut change = self.change()?;
        let key = spent_key(change.now, request);
        let used = change.spent(&key)?[place(kind)];
        Ok(Rule::of(kind).budget.a_day(&self.terms).saturating_sub(used))
    }

    /// Counts of all kinds.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let state = self.lock();
        let behind = state.walk.is_some() || state.position < self.engine.inner.tables.applied();
        Figures { lines: state.tallies.lines(day_of(self.engine.now())), behind }
    }

    pub(super) fn change(&self) -> Result<Change<'_>, LedgerError> {
        let (now, mut state) = (self.engine.now(), self.lock());
        let mut batch = self.shelves.batch();
        // Allowances of past days are of no use to anybody.
        let today = day_of(now);
        if state.spent_from < today {
            batch.delete_before(Shelf::Spent, &day_key(today));
            state.spent_from = today;
        }
        Ok(Change { ledger: self, state, batch, now, spent: BTreeMap::new() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Counts may be one batch ahead of the disk after a panic; messages never are.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn row(&self, id: &MessageId) -> Result<Option<Row>, LedgerError> {
        let Some(bytes) = self.shelves.get(Shelf::Messages, &id.bytes())? else { return Ok(None) };
        let row = Row::read(&bytes);
        row.map(Some).ok_or(LedgerError::Damaged("a message of it cannot be read"))
    }
}

/// A new ledger looks at everybody once, and follows from here on.
fn begin(
    engine: &EngineHandle,
    shelves: &Shelves,
    cluster: [u8; 16],
    now: Timestamp,
) -> Result<(), LedgerError> {
    let end = engine.inner.tables.feed_end()?.unwrap_or_default();
    let mut batch = shelves.batch();
    batch.put(Shelf::Facts, FACT_CLUSTER, &cluster);
    batch.put(Shelf::Facts, FACT_SINCE, &now.0.to_be_bytes());
    batch.put(Shelf::Facts, FACT_POSITION, &end.0.to_be_bytes());
    batch.put(Shelf::Facts, FACT_WALK, &[]);
    batch.put(Shelf::Facts, FACT_FORMAT, &u64::from(FORMAT).to_be_bytes());
    batch.sync()
}

fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// A message that waits until it is due.
pub(super) fn fresh(made: Timestamp, due: Timestamp, until: Timestamp) -> Row {
    Row {
        standing: Standing::Waits,
        made,
        due,
        until,
        tries: 0,
        taken: Timestamp(0),
        number: 0,
        cost: 0,
        parts: 0,
        counted: 0,
        language: 0,
        to: None,
    }
}

/// Where a message of this kind is found when it is due.
pub(super) fn lane(kind: Kind, standing: Standing) -> Lane {
    match standing {
        Standing::Taken => Lane::Reports,
        standing if standing.is_over() => Lane::Over,
        _ => match (kind.channel(), Rule::of(kind).pace) {
            (Channel::Mail, _) => Lane::Letters,
            (Channel::Sms, Pace::AtOnce) => Lane::Texts,
            (Channel::Sms, Pace::InTurn) => Lane::TextsInTurn,
        },
    }
}

fn day_key(day: Day) -> [u8; 4] {
    u32::try_from(day.0).unwrap_or(0).to_be_bytes()
}

fn spent_key(at: Timestamp, request: RequestKey) -> [u8; 20] {
    let mut key = [0; 20];
    key[..4].copy_from_slice(&day_key(day_of(at)));
    key[4..].copy_from_slice(&request.0);
    key
}

fn place(kind: Kind) -> usize {
    match Rule::of(kind).budget {
        Budget::Texts | Budget::Security => 0,
        Budget::Letters => 1,
    }
}

impl Change<'_> {
    fn spent(&mut self, key: &[u8; 20]) -> Result<[u8; 2], LedgerError> {
        if let Some(spent) = self.spent.get(key) {
            return Ok(*spent);
        }
        let kept = self.ledger.shelves.get(Shelf::Spent, key)?;
        Ok(kept.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default())
    }

    /// Counts a message against its citizen's day; not where that is used up.
    pub(super) fn spend(&mut self, id: &MessageId) -> Result<bool, LedgerError> {
        let key = spent_key(self.now, id.request);
        let mut spent = self.spent(&key)?;
        let used = &mut spent[place(id.kind)];
        if *used >= Rule::of(id.kind).budget.a_day(&self.ledger.terms) {
            return Ok(false);
        }
        *used += 1;
        self.put_spent(key, spent);
        Ok(true)
    }

    /// Takes back what a message counted that surely did not leave.
    fn unspend(&mut self, id: &MessageId, row: &Row) -> Result<(), LedgerError> {
        if row.counted != day_of(self.now).0 {
            return Ok(());
        }
        let key = spent_key(self.now, id.request);
        let mut spent = self.spent(&key)?;
        let used = &mut spent[place(id.kind)];
        *used = used.saturating_sub(1);
        self.put_spent(key, spent);
        Ok(())
    }

    fn put_spent(&mut self, key: [u8; 20], spent: [u8; 2]) {
        self.batch.put(Shelf::Spent, &key, &spent);
        self.spent.insert(key, spent);
    }

    /// A message that was never there; one of its name that is there is enough.
    pub(super) fn make(&mut self, id: &MessageId, row: &Row) -> Result<bool, LedgerError> {
        if self.ledger.shelves.get(Shelf::Messages, &id.bytes())?.is_some() {
            return Ok(false);
        }
        self.state.tallies.count(day_of(self.now), id.kind, |count| count.made += 1);
        self.place(id, None, row);
        Ok(true)
    }

    /// A message goes on from one standing to another.
    pub(super) fn step(
        &mut self,
        id: &MessageId,
        before: &Row,
        mut row: Row,
    ) -> Result<(), LedgerError> {
        if row.standing.is_over() && !before.standing.is_over() {
            row.due = self.now.plus(KEPT);
            row.to = None;
            let end = row.standing;
            self.state.tallies.count(day_of(self.now), id.kind, |count| count.end(end));
            if end == Standing::Failed {
                self.unspend(id, &row)?;
            }
            if before.number > 0 {
                self.batch.delete(Shelf::Given, &before.number.to_be_bytes());
            }
        }
        self.place(id, Some(before), &row);
        Ok(())
    }

    fn place(&mut self, id: &MessageId, before: Option<&Row>, row: &Row) {
        if let Some(before) = before {
            self.lift(id, before);
        }
        self.batch.put(Shelf::Due, &due_key(lane(id.kind, row.standing), row.due, id), &[]);
        self.batch.put(Shelf::Messages, &id.bytes(), &row.bytes());
        self.state.tallies.stands(id.kind, row.standing);
    }

    /// Takes a message from where it is found.
    fn lift(&mut self, id: &MessageId, row: &Row) {
        self.batch.delete(Shelf::Due, &due_key(lane(id.kind, row.standing), row.due, id));
        self.state.tallies.leaves(id.kind, row.standing);
    }

    /// Forgets a message.
    pub(super) fn forget(&mut self, id: &MessageId, row: &Row) {
        self.lift(id, row);
        self.batch.delete(Shelf::Messages, &id.bytes());
        if row.number > 0 {
            self.batch.delete(Shelf::Given, &row.number.to_be_bytes());
        }
    }

    pub(super) fn stand_at(&mut self, position: Sequence) {
        self.state.position = position;
        self.batch.put(Shelf::Facts, FACT_POSITION, &position.0.to_be_bytes());
    }

    pub(super) fn walked(&mut self, last: Option<RequestKey>) {
        match last {
            Some(key) => self.batch.put(Shelf::Facts, FACT_WALK, &key.0),
            None => self.batch.delete(Shelf::Facts, FACT_WALK),
        }
        self.state.walk = last.map(Some);
    }

    /// All of it is on disk when this returns.
    pub(super) fn sync(mut self) -> Result<(), LedgerError> {
        let today = day_of(self.now);
        self.state.tallies.write(&mut self.batch, today);
        self.batch.sync()
    }
}
