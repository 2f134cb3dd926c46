//! From records to rows: the same in a running engine, in recovery and in a rebuild.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use nobat_domain::calendar::tehran::day_of;
use nobat_domain::earlier::Waiter;
use nobat_domain::ids::{DataKeyNo, Day, DeskNo, RequestKey, Sequence};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::FEED_KEPT;
use nobat_domain::request::{
    ChangeKind, Remains, RequestEvent, RequestState, evolve_after, mobile_span,
};
use nobat_domain::shift::DayState;
use nobat_domain::staff::Subject;
use nobat_domain::timestamp::Timestamp;

use crate::journal::{Batch, JournalError};
use crate::keyring::{KeyNo, Keyring, KeyringError};
use crate::projector::erasures::{Erased, open_row_unless_erased};
use crate::record::{self, Record, RecordError, SealedEvent};
use crate::storage::{
    Change, Place, ReferenceRow, SeatAt, ServedRow, StorageError, Tables, Writes,
};

/// Why the tables cannot follow. Only a full disk passes by itself.
#[derive(Debug, thiserror::Error)]
pub enum ProjectorError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("opening a record of request {key:?}: {source}")]
    Keyring { key: RequestKey, source: KeyringError },
    #[error(
        "record {} of request {request:?} cannot be opened, and no record says that its key was \
         erased: {source}; put the keyring back from its backup, then start again", sequence.0
    )]
    KeyAbsent { sequence: Sequence, request: RequestKey, source: KeyringError },
    #[error("destroying erased keys: {0}")]
    Erasing(#[source] KeyringError),
    #[error("reading record {sequence:?}: {source}")]
    Record { sequence: Sequence, source: RecordError },
}

impl ProjectorError {
    /// Whether a key was looked for in vain.
    #[must_use]
    pub const fn is_absence(&self) -> bool {
        matches!(self, Self::Keyring { source, .. } if source.is_absence())
    }
}

/// Applies batches to the tables. Requests in flight are kept in memory between batches.
pub struct Projection {
    pub(super) tables: Arc<Tables>,
    pub(super) keyring: Arc<Keyring>,
    pub(super) requests: HashMap<RequestKey, Box<RequestState>>,
    counters: BTreeMap<DeskNo, Counters>,
    pub(super) erased: Erased,
    spares_keys: bool,
    /// The newest span of time in which a mobile served somebody, since this start.
    span: u32,
    /// The day on which the feed was trimmed last, since this start.
    trimmed: Option<Day>,
}

/// A request that a group changes.
#[derive(Clone, Copy)]
pub(super) struct Changed {
    /// Its last event.
    last: Sequence,
    /// Whether the tables list it among those in flight.
    listed: bool,
    /// Since when it is over, as the tables have it.
    delivered: Option<Timestamp>,
    /// Since when its money waits to be reversed, as the tables have it.
    to_reverse: Option<Timestamp>,
    /// Where the tables list it among those who wait.
    waited: Option<Waiter>,
}

impl Changed {
    /// A request as it was before that event.
    fn since(last: Sequence, key: RequestKey, before: Option<&RequestState>) -> Self {
        Self {
            last,
            listed: before.is_some_and(RequestState::in_flight),
            delivered: before.and_then(RequestState::over_since),
            to_reverse: before.and_then(RequestState::to_reverse_since),
            waited: before.and_then(|state| state.waiter(key)),
        }
    }
}

/// What one batch has touched and not yet written.
#[derive(Default)]
pub(super) struct Touched<'g> {
    /// After-images in the order of the journal.
    seats: Vec<(SeatAt, Sequence, &'g [u8; record::SEAT_BYTES])>,
    pub(super) requests: BTreeMap<RequestKey, Changed>,
    /// Erased requests: the key that is gone, where that was said, and what stays.
    pub(super) remains: BTreeMap<RequestKey, (DataKeyNo, Sequence, Remains)>,
    /// Keys whose slots are overwritten once all this is in the tables.
    pub(super) erased: Vec<KeyNo>,
    pub(super) desks: BTreeSet<DeskNo>,
    time: Timestamp,
    pub(super) keys_used: u64,
}

impl Projection {
    #[must_use]
    pub fn new(tables: Arc<Tables>, keyring: Arc<Keyring>) -> Self {
        let (requests, counters) = (HashMap::new(), BTreeMap::new());
        let erased = Erased::default();
        Self {
            tables,
            keyring,
            requests,
            counters,
            erased,
            spares_keys: false,
            span: 0,
            trimmed: None,
        }
    }

