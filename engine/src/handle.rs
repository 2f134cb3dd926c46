//! The only door into a running engine: async functions in domain words.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use nobat_board::{Listing, Query, Snapshot};
use nobat_domain::ids::{BankId, Day, OrderNo, RequestKey, Sequence, ShiftId};
use nobat_domain::keeper::{AskBank, Outcome, Row};
use nobat_domain::office::Office;
use nobat_domain::payment::BankSays;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::{RequestCommand, RequestRefusal, RequestState};
use nobat_domain::shift::{Answer, Refusal, ShiftCommand};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;
use tokio::sync::{oneshot, watch};

use crate::arbiter::{Mailbox, Shared};
use crate::desk::{DeskCall, ToDesk};
use crate::error::AskError;
use crate::journal::{Backlog, Journal, Work};
use crate::keyring::Keyring;
use crate::metric_names as names;
use crate::projector::open_row;
use crate::registrar::{RegistrarActor, ToRegistrar};
use crate::shift::ToShift;
use crate::storage::Tables;

/// Rows read for one question before it is given up as busy.
const RELOADS_MAX: usize = 5;
/// The longest wait for a durable answer; then it may still happen.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The longest wait for the tables to catch up with a desk.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(5);
/// Days opened, or offices put, in one go.
const CHUNK: usize = 256;
/// Goes at one chunk before it is given up.
const GOES_MAX: usize = 64;

/// What a request's desk has answered; durable before it is here.
#[derive(Clone, PartialEq, Debug)]
pub enum Answered {
    /// The request as it is now.
    Is(Box<RequestState>),
    /// Nobody has entered with this national ID.
    Nobody,
    /// The law refuses; the request, where there is one, is as it was.
    Refused(RequestRefusal, Option<Box<RequestState>>),
}

/// Seats of one shift on one day, as the registrar approves them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenDay {
    pub shift: ShiftId,
    pub day: Day,
    pub approved: u32,
    pub opens_at: Timestamp,
}

pub(crate) struct Inner {
    pub shared: Arc<Shared>,
    pub tables: Arc<Tables>,
    pub keyring: Arc<Keyring>,
    pub journal: Arc<Journal>,
    pub applied: watch::Receiver<Sequence>,
    pub registrar: Mailbox<RegistrarActor>,
    /// References that are claimed and may not be in the tables yet.
    pub claims: DashMap<(BankId, String), RequestKey>,
}

/// A cheap clone of the door.
#[derive(Clone)]
pub struct EngineHandle {
    inner: Arc<Inner>,
}

