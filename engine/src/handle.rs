//! The only door into a running engine: async functions in domain words.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use arc_swap::ArcSwap;
use dashmap::DashMap;
use metrics::{Counter, Histogram};
use nobat_board::{Listing, Query, Snapshot};
use nobat_domain::ids::{BankId, Day, DeskNo, OrderNo, RequestKey, Sequence, ShiftId};
use nobat_domain::keeper::{AskBank, Counters, Outcome, Row};
use nobat_domain::payment::BankSays;
use nobat_domain::person::NationalId;
use nobat_domain::request::{RequestCommand, RequestRefusal, RequestState};
use nobat_domain::staff::Announcements;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;
use tokio::sync::oneshot;

use crate::arbiter::{Letter, Mailbox, Shared};
use crate::backup::Backups;
use crate::desk::{DeskCall, ToDesk};
use crate::error::AskError;
use crate::journal::{Backlog, Journal, Work};
use crate::keyring::Keyring;
use crate::metric_names as names;
use crate::projector::{Applied, open_row_unless_erased};
use crate::registrar::RegistrarActor;
use crate::scans::Scans;
use crate::storage::{ReferenceRow, RequestRead, StorageError, Tables};

/// Rows read for one question before it is given up as busy.
pub(crate) const RELOADS_MAX: usize = 5;
/// The longest wait for a durable answer; then it may still happen.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The longest wait for the tables to catch up with a desk.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(5);

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
    pub applied: Applied,
    pub registrar: Mailbox<RegistrarActor>,
    /// References that are claimed and may not be in the tables yet.
    pub claims: DashMap<(BankId, String), ReferenceRow>,
    pub backups: Arc<Backups>,
    pub scans: Arc<Scans>,
    /// What pages show; never ahead of the disk.
    pub announcements: ArcSwap<Announcements>,
    pub meters: Meters,
}

/// Handles of what every call counts: a look-up by name for each would cost as much as a list.
pub(crate) struct Meters {
    ask_seconds: Histogram,
    reloads: Counter,
    search_seconds: Histogram,
    turned_away: Counter,
}

impl Meters {
    pub(crate) fn new() -> Self {
        Self {
            ask_seconds: metrics::histogram!(names::ASK_SECONDS),
            reloads: metrics::counter!(names::RELOADS),
            search_seconds: metrics::histogram!(names::SEARCH_SECONDS),
            turned_away: metrics::counter!(names::BUSY, "place" => "journal"),
        }
    }
}

/// A cheap clone of the door.
#[derive(Clone)]
pub struct EngineHandle {
    pub(crate) inner: Arc<Inner>,
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