    /// The same for a copy of the tables: whose keys are erased is written down there, and the
    /// keyring, which is the original's, stays as it is.
    #[must_use]
    pub fn of_a_copy(tables: Arc<Tables>, keyring: Arc<Keyring>) -> Self {
        Self { spares_keys: true, ..Self::new(tables, keyring) }
    }

    /// Puts every record of the batches, which follow each other, that the tables do not have into
    /// one atomic write. Of a row that changes more than once, only the last image is written.
    ///
    /// # Errors
    /// After [`StorageError::Full`] the same batches may be applied again.
    pub fn apply(&mut self, group: &[Batch]) -> Result<u64, ProjectorError> {
        let applied = self.try_apply(group);
        if applied.is_err() {
            // What was evolved in memory is not in the tables: it is read from there again.
            self.requests.clear();
            self.counters.clear();
            self.span = 0;
            self.trimmed = None;
        }
        applied
    }

    fn try_apply(&mut self, group: &[Batch]) -> Result<u64, ProjectorError> {
        let Some(last) = group.last().map(Batch::last) else { return Ok(0) };
        let tables = Arc::clone(&self.tables);
        let applied = tables.applied();
        let mut writes = tables.writes();
        let mut touched = Touched::default();
        let mut records = 0;
        let raw = group.iter().flat_map(Batch::records);
        for raw in raw.filter(|raw| raw.sequence > applied) {
            let sequence = raw.sequence;
            let read = record::decode(raw.bytes);
            let read = read.map_err(|source| ProjectorError::Record { sequence, source })?;
            touched.time = touched.time.max(read.at());
            self.record(&read, raw.bytes, sequence, &mut writes, &mut touched)?;
            records += 1;
        }
        if records == 0 {
            return Ok(0);
        }
        self.finish(&mut writes, &mut touched)?;
        tables.commit(&writes, last)?;
        // Only now: whoever reads a row has its key, and a crash in between is mended by the start.
        if !self.spares_keys {
            self.keyring.erase_all(&touched.erased).map_err(ProjectorError::Erasing)?;
        }
        self.requests.retain(|_, state| state.in_flight());
        Ok(records)
    }