impl EngineHandle {
    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Engine time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.shared.clock.now()
    }

    /// Lets `span` pass at once, for rehearsals and tests: deadlines fall due as if it had.
    pub fn skip(&self, span: Millis) {
        self.inner.shared.clock.skip(span);
    }

    /// The key that stands for a national ID everywhere inside.
    #[must_use]
    pub fn request_key(&self, national_id: &NationalId) -> RequestKey {
        self.inner.keyring.request_keys().request_key(national_id.as_str())
    }

    /// A number for fair turns among equals: the same for one citizen, secret to everybody.
    #[must_use]
    pub fn rotation_seed(&self, key: RequestKey) -> u64 {
        let keys = self.inner.keyring.request_keys();
        let half = |from: usize| {
            let bytes = [key.0[from], key.0[from + 1], key.0[from + 2], key.0[from + 3]];
            u64::from(keys.tracking_round(u8::MAX, u32::from_be_bytes(bytes)))
        };
        half(4) << 32 | half(8)
    }

    /// Passes the entry page: the request exists afterwards.
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer.
    pub async fn enter(
        &self,
        national_id: NationalId,
        serial: BookletSerial,
    ) -> Result<Answered, AskError> {
        let key = self.request_key(&national_id);
        let inner = Arc::clone(&self.inner);
        let fresh = tokio::task::spawn_blocking(move || inner.keyring.fresh());
        let fresh = fresh.await.map_err(|_| AskError::Stopped)?;
        let no = fresh.map_err(|error| {
            tracing::error!(%error, "no data key can be made");
            AskError::Busy
        })?;
        let data_key = nobat_domain::ids::DataKeyNo(no.0);
        self.ask(key, RequestCommand::Enter { national_id, serial, data_key }).await
    }

    /// Asks the owner of a request; the answer is durable.
    ///
    /// # Errors
    /// [`AskError`] if the engine has no answer of the law.
    pub async fn ask(
        &self,
        key: RequestKey,
        command: RequestCommand,
    ) -> Result<Answered, AskError> {
        let begun = crate::clock::monotonic_ns();
        if let RequestCommand::BankSaid { says: BankSays::Paid(receipt), attempt } = &command {
            let state = self.look(key).await?;
            let bank = state.as_ref().and_then(|state| state.attempt(*attempt)).map(|it| it.bank);
            let Some(bank) = bank else {
                return Ok(Answered::Refused(RequestRefusal::NoSuchAttempt, state));
            };
            if !self.claim(bank, receipt.reference.as_str(), key).await? {
                let refusal = nobat_domain::payment::PaymentRefusal::WrongReference;
                return Ok(Answered::Refused(RequestRefusal::Payment(refusal), state));
            }
        }
        let answered = self.ask_desk(key, command).await;
        let took = crate::clock::monotonic_ns().saturating_sub(begun);
        metrics::histogram!(names::ASK_SECONDS).record(took as f64 / 1e9);
        answered
    }

    async fn look(&self, key: RequestKey) -> Result<Option<Box<RequestState>>, AskError> {
        match self.ask_desk(key, RequestCommand::View).await? {
            Answered::Is(state) => Ok(Some(state)),
            Answered::Nobody | Answered::Refused(..) => Ok(None),
        }
    }

    async fn ask_desk(
        &self,
        key: RequestKey,
        command: RequestCommand,
    ) -> Result<Answered, AskError> {
        let mut row = None;
        for _ in 0..RELOADS_MAX {
            let (caller, answer) = oneshot::channel();
            let class = DeskCall::class(&command);
            let call = DeskCall { key, row: row.take(), command: command.clone(), caller };
            let roster = self.inner.shared.roster.load_full();
            let sent = roster.desk_of(key).send(class, ToDesk::Call(Box::new(call)));
            sent.map_err(|_| AskError::Busy)?;
            let answer = tokio::time::timeout(ANSWER_WITHIN, answer).await;
            match answer.map_err(|_| AskError::Unanswered)?.map_err(|_| AskError::Busy)? {
                Outcome::State(Some(state)) => return Ok(Answered::Is(state)),
                Outcome::State(None) => return Ok(Answered::Nobody),
                Outcome::Refused(RequestRefusal::NotEntered, _) => return Ok(Answered::Nobody),
                Outcome::Refused(refusal, state) => return Ok(Answered::Refused(refusal, state)),
                Outcome::Reload(at_least) => row = Some(self.row(key, at_least).await?),
            }
            metrics::counter!(names::RELOADS).increment(1);
        }
        Err(AskError::Busy)
    }

    /// The request's row, from tables that have come at least so far.
    async fn row(&self, key: RequestKey, at_least: Sequence) -> Result<Row, AskError> {
        let mut applied = self.inner.applied.clone();
        let caught_up = applied.wait_for(|position| *position >= at_least);
        let caught_up = tokio::time::timeout(CATCH_UP_WITHIN, caught_up).await;
        caught_up.map_err(|_| AskError::Busy)?.map_err(|_| AskError::Stopped)?;
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || {
            let read = inner.tables.read_request(key);
            let read = read.inspect_err(|error| tracing::error!(%error, "a row cannot be read"));
            let read = read.map_err(|_| AskError::Damaged)?;
            let state = read.row.map(|row| open_row(&inner.keyring, key, &row)).transpose();
            let state = state.inspect_err(|error| tracing::error!(%error, "a row is damaged"));
            let state = state.map_err(|_| AskError::Damaged)?;
            Ok(Row { state, applied: read.applied })
        });
        read.await.map_err(|_| AskError::Stopped)?
    }

    /// Whether this request may use a bank's reference: the first one that names it keeps it.
    async fn claim(
        &self,
        bank: BankId,
        reference: &str,
        key: RequestKey,
    ) -> Result<bool, AskError> {
        let name = (bank, reference.to_owned());
        if *self.inner.claims.entry(name.clone()).or_insert(key) != key {
            return Ok(false);
        }
        let inner = Arc::clone(&self.inner);
        let claimed = tokio::task::spawn_blocking(move || {
            inner.tables.claim_of_reference(name.0, name.1.as_bytes())
        });
        let claimed = claimed.await.map_err(|_| AskError::Stopped)?;
        let claimed = claimed.map_err(|_| AskError::Damaged)?;
        Ok(claimed.is_none_or(|claim| claim.request == key))
    }

    /// The request that an order number belongs to.
    ///
    /// # Errors
    /// [`AskError`] if the desk or the tables cannot be asked.
    pub async fn find_order(&self, order: OrderNo) -> Result<Option<RequestKey>, AskError> {
        let (caller, answer) = oneshot::channel();
        let roster = self.inner.shared.roster.load_full();
        let sent =
            roster.desk(order.desk()).send(Work::Finishing, ToDesk::FindOrder(order, caller));
        sent.map_err(|_| AskError::Busy)?;
        if let Some(key) = answer.await.map_err(|_| AskError::Stopped)? {
            return Ok(Some(key));
        }
        let inner = Arc::clone(&self.inner);
        let found = tokio::task::spawn_blocking(move || inner.tables.request_of_order(order));
        found.await.map_err(|_| AskError::Stopped)?.map_err(|_| AskError::Damaged)
    }

    /// The request that a tracking code was given to.
    ///
    /// # Errors
    /// [`AskError`] if the tables cannot be read.
    pub async fn find_code(&self, code: TrackingCode) -> Result<Option<RequestKey>, AskError> {
        let inner = Arc::clone(&self.inner);
        let found =
            tokio::task::spawn_blocking(move || inner.tables.request_of_tracking(code.number()));
        found.await.map_err(|_| AskError::Stopped)?.map_err(|_| AskError::Damaged)
    }

    /// Questions for banks that are due now, about `limit` for each desk.
    ///
    /// # Errors
    /// [`AskError`] if no desk can be asked.
    pub async fn asks_due(&self, limit: usize) -> Result<Vec<AskBank>, AskError> {
        let roster = self.inner.shared.roster.load_full();
        let mut due = Vec::new();
        for desk in roster.desks() {
            let (caller, answer) = oneshot::channel();
            if desk.send(Work::Finishing, ToDesk::Asks(limit, caller)).is_ok() {
                due.extend(answer.await.map_err(|_| AskError::Stopped)?);
            }
        }
        Ok(due)
    }

    /// A list in the order of the law. Takes no lock and waits for nobody.
    #[must_use]
    pub fn search(&self, query: &Query) -> Listing {
        let begun = crate::clock::monotonic_ns();
        let listing = self.inner.shared.board.search(query);
        let took = crate::clock::monotonic_ns().saturating_sub(begun);
        metrics::histogram!(names::SEARCH_SECONDS).record(took as f64 / 1e9);
        listing
    }

    /// The board and the directory of offices at this moment.
    #[must_use]
    pub fn board(&self) -> Arc<Snapshot> {
        self.inner.shared.board.snapshot()
    }

    /// How far the disk and the tables have come, for dashboards.
    #[must_use]
    pub fn positions(&self) -> (Sequence, Sequence, Backlog) {
        let durable = self.inner.journal.durable().sequence();
        metrics::gauge!(names::JOURNAL_DURABLE).set(durable.0 as f64);
        (durable, *self.inner.applied.borrow(), self.inner.journal.backlog())
    }

    /// Puts offices into the directory and gives their shifts owners.
    ///
    /// # Errors
    /// [`AskError::Busy`] if there is no room for long; what was put stays put.
    pub async fn put_offices(&self, offices: Vec<Office>) -> Result<(), AskError> {
        for chunk in offices.chunks(CHUNK) {
            self.register(|caller| ToRegistrar::PutOffices(chunk.to_vec(), caller)).await?;
        }
        Ok(())
    }

    /// Keeps a named value of the operator.
    ///
    /// # Errors
    /// [`AskError::Busy`] if there is no room for long.
    pub async fn put_setting(&self, name: &str, value: &[u8]) -> Result<(), AskError> {
        let put = |caller| ToRegistrar::PutSetting(name.to_owned(), value.to_vec(), caller);
        self.register(put).await
    }

    /// A named value as the tables have it.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if it cannot be read.
    pub async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, AskError> {
        let (inner, name) = (Arc::clone(&self.inner), name.to_owned());
        let read = tokio::task::spawn_blocking(move || inner.tables.setting(&name));
        let row = read.await.map_err(|_| AskError::Stopped)?.map_err(|_| AskError::Damaged)?;
        let value =
            |row: Vec<u8>| crate::record::setting_of(&row).map(|(_, _, value)| value.to_vec());
        row.map(value).transpose().map_err(|_| AskError::Damaged)
    }

    async fn register(
        &self,
        message: impl Fn(oneshot::Sender<()>) -> ToRegistrar,
    ) -> Result<(), AskError> {
        for _ in 0..GOES_MAX {
            let (caller, answer) = oneshot::channel();
            if self.inner.registrar.send(Work::New, message(caller)).is_ok() && answer.await.is_ok()
            {
                return Ok(());
            }
            self.breathe().await;
        }
        Err(AskError::Busy)
    }

    /// Approves seats, for the first time or anew.
    ///
    /// # Errors
    /// The law's refusal of the first day that it refuses, or the engine's state.
    pub async fn open_days(&self, days: &[OpenDay]) -> Result<Result<(), Refusal>, AskError> {
        for chunk in days.chunks(CHUNK) {
            let mut left: Vec<OpenDay> = chunk.to_vec();
            for _ in 0..GOES_MAX {
                match self.open_some(&left).await {
                    Ok(rest) => left = rest,
                    Err(refusal) => return Ok(Err(refusal)),
                }
                if left.is_empty() {
                    break;
                }
                self.breathe().await;
            }
            if !left.is_empty() {
                return Err(AskError::Busy);
            }
        }
        Ok(Ok(()))
    }

    /// Returns the days for which there was no room.
    async fn open_some(&self, days: &[OpenDay]) -> Result<Vec<OpenDay>, Refusal> {
        let roster = self.inner.shared.roster.load_full();
        let mut answers = Vec::new();
        let mut left = Vec::new();
        for day in days {
            let OpenDay { shift, day: date, approved, opens_at } = *day;
            let mailbox = roster.shift(shift).ok_or(Refusal::NoSuchDay)?;
            let (caller, answer) = oneshot::channel();
            let command = ShiftCommand::OpenDay { day: date, approved, opens_at };
            match mailbox.send(Work::New, ToShift::Register(command, caller)) {
                Ok(()) => answers.push((day, answer)),
                Err(_) => left.push(*day),
            }
        }
        for (day, answer) in answers {
            match answer.await {
                Ok(answered) => drop(answered?),
                Err(_) => left.push(*day),
            }
        }
        Ok(left)
    }

    /// Takes a day of a shift out of booking.
    ///
    /// # Errors
    /// As [`Self::open_days`].
    pub async fn close_day(
        &self,
        shift: ShiftId,
        day: Day,
    ) -> Result<Result<Answer, Refusal>, AskError> {
        let roster = self.inner.shared.roster.load_full();
        let Some(mailbox) = roster.shift(shift) else { return Ok(Err(Refusal::NoSuchDay)) };
        let (caller, answer) = oneshot::channel();
        let command = ShiftCommand::CloseDay { day };
        let sent = mailbox.send(Work::New, ToShift::Register(command, caller));
        sent.map_err(|_| AskError::Busy)?;
        answer.await.map_err(|_| AskError::Busy)
    }

    /// The board shows days from this one on. Called when a day has ended.
    pub fn today(&self, day: Day) {
        if self.inner.registrar.send(Work::Finishing, ToRegistrar::Today(day)).is_err() {
            tracing::warn!("the board's window is moved with the next try");
        }
    }

    /// Work off the hot path: more data keys, and claims that the tables know by now.
    ///
    /// # Errors
    /// [`AskError::Stopped`] while the process ends.
    pub async fn keep_house(&self) -> Result<(), AskError> {
        let inner = Arc::clone(&self.inner);
        let made = tokio::task::spawn_blocking(move || {
            inner.claims.retain(|name, _| {
                !matches!(inner.tables.claim_of_reference(name.0, name.1.as_bytes()), Ok(Some(_)))
            });
            inner.keyring.top_up()
        });
        if let Err(error) = made.await.map_err(|_| AskError::Stopped)? {
            tracing::error!(%error, "no more data keys can be made");
        }
        Ok(())
    }

    /// Lets the writer and the tables come a little further.
    async fn breathe(&self) {
        let mut applied = self.inner.applied.clone();
        let moved = applied.changed();
        // Either they move, or this is long enough to look again.
        let _ = tokio::time::timeout(Duration::from_millis(100), moved).await;
    }
}