    /// Keeps the tables where they are as long as the guard lives, for rehearsals and tests: the
    /// journal runs ahead of them as it does when their disk is slow.
    #[must_use]
    pub fn hold_tables(&self) -> impl Sized + '_ {
        self.inner.tables.hold_commits()
    }

    /// Whether the disk below the tables is full. Work that was accepted finishes in a reserve; new
    /// work is refused as soon as the journal is full too.
    #[must_use]
    pub fn disk_is_full(&self) -> bool {
        self.inner.applied.waits_for_room()
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

    /// What a receipt carries beside its tracking code: below 10^12, the same for one code, secret
    /// to whoever has not seen the receipt.
    #[must_use]
    pub fn receipt_check(&self, code: TrackingCode) -> u64 {
        self.inner.keyring.request_keys().receipt_check(code.number())
    }

    /// Turns new work away at the door while the tables are too far behind: its owner would do so
    /// too, but only when its turn has come.
    ///
    /// # Errors
    /// [`AskError::Busy`].
    pub(crate) fn admit(&self, work: Work) -> Result<(), AskError> {
        if work == Work::Finishing || self.inner.shared.intake.takes_new_work() {
            return Ok(());
        }
        self.inner.meters.turned_away.increment(1);
        Err(AskError::Busy)
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
            let attempt = state.as_ref().and_then(|state| state.attempt(*attempt));
            let Some(attempt) = attempt else {
                return Ok(Answered::Refused(RequestRefusal::NoSuchAttempt, state));
            };
            // A receipt that the law refuses must not keep the reference from its rightful owner.
            if let Err(refusal) = receipt.compare(attempt) {
                return Ok(Answered::Refused(RequestRefusal::Payment(refusal), state));
            }
            let claim = ReferenceRow { request: key, order: receipt.order };
            if !self.claim(attempt.bank, receipt.reference.as_str(), claim).await? {
                let refusal = nobat_domain::payment::PaymentRefusal::WrongReference;
                return Ok(Answered::Refused(RequestRefusal::Payment(refusal), state));
            }
        }
        let answered = self.ask_desk(key, command).await;
        let took = crate::clock::monotonic_ns().saturating_sub(begun);
        self.inner.meters.ask_seconds.record(took as f64 / 1e9);
        answered
    }

    /// Why a caller was dropped: for want of room, or by a stop, which may come after the deed.
    pub(crate) fn dropped(&self) -> AskError {
        if self.inner.shared.stopping.load(Ordering::Acquire) {
            AskError::Unanswered
        } else {
            AskError::Busy
        }
    }

    pub(crate) fn stopping(&self) {
        self.inner.shared.stopping.store(true, Ordering::Release);
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
        let mut class = DeskCall::class(&command);
        if !matches!(command, RequestCommand::View) {
            self.admit(class)?;
        }
        // Who enters is not in flight, or hardly ever: the row that the desk would send for.
        let enters =
            matches!(command, RequestCommand::Enter { .. } | RequestCommand::Import { .. });
        let mut row = if enters { self.row_at_hand(key)? } else { None };
        for _ in 0..RELOADS_MAX {
            let (caller, answer) = oneshot::channel();
            let call = DeskCall { key, row: row.take(), command: command.clone(), caller };
            let sent = self.inner.shared.post.send(class, Letter::Call(Box::new(call)));
            sent.map_err(|_| AskError::Busy)?;
            let answer = tokio::time::timeout(ANSWER_WITHIN, answer).await;
            match answer.map_err(|_| AskError::Unanswered)?.map_err(|_| self.dropped())? {
                Outcome::State(Some(state)) => return Ok(Answered::Is(state)),
                Outcome::State(None) => return Ok(Answered::Nobody),
                Outcome::Refused(RequestRefusal::NotEntered, _) => return Ok(Answered::Nobody),
                Outcome::Refused(refusal, state) => return Ok(Answered::Refused(refusal, state)),
                Outcome::Reload(at_least) => row = Some(self.row(key, at_least).await?),
            }
            // It has been let in: it is not to be turned away after its wait.
            class = Work::Finishing;
            self.inner.meters.reloads.increment(1);
        }
        Err(AskError::Busy)
    }

    /// The request's row, from tables that have come at least so far.
    pub(crate) async fn row(&self, key: RequestKey, at_least: Sequence) -> Result<Row, AskError> {
        self.catch_up(at_least).await?;
        if let Some(row) = self.row_at_hand(key)? {
            return Ok(row);
        }
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || read_row(&inner, key));
        read.await.map_err(|_| AskError::Stopped)?
    }

    /// The row as the tables have it now. Most are in memory, where reading them takes less than
    /// handing the task over.
    fn row_at_hand(&self, key: RequestKey) -> Result<Option<Row>, AskError> {
        match self.inner.tables.read_request_at_hand(key) {
            Ok(Some(read)) => open_read(&self.inner, key, read),
            // Whoever reads it with patience meets the fault again, and says so.
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// Whether this payment may use a bank's reference: the first one that names it keeps it.
    async fn claim(
        &self,
        bank: BankId,
        reference: &str,
        claim: ReferenceRow,
    ) -> Result<bool, AskError> {
        let name = (bank, reference.to_owned());
        if *self.inner.claims.entry(name.clone()).or_insert(claim) != claim {
            return Ok(false);
        }
        let at_hand = self.inner.tables.claim_of_reference_at_hand(bank, reference.as_bytes());
        let read = match at_hand {
            Ok(Some(read)) => read,
            Ok(None) | Err(_) => {
                let (bank, reference) = name.clone();
                let find =
                    move |tables: &Tables| tables.claim_of_reference(bank, reference.as_bytes());
                self.read(find).await?
            }
        };
        let ours = read.is_none_or(|kept| kept == claim);
        if !ours {
            self.inner.claims.remove_if(&name, |_, kept| *kept == claim);
        }
        Ok(ours)
    }

    /// Reads the tables off the callers' threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Tables) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, AskError> {
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || read(&inner.tables));
        let read = read.await.map_err(|_| AskError::Stopped)?;
        read.map_err(|error| {
            tracing::error!(%error, "the tables cannot be read");
            AskError::Damaged
        })
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
        let find = move |tables: &Tables| tables.request_of_order(order);
        let given = move |counters: Counters| order.counter() <= counters.orders;
        self.find(order.desk(), find, given).await
    }

    /// Finds a row by a number of a desk. A number that the desk has given and the tables do not
    /// know yet is worth waiting for.
    async fn find(
        &self,
        desk: DeskNo,
        find: impl Fn(&Tables) -> Result<Option<RequestKey>, StorageError> + Copy + Send + 'static,
        given: impl FnOnce(Counters) -> bool,
    ) -> Result<Option<RequestKey>, AskError> {
        if let Some(key) = self.read(find).await? {
            return Ok(Some(key));
        }
        let (caller, answer) = oneshot::channel();
        let roster = self.inner.shared.roster.load_full();
        let sent = roster.desk(desk).send(Work::Finishing, ToDesk::Given(desk, caller));
        sent.map_err(|_| AskError::Busy)?;
        let (counters, last) = answer.await.map_err(|_| AskError::Stopped)?;
        if !given(counters) {
            return Ok(None);
        }
        self.catch_up(last).await?;
        self.read(find).await
    }

    /// Waits until the tables have come at least so far.
    pub(crate) async fn catch_up(&self, at_least: Sequence) -> Result<(), AskError> {
        let reached = self.inner.applied.reached(at_least);
        let reached = tokio::time::timeout(CATCH_UP_WITHIN, reached).await;
        if reached.map_err(|_| AskError::Busy)? { Ok(()) } else { Err(AskError::Stopped) }
    }

    /// The request that a tracking code was given to.
    ///
    /// # Errors
    /// [`AskError`] if the desk or the tables cannot be asked.
    pub async fn find_code(&self, code: TrackingCode) -> Result<Option<RequestKey>, AskError> {
        let keys = self.inner.keyring.request_keys();
        let Some(origin) = code.origin(|round, half| keys.tracking_round(round, half)) else {
            return Ok(None);
        };
        let find = move |tables: &Tables| tables.request_of_tracking(code.number());
        let given = move |counters: Counters| origin.counter < counters.codes;
        self.find(origin.desk, find, given).await
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
        self.inner.meters.search_seconds.record(took as f64 / 1e9);
        listing
    }

    /// The first day from the query's own on that has room for such answers.
    #[must_use]
    pub fn first_day_with_room(&self, query: &Query) -> Option<Day> {
        nobat_board::first_day_with_room(&self.board(), query)
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
        (durable, self.inner.applied.position(), self.inner.journal.backlog())
    }

    /// A named value as the tables have it.
    ///
    /// # Errors
    /// [`AskError::Damaged`] if it cannot be read.
    pub async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, AskError> {
        let name = name.to_owned();
        let row = self.read(move |tables| tables.setting(&name)).await?;
        let value =
            |row: Vec<u8>| crate::record::setting_of(&row).map(|(_, _, value)| value.to_vec());
        row.map(value).transpose().map_err(|_| AskError::Damaged)
    }

    /// Backups of this engine. Whoever keeps it keeps the data directory open.
    #[must_use]
    pub fn backups(&self) -> Arc<Backups> {
        Arc::clone(&self.inner.backups)
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
}

/// A row with its state, as the tables have it.
pub(crate) fn read_row(inner: &Inner, key: RequestKey) -> Result<Row, AskError> {
    loop {
        let read = inner.tables.read_request(key);
        let read = read.inspect_err(|error| tracing::error!(%error, "a row cannot be read"));
        let read = read.map_err(|_| AskError::Damaged)?;
        if let Some(row) = open_read(inner, key, read)? {
            return Ok(row);
        }
    }
}

/// Opens what was read; nothing if it was erased since, and the next look finds another row.
fn open_read(inner: &Inner, key: RequestKey, read: RequestRead) -> Result<Option<Row>, AskError> {
    let RequestRead { row, applied } = read;
    let open = |row: Vec<u8>| open_row_unless_erased(&inner.tables, &inner.keyring, key, &row);
    match row.map(open).transpose() {
        Ok(kept) => {
            let (state, remains) = kept.map_or_else(Default::default, |it| (it.state, it.remains));
            Ok(Some(Row { state, remains, applied }))
        }
        Err(error) if error.is_absence() && inner.tables.applied() > applied => Ok(None),
        Err(error) => {
            tracing::error!(%error, "a row is damaged");
            Err(AskError::Damaged)
        }
    }
}