    fn record<'g>(
        &mut self,
        read: &Record<'_>,
        bytes: &'g [u8],
        sequence: Sequence,
        writes: &mut Writes<'_>,
        touched: &mut Touched<'g>,
    ) -> Result<(), ProjectorError> {
        match read {
            Record::Seat { shift, image } => {
                let at = SeatAt { shift: *shift, day: image.day, seat: image.seat };
                let bytes = bytes.try_into().expect("a seat's record was just read");
                touched.seats.push((at, sequence, bytes));
            }
            // Its requests name it as history; nothing else does, and it never comes back.
            Record::Day { shift, image } if image.state == DayState::Dropped => {
                writes.delete_day(*shift, image.day);
                writes.delete_seats_on(*shift, image.day);
                let (shift, day) = (*shift, image.day);
                touched.seats.retain(|(at, ..)| (at.shift, at.day) != (shift, day));
            }
            Record::Day { shift, image } => writes.put_day(*shift, image.day, bytes),
            Record::Request(event) => self.request(event, sequence, writes, touched)?,
            Record::Office { office, .. } => writes.put_office(office.id, bytes),
            Record::Setting { name, .. } => writes.put_setting(name, bytes),
            Record::Erased(erasure) => {
                writes.put_erased(erasure.data_key.0, bytes);
                self.erase(erasure, sequence, writes, touched)?;
            }
            Record::Audit(entry) => {
                let place = Place { sequence, n: 0 };
                writes.put_audit(place, bytes);
                if let Subject::Request(key) = entry.subject {
                    writes.put_looked_up(key, place);
                }
            }
            Record::Time { .. } => {}
        }
        Ok(())
    }

    fn request(
        &mut self,
        sealed: &SealedEvent<'_>,
        sequence: Sequence,
        writes: &mut Writes<'_>,
        touched: &mut Touched<'_>,
    ) -> Result<(), ProjectorError> {
        let key = sealed.head.key;
        touched.keys_used = touched.keys_used.max(sealed.head.data_key.0);
        let change = |kind: ChangeKind| Change {
            at: sequence,
            request: key,
            kind: kind.byte(),
            time: sealed.head.at,
        };
        let Some(data_key) = self.key_of(sealed, sequence)? else {
            // That there was a change is told even where nobody can read any more what it was.
            writes.put_change(change(ChangeKind::Untold));
            return Ok(());
        };
        let event =
            sealed.open(&data_key).map_err(|source| ProjectorError::Record { sequence, source })?;
        writes.put_change(change(ChangeKind::of(&event)));
        let fresh = if let Some(mut state) = self.requests.remove(&key) {
            self.index(key, Some(&state), &event, writes, touched)?;
            // Between two groups only those in flight are kept.
            let fresh = Changed { listed: true, ..Changed::since(sequence, key, Some(&state)) };
            state.evolve(&event, sealed.head.at);
            self.requests.insert(key, state);
            fresh
        } else {
            let (before, remains) = self.before(key, touched)?;
            self.index(key, before.as_ref(), &event, writes, touched)?;
            let fresh = Changed::since(sequence, key, before.as_ref());
            let state = evolve_after(remains, before, &event, sealed.head.at);
            self.requests.insert(key, Box::new(state));
            fresh
        };
        if event.uses_mobile() {
            self.serve(key, sealed.head.at, writes);
        }
        let changed = touched.requests.entry(key).or_insert(fresh);
        changed.last = sequence;
        Ok(())
    }

    /// Counts the request for its mobile. What is older than a limit asks for goes with the first
    /// row of each span, so that the same journal leaves the same rows behind.
    fn serve(&mut self, key: RequestKey, at: Timestamp, writes: &mut Writes<'_>) {
        let Some(mobile) = self.requests.get(&key).and_then(|state| state.reached_by()) else {
            return;
        };
        let (span, mobile) = (mobile_span(at), self.keyring.request_keys().mobile_number(mobile));
        if span > self.span {
            writes.delete_served_before(span.saturating_sub(1));
            self.span = span;
        }
        writes.put_served(ServedRow { span, mobile, request: key });
    }

    /// The state before the event, from its row; or what an erasure has left of one.
    fn before(
        &mut self,
        key: RequestKey,
        touched: &mut Touched,
    ) -> Result<(Option<RequestState>, Remains), ProjectorError> {
        if let Some((_, _, remains)) = touched.remains.remove(&key) {
            return Ok((None, remains));
        }
        let row = self.tables.read_request(key)?.row;
        let open = |row: Vec<u8>| open_row_unless_erased(&self.tables, &self.keyring, key, &row);
        let kept = row.map(open).transpose()?;
        Ok(kept.map_or((None, Remains::default()), |kept| (kept.state, kept.remains)))
    }

    /// Rows by which a request is found: order, code, reference; and what its desk has given out.
    fn index(
        &mut self,
        key: RequestKey,
        before: Option<&RequestState>,
        event: &RequestEvent,
        writes: &mut Writes<'_>,
        touched: &mut Touched<'_>,
    ) -> Result<(), ProjectorError> {
        match event {
            RequestEvent::AttemptOpened { order, .. } => {
                writes.put_order(*order, key);
                let counters = self.counters(key.desk())?;
                counters.orders = counters.orders.max(order.counter());
                touched.desks.insert(key.desk());
            }
            RequestEvent::Booked { code, .. } => {
                writes.put_tracking(code.number(), key);
                if before.is_some_and(|state| state.code.is_none()) {
                    self.counters(key.desk())?.codes += 1;
                    touched.desks.insert(key.desk());
                }
            }
            RequestEvent::Verified { attempt, receipt } => {
                let bank = before.and_then(|state| state.attempt(*attempt)).map(|it| it.bank);
                let bank = bank.expect("PAY-1: verified money belongs to an attempt");
                let claim = ReferenceRow { request: key, order: receipt.order };
                writes.put_reference(bank, receipt.reference.as_str().as_bytes(), claim);
            }
            RequestEvent::Imported { paid, been, .. } => {
                if let Some(money) = paid {
                    writes.put_order(money.order, key);
                    let claim = ReferenceRow { request: key, order: money.order };
                    writes.put_reference(money.bank, money.reference.as_str().as_bytes(), claim);
                }
                if let Some(been) = been {
                    writes.put_tracking(been.code.number(), key);
                }
                let counters = self.counters(key.desk())?;
                let order = paid.as_ref().map_or(0, |money| money.order.counter());
                counters.orders = counters.orders.max(order);
                counters.codes += u32::from(been.is_some());
                touched.desks.insert(key.desk());
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn counters(&mut self, desk: DeskNo) -> Result<&mut Counters, ProjectorError> {
        let counters = match self.counters.get(&desk) {
            Some(counters) => *counters,
            None => read_counters(&self.tables, desk)?,
        };
        Ok(self.counters.entry(desk).or_insert(counters))
    }

    fn finish(
        &mut self,
        writes: &mut Writes<'_>,
        touched: &mut Touched<'_>,
    ) -> Result<(), ProjectorError> {
        put_last_images(writes, &mut touched.seats);
        let mut row = Vec::new();
        for (key, changed) in &touched.requests {
            let Changed { last: sequence, listed, delivered, to_reverse, waited } = changed;
            let state = self.requests.get(key).expect("a touched request is kept until now");
            let data_key = self
                .keyring
                .data_key(KeyNo(state.data_key.0))
                .map_err(|source| ProjectorError::Keyring { key: *key, source })?;
            row.clear();
            record::seal_row(&data_key, *key, *sequence, state, &mut row)
                .map_err(|source| ProjectorError::Record { sequence: *sequence, source })?;
            writes.put_request(*key, &row);
            match (listed, state.in_flight()) {
                (false, true) => writes.put_in_flight(*key),
                (true, false) => writes.delete_in_flight(*key),
                (false, false) | (true, true) => {}
            }
            match state.over_since() {
                now if now == *delivered => {}
                Some(at) => writes.put_delivered(*key, at),
                None => writes.delete_delivered(*key),
            }
            match state.to_reverse_since() {
                now if now == *to_reverse => {}
                Some(since) => writes.put_to_reverse(*key, since),
                None => writes.delete_to_reverse(*key),
            }
            let waits = state.waiter(*key);
            if *waited != waits {
                waited.iter().for_each(|before| writes.delete_waiting(before));
                waits.iter().for_each(|now| writes.put_waiting(now));
            }
        }
        for (key, (data_key, sequence, remains)) in &touched.remains {
            writes.put_request(*key, &record::remains_bytes(*data_key, *sequence, *remains));
            writes.delete_in_flight(*key);
        }
        for desk in &touched.desks {
            writes.put_desk(*desk, &record::counters_bytes(self.counters[desk]));
        }
        // Threads stamp on their own: a batch may end a little earlier than the one before it.
        let time = self.tables.engine_time()?.unwrap_or_default();
        let time = touched.time.max(time);
        writes.put_engine_time(time);
        self.trim_feed(time, writes)?;
        if touched.keys_used > self.tables.keys_used()? {
            writes.put_keys_used(touched.keys_used);
        }
        Ok(())
    }
}

impl Projection {
    /// With the first group of each day, the changes go that nobody is promised any more.
    fn trim_feed(&mut self, time: Timestamp, writes: &mut Writes<'_>) -> Result<(), StorageError> {
        let today = day_of(time);
        if self.trimmed.replace(today) == Some(today) {
            return Ok(());
        }
        let Some(first) = self.tables.feed_pack_since(Timestamp::default())? else {
            return Ok(());
        };
        // Where all are older, all that stands there goes; this group's own are behind it.
        let kept = self.tables.feed_pack_since(time.minus(FEED_KEPT))?;
        let kept = kept.unwrap_or(self.tables.applied().next());
        if first < kept {
            writes.delete_changes_before(kept);
        }
        Ok(())
    }
}

/// Of each seat, what its last event has left behind.
fn put_last_images(
    writes: &mut Writes<'_>,
    seats: &mut [(SeatAt, Sequence, &[u8; record::SEAT_BYTES])],
) {
    seats.sort_unstable_by_key(|(at, sequence, _)| (*at, *sequence));
    for of_one in seats.chunk_by(|(a, ..), (b, ..)| a == b) {
        if let Some((at, _, image)) = of_one.last() {
            writes.put_seat(*at, image);
        }
    }
}

/// What a desk has given out, as its row says.
pub fn read_counters(tables: &Tables, desk: DeskNo) -> Result<Counters, ProjectorError> {
    let Some(row) = tables.desk(desk)? else {
        return Ok(Counters::default());
    };
    record::counters_of(&row)
        .map_err(|source| ProjectorError::Record { sequence: tables.applied(), source })
}

/// What a request's row says.
#[derive(Default)]
pub struct Kept {
    /// Nothing where the request was erased.
    pub state: Option<RequestState>,
    pub remains: Remains,
}

/// A request's row, opened.
pub fn open_row(keyring: &Keyring, key: RequestKey, row: &[u8]) -> Result<Kept, ProjectorError> {
    let damaged = |source| ProjectorError::Record { sequence: Sequence(0), source };
    let head = record::row_head(row).map_err(damaged)?;
    if let Some(remains) = head.erased {
        return Ok(Kept { state: None, remains });
    }
    let data_key = keyring
        .data_key(KeyNo(head.data_key.0))
        .map_err(|source| ProjectorError::Keyring { key, source })?;
    let (_, state) = record::open_row(&data_key, key, row).map_err(damaged)?;
    Ok(Kept { state: Some(state), remains: Remains::default() })
}
